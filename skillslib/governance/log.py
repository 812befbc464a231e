"""The audit log of a store: one line for each thing that left the team, in a chain that shows any change.

    store/audit.jsonl        the lines; each ends in a keyed hash of itself and of all lines before it
    audit_heads.json         beside the key: how many lines each log has, and the hash of its last one

So a line that is changed, left out, moved or put in is found by the hashes, and lines cut off at the end, or
a log that is gone, by the head beside the key. Whoever holds the key can write a false log.
"""

import datetime
import getpass
import hmac
import json
import os
import secrets
import time
from contextlib import contextmanager
from pathlib import Path

from skillslib.lock import hold
from skillslib.vault.key import key, key_file

NAME = "audit.jsonl"
HEADS = "audit_heads.json"
# What a line may tell beside its number, when, who and what; never a person's name, id or address.
FACTS = ("parameters", "purpose", "inputs", "outputs", "policy", "verdict")
PATIENCE = 20  # seconds that a writer waits for another one


class AuditError(ValueError):
    """The audit log cannot be written; the message says what to do."""


def record(folder, action, **facts):
    """Append what was done to the audit log of a store, and return the line.

    folder   the store's folder
    action   what was done, in one or two words: "report", "export", "erase"
    facts    any of FACTS: texts, numbers, lists of them, or tables of them by name

    Two writers wait for each other. Errors: AuditError for other facts, or where the log cannot be written:
    what was to be recorded must then not be published.

    Example: record("store", "report", parameters={"quarter": "2026-Q3"}, verdict="published")
    """
    strange = [name for name in facts if name not in FACTS]
    if strange:
        raise AuditError(f"The audit log has no place for {strange[0]!r}. It has: {', '.join(FACTS)}.")
    folder = Path(folder)
    with _alone(folder / f".{NAME}.lock"), _alone(_heads_path().with_suffix(".lock")):
        heads = _heads()
        before = _where_it_stands(folder, heads)
        line = {
            "log": before["log"],
            "number": before["number"] + 1,
            "when": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
            "who": account(),
            "action": action,
            **facts,
        }
        line["hash"] = _hash(_own_key(), before["hash"], line)
        _append(folder / NAME, _text(line))
        heads[_place(folder)] = {name: line[name] for name in ("log", "number", "hash")}
        _write_heads(heads)
    return line


def entries(folder):
    """The lines of a store's audit log, as far as they can be read; none where there is no log yet.

    Example: [line["action"] for line in entries("store")]
    """
    return [line for line in map(_line, _texts(folder)) if line]


def name_of(person):
    """What the log calls a person: a keyed hash of the pseudonym, which is in no other file."""
    return hmac.digest(_own_key(), person.encode(), "sha256").hex()[:16]


def findings(folder):
    """What is wrong with a store's audit log, in sentences; none where it is as it was written.

    Example: findings("store") == []
    """
    texts, head = _texts(folder), _heads().get(_place(folder))
    if not texts:
        return [f"{NAME} is missing: it had {_lines(head['number'])}."] if head else []
    return _broken(texts) or _cut(texts, head)


def _broken(texts):
    """The first line that is not as it was written: what comes after it cannot be told apart."""
    own, before = _own_key(), {"log": None, "number": 0, "hash": ""}
    for place, text in enumerate(texts, 1):
        line = _line(text)
        if not line:
            return [f"{NAME}, line {place}: it is no line of the log: changed or cut short."]
        if line["number"] != before["number"] + 1:
            return [
                f"{NAME}, line {place}: it has the number {line['number']}, and {before['number'] + 1} was "
                "to come: a line was taken out, put in or moved."
            ]
        if not hmac.compare_digest(line["hash"].encode(), _hash(own, before["hash"], line).encode()):
            return [
                f"{NAME}, line {place}: it was changed, or the line before it was, or it was written with "
                f"another key than {key_file().name}."
            ]
        before = line
    return []


