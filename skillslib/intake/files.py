"""A file before a row of it is read: its bytes, its header, the shape it was meant to have."""

import codecs
import csv
import hashlib
import io
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from skillslib.intake.shape import IntakeError

CHUNK = 1 << 22
SIP = 1 << 18  # no header is longer
DELIMITERS = (",", ";", "\t", "|")
BOMS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
MOST_COLUMNS = 5_000
# An e-mail address in the name of a file or folder, and the ending after it
ADDRESS = re.compile(r"[^\s/:@]+@[^\s/:]*?(\.\w{1,5})?(?=[\s/:]|$)")
DATA_FIRST = "its first line looks like data, not a header"
# What heads no column: an address, a number, a date, an id as in E-1007
DATA = re.compile(r".*\S@\S.*|([A-Za-z]{1,3}-)?[+-]?\d[\d .,/:+TZ-]*", re.DOTALL)
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
    shown: str = ""  # as people see it, where it lies in another file
    rows: np.ndarray | None = None  # where its records stand in the table that it was written out of
    above: int = 0  # lines of the file that were left out above its records
    delimiter: str = ""  # where it is declared
    origin: Path | None = None  # the file that was given: itself, or the archive that it came out of

    def __post_init__(self):
        self.origin = self.origin or self.path

    @property
    def name(self):
        """The file's name as messages show it."""
        return as_shown(self.shown or self.path.name)


def as_shown(name):
    """A file's name without what a terminal obeys and without the e-mail addresses in it."""
    clean = "".join(sign if sign.isprintable() else "?" for sign in name)
    return ADDRESS.sub(r"…@…\1", clean)


def look(path, encoding=None):
    """What the bytes of a file say: hash, encoding, line ends. Reads it once, in pieces."""
    found, head, nul = _scan(Path(path), encoding)
    found.problem = "" if encoding else _unreadable(found.path, head, nul)
    text = codecs.getincrementaldecoder(encoding or "utf-8")("replace")
    found.head = "" if found.problem else text.decode(head).removeprefix("\ufeff")
    return found


def _scan(path, encoding):
    """A Look without its text, the first piece, and where the first NUL byte stands, or None."""
    found, head, nul, last = Look(path, "", 0, "", odd_blanks=bool(encoding), quotes=False), b"", None, b""
    digest, ends = hashlib.sha256(), np.zeros(3, int)
    with path.open("rb") as file, ThreadPoolExecutor(1) as worker:
        following = file.read(CHUNK)
        while piece := following:
            hashing = worker.submit(digest.update, piece)
            following = file.read(CHUNK)  # meanwhile the worker begins, and needs the interpreter no more
            head = head or piece
            if nul is None and b"\0" in piece:
                nul = found.size + piece.index(b"\0")
            ends += _line_ends(piece, last[-1:])
            found.quotes = found.quotes or b'"' in piece
            found.odd_blanks = found.odd_blanks or _odd_blanks(piece, last)
            found.size += len(piece)
            last = piece[-2:]
            hashing.result()
    windows, unix, old = ends
    found.sha256 = digest.hexdigest()
    found.mixed_lines = bool(old or last[-1:] == b"\r" or (windows and unix))
    found.cut_short = bool(found.size) and not last.rstrip(b"\0").endswith(b"\n")  # in UTF-16 too
    return found, head, nul


def _odd_blanks(piece, last):
    """Whether there is a tab or a no-break space, which may be cut in two by the end of the piece before."""
    spaces = b"\xa0" in piece and (b"\xc2\xa0" in piece or last[-1:] + piece[:1] == b"\xc2\xa0")
    return b"\t" in piece or spaces


def _line_ends(piece, last):
    """How many line ends are of Windows, of Unix and of neither; a return that ended `last` counts here."""
    joined = last == b"\r" and piece[:1] == b"\n"
    if b"\r" not in piece and not joined:
        return 0, b"\n" in piece, last == b"\r"
    codes = np.frombuffer(piece, np.uint8)
    returns, news = codes[:-1] == 13, codes == 10
    both = np.count_nonzero(returns & news[1:])
    alone = np.count_nonzero(returns) - both + (last == b"\r" and not joined)
    return both + joined, np.count_nonzero(news) - both - joined, alone


