"""Effects of programmes published one after another tell of no few people that two of them differ in."""

import shutil

import pytest

import skillslib as sk
from skillslib.publish.programmes import apart
from skillslib.publish.publications import publications_of

DAYS = ("2026-09-30", "2026-10-05")


@pytest.fixture(scope="module")
def store(sample_store, tmp_path_factory):
    """The sample company with a ledger of its own."""
    return shutil.copytree(sample_store, tmp_path_factory.mktemp("programmes") / "store")


def test_an_effect_of_nearly_the_same_people_is_withheld(store):
    """Followed for 13 months one person fewer of a programme counts than for 12; few others gained since."""
    with sk.connect(store) as con:
        first = sk.release(con, sk.programme_effect(con, *DAYS))
        assert first["effect"].notna().all()
        longer = sk.programme_effect(con, *DAYS, months=13)
        assert 1 in (sk.programme_effect(con, *DAYS)["people"] - longer["people"]).tolist()
        shown = sk.release(con, longer)
        assert shown[["people", "effect", "low", "high", "verdict"]].isna().all(axis=None)
        assert shown["controls"].notna().all()
        # All of them were followed by the quarter before: the same effect of the same people.
        again = sk.release(con, sk.programme_effect(con, "2026-06-30", "2026-10-05"))
        assert again["effect"].tolist() == first["effect"].tolist()


def test_what_came_out_is_no_part_of_what_a_number_counts(sample):
    """The same people are one layer whatever the verdict, so that two answers can be held together."""
    frame = sk.protect(sk.programme_effect(sample, *DAYS))
    told = publications_of(sample, {"programmes": frame})
    assert len(told) == 4 and not any("effect" in one.counted for one in told)
    assert apart(sample, {"programmes": frame}, told, 5)["programmes"] is frame
