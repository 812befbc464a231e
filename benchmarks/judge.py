"""The independent judge of ../shared: no part of the project, asked as its own command line would be."""

import csv
import io
import json
import time
from contextlib import redirect_stdout
from functools import cache, partial
from multiprocessing import TimeoutError, get_context

import pandas as pd

from benchmarks.measuring import progress
from skillslib.disclosure.counts import TOTAL
from tests.test_counts import JUDGE, load_judge

AT_ONCE = 2
# What GUARANTEES asks of it for numbers that are rounded
ATTACK = ("--integer", "--min-width", "0", "--min-values", "3", "--json")


@cache
def judge():
    """The judge as a module; an error where it is not beside the project: nothing is then measured."""
    if not JUDGE.is_file():
        raise RuntimeError(f"the independent judge is not there: {JUDGE.name}")
    return load_judge()


def said(*words):
    """What the judge tells as JSON when it is called with these words."""
    out = io.StringIO()
    with redirect_stdout(out):
        code = judge().main([*map(str, words), *ATTACK])
    if code not in (0, 1):
        raise RuntimeError("the judge cannot read these numbers, or they contradict each other")
    return json.loads(out.getvalue())


def told(answer):
    """The names of what an answer of the judge says is told, wrong or too small."""
    return answer["violations"] + [cell["cell"] for cell in answer["cells"] if cell["fail"]]


def side_by_side(words, ask, given, seconds=None):
    """What `ask` answers to each of these, two at a time; of those that come within so many seconds."""
    judge()
    found, end = [], None if seconds is None else time.monotonic() + seconds
    with get_context("forkserver").Pool(AT_ONCE) as pool:
        answers = pool.imap_unordered(partial(_apply, ask), given)
        while len(found) < len(given):
            try:
                found.append(answers.next(end and max(0, end - time.monotonic())))
            except TimeoutError:
                progress(f"{words}: the time is over after {len(found)} of {len(given)}")
                break
            progress(f"{words}: {len(found)} of {len(given)}")
    return found


def _apply(ask, one):
    return ask(*one)


def judged_table(path, frame):
    """How many cells of a table the judge attacked, how many again for who knows the rule, and those told."""
    rows, columns = (list(dict.fromkeys(frame[name])) for name in ("unit", "site"))
    shown = ["withheld" if pd.isna(people) else str(people) for people in frame["people"]]
    cells = dict(zip(zip(frame["unit"], frame["site"], strict=True), shown, strict=True))
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = [[row, *(cells[row, column] for column in columns)] for row in rows]
        csv.writer(file).writerows([["unit", *columns], *lines])
    any_reader = said(path, "--rounding", "5", "--rule-aware", "--total", TOTAL)
    system, known = judge().system_from_table(rows, columns, cells, TOTAL, TOTAL, rounding=5)
    withheld = [key for key in known if cells[key] == "withheld"]
    for key in set(known) - set(withheld):
        people, at = int(cells[key]), system.index[key]
        system.lb[at], system.ub[at] = (max(5, people - 2), people + 2) if people else (0, 0)
    targets = [(f"{key}, by the rule", {system.index[key]: 1}, None) for key in withheld]
    records, _ = judge().audit(system, targets, 0, 3, integer=True)
    return any_reader["hidden"], len(withheld), told(any_reader) + [x["cell"] for x in records if x["fail"]]
