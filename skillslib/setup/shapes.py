"""Whether a list of people is dated rows or everybody of a day, and of which day."""

import re
from pathlib import PurePosixPath

from skillslib.intake.months import folded
from skillslib.loading.claiming import days_in_name
from skillslib.setup import fields
from skillslib.setup.content import days_of, orders
from skillslib.setup.guessing import ORDERED, TWO_WAYS
from skillslib.setup.names import has_day

EFFECTIVE = re.compile("effective|effdt|valid|gultig|begda|endda|startson|endson|assignment|wirksam|effet")
AS_OF = re.compile(
    "as of|as at|effective|stand|stichtag|snapshot|report date|reporting date|situation|arrete|reference"
    "|corte|referencia|riferimento|peildatum"
)
A_DAY = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}|[^\W\d_]{3,10} \d{1,2},? \d{4}"
    r"|\d{1,2}(?:er|st|nd|rd|th)?[ .-]+(?:de )?[^\W\d_]{3,10}[ .-]+(?:de )?\d{4}"
)


def settle_shape(group, found, around, asking):
    """Whether rows are dated or everybody of a day, and then of which."""
    columns, table = found.columns, group.first
    ids = table.rows[columns["employee_id"]] if "employee_id" in columns else None
    again = 0 if ids is None or not len(ids) else 1 - ids.nunique() / len(ids)
    starts = columns.get("starts_on")
    dated = all(has_day(one.called) for one in group.tables)
    effective = starts and _is_effective(starts) and starts != _day_column(group)
    if starts and (again > 0.1 or (not dated and (again > 0.01 or effective))):
        found.facts["shape"] = "assignments"
        return
    found.facts["shape"] = "snapshots"
    for ours in ("sequence", "event"):
        columns.pop(ours, None)
    for ours, instead in (("starts_on", "hired_on"), ("ends_on", "left_on")):
        if ours in columns:
            theirs = columns.pop(ours)
            if instead in columns or theirs == _day_column(group):
                continue
            if _is_effective(theirs):
                means = "came" if instead == "hired_on" else "left"
                found.doubt(
                    f"{theirs!r} is not read: in a list of everybody it may be the day of the last change. "
                    f'If it is when people {means}: {instead} = "{theirs}"'
                )
            else:
                columns[instead] = theirs
    day = "name" if dated else _snapshot_on(group, found, around, asking)
    found.facts |= {"snapshot_on": day} if day else {}


def _snapshot_on(group, found, around, asking):
    """The day of a snapshot whose name has none: told by a column, above the header, or answered."""
    if column := _day_column(group):
        return column
    told = days_above(group.first.above)
    if len(told) == 1 and len(group.tables) == 1:
        found.doubt(f"snapshot_on: {told[0]} stands above the header. Put it in the name of the next file")
        return told[0]
    guess = around.newest
    day = asking.settle(group.name, "its day", "on which day was this list made? (2026-09-30)", (), guess)
    if not day:
        found.doubt('snapshot_on = "2026-09-30": say the day of this list', left_out=True)
    elif asking.yes:
        found.doubt(f"snapshot_on: no day is said. {day} is the newest day of the awards; correct it")
    return day


def _day_column(group):
    """The column in which each list says one day, the same in all its rows; '' where there is none."""
    names = [name for name in fields.all_matched(group.first.names, "starts_on") if _is_effective(name)]
    for name in [*fields.days_of_lists(group.first.names), *names]:
        days = group.counts(name)
        same = len(days) == len(group.tables) and days.sum() > 1
        if same and orders(days.index) not in ([], [*ORDERED]):
            return name
    return ""


def days_above(cells):
    """The days that are said in words above a header: 'As of 30-Sep-2026', 'Stand: 30.09.2026'."""
    found = set()
    for before, cell in zip(["", *cells], cells, strict=False):
        if AS_OF.search(folded(cell)) or AS_OF.search(folded(before)):
            for said in A_DAY.findall(cell):
                ways = orders([said])
                found |= {*days_of([said], ways[0])} if len(ways) == 1 else set()
    return sorted(day.isoformat() for day in found if day)


def _is_effective(name):
    return EFFECTIVE.search(fields.plain(name)) is not None


def settle_day_in_name(group, found, asking):
    """A name like staff-03-04-2026 tells its day only once somebody says which number comes first."""
    if found.facts.get("snapshot_on") != "name" or found.facts.get("dates") in ORDERED:
        return
    if all(days_in_name(PurePosixPath(one.called).name, "iso") for one in group.tables):
        return
    answer = asking.settle(group.name, "the day in its name", TWO_WAYS, ORDERED)
    if answer and found.facts.get("dates", "iso") == "iso":
        found.facts["dates"] = answer
    else:
        found.doubt("snapshot_on: the day in its name can be read in two ways: say a day", left_out=True)
