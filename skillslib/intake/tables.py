"""Tables that are no text, written out as a CSV of text cells: from there on they are read like any other.

Only the columns that are wanted are read at all. The CSV lies in the load's temporary folder, and its look
says on which row of the table each record stands (`Look.rows`).
"""

import difflib

import duckdb
import numpy as np

from skillslib.intake.files import DATA_FIRST, is_data, look
from skillslib.intake.shape import IntakeError
from skillslib.quoting import file_literal, identifier, literal

PARQUET = b"PAR1"
# How a value of each type becomes a text that says the same, and says it in one way only.
AS_TEXT = {
    "DATE": "{0}::text",
    "TIMESTAMP WITH TIME ZONE": "({0} at time zone 'UTC')::text",
    "TIMESTAMP": "{0}::timestamp::text",
    "DOUBLE": "case when {0} = trunc({0}) and abs({0}) < 1e15 then {0}::bigint::text "
    "when not isnan({0}) then {0}::text end",
    "DECIMAL": "case when {0} = trunc({0}) then {0}::hugeint::text else {0}::text end",
    "LIST": "to_json({0})::text",
}
AS_TEXT["FLOAT"] = AS_TEXT["DOUBLE"]
PLAIN = ("VARCHAR", "BOOLEAN", "UUID", "TIME", "ENUM", "JSON", "NULL")
WHOLE = ("INT", "INTEGER")


def check_columns(name, names, wanted):
    """Refuse a table that lacks a wanted column or has it twice; `wanted` are ours by theirs.

    Errors: IntakeError with the column, what it is to say, and the nearest names that are there.
    """
    for theirs, ours in wanted.items():
        if names.count(theirs) > 1:
            raise IntakeError(f"{name}: the column {theirs!r} is there twice; keep one of them.")
        if theirs not in names:
            if is_data([said for said in names if said]):
                raise IntakeError(f"{name}: {DATA_FIRST}. Give it the names of its columns.")
            folded = {said.lower(): said for said in names if said}
            close = [folded[said] for said in difflib.get_close_matches(theirs.lower(), folded, 3, 0.5)]
            near = f"Nearest: {', '.join(map(repr, close))}. " if close else ""
            found = ", ".join(said for said in names if said) or "none"
            raise IntakeError(
                f"{name}: the column {theirs!r} is missing, which is declared to say {ours}. {near}"
                f"Found: {found}. Correct the declaration or the file."
            )


def look_of(path, name, rows):
    """The look of a CSV that was written out of a table; `name` is the table's, as people see it."""
    found = look(path)
    found.shown, found.rows = name, rows
    return found


def lacking(name, package, extra):
    """The error of a kind of table whose package is not installed."""
    return IntakeError(f'{name}: reading it needs the package {package}: pip install "skillslib[{extra}]".')


def is_parquet(path):
    """Whether a file is Parquet, by its bytes."""
    with path.open("rb") as file:
        return file.read(len(PARQUET)) == PARQUET


def read_parquet(path, wanted, copy, name):
    """A Parquet file as the look of a CSV at `copy`. Errors: IntakeError with the column and its type."""
    source = f"read_parquet({file_literal(path)}, binary_as_string=true, hive_partitioning=false)"
    with duckdb.connect() as con:
        try:
            said = con.execute(f"describe from {source}").fetchall()
            check_columns(name, [column for column, *_ in said], wanted)
            types = {column: kind for column, kind, *_ in said}
            texts = ", ".join(
                f"{_as_text(identifier(theirs), types[theirs], name)} as {identifier(theirs)}"
                for theirs in wanted
            )
            written = con.execute(
                f"copy (select {texts} from {source}) to {literal(copy)} (format csv, header, force_quote *)"
            ).fetchall()
        except duckdb.Error:
            # The engine's own message may show what a cell holds.
            raise IntakeError(f"{name}: it is no whole Parquet file. Export it again.") from None
    return look_of(copy, name, np.arange(1, written[0][0] + 1))


def _as_text(cell, kind, name):
    """SQL: a column's cells as texts. Errors: IntakeError where its type holds no text."""
    if kind.endswith("[]") and not kind.startswith(("STRUCT", "MAP")):
        return AS_TEXT["LIST"].format(cell)
    first = kind.split("(")[0]
    if first.startswith("TIMESTAMP") and first not in AS_TEXT:  # of seconds, of nanoseconds
        first = "TIMESTAMP"
    if first in AS_TEXT:
        return AS_TEXT[first].format(cell)
    if first in PLAIN or first.endswith(WHOLE):
        return f"{cell}::text"
    raise IntakeError(f"{name}: the column {cell} is of type {kind}, which is no text, number, date or list.")
