"""Small steps between counts that all agree with what is published: one person more here, one less there."""

from itertools import product

import numpy as np
from scipy.sparse import csc_matrix

from skillslib.disclosure.numbers import Balance, Union, Within

STEPS = (-2, -1, 1, 2)
PARTNERS = 8
SEED = 20_260_930


class Moves:
    """The steps of a system: each changes a few unknowns, and with them the sums of some rows."""

    def __init__(self, system):
        ones = [step for shape in _shapes(system) for step in _at_each_class(system, shape)]
        self.steps = _columns(ones + _swaps(system, ones), system.size)
        self.effects = (system.matrix @ self.steps).tocsc()

    def possible(self, system, point, world):
        """For each of STEPS and each move, whether the point moved so many times still agrees."""
        low, high = system.bounds(world)
        sums = system.matrix @ point
        found = []
        for times in STEPS:
            fine = _within(self.effects, times, sums - low, high - sums)
            fine &= _within(self.steps, times, point, np.full(len(point), np.inf))
            found.append(fine)
        return np.array(found)


def _within(changes, times, room_down, room_up):
    """Which columns of changes, taken so many times, keep to the room there is."""
    change = times * changes.data
    wrong = (change > room_up[changes.indices]) | (-change > room_down[changes.indices])
    columns = np.repeat(np.arange(changes.shape[1]), np.diff(changes.indptr))
    return np.bincount(columns[wrong], minlength=changes.shape[1]) == 0


def _shapes(system):
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


def _at_each_class(system, shape):
    """The shape as a step of each class that exists in all its layers: (class, shape) with its unknowns."""
    at = np.array([system.unknown[system.layers.index(layer)] for layer in shape])
    changes = np.array(list(shape.values()))
    return [(number, at[:, number], changes) for number in np.flatnonzero((at >= 0).all(axis=0))]


def _swaps(system, ones):
    """Pairs of steps of one shape: one class more, another less. The same ones in every run."""
    chance = np.random.default_rng(SEED)
    alike = {}
    for step in ones:
        key = (len(step[1]), tuple(step[2]), tuple(system.layer[step[1]]))
        alike.setdefault(key, []).append(step)
    found = []
    for steps in alike.values():
        if len(steps) < 2:
            continue
        for place, (number, unknowns, changes) in enumerate(steps):
            for other in chance.integers(0, len(steps), PARTNERS):
                if other != place:
                    both = np.concatenate([unknowns, steps[other][1]])
                    found.append((number, both, np.concatenate([changes, -steps[other][2]])))
    return found


def _columns(steps, size):
    """The steps as the columns of a sparse table of unknowns."""
    if not steps:
        return csc_matrix((size, 0))
    ends = np.cumsum([0] + [len(step[1]) for step in steps])
    rows = np.concatenate([step[1] for step in steps])
    return csc_matrix(
        (np.concatenate([step[2] for step in steps]).astype(float), rows, ends), (size, len(steps))
    )
