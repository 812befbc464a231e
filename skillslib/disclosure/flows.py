"""The attack on a two-way table of exact counts: how far a withheld number can move, as what can flow.

Rows and columns are places, each number a pipe between its row and its column, each margin a pipe back. To
move one number and keep every line's sum is to send people round in a circle. The most that can flow is the
width of what is possible, and the narrowest cut names the numbers that stand in the way.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

# Parts of a withheld number that count, where a relaxed answer withholds it in part; fewer where all that can
# flow would be more than the search can count
PARTS = 100_000
COUNTED = 2**30
# Larger minimums are too much for it
LARGEST = 1000


@dataclass(frozen=True)
class Cut:
    """What protects a number: the sum of `weights` over the withheld numbers must be at least `least`."""

    weights: np.ndarray
    least: float


class Flows:
    """The pipes of a two-way table, how much they hold each way, and the search for what is too narrow."""

    quick = True

    def __init__(self, facts, ends):
        """ends: for each number, and then for each margin that is not shown, the two places it joins."""
        self.facts, self.ends = facts, ends
        self.numbers = len(facts.need)
        self.forth, self.back = facts.forth, facts.back
        tail, head = ends.T
        self.places = int(ends.max()) + 1
        source, sink = np.concatenate([tail, head]), np.concatenate([head, tail])
        self.order = np.lexsort((sink, source))
        self.source, self.sink = source[self.order], sink[self.order]
        self.position = np.argsort(self.order)
        self.parts = min(PARTS, COUNTED // int(facts.system.min_people * self.places))

    def look(self, hidden, targets):
        """What is told of these numbers too closely, as Cuts, and for each other one what its moves use."""
        share = np.concatenate([hidden, np.ones(len(self.ends) - self.numbers)])
        held = np.rint(np.concatenate([self.forth * share, self.back * share]) * self.parts).astype(np.int32)
        pipes = Pipes(self, held)
        # As good as nothing more in each pipe: of cuts that are equally narrow, the one of the fewest pipes.
        more = None
        cuts, used = [], {}
        for target in targets:
            sides = [self._send(pipes, target, way) for way in (0, 1)]
            if sum(amount for amount, _ in sides) >= self.facts.need[target] - 1 / self.parts:
                used[target] = sides[0][1] | sides[1][1]
            else:
                more = more or Pipes(self, held + 1)
                amounts = [amount for amount, _ in sides]
                cut = self._cut(more, target, amounts)
                if cut.weights @ hidden > cut.least - 1 / self.parts:
                    cut = self._cut(pipes, target, amounts)
                cuts.append(cut)
        return cuts, used

    def _send(self, pipes, target, way):
        """How far a number can rise (0) or fall (1), and the numbers that move with it."""
        found = maximum_flow(pipes.without(target), *self._way(target, way))
        own = (self.forth, self.back)[way][target]
        used = np.asarray(found.flow[self.ends[:, 0], self.ends[:, 1]]).ravel()[: self.numbers] != 0
        return min(own, found.flow_value / self.parts), used

    def _way(self, target, way):
        return self.ends[target][::-1] if way == 0 else self.ends[target]

    def _cut(self, pipes, target, amounts):
        """What must be let through for a number that can rise and fall by these amounts only."""
        weights, least = np.zeros(len(self.ends)), self.facts.need[target]
        for way, amount in enumerate(amounts):
            own = (self.forth, self.back)[way][target]
            if amount >= own:
                least -= own
                continue
            start, end = self._way(target, way)
            held = pipes.without(target)
            left = held - maximum_flow(held, start, end).flow
            left.eliminate_zeros()
            reached = np.zeros(self.places, dtype=bool)
            reached[breadth_first_order(left, start, return_predecessors=False)] = True
            tail, head = reached[self.ends].T
            weights += self.forth * (tail & ~head) + self.back * (head & ~tail)
            weights[target] = 0
        return Cut(weights[: self.numbers], least - weights[self.numbers :].sum())


class Pipes:
    """How much each pipe holds, as a network from which one pipe can be left out."""

    def __init__(self, flows, held):
        held = held[flows.order]
        self.open = np.flatnonzero(held)
        self.held, self.sink = held[self.open], flows.sink[self.open]
        self.pointer = np.searchsorted(flows.source[self.open], np.arange(flows.places + 1))
        at = np.full(len(held), -1)
        at[self.open] = np.arange(len(self.open))
        self.at = at[flows.position].reshape(2, -1)

    def without(self, number):
        amounts = self.held.copy()
        amounts[self.at[:, number][self.at[:, number] >= 0]] = 0
        places = len(self.pointer) - 1
        return csr_matrix((amounts, self.sink, self.pointer), shape=(places, places))


def ends_of(system):
    """For a system that is one two-way table, the places that each number joins; None for any other.

    Margins that are not among the numbers come last: they are free to move.
    """
    dimensions = list(dict.fromkeys(name for number in system.numbers for name in number.where))
    if system.min_people > LARGEST or len(system.layers) > 1 or len(dimensions) != 2 or system.relations:
        return None
    keys = []
    for number in system.numbers:
        if any(len(values) != 1 for values in number.where.values()):
            return None
        keys.append(
            tuple(str(number.where[name][0]) if name in number.where else None for name in dimensions)
        )
    cells = [key for key in keys if None not in key]
    if len(set(keys)) < len(keys) or len(cells) != system.size:
        return None
    rows, columns = ({key[at]: None for key in cells} for at in (0, 1))
    margins = [(row, None) for row in rows] + [(None, column) for column in columns] + [(None, None)]
    keys += [key for key in margins if key not in set(keys)]
    rows = {row: place for place, row in enumerate([*rows, None])}
    columns = {column: len(rows) + place for place, column in enumerate([*columns, None])}
    # A count goes from its row to its column; the sum of a row comes in by the margin, and so for columns.
    ends = np.array([(rows[row], columns[column]) for row, column in keys])
    turned = np.array([(row is None) != (column is None) for row, column in keys])
    ends[turned] = ends[turned][:, ::-1]
    return ends
