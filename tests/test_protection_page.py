"""The page for a data protection officer: true of the settings in force and of the tables that are there."""

import html

import pytest
from agreed import agree

import skillslib as sk
from skillslib.governance import held, log
from skillslib.governance.agreement import GovernanceError
from skillslib.governance.kinds import OF_PEOPLE, OTHER
from skillslib.publish.person import person_report
from skillslib.sample import GOVERNANCE
from skillslib.store import vault_of

EIGHT = GOVERNANCE.replace("min_people = 5", "min_people = 8")
PEOPLE = """\
employee_id,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,worker_type,Gender
E-77,ann@example.com,2020-01-01,,2020-01-01,,BU-1,LOC-1,Welder,1.0,employee,w
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("protected")
    (folder / "people.csv").write_text(PEOPLE)
    text = EIGHT.replace("landing = 90", "landing = 77")
    agree(folder, text=text.replace("Example Works (made up)", "<b>Example</b> Works (made up)"))
    sk.load([folder], store=folder / "store", exported_on="2026-10-05")
    return folder / "store"


def test_it_says_what_is_in_force_and_names_nobody(store, tmp_path):
    with sk.connect(store) as con:
        held.note_request(store, held.person_of(con, "E-77"), "objection", "no workshops")
        columns = con.execute(
            "select column_name from duckdb_columns() where table_name = 'assignment_versions'"
        ).fetchall()
    path = sk.protection_page(tmp_path / "protection.html", store)
    text = path.read_text(encoding="utf-8")
    said = html.unescape(text)
    assert "fewer than 8 people" in said and "<td>77</td>" in text and "named views: team" in said
    assert "&lt;b&gt;Example&lt;/b&gt; Works" in text and "<b>Example" not in text
    assert all(f" {name}," in said or f"{name}" in said for (name,) in columns)
    assert "Gender" in said and "gender is no skill" in said and "a rating of performance" in said
    assert "copy numbers, rows or a screen by hand out of a notebook" in said and "neither" in said
    assert "default-src 'none'" in said and "objection" in said and "thanks by name: not allowed" in said
    assert "Nothing yet." in said and "under another id and another address an export does" in said
    assert "store/versions (rights 700)" in said and "what the person asked for" in said
    assert not [word for word in ("E-77", "ann@example.com", "no workshops") if word in said]
    line = log.entries(store)[-1]
    assert line["action"] == "protection page" and line["verdict"] == "written"
    with pytest.raises(FileExistsError, match="Name another file"):
        sk.protection_page(path, store)
    assert path.read_text(encoding="utf-8") == text and log.entries(store)[-1] == line


def test_each_kind_of_data_is_said_in_plain_words_and_tables_are_small_print(store, tmp_path):
    said = html.unescape(sk.protection_page(tmp_path / "protection.html", store).read_text(encoding="utf-8"))
    page, _, small = said.partition("<h2>How it is stored</h2>")
    assert "<td>Where somebody works</td><td>Unit, office, job role, manager" in page
    assert "Badges as they were delivered" not in page, "none were"
    assert "assignment_versions" not in page and "<td>assignment_versions</td>" in small
    with sk.connect(store) as con:
        vault_of(con)
        tables = con.execute("""select if(database_name = 'vault', 'vault.', '') || table_name
            from duckdb_tables() where database_name in ('vault', current_database())
              and not internal""").fetchall()
    named = [table for kind in (*OF_PEOPLE, *OTHER) for table in kind.tables]
    assert sorted(named) == sorted(table for (table,) in tables), "each table is of one kind"


def test_what_people_gave_as_their_purpose_stays_in_the_log(store, tmp_path):
    person_report("E-77", tmp_path / "answer.json", "plain purpose", store=store)
    text = sk.protection_page(tmp_path / "protection.html", store).read_text(encoding="utf-8")
    assert "person report" in text and "plain purpose" not in text


def test_it_says_so_where_the_log_was_changed(store, tmp_path):
    written = (store / log.NAME).read_bytes()
    (store / log.NAME).write_bytes(written.replace(b'"noted"', b'"NOTED"'))
    try:
        text = sk.protection_page(tmp_path / "protection.html", store).read_text(encoding="utf-8")
    finally:
        (store / log.NAME).write_bytes(written)
    assert "line 2: it was changed" in text


def test_it_is_refused_without_an_agreement(store, tmp_path):
    agree(tmp_path, store, EIGHT.replace("basis = ", 'basis = ""  # '))
    with pytest.raises(GovernanceError, match="does not say yet: basis"):
        sk.protection_page(tmp_path / "protection.html", store)
    assert not (tmp_path / "protection.html").exists()
