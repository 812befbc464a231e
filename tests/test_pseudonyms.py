"""People in the store: pseudonyms that only who has the key can make, and nothing that leads to an id."""

import hashlib
import hmac
import json
import os
import re

import duckdb
import pytest
from pseudonym import KEY, pseudonym, write_key
from snapshot_files import store as empty_store
from test_erasing import CREDLY, ENROLMENTS, EVENT, PEOPLE, ROW, STAFF

import skillslib as sk
from skillslib import vault
from skillslib.governance import log
from skillslib.store import StoreError, current_version
from skillslib.vault import KeyFileError

IDS = ("E-000001", "0", "00042", "e-1", "E-1", "Ä-1", "李", "x" * 64, "y" * 200, "a b,c;d", "=1+1")
BULK = (
    "Badge Template ID,Recipient Email,Issued at,Expires at,Issuer Earner ID\n"
    "T-9,xenia@company.example,01/02/2026,,\n"
)


def test_a_pseudonym_is_the_hmac_that_python_makes():
    with empty_store() as con:
        made = [con.execute("select pseudonym(?)", [one]).fetchall()[0][0] for one in IDS]
        assert con.execute("select pseudonym(null)").fetchall() == [(None,)]
    assert made == [pseudonym(one) for one in IDS]
    assert len(set(made)) == len(IDS) and all(re.fullmatch("p[A-Za-z0-9+/]{11}", one) for one in made)


def load(folder, key):
    """The store of a small company under a key of its own."""
    exports = folder / "exports"
    exports.mkdir(parents=True)
    (exports / "people.csv").write_text(PEOPLE + "".join(ROW.format(*one) for one in STAFF))
    (exports / "credly.csv").write_text(CREDLY)
    (exports / "bulk.csv").write_text(BULK)
    (exports / "events.jsonl").write_text(json.dumps(EVENT) + "\n")
    (exports / "enrolments.csv").write_text(ENROLMENTS)
    write_key(folder / "the.key", key)
    before = os.environ["SKILLS_KEY_FILE"]
    os.environ["SKILLS_KEY_FILE"] = str(folder / "the.key")
    try:
        sk.load(exports, store=folder / "store", accept_quarantine_rate=1)
    finally:
        os.environ["SKILLS_KEY_FILE"] = before
    return folder / "store"


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return load(folder / "one", KEY), load(folder / "other", "c0ffee00" * 8)


def facts(store):
    with duckdb.connect(str(store / "versions" / f"{current_version(store)}.duckdb"), read_only=True) as con:
        tables = [name for (name,) in con.sql("select table_name from duckdb_tables()").fetchall()]
        return {table: con.sql(f"from {table}").fetchall() for table in tables}


def test_with_another_key_everybody_is_somebody_else(stores):
    one, other = (
        {cell for rows in facts(store).values() for row in rows for cell in row if _is_pseudonym(cell)}
        for store in stores
    )
    assert {pseudonym(employee_id) for employee_id, *_ in STAFF} <= one and len(one) == len(other)
    assert one & other == set()


def _is_pseudonym(cell):
    return isinstance(cell, str) and re.fullmatch("p[A-Za-z0-9+/]{11}", cell)


def test_a_load_with_another_key_is_refused_and_says_what_to_do(stores):
    store, other = stores
    before = current_version(other)
    with pytest.raises(StoreError, match="SKILLS_KEY_FILE"):
        sk.load(store.parent / "exports" / "people.csv", store=other)
    assert current_version(other) == before


