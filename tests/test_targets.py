"""Targets where there are none yet: what roles need, a workbook to fill in, and reading it back."""

import datetime
import re
import shutil
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import skillslib as sk
from skillslib import store
from skillslib.cli import app
from skillslib.intake import IntakeError
from skillslib.loading import LoadError
from skillslib.metrics.question import QuestionError
from skillslib.publish.views import questions, report_days
from skillslib.sheets import SheetError

FACTS = Path(__file__).with_name("four_people.sql").read_text()
LABELS = """insert into concept_labels
    (taxonomy_id, taxonomy_version, concept_id, label, label_norm, label_type) values
    ('hand', '1', 'weld', 'Welding', 'welding', 'preferred'),
    ('hand', '1', 'cut', 'Cutting', 'cutting', 'preferred'),
    ('hand', '1', 'cut', 'Parting', 'parting', 'alternative'),
    ('hand', '1', 'weld', 'Parting', 'parting', 'alternative')"""


def made(folder, *facts):
    """A store that holds these facts."""
    with store.build(folder) as building:
        for fact in facts:
            building.execute(fact)
    return folder


# --- skills by their labels --------------------------------------------------------------------

BY_LABEL = """insert into target_versions
    (target_id, business_unit_id, skill_id, level, needed, starts_on, approved, recorded_at, row_hash) values
    ('5', 'red', ' welding', 1, 2, '2023-01-01', true, '2023-01-01', 'e'),
    ('6', 'red', 'Parting', 1, 1, '2023-01-01', true, '2023-01-01', 'f'),
    ('7', 'red', 'Dancing', 1, 1, '2023-01-01', true, '2023-01-01', 'g')"""


def test_a_target_may_name_its_skill_by_a_label_that_one_skill_has(tmp_path):
    """31 August 2023: Ann, of Red, holds welding at level 1, so of two one is lacking."""
    with sk.connect(made(tmp_path / "store", FACTS, LABELS, BY_LABEL)) as con:
        gaps = sk.skill_gaps(con, "2023-08-31", "2030-01-01")
        red = gaps[(gaps["business_unit"] == "Red") & (gaps["level"] == 1)].set_index("skill_id")
        assert red.loc["weld", ["needed", "holders", "gap"]].tolist() == [2, 1, 1]
        told = [what for what in sk.defects(con)["what"] if "Parting" in what or "Dancing" in what]
        assert sorted(told) == [
            "several skills are called Parting: give the skill_id",
            "the skill Dancing is in no taxonomy",
        ]
        ready = sk.readiness(con, "2023-08-31").set_index("view")
        assert "of 2 of 6 targets the skill is in no taxonomy" in ready.loc["gaps", "why"]
        assert "skill_id in targets.csv" in ready.loc["gaps", "helps"]


REFUSED = """insert into remarks (source_id, file, line, code, what, effect) values
    ('s', 'people.csv', 4, 'not-counted', 'refused: counted nowhere', 'left out'),
    ('s', 'people.csv', 4, 'not-counted', 'refused: counted nowhere', 'left out'),
    ('s', 'people.csv', 9, 'not-counted', 'refused: counted nowhere', 'left out')"""
LOST = "update award_versions set person_id = null, matched_by = null where person_id in ('ann', 'bob')"


def test_where_rows_of_people_were_refused_ids_are_not_all_that_helps(tmp_path):
    with sk.connect(made(tmp_path / "store", FACTS, LOST, REFUSED)) as con:
        helps = sk.readiness(con, "2023-10-05").set_index("view").loc["recognition", "helps"]
    assert helps.startswith("mended rows of people: 2 were refused")
    many = "insert into unmatched_recipients select '1', 'stranger ' || n from range(5) as numbers(n)"
    with sk.connect(made(tmp_path / "other", FACTS, LOST, REFUSED, many)) as con:
        helps = sk.readiness(con, "2023-10-05").set_index("view").loc["map by country", "helps"]
    assert helps.startswith("employee ids") and helps.count("mended rows of people") == 1


# --- what the people in a role need ------------------------------------------------------------


