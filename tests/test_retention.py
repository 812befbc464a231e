"""What is kept longer than the agreement allows goes, and its bytes with it; the rest stays."""

import datetime
import json
import os
import time

import duckdb
import pytest
from agreed import agree
from pseudonym import pseudonym

import skillslib as sk
from skillslib.governance import log
from skillslib.governance.agreement import GovernanceError
from skillslib.governance.held import note_request, requests
from skillslib.sample import GOVERNANCE
from skillslib.store import Clearing, StoreError, build, clearing, current_version

PEOPLE = """\
employee_id,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,worker_type
E-1,ann@example.com,2020-01-01,,2020-01-01,,BU-1,LOC-1,Welder,1.0,employee
E-3,cid@example.com,2018-01-01,2019-01-01,2018-01-01,2019-01-01,BU-1,LOC-1,Welder,1.0,employee
E-4,dee@example.com,2018-01-01,2026-09-01,2018-01-01,2026-09-01,BU-1,LOC-1,Welder,1.0,employee
E-2,bob@example.com,2020-01-01,,2020-02-31,,BU-1,LOC-1,Fitter-of-the-refused-row,1.0,employee
"""
CREDENTIAL = """{"@context": ["https://www.w3.org/ns/credentials/v2",
"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"], "id": "https://badges.example.com/NUMBER",
"type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": {"id": "https://badges.example.com",
"type": ["Profile"], "name": "Example Academy"}, "validFrom": "DAY", "credentialSubject":
{"type": ["AchievementSubject"], "identifier": [{"type": "IdentityObject", "identityHash": "ann@example.com",
"identityType": "emailAddress", "hashed": false}], "achievement": {"id": "https://badges.example.com/b",
"type": ["Achievement"], "name": "Welding", "description": "Document NUMBER",
"criteria": {"narrative": "done"}}}}
"""


def vault(store):
    return store / "vault" / f"{current_version(store)}.duckdb"


@pytest.fixture
def store(tmp_path):
    """A store with two old credentials, one of nobody, and a new one, a refused row, and an older version."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "people.csv").write_text(PEOPLE)
    documents = [
        ("1111", "2019-05-01", "ann"),
        ("2222", "2026-05-01", "ann"),
        ("3333", "2019-06-01", "nobody"),
    ]
    lines = [
        CREDENTIAL.replace("\n", " ")
        .replace("NUMBER", number)
        .replace("ann@", f"{who}@")
        .replace("DAY", f"{day}T00:00:00Z")
        for number, day, who in documents
    ]
    (exports / "badges.jsonl").write_text("\n".join(lines) + "\n")
    sk.load([exports], store=tmp_path / "store", exported_on="2025-06-01", accept_quarantine_rate=1)
    agree(tmp_path, tmp_path / "store")
    return tmp_path / "store"


def test_a_dry_run_counts_and_changes_nothing(store):
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    found = sk.retain(store, "2026-10-05", dry_run=True)
    assert dict(zip(found["days"], found["before"], strict=True))[365] == datetime.date(2025, 10, 5)
    assert list(found["found"]) == [1, 3, 1, 2, 0] and not found["removed"].any()
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before


def test_what_is_too_old_goes_from_the_bytes_and_what_is_not_stays(store):
    with duckdb.connect(str(vault(store)), read_only=True) as con:
        assert con.execute("select count(*) from raw_documents").fetchall() == [(3,)]
    for one in ("E-1", "E-3"):
        note_request(store, pseudonym(one), "correction", "my unit")
    old = next(path for path in (store / "versions").iterdir() if path.stem != current_version(store))
    for path in (old, store / "vault" / old.name, *(store / "vault" / "quarantine").iterdir()):
        os.utime(path, (time.time() - 400 * 86400,) * 2)
    (store / ".landing" / "credly").mkdir(parents=True)
    (store / ".landing" / "credly" / "page.json").write_text("{}")
    found = sk.retain(store, datetime.date.today())
    assert list(found["found"]) == [1, 3, 3, 2, 0]
    assert found["removed"].all()
    with sk.connect(store) as con:
        assert con.execute("select count(distinct person_id) from employment_versions").fetchall() == [(2,)]
    with duckdb.connect(str(vault(store)), read_only=True) as con:
        left = con.execute("select document from raw_documents").fetchall()
        assert len(left) == 1 and "Document 2222" in left[0][0]
        assert con.execute("select count(*) from quarantine_raw").fetchall() == [(0,)]
        assert con.execute("select distinct value from recipients").fetchall() == [("ann@example.com",)]
    assert [one["person"] for one in requests(store)] == [log.name_of(pseudonym("E-1"))]
    for path in store.rglob("*"):
        for gone in (b"Fitter-of-the-refused-row", b"E-3", b"cid@example.com"):
            assert not path.is_file() or gone not in path.read_bytes(), path
    assert not old.exists() and (store / ".landing" / "credly" / "page.json").exists()
    assert (vault(store).stat().st_mode & 0o777) == 0o600
    lines = [line for line in log.entries(store) if line["action"] == "retain"]
    assert [line["verdict"] for line in lines] == ["begun", "removed"] and log.findings(store) == []
    assert lines[1]["outputs"]["raw_documents"] == 3
    assert list(sk.retain(store, datetime.date.today())["found"]) == [0, 0, 0, 0, 0]


def test_a_load_afterwards_does_not_bring_it_back(store, tmp_path):
    sk.retain(store, "2026-10-05")
    sk.load([tmp_path / "exports"], store=store, exported_on="2025-06-01", accept_quarantine_rate=1)
    with duckdb.connect(str(vault(store)), read_only=True) as con:
        assert con.execute("select count(*) from raw_documents").fetchall() == [(1,)]


def test_a_refused_row_of_which_nobody_knows_the_day_goes(store):
    lines = [json.loads(line) for line in (store / "loads.jsonl").read_text().splitlines()]
    with build(store, Clearing()) as con:
        con.execute("update sources set exported_on = null")
    assert list(sk.retain(store, "1999-01-01", dry_run=True)["found"])[2] == 0  # the day of the load is known
    for line in lines:
        line["files"] = []
    (store / "loads.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert list(sk.retain(store, "1999-01-01", dry_run=True)["found"])[2] == 1


def test_old_files_go_while_nobody_loads(store):
    found = sk.retain(store, "1999-01-01", dry_run=True)
    assert list(found["found"]) == [0, 0, 0, 0, 0]
    page = store / "vault" / "quarantine" / "page.html"
    page.write_text("")
    os.utime(page, (0, 0))
    with clearing.held(store), pytest.raises(StoreError, match="Another load"):
        sk.retain(store, "1999-01-01")
    assert page.exists() and "retain" not in [line["action"] for line in log.entries(store)]
    versions = sorted((store / "versions").iterdir())
    sk.retain(store, "1999-01-01")
    assert not page.exists() and sorted((store / "versions").iterdir()) == versions


def test_nothing_is_removed_without_an_agreement(store, tmp_path):
    agree(tmp_path, store, GOVERNANCE.replace("quarantine = 365", 'quarantine = ""'))
    with pytest.raises(GovernanceError, match=r"does not say yet: retention\.quarantine"):
        sk.retain(store, "2026-10-05")
