"""Successive snapshots become dated assignments and employments: answers worked out by hand."""

from datetime import date, timedelta
from itertools import accumulate, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pseudonym import by_id, named, pseudonym
from snapshot_files import COLUMNS, load, store, write

from skillslib.intake.remarks import remark
from skillslib.loading import doubts
from skillslib.store import content_hash

# Ann moves from Red to Blue in March. Bob is missing in February. Cid is there from February on, hired on
# the 10th. Dee's last day is the 14th of February, so the first day she is not there is the 15th.
JANUARY = (
    "Ann,,2020-05-01,,Red,1,employee",
    "Bob,,2019-01-01,,Red,0.5,employee",
    "Dee,,2018-01-01,,Red,1,employee",
)
FEBRUARY = (
    "Ann,,2020-05-01,,Red,1,employee",
    "Cid,,2026-02-10,,Red,1,contractor",
    "Dee,,2018-01-01,2026-02-15,Red,1,employee",
)
MARCH = (
    "Ann,,2020-05-01,,Blue,1,employee",
    "Bob,,2019-01-01,,Red,0.5,employee",
    "Cid,,2026-02-10,,Red,1,contractor",
)
DAYS = {"2026-01-31": JANUARY, "2026-02-28": FEBRUARY, "2026-03-31": MARCH}
LATER = "2026-12-31"


@pytest.fixture
def files(tmp_path):
    return [write(tmp_path, day, rows) for day, rows in DAYS.items()]


@pytest.fixture
def con():
    with store() as con:
        yield con


def of(con, sql, *values):
    return con.execute(sql, values).fetchall()


def at_work(con, day, known_at=LATER):
    """Who is at work in which unit on a day, as known on a day."""
    return dict(named(of(con, "select person_id, business_unit_id from workforce(?, ?)", day, known_at)))


def said(con):
    return of(con, "select file, line, code from remarks order by all")


@pytest.mark.parametrize(
    "header, cell, note, line",
    [
        (COLUMNS, '"{}"', "", 5),  # quotes that close on their line: read line by line all the same
        (COLUMNS + ',"of, two"', "{}", ',"a note\nof two lines"', 8),  # a row on two lines: read as a whole
    ],
)
def test_however_the_rows_are_written_they_say_the_same(header, cell, note, line, tmp_path):
    faulty = (*MARCH, "Eve,,2020-05-01,,Red,x,employee")
    found = []
    for folder, columns, form, end in (("a", COLUMNS, "{}", ""), ("b", header, cell, note)):
        (tmp_path / folder).mkdir()
        with store() as con:
            load(
                con,
                *(
                    write(
                        tmp_path / folder,
                        day,
                        [",".join(form.format(one) for one in row.split(",")) + end for row in rows],
                        header=columns,
                    )
                    for day, rows in (DAYS | {"2026-03-31": faulty}).items()
                ),
            )
            found.append((content_hash(con), of(con, "select line, column_name from quarantine")))
    (plain, refused), (other, elsewhere) = found
    assert other == plain
    assert (refused, elsewhere) == ([(5, "fte")], [(line, "fte")])


def test_the_workforce_of_a_day(con, files):
    load(con, *files)
    assert at_work(con, "2026-01-31") == {"Ann": "Red", "Bob": "Red", "Dee": "Red"}
    assert at_work(con, "2026-02-15") == {"Ann": "Red", "Bob": "Red", "Cid": "Red"}
    assert at_work(con, "2026-02-28") == {"Ann": "Red", "Cid": "Red"}
    assert at_work(con, "2026-03-30") == {"Ann": "Red", "Cid": "Red"}
    assert at_work(con, "2026-03-31") == {"Ann": "Blue", "Bob": "Red", "Cid": "Red"}
    # before the first snapshot: today's structure, from the hire date on
    assert at_work(con, "2020-04-30") == {"Bob": "Red", "Dee": "Red"}
    assert at_work(con, "2020-05-01") == {"Ann": "Red", "Bob": "Red", "Dee": "Red"}


def test_what_was_known_on_a_day_is_what_the_snapshots_up_to_it_say(con, files):
    load(con, *files)
    assert at_work(con, "2026-02-20", "2026-02-20") == {"Ann": "Red", "Bob": "Red", "Dee": "Red"}
    assert at_work(con, "2026-02-20", "2026-02-28") == {"Ann": "Red", "Bob": "Red", "Cid": "Red"}
    assert at_work(con, "2026-03-31", "2026-03-30") == {"Ann": "Red", "Cid": "Red"}
    assert at_work(con, "2026-01-31", "2026-01-30") == {}


