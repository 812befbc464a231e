"""A company's files as they are: declared in company.toml, read without changing a number in silence."""

import datetime
import json
import shutil
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest
from pseudonym import by_id, named

from skillslib.intake import Column, IntakeError, MappingError
from skillslib.intake.cells import typed
from skillslib.intake.dates import open_ended
from skillslib.loading import LoadError, load, read_company, write_settings
from skillslib.loading.company import Company
from skillslib.store import connect, settings

# Job information as SuccessFactors writes it: two header lines, inclusive ends, the last of them 9999-12-31.
# 0042 moved on 2025-01-01 and left with 2025-06-30; 0043 is away since March; 0044 is a contractor.
# 0045 came back: there in 2023, gone, there again from 2025-02-01. 0046 has no working time.
JOBS = """\
userId;startDate;endDate;seqNumber;emplStatus;division;department;location;country;jobTitle;fte;employeeClass;email
Person;Start;End;Sequence;Status;Division;Department;Office;Country;Job;Full time;Class;E-mail
0042;01.01.2024;31.12.2024;1;Active;Works;Shops;Vienna;AUT;Welder;1,0;Regular;ann@company.example
0042;01.01.2025;30.06.2025;1;Active;Works;Yards;Vienna;AUT;Welder;1,0;Regular;ann@company.example
0042;01.01.2025;30.06.2025;2;Active;Works;Yards;Vienna;AUT;Welder;0,8;Regular;ann@company.example
0042;01.07.2025;31.12.9999;1;Terminated;Works;Yards;Vienna;AUT;Welder;0;Regular;ann@company.example
0043;01.01.2024;28.02.2025;1;Active;Works;;Munich;Deutschland;Fitter;0,5;Regular;ben@company.example
0043;01.03.2025;31.12.9999;1;Paid Leave;Works;;Munich;Deutschland;Fitter;0;Regular;ben@company.example
0044;01.01.2024;31.12.9999;1;Active;Works;Shops;Vienna;AUT;Welder;1;Agency;cid@agency.example
0045;01.01.2023;31.12.2023;1;Active;Works;Shops;Vienna;AUT;Welder;1;Regular;
0045;01.01.2024;31.01.2025;1;Terminated;Works;Shops;Vienna;AUT;Welder;;Regular;
0045;01.02.2025;31.12.9999;1;Active;Works;Shops;Vienna;AUT;Welder;1;Regular;
0046;01.01.2024;31.12.9999;1;Active;Works;Shops;Vienna;AUT;Welder;;Regular;
"""
COMPANY = """\
[company]
name = "Example Works"
[population]
counted = ["contractor", "employee"]
[matching]
least = 0.95

[[files]]
file = "hr/jobs-*.csv"
kind = "people"
shape = "assignments"
labels = 1
dates = "day first"
decimal = ","
ends = "last day"

[files.columns]
employee_id = "userId"
email = "email"
starts_on = "startDate"
ends_on = "endDate"
sequence = "seqNumber"
status = "emplStatus"
business_unit = ["division", "department"]
location = "location"
country = "country"
job_role = "jobTitle"
fte = "fte"
worker_type = "employeeClass"

[files.words.status]
Active = "at work"
"Paid Leave" = "on leave"
Terminated = "left"
[files.words.worker_type]
Regular = "employee"
Agency = "contractor"
"""


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def people(con, day, known_at="2026-06-30"):
    return by_id(
        con.execute(
            "select person_id, business_unit_id, fte, population from workforce($day, $known_at)",
            {"day": day, "known_at": known_at},
        ).fetchall()
    )


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    """The folder, the store and what its load said."""
    folder = write(tmp_path_factory.mktemp("jobs"), {"company.toml": COMPANY, "hr/jobs-2025.csv": JOBS})
    store = folder / "made" / "store"
    return folder, store, load(folder, store=store, accept_quarantine_rate=0.1)