def test_role_requirements_are_recognised_and_judged_by_line(tmp_path):
    made(tmp_path / "store", FACTS, LABELS)
    (tmp_path / "role_requirements.csv").write_text(
        "job_role,skill_id,skill,level,share,starts_on,last_changed_on\n"
        "welder,weld,,2,0.5,2023-01-01,2022-12-01\n"
        "lead,,Cutting,1,0.25,2023-01-01,\n"
        "welder,,Dancing,1,0.5,2023-01-01,\n"
        "welder,,,1,0.5,2023-01-01,\n"
        "welder,,Parting,1,0.5,2023-01-01,\n"
        "welder,weld,,6,0.5,2023-01-01,\n"
        "welder,weld,,1,80,2023-01-01,\n"
        "welder,weld,,1,many,2023-01-01,\n"
    )
    sk.load([tmp_path / "role_requirements.csv"], store=tmp_path / "store", accept_quarantine_rate=1)
    with sk.connect(tmp_path / "store") as con:
        kept = (
            "select job_role, skill_id, level, share, recorded_at::date::text from role_requirement_versions"
        )
        assert sorted(con.sql(kept).fetchall()) == [
            ("lead", "Cutting", 1, 0.25, "2023-01-01"),
            ("welder", "weld", 2, 0.5, "2022-12-01"),
        ]
        refused = "select line, column_name, reason_code from quarantine order by line"
        assert con.sql(refused).fetchall() == [
            (4, "skill_id", "unknown-skill"),
            (5, "skill_id", "missing-value"),
            (6, "skill_id", "ambiguous-skill"),
            (7, "level", "out-of-range"),
            (8, "share", "out-of-range"),
            (9, "share", "bad-value"),
        ]


def test_role_requirements_without_a_taxonomy_wait_for_one(tmp_path):
    (tmp_path / "roles.csv").write_text(
        "job_role,skill,level,share,starts_on\nwelder,Dancing,1,0.5,2023-01-01\n"
    )
    assert sk.load([tmp_path / "roles.csv"], store=tmp_path / "store").files[0].accepted == 1


# --- what is proposed --------------------------------------------------------------------------


def company(*units):
    """Facts of units under a parent, each (unit, parent, people, holders of welding 2, country, role)."""
    facts = [
        """insert into stated_editions (taxonomy_id, taxonomy_version, name, licence, attribution, language)
    values ('hand', '1', 'By hand', 'none', 'nobody', 'en');
        insert into taxonomies by name select * exclude (source_id) from stated_editions;
        insert into concept_versions
            (concept_id, taxonomy_id, taxonomy_version, label, kind, recorded_at, row_hash) values
            ('weld', 'hand', '1', 'Welding', 'skill', '2020-01-01', 'a');
        insert into concept_labels
            (taxonomy_id, taxonomy_version, concept_id, label, label_norm, label_type)
            values ('hand', '1', 'weld', 'Welding', 'welding', 'preferred');
        insert into badge_versions
            (badge_id, name, issuer, level_stated, level, level_origin, recorded_at, row_hash)
            values ('w2', 'Welding', 'School', '2', 2, 'stated', '2020-01-01', 'a');
        insert into badge_tag_versions (badge_id, tag, tag_norm, origin, recorded_at, row_hash)
            values ('w2', 'Welding', 'welding', 'catalogue', '2020-01-01', 'a');
        insert into badge_skill_versions values ('w2', 'weld', 2, 'catalogue', 'exact', '2020-01-01', 'a');
        insert into location_versions (location_id, name, country, country_code, recorded_at, row_hash) values
            ('NL', 'North', 'Northland', 'NL', '2020-01-01', 'a'),
            ('SL', 'South', 'Southland', 'SL', '2020-01-01', 'b')"""
    ]
    for unit, parent, people, holders, country, role in units:
        above = f"'{parent}'" if parent else "null"
        person = f"'{unit}-' || i"
        facts.append(
            f"""insert into business_unit_versions
                (business_unit_id, starts_on, name, parent_id, recorded_at, row_hash)
                values ('{unit}', '2020-01-01', 'Unit {unit}', {above}, '2020-01-01', 'a');
            insert into employment_statements
                select {person}, date '2020-01-01', date '2020-01-01', null, '2020-01-01', '2020-01-01',
                       '2020-01-01' from range({people}) as t(i);
            insert into employment_versions
                select {person}, date '2020-01-01', null, '2020-01-01', 'a' from range({people}) as t(i);
            insert into vault.identities
                select {person}, 'id', {person}, {person} from range({people}) as t(i);
            insert into vault.recipients (award_id, kind, value, value_norm)
                select {person}, 'id', {person}, {person} from range({holders}) as t(i);
            insert into assignment_versions
                (assignment_id, person_id, starts_on, business_unit_id, location_id, job_role, fte,
                 population, state, recorded_at, row_hash)
                select {person}, {person}, '2020-01-01', '{unit}', '{country}', '{role}', 1, 'employee',
                       'active', '2020-01-01', 'a' from range({people}) as t(i);
            insert into award_versions
                (award_id, badge_id, person_id, matched_by, awarded_on, expiry, acceptance, country_code,
                 state, recorded_at, row_hash)
                select {person}, 'w2', {person}, 'id', '2021-01-01', 'never', 'accepted', '{country}',
                       'issued', '2021-01-01', 'a' from range({holders}) as t(i)"""
        )
    return facts


