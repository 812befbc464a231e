"""Dated rows of one delivery that contradict each other, and those that only look so: worked out by hand."""

import pytest
from pseudonym import by_id, pseudonym

from skillslib.loading import load
from skillslib.store import connect

HEADER = (
    "employee_id,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,worker_type,"
    "on_leave\n"
)


def loaded(tmp_path, *rows):
    """A store of these rows: person, hired, left, starts, ends, unit, FTE, type, whether on leave."""
    lines = []
    for row in rows:
        person, hired, left, starts, ends, unit, fte, kind, leave = row.split(",")
        lines.append(f"{person},,{hired},{left},{starts},{ends},{unit},,,{fte},{kind},{leave}\n")
    (tmp_path / "people.csv").write_text(HEADER + "".join(lines))
    load(tmp_path / "people.csv", store=tmp_path / "store", accept_quarantine_rate=1)
    return connect(tmp_path / "store")


def refused(con):
    return con.sql("select line, column_name, reason_code from quarantine order by line").fetchall()


def at_work(con, day):
    asked = "select person_id, business_unit_id, fte, population from workforce(?, '2026-12-31')"
    return by_id(con.execute(asked, [day]).fetchall())


def test_rows_that_overlap_are_both_refused_and_the_others_of_the_person_stay(tmp_path):
    with loaded(
        tmp_path,
        "Ann,2020-01-01,,2020-01-01,2024-07-15,Red,1,employee,no",
        "Ann,2020-01-01,,2024-07-01,2025-01-01,Blue,1,employee,no",
        "Ann,2020-01-01,,2025-01-01,,Green,1,employee,no",
        "Bob,2020-01-01,,2020-01-01,,Red,1,employee,no",
    ) as con:
        assert refused(con) == [(2, "starts_on", "overlapping-rows"), (3, "starts_on", "overlapping-rows")]
        assert at_work(con, "2024-01-01") == [("Bob", "Red", 1.0, "employee")]
        assert at_work(con, "2025-01-01") == [
            ("Ann", "Green", 1.0, "employee"),
            ("Bob", "Red", 1.0, "employee"),
        ]


def test_a_row_within_another_one_is_an_overlap_too(tmp_path):
    with loaded(
        tmp_path,
        "Ann,2020-01-01,,2020-01-01,,Red,1,employee,no",
        "Ann,2020-01-01,,2024-01-01,2024-02-01,Blue,1,employee,no",
        "Ann,2020-01-01,,2025-01-01,2025-02-01,Green,1,employee,no",
    ) as con:
        assert [line for line, _, _ in refused(con)] == [2, 3, 4]


def test_of_a_gap_the_row_before_it_is_refused(tmp_path):
    with loaded(
        tmp_path,
        "Ann,2020-01-01,,2020-01-01,2023-01-01,Red,1,employee,no",
        "Ann,2020-01-01,,2023-01-01,2024-07-01,Blue,1,employee,no",
        "Ann,2020-01-01,,2024-07-21,,Green,1,employee,no",
    ) as con:
        assert refused(con) == [(3, "ends_on", "gap-before-next")]
        assert [at_work(con, day) for day in ("2022-12-31", "2023-06-01", "2024-07-21")] == [
            [("Ann", "Red", 1.0, "employee")],
            [],
            [("Ann", "Green", 1.0, "employee")],
        ]


def test_a_row_that_is_refused_for_another_reason_makes_no_gap_of_its_days(tmp_path):
    # Ann's working time is blank in 2023: nobody counts her then, and the year before stays as it is.
    with loaded(
        tmp_path,
        "Ann,2020-01-01,,2020-01-01,2023-01-01,Red,1,employee,no",
        "Ann,2020-01-01,,2023-01-01,2024-01-01,Red,,employee,no",
        "Ann,2020-01-01,,2024-01-01,,Red,1,employee,no",
    ) as con:
        assert refused(con) == [(3, "fte", "missing-value")]
        days = ("2022-12-31", "2023-06-01", "2024-01-01")
        assert [len(at_work(con, day)) for day in days] == [1, 0, 1]


@pytest.mark.parametrize("left", ["2024-03-01", ""])
def test_a_rehire_is_no_gap(tmp_path, left):
    with loaded(
        tmp_path,
        f"Ann,2020-01-01,{left},2020-01-01,2024-03-01,Red,1,employee,no",
        "Ann,2024-09-01,,2024-09-01,,Blue,0.5,employee,no",
    ) as con:
        assert refused(con) == []
        assert at_work(con, "2024-02-29") == [("Ann", "Red", 1.0, "employee")]
        assert at_work(con, "2024-06-01") == []
        assert at_work(con, "2024-09-01") == [("Ann", "Blue", 0.5, "employee")]


