"""The sheet in which targets are decided: what its columns are called, and how it is read back.

It is told from other workbooks by its sheet and its header. Only rows in which somebody filled in how many
are needed are read; what is wrong with one is said with its cell.
"""

import csv
import datetime
import re
import tempfile
from pathlib import Path

import numpy as np

from skillslib.intake import Column, IntakeError, Shape, Words, Write, content, literal, read_workbook
from skillslib.intake.archives import archive_in
from skillslib.intake.cells import typed
from skillslib.intake.refusals import FAULTS
from skillslib.intake.tables import look_of
from skillslib.intake.workbooks import is_workbook, letters, sheets_of
from skillslib.people.dated import versions
from skillslib.sheets import as_it_was

KIND = "targets (Excel)"
ENDINGS = (".xlsx", ".xlsm")
SHEET = "Targets"
HELP = "How to fill it in"
# What the sheet's columns are called, in their order.
TITLES = {
    "business_unit_id": "unit id",
    "business_unit": "unit",
    "skill_id": "skill id",
    "skill": "skill",
    "level": "level",
    "people": "people in the unit",
    "holders": "holders now",
    "proposed": "proposed",
    "why": "how proposed",
    "needed": "needed",
    "approved": "approved",
    "starts_on": "starts on",
}
READ = ("business_unit_id", "skill_id", "level", "needed", "approved", "starts_on")
HEADER_WITHIN = 100  # rows
LEAST_ALIKE = 0.6  # of the columns read, before a sheet of this name is taken for ours
UNDECIDED = ("", "no", "false")
LARGEST_PART = 1 << 20
SHEETS = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"')
MODIFIED = re.compile(rb"<dcterms:modified[^>]*>\s*([^<]+?)\s*<")


def read(path, name, folder):
    """A workbook of targets as (look, shape, what to say of it), None where the file is something else.

    Errors: IntakeError with the sheet, and the column or row that cannot be read.
    """
    places = _places(path, name)
    if places is None:
        return None
    wanted = {title: field for field, title in TITLES.items() if field in places}
    sheet = f"{name}, sheet {SHEET}"
    found, said = read_workbook(path, wanted, _copy(folder), sheet, SHEET)
    filled, unsaid = _filled(found, list(wanted.values()), _changed_at(path), _copy(folder))
    if unsaid:
        said.append((unsaid, "rows say no and no number: a target that was loaded before stays as it is"))
    return filled, _shape(places), said


def _copy(folder):
    return Path(tempfile.mkdtemp(dir=folder)) / "targets.csv"


def is_one(path):
    """Whether a file is a workbook of targets, which `load` knows by itself."""
    return _places(path, path.name) is not None


def _places(path, name):
    """The letter of each column that is read, None where the workbook is not one of targets."""
    names = _sheet_names(path)
    if SHEET not in names:
        return None
    try:
        rows = next(rows for title, rows in sheets_of(path, name) if title == SHEET)
    except IntakeError:
        if HELP in names:
            raise
        return None
    wanted = {title: field for field, title in TITLES.items() if field in (*READ, "people")}
    header = max(rows[:HEADER_WITHIN], key=lambda row: len(wanted.keys() & _titles(row)), default=[])
    found = {wanted[title]: letters(i) for i, title in enumerate(_titles(header), 1) if title in wanted}
    missing = [TITLES[field] for field in READ if field not in found]
    if len(missing) > (1 - LEAST_ALIKE) * len(READ):
        return None
    if missing:
        raise IntakeError(
            f"{name}, sheet {SHEET}: the column {missing[0]!r} is missing. Name the columns as the template "
            "does, or write a new one: skillslib targets --template FILE.xlsx."
        )
    return found


def _titles(row):
    return dict.fromkeys(" ".join(text.split()) for text in row)


def _sheet_names(path):
    if path.suffix.lower() not in ENDINGS or not is_workbook(path):
        return []
    return [name.decode("utf-8", "replace") for name in SHEETS.findall(_part(path, "xl/workbook.xml"))]


def _part(path, member):
    """The bytes of a part of a workbook, nothing where there is none."""
    try:
        with archive_in(path) as archive, archive.open(member) as part:
            return part.read(LARGEST_PART)
    except (KeyError, *FAULTS):
        return b""


def _changed_at(path):
    """When the workbook says it was last saved, in UTC; nothing where it does not say."""
    said = MODIFIED.search(_part(path, "docProps/core.xml"))
    try:
        moment = datetime.datetime.fromisoformat(said[1].decode()) if said else None
    except ValueError:
        return ""
    if moment is None:
        return ""
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}" if moment.tzinfo else moment.isoformat()