def test_dated_rows_become_the_workforce_of_each_day(jobs):
    with connect(jobs[1]) as con:
        ann, ben, cid, dee = "0042", "0043", "0044", "0045"
        shops, yards = "Works / Shops", "Works / Yards"
        agency = (cid, shops, 1.0, "contractor")
        assert people(con, "2023-12-31") == [(dee, shops, 1.0, "employee")]
        assert people(con, "2024-12-31") == [
            (ann, shops, 1.0, "employee"), (ben, "Works", 0.5, "employee"), agency,
        ]  # fmt: skip
        away = (ben, "Works", 0.5, "on leave")  # its own row says 0: that of the row before
        back = (dee, shops, 1.0, "employee")
        assert people(con, "2025-06-30") == [(ann, yards, 0.8, "employee"), away, agency, back]
        assert people(con, "2025-07-01") == [away, agency, back]


def test_open_ends_leaving_and_coming_back(jobs):
    with connect(jobs[1]) as con:
        assert by_id(
            con.execute(
                "select person_id, hired_on::text, left_on::text from employments('2026-06-30')"
            ).fetchall()
        ) == [
            ("0042", "2024-01-01", "2025-07-01"),
            ("0043", "2024-01-01", None),
            ("0044", "2024-01-01", None),
            ("0045", "2023-01-01", "2024-01-01"),
            ("0045", "2025-02-01", None),
        ]
        assert con.execute("select max(ends_on)::text from assignments('2026-06-30')").fetchall() == [
            ("2025-07-01",)
        ]


def test_units_and_places_of_the_peoples_own_rows(jobs):
    with connect(jobs[1]) as con:
        assert con.execute(
            "select business_unit_id, name, parent_id from business_unit_versions order by all"
        ).fetchall() == [
            ("Works", "Works", None),
            ("Works / Shops", "Shops", "Works"),
            ("Works / Yards", "Yards", "Works"),
        ]
        assert con.execute(
            "select name, country, country_code from location_versions order by all"
        ).fetchall() == [("Munich", "Germany", "DE"), ("Vienna", "Austria", "AT")]


def test_a_faulty_row_is_named_with_its_line_of_the_file(jobs):
    with connect(jobs[1]) as con:
        assert con.execute("select file, line, column_name, reason_code from quarantine").fetchall() == [
            ("hr/jobs-2025.csv", 13, "fte", "missing-value")
        ]
        assert con.execute(
            "select file, line, code, effect from remarks where code = 'superseded'"
        ).fetchall() == [("hr/jobs-2025.csv", 4, "superseded", "left out")]


def test_settings_are_kept_in_the_store(jobs):
    with connect(jobs[1]) as con:
        said = settings(con)
    assert (said["population"], said["matching.least"]) == (("employee", "contractor"), 0.95)


# Of 1 two rows overlap by 14 days and the third stays; 2 has a gap of 20 days; 3 was hired again after one;
# 4 has a second job beside the first, 5 has nothing else; 6 works more than full time.
TURNS = """\
No,From,To,Hired,Unit,FTE,First
1,2024-01-01,2024-06-14,2024-01-01,B,1,yes
1,2024-06-01,2024-12-31,2024-01-01,B,1,yes
1,2025-01-01,,2024-01-01,B,1,yes
2,2024-01-01,2024-05-31,2024-01-01,B,1,yes
2,2024-06-21,,2024-01-01,B,1,yes
3,2024-01-01,2024-05-31,2024-01-01,B,1,yes
3,2024-06-21,,2024-06-21,B,1,yes
4,2024-01-01,,2024-01-01,B,1,yes
4,2024-03-01,,2024-01-01,C,1,no
5,2024-03-01,,2024-01-01,C,1,no
6,2024-03-01,,2024-01-01,C,1.2,yes
"""
DATED = """\
[[files]]
file = "turns.csv"
kind = "people"
shape = "assignments"
ends = "last day"
[files.columns]
employee_id = "No"
starts_on = "From"
ends_on = "To"
hired_on = "Hired"
business_unit_id = "Unit"
fte = "FTE"
primary = "First"
"""