def test_no_id_no_address_and_no_hash_of_one_is_in_the_facts(stores):
    said = "\n".join(str(row) for rows in facts(stores[0]).values() for row in rows)
    known = [cell for one in STAFF for cell in (one[0], one[3], one[4]) if cell]
    tried = {form for cell in known for form in (cell, cell.lower(), cell.upper(), f"mailto:{cell.lower()}")}
    tried |= {"\x1f".join(("obf", "EV-1", cell.lower())) for cell in known}
    tried |= {
        "\x1f".join(("T-9", cell.lower(), day))
        for cell in known
        for day in ("2026-01-02", "2026-01-02 00:00:00")
    }
    for text in tried:
        assert not re.search(rf"(?<![0-9A-Za-z]){re.escape(text)}(?![0-9A-Za-z])", said), text
        for method in ("md5", "sha1", "sha256"):
            assert hashlib.new(method, text.encode()).hexdigest()[:16] not in said.lower(), (method, text)


def test_the_key_is_in_nothing_that_is_kept_or_published(stores, sample_store, root):
    places = (sample_store.parent, stores[0], root / "data", root / "notebooks", root / "reports")
    forms = (KEY.encode(), bytes.fromhex(KEY), *derived())
    for place in places:
        for path in place.rglob("*"):
            if path.is_file():
                held = path.read_bytes()
                assert not any(form in held for form in forms), path


def derived():
    """What is made of the key to hash with: whoever had it could try guesses too."""
    padded = bytes.fromhex(KEY).ljust(64, b"\0")
    yield bytes(one ^ 0x36 for one in padded)[:32]
    yield bytes(one ^ 0x5C for one in padded)[:32]
    for name in (b"award_secret", b"erased_secret"):
        yield hmac.new(bytes.fromhex(KEY), name, hashlib.sha256).hexdigest().encode()


def test_a_key_that_is_cut_short_is_refused(tmp_path, monkeypatch):
    write_key(tmp_path / "short.key", KEY[:40])
    monkeypatch.setenv("SKILLS_KEY_FILE", str(tmp_path / "short.key"))
    (tmp_path / "people.csv").write_text(PEOPLE + ROW.format(*STAFF[0]))
    with pytest.raises(KeyFileError, match="32 bytes"):
        sk.load(tmp_path / "people.csv", store=tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_a_key_that_others_may_read_is_refused(tmp_path, monkeypatch):
    path = write_key(tmp_path / "the.key")
    path.chmod(0o640)
    monkeypatch.setenv("SKILLS_KEY_FILE", str(path))
    with pytest.raises(KeyFileError, match=r"rights 640.*chmod 600"):
        vault.key()


def test_by_another_key_or_none_a_store_is_not_verified_and_none_is_made(stores, tmp_path, monkeypatch):
    monkeypatch.setenv("SKILLS_KEY_FILE", str(write_key(tmp_path / "other.key", "c0ffee00" * 8)))
    with pytest.raises(StoreError, match="pseudonyms of another key"):
        sk.verify(stores[0])
    monkeypatch.setenv("SKILLS_KEY_FILE", str(tmp_path / "no.key"))
    for act in (
        lambda: sk.verify(stores[0]),
        lambda: sk.load(stores[0].parent / "exports" / "people.csv", store=stores[0]),
        lambda: log.record(stores[0], "export"),
    ):
        with pytest.raises(KeyFileError, match="There is no key"):
            act()
    assert not (tmp_path / "no.key").exists()


def test_a_key_inside_a_store_is_refused(tmp_path, stores, monkeypatch):
    """A new store, one that is there, and its audit log."""
    (tmp_path / "people.csv").write_text(PEOPLE + ROW.format(*STAFF[0]))
    monkeypatch.setenv("SKILLS_KEY_FILE", str(tmp_path / "store" / "the.key"))
    with pytest.raises(KeyFileError, match="lies in"):
        sk.load(tmp_path / "people.csv", store=tmp_path / "store")
    assert not (tmp_path / "store").exists()
    monkeypatch.setenv("SKILLS_KEY_FILE", str(stores[0] / "vault" / "the.key"))
    for act in (
        lambda: sk.load(tmp_path / "people.csv", store=stores[0]),
        lambda: log.record(stores[0], "export"),
    ):
        with pytest.raises(KeyFileError, match="lies in"):
            act()
    assert not (stores[0] / "vault" / "the.key").exists()
