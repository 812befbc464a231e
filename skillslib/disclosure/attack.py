"""What can be told from published numbers alone: the values each withheld number may still have.

Who attacks knows every published number and how it was rounded, which groups exist, and the relations between
what is counted. A number that was withheld, or the difference of two nested ones that may be of few people, is
told where fewer than three whole values are left; a shown one where its rounding no longer hides it.
Nothing here ever sees a true number.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, vstack

from skillslib.disclosure.moves import STEPS, Moves
from skillslib.disclosure.numbers import Balance, Number, Union, Within
from skillslib.disclosure.rules import MIN_PEOPLE
from skillslib.disclosure.solving import lowest, middle
from skillslib.disclosure.system import Contradiction, systems_of

__all__ = ["Balance", "Contradiction", "Number", "Told", "Union", "Within", "intervals", "told"]

VALUES = 3
POINTS = 4
SEED = 20_260_930
UNSEEN = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Told:
    """What can be told too closely: a number, or the difference of two.

    places: of the number, or of the larger and the smaller one; low, high: what it may still be.
    """

    places: tuple
    low: float
    high: float
    world: str
    weights: np.ndarray


@dataclass
class Targets:
    """The sums that nobody may tell, in one world: a sparse row of weights and the numbers for each."""

    world: str
    rows: csr_matrix
    places: list


def intervals(numbers, atoms, relations=(), min_people=MIN_PEOPLE):
    """For each number the lowest and highest whole value it may have, from what is published alone.

    Columns: name, layer; low, high (people; high is infinite where nothing bounds it), exactly. Of a
    withheld number for a reader who knows that 1 to 4 are never shown, of a shown one for a reader who does not.
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
            low, high = _ends(system, world, system.rows[inside])
            at = [system.places[place] for place in inside]
            frame.loc[at, "low"], frame.loc[at, "high"] = low, high
    return frame


def told(numbers, atoms, relations=(), min_people=MIN_PEOPLE):
    """What can be told too closely from these numbers, as Told; empty where they are safe together.

    Errors: Contradiction where no counts agree with all numbers.
    """
    found = []
    for system in systems_of(numbers, atoms, relations, min_people):
        for one in weak(system):
            places = tuple(system.places[place] for place in one.places)
            found.append(Told(places, one.low, one.high, one.world, one.weights))
    return found


def weak(system):
    """The targets of a system that can be told too closely; every other one has three proven values."""
    found = []
    for targets in (_withheld(system), _shown(system)):
        if not targets.places:
            continue
        values = Values(system, targets)
        for turn in range(POINTS):
            if values.enough().all():
                break
            values.add(_wander(system, targets, ~values.enough(), turn))
        asked = np.zeros(len(targets.places), dtype=bool)
        while not (values.enough() | asked).all():
            place = int(np.flatnonzero(~values.enough() & ~asked)[0])
            asked[place] = True
            one = _solve(system, targets, place, values)
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
    known = {row.tobytes() for row in _packed(system.rows)}
    for inner, outer in system.nested():
        small, large = shown[layers[shown] == inner], shown[layers[shown] == outer]
        for one, other in _nested_pairs(system, small, large):
            if low[other] - high[one] >= system.min_people:
                continue
            rest = system.rows[[other]] - system.rows[[one]]
            key = _packed(rest)[0].tobytes() if inner == outer else (int(one), int(other))
            if key not in known:
                known.add(key)
                rows.append(rest)
                places.append((int(other), int(one)))
    return Targets("aware", vstack(rows).tocsr(), places)


def _packed(rows):
    return np.packbits(rows.toarray() != 0, axis=1)


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
    classes = np.zeros(system.size, dtype=int)
    for unknowns in system.unknown:
        classes[unknowns[unknowns >= 0]] = np.flatnonzero(unknowns >= 0)
    rows = system.rows[places]
    return csr_matrix((rows.data, classes[rows.indices], rows.indptr), shape=(len(places), system.classes))


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
        if not len(system.points[targets.world]):
            _keep(system, targets.world, middle(system, targets.world))
        for point in system.points[targets.world]:
            self.add(point)

    def add(self, point):
        """Note every value that the targets take at a point and one or two steps from it."""
        if point is None:
            return
        at = np.rint(self.targets.rows @ point).astype(np.int64)
        possible = self.system.moves.possible(self.system, point, self.targets.world)
        column = np.repeat(np.arange(self.changes.shape[1]), np.diff(self.changes.indptr))
        near = np.full((len(at), 2 * VALUES - 1), UNSEEN)
        near[:, VALUES - 1] = at
        for times, fine in zip(STEPS, possible, strict=True):
            change = np.rint(times * self.changes.data).astype(int)
            used = fine[column] & (change != 0) & (np.abs(change) < VALUES)
            target, change = self.changes.indices[used], change[used]
            near[target, change + VALUES - 1] = at[target] + change
        self.seen = self._different(np.hstack([self.seen, near]))

    def _different(self, values):
        """The different ones of each row, the lowest two and the highest two are enough of them."""
        values = np.sort(values, axis=1)[:, ::-1]
        values[:, 1:][values[:, 1:] == values[:, :-1]] = UNSEEN
        values = np.sort(values, axis=1)[:, ::-1]
        count = (values != UNSEEN).sum(axis=1)
        lowest = values[np.arange(len(values)), np.maximum(count - 1, 0)]
        kept = np.column_stack([values[:, :VALUES], lowest])
        kept[:, VALUES][count <= VALUES] = UNSEEN
        return kept

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


def _wander(system, targets, open_, turn):
    """Another point: far down for all that is not yet safe, far up, or each at random one of them."""
    chance = np.random.default_rng([SEED, turn])
    signs = (np.ones, lambda size: -np.ones(size))[turn](open_.sum()) if turn < 2 else None
    if signs is None:
        signs = chance.choice([-1.0, 1.0], open_.sum())
    weights = np.asarray(signs @ targets.rows[np.flatnonzero(open_)]).ravel()
    _, point = lowest(system, targets.world, weights)
    return None if point is None else _keep(system, targets.world, point)


def _solve(system, targets, place, values):
    """The target as Told if its lowest and highest value leave too few; None where it is safe."""
    weights = targets.rows[[place]].toarray().ravel()
    ends = []
    for sign in (1, -1):
        end, point = lowest(system, targets.world, sign * weights)
        ends.append(sign * end)
        if point is not None:
            values.add(_keep(system, targets.world, point))
    low, high = ends
    if values.enough()[place]:
        return None
    if len(targets.places[place]) == 2 and (high < 1 or low >= system.min_people):
        return None
    if high - low >= VALUES - 1:
        middle_value, point = lowest(system, targets.world, weights, (low + 1, high - 1))
        if middle_value is not None:
            values.add(_keep(system, targets.world, point))
            return None
    return Told(targets.places[place], low, high, targets.world, weights)


def _ends(system, world, rows):
    """The lowest and highest whole value of each row, exactly."""
    targets = Targets(world, rows, [()] * rows.shape[0])
    values = Values(system, targets)
    result = []
    for place in range(rows.shape[0]):
        weights = rows[[place]].toarray().ravel()
        result.append([sign * lowest(system, world, sign * weights)[0] for sign in (1, -1)])
    return np.array(result, dtype=float).reshape(-1, 2).T
