"""Roll-up: a skill with three families, counted by hand in each of three ways; parts add up to the whole."""

import pandas as pd
import pytest

import skillslib as sk
from skillslib import store
from skillslib.metrics.question import QuestionError
from skillslib.metrics.rollup import ABOVE

AS_OF, KNOWN = "2024-03-31", "2024-06-30"
# Seven people in one country, all of one unit. Robots stands under Machines, Software and Safety, which are
# under Making (the first two) and Care; Welding under Machines alone, Singing under nothing.
#   ann, bob, cid  robots          dee  robots, welding      eva  welding      fay  singing      gus  nothing
FACTS = """
insert into taxonomies (taxonomy_id, taxonomy_version, name) values ('hand', '1', 'By hand');
insert into concept_versions (concept_id, taxonomy_id, taxonomy_version, label, kind, recorded_at, row_hash)
    select id, 'hand', '1', label, kind, '2020-01-01', id from (values
        ('robots', 'Robots', 'skill'), ('weld', 'Welding', 'skill'), ('sing', 'Singing', 'skill'),
        ('a-machines', 'Machines', 'skill group'), ('b-software', 'Software', 'skill group'),
        ('c-safety', 'Safety', 'skill group'), ('making', 'Making', 'skill group'),
        ('care', 'Care', 'skill group')) as concepts(id, label, kind);
insert into concept_relations (taxonomy_id, taxonomy_version, concept_id, to_id, relation)
    select 'hand', '1', *, 'broader' from (values
        ('robots', 'a-machines'), ('robots', 'b-software'), ('robots', 'c-safety'), ('weld', 'a-machines'),
        ('a-machines', 'making'), ('b-software', 'making'), ('c-safety', 'care'));
insert into location_versions (location_id, name, country, country_code, recorded_at, row_hash)
    values ('north', 'North', 'Northland', 'NL', '2020-01-01', 'a');
insert into business_unit_versions (business_unit_id, starts_on, name, recorded_at, row_hash)
    values ('works', '2020-01-01', 'Works', '2020-01-01', 'a');
insert into employment_versions
    select unnest(['ann', 'bob', 'cid', 'dee', 'eva', 'fay', 'gus']), '2020-01-01', null, '2020-01-01', 'a';
insert into assignment_versions
    (assignment_id, person_id, starts_on, business_unit_id, location_id, job_role, fte, population, state,
     recorded_at, row_hash)
    select person_id, person_id, '2020-01-01', 'works', 'north', 'fitter', 0.5, 'employee', 'active',
           '2020-01-01', 'a' from employment_versions;
insert into badge_versions (badge_id, name, issuer, level, level_origin, recorded_at, row_hash)
    select unnest(['r', 'w', 's']), 'A badge', 'School', 1, 'stated', '2020-01-01', 'a';
insert into badge_skill_versions values
    ('r', 'robots', 1, 'catalogue', 'exact', '2020-01-01', 'a'),
    ('w', 'weld', 1, 'catalogue', 'exact', '2020-01-01', 'b'),
    ('s', 'sing', 1, 'catalogue', 'exact', '2020-01-01', 'c');
insert into award_versions
    (award_id, badge_id, person_id, matched_by, awarded_on, expires_on, expiry, acceptance, country_code,
     state, recorded_at, row_hash)
    select row_number() over (), badge, person, 'id', '2024-02-01', ends::date, 'dated', 'accepted', 'NL',
           'issued', '2024-02-01', 'a'
    from (values ('r', 'ann', '2024-05-01'), ('r', 'ann', '2030-01-01'), ('r', 'bob', '2030-01-01'),
                 ('r', 'cid', '2024-05-01'), ('r', 'dee', '2030-01-01'), ('w', 'dee', '2030-01-01'),
                 ('w', 'eva', '2030-01-01'), ('s', 'fay', '2030-01-01')) as given(badge, person, ends);
"""


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rollup") / "store"
    with store.build(folder) as building:
        building.execute(FACTS)
    with sk.connect(folder) as con:
        yield con


def counted(frame, *columns):
    rows = frame.astype(object).where(frame.notna(), None)
    return {row["family"]: tuple(row[name] for name in columns) for _, row in rows.iterrows()}


def mapped(con, **asked):
    return sk.skill_map(con, AS_OF, KNOWN, by="company", **{"of": "family", **asked})


def now(con, **asked):
    trend = sk.skill_trend(con, AS_OF, KNOWN, quarters=1, **asked)
    return trend[trend["basis"] == "recorded"]