def test_leave_part_time_and_a_change_to_contractor_are_rows_one_after_the_other(tmp_path):
    with loaded(
        tmp_path,
        "Ann,2020-01-01,,2020-01-01,2024-01-01,Red,1,employee,no",
        "Ann,2020-01-01,,2024-01-01,2024-05-01,Red,1,employee,yes",
        "Ann,2020-01-01,,2024-05-01,2025-01-01,Red,0.6,employee,no",
        "Ann,2020-01-01,,2025-01-01,,Red,0.6,contractor,no",
    ) as con:
        assert refused(con) == []
        days = ("2023-12-31", "2024-04-30", "2024-05-01", "2025-01-01")
        assert [at_work(con, day)[0][2:] for day in days] == [
            (1.0, "employee"),
            (1.0, "on leave"),
            (0.6, "employee"),
            (0.6, "contractor"),
        ]


COMPANY = """
[company]
name = "Example Works"

[[files]]
file = "jobs.csv"
kind = "people"
shape = "assignments"
dates = "day first"
ends = "last day"

[files.columns]
employee_id = "userId"
starts_on = "startDate"
ends_on = "endDate"
hired_on = "hireDate"
business_unit_id = "department"
fte = "fte"
status = "emplStatus"

[files.words.status]
"A" = "at work"
"T" = "left"
"""


def test_declared_rows_are_compared_by_their_own_names_of_columns(tmp_path):
    # Ann left and came back, which is no gap. Bob's rows overlap, and Cid's leave twenty days open.
    (tmp_path / "company.toml").write_text(COMPANY)
    (tmp_path / "jobs.csv").write_text(
        "userId,startDate,endDate,hireDate,department,fte,emplStatus\n"
        "Ann,01.01.2020,31.12.2023,01.01.2020,Red,1,A\n"
        "Ann,01.01.2024,31.08.2024,01.01.2020,Red,1,T\n"
        "Ann,01.09.2024,31.12.9999,01.01.2020,Red,1,A\n"
        "Bob,01.01.2020,14.01.2024,01.01.2020,Red,1,A\n"
        "Bob,01.01.2024,31.12.2024,01.01.2020,Blue,1,A\n"
        "Bob,01.01.2025,31.12.9999,01.01.2020,Blue,1,A\n"
        "Cid,01.01.2020,31.12.2023,01.01.2020,Red,1,A\n"
        "Cid,21.01.2024,31.12.9999,01.01.2020,Red,1,A\n"
    )
    load(tmp_path, store=tmp_path / "store", exported_on="2026-01-31", accept_quarantine_rate=1)
    with connect(tmp_path / "store") as con:
        assert refused(con) == [
            (5, "endDate", "overlapping-rows"),
            (6, "endDate", "overlapping-rows"),
            (8, "endDate", "gap-before-next"),
        ]
        assert [person for person, *_ in at_work(con, "2024-09-01")] == ["Ann", "Cid"]
        assert con.sql(
            "select hired_on::text, left_on::text from employments('2026-12-31') where "
            f"person_id = '{pseudonym('Ann')}' order by 1"
        ).fetchall() == [("2020-01-01", "2024-01-01"), ("2024-09-01", None)]


def test_an_end_that_cannot_be_read_claims_no_days(tmp_path):
    (tmp_path / "company.toml").write_text(COMPANY)
    (tmp_path / "jobs.csv").write_text(
        "userId,startDate,endDate,hireDate,department,fte,emplStatus\n"
        "Ann,01.01.2020,31.02.2023,01.01.2020,Red,1,A\n"
        "Ann,01.01.2024,31.12.9999,01.01.2020,Blue,1,A\n"
    )
    load(tmp_path, store=tmp_path / "store", exported_on="2026-01-31", accept_quarantine_rate=1)
    with connect(tmp_path / "store") as con:
        assert refused(con) == [(2, "endDate", "bad-date")]
        assert at_work(con, "2024-01-01") == [("Ann", "Blue", 1.0, "employee")]


def test_an_earlier_version_of_a_row_is_no_overlap_and_does_not_stand_in_for_a_refused_one(tmp_path):
    # Ann's first row was changed for her move: that it was open before is no contradiction.
    # Bob's was changed too, to an end that overlaps: what it said before is not believed instead.
    header = HEADER.strip() + ",last_changed_on\n"
    row = "{},,2020-01-01,,{},{},{},,,1,employee,no,{}\n"
    (tmp_path / "people.csv").write_text(
        header
        + row.format("Ann", "2020-01-01", "", "Red", "2020-01-01")
        + row.format("Ann", "2020-01-01", "2024-01-01", "Red", "2024-01-01")
        + row.format("Ann", "2024-01-01", "", "Blue", "2024-01-01")
        + row.format("Bob", "2020-01-01", "", "Red", "2020-01-01")
        + row.format("Bob", "2020-01-01", "2024-02-01", "Red", "2024-01-01")
        + row.format("Bob", "2024-01-01", "", "Blue", "2024-01-01")
    )
    load(tmp_path / "people.csv", store=tmp_path / "store", accept_quarantine_rate=1)
    with connect(tmp_path / "store") as con:
        assert [line for line, _, _ in refused(con)] == [5, 6, 7]
        assert at_work(con, "2024-01-01") == [("Ann", "Blue", 1.0, "employee")]
