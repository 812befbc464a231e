"""The company's own files, read into a store: four rows, answers worked out by hand."""

import shutil

import pytest
from pseudonym import by_id, pseudonym

from skillslib.loading import load
from skillslib.store import build, connect

HEADER = (
    "employee_id,first_name,last_name,email,email_aliases,hired_on,left_on,starts_on,ends_on,"
    "business_unit_id,location_id,job_role,manager_id,fte,worker_type,on_leave,last_changed_on\n"
)
# Ann moved in 2024 and left in 2026; Bob is a contractor; Cid is on leave.
ROWS = (
    "E-1,Ann,Example,Ann@Company.example,ann@home.example; did:key:z1,2020-01-01,2026-03-01,2020-01-01,"
    "2024-07-01,BU-1,LOC-1,Engineer,E-3,1.0,employee,no,2020-01-03\n"
    "E-1,Ann,Example,Ann@Company.example,ann@home.example; did:key:z1,2020-01-01,2026-03-01,2024-07-01,"
    ",BU-2,LOC-1,Engineer,E-3,0.8,employee,no,2026-02-20\n"
    "E-2,Bob,Example,bob@company.example,,2023-01-01,,2023-01-01,,BU-1,LOC-1,Analyst,,1,contractor,no,2023-01-01\n"
    "E-3,Cid,Example,cid@company.example,,2019-01-01,,2019-01-01,,BU-1,LOC-1,Lead,,1,employee,yes,2019-01-01\n"
)
FILES = {
    "people.csv": HEADER + ROWS,
    "business_units.csv": "business_unit_id,starts_on,name,parent_id,last_changed_on\n"
    "BU-1,2019-01-01,Works,,2019-01-01\nBU-2,2019-01-01,Sales,BU-1,2019-01-01\nBU-2,2024-01-01,Market,BU-1,2023-12-01\n",
    "locations.csv": "location_id,name,city,country,country_code,latitude,longitude,last_changed_on\n"
    "LOC-1,Office,Vienna,Austria,at,48.2,16.4,2019-01-01\n",
    "targets.csv": "business_unit_id,skill_id,level,needed,starts_on,approved,last_changed_on\n"
    "BU-1,s:1,2,5,2026-01-01,yes,2025-12-01\nBU-1,s:1,2,9,2026-04-01,no,2025-12-01\n",
    "programmes.csv": "programme_id,name,skill_id,starts_on\nP-1,School,s:1,2025-01-01\n",
    "enrolments.csv": "programme_id,employee_id,enrolled_on,completed_on,last_changed_on\n"
    "P-1,E-1,2025-01-10,2025-03-01,2025-03-02\nP-1,E-2,2025-01-10,2024-03-01,2025-03-02\n",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The store of these files."""
    folder = tmp_path_factory.mktemp("company")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    load(folder, store=folder / "store", accept_quarantine_rate=1)
    return folder / "store"


@pytest.fixture
def store(company, tmp_path):
    """The same, for one test alone."""
    shutil.copytree(company, tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def con(store):
    with connect(store) as con:
        yield con


def test_the_workforce_of_a_day(con):
    day = "select person_id, business_unit_id, fte, population from workforce('{}', '{}') order by 1"
    assert by_id(con.sql(day.format("2024-06-30", "2026-10-01")).fetchall()) == [
        ("E-1", "BU-1", 1.0, "employee"),
        ("E-2", "BU-1", 1.0, "contractor"),
        ("E-3", "BU-1", 1.0, "on leave"),
    ]
    assert by_id(con.sql(day.format("2024-07-01", "2026-10-01")).fetchall())[0] == (
        "E-1",
        "BU-2",
        0.8,
        "employee",
    )
    # she left on 1 March 2026, which was recorded on 20 February
    assert [row[0] for row in by_id(con.sql(day.format("2026-03-01", "2026-10-01")).fetchall())] == [
        "E-2",
        "E-3",
    ]


def test_having_left_was_not_known_before_it_was_recorded(con):
    known = f"select left_on::text from employments('{{}}') where person_id = '{pseudonym('E-1')}'"
    assert con.sql(known.format("2026-02-19")).fetchall() == [(None,)]
    assert con.sql(known.format("2026-02-20")).fetchall() == [("2026-03-01",)]
    # That she was hired was known from the first day on: her rows were changed for what came later.
    assert con.sql(known.format("2020-01-01")).fetchall() == [(None,)]
    assert con.sql(known.format("2019-12-31")).fetchall() == []


def test_who_was_at_work_was_known_before_they_moved_left_or_went_on_leave(con):
    known = "select business_unit_id, population from workforce('{}', '{}') where person_id = '{}'"
    ann, cid = pseudonym("E-1"), pseudonym("E-3")
    # Ann's rows were last changed in January 2020 and in February 2026, when her leaving was recorded.
    assert con.sql(known.format("2020-01-02", "2020-01-02", ann)).fetchall() == [("BU-1", "employee")]
    assert con.sql(known.format("2025-06-30", "2025-07-05", ann)).fetchall() == [("BU-2", "employee")]
    # Cid's leave was recorded on his first day, Bob's row as well.
    assert con.sql(known.format("2019-01-01", "2019-01-01", cid)).fetchall() == [("BU-1", "on leave")]


def test_an_earlier_knowledge_of_an_assignment_stays(store, tmp_path):
    # A later export has Ann in another unit all along: it counts from its change on, and is no news of 2020.
    row = ROWS.splitlines()[0].replace("BU-1,", "BU-2,").replace("no,2020-01-03", "no,2026-04-01")
    (tmp_path / "later.csv").write_text(HEADER + row + "\n")
    load(tmp_path / "later.csv", store=store, exported_on="2026-05-01")
    with connect(store) as con:
        known = f"""select business_unit_id, ends_on::text from assignments('{{}}')
            where assignment_id = '{pseudonym("E-1")}@2020-01-01'"""
        assert con.sql(known.format("2020-01-02")).fetchall() == [("BU-1", None)]
        assert con.sql(known.format("2026-03-31")).fetchall() == [("BU-1", "2024-07-01")]
        assert con.sql(known.format("2026-10-01")).fetchall() == [("BU-2", "2024-07-01")]


def test_names_and_addresses_are_in_the_vault_alone(con, store):
    tables = [row[0] for row in con.sql("select table_name from duckdb_tables()").fetchall()]
    everything = "".join(str(con.sql(f"from {table}").fetchall()) for table in tables)
    for name in ("Ann", "Example'", "home.example", "did:key"):
        assert name not in everything
    with build(store) as writer:
        said = writer.sql(
            f"""select kind, value_norm from vault.identities where person_id = '{pseudonym("E-1")}'
            order by 1, 2"""
        )
        assert said.fetchall() == [
            ("alias", "ann@home.example"),
            ("alias", "did:key:z1"),
            ("email", "ann@company.example"),
            ("id", "e-1"),
            ("name", "ann example"),
        ]


def test_units_are_renamed_on_a_day_and_locations_have_codes(con):
    names = "select business_unit from business_units('{}', '2026-10-01') where business_unit_id = 'BU-2'"
    assert con.sql(names.format("2023-12-31")).fetchall() == [("Sales",)]
    assert con.sql(names.format("2024-01-01")).fetchall() == [("Market",)]
    assert con.sql("select country_code, latitude from location_versions").fetchall() == [("AT", 48.2)]


def test_targets_programmes_and_enrolments(con):
    assert con.sql("select needed from targets('2026-06-30', '2026-10-01')").fetchall() == [(5,)]
    programmes = "select programme_id, name, skill_id from programmes('2026-10-01')"
    assert con.sql(programmes).fetchall() == [("P-1", "School", "s:1")]
    assert by_id(con.sql("select person_id from enrolment_versions").fetchall()) == [("E-1",)]
    # Bob's completion lies before his enrolment
    assert con.sql("select file, line, column_name, reason_code from quarantine").fetchall() == [
        ("enrolments.csv", 3, "completed_on", "ends-before-start")
    ]


def test_a_person_without_a_place_is_counted_as_of_an_unknown_one(store, tmp_path):
    row = ROWS.splitlines()[3].replace("LOC-1,Lead", ",").replace("employee,yes,2019", "employee,no,2024")
    (tmp_path / "later.csv").write_text(HEADER + row + "\n")
    said = load(tmp_path / "later.csv", store=store).warnings
    assert [words.split(": ", 1)[1] for words in said if "Unknown" in words] == [
        "1 rows name no location: counted as Unknown",
        "1 rows name no job role: counted as Unknown",
    ]
    with connect(store) as con:
        at_work = con.sql("select * from workforce('2025-06-30', '2026-10-01')").filter(
            f"person_id = '{pseudonym('E-3')}'"
        )
        assert at_work.select("location, country, job_role").fetchall() == [("Unknown", "Unknown", "Unknown")]


def test_a_correction_delivered_later_rules_and_the_first_knowledge_stays(store, tmp_path):
    later = tmp_path / "later.csv"
    later.write_text(
        HEADER
        + ROWS.splitlines()[2].replace("Analyst", "Engineer").replace("no,2023-01-01", "no,2025-05-01")
        + "\n"
    )
    load(later, store=store)
    with connect(store) as con:
        role = f"select job_role from assignments('{{}}') where person_id = '{pseudonym('E-2')}'"
        assert con.sql(role.format("2025-04-30")).fetchall() == [("Analyst",)]
        assert con.sql(role.format("2025-05-01")).fetchall() == [("Engineer",)]


BAD = [
    (("1,contractor", ",contractor"), "fte", "missing-value"),
    (("1,contractor", "0,contractor"), "fte", "out-of-range"),
    (("contractor", "robot"), "worker_type", "bad-value"),
    (("2023-01-01,,BU", "2023-01-01,2022-01-01,BU"), "ends_on", "ends-before-start"),
]


def test_a_bad_row_says_what_is_wrong(tmp_path):
    """Each is of another person."""
    row = ROWS.splitlines()[2]
    assert all(change[0] in row for change, _, _ in BAD)
    rows = [row.replace(*change).replace("E-2", f"E-{place}") for place, (change, _, _) in enumerate(BAD, 2)]
    (tmp_path / "people.csv").write_text("\n".join([HEADER.strip(), *rows, ""]))
    load(tmp_path / "people.csv", store=tmp_path / "store", accept_quarantine_rate=1)
    with connect(tmp_path / "store") as con:
        assert con.sql("select line, column_name, reason_code from quarantine order by line").fetchall() == [
            (line, column, code) for line, (_, column, code) in enumerate(BAD, 2)
        ]


def test_rows_without_a_time_take_the_day_of_the_export_and_say_so(tmp_path):
    text = "\n".join(line.rsplit(",", 1)[0] for line in (HEADER + ROWS).splitlines()) + "\n"
    (tmp_path / "people.csv").write_text(text)
    summary = load(tmp_path / "people.csv", store=tmp_path / "store", exported_on="2026-10-05")
    assert summary.warnings[0].startswith("people.csv: 4 rows do not say when they were last changed")
    with connect(tmp_path / "store") as con:
        assert con.sql("select distinct recorded_at::text from assignment_versions").fetchall() == [
            ("2026-10-05 00:00:00",)
        ]


def test_an_approval_that_is_withdrawn_counts_no_more(store, tmp_path):
    later = tmp_path / "targets.csv"
    later.write_text(FILES["targets.csv"].splitlines()[0] + "\nBU-1,s:1,2,5,2026-01-01,no,2026-05-01\n")
    load(later, store=store)
    with connect(store) as con:
        needed = "select needed from targets('2026-06-30', '{}')"
        assert con.sql(needed.format("2026-04-30")).fetchall() == [(5,)]
        assert con.sql(needed.format("2026-05-01")).fetchall() == []


def test_a_programme_renamed_keeps_the_name_it_had_before(store, tmp_path):
    later = tmp_path / "programmes.csv"
    later.write_text("programme_id,name,skill_id,starts_on\nP-1,Academy,s:1,2025-01-01\n")
    load(later, store=store, exported_on="2026-05-01")
    with connect(store) as con:
        name = "select name from programmes('{}')"
        assert con.sql(name.format("2026-04-30")).fetchall() == [("School",)]
        assert con.sql(name.format("2026-05-01")).fetchall() == [("Academy",)]


def test_a_person_is_at_work_once_whatever_the_extract_says(store, tmp_path):
    rows = ROWS.splitlines()
    # Bob was hired a month earlier than was said first; Cid's post began a day later.
    bob = (
        rows[2].replace("2023-01-01,,2023-01-01,,", "2022-12-01,,2023-01-01,,").replace("no,2023", "no,2024")
    )
    cid = (
        rows[3].replace("2019-01-01,,2019-01-01,,", "2019-01-01,,2019-01-02,,").replace("no,2019", "no,2024")
    )
    (tmp_path / "later.csv").write_text(HEADER + bob + "\n" + cid + "\n")
    load(tmp_path / "later.csv", store=store)
    with connect(store) as con:
        day = "select person_id from workforce('2025-06-30', '2026-10-01') order by 1"
        assert by_id(con.sql(day).fetchall()) == [("E-1",), ("E-2",), ("E-3",)]
        broken = "select rule, problems from problems where problems > 0 and rule like 'people%' order by 1"
        assert con.sql(broken).fetchall() == [
            ("people employed twice on one day", 1),
            ("people in two places on one day", 1),
        ]


def test_a_target_of_a_unit_nobody_defined_is_counted(store, tmp_path):
    row = "\nBU-9,s:1,2,5,2026-01-01,yes,2026-05-01\n"
    (tmp_path / "targets.csv").write_text(FILES["targets.csv"].splitlines()[0] + row)
    load(tmp_path / "targets.csv", store=store)
    with connect(store) as con:
        rule = "select problems from problems where rule = 'approved targets of a unit nobody defined'"
        assert con.sql(rule).fetchall() == [(1,)]


def test_units_that_lie_under_themselves_are_counted(store, tmp_path):
    rows = FILES["business_units.csv"].splitlines()
    # Works lies under Market, which lies under Works; Shop lies under both, not under itself.
    circle = [rows[0], "BU-1,2026-01-01,Works,BU-2,2026-01-01", "BU-3,2026-01-01,Shop,BU-2,2026-01-01"]
    (tmp_path / "later.csv").write_text("\n".join(circle) + "\n")
    rule = "select problems from problems where rule = 'units that lie under themselves'"
    with connect(store) as con:
        assert con.sql(rule).fetchall() == [(0,)]
    load(tmp_path / "later.csv", store=store)
    with connect(store) as con:
        assert con.sql(rule).fetchall() == [(2,)]
