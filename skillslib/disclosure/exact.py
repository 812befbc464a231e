"""Exact counts: which numbers besides the small ones must be withheld, as few as possible.

Each small number must be free to move over at least the minimum of people, as far as anybody can tell from
the numbers shown. What stands in its way are cuts: sets of shown numbers of which some must be withheld. A
choice of numbers is made against the cuts known so far, attacked, and the cuts found are added, until there
is none. The true count of a small number is never looked at.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix, vstack

from skillslib.disclosure.flows import Flows, ends_of
from skillslib.disclosure.programmes import REACH, Programmes
from skillslib.disclosure.system import Contradiction, System, systems_of

# Of two choices of equally many numbers, the one with fewer totals: more people use those
CELL, MARGIN = 1.0, 1.01
# How often a choice is made and attacked, and how long the cheapest one is looked for: counted, not timed,
# so that the answer is the same on every machine
ROUNDS = 40
NODES = 5000
SMALL = 1e-6


@dataclass(frozen=True)
class Facts:
    """Of a system: its exact numbers, which are small, the most each can be, and counts that agree with it.

    need: over how many people each must be free to move; forth, back: how far it may be moved for that.
    """

    system: System
    few: np.ndarray
    value: np.ndarray
    most: np.ndarray
    need: np.ndarray
    start: np.ndarray
    forth: np.ndarray
    back: np.ndarray


def withhold_exactly(numbers, atoms, relations, min_people, most):
    """Which of the exact numbers must not be shown (true or false for each); those without a value are small.

    most: for each number, the people in its group where that is known, else infinite.
    """
    found = np.zeros(len(numbers), dtype=bool)
    for system in systems_of(numbers, atoms, relations, min_people):
        found[system.places] = _withheld(system, most[system.places])
    return found


def _withheld(system, most):
    few = system.withheld.copy()
    if few.all() or not few.any():
        return few
    ends = ends_of(system)
    facts = _facts(system, few, most, ends)
    return _decide(Flows(facts, ends) if ends is not None else Programmes(facts), facts)


def _facts(system, few, most, ends):
    value = np.array([np.nan if number.value is None else number.value for number in system.numbers])
    start = _start(system, few, value, most)
    if ends is not None:
        start = np.rint(start)
    at = system.rows @ start
    if not np.allclose(at[~few], value[~few], rtol=0, atol=SMALL * 100):
        raise RuntimeError("the solver's answer does not agree with the numbers it was given")
    need = np.minimum(system.min_people, most)
    # In a two-way table nobody need move further than that; elsewhere some may have to move more often.
    reach = system.min_people if ends is not None else REACH * system.min_people
    forth, back = np.minimum(reach, most - at), np.minimum(reach, at)
    if ends is not None:
        free = np.full(len(ends) - len(few), system.min_people)
        forth, back = np.concatenate([forth, free]), np.concatenate([back, free])
    return Facts(system, few, value, most, need, start, forth, back)


def _start(system, few, value, most):
    """Counts that agree with every number but the small ones."""
    upper, lower = (np.flatnonzero(np.isfinite(end)) for end in (system.between_high, system.between_low))
    limited = np.flatnonzero(few & np.isfinite(most))
    found = linprog(
        np.zeros(system.size),
        A_eq=system.rows[~few],
        b_eq=value[~few],
        A_ub=vstack([system.rows[limited], system.between[upper], -system.between[lower]]),
        b_ub=np.concatenate([most[limited], system.between_high[upper], -system.between_low[lower]]),
        bounds=(0, None),
        method="highs",
    )
    if found.x is None:
        raise Contradiction(f"No counts of people agree with all numbers of: {', '.join(system.layers[:5])}.")
    return found.x


def _decide(attack, facts):
    """The numbers to withhold: the small ones and the cheapest others that protect them."""
    targets = np.flatnonzero(facts.few)
    cuts, used = attack.look(facts.few.astype(float), targets)
    if not cuts:
        return facts.few
    targets = np.array([target for target in targets if target not in used])
    price = np.where(np.diff(facts.system.rows.indptr) > 1, MARGIN, CELL)
    price[facts.few] = 0
    choice = Choice(facts.few, price, cuts)
    relaxed = facts.few.astype(float)
    if attack.quick:
        for _ in range(ROUNDS):
            relaxed = choice.relaxed()
            cuts, _ = attack.look(relaxed, targets)
            if not cuts:
                break
            choice.add(cuts)
    found = _mended(attack, choice, relaxed, targets)
    for _ in range(ROUNDS if attack.quick else 0):
        cheapest = choice.whole()
        if cheapest is None or price @ found <= price @ cheapest + SMALL:
            break
        other = _mended(attack, choice, cheapest, targets)
        found = other if price @ other < price @ found else found
    return found > 0


def _mended(attack, choice, wished, targets):
    """A choice that protects all: what is withheld in this one for the most part, and what is lacking."""
    hidden = np.where(wished > 0.5, 1.0, choice.few)
    open_ = targets
    while True:
        choice.completed(hidden, wished)
        cuts, used = attack.look(hidden, open_)
        if not cuts:
            return _given_back(attack, choice, hidden, targets, wished)
        open_ = np.array([target for target in open_ if target not in used])
        choice.add(cuts)


class Choice:
    """The cuts known so far, and what to withhold so that each of them is let through."""

    def __init__(self, few, price, cuts):
        self.few, self.price = few, price
        self.rows, self.least = csr_matrix((0, len(few))), np.zeros(0)
        self.add(cuts)

    def add(self, cuts):
        """Take more cuts in; what small numbers let through is taken off, and no number counts for more."""
        weights = np.array([cut.weights for cut in cuts])
        least = np.array([cut.least for cut in cuts]) - weights[:, self.few].sum(axis=1)
        weights[:, self.few] = 0
        weights = np.minimum(weights, least[:, None]) / least[:, None]
        self.rows = vstack([self.rows, csr_matrix(weights)]).tocsr()
        self.least = np.ones(self.rows.shape[0])

    def relaxed(self):
        """The cheapest choice where a number can be withheld in part."""
        found = linprog(self.price, A_ub=-self.rows, b_ub=-self.least, bounds=self._ends(), method="highs")
        if found.x is None:
            raise RuntimeError(f"the solver ended without an answer: {found.message}")
        return found.x

    def whole(self):
        """The cheapest choice of whole numbers; None where it takes too long to find one."""
        found = milp(
            self.price,
            constraints=LinearConstraint(self.rows, self.least, np.inf),
            integrality=np.ones(len(self.price)),
            bounds=Bounds(*self._ends().T),
            options={"mip_rel_gap": 0.0, "node_limit": NODES},
        )
        return None if found.x is None else np.rint(found.x)

    def _ends(self):
        return np.column_stack([self.few, np.ones(len(self.few))]).astype(float)

    def completed(self, hidden, relaxed):
        """The numbers to withhold besides until every cut is let through, the most useful ones first."""
        added = []
        while True:
            lacking = self.least - self.rows @ hidden
            open_ = np.flatnonzero(lacking > SMALL)
            if not len(open_):
                return added
            rows = self.rows[open_].tocoo()
            worth = np.zeros(len(hidden))
            np.add.at(worth, rows.col, np.minimum(rows.data / lacking[open_][rows.row], 1))
            worth[hidden > 0] = 0
            worth *= (SMALL + relaxed) / np.maximum(self.price, SMALL)
            best = int(np.argmax(worth))
            hidden[best] = 1
            added.append(best)


def _given_back(attack, choice, hidden, targets, wished):
    """Without the numbers that need not be withheld: the dear ones first, then those least wished for."""
    _, used = attack.look(hidden, targets)
    added = np.flatnonzero((hidden > 0) & ~choice.few)
    for number in added[np.lexsort((-added, wished[added], -choice.price[added]))]:
        hidden[number] = 0
        again = {}
        for target in [target for target in used if used[target][number]]:
            cuts, now = attack.look(hidden, [target])
            if cuts:
                hidden[number] = 1
                break
            again |= now
        else:
            used |= again
    return hidden
