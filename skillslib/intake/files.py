"""A file before a row of it is read: its bytes, its header, the shape it was meant to have."""

import codecs
import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from skillslib.intake.shape import IntakeError

CHUNK = 1 << 22
DELIMITERS = (",", ";", "\t")
BOMS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
ALIKE = 0.6  # from this share of its columns on, a file was meant to be of that shape


@dataclass
class Look:
    """What a file is, before a row of it is read."""

    path: Path
    sha256: str
    size: int
    head: str  # the first CHUNK bytes as text
    problem: str = ""  # why it cannot be read as text
    mixed_lines: bool = False
    cut_short: bool = False
    odd_blanks: bool = True  # blanks that are not spaces, to be removed around cells
    quotes: bool = True

    @property
    def name(self):
        return self.path.name


def look(path, encoding=None):
    """What the bytes of a file say: hash, encoding, line ends. Reads it once, in pieces."""
    path = Path(path)
    digest, head, size, last = hashlib.sha256(), b"", 0, b""
    windows = unix = 0
    odd_blanks, quotes = bool(encoding), False
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
            head = head or piece
            size += len(piece)
            both = piece.count(b"\r\n") + (last == b"\r" and piece[:1] == b"\n")
            windows += both
            unix += piece.count(b"\n") - both
            odd_blanks = odd_blanks or b"\t" in piece or b"\xa0" in piece
            quotes = quotes or b'"' in piece
            last = piece[-1:]
    found = Look(
        path,
        digest.hexdigest(),
        size,
        "",
        mixed_lines=bool(windows and unix),
        cut_short=bool(size) and last != b"\n",
        odd_blanks=odd_blanks,
        quotes=quotes,
    )
    found.problem = _unreadable(head, encoding)
    text = codecs.getincrementaldecoder(encoding or "utf-8-sig")("replace")
    found.head = "" if found.problem else text.decode(head)
    return found


def _unreadable(head, encoding):
    if encoding:
        return ""
    for mark, name in BOMS.items():
        if head.startswith(mark):
            return f"it is {name}, not UTF-8: save it as UTF-8, or declare it: --encoding {name.lower()}"
    if b"\0" in head:
        line = head[: head.index(b"\0")].count(b"\n") + 1
        return f"it has a NUL byte on line {line}: it is no text file, or it is UTF-16 (save it as UTF-8)"
    return ""


def header(found, wanted=()):
    """The delimiter and the column names of a file's first record, blanks around them removed."""
    best = (",", [])
    for delimiter in DELIMITERS:
        try:
            first = next(csv.reader(io.StringIO(found.head, newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        names = [name.strip().strip("\u00a0") for name in first]
        score = (len(set(names) & set(wanted)), len(names))
        if score > (len(set(best[1]) & set(wanted)), len(best[1])):
            best = (delimiter, names)
    return best


def likeness(shape, names):
    """The share of a shape's required columns that a header has; 1 where it has all of them."""
    required = [column.name for column in shape.columns if not column.optional]
    return sum(name in names for name in required) / len(required)


def best_shape(shapes, found):
    """The shape whose columns a file's header names, or None; a near miss is named by `check_header`."""
    shape = max(shapes, key=lambda shape: likeness(shape, _named(shape, found)))
    return shape if likeness(shape, _named(shape, found)) >= ALIKE else None


def nearest(shapes, found):
    """The shape that shares most columns with a file's header, and those it lacks; None where none does."""
    shared = {shape: len(set(_names(shape)) & set(_named(shape, found))) for shape in shapes}
    shape = max(shared, key=shared.get)
    return (shape, _lacking(shape, _named(shape, found))) if shared[shape] else None


def _named(shape, found):
    return header(found, _names(shape))[1]


def _lacking(shape, names):
    return [c.name for c in shape.columns if not c.optional and c.name not in names]


def _names(shape):
    return [column.name for column in shape.columns]


def check_header(found, shape):
    """The delimiter and column names, or an IntakeError that names the column and what was found."""
    delimiter, names = header(found, _names(shape))
    twice = sorted({name for name in names if name and names.count(name) > 1})
    missing = _lacking(shape, names)
    if missing:
        spare = [c.name for c in shape.columns if c.optional]
        may = f" It may have {', '.join(spare)} too." if spare else ""
        raise IntakeError(
            f"{found.name}: {_columns(missing)} missing, so it cannot be read as {shape.kind}. "
            f"Found: {', '.join(names)}.{may} "
            "Rename or add what is missing; the order of columns does not matter."
        )
    if twice:
        raise IntakeError(f"{found.name}: the column {twice[0]!r} is there twice; keep one of them.")
    return delimiter, names


def _columns(names):
    said = ", ".join(map(repr, names))
    return f"the column {said} is" if len(names) == 1 else f"the columns {said} are"


def source_of(*facts):
    """The id of a source: what its bytes are and how they were read, never when or from where."""
    return hashlib.md5("\x1f".join(facts).encode()).hexdigest()[:16]
