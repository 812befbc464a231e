"""The attack on any tables of exact counts: how far a withheld number can move, by linear programming.

For tables of three ways and for tables joined by relations. Parts of people can move there where whole people
cannot, so what seems wide enough is proven with whole ones.
"""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import vstack

from skillslib.disclosure.flows import Cut

SMALL = 1e-6
# How many times the minimum a number may be moved to let another one move over the minimum
REACH = 4


class Programmes:
    """The moves of all unknown counts, and the search for numbers that can move too little."""

    quick = False

    def __init__(self, facts):
        self.facts = facts
        system = facts.system
        low, high = system.between_low, system.between_high
        held = system.between @ facts.start
        self.numbers = len(facts.need)
        self.upper, self.lower = np.flatnonzero(np.isfinite(high)), np.flatnonzero(np.isfinite(low))
        rows = system.rows
        self.rows = vstack(
            [rows, -rows, system.between[self.upper], -system.between[self.lower]], format="csr"
        )
        # No number goes further than this from where it may be: more would be of no use, and have no end
        self.far = facts.system.rows @ facts.start + REACH * facts.system.min_people
        self.points = np.zeros((0, self.numbers))
        self.differ = np.zeros((0, self.numbers), dtype=bool)
        self.rest = np.concatenate([(high - held)[self.upper], (held - low)[self.lower]])

    def look(self, hidden, targets):
        """What is told of these numbers too closely, as Cuts, and for each other one what its moves use."""
        cuts, used = [], {}
        for target in targets:
            need = self.facts.need[target]
            seen = self._seen(hidden, target)
            if seen is None:
                sides = [self._move(hidden, target, sign) for sign in (1, -1)]
                weights, passed = sides[0][1] + sides[1][1], sides[0][0] + sides[1][0]
                if passed + weights @ hidden < need - SMALL:
                    cuts.append(Cut(weights, need - passed))
                    continue
                for sign in (1, -1):
                    self._search(hidden, target, sign)
                seen = self._seen(hidden, target)
            if seen is None:
                # Parts of people could move so far, whole ones cannot: something more must be withheld.
                cuts.append(Cut((hidden == 0).astype(float), 1.0))
            else:
                used[target] = seen
        return cuts, used

    def _seen(self, hidden, target):
        """What differs from the truth in two points found before that are far enough apart; else None."""
        agree = ~self.differ[:, hidden == 0].any(axis=1)
        if not agree.any():
            return None
        points = np.flatnonzero(agree)
        at = self.points[points, target]
        one, other = points[np.argmin(at)], points[np.argmax(at)]
        if at.max() - at.min() < self.facts.need[target]:
            return None
        return self.differ[one] | self.differ[other]

    def _move(self, hidden, target, sign):
        """How far a number can rise (1) or fall (-1) at most: (in any case, and by each withheld number)."""
        facts = self.facts
        # As good as nothing more for each: of cuts that are equally narrow, the one of the fewest numbers.
        hidden = hidden + SMALL * 100
        room = np.concatenate([facts.forth * hidden, facts.back * hidden])
        found = linprog(
            -sign * facts.system.rows[[target]].toarray().ravel(),
            A_ub=self.rows,
            b_ub=np.concatenate([room, self.rest]),
            bounds=np.column_stack([-facts.start, np.full(len(facts.start), np.inf)]),
            method="highs",
        )
        if found.status != 0:
            raise RuntimeError(f"the solver ended without an answer: {found.message}")
        holds = -found.ineqlin.marginals[: 2 * self.numbers].reshape(2, -1)
        weights = np.maximum(holds[0], 0) * facts.forth + np.maximum(holds[1], 0) * facts.back
        return -found.fun - weights @ hidden, weights

    def _search(self, hidden, target, sign):
        """Keep whole counts that make one number as low (1) or high (-1) as it can be, or need be."""
        facts, system = self.facts, self.facts.system
        shown = hidden < 1
        # Nobody need go further than is asked, and what goes no further uses fewer other numbers.
        low = np.where(shown, facts.value, 0)
        high = np.where(shown, facts.value, np.minimum(facts.most, self.far))
        weights = system.rows[[target]].toarray().ravel()
        found = milp(
            sign * weights,
            constraints=LinearConstraint(
                vstack([system.rows, system.between]),
                np.concatenate([low, system.between_low]),
                np.concatenate([high, system.between_high]),
            ),
            integrality=np.ones(system.size),
            bounds=Bounds(0, np.inf),
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None:
            raise RuntimeError(f"the solver ended without an answer: {found.message}")
        point = np.rint(system.rows @ np.rint(found.x))
        self.points = np.vstack([self.points, point])
        self.differ = np.vstack([self.differ, (point != facts.value) & ~facts.few])
