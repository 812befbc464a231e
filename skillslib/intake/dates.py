"""SQL for dates as a source declares them: read in that way and no other, never inferred from the data."""

from skillslib.intake.months import named_day
from skillslib.intake.shape import IntakeError

DAY = r"\d{4}-\d{2}-\d{2}"
OFFSET = r" ?(Z|UTC|[+-](0\d|1[0-4]):?[0-5]\d)"
MOMENT = rf"{DAY}([T ]\d{{2}}:\d{{2}}(:\d{{2}}(\.\d+)?)?({OFFSET})?)?"
ISO = "____-__-__%"
CLOCK = r"( \d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?)?"
SHORT_YEAR = rf"\d{{1,2}}[/.-]\d{{1,2}}[/.-](\d{{2}}|\d{{4}}){CLOCK}"
TWO_WAYS = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*"
# How a time of day ends a cell, and how it is read; seconds first, for the pattern of minutes fits them too.
CLOCKS = (
    ("", ""),
    (" %:__:__", " %H:%M:%S"),
    (" %:__", " %H:%M"),
    (" %:__:__ __", " %I:%M:%S %p"),
    (" %:__ __", " %I:%M %p"),
    (" %:__:____", " %I:%M:%S%p"),
    (" %:____", " %I:%M%p"),
)
ORDERS = {
    "month first": (SHORT_YEAR, "%m{0}%d{0}", "mm/dd/yy or mm/dd/yyyy"),
    "day first": (SHORT_YEAR, "%d{0}%m{0}", "dd/mm/yy or dd/mm/yyyy"),
    "year first": (rf"\d{{4}}[/.-]\d{{1,2}}[/.-]\d{{1,2}}{CLOCK}", "%Y{0}%m{0}%d", "yyyy/mm/dd"),
}
# Days 1 to 60 of a spreadsheet are wrong by one, for it has a 29 February 1900: they are no dates here.
NUMBERS = {
    "unix": (
        r"\d{10}",
        "make_timestamp(try_cast({0} as bigint) * 1000000)",
        "seconds since 1970, of ten digits",
    ),
    "unix ms": (
        r"\d{13}",
        "make_timestamp(try_cast({0} as bigint) * 1000)",
        "milliseconds since 1970, of thirteen digits",
    ),
    "excel": (
        r"\d{2,7}(\.\d+)?",
        "case when try_cast({0} as double) >= 61 and try_cast({0} as double) < 2958466 "
        "then timestamp '1899-12-30' + to_seconds(round(try_cast({0} as double) * 86400)) end",
        "the number of a day in a spreadsheet, from 61 on",
    ),
}
DIGITS = r"\d{8}"
OTHERS = {
    "named months": "a day with the name of its month, as 01-Jan-2026, 1 January 2026 or 1. Januar 2026",
    "compact": "eight digits, as 20260701",
}
CHOICES = ("iso", *ORDERS, *OTHERS, *NUMBERS)
LAST_YEAR = 2999  # an end after it is open: systems write 4712-12-31 or 9999-12-31 for "until further notice"
UNDECLARED = (
    "the date can be read in two ways; say which: --dates 'month first' or 'day first', "
    "or write it as yyyy-mm-dd"
)


def check_dates(dates):
    """How dates are declared to be written, if it is a way we know. Errors: IntakeError with the choices."""
    if dates not in CHOICES:
        raise IntakeError(f"dates are {dates!r}. The choices are: {', '.join(map(repr, CHOICES))}.")
    return dates