def close(found, wanted):
    assert found.keys() == wanted.keys()
    for family, numbers in wanted.items():
        assert found[family] == pytest.approx(numbers, abs=1e-6), family


def test_each_counts_a_person_once_in_each_family(con):
    # Machines: ann, bob, cid, dee, eva; Software and Safety: ann, bob, cid, dee. Half time each.
    wanted = {None: (1, 0.5), "Machines": (5, 2.5), "Software": (4, 2), "Safety": (4, 2)}
    assert counted(mapped(con), "holders", "fte") == wanted
    assert counted(mapped(con, rollup="each"), "holders", "fte") == wanted
    # Awards: of robots five, two of them ann's; of welding two. ann and cid: only cid's last proof ends.
    assert counted(now(con), "holders", "awards", "earners", "expiring") == {
        None: (1, 1, 1, 0),
        "Machines": (5, 7, 5, 1),
        "Software": (4, 5, 4, 1),
        "Safety": (4, 5, 4, 1),
    }


def test_fractional_divides_a_person_over_skills_and_families(con):
    # ann, bob, cid: a third in each of three. dee: half a person for welding, a sixth thrice for robots.
    third = 3 / 3 + 1 / 6
    wanted = {
        None: (1, 1, 0.5),
        "Machines": (third + 1 / 2 + 1, 5, (third + 1.5) / 2),
        "Software": (third, 4, third / 2),
        "Safety": (third, 4, third / 2),
    }
    close(counted(mapped(con, rollup="fractional"), "holders", "distinct_holders", "fte"), wanted)
    trend = counted(
        now(con, rollup="fractional"), "holders", "awards", "earners", "expiring", "distinct_earners"
    )
    close(
        trend,
        {
            None: (1, 1, 1, 0, 1),
            "Machines": (third + 1.5, 5 / 3 + 2, third + 1.5, 1 / 3, 5),
            "Software": (third, 5 / 3, third, 1 / 3, 4),
            "Safety": (third, 5 / 3, third, 1 / 3, 4),
        },
    )


def test_primary_counts_a_skill_in_its_first_family_alone(con):
    assert counted(mapped(con, rollup="primary"), "holders") == {None: (1,), "Machines": (5,)}
    assert counted(now(con, rollup="primary"), "holders", "awards") == {None: (1, 1), "Machines": (5, 7)}


def test_a_tier_of_families_is_counted_from_the_top(con):
    assert counted(mapped(con, of="family@1"), "holders") == {None: (1,), "Making": (5,), "Care": (4,)}
    # Robots lies under two families of the first tier: half in each.
    found = counted(mapped(con, of="family@1", rollup="fractional"), "holders")
    close(found, {None: (1,), "Making": (3 / 2 + 3 / 4 + 1,), "Care": (3 / 2 + 1 / 4,)})
    assert counted(mapped(con, of="family@2"), "holders") == counted(mapped(con), "holders")
    assert counted(mapped(con, of="family@3"), "holders") == {None: (6,)}


# Beside the tree of before: a family under an id that nothing defines and under an occupation, and two that
# lie under each other.
ODD = """
insert into concept_versions (concept_id, taxonomy_id, taxonomy_version, label, kind, recorded_at, row_hash)
    select id, 'odd', '1', label, kind, '2020-01-01', id from (values
        ('o1', 'Turning', 'skill'), ('o2', 'Shaping', 'skill group'), ('o3', 'Turner', 'occupation'),
        ('o4', 'Milling', 'skill'), ('o5', 'Cutting', 'skill group'), ('o6', 'Chipping', 'skill group'))
        as concepts(id, label, kind);
insert into concept_relations (taxonomy_id, taxonomy_version, concept_id, to_id, relation)
    select 'odd', '1', *, 'broader' from (values
        ('o1', 'o2'), ('o2', 'nowhere'), ('nowhere', 'o3'), ('o2', 'o3'),
        ('o4', 'o5'), ('o5', 'o6'), ('o6', 'o5'));
"""


def test_tiers_climb_over_families_alone_and_a_circle_is_of_one_tier(tmp_path):
    with store.build(tmp_path / "store") as con:
        con.execute(FACTS + ODD)
        found = {tier: con.sql(ABOVE.format(tier=tier) + " order by all").fetchall() for tier in (1, 2, 3)}
    odd = {tier: [row for row in rows if row[0].startswith("o")] for tier, rows in found.items()}
    assert odd == {
        1: [
            ("o1", "o2", "Shaping"),
            ("o4", "o5", "Cutting"),
            ("o4", "o6", "Chipping"),
            ("o5", "o6", "Chipping"),
            ("o6", "o5", "Cutting"),
        ],
        2: [],
        3: [],
    }
    assert [row for row in found[2] if row[0] == "weld"] == [("weld", "a-machines", "Machines")]


