"""The solver's part: whole counts that agree with everything shown, and the lowest and highest sums."""

import highspy
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, vstack

from skillslib.disclosure.moves import SEED
from skillslib.disclosure.system import Contradiction

# What a point is drawn towards: so far from the ends of what is known that a step either way is possible
ROOM = 1
# How far from a whole number the solver's own arithmetic may be
SLACK = 1e-5
# Towards how many sides, by chance, whole counts are looked for
TRIES = 5
PRIMAL = 4  # HiGHS's number of the method that goes on from the point found before
Status = highspy.HighsModelStatus


class Program:
    """A linear program over counts of 0 and more; each answer starts at the one before.

    Parts of people are allowed; where groups lie in one or two trees its answers are whole all the same.
    """

    def __init__(self, matrix, low, high):
        self.low, self.high = low, high
        self.columns = np.arange(matrix.shape[1], dtype=np.int32)
        self.solver = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("parallel", "off"),
            ("threads", 1),
            ("simplex_strategy", PRIMAL),
        ):
            self.solver.setOptionValue(option, value)
        self.solver.passModel(_model(matrix.tocsc(), low, high))

    def bound(self, low, high):
        """Let the rows lie between these."""
        changed = np.flatnonzero((low != self.low) | (high != self.high)).astype(np.int32)
        if len(changed):
            self.solver.changeRowsBounds(len(changed), changed, low[changed], high[changed])
            self.low, self.high = low, high

    def least(self, cost):
        """(the status, the lowest cost, the counts that reach it, how much each row holds it there)."""
        self.solver.changeColsCost(len(self.columns), self.columns, np.asarray(cost, dtype=float))
        self.solver.run()
        status = self.solver.getModelStatus()
        if status in (Status.kInfeasible, Status.kUnbounded, Status.kUnboundedOrInfeasible):
            return status, -np.inf, None, np.zeros(len(self.low))
        if status != Status.kOptimal:
            raise RuntimeError(
                f"the solver ended without an answer: {self.solver.modelStatusToString(status)}"
            )
        found = self.solver.getSolution()
        lowest = self.solver.getInfo().objective_function_value
        return status, lowest, np.array(found.col_value), np.abs(np.array(found.row_dual))

    def between(self, weights, least, most, cost):
        """(the status, counts of least cost whose weighted sum lies between these, or None)."""
        used = np.flatnonzero(weights).astype(np.int32)
        self.solver.addRow(least, most, len(used), used, weights[used])
        status, _, counts, _ = self.least(cost)
        last = np.array([len(self.low)], dtype=np.int32)
        self.solver.deleteRows(1, last)
        return status, counts


def _model(matrix, low, high):
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_ = np.zeros(matrix.shape[1]), np.zeros(matrix.shape[1])
    model.col_upper_ = np.full(matrix.shape[1], np.inf)
    model.row_lower_, model.row_upper_ = low, high
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = (
        matrix.indptr,
        matrix.indices,
        matrix.data,
    )
    return model


def middle(system, world):
    """Counts that agree with everything shown, and leave room on both sides of it where they can."""
    low, high = system.bounds(world)
    numbers = len(system.numbers)
    least, most = np.maximum(low[:numbers], 0), high[:numbers]
    roomy = np.concatenate([most - least >= 2 * ROOM, np.zeros(len(low) - numbers, dtype=bool)])
    inner = np.where(roomy, np.maximum(low, 0) + ROOM, low), np.where(roomy, high - ROOM, high)
    for ends in (inner, (low, high)):
        status, _, counts, _ = _program(system, world, *ends).least(np.zeros(system.size))
        point = None if counts is None else _whole_point(counts, system, world)
        if point is not None:
            return point
    if status == Status.kInfeasible:
        raise _contradiction(system)
    return _point(_whole(np.zeros(system.size), system.matrix, low, high), system, world)


def _program(system, world, low, high):
    """The system's program in one world, with its rows between these."""
    if world not in system.solvers:
        system.solvers[world] = Program(system.matrix, low, high)
    program = system.solvers[world]
    program.bound(low, high)
    return program


def lowest(system, world, weights):
    """(lowest whole value of a weighted sum that has one, counts that reach it)."""
    point = _point(_whole(weights, system.matrix, *system.bounds(world)), system, world)
    return int(np.rint(weights @ point)), point


def easily(system, world, weights, value):
    """Counts that agree with everything shown and have this sum, if one of a few answers is whole."""
    program = _program(system, world, *system.bounds(world))
    chance = np.random.default_rng(SEED)
    for cost in (np.zeros(system.size), *chance.random((TRIES, system.size))):
        _, counts = program.between(weights, value, value, cost)
        if counts is None:
            return None
        point = _whole_point(counts, system, world)
        if point is not None:
            return point
    return None


def between(system, world, weights, least, most):
    """Counts that agree with everything shown and have a weighted sum between these; None where none do."""
    low, high = system.bounds(world)
    rows = vstack([system.matrix, csr_matrix(weights)])
    found = _whole(np.zeros(system.size), rows, np.append(low, least), np.append(high, most))
    return None if found.x is None and found.status == 2 else _point(found, system, world)


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
    """(a value that a weighted sum is never below, whole counts there or None, what holds it there).

    Parts of people are allowed here, so the value is quick to find, and the lowest whole one is not below it.
    What holds it is how much each number does.
    """
    program = _program(system, world, *system.bounds(world))
    status, value, counts, holds = program.least(weights)
    if status == Status.kInfeasible:
        raise _contradiction(system)
    holds = holds[: len(system.numbers)]
    if counts is None:
        return -np.inf, None, holds
    point = _whole_point(counts, system, world)
    return np.ceil(value - SLACK), point, holds


def _whole_point(counts, system, world):
    """The solver's counts where they are whole and agree with everything shown, else None."""
    point = np.rint(counts).astype(np.int64)
    if np.abs(counts - point).max(initial=0) > SLACK:
        return None
    return point if system.agree(point[None, :], world)[0] else None


def _point(found, system, world):
    """The solver's answer as whole counts, checked against everything shown."""
    if found.x is None:
        if found.status in (2, 4):
            raise _contradiction(system)
        raise RuntimeError(f"the solver ended without an answer: {found.message}")
    point = np.rint(found.x[: system.size]).astype(np.int64)
    if not system.agree(point[None, :], world)[0]:
        raise RuntimeError("the solver's answer does not agree with the numbers it was given")
    return point


def _contradiction(system):
    return Contradiction(
        "No counts of people agree with all these numbers of: "
        f"{', '.join(system.layers[:5])}. At least one was published of other facts."
    )
