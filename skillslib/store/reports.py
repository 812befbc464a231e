"""Where the reports of a store were put: what becomes wrong in them is to be found again.

store/reports.jsonl    a line for each place
reports/2026-Q3/STALE.txt    in a report that tells of facts which the store no longer has
"""

import json
import os
from pathlib import Path

LIST = "reports.jsonl"
STALE = "STALE.txt"


def note_place(folder, place):
    """Remember that a report of this store is put into a folder."""
    place = str(Path(place).resolve())
    if place in map(str, places(folder)):
        return
    with os.fdopen(os.open(folder / LIST, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        file.write((json.dumps({"place": place}) + "\n").encode())


def places(folder):
    """The folders of this store's reports, where they still are."""
    try:
        lines = (Path(folder) / LIST).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [path for line in lines if (path := Path(json.loads(line)["place"])).is_dir()]


def mark_stale(folder, why):
    """Say in each report of a store that it is to be rendered again, and return their folders.

    Example: mark_stale(Path("store"), "A person was erased since.")
    """
    found = places(folder)
    for place in found:
        (place / STALE).write_text(f"{why}\n", encoding="utf-8")
    return found