def test_posts_say_until_when_they_are_assumed_and_where_they_were_read(con, files):
    load(con, *files)
    posts = of(
        con,
        """select person_id, business_unit_id, starts_on::text, ends_on::text, assumed_until::text, fte,
            file, line
        from assignments('2026-12-31') join sources using (source_id) order by person_id, starts_on""",
    )
    assert sorted(named(posts), key=lambda post: (post[0], post[2])) == [
        ("Ann", "Red", "2020-05-01", "2026-03-31", "2026-01-31", 1.0, "workers-2026-01-31.csv", 2),
        ("Ann", "Blue", "2026-03-31", None, None, 1.0, "workers-2026-03-31.csv", 2),
        # back after an absence, without a hire date after it: from the day he is seen again
        ("Bob", "Red", "2019-01-01", "2026-02-28", "2026-01-31", 0.5, "workers-2026-01-31.csv", 3),
        ("Bob", "Red", "2026-03-31", None, None, 0.5, "workers-2026-03-31.csv", 3),
        ("Cid", "Red", "2026-02-10", None, "2026-02-28", 1.0, "workers-2026-02-28.csv", 3),
        ("Dee", "Red", "2018-01-01", None, "2026-01-31", 1.0, "workers-2026-01-31.csv", 4),
    ]
    assert by_id(
        of(
            con,
            """select person_id, hired_on::text, left_on::text, recorded_at::date::text
            from employment_versions""",
        )
    ) == [
        ("Ann", "2020-05-01", None, "2026-01-31"),
        ("Bob", "2019-01-01", "2026-02-28", "2026-02-28"),
        ("Bob", "2019-01-01", None, "2026-01-31"),
        ("Bob", "2026-03-31", None, "2026-03-31"),
        ("Cid", "2026-02-10", None, "2026-02-28"),
        ("Dee", "2018-01-01", "2026-02-15", "2026-02-28"),
        ("Dee", "2018-01-01", None, "2026-01-31"),
    ]
    assert said(con) == [("workers-2026-03-31.csv", 3, "came-back")]


def test_any_order_of_the_files_is_one_store(files, tmp_path):
    files.append(write(tmp_path, "2026-02-14", (JANUARY[0], MARCH[1])))
    versions = set()
    for number, order in enumerate(list(permutations(files))[::3]):
        con = store()
        parts = ([4], [1, 3], [3, 1], [2, 2], [1, 1, 2], [1, 1, 1, 1])[number % 6]
        for place, size in zip(accumulate(parts, initial=0), parts, strict=False):
            load(con, *order[place : place + size])
        versions.add(content_hash(con))
    assert len(versions) == 1
    # Dee is not in the one of the 14th, but too many are not: she is there until the day that February tells
    assert at_work(con, "2026-02-14") == {"Ann": "Red", "Bob": "Red", "Cid": "Red", "Dee": "Red"}
    assert of(con, "select day::text from snapshots where not complete") == [("2026-02-14",)]


def test_a_snapshot_that_is_not_complete_makes_nobody_leave(con, tmp_path):
    rows = [f"{name},,2020-01-01,,Red,1,employee" for name in ("Ann", "Bob", "Cid")]
    first, second = write(tmp_path, "2026-01-31", rows), write(tmp_path, "2026-02-28", rows[:1])
    load(con, first, second, shrinks_at_most=0.5)
    assert set(at_work(con, "2026-02-28")) == {"Ann", "Bob", "Cid"}
    assert of(con, "select file, line, code, what, effect from remarks") == [
        (
            "workers-2026-02-28.csv",
            None,
            "snapshot-not-complete",
            "67% fewer people than on 2026-01-31: nobody is taken as left. If they did leave, say so in "
            "company.toml: [check] shrinks_at_most",
            "doubtful",
        )
    ]
    # those whom the next complete one lacks left by then; those whom it has never left
    load(con, write(tmp_path, "2026-03-31", rows[:2]))
    assert set(at_work(con, "2026-03-30")) == {"Ann", "Bob", "Cid"}
    assert set(at_work(con, "2026-03-31")) == {"Ann", "Bob"}
    assert [code for _, _, code in said(con)] == ["snapshot-not-complete"]
    # they did leave: the company says so
    load(con, write(tmp_path, "2026-04-30", rows[:2]), shrinks_at_most=0.7)
    assert set(at_work(con, "2026-02-28")) == {"Ann"}


