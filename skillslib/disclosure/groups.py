"""The groups of people that exist, and how the numbers of a system lie in them: found once, used by many."""

import json

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, vstack

from skillslib.disclosure.moves import Moves
from skillslib.disclosure.numbers import Balance, layers_of, nested_layers, sums_of
from skillslib.disclosure.rules import DisclosureError


class Groups:
    """A row for each group that exists, and for each where which of them it counts."""

    def __init__(self, frame):
        self.frame = frame.drop_duplicates().astype(str).reset_index(drop=True)
        self.shapes = {}
        self._coded, self._counted = {}, {}

    def counted(self, number):
        """Which groups a number counts. Errors: DisclosureError where it names an unknown dimension."""
        key = where_key(number)
        if key not in self._counted:
            kept = np.ones(len(self.frame), dtype=bool)
            for dimension, values in number.where.items():
                codes, names = self._codes(dimension, number)
                wanted = {values} if isinstance(values, str) else {str(value) for value in values}
                kept &= np.array([name in wanted for name in names], dtype=bool)[codes]
            self._counted[key] = kept
        return self._counted[key]

    def _codes(self, dimension, number):
        if dimension not in self.frame.columns:
            raise DisclosureError(
                f"{number.name}: where names {dimension!r}; the atoms have {', '.join(self.frame.columns)}."
            )
        if dimension not in self._coded:
            self._coded[dimension] = pd.factorize(self.frame[dimension])
        return self._coded[dimension]


def where_key(number):
    """Whom a number counts, as one line of text."""
    return json.dumps(number.where, sort_keys=True, default=str)


def row_key(rows, place):
    """Which unknowns a row adds up, as something to look up by."""
    return np.sort(rows.indices[rows.indptr[place] : rows.indptr[place + 1]]).tobytes()


def shape_of(numbers, layers, groups, relations):
    """How these numbers lie in the groups of their layers; the same for numbers of other values."""
    at = {layer: place for place, layer in enumerate(layers)}
    key = (
        tuple((at[number.layer], where_key(number)) for number in numbers),
        tuple(groups[layer] for layer in layers),
        tuple(
            (
                type(r),
                tuple(at[layer] for layer in layers_of(r)),
                len(r.plus) if isinstance(r, Balance) else 0,
            )
            for r in relations
        ),
    )
    shapes = groups[layers[0]].shapes
    if key not in shapes:
        shapes[key] = Shape(numbers, layers, groups, relations)
    return shapes[key]


class Shape:
    """Numbers over unknowns: a count for each layer and class of groups.

    A class is the groups that lie in the same numbers; what holds for each group holds for their sum, and
    whatever a class can be, one of its groups can be.
    """

    def __init__(self, numbers, layers, groups, relations):
        self.layers, self.relations = layers, relations
        at = {layer: place for place, layer in enumerate(layers)}
        self.layer_of = np.array([at[number.layer] for number in numbers], dtype=int)
        self.inside, exists = _classes(numbers, [groups[layer] for layer in layers])
        self.classes = len(exists)
        # The unknown of a layer and class, or -1 where nobody can be
        self.unknown = np.where(exists.T, (np.cumsum(exists.T) - 1).reshape(exists.T.shape), -1)
        self.size = int(exists.sum())
        self.layer, self.class_of = np.nonzero(exists.T)
        self.rows = self._rows_of_numbers()
        self.between, self.between_low, self.between_high = self._rows_of_relations(at)
        self.matrix = vstack([self.rows, self.between]).tocsr()
        self.sizes = np.diff(self.rows.indptr)
        self.keys = {row_key(self.rows, place) for place in range(len(numbers))}
        self.moves = Moves(self)
        self.nested = self._nested_pairs(at)

    def _rows_of_numbers(self):
        unknowns = self.unknown[self.layer_of]
        place, number = np.nonzero(self.inside.T & (unknowns >= 0))
        ones = np.ones(len(place))
        return csr_matrix((ones, (place, unknowns[place, number])), shape=(len(self.layer_of), self.size))

    def _rows_of_relations(self, at):
        at_row, columns, values, low, high, count = [], [], [], [], [], 0
        for relation in self.relations:
            for factors, least, most in sums_of(relation):
                unknowns = self.unknown[[at[layer] for layer in factors]]
                layer, held = np.nonzero(unknowns >= 0)
                used, row = np.unique(held, return_inverse=True)
                at_row.append(count + row)
                columns.append(unknowns[layer, held])
                values.append(np.array(list(factors.values()), dtype=float)[layer])
                low += [least] * len(used)
                high += [most] * len(used)
                count += len(used)
        if not count:
            return csr_matrix((0, self.size)), np.zeros(0), np.zeros(0)
        places = np.concatenate(at_row), np.concatenate(columns)
        rows = csr_matrix((np.concatenate(values), places), shape=(count, self.size))
        return rows, np.array(low, dtype=float), np.array(high, dtype=float)

    def _nested_pairs(self, at):
        """The pairs of numbers (inner, outer) of which the first counts only groups of the second.

        Of one layer, or of two of which one is part of the other. Besides, whether they are of one layer.
        """
        held = self.inside.T & (self.unknown[self.layer_of] >= 0)
        sizes = held.sum(axis=1)
        within = held.astype(np.float32) @ held.T.astype(np.float32) == sizes[:, None]
        across = {pair for relation in self.relations for pair in nested_layers(relation)}
        every = [(layer, layer) for layer in self.layers] + sorted(across)
        found = []
        for inner, outer in every:
            small, large = (np.flatnonzero(self.layer_of == at[layer]) for layer in (inner, outer))
            fits = within[np.ix_(small, large)]
            if inner == outer:
                fits = fits & (sizes[small][:, None] < sizes[large][None, :])
            one, other = np.nonzero(fits)
            found.append((small[one], large[other], np.full(len(one), inner == outer)))
        return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))


def _classes(numbers, groups):
    """For each class of groups, in which numbers it lies and in which layers it exists (two tables)."""
    if all(one is groups[0] for one in groups):
        every = groups[0]
        exists = np.ones((len(every.frame), len(groups)), dtype=bool)
    else:
        every = Groups(pd.concat({id(one): one.frame for one in groups}.values()))
        key = pd.MultiIndex.from_frame(every.frame)
        there = {id(one): key.isin(pd.MultiIndex.from_frame(one.frame)) for one in groups}
        exists = np.column_stack([there[id(one)] for one in groups])
    members = np.column_stack([every.counted(number) for number in numbers])
    packed = np.ascontiguousarray(np.packbits(np.hstack([members, exists]), axis=1))
    _, first = np.unique(packed.view(np.dtype((np.void, packed.shape[1]))).ravel(), return_index=True)
    first = np.sort(first)
    first = first[members[first].any(axis=1)]
    return members[first], exists[first]
