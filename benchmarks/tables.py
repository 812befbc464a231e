"""Tables of counts, protected: what can still be told from them, what it costs in numbers, and in time.

Made-up tables of units and sites of very different size. An independent judge, where it is there, is asked of
the tables that it can do in seconds; our own audit, which proves three values for each number, of all.
"""

import time
from functools import cache

import numpy as np

from benchmarks.claim import Claim
from skillslib.disclosure.attack import Number, intervals, told
from skillslib.disclosure.counts import protect_counts, protect_tables, shown_numbers
from tests.test_counts import JUDGE, few_in_a_line, load_judge, made_up, quarters, told_by_judge, truth_of

TABLES = 200
SEEDS = 20
JUDGED = 60  # cells, at most


@cache
def _tables():
    """For each of the made-up tables: its cells, its protected counts, the truth of each, and the seconds."""
    chance = np.random.default_rng(1)
    found = []
    for seed in range(TABLES):
        shape, mean = (int(chance.integers(6, 31)), int(chance.integers(5, 21))), (8, 20, 60)[seed % 3]
        if seed < 3:
            shape = (30, 20)
        cells = made_up([seed, mean], shape, mean)
        start = time.process_time()
        frame = protect_counts(cells)
        seconds = time.process_time() - start
        found.append((mean, cells, frame, truth_of(frame, cells), seconds))
    return found


def nothing_is_told_from_tables(folder):
    """P1: cells of 200 tables that can be told; by our audit of all, and by the judge of the small ones."""
    judge = load_judge() if JUDGE.exists() else None
    failures, judged = 0, 0
    for _, cells, frame, true, _ in _tables():
        shown = frame["people"].notna().to_numpy()
        error = np.abs(frame["people"][shown].to_numpy(dtype=float) - true[shown])
        failures += int((error > 2).sum() + (shown & (true > 0) & (true < 5)).sum())
        failures += len(told(shown_numbers([frame], "people"), cells[["unit", "site"]]))
        if judge and len(cells) <= JUDGED:
            judged += 1
            failures += len(told_by_judge(judge, {"people": frame}, cells))
    note = f"{judged} of them by the independent judge too" if judge else "the independent judge is not there"
    return Claim(f"numbers of {TABLES} tables that can be told", failures, "at most", 0, "numbers", note)


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
    judge = load_judge() if JUDGE.exists() else None
    failures, exact, slowest, withheld = 0, 0, 0, []
    for seed in range(SEEDS):
        for number in (2, 8) if seed < 3 else (2,):
            tables, relations = quarters(seed, number, (4, 3) if number == 2 else (3, 2), 20)
            start = time.process_time()
            answers = protect_tables(tables, relations)
            slowest = max(slowest, time.process_time() - start)
            frames = dict(zip([table.layer for table in tables], answers, strict=True))
            withheld += [share for frame in answers for share in frame["people"].isna()]
            if judge:
                failures += len(told_by_judge(judge, frames, tables[0].cells, relations))
            else:
                numbers = [n for layer in frames for n in shown_numbers([frames[layer]], "people", layer)]
                failures += len(told(numbers, tables[0].cells[["unit", "site"]], relations))
        exact += _told_if_exact(*quarters(seed, 2, (4, 3), 20))
    words = "numbers of stocks and flows that can be told"
    note = (
        f"exact and table by table: {exact} of {SEEDS} seeds told; {np.mean(withheld):.0%} withheld; "
        f"the slowest {slowest:.1f} s; {'by the judge' if judge else 'by our own audit'}"
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
        failures += len(told(shown_numbers([frame], "people"), cells[["unit", "site", "role"]]))
        failures += len(few_in_a_line(frame, truth_of(frame, cells)))
    words = "numbers of ten tables of 8 x 6 x 4 that can be told"
    return Claim(words, failures, "at most", 0, "numbers", f"the slowest took {slowest:.1f} s")


CLAIMS = (
    nothing_is_told_from_tables,
    tables_stay_worth_reading,
    no_line_withholds_a_few,
    a_table_takes_little_time,
    stocks_and_flows_tell_nothing,
    three_ways_tell_nothing,
)
