"""Tables of counts with margins, protected: by hand, against an independent judge, and from other truths."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import skillslib as sk
from skillslib.disclosure import DisclosureError
from skillslib.disclosure.attack import Balance, Number, intervals, told
from skillslib.disclosure.counts import TOTAL, Table, protect_counts, protect_tables, shown_numbers

JUDGE = Path(__file__).parents[2] / "shared" / "judges" / "audit_lp.py"


def load_judge():
    """The independent judge, as a module."""
    spec = importlib.util.spec_from_file_location("audit_lp", JUDGE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def judge():
    if not JUDGE.exists():
        pytest.skip(f"the independent judge is not there: {JUDGE.name}")
    return load_judge()


def made_up(seed, shape, mean):
    """A table of people by chance: large and small units and sites, with every group listed."""
    chance = np.random.default_rng(seed)
    sizes = np.ones(shape)
    for axis, length in enumerate(shape):
        sizes = sizes * chance.gamma(2, 1, length).reshape(
            [-1 if a == axis else 1 for a in range(len(shape))]
        )
    return as_cells(chance.poisson(sizes * mean / sizes.mean()))


def as_cells(counts, columns=("unit", "site", "role")):
    """One row for each place of an array."""
    counts = np.asarray(counts)
    rows = [
        [*(f"{c}{at}" for c, at in zip(columns, place, strict=False)), int(n)]
        for place, n in np.ndenumerate(counts)
    ]
    return pd.DataFrame(rows, columns=[*columns[: counts.ndim], "people"])


def truth_of(frame, cells):
    """For each row of a protected table, the true count."""
    by = [column for column in frame.columns if column not in ("people", "status")]
    found = []
    for row in frame[by].to_dict("records"):
        inside = np.logical_and.reduce([cells[name].eq(row[name]) | (row[name] == TOTAL) for name in by])
        found.append(int(cells.loc[inside, "people"].sum()))
    return np.array(found)


def few_in_a_line(frame, true):
    """The lines with a shown total whose withheld people are 1 to 4."""
    by = [column for column in frame.columns if column not in ("people", "status")]
    found = []
    for name in by:
        others = [other for other in by if other != name]
        for key, line in frame.groupby(others):
            total, parts = line[line[name] == TOTAL], line[(line[name] != TOTAL) & line["people"].isna()]
            if total["people"].notna().all() and 0 < true[parts.index].sum() < 5:
                found.append((name, key))
    return found


def told_by_judge(judge, frames, cells, relations=()):
    """What the judge can tell: of withheld numbers by a reader who knows the rules, of shown ones by any."""
    by = [column for column in frames[next(iter(frames))].columns if column not in ("people", "status")]
    groups = [tuple(row) for row in cells[by].drop_duplicates().to_numpy()]
    atoms = {f"{layer}|{group}": [0, None] for layer in frames for group in groups}
    balances = []
    for relation in relations:
        for group in groups:
            signs = {relation.after: 1, relation.before: -1}
            signs |= dict.fromkeys(relation.plus, -1) | dict.fromkeys(relation.minus, 1)
            weights = {f"{layer}|{group}": sign for layer, sign in signs.items()}
            balances.append({"weights": weights, "low": 0, "high": 0})
    failures = []
    for aware in (True, False):
        published, targets = [], []
        for layer, frame in frames.items():
            for row in frame.to_dict("records"):
                inside = [g for g in groups if all(row[n] in (TOTAL, g[at]) for at, n in enumerate(by))]
                entry = {"name": f"{layer} {row}", "members": [f"{layer}|{group}" for group in inside]}
                if pd.notna(row["people"]):
                    low, high = max(0, row["people"] - 2), row["people"] + 2
                    if aware:
                        low, high = (max(low, 5), high) if row["people"] else (0, 0)
                    published.append(entry | {"low": low, "high": high})
                if pd.isna(row["people"]) == aware:
                    targets.append(entry)
        release = {"atoms": atoms, "published": published, "constraints": balances, "targets": targets}
        records, _ = judge.audit(*judge.system_from_release(release), 0, 3, integer=True)
        failures += [record for record in records if record["fail"]]
    return failures


def test_known_answers():
    cells = as_cells([[23, 3, 40], [12, 31, 40], [0, 26, 40]])
    shown = protect_counts(cells).set_index(["unit", "site"])
    people = shown["people"]
    assert people[("unit1", "site0")] == 10  # 12
    assert pd.isna(people[("unit0", "site1")])  # 3 people
    assert people[("unit2", "site0")] == 0  # in lines of 35 and 66 people
    assert people[("unit0", TOTAL)] == 65  # 66, rounded on its own
    assert people[(TOTAL, TOTAL)] == 215
    # Of each line of the 3 another is withheld, so that those withheld are at least 5.
    assert shown[shown["status"] == "withheld"].index.tolist() == [
        ("unit0", "site0"),
        ("unit0", "site1"),
        ("unit1", "site1"),
    ]
    assert shown.loc[("unit2", "site0"), "status"] == "zero"


def test_a_zero_needs_many_people_around_it():
    shown = protect_counts(as_cells([[0, 9, 0], [0, 60, 0], [0, 40, 30]])).set_index(["unit", "site"])
    assert shown.loc[("unit1", "site2"), "status"] == "zero"  # lines of 60 and 30
    assert shown.loc[("unit0", "site2"), "status"] == "withheld"  # its unit has 9
    assert shown.loc[("unit0", "site0"), "status"] == "zero"  # its site is shown to have nobody at all
    assert shown.loc[(TOTAL, "site0"), "status"] == "zero"


def test_where_the_size_of_the_group_is_known():
    cells = as_cells([[23, 96, 0, 9, 0, 4]])
    cells["group"] = [40, 99, 9, 9, 10, 4]
    shown = protect_counts(cells, by="site", of="group", margins=())
    # Counted; all but 3; nobody of 9; all of 9; nobody of 10; a group of 4
    assert shown["status"].tolist() == ["counted", "withheld", "withheld", "withheld", "zero", "withheld"]


@pytest.mark.parametrize("shape", [(7, 6), (5, 4, 3)], ids=["two ways", "three ways"])
@pytest.mark.parametrize("mean", [8, 20])
def test_nothing_can_be_told_from_a_table(judge, shape, mean):
    for seed in range(2 if len(shape) == 2 else 1):
        cells = made_up([seed, mean], shape, mean)
        by = list(cells.columns[:-1])
        frame = protect_counts(cells, by)
        true = truth_of(frame, cells)
        shown = frame["people"].notna().to_numpy()
        assert np.abs(frame["people"][shown].to_numpy(dtype=float) - true[shown]).max() <= 2
        assert not shown[(true > 0) & (true < 5)].any()
        assert few_in_a_line(frame, true) == []
        assert told(shown_numbers([frame], "people"), cells[by]) == []
        assert told_by_judge(judge, {"people": frame}, cells) == []


def quarters(seed, number, shape=(4, 3), mean=12):
    """The tables of people in each quarter and of who came and left in between, and their balances."""
    chance = np.random.default_rng(seed)
    sizes = made_up(seed, shape, mean)["people"].to_numpy()
    stock, tables, relations = sizes, [], []
    place = as_cells(np.zeros(shape))[["unit", "site"]]

    def table(layer, people):
        tables.append(Table(layer, place.assign(people=people), ("unit", "site")))

    table("people 0", stock)
    for quarter in range(1, number):
        came, left = chance.poisson(sizes * 0.2), chance.binomial(stock, 0.15)
        stock = stock + came - left
        for layer, people in (("came", came), ("left", left), ("people", stock)):
            table(f"{layer} {quarter}", people)
        names = f"people {quarter}", f"people {quarter - 1}", (f"came {quarter}",), (f"left {quarter}",)
        relations.append(Balance(*names))
    return tables, relations


@pytest.mark.parametrize("number", [2, 8])
def test_stocks_and_flows_are_protected_together(judge, number):
    tables, relations = quarters(3, number, (3, 2) if number > 2 else (4, 3))
    frames = dict(zip([t.layer for t in tables], protect_tables(tables, relations), strict=True))
    for table in tables:
        true = truth_of(frames[table.layer], table.cells)
        shown = frames[table.layer]["people"].notna().to_numpy()
        assert np.abs(frames[table.layer]["people"][shown].to_numpy(dtype=float) - true[shown]).max() <= 2
        assert few_in_a_line(frames[table.layer], true) == []
    assert told_by_judge(judge, frames, tables[0].cells, relations) == []


def test_exact_tables_protected_one_by_one_are_told(judge):
    """The baseline: small flows withheld in their own table, and both stocks exact, tell every flow."""
    tables, relations = quarters(3, 2)
    numbers = [
        Number(f"{t.layer} {row.unit} {row.site}", t.layer, {"unit": [row.unit], "site": [row.site]},
               None if t.layer == "came 1" and 0 < row.people < 5 else row.people, tol=0)
        for t in tables for row in t.cells.itertuples()
    ]  # fmt: skip
    hidden = [place for place, number in enumerate(numbers) if number.value is None]
    found = intervals(numbers, tables[0].cells[["unit", "site"]], relations)
    assert hidden
    assert (found.loc[hidden, "low"] == found.loc[hidden, "high"]).all()


def test_what_was_shown_before_counts():
    """By unit and site, then by unit and role: both together tell no more than either."""
    cells = made_up(5, (4, 3, 3), 9)
    first = protect_counts(cells, ("unit", "site"))
    second = protect_counts(cells, ("unit", "role"), earlier=[first])
    both = shown_numbers([first, second], "people")
    assert told(both, cells[["unit", "site", "role"]]) == []


def test_what_is_withheld_makes_no_difference():
    """Other true numbers where they are withheld, of the same kind and with the same sums as shown."""
    changed = 0
    for seed in range(4):
        cells = made_up([seed, 6], (6, 5), 12)
        frame = protect_counts(cells)
        hidden = frame.loc[frame["people"].isna() & (frame[["unit", "site"]] != TOTAL).all(axis=1)].index
        chance = np.random.default_rng(seed)
        for _ in range(40):
            other = cells.copy()
            one, two = chance.choice(hidden, 2, replace=False)
            other.loc[[one, two], "people"] += [1, -1]
            pairs = [((true + 2) // 5, (true > 0) & (true < 5), true > 0) for true in (
                truth_of(frame, cells), truth_of(frame, other))]  # fmt: skip
            small = pairs[0][1]
            alike = (pairs[0][1] == pairs[1][1]) & ((pairs[0][0] == pairs[1][0]) | small)
            if not alike.all() or (other["people"] < 0).any():
                continue
            changed += 1
            pd.testing.assert_frame_equal(protect_counts(other), frame)
            break
    assert changed >= 3


def test_a_higher_minimum_withholds_more():
    cells = as_cells([[40, 8, 30], [50, 60, 70]])
    assert protect_counts(cells)["people"].notna().all()
    shown = protect_counts(cells, min_people=10).set_index(["unit", "site"])
    assert pd.isna(shown.loc[("unit0", "site1"), "people"])


@pytest.mark.parametrize("minimum", [0, 4, -1, None, True, "5", 5.0])
def test_the_minimum_is_never_lowered(minimum):
    with pytest.raises(DisclosureError, match="min_people"):
        protect_counts(as_cells([[12, 30]]), min_people=minimum)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"people": [1.5, 30]}, "not a whole number"),
        ({"people": [-1, 30]}, "not a whole number"),
        ({"people": [None, 30]}, "not a whole number"),
        ({"site": ["x", "x"]}, "same group"),
        ({"site": ["x", TOTAL]}, "margin"),
        ({"site": ["x", None]}, "needs a name"),
        ({"group": [10, 40]}, "more than 'group'"),
    ],
)
def test_counts_that_cannot_be_taken(change, words):
    cells = pd.DataFrame({"unit": ["A", "A"], "site": ["x", "y"], "people": [12, 30]}).assign(**change)
    with pytest.raises(DisclosureError, match=words):
        protect_counts(cells, of="group" if "group" in change else None)
    with pytest.raises(DisclosureError, match="no column 'role'"):
        protect_counts(cells, by="role")


def test_it_is_public():
    assert sk.protect_counts is protect_counts
