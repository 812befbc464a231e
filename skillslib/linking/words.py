"""What the words of a name are worth: planning, planner and plans are one, "skills" says nothing.

A word's stem is what stays when endings are taken off it, until none is left to take; words.toml has the
endings, the exceptions, and the words that say little. Letters lose their accents, a word written in
CamelCase is two.
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

ROOM = Path(__file__).parent
WORD = re.compile(r"c\+\+|c#|f#|\.net\b|[^\W_]+")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
LETTER = re.compile(r"\b([a-z])-(?=[a-z]{3})")
BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
LITTLE = 0.25

# Endings that leave it the same kind of word, and how many letters must stay.
INFLECTIONS = (("ing", 3), ("ed", 3), ("er", 4), ("or", 4), ("e", 3), ("y", 4), ("ly", 4))


@cache
def said():
    """What words.toml says: words between words, of each language and of all; empty, light words; stems."""
    told = tomllib.loads((ROOM / "words.toml").read_text(encoding="utf-8"))
    between = {language: frozenset(words.split()) for language, words in told["between"].items()}
    return {
        "languages": between,
        "between": frozenset().union(*between.values()),
        "empty": frozenset(told["empty"].split()),
        "light": frozenset(told["light"].split()),
        "endings": sorted(told["endings"].split(), key=len, reverse=True),
        "stems": {word: stem for stem, words in told["families"].items() for word in words.split()},
    }


def fold(text):
    """A text without accents."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def all_words(text):
    """Every word of a text, in lower case and without accents; e-learning is one."""
    text = fold(text).replace("’", "'")
    if not text.islower():
        text = HUMP.sub(" ", text).lower()
    if "-" in text:
        text = LETTER.sub(r"\1", text)
    return WORD.findall(text.replace("'s ", " ").replace("'", " "))


def words(text):
    """The words of a text that are compared; those between words are left out."""
    every = all_words(text)
    return [word for word in every if word not in said()["between"]] or every


def weight(word):
    """What a word counts for: 1, or a quarter where it says little."""
    little = word.isdigit() or word in said()["light"] or word in said()["empty"]
    return LITTLE if little else 1.0


@lru_cache(maxsize=200_000)
def stem(word):
    """What planning, planner and plans have in common."""
    while word not in said()["stems"]:
        shorter = _shorter(word)
        if shorter == word:
            return word
        word = shorter
    return said()["stems"][word]


def _shorter(word):
    if not word.isalpha():
        return word
    if word.endswith("ies") and len(word) >= 6:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) >= 4:
        return word[:-1]
    for ending in said()["endings"]:
        if word.endswith(ending) and len(word) - len(ending) >= 5:
            return word[: -len(ending)]
    for ending, least in INFLECTIONS:
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= least and re.search("[aeiouy]", rest):
            doubled = len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "sl"
            return rest[:-1] if doubled else rest
    return word


def key(text):
    """What names that mean the same have in common: their stems in any order, without what is in brackets."""
    bare = BRACKETS.sub(" ", text).strip()
    every = words(bare or text)
    return tuple(sorted({stem(word) for word in every if word not in said()["empty"]} or set(every)))
