"""Protection by attack and by rule: what is withheld, what is rounded, what can be told from it."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillslib import disclosure
from skillslib.disclosure import DisclosureError, fingerprint, protect, require_protected

MEASURES = {
    "holders": {"kind": "people", "of": "people"},
    "fte": {"kind": "fte", "contributors": "holders", "of": "people"},
    "people": {"kind": "people"},
    "awards": {"kind": "count", "contributors": "earners"},
    "earners": {"kind": "people"},
    "share": {"kind": "derived", "formula": "share", "from": ["holders", "people"]},
}


def frame_of(cells):
    """A frame of (people, holders, earners, awards) cells, as a question would answer."""
    frame = pd.DataFrame(cells, columns=["people", "holders", "earners", "awards"]).astype("Int64")
    frame["fte"] = frame["holders"].astype("Float64") * 0.8
    frame["status"] = np.where(frame["holders"] == 0, "zero", "counted")
    frame["group"] = [f"G{n}" for n in range(len(frame))]
    frame.attrs["question"] = {
        "name": "skill_map",
        "as_of": "2026-09-30",
        "known_at": "2026-10-05",
        "by": ["group"],
        "population": ["employee"],
        "filters": {},
        "parameters": {},
        "measures": MEASURES,
    }
    return disclosure.derive(frame)


def test_known_answers():
    shown = protect(
        frame_of(
            [
                (100, 23, 10, 30),  # 23 rounds to 25
                (100, 4, 10, 30),  # 1 to 4 holders
                (100, 97, 10, 30),  # all but 3
                (4, 0, 0, 0),  # a group under the minimum
                (9, 0, 0, 0),  # nobody of a group under twice the minimum
                (10, 0, 0, 0),  # nobody of ten: a true zero may be said
                (100, 50, 2, 12),  # twelve awards, but of two people
            ]
        )
    )
    assert shown["status"].tolist() == [
        "counted",
        "withheld",
        "withheld",
        "withheld",
        "withheld",
        "zero",
        "counted",
    ]
    assert shown["holders"].tolist() == [25, pd.NA, pd.NA, pd.NA, pd.NA, 0, 50]
    assert shown.loc[0, "share"] == 0.25
    assert shown.loc[0, "fte"] == 20
    assert shown.loc[6, "awards"] is pd.NA and shown.loc[6, "earners"] is pd.NA
    assert shown.loc[[1, 2, 3, 4], ["people", "fte", "awards", "share"]].isna().all(axis=None)


cells = st.integers(0, 400).flatmap(
    lambda people: st.integers(0, people).flatmap(
        lambda holders: st.integers(0, people).flatmap(
            lambda earners: st.tuples(
                st.just(people),
                st.just(holders),
                st.just(earners),
                st.integers(earners, earners * 4 + 1),
            )
        )
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(cells, min_size=1, max_size=12), st.integers(5, 20))
def test_every_shown_number_is_rounded_safe_and_derived_from_shown_numbers(rows, min_people):
    frame = frame_of(rows)
    shown = protect(frame, min_people)
    for (_, true), (_, cell) in zip(frame.iterrows(), shown.iterrows(), strict=True):
        for column in ("holders", "people", "earners", "awards"):
            if not pd.isna(cell[column]):
                assert cell[column] % 5 == 0 and abs(cell[column] - true[column]) <= 2
        if not pd.isna(cell["holders"]):
            inside, outside = true["holders"], true["people"] - true["holders"]
            assert true["people"] >= min_people
            assert inside == 0 or inside >= min_people
            assert outside == 0 or outside >= min_people
            assert min(inside, outside) > 0 or true["people"] >= 2 * min_people
        if not pd.isna(cell["awards"]):
            assert true["earners"] == 0 or true["earners"] >= min_people
        if pd.isna(cell["holders"]) or cell["people"] == 0:
            assert pd.isna(cell["share"])
        else:
            assert math.isclose(cell["share"], cell["holders"] / cell["people"])


@settings(max_examples=60, deadline=None)
@given(st.integers(6, 300), st.integers(1, 4), st.integers(1, 4), st.integers(0, 1))
def test_withheld_numbers_influence_nothing(people, one, other, complement):
    """Two companies that differ only inside what is withheld publish the same."""
    a, b = (people - one, people - other) if complement and people > 10 else (one, other)
    first, second = protect(frame_of([(people, a, 9, 9)])), protect(frame_of([(people, b, 9, 9)]))
    assert first["status"].tolist() == ["withheld"]
    assert fingerprint(first) == fingerprint(second)


@pytest.mark.parametrize("floor", [0, 1, 4, -1, None, float("nan"), True, "5", 5.0])
def test_the_minimum_is_never_lowered(floor):
    with pytest.raises(DisclosureError, match="5 or more"):
        protect(frame_of([(100, 50, 9, 9)]), floor)


def test_the_minimum_can_be_raised_until_nothing_is_left():
    assert protect(frame_of([(100, 50, 9, 9)]), 10**9)["status"].tolist() == ["withheld"]


def test_what_is_not_measured_stays_not_measured():
    frame = frame_of([(100, 3, 9, 9), (100, 50, 9, 9)])
    frame["status"] = "not measured"
    shown = protect(frame)
    assert shown["status"].tolist() == ["not measured"] * 2
    assert shown["holders"].isna().all()
    # The size of the group is no secret of its skills, and tells nothing of how many hold one.
    assert shown["people"].tolist() == [100, 100]
    small = frame_of([(4, 0, 0, 0)])
    small["status"] = "not measured"
    assert protect(small)["people"].isna().all()


def with_places(cells):
    """A frame of (people, measured people, holders, status) cells, where half of a group is enough."""
    frame = frame_of([(people, holders, 0, 0) for people, _, holders, _ in cells])
    frame = frame.drop(columns=["fte", "earners", "awards", "share"])
    frame["measured_people"] = pd.Series([measured for _, measured, _, _ in cells], dtype="Int64")
    frame["status"] = [status for *_, status in cells]
    measures = {
        "holders": {"kind": "people", "of": "measured_people"},
        "people": {"kind": "people"},
        "measured_people": {"kind": "people", "within": "people", "counted_from": 0.5},
    }
    frame.attrs["question"] = frame.attrs["question"] | {"measures": measures}
    return frame


def test_all_are_shown_as_measured_where_a_few_are_not():
    shown = protect(with_places([(20, 18, 9, "counted"), (40, 30, 20, "counted")]))
    assert shown["measured_people"].tolist() == [20, 30]


@pytest.mark.parametrize("people, measured", [(10, 5), (10, 8), (12, 6), (40, 20), (40, 35), (300, 200)])
def test_nobody_is_not_told_by_why_a_number_is_missing(people, measured):
    """Half are measured, too few for a zero: nobody looks like each number of holders that is withheld."""
    seen = {
        fingerprint(shown)
        for holders in (0, 1, 2, 3, 4, measured - 1, measured)
        for status in [["not measured", "counted"][holders > 0]]
        for shown in [protect(with_places([(people, measured, holders, status)]))]
        if shown["status"].tolist() == ["withheld"] and shown[["people", "holders"]].isna().all(axis=None)
    }
    nobody = protect(with_places([(people, measured, 0, "not measured")]))
    assert seen == {fingerprint(nobody)}
    dark = protect(with_places([(people, people // 2 - 1, 0, "not measured")]))
    assert dark["status"].tolist() == ["not measured"] and dark["measured_people"].isna().all()


def test_an_edited_or_unprotected_frame_is_refused():
    frame = frame_of([(100, 50, 9, 9)])
    with pytest.raises(DisclosureError, match="not protected"):
        require_protected(frame)
    shown = protect(frame)
    assert require_protected(shown) == fingerprint(shown)
    shown.loc[0, "holders"] = 51
    with pytest.raises(DisclosureError, match="changed after"):
        require_protected(shown)
    with pytest.raises(DisclosureError, match="which question"):
        protect(pd.DataFrame(frame.to_dict()))


def test_a_release_gives_what_it_holds_and_refuses_the_rest(tmp_path):
    frame = frame_of([(100, 23, 10, 30), (100, 4, 10, 30)])
    shown = protect(frame)
    question = frame.attrs["question"]
    entry = disclosure.write_released(shown, tmp_path, "map")
    (tmp_path / "release.json").write_text(json.dumps({"views": {disclosure.question_key(question): entry}}))
    disclosure.use_release(tmp_path)
    try:
        again = protect(disclosure.released(question))
        assert fingerprint(again) == fingerprint(shown)
        assert again["status"].tolist() == ["counted", "withheld"]
        assert again.dtypes.astype(str).to_dict() == shown.dtypes.astype(str).to_dict()
        with pytest.raises(DisclosureError, match="holds no answer"):
            disclosure.released({**question, "as_of": "2026-06-30"})
        with pytest.raises(DisclosureError, match="not protected"):
            protect(frame)
        text = (tmp_path / "map.csv").read_text()
        (tmp_path / "map.csv").write_text(text.replace("25", "30"))
        with pytest.raises(DisclosureError, match="changed after"):
            disclosure.released(question)
    finally:
        disclosure.use_release(None)


def test_a_surplus_is_lent_once_and_what_is_withheld_is_no_reason_to_hire():
    measures = {
        "gap": {"kind": "derived", "formula": "shortfall", "from": ["needed", "holders"]},
        "surplus": {"kind": "derived", "formula": "excess", "from": ["needed", "holders"]},
        "kind": {
            "kind": "derived",
            "formula": "remedy",
            "from": ["gap", "surplus", "near", "people", "needed_elsewhere"],
        },
    }
    # 10 to spare: the gap of 8 borrows them, which leaves 2 for the gaps of 5, 3 and 2: the last has them.
    rows = [(5, 10, 5), (20, 10, 0), (2, 10, 0), (7, 10, None), (8, 10, 0), (10, None, 0)]
    frame = pd.DataFrame(rows, columns=["holders", "needed", "near"]).astype("Int64")
    frame = frame.assign(skill_id="weld", level=1, status="counted", people=20, needed_elsewhere=0)
    frame.attrs["question"] = {"measures": measures}
    kinds = disclosure.derive(frame)["kind"]
    assert kinds.iloc[:5].tolist() == ["train", "met", "borrow", "unclear", "borrow"]
    assert kinds.iloc[5] is None
