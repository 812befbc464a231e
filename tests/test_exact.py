"""Tables of exact counts: every choice tried, an independent judge, and other small counts."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

import skillslib as sk
from skillslib.disclosure import DisclosureError
from skillslib.disclosure.attack import intervals
from skillslib.disclosure.counts import TOTAL, protect_counts, protect_tables, shown_numbers
from tests.test_counts import JUDGE, as_cells, few_in_a_line, load_judge, made_up, quarters, truth_of


@pytest.fixture(scope="module")
def judge():
    if not JUDGE.exists():
        pytest.skip(f"the independent judge is not there: {JUDGE.name}")
    return load_judge()


def told_exactly(judge, frame, true):
    """What the judge can tell of an exact table of two ways: numbers of 1 to 4 with too narrow a range."""
    rows, columns = (list(dict.fromkeys(frame[name])) for name in ("unit", "site"))
    keys = list(zip(frame["unit"], frame["site"], strict=True))
    shown = ["x" if pd.isna(people) else str(people) for people in frame["people"]]
    system, hidden = judge.system_from_table(rows, columns, dict(zip(keys, shown, strict=True)), TOTAL, TOTAL)
    truth = dict(zip(keys, true, strict=True))
    targets = [(str(h), {system.index[h]: 1}, int(truth[h])) for h in hidden if 0 < truth[h] < 5]
    return [record for record in judge.audit(system, targets, 5)[0] if record["fail"]]


def lines_of(frame):
    """Each line of a two-way table with margins as a sum that is 0: of its parts, less its total."""
    found = []
    for one, other in (("unit", "site"), ("site", "unit")):
        for value in dict.fromkeys(frame[one]):
            line = (frame[one] == value).to_numpy().astype(float)
            found.append(np.where(line * (frame[other] == TOTAL), -1.0, line))
    return np.array(found)


def safe(frame, true, few, hidden):
    """Whether each few can be over a range of 5, by linear programming over all the numbers of the table."""
    ends = [(0, None) if out else (count, count) for count, out in zip(true, hidden, strict=True)]
    lines = lines_of(frame)
    for place in np.flatnonzero(few):
        width = 0
        for sign in (1, -1):
            aim = np.zeros(len(true))
            aim[place] = sign
            found = linprog(aim, A_eq=lines, b_eq=np.zeros(len(lines)), bounds=ends)
            width += np.inf if found.status == 3 else -found.fun
        if width < 5 - 1e-6:
            return False
    return True


def test_known_answer():
    cells = as_cells([[23, 3, 40], [12, 31, 40], [0, 26, 40]])
    shown = protect_counts(cells, mode="exact").set_index(["unit", "site"])
    # The 3 needs a circle to move in: one more in its row, one in its column, and one where those meet.
    withheld = shown.index[shown["status"] == "withheld"]
    assert len(withheld) == 4
    assert ("unit0", "site1") in withheld
    assert shown.loc[(TOTAL, TOTAL), "people"] == 215
    assert shown.loc[("unit0", TOTAL), "people"] == 66


@pytest.mark.parametrize("seed", range(1, 5))
def test_no_smaller_choice_is_safe(seed):
    chance = np.random.default_rng([7, seed])
    cells = as_cells(chance.choice([1, 2, 3, 5, 6, 12, 20, 30], (2, 3) if seed % 2 else (3, 2)))
    frame = protect_counts(cells, mode="exact")
    true, hidden = truth_of(frame, cells), frame["people"].isna().to_numpy()
    few = (true > 0) & (true < 5)
    others = np.flatnonzero(~few)
    assert few.any()
    assert safe(frame, true, few, hidden)
    for some in combinations(others, int((hidden & ~few).sum()) - 1):
        assert not safe(frame, true, few, few | np.isin(np.arange(len(true)), some))


@pytest.mark.parametrize("shape", [(6, 5), (14, 9)])
@pytest.mark.parametrize("mean", [8, 20, 60])
def test_nothing_can_be_told_from_an_exact_table(judge, shape, mean):
    cells = made_up([2, mean], shape, mean)
    frame = protect_counts(cells, mode="exact")
    true, shown = truth_of(frame, cells), frame["people"].notna().to_numpy()
    assert (frame["people"][shown].to_numpy(dtype=int) == true[shown]).all()
    assert not shown[(true > 0) & (true < 5)].any()
    assert few_in_a_line(frame, true) == []
    assert told_exactly(judge, frame, true) == []
    pd.testing.assert_frame_equal(protect_counts(cells, mode="exact"), frame)


def exact_numbers(frame, layer="people"):
    return [replace(number, tol=0) for number in shown_numbers([frame], "people", layer)]


def test_three_ways():
    cells = made_up(4, (3, 2, 2), 10)
    by = ["unit", "site", "role"]
    frame = protect_counts(cells, by, mode="exact")
    true = truth_of(frame, cells)
    few = (true > 0) & (true < 5)
    found = intervals(exact_numbers(frame), cells[by])
    assert few.any()
    assert (found["high"] - found["low"])[few].min() >= 5
    assert few_in_a_line(frame, true) == []


def test_stocks_and_flows():
    tables, relations = quarters(3, 2, (2, 2))
    frames = protect_tables(tables, relations, mode="exact")
    numbers = [n for t, f in zip(tables, frames, strict=True) for n in exact_numbers(f, t.layer)]
    true = np.concatenate([truth_of(f, t.cells) for t, f in zip(tables, frames, strict=True)])
    few = (true > 0) & (true < 5)
    found = intervals(numbers, tables[0].cells[["unit", "site"]], relations)
    assert few.any()
    assert (found["high"] - found["low"])[few].min() >= 5


def test_where_the_size_of_the_group_is_known():
    """A range over the whole group where that is under the minimum; over more where the group has more."""
    cells = as_cells([[23, 3], [18, 31]])
    cells["group"] = [40, 4, 40, 60]
    shown = protect_counts(cells, of="group", mode="exact").set_index(["unit", "site"])
    # In one circle with the others the 3 can be 0 to 4.
    assert shown["status"].eq("withheld").sum() == 4
    assert shown.loc[(TOTAL, TOTAL), "people"] == 75
    cells["people"] = [23, 3, 38, 31]
    shown = protect_counts(cells, of="group", mode="exact")
    # All but 2 of the 40: in that circle the 38 could only be 35 to 39, so two more are withheld.
    assert shown["status"].eq("withheld").sum() == 6


def test_other_small_counts_give_the_same_answer():
    counts = np.array([[2, 3, 40, 25], [3, 2, 31, 9], [50, 4, 8, 22], [12, 31, 2, 70]])
    other = counts.copy()
    other[:2, :2] += [[1, -1], [-1, 1]]
    pd.testing.assert_frame_equal(
        protect_counts(as_cells(counts), mode="exact"), protect_counts(as_cells(other), mode="exact")
    )


def test_a_margin_of_few_is_withheld():
    shown = protect_counts(as_cells([[3, 0], [60, 50], [70, 80]]), mode="exact").set_index(["unit", "site"])
    assert pd.isna(shown.loc[("unit0", TOTAL), "people"])
    # So that the other margins do not tell it, one of them goes too.
    assert shown.loc[("unit1", TOTAL), "status"] != shown.loc[("unit2", TOTAL), "status"] or pd.isna(
        shown.loc[(TOTAL, TOTAL), "people"]
    )


def test_a_higher_minimum_withholds_more():
    cells = as_cells([[40, 8, 30], [50, 60, 70]])
    assert protect_counts(cells, mode="exact")["people"].notna().all()
    shown = protect_counts(cells, min_people=10, mode="exact")
    assert shown["status"].eq("withheld").sum() == 4
    assert protect_counts(cells, min_people=10**9, mode="exact")["people"].isna().all()


def test_what_cannot_be_exact():
    cells = as_cells([[12, 30]])
    with pytest.raises(DisclosureError, match="shared, exact"):
        protect_counts(cells, mode="true")
    with pytest.raises(DisclosureError, match="what was shown before"):
        protect_counts(cells, earlier=[protect_counts(cells)], mode="exact")
    with pytest.raises(DisclosureError, match="min_people"):
        protect_counts(cells, min_people=4, mode="exact")
    with pytest.raises(DisclosureError, match="answer to a question"):
        sk.protect(pd.DataFrame({"people": [12]}), mode="exact")
