"""The release: a report's questions asked together, protected together, and filed for its notebooks.

Notebooks run side by side and cannot protect jointly. So the parent process answers everything
first; inside a notebook a question is only looked up here, and an unknown one is refused. A report's
kernel gets no store: an exact number is in it only where a notebook's own code opens files by itself.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from skillslib import disclosure
from skillslib.governance import log
from skillslib.governance.agreement import require
from skillslib.publish import ledger
from skillslib.publish.jointly import Protected, protect_together
from skillslib.publish.programmes import apart
from skillslib.publish.views import ask_all
from skillslib.store import folder_of


@dataclass
class Release:
    """The protected answers of one report: name -> frame, and where they are filed."""

    folder: Path
    frames: dict
    name: str = ""
    protected: Protected | None = None
    position: ledger.Position | None = None

    def view_of(self, fingerprint):
        """The name of the view that a fingerprint belongs to, or None."""
        return self._names.get(fingerprint)

    def __post_init__(self):
        self._names = {f.attrs["protected"]["sha256"]: name for name, f in self.frames.items()}


def make_release(con, days, folder, min_people=disclosure.MIN_PEOPLE):
    """Ask every question of the report, protect the answers together, and file them in a folder.

    They are protected against all that was published from the store before; a report that is rendered again
    against what was published before its first rendering, so that it says the same.
    The folder gets one CSV for each view and `release.json`, which names them by their question, and has the
    company's settings, which questions are asked with.
    """
    folder, min_people = Path(folder), disclosure.check_min_people(min_people)
    folder.mkdir(parents=True)
    exact = ask_all(con, days, min_people)
    frames = {name: disclosure.protect(frame, min_people) for name, frame in exact.items()}
    name = f"report {days.quarter}, known {days.known_at}, groups of {min_people}"
    protected, position = protect_release(con, frames, days.known_at, name, min_people)
    frames = protected.frames
    index = {
        disclosure.question_key(frame.attrs["question"]): disclosure.write_released(frame, folder, view)
        for view, frame in frames.items()
    }
    decided = con.execute("select name, value from settings order by all").fetchall()
    text = json.dumps({"views": index, "settings": decided}, indent=1, sort_keys=True, default=str)
    (folder / "release.json").write_text(text, encoding="utf-8")
    return Release(folder, frames, name, protected, position)


def protect_release(con, frames, known_at, name, min_people):
    """Frames protected together against the ledger, and the position in it that this is against."""
    store = folder_of(con)[0]
    again = ledger.before(store, name)
    if again:
        earlier, position = again
        protected = _protected(con, frames, known_at, earlier, min_people)
        if ledger.holds(store, name, protected.publications):
            return protected, position
    earlier, position = ledger.read(store)
    return _protected(con, frames, known_at, earlier, min_people), position


def _protected(con, frames, known_at, earlier, min_people):
    told = [one for _, one in earlier]
    return protect_together(con, apart(con, frames, told, min_people), known_at, told, min_people)


def release(con, frame, min_people=disclosure.MIN_PEOPLE):
    """One answer to publish outside a report: protected against all that was published before, and noted.

    Columns: as in the question's own frame; see `protect`. Besides, what would complete an earlier number is
    withheld. The numbers are added to the store's ledger, and count as published from then on; the same
    answer asked again is the same. The audit log tells of it.
    Errors: DisclosureError, GovernanceError, LedgerError.

    Example: release(con, skill_map(con, "2026-09-30", "2026-10-05", by="country"))
    """
    agreed = require(con, "an answer outside a report")
    min_people = max(disclosure.check_min_people(min_people), agreed.min_people)
    shown = disclosure.protect(frame, min_people)
    question = shown.attrs["question"]
    store = folder_of(con)[0]
    with ledger.alone(store):
        name = f"answer {disclosure.question_key(question)}, groups of {min_people}"
        protected, _ = protect_release(con, {question["name"]: shown}, question["known_at"], name, min_people)
        told = protected.frames[question["name"]]
        ledger.append(store, name, protected.publications)
        log.record(
            store,
            "release",
            parameters=json.loads(disclosure.question_key(question)),
            outputs={question["name"]: told.attrs["protected"]["sha256"]},
            policy={"min_people": min_people, "rounded_to": disclosure.BASE},
            ledger=ledger.reached(store),
            verdict="published",
        )
    return told
