"""The ledger of a store: every number that was ever published from it, and every one that was withheld.

    store/ledger.jsonl     one line for each number, in the order of the releases; nothing is ever taken out

Each line ends in a hash of itself and the line before it, so that a line that is changed, left out or moved
is found. What is published next is protected against all of it: an earlier number cannot be taken back.
"""

import hashlib
import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from skillslib.lock import hold
from skillslib.publish.publications import read_entry

NAME = "ledger.jsonl"
LOCK = ".ledger.lock"
PATIENCE = 600  # seconds that a release waits for another one to be put in place
FIRST = "0" * 64


class LedgerError(ValueError):
    """The ledger cannot be read or written; the message says what to do."""


@dataclass(frozen=True)
class Position:
    """How far the ledger had come: the number of its lines, and the hash of the last one."""

    lines: int = 0
    hash: str = FIRST


@contextmanager
def alone(store):
    """Hold the ledger, so that no other release is protected against it before this one is in it."""
    end = time.monotonic() + PATIENCE
    with open(Path(store) / LOCK, "a") as file:
        while True:
            try:
                hold(file)
                break
            except OSError:
                if time.monotonic() > end:
                    raise LedgerError(
                        f"Another release of {Path(store).name}/ is under way. Run again when it is done."
                    ) from None
                time.sleep(0.1)
        yield


def read(store):
    """Every number in the ledger, in its order: [(release, publication)], and its position.

    Errors: LedgerError where a line is not as it was written.
    """
    found, position = [], Position()
    for line in _lines(store):
        position = _checked(line, position)
        told = json.loads(line)
        entry = {name: value for name, value in told.items() if name not in ("release", "hash")}
        found.append((told["release"], read_entry(entry)))
    return found, position


def before(store, release):
    """The numbers published before this release first was, and the position then; None where it never was."""
    found, position = [], Position()
    for line in _lines(store):
        told = json.loads(line)
        if told["release"] == release:
            return found, position
        position = _checked(line, position)
        entry = {name: value for name, value in told.items() if name not in ("release", "hash")}
        found.append((told["release"], read_entry(entry)))
    return None


def holds(store, release, publications):
    """Whether the ledger has the same numbers of the same release."""
    known = {(one.key, one.value) for name, one in read(store)[0] if name == release}
    return bool(publications) and all((one.key, one.value) in known for one in publications)


def append(store, release, publications):
    """Add a release's numbers; the same numbers of the same release are not added again.

    Only while the ledger is held (`alone`), and before the release is put where readers find it: a run that
    breaks off in between leaves numbers here that nobody saw, and never the other way round.
    """
    _, position = read(store)
    if holds(store, release, publications):
        return
    path, last, lines = Path(store) / NAME, position.hash, []
    for one in publications:
        told = {"release": release, **one.entry()}
        last = _hash(last, told)
        lines.append(json.dumps({**told, "hash": last}, ensure_ascii=False) + "\n")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        os.chmod(path, 0o600)
        file.truncate(len(_text(path).encode()))
        file.write("".join(lines).encode())
        file.flush()
        os.fsync(file.fileno())


def _lines(store):
    path = Path(store) / NAME
    return _text(path).split("\n")[:-1] if path.is_file() else []


def _text(path):
    """The ledger up to its last whole line: of one that broke off, the release was never put in place."""
    text = path.read_bytes().decode("utf-8", errors="replace")
    return text[: text.rfind("\n") + 1]


def _checked(line, position):
    """The position after a line. Errors: LedgerError where it does not go on from the one before."""
    try:
        told = json.loads(line)
        given = told.pop("hash")
    except (ValueError, KeyError, AttributeError):
        given, told = None, None
    if told is None or given != _hash(position.hash, told):
        raise LedgerError(
            f"{NAME}, line {position.lines + 1}: it is not as it was written, or lines before it are "
            "not. Put your copy of the ledger back: what is published next is protected against it."
        )
    return Position(position.lines + 1, given)


def _hash(last, told):
    return hashlib.sha256((last + json.dumps(told, sort_keys=True)).encode()).hexdigest()
