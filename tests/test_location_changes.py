"""Offices that are renamed, merged and closed: as they were or as of a day, the company is as large."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import skillslib as sk
from skillslib.loading import load
from skillslib.metrics.question import QuestionError
from skillslib.store import connect
from tests.test_structures import KNOWN, TODAY, company

# Ann sits in the north office, Bob in the south one, Cid in the hut; Bob leaves on 2026-03-01.
PLACES = {"ann": "north", "bob": "south", "cid": "hut"}
# In April the north office takes the south one in, and is Pole from May on; the hut is given up in June.
CHANGES = (
    ("merge", "2026-04-01", "south", "north", None),
    ("rename", "2026-05-01", "north", None, "Pole"),
    ("end", "2026-06-01", "hut", None, None),
)


def moved(con, changes):
    """The company of test_structures with an office for each person, and these changes."""
    con.execute(
        """insert into location_versions (location_id, name, country, country_code, recorded_at, row_hash)
        values ('north', 'North', 'Northland', 'NL', '2020-01-01', 'n'),
               ('south', 'South', 'Southland', 'SL', '2020-01-01', 's'),
               ('hut', 'Hut', 'Northland', 'NL', '2020-01-01', 'h')"""
    )
    for person, place in PLACES.items():
        con.execute("update assignment_versions set location_id = ? where person_id = ?", [place, person])
    tell(con, changes)
    return con


def tell(con, changes):
    con.execute("truncate location_change_versions")
    for number, (change, day, place, to, name) in enumerate(changes):
        con.execute(
            """insert into location_change_versions (change_id, location_id, starts_on, change, to_id, name,
                recorded_at, row_hash) values ($1, $2, $3, $4, $5, $6, '2026-01-01', $1)""",
            [str(number), place, day, change, to, name],
        )


@pytest.fixture(scope="module")
def con():
    with company() as con:
        yield moved(con, CHANGES)


@pytest.fixture(scope="module")
def empty():
    """The same offices, of which nothing is told yet."""
    with company() as con:
        yield moved(con, ())


def people(con, as_of, structure, **more):
    frame = sk.recognition(con, as_of, KNOWN, by="location", structure=structure, **more)
    return dict(zip(frame["location"], frame["people"], strict=True))


def test_offices_as_they_were_and_as_of_a_day(con):
    assert people(con, "2026-02-01", "as was") == {"North": 1, "South": 1, "Hut": 1}
    assert people(con, "2026-02-01", "today") == {"North": 1, "South": 1, "Hut": 1}
    assert people(con, "2026-02-01", "2026-04-01") == {"North": 2, "Hut": 1}
    assert people(con, "2026-02-01", TODAY) == {"Pole": 2, "Hut (until 2026-06-01)": 1}
    assert people(con, "2026-05-01", "as was") == {"Pole": 1, "Hut": 1}


def test_a_filter_names_an_office_as_it_is_shown(con):
    assert people(con, "2026-02-01", TODAY, filters={"location": "Pole"}) == {"Pole": 2}
    closed = "Hut (until 2026-06-01)"
    assert people(con, "2026-02-01", TODAY, filters={"location": closed}) == {closed: 1}
    with pytest.raises(QuestionError, match="no location is 'Polo'"):
        people(con, "2026-02-01", TODAY, filters={"location": "Polo"})


def test_the_country_stays_that_of_the_day(con):
    frame = sk.recognition(con, "2026-02-01", KNOWN, by=("country", "location"), structure=TODAY)
    found = frame[["country", "location", "people"]].values.tolist()
    assert sorted(found) == [
        *(["Northland", "Hut (until 2026-06-01)", 1], ["Northland", "Pole", 1], ["Southland", "Pole", 1])
    ]


IDS = ("north", "south", "hut", "nowhere")
A_DAY = some.integers(0, 364).map(lambda step: date(2026, 1, 1) + timedelta(days=step))
A_CHANGE = some.one_of(
    some.tuples(some.just("rename"), A_DAY, some.sampled_from(IDS), some.none(), some.sampled_from("abc")),
    some.tuples(some.just("merge"), A_DAY, some.sampled_from(IDS), some.sampled_from(IDS), some.none()),
    some.tuples(some.just("end"), A_DAY, some.sampled_from(IDS), some.none(), some.none()),
)


@settings(max_examples=40, deadline=None)
@given(changes=some.lists(A_CHANGE, max_size=6), structure_on=A_DAY)
def test_both_structures_sum_to_the_company_on_every_day(empty, changes, structure_on):
    days = [date(2026, 1, 1) + timedelta(days=step) for step in range(0, 365, 13)]
    tell(empty, changes)
    sums = empty.execute(
        """with placed as (from placed_on($days, $known, $structure)),
        shown as (
            select day, location, 0 as then_people, count(*) as people from (
                select day, location_now as location from placed) group by day, location
            union all
            select day, location, count(*), 0 from workforce_on($days, $known) group by day, location)
        select day, sum(then_people), sum(people) from shown group by day""",
        {"days": days, "known": KNOWN, "structure": structure_on},
    ).fetchall()
    assert len(sums) == len(days)
    for day, *counts in sums:
        # Three people; from March on without Bob.
        assert counts == [3, 3] if day < date(2026, 3, 1) else counts == [2, 2]


def test_a_file_of_changes_is_known_by_its_columns_and_its_faults_are_named(tmp_path):
    (tmp_path / "offices.csv").write_text(
        "location_id,name,city,country,last_changed_on\nnorth,North,,Germany,2020-01-01\n"
    )
    (tmp_path / "moves.csv").write_text(
        "change,starts_on,location_id,to_id,name\nrename,2026-05-01,north,,Pole\n"
        "merge,2026-04-01,north,,\nmerge,2026-04-01,north,north,\nend,2026-04-01,north,south,\n"
        "rename,2026-04-01,north,,\nsplit,2026-04-01,north,south,\n"
        "merge,2026-04-01,ghost,north,\nmerge,2026-06-01,north,nowhere,\n"
    )
    for _ in range(2):  # told once, however often it is loaded
        load(tmp_path, store=tmp_path / "store", accept_quarantine_rate=1)
    with connect(tmp_path / "store") as con:
        assert con.sql("select line, column_name, reason_code from quarantine order by line").fetchall() == [
            (3, "to_id", "missing-value"),
            (4, "to_id", "own-id"),
            (5, "to_id", "bad-value"),
            (6, "name", "missing-value"),
            (7, "change", "bad-value"),
        ]
        assert con.sql(
            """select line, column_name, effect from remarks
            where code = 'place-change-undefined' order by line"""
        ).fetchall() == [(8, "location_id", "left out"), (9, "to_id", "counted otherwise")]
        names = "select name from locations_on([date '{}'], '2026-12-31')"
        assert con.sql(names.format("2026-04-30")).fetchall() == [("North",)]
        assert con.sql(names.format("2026-05-01")).fetchall() == [("Pole",)]
