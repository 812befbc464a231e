"""The rows of a CSV: read as text by the engine, then judged by one query."""

from contextlib import contextmanager

import duckdb
import numpy as np
import pandas as pd

from skillslib.intake.cells import (
    NO_FAULT,
    absent,
    blank,
    fault,
    faults,
    trimmed,
    typed,
)
from skillslib.intake.dates import check_dates
from skillslib.intake.files import check_header, one_line_end
from skillslib.intake.lines import open_quote, read_lines, record_lines
from skillslib.intake.private import forbidden
from skillslib.intake.shape import ERASED, IntakeError
from skillslib.quoting import file_literal, identifier, literal
from skillslib.vault import pseudonyms

LONGEST_LINE = 8_000_000
# The engine's own choice of a buffer is twice that, and no faster.
LIMITS = f"max_line_size={LONGEST_LINE}, buffer_size={8 * LONGEST_LINE}"
OF_ERASED = "of a person who was erased: left out, and nothing of it kept"
AT_ERASED = (
    "it has an address of a person who was erased: left out, and nothing of it kept. Where the address is "
    "another person's today, leave the cell blank"
)
ADDRESSES = ("email", "email_aliases", "recipient")
TOLD = 10_000  # so many bytes of a rejected line the engine tells, and no more


def read_rows(con, found, shape, source_id, encoding=None, dates=None):
    """A CSV's rows, judged: the temporary tables `judged` (typed, with `faults`), `raws` and `reject_rows`.

    `dates` says how the file writes its dates where the shape's columns leave it open: see `dates.CHOICES`.
    Errors: IntakeError with the file, the place and what to do.
    """
    check_dates(dates or shape.dates)
    delimiter, names = check_header(found, shape)
    con.execute("drop view if exists good")
    for table in ("raws", "cells", "broken", "broken_scan", "judged", "reject_rows"):
        con.execute(f"drop table if exists {table}")
    with one_line_end(con, found, encoding) as path:
        _read(con, found, path, delimiter, names)
        kept = _kept(shape, names)
        numbers = _number(con, found, path, delimiter, names, kept, source_id)
    with _given(con, "numbers", numbers):
        _judge(con, found, shape, names, source_id, dates or shape.dates)
    con.execute(
        f"""create temp table raws as
        select ordinal, {_as_it_stood(delimiter, kept)} as raw from cells
        join judged on judged.ordinal = cells.rowid where len(faults) > 0;
        drop table cells"""
    )


def _kept(shape, names):
    """Of each column of a file, whether anything of it may be kept: only of those that are read."""
    read = {column.name for column in shape.columns}
    return [name in read and not forbidden(name) for name in names]


def _as_it_stood(delimiter, kept):
    """SQL: the row as the file has it, but for quotes that it would not need, and for what is not kept."""
    cell = (
        f"""case when regexp_matches({{0}}, '["\n{delimiter}]') """
        """then '"' || replace({0}, '"', '""') || '"' else coalesce({0}, '') end"""
    )
    cells = (cell.format(f"c{i}") if keep else "''" for i, keep in enumerate(kept))
    return f" || {literal(delimiter)} || ".join(cells)


@contextmanager
def _given(con, name, frame):
    con.register(name, frame)
    try:
        yield
    finally:
        con.unregister(name)