def test_days_that_two_rows_claim_and_days_that_none_does(tmp_path):
    folder = write(tmp_path / "in", {"company.toml": DATED, "turns.csv": TURNS})
    load(folder, store=tmp_path / "store", accept_quarantine_rate=0.4)
    with connect(tmp_path / "store") as con:
        assert con.execute(
            "select line, column_name, reason_code from quarantine order by all"
        ).fetchall() == [
            (2, "To", "overlapping-rows"),
            (3, "To", "overlapping-rows"),
            (5, "To", "gap-before-next"),
            (10, "First", "second-job"),
            (11, "First", "second-job"),
        ]
        assert con.execute(
            """select line, column_name, code, effect from remarks
            where code like 'fte%' or what like 'a second%' order by line"""
        ).fetchall() == [(11, "First", "not-counted", "left out"), (12, "FTE", "fte-above-full", "doubtful")]
        assert [row[0] for row in people(con, "2024-05-31")] == ["3", "4", "6"]
        assert [row[0] for row in people(con, "2024-06-20")] == ["4", "6"]
        assert [row[0] for row in people(con, "2025-01-01")] == ["1", "2", "3", "4", "6"]


# --- snapshots: a report of Workday's kind, with lines above its header ---------------------------------

# 0051 moved to Yards between the two; 0052's cell of working time is blank in March; 0053 has a second job;
# 0054 has only that.
REPORT = """\
Workers of the company;;;;;;;;;
Run on;{day};;;;;;;;

Employee ID;Name;Division;Department;Country;FTE %;Worker Type;Status;Primary Job;Hire Date
0051;Ann A.;Works;{ann};Austria;80 %;Employee;Active;Yes;03/02/2020
0052;Ben B.;Works;Shops;Poland;{ben};Contingent;Active;Yes;01/05/2021
0053;Cid C.;Works;Shops;Austria;100;Employee;On Leave;Yes;01/01/2019
0053;Cid C.;Works;Yards;Austria;10;Employee;Active;No;01/01/2019
0054;Dee D.;Works;Yards;Austria;10;Employee;Active;No;01/01/2019
"""
WORKDAY = """\
[[files]]
file = "workers *.csv"
kind = "people"
shape = "snapshots"
snapshot_on = "name"
header = 4
delimiter = ";"
dates = "day first"
fte = "percent"
[files.columns]
employee_id = "Employee ID"
name = "Name"
business_unit = ["Division", "Department"]
country = "Country"
fte = "FTE %"
worker_type = "Worker Type"
status = "Status"
primary = "Primary Job"
hired_on = "Hire Date"
[files.words.worker_type]
Contingent = "contractor"
[files.words.status]
Active = "at work"
"""


def test_snapshots_go_from_their_file_to_the_workforce(tmp_path):
    texts = {
        "company.toml": WORKDAY,
        "workers Feb2026.csv": REPORT.format(day="28.02.2026", ann="Shops", ben="50"),
        "workers 2026-03-31.csv": REPORT.format(day="31.03.2026", ann="Yards", ben=""),
    }
    load(write(tmp_path / "in", texts), store=tmp_path / "store", accept_quarantine_rate=0.3)
    with connect(tmp_path / "store") as con:
        ben, cid = ("0052", "Works / Shops", 0.5, "contractor"), ("0053", "Works / Shops", 1.0, "on leave")
        assert people(con, "2026-02-28") == [("0051", "Works / Shops", 0.8, "employee"), ben, cid]
        assert people(con, "2026-03-31") == [("0051", "Works / Yards", 0.8, "employee"), cid]
        assert con.execute("select hired_on::text from employments('2026-06-30') order by 1").fetchall() == [
            ("2019-01-01",), ("2020-02-03",), ("2021-05-01",),
        ]  # fmt: skip
        assert con.execute("select file, line, reason_code from quarantine order by all").fetchall() == [
            ("workers 2026-03-31.csv", 6, "missing-value"),
            ("workers 2026-03-31.csv", 8, "second-job"),
            ("workers 2026-03-31.csv", 9, "second-job"),
            ("workers Feb2026.csv", 8, "second-job"),
            ("workers Feb2026.csv", 9, "second-job"),
        ]
        assert con.execute(
            "select file, line from remarks where what like 'a second%' order by 1"
        ).fetchall() == [
            ("workers 2026-03-31.csv", 9),
            ("workers Feb2026.csv", 9),
        ]
        assert con.execute("select name, country_code from location_versions order by all").fetchall() == [
            ("Austria", "AT"),
            ("Poland", "PL"),
        ]


