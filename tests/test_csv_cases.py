"""The ways in which an export differs from the last one: each is read right, or refused with the place."""

import csv
import io
import re

import faulty_export
import pytest
from pseudonym import by_id, named

import skillslib as sk
from skillslib.intake import IntakeError
from skillslib.loading import LoadError

HEADER = tuple(name for name in faulty_export.HEADER if name not in ("Revoked At", "State Updated At"))
AWARDS = 40
# Line 21 and 22 are one award: its group tag has a line end.
ROWS = [
    (
        "Café Barista" if number == 7 else 'Disks, 5" and 8"' if number == 8 else "Python",
        "T-2" if number == 7 else "T-3" if number == 8 else "T-1",
        "Acme Company",
        f"A-{number:02}",
        f"{number:05}",
        "first line\nsecond line" if number == 20 else "",
        "AT",
        f"e{number}@company.example",
        "accepted",
        f"2026-02-{number % 28 + 1:02}",
        f"2028-02-{number % 28 + 1:02}" if number % 2 else "",
        "2026-03-01",
    )
    for number in range(1, AWARDS + 1)
]
PEOPLE = (
    "employee_id,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,worker_type\n"
    + "".join(
        f"{number:05},e{number}@company.example,2020-01-01,,2020-01-01,,BU-1,,Engineer,{fte},employee\n"
        for number, fte in ((1, "1"), (2, "0.5"), (3, "1.0"))
    )
)


def table(rows=ROWS, header=HEADER, delimiter=",", end="\n"):
    """A CSV as a careful program writes it; a line end inside a cell stays as it is."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
    writer.writerows([header, *rows])
    return file.getvalue()


def changed(number, **cells):
    """The rows, with other cells in the award of this number."""
    rows = [list(row) for row in ROWS]
    for name, value in cells.items():
        rows[number - 1][HEADER.index(name.replace("_", " "))] = value
    return rows


@pytest.fixture
def load(tmp_path):
    """Load one file, given as text or bytes, into a store of its own; gives the summary."""

    def loaded(data, name="badges.csv", store="store", **how):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return sk.load(path, store=tmp_path / store, **how)

    return loaded


@pytest.fixture
def asked(tmp_path):
    """The answer to a query on the store that `load` made."""

    def answer(sql, store="store"):
        with sk.connect(tmp_path / store) as con:
            return con.sql(sql).fetchall()

    return answer


@pytest.fixture(scope="module")
def plain_version(tmp_path_factory):
    """The content hash of the plain export: what each other way of writing it has to give."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "badges.csv").write_text(table(), encoding="utf-8", newline="")
    return sk.load(folder / "badges.csv", store=folder / "store").version


def places(asked):
    return asked("select line, column_name, reason_code from quarantine order by line")


def test_the_plain_export_says_what_it_says(load, asked):
    summary = load(table())
    count = summary.files[0]
    assert (count.read, count.accepted, count.quarantined, count.duplicates) == (AWARDS, AWARDS, 0, 0)
    found = "select {} from award_versions where award_id in ('A-07', 'A-08', 'A-40') order by award_id"
    # what expires at a day is good on it no more, for Credly writes a moment at its start
    assert asked(found.format("badge_id, awarded_on::text, expires_on::text, country_code")) == [
        ("T-2", "2026-02-08", "2028-02-08", "AT"),
        ("T-3", "2026-02-09", None, "AT"),
        ("T-1", "2026-02-13", None, "AT"),
    ]
    assert asked("select name from badge_versions order by badge_id") == [
        ("Python",),
        ("Café Barista",),
        ('Disks, 5" and 8"',),
    ]


def in_other_order():
    turned = sorted(range(len(HEADER)), key=lambda place: HEADER[place][::-1])
    return table([[row[place] for place in turned] for row in ROWS], [HEADER[place] for place in turned])


def with_more_columns():
    rows = [["x", *row[:4], "2026-12-31", *row[4:], "y"] for row in ROWS]
    return table(rows, ["Region", *HEADER[:4], "Issued", *HEADER[4:], ""])


def all_quoted():
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([HEADER, *ROWS])
    return file.getvalue()


