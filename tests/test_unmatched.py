"""Awards that found nobody: the worklist, what it proposes, and what comes back as aliases.csv."""

import csv
import json
import shutil
import stat

import pytest
from agreed import agree
from pseudonym import named
from typer.testing import CliRunner

import skillslib as sk
from skillslib.cli import app
from skillslib.governance import log
from skillslib.governance.agreement import GovernanceError
from skillslib.matching import STRANGER
from skillslib.store import with_vault
from skillslib.worklist import LEAVER, REFUSED

PEOPLE = (
    "employee_id,first_name,last_name,email,email_aliases,hired_on,left_on,starts_on,ends_on,business_unit_id,"
    "location_id,job_role,manager_id,fte,worker_type,on_leave,last_changed_on\n"
    "0012345,Ann,Example,ann@company.example,,2020-01-01,,2020-01-01,,BU-1,LOC-1,Smith,,1,employee,no,2020-01-01\n"
    "E-2,Bob,Sample,bob@company.example,,2020-01-01,,2020-01-01,,BU-1,LOC-1,Smith,,1,employee,no,2020-01-01\n"
    "E-3,Cid,Model,cid@company.example,,2020-01-01,,2020-01-01,,BU-1,LOC-1,Smith,,1,employee,no,2020-01-01\n"
    "E-4,Cid,Other,cid@other.example,,2020-01-01,,2020-01-01,,BU-1,LOC-1,Smith,,1,employee,no,2020-01-01\n"
)
PURPOSE = ("--purpose", "match awards")
# An id that lost its zeros twice, an old address, a namesake of two, a stranger of one award, and a match.
RECIPIENTS = (
    ("id", "12345", "2026-01-01"),
    ("id", "12345", "2026-02-01"),
    ("email", "bob@old.example", "2026-03-01"),
    ("email", "cid@old.example", "2026-03-02"),
    ("email", "ann.example@home.example", "2026-03-03"),
    ("email", "ann@company.example", "2026-03-04"),
)


def assertion(number, kind, who, day):
    identity = {"type": "email", "hashed": False, "identity": who}
    subject = identity if kind == "email" else {"type": "employeeId", "hashed": False, "identity": who}
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"https://badges.example.com/assertions/{number}",
        "recipient": subject,
        "badge": {
            "type": "BadgeClass",
            "id": "https://badges.example.com/classes/1",
            "name": "Welding",
            "issuer": {
                "type": "Issuer",
                "id": "https://badges.example.com/issuer",
                "name": "Example Academy",
            },
        },
        "issuedOn": f"{day}T00:00:00Z",
        "verification": {"type": "hosted"},
    }


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """A folder with the exports and their store."""
    folder = tmp_path_factory.mktemp("company")
    exports = folder / "exports"
    exports.mkdir()
    (exports / "people.csv").write_text(PEOPLE)
    for number, recipient in enumerate(RECIPIENTS):
        (exports / f"{number}.json").write_text(json.dumps(assertion(number, *recipient)))
    agree(exports)
    sk.load(exports, store=folder / "store")
    return folder


@pytest.fixture
def store(company, tmp_path):
    """The same, for one test alone."""
    shutil.copytree(company, tmp_path, dirs_exist_ok=True)
    return tmp_path / "store"


def test_the_worklist_begins_with_whom_most_awards_wait_for_and_proposes_by_no_name(store):
    with sk.connect(store) as con:
        found = sk.unmatched(con, "match awards").set_index("recipient")
    assert found["awards"].to_dict() == {
        "12345": 2,
        "ann.example@home.example": 1,
        "bob@old.example": 1,
        "cid@old.example": 1,
    }
    assert found.index[0] == "12345" and found.loc["12345", "issuer"] == "Example Academy"
    assert str(found.loc["12345", "last_awarded_on"])[:10] == "2026-02-01"
    proposed = found["proposed_employee_id"].dropna().to_dict()
    # Two people are called cid before the @; Ann's name in an address is a name and no address.
    assert proposed == {"12345": "0012345", "bob@old.example": "E-2"}
    assert found["employee_id"].isna().all()


def matched(store):
    with sk.connect(store) as con:
        return dict(
            con.execute(
                "select matched_by, count(*) from award_versions where person_id is not null group by 1"
            ).fetchall()
        )


def decide(path, decisions):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["employee_id"] = decisions.get(row["recipient"], "")
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_decisions_come_back_as_aliases_and_proposals_do_not(store, tmp_path):
    path = tmp_path / "aliases.csv"
    done = CliRunner().invoke(app, ["unmatched", "--store", str(store), "--output", str(path), *PURPOSE])
    assert done.exit_code == 0 and "4 recipients, 2 with a proposal" in done.output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert matched(store) == {"email": 1}
    summary = sk.load(path, store=store)
    assert any("4 recipients are undecided" in warning for warning in summary.warnings)
    assert matched(store) == {"email": 1}
    decide(path, {"12345": "0012345", "bob@old.example": "E-2"})
    sk.load(path, store=store)
    assert matched(store) == {"email": 2, "id": 2}
    with sk.connect(store) as con:
        assert sorted(sk.unmatched(con, "match awards")["recipient"]) == [
            "ann.example@home.example",
            "cid@old.example",
        ]


