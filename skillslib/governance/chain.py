"""Lines of a file in a store, in a chain that shows any change: the audit log and the ledger are kept so.

    store/NAME           the lines; each ends in a keyed hash of itself and of all lines before it
    audit_heads.json     beside the key: how many lines each such file has, and the hash of its last one

So a line that is changed, left out, moved or put in is found by the hashes, and lines cut off at the end, or
a file that is gone, by the head beside the key. Whoever holds the key can write false lines.
"""

import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from skillslib.lock import alone
from skillslib.store.current import current_version
from skillslib.vault.key import key, key_file, make_key, require_outside
from skillslib.whole import append, write_whole

HEADS = "audit_heads.json"
PATIENCE = 20  # seconds that a writer waits for another one
NOTHING = {"chain": None, "number": 0, "hash": ""}
SEAL = ', "hash": "'  # what stands between what a line tells and its hash


@dataclass(frozen=True)
class Chain:
    """A file of chained lines: its name in a store, what messages call it, and the error they come in."""

    name: str
    called: str
    error: type

    def append(self, folder, told):
        """Append a line for each of these facts, and return the lines. Two writers wait for each other.

        A file that was cut short goes on from what the head knows, so that the cut stays to be seen.
        """
        require_outside(folder)
        path, lines = Path(folder) / self.name, []
        with self._alone(path.with_name(f".{self.name}.lock")), self._alone(_heads_path("lock")):
            heads = self._heads()
            last = self._last(path, heads.get(_place(path)))
            if not last["number"] and not current_version(folder):  # the log of a first load
                make_key()
            own = self._own_key()
            for facts in told:
                line = {"chain": last["chain"], "number": last["number"] + 1, **facts}
                line["hash"] = _hash(own, last["hash"], json.dumps(line))
                lines.append(last := line)
            append(path, b"".join(map(_text, lines)))
            heads[_place(path)] = {name: last[name] for name in NOTHING}
            write_whole(_heads_path(), json.dumps(heads, indent=1, sort_keys=True).encode())
        return lines

    def entries(self, folder):
        """The lines as far as they can be read, whatever became of them; none where there is no file yet."""
        return [line for line in map(_line, _texts(Path(folder) / self.name)) if line]

    def read(self, folder):
        """The lines, as they were written; one that broke off in the writing is left out, for nobody saw it.

        Errors: the chain's own, with what was changed.
        """
        path = Path(folder) / self.name
        texts, head = _texts(path), self._heads().get(_place(path))
        if _is_torn(texts, head):
            texts.pop()
        lines, wrong = self._followed(texts)
        wrong = wrong or self._cut(lines, path)
        if wrong and wrong != self._unknown:
            raise self.error(wrong)
        return lines

    def findings(self, folder):
        """What is wrong with the file, in sentences; none where it is as it was written.

        After the first line that is not, what comes cannot be told apart.
        """
        path = Path(folder) / self.name
        lines, wrong = self._followed(_texts(path))
        wrong = wrong or self._cut(lines, path)
        return [wrong] if wrong else []

    def _followed(self, texts):
        """The lines up to the first that is not as it was written, and what is wrong with that one."""
        own, lines, before = self._own_key() if texts else b"", [], NOTHING
        for place, text in enumerate(texts, 1):
            line = _line(text)
            if not line:
                wrong = f"it is no line of the {self.called}: changed or cut short."
            elif line["number"] != place:
                wrong = (
                    f"it has the number {line['number']}, and {place} was to come: a line was taken out, put "
                    "in or moved."
                )
            elif not hmac.compare_digest(line["hash"].encode(), _hash_of(own, before["hash"], text).encode()):
                wrong = (
                    "it was changed, or the line before it was, or it was written with another key than "
                    f"{key_file().name}."
                )
            else:
                lines.append(before := line)
                continue
            return lines, f"{self.name}, line {place}: {wrong}"
        return lines, ""

    def _cut(self, lines, path):
        """What a head beside the key knows of that these lines do not end in, in a sentence; or ''.

        Of a store that was moved or copied it is the head of where the lines were written.
        """
        heads = self._heads()
        head = heads.get(_place(path))
        if head and not lines:
            return f"{self.name} is missing: it had {counted(head['number'])}."
        if not lines:
            return ""
        if head is None:
            known = [other for other in heads.values() if other["chain"] == lines[-1]["chain"]]
            head = max(known, key=lambda other: other["number"], default=None)
        if head is None:
            return self._unknown
        if head["chain"] != lines[-1]["chain"]:
            return (
                f"{self.name}: it is another {self.called} than the one that lay here, of "
                f"{counted(head['number'])}."
            )
        if head["number"] > len(lines):
            return (
                f"{self.name}: it ends with line {len(lines)} and had {counted(head['number'])}: its end was "
                "cut off, or it is an older copy."
            )
        if lines[head["number"] - 1]["hash"] != head["hash"]:
            return f"{self.name}, line {head['number']}: it is not the line that was written there."
        return ""

    @property
    def _unknown(self):
        return (
            f"{self.name}: nothing beside the key tells how it ended, so nobody can say whether lines were "
            "cut off its end. The store was restored, or the key was."
        )

    def _last(self, path, head):
        """The line that the next one goes on from."""
        texts = _texts(path)
        if _is_torn(texts, head):
            os.truncate(path, path.stat().st_size - len(texts.pop()))
        last = _line(texts[-1]) if texts else None
        if texts and last is None:
            raise self.error(
                f"{path}: its last line is no line of the {self.called}. See `skillslib verify`, and put "
                "your copy of the file back in its place."
            )
        if head and (last is None or last["chain"] != head["chain"] or last["number"] < head["number"]):
            return head
        return last or NOTHING | {"chain": secrets.token_hex(8)}

    def _heads(self):
        """{path of a file: chain, number and hash of its last line}."""
        path = _heads_path()
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError:
            raise self.error(f"{path} is damaged: put your copy of it back in its place.") from None

    def _own_key(self):
        """A key of its own, made from the team's."""
        return hmac.digest(key(), f"skillslib {self.called}".encode(), "sha256")

    def _alone(self, path):
        return alone(path, PATIENCE, self.error(f"{path} is held by another process: try again."))


