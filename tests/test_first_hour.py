"""From a folder of exports to a store: `init` without questions, `load`, and answers worked out by hand."""

import datetime
import time

import openpyxl
from companies import firm
from pseudonym import named

import skillslib as sk

HEADCOUNT = """\
Headcount report;;;;;;;;;;;
Run by;somebody;;;;;;;;;;
Effective;{day};;;;;;;;;;

Employee ID;Legal Name;Work Email;Worker Type;Division;Department;Location;Location Country;Hire Date;\
Termination Date;FTE %;Worker Status
"""
IDS = ("0000101", "0000102", "0000103", "0000104", "7001", "7002", "7003")
ANN = "0000101;Ann One;ann@example.com;Employee;Works;{unit};Munich;Germany;01.05.2020;;100;Active\n"
BOB = "0000102;Bob Two;bob@example.com;Employee;Works;Red;Munich;Germany;15.06.2019;;50;On Leave\n"
CID = "0000103;Cid Three;cid@example.com;Contingent Worker;Works;Blue;Gdansk;Poland;20.03.2021;;80;Active\n"
BADGES = """\
Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Country,Status,Issue Date
Welding I,B-1,Example Academy,A-1,0000101,DE,accepted,01/10/2026
Welding I,B-1,Example Academy,A-2,0000103,PL,accepted,01/13/2026
Welding I,B-1,Example Academy,A-3,0000999,PL,accepted,01/14/2026
"""
CATALOGUE = """\
Badge Template ID,Badge Name,Issued by,Type,Level,Skills,Offered In,Updated At
B-1,Welding I,Example Academy,Learning,2,Welding,,2020-09-01
"""
JOBS = """\
userId;startDate;endDate;seqNumber;eventReason;emplStatus;businessUnit;location;managerId;jobTitle;fte;isContingentWorker
User ID;Start;End;Number;Reason;Status;Unit;Location;Manager;Title;FTE;Contingent
7001;2020-05-01;2025-12-31;1;HIRED;A;U1;L1;NO_MANAGER;Lead;1,0;No
7001;2026-01-01;9999-12-31;1;MOVED;A;U2;L1;NO_MANAGER;Lead;1,0;No
7002;2021-03-01;9999-12-31;1;HIRED;A;U2;L1;7001;Welder;0,5;No
7003;2022-03-01;2026-02-28;1;HIRED;A;U2;L1;7001;Welder;1,0;Yes
"""
UNITS = "Unit ID;Unit Name;Parent ID;Valid from\n" + (
    "U0;Works;;2019-01-01\nU1;Red;U0;2019-01-01\nU2;Blue;U0;2019-01-01\n"
)
OFFICES = "Location Code;Office;City;Country\nL1;Munich Works;Munich;Germany\n"
COURSES = """\
User ID;Course;Issued by;Completion Date;Status;Skill
7001;Welding basics;Example Academy;03.02.2026;Completed;Welding
7002;Welding basics;Example Academy;13.02.2026;Completed;Welding
7002;Cutting basics;Example Academy;14.02.2026;Failed;Cutting
7003;Cutting basics;Example Academy;;In progress;Cutting
"""


