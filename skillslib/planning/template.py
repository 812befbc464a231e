"""The workbook in which a company decides its targets: prefilled, with a sheet that says how."""

import io
from pathlib import Path

import pandas as pd

from skillslib.metrics.question import QuestionError, asked, check_level
from skillslib.people.target_sheet import HELP, SHEET, TITLES
from skillslib.planning.proposals import proposals
from skillslib.sheets import new_workbook, sheet_cell
from skillslib.whole import SHARED, write_whole

MOST_ROWS = 50_000
WIDTHS = {"business_unit": 32, "skill": 32, "why": 70, "business_unit_id": 14, "skill_id": 18}
NOT_APPROVED = '0" (not approved)"'
FILTERS = ("business_unit", "family", "skill")
HOW = (
    "For the team, not for publication: this workbook holds exact numbers of small units.",
    "",
    "Each row of the sheet Targets is a unit, a skill and a level.",
    "holders now: people of the unit, where it is measured, who hold the skill at that level or above, "
    "on {as_of}, as known on {known_at}. Not measured: no number can be told, which is not zero.",
    "proposed: a suggestion, not approved by anybody. It follows from what the job roles of the unit need "
    "(people in the role x share, rounded up), else from the median share of at least three measured units "
    "of the same tier (under the same parent where there are enough). Where nothing can be proposed, the "
    "next column says why.",
    "needed: write how many people the unit needs, a whole number. Leave it blank where nothing is planned: "
    "such rows are not read. A target that is in the store already stands here.",
    "approved: yes or no; blank is no. Only approved targets count as gaps and reach a report.",
    "starts on: the first day on which the target counts.",
    "To take a target back, leave its number and write no. A row that is deleted or blanked changes nothing.",
    "Other columns are for you to read. Rows may be sorted or deleted; keep the names of the columns.",
    "When it is filled in, save it and read it back: skillslib load FILE.xlsx. What cannot be read is named "
    "with its cell. To approve targets later, write yes, save, and load the workbook again.",
)


def target_template(con, as_of, known_at, path, *, level=2, filters=None):
    """The path of a new Excel workbook in which to decide targets: units x skills, holders, proposals.

    Sheet "Targets", one row for each unit and skill at `level`, and for each other level that a role
    requirement or a target names: unit id, unit, skill id, skill, level, people in the unit (people),
    holders now (people, or "not measured"), proposed (people, or blank), how proposed, needed, approved,
    starts on. Formula: proposed = ceil(sum of people in a role x share) where role requirements name the
    unit's roles, else ceil(median share of the other measured units of the same tier and parent, else of the
    same tier, x people), from three such units on. It is not approved: `load` reads back the rows with a
    filled `needed`, and only those with approved = yes count. `filters` keep one or several of a
    business_unit (with the units under it), family, skill.
    The workbook holds exact numbers of small units: it is for the team, not for publication.
    Errors: QuestionError; SheetError without the package openpyxl; FileExistsError where the file is there.

    Example: target_template(con, "2026-09-30", "2026-10-05", "targets.xlsx", level=2)
    """
    question = asked(
        con, "target_template", as_of, known_at, "business_unit", filters=filters, level=check_level(level)
    )
    for name in sorted(set(question.filters) - set(FILTERS)):
        raise QuestionError(
            f"filters has {name!r}: targets are set for whole units. Filter by {', '.join(FILTERS)}."
        )
    path = _free(path)
    rows, unused = proposals(con, question)
    if rows.empty:
        raise QuestionError(
            f"Nobody is at work on {question.as_of}, or no badge is linked to a skill: there is nothing to "
            "plan with. Load the HR extract, the badges and the taxonomy first: skillslib load FOLDER."
        )
    if len(rows) > MOST_ROWS:
        raise QuestionError(
            f"{len(rows):,} rows of units and skills are more than anybody fills in ({MOST_ROWS:,} at most). "
            "Name the units: skillslib targets --template FILE.xlsx --unit NAME."
        )
    # A new target counts from the first day of the last whole quarter, so that its report has it.
    quarter = pd.Period(pd.Timestamp(question.as_of) + pd.Timedelta(days=1), "Q") - 1
    _write(path, rows.assign(starts_on=rows["starts_on"].fillna(quarter.start_time)), _how(question, unused))
    return path


def _free(path):
    """A path to write to. Errors: QuestionError, FileExistsError."""
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise QuestionError(
            f"{path.name}: the template is an Excel workbook. Name a file that ends in .xlsx."
        )
    if path.exists():
        raise FileExistsError(f"{path} is there already, with decisions perhaps. Name another file.")
    if not path.parent.is_dir():
        raise QuestionError(f"There is no folder {path.parent} to write {path.name} into. Make it first.")
    return path


def _how(question, unused):
    days = {"as_of": question.as_of, "known_at": question.known_at}
    people = f"Counted are: {', '.join(question.population)}."
    return [line.format(**days) for line in HOW] + [people] + unused


def _write(path, rows, how):
    """The workbook, written aside and then put in its place."""
    book = new_workbook(path.name)
    _fill(book.create_sheet(SHEET), rows)
    _explain(book.create_sheet(HELP), how)
    content = io.BytesIO()
    book.save(content)
    write_whole(path, content.getvalue(), SHARED)


def _fill(sheet, rows):
    """The sheet of targets: a frozen header, a row for each unit and skill, and what its cells may hold."""
    from openpyxl.utils import get_column_letter

    letters = {name: get_column_letter(i) for i, name in enumerate(TITLES, 1)}
    for name, letter in letters.items():
        sheet.column_dimensions[letter].width = WIDTHS.get(name, 12)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{letters['starts_on']}{len(rows) + 1}"
    _limit(sheet, letters, len(rows) + 1)
    sheet.append([sheet_cell(sheet, title, bold=True) for title in TITLES.values()])
    for row in rows.itertuples():
        sheet.append([sheet_cell(sheet, *_said(row, name)) for name in TITLES])


def _limit(sheet, letters, last):
    from openpyxl.worksheet.datavalidation import DataValidation

    for name, rule, message in (
        ("approved", {"type": "list", "formula1": '"yes,no"'}, "Write yes or no."),
        ("level", {"type": "whole", "operator": "between", "formula1": "1", "formula2": "5"}, "1 to 5."),
        (
            "needed",
            {"type": "whole", "operator": "greaterThanOrEqual", "formula1": "0"},
            "Write a whole number, or nothing.",
        ),
    ):
        limit = DataValidation(**rule, allow_blank=True, showErrorMessage=True, error=message)
        limit.add(f"{letters[name]}2:{letters[name]}{last}")
        sheet.data_validations.append(limit)


def _said(row, name):
    """A cell's value and how it is shown."""
    value = getattr(row, name)
    if name == "holders" and row.status == "not measured":
        return ("not measured",)
    if pd.isna(value):
        return (None,)
    if name == "approved":
        return ("yes" if value else "no",)
    if name == "starts_on":
        return pd.Timestamp(value).date(), "yyyy-mm-dd"
    if name == "proposed":
        return int(value), NOT_APPROVED
    return (int(value) if name in ("level", "people", "holders", "needed") else str(value),)


def _explain(sheet, how):
    from openpyxl.styles import Alignment

    sheet.column_dimensions["A"].width = 110
    for line in how:
        cell = sheet_cell(sheet, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([cell])
