"""A published table as a declaration: which columns tell it, and what its rows become.

Its rows are read into the temporary view `whole`, blanks and what stands for them as null; rows that lack
what they need, or have no number where one belongs, are refused.
"""

import tempfile
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from skillslib.intake import IntakeError, first_rows, header, literal, read_workbook
from skillslib.taxonomy.cells import folded, names_of, read_cells
from skillslib.taxonomy.staging import hand_over, tell

BLANK = ("missing-value", "blank, and needed")
NO_NUMBER = ("bad-number", "not a number")
TITLES = 10  # rows of a workbook within which its header stands
FIRST = "any_value(source_id) as source_id, min(line) as line"


@dataclass(frozen=True)
class Table:
    """One of a family's tables; its columns go by their folded headers.

    needed   columns that tell it; a row in which one of them is blank is refused
    told     (staging table, query over `whole`), in turn
    telling  columns that tell it too, and may be blank
    others   columns that are read where the file has them
    numbers  columns of numbers, among those
    """

    needed: tuple
    told: tuple
    telling: tuple = ()
    others: tuple = ()
    numbers: tuple = ()


def which(names, tables):
    """The first of some named tables that has all it needs among folded headers, or ""."""
    return next((what for what, table in tables.items() if {*table.needed, *table.telling} <= set(names)), "")


def concept(concept_id, kind, label, once=False, language="'en'", **more):
    """A concept and its preferred label for `told`: each row's own, or `once` for what many rows mention."""
    place, group = (FIRST, " group by all") if once else ("source_id, line", "")
    said = "".join(f", {sql} as {column}" for column, sql in more.items())
    rows = f"from whole where {concept_id} is not null and {label} is not null{group}"
    told = f"select {place}, {concept_id} as concept_id, {label} as label, {language} as language"
    return (
        ("concepts", f"{told}, {kind} as kind{said} {rows}"),
        ("labels", f"{told}, 'preferred' as label_type {rows}"),
    )


def label(concept_id, text, label_type="alternative", language="'en'"):
    """Another label of a concept for `told`."""
    return (
        "labels",
        f"""select source_id, line, {concept_id} as concept_id, {text} as label,
               '{label_type}' as label_type, {language} as language
        from whole where {text} is not null""",
    )


def relation(concept_id, word, to_id, once=False):
    """A relation for `told`: each row's own, or `once` for what many rows mention."""
    place, group = (FIRST, " group by all") if once else ("source_id, line", "")
    return (
        "relations",
        f"""select {place}, {concept_id} as concept_id, '{word}' as relation, {to_id} as to_id
        from whole where {concept_id} is not null and {to_id} is not null{group}""",
    )


def names_in(found, words):
    """The folded headers of a table, or of the only sheet of a workbook whose name matches `words`."""
    if found.path.suffix.lower() != ".xlsx":
        return names_of(found)
    return [folded(name) for name in _headers(found)] if words.search(found.name) else []


def _headers(found):
    return _headers_at(found.path, found.name, found.sha256)


@lru_cache(maxsize=100)
def _headers_at(path, name, _content):
    """The first row with several cells of a workbook's only sheet: titles and notes stand above it.

    One that cannot be opened is nobody's, as others are.
    To open a workbook is to read most of it, and it is asked more than once.
    """
    try:
        sheets = list(first_rows(path, name, TITLES).values())
    except IntakeError:
        return []
    rows = sheets[0] if len(sheets) == 1 else []
    return next((row for row in rows if sum(map(bool, row)) > 1), [])


def read_table(con, part, table, nothing=""):
    """Read a file's rows and stage what they tell; cells that say `nothing` are blank."""
    with tempfile.TemporaryDirectory() as folder:
        if part.found.path.suffix.lower() == ".xlsx":
            part = _written_out(con, part, Path(folder))
        delimiter, theirs = header(part.found)
        columns = tuple(dict.fromkeys((*table.needed, *table.telling, *table.others)))
        # Tables between tabs are never quoted: a quote is a part of a name there.
        read_cells(con, part, columns, quote="" if delimiter == "\t" else '"', delimiter=delimiter)
    tell_rows(con, table, {folded(name): name for name in theirs}, nothing)


def hand_table(con, part, table, columns):
    """The same for what no table holds: columns as {name: list}, those of `table` that are missing blank."""
    length = len(next(iter(columns.values())))
    blank = [None] * length
    names = (*table.needed, *table.telling, *table.others)
    hand_over(
        con,
        part,
        {"line": columns.get("line", range(1, length + 1))}
        | {name: pd.Series(columns.get(name, blank), dtype="str") for name in names},
    )
    tell_rows(con, table, {}, "")


def tell_rows(con, table, shown, nothing):
    """Stage what the rows in `cells` tell; `shown` are the columns' names as the file writes them."""
    columns = tuple(dict.fromkeys((*table.needed, *table.telling, *table.others)))
    cells = ", ".join(f"nullif({name}, {literal(nothing)}) as {name}" for name in columns)
    con.execute(f"create or replace temp view filled as select source_id, line, {cells} from cells")
    faults = [(f"{name} is null", name, *BLANK) for name in table.needed]
    faults += [
        (f"{name} is not null and try_cast({name} as double) is null", name, *NO_NUMBER)
        for name in table.numbers
    ]
    wrong = " or ".join(rule for rule, *_ in faults)
    con.execute(f"create or replace temp view whole as from filled where not ({wrong})")
    for rule, name, code, why in faults:
        tell(
            con,
            "refused",
            f"""select source_id, line, {literal(shown.get(name, name))} as column_name, '{code}' as code,
                   '{why}' as reason
            from filled where {rule}""",
        )
    for name, rows in table.told:
        tell(con, name, rows)


def _written_out(con, part, folder):
    """The part of a workbook as that of a CSV with the same columns."""
    wanted = {name: name for name in _headers(part.found) if name}
    found, said = read_workbook(part.found.path, wanted, folder / "sheet.csv", part.found.name)
    for number, what in said:
        tell(
            con,
            "remarks",
            f"""select {literal(part.source_id)} as source_id, 'headings-passed' as code,
                   {literal(f"{number:,} {what}")} as what, 'left out' as effect""",
        )
    return replace(part, found=found, encoding=None)
