"""The solver's part: whole counts that agree with everything shown, and the lowest and highest sums."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix, hstack, vstack

from skillslib.disclosure.system import Contradiction

# What a point is drawn towards: so far from the ends of what is known that a step either way is possible
ROOM = 1
# How far from a whole number the solver's own arithmetic may be
SLACK = 1e-5


def middle(system, world):
    """Counts that agree with everything shown, and leave room on both sides of it where they can."""
    low, high = system.bounds(world)
    numbers = len(system.numbers)
    roomy = np.flatnonzero(high[:numbers] - low[:numbers] >= 2 * ROOM)
    inside = system.rows[roomy]
    short = -csr_matrix((np.ones(len(roomy)), (np.arange(len(roomy)),) * 2), shape=(len(roomy),) * 2)
    rows = vstack(
        [
            hstack([system.matrix, csr_matrix((system.matrix.shape[0], len(roomy)))]),
            hstack([inside, short]),
            hstack([inside, -short]),
        ]
    )
    least = np.concatenate([low, np.full(len(roomy), -np.inf), np.maximum(low[:numbers][roomy], 0) + ROOM])
    most = np.concatenate([high, high[:numbers][roomy] - ROOM, np.full(len(roomy), np.inf)])
    cost = np.concatenate([np.zeros(system.size), np.ones(len(roomy))])
    whole = np.concatenate([np.ones(system.size), np.zeros(len(roomy))])
    found = milp(
        cost,
        constraints=LinearConstraint(rows, least, most),
        integrality=whole,
        bounds=Bounds(0, np.inf),
        options={"mip_rel_gap": 1.0},
    )
    return _point(found, system, world)


def lowest(system, world, weights, between=None):
    """(lowest whole value of a weighted sum, counts that reach it); -inf and None where there is no lowest.

    `between` limits the sum itself; then both are None where no whole counts lie there.
    """
    low, high = system.bounds(world)
    rows = system.matrix
    if between is not None:
        rows = vstack([rows, csr_matrix(weights)])
        low, high = np.append(low, between[0]), np.append(high, between[1])
    found = _whole(weights, rows, low, high)
    if found.x is None and between is not None and found.status == 2:
        return None, None
    if found.x is None and found.status in (3, 4) and len(system.points[world]):
        return -np.inf, None
    point = _point(found, system, world)
    return int(np.rint(weights @ point)), point


def lowest_nearby(system, world, weights, start, free):
    """Counts with a low value of a weighted sum, of those that differ from a start in some unknowns only.

    None where it has no lowest value.
    """
    low, high = system.bounds(world)
    kept = np.where(free, 0, start)
    held = system.matrix @ kept
    inside = system.matrix[:, np.flatnonzero(free)]
    used = np.flatnonzero(np.diff(inside.indptr))
    found = _whole(weights[free], inside[used], (low - held)[used], (high - held)[used])
    if found.x is None:
        return None
    kept[free] = np.rint(found.x).astype(np.int64)
    return kept if system.agree(kept[None, :], world)[0] else None


def _whole(weights, rows, low, high):
    return milp(
        weights,
        constraints=LinearConstraint(rows, low, high),
        integrality=np.ones(len(weights)),
        bounds=Bounds(0, np.inf),
        options={"mip_rel_gap": 0.0},
    )


def relaxed(system, world, weights):
    """(a value that a weighted sum is never below, how much each number holds it there), of any counts.

    Parts of people are allowed here, so the value is quick to find, and the lowest whole one is not below it.
    """
    low, high = system.bounds(world)
    upper, lower = np.flatnonzero(np.isfinite(high)), np.flatnonzero(np.isfinite(low))
    found = linprog(
        weights,
        A_ub=vstack([system.matrix[upper], -system.matrix[lower]]),
        b_ub=np.concatenate([high[upper], -low[lower]]),
        bounds=(0, None),
        method="highs",
    )
    holds = np.zeros(system.matrix.shape[0])
    if found.status != 0:
        return -np.inf, holds[: len(system.numbers)]
    np.add.at(holds, np.concatenate([upper, lower]), np.abs(found.ineqlin.marginals))
    return np.ceil(found.fun - SLACK), holds[: len(system.numbers)]


def _point(found, system, world):
    """The solver's answer as whole counts, checked against everything shown."""
    if found.x is None:
        if found.status in (2, 4):
            raise Contradiction(
                "No counts of people agree with all these numbers of: "
                f"{', '.join(system.layers[:5])}. At least one was published of other facts."
            )
        raise RuntimeError(f"the solver ended without an answer: {found.message}")
    point = np.rint(found.x[: system.size]).astype(np.int64)
    if not system.agree(point[None, :], world)[0]:
        raise RuntimeError("the solver's answer does not agree with the numbers it was given")
    return point
