"""Units that change: whoever asks as it was or in the structure of a day, the company's total is the same."""

import csv
import io
import random
from datetime import date, timedelta

import duckdb
import pytest

import skillslib as sk
from skillslib import store
from skillslib.charts.theme import about
from skillslib.loading import load
from skillslib.metrics.question import QuestionError
from skillslib.store import connect

KNOWN = "2026-12-31"
TODAY = "2026-06-30"
# Works / Shops / Red (Ann, half time, and Bob) and Blue (Cid). On 2026-04-01 Red splits into Ruby, where Ann
# goes, and Rose, and Blue merges into Rose. Bob left on 2026-03-01. Dan is a contractor in Red.
UNITS = """business_unit_id,starts_on,name,parent_id,last_changed_on
works,2020-01-01,Works,,2020-01-01
shops,2020-01-01,Shops,works,2020-01-01
red,2020-01-01,Red,shops,2020-01-01
blue,2020-01-01,Blue,shops,2020-01-01
ruby,2026-04-01,Ruby,shops,2026-03-01
rose,2026-04-01,Rose,shops,2026-03-01
"""
CHANGES = """change,starts_on,from_id,to_id,name,last_changed_on
split,2026-04-01,red,ruby,,2026-03-01
split,2026-04-01,red,rose,,2026-03-01
merge,2026-04-01,blue,rose,,2026-03-01
"""
# person, starts_on, ends_on, unit, FTE
POSTS = (
    ("ann", "2020-01-01", "2026-04-01", "red", 0.5),
    ("ann", "2026-04-01", None, "ruby", 0.5),
    ("bob", "2020-01-01", None, "red", 1),
    ("cid", "2020-01-01", "2026-04-01", "blue", 0.8),
    ("cid", "2026-04-01", None, "rose", 0.8),
)
LEFT = {"bob": "2026-03-01"}
HOLDERS = ("ann", "bob", "cid")  # of welding, the only skill


def company(units=UNITS, changes=CHANGES, posts=POSTS):
    """A store in memory of these units, changes and posts; everybody holds one badge for one skill."""
    con = duckdb.connect()
    con.execute(store.MODEL.read_text())
    for place, row in enumerate(csv.DictReader(io.StringIO(units))):
        con.execute(
            """insert into business_unit_versions
                (business_unit_id, starts_on, name, parent_id, recorded_at, row_hash)
            values ($business_unit_id, $starts_on, $name, nullif($parent_id, ''), $last_changed_on,
                $row_hash)""",
            {"last_changed_on": "2020-01-01"} | row | {"row_hash": str(place)},
        )
    for place, row in enumerate(csv.DictReader(io.StringIO(changes))):
        con.execute(
            """insert into unit_change_versions
                (change_id, business_unit_id, starts_on, change, to_id, name, recorded_at, row_hash)
            values ($row_hash, $from_id, $starts_on, $change, nullif($to_id, ''), nullif($name, ''),
                $last_changed_on, $row_hash)""",
            {"name": "", "last_changed_on": "2026-01-01"} | row | {"row_hash": str(place)},
        )
    people = sorted({post[0] for post in posts})
    con.executemany(
        "insert into employment_versions values (?, '2020-01-01', ?, '2020-01-01', 'a')",
        [[person, LEFT.get(person)] for person in people],
    )
    con.executemany(
        """insert into assignment_versions (assignment_id, person_id, starts_on, ends_on, business_unit_id,
            location_id, fte, population, state, recorded_at, row_hash)
        values (?, ?, ?, ?, ?, 'office', ?, 'employee', 'active', '2020-01-01', ?)""",
        [[f"{post[0]}{post[1]}", *post, str(place)] for place, post in enumerate(posts)],
    )
    con.execute(
        """insert into location_versions (location_id, name, country, country_code, recorded_at, row_hash)
        values ('office', 'Office', 'Northland', 'NL', '2020-01-01', 'a');
        insert into taxonomies (taxonomy_id, taxonomy_version, name, licence, attribution, language)
            values ('hand', '1', 'By hand', 'none', 'nobody', 'en');
        insert into concept_versions (concept_id, taxonomy_id, taxonomy_version, label, kind, recorded_at,
            row_hash) values ('weld', 'hand', '1', 'Welding', 'skill', '2020-01-01', 'a');
        insert into badge_versions (badge_id, name, issuer, level, level_origin, recorded_at, row_hash)
        values ('w', 'Welding', 'School', 1, 'stated', '2020-01-01', 'a');
        insert into badge_skill_versions values ('w', 'weld', 1, 'catalogue', 'exact', '2020-01-01', 'a')"""
    )
    con.executemany(
        """insert into award_versions (award_id, badge_id, person_id, matched_by, awarded_on, expiry,
            acceptance, country_code, state, recorded_at, row_hash)
        values (?, 'w', ?, 'id', '2021-01-01', 'never', 'accepted', 'NL', 'issued', '2021-01-01', ?)""",
        [[person, person, person] for person in HOLDERS if person in people],
    )
    return con