@pytest.mark.parametrize("end, there", [("", {"Ann", "Bob"}), ("\n", {"Ann"})])
def test_a_file_without_a_last_line_end_may_be_cut_short(con, tmp_path, end, there):
    rows = [f"{name},,2020-01-01,,Red,1,employee" for name in ("Ann", "Bob")]
    files = write(tmp_path, "2026-01-31", rows), write(tmp_path, "2026-02-28", rows[:1], end)
    load(con, *files, shrinks_at_most=0.9)
    assert set(at_work(con, "2026-02-28")) == there


def test_files_that_never_end_their_last_line_are_not_all_cut_short(con, tmp_path):
    rows = [f"{name},,2020-01-01,,Red,1,employee" for name in ("Ann", "Bob")]
    files = write(tmp_path, "2026-01-31", rows, ""), write(tmp_path, "2026-02-28", rows[:1], "")
    load(con, *files, shrinks_at_most=0.9)
    assert set(at_work(con, "2026-02-28")) == {"Ann"}


def test_a_refused_row_is_no_post_but_the_person_is_employed(con, tmp_path):
    row = "Ann,,2020-01-01,,Red,{},employee"
    days = ("2026-01-31", "2026-02-28", "2026-03-31")
    files = [
        write(tmp_path, day, (row.format(fte), "Bob,,2020-01-01,,Red,1,employee"))
        for day, fte in zip(days, (1, "", 0.5), strict=True)
    ]
    counts = load(con, *files)
    assert [(c["read"], c["accepted"], c["quarantined"]) for c in counts] == [(2, 2, 0), (2, 1, 1), (2, 2, 0)]
    assert of(con, "select file, line, column_name, reason_code from quarantine") == [
        ("workers-2026-02-28.csv", 2, "fte", "missing-value")
    ]
    fte = "select person_id, fte from workforce(?, '2026-12-31') order by 1"
    assert by_id(of(con, fte, "2026-02-27")) == [("Ann", 1.0), ("Bob", 1.0)]
    assert by_id(of(con, fte, "2026-02-28")) == by_id(of(con, fte, "2026-03-30")) == [("Bob", 1.0)]
    assert by_id(of(con, fte, "2026-03-31")) == [("Ann", 0.5), ("Bob", 1.0)]
    assert of(con, "select left_on from employments('2026-12-31')") == [(None,), (None,)]


@pytest.mark.parametrize("unread, cell", [("", ""), (",Gender", ",f"), (",Shift", ",early")])
def test_a_row_with_too_few_cells_says_that_its_person_is_there(con, tmp_path, unread, cell):
    """Also where nothing may be kept of its text, since it has cells that are not read."""
    rows = [f"{name},,2020-01-01,,Red,1,employee{cell}" for name in ("Ann", "Bob")]
    header = COLUMNS + unread
    files = [
        write(tmp_path, "2026-01-31", rows, header=header),
        write(tmp_path, "2026-02-28", (rows[0], "Bob,,2020"), header=header),
    ]
    _, count = load(con, *files, shrinks_at_most=0.9)
    assert (count["read"], count["quarantined"], count["faulty"]) == (2, 1, 1)
    assert of(con, "select left_on from employments('2026-12-31')") == [(None,), (None,)]
    assert at_work(con, "2026-02-28") == {"Ann": "Red"}
    assert of(con, "select raw from vault.quarantine_raw") == [(None if unread else "Bob,,2020",)]


def test_rows_of_one_person_that_contradict_each_other_are_both_refused(con, tmp_path):
    ann, bob = (f"{name},,2020-01-01,,Red,1,employee" for name in ("Ann", "Bob"))
    files = (
        write(tmp_path, "2026-01-31", (ann, bob)),
        write(tmp_path, "2026-02-28", (ann, bob, ann.replace("Red", "Blue"), bob)),
    )
    _, count = load(con, *files)
    assert {name: count[name] for name in ("read", "accepted", "duplicates", "quarantined")} == {
        "read": 4,
        "accepted": 1,
        "duplicates": 1,
        "quarantined": 2,
    }
    assert of(con, "select line, reason_code from quarantine order by line") == [
        (2, "conflicting-rows"),
        (4, "conflicting-rows"),
    ]
    assert at_work(con, "2026-02-28") == {"Bob": "Red"}


