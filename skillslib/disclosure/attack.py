"""What can be told from published numbers alone: the values each withheld number may still have.

Who attacks knows every published number and how it was rounded, which groups exist, and the relations
between what is counted. A number that was withheld, or the difference of two nested ones that may be of few
people, is told where fewer than three whole values are left; a shown one where its rounding no longer hides
it. Nothing here ever sees a true number.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, vstack

from skillslib.disclosure.moves import SEED, STEPS, Moves
from skillslib.disclosure.numbers import Balance, Number, Union, Within
from skillslib.disclosure.rules import MIN_PEOPLE
from skillslib.disclosure.solving import lowest, lowest_nearby, middle, relaxed
from skillslib.disclosure.system import Contradiction, systems_of

__all__ = ["Balance", "Contradiction", "Number", "Told", "Union", "Within", "intervals", "told"]

VALUES = 3
# How many classes a search nearby may change: those around a target, then those around them
NEIGHBOURS = (10, 40)
# Around how many points all small steps are tried
STEPPED = 6
UNSEEN = np.iinfo(np.int64).min


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


@dataclass
class Targets:
    """The sums that nobody may tell, in one world: a sparse row of weights and the numbers for each."""

    world: str
    rows: csr_matrix
    places: list


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
    frame = pd.DataFrame({"name": [n.name for n in numbers], "layer": [n.layer for n in numbers]})
    frame["low"], frame["high"] = 0.0, np.inf
    for system in systems_of(numbers, atoms, relations, min_people):
        for world, of in (("aware", system.withheld), ("unaware", ~system.withheld)):
            inside = np.flatnonzero(of)
            low, high = _ends(system, world, inside)
            at = [system.places[place] for place in inside]
            frame.loc[at, "low"], frame.loc[at, "high"] = low + 0.0, high + 0.0
    return frame


def told(numbers, atoms, relations=(), min_people=MIN_PEOPLE):
    """What can be told too closely from these numbers, as Told; empty where they are safe together.

    Errors: Contradiction where no counts agree with all numbers.
    """
    found = []
    for system in systems_of(numbers, atoms, relations, min_people):
        for one in weak(system):
            places = tuple(system.places[place] for place in one.places)
            found.append(Told(places, one.low, one.high, one.world, one.weights, one.holds))
    return found


def weak(system):
    """The targets of a system that can be told too closely; every other one has three proven values."""
    found = []
    for targets in (_withheld(system), _shown(system)):
        if not targets.places:
            continue
        values = Values(system, targets)
        for search in (_look_nearby, _look_everywhere):
            for place in range(len(targets.places)):
                if not values.enough()[place]:
                    one = search(system, targets, place, values)
                    if one is not None:
                        found.append(one)
    return found


def _withheld(system):
    """What only a reader who knows the rules may come close to: withheld numbers, and small differences."""
    inside = np.flatnonzero(system.withheld & (np.diff(system.rows.indptr) > 0))
    rows, places = [system.rows[inside]], [(int(place),) for place in inside]
    low, high = system.known["aware"]
    shown = np.flatnonzero(~system.withheld)
    layers = np.array([number.layer for number in system.numbers])
    known = {_key(system.rows[[place]]) for place in range(len(system.numbers))}
    for inner, outer in system.nested():
        small, large = shown[layers[shown] == inner], shown[layers[shown] == outer]
        for one, other in _nested_pairs(system, small, large):
            if low[other] - high[one] >= system.min_people or high[other] - low[one] < 1:
                continue
            rest = system.rows[[other]] - system.rows[[one]]
            key = _key(rest) if inner == outer else (int(one), int(other))
            if key not in known:
                known.add(key)
                rows.append(rest)
                places.append((int(other), int(one)))
    return Targets("aware", vstack(rows).tocsr(), places)


def _key(row):
    """Which unknowns a row adds up, as something to look up by."""
    return np.sort(row.indices[row.data != 0]).tobytes()


def _nested_pairs(system, small, large):
    """The pairs of numbers of which the first counts only groups that the second counts too."""
    classes = [_classes_of(system, places) for places in (small, large)]
    sizes = [np.diff(table.indptr) for table in classes]
    both = (classes[0] @ classes[1].T).tocoo()
    same_layer = len(small) == len(large) and (small == large).all()
    inside = both.data == sizes[0][both.row]
    if same_layer:
        inside &= sizes[0][both.row] < sizes[1][both.col]
    return zip(small[both.row[inside]], large[both.col[inside]], strict=True)


def _classes_of(system, places):
    """In which classes of groups each of these numbers lies."""
    rows = system.rows[places]
    return csr_matrix(
        (rows.data, system.class_of[rows.indices], rows.indptr), shape=(len(places), system.classes)
    )


def _shown(system):
    """What rounding has to hide from a reader who knows no more than that numbers are rounded."""
    low, high = system.known["unaware"]
    inside = np.flatnonzero(~system.withheld & (high - low >= VALUES - 1) & (np.diff(system.rows.indptr) > 0))
    return Targets("unaware", system.rows[inside], [(int(place),) for place in inside])


class Values:
    """The different values that targets were seen to take at points that agree with everything shown."""

    def __init__(self, system, targets):
        self.system, self.targets = system, targets
        if system.moves is None:
            system.moves = Moves(system)
        self.changes = (targets.rows @ system.moves.steps).tocsc()
        self.seen = np.zeros((len(targets.places), 0), dtype=np.int64)
        points = system.points
        if not len(points[targets.world]):
            # What agrees with all an aware reader knows agrees with the less that another knows.
            start = points["aware"][0] if len(points["aware"]) else middle(system, targets.world)
            _keep(system, targets.world, start)
        for number, point in enumerate(points[targets.world]):
            self.add(point, steps=number < STEPPED)

    def add(self, point, steps=False):
        """Note the value that each target takes at a point, and those one or two steps from it."""
        at = np.rint(self.targets.rows @ point).astype(np.int64)
        near = self._near(point, at) if steps else at[:, None]
        self.seen = self._different(np.hstack([self.seen, near]))

    def _near(self, point, at):
        possible = self.system.moves.possible(self.system, point, self.targets.world)
        column = np.repeat(np.arange(self.changes.shape[1]), np.diff(self.changes.indptr))
        near = np.full((len(at), 2 * VALUES - 1), UNSEEN)
        near[:, VALUES - 1] = at
        for times, fine in zip(STEPS, possible, strict=True):
            change = np.rint(times * self.changes.data).astype(int)
            used = fine[column] & (change != 0) & (np.abs(change) < VALUES)
            target, change = self.changes.indices[used], change[used]
            near[target, change + VALUES - 1] = at[target] + change
        return near

    def _different(self, values):
        """The different values of each row, the highest three and the lowest."""
        values = np.sort(values, axis=1)[:, ::-1]
        values[:, 1:][values[:, 1:] == values[:, :-1]] = UNSEEN
        values = np.sort(values, axis=1)[:, ::-1]
        count = (values != UNSEEN).sum(axis=1)
        lowest_seen = values[np.arange(len(values)), np.maximum(count - 1, 0)]
        kept = values[:, :VALUES]
        return np.column_stack([kept, np.where(count > kept.shape[1], lowest_seen, UNSEEN)])

    def enough(self):
        """Which targets were seen to take as many values as hide them."""
        return (self.seen != UNSEEN).sum(axis=1) >= VALUES

    def ends(self):
        """The lowest and highest value seen of each target."""
        high = self.seen.max(axis=1)
        return np.where(self.seen == UNSEEN, high[:, None], self.seen).min(axis=1), high


def _keep(system, world, point):
    """Remember a point: it stays one however much more is withheld."""
    system.points[world] = np.vstack([system.points[world], point[None, :]])
    return point


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
            values.add(_keep(system, targets.world, point), steps)


def _around(system, free, many):
    """All unknowns of so many classes: those that share the most numbers with some unknowns."""
    shared = system.rows.T @ (system.rows @ free.astype(float) > 0).astype(float)
    by_class = np.zeros(system.classes)
    np.maximum.at(by_class, system.class_of, shared)
    # Among equals by chance, the same in every run: not only the first ones, which lie in one line.
    order = np.lexsort((np.random.default_rng(SEED).permutation(system.classes), -by_class))
    return np.isin(system.class_of, order[:many])


def _look_everywhere(system, targets, place, values):
    """The target as Told if its lowest and highest value leave too few; None where it is safe."""
    weights = targets.rows[[place]].toarray().ravel()
    bounds = [relaxed(system, targets.world, sign * weights) for sign in (1, -1)]
    low, high = bounds[0][0], -bounds[1][0]
    holds = bounds[0][1] + bounds[1][1]
    if _harmless(system, targets.places[place], low, high):
        return None
    if high - low >= VALUES - 1:
        low = _end(system, targets, 1, weights, values)
        if values.enough()[place]:
            return None
        high = _end(system, targets, -1, weights, values)
        if values.enough()[place] or _harmless(system, targets.places[place], low, high):
            return None
        _, between = lowest(system, targets.world, weights, (low + 1, high - 1))
        if between is not None:
            values.add(_keep(system, targets.world, between))
            return None
    return Told(targets.places[place], low, high, targets.world, weights, holds)


def _harmless(system, places, low, high):
    """Whether a difference is of nobody, or of so many that it may be told."""
    return len(places) == 2 and (high < 1 or low >= system.min_people)


def _end(system, targets, sign, weights, values):
    """The lowest (1) or highest (-1) whole value of a sum."""
    end, point = lowest(system, targets.world, sign * weights)
    if point is not None:
        values.add(_keep(system, targets.world, point))
    return sign * end


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
            bound = sign * relaxed(system, world, sign * weights)[0]
            if bound != values.ends()[end][place]:
                bound = _end(system, targets, sign, weights, values)
            found[end][place] = bound
    return found
