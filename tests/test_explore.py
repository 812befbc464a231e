"""explore(): the line of code it gives asks for exactly what it shows; it opens protected."""

import itertools

import pytest

import skillslib as sk
from skillslib.disclosure import fingerprint
from skillslib.widgets import Explorer, View, _table, explore

DAYS = {"as_of": "2026-09-30", "known_at": "2026-10-05"}


@pytest.mark.parametrize(
    ("question", "by", "level", "population", "filters", "exact"),
    [
        (question, by, level, population, filters, exact)
        for (question, by), (level, population, filters, exact) in zip(
            itertools.product(
                ("skill_map", "skill_trend", "recognition"), ("business_unit@2", "country", "job_role")
            ),
            itertools.cycle(
                [
                    (1, ("employee",), {}, False),
                    (3, ("employee", "contractor"), {}, True),
                    (1, ("employee",), {"country": "Germany"}, False),
                    (2, ("employee",), {"family": "Data and analysis"}, True),
                ]
            ),
            strict=False,
        )
    ]
    + [("skill_gaps", "business_unit", 1, ("employee",), {}, False)],
)
def test_the_code_gives_the_frame_that_is_shown(sample, question, by, level, population, filters, exact):
    view = View(question, **DAYS, by=by, level=level, population=population, filters=filters, exact=exact)
    names = {"sk": sk, "con": sample}
    exec(view.code, names)
    assert fingerprint(names["frame"]) == fingerprint(view.frame(sample))
    assert ("protected" in names["frame"].attrs) is not exact


def test_it_opens_protected_on_the_last_day_known(sample):
    box = explore(sample)
    shown = Explorer(sample, View(**DAYS))
    assert shown.stamp.value == ""
    assert shown.code.value.startswith("frame = sk.protect(sk.skill_map(con, '2026-09-30'")
    assert box.children


def test_the_exact_view_says_that_it_is_unprotected(sample):
    shown = Explorer(sample, View(**DAYS))
    shown.controls["exact"].value = True
    assert "UNPROTECTED" in shown.stamp.value
    assert "UNPROTECTED" in shown.live.spec
    shown.controls["exact"].value = False
    assert shown.stamp.value == ""
    assert "UNPROTECTED" not in shown.live.spec


def test_every_control_asks_again(sample):
    shown = Explorer(sample, View(**DAYS))
    seen = {shown.live.spec}
    for name, value in (
        ("by", "country"),
        ("level", 3),
        ("as_of", "2025-12-31"),
        ("population", ("contractor",)),
        ("family", "Data and analysis"),
        ("question", "skill_trend"),
        ("question", "recognition"),
        ("question", "skill_gaps"),
    ):
        shown.controls[name].value = value
        assert shown.live.spec not in seen, name
        assert shown.live.layout.opacity == "1", shown.words.value
        seen.add(shown.live.spec)
    assert tuple(shown.controls["by"].options) == ("business_unit", "business_unit@2")


def test_a_day_that_is_none_is_said_in_words_and_the_chart_stays(sample):
    shown = Explorer(sample, View(**DAYS))
    before = shown.live.spec
    shown.controls["as_of"].value = "yesterday"
    assert "is not a day" in shown.words.value
    assert shown.live.spec == before and shown.live.layout.opacity == "0.3"
    shown.controls["as_of"].value = "2026-06-30"
    assert shown.live.layout.opacity == "1"


def test_names_in_the_data_never_become_markup(sample):
    frame = View(**DAYS).frame(sample)
    frame["skill"] = "</script><img src=x onerror=alert(1)>"
    assert "<img" not in _table(frame)