def test_two_snapshots_of_one_day_that_contradict_each_other_are_both_doubted(con, tmp_path):
    north, south = tmp_path / "north", tmp_path / "south"
    north.mkdir()
    south.mkdir()
    ann, bob = (f"{name},,2020-01-01,,Red,1,employee" for name in ("Ann", "Bob"))
    load(
        con,
        write(tmp_path, "2026-01-31", (ann, bob)),
        write(north, "2026-02-28", (ann,)),
        write(south, "2026-02-28", (ann.replace("Red", "Blue"), bob)),
    )
    assert at_work(con, "2026-02-28") == {"Bob": "Red"}
    assert {code for _, _, code in said(con)} == {"snapshots-contradict"}
    assert of(con, "select left_on from employments('2026-12-31')") == [(None,), (None,)]


def test_a_rehire_says_its_own_date(con, tmp_path):
    old, new = "Ann,,2019-01-01,{},Red,1,employee", "Ann,,2026-03-10,,Blue,1,employee"
    bob = "Bob,,2020-01-01,,Red,1,employee"
    files = [
        write(tmp_path, "2026-01-31", (old.format(""), bob)),
        write(tmp_path, "2026-02-28", (bob,)),
        write(tmp_path, "2026-03-31", (new, bob)),
    ]
    load(con, *files, shrinks_at_most=0.9)
    assert [at_work(con, day).get("Ann") for day in ("2026-02-27", "2026-02-28", "2026-03-09")] == [
        "Red",
        None,
        None,
    ]
    assert at_work(con, "2026-03-10")["Ann"] == "Blue"
    # without an absence, in between two snapshots: her new hire date says so
    con = store()
    load(con, files[0], files[2], shrinks_at_most=0.9)
    assert at_work(con, "2026-03-09")["Ann"] == "Red"
    assert of(
        con,
        """select hired_on::text, left_on::text from employments('2026-12-31') where person_id = ?
        order by hired_on""",
        pseudonym("Ann"),
    ) == [("2019-01-01", "2026-03-10"), ("2026-03-10", None)]


def test_a_leaving_that_was_announced_counts_from_its_day_and_can_be_taken_back(con, tmp_path):
    row, bob = "Ann,,2019-01-01,{},Red,1,employee", "Bob,,2020-01-01,,Red,1,employee"
    load(
        con,
        write(tmp_path, "2026-01-31", (row.format("2026-03-15"), bob)),
        write(tmp_path, "2026-02-28", (row.format(""), bob)),
        write(tmp_path, "2026-03-31", (row.format("2026-04-15"), bob)),
        write(tmp_path, "2026-04-30", (bob,)),
        shrinks_at_most=0.9,
    )
    there = {
        (day, known): "Ann" in at_work(con, day, known)
        for day in ("2026-03-20", "2026-04-14", "2026-04-15")
        for known in ("2026-01-31", "2026-02-28", "2026-04-30")
    }
    assert there == {
        ("2026-03-20", "2026-01-31"): False,
        ("2026-03-20", "2026-02-28"): True,
        ("2026-03-20", "2026-04-30"): True,
        ("2026-04-14", "2026-01-31"): False,
        ("2026-04-14", "2026-02-28"): True,
        ("2026-04-14", "2026-04-30"): True,
        ("2026-04-15", "2026-01-31"): False,
        ("2026-04-15", "2026-02-28"): True,
        ("2026-04-15", "2026-04-30"): False,
    }


def test_a_leaving_that_is_told_late_corrects_the_day(con, tmp_path):
    row, bob = "Ann,,2019-01-01,{},Red,1,{}", "Bob,,2020-01-01,,Red,1,employee"
    load(
        con,
        write(tmp_path, "2026-01-31", (row.format("", "employee"), bob)),
        write(tmp_path, "2026-02-28", (bob,)),
        write(tmp_path, "2026-03-31", (row.format("2026-02-11", "left"), bob)),
        shrinks_at_most=0.9,
    )
    left = f"select left_on::text from employments(?) where person_id = '{pseudonym('Ann')}'"
    assert of(con, left, "2026-02-28") == [("2026-02-28",)]
    assert of(con, left, "2026-03-31") == [("2026-02-11",)]


