"""The rows of a CSV: read as text by the engine, then judged by one query."""

import tempfile
from pathlib import Path

from skillslib.intake.cells import NO_FAULT, fault, faults, literal, typed
from skillslib.intake.files import CHUNK, check_header
from skillslib.intake.shape import IntakeError


def read_rows(con, found, shape, source_id, encoding=None):
    """A CSV's rows, judged: makes the temporary tables `judged` (typed, with `faults`) and `broken`."""
    delimiter, names = check_header(found, shape)
    con.execute("drop view if exists good")
    for table in ("raws", "cells", "broken", "broken_scan", "judged", "reject_rows"):
        con.execute(f"drop table if exists {table}")
    with tempfile.TemporaryDirectory() as folder:
        path = _tidied(found, folder, encoding)
        columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(names)))
        form = f"delim={literal(delimiter)}, quote='\"', escape='\"', header=true, auto_detect=false"
        con.execute(
            f"create temp table cells as from read_csv({literal(path)}, columns={{{columns}}}, {form}, "
            "max_line_size=8000000, store_rejects=true, rejects_table='broken', rejects_scan='broken_scan')"
        )
        _judge(con, found, shape, names, source_id)
        con.execute(
            """create or replace temp table raws as
            select ordinal, to_json(cells)::text as raw from cells
            join judged on judged.ordinal = cells.rowid where len(faults) > 0;
            drop table cells"""
        )
        con.execute(
            f"""create temp table reject_rows as
            select {literal(source_id)} as source_id, line,
                   any_value(error_type order by column_idx)::text as error,
                   any_value(csv_line) as raw from broken group by line"""
        )
        _refuse_open_quote(con, found)
        if any(
            con.execute(
                "select exists (from judged where len(faults) > 0), exists (from reject_rows)"
            ).fetchall()[0]
        ):
            _number_lines(con, _in_valid_text(con, path, folder), found.quotes)


def _tidied(found, folder, encoding):
    """The file, or a copy in UTF-8 with one kind of line end where the engine would refuse the file."""
    if not encoding and not found.mixed_lines:
        return found.path
    copy = Path(folder) / "copy.csv"
    with (
        found.path.open(
            encoding=encoding or "utf-8", errors="strict" if encoding else "surrogateescape"
        ) as source,
        copy.open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as target,
    ):
        try:
            while piece := source.read(CHUNK):
                target.write(piece)
        except UnicodeDecodeError as error:
            raise IntakeError(
                f"{found.name}: it is not {encoding}, as declared (byte {error.start}). "
                "Declare its true encoding."
            ) from None
    return copy


def _in_valid_text(con, path, folder):
    """The file, or a copy line for line without the bytes that are no UTF-8."""
    if not con.execute("select count(*) from reject_rows where error = 'INVALID ENCODING'").fetchall()[0][0]:
        return path
    copy = Path(folder) / "valid.csv"
    with (
        path.open(encoding="utf-8", errors="replace", newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        while piece := source.read(CHUNK):
            target.write(piece)
    return copy


def _judge(con, found, shape, names, source_id):
    place = {name: f"c{i}" for i, name in enumerate(names)}
    blanks = ", ' ' || chr(9) || chr(160)" if found.odd_blanks else ""  # a set costs time
    texts = ", ".join(
        (f"nullif(trim({place[c.name]}{blanks}), '')" if c.name in place else "null::text") + f' as "{c.to}"'
        for c in shape.columns
    )
    values = ", ".join(f'{typed(chr(34) + c.to + chr(34), c)} as "as {c.to}"' for c in shape.columns)
    flags = "".join(
        f", {'true' if c.name in place else 'false'} as has_{c.to}" for c in shape.columns if c.optional
    )
    cells = [rule for column in shape.columns for rule in faults(column)]
    fields = ", ".join(f'"as {c.to}" as "{c.to}"' for c in shape.columns)
    con.execute(
        f"""create temp table judged as
        with raw as (select rowid as ordinal, {texts} from cells),
        cast_rows as (select *, {values} from raw),
        named as (
            select ordinal, {fields}{flags},
                   case when {_any(cells)} then [{_cases(cells)}] else [] end as cell_faults
            from cast_rows)
        select {literal(source_id)} as source_id, * exclude (cell_faults), null::bigint as line,
               case when len(cell_faults) > 0 or {_any(shape.rules)}
                    then list_filter(list_concat(cell_faults, [{_cases(shape.rules)}]),
                                     lambda fault: fault is not null)
                    else [] end as faults
        from named"""
    )


def _cases(rules):
    """SQL: the fault of each rule or null; a cell has one fault, the first of its rules that holds."""
    columns = dict.fromkeys(column for _, column, _, _ in rules)
    return (
        ", ".join(
            f"case {' '.join(fault(*rule) for rule in rules if rule[1] == column)} end" for column in columns
        )
        or NO_FAULT
    )


def _any(rules):
    return " or ".join(f"coalesce({wrong}, false)" for wrong, _, _, _ in rules) or "false"


def _refuse_open_quote(con, found):
    swallowed = con.execute(
        """select line, length(raw) - length(replace(raw, chr(10), '')) from reject_rows
        where error = 'UNQUOTED VALUE' and raw like '%' || chr(10) || '_%' limit 1"""
    ).fetchall()
    if swallowed:
        line, rest = swallowed[0]
        raise IntakeError(
            f"{found.name}: a quote opened on line {line} is never closed, so the {rest} lines after it "
            "cannot be told apart. Close the quote, or export the file again."
        )


def _number_lines(con, path, quotes):
    """The physical lines of judged and rejected rows: a record starts where no quote is open.

    The engine numbers rejected lines without the blank ones between records, and accepted ones not at all.
    """
    marks = "length(text) - length(replace(text, '\"', ''))"
    before = f"sum({marks}) over (rows between unbounded preceding and current row) - {marks}"
    starts = f"({before}) % 2 = 0" if quotes else "true"
    con.execute(
        f"""create or replace temp table lines as
        select row_number() over () as line, replace(coalesce(text, ''), chr(13), '') as text
        from read_csv({literal(path)}, columns={{'text': 'VARCHAR'}}, header=false, auto_detect=false,
                      delim='\x01', quote='', escape='', max_line_size=8000000);
        create or replace temp table numbered as
        select line, starts, row_number() over () as counted
        from (select line, text, {starts} as starts from lines) where not (starts and text = '');
        drop table lines"""
    )
    con.execute(
        """update reject_rows set line = numbered.line from numbered where counted = reject_rows.line;
        create or replace temp table records as
        select line, row_number() over (order by line) - 1 as ordinal
        from numbered anti join reject_rows using (line) where starts and counted > 1;
        update judged set line = records.line from records
        where judged.ordinal = records.ordinal and len(faults) > 0;
        drop table numbered; drop table records"""
    )
