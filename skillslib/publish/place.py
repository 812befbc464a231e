"""Puts a finished report in its place: all of it or none of it, whatever interrupts.

A report is built in a hidden folder beside its place and moved there by rename, the old one going
aside for that moment. What an interrupted run left behind is mended when the next one starts.
"""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from skillslib.lock import hold, is_held

LOCK = "building.lock"


@contextmanager
def build_in_place(place):
    """A folder to build in, which becomes `place` on a clean exit; on any other nothing changes."""
    place = Path(place)
    made = [folder for folder in (place.parent, *place.parent.parents) if not folder.exists()]
    place.parent.mkdir(parents=True, exist_ok=True)
    recover(place)
    aside = Path(tempfile.mkdtemp(prefix=f".{place.name}.building-", dir=place.parent))
    try:
        with open(aside / LOCK, "w") as lock:
            hold(lock)
            folder = aside / "report"
            folder.mkdir()
            yield folder
            _swap(folder, place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        for folder in made:
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()


def recover(place):
    """Mend what an interrupted run left: the old report back in place, unfinished ones removed."""
    before = _before(place)
    if before.exists() and place.exists():
        shutil.rmtree(before)
    elif before.exists():
        os.rename(before, place)
    for aside in place.parent.glob(f".{place.name}.building-*"):
        if not is_held(aside / LOCK):
            shutil.rmtree(aside, ignore_errors=True)


def _swap(folder, place):
    before = _before(place)
    if place.exists():
        os.rename(place, before)
    try:
        os.rename(folder, place)
    except BaseException:
        if before.exists():
            os.rename(before, place)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _before(place):
    return place.parent / f".{place.name}.before"
