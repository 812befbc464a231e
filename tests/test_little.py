"""A report where little is measured: one sentence and what to do, nothing drawn, and nothing said twice."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

import skillslib as sk
from skillslib.metrics.missing import ALL_SKILLS, FEW, NO_OFFER, QUIET
from skillslib.publish import page, trust
from skillslib.publish.headline import Headline, Tile, beyond
from skillslib.publish.little import FIND_PEOPLE, OFFER, little, without_blanks
from skillslib.publish.views import Days

DAYS = Days("2026-Q3", date(2026, 9, 30), date(2026, 10, 5))


def dark_of(*rows):
    frame = pd.DataFrame(rows, columns=["country", "skill", "reason"])
    frame.attrs["question"] = {"parameters": {"least": 0.9}}
    return frame


def rates_of(**shares):
    frame = pd.DataFrame({"country": shares.keys(), "share": shares.values()})
    frame["status"] = ["too few" if share < 0.9 else "enough" for share in frame["share"]]
    frame.attrs["question"] = {"parameters": {"least": 0.9}}
    return frame


FEW_PLACES = dark_of(("India", ALL_SKILLS, FEW), ("Poland", ALL_SKILLS, FEW), ("Spain", ALL_SKILLS, QUIET))


def frames_of(status, dark):
    now = {"quarter": "2026-Q3", "basis": "recorded", "status": status}
    matched = pd.DataFrame(
        [["matched", "id", 60, 100], ["matched", "email", 19, 100], ["unmatched", "", 21, 100]],
        columns=["measure", "reason", "count", "of"],
    )
    return {"trend_all": pd.DataFrame([now]), "unmeasured": dark, "trust": matched}


@pytest.mark.parametrize(
    "dark, sentence, to_do",
    [
        (FEW_PLACES, ": 79% of awards found their person, and each country needs 90%", FIND_PEOPLE),
        (dark_of(("India", "Welding", NO_OFFER)), ": few skills have a badge on offer", OFFER),
    ],
)
def test_where_the_company_is_not_measured_one_sentence_says_so_and_another_what_to_do(dark, sentence, to_do):
    said = little(frames_of("not measured", dark), DAYS)
    assert said == (f"Too little is measured to speak of the company{sentence}", to_do)
    assert little(frames_of("counted", dark), DAYS) is None
    assert little(frames_of("withheld", dark), DAYS) is None, "withheld is not unmeasured"


def test_countries_that_are_not_measured_for_one_reason_share_a_sentence():
    assert trust.banner(rates_of(India=0.92, Poland=0.66, Spain=0.0), FEW_PLACES) == [
        "Not measured in this report, as fewer than 90 % of awards found their person: "
        "India, Poland (about 66 %).",
        "No award names Spain, and of all awards fewer than 90 % found their person: "
        "Spain is not measured in this report.",
    ]


def test_all_is_measured_elsewhere_only_where_there_is_an_elsewhere():
    dark = dark_of(("India", ALL_SKILLS, FEW), *(("Japan", skill, NO_OFFER) for skill in ("a", "b")))
    said = "No skill is measured in India. Of 60 skills, not measured: 2 in Japan."
    assert sk.unmeasured_finding(dark, rates_of(India=0.5, Japan=1.0), 60) == said
    rates = rates_of(India=0.5, Japan=1.0, Kenya=1.0)
    everywhere = "Every skill is measured in all other countries."
    assert sk.unmeasured_finding(dark, rates, 60) == f"{said} {everywhere}"
    rates.loc[rates["country"] == "Kenya", "status"] = "nobody at work"
    assert sk.unmeasured_finding(dark, rates, 60) == said
    assert sk.unmeasured_finding(dark.head(0), rates, 60) == "Every skill is measured everywhere."


def test_a_target_for_more_people_than_a_unit_has_is_flagged():
    said = [beyond(pd.Series({"needed": 116, "people": people})) for people in (40, 113, 114, pd.NA)]
    assert said[0] == "; the target is for more people than the about 40 there are"
    assert [bool(words) for words in said] == [True, True, False, False]


def test_the_first_page_leaves_out_what_has_no_number():
    tiles = [Tile("Earned", "not measured", "", "no figure"), Tile("Short", "25", "of 50 needed", "")]
    content = Headline(tiles, None, [], [("79%", "of awards")], "Counted.", "Restated.", [], [])
    assert [tile.label for tile in without_blanks(content).tiles] == ["Short"]
    shown = {
        "days": SimpleNamespace(quarter="2026-Q3"),
        "chapters": [{"name": "gap", "label": "Gap", "finding": ""}],
        "supply": page.Chart("<div>EMPTY PICTURE</div>", [], [], "Too little", empty=True),
        "also": ["Do this."],
        "no_shortage": "No unit is short.",
        **dict.fromkeys(("as_of", "known_at", "source", "period", "climbed"), ""),
    }
    empty = replace(content, tiles=[])
    html = page.render(
        "index", "index", "t", False, finding="Little.", little=True, shortages=[], page=empty, **shown
    )
    absent = ("EMPTY PICTURE", "No unit is short.", 'id="tiles"', 'id="supply"', 'id="shortages"')
    assert [words for words in absent if words in html] == []
    assert "<h1>Little.</h1>" in html and "Do this." in html and "nothing to show this quarter" in html
    html = page.render(
        "index", "index", "t", False, finding="Much.", little=False, shortages=[], page=content, **shown
    )
    assert [words for words in absent if words not in html] == []