def test_leave_and_part_time_and_contractors_are_posts_of_their_own(con, tmp_path):
    rows = (
        "Ann,,2019-01-01,,Red,0.8,employee",
        "Ann,,2019-01-01,,Red,0.8,on leave",
        "Ann,,2019-01-01,,Red,1,contractor",
    )
    days = ("2026-01-31", "2026-02-28", "2026-03-31")
    load(con, *(write(tmp_path, day, (row,)) for day, row in zip(days, rows, strict=True)))
    asked = "select fte, population from workforce(?, '2026-12-31')"
    assert [of(con, asked, day)[0] for day in days] == [
        (0.8, "employee"),
        (0.8, "on leave"),
        (1.0, "contractor"),
    ]


def test_names_and_addresses_are_in_the_vault_alone(con, tmp_path):
    rows = (
        "Ann,ann@company.example,2020-01-01,,Red,1,employee",
        "Ann,ann.new@company.example,2020-01-01,,Red,1,employee",
    )
    for day, row in zip(("2026-01-31", "2026-02-28"), rows, strict=True):
        load(con, write(tmp_path, day, (row,)))
    assert of(con, "select kind, value from vault.identities order by all") == [
        ("email", "ann.new@company.example"),
        ("email", "ann@company.example"),
        ("id", "Ann"),
    ]
    assert of(con, "select count(*) from snapshot_spans") == [(1,)]


def test_more_snapshots_than_one_mask_holds(con, tmp_path):
    days = [str(date(2025, 1, 1) + timedelta(days=i)) for i in range(66)]
    ann, bob = "Ann,,2020-01-01,,{},1,employee", "Bob,,2020-01-01,,Red,1,employee"
    files = [
        write(tmp_path, day, (ann.format("Red" if i < 63 else "Blue"), *((bob,) if i != 64 else ())))
        for i, day in enumerate(days)
    ]
    load(con, *files[::2], shrinks_at_most=0.9)
    load(con, *files[1::2])
    assert by_id(
        of(con, "select person_id, first_on::text, last_on::text, business_unit_id from snapshot_spans")
    ) == [
        ("Ann", days[0], days[62], "Red"),
        ("Ann", days[63], days[-1], "Blue"),
        ("Bob", days[0], days[63], "Red"),
        ("Bob", days[65], days[-1], "Red"),
    ]


# --- random histories: what a snapshot says of its own day, and what follows from the ones before ---------

MONTHS = [date(2026, month, 28) for month in range(1, 7)]
ROWS = st.sampled_from(
    ("there", "there", "there", "moved", "unread", "absent", "rehired", "left", "leaves soon")
)
HISTORIES = st.lists(st.lists(ROWS, min_size=len(MONTHS), max_size=len(MONTHS)), min_size=30, max_size=40)


def row(person, what, day):
    """A person's row in the snapshot of a day, as the kind of row has it; None where there is none."""
    hired = day - timedelta(days=3) if what == "rehired" else date(2020, 1, 1)
    left = {"left": day - timedelta(days=2), "leaves soon": day + timedelta(days=10)}.get(what, "")
    unit, fte = "Blue" if what == "moved" else "Red", "" if what == "unread" else 1
    return None if what == "absent" else f"{person},,{hired},{left},{unit},{fte},employee"