@pytest.fixture(scope="module")
def con():
    with company() as con:
        yield con


def people(con, as_of, structure, by="business_unit", known=KNOWN):
    frame = sk.recognition(con, as_of, known, by=by, structure=structure)
    return dict(zip(frame["business_unit"], frame["people"], strict=True))


def sums(con, as_of, structure, by):
    frame = sk.skill_map(con, as_of, KNOWN, by=by, structure=structure)
    return int(frame["people"].sum()), round(frame["people_fte"].sum(), 3), int(frame["holders"].sum())


def test_a_day_before_a_reorganisation_as_it_was_and_in_the_structure_after_it(con):
    assert people(con, "2026-02-01", "as was") == {"Red": 2, "Blue": 1}
    # Ann's next post is in Ruby; Bob left before there was one; Blue went into Rose.
    assert people(con, "2026-02-01", TODAY) == {"Ruby": 1, "Red (until 2026-04-01)": 1, "Rose": 1}
    assert people(con, "2026-02-01", TODAY, "business_unit@2") == {"Shops": 3}


def test_today_is_the_structure_of_the_day_asked_about(con):
    assert people(con, "2026-02-01", "today") == {"Red": 2, "Blue": 1}
    assert people(con, TODAY, "today") == people(con, TODAY, "as was") == {"Ruby": 1, "Rose": 1}


def test_both_structures_sum_to_the_company_on_every_day_at_every_tier(con):
    days = [date(2026, 1, 1) + timedelta(days=step) for step in range(365)]
    both = con.execute(
        """with placed as (from placed_on($days, $known, $today)),
        as_was as (
            select day, tier, count(*) as people, sum(fte::decimal(9, 3)) as fte,
                   count(weld.person_id) as holders
            from placed join business_unit_paths_on($days, $known) as paths
                using (day, business_unit_id)
            left join holdings($today, $known) as weld using (person_id)
            group by day, tier),
        now as (
            select placed.day, tier, count(*) as people, sum(fte::decimal(9, 3)) as fte,
                   count(weld.person_id) as holders
            from placed join business_unit_paths_of([$today], $known, 'today') as paths
                on paths.business_unit_id = unit_now
            left join holdings($today, $known) as weld using (person_id)
            group by placed.day, tier)
        select day, tier, as_was.people, as_was.fte, as_was.holders, now.people, now.fte, now.holders
        from as_was full join now using (day, tier)""",
        {"days": days, "known": KNOWN, "today": TODAY},
    ).fetchall()
    assert len(both) == 365 * 3
    for day, _, *counts in both:
        # Three people, 2.3 FTE; from March on without Bob. Everybody holds the skill.
        expected = (3, 2.3, 3) if day < date(2026, 3, 1) else (2, 1.3, 2)
        assert tuple(map(float, counts[:3])) == tuple(map(float, counts[3:])) == expected


@pytest.mark.parametrize("as_of", ["2026-02-28", "2026-12-31"])
@pytest.mark.parametrize("by", ["business_unit@1", "business_unit@2", "business_unit"])
def test_the_map_sums_to_the_company_in_every_structure(con, as_of, by):
    whole = sums(con, as_of, "as was", "company")
    assert {sums(con, as_of, structure, by) for structure in ("as was", "today", TODAY)} == {whole}