WORKS = company(
    ("works", "", 0, 0, "NL", ""),
    ("north", "works", 0, 0, "NL", ""),
    ("south", "works", 0, 0, "NL", ""),
    ("p1", "north", 10, 2, "NL", "clerk"),
    ("p2", "north", 5, 2, "NL", "clerk"),
    ("p3", "north", 5, 3, "NL", "clerk"),
    ("new", "north", 10, 0, "NL", "clerk"),
    ("red", "south", 5, 1, "NL", "welder"),
    ("far", "south", 4, 0, "SL", "clerk"),
    ("big", "south", 100, 7, "NL", "fitter"),
    ("s1", "works", 3, 1, "NL", "clerk"),
    ("s2", "works", 3, 1, "NL", "clerk"),
    ("s3", "works", 3, 1, "NL", "clerk"),
)
ROLES = """insert into role_requirement_versions
    (job_role, skill_id, level, share, starts_on, recorded_at, row_hash) values
    ('Welder', 'Welding', 2, 0.9, '2021-01-01', '2021-01-01', 'a'),
    ('Welder', 'weld', 2, 0.5, '2022-01-01', '2021-01-01', 'b'),
    ('fitter', 'weld', 2, 0.07, '2022-01-01', '2021-01-01', 'c'),
    ('pilot', 'weld', 2, 0.5, '2022-01-01', '2021-01-01', 'd');
    insert into target_versions
    (target_id, business_unit_id, skill_id, level, needed, starts_on, approved, recorded_at, row_hash) values
    ('t', 'north', 'weld', 3, 8, '2022-01-01', true, '2022-01-01', 'a'),
    ('u', 'north', 'weld', 3, 9, '2023-01-01', false, '2022-01-01', 'b')"""


@pytest.fixture(scope="module")
def works(tmp_path_factory):
    return made(tmp_path_factory.mktemp("works") / "store", *WORKS, ROLES)


def template(folder, path, **arguments):
    with sk.connect(folder) as con:
        return sk.target_template(con, "2023-09-30", "2023-10-31", path, **arguments)


def rows_of(path, key="unit id"):
    """The sheet's rows by unit, each a dictionary by title."""
    titles, *rows = openpyxl.load_workbook(path)["Targets"].iter_rows(values_only=True)
    found = [dict(zip(titles, row, strict=True)) for row in rows]
    return {row[key]: row for row in found}


@pytest.fixture(scope="module")
def proposed(works, tmp_path_factory):
    return rows_of(template(works, tmp_path_factory.mktemp("template") / "targets.xlsx"))


def test_a_proposal_follows_from_the_job_roles_of_the_unit(proposed):
    # Five welders, of whom half need it since 2022: 2.5, so three. Of a hundred fitters 0.07 are seven.
    assert proposed["red"]["proposed"] == 3
    assert proposed["red"]["how proposed"] == "not approved; role requirements: 5 Welder x 0.5"
    assert proposed["big"]["proposed"] == 7


def test_without_roles_the_median_of_three_measured_peers_is_proposed(proposed):
    # Beside the unit of ten are units of which 0.2, 0.4 and 0.6 hold it: 0.4 of ten are four.
    assert proposed["new"]["holders now"] == 0
    assert proposed["new"]["proposed"] == 4
    assert proposed["new"]["how proposed"] == (
        "not approved; median of 3 measured peer units (same tier and parent): 40.0% of 10 people"
    )
    # Beside the far unit are two: so those of its tier, of which 0.2 0.4 0.6 0 0.2 0.07 hold it: 0.2 of four.
    assert proposed["far"]["proposed"] == 1
    assert "6 measured peer units (same tier)" in proposed["far"]["how proposed"]


