"""Headers and words of systems and languages that `init` knows, and what it says of all other columns."""

import tomllib

import pytest

import skillslib as sk
from skillslib.loading.company import read_company
from skillslib.setup import fields, words
from skillslib.setup.shapes import days_above

KNOWN = {
    "employee_id": ("Worker Number", "PersonNumber", "personIdExternal", "PERNR", "Matricule", "Nº empleado"),
    "country": ("countryOfCompany", "Location Address - Country", "Pays", "País"),
    "worker_type": ("Worker Category", "employeeClass", "isContingentWorker", "Mitarbeiterkreis"),
    "status": ("AssignmentStatusType", "emplStatus", "Worker Status"),
    "fte": ("FullTimeEquivalent", "FTE (%)", "Besch.-Grad", "BSGRD", "ETP"),
    "location": ("LocationName", "Arbeitsort", "Centro de trabajo"),
    "starts_on": ("EffectiveStartDate", "startDate", "BEGDA"),
    "ends_on": ("EffectiveEndDate", "endDate", "ENDDA"),
    "hired_on": ("Hire Date (dd.mm.yyyy)", "Date d'entrée", "Fecha de alta"),
}


@pytest.mark.parametrize("field, header", [(field, one) for field in KNOWN for one in KNOWN[field]])
def test_headers_of_systems_and_languages(field, header):
    assert fields.matched([header], fields.PEOPLE) == {field: header}


@pytest.mark.parametrize(
    "header", ["Sup Org", "Supervisory Organization", "DepartmentName", "Service", "OrgEinheit"]
)
def test_units_by_their_names(header):
    assert fields.unit_path(["Hire Date", header]) == [header]


def test_levels_of_units_are_a_path_in_their_order():
    names = ["Job Level 1", "Sup Org - Level 02", "Sup Org - Level 01", "Company", "Level 10 Organization"]
    assert fields.unit_path(names) == ["Sup Org - Level 01", "Sup Org - Level 02", "Level 10 Organization"]


def test_a_unit_that_is_everybodys_is_a_doubt(tmp_path):
    text = "Employee ID,Company,FTE,Hire Date\n01,Example SE,1,2020-01-01\n02,Example SE,1,2021-01-01\n"
    found, _ = begun(tmp_path, text)
    assert any("'Company' says the same of everybody" in doubt for doubt in found.doubts)


def test_no_header_says_two_fields_of_people():
    """A word that stands under two fields would be read by the order of the list alone."""
    said = [fields.plain(word) for known in fields.PEOPLE.values() for word in known]
    assert sorted({word for word in said if said.count(word) > 1}) == []


@pytest.mark.parametrize(
    "word, meant",
    [
        ("Leiharbeitnehmer", "contractor"),
        ("Auszubildende", "employee"),
        ("Werkstudent", "employee"),
        ("AT-Angestellte", "employee"),
        ("Intérimaire", "contractor"),
        ("CDI", "employee"),
        ("ETT", "contractor"),
        ("CWK", "contractor"),
    ],
)
def test_worker_types(word, meant):
    assert words.meanings([word], words.WORKER_TYPES) == ({word: meant}, [])


@pytest.mark.parametrize(
    "word, meant",
    [
        ("Suspended - Payroll Eligible", ["on leave"]),
        ("A (Active)", ["at work"]),
        ("Inactive - No Payroll", ["left"]),
        ("Active - Terminated", []),
    ],
)
def test_of_words_with_parts_the_parts_decide_where_they_mean_one_thing(word, meant):
    said, unknown = words.meanings([word], words.STATUSES)
    assert (list(said.values()), unknown) == (meant, [] if meant else [word])


@pytest.mark.parametrize("word", ["Praktikant", "Intern", "Temporary"])
def test_what_only_the_company_can_say_is_not_guessed(word):
    assert words.meanings([word], words.WORKER_TYPES) == ({}, [word])


