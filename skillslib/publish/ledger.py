"""The ledger of a store: every number that was ever published from it, and every one that was withheld.

    store/ledger.jsonl     one line for each number, in the order of the releases; nothing is ever taken out

Its lines are chained as those of the audit log are, whose lines on releases say how far it had come: a line
that is changed, left out, moved or cut off is found, also where all of it is gone. What is published next is
protected against all of it: an earlier number cannot be taken back.
"""

from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from skillslib import lock
from skillslib.governance import log
from skillslib.governance.chain import Chain, counted
from skillslib.publish.publications import read_entry
from skillslib.store.reports import LOCK, PATIENCE

NAME = "ledger.jsonl"


class LedgerError(ValueError):
    """The ledger cannot be read or written; the message says what to do."""


CHAIN = Chain(NAME, "ledger", LedgerError)


@dataclass(frozen=True)
class Position:
    """How far the ledger had come: the number of its lines, and the hash of the last one."""

    lines: int = 0
    hash: str = ""


@contextmanager
def alone(store):
    """Hold the ledger, so that no other release is protected against it before this one is in it."""
    said = f"Another release of {Path(store).name}/ is under way. Run again when it is done."
    with lock.alone(Path(store) / LOCK, PATIENCE, LedgerError(said)):
        yield


def read(store):
    """Every number in the ledger, in its order: [(release, publication)], and its position.

    Errors: LedgerError where a line is not as it was written, or lines are gone.
    """
    lines = _lines(store)
    return _numbers(lines), _position(lines)


def before(store, release):
    """The numbers published before this release first was, and the position then; None where it never was."""
    lines = _lines(store)
    for place, line in enumerate(lines):
        if line["release"] == release:
            return _numbers(lines[:place]), _position(lines[:place])
    return None


def holds(store, release, publications):
    """Whether the ledger has the same numbers of the same release."""
    known = {(one.key, one.value) for name, one in read(store)[0] if name == release}
    return bool(publications) and all((one.key, one.value) in known for one in publications)


def append(store, release, publications):
    """Add a release's numbers, unless it has the same of the same release already.

    Only while the ledger is held (`alone`), and before the release is put where readers find it: a run that
    breaks off in between leaves numbers here that nobody saw, and never the other way round.
    """
    if publications and not holds(store, release, publications):
        CHAIN.append(store, ({"release": release, "told": one.entry()} for one in publications))


def reached(store):
    """How far the ledger has come, as the audit log tells of it."""
    return asdict(read(store)[1])


def findings(store):
    """What is wrong with a store's ledger, in sentences; none where it is as it was written."""
    return CHAIN.findings(store) or _gone(store, CHAIN.entries(store))


def _lines(store):
    """The lines, held against the heads beside the key and against the audit log."""
    try:
        lines = CHAIN.read(store)
        wrong = _gone(store, lines)
    except LedgerError as changed:
        wrong = [str(changed)]
    if wrong:
        raise LedgerError(
            f"{wrong[0]} What is published next is protected against it: put your copy of the ledger back. "
            "Without one, load your exports into a new store of another name; nothing protects what that "
            "publishes against what was published from here."
        )
    return lines


def _gone(store, lines):
    """Lines that the audit log tells of, and that are not there."""
    for told in (line["ledger"] for line in log.entries(store) if "ledger" in line):
        there = lines[told["lines"] - 1]["hash"] if 0 < told["lines"] <= len(lines) else ""
        if there != told["hash"]:
            return [f"{NAME}: the audit log tells of {counted(told['lines'])}, which are not in it."]
    return []


def _numbers(lines):
    return [(line["release"], read_entry(line["told"])) for line in lines]


def _position(lines):
    return Position(len(lines), lines[-1]["hash"]) if lines else Position()
