"""The store: a folder of immutable, versioned DuckDB files and a pointer to the current one.

    store/current                 the name of the current version
    store/versions/<hash>.duckdb  facts and what follows from them (see model.sql)
    store/vault/<hash>.duckdb     names, e-mails and raw documents; read only by matching and erasure
    store/loads.jsonl             when each load happened, outside the content hash

Readers open a version read-only, the loader builds the next one aside: an open notebook never
blocks a load, and an interrupted load leaves nothing behind. This is the one place that knows which
engine runs the SQL.
"""

import hashlib
import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import duckdb
import pandas as pd

from skillslib.lock import hold

MODEL = files("skillslib").joinpath("model.sql")
LOCK = ".loading.lock"

VAULT_TABLES = """
create table vault.identities (
    person_id text using compression uncompressed, kind text, value text using compression uncompressed,
    value_norm text using compression uncompressed);
create table vault.recipients (
    award_id text, kind text, value text, value_norm text, salt text, version_at timestamp, last_on date,
    source_id text, line bigint);
create table vault.raw_documents (
    award_id text, document_hash text, document text using compression zstd);
create table vault.quarantine_raw (quarantine_id text, raw text);
"""

# The names a question's SQL may use, and the macro that each of them stands for.
DATED = (
    "holdings",
    "workforce",
    "targets",
    "business_units",
    "business_unit_paths",
    "offers",
    "matching",
    "skill_places",
)
KNOWN = (
    "award_spans",
    "holding_spans",
    "awards",
    "series_awards",
    "assignments",
    "employments",
    "badges",
    "badge_skills",
    "locations",
    "programmes",
    "enrolments",
)


LEAST_MATCHED = 0.9  # it can be raised, never lowered; `least_matched` of model.sql says so too
# What holds where a company decided nothing.
DECIDED = {
    "population": "employee",
    "structure": "as was",
    "matching.least": LEAST_MATCHED,
    "matching.ids": "as written",
    "check.stale_after": 45.0,
    "check.grows_at_most": 0.2,
    "check.shrinks_at_most": 0.2,
}


class StoreError(ValueError):
    """The store is missing, or not one we can read; the message says what to do."""


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


def current_version(folder):
    """The name of the current version, or None where nothing has been loaded yet."""
    pointer = Path(folder) / "current"
    return pointer.read_text().strip() if pointer.is_file() else None


def connect(folder=None):
    """A read-only connection to the store's current version.

    The connection is a plain DuckDB one: your own `con.sql(...)` works beside the questions.

    Errors: StoreError where there is no store, with the command that makes one.
    Example: con = connect("store")
    """
    folder = locate(folder)
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
    con = duckdb.connect(str(path), read_only=True)
    _require_model(con, folder)
    return con


def _model_hash():
    """What model.sql says, whatever its comments and line breaks."""
    text = " ".join(re.sub(r"--[^\n]*", "", MODEL.read_text()).split())
    return hashlib.sha256(text.encode()).hexdigest()


def _require_model(con, folder):
    """A store carries its own model, so it answers by that: an older one must not pass for today's."""
    tables = con.execute("select 1 from duckdb_tables() where table_name = 'model'").fetchall()
    made_by = con.execute("select model_hash from model").fetchall() if tables else []
    if made_by != [(_model_hash(),)]:
        con.close()
        raise StoreError(
            f"{folder} was made by another version of the workbench, whose rules differ from this one's. "
            "Load your exports into a new store: `skillslib load FOLDER --store NEW`."
        )


def folder_of(con):
    """The store folder that a connection was opened on, and the version it reads."""
    path = Path(
        con.execute(
            "select path from duckdb_databases() where database_name = current_database()"
        ).fetchall()[0][0]
    )
    return path.parent.parent, path.stem


def refresh(con):
    """A connection to the version that is current now; the old one is closed.

    Example: con = refresh(con)
    """
    folder, _ = folder_of(con)
    con.close()
    return connect(folder)


def ask(con, sql, as_of, known_at, **values):
    """The answer to a question's SQL, which may say `from holdings`, `from workforce` and the like.

    Each of those names is supplied for the day asked about, as known on the day of `known_at`; for
    a list of days its rows say which in a column `day`. Values go in as `$name` parameters. Returns
    a DataFrame.
    """
    sibling = "_on" if isinstance(as_of, list) else ""
    supplied = [
        f"{name} as (from {name}{sibling}($as_of, $known_at))"
        for name in DATED
        if re.search(rf"\b{name}\b", sql)
    ] + [f"{name} as (from {name}($known_at))" for name in KNOWN if re.search(rf"\b{name}\b", sql)]
    body = sql.strip()
    if supplied:
        names = ",\n".join(supplied)
        body = f"with {names},\n{body[5:]}" if body.startswith("with ") else f"with {names}\n{body}"
    given = {"as_of": as_of, "known_at": known_at, **values}
    used = {name: value for name, value in given.items() if re.search(rf"\${name}\b", body)}
    return con.execute(body, used).df()


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
                _require_model(con, folder)
            else:
                con.execute(MODEL.read_text())
                con.execute("insert into model values (?)", [_model_hash()])
                con.execute(VAULT_TABLES)
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


def settings(con):
    """What the company decided, by name; what it left open is as most companies have it.

    population        who is in every denominator: a list of employee, contractor, on leave
    structure         as was | today: which hierarchy of units a question shows
    matching.least    the share of awards that must find their person before a place is measured
    matching.ids      as written | without leading zeros: how employee ids of badges and people are compared
    check.stale_after      after how many days the newest export of a kind is out of date
    check.grows_at_most    the share by which a delivery may grow against the one before
    check.shrinks_at_most  the share by which it may shrink; a snapshot that shrinks more is not complete

    Example: settings(connect())["population"]
    """
    said = DECIDED | dict(con.execute("select name, value from settings").fetchall())
    numbers = {name: float(said[name]) for name in DECIDED if isinstance(DECIDED[name], float)}
    return (
        {name: said[name] for name in DECIDED}
        | numbers
        | {"population": tuple(said["population"].split(", "))}
    )


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


def data_date(con):
    """The last day on which any source recorded anything: the newest export's date, not the clock's.

    Errors: StoreError where the store holds no dated fact yet.
    Example: data_date(connect())
    """
    found = con.execute("""
        select greatest(
            (select max(exported_on) from sources),
            (select max(recorded_at)::date from award_versions),
            (select max(recorded_at)::date from assignment_versions))""").fetchall()[0][0]
    if found is None:
        raise StoreError("The store holds no dated fact yet. Load exports first: `skillslib load FOLDER`.")
    return found


def check(con):
    """What is wrong in the store, one row for each rule of model.sql: rule, problems (rows), ok.

    Example: check(connect())
    """
    return con.execute("select rule, problems, problems = 0 as ok from problems order by place").df()
