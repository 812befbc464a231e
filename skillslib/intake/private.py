"""Columns that are never read, whatever a file says: birth, gender, health, pay and such (private.toml).

They are known by their headers. What stands under a header that is not known here cannot be told apart.
"""

import functools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

# Letters that are no other letter with a mark, and what they are written as without them.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})


@dataclass(frozen=True)
class _Subject:
    """What a column may tell of, why it is not read, and the headers by which it is known."""

    what: str
    why: str
    words: frozenset
    parts: tuple
    alone: frozenset
    together: tuple  # two lists of parts, or none

    def is_told_by(self, words):
        joined = "".join(words)
        return (
            not self.words.isdisjoint(words)
            or any(part in joined for part in self.parts)
            or re.sub(r"\d", "", joined) in self.alone
            or self._together_in(words)
        )

    def _together_in(self, words):
        found = [any(part in word for part in some for word in words) for some in self.together]
        return bool(found) and all(found)


def words_of(header):
    """The words of a header as headers are compared: small letters without their marks, and digits.

    Example: words_of("Date of Birth") == ["date", "of", "birth"]
    """
    split = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))
    base = "".join(letter for letter in split if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", base.casefold().translate(PLAIN))


def _written(texts):
    """Texts as `words_of` leaves them, those with umlauts in both ways of writing them."""
    both = {way for text in texts for way in (text, text.translate(UMLAUTS))}
    return sorted("".join(words_of(text)) for text in both)


def _known():
    told = tomllib.loads(Path(__file__).with_name("private.toml").read_text(encoding="utf-8"))
    for what, said in told.items():
        words, parts, alone = (_written(said.get(name, ())) for name in ("words", "parts", "alone"))
        together = tuple(map(_written, said.get("together", ())))
        yield _Subject(what, said["why"], frozenset(words), tuple(parts), frozenset(alone), together)


KNOWN = tuple(_known())
SUBJECTS = tuple(subject.what for subject in KNOWN)


@functools.cache
def forbidden(header):
    """What a column must not be read for, and why: "gender: gender is no skill, ..."; '' where it may be.

    Example: forbidden("Date of Birth").startswith("birth or age")
    """
    words = words_of(header)
    return next((f"{one.what}: {one.why}" for one in KNOWN if one.is_told_by(words)), "")
