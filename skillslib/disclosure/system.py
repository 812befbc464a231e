"""Published numbers as a system of sums over unknown whole counts, one for each part that hangs together."""

import json

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, vstack

from skillslib.disclosure.numbers import layers_of, nested_layers, sums_of
from skillslib.disclosure.rules import BASE, MIN_PEOPLE, DisclosureError, check_min_people

# An unaware reader knows that a number is rounded; an aware one also that 1 to 4 are never shown.
WORLDS = ("aware", "unaware")


class Contradiction(DisclosureError):
    """No counts of people agree with all these numbers."""


class System:
    """Numbers of layers that hang together, over unknowns: a count for each layer and class of groups.

    A class is the groups (atoms) that lie in the same numbers; what holds for each group holds for their sum,
    and whatever a class can be, one of its groups can be. `withheld` says what is not shown at the moment.
    """

    def __init__(self, places, numbers, layers, atoms, relations, min_people):
        self.places, self.numbers, self.layers, self.relations = places, numbers, layers, relations
        self.min_people = min_people
        inside, exists = _classes(numbers, layers, atoms)
        self.classes = len(exists)
        # The unknown of a layer and class, or -1 where nobody can be
        self.unknown = np.where(exists.T, (np.cumsum(exists.T) - 1).reshape(exists.T.shape), -1)
        self.size = int(exists.sum())
        self.layer, self.class_of = np.nonzero(exists.T)
        self.moves = None
        self.rows = self._rows_of_numbers(inside)
        self.between, self.between_low, self.between_high = self._rows_of_relations()
        self.matrix = vstack([self.rows, self.between]).tocsr()
        self.withheld = np.array([number.value is None for number in numbers])
        self.fixed = np.array([number.fixed for number in numbers])
        self.known = {world: self._known(world) for world in WORLDS}
        self.points = {world: np.zeros((0, self.size), dtype=np.int64) for world in WORLDS}

    def _rows_of_numbers(self, inside):
        found = []
        for place, number in enumerate(self.numbers):
            unknowns = self.unknown[self.layers.index(number.layer)][inside[:, place]]
            unknowns = unknowns[unknowns >= 0]
            found.append(np.column_stack([np.full(len(unknowns), place), unknowns]))
        at = np.concatenate(found) if found else np.zeros((0, 2), dtype=int)
        return csr_matrix((np.ones(len(at)), (at[:, 0], at[:, 1])), shape=(len(self.numbers), self.size))

    def _rows_of_relations(self):
        parts, low, high = [], [], []
        for relation in self.relations:
            for factors, least, most in sums_of(relation):
                row = csr_matrix((self.classes, self.size))
                for layer, factor in factors.items():
                    unknowns = self.unknown[self.layers.index(layer)]
                    held = np.flatnonzero(unknowns >= 0)
                    values = np.full(len(held), float(factor))
                    row = row + csr_matrix((values, (held, unknowns[held])), shape=row.shape)
                used = np.flatnonzero(np.diff(row.indptr))
                parts.append(row[used])
                low += [least] * len(used)
                high += [most] * len(used)
        rows = vstack(parts).tocsr() if parts else csr_matrix((0, self.size))
        return rows, np.array(low, dtype=float), np.array(high, dtype=float)

    def _known(self, world):
        """The lowest and highest true number behind each shown one."""
        pairs = [_behind(number, world == "aware", self.min_people) for number in self.numbers]
        low, high = np.array(pairs, dtype=float).reshape(-1, 2).T
        nobody = (np.diff(self.rows.indptr) == 0) & ~self.withheld & (low > 0)
        if nobody.any():
            names = [self.numbers[place].name for place in np.flatnonzero(nobody)[:3]]
            raise Contradiction(f"{', '.join(names)}: shown as more than 0, but no such group exists.")
        return low, high

    def bounds(self, world):
        """The lowest and highest of each row: of the numbers, then of the relations."""
        low, high = self.known[world]
        low = np.where(self.withheld, -np.inf, low)
        high = np.where(self.withheld, np.inf, high)
        return np.concatenate([low, self.between_low]), np.concatenate([high, self.between_high])

    def agree(self, points, world):
        """Which of the points (rows of counts) agree with everything that is shown."""
        low, high = self.bounds(world)
        sums = (self.matrix @ points.T).T
        return ((sums >= low) & (sums <= high)).all(axis=1) & (points >= 0).all(axis=1)

    def nested(self):
        """The pairs (inner layer, outer layer) whose numbers can be subtracted from each other."""
        across = {pair for relation in self.relations for pair in nested_layers(relation)}
        return [(layer, layer) for layer in self.layers] + sorted(across)

    def show(self, place):
        """Show a number again that was withheld, and drop the points that no longer agree."""
        self.withheld[place] = False
        for world in WORLDS:
            self.points[world] = self.points[world][self.agree(self.points[world], world)]


