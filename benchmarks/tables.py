"""Tables of counts, protected: what can still be told from them, what it costs in numbers, and in time.

Made-up tables of units and sites of very different size, for our own audit and for an independent judge.
"""

import time
from functools import cache

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, diags_array, eye_array, hstack, kron, vstack

from benchmarks.claim import Claim
from benchmarks.judge import judge, judged_table, side_by_side
from benchmarks.measuring import progress
from skillslib.disclosure.attack import Number, intervals, told
from skillslib.disclosure.counts import protect_counts, protect_tables, shown_numbers
from tests.test_counts import few_in_a_line, made_up, quarters, told_by_judge, truth_of
from tests.test_exact import lines_of, told_exactly

TABLES = 200
SEEDS = 20
JUDGING = 45 * 60  # seconds that the judge has for all tables; it is said how many it saw in them
COMPARED = 32
SEARCH = 30  # seconds for the fewest withheld of a table; what is proven by then counts


@cache
def _made_up():
    """The mean and the cells of each of the made-up tables."""
    chance = np.random.default_rng(1)
    found = []
    for seed in range(TABLES):
        shape, mean = (int(chance.integers(6, 31)), int(chance.integers(5, 21))), (8, 20, 60)[seed % 3]
        if seed < 3:
            shape = (30, 20)
        found.append((mean, made_up([seed, mean], shape, mean)))
    return found


@cache
def _tables(mode="shared"):
    """For each of the made-up tables: its cells, its protected counts, the truth of each, and the seconds."""
    found = []
    for number, (mean, cells) in enumerate(_made_up(), 1):
        start = time.process_time()
        frame = protect_counts(cells, mode=mode)
        seconds = time.process_time() - start
        if number % 20 == 0:
            progress(f"tables protected, {mode}: {number} of {TABLES}")
        found.append((mean, cells, frame, truth_of(frame, cells), seconds))
    return found


def nothing_is_told_from_tables(folder):
    """P1: numbers of 200 tables that are wrong or small, or that our own audit can tell."""
    failures = 0
    for number, (_, cells, frame, true, _) in enumerate(_tables(), 1):
        shown = frame["people"].notna().to_numpy()
        error = np.abs(frame["people"][shown].to_numpy(dtype=float) - true[shown])
        failures += int((error > 2).sum() + (shown & (true > 0) & (true < 5)).sum())
        failures += len(told(shown_numbers([frame], "people"), cells[["unit", "site"]]))
        if number % 20 == 0:
            progress(f"tables audited: {number} of {TABLES}")
    words = f"numbers of {TABLES} tables that our own audit can tell, or that are not within 2"
    return Claim(words, failures, "at most", 0, "numbers")


def a_judge_is_told_nothing_by_tables(folder):
    """P1: every cell of 200 tables to the independent judge, of two readers; as many as its time allows.

    Its options are --rounding 5 --integer --min-width 0 --min-values 3. Its --rule-aware believes a marker of
    small counts; ours stands for others too and says no number. What a reader who knows our rule has besides
    is that a shown number is 0 or at least 5: so it is given these ends, and every withheld cell, again.
    """
    given = [(folder / f"table {seed}.csv", frame) for seed, (_, _, frame, _, _) in enumerate(_tables())]
    found = side_by_side("tables judged", judged_table, given, JUDGING)
    cells, aware = sum(one for one, _, _ in found), sum(one for _, one, _ in found)
    note = f"{cells:,} cells, and {aware:,} withheld ones again by the rule"
    failures = [name for _, _, names in found for name in names]
    if not found:
        raise RuntimeError(f"the judge finished no table in {JUDGING} seconds")
    words = f"cells of {len(found)} of {TABLES} tables that the independent judge can tell"
    return Claim(words, len(failures), "at most", 0, "cells", "; ".join([note, *failures[:3]]))


def tables_stay_worth_reading(folder):
    """How far the shown numbers are from the truth, and how many are withheld."""
    notes, errors = [], []
    for wanted in (8, 20, 60):
        withheld, few = [], []
        for mean, _, frame, true, _ in _tables():
            if mean == wanted:
                shown = frame["people"].notna().to_numpy()
                errors += list(np.abs(frame["people"][shown].to_numpy(dtype=float) - true[shown]))
                withheld += list(~shown)
                few += list((true > 0) & (true < 5))
        notes.append(f"mean {wanted}: {np.mean(withheld):.1%} withheld, {np.mean(few):.1%} are 1 to 4")
    return Claim(
        "mean absolute error of a shown number", np.mean(errors), "at most", 2, "people", "; ".join(notes)
    )


