"""Pages as they came, kept until they are loaded: a sync that is cut goes on from here.

    store/.landing/credly/page-000001.json   the bytes of a page; they may hold names and e-mails
    store/.landing/credly/state.json         what was asked, what has come, and the next address
    store/.landing/credly.lock               held while a sync of this source runs

Hidden, so that a folder without a store yet may become one, and for its owner only.
"""

import datetime
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from skillslib.lock import hold
from skillslib.syncing.client import SyncError
from skillslib.whole import write_whole

ROOM = ".landing"
PAGE = "page"  # the list that a sync is about
KEPT_DAYS = 7


@dataclass
class Plan:
    """What a sync asks for; one that asks for something else starts anew."""

    source: str
    address: str
    organization: str | None = None
    since: str | None = None
    employees: bool = False
    account: str = ""


@dataclass
class Progress:
    """How far a list has come."""

    next_address: str | None
    pages: int = 0
    records: int = 0
    total: int | None = None


@dataclass
class State:
    """How far a sync has come."""

    plan: Plan
    begun_on: str  # the day, UTC, noted before the first page
    lists: dict[str, Progress]
    timestamp: str | None = None  # the server's, of the first page

    @property
    def complete(self):
        return all(progress.next_address is None for progress in self.lists.values())

    @property
    def records(self):
        return sum(progress.records for progress in self.lists.values())


@dataclass
class Landing:
    """The folder that pages land in, and how far they have come."""

    folder: os.PathLike
    state: State = field(repr=False)

    def keep(self, name, body, page, next_address):
        """Keep a page and what it says, whole or not at all."""
        progress = self.state.lists[name]
        write_whole(self._path(name, progress.pages + 1), body)
        progress.pages += 1
        progress.records += page.records
        progress.total = page.total if page.total is not None else progress.total
        progress.next_address = next_address
        self.state.timestamp = self.state.timestamp or page.timestamp
        self.note()

    def note(self):
        """Write down how far the sync has come."""
        write_whole(self.folder / "state.json", json.dumps(asdict(self.state), indent=1).encode())

    def files(self):
        """The pages that have come, in order."""
        return [
            self._path(name, number + 1)
            for name, progress in self.state.lists.items()
            for number in range(progress.pages)
        ]

    def remove(self):
        """Forget the pages: they are loaded."""
        shutil.rmtree(self.folder)

    def _path(self, name, number):
        return self.folder / f"{name}-{number:06}.json"


@contextmanager
def landing(store, plan, first_addresses):
    """The Landing of a source, to itself: the one that was cut, or a new one.

    It goes on where the same was asked for, at most a week ago, and every page is whole. Pages that
    have all come but could not be loaded serve for the rest of their day: tomorrow the vendor may
    have corrected them. Errors: SyncError where another sync of the source runs.
    """
    room = store / ROOM
    room.mkdir(parents=True, exist_ok=True)
    os.chmod(room, 0o700)
    with open(room / f"{plan.source}.lock", "w") as lock:
        try:
            hold(lock)
        except OSError:
            raise SyncError(
                f"Another sync of {plan.source} into {store} is running. Sync again when it is done."
            ) from None
        folder = room / plan.source
        today = datetime.datetime.now(datetime.UTC).date()
        found = Landing(folder, _state(folder))
        if not _goes_on(found, plan, today):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            lists = {name: Progress(address) for name, address in first_addresses.items()}
            found = Landing(folder, State(plan, today.isoformat(), lists))
            found.note()
        yield found


def _state(folder):
    """The state that a sync left, or None where there is none to be read."""
    try:
        said = json.loads((folder / "state.json").read_bytes())
        said["plan"] = Plan(**said["plan"])
        said["lists"] = {name: Progress(**progress) for name, progress in said["lists"].items()}
        return State(**said)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _goes_on(found, plan, today):
    if found.state is None or found.state.plan != plan:
        return False
    try:
        days = (today - datetime.date.fromisoformat(found.state.begun_on)).days
    except (TypeError, ValueError):
        return False
    kept = 0 if found.state.complete else KEPT_DAYS
    return 0 <= days <= kept and all(map(_whole, found.files()))


def _whole(path):
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except (OSError, ValueError):
        return False
