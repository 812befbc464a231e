"""What has to go once a store was written anew without somebody: older versions, and files beside it.

A list of it lies in the store until all of it is gone, so that whoever is next goes on where this was cut.
"""

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from skillslib.store.opening import current_version

NOTE = ".clearing"


@dataclass
class Clearing:
    """The files and folders that go as soon as the new version is in its place."""

    paths: list = field(default_factory=list)


def begin(folder, version, paths):
    """Write down what goes once this version holds: all others, and these files and folders."""
    note = {"version": version, "before": current_version(folder), "paths": list(map(str, paths))}
    _write(folder, note | {"holds": False})


def finish(folder, holds=False):
    """Take away what is to go, if the version it waits for holds; else nothing was changed: nothing goes.

    Of two versions of one name, with the same facts and another vault, only who put it there can say that it
    `holds`.
    """
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    moved = note["before"] != note["version"] == current_version(folder)
    if holds or note["holds"] or moved:
        _write(folder, note | {"holds": True})
        for room in ("vault", "versions"):
            for path in (folder / room).glob("*.duckdb*"):
                if path.name != f"{note['version']}.duckdb":
                    path.unlink(missing_ok=True)
        for path in map(Path, note["paths"]):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    (folder / NOTE).unlink()


def _write(folder, note):
    aside = folder / f"{NOTE}.part"
    with os.fdopen(
        os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(note, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, folder / NOTE)