def no_line_withholds_a_few(folder):
    """P3: lines with a shown total of which 1 to 4 people are withheld."""
    lines = sum(len(few_in_a_line(frame, true)) for _, _, frame, true, _ in _tables())
    return Claim("lines of which 1 to 4 people are withheld", lines, "at most", 0, "lines")


def a_table_takes_little_time(folder):
    """The slowest of the tables of 30 x 20."""
    seconds = max(seconds for _, cells, _, _, seconds in _tables() if len(cells) == 600)
    return Claim("a table of 30 x 20 protected", seconds, "at most", 5, "seconds of computing")


def stocks_and_flows_tell_nothing(folder):
    """P5: two stocks and what flowed between, of 20 seeds, and eight quarters of three; judged together."""
    failures, exact, slowest, withheld = 0, 0, 0, []
    for seed in range(SEEDS):
        for number in (2, 8) if seed < 3 else (2,):
            tables, relations = quarters(seed, number, (4, 3) if number == 2 else (3, 2), 20)
            start = time.process_time()
            answers = protect_tables(tables, relations)
            slowest = max(slowest, time.process_time() - start)
            frames = dict(zip([table.layer for table in tables], answers, strict=True))
            withheld += [share for frame in answers for share in frame["people"].isna()]
            failures += len(told_by_judge(judge(), frames, tables[0].cells, relations))
        progress(f"stocks and flows: {seed + 1} of {SEEDS} seeds")
        exact += _told_if_exact(*quarters(seed, 2, (4, 3), 20))
    words = "numbers of stocks and flows that can be told"
    note = (
        f"exact and table by table: {exact} of {SEEDS} seeds told; {np.mean(withheld):.0%} withheld; "
        f"the slowest {slowest:.1f} s"
    )
    return Claim(words, failures, "at most", 0, "numbers", note)


def _told_if_exact(tables, relations):
    """Whether the baseline is told: exact stocks, and of the flows only 1 to 4 withheld."""
    numbers = []
    for table in tables:
        for row in table.cells.itertuples():
            small = not table.layer.startswith("people") and 0 < row.people < 5
            where = {"unit": [row.unit], "site": [row.site]}
            numbers.append(Number("", table.layer, where, None if small else row.people, tol=0))
    found = intervals(numbers, tables[0].cells[["unit", "site"]], relations)
    hidden = found[[number.value is None for number in numbers]]
    return bool((hidden["low"] == hidden["high"]).any())


def three_ways_tell_nothing(folder):
    """Tables of three ways with all their margins, of ten seeds."""
    failures, slowest = 0, 0
    for seed in range(10):
        cells = made_up([seed, 3], (8, 6, 4), 15)
        start = time.process_time()
        frame = protect_counts(cells, ("unit", "site", "role"))
        slowest = max(slowest, time.process_time() - start)
        progress(f"tables of three ways: {seed + 1} of 10 protected")
        failures += len(told(shown_numbers([frame], "people"), cells[["unit", "site", "role"]]))
        failures += len(few_in_a_line(frame, truth_of(frame, cells)))
    words = "numbers of ten tables of 8 x 6 x 4 that can be told"
    return Claim(words, failures, "at most", 0, "numbers", f"the slowest took {slowest:.1f} s")


def nothing_is_told_from_exact_tables(folder):
    """P1 and P3, exact: wrong or small numbers shown, lines of 1 to 4 withheld, and what is told."""
    failures, notes = 0, []
    for number, (_, _, frame, true, _) in enumerate(_tables("exact"), 1):
        shown = frame["people"].notna().to_numpy()
        failures += int((frame["people"][shown].to_numpy(dtype=int) != true[shown]).sum())
        failures += int((shown & (true > 0) & (true < 5)).sum()) + len(few_in_a_line(frame, true))
        failures += len(told_exactly(judge(), frame, true))
        if number % 20 == 0:
            progress(f"exact tables judged: {number} of {TABLES}")
    for wanted in (8, 20, 60):
        kept = [
            (f["people"].isna().to_numpy(), true)
            for mean, _, f, true, _ in _tables("exact")
            if mean == wanted
        ]
        besides = np.mean(np.concatenate([out & (true >= 5) for out, true in kept]))
        notes.append(f"mean {wanted}: {besides:.2%} withheld besides")
    notes.append("all by the independent judge")
    words = f"numbers and lines of {TABLES} exact tables that can be told, or are wrong"
    return Claim(words, failures, "at most", 0, "numbers", "; ".join(notes))


