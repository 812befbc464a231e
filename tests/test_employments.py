"""Employments in dated rows, worked out by hand: rehires, events, and rows that are refused."""

import pytest
from pseudonym import by_id, pseudonym

from skillslib.loading import load
from skillslib.store import connect

COMPANY = """
[company]
name = "Example Works"

[[files]]
file = "jobs.csv"
kind = "people"
shape = "assignments"
ends = "last day"

[files.columns]
employee_id = "userId"
starts_on = "startDate"
business_unit_id = "department"
manager_id = "managerId"
fte = "fte"
worker_type = "isContingentWorker"
{columns}

[files.words.worker_type]
"No" = "employee"
"Yes" = "contractor"
{words}
"""
COLUMNS = {
    "ends_on": "endDate",
    "hired_on": "hireDate",
    "left_on": "lastDay",
    "status": "emplStatus",
    "event": "event",
    "sequence": "seqNumber",
}
WORDS = {
    "status": {"A": "at work", "U": "on leave", "T": "left"},
    "event": {
        "HIR": "hired",
        "REH": "hired again",
        "TER": "left",
        "LOA": "on leave",
        "RLOA": "back",
        "PAYR": "other",
    },
}
HEADER = (
    "userId,startDate,endDate,hireDate,lastDay,seqNumber,event,emplStatus,department,managerId,fte,"
    "isContingentWorker\n"
)
NOWHERE = "refused: this person is counted nowhere from {}, and not taken as one who left"
UNREAD = "refused, and its day cannot be read: the other rows of this person stand as if it were not there"


def loaded(folder, rows, *named):
    """A store of these rows, as {header: cell}; `named` are the fields that are declared."""
    columns = "\n".join(f'{ours} = "{COLUMNS[ours]}"' for ours in named)
    words = "".join(
        f"\n[files.words.{ours}]\n" + "".join(f'"{theirs}" = "{one}"\n' for theirs, one in said.items())
        for ours, said in WORDS.items()
        if ours in named
    )
    (folder / "company.toml").write_text(COMPANY.format(columns=columns, words=words))
    names = HEADER.strip().split(",")
    plain = {"department": "Red", "fte": "1", "isContingentWorker": "No", "seqNumber": "1"}
    lines = [",".join(str((plain | row).get(name, "")) for name in names) for row in rows]
    (folder / "jobs.csv").write_text(HEADER + "\n".join(lines) + "\n")
    load(folder, store=folder / "store", exported_on="2026-12-01", accept_quarantine_rate=1)
    return connect(folder / "store")


def employments(con, person):
    return con.execute(
        """select hired_on::text, left_on::text from employments('2026-12-31') where person_id = ?
        order by hired_on""",
        [pseudonym(person)],
    ).fetchall()


def days_at_work(con, person, *days):
    """Per day the unit and the population of the person, None where they are counted nowhere."""
    found = con.execute(
        """select day::text, business_unit_id || ', ' || population from workforce_on($days, '2026-12-31')
        where person_id = $person""",
        {"days": list(days), "person": pseudonym(person)},
    ).fetchall()
    return [dict(found).get(day) for day in days]


def remarks(con, code):
    asked = "select line, column_name, what, effect from remarks where code = ? order by line"
    return con.execute(asked, [code]).fetchall()


def test_whoever_is_their_own_manager_is_kept_without_one_and_that_is_said(tmp_path):
    rows = [{"userId": "Ann", "startDate": "2020-01-01", "managerId": "Ann"}]
    rows += [{"userId": "Bob", "startDate": "2020-01-01", "managerId": "Ann"}]
    with loaded(tmp_path, rows, "status") as con:
        assert con.sql("from quarantine").fetchall() == []
        assert by_id(
            con.sql("select person_id, manager_id from workforce('2026-01-01', '2026-12-31')").fetchall()
        ) == [("Ann", None), ("Bob", "Ann")]
        assert remarks(con, "own-manager") == [
            (
                2,
                "managerId",
                "the person's own manager: left blank, as of one who has none",
                "counted otherwise",
            )
        ]


def rehire(**second):
    return [
        {
            "userId": "Ann",
            "startDate": "2018-01-01",
            "endDate": "2020-02-29",
            "event": "HIR",
            "emplStatus": "A",
        },
        {
            "userId": "Ann",
            "startDate": "2022-01-01",
            "endDate": "9999-12-31",
            "event": "REH",
            "emplStatus": "A",
        }
        | second,
    ]


@pytest.mark.parametrize(
    "told, named",
    [
        ({}, ("ends_on", "status", "event")),  # the event alone says it
        (
            {"hireDate": "2018-01-01"},
            ("ends_on", "status", "event", "hired_on"),
        ),  # the first hire, on all rows
        ({"hireDate": "2022-01-01"}, ("ends_on", "status", "hired_on")),  # the last hire, on all rows
        ({"lastDay": "2020-02-29"}, ("ends_on", "status", "left_on")),  # the last day, on all rows
    ],
)
def test_a_rehire_after_a_gap_is_a_second_employment_and_the_years_before_stay(told, named, tmp_path):
    rows = [row | told for row in rehire()]
    with loaded(tmp_path, rows, *named) as con:
        assert con.sql("from quarantine").fetchall() == []
        assert employments(con, "Ann") == [("2018-01-01", "2020-03-01"), ("2022-01-01", None)]
        days = ("2018-01-01", "2020-02-29", "2020-03-01", "2021-12-31", "2022-01-01")
        assert days_at_work(con, "Ann", *days) == ["Red, employee"] * 2 + [None] * 2 + ["Red, employee"]


