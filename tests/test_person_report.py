"""What is held about one person: all of it, for whom it may be shown, and written down."""

import html
import json
import stat

import pytest
from agreed import agree
from typer.testing import CliRunner

import skillslib as sk
from skillslib.cli import app
from skillslib.governance import held, log
from skillslib.governance.agreement import GovernanceError
from skillslib.governance.held import PersonError
from skillslib.publish.person import person_report
from skillslib.sample import GOVERNANCE

PEOPLE = """\
employee_id,first_name,last_name,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,\
manager_id,fte,worker_type
E-1,Ann,Examplewoman,ann@example.com,2020-01-01,,2020-01-01,,BU-1,LOC-1,Role-of-Ann,,1.0,employee
E-2,Bob,Sampleman,bob@example.com,2020-01-01,,2020-01-01,,BU-1,LOC-1,Role-of-Bob,E-1,1.0,employee
E-1,Ann,Examplewoman,ann@example.com,2020-01-01,,2020-02-31,,BU-1,LOC-1,Refused-of-Ann,,1.0,employee
E-11,Cid,Other,cid@example.com,2020-01-01,,2020-02-31,,BU-1,LOC-1,Refused-of-Cid,,1.0,employee
E-12,Dan,Under,dan@example.com,2020-01-01,,2020-02-31,,BU-1,LOC-1,Refused-of-Dan,E-1,1.0,employee
,Eve,Under,,2020-01-01,,2020-01-01,,BU-1,LOC-1,Refused-of-Eve,E-1,1.0,employee
"""
ASSERTION = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://badges.example.com/assertions/of-NAME",
    "recipient": {"type": "email", "hashed": False, "identity": "NAME@example.com"},
    "badge": {
        "type": "BadgeClass",
        "id": "https://badges.example.com/1",
        "name": "Welding",
        "issuer": {"type": "Issuer", "id": "https://badges.example.com/issuer", "name": "Example Academy"},
    },
    "issuedOn": "2026-01-01T00:00:00Z",
    "verification": {"type": "hosted"},
}
AROUND = {
    "business_units.csv": "business_unit_id,name,parent_id,starts_on\nBU-1,Example Unit,,2019-01-01\n",
    "locations.csv": "location_id,name,city,country,country_code,latitude,longitude\n"
    "LOC-1,Example Office,Bremen,Germany,DE,53.1,8.8\n",
    "badge_templates.csv": "Badge Template ID,Badge Name,Issued by,Type,Level,Skills,Offered In,Updated At\n"
    "https://badges.example.com/1,Welding,Example Academy,Validation,1,First aid,,2020-09-01\n",
    "taxonomy.csv": "skill_id,label,alternative_labels,broader,kind,description\n"
    "https://skills.example/1,First aid,,,skill,A made-up skill.\n",
    "taxonomy.toml": """id = "made-up"
version = "1"
language = "en"
columns = {skill_id = "skill_id", label = "label", broader = "broader", kind = "kind"}
""",
}
OF_ANN = ("Examplewoman", "ann@example.com", "Role-of-Ann", "Refused-of-Ann", "assertions/of-ann")
OF_OTHERS = ("Sampleman", "bob@example.com", "Role-of-Bob", "Refused-of-Cid", "of-bob", "cid@example.com")
OF_OTHERS += ("Refused-of-Dan", "dan@example.com", "Eve")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("persons")
    exports = folder / "exports"
    exports.mkdir()
    (exports / "people.csv").write_text(PEOPLE)
    for name, text in AROUND.items():
        (exports / name).write_text(text)
    told = json.dumps(ASSERTION)
    (exports / "badges.jsonl").write_text("".join(told.replace("NAME", one) + "\n" for one in ("ann", "bob")))
    agree(exports)
    sk.load([exports], store=folder / "store", exported_on="2026-10-05", accept_quarantine_rate=1)
    return folder / "store"


@pytest.mark.parametrize("name, who", [("answer.html", "E-1"), ("answer.json", "ANN@example.com")])
def test_all_of_one_person_is_told_and_nothing_of_others(store, tmp_path, name, who):
    path = person_report(who, tmp_path / name, "request for access", store=store)
    text = path.read_text(encoding="utf-8")
    assert [word for word in OF_ANN if word not in text] == []
    assert [word for word in OF_OTHERS if word in text] == []
    assert "Works agreement on skills of Example Works" in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    if name.endswith("html"):
        assert "default-src 'none'" in html.unescape(text) and "http-equiv" in text
    else:
        told = json.loads(text)["held"]
        assert told["assignment_versions, as somebody's manager"] == [{"rows": 1}]
        assert [row["raw"].split(",")[0] for row in told["vault.quarantine_raw"]] == ["E-1"]
        assert told["vault.quarantine_raw, in rows of others"] == [{"rows": 2}]
        assert len(told["award_versions"]) == len(told["vault.raw_documents"]) == 1


def test_the_page_is_in_words_that_the_person_knows(store, tmp_path):
    path = person_report("E-1", tmp_path / "answer.html", "request for access", store=store)
    page, _, small = html.unescape(path.read_text(encoding="utf-8")).partition("<h2>How it is stored</h2>")
    page = page.partition("<body")[2]
    said = (
        *("<td>Example Unit</td>", "<td>Example Office</td>", "<td>Role-of-Ann</td>", "<td>100 %</td>"),
        *("<td>Welding</td>", "<td>Example Academy</td>", "<td>First aid (level 1)</td>"),
        *("<td>1 January 2026</td>", "<td>1 January 2020</td>", "<td>your e-mail address</td>"),
        "You are named as the manager in 1 row of other people's posts.",
        "You are named in 2 rows of others that were refused.",
    )
    assert [words for words in said if words not in page] == []
    unknown = ("row_hash", "row hash", "source_id", "BU-1<", "LOC-1<", "badges.example.com", "_versions")
    assert [words for words in unknown if words in page] == []
    with sk.connect(store) as con:
        hashes = con.execute(
            "select row_hash from award_versions union select row_hash from assignment_versions"
        )
        assert not [one for (one,) in hashes.fetchall() if one in page + small]
    stored, _, delivered = small.partition("<h2>Your badges as they were delivered</h2>")
    assert "<td>award_versions</td>" in stored and "assertions/of-ann" in delivered


