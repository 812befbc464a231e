"""Awards from any table by a declared mapping: the same rows are the same awards, whatever holds them."""

import csv
import datetime as dt
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import traceback
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest

from skillslib.badges import mapping as mapping_module
from skillslib.badges.mapped import read_mapping
from skillslib.intake import IntakeError
from skillslib.loading import LoadError, load
from skillslib.store import connect

PASSWORD = "kept-secret-4711-never-shown"
COLUMNS = {
    "award_id": "No",
    "badge_id": "Badge",
    "badge_name": "Course",
    "person_id": "Staff no",
    "email": "E-mail",
    "awarded_on": "Completed",
    "expires_on": "Valid until",
    "revoked_on": "Withdrawn",
    "state": "Status",
    "level": "Grade",
    "country": "Country",
    "skills": "Skills",
    "updated_at": "Changed",
    "recorded_at": "Entered",
}
WORDS = """
[states]
Erhalten = "accepted"
Offen = "pending"
Widerrufen = "revoked"
Abgelehnt = "rejected"
[levels]
Gold = 5
Silber = 3
"""
DAY, NOON = dt.date, dt.datetime
ENTERED = NOON(2026, 2, 1, 14, 5)
# No, Badge, Course, Staff no, E-mail, Completed, Valid until, Withdrawn; then Status, Grade, Country, Skills,
# Changed, Entered. The third has nobody, the fifth ends before it starts.
ABC, NEW = ("B-1", "Pÿthon"), ("B-2", 'The "new" one')
HALVES = [
    ("A-1", *ABC, "00123", None, DAY(2026, 3, 4), DAY(2027, 3, 4), None),
    ("Erhalten", "Gold", "AT", "Python; SQL", ENTERED, ENTERED),
    ("A-2", *ABC, None, "bo@company.example", DAY(2026, 1, 2), None, None),
    ("offen", "Silber", "AT", "Python;\nSQL", None, ENTERED),
    ("A-3", *ABC, None, None, DAY(2026, 1, 2), None, None),
    ("Offen", None, "AT", None, None, ENTERED),
    ("A-4", *NEW, "00123", None, DAY(2025, 12, 11), None, NOON(2026, 2, 3, 9, 30)),
    ("Widerrufen", None, "DE", None, NOON(2026, 2, 3, 9, 30), ENTERED),
    ("A-5", *NEW, "7", None, DAY(2025, 12, 11), DAY(2025, 12, 10), None),
    ("Erhalten", None, "DE", None, None, ENTERED),
    ("A-6", *NEW, "7", None, DAY(2025, 6, 7), None, None),
    ("Abgelehnt", None, "DE", None, NOON(2026, 2, 5), ENTERED),
]
ROWS = [[*left, *right] for left, right in zip(HALVES[::2], HALVES[1::2], strict=True)]
FAULTS = {"A-3": ("Staff no", "missing-value"), "A-5": ("Valid until", "ends-before-start")}


def declare(folder, source, columns=None, words=WORDS, format="Register", more=""):
    """A mapping of awards in `folder`; `source` says where the rows are."""
    said = "".join(f'{ours} = "{theirs}"\n' for ours, theirs in (columns or COLUMNS).items())
    text = f'[awards]\nformat = "{format}"\n{source}\n{more}\n[columns]\n{said}{words}'
    path = Path(folder) / "register.toml"
    path.write_text(text, encoding="utf-8")
    return path


