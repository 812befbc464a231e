"""SQL for one cell: strict casts that never guess, and what is wrong where they fail."""

from skillslib.intake.dates import date_faults, day_as_written, end_day, moment
from skillslib.quoting import literal

DATED = ("day", "moment", "end", "day as written", "last day")
# What a value of a kind is in the engine, where it is neither a text nor a day.
TYPES = {
    "moment": "timestamp",
    "number": "double",
    "percent": "double",
    "whole": "integer",
    "yes/no": "boolean",
}
NO_FAULT = 'null::struct("column" text, code text, reason text)'


class Words(str):
    """What is wrong with a row, as SQL: it names what the row has."""


def plain(text):
    """SQL: a label without what does not tell it from another: case, blanks, Unicode variants."""
    return f"lower(trim(regexp_replace(nfc_normalize(replace({text}, chr(160), ' ')), '\\s+', ' ', 'g')))"


def content(*columns):
    """SQL: the hash of these columns' values, nulls told apart from blanks."""
    return f"md5(concat_ws(chr(31), {', '.join(f'coalesce({c}::text, chr(30))' for c in columns)}))"


def trimmed(cell, odd_blanks=True):
    """SQL: a cell without the blanks around it, null where nothing is left.

    Few cells have any, and trimming costs more than looking for them.
    """
    ends = f"{cell} < '!' or ends_with({cell}, ' ')"  # blank, tab and line end sort before any other sign
    if not odd_blanks:
        return f"case when {ends} then nullif(trim({cell}), '') else {cell} end"
    odd = " or ".join(f"starts_with({cell}, {c}) or ends_with({cell}, {c})" for c in ("chr(9)", "chr(160)"))
    return (
        f"case when {ends} or {odd} then nullif(trim({cell}, ' ' || chr(9) || chr(160)), '') else {cell} end"
    )


def absent(column):
    """SQL: the value of a column that a file does not have."""
    return f"null::{TYPES.get(column.kind, 'date' if column.kind in DATED else 'text')}"


def typed(cell, column, dates="iso"):
    """SQL: a text cell as the column's kind, null where it is not one."""
    if column.kind in DATED:
        return {
            "day": f"({moment(cell, dates)})::date",
            "end": end_day(cell, dates),
            "moment": moment(cell, dates),
            "day as written": day_as_written(cell, dates),
            "last day": f"({day_as_written(cell, dates)}) + 1",
        }[column.kind]
    if column.kind in ("number", "percent"):
        return _number(cell, column)
    cell = _meant(cell, column.words)
    return {
        "text": cell,
        "whole": f"case when regexp_full_match({cell}, '\\d+') then try_cast({cell} as integer) end",
        "yes/no": f"case lower({cell}) when 'yes' then true when 'true' then true "
        f"when 'no' then false when 'false' then false end",
        "choice": f"case when lower({cell}) in ({', '.join(map(literal, column.choices)) or 'null'}) "
        f"then lower({cell}) end",
    }[column.kind]


def _number(cell, column):
    """SQL: a number; a sheet's own numbers have a point whatever its texts have."""
    point, digits = (r"\.", cell) if column.decimal == "." else ("[.,]", f"replace({cell}, ',', '.')")
    pattern = rf"-?\d+({point}\d+)?"
    if column.kind == "number":
        return f"case when regexp_full_match({cell}, '{pattern}') then try_cast({digits} as double) end"
    digits = f"try_cast(rtrim({digits}, ' %' || chr(160)) as double) / 100"
    return f"case when regexp_full_match({cell}, '{pattern}[ \\x{{a0}}]?%?') then {digits} end"


def _meant(cell, words):
    """SQL: what a cell means by the declared words, else what it says; a word may mean nothing at all."""
    if not words:
        return cell
    cases = " ".join(f"when {literal(theirs)} then {literal(ours)}" for theirs, ours in words)
    return f"nullif(case lower({cell}) {cases} else {cell} end, '')"


def faults(column, cell, value, dates="iso"):
    """What may be wrong with one cell, as rules: (what is wrong as SQL, column, reason code, reason)."""
    found = []
    if column.kind in DATED:
        found += date_faults(cell, value, dates)
    elif column.kind != "text":
        wanted = ", ".join(column.choices) if column.choices else f"a value of kind {column.kind}"
        why = f"not one of {wanted}" if column.choices else f"not {wanted}"
        why += f"; {column.hint}" if column.hint else ""
        found.append((f"{value} is null and {cell} is not null", "bad-value", why))
    return [(wrong, column.name, code, why) for wrong, code, why in found] + blank(column, cell)


def blank(column, cell):
    """The rule that a column's cells may not be blank, if they may not."""
    return [(f"{cell} is null", column.name, "missing-value", "blank, and needed")] if column.needed else []


def fault(wrong, column, code, why):
    """SQL: one branch of a case, from a rule."""
    reason = why if isinstance(why, Words) else literal(why)
    return f"when {wrong} then {{'column': {literal(column)}, 'code': '{code}', 'reason': {reason}}}"