def test_a_month_in_which_nothing_changed_is_a_snapshot_of_its_own(tmp_path):
    same = REPORT.format(day="28.02.2026", ann="Shops", ben="50")
    folder = write(tmp_path / "in", {"company.toml": WORKDAY, "workers Feb2026.csv": same})
    load(folder, store=tmp_path / "store", accept_quarantine_rate=0.3)
    write(tmp_path / "in", {"workers Mar2026.csv": same})
    load(folder, store=tmp_path / "store", accept_quarantine_rate=0.3)
    with connect(tmp_path / "store") as con:
        assert con.execute("select day::text from snapshots order by 1").fetchall() == [
            ("2026-02-28",),
            ("2026-03-31",),
        ]
        assert len(people(con, "2026-03-31")) == 3


def test_a_unit_that_takes_its_old_name_again_has_it_however_the_months_are_loaded(tmp_path):
    block = WORKDAY.replace('business_unit = ["Division", "Department"]',
                            'business_unit_id = "Division"\nbusiness_unit = "Department"')  # fmt: skip
    texts = {"company.toml": block}
    once = REPORT[: REPORT.rindex("0053")]  # whoever stands in a file twice is judged in each
    for month, name in (("Jan", "Ops"), ("Feb", "Care"), ("Mar", "Ops")):
        texts[f"workers {month}2026.csv"] = once.format(day="", ann=name, ben="50").replace("Shops", name)
    months = [name for name in texts if name.endswith("csv")]
    named = """select recorded_at::date::text, name from business_unit_versions
        where business_unit_id = 'Works' order by 1"""
    found = []
    for order in ([months], [[month] for month in months]):
        folder = tmp_path / f"in-{len(order)}"
        for some in order:
            write(folder, {name: texts[name] for name in ("company.toml", *some)})
            load(folder, store=tmp_path / f"store-{len(order)}", accept_quarantine_rate=0.6)
        with connect(tmp_path / f"store-{len(order)}") as con:
            found.append(con.execute(named).fetchall())
    assert found[0] == found[1] == [("2026-01-31", "Ops"), ("2026-02-28", "Care"), ("2026-03-31", "Ops")]


# --- one workbook, and tables of other kinds ------------------------------------------------------------


def workbook(path, rows, sheet="People"):
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)


FIRM = """\
[[files]]
file = "firm.xlsx"
kind = "people"
shape = "assignments"
fte = "hours of 40"
[files.columns]
employee_id = "No"
name = "Name"
starts_on = "Since"
business_unit_id = "Unit"
location_id = "Office"
fte = "Hours"

[[files]]
file = "units.txt"
kind = "units"
delimiter = "|"
encoding = "cp1252"
[files.columns]
business_unit_id = "Code"
name = "Bezeichnung"
parent_id = "Above"

[[files]]
file = "offices.csv"
kind = "locations"
encoding = "utf-16"
decimal = ","
[files.columns]
location_id = "Id"
name = "Office"
country = "Land"
latitude = "Lat"
longitude = "Lon"

[[files]]
file = "goals.csv"
kind = "targets"
dates = "named months"
[files.columns]
business_unit_id = "Unit"
skill_id = "Skill"
level = "Level"
needed = "People"
starts_on = "From"
approved = "Approved"

[[files]]
file = "register.csv"
kind = "awards"
format = "Register"
issuer = "Example Academy"
dates = "compact"
[files.columns]
badge_name = "Course"
person_id = "No"
awarded_on = "Done"

[[files]]
file = "notes.csv"
kind = "leave out"

[[files]]
file = "hr/*.tsv"
kind = "people"
shape = "assignments"
fte = "full time"
[files.columns]
employee_id = "No"
starts_on = "Since"
business_unit_id = "Unit"
"""


