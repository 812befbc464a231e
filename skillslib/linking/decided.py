"""Files of decisions on the names of skills: plain CSV, one for each day, to be loaded together."""

import csv
import io

from skillslib.intake import IntakeError
from skillslib.sheets import as_it_was, cell
from skillslib.whole import SHARED, write_whole

COLUMNS = (
    *("skill_name", "decision", "taxonomy", "version", "concept_id", "label", "broader_id"),
    *("decided_by", "decided_on"),
)


def file_of(folder, day):
    """The path of a day's decisions: skill_names-2026-10-05.csv."""
    return folder / f"skill_names-{day}.csv"


def read(path):
    """The rows of a file, none where there is no file.

    Errors: IntakeError where it has other columns, or cannot be read.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise IntakeError(f"{path.name} cannot be read ({error}). Mend it, or move it away.") from None
    if tuple(reader.fieldnames or ()) != COLUMNS or any(None in row for row in rows):
        raise IntakeError(
            f"{path.name} has other columns than {', '.join(COLUMNS)}: it would be written over. "
            "Move it away."
        )
    return [{name: as_it_was(text) if text else text for name, text in row.items()} for row in rows]


def write(path, rows):
    """Write the rows, whole or not at all; without rows there is no file."""
    if not rows:
        path.unlink(missing_ok=True)
        return
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: cell(text) for name, text in row.items()} for row in rows)
    write_whole(path, text.getvalue().encode(), SHARED)