def simple(folder, rows, source='file = "r.csv"', more='issuer = "Academy"', words="", **columns):
    """A mapping of a small CSV: Course, Day, Mail, and what `columns` add."""
    columns = {"badge_name": "Course", "awarded_on": "Day", "email": "Mail"} | columns
    with (Path(folder) / "r.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(columns.values()), *rows])
    return declare(folder, source, columns, words, more=more)


def german(value):
    """A value as a CSV of a German office has it: the day first."""
    if isinstance(value, dt.datetime):
        return f"{value:%d.%m.%Y %H:%M:%S}"
    return f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else value or ""


def write_text(path, delimiter):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(COLUMNS.values())
        writer.writerows([[german(value) for value in row] for row in ROWS])
    # the cell of A-2 that holds a line end puts every row after it one line further down
    return {"A-3": 5, "A-5": 7}


def write_workbook(path):
    """With a title merged across, a blank row amid the rows, a column of no interest, a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Awards"
    sheet.append(["Register of 2026"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["Remark", *COLUMNS.values()])
    for row in ROWS[:2]:
        sheet.append(["", *row])
    sheet.append([])
    for row in ROWS[2:]:
        sheet.append([None, *row])
    book.create_sheet("Notes").append(["nothing"])
    book.save(path)
    return {"A-3": 7, "A-5": 9}


def arrow():
    kinds = {dt.date: pa.date32(), dt.datetime: pa.timestamp("us", "UTC")}
    columns = list(zip(*ROWS, strict=True))
    return pa.table(
        {
            name: pa.array(cells, kinds.get(next(type(c) for c in cells if c is not None), pa.string()))
            for name, cells in zip(COLUMNS.values(), columns, strict=True)
        }
    )


@pytest.fixture(scope="module")
def database():
    """The address of a real server with the rows in `learning.awards`, in another order than elsewhere."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        reason = "needs a PostgreSQL server: there is no /usr/lib/postgresql/*/bin/initdb"
        if os.environ.get("SKILLS_REQUIRE_POSTGRESQL"):
            pytest.fail(f"{reason}, and SKILLS_REQUIRE_POSTGRESQL is set", pytrace=False)
        pytest.skip(reason)
    programs, folder = found[-1].parent, Path(tempfile.mkdtemp(prefix="skills-postgresql-"))
    as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # it refuses to run as root
    (folder / "password").write_text(PASSWORD)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program, *arguments):
        subprocess.run(
            [*as_owner, programs / program, "-D", folder / "data", *arguments],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    try:
        if as_owner:
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres")
        run("initdb", "-A", "scram-sha-256", f"--pwfile={folder / 'password'}", "-N", "-U", "reader")
        quick = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories='' -c fsync=off"
        run("pg_ctl", "start", "-w", "-l", folder / "log", "-o", quick)
        try:
            address = f"postgresql://reader:{PASSWORD}@127.0.0.1:{port}/postgres"
            fill(address)
            yield address
        finally:
            run("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def fill(address):
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(address) as con, con.cursor() as cursor:
        cursor.execute("create schema learning")
        cursor.execute("create sequence learning.counter")
        mixed = arrow().take([3, 0, 5, 1, 4, 2])
        cursor.adbc_ingest("awards", mixed, mode="create", db_schema_name="learning")
        con.commit()


def ask(address, sql):
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(address) as con, con.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def content(store):
    """What the store holds of awards and badges, without which source said it."""
    with connect(store) as con:
        return {
            table: con.sql(
                f"select columns(lambda name: name not in ('source_id', 'line')) from {table} order by all"
            ).fetchall()
            for table in ("award_versions", "badge_versions", "badge_tag_versions")
        }


def awards(store, columns="*"):
    with connect(store) as con:
        return con.sql(f"select {columns} from award_versions order by all").fetchall()


def refused(store):
    with connect(store) as con:
        return con.sql(
            "select file, line, column_name, reason_code from quarantine order by line, column_name"
        ).fetchall()


def forms(folder, name, database=""):
    """The rows in one of five forms: (the mapping, the rows that are faulty, the table's name)."""
    folder.mkdir()
    if name == "PostgreSQL":
        os.environ["SKILLS_TEST_DATABASE"] = database
        source = 'postgresql = "SKILLS_TEST_DATABASE"\ntable = "learning.awards"'
        # rows stand in the order of their content, so by number
        return declare(folder, source), {"A-3": 3, "A-5": 5}, "learning.awards (PostgreSQL, register.toml)"
    file = folder / {"CSV": "r.csv", "TSV": "r.tsv", "Excel": "r.xlsx", "Parquet": "r.parquet"}[name]
    if name in ("CSV", "TSV"):
        lines = write_text(file, "\t" if name == "TSV" else ";")
        return declare(folder, f'file = "{file.name}"\ndates = "day first"'), lines, file.name
    if name == "Excel":
        # dates that are dates are read in one way, whatever is declared of texts
        source = f'file = "{file.name}"\nsheet = "Awards"\ndates = "month first"'
        return declare(folder, source), write_workbook(file), "r.xlsx, sheet Awards"
    pa.parquet.write_table(arrow(), file)
    return declare(folder, f'file = "{file.name}"'), {"A-3": 3, "A-5": 5}, file.name


@pytest.fixture(scope="module")
def by_csv(tmp_path_factory):
    folder = tmp_path_factory.mktemp("csv")
    mapping, _, _ = forms(folder / "form", "CSV")
    load(mapping, store=folder / "store", accept_quarantine_rate=0.5)
    return folder / "store"


def test_a_table_says_of_each_award_what_its_columns_say(by_csv):
    said = "award_id, badge_id, awarded_on, expires_on, revoked_on, acceptance, state, level_reached, "
    said += "country_code"
    day = DAY
    assert awards(by_csv, said) == [
        ("Register:A-1", "B-1", day(2026, 3, 4), day(2027, 3, 4), None, "accepted", "issued", 5, "AT"),
        ("Register:A-2", "B-1", day(2026, 1, 2), None, None, "pending", "issued", 3, "AT"),
        # withdrawn on 3 February: what was known before stays known
        ("Register:A-4", "B-2", day(2025, 12, 11), None, day(2026, 2, 3), "accepted", "issued", None, "DE"),
        ("Register:A-4", "B-2", day(2025, 12, 11), None, None, "accepted", "issued", None, "DE"),
        ("Register:A-6", "B-2", day(2025, 6, 7), None, None, "accepted", "rejected", None, "DE"),
    ]
    with connect(by_csv) as con:
        assert con.sql("select badge_id, tag from badge_tag_versions order by all").fetchall() == [
            ("B-1", "Python"),
            ("B-1", "SQL"),
        ]
        assert con.sql("select badge_id, name from badge_versions order by all").fetchall() == [
            ("B-1", "Pÿthon"),
            ("B-2", 'The "new" one'),
        ]


@pytest.mark.parametrize("form", ["CSV", "TSV", "Excel", "Parquet", "PostgreSQL"])
def test_the_same_awards_in_five_forms_are_the_same_awards(tmp_path, form, by_csv, request):
    database = request.getfixturevalue("database") if form == "PostgreSQL" else ""
    mapping, lines, name = forms(tmp_path / "form", form, database)
    # the mapping alone names its table
    summary = load(mapping, store=tmp_path / "store", accept_quarantine_rate=0.5)
    assert content(tmp_path / "store") == content(by_csv)
    assert refused(tmp_path / "store") == [(name, lines[which], *FAULTS[which]) for which in ("A-3", "A-5")]
    (count,) = summary.files
    assert (count.file, count.kind, count.read, count.accepted) == (name, "Register", 6, 4)
    # once more, in the folder with everything else: all of it is known
    again = load(tmp_path / "form", store=tmp_path / "store", accept_quarantine_rate=0.5)
    assert again.version == summary.version
    assert [(c.read, c.duplicates) for c in again.files] == [(6, 6)]


# --- PostgreSQL ---------------------------------------------------------------------------------


def from_database(folder, more, columns=None):
    return declare(folder, f'postgresql = "SKILLS_TEST_DATABASE"\n{more}', columns)


def test_a_query_reads_what_it_selects_and_changes_nothing(tmp_path, database, monkeypatch):
    monkeypatch.setenv("SKILLS_TEST_DATABASE", database)
    before = ask(database, "select count(*), (select last_value from learning.counter) from learning.awards")
    query = "select * from learning.awards where \\\"Country\\\" = 'AT' -- of one country;"
    load(from_database(tmp_path, f'query = "{query}"'), store=tmp_path / "s", accept_quarantine_rate=0.5)
    assert awards(tmp_path / "s", "award_id") == [("Register:A-1",), ("Register:A-2",)]
    for bad, why in (
        ("select *, nextval('learning.counter') from learning.awards", "only reading is allowed"),
        ("delete from learning.awards returning *", "cannot understand the query"),
        ("select 1) as x; drop table learning.awards; --", "cannot understand the query"),
        ("select * from learning.nothing", "no such table"),
        ('select * from learning.awards where 1 / (8 - length(\\"Status\\")) < 9', "did not give all rows"),
    ):
        with pytest.raises(IntakeError, match=why):
            load(from_database(tmp_path, f'query = "{bad}"'), store=tmp_path / "other")
    assert (
        ask(database, "select count(*), (select last_value from learning.counter) from learning.awards")
        == before
    )
    assert not (tmp_path / "other" / "current").exists()


def test_rows_in_another_order_are_the_same_delivery(tmp_path, database, monkeypatch):
    monkeypatch.setenv("SKILLS_TEST_DATABASE", database)
    ids = []
    for order in ("asc", "desc"):
        query = f'select * from learning.awards order by \\"No\\" {order} limit 100'
        store = tmp_path / order
        load(from_database(tmp_path, f'query = "{query}"'), store=store, accept_quarantine_rate=0.5)
        with connect(store) as con:
            ids.append(con.sql("select source_id, sha256 from sources").fetchall())
    assert ids[0] == ids[1]


def test_a_database_s_own_types_are_read_as_what_they_are(tmp_path, database, monkeypatch):
    """A zone, an array, a UUID, an infinite time: each is one text, and what is no date is refused."""
    monkeypatch.setenv("SKILLS_TEST_DATABASE", database)
    query = """select * from (values
        ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, 'B', 12.0::float8, array['a;b', 'c'],
         '2026-01-01 23:30:00-05'::timestamptz),
        ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12'::uuid, 'B', 7, null, 'infinity'))
        as t(id, badge, who, what, day)"""
    columns = {"badge_id": "badge", "badge_name": "badge", "person_id": "who", "skills": "what"}
    mapping = from_database(
        tmp_path, f'query = """{query}"""', columns | {"award_id": "id", "awarded_on": "day"}
    )
    mapping.write_text(mapping.read_text().replace(WORDS, ""))
    load(mapping, store=tmp_path / "s", accept_quarantine_rate=0.5)
    # 23:30 in New York is the next day in UTC
    assert awards(tmp_path / "s", "award_id, awarded_on") == [
        ("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", DAY(2026, 1, 2))
    ]
    assert [row[1:] for row in refused(tmp_path / "s")] == [(2, "day", "bad-date")]
    with connect(tmp_path / "s") as con:
        assert con.sql("select tag from badge_tag_versions order by 1").fetchall() == [("a;b",), ("c",)]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://reader:{secret}-wrong@127.0.0.1:{port}/postgres",
        "postgresql://reader:{secret}@127.0.0.1:{port}/nowhere",
        "postgresql://reader:{secret}@127.0.0.1:1/postgres",
        "postgresql://reader:{secret}@[127.0.0.1",
        "reader:{secret}@127.0.0.1",
    ],
)
def test_an_address_is_never_shown(tmp_path, database, monkeypatch, address):
    port = re.search(r":(\d+)/", database)[1]
    monkeypatch.setenv("SKILLS_TEST_DATABASE", address.format(secret=PASSWORD, port=port))
    mapping = from_database(tmp_path, 'table = "learning.awards"')
    with pytest.raises(
        IntakeError, match=r"learning\.awards \(PostgreSQL, register\.toml\): no connection"
    ) as caught:
        load(mapping, store=tmp_path / "s")
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


def test_a_password_is_nowhere_in_the_store(tmp_path, database, monkeypatch):
    monkeypatch.setenv("SKILLS_TEST_DATABASE", database)
    summary = load(
        from_database(tmp_path, 'table = "learning.awards"'), tmp_path / "s", accept_quarantine_rate=0.5
    )
    assert PASSWORD not in str(summary)
    for path in (tmp_path / "s").rglob("*"):
        assert path.is_dir() or PASSWORD.encode() not in path.read_bytes(), path


def test_a_variable_that_is_not_set_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv("SKILLS_TEST_DATABASE", raising=False)
    with pytest.raises(IntakeError, match="variable SKILLS_TEST_DATABASE is not set"):
        load(from_database(tmp_path, 'table = "learning.awards"'), store=tmp_path / "s")


# --- Excel --------------------------------------------------------------------------------------

SHEET = {"badge_name": "Course", "awarded_on": "Day", "person_id": "Staff no"}


def workbook(folder, rows):
    """A workbook with one sheet, and a mapping of it."""
    book = openpyxl.Workbook()
    for row in [list(SHEET.values()), *rows]:
        book.active.append(row)
    book.save(folder / "r.xlsx")
    return declare(folder, 'file = "r.xlsx"', SHEET, "", more='issuer = "Academy"'), book


def people(store):
    """Whom the awards in a store are of: the vault beside it says so."""
    (vault,) = (Path(store) / "vault").glob("*.duckdb")
    with duckdb.connect(str(vault), read_only=True) as con:
        return con.sql("select value from recipients order by 1").fetchall()


def test_numbers_in_a_sheet_lose_and_gain_no_digit(tmp_path):
    numbers = [7, 12.0, "007", 1234567890123, 3.5, True]
    mapping, _ = workbook(tmp_path, [["Python", DAY(2026, 3, 4), number] for number in numbers])
    load(mapping, store=tmp_path / "s")
    assert people(tmp_path / "s") == [("007",), ("12",), ("1234567890123",), ("3.5",), ("7",), ("true",)]


def test_a_spreadsheet_s_errors_are_refused_where_they_stand(tmp_path):
    rows = [["Python", DAY(2026, 3, 4), f"E-{n}"] for n in range(20)]
    rows[4][2], rows[9][1] = "#N/A", "#VALUE!"
    mapping, _ = workbook(tmp_path, rows)
    load(mapping, store=tmp_path / "s", accept_quarantine_rate=0.2)
    assert [row[1:] for row in refused(tmp_path / "s")] == [
        (6, "Staff no", "bad-value"),
        (11, "Day", "bad-date"),
    ]


def test_a_heading_merged_across_the_rows_is_told_of_and_no_award(tmp_path):
    rows = [["Python", DAY(2026, 3, 4), "E-1"], ["Office in Vienna"], ["Java", DAY(2026, 3, 4), "E-1"]]
    mapping, book = workbook(tmp_path, rows)
    book.active.merge_cells("A3:C3")
    book.save(tmp_path / "r.xlsx")
    summary = load(mapping, store=tmp_path / "s")
    assert [(count.read, count.accepted) for count in summary.files] == [(2, 2)]
    assert "r.xlsx: 1 rows are headings merged across the sheet: they are passed over" in summary.warnings


def test_a_formula_without_its_result_is_refused(tmp_path):
    mapping, _ = workbook(tmp_path, [["Python", DAY(2026, 3, 4), "E-1"], ["Java", "=B2", "E-1"]])
    with pytest.raises(IntakeError, match=r"r\.xlsx: the formula in row 3 has no stored result"):
        load(mapping, store=tmp_path / "s")


def test_a_formula_counts_as_its_result(tmp_path):
    mapping, _ = workbook(tmp_path, [["Python", DAY(2026, 3, 4), "E-1"], ["Java", "=B2", "E-1"]])
    with zipfile.ZipFile(tmp_path / "r.xlsx") as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    # 46085 days after 30 December 1899 is 4 March 2026; a program that computes writes it beside the formula
    parts[sheet], found = re.subn(
        rb"(<f>B2</f>)<v ?/>|(<f>B2</f>)<v></v>", rb"<f>B2</f><v>46085</v>", parts[sheet]
    )
    assert found == 1
    parts[sheet] = re.sub(rb'(<c r="B3")>', rb'\1 s="1">', parts[sheet])
    with zipfile.ZipFile(tmp_path / "r.xlsx", "w") as new:
        for name, text in parts.items():
            new.writestr(name, text)
    load(mapping, store=tmp_path / "s")
    assert awards(tmp_path / "s", "distinct awarded_on") == [(DAY(2026, 3, 4),)]


def test_a_workbook_of_several_sheets_needs_a_choice(tmp_path):
    mapping, book = workbook(tmp_path, [])
    book.create_sheet("Old")
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(IntakeError, match=r"r\.xlsx: say which sheet.*The choices are: Sheet, Old"):
        load(mapping, store=tmp_path / "s")
    mapping.write_text(mapping.read_text().replace("issuer", 'sheet = "New"\nissuer'))
    with pytest.raises(IntakeError, match=r"no sheet 'New'\. The choices are: Sheet, Old"):
        load(mapping, store=tmp_path / "s")


@pytest.mark.parametrize("make", ["cut", "old", "bomb"])
def test_a_hostile_workbook_is_one_clear_line(tmp_path, make):
    mapping, _ = workbook(tmp_path, [["Python", DAY(2026, 3, 4), "E-1"]])
    file = tmp_path / "r.xlsx"
    if make == "cut":
        with zipfile.ZipFile(file) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:400]
        with zipfile.ZipFile(file, "w") as new:
            for name, text in parts.items():
                new.writestr(name, text)
    elif make == "old":
        file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    else:
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as more, more.open("xl/big.xml", "w") as big:
            for _ in range(120):
                big.write(bytes(1 << 20))
    said = {"cut": "damaged or cut off", "old": "save it as .xlsx", "bomb": "swells far beyond its size"}[
        make
    ]
    with pytest.raises(IntakeError, match=f"^r\\.xlsx: .*{said}"):
        load(mapping, store=tmp_path / "s")
    assert not (tmp_path / "s" / "current").exists()


# --- what a mapping says ------------------------------------------------------------------------


def test_columns_of_numbers_and_lists_in_parquet_are_texts(tmp_path):
    table = pa.table(
        {
            "Course": ["Python", "Java"],
            "Day": pa.array([NOON(2026, 3, 4, 23), NOON(2026, 3, 5)], pa.timestamp("ns")),
            "Staff no": pa.array([7.0, None]),  # as pandas writes whole numbers with gaps
            "What": [["a;b", "c"], None],
        }
    )
    pa.parquet.write_table(table, tmp_path / "r.parquet")
    mapping = declare(
        tmp_path, 'file = "r.parquet"', SHEET | {"skills": "What"}, "", more='issuer = "Academy"'
    )
    load(mapping, store=tmp_path / "s", accept_quarantine_rate=0.5)
    assert people(tmp_path / "s") == [("7",)]
    assert awards(tmp_path / "s", "awarded_on") == [(DAY(2026, 3, 4),)]
    with connect(tmp_path / "s") as con:
        assert con.sql("select tag from badge_tag_versions order by 1").fetchall() == [("a;b",), ("c",)]


def test_no_name_of_a_parquet_file_or_of_its_folder_says_anything(tmp_path):
    """Neither a pattern for the file beside it nor a folder that a data lake would read as a column."""
    place = tmp_path / "Course=Java"
    place.mkdir()
    for name, who in (("r[1]", "1"), ("r1", "2")):
        table = pa.table({"Course": ["Python"], "Day": [DAY(2026, 3, 4)], "Staff no": [who]})
        pa.parquet.write_table(table, place / f"{name}.parquet")
    load(declare(place, 'file = "r*.parquet"', SHEET, "", more='issuer = "A"'), store=tmp_path / "s")
    assert sorted(people(tmp_path / "s")) == [("1",), ("2",)]
    with connect(tmp_path / "s") as con:
        assert con.sql("select distinct name from badge_versions").fetchall() == [("Python",)]


def test_a_column_that_holds_no_text_is_refused(tmp_path):
    table = pa.table({"Course": [{"name": "Python"}], "Day": [DAY(2026, 3, 4)], "Staff no": ["1"]})
    pa.parquet.write_table(table, tmp_path / "r.parquet")
    with pytest.raises(IntakeError, match=r'r\.parquet: the column "Course" is of type STRUCT'):
        load(declare(tmp_path, 'file = "r.parquet"', SHEET, "", more='issuer = "A"'), store=tmp_path / "s")


def test_a_date_that_can_be_read_in_two_ways_is_refused_until_it_is_declared(tmp_path):
    rows = [["Python", "03/04/2026", "a@company.example"]]
    load(simple(tmp_path, rows), store=tmp_path / "s", accept_quarantine_rate=1)
    assert [row[1:] for row in refused(tmp_path / "s")] == [(2, "Day", "ambiguous-date")]
    for dates, month in (("day first", 4), ("month first", 3)):
        mapping = simple(tmp_path, rows, more=f'issuer = "Academy"\ndates = "{dates}"')
        # what the mapping declares stands, whatever the load says of its other files
        load(mapping, store=tmp_path / dates, dates="iso")
        assert awards(tmp_path / dates, "month(awarded_on)") == [(month,)]


def test_numbers_of_days_and_written_dates_may_stand_in_one_sheet(tmp_path):
    # 46085 days after 30 December 1899 is 4 March 2026
    rows = [["Python", "46085", "a@company.example"], ["Python", "2026-03-05", "a@company.example"]]
    load(simple(tmp_path, rows, more='issuer = "Academy"\ndates = "excel"'), store=tmp_path / "s")
    assert awards(tmp_path / "s", "awarded_on") == [(DAY(2026, 3, 4),), (DAY(2026, 3, 5),)]


def test_a_csv_that_is_not_utf_8_is_declared_so(tmp_path):
    mapping = simple(tmp_path, [["Fran\u00e7ais", "2026-03-04", "a@company.example"]])
    text = (tmp_path / "r.csv").read_text(encoding="utf-8")
    (tmp_path / "r.csv").write_text(text, encoding="cp1252")
    mapping.write_text(mapping.read_text().replace("issuer", 'encoding = "cp1252"\nissuer'))
    load(mapping, store=tmp_path / "s")
    with connect(tmp_path / "s") as con:
        assert con.sql("select name from badge_versions").fetchall() == [("Fran\u00e7ais",)]


def test_awards_without_an_id_are_known_by_person_badge_and_day(tmp_path):
    rows = [
        ["Python", "2026-03-04", "Ann@company.example"],
        ["Python", "2026-03-04", "ann@company.example"],  # the same award
        ["Python", "2026-03-05", "ann@company.example"],  # earned again
        ["python ", "2026-03-05", "bo@company.example"],  # the same badge
    ]
    summary = load(simple(tmp_path, rows), store=tmp_path / "s")
    assert len(awards(tmp_path / "s", "distinct award_id")) == 3
    assert len(awards(tmp_path / "s", "distinct badge_id")) == 1
    assert "person, badge and day are their id" in str(summary)


def test_an_id_is_its_register_s_own_unless_it_is_one_everywhere(tmp_path):
    uuid, address = "6f2b7f0e-9a51-4a0c-9a7e-2f6d1c1f7a11", "https://badges.example/a/1"
    rows = [["Python", "2026-03-04", "a@company.example", key] for key in ("1", uuid, address)]
    mapping = simple(tmp_path, rows, award_id="No")
    load(mapping, store=tmp_path / "s")
    mapping.write_text(mapping.read_text().replace("Register", "Academy"))
    load(mapping, store=tmp_path / "s")
    # "1" of another register is another award; an address is hashed as Badgr's own documents have it
    assert awards(tmp_path / "s", "distinct award_id") == sorted(
        [("Academy:1",), ("Register:1",), (uuid,), (hashlib.md5(address.encode()).hexdigest(),)]
    )


def test_words_for_states_and_levels_are_theirs(tmp_path):
    words = '[states]\nfertig = "accepted"\n"" = "pending"\nweg = "expired"\n[levels]\nGold = 5\n'
    rows = [
        ["a", "2026-03-01", "a@company.example", "Fertig", "gold"],
        ["b", "2026-03-02", "a@company.example", "", ""],
        ["c", "2026-03-03", "a@company.example", "weg", ""],
        ["d", "2026-03-04", "a@company.example", "accepted", ""],  # our word, not theirs
        ["e", "2026-03-05", "a@company.example", "fertig", "4"],  # no word of theirs
    ]
    mapping = simple(tmp_path, rows, words=words, state="State", level="Level")
    load(mapping, store=tmp_path / "s", exported_on="2026-06-01", accept_quarantine_rate=0.5)
    said = awards(tmp_path / "s", "awarded_on::text, acceptance, level_reached, expires_on")
    assert said == [
        ("2026-03-01", "accepted", 5, None),
        ("2026-03-02", "pending", None, None),
        ("2026-03-03", "accepted", None, DAY(2026, 6, 1)),  # over, and known from the export on
    ]
    assert [row[1:] for row in refused(tmp_path / "s")] == [
        (5, "State", "bad-value"),
        (6, "Level", "bad-value"),
    ]


def test_what_is_begun_is_no_award_and_no_fault(tmp_path):
    words = '[states]\ndone = "accepted"\nrunning = "not earned"\n'
    rows = [
        ["a", "2026-03-01", "a@company.example", "done"],
        ["b", "2026-03-02", "a@company.example", "running"],
        ["c", "", "a@company.example", "running"],  # most registers leave its day blank
    ]
    summary = load(simple(tmp_path, rows, words=words, state="State"), store=tmp_path / "s")
    assert awards(tmp_path / "s", "awarded_on::text, acceptance") == [("2026-03-01", "accepted")]
    assert [row[1:] for row in refused(tmp_path / "s")] == [
        (3, "State", "not-earned"),
        (4, "State", "not-earned"),
    ]
    assert [(file.quarantined, file.faulty) for file in summary.files] == [(2, 0)]


def test_a_level_that_means_none_is_refused_and_not_level_1(tmp_path):
    rows = [
        [f"Course {level}", "2026-03-01", "a@company.example", level] for level in ("3", "Expert", "Gold", "")
    ]
    load(simple(tmp_path, rows, level="Level"), store=tmp_path / "s", accept_quarantine_rate=0.5)
    assert awards(tmp_path / "s", "level_reached") == [(3,), (5,), (None,)]
    assert [row[1:] for row in refused(tmp_path / "s")] == [(4, "Level", "bad-value")]


EXAMPLES = re.split(r"\n(?=\[awards\])", mapping_module.__doc__)[1:]


def test_the_examples_in_the_documentation_can_be_used(tmp_path):
    assert len(EXAMPLES) == 3
    whole, database, canvas = (re.sub(r"\n[A-Z][^\n=]*\n(?:[^\n=\[]+\n)*", "\n", text) for text in EXAMPLES)
    for name, text in (("whole", whole), ("canvas", canvas)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    assert read_mapping(tmp_path / "whole.toml").levels == {"master": 5}
    assert 'postgresql = "BADGES_DATABASE"' in database
    # an export of Canvas Credentials has blanks before its values
    (tmp_path / "assertions-2026.csv").write_text(
        "Assertion URL,Badge Class URL,Badge Class Name,Issuer Name,Recipient Name,Recipient Identifier,"
        "Issue Date,Expiration Date,Revocation Date\n"
        "https://badges.example/a/1,https://badges.example/b/1,Python,Academy,Ann Example,"
        " ann@company.example,2026-03-04T10:00:00Z,,2026-04-01\n"
    )
    load(tmp_path / "canvas.toml", store=tmp_path / "s")
    url = hashlib.md5(b"https://badges.example/a/1").hexdigest()
    assert awards(tmp_path / "s", "award_id, badge_id, awarded_on, revoked_on") == [
        (url, "https://badges.example/b/1", DAY(2026, 3, 4), DAY(2026, 4, 1))
    ]
    assert people(tmp_path / "s") == [("ann@company.example",)]


# --- what is wrong with a mapping ---------------------------------------------------------------


@pytest.mark.parametrize(
    "change, message",
    [
        (("email = ", "mail = "), r"\[columns\] names 'mail'. The choices are: award_id, badge_id"),
        (("issuer = ", "isuer = "), r"\[awards\] names 'isuer'. The choices are: format, file"),
        (('issuer = "Academy"', ""), "has to say badge_id, or badge_name together with an issuer"),
        (('awarded_on = "Day"\n', ""), "has to say awarded_on"),
        (('email = "Mail"\n', ""), "has to say person_id or email"),
        (("issuer", 'dates = "d/m/y"\nissuer'), "dates is 'd/m/y'. The choices are: 'iso', 'month first'"),
        (("issuer", 'postgresql = "DATABASE"\nissuer'), "one of file .* and postgresql"),
        (('file = "r.csv"', 'file = "../r.csv"'), "name a file beside it or below"),
        (('file = "r.csv"', 'file = "/r.csv"'), "name a file beside it or below"),
        (('file = "r.csv"', 'file = "rr.csv"'), "no file 'rr.csv' beside it"),
        (('file = "r.csv"', "file = 3"), "file is 3: write a text"),
        (('file = "r.csv"', 'file = "r.csv"\nsheet = "A"'), "sheet is of a workbook, which r.csv is not"),
        (('file = "r.csv"', 'file = "r.csv"\ntable = "A"'), "table is of a database; take it out"),
        (('file = "r.csv"', 'postgresql = "DATABASE"'), "one of table and query"),
        (('format = "Register"\n', ""), "format is missing"),
        (
            ("[columns]", '[states]\na = "done"\n[columns]\nstate = "S"'),
            "'a' is 'done'. The choices are: accepted",
        ),
        (("[columns]", '[states]\na = "accepted"\n[columns]'), r"\[states\] .* \[columns\] has no state"),
        (
            ("[columns]", '[levels]\na = 6\n[columns]\nlevel = "S"'),
            "'a' is 6. The choices are: 1, 2, 3, 4, 5",
        ),
        (("[columns]", "[notes]\n[columns]"), "names 'notes'. The choices are: awards, columns"),
        (("[columns]", "[columns"), "it is not TOML"),
        (
            ('"Course"', '"Coarse"'),
            "r.csv: the column 'Coarse' is missing, .* say badge_name. Nearest: 'Course'",
        ),
        (
            ('email = "Mail"', 'email = "E-mail"'),
            "'E-mail' is missing, .* Nearest: 'Mail'. Found: Course, Day",
        ),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_choices(tmp_path, change, message):
    mapping = simple(tmp_path, [["Python", "2026-03-04", "a@company.example"]])
    text = mapping.read_text()
    assert change[0] in text
    mapping.write_text(text.replace(*change))
    with pytest.raises(IntakeError, match=rf"^(register\.toml|r\.csv): .*{message.removeprefix('r.csv: ')}"):
        load(mapping, store=tmp_path / "s")
    assert not (tmp_path / "s" / "current").exists()


ADDRESS = f"postgresql://reader:{PASSWORD}@server/learning"


@pytest.mark.parametrize(
    "source, more, words",
    [
        (f'postgresql = "{ADDRESS}"\ntable = "awards"', "", ""),
        (f'postgresql = ["{ADDRESS}"]\ntable = "awards"', "", ""),
        (f'postgresql = {{ address = "{ADDRESS}" }}', "", ""),
        (f'file = "{ADDRESS}"', "", ""),
        (f'file = "host=server user=reader password={PASSWORD}"', "", ""),
        (f'file = "mysql://server/learning?secret={PASSWORD}"', "", ""),
        (f'postgresql = "DATABASE"\ntable = "{ADDRESS}"', "", ""),
        ('file = "r.csv"', f'dates = "{ADDRESS}"', ""),
        ('file = "r.csv"', f'encoding = "{ADDRESS}"', ""),
        ('file = "r.csv"', f'issuer = "{ADDRESS}"', ""),
        ('file = "r.csv"', f'"{ADDRESS}" = "x"', ""),
        ('file = "r.csv"', "", f'skills = "{ADDRESS}"\n'),
        ('file = "r.csv"', "", f'state = "State"\n[states]\n"{ADDRESS}" = "accepted"\n'),
        ('file = "r.csv"', "", f'state = "State"\n[states]\nOpen = "{ADDRESS}"\n'),
        ('file = "r.csv"', "", f'["{ADDRESS}"]\nx = 1\n'),
    ],
)
def test_an_address_in_the_mapping_is_refused_and_not_shown(tmp_path, source, more, words):
    mapping = declare(tmp_path, source, SHEET, words, more=more)
    with pytest.raises(IntakeError, match=r"register\.toml: .* holds an address\. Put it into") as caught:
        load(mapping, store=tmp_path / "s")
    assert PASSWORD not in str(caught.value)


def test_an_issuer_may_be_an_address_and_a_query_may_name_one(tmp_path):
    issuer = 'issuer = "https://academy.example"'
    rows = [["Python", "2026-03-04", "a@company.example"]]
    load(simple(tmp_path, rows, more=issuer), store=tmp_path / "s")
    with connect(tmp_path / "s") as con:
        assert con.sql("select issuer from badge_versions").fetchall() == [("https://academy.example",)]
    query = 'postgresql = "DATABASE"\nquery = "select * from a where page like \'https://%\'"'
    assert "https://%" in read_mapping(declare(tmp_path, query, SHEET, "", more=issuer)).query


def test_what_is_no_name_of_a_variable_is_refused_and_not_shown(tmp_path):
    mapping = declare(tmp_path, f'postgresql = "reader {PASSWORD}"\ntable = "awards"')
    with pytest.raises(IntakeError, match="no name of an environment variable") as caught:
        load(mapping, store=tmp_path / "s")
    assert PASSWORD not in str(caught.value)


def test_two_mappings_of_one_table_are_refused(tmp_path):
    first = simple(tmp_path, [["Python", "2026-03-04", "a@company.example"]])
    shutil.copy(first, tmp_path / "second.toml")
    with pytest.raises(LoadError, match=r"register\.toml and second\.toml both declare r\.csv"):
        load(tmp_path, store=tmp_path / "s")


def test_a_pattern_reads_each_export_that_it_fits_and_no_other(tmp_path):
    for number in (1, 2):
        mapping = simple(
            tmp_path,
            [[f"Course {number}", "2026-03-04", "a@company.example"]],
            source='file = "export-*.csv"',
        )
        (tmp_path / "r.csv").rename(tmp_path / f"export-{number}.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    summary = load(tmp_path, store=tmp_path / "s")
    assert sorted(count.file for count in summary.files) == ["export-1.csv", "export-2.csv"]
    assert [file for file, _ in summary.not_read] == ["other.csv"]
    assert mapping.name not in str(summary)


def test_a_toml_that_declares_nothing_of_ours_is_named_and_not_read(tmp_path):
    (tmp_path / "odd.toml").write_text("[tool]\nname = 'x'\n")
    with pytest.raises(
        LoadError, match=r"odd\.toml: a TOML file that declares neither a table of awards .* nor a taxonomy"
    ):
        load(tmp_path, store=tmp_path / "s")


def test_a_misspelt_part_of_a_mapping_is_told_of_with_the_choices(tmp_path):
    (tmp_path / "odd.toml").write_text("[Awards]\nformat = 'x'\n[columns]\nbadge_name = 'Course'\n")
    with pytest.raises(IntakeError, match=r"'Awards'.*choices are: awards, columns, states, levels"):
        load(tmp_path, store=tmp_path / "s")


def test_a_table_without_a_mapping_is_named_with_what_to_do(tmp_path):
    simple(tmp_path, [["Python", "2026-03-04", "a@company.example"]])
    (tmp_path / "more").mkdir()
    workbook(tmp_path / "more", [])
    (tmp_path / "more" / "register.toml").unlink()
    pa.parquet.write_table(pa.table({"a": [1]}), tmp_path / "more" / "r.parquet")
    told = dict(load(tmp_path, store=tmp_path / "s").not_read)
    assert set(told) == {"more/r.xlsx", "more/r.parquet"}
    words = "an Excel workbook of no form we know: say its [columns] in a TOML file beside it"
    assert told["more/r.xlsx"].startswith(words)
    assert told["more/r.parquet"].startswith("a Parquet file of no form we know: say its [columns]")


@pytest.mark.parametrize("package, extra", [("openpyxl", "excel"), ("adbc_driver_postgresql", "postgresql")])
def test_a_package_that_is_missing_is_named_with_its_extra(tmp_path, monkeypatch, package, extra):
    monkeypatch.setitem(sys.modules, package, None)  # as the interpreter has it where it is not installed
    monkeypatch.setenv("SKILLS_TEST_DATABASE", "postgresql://nowhere")
    if extra == "excel":
        mapping, _ = workbook(tmp_path, [])
    else:
        mapping = from_database(tmp_path, 'table = "awards"')
    with pytest.raises(IntakeError, match=rf'pip install "skillslib\[{extra}\]"'):
        load(mapping, store=tmp_path / "s")