@pytest.fixture(scope="module")
def firm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("firm")
    workbook(
        folder / "firm.xlsx",
        [
            ["Staff of the firm"],
            [],
            ["No", "Name", "Since", "Unit", "Office", "Hours"],
            ["007", "Ann A.", datetime.date(2024, 1, 1), "B-1", "O-1", 40],
            [8, "Ben B.", datetime.date(2024, 2, 1), "B-2", "O-1", 30],
            ["9", "Cid C.", datetime.date(2024, 1, 1), "B-2", None, 60.5],
            ["009", "Dee D.", datetime.date(2024, 1, 1), None, "O-1", 20],
        ],
    )
    texts = {
        "company.toml": FIRM,
        "units.txt": "Code|Bezeichnung|Above\nB-1|Köln|\nB-2|Büro|B-1\n".encode("cp1252"),
        "offices.csv": "Id;Office;Land;Lat;Lon\nO-1;Zentrale;Deutschland;50,9;6,9\n".encode("utf-16"),
        "goals.csv": "Unit,Skill,Level,People,From,Approved\nB-1,s:1,2,5,1 January 2026,yes\n",
        "register.csv": "Course,No,Done\nWelding,007,20250301\nWelding,8,20250231\n",
        "notes.csv": "a,b\n1,2\n",
    }
    load_of = load(write(folder, texts), store=folder / "made" / "store", accept_quarantine_rate=0.5)
    return folder, folder / "made" / "store", load_of


def test_a_firm_of_one_sheet(firm):
    with connect(firm[1]) as con:
        assert people(con, "2025-12-31") == [("007", "B-1", 1.0, "employee"), ("8", "B-2", 0.75, "employee")]
        assert con.execute(
            "select file, line, column_name, reason_code from quarantine order by all"
        ).fetchall() == [
            ("firm.xlsx", 6, "Hours", "out-of-range"),
            ("firm.xlsx", 7, "Unit", "missing-value"),
            ("register.csv", 3, "Done", "bad-date"),
        ]
        assert con.execute(
            "select file, line, code, effect from remarks where file = 'firm.xlsx' order by line"
        ).fetchall() == [
            ("firm.xlsx", 6, "not-counted", "left out"),
            ("firm.xlsx", 7, "not-counted", "left out"),
            ("firm.xlsx", None, "worker-type-missing", "doubtful"),
        ]


def test_tables_of_other_kinds_by_their_own_columns(firm):
    with connect(firm[1]) as con:
        assert con.execute(
            "select business_unit_id, name, parent_id from business_unit_versions order by all"
        ).fetchall() == [("B-1", "Köln", None), ("B-2", "Büro", "B-1")]
        assert con.execute(
            "select name, country_code, latitude, longitude from location_versions"
        ).fetchall() == [("Zentrale", "DE", 50.9, 6.9)]
        assert con.execute("select needed, starts_on::text, approved from target_versions").fetchall() == [
            (5, "2026-01-01", True)
        ]
        assert named(con.execute("select person_id, awarded_on::text from award_versions").fetchall()) == [
            ("007", "2025-03-01")
        ]


def test_what_is_left_out_and_what_is_not_there_is_said(firm):
    assert ("notes.csv", "left out, as company.toml says") in firm[2].not_read
    assert "company.toml: [[files]] 7 (hr/*.tsv): there is no such file" in firm[2].warnings


