"""Files that hold a person: those of the store go, and those around it are named, for their owner to change.

A file is searched as bytes. What is packed (Excel, ZIP, Parquet, pictures) shows no text, and is counted.
"""

import os
import re
from pathlib import Path

from skillslib.erasing.whom import EraseError
from skillslib.lock import is_held

PIECE = 16_000_000  # bytes that are searched at once
PACKED = (".xlsx", ".xlsm", ".zip", ".gz", ".parquet", ".png", ".svgz", ".pdf", ".duckdb")
CHECKPOINTS = ".ipynb_checkpoints"
PASSED_OVER = (".git", ".venv", "venv", "node_modules", "__pycache__")
GONE = b"(erased)"


def holds(path, words):
    """Whether a file holds one of these words, each by itself and in letters of any case."""
    wanted = [word.encode() for word in words]
    longest, before = max(map(len, wanted)), b""
    try:
        with open(path, "rb") as file:
            while piece := file.read(PIECE):
                text = (before + piece).lower()
                if any(word.lower() in text for word in wanted) and _pattern(words).search(text):
                    return True
                before = piece[-longest - 2 :]
    except OSError:
        return False
    return False


def of_store(folder, words):
    """The files of a store, beside its versions, that hold a person: pages of refused rows, landed pages.

    Errors: EraseError while a sync runs, whose pages are not all there yet.
    """
    landing = folder / ".landing"
    if any(is_held(lock) for lock in landing.glob("*.lock")):
        raise EraseError(f"A sync into {folder} is running. Erase when it is done.")
    found = [path for path in (folder / "vault" / "quarantine").glob("*") if holds(path, words)]
    for room in (folder / ".refused", *(path for path in landing.glob("*") if path.is_dir())):
        if any(holds(path, words) for path in room.rglob("*") if path.is_file()):
            found.append(room)
    return found


def rewrite(folder, words):
    """Take a person out of the lists of a store: requests that are theirs, and names of files in the log."""
    pattern = re.compile(_pattern(words).pattern, re.IGNORECASE)
    for name, left in (
        ("vault/requests.jsonl", lambda line: b"" if pattern.search(line) else line),
        ("loads.jsonl", lambda line: pattern.sub(GONE, line)),
    ):
        path = folder / name
        if path.is_file() and holds(path, words):
            aside = path.with_name(f".{path.name}.part")
            aside.touch(mode=0o600)
            aside.write_bytes(b"".join(map(left, path.read_bytes().splitlines(keepends=True))))
            os.replace(aside, path)


def around(folder, words):
    """Beside a store: checkpoints of notebooks and other files that hold a person; how many are packed.

    Among the others is what IPython remembers of what was typed.
    """
    checkpoints, others, packed = [], [], 0
    inside = folder.resolve()
    for room, rooms, names in os.walk(inside.parent):
        rooms[:] = sorted(one for one in rooms if one not in PASSED_OVER and Path(room, one) != inside)
        for path in (Path(room, name) for name in sorted(names)):
            if path.suffix.lower() in PACKED:
                packed += 1
            elif holds(path, words):
                (checkpoints if Path(room).name == CHECKPOINTS else others).append(path)
    typed = Path(os.environ.get("IPYTHONDIR") or Path.home() / ".ipython")
    others += [path for path in sorted(typed.glob("profile_*/history.sqlite*")) if holds(path, words)]
    return checkpoints, others, packed


def _pattern(words):
    """Signs between words: an id within a longer one is another id."""
    either = b"|".join(re.escape(word.encode().lower()) for word in words)
    return re.compile(rb"(?<![0-9a-z])(?:" + either + rb")(?![0-9a-z])")
