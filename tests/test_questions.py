"""The questions against a company of four people whose answers are worked out by hand."""

from pathlib import Path

import pytest

import skillslib as sk
from skillslib import store
from skillslib.checking import freshness
from skillslib.metrics.question import QuestionError

FACTS = Path(__file__).with_name("four_people.sql").read_text()
KNOWN = "2024-06-30"


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    folder = tmp_path_factory.mktemp("four") / "store"
    with store.build(folder) as building:
        building.execute(FACTS)
    with sk.connect(folder) as con:
        yield con


@pytest.fixture
def con_with_empty_units(tmp_path):
    with store.build(tmp_path / "store") as building:
        building.execute(FACTS)
        building.execute(
            """insert into target_versions
                (target_id, business_unit_id, skill_id, level, needed, starts_on, approved, recorded_at,
                 row_hash) values
            ('8', 'works', 'weld', 1, 7, '2023-01-01', true, '2023-01-01', 'x'),
            ('9', 'ghost', 'weld', 1, 2, '2023-01-01', true, '2023-01-01', 'y')"""
        )
    with sk.connect(tmp_path / "store") as con:
        yield con


def cells(frame, *columns, key=("business_unit", "skill")):
    rows = frame.astype(object).where(frame.notna(), None)
    return {tuple(row[k] for k in key): tuple(row[c] for c in columns) for _, row in rows.iterrows()}


def test_map_counts_employees_who_hold_the_skill_where_they_work_that_day(con):
    # 2023-08-31: Red has Ann (welds, level 1). Blue has Bob (moved in July, welds) and Cid (welds);
    # Dee is a contractor. Nobody cuts yet, but Ann's cutting award of September makes no offer before.
    frame = sk.skill_map(con, "2023-08-31", KNOWN)
    assert cells(frame, "holders", "fte", "people", "people_fte", "share") == {
        ("Red", "Welding"): (1, 0.5, 1, 0.5, 1.0),
        ("Blue", "Welding"): (2, 2.0, 2, 2.0, 1.0),
        ("Red", "Cutting"): (None, None, 1, None, None),
        ("Blue", "Cutting"): (None, None, 2, None, None),
    }
    assert cells(frame, "status")["Red", "Welding"] == ("counted",)
    # No badge for cutting had been earned anywhere: a missing badge is not a missing skill.
    assert cells(frame, "status")["Red", "Cutting"] == ("not measured",)


def test_zero_is_only_said_where_the_badge_is_on_offer(con):
    # 2023-10-31: Ann cuts since September, so Northland offers it and Red counts 1. Blue sits in
    # Southland, where nobody ever earned it: not measured. Bob's revocation of 1 October counts.
    frame = sk.skill_map(con, "2023-10-31", KNOWN)
    assert cells(frame, "holders", "status") == {
        ("Red", "Welding"): (1, "counted"),
        ("Blue", "Welding"): (1, "counted"),
        ("Red", "Cutting"): (1, "counted"),
        ("Blue", "Cutting"): (None, "not measured"),
    }
    # Everybody together: one of three cuts, but two thirds of them are where it is not on offer.
    company = sk.skill_map(con, "2023-10-31", KNOWN, by="company")
    assert cells(company, "status", key=("skill",)) == {
        ("Cutting",): ("not measured",),
        ("Welding",): ("counted",),
    }
    # Level 3 in Red: offered, known, and nobody: a true zero.
    expert = sk.skill_map(con, "2023-10-31", KNOWN, level=3)
    assert cells(expert, "holders", "status")["Red", "Welding"] == (0, "zero")


def test_a_late_record_counts_only_once_known(con):
    # Cid earned welding in May; it was recorded on 15 August.
    for known_at, holders in (("2023-08-14", 1), ("2023-08-15", 2)):
        frame = sk.skill_map(con, "2023-08-10", known_at)
        assert cells(frame, "holders")["Blue", "Welding"] == (holders,)


def test_a_revocation_counts_from_its_day_once_known(con):
    # Bob's award was revoked on 1 October and recorded so on 1 November.
    for as_of, known_at, holders in (
        ("2023-10-15", "2023-10-31", 2),
        ("2023-10-15", "2023-11-01", 1),
        ("2023-09-30", KNOWN, 2),
    ):
        frame = sk.skill_map(con, as_of, known_at)
        assert cells(frame, "holders")["Blue", "Welding"] == (holders,), (as_of, known_at)


