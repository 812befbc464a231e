"""The rows a load refused, to read and to correct: a page and a CSV beside the identity vault.

Unlike everything else a load says, they show the raw text of a row, which may hold names: they lie where
only the team's own people look.
"""

import csv
import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from typing import IO

from skillslib import markup
from skillslib.intake import beside
from skillslib.sheets import cell_sql

COLUMNS = ("file", "line", "column", "reason_code", "reason", "raw")
SHOWN = 1_000  # rows on the page; the CSV has all of them
PIECE = 10_000  # rows of the CSV in memory
LONGEST = 240  # characters of raw text on the page
TEMPLATES = files("skillslib.loading").joinpath("templates")


@dataclass
class Refused:
    """Refused rows, by file and line: the first of them, why they all were, and a file with all of them."""

    shown: list  # tuples of COLUMNS
    reasons: list  # (reason code, reason, rows), most rows first
    table: IO  # a CSV that has no name, so that nothing of it stays if the load is killed


def gathered(con, sources):
    """The refused rows of these sources. A million of them are never in memory together."""
    rows = """from quarantine left join vault.quarantine_raw using (quarantine_id)
        where source_id in (select unnest($1))"""
    reasons = con.execute(
        f"select reason_code, reason, count(*) {rows} group by all order by 3 desc, 1, 2", [sources]
    ).fetchall()
    rows += " order by file, line nulls first, column_name, reason_code, quarantine_id"
    shown = f"select file, line, column_name, reason_code, reason, raw {rows} limit {SHOWN}"
    shown = con.execute(shown, [sources]).fetchall()
    table = tempfile.TemporaryFile("w+", encoding="utf-8", newline="", dir=beside(con))  # noqa: SIM115
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    harmless = ", ".join(map(cell_sql, ("file", "column_name", "reason_code", "reason", "raw")))
    found = con.execute(f"select line, {harmless} {rows}", [sources])
    while piece := found.fetchmany(PIECE):
        writer.writerows((file, line, *told) for line, file, *told in piece)
    return Refused(shown, reasons, table)


def write(refused, counts, folder, name):
    """The path of a page of refused rows, its CSV beside it; None where no row was refused.

    `counts` are what became of the files' rows (see intake.Count).
    Example: write(gathered(con, ["1a2b"]), summary.files, Path("store/vault/quarantine"), "8f3a0c")
    """
    if not refused.shown:
        return None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    table, page = folder / f"{name}.csv", folder / f"{name}.html"
    with _new(table) as file:
        refused.table.seek(0)
        shutil.copyfileobj(refused.table, file)
    with _new(page) as file:
        file.write(
            markup.page(
                "refusals.html.j2",
                lambda template: TEMPLATES.joinpath(template).read_text(encoding="utf-8"),
                page.name,
                rows=[(*row[:5], _cut(row[5] or "")) for row in refused.shown],
                total=sum(number for _, _, number in refused.reasons),
                reasons=refused.reasons,
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
