"""Any table that is declared, opened as the look of a CSV: text, a sheet, Parquet; in archives too."""

import tempfile
from pathlib import Path

from skillslib.intake.containers import holder_of, opened
from skillslib.intake.files import as_shown, header, look
from skillslib.intake.preamble import without_preamble
from skillslib.intake.shape import IntakeError
from skillslib.intake.tables import check_columns, is_parquet, read_parquet
from skillslib.intake.workbooks import is_workbook, read_workbook


def copy_in(folder):
    """The path of a table that is to be written out, in a folder of its own."""
    return Path(tempfile.mkdtemp(dir=folder)) / "table.csv"


def files_in(path, name, folder):
    """A file with its name, or the files in it where it is an archive. Errors: IntakeError."""
    if not path.stat().st_size or holder_of(path) not in ("zip", "gzip"):
        return [(path, as_shown(name))]
    held = opened(path, folder)
    for one in held:
        if one.path is None:
            raise IntakeError(f"{as_shown(one.name)}: {one.reason}.")
    return [(one.path, as_shown(name.removesuffix(path.name) + one.name)) for one in held]


def read_table(declared, path, name, folder, encoding=None):
    """A table as (its look, its encoding or None, what to say of it), by what is declared of it.

    `declared` has `wanted` (ours by theirs), `sheet`, `encoding`, `header`, `labels` and `delimiter`; `place`
    is how an error names it. Errors: IntakeError with the file, the column and the nearest names.
    """
    workbook = is_workbook(path)
    if declared.sheet and not workbook:
        raise IntakeError(f"{declared.place} sheet is of a workbook, which {name} is not.")
    if workbook:
        shown = f"{name}, sheet {declared.sheet}" if declared.sheet else name
        lines = (declared.header, declared.labels)
        found, said = read_workbook(path, declared.wanted, copy_in(folder), shown, declared.sheet, *lines)
        return found, None, said
    if is_parquet(path):
        return read_parquet(path, declared.wanted, copy_in(folder), name), None, []
    return *read_text(declared, path, name, folder, declared.encoding or encoding), []


def read_text(declared, path, name, folder, encoding):
    """A text as (its look, its encoding or None where it is UTF-8 by now)."""
    found = look(path, encoding)
    found.shown = name
    if found.problem:
        raise IntakeError(f"{name}: {found.problem}.")
    below = without_preamble(found, declared.header, declared.labels, folder, encoding)
    below.delimiter = declared.delimiter
    check_columns(name, header(below, list(declared.wanted))[1], declared.wanted)
    return below, encoding if below is found else None