def begun(folder, text, name="staff-2026-06-30.csv"):
    """What init says of one file, and its block, which the reader accepts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    found = sk.init(folder, yes=True)
    read_company(found.path)
    return found, tomllib.loads(found.path.read_text(encoding="utf-8"))["files"][0]


ROWS = """\
01,Red,1,2020-01-01,1990-01-01,K1
02,Blue,1,2021-01-01,1990-01-01,K2
03,Blue,1,2022-01-01,1990-01-01,K2
"""


def test_columns_that_nothing_reads_are_listed_everywhere_and_again(tmp_path):
    text = "Employee ID,Department,FTE,Hire Date,Date of Birth,Shift\n" + ROWS
    first, _ = begun(tmp_path, text)
    assert first.unread == [
        "staff-*.csv: nothing reads these columns: 'Shift'",
        "staff-*.csv: refused, neither shown nor read: 'Date of Birth' "
        "(birth or age: age is no skill, and decisions by it discriminate)",
    ]
    assert "'Shift'" in str(first) and "'Shift'" in first.plan.read_text(encoding="utf-8")
    assert sk.init(tmp_path, yes=True).unread == first.unread


def test_columns_under_one_name_are_listed(tmp_path):
    text = "Employee ID,Department,FTE,Hire Date,Remark,Remark\n" + ROWS
    found, _ = begun(tmp_path, text)
    assert found.unread == ["staff-*.csv: several columns have this name, and none of them is read: 'Remark'"]


def test_an_effective_date_in_a_list_of_everybody_is_no_hire_date(tmp_path):
    text = "Employee ID,Department,FTE,Effective Date,Job Title,Shift\n" + ROWS.replace(
        "1990-01-01", "Welder"
    )
    found, block = begun(tmp_path, text)
    assert "hired_on" not in block["columns"]
    assert any("'Effective Date' is not read" in doubt for doubt in found.doubts)


def test_one_effective_date_for_all_is_the_day_of_the_list(tmp_path):
    rows = "".join(f"0{place},Red,1,30.06.2026,Welder\n" for place in (1, 2, 3))
    _, block = begun(tmp_path, "Employee ID,Department,FTE,Effective Date,Job Title\n" + rows, "staff.csv")
    assert block["snapshot_on"] == "Effective Date"


def test_the_day_above_the_header_is_the_day_of_the_list(tmp_path):
    text = "Personalliste,,,\nStand:,30. Juni 2026,,\nEmployee ID,Department,FTE,Job Title\n"
    text += "01,Red,1,Welder\n02,Red,1,Cook\n"
    found, block = begun(tmp_path, text, "staff.csv")
    assert block["snapshot_on"] == "2026-06-30"
    assert any("stands above the header" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    "cells, days",
    [
        (["As of 30-Sep-2026"], ["2026-09-30"]),
        (["Stichtag", "30.09.2026"], ["2026-09-30"]),
        (["Effective as of:", "09/30/2026"], ["2026-09-30"]),
        (["Effective as of:", "09/03/2026"], []),
        (["Hired after", "2020-01-01"], []),
    ],
)
def test_days_above_a_header(cells, days):
    assert days_above(cells) == days


PAIRS = "userId,department,fte,startDate,endDate,employeeClass,isContingentWorker\n"
JOBS = "{0}1,Red,1,2020-01-01,9999-12-31,{1},No\n2,Red,1,2020-01-01,9999-12-31,Employee,Yes\n"


def test_the_column_that_tells_contractors_is_the_worker_type(tmp_path):
    _, block = begun(tmp_path, JOBS.format(PAIRS, "Employee"), "jobs.csv")
    assert block["columns"]["worker_type"] == "isContingentWorker"


def test_two_columns_that_contradict_each_other_are_a_doubt(tmp_path):
    found, block = begun(tmp_path, JOBS.format(PAIRS, "Contractor"), "jobs.csv")
    assert block["columns"]["worker_type"] == "employeeClass"
    assert any("of 2 rows 'isContingentWorker' says the opposite" in doubt for doubt in found.doubts)


def test_the_country_of_the_employer_is_a_doubt(tmp_path):
    text = "userId,department,fte,startDate,endDate,location,countryOfCompany\n"
    text += "1,Red,1,2020-01-01,9999-12-31,Munich,DEU\n2,Red,1,2020-01-01,9999-12-31,Lyon,FRA\n"
    found, block = begun(tmp_path, text, "jobs.csv")
    assert block["columns"]["country"] == "countryOfCompany"
    assert any("the country of the employer" in doubt for doubt in found.doubts)


def test_a_country_that_no_language_calls_so_is_to_be_said(tmp_path):
    text = "Matricola,Reparto,FTE,Data assunzione,Sede,Paese\n"
    text += "1,Red,1,2020-01-01,Roma,Italia\n2,Red,1,2020-01-01,Berna,Helvetia\n3,Red,1,2021-01-01,,\n"
    found, block = begun(tmp_path, text)
    assert [doubt for doubt in found.doubts if "countries" in doubt] == [
        "staff-*.csv: [files.words.country] which countries 'Helvetia' of 'Paese' are is not said"
    ]
    assert block["words"]["country"] == {}
    written = found.path.read_text(encoding="utf-8")
    found.path.write_text(written.replace('# "Helvetia" = ', '"Helvetia" = "CH"'), encoding="utf-8")
    sk.load(tmp_path, store=tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        assert sorted(con.sql("select country_code, country from location_versions").fetchall()) == [
            ("CH", "Switzerland"),
            ("IT", "Italy"),
        ]


COURSES = """\
Matricola;Corso;Codice corso;Ente;{header};Data completamento;Paese
01;Saldatura;C1;Scuola;{words[0]};11/02/2026;Italia
02;Saldatura;C1;Scuola;{words[1]};12/02/2026;Italia
03;Saldatura;C1;Scuola;{words[2]};13/02/2026;Italia
01;Fresatura;C2;Scuola;{words[0]};14/02/2026;Svizzera
02;Fresatura;C2;Scuola;{words[1]};15/02/2026;Svizzera
03;Fresatura;C2;Scuola;{words[2]};16/02/2026;Svizzera
01;Tornitura;C3;Scuola;{words[0]};17/02/2026;Italia
02;Tornitura;C3;Scuola;{words[1]};18/02/2026;Italia
03;Tornitura;C3;Scuola;{words[2]};19/02/2026;Italia
"""
ITALIAN = ("Completato", "In corso", "Non superato")


def courses(folder, header, said):
    found, block = begun(folder, COURSES.format(header=header, words=said), "corsi.csv")
    return [doubt for doubt in found.doubts if "again and again" in doubt], block


def test_what_was_not_passed_is_no_award(tmp_path):
    doubts, block = courses(tmp_path, "Stato", ITALIAN)
    assert (doubts, block["columns"]["state"], block["columns"]["badge_id"]) == ([], "Stato", "Codice corso")
    assert block["states"] == {
        "Completato": "accepted",
        "In corso": "not earned",
        "Non superato": "rejected",
    }


@pytest.mark.parametrize("said", [ITALIAN, ("Alfa", "Beta", "Gamma")])
def test_a_column_that_may_say_who_passed_is_a_doubt(tmp_path, said):
    doubts, block = courses(tmp_path, "Fase", said)
    assert "state" not in block["columns"]
    assert len(doubts) == 1 and doubts[0].startswith("corsi.csv: 'Fase' is not read")
    assert not any(word in doubts[0] for word in said)  # it may as well be the names of trainers


@pytest.mark.parametrize(
    "header, known, field",
    [
        ("Codice reparto", fields.PEOPLE, "business_unit_id"),
        ("Line Manager Person Number", fields.PEOPLE, "manager_id"),
        ("Parent Department Code", fields.UNITS, "parent_id"),
        ("Codice corso", fields.AWARDS, "badge_id"),
        ("Stato", fields.AWARDS, "state"),
    ],
)
def test_headers_of_codes_and_states(header, known, field):
    assert fields.matched([header], known) == {field: header}


def test_a_table_of_departments_is_one_of_units(tmp_path):
    text = (
        "Department Code,Department,Parent Department Code,Effective Start Date\n"
        "D00,Forge,,01/01/2015\nD10,Foundry,D00,01/01/2015\n"
    )
    found, block = begun(tmp_path, text, "FODepartment.csv")
    assert any("these are the same days either way" in doubt for doubt in found.doubts)
    assert block["kind"] == "units"
    assert block["columns"]["parent_id"] == "Parent Department Code"
