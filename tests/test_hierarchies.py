"""Units under units, of any depth and oddly told: on every tier everybody is in one unit."""

from itertools import chain

import pytest

import skillslib as sk
from skillslib.loading import load
from skillslib.store import connect
from tests.test_structures import KNOWN, company

DEPTH = 30
HEADER = "business_unit_id,starts_on,name,parent_id,last_changed_on\n"
ROW = "{0},{2},Unit {0},{1},2020-01-01\n".format
# Thirty units under each other; a parent that starts later than its unit; one that is defined nowhere;
# a second top; two units that lie under each other, with a third below them.
UNITS = HEADER + "".join(
    chain(
        (
            ROW(f"u{place}", f"u{place - 1}" if place > 1 else "", "2020-01-01")
            for place in range(1, DEPTH + 1)
        ),
        (
            ROW("late", "", "2026-06-01"),
            ROW("early", "late", "2020-01-01"),
            ROW("orphan", "ghost", "2020-01-01"),
        ),
        (ROW("top", "", "2020-01-01"), ROW("one", "other", "2020-01-01"), ROW("other", "one", "2020-01-01")),
        (ROW("below", "one", "2020-01-01"),),
    )
)
PLACES = ("u30", "u15", "u1", "early", "orphan", "top", "below", "one", "undefined")


@pytest.fixture(scope="module")
def con():
    posts = [(f"person {place}", "2020-01-01", None, unit, 1) for place, unit in enumerate(PLACES)]
    with company(
        UNITS, "change,starts_on,from_id,to_id\n", (("ann", "2020-01-01", None, "u1", 1), *posts)
    ) as con:
        yield con


@pytest.mark.parametrize("day", ["2026-02-01", "2026-07-01"])
@pytest.mark.parametrize("structure", ["as was", "today"])
def test_every_tier_sums_to_the_company(con, day, structure):
    for tier in (1, 2, 3, 15, 16, 29, 30, 31, 40):
        frame = sk.recognition(con, day, KNOWN, by=f"business_unit@{tier}", structure=structure)
        assert frame["people"].sum() == len(PLACES) + 1


def test_who_stands_above_a_tier_is_counted_in_their_own_unit(con):
    def units(tier):
        frame = sk.recognition(con, "2026-02-01", KNOWN, by=f"business_unit@{tier}")
        return dict(zip(frame["business_unit"], frame["people"], strict=True))

    # Of two units that lie under each other each is climbed once, up to the other.
    others = {
        "Unit early": 1,
        "Unit orphan": 1,
        "Unit top": 1,
        "Unit below": 1,
        "Unit one": 1,
        "undefined": 1,
    }
    assert units(30) == others | {"Unit u30": 1, "Unit u15": 1, "Unit u1": 2}
    assert units(15) == others | {"Unit u15": 2, "Unit u1": 2}
    top = {"Unit late": 1, "Unit orphan": 1, "Unit top": 1, "Unit other": 2, "undefined": 1}
    assert units(1) == top | {"Unit u1": 4}


def test_a_unit_that_is_its_own_parent_stands_at_the_top_and_that_is_said(tmp_path):
    (tmp_path / "units.csv").write_text(
        HEADER + ROW("u1", "u1", "2020-01-01") + ROW("u2", "u1", "2020-01-01")
    )
    load(tmp_path, store=tmp_path / "store")
    with connect(tmp_path / "store") as con:
        paths = (
            "select business_unit_id, ancestor_id, tier from business_unit_paths('2026-01-01', '2026-12-31')"
        )
        assert sorted(con.sql(paths).fetchall()) == [("u1", "u1", 1), ("u2", "u1", 1), ("u2", "u2", 2)]
        assert con.sql("select file, line, code, effect from remarks").fetchall() == [
            ("units.csv", 2, "own-parent", "counted otherwise")
        ]
        assert con.sql("from quarantine").fetchall() == []
