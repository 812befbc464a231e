"""A sheet of an Excel workbook, written out as a CSV of text cells: what a person sees there, no more.

Real dates become ISO texts, so they can be read in one way only; numbers lose no digit and gain none.
Formulas count as their results. Blank rows and headings merged across a row are left out.
"""

import csv
import datetime
import errno
import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from skillslib.intake.archives import archive_in, is_office
from skillslib.intake.containers import HARMLESS_BYTES, MOST_BYTES, MOST_TIMES
from skillslib.intake.refusals import FAULTS, Hostile
from skillslib.intake.shape import IntakeError
from skillslib.intake.tables import check_columns, lacking, look_of

OTHERS = (".xls", ".xlsb", ".ods", ".numbers")
OLD = b"\xd0\xcf\x11\xe0"  # how an .xls of before 2007 starts, and a workbook behind a password
PIECE = 1 << 20
OVERLAP = 1 << 16  # no cell with a formula is longer
MOST_ROWS = 1 << 20  # that a sheet can have
HEADER_WITHIN = 100  # rows: titles and notes above it are passed over
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
# A formula without its result, as programs leave it that write workbooks and compute nothing.
UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
NO_TEXT_RESULT = b't="str"'  # an empty text is a result


@dataclass
class Marks:
    """What a sheet says beside its values: the rows merged across, the formulas without a result."""

    merged: set = field(default_factory=set)  # (row, first column, last column)
    uncomputed: set = field(default_factory=set)  # (row, column)


def is_workbook(path):
    """Whether a file is a workbook, of Excel or of another spreadsheet program, readable or not."""
    with path.open("rb") as file:
        start = file.read(4)
    return start == OLD or path.suffix.lower() in OTHERS or (start[:2] == b"PK" and is_office(path))


def read_workbook(path, wanted, copy, name, sheet="", header=1, labels=0):
    """A sheet as (the look of a CSV at `copy`, what has to be said of it).

    The header is the first row, from `header` on, that names all `wanted` columns; so many `labels`, further
    rows of headings, are passed over below it. Errors: IntakeError with the sheet and place.
    """
    with _opened(path, name) as book:
        return _written(_sheet_of(book, sheet, name), wanted, copy, name, header, labels)


def sheets_of(path, name):
    """The sheets of a workbook, each as (its name, its rows as lists of texts).

    Errors: IntakeError where it cannot be read.
    """
    with _opened(path, name) as book:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # programs write wrong ones
            rows = sheet.iter_rows(max_row=MOST_ROWS, values_only=True)
            yield sheet.title, [[_text(cell) for cell in row] for row in rows]


def first_rows(path, name, most=HEADER_WITHIN):
    """The first rows of each sheet of a workbook, as texts: {sheet: rows}.

    Errors: IntakeError where it cannot be read.
    """
    with _opened(path, name) as book:
        found = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=most, values_only=True)
            found[sheet.title] = [[_text(cell) for cell in row] for row in rows]
        return found


@contextmanager
def _opened(path, name):
    """A workbook while it is read; whatever its bytes raise becomes one message."""
    try:
        import openpyxl
    except ImportError:
        raise lacking(name, "openpyxl", "excel") from None
    _check_bytes(path, name)
    try:
        with warnings.catch_warnings():  # of what a workbook has beside its values
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            try:
                yield book
            finally:
                book.close()
    except IntakeError:
        raise
    except (*FAULTS, AttributeError, TypeError) as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        raise IntakeError(f"{name}: the workbook is damaged or cut off: save or download it again.") from None


def _check_bytes(path, name):
    if not is_office(path):
        raise IntakeError(
            f"{name}: it is no .xlsx workbook (an older kind, locked with a password, or something else). "
            "Open it in a spreadsheet program and save it as .xlsx, without a password."
        )
    most = min(MOST_BYTES, max(HARMLESS_BYTES, MOST_TIMES * path.stat().st_size))
    try:
        with archive_in(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except Hostile as refusal:
        raise IntakeError(f"{name}: {refusal.reason}.") from None
    if size > most:
        raise IntakeError(f"{name}: it swells far beyond its size, as no workbook does. Save it again.")


def _sheet_of(book, sheet, name):
    names = [one.title for one in book.worksheets]
    if sheet and sheet not in names:
        raise IntakeError(f"{name}: there is no sheet {sheet!r}. The choices are: {', '.join(names)}.")
    if not sheet and len(names) != 1:
        raise IntakeError(f'{name}: say which sheet: sheet = "...". The choices are: {", ".join(names)}.')
    return book.worksheets[names.index(sheet) if sheet else 0]


def _written(sheet, wanted, copy, name, header, labels):
    sheet.reset_dimensions()  # programs write wrong ones
    rows = enumerate(sheet.iter_rows(min_row=header, max_row=MOST_ROWS, values_only=True), header)
    places, top = _header(rows, wanted, name, header + HEADER_WITHIN)
    for _ in range(labels):
        next(rows, None)
    marks = _marks(sheet)
    _check_computed(marks, places, top, name)
    headings = {row for row, first, last in marks.merged if sum(first <= p + 1 <= last for p in places) > 1}
    numbers, passed = [], 0
    with copy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(wanted)
        for number, row in rows:
            texts = [_text(row[place]) if place < len(row) else "" for place in places]
            filled = sum(bool(text.strip()) for text in texts)
            if filled == 1 and number in headings:
                passed += 1
            elif filled:
                writer.writerow(texts)
                numbers.append(number)
    said = [(passed, "rows are headings merged across the sheet: they are passed over")] if passed else []
    return look_of(copy, name, np.array(numbers, int)), said


def _header(rows, wanted, name, last):
    """The places of the wanted columns, and the header's row."""
    best = []
    for number, row in rows:
        names = [" ".join(_text(cell).split()) for cell in row]
        if set(wanted) <= set(names) or number >= last:
            best = names if set(wanted) <= set(names) else best
            break
        if len(set(names) & set(wanted)) > len(set(best) & set(wanted)) or not any(best):
            best = names
    else:
        number = 0
    check_columns(name, best, wanted)
    return [best.index(theirs) for theirs in wanted], number


def _marks(sheet):
    """What the library does not tell where it reads row by row: looked up in the sheet's own text."""
    found, rest = Marks(), b""
    with sheet._get_source() as source:
        while piece := source.read(PIECE):
            text = rest + piece
            for left, top, right, bottom in MERGED.findall(text):
                if top == bottom:
                    found.merged.add((int(top), _column(left), _column(right)))
            for attributes in UNCOMPUTED.findall(text):
                place = PLACE.search(attributes)
                if place and NO_TEXT_RESULT not in attributes:
                    found.uncomputed.add((int(place[2]), _column(place[1])))
            rest = text[-OVERLAP:]
    return found


def _check_computed(marks, places, top, name):
    columns = {place + 1 for place in places}
    inside = sorted((row, column) for row, column in marks.uncomputed if row > top and column in columns)
    if inside:
        row, column = inside[0]
        raise IntakeError(
            f"{name}: the formula in row {row:,} has no stored result (cell {letters(column)}{row}; "
            f"such cells: {len(inside):,}). "
            "Open the workbook in a spreadsheet program and save it, so that its results are in it."
        )


def _column(name):
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number


def letters(column):
    """What a sheet calls a column: A for 1, Z for 26, AA for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _text(value):
    """A cell's value as a text that can be read in one way only."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