def test_levels_are_the_highest_valid_on_the_day(con):
    # Ann: level 3 from January to the end of May 2023 only.
    for as_of, holders in (
        ("2022-12-31", 0),
        ("2023-01-01", 1),
        ("2023-05-31", 1),
        ("2023-06-01", 0),
    ):
        frame = sk.skill_map(con, as_of, KNOWN, by="job_role", level=2)
        found = cells(frame, "holders", key=("job_role", "skill"))
        assert found["welder", "Welding"] == (holders,), as_of


def test_units_are_named_as_on_the_day_and_roll_up(con):
    assert set(sk.skill_map(con, "2024-02-01", KNOWN)["business_unit"]) == {"Crimson", "Blue"}
    shops = sk.skill_map(con, "2023-08-31", KNOWN, by="business_unit@2")
    assert cells(shops, "holders", "people")["Shops", "Welding"] == (3, 3)
    top = sk.skill_map(con, "2023-08-31", KNOWN, by=("business_unit@1", "country"))
    assert cells(top, "holders", key=("business_unit", "country", "skill"))[
        "Works", "Southland", "Welding"
    ] == (2,)


def test_a_unit_is_filtered_with_what_lies_under_it_by_any_name_it_had(con):
    def people(as_of, unit, **asked):
        frame = sk.skill_map(con, as_of, KNOWN, filters={"business_unit": unit}, **asked)
        return cells(frame, "people")

    # In February 2024 Ann is in Crimson, once Red, and Bob in Blue; both units lie under Shops. Cid has left.
    everyone = people("2024-02-01", "Shops")
    assert everyone["Crimson", "Welding"] == (1,) and everyone["Blue", "Welding"] == (1,)
    assert people("2024-02-01", "Red") == people("2024-02-01", "Crimson") != everyone
    assert people("2024-02-01", ["Red", "Blue"]) == everyone
    assert people("2023-08-31", "Crimson", by="business_unit@2")["Shops", "Welding"] == (1,)
    trend = sk.skill_trend(con, "2024-02-01", KNOWN, by="business_unit", filters={"business_unit": "Red"})
    # Bob was in Red too until July 2023.
    counted = trend[trend["basis"] == "recorded"].set_index("quarter")["people"]
    assert (counted["2023-Q2"], counted["2023-Q3"], counted["2024-Q1"]) == (2, 1, 1)
    needed = sk.skill_gaps(con, "2023-08-31", KNOWN, by="company", filters={"business_unit": "Shops"})
    assert cells(needed, "needed", key=("level",)) == cells(
        sk.skill_gaps(con, "2023-08-31", KNOWN, by="company"), "needed", key=("level",)
    )


def test_a_trend_of_a_renamed_unit_is_one_line_by_its_name_on_the_day_asked_about(con):
    for as_of, name in (("2023-12-31", "Red"), ("2024-02-01", "Crimson")):
        frame = sk.skill_trend(con, as_of, KNOWN, by="business_unit", of="all", quarters=8)
        lines = frame.groupby("business_unit")["quarter"].nunique()
        assert lines.to_dict() == {name: 8 + 2, "Blue": 8 + 2}


def test_population_and_filters_are_stated_and_kept(con):
    both = sk.skill_map(con, "2023-08-31", KNOWN, population=("employee", "contractor"))
    assert cells(both, "holders", "people")["Blue", "Welding"] == (3, 3)
    assert both.attrs["question"]["population"] == ["employee", "contractor"]
    north = sk.skill_map(con, "2023-08-31", KNOWN, filters={"country": "Northland", "skill": "Welding"})
    assert cells(north, "holders") == {("Red", "Welding"): (1,)}


def test_trend_follows_holders_awards_and_expiry(con):
    # Metalwork, whole company. Q2 2023 (30 June): Ann, Bob, Cid = 3. Q3: the same 3 (Ann cuts too).
    # Q4 (31 December): Ann and Cid (Bob revoked) = 2; Ann's welding ends on 1 January, but her
    # cutting lasts to 30 September. Cid leaves with the year, yet works on its last day.
    # Ending within the next quarter: at Q3 Bob's (revoked on 1 October), at Q2 2024 Ann's cutting.
    # Awards of skills: Q2 Cid's welding, Q3 Ann's cutting, Q4 none.
    frame = sk.skill_trend(con, "2023-12-31", KNOWN, quarters=3)
    by_quarter = frame.set_index("quarter")
    assert by_quarter["holders"].tolist() == [3, 3, 2, 2, 2]
    assert by_quarter["basis"].tolist() == ["recorded"] * 3 + ["if nobody renews"] * 2
    assert by_quarter["awards"].tolist()[:3] == [1, 1, 0]
    assert by_quarter["awards"].isna().tolist() == [False] * 3 + [True] * 2
    assert by_quarter["expiring"].tolist() == [0, 1, 0, 0, 1]
    # By skill: Ann's welding is what expires after the fourth quarter.
    skills = sk.skill_trend(con, "2023-12-31", KNOWN, of="skill", quarters=1)
    assert cells(skills, "holders", "expiring", key=("skill", "quarter"))["Welding", "2023-Q4"] == (
        2,
        1,
    )
    assert cells(skills, "holders", key=("skill", "quarter"))["Welding", "2024-Q1"] == (1,)