def moment(cell, dates="iso"):
    """SQL: a timestamp in UTC from a text as declared, or null; a text without an offset is UTC already."""
    if dates in NUMBERS:
        pattern, number, _ = NUMBERS[dates]
        return (
            f"case when {cell} like '{ISO}' then {moment(cell)} "
            f"when regexp_full_match({cell}, '{pattern}') then {number.format(cell)} end"
        )
    if dates in ORDERS:
        return _ordered(cell, dates)
    if dates == "named months":
        return f"case when {cell} like '{ISO}' then {moment(cell)} else {named_day(cell)} end"
    if dates == "compact":
        return (
            f"case when {cell} like '{ISO}' then {moment(cell)} "
            f"when regexp_full_match({cell}, '{DIGITS}') then try_strptime({cell}, '%Y%m%d') end"
        )
    return (
        f"case when strlen({cell}) = 10 then try_strptime({cell}, '%Y-%m-%d') "
        f"when strlen({cell}) = 20 and ends_with({cell}, 'Z') and contains({cell}, 'T') "
        f"then try_strptime({cell}, '%Y-%m-%dT%H:%M:%SZ') "
        f"when regexp_full_match({cell}, '{DAY}{OFFSET}') then try_strptime(left({cell}, 10), '%Y-%m-%d') "
        f"when not regexp_full_match({cell}, '{MOMENT}') then null "
        f"when ends_with({cell}, 'Z') or ends_with({cell}, 'UTC') then try_cast({cell} as timestamp) "
        f"when regexp_matches({cell}, '{OFFSET}$') then try_cast({cell} as timestamptz) at time zone 'UTC' "
        f"else try_cast({cell} as timestamp) end"
    )


def day_as_written(cell, dates="iso"):
    """SQL: the day that a cell names where it was written; the offset beside it moves it to no other day."""
    whole = rf"{DAY}({OFFSET})?|{MOMENT}"
    return (
        f"case when {cell} like '{ISO}' "
        f"then case when regexp_full_match({cell}, '{whole}') then try_cast(left({cell}, 10) as date) end "
        f"else ({moment(cell, dates)})::date end"
    )


def open_ended(day):
    """SQL: an end, or null where it lies so far ahead that the system means none."""
    return f"case when year({day}) <= {LAST_YEAR} then {day} end"


def _ordered(cell, dates):
    """SQL: the one format that a cell has the form of; trying one after the other is slow where they fail."""
    pattern, order, _ = ORDERS[dates]
    years = (("____", "%Y"), ("__", "%y"))
    branches = []
    for clock, time in CLOCKS:
        for mark in "/-.":
            if dates == "year first":
                forms = ((f"____{mark}%{mark}%{clock}", order.format(mark)),)
            else:
                forms = tuple(
                    (f"%{mark}%{mark}{like}{clock}", order.format(mark) + year) for like, year in years
                )
            branches += [
                f"when {cell} like '{like}' then try_strptime({cell}, '{form}{time}')" for like, form in forms
            ]
    return (
        f"case when {cell} like '{ISO}' then {moment(cell)} "
        f"when not regexp_full_match({cell}, '{pattern}') then null {' '.join(branches)} end"
    )


def end_day(cell, dates="iso"):
    """SQL: the first day on which something is over; what ends within a day is good that day."""
    return f"({moment(cell, dates)} + interval 86399999999 microseconds)::date"


def date_faults(cell, value, dates):
    """What may be wrong with a date, as (what is wrong as SQL, reason code, reason)."""
    missed = f"{value} is null and {cell} is not null"
    if dates == "iso":
        hint = "not a date of the calendar as yyyy-mm-dd"
        return [
            (f"{missed} and regexp_full_match({cell}, '{TWO_WAYS}')", "ambiguous-date", UNDECLARED),
            (missed, "bad-date", hint),
        ]
    if dates in ORDERS:
        return [
            (missed, "bad-date", f"not a date of the calendar, {dates} ({ORDERS[dates][2]}) or as yyyy-mm-dd")
        ]
    if dates in OTHERS:
        return [(missed, "bad-date", f"not {OTHERS[dates]}, or as yyyy-mm-dd")]
    found = [(missed, "bad-date", f"not {NUMBERS[dates][2]}, as declared")]
    if dates == "unix":
        milli = "thirteen digits are milliseconds: declare --dates 'unix ms'"
        found.insert(0, (f"{missed} and regexp_full_match({cell}, '\\d{{13}}')", "bad-date", milli))
    return found
