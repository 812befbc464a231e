"""What a skill's name is linked to: what was decided, what is certain, what is proposed, or nothing.

The first step that answers holds: a decision; the preferred label as it is written; the preferred label but
for word forms, order and words that say nothing ("time management" for "manage time"); an alternative label,
or a hidden one that shares a word with the concept's own (without one it is as often something wider as the
same); these but for word forms. A single word that other concepts speak of too says too little ("data" is a
label of "statistics"): as another label it counts only where the preferred label says no more, and one of two
letters only as it is written. Each is accepted only where it is one concept. Of what is left, the likest
concept is proposed where its score reaches the threshold; a person decides.
"""

from collections import defaultdict
from dataclasses import dataclass
from unicodedata import normalize

import pandas as pd

from skillslib.linking.words import key, stem, words

THRESHOLD = 0.76
ACCEPTED, PROPOSED, AMBIGUOUS = "accepted", "proposed", "ambiguous"
REJECTED, UNMAPPED, NO_SKILL = "rejected", "unmapped", "not a skill"
OWN_CONCEPT = "own concept"
NO_CONCEPT = "no concept"  # decided: the name is unmapped for good
STATUSES = (ACCEPTED, PROPOSED, AMBIGUOUS, REJECTED, UNMAPPED, NO_SKILL, OWN_CONCEPT)
SETTLED = (ACCEPTED, NO_SKILL, OWN_CONCEPT)
METHODS = ("uri", "decided", "exact", "normalised", "alias", "similar")
COLUMNS = ["name", "status", "method", "score", "concept_id", "decided_by", "decided_on"]


@dataclass(frozen=True)
class Decision:
    """What a person decided of a name: one of decisions.py, and of which concept."""

    decision: str
    concept_id: str | None
    decided_by: str | None
    decided_on: object


def link(names, labels, decisions=None, threshold=THRESHOLD, limit=5):
    """What each name is linked to, and the concepts to choose from where nothing is certain: two DataFrames.

    labels: a DataFrame with concept_id, label, label_type, and where there are several languages is_own: the
    labels that are tried first; decisions: name -> list of Decision.
    Columns of the first: name, status (accepted, proposed, ambiguous, rejected, unmapped, not a skill, own
    concept), method (decided, exact, normalised, alias, similar; None where nothing is like it), score
    (1 where certain), concept_id (of what is accepted or proposed), decided_by, decided_on. Of the second:
    as `candidates`.

    Example: links, choices = link(["Time Management"], labels)
    """
    return propose(settle(names, labels, decisions), labels, decisions, threshold, limit)


def settle(names, labels, decisions=None):
    """The first DataFrame of `link`, as far as names are certain: nothing is proposed yet."""
    decisions = decisions or {}
    tried = [Certain(labels)]
    if "is_own" in labels and 0 < labels.is_own.sum() < len(labels):
        tried.insert(0, Certain(labels[labels.is_own]))
    rows = [_settled(name, tried, decisions.get(name, ())) for name in dict.fromkeys(names)]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def propose(links, labels, decisions=None, threshold=THRESHOLD, limit=5):
    """What is settled with proposals for the rest, and the concepts to choose from: as `link`."""
    decisions = decisions or {}
    choices = _choices(list(links.name[~is_settled(links)]), labels, decisions, limit)
    likest = choices[(choices["rank"] == 1) & (choices.score >= threshold)]
    proposed = {name: (score, concept) for name, _, concept, _, score in likest.itertuples(index=False)}
    rows = links.to_numpy(dtype=object).tolist()
    for row in rows:
        if row[1] in (UNMAPPED, REJECTED) and row[0] in proposed:
            row[1:5] = PROPOSED, "similar", *proposed[row[0]]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object), choices


def is_settled(links):
    """Of each row whether nothing of it is open: accepted or decided."""
    return links.status.isin(SETTLED) | (links.status == UNMAPPED) & (links.method == "decided")