def test_a_quarter_not_over_is_partial(con):
    frame = sk.skill_trend(con, "2023-08-31", KNOWN, quarters=2)
    assert frame.set_index("quarter")["partial"].to_dict() == {
        "2023-Q2": False,
        "2023-Q3": True,
        "2023-Q4": False,
        "2024-Q1": False,
    }
    # Bob's proof ends on 1 October: not within the quarter that is not over, but within the next.
    assert frame.set_index("quarter").loc["2023-Q3", "expiring"] == 0
    over = sk.skill_trend(con, "2023-09-30", KNOWN, quarters=1).set_index("quarter")
    assert over.loc["2023-Q3", "expiring"] == 1


def test_what_was_revoked_was_not_earned(con):
    # Since 2022: Ann three, Bob his welding and the talk, Cid one. Bob's welding is revoked on 1 October.
    for as_of, awards in (("2023-09-30", 6), ("2023-12-31", 5)):
        frame = sk.recognition(con, as_of, KNOWN, by="company", since="2021-12-31")
        assert frame["awards"].tolist() == [awards], as_of


def test_recognition_of_a_skill_counts_what_proves_it(con):
    def earned(**asked):
        frame = sk.recognition(con, "2023-09-30", KNOWN, by="company", **asked)
        return cells(frame, "awards", "earners", key=("company",))["Company",]

    # In the year to 30 September 2023: Ann's welding of level 3 and her cutting, Cid's welding.
    assert earned(filters={"skill": "Cutting"}) == (1, 1)
    assert earned(filters={"skill": "Welding"}) == (2, 2)
    assert earned(filters={"family": "Metalwork"}) == (3, 2)


def test_gaps_against_approved_targets(con):
    # 31 August 2023. Blue needs 3 at level 1: Bob and Cid hold it, gap 1, and nobody has another
    # metalwork skill: hire. Blue needs 1 at level 3: nobody (Dee is a contractor), and nobody is at
    # level 2. Red needs 1 at level 2: nobody, but Ann is at level 1: train.
    frame = sk.skill_gaps(con, "2023-08-31", KNOWN)
    assert cells(
        frame,
        "needed",
        "holders",
        "gap",
        "surplus",
        "near",
        "kind",
        key=("business_unit", "skill", "level"),
    ) == {
        ("Blue", "Welding", 1): (3, 2, 1, 0, 0, "hire"),
        ("Blue", "Welding", 3): (1, 0, 1, 0, 0, "hire"),
        ("Red", "Welding", 2): (1, 0, 1, 0, 1, "train"),
    }
    # In May Ann was at level 3: Red is met, and Cid counts for Blue.
    may = sk.skill_gaps(con, "2023-05-31", KNOWN)
    assert cells(may, "gap", "kind", "expiring", key=("business_unit", "level"))["Red", 2] == (
        0,
        "met",
        1,
    )
    company = sk.skill_gaps(con, "2023-08-31", KNOWN, by="company")
    assert cells(company, "needed", "holders", "gap", key=("level",)) == {
        (1,): (3, 3, 0),
        (2,): (1, 0, 1),
        (3,): (1, 0, 1),
    }


