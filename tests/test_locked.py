"""An analyst's own SQL: it reads the store and nothing else, whatever it says; every question still works."""

import hashlib
import os

import duckdb
import pandas as pd
import pytest

import skillslib as sk
from skillslib.quoting import identifier, literal
from skillslib.store import folder_of, unlocked, with_vault

DAYS = ("2026-09-30", "2026-10-05")


@pytest.fixture(scope="module")
def locked(sample_store):
    with sk.connect(sample_store, locked=True) as con:
        yield con


@pytest.fixture
def around(tmp_path, sample_store, locked):
    """Places that SQL may be tempted by, by name, and the store's bytes before and after."""
    folder, version = folder_of(locked)
    (tmp_path / "mine.csv").write_text("a\n1\n")
    (folder / "versions" / "link.csv").symlink_to(tmp_path / "mine.csv")
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    yield {
        "out": tmp_path,
        "file": tmp_path / "mine.csv",
        "other": tmp_path / "other.duckdb",
        "store": folder,
        "facts": folder / "versions" / f"{version}.duckdb",
        "vault": folder / "vault" / f"{version}.duckdb",
        "link": folder / "versions" / "link.csv",
    }
    (folder / "versions" / "link.csv").unlink()


def contents(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


ATTACKS = {
    "list a folder": "from glob('/etc/*')",
    "read a file": "from read_text('{file}')",
    "read a table": "from read_csv('{file}')",
    "read by its name": "from '{file}'",
    "read by a way out": "from read_text('{store}/versions/../../{out.name}/mine.csv')",
    "read through a link": "from read_csv('{link}')",
    "read the store's own log": "from read_text('{store}/loads.jsonl')",
    "write a file": "copy (select 1) to '{out}/out.csv'",
    "write over the facts": "copy (select 1) to '{facts}' (use_tmp_file false)",
    "write a log beside the facts": "copy (select 1) to '{facts}.wal' (use_tmp_file false)",
    "write where the engine spills": "copy (select 1) to '{facts}.tmp/x.csv'",
    "export everything": "export database '{out}/all'",
    "two statements": "select 1; drop table award_versions",
    "change a row": "delete from award_versions",
    "make a table in the store": "create table facts.mine as select 1",
    "attach a database": "attach '{other}' as other",
    "attach the vault": "attach '{vault}' as vault (read_only)",
    "ask the network": "from read_csv('http://127.0.0.1:9/x.csv')",
    "install an extension": "install httpfs",
    "load an extension": "load httpfs",
    "see a variable of Python": "from people",
    "keep a secret": "create persistent secret mine (type http)",
}
SETTINGS = (
    "set lock_configuration = false",
    "set enable_external_access = true",
    "set disabled_filesystems = ''",
    "reset disabled_filesystems",
    "set allowed_directories = ['/']",
    "set temp_directory = '/tmp'",
    "set memory_limit = '64GB'",
    "reset memory_limit",
    "set autoinstall_known_extensions = true",
    "set allow_community_extensions = true",
    "set threads = 1",
    "pragma threads = 1",
    "set global home_directory = '/'",
    "set python_enable_replacements = true",
    "call enable_logging()",
)


@pytest.mark.parametrize("name", ATTACKS)
def test_sql_reaches_nothing_but_the_store(locked, around, name):
    people = pd.DataFrame({"a": [1]})
    before = contents(around["store"]), sorted(os.listdir(around["out"]))
    with pytest.raises(duckdb.Error):
        locked.sql(ATTACKS[name].format(**around)).fetchall()
        pytest.fail(f"{name} was let through, {len(people)} rows")  # no duckdb.Error: the test fails
    assert (contents(around["store"]), sorted(os.listdir(around["out"]))) == before


@pytest.mark.parametrize("name", ATTACKS)
def test_a_cursor_reaches_no_more(locked, around, name):
    with locked.cursor() as cursor, pytest.raises(duckdb.Error):
        cursor.execute("use facts")
        cursor.execute(ATTACKS[name].format(**around)).fetchall()


@pytest.mark.parametrize("sql", SETTINGS)
def test_no_setting_can_be_changed(locked, sql):
    with pytest.raises(duckdb.Error):
        locked.execute(sql)


def test_a_plain_connection_would_let_some_of_it_through(sample_store, around):
    """The attacks are real: without the lock the engine reads and writes files, and takes settings."""
    with sk.connect(sample_store) as con:
        assert con.sql(ATTACKS["read a table"].format(**around)).fetchall() == [(1,)]
        con.execute(ATTACKS["write a file"].format(**around))
        con.execute("set threads = 1")
    assert (around["out"] / "out.csv").is_file()


def test_the_store_is_read_as_ever(locked, sample_store):
    counted = "select count(*) from holdings(date '2026-09-30', date '2026-10-05')"
    with sk.connect(sample_store) as plain:
        assert locked.sql(counted).fetchall() == plain.sql(counted).fetchall() != [(0,)]
        assert folder_of(locked) == folder_of(plain)
    locked.execute("create or replace temp table mine as select 1 as one")
    assert locked.sql("from mine").fetchall() == [(1,)]
    locked.register("theirs", pd.DataFrame({"two": [2]}))
    assert locked.sql("select one, two from mine, theirs").fetchall() == [(1, 2)]


@pytest.mark.parametrize(
    "question",
    [
        lambda con: sk.skill_map(con, *DAYS, by="business_unit@2"),
        lambda con: sk.skill_trend(con, *DAYS),
        lambda con: sk.skill_gaps(con, *DAYS),
        lambda con: sk.recognition(con, *DAYS),
        lambda con: sk.check(con),
        lambda con: sk.unmeasured(con, *DAYS),
    ],
)
def test_questions_answer_alike(locked, sample_store, question):
    with sk.connect(sample_store) as plain:
        pd.testing.assert_frame_equal(question(locked), question(plain))


def test_the_vault_is_not_left_open(sample_store):
    """What is asked of the vault is asked on another connection; the analyst's own never sees it."""
    with sk.connect(sample_store, locked=True) as con:
        with with_vault(con) as own:
            assert own.sql("from vault.identities limit 1").fetchall()
        with pytest.raises(duckdb.Error, match="vault"):
            con.sql("from vault.identities")


def test_locked_and_plain_connections_do_not_disturb_each_other(sample_store):
    with sk.connect(sample_store, locked=True) as con, sk.connect(sample_store) as plain:
        plain.execute("set threads = 1")
        with unlocked(con) as own:
            own.execute("set threads = 2")
        with pytest.raises(duckdb.Error, match="lock"):
            con.execute("set threads = 1")


@pytest.mark.parametrize("locked", [True, False])
def test_a_connection_stays_what_it_is_when_refreshed(sample_store, locked):
    with sk.refresh(sk.connect(sample_store, locked=locked)) as con:
        assert con.sql("select current_setting('lock_configuration')").fetchall() == [(locked,)]


def test_a_notebook_begins_locked(sample_store):
    done = sk.start(str(sample_store))
    with done as con, pytest.raises(duckdb.Error, match="lock"):
        con.execute("set threads = 1")


@pytest.mark.parametrize("name", ["plain", 'of "whom"', '"; drop table t; --', "it's", "ä\nb", ""])
def test_a_name_or_a_text_stays_one(name):
    with duckdb.connect() as con:
        assert con.sql(f"select {literal(name)}").fetchall() == [(name,)]
        if name:
            assert con.sql(f"select 1 as {identifier(name)}").columns == [name]