def by_hand(history, days, complete):
    """Each day's unit of a person, or None, told day by day from the rows up to it alone."""
    unit, over, told = None, None, []
    for what, day, whole in zip(history, days, complete, strict=True):
        if what == "absent":
            unit = None if whole or (over and over <= day) else unit
        else:
            unit = {"left": None, "unread": None, "moved": "Blue"}.get(what, "Red")
            over = day + timedelta(days=10) if what == "leaves soon" else None
        told.append(unit)
    return told


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories=HISTORIES, cut=st.sets(st.integers(1, len(MONTHS) - 1), max_size=2))
def test_random_histories_are_what_is_told_by_hand_on_each_day(tmp_path_factory, histories, cut):
    people = {f"E-{number}": list(kinds) for number, kinds in enumerate(histories)}
    for place in cut:  # a file that lacks most of its rows
        for kinds in list(people.values())[5:]:
            kinds[place] = "absent"
    before, complete, files = 0, [], []
    folder = tmp_path_factory.mktemp("histories")
    for place, day in enumerate(MONTHS):
        rows = [row(person, kinds[place], day) for person, kinds in people.items()]
        rows = [one for one in rows if one]
        complete.append(len(rows) >= 0.5 * before)
        before = len(rows) if complete[-1] else before
        files.append(write(folder, str(day), rows))
    con = store()
    load(con, *files, shrinks_at_most=0.5)
    told = {person: by_hand(kinds, MONTHS, complete) for person, kinds in people.items()}
    for place, day in enumerate(MONTHS):
        expected = {person: units[place] for person, units in told.items() if units[place]}
        assert at_work(con, str(day), str(day)) == expected
    twice = (
        "select rule, problems from problems where rule like 'people in two%' or rule like 'people employed%'"
    )
    assert {problems for _, problems in of(con, twice)} == {0}


def test_a_day_of_hiring_after_the_snapshot_is_named_and_ends_no_employment(con, tmp_path):
    ann, bob = "Ann,,{},,Red,1,employee", "Bob,,2020-01-01,,Red,1,employee"
    hired = ("2019-01-01", "2026-12-15", "2019-01-01")
    days = ("2026-01-31", "2026-02-28", "2026-03-31")
    files = [write(tmp_path, day, (bob, ann.format(on))) for day, on in zip(days, hired, strict=True)]
    load(con, *files)
    assert of(
        con,
        "select hired_on::text, left_on from employments('2026-12-31') where person_id = ?",
        pseudonym("Ann"),
    ) == [("2019-01-01", None)]
    assert of(
        con, "select file, line, what from problem_rows join sources using (source_id) where place = 16"
    ) == [
        (
            "workers-2026-02-28.csv",
            3,
            "hired on 2026-12-15, after the day of the file, 2026-02-28: the employment goes on as it was",
        ),
    ]
    assert said(con) == []


def test_a_month_that_is_missing_among_snapshots_is_named(con, tmp_path):
    row = ("Ann,,2020-01-01,,Red,1,employee",)
    days = ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-06-30", "2026-07-31")
    load(con, *(write(tmp_path, day, row) for day in days))
    assert of(con, "select file, line, code, what from remarks") == [
        (
            "workers-2026-06-30.csv",
            None,
            "snapshot-missing",
            "the snapshot before it is of 2026-04-30, 61 days earlier, where others are 31 apart: one may be "
            "missing. What changed in between is known from this one on",
        )
    ]
    load(con, write(tmp_path, "2026-05-31", row))
    assert said(con) == []


def test_an_address_that_two_people_have_is_named_where_the_rows_say_so(con, tmp_path):
    ann, bob = "Ann,{},2020-01-01,,Red,1,employee", "Bob,{},2020-01-01,,Red,1,employee"
    apart = (ann.format("ann@example.com"), bob.format("bob@example.com"))
    alike = ("Cid,,2020-01-01,,Red,1,employee", ann.format("ann@example.com"), bob.format("Ann@example.com"))
    months = {"2026-01-31": apart, "2026-02-28": alike, "2026-03-31": alike, "2026-04-30": apart}
    load(con, *(write(tmp_path, day, rows) for day, rows in months.items()))
    remark(con, doubts.SHARED)
    assert of(con, "select file, line from remarks where code = 'shared-address' order by line") == [
        ("workers-2026-02-28.csv", 3),
        ("workers-2026-02-28.csv", 4),
    ]


def test_a_row_that_is_there_again_counts_once_and_is_named_with_its_line(con, tmp_path):
    ann, bob = "Ann,,2020-01-01,,Red,1,employee", "Bob,,2020-01-01,,Red,1,employee"
    load(
        con,
        write(tmp_path, "2026-01-31", (ann, bob)),
        write(tmp_path, "2026-02-28", (ann, bob, ann, bob, ann)),
    )
    assert of(con, "select file, line, code, what from remarks") == [
        (
            "workers-2026-02-28.csv",
            4,
            "repeated-rows",
            "3 rows say again what rows before them say, on the lines 4, 5, 6: counted once",
        )
    ]
