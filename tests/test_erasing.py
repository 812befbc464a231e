"""A person is erased: no byte of them is left in what is ours, and no export brings them back."""

import json
import shutil
import signal
import subprocess
import sys
from collections import Counter

import duckdb
import pytest
from pseudonym import pseudonym
from typer.testing import CliRunner

import skillslib as sk
from skillslib.cli import app
from skillslib.erasing.whom import EraseError
from skillslib.governance import held, log
from skillslib.publish.report import _require_as_it_is
from skillslib.store import StoreError, clearing, current_version, reports, with_vault
from skillslib.store.reports import STALE, note_place, places

PEOPLE = (
    "employee_id,first_name,last_name,email,email_aliases,hired_on,left_on,starts_on,ends_on,business_unit_id,"
    "location_id,job_role,manager_id,fte,worker_type,on_leave,last_changed_on\n"
)
ROW = "{0},{1},{2},{3},{4},2020-01-01,,2020-01-01,,BU-1,LOC-1,Smith,{5},{6},employee,no,2020-01-01\n"
# Xenia is manager of the others, and has two aliases, an award for each way to be found, rows that are
# refused (one has only her name) and a namesake in an id: X-70 is not X-7.
STAFF = (
    ("X-7", "Xenia", "Quüx", "Xenia@company.example", "xq@home.example;qü@home.example", "", "1"),
    ("X-70", "Yves", "Vole", "yves@company.example", "", "X-7", "1"),
    ("X-8", "Zoe", "Wren", "zoe@company.example", "", "X-7", "0.5"),
)
CREDLY = (
    "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Issued to Email,Country,Status,"
    "Issue Date,Record Created\n"
    "SQL,T-1,Acme,A-1,X-7,,AT,accepted,2026-01-01,2026-01-02\n"
    "SQL,T-1,Acme,A-2,,xq@home.example,AT,accepted,2026-01-01,2026-01-02\n"
    "SQL,T-1,Acme,A-3,X-70,,AT,accepted,2026-01-01,2026-01-02\n"
    "SQL,T-1,Acme,A-4,X-8,,AT,accepted,2026-01-01,2026-01-02\n"
    "SQL,T-1,Acme,A-5,X-7,,AT,nonsense,2026-01-01,2026-01-02\n"
    "SQL,T-1,Acme,A-6,,qü@home.example,AT,nonsense,2026-01-01,2026-01-02\n"
)
EVENT = {
    "id": "EV-1",
    "badge_id": "BF-1",
    "name": "Dyeing",
    "client_id": "acme",
    "issued_on": 1767225600,
    "ctime": 1767225600,
    "mtime": 1767225600,
    "recipient": ["xenia@company.example", "zoe@company.example"],
}
ENROLMENTS = (
    "programme_id,employee_id,enrolled_on,completed_on,last_changed_on\nP-1,X-7,2026-01-05,,2026-01-05\n"
)
WORDS = ("x-7", "xenia", "xq@home.example", "qü@home.example", "quüx", pseudonym("X-7").lower())
ILL = "not by name, because of my illness"


def write(folder):
    folder.mkdir()
    people = PEOPLE + "".join(ROW.format(*one) for one in STAFF)
    broken = ROW.format(*STAFF[0]).replace("2020-01-01,,BU", "someday,,BU")
    (folder / "people.csv").write_text(people + broken + ROW.format("", "Xenia", "Quüx", "", "", "", "1"))
    (folder / "credly.csv").write_text(CREDLY)
    (folder / "events.jsonl").write_text(json.dumps(EVENT) + "\n")
    (folder / "enrolments.csv").write_text(ENROLMENTS)
    return folder