def test_the_order_of_blocks_changes_nothing(firm, tmp_path):
    blocks = FIRM.split("\n[[files]]")
    turned = "\n[[files]]".join(["", *blocks[1:][::-1], blocks[0].removeprefix("[[files]]")])
    for path in firm[0].iterdir():
        if path.is_file() and path.name != "company.toml":
            shutil.copy(path, tmp_path / path.name)
    again = load(write(tmp_path, {"company.toml": turned}), store=tmp_path / "s", accept_quarantine_rate=0.5)
    assert again.version == firm[2].version


def test_working_time_of_another_measure_than_declared_is_refused(tmp_path):
    block = DATED.replace('ends = "last day"', 'fte = "percent"').replace('ends_on = "To"\n', "")
    rows = "No,From,Hired,Unit,FTE,First\n1,2024-01-01,,B,80,yes\n2,2024-01-01,,B,0.8,yes\n"
    rows += "3,2024-01-01,,B,200,yes\n"
    folder = write(tmp_path / "in", {"company.toml": block, "turns.csv": rows})
    load(folder, store=tmp_path / "store", accept_quarantine_rate=0.7)
    with connect(tmp_path / "store") as con:
        assert people(con, "2025-01-01") == [("1", "B", 0.8, "employee")]
        assert con.execute("select line, reason from quarantine order by all").fetchall() == [
            (3, 'FTE: it reads as a share: declare fte = "share"'),
            (4, 'FTE: more than 1.5 of full time: see fte = "percent" and "hours of 40"'),
        ]


AS_KNOWN = """\
[[files]]
file = "old/*.txt"
kind = "programmes"
dates = "month first"
[[files]]
file = "wallets/*"
kind = "badges (JSON)"
[[files]]
file = "work_log.csv"
kind = "enrolments"
dates = "day first"
"""


def test_what_load_knows_by_itself_is_read_with_the_dates_of_its_block(tmp_path):
    badge = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://badges.example.com/a/1",
        "recipient": {"type": "email", "hashed": False, "identity": "ann@company.example"},
        "badge": {"type": "BadgeClass", "id": "https://badges.example.com/b/1", "name": "Welding"},
        "issuedOn": "2026-01-05T00:00:00Z",
    }
    with zipfile.ZipFile(tmp_path / "held.zip", "w") as archive:
        archive.writestr("one.json", json.dumps(badge))
    texts = {
        "company.toml": AS_KNOWN,
        "old/school.txt": "programme_id,name,skill_id,starts_on\nP-1,School,s:1,03/04/2025\n",
        "work_log.csv": "programme_id,employee_id,enrolled_on,completed_on\nP-1,E-1,03/04/2025,\n",
        "wallets/wallet.zip": (tmp_path / "held.zip").read_bytes(),
    }
    load(write(tmp_path / "in", texts), store=tmp_path / "store")
    with connect(tmp_path / "store") as con:
        assert con.execute("select starts_on::text from programme_versions").fetchall() == [("2025-03-04",)]
        assert con.execute("select enrolled_on::text from enrolment_versions").fetchall() == [("2025-04-03",)]
        assert con.execute("select awarded_on::text from award_versions").fetchall() == [("2026-01-05",)]


# --- what is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["0.8", "0.8999", "0", "-1", "1.01", "nan", "inf", "true", '"0.95"'])
def test_the_least_share_matched_can_be_raised_never_lowered(tmp_path, value):
    write(tmp_path, {"company.toml": f"[matching]\nleast = {value}\n"})
    with pytest.raises(
        MappingError, match=r"company\.toml: \[matching\] least .*raised above 0\.9, .*never lowered"
    ):
        read_company(tmp_path / "company.toml")


@pytest.mark.parametrize("value, kept", [("0.9", "0.9"), ("0.95", "0.95"), ("1", "1.0")])
def test_the_least_share_matched_that_is_kept(tmp_path, value, kept):
    write(tmp_path, {"company.toml": f"[matching]\nleast = {value}\n"})
    assert read_company(tmp_path / "company.toml").settings == {"matching.least": kept}


