"""The last look at a chart, from the side of somebody who wants numbers or persons to slip through it."""

import copy

import pandas as pd
import pytest

from skillslib.disclosure import protect
from skillslib.publish import lint
from skillslib.publish.release import Release

MEASURES = {
    "holders": {"kind": "people", "of": "people"},
    "people": {"kind": "people"},
    "share": {"kind": "derived", "formula": "share", "from": ["holders", "people"]},
}


def answer():
    """Three units and two skills; what 2 people hold in the smallest is withheld."""
    frame = pd.DataFrame(
        [
            (unit, skill, holders, people, "counted")
            for unit, people in (("Sales", 40), ("Legal 3 people", 30), ("Audit", 20))
            for skill, holders in (("Python", people // 2), ("Welding", 2 if people == 20 else 13))
        ],
        columns=["business_unit", "skill", "holders", "people", "status"],
    ).astype({"holders": "Int64", "people": "Int64"})
    frame.insert(4, "share", frame["holders"] / frame["people"])
    frame.attrs["question"] = {"name": "skill_map", "measures": MEASURES, "by": ["business_unit"]}
    return frame


@pytest.fixture(scope="module")
def released():
    return Release(None, {"map": protect(answer())})


@pytest.fixture
def chart(released):
    """A chart that may be published: bars of holders, and a label worked out from them."""
    frame = released.frames["map"]
    rows = [
        {
            "business_unit": unit,
            "skill": skill,
            "holders": None if pd.isna(holders) else int(holders),
            "label": f"{unit}: {skill}",
        }
        for unit, skill, holders in frame[["business_unit", "skill", "holders"]].itertuples(index=False)
    ]
    return {
        "usermeta": {"skills": {"frame": [frame.attrs["protected"]["sha256"]]}},
        "description": "Who holds what.",
        "datasets": {"d": rows},
        "data": {"name": "d"},
        "mark": "bar",
        "transform": [{"filter": "datum.skill !== ''"}],
        "encoding": {
            "x": {"field": "holders", "type": "quantitative"},
            "y": {"field": "business_unit", "type": "nominal"},
            "text": {"field": "label", "type": "nominal"},
        },
    }


def test_a_chart_of_released_numbers_passes(chart, released):
    assert {row["holders"] for row in chart["datasets"]["d"]} == {20, 15, 10, None}
    assert lint.check_chart(chart, released) == ["map"]


def rows_of(chart):
    return chart["datasets"]["d"]


def put(column, value, drawn=True):
    """A column more in every row, drawn as a tooltip; its value may depend on the row's place."""

    def change(chart):
        for place, row in enumerate(rows_of(chart)):
            row[column] = value(place) if callable(value) else value
        if drawn:
            chart["encoding"]["tooltip"] = [{"field": column}]

    return change


def inside(key, rows, kind=list):
    """The same data once more, in a view within the chart."""

    def change(chart):
        view = {"data": {"values": rows}, "mark": "point", "encoding": {"x": {"field": key}}}
        within = {"layer": [view]} if kind is list else view
        chart["hconcat"] = [{"vconcat": [{"facet": {"field": key}, "spec": within}]}]

    return change


def setting(path, value):
    def change(chart):
        *above, last = path
        part = chart
        for key in above:
            part = part.setdefault(key, {})
        part[last] = value

    return change


def alike(chart):
    """A row for each person, which the chart would count."""
    chart["datasets"]["d"] = [{"skill": "Python"}] * 7
    chart["encoding"] = {"x": {"field": "skill"}}


def shuffled(chart):
    rows_of(chart).extend(copy.deepcopy(rows_of(chart)))


ATTACKS = {
    "a forged proof": (setting(["usermeta", "skills", "frame"], ["0" * 64]), "not drawn from a protected"),
    "no proof": (setting(["usermeta"], {}), "not drawn from a protected"),
    "a proof of another shape": (setting(["usermeta", "skills"], ["x"]), "not drawn from a protected"),
    "a proof that is a table": (setting(["usermeta", "skills", "frame"], [{"a": 1}]), "not drawn from"),
    "rows beside the proof": (setting(["usermeta", "rows"], [{"a": 1}]), "carries 'rows'"),
    "rows within the proof": (setting(["usermeta", "skills", "rows"], "a,b"), "carries 'rows'"),
    "an id": (put("person_id", "E-000001"), "of persons"),
    "a manager": (put("Manager", "x"), "of persons"),
    "an e-mail under another name": (put("note", "ann@example.com"), "e-mail address"),
    "an e-mail in a title": (setting(["title"], {"text": ["From", "ann@example.com"]}), "e-mail address"),
    "an id that only a formula reads": (
        setting(["transform"], [{"calculate": "datum['employee_id']", "as": "x"}]),
        "of persons",
    ),
    "a column that nothing draws": (put("extra", "x", drawn=False), "does not draw"),
    "a column named like a word of the specification": (put("bar", "x", drawn=False), "does not draw"),
    "a column named in the description": (put("Who", "x", drawn=False), "does not draw"),
    "an exact count of a measure": (put("people", 41), "does not hold"),
    "a small count of a measure": (put("people", 3), "below the minimum"),
    "a measure's count as a text": (put("people", "41"), "does not hold"),
    "a small count under another name": (put("n", lambda place: place + 1), "looks like a count"),
    "exact counts under another name": (put("how_many", lambda place: 37 + place), "looks like a count"),
    "counts as texts": (put("how_many", lambda place: f" {37 + place} "), "looks like a count"),
    "counts as texts with a comma": (put("how_many", lambda place: f"1,00{place}"), "looks like a count"),
    "small counts among shares": (put("x", lambda place: 3 if place else 0.5), "looks like a count"),
    "counts among shares": (put("x", lambda place: 17 + place if place else 0.5), "looks like a count"),
    "a few people in words": (put("words", lambda place: f"{place}: 2 people"), "2 people"),
    "a few people in the title": (setting(["title"], "Audit has 3 holders"), "3 holders"),
    "a row for each person": (alike, "all alike"),
    "every row twice": (shuffled, "all alike"),
    "rows counted by the chart": (setting(["encoding", "x"], {"aggregate": "count"}), "counts its own rows"),
    "rows counted by a transform": (
        setting(["transform"], [{"aggregate": [{"op": "count", "as": "n"}], "groupby": ["skill"]}]),
        "counts its own rows",
    ),
    "rows in a layer of a facet of a concatenation": (inside("email", [{"email": "x"}]), "of persons"),
    "counts in a concatenation": (inside("people", [{"people": 4}], dict), "below the minimum"),
    "data from a server": (setting(["data"], {"url": "https://example.com/x.csv"}), "from elsewhere"),
    "data from a file": (setting(["data"], {"url": "store/facts.csv"}), "from elsewhere"),
    "data looked up elsewhere": (
        setting(["transform"], [{"lookup": "skill", "from": {"data": {"url": "x.json"}, "key": "s"}}]),
        "from elsewhere",
    ),
    "data that are made": (setting(["data"], {"sequence": {"start": 0, "stop": 3}}), "from elsewhere"),
    "data as the text of a CSV": (
        setting(["data"], {"values": "person_id\nE-000001", "format": {"type": "csv"}}),
        "from elsewhere",
    ),
    "a named text of a CSV": (setting(["datasets", "e"], "person_id\nE-000001"), "single values"),
    "single numbers as data": (setting(["data"], {"values": [1, 2, 3]}), "single values"),
    "rows within rows": (put("skill", [{"person_id": "E-000001"}]), "single values"),
    "a table within a row": (put("skill", {"person_id": "E-000001"}), "single values"),
    "a picture from elsewhere": (setting(["mark"], {"type": "image", "url": "https://example.com"}), "'url'"),
    "a link": (setting(["encoding", "href"], {"field": "skill"}), "'href'"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_slips_in_is_refused_by_name(attack, chart, released):
    change, said = ATTACKS[attack]
    change(chart)
    with pytest.raises(lint.LintError, match=said):
        lint.check_chart(chart, released, "the chart")


@pytest.mark.parametrize(
    "change",
    [
        put("label", lambda place: f"{place}, 12 holders, +20%"),
        put("seen", lambda place: place % 2),
        put("about", lambda place: 5 * place),
        put("middle", lambda place: place / 7),
        put("label", "Legal 3 people"),  # a unit's own name
        setting(["title"], "No group of 1 to 4 people is shown"),
    ],
)
def test_what_is_worked_out_from_released_numbers_passes(change, chart, released):
    change(chart)
    assert lint.check_chart(chart, released) == ["map"]
