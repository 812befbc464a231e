"""The next version of a store is built aside, named by its content and put in place whole."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import duckdb

from skillslib.lock import hold
from skillslib.store.opening import (
    MODEL,
    StoreError,
    current_version,
    model_hash,
    require_key,
    require_model,
)
from skillslib.vault import pseudonyms

LOCK = ".loading.lock"

VAULT_TABLES = (
    """
create table vault.identities (
    person_id text using compression uncompressed, kind text, value text using compression uncompressed,
    value_norm text using compression uncompressed);
create table vault.address_rows (person_id text, value_norm text, source_id text, line bigint);
create table vault.recipients (
    award_id text, kind text, value text, value_norm text, salt text, version_at timestamp, last_on date,
    source_id text, line bigint);
create table vault.raw_documents (
    award_id text, document_hash text, document text using compression zstd);
create table vault.quarantine_raw (quarantine_id text, raw text);
"""
    + pseudonyms.TABLES
)


@contextmanager
def build(folder):
    """A connection on which the next version is built aside, with the identity vault as `vault`.

    On a clean exit the version gets its content hash for a name and the pointer moves to it; on any
    error or Ctrl-C the store stays as it was. Equal content makes no new version.
    Errors: StoreError where another load is running, where the folder holds other things, or where
    another version of the workbench made the store.

    Example:
        with build("store") as con:
            con.execute("insert into ...")
    """
    folder = Path(folder)
    if current_version(folder) is None and folder.is_dir() and _shown(folder):
        raise StoreError(f"{folder} holds other things, but no store. Name another folder for the store.")
    with _alone(folder) as aside:
        before = current_version(folder)
        facts, vault = aside / "facts.duckdb", aside / "vault.duckdb"
        if before:
            shutil.copyfile(folder / "versions" / f"{before}.duckdb", facts)
            shutil.copyfile(folder / "vault" / f"{before}.duckdb", vault)
        con = duckdb.connect(str(facts))
        try:
            # Written out once, at the end: what is half built when the power fails is dropped anyway.
            con.execute("set checkpoint_threshold = '1TB'")
            con.execute(f"attach {_text(vault)} as vault")
            if before:
                require_model(con, folder)
                require_key(con, folder)
            else:
                con.execute(MODEL.read_text())
                con.execute("insert into model values (?, ?)", [model_hash(), pseudonyms.fingerprint()])
                con.execute(VAULT_TABLES)
            pseudonyms.begin(con)
            receipts = _receipts(con)
            yield con
            note_replacements(con)
            version = content_hash(con)
            changed = version != before or _receipts(con) != receipts
            con.execute("checkpoint; checkpoint vault;")
        finally:
            con.close()
        if changed:
            _put_in_place(folder, version, facts, vault)


@contextmanager
def _alone(folder):
    """A folder to build in while nobody else loads: of two loads side by side one would be lost."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / LOCK, "w") as lock:
        try:
            hold(lock)
        except OSError:
            raise StoreError(f"Another load into {folder} is running. Load again when it is done.") from None
        for killed in folder.glob(".building-*"):
            shutil.rmtree(killed, ignore_errors=True)
        aside = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            if current_version(folder) is None:
                lock.close()
                (folder / LOCK).unlink()
                if not any(folder.iterdir()):
                    folder.rmdir()


def _shown(folder):
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


def _text(path):
    return "'" + str(path).replace("'", "''") + "'"


def _put_in_place(folder, version, facts, vault):
    (folder / "vault").mkdir(mode=0o700, exist_ok=True)
    (folder / "vault").chmod(0o700)  # that of an earlier day too
    vault.chmod(0o600)
    for room, source in (("vault", vault), ("versions", facts)):
        (folder / room).mkdir(exist_ok=True)
        os.replace(source, folder / room / f"{version}.duckdb")
    pointer = folder / ".current"
    pointer.write_text(version + "\n")
    os.replace(pointer, folder / "current")


def note_replacements(con):
    """Derive anew which versions of awards another one replaces, and when."""
    con.execute("truncate award_replacements")
    con.execute("insert into award_replacements from replaced_award_versions")


def _receipts(con):
    """How many files were read: a file that brings nothing new is remembered, and makes no new version."""
    return con.execute(
        "select (select count(*) from sources), (select count(*) from status_list_files)"
    ).fetchall()


def content_hash(con):
    """The name of what the tables hold, whatever the files and the order it was loaded in.

    Which file brought what (sources, their formats, quarantine, remarks, columns `source_id`, `file` and
    `line`) and the log of loads stay outside: the same facts have the same name however they were delivered.
    """
    columns = con.execute(
        """select table_name, string_agg(
            'coalesce("' || column_name || '"::text, chr(30))', ', ' order by column_index)
        from duckdb_columns()
        where database_name = current_database() and not internal
          and table_name in (select table_name from duckdb_tables() where database_name = current_database())
          and table_name not in ('sources', 'source_formats', 'status_list_files', 'quarantine', 'remarks')
          and column_name not in ('source_id', 'file', 'line')
        group by table_name order by table_name"""
    ).fetchall()
    parts = [
        f"select '{table}' || count(*) || coalesce("
        f"sum((md5_number(concat_ws(chr(31), {values})) >> 65)::bigint), 0) as part from {table}"
        for table, values in columns
    ]
    return con.execute(
        f"select substr(md5(string_agg(part, ' ' order by part)), 1, 12) from ({' union all '.join(parts)})"
    ).fetchall()[0][0]