def systems_of(numbers, atoms, relations=(), min_people=MIN_PEOPLE):
    """The numbers as systems, one for each set of layers that relations join, in the order of the numbers.

    Errors: DisclosureError where a number or relation names a layer or dimension that the atoms do not have,
    and for a minimum group under 5.
    """
    min_people = check_min_people(min_people)
    numbers, relations = list(numbers), list(relations)
    layers = list(dict.fromkeys([n.layer for n in numbers] + [x for r in relations for x in layers_of(r)]))
    atoms = atoms if isinstance(atoms, dict) else dict.fromkeys(layers, atoms)
    lacking = [layer for layer in layers if layer not in atoms]
    if lacking:
        raise DisclosureError(f"No atoms say which groups exist in the layer {lacking[0]!r}.")
    group = {layer: layer for layer in layers}

    def first(layer):
        while group[layer] != layer:
            layer = group[layer]
        return layer

    for relation in relations:
        joined = layers_of(relation)
        for layer in joined[1:]:
            group[first(layer)] = first(joined[0])
    parts = {}
    for layer in layers:
        parts.setdefault(first(layer), []).append(layer)
    places = {part: [] for part in parts}
    for place, number in enumerate(numbers):
        places[first(number.layer)].append(place)
    return [
        System(
            places[part],
            [numbers[place] for place in places[part]],
            joined,
            {layer: atoms[layer] for layer in joined},
            [relation for relation in relations if first(layers_of(relation)[0]) == part],
            min_people,
        )
        for part, joined in parts.items()
        if places[part]
    ]


def _behind(number, aware, min_people):
    """The lowest and highest true number that a shown one can stand for."""
    if number.value is None:
        return 0, np.inf
    low, high = max(0, np.ceil(number.value - number.tol)), np.floor(number.value + number.tol)
    # The rule is that of rounded numbers; what is less than the minimum and above 0 is none, but a bound.
    if aware and 0 < number.tol <= BASE / 2 and (number.value == 0 or number.value >= MIN_PEOPLE):
        if number.value == 0:
            high = 0
        else:
            low = max(low, min(min_people, high))
    return low, high


def _classes(numbers, layers, atoms):
    """For each class of groups, in which numbers it lies and in which layers it exists (two tables)."""
    frames = {id(frame): frame.drop_duplicates().astype(str) for frame in atoms.values()}
    every = pd.concat(frames.values()).drop_duplicates().reset_index(drop=True)
    key = pd.MultiIndex.from_frame(every)
    there = {name: key.isin(pd.MultiIndex.from_frame(frame)) for name, frame in frames.items()}
    exists = np.column_stack([there[id(atoms[layer])] for layer in layers])
    wheres, column = {}, []
    for number in numbers:
        column.append(wheres.setdefault(json.dumps(number.where, sort_keys=True, default=str), len(wheres)))
    members = np.zeros((len(every), len(wheres)), dtype=bool)
    seen = {}
    for number, at in zip(numbers, column, strict=True):
        if at not in seen:
            seen[at] = True
            members[:, at] = _members(number, every)
    _, first = np.unique(np.packbits(np.hstack([members, exists]), axis=1), axis=0, return_index=True)
    first = np.sort(first)
    first = first[members[first].any(axis=1)]
    return members[first][:, column], exists[first]


def _members(number, every):
    """Which groups a number counts."""
    kept = np.ones(len(every), dtype=bool)
    for dimension, values in number.where.items():
        if dimension not in every.columns:
            raise DisclosureError(
                f"{number.name}: where names {dimension!r}; the atoms have {', '.join(every.columns)}."
            )
        wanted = [values] if isinstance(values, str) else [str(value) for value in values]
        kept &= every[dimension].isin(wanted).to_numpy()
    return kept
