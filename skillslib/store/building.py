"""The next version of a store is built aside, named by its content and put in place whole."""

import hashlib
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb

from skillslib.governance import log
from skillslib.quoting import literal
from skillslib.store import clearing
from skillslib.store.current import StoreError, current_version
from skillslib.store.opening import MODEL, model_hash, require_key, require_model
from skillslib.store.vault_tables import VAULT_TABLES
from skillslib.vault import make_key, pseudonyms, require_outside
from skillslib.whole import write_whole

# What tells which file brought what: the tables and columns that are no part of a version's name.
OUTSIDE = ("sources", "source_formats", "status_list_files", "quarantine", "remarks", "stated_editions")
PLACES = ("source_id", "file", "line")
EMPTY = {}  # by the hash of its model: the two files of a store without a fact


@contextmanager
def build(folder, clear=None):
    """A connection on which the next version is built aside, with the identity vault as `vault`.

    On a clean exit the version gets its content hash for a name and the pointer moves to it; on any
    error or Ctrl-C the store stays as it was. Equal content makes no new version.
    `clear`, a Clearing, is for what has to be forgotten: the version is then written anew, for what is
    deleted stays readable in a file, the older versions go, and what else the Clearing says follows.
    Errors: StoreError where another load is running, where the folder holds other things, or where
    another version of the workbench made the store.

    Example:
        with build("store") as con:
            con.execute("insert into ...")
    """
    folder = Path(folder)
    require_outside(folder)
    if current_version(folder) is None and folder.is_dir() and _shown(folder):
        raise StoreError(f"{folder} holds other things, but no store. Name another folder for the store.")
    with _alone(folder) as aside:
        before = current_version(folder)
        facts, vault = aside / "facts.duckdb", aside / "vault.duckdb"
        if before:
            shutil.copyfile(folder / "versions" / f"{before}.duckdb", facts)
            shutil.copyfile(folder / "vault" / f"{before}.duckdb", vault)
        con = duckdb.connect()
        try:
            if not before:
                make_key()
                _make_empty(con, facts, vault)
            _attach(con, aside, facts, vault)
            if before:
                require_model(con, folder)
                require_key(con, folder)
            else:
                con.execute("insert into model values (?, ?)", [model_hash(), pseudonyms.fingerprint()])
            pseudonyms.begin(con)
            receipts = _receipts(con)
            yield con
            note_replacements(con)
            version = _written_out(con)
            changed = version != before or _receipts(con) != receipts
        finally:
            con.close()
        if clear:
            facts, vault = _written_anew(aside)
            clearing.begin(folder, version, clear)
        if changed or clear:
            _put_in_place(folder, version, facts, vault)
        if clear:
            clearing.finish(folder, holds=True)


def _attach(con, aside, facts, vault):
    """Both files are written once, at the end: what is half built when the power fails is dropped anyway."""
    con.execute(
        f"""set checkpoint_threshold = '1TB';
        set temp_directory = {literal(aside / "spilled")};
        attach {literal(facts)} as facts (recovery_mode 'no_wal_writes');
        attach {literal(vault)} as vault (recovery_mode 'no_wal_writes');
        use facts"""
    )


def _make_empty(con, facts, vault):
    """The files of a store without a fact. A process makes them once: that takes as long as a small load."""
    model = model_hash()
    if model not in EMPTY:
        _attach(con, facts.parent, facts, vault)
        con.execute(MODEL.read_text())
        con.execute(VAULT_TABLES)
        con.execute("checkpoint; checkpoint vault; use memory; detach facts; detach vault")
        EMPTY[model] = facts.read_bytes(), vault.read_bytes()
        return
    for path, content in zip((facts, vault), EMPTY[model], strict=True):
        path.write_bytes(content)


def _written_out(con):
    """The content hash, taken while the version is written to its files: neither waits for the other."""
    with con.cursor() as reader, ThreadPoolExecutor(1) as aside:
        reader.execute("use facts")
        version = aside.submit(content_hash, reader)
        con.execute("checkpoint; checkpoint vault;")
        return version.result()


@contextmanager
def _alone(folder):
    """A folder to build in while nobody else loads: of two loads side by side one would be lost."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with clearing.held(folder) as lock:
        for killed in folder.glob(clearing.BUILDING):
            shutil.rmtree(killed, ignore_errors=True)
        aside = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            if current_version(folder) is None:
                lock.close()
                (folder / clearing.LOCK).unlink()
                if not any(folder.iterdir()):
                    folder.rmdir()


def _shown(folder):
    """What else a folder holds than the log of a first load that did not come to its end."""
    return [path for path in folder.iterdir() if not path.name.startswith(".") and path.name != log.NAME]


def _written_anew(aside):
    """The paths of facts and vault with their rows alone: what was deleted stays in the old files."""
    room = aside / "anew"
    room.mkdir()
    facts, vault = room / "facts.duckdb", room / "vault.duckdb"
    with duckdb.connect() as con:
        _make_empty(con, facts, vault)
        _attach(con, aside, facts, vault)
        for name in ("facts", "vault"):
            con.execute(f"attach {literal(aside / f'{name}.duckdb')} as before (read_only)")
            tables = con.execute("select table_name from duckdb_tables() where database_name = 'before'")
            for (table,) in tables.fetchall():
                con.execute(f"insert into {name}.{table} from before.{table}")
            con.execute("detach before")
        con.execute("checkpoint; checkpoint vault;")
    return facts, vault


def _put_in_place(folder, version, facts, vault):
    """Only its account may read a store, unless the team lets others at `versions`: the next ones follow."""
    for room, source in (("vault", vault), ("versions", facts)):
        (folder / room).mkdir(mode=0o700, exist_ok=True)
        if room == "vault":
            (folder / room).chmod(0o700)  # that of an earlier day too, and whatever was chosen
        source.chmod((folder / room).stat().st_mode & 0o666)
        os.replace(source, folder / room / f"{version}.duckdb")
    write_whole(folder / "current", f"{version}\n".encode())


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
    tables = con.execute(
        """select table_name, estimated_size > 0 from duckdb_tables()
        where database_name = current_database() and not internal"""
    ).fetchall()
    inside = [(table, filled) for table, filled in tables if table not in OUTSIDE]
    parts = [f"{table}00" for table, filled in inside if not filled]  # to know costs less than to ask
    asked = [_part(con, table) for table, filled in inside if filled]
    parts += [part for (part,) in con.execute(" union all ".join(asked)).fetchall()] if asked else []
    return hashlib.md5(" ".join(sorted(parts)).encode()).hexdigest()[:12]


def _part(con, table):
    """SQL: a table's name, how many rows it has, and a sum over them that tells their content."""
    columns = [name for name, *_ in con.execute(f"from {table} limit 0").description if name not in PLACES]
    values = ", ".join(f"coalesce({name}::text, chr(30))" for name in columns)
    return (
        f"select '{table}' || count(*) || coalesce("
        f"sum((md5_number(concat_ws(chr(31), {values})) >> 65)::bigint), 0) as part from {table}"
    )
