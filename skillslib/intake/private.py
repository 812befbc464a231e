"""Columns that are never read, whatever a file says: birth, gender, health, pay and such (private.toml)."""

import functools
import re
import tomllib
import unicodedata
from pathlib import Path


def words_of(header):
    """The words of a header as headers are compared: small letters of a to z, and digits."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    base = unicodedata.normalize("NFKD", split.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", base.lower())


def _known():
    told = tomllib.loads(Path(__file__).with_name("private.toml").read_text(encoding="utf-8"))
    for what, said in told.items():
        words = {"".join(words_of(word)) for word in said["words"]}
        yield what, said["why"], words, ["".join(words_of(part)) for part in said["parts"]]


KNOWN = tuple(_known())
SUBJECTS = tuple(what for what, *_ in KNOWN)


@functools.cache
def forbidden(header):
    """What a column must not be read for, and why: "gender: gender is no skill, ..."; '' where it may be.

    Example: forbidden("Date of Birth").startswith("birth or age")
    """
    words = words_of(header)
    joined = "".join(words)
    for what, why, whole, parts in KNOWN:
        if not whole.isdisjoint(words) or any(part in joined for part in parts):
            return f"{what}: {why}"
    return ""