def put(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", ".").replace("_in_", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def loaded(folder):
    """The store that a folder becomes without a question, open."""
    begun = sk.init(folder, yes=True)
    assert begun.questions == []
    sk.load([folder], store=folder / "store")
    return sk.connect(folder / "store")


def at_work(con, day):
    """{person: (unit, full-time equivalent, population)} on a day, as known long after it."""
    rows = con.execute(
        f"select person_id, business_unit_id, fte, population from workforce(date '{day}', date '2027-12-31')"
    )
    people = named(rows.fetchall(), *IDS)
    return {person: (unit, fte, population) for person, unit, fte, population in people}


def matched(con):
    """[awards, awards that found their person]."""
    known = "count(distinct award_id) filter (person_id is not null)"
    return con.execute(f"select count(distinct award_id), {known} from award_versions").fetchall()[0]


def test_snapshots_with_titles_zeros_and_localised_dates(tmp_path):
    """January: Ann in Red, Bob, Cid. February: Ann in Blue, Cid, and no Bob."""
    con = loaded(
        put(
            tmp_path,
            **{
                "hr_in_workers-2026-01-31__csv": HEADCOUNT.format(day="2026-01-31")
                + ANN.format(unit="Red")
                + BOB
                + CID,
                "hr_in_workers-2026-02-28__csv": HEADCOUNT.format(day="2026-02-28")
                + ANN.format(unit="Blue")
                + CID
                + CID.replace("0000103;Cid Three;cid", "0000104;Dee Four;dee"),
                "badges__csv": BADGES,
                "badge_templates__csv": CATALOGUE,
            },
        )
    )
    assert at_work(con, "2026-02-27") == {
        "0000101": ("Red", 1.0, "employee"),
        "0000102": ("Red", 0.5, "on leave"),
        "0000103": ("Blue", 0.8, "contractor"),
        "0000104": ("Blue", 0.8, "contractor"),
    }
    assert at_work(con, "2026-02-28")["0000101"] == ("Blue", 1.0, "employee")
    assert "0000102" not in at_work(con, "2026-02-28")
    assert matched(con) == (3, 2)
    assert con.execute("select max(hired_on) from employment_versions").fetchall()[0][0] == datetime.date(
        2021, 3, 20
    )
    con.close()


def test_dated_rows_with_labels_and_inclusive_ends(tmp_path):
    """7001 moves on 1 January; 7003 is there on 28 February, gone on 1 March; nobody has passed Cutting."""
    con = loaded(put(tmp_path, jobs__csv=JOBS, units__csv=UNITS, offices__csv=OFFICES, courses__csv=COURSES))
    assert at_work(con, "2025-12-31")["7001"] == ("U1", 1.0, "employee")
    assert at_work(con, "2026-02-28") == {
        "7001": ("U2", 1.0, "employee"),
        "7002": ("U2", 0.5, "employee"),
        "7003": ("U2", 1.0, "contractor"),
    }
    assert "7003" not in at_work(con, "2026-03-01")
    assert matched(con) == (3, 3)
    skills = con.execute("select skill_id, label, taxonomy_id from skills order by label").fetchall()
    assert skills == [
        ("own names: cutting", "Cutting", "own names"),
        ("own names: welding", "Welding", "own names"),
    ]
    frame = sk.skill_map(con, "2026-02-28", "2027-12-31", by="company").set_index("skill")
    assert frame["holders"]["Welding"] == 2
    con.close()
    path = tmp_path / "company.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('taxonomy = "own names"', 'taxonomy = "files"'))
    sk.load([tmp_path], store=tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        assert con.execute("select count(*) from skills").fetchall() == [(0,)]


def test_one_workbook_of_300_people(tmp_path, record_property):
    """Every twentieth is external: 285 employees, of whom 30 work half; each person has two courses."""
    firm.write(tmp_path)
    begun = time.perf_counter()
    con = loaded(tmp_path)
    took = time.perf_counter() - begun
    record_property("shown", f"a firm of 300 people: no question asked, {took:.1f} s from init to a store")
    people = at_work(con, "2026-09-28")
    assert len(people) == 300
    assert sum(population == "employee" for _, _, population in people.values()) == 285
    assert sum(fte for _, fte, _ in people.values()) == 285  # 270 whole, 30 half
    assert matched(con) == (600, 600)
    assert con.execute("select count(*) from skills").fetchall() == [(6,)]
    con.close()


def test_a_workbook_without_a_column_of_skills(tmp_path):
    """The names of courses stand for skills."""
    book = openpyxl.Workbook()
    book.active.title = "Staff"
    for row in (
        ["Staff number", "E-mail", "Joined", "Department", "FTE"],
        ["001", "ann@example.com", datetime.date(2020, 5, 1), "Red", 1],
        ["002", "bob@example.com", datetime.date(2021, 5, 1), "Blue", 0.5],
    ):
        book.active.append(row)
    sheet = book.create_sheet("Certificates")
    for row in (
        ["E-mail", "Course", "Completed"],
        ["ann@example.com", "Welding", datetime.date(2026, 3, 1)],
        ["BOB@example.com", "Crane driving", datetime.date(2026, 4, 1)],
    ):
        sheet.append(row)
    book.save(tmp_path / "firm.xlsx")
    con = loaded(tmp_path)
    assert matched(con) == (2, 2)
    labels = con.execute("select label from skills order by label").fetchall()
    assert labels == [("Crane driving",), ("Welding",)]
    con.close()


def test_a_list_without_what_is_needed_is_left_out_and_said(tmp_path):
    text = HEADCOUNT.format(day="2026-01-31") + ANN.format(unit="Red") + BOB
    put(tmp_path, **{"workers-2026-01-31__csv": text.replace("FTE %", "Remark"), "badges__csv": BADGES})
    begun = sk.init(tmp_path, yes=True)
    assert any("workers-*.csv" in doubt for doubt in begun.doubts)
    summary = sk.load([tmp_path], store=tmp_path / "store")
    assert not any("people" in count.kind for count in summary.files)
