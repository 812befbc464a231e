"""The files that the blocks of a company.toml name, each opened as its block says."""

import calendar
import csv
import datetime
import re

import duckdb

from skillslib.badges import mapped
from skillslib.badges.mapping import Mapping
from skillslib.governance import agreement
from skillslib.intake import IntakeError, as_shown, files_in, header, is_workbook, read_table
from skillslib.intake.dates import day_as_written
from skillslib.intake.months import MONTHS, folded
from skillslib.loading.blocks import LEAVE_OUT, OWN, PEOPLE, TAXONOMY
from skillslib.loading.company import NAME, read_company
from skillslib.loading.recognise import BADGES, CUT_SHORT, LoadError, Task, as_kind, kinds, looks
from skillslib.people import declared, placement

# How a day stands in the name of a file: year first, year last, or a month alone, which means its last day.
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)")
YEAR_LAST = re.compile(r"(?<!\d)(\d{2})([-_.])(\d{2})[-_.](\d{4})(?!\d)")
MONTH = re.compile(r"(?<!\d)(\d{4})[-_.](\d{2})(?![-_.]?\d)")
NAMED_DAY = re.compile(r"(?<!\d)(\d{1,2})[-_. ]?([a-z]{3,10})[-_. ]?(\d{4})(?!\d)")
NAMED_MONTH = re.compile(r"(?<![a-z])([a-z]{3,10})[-_. ]?(\d{4})(?!\d)")


def company_of(files):
    """The company.toml among the files of a load, read; None where there is none.

    Errors: LoadError where there are two, or one lies below the folder that was named.
    """
    path = _at_the_top(files, NAME)
    return read_company(path) if path else None


def agreement_among(files):
    """The governance.toml among the files of a load, and what it says; (None, None) where there is none.

    Errors: LoadError where there are two, or one lies below the folder that was named.
    """
    path = _at_the_top(files, agreement.NAME)
    return (path, agreement.read_agreement(path)) if path else (None, None)


def _at_the_top(files, own):
    found = {path: name for path, name in files.items() if path.name == own}
    if len(found) > 1:
        raise LoadError(f"There are {len(found)} files {own}. Load the folder of one company at a time.")
    for path, name in found.items():
        if name != own:
            folder = as_shown(name.removesuffix(f"/{own}"))
            raise LoadError(
                f"{folder} holds a {own}, which speaks of the files beside it: load {folder} itself."
            )
        return path
    return None


def tasks_of(company, files, folder, encoding, summary):
    """The files that a company.toml names, opened: (tasks, the paths that are named).

    A file of kind "taxonomy" is recognised as any other. Errors: LoadError where two blocks name one file.
    """
    tasks, speakers = [], {}
    for table in company.files:
        paths = _paths(company, table, files)
        if not paths:
            summary.warnings.append(f"{table.place}: there is no such file")
        for path in paths:
            _claim(speakers, path, table, files)
        if table.kind != TAXONOMY:
            tasks += _tasks(table, {path: files[path] for path in paths}, folder, encoding, summary)
    named = {path for path, tables in speakers.items() if tables[0].kind != TAXONOMY}
    return tasks, named


def _paths(company, table, files):
    """The files of a load that a block names, exactly or by a pattern."""
    if not table.file:
        return []
    beside = company.path.resolve().parent
    named = table.file.replace("\\", "/")
    exact = (beside / named).resolve()
    return (
        [exact]
        if exact in files
        else [p for p in sorted(p.resolve() for p in beside.glob(named)) if p in files]
    )


def _claim(speakers, path, table, files):
    others = speakers.setdefault(path, [])
    for other in others:
        if not (other.sheet and table.sheet and other.sheet != table.sheet):
            another = table.place.removeprefix(f"{NAME}: ")
            raise LoadError(
                f"{other.place} and {another} both name {as_shown(files[path])}: its rows would count "
                "twice. Keep one of them, or make a pattern more exact."
            )
    others.append(table)