def test_a_trend_in_todays_structure_is_one_line_for_each_unit_of_today(con):
    def lines(structure):
        frame = sk.skill_trend(
            con, TODAY, KNOWN, by="business_unit", of="all", quarters=3, structure=structure
        )
        frame = frame[frame["basis"] == "recorded"]
        return {
            (unit, str(day.date())): holders
            for unit, day, holders in zip(
                frame["business_unit"], frame["quarter_end"], frame["holders"], strict=True
            )
        }

    assert lines("as was") == {
        ("Red", "2025-12-31"): 2,
        ("Blue", "2025-12-31"): 1,
        ("Red", "2026-03-31"): 1,
        ("Blue", "2026-03-31"): 1,
        ("Ruby", "2026-06-30"): 1,
        ("Rose", "2026-06-30"): 1,
    }
    assert lines("today") == {
        ("Ruby", "2025-12-31"): 1,
        ("Red (until 2026-04-01)", "2025-12-31"): 1,
        ("Rose", "2025-12-31"): 1,
        ("Ruby", "2026-03-31"): 1,
        ("Rose", "2026-03-31"): 1,
        ("Ruby", "2026-06-30"): 1,
        ("Rose", "2026-06-30"): 1,
    }


def test_a_filter_names_a_unit_as_it_is_shown(con):
    def of(unit):
        frame = sk.skill_map(
            con, "2026-02-01", KNOWN, by="business_unit", structure=TODAY, filters={"business_unit": unit}
        )
        return dict(zip(frame["business_unit"], frame["holders"], strict=True))

    assert of("Red (until 2026-04-01)") == {"Red (until 2026-04-01)": 1}
    assert of("Rose") == {"Rose": 1}
    assert of("Shops") == {"Ruby": 1, "Rose": 1, "Red (until 2026-04-01)": 1}


def test_a_chart_says_in_whose_units_it_is_and_an_answer_as_it_was_does_not(con):
    def words(**more):
        return about(sk.skill_map(con, TODAY, KNOWN, **more), "Holders.")[0]

    assert "2026-06-30, in today's structure, as known on" in words(structure="today")
    assert "2026-06-30, in the structure of 2026-01-01, as known on" in words(structure="2026-01-01")
    assert "structure" not in words()
    plain = sk.skill_map(con, TODAY, KNOWN).attrs["question"]
    assert "structure" not in plain
    assert (
        "structure" not in sk.skill_map(con, TODAY, KNOWN, by="country", structure="today").attrs["question"]
    )
    assert sk.skill_map(con, TODAY, KNOWN, structure="today").attrs["question"] == plain | {
        "structure": "today"
    }


@pytest.mark.parametrize("structure", ["now", "2026-02-30", 3, ""])
def test_another_structure_is_refused_with_the_choices(con, structure):
    with pytest.raises(QuestionError, match=r"'as was' .*'today'"):
        sk.skill_map(con, TODAY, KNOWN, structure=structure)


def test_the_company_decides_what_is_shown_where_a_question_does_not_say():
    with company() as con:
        con.execute("insert into settings values ('structure', 'today')")
        assert sk.skill_map(con, TODAY, KNOWN).attrs["question"]["structure"] == "today"
        assert "structure" not in sk.skill_map(con, TODAY, KNOWN, structure="as was").attrs["question"]


def test_a_target_goes_with_its_unit():
    with company() as con:
        con.execute(
            """insert into target_versions (target_id, business_unit_id, skill_id, level, needed, starts_on,
                approved, recorded_at, row_hash) values
            ('1', 'blue', 'weld', 1, 3, '2025-01-01', true, '2025-01-01', 'a'),
            ('2', 'rose', 'weld', 1, 2, '2026-04-01', true, '2026-04-01', 'b')"""
        )
        gaps = sk.skill_gaps(con, TODAY, KNOWN, structure="today")
        assert gaps[["business_unit", "needed", "holders", "gap"]].values.tolist() == [["Rose", 5, 1, 4]]


def test_a_rename_by_a_new_id_keeps_one_line_and_one_by_the_same_id_changes_the_name():
    units = UNITS + "crimson,2026-04-01,Crimson,shops,2026-03-01\n"
    changes = (
        "change,starts_on,from_id,to_id,name\n"
        "rename,2026-04-01,red,crimson,\nrename,2026-05-01,crimson,,Scarlet\nrename,2026-02-01,blue,,Azure\n"
    )
    posts = (("ann", "2020-01-01", None, "red", 1), ("bob", "2020-01-01", None, "blue", 1))
    with company(units, changes, posts) as con:
        # HR keeps writing the old id: as it was that is what is shown.
        assert people(con, "2026-01-31", "as was") == {"Red": 1, "Blue": 1}
        assert people(con, "2026-02-01", "as was") == {"Red": 1, "Azure": 1}
        for day in ("2026-01-31", "2026-02-28", "2026-06-01"):
            now = {"Scarlet": 1, "Azure": 1} if day < "2026-03-01" else {"Scarlet": 1}
            assert people(con, day, TODAY) == now
        assert people(con, "2026-02-01", "2026-04-15") == {"Crimson": 1, "Azure": 1}