def _read(con, found, path, delimiter, names):
    """All columns as text, in the file's order; what is no row of so many cells goes to `broken`."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(names)))
    try:
        con.execute(
            f"""create temp table cells as from read_csv(
                {file_literal(path)}, columns={{{columns}}}, delim={literal(delimiter)}, quote='"',
                escape='"', header=true, auto_detect=false, {LIMITS}, store_rejects=true,
                rejects_table='broken', rejects_scan='broken_scan')"""
        )
    except duckdb.Error as error:
        why = str(error).splitlines()[0]
        raise IntakeError(
            f"{found.name}: it cannot be read as a CSV ({why}). Export the file again."
        ) from None


def _judge(con, found, shape, names, source_id, dates):
    """The temporary table `judged`: typed values and what is wrong with the row; most rows have no fault."""
    place = {name: f"c{i}" for i, name in enumerate(names)}
    people = [column for column in shape.columns if column.person]
    _note_people(con, found, [column for column in people if column.name in place], place)
    texts, values, rules, flags = [], [], [], ""
    for column in shape.columns:
        written, said, value = column.dates or dates, identifier(f"said {column.to}"), identifier(column.to)
        if column.name in place:
            texts.append(f"{trimmed(place[column.name], found.odd_blanks)} as {said}")
            values.append(f"{typed(said, column, written)} as {value}")
            rules += faults(column, said, value, written)
        else:
            texts.append(f"null::text as {said}")
            values.append(f"{absent(column)} as {value}")
            rules += blank(column, said)
        if column.optional:
            flags += f", {'true' if column.name in place else 'false'} as has_{column.to}"
    # What leaves a row out without a fault goes first: the rest of it is of no interest then.
    excluding = [rule for column in people for rule in _of_erased(column)]
    if pseudonyms.any_erased(con):
        excluding += _at_erased(shape)
    excluding += [rule for rule in shape.rules if rule[2] in shape.excluded]
    others = [rule for rule in shape.rules if rule not in excluding]
    found_faults = ", ".join(map(_cases, (excluding, rules, others)))
    con.execute(
        f"""create temp table judged as
        with texts as (
            select ordinal, line, {", ".join(texts)}
            from cells join numbers on numbers.ordinal = cells.rowid),
        typed as (select *, {", ".join(values)} from texts),
        known as ({_known(people)})
        select {literal(source_id)} as source_id, ordinal,
               {", ".join(identifier(column.to) for column in shape.columns)}{flags}, line,
               {"".join(f"{one.person}, " for one in people)}
               case when {_any((*excluding, *rules, *shape.rules))}
                    then list_filter([{found_faults}], lambda f: f is not null)
                    else [] end as faults
        from known"""
    )


def _note_people(con, found, people, place):
    """The pseudonyms of all employee ids in a file are in the vault before its rows are judged."""
    ids = " union ".join(
        f"select {typed(trimmed(place[one.name], found.odd_blanks), one)} as employee_id from cells"
        for one in people
    )
    if ids:
        pseudonyms.note(con, ids)


def _known(people):
    """SQL: the typed rows, beside each employee id its pseudonym."""
    named = "".join(f", of_{one.person}.person_id as {one.person}" for one in people)
    joins = " ".join(
        f"left join vault.pseudonyms as of_{one.person} "
        f"on of_{one.person}.employee_id = typed.{identifier(one.to)}"
        for one in people
    )
    return f"select typed.*{named} from typed {joins}"


def _of_erased(column):
    """The rule that a row of a person who was erased is left out, if this column tells whose it is."""
    wrong = f"{identifier(column.to)} is not null and person_id is null"
    return [(wrong, column.name, ERASED, OF_ERASED)] if column.person == "person_id" else []


def _at_erased(shape):
    """The rules that a row with an address of a person who was erased is left out, whatever id it has."""
    gone = "(select list(tombstone) from vault.erased)"
    return [
        (
            f"""coalesce(list_has_any(list_transform(string_split({identifier(column.to)}, ';'),
                lambda one: tombstone(lower(trim(one)))), {gone}), false)""",
            column.name,
            ERASED,
            AT_ERASED,
        )
        for column in shape.columns
        if column.to in ADDRESSES
    ]


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
    return " or ".join(f"({wrong})" for wrong, _, _, _ in rules) or "false"


def _number(con, found, path, delimiter, names, kept, source_id):
    """The line of each row of `cells` by its ordinal; and the table `reject_rows`, with theirs."""
    lines = read_lines(path, found.quotes)
    _refuse_open_quote(con, found, lines, delimiter)
    places = con.execute("select distinct line_byte_position - 1 as place from broken").fetchnumpy()["place"]
    accepted = con.execute("select count(*) from cells").fetchall()[0][0]
    told = record_lines(lines, delimiter, accepted, places)
    if told is None:
        raise IntakeError(
            f"{found.name}: the quotes inside its cells leave it open on which lines rows start. Put cells "
            'that hold a quote into quotes, and double it ("a 5"" disk"), or export the file again.'
        )
    first = "byte_position, error_type desc"  # of several faults of a line, the one that comes first in it
    told = _in_table(found, *told)
    # Where its cells cannot be told apart, nothing is kept of a row that has any that are not.
    raw = "text" if all(kept) else "null::text"
    with _given(con, "numbers", pd.DataFrame({"place": places, "line": told[1]})):
        con.execute(
            f"""create temp table reject_rows as
            select {literal(source_id)} as source_id, numbers.line,
                   first([{", ".join(map(literal, names))}][column_name[2:]::integer + 1] order by {first})
                       as column_name,
                   first(error_type order by {first})::text as error,
                   ltrim(any_value(csv_line), chr(10) || chr(13)) as text, {raw} as raw
            from broken join numbers on line_byte_position - 1 = place group by numbers.line"""
        )
    return pd.DataFrame({"ordinal": np.arange(accepted), "line": told[0]})


def _in_table(found, accepted, rejected):
    """The rows, in the table that a file was written out of, of the records on these lines of the file."""
    if found.rows is None:
        return accepted + found.above, rejected + found.above
    lines = np.sort(np.concatenate([accepted, rejected]))
    return found.rows[np.searchsorted(lines, accepted)], found.rows[np.searchsorted(lines, rejected)]


def _refuse_open_quote(con, found, lines, delimiter):
    """A row that a quote holds open across lines swallows them: nobody can tell what they were."""
    places = con.execute(
        f"""select distinct line_byte_position - 1 as place from broken
        where error_type in ('UNQUOTED VALUE', 'LINE SIZE OVER MAXIMUM')
          and (contains(ltrim(csv_line, chr(10) || chr(13)), chr(10)) or strlen(csv_line) >= {TOLD})
        order by place"""
    ).fetchnumpy()["place"]
    for line in lines.numbers(places):
        span = open_quote(lines, delimiter, line)
        if span:
            opened, last = (line + found.above for line in span)
            raise IntakeError(
                f"{found.name}: a quote opened on line {opened} is never closed where its cell ends, so "
                f"the {last - opened:,} lines after it, up to line {last}, cannot be told apart. "
                "Close the quote, or export the file again."
            )