def test_fewer_than_three_measured_peers_propose_nothing_and_say_so(proposed):
    assert proposed["s1"]["proposed"] is None
    assert proposed["s1"]["how proposed"] == (
        "no proposal: no role requirement, and measured peer units are 2, fewer than 3"
    )


def test_a_target_that_is_there_already_stands_in_the_template(proposed):
    # Nobody works directly in North: its approved target goes before the draft that came later.
    row = proposed["north"]
    assert (row["level"], row["people in the unit"], row["needed"], row["approved"]) == (3, 0, 8, "yes")
    assert row["starts on"].date().isoformat() == "2022-01-01"
    assert row["holders now"] == "not measured"
    assert row["how proposed"] == "no proposal: nobody works directly in this unit"


def test_a_row_says_whose_holders_stand_beside_all_people_of_a_unit(tmp_path):
    # Of fifteen people five work in Southland, where nobody ever earned the badge.
    abroad = """insert into assignment_versions
        (assignment_id, person_id, starts_on, business_unit_id, location_id, job_role, fte, population, state,
         recorded_at, row_hash)
        select 's' || i, 's' || i, '2020-01-01', 'mixed', 'SL', 'clerk', 1, 'employee', 'active',
               '2020-01-01', 'a' from range(5) as t(i);
        insert into employment_statements
        select 's' || i, date '2020-01-01', date '2020-01-01', null, '2020-01-01', '2020-01-01', '2020-01-01'
        from range(5) as t(i);
        insert into employment_versions
        select 's' || i, date '2020-01-01', null, '2020-01-01', 'a' from range(5) as t(i)"""
    folder = made(tmp_path / "store", *company(("mixed", "", 10, 4, "NL", "clerk")), abroad)
    row = rows_of(template(folder, tmp_path / "targets.xlsx"))["mixed"]
    assert row["holders now"] == 4
    assert row["how proposed"].startswith(
        "holders are of 10 of the 15 people: where the others work it is not measured; no proposal"
    )


def test_what_is_not_measured_is_no_zero(proposed):
    assert proposed["far"]["holders now"] == "not measured"
    assert proposed["red"]["holders now"] == 1


def test_the_template_is_prefilled_and_says_what_it_is(works, tmp_path):
    path = template(works, tmp_path / "targets.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["Targets"]
    assert sheet.freeze_panes == "A2"
    assert {str(rule.sqref): rule.type for rule in sheet.data_validations.dataValidation} == {
        "K2:K12": "list",
        "E2:E12": "whole",
        "J2:J12": "whole",
    }
    assert sheet["H2"].number_format == '0" (not approved)"'
    words = " ".join(str(row[0]) for row in book["How to fill it in"].iter_rows(values_only=True))
    assert "not for publication" in words
    assert "Role requirements name a job role that nobody here has: pilot." in words
    assert rows_of(path)["red"]["needed"] is None
    assert rows_of(path)["red"]["starts on"].date().isoformat() == "2023-07-01"
    with pytest.raises(FileExistsError, match="is there already"):
        template(works, path)
    assert [file.name for file in tmp_path.iterdir()] == ["targets.xlsx"]
    with pytest.raises(QuestionError, match=r"ends in \.xlsx"):
        template(works, tmp_path / "targets.csv")
    only = rows_of(template(works, tmp_path / "south.xlsx", filters={"business_unit": "Unit south"}))
    assert set(only) == {"red", "far", "big"}


def test_texts_are_no_formulas_and_come_back_as_they_were(tmp_path):
    odd = company(("+red", "", 5, 1, "NL", "welder"))
    odd.append("update business_unit_versions set name = '=1+1'")
    path = template(made(tmp_path / "store", *odd), tmp_path / "targets.xlsx")
    sheet = openpyxl.load_workbook(path)["Targets"]
    assert [sheet["A2"].value, sheet["B2"].value, sheet["F2"].value] == ["'+red", "'=1+1", 5]
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "d"}
    loaded = sk.load([filled(path, {"+red": {"needed": 2}})], store=tmp_path / "store")
    assert loaded.files[0].accepted == 1
    assert targets(tmp_path / "store") == [("+red", "weld", 2, 2, False)]