def test_a_chain_of_changes_is_followed_and_what_was_not_known_yet_is_not():
    units = UNITS + "navy,2026-05-01,Navy,works,2026-03-01\n"
    changes = CHANGES + "merge,2026-05-01,rose,navy,,2026-04-20\nmove,2026-05-01,shops,navy,,2026-04-20\n"
    with company(units, changes) as con:
        assert people(con, "2026-02-01", TODAY) == {"Ruby": 1, "Red (until 2026-04-01)": 1, "Navy": 1}
        assert people(con, "2026-02-01", TODAY, known="2026-04-01") == {
            "Ruby": 1,
            "Red (until 2026-04-01)": 1,
            "Rose": 1,
        }
        paths = con.sql(
            f"""select ancestor, tier from business_unit_paths('{TODAY}', '{KNOWN}')
            where business_unit_id = 'ruby' order by tier"""
        ).fetchall()
        assert paths == [("Works", 1), ("Navy", 2), ("Shops", 3), ("Ruby", 4)]


def test_a_unit_that_splits_off_a_part_goes_on_itself():
    changes = "change,starts_on,from_id,to_id\nsplit,2026-04-01,red,red\nsplit,2026-04-01,red,ruby\n"
    posts = (
        ("ann", "2020-01-01", "2026-04-15", "red", 1),
        ("ann", "2026-04-15", None, "ruby", 1),
        ("cid", "2020-01-01", "2026-04-01", "red", 1),
        ("cid", "2026-04-01", None, "ruby", 1),
    )
    with company(UNITS, changes, posts) as con:
        # Ann was in what went on as Red on the day of the split; Cid went to Ruby with it.
        assert people(con, "2026-02-01", TODAY) == {"Red": 1, "Ruby": 1}


def test_a_next_post_under_a_part_counts_and_one_elsewhere_does_not():
    units = UNITS + "gem,2026-04-01,Gem,ruby,2026-03-01\n"
    posts = (
        ("ann", "2020-01-01", "2026-04-10", "red", 1),
        ("ann", "2026-04-10", None, "gem", 1),
        ("cid", "2020-01-01", "2026-04-01", "red", 1),
        ("cid", "2026-04-01", None, "shops", 1),
    )
    with company(units, CHANGES, posts) as con:
        assert people(con, "2026-02-01", TODAY) == {"Gem": 1, "Red (until 2026-04-01)": 1}


def test_a_unit_that_ended_without_a_successor_says_so_and_its_total_stays():
    changes = "change,starts_on,from_id,to_id\nend,2026-04-01,blue,\nmerge,2026-04-01,shops,works\n"
    with company(UNITS, changes) as con:
        now = people(con, "2026-02-01", TODAY, "business_unit@2")
        assert now == {
            "Red": 2,
            "Blue (until 2026-04-01)": 1,
        }  # Shops is Works now: they stand one tier higher


def test_units_that_become_each_other_leave_everybody_in_one_of_them():
    changes = "change,starts_on,from_id,to_id\nrename,2026-04-01,red,blue\nrename,2026-04-01,blue,red\n"
    with company(UNITS, changes) as con:
        placed = (
            f"select person_id, unit_now from placed_on([date '2026-02-01'], '{KNOWN}', '{TODAY}') order by 1"
        )
        assert con.sql(placed).fetchall() == [("ann", "blue"), ("bob", "blue"), ("cid", "red")]


def test_a_unit_that_was_opened_again_keeps_its_people():
    units = UNITS + "blue,2026-05-15,Blue again,shops,2026-05-01\n"
    posts = (
        ("ann", "2020-01-01", None, "shops", 1),
        ("cid", "2020-01-01", "2026-04-01", "blue", 1),
        ("cid", "2026-05-15", None, "blue", 1),
    )
    with company(units, CHANGES, posts) as con:
        assert people(con, "2026-02-01", TODAY) == {"Rose": 1, "Shops": 1}
        assert people(con, "2026-06-01", TODAY) == {"Blue again": 1, "Shops": 1}


