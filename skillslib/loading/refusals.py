"""The rows a load refused, to read and to correct: a page and a CSV beside the identity vault.

Unlike everything else a load says, they show the raw text of a row, which may hold names: they lie where
only the team's own people look.
"""

import csv
import os
from collections import Counter
from importlib.resources import files

from jinja2 import Environment, select_autoescape

COLUMNS = ("file", "line", "column", "reason_code", "reason", "raw")
SHOWN = 1_000  # rows on the page; the CSV has all of them
LONGEST = 240  # characters of raw text on the page
PAGE = files("skillslib.loading").joinpath("templates/refusals.html.j2")


def gathered(con, sources):
    """The refused rows of these sources, by file and line: tuples of COLUMNS."""
    return con.execute(
        """select file, line, column_name, reason_code, reason, raw
        from quarantine join vault.quarantine_raw using (quarantine_id)
        where source_id in (select unnest($1)) order by file, line nulls first, column_name, reason_code""",
        [sources],
    ).fetchall()


def write(rows, counts, folder, name):
    """The path of a page of refused rows, its CSV beside it; None where no row was refused.

    `counts` are what became of the files' rows (see intake.Count).
    Example: write(gathered(con, ["1a2b"]), summary.files, Path("store/vault/quarantine"), "8f3a0c")
    """
    if not rows:
        return None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    table, page = folder / f"{name}.csv", folder / f"{name}.html"
    with _new(table) as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    environment = Environment(autoescape=select_autoescape(default=True, default_for_string=True))
    reasons = Counter((row[3], row[4]) for row in rows)
    with _new(page) as file:
        file.write(
            environment.from_string(PAGE.read_text(encoding="utf-8")).render(
                rows=[(*row[:5], _cut(row[5] or "")) for row in rows[:SHOWN]],
                total=len(rows),
                reasons=[(code, why, number) for (code, why), number in reasons.most_common()],
                counts=[count for count in counts if count.quarantined],
                table=table.name,
            )
        )
    return page


def _new(path):
    return os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
    )


def _cut(raw):
    """The raw text on one line, its end left out where it is long."""
    start = " ".join(raw[: 4 * LONGEST].split())
    return start if len(start) <= LONGEST and len(raw) <= 4 * LONGEST else f"{start[:LONGEST]} …"


def _harmless(cell):
    """A cell that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\0") else text