def made(folder):
    """A store of two versions, and what lies in and beside it: reports, a checkpoint, a landed page."""
    folder.mkdir(exist_ok=True)
    store = folder / "work" / "store"
    sk.load(write(folder / "exports"), store=store, accept_quarantine_rate=1)
    (folder / "exports" / "more.csv").write_text(
        PEOPLE + ROW.format("X-9", "Una", "Teal", "", "", "X-7", "1")
    )
    sk.load(folder / "exports" / "more.csv", store=store)
    (store / ".landing" / "credly").mkdir(parents=True)
    page = json.dumps({"data": [{"last_name": STAFF[0][2], "first_name": STAFF[0][1]}]})
    (store / ".landing" / "credly" / "page-000001.json").write_text(page)
    for one in ("X-7", "X-8"):
        held.note_request(store, pseudonym(one), "objection", ILL)
    for spilled in (store / "versions" / f"{current_version(store)}.duckdb.tmp", store / "vault" / "spilled"):
        spilled.mkdir()
        (spilled / "duckdb_temp_storage_DEFAULT-0.tmp").write_text("X-7")
    (folder / "work" / ".ipynb_checkpoints").mkdir()
    (folder / "work" / ".ipynb_checkpoints" / "look-checkpoint.ipynb").write_text('{"cells": ["X-7"]}')
    (folder / "work" / "notes.txt").write_text("Ask Xenia Quux.")
    (folder / "work" / "others.txt").write_text("Ask X-70.")
    (folder / "work" / "reports" / "2026-Q1").mkdir(parents=True)
    note_place(store, folder / "work" / "reports" / "2026-Q1")
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "thanks.html").write_text("<p>Xenia Qu&uuml;x")
    note_place(store, folder / "elsewhere")
    return store


def everything(store):
    """All that the tables of a store say, as text in small letters: a database packs what it holds."""
    said = []
    for path in (*store.glob("versions/*.duckdb"), *store.glob("vault/*.duckdb")):
        with duckdb.connect(str(path), read_only=True) as con:
            for (table,) in con.sql("select table_name from duckdb_tables()").fetchall():
                said += [str(row) for row in con.sql(f"from {table}").fetchall()]
    return "\n".join(said).lower().replace("x-70", "")


def raw(folder):
    """{file: bytes} of all files below a folder, in small letters."""
    return {
        path: path.read_bytes().lower().replace(b"x-70", b"") for path in folder.rglob("*") if path.is_file()
    }


def counted(store):
    with sk.connect(store) as con:
        return con.sql(
            """select (select count(distinct person_id) from employment_versions),
                      (select count(distinct award_id) from award_versions)"""
        ).fetchall()[0]


@pytest.fixture(scope="module")
def erased(tmp_path_factory):
    folder = tmp_path_factory.mktemp("erased")
    store = made(folder)
    before = everything(store), raw(store), counted(store)
    seen = sk.erase("X-7", store=store, dry_run=True)
    unchanged = everything(store) == before[0]
    return folder, store, before, seen, unchanged, sk.erase("xenia@COMPANY.example", store=store)


def test_before_it_every_word_is_there_and_a_dry_run_changes_nothing(erased):
    _, _, (said, files, people), seen, unchanged, _ = erased
    assert [word for word in WORDS if word not in said] == []
    assert any(b"xenia" in text for path, text in files.items() if "quarantine" in path.parts)
    assert unchanged and not seen.done
    assert people == (4, 6)


def test_no_byte_of_the_person_is_left_in_what_is_ours(erased):
    folder, store, *_ = erased
    files = {path: text for path, text in raw(folder / "work").items() if path.name != "notes.txt"}
    assert [
        (word, str(path)) for word in WORDS for path, text in files.items() if word.encode() in text
    ] == []
    said = everything(store)
    assert [word for word in WORDS if word in said] == []
    assert len(list(store.glob("versions/*"))) == 1 and len(list(store.glob("vault/*.duckdb"))) == 1