def _tasks(table, paths, folder, encoding, summary):
    """The tables that a block names, opened."""
    if isinstance(table, Mapping):
        for found, written, said in (
            mapped.looks(table, folder, encoding) if paths or table.postgresql else ()
        ):
            yield _told(
                Task(found, table.format, mapped.shape(table), encoding=written), said, summary, table
            )
        return
    for path, name in paths.items():
        if table.kind == LEAVE_OUT:
            summary.not_read.append((as_shown(name), f"left out, as {NAME} says"))
        elif table.kind == BADGES:
            for found in looks({path: name}, table.encoding or encoding, summary, folder):
                yield as_kind(BADGES, found)
        else:
            for inside, shown in files_in(path, name, folder):
                yield _opened(table, inside, shown, folder, encoding, summary)


def _opened(table, path, name, folder, encoding, summary):
    if not table.columns and is_workbook(path):
        raise LoadError(f"{table.place}: of a workbook the columns have to be declared: [files.columns].")
    found, written, said = read_table(table, path, name, folder, encoding)
    if table.kind == PEOPLE:
        task = Task(found, PEOPLE, placement.shape(table), encoding=written)
        if table.shape == "snapshots":
            task.day = _day(table, found, name, written)
    else:
        shape = OWN.get(table.kind) or kinds()[table.kind]
        task = Task(found, shape.kind, declared.renamed(shape, table), encoding=written)
    return _told(task, said, summary, table)


def _told(task, said, summary, table):
    """A task with the block that names it; what has to be said of its file goes to the summary."""
    summary.warnings += [f"{task.found.name}: {number:,} {what}" for number, what in said]
    if task.found.cut_short:
        summary.warnings.append(f"{task.found.name}: {CUT_SHORT}")
    task.declared, task.table, task.dates = True, table, table.dates
    return task


# --- the day of a snapshot ----------------------------------------------------------------------


def _day(table, found, name, encoding):
    """The day of a snapshot, as 2026-01-31. Errors: IntakeError that says where it was looked for."""
    if table.snapshot_on == "name":
        days = set(days_in_name(name.rsplit("/", 1)[-1], table.dates))
        where = "its name"
    elif table.snapshot_on in header(found, list(table.wanted))[1]:
        days = _days_of(table, found, encoding)
        where = f"its column {table.snapshot_on!r}"
    else:
        days, where = {table.snapshot_on}, "snapshot_on"
    if len(days) != 1:
        many = "several days" if days else "no day"
        raise IntakeError(
            f"{found.name}: {where} tells {many} of the snapshot, and it needs one. Say it in "
            f'{table.place} snapshot_on: "name", the name of a column, or the day, as 2026-01-31.'
        )
    try:
        return datetime.date.fromisoformat(days.pop()).isoformat()
    except (TypeError, ValueError):
        raise IntakeError(f"{found.name}: {where} tells no day of the calendar, as 2026-01-31.") from None


def days_in_name(name, dates):
    """The days that stand in a file's name, as 2026-01-31; of a month alone its last."""
    found = [(year, month, day) for year, _, month, day in YEAR_FIRST.findall(name)]
    for first, mark, second, year in YEAR_LAST.findall(name):
        order = (
            "day first" if int(first) > 12 or mark == "." else "month first" if int(second) > 12 else dates
        )
        if order in ("day first", "month first"):
            day, month = (first, second) if order == "day first" else (second, first)
            found.append((year, month, day))
    if not found:
        found = [
            (year, f"{MONTHS[word]:02}", f"{int(day):02}")
            for day, word, year in NAMED_DAY.findall(folded(name))
            if word in MONTHS
        ]
    if not found:
        months = [(int(year), int(month)) for year, month in MONTH.findall(name)]
        months += [
            (int(year), MONTHS[word]) for word, year in NAMED_MONTH.findall(folded(name)) if word in MONTHS
        ]
        found = [(y, f"{m:02}", calendar.monthrange(y, m)[1]) for y, m in months if 1 <= m <= 12]
    return [f"{year}-{month}-{day}" for year, month, day in found]


def _days_of(table, found, encoding):
    """The days that the cells of the column tell."""
    delimiter, _ = header(found, list(table.wanted))
    with found.path.open(encoding=encoding or "utf-8-sig", errors="replace", newline="") as lines:
        cells = {(row[table.snapshot_on] or "").strip() for row in csv.DictReader(lines, delimiter=delimiter)}
    cells.discard("")
    with duckdb.connect() as con:
        days = [
            con.execute(
                f"select ({day_as_written('cell', table.dates or 'iso')})::text from (select ? as cell)",
                [cell],
            )
            for cell in cells
        ]
        return {one.fetchall()[0][0] for one in days}