def test_a_rehire_that_another_row_of_its_day_supersedes_is_one_all_the_same(tmp_path):
    first, second = rehire()
    with loaded(
        tmp_path,
        [first, second, second | {"seqNumber": "2", "event": "PAYR", "department": "Blue"}],
        *("ends_on", "status", "event", "sequence"),
    ) as con:
        assert con.sql("from quarantine").fetchall() == []
        assert employments(con, "Ann") == [("2018-01-01", "2020-03-01"), ("2022-01-01", None)]
        assert days_at_work(con, "Ann", "2022-01-01") == ["Blue, employee"]
        assert [line for line, *_ in remarks(con, "superseded")] == [3]


def test_a_gap_that_nothing_explains_is_still_refused_and_the_person_is_said_to_be_counted_nowhere(tmp_path):
    with loaded(tmp_path, rehire(event="PAYR"), "ends_on", "status", "event") as con:
        assert con.sql("select line, reason_code from quarantine").fetchall() == [(2, "gap-before-next")]
        what = NOWHERE.format("2018-01-01 to 2022-01-01")
        assert remarks(con, "not-counted") == [(2, "startDate", what, "left out")]
        assert employments(con, "Ann")[-1][1] is None


EVENTS = [
    ("2018-01-01", "HIR", "Red, employee"),
    ("2018-06-01", "PAYR", "Red, employee"),
    ("2019-01-01", "LOA", "Red, on leave"),
    ("2019-03-01", "PAYR", "Red, on leave"),  # a change of pay ends no leave
    ("2019-09-01", "RLOA", "Red, employee"),
    ("2020-03-01", "TER", None),
    ("2020-04-01", "PAYR", None),  # nor does it bring back who has left
    ("2022-01-01", "REH", "Red, employee"),
    ("2022-01-02", "NEW-TITLE", "Red, employee"),
]


def test_events_say_the_state_where_no_status_does(tmp_path):
    rows = [{"userId": "Ann", "startDate": day, "event": event} for day, event, _ in EVENTS]
    with loaded(tmp_path, rows, "event") as con:
        assert days_at_work(con, "Ann", *(day for day, _, _ in EVENTS)) == [state for _, _, state in EVENTS]
        assert employments(con, "Ann") == [("2018-01-01", "2020-03-01"), ("2022-01-01", None)]
        assert [(line, effect) for line, _, _, effect in remarks(con, "event-unknown")] == [(10, "doubtful")]


def test_a_status_stands_above_an_event_and_a_blank_one_is_filled_by_it(tmp_path):
    rows = [
        {"userId": "Ann", "startDate": "2018-01-01", "event": "HIR", "emplStatus": "A"},
        {"userId": "Ann", "startDate": "2019-01-01", "event": "LOA", "emplStatus": "A"},
        {"userId": "Ann", "startDate": "2020-01-01", "event": "TER", "emplStatus": ""},
    ]
    with loaded(tmp_path, rows, "event", "status") as con:
        assert days_at_work(con, "Ann", "2019-01-01", "2020-01-01") == ["Red, employee", None]
        assert employments(con, "Ann") == [("2018-01-01", "2020-01-01")]


def test_a_refused_row_ends_the_post_before_it_but_no_employment(tmp_path):
    """Rows without ends. Ann's last has no working time, Bob's no day; Cid has no other row."""
    rows = [
        {"userId": "Ann", "startDate": "2018-01-01"},
        {"userId": "Ann", "startDate": "2020-01-01", "fte": ""},
        {"userId": "Bob", "startDate": "2018-01-01"},
        {"userId": "Bob", "startDate": "2020-02-31", "department": "Blue"},
        {"userId": "Cid", "startDate": "2018-01-01", "fte": ""},
        {"userId": "Dan", "startDate": "2018-01-01"},
        {"userId": "Dan", "startDate": "2019-01-01", "fte": "nine"},
        {"userId": "Dan", "startDate": "2020-01-01", "department": "Blue"},
    ]
    with loaded(tmp_path, rows, "status") as con:
        assert days_at_work(con, "Ann", "2019-12-31", "2020-01-01") == ["Red, employee", None]
        assert employments(con, "Ann") == employments(con, "Bob") == [("2018-01-01", None)]
        assert days_at_work(con, "Bob", "2020-03-01") == ["Red, employee"]
        assert employments(con, "Cid") == []
        assert days_at_work(con, "Dan", "2018-12-31", "2019-01-01", "2020-01-01") == [
            *("Red, employee", None, "Blue, employee")
        ]
        said = [(line, what) for line, _, what, _ in remarks(con, "not-counted")]
        assert said == [
            (3, NOWHERE.format("2020-01-01 on")),
            (5, UNREAD),
            (6, "refused, and no other row tells of this person: counted nowhere"),
            (8, NOWHERE.format("2019-01-01 to 2020-01-01")),
        ]


def test_a_row_after_a_leaving_that_nothing_takes_back_is_not_counted_and_that_is_said(tmp_path):
    rows = [
        {"userId": "Ann", "startDate": "2018-01-01", "lastDay": "2019-12-31"},
        {"userId": "Ann", "startDate": "2020-05-01", "lastDay": "2019-12-31"},
    ]
    with loaded(tmp_path, rows, "left_on") as con:
        assert days_at_work(con, "Ann", "2019-12-31", "2020-05-01") == ["Red, employee", None]
        assert [line for line, *_ in remarks(con, "starts-after-left")] == [3]