def padded():
    rows = [
        [f" {cell}\u00a0" if "\n" not in cell and '"' not in cell else cell for cell in row] for row in ROWS
    ]
    return table(rows, [f"{name} " for name in HEADER])


WRITTEN = {
    "columns in another order": (in_other_order(), {}),
    "columns nobody asked for": (with_more_columns(), {}),
    "a byte order mark": (b"\xef\xbb\xbf" + table().encode(), {}),
    "UTF-16, declared": (table().encode("utf-16"), {"encoding": "utf-16"}),
    "cp1252, declared": (table().encode("cp1252"), {"encoding": "cp1252"}),
    "semicolons": (table(delimiter=";"), {}),
    "tabs": (table(delimiter="\t"), {}),
    "every cell in quotes": (all_quoted(), {}),
    "blanks around the cells": (padded(), {}),
    "line ends of Windows": (table(end="\r\n"), {}),
    "line ends of an old Mac": (table().replace("\n", "\r"), {}),
    "line ends of two kinds": (table().replace("\n", "\r\n", 9), {}),
    "blank lines between": (table().replace("\nPython", "\n\nPython"), {}),
    "no end of the last line": (table().rstrip("\n"), {}),
}


def in_one_load(folder, cases, **how):
    """The texts or bytes of cases, each in a file by the case's name, loaded together; gives the summary."""
    inside = folder / "in"
    inside.mkdir()
    for case, data in cases.items():
        (inside / f"{case}.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    return sk.load(inside, store=folder / "store", **how)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Ways of writing that are declared alike, in one load each: {way: (count, the store's version)}."""
    found = {}
    for how in ({}, {"encoding": "utf-16"}, {"encoding": "cp1252"}):
        ways = {way: data for way, (data, declared) in WRITTEN.items() if declared == how}
        summary = in_one_load(tmp_path_factory.mktemp("written"), ways, **how)
        found |= {count.file.removesuffix(".csv"): (count, summary.version) for count in summary.files}
    return found


@pytest.mark.parametrize("way", WRITTEN)
def test_the_same_export_written_otherwise_is_the_same_store(written, plain_version, way):
    count, version = written[way]
    assert (count.read, count.accepted + count.duplicates, count.quarantined) == (AWARDS, AWARDS, 0)
    assert version == plain_version


REFUSED = {
    "a column is missing": (
        table([row[:3] + row[4:] for row in ROWS], HEADER[:3] + HEADER[4:]),
        r"badges\.csv: the column 'Earner Badge ID' is missing, .*Found: Badge Name, "
        r"Badge Template ID, Issued by, Issuer Earner ID",
    ),
    "a column is renamed": (
        table(header=[name.replace("Issue Date", "Issued On") for name in HEADER]),
        r"badges\.csv: the column 'Issue Date' is missing, .*Found: .*Issued On",
    ),
    "a column differs in case": (
        table(header=[name.replace("Issue Date", "issue date") for name in HEADER]),
        r"badges\.csv: the column 'Issue Date' is missing, .*Found: .*issue date",
    ),
    "a column is there twice": (
        table(header=[name.replace("Group Tag", "Status") for name in HEADER]),
        r"badges\.csv: the column 'Status' is there twice",
    ),
    "a title stands above the header": (
        "Badges of the Acme Company\n" + table(),
        r"badges\.csv: a table we do not know, with the columns Badges of the Acme Company",
    ),
    "UTF-16, not declared": (
        table().encode("utf-16"),
        r"badges\.csv: it is UTF-16, not UTF-8: save it as UTF-8, or declare it: --encoding utf-16",
    ),
    "a NUL byte": (table().replace("A-30", "A-\0"), r"badges\.csv: it has a NUL byte on line 32"),
    "an open quote": (
        table().replace("Python,T-1,Acme Company,A-30", '"Python,T-1,Acme Company,A-30'),
        r"badges\.csv: a quote opened on line 32 is never closed .* 10 lines after it, up to line 42",
    ),
    "nothing at all": (b"", r"badges\.csv: an empty file"),
    "blank lines alone": (b"\n\n\n", r"badges\.csv: a table we do not know"),
}


@pytest.mark.parametrize("data, said", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_right_is_refused_with_the_place_and_leaves_nothing(load, tmp_path, data, said):
    with pytest.raises(IntakeError, match=said) as error:
        load(data)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "store").exists()


def test_another_encoding_than_declared_is_refused_with_its_line(load):
    with pytest.raises(IntakeError, match=r"badges\.csv: line 8 is not ascii, as declared"):
        load(table(), encoding="ascii")


FAULTY = {
    # what is wrong: (the rows or the text, physical line, column, reason code)
    "a day that can be read in two ways": (
        changed(30, Issue_Date="03/04/2026"),
        32,
        "Issue Date",
        "ambiguous-date",
    ),
    "a day that no calendar has": (changed(30, Issue_Date="2026-02-30"), 32, "Issue Date", "bad-date"),
    "the number of a day in a spreadsheet": (changed(30, Issue_Date="46056"), 32, "Issue Date", "bad-date"),
    "the header again": ([*ROWS[:25], HEADER, *ROWS[25:]], 28, "Status", "bad-value"),
    "a row of sums at the end": (
        [*ROWS, ["Total", "", "", str(AWARDS), *[""] * 8]],
        43,
        "Badge Template ID",
        "missing-value",
    ),
    "a note at the end": (
        [*ROWS, ["Exported by the Acme Company"]],
        43,
        "Badge Template ID",
        "missing-columns",
    ),
    "a cell too many": ([*ROWS[:29], [*ROWS[29], "x"], *ROWS[30:]], 32, None, "too-many-columns"),
    "a quote inside a cell": (
        table().replace("Python,T-1,Acme Company,A-30", '"Py"thon,T-1,Acme Company,A-30'),
        32,
        "Badge Name",
        "open-quote",
    ),
    "a cut in the last line": (table()[:-40], 42, "Status", "missing-columns"),
    "cp1252, not declared": (table().encode("cp1252"), 8, "Badge Name", "bad-encoding"),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """Every faulty export in a file of its own, in one load: {what is wrong: (count, refused rows)}."""
    folder = tmp_path_factory.mktemp("faulty")
    texts = {wrong: table(data) if isinstance(data, list) else data for wrong, (data, *_) in FAULTY.items()}
    summary = in_one_load(folder, texts)
    with sk.connect(folder / "store") as con:
        rows = con.sql("select file, line, column_name, reason_code from quarantine").fetchall()
    return {
        count.file.removesuffix(".csv"): (count, [row for file, *row in rows if file == count.file])
        for count in summary.files
    }


@pytest.mark.parametrize("wrong", FAULTY)
def test_a_faulty_row_alone_is_quarantined_with_line_column_and_reason(faulty, wrong):
    count, refused = faulty[wrong]
    assert count.quarantined == 1
    assert count.read == count.accepted + count.duplicates + 1 >= AWARDS
    assert refused == [list(FAULTY[wrong][1:])]


def test_ambiguous_dates_are_refused_with_file_line_and_the_option(load, asked, tmp_path):
    rows = [[*row[:9], "03/04/2026", *row[10:]] for row in ROWS]
    with pytest.raises(LoadError, match=r"badges\.csv: 40 of 40 rows are faulty") as error:
        load(table(rows))
    assert "badges.csv, line 2: Issue Date: the date can be read in two ways" in str(error.value)
    assert "--dates 'month first' or 'day first'" in str(error.value)
    for declared, day in (("month first", "2026-03-04"), ("day first", "2026-04-03")):
        load(table(rows), store=declared, dates=declared)
        assert asked("select distinct awarded_on::text from award_versions", declared) == [(day,)]


def test_days_of_a_spreadsheet_are_read_where_they_are_declared(load, asked):
    # 46023 is 2026-01-01, so 2026-02-03 is day 46056; half a day into the 3rd it is good that day. A day
    # written as 2026-03-01 can be read in one way only, and is.
    rows = [
        [*row[:9], "46056", "46056.5", created]
        for row, created in zip(ROWS, ("46082", "2026-03-01") * 20, strict=True)
    ]
    load(table(rows), dates="excel")
    found = "select distinct awarded_on::text, expires_on::text, recorded_at::date::text from award_versions"
    assert asked(found) == [("2026-02-03", "2026-02-04", "2026-03-01")]


def test_leading_zeros_stay_and_meet_their_person(load, asked, tmp_path):
    load(PEOPLE, "people.csv")
    summary = load(table())
    assert by_id(asked("select person_id, fte from assignment_versions")) == [
        ("00001", 1.0),
        ("00002", 0.5),
        ("00003", 1.0),
    ]
    assert named(
        asked("select award_id, person_id from award_versions where person_id is not null order by 1")
    ) == [
        ("A-01", "00001"),
        ("A-02", "00002"),
        ("A-03", "00003"),
    ]
    assert summary.matched == {"id": 3}


TARGETS = "business_unit_id,skill_id,level,needed,starts_on,approved\n"
NUMBERS = ("7.6", "1e3", "1_000", '"1,000"', "+7", "-7", "0x10", "９", "7 000", "99999999999")


def test_a_number_is_never_rounded_or_guessed(load, asked):
    good = "".join(f"BU-1,s:{skill},3,{skill},2026-01-01,yes\n" for skill in range(1, 31))
    bad = "".join(f"BU-1,s:9{place},3,{cell},2026-01-01,yes\n" for place, cell in enumerate(NUMBERS))
    load(TARGETS + good + bad, "targets.csv", accept_quarantine_rate=0.25)
    assert places(asked) == [(line, "needed", "bad-value") for line in range(32, 42)]
    assert asked("select sum(needed), count(*) from target_versions") == [(465, 30)]


SHARES = {"0.5": 0.5, "1": 1.0, "00.80": 0.8}
NO_SHARES = ('"0,5"', "50%", ".5", "1e0", "NaN", "inf", "1_0")


def test_a_share_is_read_as_written_or_not_at_all(load, asked):
    head, _, people = PEOPLE.partition("\n")
    person = people.splitlines()[1]
    rows = [
        person.replace("00002", f"{place:05}").replace(",0.5,", f",{cell},")
        for place, cell in enumerate([*SHARES, *NO_SHARES])
    ]
    load("\n".join([head, *rows, ""]), "people.csv", accept_quarantine_rate=0.8)
    read = by_id(asked("select person_id, fte from assignment_versions"))
    assert [fte for _, fte in read] == [*SHARES.values()]
    assert places(asked) == [(line, "fte", "bad-value") for line in range(5, 12)]


def test_a_last_line_cut_inside_a_number_is_told_of(load):
    summary = load(
        TARGETS + "BU-1,s:1,3,150,2026-01-01,yes\nBU-1,s:2,3,150,2026-01-01,ye"[:-4],
        "targets.csv",
        accept_quarantine_rate=0.5,
    )
    assert any(
        "targets.csv: the last line has no end; the file may be cut short" in w for w in summary.warnings
    )


def test_the_header_alone_is_an_export_without_awards(load, asked):
    summary = load(table([]))
    assert [(c.read, c.accepted, c.quarantined) for c in summary.files] == [(0, 0, 0)]
    assert asked("select count(*) from award_versions") == [(0,)]


def test_a_line_of_three_million_letters_is_read(load, asked):
    load(table(changed(30, Group_Tag="x" * 3_000_000)))
    assert asked("select count(*) from award_versions") == [(AWARDS,)]


def test_a_line_longer_than_any_export_writes_is_quarantined_alone(load, asked):
    summary = load(table(changed(30, Group_Tag="x" * 9_000_000)))
    assert places(asked) == [(32, None, "line-too-long")]
    assert summary.files[0].accepted == AWARDS - 1


def test_text_that_a_spreadsheet_takes_for_a_formula_stays_text(load, asked, tmp_path):
    formula = '=HYPERLINK("http://company.example","x")'
    rows = changed(30, Badge_Name=formula, Badge_Template_ID="T-9")
    summary = load(table([*rows, (formula, *ROWS[0][1:9], "never", *ROWS[0][10:])]))
    assert asked("select name from badge_versions where badge_id = 'T-9'") == [(formula,)]
    # the refused row is raw JSON there, and no cell of the table begins as a formula does
    with summary.refusals.with_suffix(".csv").open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(cells) == 12
    assert not [cell for cell in cells if re.match(r"[=+\-@\t\r\0]", cell)]