def _filled(found, fields, changed_at, copy):
    """The rows that somebody filled in, each with the workbook's time; and how many say no and no number."""
    needed, approved = fields.index("needed"), fields.index("approved")
    kept, unsaid = [], 0
    with (
        found.path.open(encoding="utf-8", newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        rows = csv.reader(source)
        writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([*next(rows), "changed at"])
        for place, row in enumerate(rows):
            if row[needed].strip() or row[approved].strip().lower() not in UNDECIDED:
                writer.writerow([*map(as_it_was, row), changed_at])
                kept.append(found.rows[place])
            else:
                unsaid += bool(row[approved].strip())
    return look_of(copy, found.name, np.array(kept, int)), unsaid


# --- its rows -----------------------------------------------------------------------------------

LEVEL = f"({typed('level', Column('', 'whole'))})"
NEEDED = f"({typed('needed', Column('', 'whole'))})"
APPROVED = f"({typed('approved', Column('', 'yes/no'))})"
STARTS_ON = f"({typed('starts_on', Column('', 'day'))})"
TARGET = {
    "target_id": content("business_unit_id", "skill_id", LEVEL, STARTS_ON),
    "business_unit_id": "business_unit_id",
    "skill_id": "skill_id",
    "level": LEVEL,
    "needed": NEEDED,
    "starts_on": STARTS_ON,
    "approved": f"coalesce({APPROVED}, false)",
}
UNITS = """(select business_unit_id from business_unit_versions
    union select business_unit_id from assignment_versions where business_unit_id is not null
    union select business_unit_id from snapshot_spans where business_unit_id is not null)"""
SKILLS = "(select skill_id from skills)"
# What is wrong with a filled cell: field, as SQL, reason code, what it is not. A store without units, or
# without a taxonomy, cannot say that one is unknown.
WRONG = (
    (
        "business_unit_id",
        f"exists {UNITS} and business_unit_id not in {UNITS}",
        "unknown-unit",
        "is not the id of a unit",
    ),
    (
        "skill_id",
        f"exists {SKILLS} and skill_id not in {SKILLS}",
        "unknown-skill",
        "is not the id of a skill",
    ),
    ("level", f"level is not null and {LEVEL} is null", "bad-value", "is not a whole number"),
    ("level", f"{LEVEL} not between 1 and 5", "out-of-range", "is not a level from 1 to 5"),
    ("needed", f"needed is not null and {NEEDED} is null", "bad-value", "is not a whole number"),
    ("approved", f"approved is not null and {APPROVED} is null", "bad-value", "is not yes or no"),
    (
        "starts_on",
        f"starts_on is not null and {STARTS_ON} is null",
        "bad-value",
        "is not a day like 2026-10-01",
    ),
)
TOO_MANY = f"try_cast(people as integer) < {NEEDED}"
# Numbers and what is too short to be a name are shown; a longer text is only measured.
SHOWN = (
    "case when length({0}) <= 3 or regexp_full_match({0}, '[-+0-9.,/:%eE ]{{1,20}}') "
    "then '''' || {0} || '''' else 'a text of ' || length({0}) || ' signs' end"
)


def _shape(places):
    """How the sheet's rows are read, and what is said of its cells."""
    place = {field: f"'cell {letter}' || line" for field, letter in places.items()}
    rules = [
        (wrong, TITLES[field], code, Words(f"{place[field]} || ': ' || {SHOWN.format(field)} || ' {what}'"))
        for field, wrong, code, what in WRONG
    ]
    rules += [
        (
            f"{field} is null",
            TITLES[field],
            "missing-value",
            Words(f"{place[field]} || ': blank, and needed'"),
        )
        for field in READ
        if field != "approved"
    ]
    columns = [Column(TITLES[field], field=field) for field in READ]
    columns.append(Column(TITLES["people"], optional=True, field="people"))
    columns.append(Column("changed at", "moment", field="last_changed_on", dates="iso"))
    remarks = Write(
        "remarks",
        ("source_id", "line", "code"),
        f"""select source_id, file, line, ordinal, {literal(TITLES["needed"])} as column_name,
                   'more-than-people' as code, 'doubtful' as effect,
                   {place["needed"]} || ': ' || {NEEDED} || ' are needed in a unit of ' || people
                   || ' people' as what
            from good join reading using (source_id) where {TOO_MANY}""",
    )
    return Shape(
        KIND,
        tuple(columns),
        (versions("target_versions", ("target_id",), TARGET, STARTS_ON), remarks),
        tuple(rules),
        notes=(
            (f"select count(*) from good where {TOO_MANY}", "rows need more people than their unit has"),
            (
                "select count(*) from good where not " + TARGET["approved"],
                "targets are not approved: no gap shows them",
            ),
        ),
        refers=True,
    )