def test_every_table_with_people_in_it_is_looked_into(store):
    """An independent count: every cell of every table that holds the pseudonym is in a table that is told."""
    with sk.connect(store) as con:
        person = held.person_of(con, "E-1")
        told = held.held(con, person, "request for access")
        tables = con.execute("""select database_name, table_name from duckdb_tables()
            where database_name in ('vault', current_database())""").fetchall()
        for database, table in tables:
            rows = con.execute(f'from "{database}"."{table}"').df().astype(str)
            if rows.eq(person).any(axis=None):
                shown = f"vault.{table}" if database == "vault" else table
                assert shown in told or f"{shown}, as somebody's manager" in told, table


def test_the_log_tells_of_it_with_its_purpose_and_without_the_person(store, tmp_path):
    person_report("E-1", tmp_path / "answer.json", "request of 5 October", store=store)
    line = log.entries(store)[-1]
    assert (line["action"], line["purpose"], line["verdict"]) == (
        "person report",
        "request of 5 October",
        "shown",
    )
    with sk.connect(store) as con:
        person = held.person_of(con, "E-1")
    written = (store / log.NAME).read_text()
    assert not [word for word in (*OF_ANN, '"E-1"', person) if word in written]
    assert line["parameters"] == {"person": log.name_of(person)}
    seen = json.loads((tmp_path / "answer.json").read_text())["audit"]
    assert seen[-1]["purpose"] == "request of 5 October"


def test_without_a_purpose_or_for_others_it_is_refused_and_that_is_written_down(store, tmp_path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "somebody.else")  # whom the environment names is nobody
    with pytest.raises(GovernanceError, match=r"say what for, --purpose"):
        person_report("E-1", tmp_path / "answer.html", " ", store=store)
    assert log.entries(store)[-1]["verdict"] == "refused" and not (tmp_path / "answer.html").exists()
    agree(tmp_path, store, GOVERNANCE.replace('["team"]', '["somebody.else"]'))
    with pytest.raises(GovernanceError, match=r"is not among those that may see them.*somebody\.else"):
        person_report("E-1", tmp_path / "answer.html", "request", store=store)
    agree(tmp_path, store, GOVERNANCE.replace('["team"]', f'["{log.account()}"]'))
    assert person_report("E-1", tmp_path / "answer.html", "request", store=store).exists()
    agree(tmp_path, store)


@pytest.mark.parametrize("who", ["E-2", "BOB@example.com", "bob Sampleman"])
def test_a_purpose_that_names_somebody_is_refused_and_kept_nowhere(store, tmp_path, who):
    with pytest.raises(GovernanceError, match="names a person") as raised:
        person_report("E-1", tmp_path / "answer.html", f"asked by {who}.", store=store)
    line = log.entries(store)[-1]
    assert (line["verdict"], line["purpose"]) == ("refused", "") and who not in str(raised.value)
    assert not (tmp_path / "answer.html").exists()


@pytest.mark.parametrize("who", ["E-99", "nobody@example.com", ""])
def test_who_is_not_known_is_not_repeated(store, tmp_path, who):
    with pytest.raises(PersonError, match="Nobody here has this employee id or address") as raised:
        person_report(who, tmp_path / "answer.html", "request", store=store)
    assert not who or who not in str(raised.value)


def test_an_objection_is_kept_in_the_vault_and_shown_to_the_person(store, tmp_path):
    said = CliRunner().invoke(
        app, ["note-request", "E-2", "objection", "no workshops", "--store", str(store)]
    )
    assert said.exit_code == 0 and "Noted in the vault" in said.output
    assert stat.S_IMODE((store / held.REQUESTS).stat().st_mode) == 0o600
    line = log.entries(store)[-1]
    assert (
        line["action"] == "objection" and "no workshops" not in json.dumps(line) and log.findings(store) == []
    )
    path = person_report("bob@example.com", tmp_path / "bob.json", "request", store=store)
    (asked,) = json.loads(path.read_text())["requests"]
    assert (asked["kind"], asked["about"]) == ("objection", "no workshops")
    said = CliRunner().invoke(app, ["note-request", "E-2", "complaint", "x", "--store", str(store)])
    assert said.exit_code == 2 and "objection, correction" in said.output


def test_an_answer_never_replaces_a_file(store, tmp_path):
    (tmp_path / "answer.html").write_text("kept")
    with pytest.raises(FileExistsError, match="Name another file"):
        person_report("E-1", tmp_path / "answer.html", "request", store=store)
    assert (tmp_path / "answer.html").read_text() == "kept"


def test_names_of_unmatched_recipients_need_a_purpose(store, tmp_path):
    path = tmp_path / "aliases.csv"
    said = CliRunner().invoke(app, ["unmatched", "--store", str(store), "--output", str(path)])
    assert said.exit_code == 2 and "--purpose" in said.output and not path.exists()
    said = CliRunner().invoke(
        app, ["unmatched", "--store", str(store), "--output", str(path), "--purpose", "match awards"]
    )
    assert said.exit_code == 0 and path.exists()
    assert log.entries(store)[-1]["action"] == "unmatched recipients"
