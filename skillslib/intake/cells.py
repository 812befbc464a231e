"""SQL for one cell: strict casts that never guess, and what is wrong where they fail."""

DAY = r"\d{4}-\d{2}-\d{2}"
OFFSET = r" ?(Z|UTC|[+-]\d{2}:?\d{2})"
MOMENT = rf"{DAY}([T ]\d{{2}}:\d{{2}}(:\d{{2}}(\.\d+)?)?({OFFSET})?)?"
NO_FAULT = 'null::struct("column" text, code text, reason text)'
TWO_DAYS = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*"


def literal(value):
    """A Python text as an SQL text."""
    return "'" + str(value).replace("'", "''") + "'"


def plain(text):
    """SQL: a label without what does not tell it from another: case, blanks, Unicode variants."""
    return f"lower(trim(regexp_replace(nfc_normalize(replace({text}, chr(160), ' ')), '\\s+', ' ', 'g')))"


def content(*columns):
    """SQL: the hash of these columns' values, nulls told apart from blanks."""
    return f"md5(concat_ws(chr(31), {', '.join(f'coalesce({c}::text, chr(30))' for c in columns)}))"


def moment(cell):
    """SQL: a timestamp in UTC from an ISO text, or null; a text without an offset is UTC already."""
    return (
        f"case when length({cell}) = 10 then "
        f"case when regexp_full_match({cell}, '{DAY}') then try_cast({cell} as timestamp) end "
        f"when not regexp_full_match({cell}, '{MOMENT}') then null "
        f"when regexp_matches({cell}, '{OFFSET}$') then try_cast({cell} as timestamptz) at time zone 'UTC' "
        f"else try_cast({cell} as timestamp) end"
    )


def end_day(cell):
    """SQL: the first day on which something is over; what ends within a day is good that day."""
    return (
        f"case when {moment(cell)} = date_trunc('day', {moment(cell)}) then ({moment(cell)})::date "
        f"else ({moment(cell)})::date + 1 end"
    )


def typed(cell, column):
    """SQL: a text cell as the column's kind, null where it is not one."""
    return {
        "text": cell,
        "day": f"({moment(cell)})::date",
        "end": end_day(cell),
        "moment": moment(cell),
        "number": f"case when regexp_full_match({cell}, '-?\\d+(\\.\\d+)?') "
        f"then try_cast({cell} as double) end",
        "whole": f"case when regexp_full_match({cell}, '\\d+') then try_cast({cell} as integer) end",
        "yes/no": f"case lower({cell}) when 'yes' then true when 'true' then true "
        f"when 'no' then false when 'false' then false end",
        "choice": f"case when lower({cell}) in ({', '.join(map(literal, column.choices)) or 'null'}) "
        f"then lower({cell}) end",
    }[column.kind]


def faults(column):
    """What may be wrong with one cell, as rules: (what is wrong as SQL, column, reason code, reason)."""
    cell, value = f'"{column.to}"', f'"as {column.to}"'
    found = []
    if column.kind in ("day", "moment", "end"):
        ambiguous = f"{value} is null and regexp_full_match({cell}, '{TWO_DAYS}')"
        why = "the date can be read in two ways; write it as yyyy-mm-dd"
        found.append((ambiguous, "ambiguous-date", why))
        wrong = f"{cell} is not null and {value} is null"
        found.append((wrong, "bad-date", "not a date of the calendar as yyyy-mm-dd"))
    elif column.kind != "text":
        wanted = ", ".join(column.choices) if column.choices else f"a value of kind {column.kind}"
        why = f"not one of {wanted}" if column.choices else f"not {wanted}"
        found.append((f"{cell} is not null and {value} is null", "bad-value", why))
    if column.needed:
        found.append((f"{cell} is null", "missing-value", "blank, and needed"))
    return [(wrong, column.name, code, why) for wrong, code, why in found]


def fault(wrong, column, code, why):
    """SQL: one branch of a case, from a rule."""
    return f"when {wrong} then {{'column': {literal(column)}, 'code': '{code}', 'reason': {literal(why)}}}"
