"""The values that sums were seen to take: at points found, and those a small step from them."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from skillslib.disclosure.moves import STEPS
from skillslib.disclosure.solving import middle

# How many whole values hide a number
VALUES = 3
# Around how many points all small steps are tried
STEPPED = 4
UNSEEN = np.iinfo(np.int64).min


@dataclass
class Targets:
    """The sums that nobody may tell, in one world: a sparse row of weights and the numbers for each."""

    world: str
    rows: csr_matrix
    places: list


class Values:
    """The different values that targets were seen to take at points that agree with everything shown."""

    def __init__(self, system, targets):
        self.system, self.targets = system, targets
        self.changes = (targets.rows @ system.shape.moves.steps).tocsc()
        self.changes.data = np.rint(self.changes.data).astype(int)
        self.column = np.repeat(np.arange(self.changes.shape[1]), np.diff(self.changes.indptr))
        points = system.points
        if not len(points[targets.world]):
            # What agrees with all an aware reader knows agrees with the less that another knows.
            start = points["aware"][0] if len(points["aware"]) else middle(system, targets.world)
            system.keep(targets.world, start)
        known = points[targets.world]
        self.seen = self._different(np.rint(targets.rows @ known.T).astype(np.int64))
        for point in known[:STEPPED]:
            if self.enough().all():
                break
            self.add(point, steps=True)

    def add(self, point, steps=False):
        """Note the value that each target takes at a point, and those one or two steps from it."""
        at = np.rint(self.targets.rows @ point).astype(np.int64)
        near = self._near(point, at) if steps else at[:, None]
        self.seen = self._different(np.hstack([self.seen, near]))

    def _near(self, point, at):
        possible = self.system.shape.moves.possible(self.system, point, self.targets.world)
        near = np.full((len(at), 2 * VALUES - 1), UNSEEN)
        near[:, VALUES - 1] = at
        for times, fine in zip(STEPS, possible, strict=True):
            change = times * self.changes.data
            used = fine[self.column] & (change != 0) & (np.abs(change) < VALUES)
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