def test_a_filter_on_a_family_keeps_its_skills_whichever_of_theirs_it_is(con):
    asked = {"filters": {"family": "Safety"}}
    assert counted(mapped(con, **asked), "holders") == {"Safety": (4,)}
    assert counted(now(con, **asked), "holders", "awards") == {"Safety": (4, 5)}
    close(counted(mapped(con, rollup="fractional", **asked), "holders"), {"Safety": (4,)})
    skills = sk.skill_map(con, AS_OF, KNOWN, by="company", **asked)
    assert skills[["skill", "holders"]].values.tolist() == [["Robots", 4]]
    assert mapped(con, rollup="primary", **asked).empty


def test_an_unknown_way_is_refused_with_the_choices(con):
    for asked, said in (
        ({"rollup": "half"}, "each, fractional, primary"),
        ({"of": "family@0"}, "skill, family, family@2"),
        ({"of": "skill", "rollup": "each"}, "of='family'"),
    ):
        with pytest.raises(QuestionError, match=said):
            mapped(con, **asked)
    with pytest.raises(QuestionError, match="all, skill, family"):
        now(con, of="group")


def test_the_answer_and_its_pictures_say_how_families_were_counted(con):
    for rollup, said in (
        (None, "add up to more than all"),
        ("fractional", "add up to all"),
        ("primary", "primary family alone"),
    ):
        frames = mapped(con, rollup=rollup), sk.skill_trend(con, AS_OF, KNOWN, quarters=8, rollup=rollup)
        for frame, chart in zip(frames, (sk.skill_map_chart, sk.skill_trend_chart), strict=True):
            assert frame.attrs["question"]["parameters"]["rollup"] == (rollup or "each")
            assert said in str(chart(frame).to_dict()["title"])
    alone = sk.skill_trend_chart(sk.skill_trend(con, AS_OF, KNOWN, quarters=8, of="skill"))
    assert "add up" not in str(alone.to_dict()["title"])


@pytest.mark.parametrize("by", ["company", "country", ("business_unit@2", "country")])
def test_parts_add_up_to_the_people_and_awards_of_all_skills(sample, by):
    days = "2026-06-30", "2026-10-05"
    parts = sk.skill_trend(sample, *days, by=by, quarters=2, rollup="fractional")
    whole = sk.skill_trend(sample, *days, by=by, quarters=2, of="all")
    keys = [*(name.partition("@")[0] for name in ([by] if isinstance(by, str) else by)), "quarter"]
    # Not so what expires: who keeps a skill of one family may lose the last one of another.
    numbers = ["holders", "awards", "earners"]
    both = pd.DataFrame(
        {
            "parts": parts.groupby(keys)[numbers].sum().stack(),
            "whole": whole.set_index(keys)[numbers].astype("Float64").fillna(0).stack(),
        }
    )
    assert len(both) and both["whole"].sum() > 1000
    assert both["parts"].astype(float).to_numpy() == pytest.approx(
        both["whole"].astype(float).to_numpy(), abs=1e-5
    )


def test_parts_of_the_map_add_up_to_those_who_hold_any_skill(sample):
    days = "2026-06-30", "2026-10-05"
    parts = sk.skill_map(sample, *days, by="country", of="family", rollup="fractional")
    whole = sk.skill_trend(sample, *days, by="country", of="all", quarters=1)
    whole = whole[whole["basis"] == "recorded"].set_index("country")["holders"].fillna(0)
    found = parts.groupby("country")["holders"].sum()
    assert found.to_dict() == pytest.approx(whole.astype(float).to_dict(), abs=1e-5)


def test_parts_of_few_people_are_withheld_and_others_rounded(sample):
    by = ("location", "job_role")
    exact = sk.skill_map(sample, "2026-06-30", "2026-10-05", by=by, of="family", rollup="fractional")
    shown = sk.protect(exact)
    few = exact["distinct_holders"].between(1, 4) & (exact["status"] == "counted")
    assert few.any() and (shown.loc[few, "status"] == "withheld").all()
    for column in ("holders", "distinct_holders", "fte"):
        assert shown.loc[few, column].isna().all()
        assert (shown[column].dropna().astype(float) % 5 == 0).all()
    # A part below five that more people contribute to is rounded as any count.
    many = (exact["holders"] < 5) & (shown["status"] == "counted")
    assert set(shown.loc[many, "holders"].dropna()) <= {0, 5}
