"""What lists of awards, units and locations are: guessed as people are, with fewer questions."""

import re

from skillslib.badges.mapping import STATES
from skillslib.intake import forbidden
from skillslib.intake.countries import CODES
from skillslib.loading.blocks import OWN
from skillslib.people.declared import ALWAYS
from skillslib.setup import words
from skillslib.setup.guessing import Guess, lacking, reading, settle_dates

AWARDS = (("awarded_on",), ("person_id", "email"))
FEW, AGAIN = 8, 3  # words that a column of states may have at most; rows for each of them
WORDS = re.compile(r"[^\W\d_]+([ /-][^\W\d_]+)*")


def guess(kind, group, columns, around, asking):
    """The Guess of a group that is no list of people."""
    found = Guess(kind, reading(group), dict(columns))
    settle_dates(group, found, asking)
    if kind == "awards":
        _settle_badge(group, found, around, asking)
        _settle_states(group, found, asking)
    lacking(found, AWARDS if kind == "awards" else needed(kind))
    return found


def needed(kind):
    """What a table of a kind has to say: of each of these fields, one."""
    columns = [column.to for column in OWN[kind].columns if column.needed]
    return [(ours,) for ours in columns if ours not in ALWAYS.get(kind, {})]


def _settle_badge(group, found, around, asking):
    """Who issues the badges."""
    columns = found.columns
    found.facts = {"format": f"{around.company} awards"} | found.facts
    if "badge_id" not in columns and "issuer" not in columns:
        guess = around.company
        asked = "no column says who issues these awards. Who does?"
        found.facts["issuer"] = asking.settle(group.name, "the issuer", asked, (), guess)
        if asking.yes:
            found.doubt(f"issuer: no column says who issued these; {guess!r} stands for it")
    if "award_id" in columns and len(group.values(columns["award_id"])) < len(group.first.rows) / 2:
        del columns["award_id"]  # an id that many rows share is the id of something else


def _settle_states(group, found, asking):
    name = found.columns.get("state")
    if name is None:
        _doubt_states(group, found)
        return
    counts = group.counts(name)
    said, unknown = words.meanings(list(counts.index), words.STATES)
    if not said:
        del found.columns["state"]
        _doubt_states(group, found)
        return
    choices = STATES
    for word in list(unknown):
        answer = asking.settle(group.name, name, f"what does {word!r} mean?", choices)
        if answer:
            said[word] = answer
            unknown.remove(word)
    if (group.first.rows[name] == "").any():
        said[""] = "accepted"
        found.doubt(f"a blank {name!r} is taken as accepted")
    found.words["states"] = said
    if unknown:
        found.unknown["states"] = unknown
        found.doubt(f"[files.states] what {', '.join(map(repr, unknown))} of {name!r} means is not said")


def _doubt_states(group, found):
    """Columns of few words, again and again, that nothing reads: one may say who has passed, who not."""
    for name in group.first.names:
        if name not in found.columns.values() and not forbidden(name) and _are_states(group, name):
            found.doubt(
                f"{name!r} is not read, and has the same few words again and again. Where they say that a "
                f'course is open or failed, it counts as an award: state = "{name}", and [files.states]'
            )


def _are_states(group, name):
    counts = group.counts(name)
    said = [value.lower() for value in counts.index]
    if any(word in words.STATES for word in said):
        return True
    few = 1 < len(said) <= FEW and counts.sum() >= AGAIN * len(said)
    return few and all(WORDS.fullmatch(word) and word not in CODES for word in said)
