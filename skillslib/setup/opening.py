"""A file of rows as it lies there: its encoding, delimiter, header line, and what stands in each column.

Everything is text: leading zeros stay, and no date or number is read before somebody has said how.
"""

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from skillslib.intake import is_data, look, sheets_of

DELIMITERS = (",", ";", "\t", "|")
HEADER_WITHIN = 40  # rows: titles and notes above it are passed over
SHOWN = 200  # rows that decide on delimiter and header
MOST_VALUES = 50_000  # different ones of a column that are remembered of a further delivery
PIECE = 1 << 22
MOSTLY_OWN = 0.75  # of the names of columns are there once
FILLED = 0.6  # of the columns, from which on a row may be their names


@dataclass
class Table:
    """One table of a folder: a text file, or a sheet of a workbook."""

    path: Path
    place: str  # below the folder, of the archive where it lies in one
    sheet: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    header: int = 1  # the line of the column names
    labels: int = 0  # further lines of names under it
    above: tuple = ()  # cells of titles and notes
    shown: str = ""  # as `load` calls a file in an archive
    twice: tuple = ()  # names that several columns have: none of them is read
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    remembered: dict = field(default_factory=dict)  # of each column, once its rows are let go

    @property
    def name(self):
        return f"{self.place}, sheet {self.sheet}" if self.sheet else self.place

    @property
    def called(self):
        return self.shown or self.place

    @property
    def names(self):
        return list(self.rows.columns)

    def values(self, column):
        """How often each value of a column is there, blanks left out."""
        if column in self.remembered:
            return self.remembered[column]
        cells = self.rows[column]
        return cells[cells != ""].value_counts()

    def let_go(self):
        """Keeps what the columns say and lets the rows go: twelve deliveries of a large company are many."""
        self.remembered = {name: self.values(name).head(MOST_VALUES) for name in self.names}
        self.rows = self.rows.head(0)


def encoding_of(path):
    """The encoding of a text file by its bytes: 'utf-8', 'utf-16', else 'cp1252'; '' where it is no text."""
    with Path(path).open("rb") as file:
        head = file.read(PIECE)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        decoder, piece = codecs.getincrementaldecoder("utf-8")(), head
        try:
            while piece:
                if b"\0" in piece:
                    return ""
                decoder.decode(piece)
                piece = file.read(PIECE)
            decoder.decode(b"", final=True)
            return "utf-8"
        except UnicodeDecodeError:
            return "cp1252"


def text_table(path, place, encoding):
    """A text file as a Table, or None where it has no rows under a header."""
    head = look(path, encoding).head.splitlines(keepends=True)[: 4 * SHOWN]
    readings = [_reading(head, delimiter) for delimiter in DELIMITERS]
    delimiter, rows = max(zip(DELIMITERS, readings, strict=True), key=lambda one: _score(one[1]))
    found = _header([row for _, row in rows])
    if found is None:
        return None
    at, labels = found
    names = _names(rows[at][1])
    cells = pd.read_csv(
        path,
        sep=delimiter,
        encoding=encoding,
        encoding_errors="replace",
        header=None,
        names=range(len(names)),
        index_col=False,
        skiprows=rows[at + labels][0],
        dtype=str,
        keep_default_na=False,
        na_filter=False,
        on_bad_lines="skip",
    )
    above = _above([row for _, row in rows[:at]])
    return Table(
        path,
        place,
        encoding=encoding,
        delimiter=delimiter,
        header=rows[at][0],
        labels=labels,
        above=above,
        twice=_twice(names),
        rows=_clean(cells, names),
    )


def sheet_tables(path, place):
    """The sheets of a workbook that hold a table. Errors: IntakeError where it cannot be read."""
    for sheet, rows in sheets_of(path, place):
        found = _header(rows)
        if found is None:
            continue
        at, labels = found
        names = _names(rows[at])
        below = [row[: len(names)] + [""] * (len(names) - len(row)) for row in rows[at + labels + 1 :]]
        cells = pd.DataFrame([row for row in below if any(row)], columns=range(len(names)), dtype=str)
        said = {"above": _above(rows[:at]), "twice": _twice(names), "rows": _clean(cells, names)}
        yield Table(path, place, sheet, header=at + 1, labels=labels, **said)


def _reading(lines, delimiter):
    """The first rows of a text, each with the line on which it ends."""
    reader, rows = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter), []
    try:
        for row in reader:
            rows.append((reader.line_num, [cell.strip().strip("\u00a0") for cell in row]))
            if len(rows) == SHOWN:
                break
    except csv.Error:
        pass
    return rows


def _score(rows):
    """How much rows look cut at the right sign: many of them, with the same number of cells, above one."""
    widths = Counter(len(row) for _, row in rows)
    return max((times * (width - 1) for width, times in widths.items()), default=0)


def _header(rows):
    """Where the names of the columns stand, and how many further rows of names follow; None where nowhere."""
    widths = Counter(_width(row) for row in rows[:SHOWN] if _width(row) > 1)
    if not widths:
        return None
    widest = max(width for width, times in widths.items() if times >= widths.total() / 20)
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        filled = [cell for cell in row if cell]
        if len(filled) >= max(2, FILLED * widest) and not is_data(filled) and _are_names(filled):
            return at, int(_are_labels(rows, at + 1))
        if sum(is_data([cell]) for cell in filled) > 1:  # rows have begun, and no names stood above them
            return None
    return None


def _are_names(cells):
    """Whether hardly a cell is there twice: headings above the names are repeated over their columns."""
    return len(set(cells)) >= MOSTLY_OWN * len(cells)


def _width(row):
    return max((place + 1 for place, cell in enumerate(row) if cell), default=0)


def _are_labels(rows, at):
    """Whether a row names the columns once more: it has words where all rows below have dates or numbers."""
    below = [row for row in rows[at + 1 : at + 20] if any(row)]
    if at >= len(rows) or not below or is_data([cell for cell in rows[at] if cell]):
        return False
    row = rows[at]
    if sum(bool(cell) for cell in row) < FILLED * _width(row):
        return False
    for place, cell in enumerate(row):
        under = [one[place] for one in below if place < len(one) and one[place]]
        if cell and under and all(is_data([one]) for one in under):
            return True
    return False


def _names(row):
    """The names of the columns; a blank one, or one that is there twice, keeps its place only."""
    row = [" ".join(cell.split()) for cell in row]
    return row[: _width(row)]


def _above(rows):
    return tuple(cell for row in rows for cell in row if cell)


def _twice(names):
    return tuple(name for name, times in Counter(names).items() if name and times > 1)


def _clean(cells, names):
    """The cells without blanks around them; columns without a name, or with one used twice, are left out."""
    times = Counter(names)
    kept = {name: cells[place].str.strip(" \u00a0\t") for place, name in enumerate(names) if times[name] == 1}
    return pd.DataFrame({name: column for name, column in kept.items() if name})