def _settled(name, tried, decisions):
    """The row of a name, as far as it is certain."""
    rejected = {told.concept_id for told in decisions if told.decision == REJECTED}
    for told in decisions:
        if told.decision != REJECTED:
            status = UNMAPPED if told.decision == NO_CONCEPT else told.decision
            score = None if status == UNMAPPED else 1.0
            return [name, status, "decided", score, told.concept_id, told.decided_by, told.decided_on]
    answers = [certain.concepts(name, rejected) for certain in tried]
    method, concepts = next((answer for answer in answers if answer[1]), answers[-1])
    if len(concepts) == 1:
        return [name, ACCEPTED, method, 1.0, min(concepts), None, None]
    if concepts:
        return [name, AMBIGUOUS, method, 1.0, None, None, None]
    if decisions:
        told = decisions[0]
        return [name, REJECTED, "decided", None, None, told.decided_by, told.decided_on]
    return [name, UNMAPPED, None, None, None, None, None]


class Certain:
    """The concepts of which a label is a name, step by step; none where no label is."""

    def __init__(self, labels):
        self.steps = [
            ("exact", as_written, ("preferred",), defaultdict(set)),
            ("normalised", _certain_key, ("preferred",), defaultdict(set)),
            ("alias", as_written, ("alternative", "hidden"), defaultdict(set)),
            ("normalised", _long_key, ("alternative", "hidden"), defaultdict(set)),
        ]
        preferred = labels[labels.label_type == "preferred"]
        self.stems, self.keys, self.speak = defaultdict(set), defaultdict(set), defaultdict(set)
        for concept, label in zip(labels.concept_id, labels.label, strict=True):
            for word in words(label):
                self.speak[stem(word)].add(concept)
        for concept, label in zip(preferred.concept_id, preferred.label, strict=True):
            self.stems[concept] |= {stem(word) for word in words(label)}
            self.keys[concept].add(key(label))
        for concept, label, kind in zip(labels.concept_id, labels.label, labels.label_type, strict=True):
            for _, form, kinds, found in self.steps:
                if kind in kinds and (kind == "preferred" or self._means_it(label, concept, kind)):
                    found[form(label)].add(concept)

    def concepts(self, name, rejected=frozenset()):
        """(method, concepts) of the first step at which a concept that is not rejected answers.

        What is a preferred label but for word forms goes before what is another label of another concept.
        """
        forms = [(method, form(name), found) for method, form, _, found in self.steps]
        answers = [
            (method, found.get(told, set()) - rejected if told else set()) for method, told, found in forms
        ]
        exact, nearly, alias, _ = answers
        if not exact[1] and alias[1] and alias[1] == nearly[1]:
            return alias
        return next((answer for answer in answers if answer[1]), (None, set()))

    def _means_it(self, label, concept, kind):
        """Whether somebody who says this other label means this concept, and nothing wider."""
        told = words(label)
        if len(told) == 1 and self.speak[stem(told[0])] != {concept}:
            return key(label) in self.keys[concept]
        return kind != "hidden" or bool(self.stems[concept] & {stem(word) for word in words(label)})


def as_written(text):
    """A text but for case, blanks and Unicode variants."""
    return " ".join(normalize("NFC", text).lower().split())


def _certain_key(text):
    """The key of a name, but of one word of two letters: too many things are called ML."""
    found = key(text)
    return found if len(found) > 1 or len("".join(found)) > 2 else ()


def _long_key(text):
    """The key of a name of several words: single ones mean too much to be told by their stem alone."""
    found = key(text)
    return found if len(found) > 1 else ()


def _choices(names, labels, decisions, limit):
    """The candidates of each name, without those that were rejected; scipy is read where it is needed."""
    empty = pd.DataFrame(columns=["name", "rank", "concept_id", "label", "score"])
    if not names or labels.empty:
        return empty
    from skillslib.linking.candidates import candidates

    most = max((len(decisions.get(name, ())) for name in names), default=0)
    found = candidates(names, labels, limit + most)
    rejected = {(name, told.concept_id) for name in names for told in decisions.get(name, ())}
    keep = [pair not in rejected for pair in zip(found.name, found.concept_id, strict=True)]
    found = found[pd.Series(keep, index=found.index, dtype=bool)].reset_index(drop=True)
    found["rank"] = found.groupby("name").cumcount() + 1
    return found[found["rank"] <= limit]
