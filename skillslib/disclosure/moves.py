"""Small steps between counts that all agree with what is published: one person more here, one less there."""

from itertools import product

import numpy as np
from scipy.sparse import csc_matrix, vstack

from skillslib.disclosure.numbers import Balance, Union, Within

STEPS = (-2, -1, 1, 2)
PARTNERS = 8
SEED = 20_260_930


class Moves:
    """The steps of a shape: each changes a few unknowns, and with them the sums of some rows."""

    def __init__(self, shape):
        self.steps = _columns([block for kind in _kinds(shape) for block in _blocks(shape, kind)], shape.size)
        self.effects = vstack([shape.matrix @ self.steps, self.steps]).tocsc()
        self.up = self.effects.data > 0

    def possible(self, system, point, world):
        """For each of STEPS and each move, whether the point moved so many times still agrees."""
        low, high = system.bounds(world)
        sums = system.matrix @ point
        more = np.concatenate([high - sums, np.full(len(point), np.inf)])[self.effects.indices]
        less = np.concatenate([sums - low, point])[self.effects.indices]
        size = np.abs(self.effects.data)
        forth = self._least(np.where(self.up, more, less) / size)
        back = self._least(np.where(self.up, less, more) / size)
        return np.array([(forth if times > 0 else back) >= abs(times) for times in STEPS])

    def _least(self, values):
        """The least value of each column."""
        if not len(values):
            return np.zeros(0)
        return np.minimum.reduceat(values, self.effects.indptr[:-1])


def _kinds(system):
    """Steps of one group, as {layer: change}, that keep every balance: alone, and inner with outer."""
    starts = [{layer: 1} for layer in system.layers]
    for relation in system.relations:
        if isinstance(relation, Within):
            starts.append({relation.inner: 1, relation.outer: 1})
        if isinstance(relation, Union):
            starts += [{relation.parent: 1, child: 1} for child in relation.children]
    balances = [relation for relation in system.relations if isinstance(relation, Balance)]
    starts += [_carried(layer, balances) for layer in system.layers]
    seen = {}
    for start in starts:
        for shape in _balanced(start, balances):
            seen[tuple(sorted(shape.items()))] = shape
    return list(seen.values())


def _carried(layer, balances):
    """One more in a layer, and in every stock that it is carried on to."""
    shape, waiting = {layer: 1}, [layer]
    while waiting:
        now = waiting.pop()
        for balance in balances:
            if now == balance.before or now in balance.plus + balance.minus:
                carried = -shape[now] if now in balance.minus else shape[now]
                if balance.after not in shape:
                    shape[balance.after] = carried
                    waiting.append(balance.after)
    return shape


def _balanced(start, balances):
    """The start with flows of the balances it disturbs, so that each holds again."""
    ways = []
    for balance in balances:
        factors = {balance.after: 1, balance.before: -1}
        factors |= dict.fromkeys(balance.plus, -1) | dict.fromkeys(balance.minus, 1)
        off = sum(factors.get(layer, 0) * change for layer, change in start.items())
        if off:
            flows = [layer for layer in (*balance.plus, *balance.minus) if layer not in start]
            ways.append([(layer, -off * factors[layer]) for layer in flows])
        elif set(start) & set(factors) and not set(start) & {balance.after, balance.before}:
            ways.append([None])
    for chosen in product(*ways):
        shape = dict(start)
        for step in chosen:
            if step:
                shape[step[0]] = step[1]
        yield shape


def _blocks(shape, kind):
    """A kind of step at each class that exists in all its layers, then one class more and another less.

    Each block is (the unknowns of each step, how they change). The same ones in every run.
    """
    at = np.array([shape.unknown[shape.layers.index(layer)] for layer in kind]).T
    at = at[(at >= 0).all(axis=1)]
    changes = np.array(list(kind.values()), dtype=float)
    yield at, changes
    if len(at) > 1:
        place = np.repeat(np.arange(len(at)), PARTNERS)
        other = np.random.default_rng(SEED).integers(0, len(at), len(place))
        differs = place != other
        yield np.hstack([at[place[differs]], at[other[differs]]]), np.concatenate([changes, -changes])


def _columns(blocks, size):
    """The steps as the columns of a sparse table of unknowns."""
    blocks = [(unknowns, changes) for unknowns, changes in blocks if len(unknowns)]
    if not blocks:
        return csc_matrix((size, 0))
    long = np.concatenate([np.full(len(unknowns), unknowns.shape[1]) for unknowns, _ in blocks])
    rows = np.concatenate([unknowns.ravel() for unknowns, _ in blocks])
    values = np.concatenate([np.tile(changes, len(unknowns)) for unknowns, changes in blocks])
    return csc_matrix((values, rows, np.concatenate([[0], np.cumsum(long)])), (size, len(long)))
