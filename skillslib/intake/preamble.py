"""A text file without what stands above its column names, and without further rows of headings below them."""

import tempfile
from dataclasses import replace
from pathlib import Path

from skillslib.intake.files import look, utf8_copy
from skillslib.intake.shape import IntakeError

QUOTE = b'"'


def without_preamble(found, header, labels, folder, encoding=None):
    """A file's look from the line of its column names on; the lines told of its rows stay those of the file.

    header   the line of the column names, from 1 on
    labels   so many records below it are headings too, and no data
    folder   where the copy is put, in UTF-8
    Errors: IntakeError where the file ends before.
    """
    if header == 1 and not labels:
        return found
    folder = tempfile.mkdtemp(dir=folder)
    whole = utf8_copy(found, folder, encoding) if encoding or found.mixed_lines else found.path
    copy = Path(folder) / "below.csv"
    with whole.open("rb") as source, copy.open("wb") as target:
        for _ in range(header - 1):
            source.readline()
        names, _ = _record(source)
        if not names.strip():
            raise IntakeError(
                f"{found.name}: line {header} is blank, and is declared to hold the names of the columns. "
                "Correct header = ..., the number of that line."
            )
        above = header - 1 + sum(_record(source)[1] for _ in range(labels))
        target.write(names)
        while piece := source.read(1 << 22):
            target.write(piece)
    return replace(
        look(copy), path=copy, sha256=found.sha256, shown=found.shown or found.path.name, above=above
    )


def _record(source):
    """The next record, over as many lines as its quotes hold it open, and how many those are."""
    text, lines = source.readline(), 1
    while text.count(QUOTE) % 2 and (line := source.readline()):
        text, lines = text + line, lines + 1
    return text, lines