@pytest.mark.parametrize("seed", range(5))
def test_whatever_units_become_of_each_other_everybody_is_in_one_unit(seed):
    chance = random.Random(seed)
    names = ["red", "blue", "ruby", "rose", "shops"]
    rows = {
        f"{chance.choice(['rename', 'split', 'merge', 'end'])},2026-0{chance.randint(1, 6)}-01,{one},{other}"
        for one, other in (chance.choices(names, k=2) for _ in range(25))
    }
    changes = "change,starts_on,from_id,to_id\n" + "\n".join(sorted(rows)) + "\n"
    posts = [
        (person, begins, ends, chance.choice(names), 1)
        for person in ("ann", "bea", "cid", "dee", "eve", "flo", "gus", "hal")
        for begins, ends in (("2020-01-01", "2026-03-01"), ("2026-03-01", "2026-05-01"), ("2026-05-01", None))
    ]
    days = [date(2026, month, 15) for month in range(1, 7)]
    with company(UNITS, changes, posts) as con:
        placed = con.execute(
            """select placed.day, count(*), count(distinct person_id)
            from placed_on($days, $known, $today) as placed
            join business_unit_paths_of([$today], $known, 'today') as paths
                on paths.business_unit_id = unit_now and height = 0
            group by placed.day order by placed.day""",
            {"days": days, "known": KNOWN, "today": TODAY},
        ).fetchall()
        assert placed == [(day, 8, 8) for day in days]


def test_a_hierarchy_may_be_ragged_and_of_any_depth():
    depth = 40
    units = "business_unit_id,starts_on,name,parent_id\n" + "".join(
        f"u{tier},2020-01-01,Unit {tier},{f'u{tier - 1}' if tier > 1 else ''}\n"
        for tier in range(1, depth + 1)
    )
    posts = (("ann", "2020-01-01", None, f"u{depth}", 0.5), ("bob", "2020-01-01", None, "u5", 1))
    with company(units, "", posts) as con:
        assert people(con, "2026-02-01", "as was", "business_unit@12") == {"Unit 12": 1, "Unit 5": 1}
        assert people(con, "2026-02-01", "today", f"business_unit@{depth}") == {
            f"Unit {depth}": 1,
            "Unit 5": 1,
        }
        assert people(con, "2026-02-01", "as was", "business_unit@1") == {"Unit 1": 2}


@pytest.mark.parametrize("tier", ["0", "00", "-1", "x", "1.5", "01"])
def test_a_tier_that_is_none_is_refused(con, tier):
    with pytest.raises(QuestionError, match="a tier"):
        sk.skill_map(con, TODAY, KNOWN, by=f"business_unit@{tier}")


def test_units_in_a_circle_keep_tiers_of_their_own_and_the_company_its_total():
    units = UNITS + (
        "a,2020-01-01,A,c,2020-01-01\nb,2020-01-01,B,a,2020-01-01\nc,2020-01-01,C,b,2020-01-01\n"
        "d,2020-01-01,D,a,2020-01-01\n"
    )
    posts = (*POSTS, *((f"p{unit}", "2020-01-01", None, unit, 1) for unit in "abcd"))
    with company(units, CHANGES, posts) as con:
        for structure in ("as was", TODAY):
            for by in ("business_unit", "business_unit@1", "business_unit@3", "business_unit@9"):
                assert sum(people(con, "2026-02-01", structure, by).values()) == 7
        # A lies under C, that under B; D under A under C under B.
        tiers = "select business_unit_id, tier from business_unit_paths('{0}', '{0}') where height = 0"
        found = dict(con.sql(tiers.format(TODAY)).fetchall())
        assert [found[unit] for unit in ("a", "b", "c", "d", "red")] == [3, 3, 3, 4, 3]
        rules = dict(con.sql("select rule, problems from problems").fetchall())
        assert rules["units that lie under themselves"] == 3


def test_a_unit_known_by_its_id_alone_is_carried_too():
    changes = "change,starts_on,from_id,to_id\nrename,2026-04-01,Night shift,Late shift\n"
    posts = (
        ("ann", "2020-01-01", "2026-04-01", "Night shift", 1),
        ("ann", "2026-04-01", None, "Late shift", 1),
    )
    with company(UNITS, changes, posts) as con:
        assert people(con, "2026-02-01", TODAY) == {"Late shift": 1}


