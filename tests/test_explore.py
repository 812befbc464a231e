"""explore(): the line of code it gives asks for exactly what it shows; it opens protected."""

import itertools

import pytest

import skillslib as sk
from skillslib.disclosure import fingerprint, unshown
from skillslib.metrics.question import QuestionError
from skillslib.widgets import Explorer, View, _table, explore

DAYS = {"as_of": "2026-09-30", "known_at": "2026-10-05"}


@pytest.mark.parametrize(
    ("question", "by", "level", "population", "filters", "exact"),
    [
        (question, by, level, population, filters, exact)
        for (question, by), (level, population, filters, exact) in zip(
            itertools.product(
                ("skill_map", "skill_trend", "recognition"),
                ("business_unit@2", "country", ("job_role", "country")),
            ),
            itertools.cycle(
                [
                    (1, ("employee",), {}, False),
                    (3, ("employee", "contractor"), {}, True),
                    (1, ("employee",), {"country": "Germany"}, False),
                    (2, ("employee",), {"family": "Data and analysis"}, True),
                    (1, ("employee",), {"country": ("Germany", "Spain"), "skill": "Forecasting"}, True),
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


def test_it_says_which_names_of_skills_are_in_no_number(sample):
    """Eight names of a language that the taxonomy does not have hang on 151 awards: rounded, until exact."""
    shown = Explorer(sample, View(**DAYS))
    assert "They hang on 150 awards (the taxonomy has no such skill)." in shown.words.value
    shown.controls["exact"].value = True
    assert "They hang on 151 awards (the taxonomy has no such skill)." in shown.words.value


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
        ("skill", "Forecasting"),
        ("and_by", "job_role"),
        ("job_role", "Analyst"),
        ("question", "skill_trend"),
        ("question", "recognition"),
        ("question", "skill_gaps"),
    ):
        shown.controls[name].value = value
        assert shown.live.spec not in seen, name
        assert shown.live.layout.opacity == "1", shown.words.value
        seen.add(shown.live.spec)
    menu = shown.controls
    assert [name for name, _ in menu["by"].options] == ["business_unit", "business_unit@2", "company"]
    assert [name for name in menu if menu[name].disabled] == [
        "and_by",
        "level",
        "country",
        "location",
        "job_role",
    ]


@pytest.mark.parametrize(
    "initial",
    [
        {"by": ("country", "job_role"), "filters": {"location": "Hamburg Works", "skill": ("Forecasting",)}},
        {
            "question": "skill_gaps",
            "by": "business_unit@3",
            "filters": {"business_unit": ("Sales", "Platforms")},
        },
        {"question": "recognition", "population": ("contractor",), "exact": True},
    ],
)
def test_it_opens_as_it_is_asked_to(sample, initial):
    view = View(**DAYS, **initial)
    shown = Explorer(sample, view)
    names = {"sk": sk, "con": sample}
    exec(shown.code.value, names)
    assert shown.live.layout.opacity == "1", shown.words.value
    assert fingerprint(names["frame"]) == fingerprint(view.frame(sample))


@pytest.mark.parametrize(
    "initial, said",
    [
        ({"question": "skill_maps"}, "question='skill_maps': choose one of skill_map"),
        ({"by": "team"}, "by='team' is not a way to group people"),
        ({"level": 9}, "level=9"),
        ({"as_of": "today"}, "as_of='today' is not a day"),
        ({"filters": {"town": "Berlin"}}, "filters has 'town'"),
    ],
)
def test_an_opening_that_cannot_be_asked_is_refused(sample, initial, said):
    with pytest.raises(QuestionError, match=said):
        explore(sample, **initial)


def test_a_gap_opened_with_what_it_cannot_be_asked_says_so(sample):
    shown = Explorer(sample, View("skill_gaps", **DAYS, filters={"country": "Germany"}))
    assert "targets are set for whole units" in shown.words.value
    shown = Explorer(sample, View("skill_gaps", **DAYS, by=("business_unit", "country")))
    assert "gaps are by business_unit" in shown.words.value
    shown.controls["and_by"].value = ""
    assert shown.live.layout.opacity == "1"


def test_a_gap_leaves_out_what_it_cannot_be_asked_and_the_next_question_has_it_again(sample):
    shown = Explorer(sample, View(**DAYS, by=("business_unit", "job_role"), filters={"country": "Germany"}))
    shown.controls["question"].value = "skill_gaps"
    assert shown.live.layout.opacity == "1" and "Germany" not in shown.code.value
    shown.controls["question"].value = "recognition"
    assert "by=('business_unit', 'job_role'), filters={'country': 'Germany'}" in shown.code.value


def test_a_filter_that_the_store_does_not_have_is_said_in_words(sample):
    shown = Explorer(sample, View(**DAYS, filters={"country": "Germny"}))
    assert "no country is &#x27;Germny&#x27;. Choose for example: Germany" in shown.words.value
    shown.controls["country"].value = "Germany"
    assert shown.live.layout.opacity == "1"


def test_a_day_that_is_none_is_said_in_words_and_the_chart_stays(sample):
    shown = Explorer(sample, View(**DAYS))
    before = shown.live.spec
    shown.controls["as_of"].value = "yesterday"
    assert "is not a day" in shown.words.value
    assert shown.live.spec == before and shown.live.layout.opacity == "0.3"
    shown.controls["as_of"].value = "2026-06-30"
    assert shown.live.layout.opacity == "1"


def test_the_table_says_withheld_only_of_what_is(sample):
    shown = View("skill_trend", **DAYS, by="company").frame(sample)
    words = unshown(shown, "awards")
    assert set(words[shown["basis"] == "if nobody renews"]) == {"–"}
    assert set(words[shown["basis"] == "recorded"]) == {"withheld"}
    exact = _table(View("skill_trend", **DAYS, by="company", exact=True).frame(sample))
    assert "withheld" not in exact and "–" in exact


def test_names_in_the_data_never_become_markup(sample):
    frame = View(**DAYS).frame(sample)
    frame["skill"] = "</script><img src=x onerror=alert(1)>"
    assert "<img" not in _table(frame)
