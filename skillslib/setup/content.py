"""What the cells of a column say of themselves: how dates are written, shares, decimals, which are ids."""

import re

import duckdb

from skillslib.intake.dates import day_as_written
from skillslib.intake.months import is_named_day

ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?")
ISO_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}(Z|[+-]\d{2}:\d{2})")
PARTS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})[/.-](\d{2}|\d{4})( .*)?")
YEAR_FIRST = re.compile(r"\d{4}[/.]\d{1,2}[/.]\d{1,2}( .*)?")
COMPACT = re.compile(r"(19|20|47|99)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
UNIX, UNIX_MS = re.compile(r"\d{10}"), re.compile(r"\d{13}")
EXCEL = re.compile(r"[2-6]\d{4}(\.\d+)?")
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
ID = re.compile(r"[A-Za-z]{0,4}[-_]?\d{2,}")
OPEN_ENDED = re.compile(r"(?<!\d)(4712|9999)(1231)?(?!\d)")
BY_FORM = (
    ("year first", YEAR_FIRST.fullmatch),
    ("named months", is_named_day),
    ("compact", COMPACT.fullmatch),
    ("unix", UNIX.fullmatch),
    ("unix ms", UNIX_MS.fullmatch),
    ("excel", EXCEL.fullmatch),
)
MOSTLY = 0.8  # of a column's values
RARE = 0.1  # beside the others: such dates are taken for faulty


def orders(values):
    """How a column writes its dates: the ways that are possible, best first; none where it has no dates.

    ["iso"] is certain, ["day first", "month first"] is not. Values are judged together: one day above twelve
    decides for all. Faulty values in small number decide nothing.
    """
    values = [value for value in values if value]
    written = [value for value in values if not (ISO.fullmatch(value) or ISO_OFFSET.fullmatch(value))]
    if values and len(written) <= (1 - MOSTLY) * len(values):
        others = orders(written) if written else []
        return others if _certain(others) else ["iso"]
    for way, form in BY_FORM:
        if sum(bool(form(value)) for value in written) >= MOSTLY * len(written):
            return [way] if written else []
    parts = [found for value in written if (found := PARTS.fullmatch(value))]
    return _ways(parts) if written and len(parts) >= MOSTLY * len(written) else []


def days_of(values, way):
    """The days that cells name, read as `load` reads them; None where one names none."""
    read = f"select {day_as_written('cell', way)} from (select unnest($cells::text[]) as cell)"
    with duckdb.connect() as con:
        return [day for (day,) in con.execute(read, {"cells": list(values)}).fetchall()]


def _certain(ways):
    return len(ways) == 1 and ways != ["excel"]


def _ways(parts):
    day_first = sum(int(one[1]) > 12 for one in parts)
    month_first = sum(int(one[3]) > 12 for one in parts)
    if day_first and month_first:  # what stands against the most is a faulty date, if it is rare
        most, least = max(day_first, month_first), min(day_first, month_first)
        if least > RARE * most:
            return ["day first", "month first"]
    if day_first or month_first:
        return ["day first" if day_first > month_first else "month first"]
    # With points between them the day stands first, wherever that is written.
    return ["day first"] if all(one[2] == "." for one in parts) else ["day first", "month first"]


def decimal_of(values):
    """The sign before the decimals of a column of numbers: ',' where one is written so, else '.'."""
    numbers = [value.replace("%", "").strip() for value in values]
    return "," if any(re.fullmatch(r"-?\d+,\d+", number) for number in numbers) else "."


def fte_of(column, counts):
    """In what a column says the working time: 'share', 'percent', 'hours of 40'; '' where it cannot be told.

    `counts` are its values and how often each is there: the most decide, for a few may be faulty.
    """
    numbers, signs = {}, 0
    for value, times in counts.items():
        bare = value.replace("%", "").strip()
        if NUMBER.fullmatch(bare):
            number = float(bare.replace(",", "."))
            numbers[number] = numbers.get(number, 0) + times
            signs += times * ("%" in value)
    rows = sum(numbers.values())
    if not rows:
        return ""
    shares = sum(times for number, times in numbers.items() if 0 <= number <= 1.5)
    hours = any(word in column.lower() for word in ("hour", "stunde", "arbeitszeit"))
    if signs >= MOSTLY * rows:
        return "percent"
    if shares >= MOSTLY * rows:
        return "share"
    most = max(numbers, key=numbers.get)
    if hours or most == 40:
        return "hours of 40" if most == 40 else ""
    return "percent" if numbers.get(100.0, 0) and max(numbers) <= 150 else ""


def is_unique_id(counts, rows):
    """Whether a column is filled and unique, in the form of an id."""
    values = list(counts.head(200).index)
    formed = sum(bool(ID.fullmatch(value)) for value in values)
    return rows > 1 and counts.sum() == rows and counts.max() == 1 and formed >= MOSTLY * len(values)


def is_address(counts):
    """Whether a column holds e-mail addresses."""
    values = list(counts.head(200).index)
    return bool(values) and sum("@" in value for value in values) >= MOSTLY * len(values)


def is_open_end(value):
    """Whether a date stands for no end at all, as systems write it: 9999-12-31, 4712/12/31."""
    return bool(OPEN_ENDED.search(value))