def _unreadable(path, head, nul):
    for mark, name in BOMS.items():
        if head.startswith(mark):
            return f"it is {name}, not UTF-8: save it as UTF-8, or declare it: --encoding {name.lower()}"
    if nul is None:
        return ""
    with path.open("rb") as file:
        line = file.read(nul).count(b"\n") + 1
    return f"it has a NUL byte on line {line}: it is no text file, or it is UTF-16 (save it as UTF-8)"


def utf8_copy(found, folder, encoding=None):
    """A copy in UTF-8 with one kind of line end. Errors: IntakeError with the line that is none."""
    copy, line = Path(folder) / "copy.csv", 1
    decoder = codecs.getincrementaldecoder(encoding or "utf-8")("strict" if encoding else "surrogateescape")
    decoder = io.IncrementalNewlineDecoder(decoder, translate=True)
    with (
        found.path.open("rb") as source,
        copy.open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as target,
    ):
        while True:
            piece = source.read(CHUNK)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                raise IntakeError(
                    f"{found.name}: line {line} is not {encoding}, as declared. Declare its true encoding."
                ) from None
            if "\0" in text:
                line += text[: text.index("\0")].count("\n")
                raise IntakeError(
                    f"{found.name}: it has a NUL byte on line {line}: it is no text file, or not {encoding}."
                )
            line += text.count("\n")
            target.write(text)
            if not piece:
                return copy


@contextmanager
def one_line_end(con, found, encoding=None):
    """The path of a file in UTF-8 with one kind of line end: its own, or that of a copy while this lasts."""
    if not encoding and not found.mixed_lines:
        yield found.path
        return
    with tempfile.TemporaryDirectory(dir=beside(con)) as folder:
        yield utf8_copy(found, folder, encoding)


def beside(con):
    """The folder of a connection's database, None where it is in memory.

    A version of the store is built in a folder that nobody else reads, and that is cleared after a kill.
    """
    ours = "select path from duckdb_databases() where database_name = current_database()"
    path = con.execute(ours).fetchall()[0][0]
    return Path(path).parent if path else None


def header(found, wanted=()):
    """The delimiter and the column names of a file's first record, blanks around them removed."""
    best = (",", [])
    for delimiter in (found.delimiter,) if found.delimiter else DELIMITERS:
        try:
            first = next(csv.reader(io.StringIO(found.head[:SIP], newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        names = [name.strip().strip("\u00a0") for name in first]
        score = (len(set(names) & set(wanted)), len(names))
        if score > (len(set(best[1]) & set(wanted)), len(best[1])):
            best = (delimiter, names)
    return best


def is_data(names):
    """Whether what should be a header is the first row: then nothing of it may be shown."""
    return any(DATA.fullmatch(name) for name in names)


def likeness(shape, names):
    """The share of a shape's required columns that a header has; 1 where it has all of them."""
    required = [column.name for column in shape.columns if not column.optional]
    return sum(name in names for name in required) / len(required)


def best_shape(shapes, found):
    """The shape whose columns a file's header names, or None; a near miss is named by `check_header`."""
    shape = max(shapes, key=lambda shape: likeness(shape, _named(shape, found)))
    return shape if likeness(shape, _named(shape, found)) >= ALIKE else None


def nearest(shapes, found):
    """The shape that shares most columns, and at least two, with a header, and those it lacks; or None."""
    shared = {shape: len(set(_names(shape)) & set(_named(shape, found))) for shape in shapes}
    shape = max(shared, key=shared.get)
    return (shape, _lacking(shape, _named(shape, found))) if shared[shape] > 1 else None


def _named(shape, found):
    return header(found, _names(shape))[1]


def _lacking(shape, names):
    return [c.name for c in shape.columns if not c.optional and c.name not in names]


def _names(shape):
    return [column.name for column in shape.columns]


def check_header(found, shape):
    """The delimiter and column names, or an IntakeError that names the column and what was found."""
    delimiter, names = header(found, _names(shape))
    twice = sorted(name for name in _names(shape) if names.count(name) > 1)
    missing = _lacking(shape, names)
    if len(names) > MOST_COLUMNS:
        raise IntakeError(f"{found.name}: it has more than {MOST_COLUMNS:,} columns: no export has so many.")
    if not any(names):
        raise IntakeError(f"{found.name}: the first line is blank. The header has to be the first line.")
    if (missing or twice) and is_data(names):
        raise IntakeError(f"{found.name}: {DATA_FIRST}. The names of the columns have to be the first line.")
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