def test_settings_replace_the_earlier_ones_and_their_floor_holds():
    con = duckdb.connect()
    con.execute("create table settings (name text, value text)")
    for said in ({"population": "employee, contractor", "structure": "today"}, {"structure": "as was"}):
        write_settings(con, Company(Path("company.toml"), said, ()))
    assert settings(con) == {
        "population": ("employee",),
        "structure": "as was",
        "matching.least": 0.9,
        "matching.ids": "as written",
        "check.stale_after": 45,
        "check.grows_at_most": 0.2,
        "check.shrinks_at_most": 0.2,
    }
    with pytest.raises(MappingError, match="never lowered"):
        write_settings(con, Company(Path("company.toml"), {"matching.least": "0.5"}, ()))
    assert settings(con)["structure"] == "as was"


PLAIN = COMPANY.split("\n\n", 1)[1]
WRONG = {
    "a part": ("[mathcing]\nleast = 1\n", r"names 'mathcing'\. The choices are: .*Nearest: matching"),
    "a name": ("[population]\ncount = []\n", r"\[population\] names 'count'\. The choices are: counted"),
    "a population": ('[population]\ncounted = ["trainee"]\n', "'trainee'. The choices are: employee, contr"),
    "a view": ('[structure]\nview = "now"\n', "'now'. The choices are: as was, today"),
    "a share": ("[check]\ngrows_at_most = 0\n", "write a share above 0"),
    "a share of all": ("[check]\nshrinks_at_most = 1\n", "write a share above 0 and below 1"),
    "no file": ('[[files]]\nkind = "people"\n', r"\[\[files\]\] 1 has to say file"),
    "a kind": ('[[files]]\nfile = "a.csv"\nkind = "peple"\n', "kind is 'peple'. The choices are: .*people"),
    "outside": ('[[files]]\nfile = "../a.csv"\nkind = "people"\n', "beside company.toml or below it"),
    "a fact": (PLAIN.replace("labels = 1", "lables = 1"), "names 'lables'.*Nearest: labels"),
    "dates": (PLAIN.replace('"day first"', '"daily"'), "dates is 'daily'. .*'named months'"),
    "an encoding": (PLAIN.replace("labels = 1", 'encoding = "cp12"'), "encoding is 'cp12'"),
    "a header": (PLAIN.replace("labels = 1", "header = 0"), "header is 0: write a number of lines"),
    "a field": (PLAIN.replace("job_role =", "job_rule ="), "names 'job_rule'.*Nearest: job_role"),
    "no ends": (PLAIN.replace('ends = "last day"\n', ""), "what an end date means"),
    "no time": (PLAIN.replace('fte = "fte"\n', ""), r"has to say fte \(or declare"),
    "no unit": (PLAIN.replace('business_unit = ["division", "department"]', ""),
                "has to say business_unit_id or business_unit"),
    "no shape": (PLAIN.replace('shape = "assignments"', ""), "shape is ''. The choices are: 'snapshots'"),
    "no day": (PLAIN.replace('"assignments"', '"snapshots"'), "names 'starts_on'"),
    "a word": (PLAIN.replace('"contractor"', '"agency"'), "'Agency' is 'agency'. The choices are: "),
    "a word of nothing": (PLAIN + "[files.words.city]\nA = 'B'\n", r"\[files.columns\] has no city"),
}  # fmt: skip


@pytest.mark.parametrize("text, words", WRONG.values(), ids=WRONG)
def test_what_is_not_known_is_refused_with_the_choices(tmp_path, text, words):
    write(tmp_path, {"company.toml": text})
    with pytest.raises(MappingError, match=words) as refusal:
        read_company(tmp_path / "company.toml")
    assert str(refusal.value).startswith("company.toml: ")