def test_things_of_one_name_are_told_apart(tmp_path):
    # A second taxonomy has a Welding too, and two skills of one name; a second office is called North.
    with store.build(tmp_path / "store") as building:
        building.execute(FACTS)
        building.execute(
            """insert into taxonomies (taxonomy_id, taxonomy_version, name, licence, attribution, language)
                values ('own', '1', 'Our own', 'none', 'us', 'en');
            insert into concept_versions
                (concept_id, taxonomy_id, taxonomy_version, label, kind, recorded_at, row_hash)
                select id, 'own', '1', label, 'skill', '2020-01-01', id
                from (values ('o1', 'Welding'), ('o2', 'Glue'), ('o3', 'Glue')) as ours(id, label);
            insert into badge_skill_versions
                select 'w1', unnest(['o1', 'o2', 'o3']), 1, 'tag', 'exact', '2020-01-01', 'x';
            insert into location_versions
                (location_id, name, city, country, country_code, latitude, longitude, recorded_at,
                 row_hash) values
                ('far', 'North', 'Fartown', 'Southland', 'SL', 1, 5, '2020-01-01', 'x')"""
        )
    with sk.connect(tmp_path / "store") as con:
        frame = sk.skill_map(con, "2023-08-31", KNOWN, by="location")
        assert set(frame["skill"]) == {"Welding (hand)", "Cutting", "Welding (own)", "Glue (o2)", "Glue (o3)"}
        assert set(frame["location"]) == {"North (north)", "South"}
        chosen = {"skill": "Glue (o2)", "location": "North (north)"}
        assert len(sk.skill_map(con, "2023-08-31", KNOWN, filters=chosen)) == 1
        company = sk.skill_map(con, "2023-08-31", KNOWN, by="company")
        assert sk.skill_places_finding(frame, company)


def test_nobody_can_lend_a_level_they_lack(tmp_path):
    # From July 2023 Blue needs one welder at level 1 and has two. Red's gap is at level 2, which none
    # of them holds: train Ann, not borrow. At level 1 Red has Ann, needs two, and can borrow one.
    with store.build(tmp_path / "store") as building:
        building.execute(FACTS)
        building.execute(
            """insert into target_versions
                (target_id, business_unit_id, skill_id, level, needed, starts_on, approved, recorded_at,
                 row_hash) values
            ('5', 'blue', 'weld', 1, 1, '2023-07-01', true, '2023-07-01', 'x'),
            ('6', 'red', 'weld', 1, 2, '2023-07-01', true, '2023-07-01', 'y')"""
        )
    with sk.connect(tmp_path / "store") as con:
        frame = sk.skill_gaps(con, "2023-08-31", KNOWN)
    assert cells(frame, "gap", "surplus", "kind", key=("business_unit", "level")) == {
        ("Blue", 1): (0, 1, "met"),
        ("Blue", 3): (1, 0, "hire"),
        ("Red", 1): (1, 0, "borrow"),
        ("Red", 2): (1, 0, "train"),
    }


def test_a_target_of_nobody_is_met_and_all_who_hold_the_skill_are_to_spare(tmp_path):
    with store.build(tmp_path / "store") as building:
        building.execute(FACTS)
        building.execute(
            """insert into target_versions
                (target_id, business_unit_id, skill_id, level, needed, starts_on, approved, recorded_at,
                 row_hash) values
            ('5', 'blue', 'weld', 1, 0, '2023-07-01', true, '2023-07-01', 'x')"""
        )
    with sk.connect(tmp_path / "store") as con:
        frame = sk.skill_gaps(con, "2023-08-31", KNOWN)
    row = frame[(frame["business_unit"] == "Blue") & (frame["level"] == 1)].iloc[0]
    assert (row["status"], row["needed"], row["holders"], row["surplus"]) == ("counted", 0, 2, 2)


def test_recognition_counts_people_once_and_names_nobody(con):
    # The year to 30 September 2023, by unit of that day. Red: Ann earned two (January, September);
    # the first of her three awards was in 2022. Blue: Bob the talk, Cid his first badge.
    frame = sk.recognition(con, "2023-09-30", KNOWN)
    assert cells(
        frame,
        "awards",
        "earners",
        "people",
        "rate",
        "first_badges",
        "experts",
        key=("business_unit",),
    ) == {
        ("Red",): (2, 1, 1, 1.0, 0, 0),
        ("Blue",): (2, 2, 2, 1.0, 1, 0),
    }
    assert "person_id" not in frame.columns


def test_trust_says_why_awards_are_not_in_the_answers(con):
    # Seven awards, all matched (one by e-mail); the talk names a skill the taxonomy lacks.
    frame = sk.data_trust(con, "2023-12-31", KNOWN)
    found = cells(frame, "count", "of", key=("measure", "reason"))
    assert found["matched", "id"] == (6, 7)
    assert found["matched", "email"] == (1, 7)
    assert found["linked", ""] == (6, 7)
    assert found["unlinked", "the taxonomy has no such skill"] == (1, 7)
    assert found["unmapped", "the taxonomy has no such skill"] == (1, 7)


