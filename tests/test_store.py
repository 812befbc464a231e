"""The store: whole versions or none, readers never blocked, the same content always the same name."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import time

import duckdb
import pytest

import skillslib as sk
from skillslib import store

ROW = "insert into programme_versions values ('{}', 'School', 's', '2026-01-01', '2026-01-01', 'a')"


def put(folder, *names):
    with store.build(folder) as con:
        for name in names:
            con.execute(ROW.format(name))
    return store.current_version(folder)


def held(con):
    return [
        row[0] for row in con.execute("select programme_id from programme_versions order by 1").fetchall()
    ]


def test_no_store_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.delenv("SKILLS_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(store.StoreError, match="skillslib load"):
        sk.connect()
    with pytest.raises(store.StoreError, match="skillslib load"):
        sk.connect(tmp_path / "nothing")


def test_the_nearest_store_upwards_is_found(tmp_path, monkeypatch):
    monkeypatch.delenv("SKILLS_STORE", raising=False)
    put(tmp_path / "store", "a")
    (tmp_path / "deep" / "down").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "down")
    assert store.locate() == tmp_path / "store"


def test_equal_content_has_one_name_whatever_the_order(tmp_path):
    first = put(tmp_path / "one", "a", "b")
    second = put(tmp_path / "two", "b", "a")
    third = put(tmp_path / "three", "a")
    assert first == second == put(tmp_path / "three", "b") != third
    assert put(tmp_path / "one") == first
    assert len(sk.history(tmp_path / "one")) == 1
    assert sk.history(tmp_path / "three")["current"].tolist() == [False, True]


def test_a_store_of_another_model_is_refused_and_left_alone(tmp_path):
    version = put(tmp_path / "store", "a")
    path = tmp_path / "store" / "versions" / f"{version}.duckdb"
    for change in ("update model set model_hash = 'another'", "drop table model"):
        with duckdb.connect(str(path)) as con:
            con.execute(change)
        before = path.read_bytes()
        with pytest.raises(store.StoreError, match="another version of the workbench"):
            sk.connect(tmp_path / "store")
        with pytest.raises(store.StoreError, match="another version of the workbench"):
            put(tmp_path / "store", "b")
        assert path.read_bytes() == before and store.current_version(tmp_path / "store") == version


def test_an_error_leaves_the_store_as_it_was(tmp_path):
    before = put(tmp_path / "store", "a")
    with pytest.raises(ZeroDivisionError), store.build(tmp_path / "store") as con:
        con.execute(ROW.format("b"))
        1 / 0  # noqa: B018
    assert store.current_version(tmp_path / "store") == before
    with sk.connect(tmp_path / "store") as con:
        assert held(con) == ["a"]
    assert not list((tmp_path / "store").glob(".building-*"))


def test_a_first_load_that_fails_leaves_no_folder(tmp_path):
    with pytest.raises(ZeroDivisionError), store.build(tmp_path / "store"):
        1 / 0  # noqa: B018
    assert not (tmp_path / "store").exists()


def test_an_open_reader_blocks_nothing_and_sees_the_new_version_after_refresh(tmp_path):
    put(tmp_path / "store", "a")
    con = sk.connect(tmp_path / "store")
    put(tmp_path / "store", "b")
    assert held(con) == ["a"]
    con = sk.refresh(con)
    assert held(con) == ["a", "b"]
    with pytest.raises(duckdb.Error):
        con.execute(ROW.format("c"))


def test_a_kill_at_any_moment_leaves_a_whole_version(tmp_path):
    folder = tmp_path / "store"
    put(folder, "a")
    code = textwrap.dedent(f"""
        from skillslib import store
        print("go", flush=True)
        with store.build({str(folder)!r}) as con:
            con.execute("insert into programme_versions "
                "select 'p' || range, 'x', 's', '2026-01-01', '2026-01-01', 'a' from range(300000)")
    """)
    for wait in (0.05, 0.15, 0.25, 0.35, 0.5):
        child = subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.getcwd()},
        )
        child.stdout.readline()
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        child.wait()
        with sk.connect(folder) as con:
            assert len(held(con)) in (1, 300_001)
            if len(held(con)) > 1:
                return
    put(folder, "b")
    with sk.connect(folder) as con:
        assert held(con) == ["a", "b"]


def test_a_version_opens_in_any_client_and_answers_without_the_library(tmp_path):
    version = put(tmp_path / "store", "a")
    with duckdb.connect(str(tmp_path / "store" / "versions" / f"{version}.duckdb"), read_only=True) as con:
        assert con.execute("select count(*) from holdings('2026-09-30', '2026-10-05')").fetchall() == [(0,)]


def test_names_live_in_the_vault_only(tmp_path):
    version = put(tmp_path / "store", "a")
    columns = {}
    for room in ("versions", "vault"):
        with duckdb.connect(str(tmp_path / "store" / room / f"{version}.duckdb"), read_only=True) as con:
            columns[room] = {
                row[0]
                for row in con.execute(
                    "select table_name || '.' || column_name from duckdb_columns()"
                ).fetchall()
            }
    assert "identities.value" in columns["vault"]
    assert not [c for c in columns["versions"] if any(w in c for w in ("email", "first_name", "document"))]


def test_check_names_what_is_wrong(tmp_path):
    put(tmp_path / "store", "a")
    with store.build(tmp_path / "store") as con:
        con.execute("insert into award_versions (award_id, badge_id, person_id) values ('1', 'b', 'p')")
    with sk.connect(tmp_path / "store") as con:
        wrong = sk.check(con).query("not ok")["rule"].tolist()
    assert wrong == [
        "awards without a day",
        "awards of a badge nobody defined",
        "awards to a person the HR extract does not have",
    ]


def test_two_loads_at_once_lose_nothing_one_is_told_to_wait(tmp_path):
    folder = tmp_path / "store"
    with store.build(folder) as con:
        con.execute(ROW.format("a"))
        with pytest.raises(store.StoreError, match="Another load"):
            put(folder, "b")
    put(folder, "b")
    with sk.connect(folder) as con:
        assert held(con) == ["a", "b"]


def test_a_folder_that_holds_other_things_becomes_no_store(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(store.StoreError, match="Name another folder"):
        put(tmp_path, "a")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_what_a_killed_load_left_is_cleared_by_the_next(tmp_path):
    (tmp_path / "store" / ".building-killed").mkdir(parents=True)
    put(tmp_path / "store", "a")
    assert not list((tmp_path / "store").glob(".building-*"))


def rights(*paths):
    return [stat.S_IMODE(path.stat().st_mode) for path in paths]


def test_nobody_else_can_read_a_store_and_never_its_identity_vault(tmp_path):
    """No folder and no file, whatever the umask; but for facts, where the team lets others at them."""
    folder = tmp_path / "store"
    before = os.umask(0)
    try:
        put(folder, "a")
        shown = [path for path in folder.rglob("*") if path.name != store.clearing.LOCK]
        assert set(rights(folder, *shown)) == {0o700, 0o600}
        (folder / "vault").chmod(0o777)
        (folder / "versions").chmod(0o750)
        with store.build(folder) as con:
            con.execute(ROW.format("b"))
            (aside,) = folder.glob(".building-*")
            assert rights(aside) == [0o700]
    finally:
        os.umask(before)
    assert rights(folder / "vault", *(folder / "vault").iterdir()) == [0o700, 0o600, 0o600]
    now = folder / "versions" / f"{store.current_version(folder)}.duckdb"
    assert rights(folder / "versions", now) == [0o750, 0o640]