REFUSED = {
    "a column": ({"company.toml": PLAIN, "hr/jobs-1.csv": JOBS.replace("jobTitle", "job_title")},
                 "hr/jobs-1.csv: the column 'jobTitle' is missing, .* job_role. Nearest: 'job_title'"),
    "one file twice": ({"company.toml": PLAIN + '[[files]]\nfile = "hr/*.csv"\nkind = "leave out"\n',
                        "hr/jobs-1.csv": JOBS},
                       r"\[\[files\]\] 1 .* and \[\[files\]\] 2 \(hr/\*.csv\) both name hr/jobs-1.csv"),
    "nothing": ({"company.toml": '[[files]]\nfile = "hr/*.csv"\nkind = "leave out"\n', "hr/jobs-1.csv": JOBS},
                "company.toml leaves out every file that could be read"),
    "below": ({"a/company.toml": PLAIN, "a/hr/jobs-1.csv": JOBS}, "load a itself"),
}  # fmt: skip


@pytest.mark.parametrize("texts, words", REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_with_files_is_said_and_nothing_loaded(tmp_path, texts, words):
    with pytest.raises(IntakeError, match=words):
        load(write(tmp_path / "in", texts), store=tmp_path / "store", accept_quarantine_rate=1)
    assert not (tmp_path / "store" / "current").exists()


def test_a_file_read_otherwise_is_not_mixed_with_itself(jobs):
    folder, store, _ = jobs
    write(folder, {"company.toml": COMPANY.replace('Agency = "contractor"', 'Agency = "employee"')})
    with pytest.raises(LoadError, match="loaded before, read in another way"):
        load(folder, store=store, accept_quarantine_rate=0.1)
    write(folder, {"company.toml": COMPANY})
    assert load(folder, store=store, accept_quarantine_rate=0.1).version == jobs[2].version


# --- cells ----------------------------------------------------------------------------------------------

CELLS = [
    ("day as written", {}, "iso",
     {"2026-07-01-07:00": "2026-07-01", "2026-07-01T23:30:00+05:00": "2026-07-01", "2026-02-31": None,
      "01/02/2026": None}),
    ("day", {}, "iso", {"2026-07-01-07:00": "2026-07-01", "2026-07-01T23:30:00-07:00": "2026-07-02"}),
    ("last day", {}, "day first",
     {"31.12.2025": "2026-01-01", "28/02/2026": "2026-03-01", "31.02.2026": None}),
    ("day as written", {}, "named months",
     {"01-JAN-2026": "2026-01-01", "1 January 2026": "2026-01-01", "2026-01-01": "2026-01-01",
      "31-Feb-2026": None, "1 Foo 2026": None}),
    ("day as written", {}, "compact", {"20260701": "2026-07-01", "20260231": None, "2026071": None}),
    ("number", {"decimal": ","}, "iso", {"0,8": "0.8", "1": "1.0", "0,8,1": None}),
    ("number", {}, "iso", {"0.8": "0.8", "0,8": None, "80 %": None}),
    ("percent", {}, "iso", {"80 %": "0.8", "80%": "0.8", "80": "0.8", "62.5": "0.625", "%": None}),
    ("choice", {"choices": ("employee",), "words": (("regular", "employee"),)}, "iso",
     {"Regular": "employee", "EMPLOYEE": "employee", "Intern": None}),
    ("text", {"words": (("no_manager", ""),)}, "iso", {"NO_MANAGER": None, "0012": "0012"}),
]  # fmt: skip


@pytest.mark.parametrize("kind, more, dates, cells", CELLS, ids=lambda value: str(value)[:20])
def test_cells_are_read_as_declared_and_in_no_other_way(kind, more, dates, cells):
    value = typed("cell", Column("x", kind, **more), dates)
    rows = duckdb.execute(f"select cell, ({value})::text from (select unnest(?) as cell)", [list(cells)])
    assert dict(rows.fetchall()) == cells


def test_ends_far_ahead_are_open():
    days = ["2026-01-01", "2999-12-31", "4713-01-01"]
    sql = f"select {open_ended('day')}::text from (select unnest(?)::date as day)"
    assert [row[0] for row in duckdb.execute(sql, [days]).fetchall()] == ["2026-01-01", "2999-12-31", None]