def counted(number):
    """So many lines, in words."""
    return "1 line" if number == 1 else f"{number:,} lines"


# ------------------------------------------------------------------ a line, and the file of them
def _line(text):
    """What a line tells, or None where it is none of ours; whether it is true the hashes say."""
    try:
        line = json.loads(text)
    except ValueError:
        return None
    told = isinstance(line, dict) and [line.get(name) for name in NOTHING]
    ours = told and all(isinstance(*one) for one in zip(told, (str, int, str), strict=True))
    return line if ours and text.endswith(f'{SEAL}{line["hash"]}"}}\n'.encode()) else None


def _text(line):
    return (json.dumps(line) + "\n").encode("ascii")


def _hash(own, before, told):
    """The keyed hash of what a line tells and, through the hash of the one before, of all before it."""
    return hmac.digest(own, f"{before} {told}".encode(), "sha256").hex()


def _hash_of(own, before, text):
    return hmac.digest(own, before.encode() + b" " + text.rpartition(SEAL.encode())[0] + b"}", "sha256").hex()


def _texts(path):
    """The lines as bytes, each with its end."""
    try:
        pieces = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    return [piece + b"\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def _is_torn(texts, head):
    """Whether the last line is of a writer that was killed: no head knows of it."""
    return bool(texts) and not texts[-1].endswith(b"\n") and len(texts) > (head["number"] if head else 0)


def _heads_path(ending="json"):
    return key_file().with_name(HEADS).with_suffix(f".{ending}")


def _place(path):
    return path.resolve().as_posix()
