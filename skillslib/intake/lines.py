"""Where each record of a file stands: its physical line, across blank lines and line ends inside quotes.

The engine says at which byte a rejected record starts, and nothing of the place of accepted ones. So the
file is looked through once more for line ends and quotes: a record starts on each line that is not blank
and has no quote open before it.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

PIECE = 1 << 20
LINE_END, QUOTE = b'\n"'


@dataclass
class Lines:
    """The lines of a file: where each starts, how many quotes stand before it, and which are blank."""

    path: Path
    starts: np.ndarray  # and, last, where the file ends
    quotes: np.ndarray
    blank: np.ndarray

    @cached_property
    def quoted(self):
        """The lines, from 0 on, that hold quotes: no other line opens or closes one."""
        return np.flatnonzero(np.diff(self.quotes))

    def numbers(self, places):
        """The lines, from 1 on, of the records that start at these bytes, or after the blank lines there."""
        filled = np.flatnonzero(~self.blank)
        return filled[np.searchsorted(filled, np.searchsorted(self.starts, places))] + 1


def read_lines(path, quoted=True):
    """The lines of a file whose line ends are of one kind; without `quoted`, no quote is looked for."""
    ends, before, place, quotes, last = [np.array([-1])], [np.array([0])], 0, 0, b""
    with Path(path).open("rb") as file:
        end = 2 if file.readline(PIECE).endswith(b"\r\n") else 1
        file.seek(0)
        while piece := file.read(PIECE):
            codes = np.frombuffer(piece, np.uint8)
            found = np.flatnonzero(codes == LINE_END)
            marks = np.flatnonzero(codes == QUOTE) if quoted and b'"' in piece else found[:0]
            ends.append(found + place)
            before.append(np.searchsorted(marks, found) + quotes)
            place, quotes, last = place + len(piece), quotes + len(marks), piece[-1:]
    if last != b"\n":  # the last line has no end: as if it had one
        ends.append(np.array([place + end - 1]))
        before.append(np.array([quotes]))
    starts = np.concatenate(ends) + 1
    return Lines(Path(path), starts, np.concatenate(before), np.diff(starts) <= end)


def record_starts(lines):
    """The lines, from 1 on, on which records start, the header's too, if every quote opens or closes one."""
    return np.flatnonzero(~_inside_by_count(lines, None) & ~lines.blank) + 1


def record_lines(lines, delimiter, accepted, rejected):
    """The lines on which the accepted records start, and those of the rejected; None if they cannot be told.

    `accepted` is how many there are, in the file's order; `rejected` are the bytes at which the others start.
    """
    at = lines.numbers(rejected)
    for inside in (_inside_by_count, _inside_by_cell):
        starting = np.flatnonzero(~inside(lines, delimiter) & ~lines.blank) + 1
        records = starting[1:]  # after the header
        if len(records) == accepted + len(at) and np.isin(at, records).all():
            return records[~np.isin(records, at)], at
    return None


def _inside_by_count(lines, _delimiter):
    """Which lines start inside a quoted cell, if every quote opens or closes one."""
    return lines.quotes[:-1] % 2 == 1


def _inside_by_cell(lines, delimiter):
    """The same, if a quote opens a cell only where the cell starts: an inch sign amid a cell opens none."""
    inside, opened = np.zeros(len(lines.blank), bool), None
    with lines.path.open("rb") as file:
        for line in lines.quoted:
            before, (opened, _) = opened, _open_after(file, lines, line, opened, delimiter)
            if before is not None and before != opened:
                inside[before + 1 : line + 1] = True
    if opened is not None:
        inside[opened + 1 :] = True
    return inside


def open_quote(lines, delimiter, line):
    """The lines on which a quote opens and closes that swallows lines of a record, or None.

    Lines count from 1; the record starts on `line`. A quote that closes where its cell ends swallows none:
    it is a cell of several lines. Where nothing closes it, it stands open to the file's last line.
    """
    opened = None
    with lines.path.open("rb") as file:
        for number in lines.quoted[np.searchsorted(lines.quoted, line - 1) :]:
            if opened is None and number >= line:
                return None
            before, (opened, swallowed) = opened, _open_after(file, lines, number, opened, delimiter)
            if swallowed:
                return int(before) + 1, int(number) + 1
    return None if opened is None else (int(opened) + 1, len(lines.blank))


def _open_after(file, lines, line, opened, delimiter):
    """The line on which the quote was opened that is open at a line's end, or None.

    And whether the quote that was open before it, at `opened`, closes amid a cell.
    """
    file.seek(lines.starts[line])
    text = file.read(lines.starts[line + 1] - lines.starts[line]).rstrip(b"\r\n")
    text = text if opened is None else b'"' + text
    swallowed = False
    for number, cell in enumerate(_cells(delimiter).finditer(text)):
        if not number and opened is not None:
            swallowed = bool(cell["closed"] and cell["after"])
        if cell.end() == len(text):
            break
    if cell["quoted"] is None or cell["closed"]:
        return None, swallowed
    return line if opened is None or number else opened, swallowed


def _cells(delimiter):
    """A pattern of one cell: what is in quotes, whether they are closed, and what stands after it."""
    mark = re.escape(delimiter.encode())
    return re.compile(
        rb'"(?P<quoted>(?:[^"]++|"")*+)(?P<closed>"?)(?P<after>[^%b]*+)(?:%b|\Z)|[^%b]*+(?:%b|\Z)'
        % (mark, mark, mark, mark)
    )