def test_names_without_a_concept_are_counted_by_why_they_have_none(tmp_path):
    """The talk has two such names, and the likelier tells why it is not linked; w1 is linked all the same."""
    with store.build(tmp_path / "store") as building:
        building.execute(FACTS)
        building.execute(
            """insert into badge_tag_links (badge_id, tag, tag_norm, status, unlinked_because) values
            ('talk', 'Speeches', 'speeches', 'proposed', 'a concept is proposed'),
            ('w1', 'Medal', 'medal', 'not a skill', 'no skill'),
            ('w1', 'Iron', 'iron', 'proposed', 'a concept is proposed')"""
        )
    with sk.connect(tmp_path / "store") as own:
        frame = sk.data_trust(own, "2023-12-31", KNOWN)
        names = freshness.names(own, "2023-12-31").set_index("what")["names"].to_dict()
    found = cells(frame, "count", "of", key=("measure", "reason"))
    assert found["linked", ""] == (6, 7) and found["unlinked", "a concept is proposed"] == (1, 7)
    assert ("unlinked", "the taxonomy has no such skill") not in found
    assert found["unmapped", "the taxonomy has no such skill"] == (1, 7)
    assert found["unmapped", "no skill"] == (3, 7)  # of ann, bob and cid
    assert found["unmapped", "a concept is proposed"] == (4, 7)
    assert names == {"a concept is proposed": 2, "no skill": 1, "the taxonomy has no such skill": 1}
    said = sk.unmapped_finding(frame)
    assert said.endswith(".") and "4 awards (a concept is proposed)" in said
    assert sk.unmapped_finding(frame[frame["measure"] == "linked"]) == ""


@pytest.mark.parametrize(
    ("asked", "choices"),
    [
        ({"by": "team"}, "business_unit@2"),
        ({"by": "business_unit@0"}, "tier"),
        ({"by": "country; drop table awards"}, "job_role"),
        ({"by": ("country", "country")}, "two different"),
        ({"level": 6}, "1 to 5"),
        ({"population": "temps"}, "contractor"),
        ({"filters": {"person_id": "ann"}}, "country"),
    ],
)
def test_a_question_that_cannot_be_asked_names_the_choices(con, asked, choices):
    with pytest.raises(QuestionError, match=choices):
        sk.skill_map(con, "2023-08-31", KNOWN, **asked)


@pytest.mark.parametrize("day", ["2023-02-30", "31.08.2023", "", None, 20230831])
def test_a_day_is_a_day(con, day):
    with pytest.raises(QuestionError, match="as_of"):
        sk.skill_map(con, day, KNOWN)


@pytest.mark.parametrize(
    "filters, near",
    [
        ({"country": "Northlnd"}, "Northland"),
        ({"skill": "Weldin"}, "Welding"),
        ({"family": "x"}, "Metalwork"),
        ({"business_unit": "blue"}, "Blue"),
        ({"job_role": ["lead", "nobody"]}, "nobody"),
    ],
)
def test_a_filter_that_names_nothing_is_refused_with_what_is_near(con, filters, near):
    with pytest.raises(QuestionError, match=near):
        sk.skill_map(con, "2023-08-31", KNOWN, filters=filters)


@pytest.mark.parametrize("quarters", [0, -3, 1.5, "x", True, 1000])
def test_quarters_and_months_are_whole_numbers(con, quarters):
    with pytest.raises(QuestionError, match="whole number"):
        sk.skill_trend(con, "2023-08-31", KNOWN, quarters=quarters)
    with pytest.raises(QuestionError, match="whole number"):
        sk.programme_effect(con, "2023-08-31", KNOWN, months=quarters)


def test_a_period_begins_before_it_ends(con):
    with pytest.raises(QuestionError, match="since"):
        sk.recognition(con, "2023-08-31", KNOWN, since="2023-08-31")


def test_gaps_of_a_part_of_a_unit_are_not_asked(con):
    with pytest.raises(QuestionError, match="whole units"):
        sk.skill_gaps(con, "2023-08-31", KNOWN, filters={"country": "Northland"})
    blue = sk.skill_gaps(con, "2023-08-31", KNOWN, by="company", filters={"business_unit": "Blue"})
    assert cells(blue, "needed", "holders", key=("level",)) == {(1,): (3, 2), (3,): (1, 0)}


