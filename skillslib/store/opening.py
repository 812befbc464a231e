"""A store is found and opened: its folder, its current version, and which model made it."""

import hashlib
import os
import re
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import duckdb
import pandas as pd

from skillslib.quoting import literal
from skillslib.store import clearing
from skillslib.store.current import StoreError, current_version
from skillslib.store.vault_tables import VAULT_TABLES
from skillslib.vault import key_file
from skillslib.vault.pseudonyms import fingerprint

MODEL = files("skillslib").joinpath("model.sql")
# A locked connection, in this order. `enable_external_access` alone still lets COPY write over the file that
# is open, and beside it the .wal that makes it unreadable; without its file system the engine opens no other.
LOCKED = """
set memory_limit = '75%';
set temp_directory = '';
set enable_progress_bar = false;
set enable_external_access = false;
set disabled_filesystems = 'LocalFileSystem';
set autoinstall_known_extensions = false;
set autoload_known_extensions = false;
set allow_community_extensions = false;
set lock_configuration = true;
"""
NO_STORE = (
    "A report's notebook has no store: it gets the report's protected answers and nothing else. Ask one of "
    "the report's questions (a new one goes into its views), or run this in JupyterLab, outside a report."
)


_shut = False


def keep_shut(shut):
    """From now on no store is opened in this process, as a report's notebooks want it; False ends that."""
    global _shut
    _shut = shut


def locate(folder=None):
    """The store's folder: the one named, else $SKILLS_STORE, else the nearest `store/` upwards."""
    named = folder or os.environ.get("SKILLS_STORE")
    if named:
        return Path(named)
    here = Path.cwd()
    for parent in (here, *here.parents):
        if (parent / "store" / "current").is_file():
            return parent / "store"
    raise StoreError(
        f"No store found at or above {here.name}/. Make one with `skillslib load data/sample`, "
        "or name one: connect('path/to/store') or the environment variable SKILLS_STORE."
    )


def connect(folder=None, *, locked=False):
    """A read-only connection to the store's current version.

    The connection is a plain DuckDB one: your own `con.sql(...)` works beside the questions.
    `locked=True`, as `start` in notebooks gives: whatever SQL it gets reads this store and nothing else. It
    opens no other file, folder, database, address or extension, sees no variable of Python, writes no file,
    and no setting of it can be changed. A DataFrame is joined after `con.register("mine", frame)`; tables of
    your own (`create temp table`) last as long as the connection.

    Errors: StoreError where there is no store, with the command that makes one; in a report's notebooks.
    Example: con = connect("store")
    """
    if _shut:
        raise StoreError(NO_STORE)
    folder = locate(folder)
    clearing.resume(folder)
    version = current_version(folder)
    if version is None:
        raise StoreError(
            f"{folder} holds no store yet. Load something into it: "
            f"`skillslib load data/sample --store {folder}`."
        )
    path = folder / "versions" / f"{version}.duckdb"
    if not path.is_file():
        raise StoreError(
            f"{folder}/current names version {version}, whose file is missing. "
            "Load again, or point `current` at one of: "
            f"{', '.join(sorted(p.stem for p in (folder / 'versions').glob('*.duckdb'))) or 'none'}."
        )
    con = _locked(path) if locked else _plain(folder, path)
    require_model(con, folder)
    return con


def _plain(folder, path):
    """A connection that puts what it has no memory for where only the team, and `clearing`, look."""
    con = duckdb.connect(str(path), read_only=True)
    spilled = str((folder / clearing.SPILLED).resolve())
    if con.execute("select current_setting('temp_directory')").fetchall() != [(spilled,)]:
        con.execute(f"set temp_directory = {literal(spilled)}")
    return con


def _locked(path):
    """An engine of its own, since settings hold for all connections that an engine has to a file."""
    con = duckdb.connect()
    con.execute(f"attach {literal(path)} as facts (read_only); use facts; {LOCKED}")
    return con


@contextmanager
def unlocked(con):
    """A plain connection of its own to the version that a connection reads, closed at the end."""
    folder, version = folder_of(con)
    with _plain(folder, folder / "versions" / f"{version}.duckdb") as own:
        yield own


@contextmanager
def with_vault(con):
    """A connection to the version that a connection reads, with its identity vault as `vault`: for the team.

    The connection that is given gets to see nothing of the vault: the other one has an engine of its own,
    which writes nothing to any file.

    Example:
        with with_vault(con) as own:
            own.execute("select count(*) from vault.identities")
    """
    folder, version = folder_of(con)
    with duckdb.connect() as own:
        facts = folder / "versions" / f"{version}.duckdb"
        own.execute(f"set temp_directory = ''; attach {literal(facts)} as facts (read_only); use facts")
        vault_of(own)
        yield own


def model_hash():
    """What model.sql and the tables of the vault say, whatever their comments and line breaks."""
    text = " ".join(re.sub(r"--[^\n]*", "", MODEL.read_text() + VAULT_TABLES).split())
    return hashlib.sha256(text.encode()).hexdigest()


def require_model(con, folder):
    """A store carries its own model, so it answers by that: an older one must not pass for today's."""
    try:
        made_by = con.execute("select model_hash from model").fetchall()
    except duckdb.CatalogException:  # to ask first whether it is there looks through all tables
        made_by = []
    if made_by != [(model_hash(),)]:
        con.close()
        raise StoreError(
            f"{folder} was made by another version of the workbench, whose rules differ from this one's. "
            "Load your exports into a new store: `skillslib load FOLDER --store NEW`."
        )


def require_key(con, folder):
    """A store goes on with the key that it was begun with: by another one everybody is another person."""
    made_with = con.execute("select key_fingerprint from model").fetchall()
    if made_with != [(fingerprint(),)]:
        con.close()
        raise StoreError(
            f"{folder} calls people by pseudonyms of another key than the one in {key_file()}: they would be "
            "other people here. Put the key of this store there (SKILLS_KEY_FILE names another place), or "
            "load all your exports into a new store: `skillslib load FOLDER --store NEW`."
        )


def folder_of(con):
    """The store folder that a connection was opened on, and the version it reads."""
    path = Path(
        con.execute(
            "select path from duckdb_databases() where database_name = current_database()"
        ).fetchall()[0][0]
    )
    return path.parent.parent, path.stem


def vault_of(con):
    """Attach the identity vault of a connection's version, read-only, as `vault`: for the team alone."""
    if not con.execute("select 1 from duckdb_databases() where database_name = 'vault'").fetchall():
        folder, version = folder_of(con)
        con.execute(f"attach {literal(folder / 'vault' / f'{version}.duckdb')} as vault (read_only)")


def refresh(con):
    """A connection to the version that is current now; the old one is closed.

    Example: con = refresh(con)
    """
    folder, _ = folder_of(con)
    locked = con.execute("select current_setting('lock_configuration')").fetchall() == [(True,)]
    con.close()
    return connect(folder, locked=locked)


def history(folder=None):
    """The store's versions, newest last: version, size in bytes, current or not.

    Errors: StoreError where there is no store.
    Example: history("store")
    """
    folder = locate(folder)
    now = current_version(folder)
    found = sorted((folder / "versions").glob("*.duckdb"), key=lambda path: path.stat().st_mtime_ns)
    return pd.DataFrame(
        [{"version": p.stem, "bytes": p.stat().st_size, "current": p.stem == now} for p in found],
        columns=["version", "bytes", "current"],
    )