def exact_tables_withhold_few(folder):
    """P2: numbers withheld besides the small ones, as a multiple of the fewest that can be.

    The fewest are looked for by another programme that knows nothing of our cuts: every number is withheld or
    not, and for each small one two whole tables that agree with what is shown lie 5 apart. Where it has no
    proof in time, its proven bound stands for the fewest, to our disadvantage.
    """
    chance, ours, fewest, unproven = np.random.default_rng(2), [], [], 0
    for seed in range(1000):
        if len(ours) == COMPARED:
            break
        shape, mean = (int(chance.integers(5, 9)), int(chance.integers(4, 7))), (8, 20, 60)[seed % 3]
        cells = made_up([seed, mean, 2], shape, mean)
        # No zeros, so that which numbers are small is no matter of our own rules
        cells["people"] = cells["people"].clip(lower=1)
        frame = protect_counts(cells, mode="exact")
        true, shown = truth_of(frame, cells), frame["people"].notna().to_numpy()
        small = true < 5
        if not small.any():
            continue
        # A table counts where something must be withheld besides
        least, proven = _fewest(frame, true, small)
        unproven += not proven
        if least:
            ours.append(int((~shown & ~small).sum()))
            fewest.append(least)
        progress(f"compared with the fewest: seed {seed}")
    note = (
        f"{sum(ours)} for {sum(fewest):g}; the worst {max(np.divide(ours, fewest)):.2f}; {unproven} unproven"
    )
    words = f"withheld besides, for each that must be, in {len(ours)} exact tables"
    return Claim(words, np.mean(np.divide(ours, fewest)), "at most", 1.3, "times the fewest", note)


def _fewest(frame, true, small):
    """(the fewest numbers to withhold besides the small ones, whether that is proven or a bound)."""
    targets, many = np.flatnonzero(small), len(true)
    tables = 2 * len(targets)
    # After what is withheld (0 or 1): by how much each number of each table differs from the true one
    differ, each = eye_array(tables * many), np.ones((tables, 1))
    lines = kron(eye_array(tables), lines_of(frame))
    apart = kron(eye_array(len(targets)), [[1, -1]])
    apart = csr_matrix(
        vstack([kron(apart.tocsr()[[at]], eye_array(many).tocsr()[[p]]) for at, p in enumerate(targets)])
    )
    rows = [
        (hstack([csr_matrix((lines.shape[0], many)), lines]), 0, 0),
        (hstack([kron(each, -5 * eye_array(many)), differ]), -np.inf, 0),
        (hstack([kron(each, diags_array(true.astype(float))), differ]), 0, np.inf),
        (hstack([csr_matrix((len(targets), many)), apart]), 5, np.inf),
    ]
    found = milp(
        np.concatenate([~small, np.zeros(tables * many)]).astype(float),
        constraints=[LinearConstraint(csr_matrix(row), low, high) for row, low, high in rows],
        integrality=np.concatenate([np.ones(many), np.zeros(tables * many)]),
        bounds=Bounds(
            np.concatenate([small, np.full(tables * many, -np.inf)]),
            np.concatenate([np.ones(many), np.full(tables * many, np.inf)]),
        ),
        options={"time_limit": SEARCH},
    )
    return int(np.ceil(found.mip_dual_bound - 1e-6)), found.status == 0


def a_large_exact_table_takes_little_time(folder):
    """P2: the slowest of three exact tables of 60 x 40."""
    taken, notes = [], []
    for mean in (8, 20, 60):
        cells = made_up([7, mean], (60, 40), mean)
        start = time.process_time()
        frame = protect_counts(cells, mode="exact")
        taken.append(time.process_time() - start)
        hidden = frame["people"].isna().to_numpy()
        besides = int((hidden & (truth_of(frame, cells) >= 5)).sum())
        notes.append(f"mean {mean}: {hidden.sum()} withheld, {besides} of them besides")
    words = "an exact table of 60 x 40 protected"
    return Claim(words, max(taken), "at most", 10, "seconds of computing", "; ".join(notes))


CLAIMS = (
    nothing_is_told_from_exact_tables,
    exact_tables_withhold_few,
    a_large_exact_table_takes_little_time,
    nothing_is_told_from_tables,
    tables_stay_worth_reading,
    no_line_withholds_a_few,
    a_table_takes_little_time,
    stocks_and_flows_tell_nothing,
    three_ways_tell_nothing,
    a_judge_is_told_nothing_by_tables,
)
