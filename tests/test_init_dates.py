"""Days with the names of their months, in the languages of exports: what `init` tells, `load` reads alike."""

import datetime

import pytest

from skillslib.loading.claiming import days_in_name
from skillslib.setup.content import days_of, is_open_end, orders
from skillslib.setup.names import has_day, pattern_of

LAST_OF_MARCH = (
    *("31-Mar-2026", "31-MAR-26", "31 March 2026", "March 31, 2026", "Mar 31 2026", "31st March 2026"),
    *(
        "31. März 2026",
        "31.Mrz.2026",
        "31 mars 2026",
        "31 de marzo de 2026",
        "31 marzo 2026",
        "31 maart 2026",
    ),
)


@pytest.mark.parametrize("cell", LAST_OF_MARCH)
def test_the_last_of_march_is_one_day(cell):
    assert orders([cell]) == ["named months"]
    assert days_of([cell], "named months") == [datetime.date(2026, 3, 31)]


@pytest.mark.parametrize(
    "cell, day",
    [
        ("1er août 2024", "2024-08-01"),
        ("2. Jänner 2024", "2024-01-02"),
        ("3 dic. 2024", "2024-12-03"),
        ("15 juillet 2024", "2024-07-15"),
        ("15 juin 2024", "2024-06-15"),
        ("31-DEC-4712", "4712-12-31"),
        ("2024-08-01", "2024-08-01"),
    ],
)
def test_months_alike_are_told_apart(cell, day):
    assert days_of([cell], "named months") == [datetime.date.fromisoformat(day)]


@pytest.mark.parametrize("cell", ["31 April 2026", "12 Foo 2026", "März 2026", "31 März", "31 March 026"])
def test_what_is_no_day_is_none(cell):
    assert days_of([cell], "named months") == [None]


@pytest.mark.parametrize(
    "name, days",
    [
        ("staff-30-09-2026.csv", ["2026-09-30"]),
        ("staff-09-30-2026.csv", ["2026-09-30"]),
        ("staff_30.09.2026.csv", ["2026-09-30"]),
        ("staff_01.09.2026.csv", ["2026-09-01"]),
        ("staff-01-09-2026.csv", []),
        ("Personal_März2026.csv", ["2026-03-31"]),
        ("Personal_Sept2026.csv", ["2026-09-30"]),
        ("effectif 15 août 2026.csv", ["2026-08-15"]),
        ("HC_15Sep2026.csv", ["2026-09-15"]),
    ],
)
def test_the_day_in_a_files_name(name, days):
    assert days_in_name(name, "iso") == days
    assert has_day(name)


def test_a_pattern_takes_in_months_of_any_language():
    assert pattern_of("hr/Personal_März2026.csv", ()) == "hr/Personal_*.csv"


@pytest.mark.parametrize("value", ["12/31/9999", "31.12.9999", "99991231", "31. Dezember 9999", "4712/12/31"])
def test_no_end_as_systems_write_it(value):
    assert is_open_end(value)