def test_a_faulty_change_is_refused_with_its_line(tmp_path):
    faulty = (
        ("dissolve,2026-04-01,red,,", "change", "bad-value"),
        ("merge,2026-04-01,red,,", "to_id", "missing-value"),
        ("split,2026-04-01,red,,", "to_id", "missing-value"),
        ("merge,2026-04-01,red,red,", "to_id", "own-id"),
        ("move,2026-04-01,red,red,", "to_id", "own-id"),
        ("end,2026-04-01,red,rose,", "to_id", "bad-value"),
        ("rename,2026-04-01,red,,", "name", "missing-value"),
        ("rename,2026-04-01,,rose,", "from_id", "missing-value"),
        ("merge,2026-04-31,red,rose,", "starts_on", "bad-date"),
    )
    rows = "\n".join(row for row, _, _ in faulty)
    file = tmp_path / "reorganisation.csv"
    file.write_text(f"change,starts_on,from_id,to_id,name\nend,2026-01-01,blue,,\n{rows}\n")
    load(file, store=tmp_path / "store", accept_quarantine_rate=1)
    with connect(tmp_path / "store") as con:
        found = con.sql("select line, column_name, reason_code from quarantine order by line").fetchall()
        assert found == [(line, column, code) for line, (_, column, code) in enumerate(faulty, 3)]
        assert con.sql("select business_unit_id, change from unit_change_versions").fetchall() == [
            ("blue", "end")
        ]


def test_the_changing_unit_may_stand_under_either_name(tmp_path):
    (tmp_path / "a.csv").write_text("change,starts_on,business_unit_id,to_id\nmerge,2026-04-01,blue,rose\n")
    (tmp_path / "b.csv").write_text("change,starts_on,from_id,to_id\nmerge,2026-04-01,blue,rose\n")
    summary = load([tmp_path / "a.csv", tmp_path / "b.csv"], store=tmp_path / "store")
    assert {count.kind for count in summary.files} == {"unit changes"}
    with connect(tmp_path / "store") as con:
        assert con.sql("select business_unit_id, to_id from unit_change_versions").fetchall() == [
            ("blue", "rose")
        ]


def test_a_change_of_a_unit_nobody_defined_and_a_split_with_one_part_are_told_with_their_lines(tmp_path):
    (tmp_path / "units.csv").write_text(UNITS)
    (tmp_path / "unit_changes.csv").write_text(
        "change,starts_on,from_id,to_id\nmerge,2026-04-01,blue,nowhere\nend,2026-04-01,ghost,\n"
        "split,2026-04-01,red,ruby\nmerge,2026-05-01,rose,shops\n"
    )
    for _ in range(2):  # told once, however often it is loaded
        load([tmp_path / "units.csv", tmp_path / "unit_changes.csv"], store=tmp_path / "store")
    with connect(tmp_path / "store") as con:
        assert con.sql(
            """select file, line, column_name, effect from remarks
            where code = 'change-undefined' order by line"""
        ).fetchall() == [
            ("unit_changes.csv", 2, "to_id", "counted otherwise"),
            ("unit_changes.csv", 3, "from_id", "left out"),
            ("unit_changes.csv", 4, "to_id", "doubtful"),
        ]


def test_the_order_in_which_changes_are_loaded_makes_no_difference(tmp_path):
    rows = CHANGES.splitlines()
    (tmp_path / "a.csv").write_text("\n".join([rows[0], rows[1], rows[3]]) + "\n")
    (tmp_path / "b.csv").write_text(
        "\n".join([rows[0], rows[2]]) + "\nmerge,2026-04-01,blue,ruby,,2026-03-15\n"
    )
    for name, order in (("one", "ab"), ("other", "ba")):
        for file in order:
            load(tmp_path / f"{file}.csv", store=tmp_path / name)
    assert (tmp_path / "one/current").read_text() == (tmp_path / "other/current").read_text()
    with connect(tmp_path / "one") as con:  # what was recorded last of a change holds
        carried = "select unit_now from units_carried('2026-06-30', '{}') where business_unit_id = 'blue'"
        assert con.sql(carried.format("2026-03-10")).fetchall() == [("rose",)]
        assert con.sql(carried.format("2026-03-15")).fetchall() == [("ruby",)]