def test_the_others_stay_and_are_nobody_s_people(erased):
    _, store, _, seen, _, done = erased
    assert [one["person"] for one in held.requests(store)] == [log.name_of(pseudonym("X-8"))]
    assert counted(store) == (3, 3)  # and Zoe's part of the event
    assert done.done and done.awards == 3 and seen.awards == 3
    with sk.connect(store) as con:
        assert con.sql("select count(manager_id) from assignment_versions").fetchall() == [(0,)]
        assert con.sql("select count(*) from enrolment_versions").fetchall() == [(0,)]
        wrong = set(sk.check(con).query("not ok")["rule"])  # as before: the company has no lists of these
    assert wrong == {f"assignments to a {one} nobody defined" for one in ("unit", "location")}


def test_what_is_left_to_others_is_named_and_reports_are_stale(erased):
    folder, *_, done = erased
    assert [path.name for path in done.left] == ["notes.txt", "thanks.html"]
    assert (folder / "work" / "reports" / "2026-Q1" / STALE).is_file()
    assert (folder / "elsewhere" / STALE).is_file()
    assert "notes.txt" in str(done) and "1 person" in str(done)


def test_the_audit_log_tells_of_it_and_names_nobody(erased):
    _, store, *_ = erased
    lines = [line for line in log.entries(store) if line["action"] == "erase"]
    assert [line["verdict"] for line in lines] == ["begun", "erased"]
    assert lines[1]["outputs"] == {"store": current_version(store)} and log.findings(store) == []


def test_loading_the_old_exports_again_brings_nobody_back(erased):
    folder, store, *_ = erased
    for path in (folder / "exports").iterdir():
        path.write_text(path.read_text() + "\n")  # another file, with the same rows
    other = (
        ROW.format("X-07", "Xe", "Qu", *who, "", "1")
        for who in (("XENIA@company.example", ""), ("", "a;qü@home.example"))
    )
    (folder / "exports" / "other.csv").write_text(PEOPLE + "".join(other))
    summary = sk.load(folder / "exports", store=store, accept_quarantine_rate=1)
    reasons = Counter()
    for file, why, number in summary.reasons:
        reasons[file] += number if "erased" in why else 0
    assert reasons == {
        "people.csv": 2,
        "other.csv": 2,
        "credly.csv": 2,
        "events.jsonl": 1,
        "enrolments.csv": 1,
    }
    said = everything(store)
    assert [word for word in WORDS if word in said] == []
    assert [word for word in WORDS for text in raw(store).values() if word.encode() in text] == []
    assert counted(store)[0] == 3
    more = folder / "exports" / "renamed.csv"
    more.write_text(PEOPLE + ROW.format("X-99", "Xenia", "Quüx", "new@home.example", "", "", "1"))
    sk.load(more, store=store)
    assert counted(store)[0] == 4  # as the page on data protection says: another id and another address


def test_whoever_is_meant_by_nothing_is_not_erased_and_is_not_named(erased):
    _, store, *_ = erased
    with pytest.raises(EraseError, match="No person") as refused:
        sk.erase("nobody@company.example", store=store)
    assert "nobody@" not in str(refused.value)


def test_the_command_asks_first(tmp_path):
    store = made(tmp_path)
    before = current_version(store)
    for said in ("n\n", ""):
        done = CliRunner().invoke(app, ["erase", "X-8", "--store", str(store)], input=said)
        assert done.exit_code == 1 and current_version(store) == before and "Not erased." in done.output
    done = CliRunner().invoke(app, ["erase", "X-8", "--store", str(store), "--dry-run", "--yes"])
    assert (
        done.exit_code == 0 and "To be erased: 1 person" in done.output and current_version(store) == before
    )
    done = CliRunner().invoke(app, ["erase", "X-8", "--store", str(store), "--yes"])
    assert done.exit_code == 0 and "Erased: 1 person" in done.output and current_version(store) != before


def closed(store):
    """The verdicts of erasures in the audit log."""
    return [line["verdict"] for line in log.entries(store) if line["action"] == "erase"]


def left(folder):
    return [(word, path) for word in WORDS for path, text in raw(folder).items() if word.encode() in text]


