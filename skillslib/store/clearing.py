"""What has to follow once a store was written anew without somebody: what goes, and what is said of it.

A note of it lies in the store until all of it is done: older versions and files beside them are gone, lists
have other lines, reports are stale, the audit log has its line. Whoever is next goes on where this was cut.
"""

import hashlib
import json
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from skillslib.governance import log
from skillslib.lock import hold
from skillslib.store.current import StoreError, current_version
from skillslib.store.reports import mark_stale
from skillslib.whole import write_whole

LOCK = ".loading.lock"
NOTE = ".clearing"
BUILDING = ".building-*"  # where a version is built, by whoever holds the lock
SPILLED = "vault/spilled"  # what questions put aside while they are answered


@dataclass
class Clearing:
    """What goes, and what is said, as soon as the new version is in its place."""

    paths: list = field(default_factory=list)  # files and folders that go
    lines: dict = field(default_factory=dict)  # by file of the store, by a line's hash: the line in its place
    stale: str = ""  # why its reports are to be rendered again
    told: dict = field(default_factory=dict)  # what `log.record` is to say of it; no line is said twice


@contextmanager
def held(folder):
    """The lock under which nobody else loads into a store meanwhile; what a killed one left to do is done.

    Errors: StoreError where somebody does.
    """
    with open(folder / LOCK, "w") as lock:
        try:
            hold(lock)
        except OSError:
            raise StoreError(f"Another load into {folder} is running. Load again when it is done.") from None
        finish(folder)
        yield lock


def resume(folder):
    """Do what a killed one left to be done, unless somebody is at it, or it is not for this account to do."""
    if (folder / NOTE).is_file():
        try:
            lock = open(folder / LOCK, "w")  # noqa: SIM115
        except PermissionError:
            return
        with lock:
            try:
                hold(lock)
            except OSError:
                return
            finish(folder)


def clear(folder, what):
    """Do what a Clearing says, of a store whose version stays. The store has to be `held`."""
    _write(folder, _note(folder, current_version(folder), what) | {"holds": True, "others": False})
    finish(folder)


def begin(folder, version, what):
    """Write down what follows once this version holds: all others go too."""
    _write(folder, _note(folder, version, what) | {"holds": False, "others": True})


def finish(folder, holds=False):
    """Do what follows, if the version that it waits for holds; else nothing was changed, and nothing follows.

    Of two versions of one name, with the same facts and another vault, only who put it there can say that it
    `holds`. Errors: StoreError where something cannot be done: whoever is next tries again.
    """
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    moved = note["before"] != note["version"] == current_version(folder)
    if holds or note["holds"] or moved:
        _write(folder, note | {"holds": True})
        try:
            _follow(folder, note)
        except OSError as why:
            raise StoreError(
                f"{why.filename} cannot be cleared away or written ({why.strerror}). The store itself is as "
                "it is to be. Put that right: whatever is run next on this store goes on from here."
            ) from None
    (folder / NOTE).unlink()


def _note(folder, version, what):
    """As it is read from any folder, and where the store was moved meanwhile."""
    inside, paths = folder.resolve(), [Path(path).resolve() for path in what.paths]
    paths = [path.relative_to(inside) if path.is_relative_to(inside) else path for path in paths]
    told = what.told and what.told | {"outputs": {"store": version, **what.told.get("outputs", {})}}
    before = current_version(folder)
    changed = {"version": version, "before": before, "paths": list(map(str, paths)), "told": told}
    return asdict(what) | changed


def _follow(folder, note):
    gone = [folder / path for path in note["paths"]]
    if note["others"]:
        files = [*folder.glob("versions/*.duckdb*"), *folder.glob("vault/*.duckdb*")]
        gone += [path for path in files if path.name != f"{note['version']}.duckdb"]
        gone += [folder / SPILLED, *folder.glob(BUILDING)]
    for path in gone:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for name, lines in note["lines"].items():
        _put_lines(folder / name, lines)
    if note["stale"]:
        mark_stale(folder, note["stale"])
    told = note["told"]
    if told and not any(told.items() <= line.items() for line in log.entries(folder)):
        log.record(folder, **told)


def _put_lines(path, lines):
    """Lines of a file in place of those with these hashes; lines that came later stay."""
    before = path.read_bytes().splitlines(keepends=True)
    after = [lines.get(hashlib.sha256(line).hexdigest()) for line in before]
    write_whole(
        path,
        b"".join(line if new is None else new.encode() for line, new in zip(before, after, strict=True)),
        path.stat().st_mode & 0o777,
    )


def _write(folder, note):
    write_whole(folder / NOTE, json.dumps(note).encode())
