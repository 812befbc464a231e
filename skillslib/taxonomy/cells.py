"""The rows of a published table as text, whatever its lines are like: the temporary table `cells`.

Publishers' tables have cells of many lines, lines of Windows beside lines of Unix, and rows that end early.
What ends early is read as blank there and remarked; what has more cells than the header is refused.
"""

import csv
import re

import duckdb
import numpy as np
import pandas as pd

from skillslib.intake import IntakeError, file_literal, header, literal
from skillslib.intake.lines import read_lines, record_starts
from skillslib.intake.rows import LONGEST_LINE
from skillslib.taxonomy.staging import tell, trimmed

SHORT = "it has fewer cells than the header: those that are missing are read as blank"
LONG = "the line has more cells than the header"
NOTHING = "\x02"  # what no cell says: so a blank cell is told from one that is not there


def folded(name):
    """A header as readers compare it: 'conceptUri', 'concept_uri' and 'Concept URI' are one."""
    return re.sub(r"[\W_]+", "", name.lower())


def is_document(found):
    """Whether a file is a document (JSON, XML), by its first sign: it has no header."""
    return found.head.lstrip("\ufeff \r\n\t").startswith(("{", "[", "<"))


def names_of(found):
    """The folded headers of a file's table, in their order; none where it is a document."""
    return [] if is_document(found) else [folded(name) for name in header(found)[1]]


def read_cells(con, part, columns, quote='"', delimiter=None):
    """The temporary table `cells`: source_id, line, and a text column for each of `columns`.

    `columns` are the folded headers that are wanted; one that the file lacks is null. Cells are trimmed, and
    null where nothing is left. Every row counts as a record. Returns which of the columns are there.
    """
    said, names = header(part.found)
    delimiter = delimiter or said
    places = {folded(name): place for place, name in reversed(list(enumerate(names)))}
    odd = part.found.odd_blanks
    row = ", ".join(
        f"{trimmed(f'c{places[name]}', odd) if name in places else 'null::text'} as {name}"
        for name in columns
    )
    row += f", c{len(names) - 1} is null as is_short"
    if not _scan(con, part, len(names), delimiter, quote, row):
        _scan_slowly(con, part, len(names), delimiter, quote, row)
    con.execute(
        f"""insert into staged_records select source_id, line from cells;
        insert into staged_remarks by name
        select source_id, line, 'ragged-row' as code, {literal(SHORT)} as what, 'doubtful' as effect
        from cells where is_short"""
    )
    return [name for name in columns if name in places]


def _scan(con, part, width, delimiter, quote, row):
    """Whether the engine could read the file into `cells`, each row with the line on which it starts."""
    if part.encoding:
        return False
    lines = record_starts(read_lines(part.found.path, bool(quote) and part.found.quotes))[1:]
    lines = lines if part.found.rows is None else part.found.rows
    con.register("handed_over", pd.DataFrame({"line": lines}))
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    try:
        con.execute(
            f"""create or replace temp table cells as
            select {literal(part.source_id)} as source_id, line, {row}
            from (
                select *, true as is_there
                from read_csv(
                    {file_literal(part.found.path)}, columns={{{columns}}}, delim={literal(delimiter)},
                    quote={literal(quote)}, escape={literal(quote)}, header=true, auto_detect=false,
                    null_padding=true, parallel=false, nullstr='{NOTHING}', max_line_size={LONGEST_LINE}))
            positional join handed_over
            where is_there"""
        )
    except duckdb.Error:
        return False
    finally:
        con.unregister("handed_over")
    told = con.execute("select count(*), count(line) from cells").fetchall()[0]
    return told == (len(lines), len(lines))


def _scan_slowly(con, part, width, delimiter, quote, row):
    """The same by Python's own reader, which takes every encoding and line end; long rows are refused."""
    whole, long = [], []
    for line, record in _records(part, delimiter, quote):
        if len(record) > width:
            long.append(line)
        else:
            whole.append([line, *record, *[None] * (width - len(record))])
    names = ["line", *(f"c{place}" for place in range(width))]
    con.register("handed_over", pd.DataFrame(whole, columns=names).astype({"line": int}))
    source = literal(part.source_id)
    con.execute(
        f"create or replace temp table cells as select {source} as source_id, line, {row} from handed_over"
    )
    con.register("handed_over", pd.DataFrame({"line": np.array(long, int)}))
    tell(con, "records", f"select {source} as source_id, line from handed_over")
    tell(
        con,
        "refused",
        f"""select {source} as source_id, line, 'too-many-columns' as code, {literal(LONG)} as reason
        from handed_over""",
    )
    con.unregister("handed_over")


def _records(part, delimiter, quote):
    """The records of a table below its header, each with its line. Errors: IntakeError where it is none."""
    csv.field_size_limit(LONGEST_LINE)
    quoting = {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    try:
        with part.found.path.open(encoding=part.encoding or "utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, **quoting)
            next(reader)
            line = reader.line_num
            for number, record in enumerate(reader):
                if record:
                    rows = part.found.rows
                    yield line + 1 if rows is None else int(rows[number]), record
                line = reader.line_num
    except (csv.Error, UnicodeDecodeError) as error:
        why = "a cell is too long" if isinstance(error, csv.Error) else "its encoding is another"
        raise IntakeError(
            f"{part.found.name}: it cannot be read as a table ({why}). Say its encoding (--encoding cp1252), "
            "or download it again."
        ) from None