def test_an_alias_of_an_employee_whom_nobody_knows_is_named_with_its_line(store, tmp_path):
    path = tmp_path / "ours.csv"
    path.write_text("recipient,employee_id\nbob@old.example,E-2\ncid@old.example,E-9\n")
    sk.load(path, store=store)
    assert matched(store) == {"email": 2}
    with sk.connect(store) as con:
        said = con.execute(
            "select file, line, column_name, effect from remarks where code = 'employee-undefined'"
        )
        assert said.fetchall() == [("ours.csv", 3, "employee_id", "left out")]
    late = tmp_path / "late.csv"
    late.write_text(
        PEOPLE.splitlines()[0] + "\n" + PEOPLE.splitlines()[3].replace("E-3,Cid", "E-9,Dee") + "\n"
    )
    sk.load(late, store=store)
    assert matched(store) == {"email": 3}
    with sk.connect(store) as con:
        assert not con.execute("select * from remarks where code = 'employee-undefined'").fetchall()


def test_who_asks_in_python_says_what_for_too(store):
    with sk.connect(store) as con:
        with pytest.raises(GovernanceError, match="shows people by name"):
            sk.unmatched(con, " ")
        sk.unmatched(con, "match awards")
    told = [(line["action"], line["purpose"], line["verdict"]) for line in log.entries(store)[-2:]]
    assert told == [
        ("unmatched recipients", "", "refused"),
        ("unmatched recipients", "match awards", "shown"),
    ]


def test_the_terminal_shows_counts_and_nobody(store, tmp_path):
    shown = CliRunner().invoke(app, ["unmatched", "--store", str(store)])
    assert shown.exit_code == 0 and "identity unknown to the HR extract" in shown.output
    assert not [who for _, who, _ in RECIPIENTS if who in shown.output]
    path = tmp_path / "aliases.csv"
    path.write_text("kept")
    refused = CliRunner().invoke(app, ["unmatched", "--store", str(store), "--output", str(path), *PURPOSE])
    assert refused.exit_code == 2 and "Name another file" in refused.output and path.read_text() == "kept"


def test_a_recipient_that_a_spreadsheet_would_run_comes_back_as_it_was(tmp_path, store):
    path = tmp_path / "aliases.csv"
    path.write_text("recipient,employee_id\n'+491700,E-2\n'plain,E-3\n")
    sk.load(path, store=store)
    with sk.connect(store) as con, with_vault(con) as own:
        values = own.execute("select value from vault.identities where kind = 'alias' order by 1").fetchall()
    assert values == [("'plain",), ("+491700",)]


def test_ids_that_lost_their_zeros_match_where_the_company_says_so_and_two_alike_match_nobody(store):
    folder = store.parent / "exports"
    (folder / "company.toml").write_text('[matching]\nids = "without leading zeros"\n')
    owners = """select person_id, count(*) from award_versions where badge_id like '%classes/1'
        and matched_by = 'id' group by person_id"""
    sk.load(folder, store=store)
    with sk.connect(store) as con:
        assert named(con.execute(owners).fetchall(), "0012345") == [("0012345", 2)]
    (folder / "more.csv").write_text(
        PEOPLE.splitlines()[0] + "\n"
        "12345,Dee,Double,dee@company.example,,2020-01-01,,2020-01-01,,BU-1,LOC-1,Smith,,1,employee,no,2020-01-01\n"
    )
    sk.load(folder, store=store)
    with sk.connect(store) as con:
        assert con.execute(owners).fetchall() == []


SNAPSHOT = """\
Employee ID;Legal Name;Work Email;Worker Type;Division;Location;Job Profile;Hire Date;FTE %;Worker Status
E-1;Ann Example;ann@company.example;Employee;Works;Munich;Welder;01.03.2020;100;Active
E-2;Bob Sample;bob@company.example;Employee;Works;Munich;Welder;01.03.2020;;Active
E-3;Cid Model;cid@company.example;Employee;Works;Munich;Welder;01.03.2020;100;Terminated
"""


@pytest.fixture(params=["dated rows", "snapshots"])
def half_told(request, tmp_path):
    """Awards to four: one at work, one whose row is refused (its FTE is blank), one who left, one unknown."""
    folder = tmp_path / "exports"
    folder.mkdir()
    if request.param == "snapshots":
        (folder / "workers-2026-06-30.csv").write_text(SNAPSHOT)
        sk.init(folder, yes=True)
    else:
        left = PEOPLE.splitlines()[3].replace(
            "E-3,Cid,Model,cid@company.example,,2020-01-01,,2020-01-01,,",
            "E-3,Cid,Model,cid@company.example,,2020-01-01,2021-01-01,2020-01-01,2021-01-01,",
        )
        rows = [PEOPLE.splitlines()[0], PEOPLE.splitlines()[2].replace("Smith,,1,", "Smith,,,"), left]
        (folder / "people.csv").write_text("\n".join(rows) + "\n")
    for number, who in enumerate(("bob@company.example", "cid@company.example", "dee@company.example")):
        (folder / f"{number}.json").write_text(json.dumps(assertion(number, "email", who, "2026-03-01")))
    agree(folder)
    sk.load(folder, store=tmp_path / "store", accept_quarantine_rate=0.9)
    return request.param, tmp_path / "store"


def test_the_worklist_tells_who_left_and_whose_row_was_refused_from_strangers(half_told):
    shape, store = half_told
    with sk.connect(store) as con:
        reasons = sk.unmatched(con, "match awards").set_index("recipient")["reason"].to_dict()
    expected = {"bob@company.example": REFUSED, "dee@company.example": STRANGER}
    if shape == "snapshots":  # dated rows tell of the days before the leaving, and those match
        expected["cid@company.example"] = LEAVER
    assert reasons == expected
