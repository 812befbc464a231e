"""Tables for spreadsheets, CSV or xlsx: no cell is ever taken for a formula, and numbers stay numbers.

A text that a program would run stands after an apostrophe; so does the rest of one after a semicolon, since
in half of Europe a spreadsheet begins a new cell there, quoted or not. What is loaded again takes the
apostrophe off.
"""

import io
import os
import re

import pandas as pd

# What nobody sees, as Unicode has it: controls, blanks of every width, marks of joining and direction.
_UNSEEN = (
    "\\x00-\\x20\\x7f-\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
# What a program may take a text for that begins so, in the letters of every width: behind blanks, or a quote,
# which is gone where a cell is read as one that begins there.
_RUNS = f'["{_UNSEEN}]*[=+@\\t\\r\\n\\x00＝＋－＠﹦﹢﹣﹫-]'
_FORMULA = re.compile(f"(^|;)({_RUNS})")
_MARKED = re.compile(f"(^|;)'({_RUNS})")
# No workbook can hold these, and no cell needs them.
_CONTROLS = re.compile("[\\x00-\\x1f\\x7f\ufffe\uffff]")


class SheetError(ValueError):
    """A table cannot be written; the message says what to do."""


def neutral(text):
    """A text that no spreadsheet takes for a formula; `as_it_was` takes the mark off again.

    Example: neutral("=1+1") == "'=1+1"
    """
    return _FORMULA.sub(r"\1'\2", text)


def as_it_was(text):
    """A text without the mark that `neutral` put before it."""
    return _MARKED.sub(r"\1\2", text)


def cell_sql(column):
    """SQL: a text as `cell` writes it."""
    on_one_line = rf"regexp_replace({column}, '{_CONTROLS.pattern}', ' ', 'g')"
    return rf"regexp_replace({on_one_line}, '(^|;)({_RUNS})', '\1''\2', 'g')"


def as_it_was_sql(column):
    """SQL: as `as_it_was`."""
    return rf"regexp_replace({column}, '(^|;)''({_RUNS})', '\1\2', 'g')"


def cell(value):
    """A value as a cell may hold it: a text on one line and no formula, anything else as it is."""
    return neutral(_CONTROLS.sub(" ", value)) if isinstance(value, str) else value


def csv_text(frame):
    """A frame as the text of a CSV.

    Example: csv_text(frame).splitlines()[0]
    """
    return _plain(frame).to_csv(index=False, lineterminator="\n", float_format="%.12g")


def write_csv(frame, path):
    """Write a frame as a CSV that only this account can read, and that is not there yet.

    Errors: FileExistsError where the file is there: it may hold decisions.
    """
    write_new(path, csv_text(frame).encode())


def write_new(path, content):
    """Write bytes into a file that only this account can read, and that is not there yet.

    Errors: FileExistsError.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FileExistsError(
            f"{path} is there already, with decisions perhaps. Name another file."
        ) from None
    with open(handle, "wb") as file:
        file.write(content)


def xlsx_bytes(frame, name, about):
    """A frame as a workbook: a sheet named after it, and one with lines that say what it is about.

    Errors: SheetError without the package openpyxl.
    """
    book = new_workbook(name)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.append([sheet_cell(sheet, str(column), bold=True) for column in frame.columns])
    for row in frame.astype(object).itertuples(index=False):
        sheet.append([sheet_cell(sheet, _known(value)) for value in row])
    lines = book.create_sheet("How to read it")
    for line in about:
        lines.append([sheet_cell(lines, line)])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def new_workbook(name):
    """A workbook to be written row by row. Errors: SheetError without the package openpyxl."""
    try:
        import openpyxl
    except ImportError:
        raise SheetError(
            f'{name}: writing a workbook needs the package openpyxl: pip install "skillslib[excel]".'
        ) from None
    return openpyxl.Workbook(write_only=True)


def sheet_cell(sheet, value, number_format="General", bold=False):
    """A cell of a sheet that is being written: a number, a day, or a text that is no formula."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    made = WriteOnlyCell(sheet, cell(value))
    if isinstance(value, str):
        made.data_type = "s"
    if number_format != "General":
        made.number_format = number_format
    if bold:
        made.font = Font(bold=True)
    return made


def _plain(frame):
    """A frame whose texts, its header's too, are as cells may hold them."""
    plain = frame.copy()
    for place, kind in enumerate(plain.dtypes):
        if not pd.api.types.is_numeric_dtype(kind) and kind.kind not in "Mmb":
            plain.isetitem(place, [cell(value) for value in plain.iloc[:, place]])
    plain.columns = [cell(name) for name in plain.columns]
    return plain


def _known(value):
    """A value as a workbook takes it: nothing for what is not known, days without a time of day."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value
