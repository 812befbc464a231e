"""What can be told from published numbers alone: the values each withheld number may still have.

Who attacks knows every published number and how it was rounded, which groups exist, and the relations
between what is counted. A number that was withheld, or the difference of two nested ones that may be of few
people, is told where fewer than three whole values are left; a shown one where its rounding no longer hides
it. Nothing here ever sees a true number.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.sparse import vstack

from skillslib.disclosure.groups import row_key
from skillslib.disclosure.moves import SEED
from skillslib.disclosure.numbers import Balance, Number, Union, Within
from skillslib.disclosure.rules import MIN_PEOPLE
from skillslib.disclosure.solving import between, easily, lowest, lowest_nearby, relaxed
from skillslib.disclosure.system import Contradiction, systems_of
from skillslib.disclosure.values import STEPPED, VALUES, Targets, Values

__all__ = ["Balance", "Contradiction", "Number", "Told", "Union", "Within", "intervals", "told"]

# How many classes a search nearby may change: those around a target, then those around them
NEIGHBOURS = (10, 40)


@dataclass(frozen=True)
class Told:
    """What can be told too closely: a number, or the difference of two.

    places: of the number, or of the larger and the smaller one; low, high: between what it lies for certain;
    holds: how much each number contributes to that.
    """

    places: tuple
    low: float
    high: float
    world: str
    weights: np.ndarray
    holds: np.ndarray


def intervals(numbers, atoms, relations=(), min_people=MIN_PEOPLE):
    """For each number the lowest and highest whole value it may have, from what is published alone.

    Columns: name, layer; low, high (people, exactly; high is infinite where nothing bounds it). Of a
    withheld number it is for a reader who knows that 1 to 4 are never shown, of a shown one for a reader who
    does not.
    Errors: Contradiction where no counts agree with all numbers.
    Source: the published numbers, the atoms (a row for each group that exists, or such a table for each
    layer) and the relations, never a true number.

    Example: intervals([Number("all", "people", {}, 10), Number("A", "people", {"unit": ["A"]})], atoms)
    """
    numbers = list(numbers)
    found = {}
    for system in systems_of(numbers, atoms, relations, min_people):
        found |= _ends_of(system, "aware", system.withheld)
        found |= _ends_of(system, "unaware", ~system.withheld)
    low, high = zip(*(found[place] for place in range(len(numbers))), strict=True)
    names = {"name": [n.name for n in numbers], "layer": [n.layer for n in numbers]}
    return pd.DataFrame(names | {"low": low, "high": high}).astype({"low": float, "high": float})


def told(numbers, atoms, relations=(), min_people=MIN_PEOPLE):
    """What can be told too closely from these numbers, as Told; empty where they are safe together.

    Errors: Contradiction where no counts agree with all numbers.
    """
    return [one for system in systems_of(numbers, atoms, relations, min_people) for one in _told(system)]


def examined(numbers, atoms, relations=(), min_people=MIN_PEOPLE, apart=False):
    """What `told` says, and of each withheld number what `intervals` says: place -> (lowest, highest).

    `apart` says that it is known already that nothing can be told too closely.
    Errors: Contradiction where no counts agree with all numbers.
    """
    closely, ends = [], {}
    for system in systems_of(numbers, atoms, relations, min_people):
        closely += [] if apart else _told(system)
        ends |= _ends_of(system, "aware", system.withheld)
    return closely, ends


def _told(system):
    """What can be told of a system, by the places that its numbers have among all."""
    for one in weak(system):
        places = tuple(system.places[place] for place in one.places)
        yield replace(one, places=places)


def weak(system):
    """Each target of a system that can be told too closely; every other one has three proven values."""
    for targets in (_withheld(system), _shown(system)):
        if targets.places:
            values = Values(system, targets)
            for place in range(len(targets.places)):
                if not values.enough()[place]:
                    one = _look(system, targets, place, values)
                    if one is not None:
                        yield one


def still_weak(system, ones):
    """Whether one of these that could be told can be told now; only where that is quickly seen."""
    for one in ones:
        if any(system.withheld[place] != (len(one.places) == 1) for place in one.places):
            continue
        low, high = (sign * relaxed(system, one.world, sign * one.weights)[0] for sign in (1, -1))
        if high - low < VALUES - 1 and not _harmless(system, one.places, low, high):
            return True
    return False


def _withheld(system):
    """What only a reader who knows the rules may come close to: withheld numbers, and small differences."""
    open_ = system.rows @ (~system.nobody).astype(float) > 0
    inside = np.flatnonzero(system.withheld & open_)
    low, high = system.known["aware"]
    inner, outer, of_one = system.shape.nested
    near = ~system.withheld[inner] & ~system.withheld[outer]
    near &= (low[outer] - high[inner] < system.min_people) & (high[outer] - low[inner] >= 1)
    inner, outer, of_one = inner[near], outer[near], of_one[near]
    rest = (system.rows[outer] - system.rows[inner]).tocsr()
    rest.eliminate_zeros()
    known, kept = set(system.shape.keys), []
    for at, (one, other) in enumerate(zip(inner, outer, strict=True)):
        key = row_key(rest, at) if of_one[at] else (int(one), int(other))
        if key not in known:
            known.add(key)
            kept.append(at)
    places = [(int(place),) for place in inside] + [(int(outer[at]), int(inner[at])) for at in kept]
    return Targets("aware", vstack([system.rows[inside], rest[kept]]).tocsr(), places)


def _shown(system):
    """What rounding has to hide from a reader who knows no more than that numbers are rounded."""
    low, high = system.known["unaware"]
    inside = np.flatnonzero(~system.withheld & (high - low >= VALUES - 1) & (system.shape.sizes > 0))
    return Targets("unaware", system.rows[inside], [(int(place),) for place in inside])


def _look_nearby(system, targets, place, values):
    """Find other values of a target by changing only groups that share numbers with it, or with those."""
    weights = targets.rows[[place]].toarray().ravel()
    free = weights != 0
    for many in NEIGHBOURS:
        free = _around(system, free, many)
    start = system.points[targets.world][0]
    for sign in (1, -1):
        point = lowest_nearby(system, targets.world, sign * weights, start, free)
        if point is not None:
            steps = len(system.points[targets.world]) < STEPPED
            values.add(system.keep(targets.world, point), steps)


def _around(system, free, many):
    """All unknowns of so many classes: those that share the most numbers with some unknowns."""
    shared = system.rows.T @ (system.rows @ free.astype(float) > 0).astype(float)
    by_class = np.zeros(system.classes)
    np.maximum.at(by_class, system.class_of, shared)
    # Among equals by chance, the same in every run: not only the first ones, which lie in one line.
    order = np.lexsort((np.random.default_rng(SEED).permutation(system.classes), -by_class))
    return np.isin(system.class_of, order[:many])


def _look(system, targets, place, values):
    """The target as Told if its lowest and highest value leave too few; None where it is safe."""
    weights = targets.rows[[place]].toarray().ravel()
    ends, held = _relaxed_ends(system, targets, place, weights, values)
    if (
        values.enough()[place]
        or not np.isfinite(ends).all()
        or _harmless(system, targets.places[place], *ends)
    ):
        return None
    if ends[1] - ends[0] >= VALUES - 1:
        if _seen_between(system, targets, place, weights, values, ends):
            return None
        if not np.isin(ends, values.seen[place]).all():
            _look_nearby(system, targets, place, values)
            if values.enough()[place]:
                return None
            ends = [_end(system, targets, sign, weights, values) for sign in (1, -1)]
            if values.enough()[place] or _harmless(system, targets.places[place], *ends):
                return None
        point = between(system, targets.world, weights, ends[0] + 1, ends[1] - 1)
        if point is not None:
            values.add(system.keep(targets.world, point))
            return None
    return Told(targets.places[place], *ends, targets.world, weights, held)


def _seen_between(system, targets, place, weights, values, ends):
    """Whether a target is seen to take enough values, some of those between its ends looked at one by one."""
    middle_value = (ends[0] + ends[1]) // 2
    for value in (middle_value, middle_value + 1, middle_value - 1, *ends):
        if value not in values.seen[place]:
            point = easily(system, targets.world, weights, value)
            if point is not None:
                values.add(system.keep(targets.world, point), len(system.points[targets.world]) < STEPPED)
                if values.enough()[place]:
                    return True
    return False


def _relaxed_ends(system, targets, place, weights, values):
    """Between what a target lies for certain, and how much each number holds it there; points are noted."""
    ends, held = [], np.zeros(len(system.numbers))
    for sign in (1, -1):
        end, point, holds = relaxed(system, targets.world, sign * weights)
        ends.append(sign * end)
        held += holds
        if point is not None:
            values.add(system.keep(targets.world, point), len(system.points[targets.world]) < STEPPED)
            if values.enough()[place]:
                break
    return ends, held


def _harmless(system, places, low, high):
    """Whether a difference is of nobody, or of so many that it may be told."""
    return len(places) == 2 and (high < 1 or low >= system.min_people)


def _end(system, targets, sign, weights, values):
    """The lowest (1) or highest (-1) whole value of a sum."""
    end, point = lowest(system, targets.world, sign * weights)
    values.add(system.keep(targets.world, point))
    return sign * end


def _ends_of(system, world, which):
    """The lowest and highest whole value of some numbers, exactly, by their place among all."""
    inside = np.flatnonzero(which)
    if not len(inside):
        return {}
    low, high = _ends(system, world, inside)
    return {system.places[at]: ends for at, ends in zip(inside, zip(low, high, strict=True), strict=True)}


def _ends(system, world, inside):
    """The lowest and highest whole value of some numbers, exactly: seen at a point and proven the end."""
    rows = system.rows[inside]
    targets = Targets(world, rows, [()] * len(inside))
    values = Values(system, targets)
    shown = ~system.withheld[inside]
    found = [
        np.where(shown, known[inside], end)
        for known, end in zip(system.known[world], (0, np.inf), strict=True)
    ]
    for place in range(len(inside)):
        weights = rows[[place]].toarray().ravel()
        for end, sign in enumerate((1, -1)):
            if found[end][place] == values.ends()[end][place]:
                continue
            bound, point, _ = relaxed(system, world, sign * weights)
            bound *= sign
            if point is not None:
                values.add(system.keep(world, point))
            if np.isfinite(bound) and bound != values.ends()[end][place]:
                bound = _end(system, targets, sign, weights, values)
            found[end][place] = bound
    return found
