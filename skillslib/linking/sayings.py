"""The ways to say a skill's name: as it is, spelled right, in English, its parts, and in other words.

Each way says how much it is worth: what is only a part of the name, or another word for it, less than the
name. languages.csv has the commonest words of skills in four languages (`|` between several), synonyms.csv
what people call a thing and what taxonomies call it: general words, none of a single company.
"""

import csv
import re
from collections import defaultdict
from functools import cache

from skillslib.linking.words import BRACKETS, ROOM, all_words, fold, said, stem, words

SPELLED, OUTSIDE, INSIDE, PART, OTHER_WORD, OTHER_PART = 0.95, 0.97, 0.9, 0.85, 0.9, 0.85
LONGEST_TYPO = 8  # shorter words are too like each other to be corrected
PARTS = re.compile(r"\s*(?:,|/|&|\band\b)\s*", re.IGNORECASE)
MOST_PARTS = 4


def sayings(name, known):
    """(words, worth) of each way to say a name; `known` is `Known`, the words that labels have.

    Example: sayings("Supply Chain & Logistics", Known(["supply chain", "logistics"]))
    """
    spelled, right = known.spelled(words(name))
    ways = [(spelled, 1.0 if right else SPELLED)]
    translated = in_english(name, known)
    if translated:
        ways = [(translated, 1.0)]
    else:
        ways += _brackets(name) + _parts(name)
    best = {}
    for told, worth in ways + [other for way in ways for other in _other_words(*way)]:
        best[tuple(told)] = max(worth, best.get(tuple(told), 0))
    return list(best.items())


class Known:
    """The words that labels have, and a spelling that is one letter away from one of them."""

    def __init__(self, labels):
        self.words = {word for label in labels for word in all_words(label)}
        self._shorter = defaultdict(set)
        for word in self.words:
            if len(word) >= LONGEST_TYPO and word.isalpha():
                for short in _shortened(word):
                    self._shorter[short].add(word)

    def spelled(self, told):
        """The words, each that no label has replaced by the one that is like it; and whether none was."""
        right = [self._spelled(word) for word in told]
        return right, right == list(told)

    def _spelled(self, word):
        if word in self.words or len(word) < LONGEST_TYPO or not word.isalpha():
            return word
        like = {other for short in _shortened(word) for other in self._shorter.get(short, ())}
        stems = {stem(other) for other in like}
        return min(like) if len(stems) == 1 and stem(word) not in stems else word


def _shortened(word):
    """The word, and it without any one of its letters: two that share one are a letter or two apart."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def in_english(name, known):
    """The words of a name in another language in English; nothing where it is English or not understood."""
    every = all_words(name)
    if known.words.issuperset(every):
        return None
    best, evidence = None, 0
    for language, english in languages().items():
        between = said()["languages"][language]
        translated = [_translated(word, english, language) for word in every if word not in between]
        foreign = sum(
            word not in known.words and bool(_translated(word, english, language)) for word in every
        )
        signs = sum(word in between and word not in known.words for word in every)
        understood = sum(bool(told) for told in translated)
        if understood and foreign + signs > max(evidence, len(translated) - understood):
            best, evidence = (language, translated), foreign + signs
    if not best:
        return None
    language, translated = best
    left = [word for word in every if word not in said()["languages"][language]]
    return [english for word, told in zip(left, translated, strict=True) for english in told or [word]]


def _translated(word, english, language):
    """The English words of a word; of a German compound, those of its two parts."""
    found = english.get(word) or english.get(word.removesuffix("s"))
    if found or language != "de":
        return found or []
    for cut in range(4, len(word) - 3):
        first, second = word[:cut], word[cut:]
        if second in english and (first in english or first.removesuffix("s") in english):
            return (english.get(first) or english[first.removesuffix("s")]) + english[second]
    return []


def _brackets(name):
    """What is outside brackets, and what is in them."""
    outside, inside = BRACKETS.sub(" ", name).strip(), BRACKETS.findall(name)
    if not inside or not outside:
        return []
    return [(words(outside), OUTSIDE), *((words(text), INSIDE) for text in inside)]


def _parts(name):
    """What "and", a comma or a stroke stands between; a single first word also with the last part's end."""
    parts = [words(part) for part in PARTS.split(BRACKETS.sub(" ", name))]
    parts = [part for part in parts if len("".join(part)) > 2]
    if not 2 <= len(parts) <= MOST_PARTS:
        return []
    ways = [(part, PART) for part in parts]
    if len(parts[0]) == 1 and len(parts[-1]) > 1:
        ways.append((parts[0] + parts[-1][1:], PART))
    return ways


def _other_words(told, worth):
    """The name with each run of words that has a synonym replaced by it."""
    stems = tuple(stem(word) for word in told)
    for length in range(min(longest_synonym(), len(stems)), 0, -1):
        for start in range(len(stems) - length + 1):
            for other in synonyms().get(stems[start : start + length], ()):
                whole = length == len(stems)
                yield (
                    [*told[:start], *other, *told[start + length :]],
                    worth * (OTHER_WORD if whole else OTHER_PART),
                )


@cache
def synonyms():
    """Stems of what people say -> the words of each thing that taxonomies call it."""
    found = defaultdict(list)
    for row in _rows("synonyms.csv"):
        found[tuple(stem(word) for word in words(row["said"]))] += [words(m) for m in row["means"].split("|")]
    return dict(found)


@cache
def longest_synonym():
    """Of how many words the longest of them is."""
    return max(map(len, synonyms()))


@cache
def languages():
    """Language -> word without accents -> its English words."""
    found = defaultdict(dict)
    for row in _rows("languages.csv"):
        english = words(row.pop("english"))
        for language, told in row.items():
            for word in filter(None, told.split("|")):
                found[language].setdefault(fold(word.lower()), english)
    return dict(found)


def _rows(name):
    with open(ROOM / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