def _cut(texts, head):
    """What the head beside the key knows of that the log does not end in."""
    last = _line(texts[-1])
    if head is None:
        known = [other for other in _heads().values() if other["log"] == last["log"]]
        if any(other["hash"] == last["hash"] for other in known):
            return []  # the store was moved or copied
        return [
            f"{NAME}: nothing beside the key tells how it ended, so nobody can say whether lines were cut "
            "off its end. The store was moved or restored, or the key was."
        ]
    if head["log"] != last["log"]:
        return [f"{NAME}: it is another log than the one that lay here, of {_lines(head['number'])}."]
    if head["number"] > len(texts):
        return [
            f"{NAME}: it ends with line {len(texts)} and had {_lines(head['number'])}: its end was cut off."
        ]
    if _line(texts[head["number"] - 1])["hash"] != head["hash"]:
        return [f"{NAME}, line {head['number']}: it is not the line that was written there."]
    return []


def _where_it_stands(folder, heads):
    """The line that the next one goes on from; a log that was cut short goes on from what the head knows."""
    path, texts, head = folder / NAME, _texts(folder), heads.get(_place(folder))
    if texts and not texts[-1].endswith(b"\n") and len(texts) > (head["number"] if head else 0):
        torn = texts.pop()  # of a writer that was killed: no head knows of it, so nothing was published
        os.truncate(path, path.stat().st_size - len(torn))
    last = _line(texts[-1]) if texts else None
    if texts and last is None:
        raise AuditError(
            f"{path}: its last line is no line of the log. See `skillslib verify`, and put your copy of the "
            "log back in its place."
        )
    if head and (last is None or last["log"] != head["log"] or last["number"] < head["number"]):
        return head
    return last or {"log": secrets.token_hex(8), "number": 0, "hash": ""}


def _line(text):
    """A line's facts, or None where it is none: every sign of it has to be as `record` writes it."""
    try:
        line = json.loads(text)
    except ValueError:
        return None
    told = isinstance(line, dict) and [line.get(name) for name in ("log", "number", "hash")]
    ours = told and all(isinstance(*one) for one in zip(told, (str, int, str), strict=True))
    return line if ours and _text(line) == text else None


def _text(line):
    return (json.dumps(line) + "\n").encode("ascii")


def _texts(folder):
    """The lines as bytes, each with its end."""
    try:
        pieces = (Path(folder) / NAME).read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    return [piece + b"\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def _own_key():
    """The log's own key, made from the team's."""
    return hmac.digest(key(), b"skillslib audit log", "sha256")


def _hash(own, before, line):
    """The keyed hash of a line and, through the hash of the one before, of all before it."""
    told = {name: value for name, value in line.items() if name != "hash"}
    return hmac.digest(own, json.dumps([before, told]).encode(), "sha256").hex()


def account():
    """Who is at work: the name of the account."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in a container
        return f"account {os.getuid()}"


def _lines(number):
    return "1 line" if number == 1 else f"{number:,} lines"


def _append(path, text):
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        os.chmod(path, 0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


# ------------------------------------------------------------------ the heads, beside the key
def _heads_path():
    return key_file().with_name(HEADS)


def _place(folder):
    return Path(folder).resolve().as_posix()


def _heads():
    """{folder of a store: log, number and hash of its last line}."""
    path = _heads_path()
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        raise AuditError(f"{path} is damaged: put your copy of it back in its place.") from None


def _write_heads(heads):
    path = _heads_path()
    aside = path.with_name(f".{path.name}.writing")
    with os.fdopen(
        os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(heads, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)


@contextmanager
def _alone(path):
    """Nobody else writes meanwhile. Errors: AuditError where another one does not come to an end."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    until = time.monotonic() + PATIENCE
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        while True:
            try:
                hold(file)
                break
            except OSError:
                if time.monotonic() > until:
                    raise AuditError(f"{path} is held by another process: try again.") from None
                time.sleep(0.02)
        yield
