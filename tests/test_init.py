"""What `init` makes of a folder: guesses, questions, masked rows, and a company.toml that stays."""

import random
import subprocess
import sys
import tomllib

import openpyxl
import pytest

import skillslib as sk
from skillslib.intake import forbidden
from skillslib.loading.company import read_company
from skillslib.loading.recognise import kinds
from skillslib.setup import fields
from skillslib.setup.content import fte_of, orders

PEOPLE = """\
Employee ID,Name,Email,Department,Hire Date,FTE,Worker Type
00101,Ann One,ann.one@example.com,Red,{0},1.0,Employee
00102,Bob Two,bob.two@example.com,Blue,{1},0.5,Employee
00103,Cid Three,cid.three@example.com,Blue,{2},1.0,Contractor
"""
STAFF = "staff-2026-06-30.csv"


def put(folder, **files):
    """Text files of a folder; `__` in a keyword stands for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def staff(folder, *days):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAFF).write_text(PEOPLE.format(*days), encoding="utf-8")
    return folder


def blocks(folder, **how):
    """The blocks of the company.toml that `init` writes, which the reader accepts."""
    begun = sk.init(folder, **(how or {"yes": True}))
    read_company(begun.path)
    return tomllib.loads(begun.path.read_text(encoding="utf-8")).get("files", [])


# --- columns ------------------------------------------------------------------------------------

WORKDAY = {
    "Employee ID": ("employee_id", ["0012345", "0012346", "0012347"]),
    "Legal Name": ("name", ["Ann One", "Bob Two", "Cid Three"]),
    "Work Email": ("email", ["a@example.com", "b@example.com", "c@example.com"]),
    "Hire Date": ("hired_on", ["2020-05-01", "2019-01-01", "2026-02-10"]),
    "Original Hire Date": ("original_hired_on", ["2010-05-01", "2019-01-01", "2026-02-10"]),
    "Termination Date": ("left_on", ["", "", "2026-06-30"]),
    "Supervisory Organization": ("business_unit", ["Red", "Blue", "Blue"]),
    "Location": ("location", ["Munich", "Munich", "Lyon"]),
    "Location Country": ("country", ["Germany", "Germany", "France"]),
    "Job Profile": ("job_role", ["Lead", "Welder", "Welder"]),
    "Manager ID": ("manager_id", ["", "0012345", "0012345"]),
    "FTE %": ("fte", ["100", "50", "100"]),
    "Worker Type": ("worker_type", ["Employee", "Employee", "Contingent Worker"]),
    "Worker Status": ("status", ["Active", "On Leave", "Terminated"]),
    "Gender": (None, ["x", "y", "x"]),
    "Date of Birth": (None, ["1980-01-01", "1981-01-01", "1982-01-01"]),
    "Termination Reason": (None, ["", "", "secret"]),
    "Base Pay": (None, ["1", "2", "3"]),
}
JOB_INFORMATION = {
    "userId": ("employee_id", ["71", "71", "72"]),
    "startDate": ("starts_on", ["2020-01-01", "2026-01-01", "2021-01-01"]),
    "endDate": ("ends_on", ["2025-12-31", "9999-12-31", "9999-12-31"]),
    "seqNumber": ("sequence", ["1", "1", "1"]),
    "event": ("event", ["HIR", "XFR", "HIR"]),
    "eventReason": (None, ["HIRNEW", "TRANSFER", "HIRNEW"]),
    "emplStatus": ("status", ["A", "A", "U"]),
    "department": ("business_unit", ["Red", "Blue", "Blue"]),
    "managerId": ("manager_id", ["NO_MANAGER", "NO_MANAGER", "71"]),
    "jobTitle": ("job_role", ["Lead", "Lead", "Welder"]),
    "fte": ("fte", ["1,0", "1,0", "0,5"]),
    "isContingentWorker": ("worker_type", ["No", "No", "Yes"]),
}
ORACLE = {
    "Person Number": ("employee_id", ["300", "300", "301"]),
    "Effective Start Date": ("starts_on", ["01-JAN-2020", "01-JAN-2026", "15-MAR-2021"]),
    "Effective End Date": ("ends_on", ["31-DEC-2025", "31-DEC-4712", "31-DEC-4712"]),
    "Assignment Status Type Code": ("status", ["ACTIVE_PROCESS", "ACTIVE_PROCESS", "SUSPEND_PROCESS"]),
    "Primary Assignment Flag": ("primary", ["Y", "Y", "Y"]),
    "Department Name": ("business_unit", ["Red", "Blue", "Blue"]),
    "Worker Type": ("worker_type", ["E", "E", "C"]),
    "FTE": ("fte", ["1", "1", "0.5"]),
}
GERMAN = {
    "Personalnummer": ("employee_id", ["007", "008", "009"]),
    "Nachname": ("last_name", ["Eins", "Zwei", "Drei"]),
    "Vorname": ("first_name", ["Anna", "Bert", "Cora"]),
    "E-Mail": ("email", ["a@example.com", "b@example.com", "c@example.com"]),
    "Abteilung": ("business_unit", ["Rot", "Blau", "Blau"]),
    "Standort": ("location", ["München", "München", "Lyon"]),
    "Land": ("country", ["Deutschland", "Deutschland", "Frankreich"]),
    "Eintrittsdatum": ("hired_on", ["31.12.2019", "01.02.2020", "01.03.2021"]),
    "Beschäftigungsgrad": ("fte", ["100 %", "80 %", "50 %"]),
    "Mitarbeitertyp": ("worker_type", ["Angestellter", "Angestellter", "Extern"]),
    "Geburtsdatum": (None, ["01.01.1980", "01.01.1981", "01.01.1982"]),
    "Geschlecht": (None, ["x", "y", "x"]),
}


@pytest.mark.parametrize(
    "columns, facts",
    [
        (WORKDAY, {"shape": "snapshots", "fte": "percent", "ends": "last day"}),
        (JOB_INFORMATION, {"shape": "assignments", "decimal": ",", "ends": "last day"}),
        (ORACLE, {"shape": "assignments", "dates": "named months", "ends": "last day"}),
        (GERMAN, {"shape": "snapshots", "fte": "percent", "dates": "day first"}),
    ],
    ids=["Workday", "SuccessFactors", "Oracle", "German"],
)
@pytest.mark.parametrize("spelling", [str, str.upper, str.lower])
def test_columns_are_known_in_any_order_and_case(tmp_path, columns, facts, spelling):
    names = list(columns)
    random.Random(7).shuffle(names)
    lines = [";".join(spelling(name) for name in names)]
    lines += [";".join(columns[name][1][row] for name in names) for row in range(3)]
    (tmp_path / STAFF).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (block,) = blocks(tmp_path)
    assert block["columns"] == {ours: spelling(name) for name, (ours, _) in columns.items() if ours}
    assert block["kind"] == "people"
    assert facts.items() <= block.items()


def test_words_are_written_with_what_they_mean(tmp_path):
    lines = [",".join(JOB_INFORMATION)]
    lines += [
        ",".join(values[row].replace(",", ".") for _, values in JOB_INFORMATION.values()) for row in range(3)
    ]
    (block,) = blocks(put(tmp_path, jobs__csv="\n".join(lines) + "\n"))
    assert block["words"] == {
        "event": {"HIR": "hired", "XFR": "other"},
        "manager_id": {"NO_MANAGER": ""},
        "status": {"A": "at work", "U": "on leave"},
        "worker_type": {"No": "employee", "Yes": "contractor"},
    }


PRIVATE = (
    *("Gender", "DATE_OF_BIRTH", "dateOfBirth", "Geburtsdatum", "Leave Reason", "Base Salary", "Pay Grade"),
    *("Age", "Schwerbehinderung", "eventReason", "Austrittsgrund", "Krankheitstage", "Nationality", "Plec"),
    *("Sick leave days", "TERMINATIONREASON", "Performance Rating 2025", "Płeć", "Niepełnosprawność", "GdB"),
    *("Sesso", "Fecha de nacimiento", "Retribuzione annua", "Geboortedatum", "Vakbond", "Kuendigungsgrund"),
    *("Data de nascimento", "Motif de départ", "Zdrowie", "Leistungsbeurteilung", "Religião", "Santé"),
    *("Situation familiale", "Grund des Austritts", "reason_of_leaving", "Departure Reason", "Leaving Cause"),
    *(
        "Termination Code",
        "Motif de la sortie",
        "Reason for absence",
        "Kündigungsart",
        "Entgeltgruppe",
        "M/F",
    ),
    *(
        "Bezüge",
        "Bezuege",
        "Salär",
        "Hourly Rate",
        "Compa Ratio",
        "Geb.-Datum",
        "D.O.B.",
        "Jahrgang",
        "m/w/d",
    ),
    *("Anrede", "Pronouns", "Kön", "Staatsbürgerschaft", "Nationalität", "Maternity leave", "AU-Tage", "SIN"),
    *("Rating 2025", "9-box", "Potential", "Zivilstand", "NI Number", "National ID", "Street", "性别", "пол"),
    *("Дата рождения", "生年月日", "성별", "Причина увольнения", "تاريخ الميلاد"),
)


@pytest.mark.parametrize("header", PRIVATE)
def test_what_is_private_is_known_by_its_header(header):
    assert forbidden(header)


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Manager",
            "On Leave",
            "Stage",
            "Payer Unit",
            "Trace",
            "Essex Office",
            "Operating Unit",
            "Evaluation",
        ),
        *(
            "Termination Date",
            "Department Code",
            "Date de sortie",
            "Matricule salarié",
            "Event Type",
            "Uni Number",
        ),
        *("International Division", "Performance Marketing Unit", "Skill Rating", "部门", "должность", "lon"),
    ],
)
def test_what_only_looks_like_it_is_read(header):
    assert not forbidden(header)


def test_no_header_that_means_something_to_us_is_private():
    for synonyms in fields.HEADERS.values():
        for word in (word for words in synonyms.values() for word in words):
            assert not forbidden(word), word
    for shape in filter(None, kinds().values()):
        assert not [column.name for column in shape.columns if forbidden(column.name)]


def test_units_below_each_other_become_a_path(tmp_path):
    text = (
        "Employee ID,Division,Department,FTE,Start Date\n"
        "1,Works,Red,1,2020-01-01\n2,Works,Blue,1,2020-01-01\n3,Sales,North,1,2020-01-01\n"
    )
    (block,) = blocks(put(tmp_path, **{STAFF.replace(".", "__"): text}))
    assert block["columns"]["business_unit"] == ["Division", "Department"]
    assert block["columns"]["hired_on"] == "Start Date"


def test_units_and_places_with_files_of_their_own_are_known_by_id(tmp_path):
    (block, offices, units) = blocks(
        put(
            tmp_path,
            jobs__csv="userId,startDate,endDate,department,location,fte\n"
            "1,2020-01-01,2025-12-31,D1,L1,1\n1,2026-01-01,9999-12-31,D2,L1,1\n2,2026-01-01,9999-12-31,D2,L1,1\n",
            offices__csv="Location Code,Office,City,Country\nL1,Works,Munich,Germany\n",
            units__csv="Unit ID,Unit Name,Parent ID,Valid from\n"
            "D1,Red,D0,2020-01-01\nD2,Blue,D0,2020-01-01\n",
        )
    )
    assert (block["columns"]["business_unit_id"], block["columns"]["location_id"]) == (
        "department",
        "location",
    )
    assert (offices["kind"], units["kind"]) == ("locations", "units")


def test_the_id_that_the_badges_know_is_the_id(tmp_path):
    people = "User ID,Employee ID,Department,FTE\n71,0101,Red,1\n72,0102,Blue,1\n"
    awards = "Employee ID,Course,Provider,Completed\n"
    awards += "{},Welding,Academy,2026-01-05\n{},Welding,Academy,2026-01-06\n"
    folder = put(tmp_path, **{STAFF.replace(".", "__"): people, "awards__csv": awards.format("71", "72")})
    assert next(b for b in blocks(folder) if b["kind"] == "people")["columns"]["employee_id"] == "User ID"


def test_ids_that_lost_their_zeros_are_counted(tmp_path):
    awards = "Employee ID,Course,Provider,Completed\n"
    awards += "101,Welding,Academy,2026-01-05\n00102,Welding,Academy,2026-01-06\n"
    folder = put(staff(tmp_path, *["2020-01-31"] * 3), awards__csv=awards)
    assert any("1 ids of the badges would match" in doubt for doubt in sk.init(folder, yes=True).doubts)


# --- dates, shares, ends ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values, ways",
    [
        (["2026-01-31", "2026-02-01"], ["iso"]),
        (["2026-07-01-07:00", "2026-07-02-07:00"], ["iso"]),
        (["03/04/2026", "13/04/2026"], ["day first"]),
        (["03/04/2026", "04/13/2026"], ["month first"]),
        (["03/04/2026", "05/06/2026"], ["day first", "month first"]),
        (["03.04.2026", "05.06.2026"], ["day first"]),
        (["01-JAN-2026", "15-Feb-2026"], ["named months"]),
        (["20260131", "20260201"], ["compact"]),
        (["2016/07/04", "4712/12/31"], ["year first"]),
        (["soon", "later"], []),
        ([], []),
    ],
)
def test_how_a_column_writes_its_dates(values, ways):
    assert orders(values) == ways


def test_one_faulty_date_does_not_turn_the_others():
    assert orders([f"{day:02d}/04/2026" for day in range(1, 31)] + ["04/31/2026"]) == ["day first"]


def test_dates_that_nothing_decides_are_asked_about_once(tmp_path):
    asked = []

    def ask(question):
        asked.append(question)
        return "month first"

    begun = sk.init(staff(tmp_path, "03/04/2020", "05/06/2021", "07/08/2022"), ask=ask)
    assert [question.choices for question in asked] == [("day first", "month first")]
    assert begun.questions == asked
    assert 'dates = "month first"' in begun.path.read_text(encoding="utf-8")


def test_without_questions_such_a_file_is_left_out_and_listed(tmp_path):
    begun = sk.init(staff(tmp_path, "03/04/2020", "05/06/2021", "07/08/2022"), yes=True)
    (block,) = read_company(begun.path).files
    assert block.kind == "leave out"
    assert any(doubt.startswith("staff-*.csv: dates = ") for doubt in begun.doubts)
    assert begun.questions == []


def test_nobody_to_ask_is_an_error_and_nothing_is_written(tmp_path):
    folder = staff(tmp_path, "03/04/2020", "05/06/2021", "07/08/2022")
    with pytest.raises(ValueError, match="yes=True"):
        sk.init(folder)
    with pytest.raises(ValueError, match="'sometimes' is none of them"):
        sk.init(folder, ask=lambda question: "sometimes")
    assert [path.name for path in folder.iterdir()] == [STAFF]


def test_whoever_stops_at_a_question_leaves_everything_as_it_was(tmp_path):
    def stop(question):
        raise KeyboardInterrupt

    folder = staff(tmp_path, "03/04/2020", "05/06/2021", "07/08/2022")
    with pytest.raises(KeyboardInterrupt):
        sk.init(folder, ask=stop)
    assert [path.name for path in folder.iterdir()] == [STAFF]


@pytest.mark.parametrize(
    "column, counts, unit",
    [
        ("FTE", {"1": 90, "0.5": 10}, "share"),
        ("FTE", {"1,0": 99, "80": 1}, "share"),
        ("FTE %", {"100": 90, "80": 10}, "percent"),
        ("BG", {"80 %": 2, "100 %": 9}, "percent"),
        ("Weekly Hours", {"40": 90, "20": 10}, "hours of 40"),
        ("Weekly Hours", {"38.5": 90, "20": 10}, ""),
    ],
)
def test_in_what_working_time_is_said(column, counts, unit):
    assert fte_of(column, counts) == unit


def test_without_working_time_nobody_is_taken_as_full_time(tmp_path):
    text = "Employee ID,Department,Job Title\n1,Red,Welder\n2,Blue,Welder\n"
    folder = put(tmp_path, **{STAFF.replace(".", "__"): text})
    begun = sk.init(folder, yes=True)
    assert read_company(begun.path).files[0].kind == "leave out"
    begun.path.unlink()
    begun = sk.init(folder, ask=lambda question: "yes" if "full time" in question.words else "")
    assert read_company(begun.path).files[0].fte == "full time"


def test_rows_that_follow_each_other_tell_what_an_end_means(tmp_path):
    text = (
        "userId,startDate,endDate,department,fte\n"
        "1,2020-01-01,{0},Red,1\n1,2026-01-01,,Blue,1\n2,2020-01-01,{0},Red,1\n2,2026-01-01,,Blue,1\n"
    )
    for end, meant in (("2025-12-31", "last day"), ("2026-01-01", "first day after")):
        (block,) = blocks(put(tmp_path / end, jobs__csv=text.format(end)))
        assert block["ends"] == meant


# --- files as they lie there --------------------------------------------------------------------


def test_titles_above_and_labels_below_the_header_are_passed_over(tmp_path):
    text = (
        "Headcount\nRun by,somebody\n\nUSERID,DEPARTMENT,FTE,HIREDATE\nUser,Unit,Share,Hired\n"
        "01,Red,1,2020-01-01\n02,Blue,1,2021-01-01\n03,Blue,1,2021-01-01\n"
    )
    (block,) = blocks(put(tmp_path, **{STAFF.replace(".", "__"): text}))
    assert (block["header"], block["labels"]) == (4, 1)


@pytest.mark.parametrize("encoding, said", [("utf-8-sig", None), ("utf-16", "utf-16"), ("cp1252", "cp1252")])
@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_encodings_and_delimiters(tmp_path, encoding, said, sign):
    text = PEOPLE.format(*["2020-01-31"] * 3).replace("Red", "Süd").replace(",", sign)
    (tmp_path / STAFF).write_bytes(text.encode(encoding))
    (block,) = blocks(tmp_path)
    assert block.get("encoding") == said
    assert block["columns"]["employee_id"] == "Employee ID"


def test_deliveries_of_one_export_are_one_block(tmp_path):
    for month in ("01-31", "02-28", "03-31"):
        (tmp_path / f"staff-2026-{month}.csv").write_text(PEOPLE.format(*["2020-01-31"] * 3))
    (block,) = blocks(tmp_path)
    assert (block["file"], block["snapshot_on"]) == ("staff-*.csv", "name")


def test_a_pattern_never_takes_in_another_file(tmp_path):
    """The two deliveries are blocks of their own, read alike."""
    put(staff(tmp_path, *["2020-01-31"] * 3), **{"staff-list__csv": "topic,words\nlunch,soup\n"})
    (tmp_path / "staff-2026-07-31.csv").write_bytes((tmp_path / STAFF).read_bytes())
    first, second = blocks(tmp_path)
    assert (first.pop("file"), second.pop("file")) == (STAFF, "staff-2026-07-31.csv")
    assert first == second


def test_sheets_of_a_workbook_are_tables_of_their_own(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "People"
    for line in PEOPLE.format(*["2020-01-31"] * 3).splitlines():
        book.active.append(line.split(","))
    sheet = book.create_sheet("Courses")
    for row in (["Employee ID", "Course", "Completed"], ["00101", "Welding", "2026-03-01"]):
        sheet.append(row)
    book.save(tmp_path / "firm.xlsx")
    courses, people = blocks(tmp_path)
    assert (people["sheet"], people["kind"], people["snapshot_on"]) == ("People", "people", "2026-03-01")
    assert (courses["sheet"], courses["kind"]) == ("Courses", "awards")
    written = (tmp_path / "company.toml").read_text(encoding="utf-8")
    assert 'taxonomy = "badge names"' in written  # no taxonomy: the course stands for the skill


def test_what_cannot_be_read_is_named(tmp_path):
    put(tmp_path, empty__csv="", notes__csv="topic,words\nlunch,soup\n", readme__md="# Hello\n")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)))
    begun = sk.init(tmp_path, yes=True)
    assert "empty" in begun.recognised["empty.csv"]
    assert "nothing tells" in begun.recognised["notes.csv"] and any("notes.csv" in d for d in begun.doubts)
    assert "note" in begun.recognised["readme.md"]
    assert "noise.bin" in begun.recognised and "broken.xlsx" in begun.recognised
    assert all(name in begun.plan.read_text(encoding="utf-8") for name in begun.recognised)


def test_what_looks_like_people_and_is_none_is_said(tmp_path):
    put(
        tmp_path,
        credly__csv="id,email,employee_state,first_name,team,external_id\n"
        "1,a@example.com,accepted,Ann,Red,00101\n2,b@example.com,pending,Bob,Red,00102\n",
        loader__dat="METADATA|Assignment|PersonNumber|EffectiveStartDate\nMERGE|Assignment|300|2016/07/04\n",
        mail__csv="Name,Email,Department,FTE\nAnn One,a@example.com,Red,1\nBob Two,b@example.com,Red,1\n",
    )
    begun = sk.init(tmp_path, yes=True)
    assert "who was invited" in begun.recognised["credly.csv"]
    assert "export the people as a report" in begun.recognised["loader.dat"]
    assert any("no column says employee_id" in doubt for doubt in begun.doubts)
    assert [block.kind for block in read_company(begun.path).files] == ["leave out"]


def test_units_need_no_day(tmp_path):
    (block,) = blocks(
        put(
            tmp_path,
            units__csv="Organization ID,Organization,Superior Organization ID\nO1,Works,\nO2,Red,O1\n",
        )
    )
    assert (block["kind"], block["columns"]["parent_id"]) == ("units", "Superior Organization ID")


def test_managers_in_the_names_of_units_are_not_published_where_another_column_will_do(tmp_path):
    text = (
        "Employee ID,Worker,Supervisory Organization,Cost Center,FTE\n"
        "00101,Ann One,Red (Ann One),C1,1\n00102,Bob Two,Red (Ann One),C2,1\n"
    )
    folder = put(tmp_path, **{STAFF.replace(".", "__"): text})
    assert blocks(folder)[0]["columns"]["business_unit"] == "Cost Center"
    put(folder / "only", **{STAFF.replace(".", "__"): text.replace("Cost Center", "Remark")})
    begun = sk.init(folder / "only", yes=True)
    assert any("names people in its brackets" in doubt for doubt in begun.doubts)


def test_the_sample_needs_no_block(tmp_path, root):
    for path in (root / "data" / "sample").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    begun = sk.init(tmp_path, yes=True)
    assert (begun.added, begun.questions, begun.doubts) == ([], [], [])
    assert begun.recognised["people.csv"] == "people"
    assert begun.recognised["credly_badges.csv"] == "Credly badge export"


def test_a_badge_export_with_american_dates_gets_a_block(tmp_path, root):
    lines = (root / "data/sample/credly_badges.csv").read_text(encoding="utf-8").splitlines()[:40]
    text = "\n".join(lines).replace("2020-10-02", "10/02/2020").replace("2020-10-03", "10/13/2020")
    rows = [line.split(",") for line in text.splitlines()]
    for place in (11, 13, 14, 15):
        for row in rows[1:]:
            row[place] = "10/13/2020" if row[place] else ""
    put(tmp_path, badges__csv="\n".join(",".join(row) for row in rows) + "\n")
    assert blocks(tmp_path) == [{"file": "badges.csv", "kind": "Credly badge export", "dates": "month first"}]


# --- persons ------------------------------------------------------------------------------------


def test_sample_rows_hold_no_person(tmp_path):
    lines = [",".join(WORKDAY)] + [
        ",".join(values[row] for _, values in WORKDAY.values()) for row in range(3)
    ]
    text = "\n".join(lines).replace("Red", "Red (Ann One)") + "\n"
    begun = sk.init(put(tmp_path, **{STAFF.replace(".", "__"): text}), yes=True)
    (rows,) = begun.samples.values()
    assert rows["Employee ID"].tolist() == ["00•••45", "00•••46", "00•••47"]
    assert rows["Work Email"].tolist() == ["a•••@•••", "b•••@•••", "c•••@•••"]
    assert rows["Supervisory Organization"][0] == "Red (•••)"
    shown = rows.to_csv() + str(begun) + begun.path.read_text() + begun.plan.read_text()
    for secret in ("Ann", "One", "Three", "example.com", "0012345", "1980", "secret"):
        assert secret not in shown
    assert not {"Gender", "Date of Birth", "Termination Reason", "Base Pay"} & set(rows.columns)


# --- a second run -------------------------------------------------------------------------------


def test_a_second_run_changes_nothing(tmp_path):
    staff(tmp_path, "31/12/2019", "01/02/2020", "01/03/2021")
    first = sk.init(tmp_path, yes=True)
    before = (first.path.read_bytes(), first.plan.read_bytes(), first.path.stat().st_mtime_ns)
    again = sk.init(tmp_path, yes=True)
    assert (again.path.read_bytes(), again.plan.read_bytes(), again.path.stat().st_mtime_ns) == before
    assert (again.added, again.doubts) == ([], first.doubts)


def test_answers_and_comments_survive_and_new_files_are_added_below(tmp_path):
    staff(tmp_path, "31/12/2019", "01/02/2020", "01/03/2021")
    path = sk.init(tmp_path, yes=True).path
    mine = (
        path.read_text(encoding="utf-8").replace("least = 0.90 ", "least = 0.95 ")
        + "# Ours, 2026: ask payroll.\n"
    )
    path.write_text(mine, encoding="utf-8")
    put(tmp_path, awards__csv="Employee ID,Course,Provider,Completed\n00101,Welding,Academy,2026-01-05\n")
    begun = sk.init(tmp_path, yes=True)
    written = path.read_text(encoding="utf-8")
    assert written.startswith(mine) and begun.added == ["awards.csv"]
    assert [block.path for block in read_company(path).files] == [path, path]


def test_a_company_toml_that_cannot_be_read_stays_as_it_is(tmp_path):
    put(staff(tmp_path, *["2020-01-31"] * 3), company__toml="[company\n")
    with pytest.raises(ValueError, match=r"company\.toml: it is not TOML"):
        sk.init(tmp_path, yes=True)
    assert (tmp_path / "company.toml").read_text() == "[company\n"


def test_a_block_without_its_file_is_a_doubt(tmp_path):
    staff(tmp_path, *["2020-01-31"] * 3)
    sk.init(tmp_path, yes=True)
    (tmp_path / STAFF).rename(tmp_path / "other.md")
    assert any("no file is there" in doubt for doubt in sk.init(tmp_path, yes=True).doubts)


# --- the command --------------------------------------------------------------------------------


def test_the_command_shows_masked_rows_asks_again_and_says_what_comes_next(tmp_path):
    folder = staff(tmp_path, "03/04/2020", "05/06/2021", "07/08/2022")
    command = [sys.executable, "-m", "skillslib", "init", str(folder)]
    done = subprocess.run(
        command, input="sometimes\nday first\n", capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "0•••1" in done.stdout and "Ann" not in done.stdout
    assert "One of: day first, month first" in done.stdout and "skillslib load" in done.stdout
    assert 'dates = "day first"' in (folder / "company.toml").read_text(encoding="utf-8")


def test_the_command_without_anybody_to_answer_writes_nothing(tmp_path):
    folder = staff(tmp_path, "03/04/2020", "05/06/2021", "07/08/2022")
    command = [sys.executable, "-m", "skillslib", "init", str(folder)]
    done = subprocess.run(command, input="", capture_output=True, text=True, timeout=120)
    assert done.returncode == 2 and "--yes" in done.stderr and "Traceback" not in done.stderr
    assert [path.name for path in folder.iterdir()] == [STAFF]