# --- read back ---------------------------------------------------------------------------------


def filled(path, cells, at="2024-01-10T08:00:00Z"):
    """The workbook with these cells filled in by unit, saved at this time."""
    book = openpyxl.load_workbook(path)
    sheet = book["Targets"]
    titles = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for title, value in cells.get(str(row[0].value).lstrip("'"), {}).items():
            row[titles.index(title)].value = value
    return saved(book, path, at)


def saved(book, path, at):
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + at.encode(), core)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def targets(folder):
    with sk.connect(folder) as con:
        return con.sql(
            """select business_unit_id, skill_id, level, needed, approved from target_versions
            order by recorded_at, business_unit_id, level"""
        ).fetchall()


def test_only_filled_rows_are_read_and_only_approved_targets_count(tmp_path):
    folder = made(tmp_path / "store", *WORKS)
    path = template(folder, tmp_path / "targets.xlsx")
    filled(path, {"red": {"needed": 3}, "p1": {"needed": 4, "approved": "no"}, "p2": {"approved": "no"}})
    loaded = sk.load([path], store=folder)
    assert [(count.file, count.read, count.accepted) for count in loaded.files] == [
        ("targets.xlsx, sheet Targets", 2, 2)
    ]
    assert targets(folder) == [("p1", "weld", 2, 4, False), ("red", "weld", 2, 3, False)]
    with sk.connect(folder) as con:
        assert sk.skill_gaps(con, "2023-12-31", "2024-06-30").empty
        views = questions(report_days(con, "2023-Q4", "2024-06-30"))
        of_gaps = {name: view for name, view in views.items() if view[0] is sk.skill_gaps}
        assert set(of_gaps) == {"gaps", "gaps_before"}
        assert all(metric(con, *days, **said).empty for metric, days, said in of_gaps.values())

    # One of them is approved a day later: from then on it is a gap, and what was known before stays.
    sk.load([filled(path, {"red": {"approved": "yes"}}, "2024-01-11T08:00:00Z")], store=folder)
    with sk.connect(folder) as con:
        gaps = sk.skill_gaps(con, "2023-12-31", "2024-06-30")
        assert gaps[["business_unit", "needed", "holders", "gap"]].values.tolist() == [["Unit red", 3, 1, 2]]
        assert sk.skill_gaps(con, "2023-12-31", "2024-01-10").empty
    with sk.connect(folder) as con:
        later = rows_of(sk.target_template(con, "2024-03-31", "2024-06-30", tmp_path / "later.xlsx"))
    assert [later["red"][title] for title in ("needed", "approved")] == [3, "yes"]
    assert [later["p1"][title] for title in ("needed", "approved")] == [4, "no"]


def by_hand(path, *rows, titles=("unit id", "skill id", "level", "people in the unit", "needed", "approved")):
    """A workbook of targets with these rows, the header on line 1; all start on one day."""
    book = openpyxl.Workbook()
    book.active.title = "Targets"
    book.active.append([*titles, "starts on"])
    for row in rows:
        book.active.append([*row, datetime.date(2023, 7, 1)])
    return saved(book, path, "2024-01-10T08:00:00Z")


