"""A leader's hand-out: one released answer as a CSV or an Excel workbook, written down in the audit log."""

import hashlib
import json
from pathlib import Path

from skillslib.disclosure import BASE, DisclosureError, question_key, require_protected
from skillslib.governance import log
from skillslib.governance.agreement import require
from skillslib.publish import ledger
from skillslib.publish.publications import publications_of
from skillslib.sheets import SheetError, csv_text, write_new, xlsx_bytes
from skillslib.store import folder_of

ENDINGS = (".csv", ".xlsx")


def export(con, frame, path):
    """A released answer as a file to hand out, *.csv or *.xlsx: its path.

    Cells are those of the frame; what is withheld stays blank, and `status` says so. No text in it is taken
    for a formula: one that a spreadsheet would run stands after an apostrophe. Numbers stay numbers. A
    workbook says on a second sheet what was asked, and what it may be used for.
    Whoever exports, and what, is in the audit log. Errors: DisclosureError where the frame was not released,
    or was changed since; GovernanceError; SheetError for another ending, or without the package openpyxl;
    FileExistsError where the file is there.

    Example: export(con, release(con, skill_map(con, "2026-09-30", "2026-10-05", by="country")), "map.xlsx")
    """
    path = _free(path)
    agreed = require(con, "an export")
    store = folder_of(con)[0]
    _require_released(con, store, frame)
    asked = json.loads(question_key(frame.attrs["question"]))
    content = csv_text(frame).encode()
    if path.suffix == ".xlsx":
        content = xlsx_bytes(frame, asked["name"].replace("_", " "), _about(agreed, asked, frame))
    log.record(
        store,
        "export",
        parameters=asked,
        outputs={path.name: hashlib.sha256(content).hexdigest()},
        policy={"min_people": frame.attrs["protected"]["min_people"], "rounded_to": BASE},
        verdict="written",
    )
    write_new(path, content)
    return path


def _free(path):
    path = Path(path)
    if path.suffix not in ENDINGS:
        raise SheetError(f"{path.name}: name a file that ends in {' or '.join(ENDINGS)}.")
    if path.exists():
        raise FileExistsError(f"{path} is there already. Name another file.")
    return path


def _require_released(con, store, frame):
    """The frame is as `protect` gave it, and every number it shows or withholds is in the ledger.

    What is withheld tells too: of a table that shows no number, which cells are small.
    """
    name = frame.attrs.get("question", {}).get("name", "this frame")
    if "protected" not in frame.attrs:
        raise DisclosureError(
            f"{name} is not protected. Release the answer first: export(con, release(con, frame), path)."
        )
    require_protected(frame)
    published = {(one.key, one.known_at, one.value) for _, one in ledger.read(store)[0]}
    told = publications_of(con, {name: frame})
    missing = [one for one in told if (one.key, one.known_at, one.value) not in published]
    if missing:
        raise DisclosureError(
            f"{name} is protected alone, not against what was published before: {len(missing):,} of its "
            f"{len(told):,} numbers are in no release. Release the exact answer, and export what that "
            "gives: export(con, release(con, frame), path)."
        )


def _about(agreed, asked, frame):
    least = frame.attrs["protected"]["min_people"]
    given = {**asked.get("parameters", {}), **asked.get("filters", {})}
    yield f"{asked['name'].replace('_', ' ')}, on {asked['as_of']}, as known on {asked['known_at']}."
    yield from (f"{name.replace('_', ' ')}: {value}" for name, value in given.items())
    yield f"Counts are rounded to {BASE}; what would speak of fewer than {least} people is withheld: blank."
    yield f"{agreed.controller} uses this data for this purpose: {agreed.purpose}."
    yield f"It may not be used for {', '.join(agreed.forbidden)}."