def test_what_was_cut_after_the_swap_is_done_by_the_next_command_from_any_folder(tmp_path, monkeypatch):
    store = made(tmp_path)
    (tmp_path / "work" / "notes.txt").unlink()
    before = sk.connect(store)

    def cut(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.chdir(tmp_path / "work")
        patched.setattr(clearing, "_follow", cut)
        with pytest.raises(KeyboardInterrupt):
            sk.erase("X-7", store="store")
    assert closed(store) == ["begun"] and left(tmp_path / "work")
    sk.connect(store).close()
    assert closed(store) == ["begun", "erased"] and left(tmp_path / "work") == []
    assert (tmp_path / "work" / "reports" / "2026-Q1" / STALE).is_file()
    with pytest.raises(StoreError, match="changed while this report waited"):
        _require_as_it_is(before)


def test_reports_are_those_of_the_store_that_made_them_not_of_its_copy(tmp_path):
    store, report = tmp_path / "store", tmp_path / "reports" / "2026-Q1"
    for folder in (store, report):
        folder.mkdir(parents=True)
    note_place(store, report)
    note_place(store, report)
    copied = shutil.copytree(store, tmp_path / "copied")
    assert places(store) == [report] and places(copied) == []
    store.rename(tmp_path / "moved")
    assert places(tmp_path / "moved") == [report] == places(copied)  # nobody knows which of them goes on
    note_place(copied, report)
    assert places(copied) == [report] and places(tmp_path / "moved") == [report]


def test_a_report_that_is_being_made_is_waited_for(erased, monkeypatch):
    _, store, *_ = erased
    monkeypatch.setattr(reports, "PATIENCE", 0)
    with reports.none_published(store), pytest.raises(StoreError, match="A report of store/ is being made"):
        sk.erase("X-70", store=store)
    assert closed(store) == ["begun", "erased"]


def test_the_engine_puts_aside_what_it_has_no_memory_for_where_only_the_team_looks(erased):
    _, store, *_ = erased
    with sk.connect(store) as con, with_vault(con) as own:
        places = [
            one.execute("select current_setting('temp_directory')").fetchall()[0][0] for one in (con, own)
        ]
    assert places == [str(store / "vault" / "spilled"), ""]
    assert store.joinpath("vault").stat().st_mode & 0o777 == 0o700


# Erases, and is killed when it has moved, removed or written so many files.
KILLED = """
import os, pathlib, shutil, signal, sys
import skillslib as sk

left = int(sys.argv[1])

def counted(does):
    def done(*given, **more):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return does(*given, **more)
    return done

os.replace, os.fsync, shutil.rmtree = map(counted, (os.replace, os.fsync, shutil.rmtree))
pathlib.Path.unlink, pathlib.Path.write_text = map(counted, (pathlib.Path.unlink, pathlib.Path.write_text))
sk.erase("X-7", store="store")
"""


@pytest.mark.slow
def test_killed_at_any_moment_it_leaves_the_store_or_the_one_without_the_person(tmp_path):
    """Whoever opens the store next does what the killed one left to be done."""
    made(tmp_path / "first")
    (tmp_path / "first" / "work" / "notes.txt").unlink()
    outcomes = []
    for steps in range(1, 80):
        folder = tmp_path / str(steps)
        shutil.copytree(tmp_path / "first" / "work", folder)
        store, report = folder / "store", folder / "reports" / "2026-Q1"
        (store / "reports.jsonl").unlink()
        note_place(store, report)
        code = subprocess.run([sys.executable, "-c", KILLED, str(steps)], cwd=folder).returncode
        assert code in (0, -signal.SIGKILL)
        outcomes.append(counted(store)[0])
        gone = outcomes[-1] == 3
        assert closed(store) in ([["begun", "erased"]] if gone else [[], ["begun"]])
        assert (report / STALE).exists() == gone and len(held.requests(store)) == (1 if gone else 2)
        assert bool(left(folder)) != gone and counted(store)[0] == outcomes[-1]
        if code == 0:
            break
    assert code == 0 and outcomes == sorted(outcomes, reverse=True) and set(outcomes) == {4, 3}