def test_a_target_of_a_unit_without_people_is_not_lost(con_with_empty_units):
    frame = sk.skill_gaps(con_with_empty_units, "2023-08-31", KNOWN)
    told = cells(frame, "needed", "status", key=("business_unit", "skill", "level"))
    # Works has people in its units but none of its own; nobody defined the unit "ghost".
    assert told["Works", "Welding", 1] == (7, "not measured")
    assert told["ghost", "Welding", 1] == (2, "not measured")
    company = sk.skill_gaps(con_with_empty_units, "2023-08-31", KNOWN, by="company")
    assert cells(company, "needed", "holders", key=("level",))[1,] == (3 + 7 + 2, 3)
    shown = sk.protect(frame).set_index("business_unit").loc["ghost"]
    assert shown["needed"] == 2 and shown[["holders", "gap"]].isna().all()


SCHOOL = """
insert into concept_versions
    (concept_id, taxonomy_id, taxonomy_version, label, kind, definition, recorded_at, row_hash) values
    ('sing', 'hand', '1', 'Singing', 'skill', null, '2020-01-01', 'x'),
    ('paint', 'hand', '1', 'Painting', 'skill', null, '2020-01-01', 'y'),
    ('arts', 'hand', '1', 'Arts', 'skill group', null, '2020-01-01', 'z');
insert into concept_relations (taxonomy_id, taxonomy_version, concept_id, to_id, relation)
    select *, 'broader' from (values ('hand', '1', 'paint', 'arts'));
insert into programme_versions values
    ('p', 'Forge', 'weld', '2023-01-01', '2023-01-01', 'a'),
    ('q', 'Choir', 'sing', '2023-01-01', '2023-01-01', 'b'),
    ('r', 'Studio', 'paint', '2023-01-01', '2023-01-01', 'c');
insert into employment_versions
    select unnest(['t1', 't2', 'k1', 'k2']), '2020-01-01', null, '2020-01-01', 'a';
insert into assignment_versions
    (assignment_id, person_id, starts_on, ends_on, business_unit_id, location_id, job_role, manager_id, fte,
     population, state, recorded_at, row_hash)
    select 'a' || who, who, '2020-01-01', null, unit, 'north', 'smith', null, 1, 'employee', 'active',
           '2020-01-01', 'a'
    from (values ('t1', 'red'), ('t2', 'blue'), ('k1', 'red'), ('k2', 'red')) as people(who, unit);
-- The extract puts K1 in two places since 2022: still one person.
insert into assignment_versions
    (assignment_id, person_id, starts_on, ends_on, business_unit_id, location_id, job_role, manager_id, fte,
     population, state, recorded_at, row_hash) values
    ('twice', 'k1', '2022-01-01', null, 'blue', 'north', 'smith', null, 1, 'employee', 'active',
     '2020-01-01', 'b');
insert into enrolment_versions
    select programme, who, enrolled_on, null, enrolled_on, programme || who
    from (values ('t1', date '2023-01-01'), ('t2', '2023-01-20'), ('k1', '2024-02-10'))
         as people(who, enrolled_on)
    cross join (values ('p'), ('q'), ('r')) as them(programme);
insert into award_versions
    (award_id, badge_id, person_id, awarded_on, expiry, state, recorded_at, row_hash)
    select 's' || who || badge, badge, who, '2023-06-01', 'never', 'issued', '2023-06-01', who || badge
    from (values ('t1', 'c2'), ('t2', 'c2'), ('k1', 'c2'), ('t1', 'w1')) as earned(who, badge);
"""


def test_a_programme_is_measured_by_what_its_people_gained_beyond_others(tmp_path):
    # From 2023-01-01 for a year: T1 and T2, who enrol in that month, each gain Cutting (T1's Welding is
    # the programme's own and does not count). Of the smiths not enrolled in that year K1, who enrols
    # later and is not followed for a year yet, gains it, K2 does not: 0.5 on average, variance
    # 0.5 of 2 people. Effect 1 - 0.5, standard error sqrt(0.5 / 2) = 0.5, interval 0.5 -+ 0.98.
    # No badge proves another skill of Studio's family, and Choir's skill has none: not measured.
    with store.build(tmp_path / "store") as building:
        building.execute(FACTS)
        building.execute(SCHOOL)
    with sk.connect(tmp_path / "store") as con:
        frame = sk.programme_effect(con, "2024-03-31", KNOWN).set_index("programme")
    columns = ["people", "controls", "effect", "low", "high", "verdict", "status"]
    assert frame.loc["Forge", columns].tolist() == [2, 2, 0.5, -0.48, 1.48, "no clear effect", "counted"]
    assert frame["status"].to_dict() == {
        "Forge": "counted",
        "Choir": "not measured",
        "Studio": "not measured",
    }
