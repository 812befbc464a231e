"""Files that hold a person: those of the store go, and those around it are named, for their owner to change.

A file is searched as text. What is packed (Excel, ZIP, Parquet, pictures) shows none, and is counted.
"""

import codecs
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from skillslib.erasing.whom import EraseError
from skillslib.lock import is_held
from skillslib.store.reports import places

PIECE = 4_000_000  # bytes that are searched at once
OVERLAP = 8_000  # signs: longer than any mention, however it is escaped
PACKED = (".xlsx", ".xlsm", ".zip", ".gz", ".parquet", ".png", ".svgz", ".pdf", ".duckdb")
CHECKPOINTS = ".ipynb_checkpoints"
PASSED_OVER = (".git", ".venv", "venv", "node_modules", "__pycache__")
GONE = "(erased)"  # in place of the name of a file that speaks of the person
REQUESTS, LOADS = "vault/requests.jsonl", "loads.jsonl"


@dataclass
class Around:
    """What lies beside a store: files that hold a person or cannot be read, and how many are packed."""

    checkpoints: list = field(default_factory=list)
    others: list = field(default_factory=list)
    unread: list = field(default_factory=list)
    packed: int = 0


def holds(path, mention):
    """Whether a file speaks of a person. Errors: OSError where it cannot be read."""
    return any(map(mention.is_in, _pieces(path)))


def _pieces(path):
    """The text of a file, in pieces that overlap; where one is cut stands a letter: no word ends there."""
    with open(path, "rb") as file:
        piece, before = file.read(PIECE), ""
        decoder = _decoder(piece)
        while piece:
            following = file.read(PIECE)
            text = before + decoder.decode(piece, final=not following)
            yield text + ("a" if following else "")
            before, piece = "a" + text[-OVERLAP:], following


def _decoder(start):
    """UTF-16 is known by its mark, or by half of it being zeros; whatever else has zeros is no text."""
    every = len(start[:1000]) // 2
    for encoding, zeros in (("utf-16-le", start[1:1000:2]), ("utf-16-be", start[:1000:2])):
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
        elif not every or zeros.count(0) < 0.7 * every:
            continue
        return codecs.getincrementaldecoder(encoding)("replace")
    return codecs.getincrementaldecoder("utf-8")("ignore" if b"\0" in start else "surrogateescape")


def of_store(folder, mention):
    """The files of a store, beside its versions, that hold a person: pages of refused rows, landed pages.

    One that cannot be read goes too. Errors: EraseError while a sync runs, whose pages are not all there yet.
    """
    landing = folder / ".landing"
    if any(is_held(lock) for lock in landing.glob("*.lock")):
        raise EraseError(f"A sync into {folder} is running. Erase when it is done.")
    found = [path for path in (folder / "vault" / "quarantine").glob("*") if _goes(path, mention)]
    for room in (folder / ".refused", *(path for path in landing.glob("*") if path.is_dir())):
        if any(_goes(path, mention) for path in room.rglob("*") if path.is_file()):
            found.append(room)
    return found


def _goes(path, mention):
    try:
        return holds(path, mention)
    except OSError:
        return True


def lines(folder, people, mention=None):
    """Of the lists of a store what is to change: {file: {hash of a line: the line in its place, or none}}.

    people    how requests call the people who go: see `governance.log.name_of`
    mention   what speaks of a person: also requests that do go, and names of files in the log of loads
    """
    changes = {}
    for name, after in ((REQUESTS, _request), (LOADS, _load)):
        path = folder / name
        for line in path.read_bytes().splitlines(keepends=True) if path.is_file() else ():
            new = after(line.decode("utf-8", "replace"), people, mention)
            if new is not None:
                changes.setdefault(name, {})[hashlib.sha256(line).hexdigest()] = new
    return changes


def _request(line, people, mention):
    """An empty line in place of a request of these people, or that speaks of one."""
    told = json.loads(line)
    return "" if told.get("person") in people or (mention and mention.is_in(line)) else None


def _load(line, people, mention):
    """A line on a load without the names of files that speak of the person."""
    if mention is None or not mention.is_in(line):
        return None
    told = json.loads(line)
    for one in told["files"]:
        one["file"] = unnamed(one["file"], mention)
    return json.dumps(told) + "\n"


def unnamed(file, mention):
    """The name of a file, unless it speaks of the person."""
    return f"{GONE}{Path(file).suffix}" if mention.is_in(file) else file


def around(folder, mention):
    """What holds a person beside a store, and in its reports elsewhere: checkpoints of notebooks, and others.

    Among the others is what IPython remembers of what was typed.
    """
    inside, found = folder.resolve(), Around()
    rooms = [inside.parent]
    rooms += [place for place in map(Path.resolve, places(folder)) if inside.parent not in place.parents]
    for path in (path for room in rooms for path in _below(room, inside)):
        if path.suffix.lower() in PACKED:
            found.packed += 1
        else:
            _search(path, mention, found)
    typed = Path(os.environ.get("IPYTHONDIR") or Path.home() / ".ipython")
    for path in sorted(typed.glob("profile_*/history.sqlite*")):
        _search(path, mention, found)
    return found


def _below(room, inside):
    """All files below a folder, but for those of the store and of programs."""
    for here, rooms, names in os.walk(room):
        rooms[:] = sorted(one for one in rooms if one not in PASSED_OVER and Path(here, one) != inside)
        yield from (path for name in sorted(names) if (path := Path(here, name)).is_file())


def _search(path, mention, found):
    try:
        if holds(path, mention):
            (found.checkpoints if path.parent.name == CHECKPOINTS else found.others).append(path)
    except OSError:
        found.unread.append(path)
