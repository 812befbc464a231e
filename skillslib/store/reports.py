"""Where the reports of a store were put: what becomes wrong in them is to be found again.

store/reports.jsonl    a line for each place
reports/2026-Q3/STALE.txt    in a report that tells of facts which the store no longer has
"""

import json
from contextlib import contextmanager
from pathlib import Path

from skillslib.lock import alone
from skillslib.store.current import StoreError
from skillslib.whole import append

LIST = "reports.jsonl"
STALE = "STALE.txt"
LOCK = ".ledger.lock"  # held while something is published, by `ledger.alone` too
THANKS = "thanks.html"  # the page of a report that names people, with their consent
TAKEN_BACK = (
    "This report thanks people by name, and one who agreed to it may have taken that back since. Render it "
    "again: skillslib report --quarter QUARTER. Until then pass it on to nobody."
)
PATIENCE = 600  # seconds that a release or an erasure waits for a report to be put in place


@contextmanager
def none_published(folder):
    """Nothing is published from a store meanwhile: a report that is being made is in its place first."""
    said = f"A report of {Path(folder).name}/ is being made. Run again when it is done."
    with alone(Path(folder) / LOCK, PATIENCE, StoreError(said)):
        yield


def note_place(folder, place):
    """Remember that a report of this store is put into a folder."""
    line = {"place": str(Path(place).resolve()), "store": str(Path(folder).resolve())}
    if line not in _lines(folder):
        append(folder / LIST, f"{json.dumps(line)}\n".encode())


def places(folder):
    """The folders of this store's reports, where they still are.

    The list of a copy also names those of the store that it was made of: they are that one's, while it is
    where it was and has them in its own list.
    """
    here = str(Path(folder).resolve())
    ours = (
        line["place"]
        for line in _lines(folder)
        if line["store"] == here or line not in _lines(Path(line["store"]))
    )
    return [path for place in dict.fromkeys(ours) if (path := Path(place)).is_dir()]


def _lines(folder):
    try:
        return [json.loads(line) for line in (folder / LIST).read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return []


def mark_stale(folder, why, page="."):
    """Say in each report of a store, or in those with a page, that it is to be rendered again: their folders.

    Example: mark_stale(Path("store"), "A person was erased since.")
    """
    found = [place for place in places(folder) if (place / page).exists()]
    for place in found:
        (place / STALE).write_text(f"{why}\n", encoding="utf-8")
    return found
