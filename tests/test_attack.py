"""What can be told from published numbers, against every possibility; and what is withheld for it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from skillslib.disclosure.attack import Balance, Contradiction, Number, Union, Within, intervals, told
from skillslib.disclosure.rules import DisclosureError
from skillslib.disclosure.together import withhold

SITES = pd.DataFrame({"site": ["x", "y"]})
WHERES = ({"site": ["x"]}, {"site": ["y"]}, {})
MOST = 8

CASES = {
    "one": (["people"], []),
    "within": (["holders", "people"], [Within("holders", "people")]),
    "union": (["one", "other", "family"], [Union("family", ("one", "other"))]),
    "balance": (["before", "came", "after"], [Balance("after", "before", ("came",))]),
}


def agree(relation, at):
    """Whether a relation holds, for counts of two sites or for many such counts at once."""
    if isinstance(relation, Within):
        return (at[relation.inner] <= at[relation.outer]).all(axis=0)
    if isinstance(relation, Union):
        parts = [at[child] for child in relation.children]
        least, most = np.max(parts, axis=0), np.sum(parts, axis=0)
        return ((least <= at[relation.parent]) & (at[relation.parent] <= most)).all(axis=0)
    came, went = (sum(at[layer] for layer in some) for some in (relation.plus, relation.minus))
    return (at[relation.after] == at[relation.before] + came - went).all(axis=0)


def possibilities(case):
    """Every pair of counts of 0 to MOST of each layer that agrees: layer, site, possibility."""
    layers, relations = CASES[case]
    worlds = np.indices((MOST + 1,) * (2 * len(layers))).reshape(len(layers), 2, -1)
    for relation in relations:
        worlds = worlds[..., agree(relation, dict(zip(layers, worlds, strict=True)))]
    return worlds


def true_counts(case, worlds, seed):
    """One possibility of few people, by chance."""
    small = worlds[..., (worlds.sum(axis=1) <= MOST - 1).all(axis=0)]
    return small[..., np.random.default_rng([seed, *case.encode()]).integers(small.shape[-1])]


def value_of(where, counts):
    """The count of the groups of `where`, of one possibility or of all."""
    return counts.sum(axis=0) if not where else counts["xy".index(where["site"][0])]


def publish(case, counts, base=5):
    """The numbers of each layer and their total, rounded to a base, 1 to 4 withheld."""
    found = []
    for layer, true in zip(CASES[case][0], counts, strict=True):
        for where in WHERES:
            value = int(value_of(where, true))
            shown = None if 0 < value < 5 else float(base * ((value + base // 2) // base))
            found.append(Number(f"{layer} {where}", layer, where, shown, tol=base // 2))
    return found


def remaining(case, numbers, worlds, aware):
    """For each number the different values it takes in the possibilities that a reader cannot rule out."""
    at = dict(zip(CASES[case][0], worlds, strict=True))
    values = [value_of(number.where, at[number.layer]) for number in numbers]
    fits = np.ones(worlds.shape[-1], dtype=bool)
    for number, value in zip(numbers, values, strict=True):
        if number.value is not None:
            low, high = max(0, number.value - number.tol), number.value + number.tol
            if aware:
                low, high = (0, 0) if number.value == 0 else (max(low, 5), high)
            fits &= (value >= low) & (value <= high)
    return [np.unique(value[fits]) for value in values]


@pytest.mark.parametrize("case", CASES)
def test_intervals_are_those_of_all_possibilities(case):
    worlds = possibilities(case)
    compared = 0
    for seed in range(8):
        numbers = publish(case, true_counts(case, worlds, seed))
        found = intervals(numbers, SITES, CASES[case][1])
        for aware in (True, False):
            every = remaining(case, numbers, worlds, aware)
            for place, number in enumerate(numbers):
                if (number.value is None) == aware:
                    low, high = found.loc[place, ["low", "high"]]
                    assert low == every[place].min()
                    if high < MOST:  # beyond it we did not count
                        assert high == every[place].max()
                        compared += 1
                    else:
                        assert every[place].max() >= MOST - 1
    assert compared


def wide(number):
    """Whether a number is shown, and its rounding leaves it three values by itself."""
    return number.value is not None and number.value + number.tol - max(0, number.value - number.tol) >= 2


@pytest.mark.parametrize("base", [1, 3, 5])
@pytest.mark.parametrize("case", CASES)
def test_what_is_left_after_withholding_cannot_be_told(case, base):
    worlds, relations = possibilities(case), CASES[case][1]
    more = 0
    for seed in range(8):
        numbers = publish(case, true_counts(case, worlds, seed), base)
        places = withhold(numbers, SITES, relations)
        assert all(numbers[place].value is not None for place in places)
        left = [replace(n, value=None) if place in places else n for place, n in enumerate(numbers)]
        assert told(left, SITES, relations) == []
        for aware in (True, False):
            for number, values in zip(left, remaining(case, left, worlds, aware), strict=True):
                if number.value is None if aware else wide(number):
                    assert len(values) >= 3, (seed, number)
        # Nothing is withheld in vain: any one of them shown again tells something.
        for place in places:
            again = [numbers[place] if at == place else n for at, n in enumerate(left)]
            assert told(again, SITES, relations)
        more += len(places)
    assert more or base > 1


def test_what_is_withheld_alone_in_an_exact_line_is_told():
    numbers = [
        Number("x", "people", {"site": ["x"]}),
        Number("y", "people", {"site": ["y"]}, 9, tol=0),
        Number("all", "people", {}, 12, tol=0),
    ]
    (one,) = told(numbers, SITES)
    assert (one.places, one.low, one.high) == ((0,), 3, 3)
    assert list(withhold(numbers, SITES)) == [1]


def test_earlier_numbers_stay_and_later_ones_give_way():
    """All of 12 and x of 9 were exact and public; y is withheld, so it can be told and nothing helps."""
    earlier = [
        Number("all", "people", {}, 12, tol=0, fixed=True),
        Number("x", "people", {"site": ["x"]}, 9, tol=0, fixed=True),
    ]
    hidden = Number("y", "people", {"site": ["y"]})
    assert list(withhold([*earlier, hidden], SITES)) == []
    assert [one.places for one in told([*earlier, hidden], SITES)] == [(2,)]
    later = [earlier[0], hidden, replace(earlier[1], fixed=False)]
    assert withhold(later, SITES) == {2: {0}}


def test_a_number_means_what_it_did_when_it_was_published():
    """5 was 5 to 7 where groups of 5 were shown, also where only groups of 10 are shown today."""
    sites = pd.DataFrame({"site": list("xyz")})
    earlier = [Number(site, "people", {"site": [site]}, 5, fixed=True, least=5) for site in "xy"]
    earlier.append(Number("all", "people", {}, 10, fixed=True, least=5))
    hidden = Number("z", "people", {"site": ["z"]})
    assert intervals([*earlier, hidden], sites, min_people=10)["high"][3] == 2
    with pytest.raises(Contradiction):
        intervals([*(replace(number, least=None) for number in earlier), hidden], sites, min_people=10)


@pytest.mark.parametrize("fixed", [True, False])
def test_what_lies_in_an_earlier_zero_is_known_and_what_lies_in_a_new_one_is_hidden(fixed):
    """Nobody at x and y holds it, so nobody at x does, nor has it expire there."""
    zero = Number("held at x and y", "holders", {"site": ["x", "y"]}, 0, fixed=fixed)
    hidden = [
        Number("held at x", "holders", {"site": ["x"]}),
        Number("expiring at x", "expiring", {"site": ["x"]}),
    ]
    sites, within = pd.DataFrame({"site": list("xyz")}), [Within("expiring", "holders")]
    assert list(withhold([zero, *hidden], sites, within)) == ([] if fixed else [0])
    assert [one.places for one in told([zero, *hidden], sites, within)] == ([] if fixed else [(1,), (2,)])


def test_a_small_difference_of_two_shown_numbers_counts():
    """25 at all sites and 23 at x, both exact: the two at y were never mentioned."""
    numbers = [
        Number("all", "people", {}, 25, tol=0),
        Number("x", "people", {"site": ["x"]}, 23, tol=0),
    ]
    (one,) = told(numbers, SITES)
    assert (one.places, one.low, one.high) == ((0, 1), 2, 2)
    assert list(withhold(numbers, SITES)) == [1]


def test_rounding_that_hides_nothing_is_found():
    """Four rounded 5, each at most 7, and a total of at least 28: each is 7 exactly."""
    sites = pd.DataFrame({"site": list("abcd")})
    numbers = [Number(site, "people", {"site": [site]}, 5) for site in "abcd"]
    numbers.append(Number("all", "people", {}, 30))
    assert {one.places for one in told(numbers, sites)} == {(0,), (1,), (2,), (3,), (4,)}
    places = withhold(numbers, sites)
    assert len(places) == 1
    assert told([replace(n, value=None) if p in places else n for p, n in enumerate(numbers)], sites) == []


def test_numbers_of_different_layers_do_not_meet_without_a_relation():
    numbers = [
        Number("x of some", "some", {"site": ["x"]}, 5),
        Number("x of others", "others", {"site": ["x"]}, 40),
    ]
    assert intervals(numbers, SITES)["high"].tolist() == [7, 42]


def test_numbers_that_cannot_be_true_together_are_refused():
    numbers = [Number("all", "people", {}, 10), Number("x", "people", {"site": ["x"]}, 40)]
    with pytest.raises(Contradiction, match="people"):
        intervals(numbers, SITES)
    with pytest.raises(Contradiction, match="no such group"):
        intervals([Number("z", "people", {"site": ["z"]}, 40)], SITES)
    with pytest.raises(DisclosureError, match="'unit'"):
        intervals([Number("A", "people", {"unit": ["A"]}, 40)], SITES)


def test_groups_that_exist_on_one_day_only_are_known():
    """Of two sites the second opens later: on the first day all are at x, so x is as well known as all."""
    atoms = {"before": SITES[:1], "after": SITES}
    numbers = [Number(f"all {day}", day, {}, 20) for day in atoms]
    numbers += [Number(f"x {day}", day, {"site": ["x"]}) for day in atoms]
    found = intervals(numbers, atoms)
    assert found[["low", "high"]].to_numpy().tolist() == [[18, 22], [18, 22], [18, 22], [0, 22]]
