"""Whether a text speaks of a person: by an id or an address, or by first and last name near each other.

It is asked of files and of rows alike, however they are written: in small letters or large ones, with accents
or without, in entities of HTML, in escapes of JSON or of web addresses. What is in base 64 is not read.
"""

import html
import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

DEEP = 3  # escapes may be escaped again
START, END = r"(?<![^\W_])", r"(?![^\W_])"  # an id within a longer one is another id
# Between first and last name: signs, and so many other words, as a second name or `last_name`. So the first
# name of one and the last of another beside it are found too: better one too many than one too few.
BETWEEN = r"[\W_]{1,60}(?:[^\W_]{1,40}[\W_]{1,60}){0,3}"
ESCAPED = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
# A byte that is no UTF-8, as Python reads it, means what it does in files from Windows.
WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
# Rows that may speak of somebody, as SQL tells of a text: the others need not be looked at.
MAY = """strlen({0}) > length({0})
    or len(list_filter($1, lambda begin: contains(lower({0}), begin))) > 0
    or regexp_matches({0}, '&#?[0-9A-Za-z]|%[0-9A-Fa-f]{{2}}|\\\\[ux][0-9A-Fa-f]{{2}}')"""


class Mention:
    """What speaks of a person: their `words` (ids and addresses) and `names`.

    Example: Mention(["E-7"], ["Zoë Wren"]).is_in('{"first_name": "ZO\\u00cb", "last_name": "Wren"}')
    """

    def __init__(self, words, names):
        words = sorted({folded(word) for word in words})
        # How a mention begins, and all of it.
        told = [(word, re.escape(word)) for word in words]
        for first, last in filter(None, map(ends_of, names)):
            first, last = folded(first), folded(last)
            told += [(one, one + BETWEEN + other) for one, other in ((first, last), (last, first))]
        self._told = [(begin, re.compile(f"{START}{whole}{END}")) for begin, whole in dict.fromkeys(told)]

    def is_in(self, text):
        """Whether a text speaks of the person."""
        return any(self._is_in(layer) for layer in _layers(text))

    def _is_in(self, text):
        for begin, whole in self._told:
            place = text.find(begin)
            while place >= 0:
                if whole.match(text, place):
                    return True
                place = text.find(begin, place + 1)
        return False

    def rows(self, con, table, column):
        """The ids of a table's rows whose column speaks of the person."""
        begins = sorted({begin for begin, _ in self._told})
        found = con.execute(f"select rowid, {column} from {table} where {MAY.format(column)}", [begins])
        spoken = []
        while piece := found.fetchmany(10_000):
            spoken += [row for row, text in piece if self.is_in(text)]
        return spoken


def folded(text):
    """A text in small letters without accents."""
    for sign in () if text.isascii() else set(text):
        if sign > "\x7f":
            text = text.replace(sign, _plain(sign))
    return text.lower()


def ends_of(name):
    """The first and the last word of a name; None of a name of one word, which says too little."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name))
    return (words[0], words[-1]) if len(words) > 1 else None


def _layers(text):
    """A text, and what is written in it in another way."""
    yield folded(text)
    for _ in range(DEEP):
        before = text
        if "\\" in text:
            text = ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
        if "%" in text:
            text = PERCENT.sub(lambda found: unquote(found[0]), text)
        text = html.unescape(text)
        if text == before:
            return
        yield folded(text)


@lru_cache(65_536)
def _plain(sign):
    apart = unicodedata.normalize("NFKD", sign.translate(WINDOWS))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()