def test_what_is_wrong_is_said_with_its_cell(works, tmp_path):
    path = by_hand(
        tmp_path / "targets.xlsx",
        ("red", "weld", 2, 5, "abc", "yes"),
        ("red", "weld", 2, 5, -1, "yes"),
        ("red", "weld", 2, 5, 2.5, "yes"),
        ("blue", "weld", 2, 5, 1, "yes"),
        ("red", "cut", 2, 5, 1, "yes"),
        ("red", "weld", 6, 5, 1, "yes"),
        ("red", "weld", 2, 5, 1, "perhaps later"),
        ("red", "weld", 2, 5, None, "yes"),
        ("red", "weld", 2, 5, None, None),
        ("red", "weld", 2, 5, 6, "yes"),
    )
    shutil.copytree(works, tmp_path / "store")
    loaded = sk.load([path], store=tmp_path / "store", accept_quarantine_rate=1)
    assert (loaded.files[0].read, loaded.files[0].accepted) == (9, 1)
    with sk.connect(tmp_path / "store") as con:
        assert con.sql("select distinct file from quarantine").fetchall() == [
            ("targets.xlsx, sheet Targets",)
        ]
        assert con.sql("select line, reason from quarantine order by line").fetchall() == [
            (2, "needed: cell E2: 'abc' is not a whole number"),
            (3, "needed: cell E3: '-1' is not a whole number"),
            (4, "needed: cell E4: '2.5' is not a whole number"),
            (5, "unit id: cell A5: a text of 4 signs is not the id of a unit"),
            (6, "skill id: cell B6: 'cut' is not the id of a skill"),
            (7, "level: cell C7: '6' is not a level from 1 to 5"),
            (8, "approved: cell F8: a text of 13 signs is not yes or no"),
            (9, "needed: cell E9: blank, and needed"),
        ]
        assert con.sql(
            "select file, line, column_name, what, effect from remarks where code = 'more-than-people'"
        ).fetchall() == [
            (
                "targets.xlsx, sheet Targets",
                11,
                "needed",
                "cell E11: 6 are needed in a unit of 5 people",
                "doubtful",
            )
        ]
    with pytest.raises(
        LoadError, match=r"targets\.xlsx, sheet Targets, line 3: needed: cell E3: '-1' is not a whole"
    ):
        sk.load([path], store=made(tmp_path / "other", *WORKS))


def test_a_workbook_is_read_after_the_units_that_came_with_it(tmp_path):
    units = "business_unit_id,starts_on,name,parent_id\nred,2020-01-01,Red,\n"
    (tmp_path / "business_units.csv").write_text(units)
    for level in range(1, 6):  # whichever of them would come first by its content
        rows = (("red", "weld", level, 5, 1, "yes"), ("blue", "weld", level, 5, 1, "yes"))
        by_hand(tmp_path / f"level-{level}.xlsx", *rows)
    sk.load(tmp_path, store=tmp_path / "store", accept_quarantine_rate=1)
    assert targets(tmp_path / "store") == [("red", "weld", level, 1, True) for level in range(1, 6)]


def test_a_formula_without_its_result_is_refused_with_its_row(works, tmp_path):
    path = by_hand(tmp_path / "targets.xlsx", ("red", "weld", 2, 5, "=1+1", "yes"))
    with pytest.raises(
        IntakeError, match=r"sheet Targets: the formula in row 2 has no stored result \(cell E2;"
    ):
        sk.load([path], store=tmp_path / "store")


def test_a_workbook_of_something_else_is_not_taken_for_targets(works, tmp_path):
    other = by_hand(
        tmp_path / "sales.xlsx", titles=("region", "quarter", "euros", "dollars", "yen", "pounds")
    )
    near = by_hand(tmp_path / "near.xlsx", titles=("unit id", "skill id", "level", "x", "y", "approved"))
    with pytest.raises(LoadError, match="an Excel workbook of no form we know: say its"):
        sk.load([other], store=tmp_path / "store")
    with pytest.raises(IntakeError, match=r"near\.xlsx, sheet Targets: the column 'needed' is missing"):
        sk.load([near], store=tmp_path / "store")


def test_init_leaves_the_workbook_of_targets_to_load(works, tmp_path):
    template(works, tmp_path / "targets.xlsx")
    begun = sk.init(tmp_path, yes=True)
    assert begun.recognised["targets.xlsx"].startswith("targets, decided in the workbook")
    assert "targets.xlsx" not in (tmp_path / "company.toml").read_text()


def test_the_command_writes_the_workbook_and_says_for_whom(works, tmp_path):
    path = tmp_path / "targets.xlsx"
    done = CliRunner().invoke(
        app, ["targets", "--template", str(path), "--store", str(works), "--level", "2"]
    )
    assert done.exit_code == 0, done.output
    assert "for the team, not for publication" in done.output
    assert len(rows_of(path)) == 10
    again = CliRunner().invoke(app, ["targets", "--template", str(path), "--store", str(works)])
    assert again.exit_code == 2


def test_without_openpyxl_the_extra_is_named(works, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(SheetError, match=r"skillslib\[excel\]"):
        template(works, tmp_path / "targets.xlsx")
    assert list(tmp_path.iterdir()) == []
