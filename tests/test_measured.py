"""A company one of whose countries' ids do not match: it is not measured, and is nowhere a zero."""

import json

import pandas as pd
import pytest

import skillslib as sk
from skillslib import disclosure, store
from skillslib.charts import gap, recognition, theme, trend
from skillslib.checking import views
from skillslib.metrics import missing
from skillslib.metrics.question import QuestionError
from skillslib.publish import headline, lint, release, trust
from skillslib.publish import views as report_views

DAYS = ("2026-09-30", "2026-10-05")
FACTS = """
insert into taxonomies (taxonomy_id, taxonomy_version, name, licence, attribution, language)
    values ('hand', '1', 'By hand', 'none', 'nobody', 'en');
insert into concept_versions
    (concept_id, taxonomy_id, taxonomy_version, label, kind, recorded_at, row_hash) values
    ('weld', 'hand', '1', 'Welding', 'skill', '2020-01-01', 'a'),
    ('cut', 'hand', '1', 'Cutting', 'skill', '2020-01-01', 'b'),
    ('metal', 'hand', '1', 'Metalwork', 'skill group', '2020-01-01', 'c');
insert into concept_relations (taxonomy_id, taxonomy_version, concept_id, to_id, relation)
    select *, 'broader' from (values ('hand', '1', 'weld', 'metal'), ('hand', '1', 'cut', 'metal'));
insert into business_unit_versions
    (business_unit_id, starts_on, name, parent_id, recorded_at, row_hash) values
    ('works', '2020-01-01', 'Works', null, '2020-01-01', 'a'),
    ('rhine', '2020-01-01', 'Rhine', 'works', '2020-01-01', 'b'),
    ('oder', '2020-01-01', 'Oder', 'works', '2020-01-01', 'c');
insert into location_versions (location_id, name, city, country, country_code, recorded_at, row_hash) values
    ('k', 'Cologne', 'Cologne', 'Germany', 'DE', '2020-01-01', 'a'),
    ('p', 'Poznan', 'Poznan', 'Poland', 'PL', '2020-01-01', 'b');
insert into badge_versions (badge_id, name, issuer, level, level_origin, recorded_at, row_hash) values
    ('w', 'Welding basics', 'School', 1, 'stated', '2020-01-01', 'a'),
    ('c', 'Cutting basics', 'Issuer X', 1, 'stated', '2020-01-01', 'b');
insert into badge_skill_versions (badge_id, skill_id, level, origin, method, recorded_at, row_hash) values
    ('w', 'weld', 1, 'catalogue', 'exact', '2020-01-01', 'a'),
    ('c', 'cut', 1, 'catalogue', 'exact', '2020-01-01', 'b');
"""
DARK = ("Poland", "Poznan", "Oder")


def people(unit, place, number):
    """Insert people of a unit who work in a place: rhinek0, rhinek1, ..."""
    return f"""
    insert into employment_versions (person_id, hired_on, recorded_at, row_hash)
        select '{unit}{place}' || n, '2020-01-01', '2020-01-01', 'a' from range({number}) as them(n);
    insert into assignment_versions (assignment_id, person_id, starts_on, business_unit_id, location_id,
            job_role, fte, population, state, recorded_at, row_hash)
        select '{unit}{place}' || n, '{unit}{place}' || n, '2020-01-01', '{unit}', '{place}', 'smith', 1,
               'employee', 'active', '2020-01-01', 'a' from range({number}) as them(n);"""


def awards(badge, country, number, who=None, awarded_on="2026-03-01"):
    """Insert awards of a badge: of the first people of `who`, or of nobody whom we know."""
    person = f"'{who}' || n" if who else "null"
    found = "'id', null" if who else "null, 'identity unknown to the HR extract'"
    code = f"'{country}'" if country else "null"
    return f"""
    insert into award_versions (award_id, badge_id, person_id, matched_by, unmatched_because, awarded_on,
            expiry, acceptance, country_code, state, recorded_at, row_hash)
        select '{badge}{country}{who}' || n, '{badge}', {person}, {found}, '{awarded_on}', 'never',
               'accepted', {code}, 'issued', '{awarded_on}', 'a' || n from range({number}) as them(n);"""


def target(number, unit, needed):
    return f"""
    insert into target_versions (target_id, business_unit_id, skill_id, level, needed, starts_on, approved,
            recorded_at, row_hash)
        values ('{number}', '{unit}', 'weld', 1, {needed}, '2026-01-01', true, '2026-01-01', 'a');"""


def least(share):
    return f"insert into settings values ('matching.least', '{share}');"


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """A function: a connection to a company of these facts."""
    opened = []
    tmp_path = tmp_path_factory.mktemp("measured")

    def build(*facts):
        folder = tmp_path / f"store{len(opened)}"
        with store.build(folder) as building:
            building.execute(FACTS + "".join(facts))
        opened.append(sk.connect(folder))
        return opened[-1]

    yield build
    for con in opened:
        con.close()


TWO_COUNTRIES = people("rhine", "k", 20) + people("oder", "p", 10)
# Of ten awards in Poland four find their person.
POLAND_DARK = awards("w", "PL", 4, "oderp") + awards("w", "PL", 6)
GERMANY_SEEN = awards("w", "DE", 18, "rhinek") + awards("w", "DE", 2)


def of(frame, **row):
    for column, value in row.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_nine_in_ten_awards_are_enough_and_fewer_are_not(company):
    con = company(TWO_COUNTRIES, GERMANY_SEEN, POLAND_DARK)
    frame = sk.skill_map(con, *DAYS, by="country", filters={"skill": "Welding"})
    germany, poland = of(frame, country="Germany"), of(frame, country="Poland")
    assert (germany["status"], germany["holders"], germany["share"]) == ("counted", 18, 0.9)
    assert poland["status"] == "not measured" and poland["people"] == 10
    assert poland[["holders", "fte", "people_fte", "share"]].isna().all() and poland["measured_people"] == 0
    fewer = company(TWO_COUNTRIES, awards("w", "DE", 17, "rhinek"), awards("w", "DE", 3), POLAND_DARK)
    assert set(sk.skill_map(fewer, *DAYS, by="country")["status"]) == {"not measured"}


def test_a_dark_country_is_in_no_sum(company):
    con = company(TWO_COUNTRIES, GERMANY_SEEN, POLAND_DARK)
    frame = sk.skill_map(con, *DAYS, by="company")
    told = of(frame, skill="Welding")
    assert (told["holders"], told["fte"], told["people"], told["measured_people"]) == (18, 18, 30, 20)
    assert told["share"] == 18 / 20 and told["status"] == "counted"
    row = sk.skill_trend(con, *DAYS, of="skill", quarters=3).query(
        "skill == 'Welding' and basis == 'recorded'"
    )
    assert row["holders"].tolist() == [18, 18, 18] and row["awards"].tolist() == [18, 0, 0]
    assert row["measured_people"].tolist() == [20, 20, 20]
    earned = of(sk.recognition(con, *DAYS, by="company"), company="Company")
    assert (earned["earners"], earned["awards"], earned["measured_people"], earned["rate"]) == (
        18,
        18,
        20,
        0.9,
    )
    assert of(sk.recognition(con, *DAYS, by="country"), country="Poland")["status"] == "not measured"


@pytest.mark.parametrize("there, elsewhere, holders", [(11, 10, 9), (9, 11, None)])
def test_a_group_counts_those_in_measured_places_from_half_of_it_on(company, there, elsewhere, holders):
    con = company(
        people("rhine", "k", there),
        people("rhine", "p", elsewhere),
        awards("w", "DE", 9, "rhinek"),
        awards("w", "PL", 4, "rhinep"),
        awards("w", "PL", 6),
    )
    row = of(sk.skill_map(con, *DAYS, filters={"skill": "Welding"}), business_unit="Rhine")
    if holders is None:
        assert row["status"] == "not measured" and pd.isna(row["holders"])
    else:
        assert (row["holders"], row["measured_people"], row["share"]) == (9, 11, 9 / 11)


@pytest.mark.parametrize("there, elsewhere, status", [(18, 2, "zero"), (17, 3, "not measured")])
def test_nobody_holds_a_skill_only_where_nine_in_ten_are_measured(company, there, elsewhere, status):
    con = company(
        people("rhine", "k", 20),
        people("oder", "k", there),
        people("oder", "p", elsewhere),
        GERMANY_SEEN,
        awards("w", "PL", 10),
        awards("c", "PL", 10),
    )
    for asked in ({"filters": {"skill": "Welding"}}, {"of": "family", "filters": {"family": "Metalwork"}}):
        frame = sk.skill_map(con, *DAYS, **asked)
        seen = {unit: of(frame, business_unit=unit) for unit in ("Oder", "Rhine")}
        assert seen["Oder"]["status"] == status, asked
        assert pd.isna(seen["Oder"]["holders"]) == (status != "zero"), asked
        shown = of(sk.protect(frame), business_unit="Oder")
        assert shown["status"] == ("zero" if status == "zero" else "withheld"), asked
        assert (seen["Rhine"]["status"], seen["Rhine"]["holders"]) == ("counted", 18), asked


def test_an_issuer_whose_ids_fail_darkens_its_skills_alone(company):
    # 182 of the 200 awards in Germany find their person, 0.91: all 180 of Welding, 2 of 20 of Cutting.
    con = company(
        people("rhine", "k", 200),
        awards("w", "DE", 180, "rhinek"),
        awards("c", "DE", 2, "rhinek"),
        awards("c", "DE", 18),
    )
    frame = sk.skill_map(con, *DAYS, by="country").set_index("skill")
    assert frame["status"].to_dict() == {"Welding": "counted", "Cutting": "not measured"}
    issuers = sk.matching_rates(con, *DAYS, by="issuer").set_index("issuer")
    assert issuers["share"].to_dict() == {"Issuer X": 0.1, "School": 1.0}
    assert issuers["status"].to_dict() == {"Issuer X": "too few", "School": "enough"}


def test_fewer_than_ten_awards_of_a_skill_do_not_darken_it(company):
    con = company(
        people("rhine", "k", 200),
        awards("w", "DE", 180, "rhinek"),
        awards("c", "DE", 2, "rhinek"),
        awards("c", "DE", 7),
    )
    frame = sk.skill_map(con, *DAYS, by="country").set_index("skill")
    assert set(frame["status"]) == {"counted"}


def test_the_share_that_is_enough_is_raised_by_the_company_and_never_lowered(company):
    seen = (TWO_COUNTRIES, awards("w", "DE", 19, "rhinek"), awards("w", "DE", 1), POLAND_DARK)
    for share, status in ((0.9, "counted"), (0.95, "counted"), (0.96, "not measured"), (0.2, "counted")):
        asked = {"by": "country", "filters": {"skill": "Welding"}}
        frame = sk.skill_map(company(*seen, least(share)), *DAYS, **asked)
        assert of(frame, country="Germany")["status"] == status, share
        assert of(frame, country="Poland")["status"] == "not measured", share


def test_awards_that_name_no_country_are_of_their_persons_and_the_rest_weighs_on_all(company):
    # 18 found Germans and 10 found Poles; 3 found nobody: 2 of them weigh on Germany, 1 on Poland.
    con = company(
        TWO_COUNTRIES, awards("w", "", 18, "rhinek"), awards("w", "", 10, "oderp"), awards("w", "", 3)
    )
    shares = con.execute(
        "select country_code, matched_share from matching(date '2026-09-30', date '2026-10-05')"
    )
    assert {code: round(share, 6) for code, share in shares.fetchall()} == {
        "DE": round(18 / 20, 6),
        "PL": round(10 / 11, 6),
    }
    rates = sk.matching_rates(con, *DAYS).set_index("country")
    assert rates["awards"].to_dict() == {"Germany": 18, "Poland": 10, "Unknown": 3}


def test_rates_told_apart_in_any_way_sum_to_the_same(company):
    con = company(TWO_COUNTRIES, GERMANY_SEEN, POLAND_DARK, awards("c", "DE", 5))
    frames = {by: sk.matching_rates(con, *DAYS, by=by) for by in ("country", "issuer", "method")}
    sums = [(frame["awards"].sum(), frame["matched"].sum()) for frame in frames.values()]
    assert sums == [(35, 22)] * 3
    country = frames["country"].set_index("country")
    assert country["share"].to_dict() == {"Germany": 18 / 25, "Poland": 0.4}
    assert country["status"].to_dict() == {"Germany": "too few", "Poland": "too few"}
    with pytest.raises(QuestionError, match="country, issuer, method"):
        sk.matching_rates(con, *DAYS, by="person")


@pytest.fixture(scope="module")
def dark(company):
    """Three units in Germany, one of them partly in Poland, and one that is wholly there; targets for all."""
    return company(
        people("rhine", "k", 40),
        people("rhine", "p", 3),
        people("works", "k", 30),
        people("works", "p", 20),
        people("oder", "p", 60),
        awards("w", "DE", 30, "rhinek"),
        awards("w", "DE", 12, "worksk"),
        awards("c", "DE", 12, "rhinek"),
        awards("w", "DE", 10, "rhinek", "2026-08-01").replace("'wDErhinek'", "'again'"),
        awards("w", "PL", 20, "oderp"),
        awards("c", "PL", 12, "oderp"),
        awards("w", "PL", 30),
        awards("c", "PL", 30),
        *(target(*given) for given in ((1, "rhine", 60), (2, "works", 20), (3, "oder", 50))),
    )


def test_a_gap_is_not_measured_unless_enough_of_the_unit_is(dark):
    frame = sk.skill_gaps(dark, *DAYS).set_index("business_unit")
    # 40 of 43 of Rhine are in Germany, 0.93; 30 of 50 of Works are, 0.6; nobody of Oder.
    assert frame["status"].to_dict() == {"Oder": "not measured", "Rhine": "counted", "Works": "not measured"}
    assert frame["needed"].to_dict() == {"Oder": 50, "Rhine": 60, "Works": 20}
    assert frame.loc["Rhine", ["holders", "gap"]].tolist() == [30, 30]
    assert (
        frame.loc[["Oder", "Works"], ["holders", "gap", "surplus", "near", "expiring", "kind"]]
        .isna()
        .all(None)
    )
    # Works has Rhine and Oder under it: 70 of its 153 people are in measured places, fewer than half.
    above = sk.skill_gaps(dark, *DAYS, by="business_unit@1").iloc[0]
    assert above["status"] == "not measured" and above["needed"] == 60 and above["needed_elsewhere"] == 70


def test_above_a_unit_that_is_not_measured_its_plan_is_apart(company):
    # 60 of 80 people are in Germany. Rhine needs 50 and has 30; what Oder needs besides nobody can tell.
    con = company(
        people("rhine", "k", 60),
        people("oder", "p", 20),
        awards("w", "DE", 30, "rhinek"),
        awards("w", "PL", 8, "oderp"),
        awards("w", "PL", 12),
        target(1, "rhine", 50),
        target(2, "oder", 9),
    )
    row = sk.skill_gaps(con, *DAYS, by="company").iloc[0]
    assert (row["needed"], row["needed_elsewhere"], row["holders"], row["gap"]) == (50, 9, 30, 20)
    shown = sk.skill_gaps_chart(sk.protect(sk.skill_gaps(con, *DAYS, by="company"))).to_dict()
    assert "9 more places are planned in units that are not measured." in shown["title"]["subtitle"]


ANSWERS = {
    "map": lambda con, by: sk.skill_map(con, *DAYS, by=by),
    "families": lambda con, by: sk.skill_trend(con, *DAYS, by=by),
    "skills": lambda con, by: sk.skill_trend(con, *DAYS, by=by, of="skill", quarters=5),
    "earned": lambda con, by: sk.recognition(con, *DAYS, by=by),
    "gaps": lambda con, by: sk.skill_gaps(con, *DAYS),
}
CHARTS = {
    "skill_map": ("map", sk.skill_map_chart, sk.skill_map_finding),
    "skill_trend": ("families", sk.skill_trend_chart, sk.skill_trend_finding),
    "skill_trend_of_skills": ("skills", sk.skill_trend_chart, sk.skill_trend_finding),
    "supply": ("skills", sk.supply_chart, sk.supply_finding),
    "expiry": ("skills", sk.expiry_chart, sk.expiry_finding),
    "recognition": ("earned", sk.recognition_chart, sk.recognition_finding),
    "milestones": ("earned", sk.milestones_chart, sk.milestones_finding),
    "shortages": ("gaps", sk.shortages_chart, sk.shortages_finding),
    "skill_gaps": ("gaps", sk.skill_gaps_chart, sk.skill_gaps_finding),
}
NUMBERS = ("holders", "share", "expiring", "gap", "rate", "earners", "now", "year_ago", "left", "reached")


def sentences(node):
    """Every text of a chart's specification but its data: titles, subtitles, headings, descriptions."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in ("datasets", "params", "usermeta", "scale", "sort"):
                yield from sentences(value)
    elif isinstance(node, list):
        for value in node:
            yield from sentences(value)
    elif isinstance(node, str):
        yield node


@pytest.fixture(scope="module")
def answers(dark):
    """Every answer to `dark`, exact and protected, by what is asked and how it is grouped."""
    groupings = ("country", "location", "business_unit", ("country", "business_unit"))
    exact = {
        (name, by): ask(dark, by)
        for name, ask in ANSWERS.items()
        for by in (groupings if name != "gaps" else groupings[2:3])
    }
    return [(name, by, shown) for (name, by), frame in exact.items() for shown in (frame, sk.protect(frame))]


@pytest.mark.parametrize("chart", CHARTS)
def test_no_chart_shows_a_dark_group_as_a_number_or_withheld_nor_speaks_of_it(answers, chart):
    asked, draw, finding = CHARTS[chart]
    for by, frame in [(by, frame) for name, by, frame in answers if name == asked]:
        spec = draw(frame).to_dict()
        # Rhine, of which three in forty work in Poland, is told by those in Germany.
        said = [finding(frame), *sentences(spec)]
        assert not [text for text in said for name in DARK if name in text], by
        rows = [row for data in spec.get("datasets", {}).values() for row in data]
        shown = [row for row in rows if any(name in json.dumps(row) for name in DARK)]
        for row in shown:
            assert not [name for name in NUMBERS if row.get(name) is not None], row
            words = json.dumps(row)
            assert "not measured" in words and "withheld" not in words, row
        assert not shown or chart not in ("shortages", "expiry", "recognition", "milestones")


@pytest.mark.parametrize("chart", CHARTS)
def test_charts_of_units_that_are_partly_measured_may_be_published(answers, chart, tmp_path):
    # 30 of the 50 people of Works are measured, and 30 is the size of no unit.
    asked, draw, _ = CHARTS[chart]
    frames = {str(by): frame for name, by, frame in answers if name == asked and "protected" in frame.attrs}
    published = release.Release(tmp_path, frames)
    for name, frame in frames.items():
        assert lint.check_chart(draw(frame).to_dict(), published) == [name]


def test_no_skill_rests_on_a_place_because_another_is_dark_without_saying_so(dark):
    places, company = sk.skill_map(dark, *DAYS, by="location"), sk.skill_map(dark, *DAYS, by="company")
    company["status"] = "counted"
    company["holders"] = 42
    said = sk.skill_places_finding(places, company)
    assert said == "Welding rests on Cologne, with 100% of its holders where it is measured"
    spec = sk.skill_places_chart(places, company).to_dict()
    assert "Places where a skill is not measured have no part in it." in spec["title"]["subtitle"]
    assert "Poznan" not in json.dumps(spec)


def test_a_trend_of_a_dark_country_says_not_measured_in_heading_and_tooltip(dark):
    frame = sk.protect(sk.skill_trend(dark, *DAYS, by="country", of="all"))
    heads = trend.headings_of(trend.panels_of(frame)).set_index("panel")
    assert heads.loc["Poland", "heading"] == "Poland\nnot measured now"
    spec = sk.skill_trend_chart(frame).to_dict()
    marks = [
        layer
        for layer in spec["spec"]["layer"]
        if "not measured" in json.dumps(layer.get("transform", [])) and layer["mark"].get("shape")
    ]
    shapes = {
        "datum.status === 'not measured'" in json.dumps(mark["transform"]): mark["mark"]["shape"]
        for mark in marks
    }
    assert shapes == {True: theme.DOT, False: theme.HATCH}


def test_edited_frames_cannot_make_a_chart_speak_of_what_is_not_measured(dark):
    """A number that somebody left in a row that is not measured is not drawn either."""
    frame = sk.skill_gaps(dark, *DAYS)
    frame[["holders", "gap"]] = 0, 50
    assert "Oder" not in sk.shortages_finding(frame) and len(gap.shortages(frame)) == 1
    earned = sk.recognition(dark, *DAYS, by="country")
    earned[["earners", "rate", "measured_people"]] = 1, 0.01, 100
    assert recognition.funnel(earned)[0]["group"].tolist() == ["Germany"]


def test_the_population_is_in_words_wherever_people_are_counted(company):
    con = company(TWO_COUNTRIES, GERMANY_SEEN, POLAND_DARK)
    for population, words in (
        (("employee",), "employees without contractors"),
        (("contractor", "employee"), "employees and contractors"),
        (("contractor",), "contractors"),
        (("employee", "on leave"), "employees and people on leave without contractors"),
        (("employee", "contractor", "on leave"), "employees, contractors and people on leave"),
    ):
        assert theme.population_words(population) == words
    frame = sk.skill_map(con, *DAYS, population=("employee", "contractor"))
    lines = sk.skill_map_chart(frame).to_dict()["title"]["subtitle"]
    assert any("Employees and contractors, 2026-09-30" in line for line in lines)


def banner(con, min_people=5):
    frames = (sk.matching_rates(con, *DAYS), sk.unmeasured(con, *DAYS))
    return trust.banner(*(sk.protect(frame, min_people) for frame in frames))


def test_the_first_page_names_each_country_that_is_not_measured(company):
    # Ten of 25 awards in Poland: in the report both are rounded to five.
    poland = awards("w", "PL", 10, "oderp") + awards("w", "PL", 15)
    assert banner(company(TWO_COUNTRIES, GERMANY_SEEN, poland)) == [
        "In Poland about 40 % of awards found their person, fewer than 90 %: "
        "Poland is not measured in this report."
    ]
    # Four people stand behind the awards that were found: no figure.
    assert banner(company(TWO_COUNTRIES, GERMANY_SEEN, POLAND_DARK)) == [
        "In Poland fewer than 90 % of awards found their person: Poland is not measured in this report."
    ]
    assert banner(company(TWO_COUNTRIES, GERMANY_SEEN, awards("w", "PL", 10, "oderp"))) == []


def places(con):
    frame = sk.unmeasured(con, *DAYS)
    return {(row.country, row.skill): row.reason for row in frame.itertuples()}


def caveats(con):
    return trust.partly(sk.protect(sk.matching_rates(con, *DAYS)), sk.protect(sk.unmeasured(con, *DAYS)))


def test_a_country_without_awards_of_its_own_is_as_all_countries_are_and_says_so(company):
    # 18 of 24 awards find their person, all of them named as German: Poland has none.
    con = company(TWO_COUNTRIES, awards("w", "DE", 18, "rhinek"), awards("w", "DE", 6))
    rates = sk.matching_rates(con, *DAYS).set_index("country")
    assert rates.loc["Poland", ["awards", "recipients", "status"]].tolist() == [0, 0, "too few"]
    assert places(con) == {("Germany", "all skills"): missing.FEW, ("Poland", "all skills"): missing.QUIET}
    assert banner(con)[1] == (
        "No award names Poland, and of all awards fewer than 90 % found their person: "
        "Poland is not measured in this report."
    )
    assert "in Poland no award was given, and of all awards 75 % found their person" in "".join(
        views.dark(con, DAYS[1]).said
    )


def test_a_skill_that_its_own_awards_darken_is_named_with_its_country(company):
    con = company(
        people("rhine", "k", 200),
        people("oder", "p", 20),
        awards("w", "DE", 180, "rhinek"),
        awards("c", "DE", 2, "rhinek"),
        awards("c", "DE", 18),
        awards("w", "PL", 20, "oderp"),
    )
    assert places(con) == {
        ("Germany", "Cutting"): missing.FEW_OF_SKILL,
        ("Poland", "Cutting"): missing.NO_OFFER,
    }
    assert banner(con) == []
    assert caveats(con) == [
        "Not measured: Cutting in Germany, as fewer than 90 % of these awards found their person.",
        "Skills not measured, as no badge for them is on offer: 1 in Poland.",
    ]


def test_where_nobody_told_a_country_the_file_that_tells_it_would_help_and_no_catalogue(company):
    # A catalogue offers the badge in Germany alone, and no row says where anybody works.
    con = company(
        TWO_COUNTRIES,
        "update assignment_versions set location_id = null;",
        "insert into badge_offer_versions values ('c', 'DE', '2020-01-01', 'a');",
    )
    assert set(places(con).values()) == {missing.QUIET}
    con = company(
        TWO_COUNTRIES,
        "update assignment_versions set location_id = null;",
        "insert into badge_offer_versions values ('c', 'DE', '2020-01-01', 'a');",
        awards("w", "", 20, "rhinek"),
    )
    assert places(con) == {("Unknown", "Cutting"): missing.UNPLACED}
    helps = views.readiness(con, DAYS[1]).set_index("view")["helps"]
    assert "country_code in locations.csv" in helps["map by business unit"]
    assert "catalogue" not in helps["map by business unit"]
    assert caveats(con) == ["1 skill is not measured for people whose country nobody told."]


def test_rows_of_people_that_are_in_no_number_are_said_with_the_reason(company):
    refused = """
    insert into sources (source_id, kind, file, exported_on)
        values ('s', 'people', 'people.csv', '2026-09-30');
    insert into quarantine select n, 's', 'people.csv', n, 'fte', 'missing-value', 'fte: blank, and needed'
        from range(12) as them(n);
    insert into quarantine values ('x', 's', 'people.csv', 90, 'hired_on', 'bad-date', ''),
        ('y', 's', 'people.csv', 91, null, 'second-job', '');"""
    con = company(TWO_COUNTRIES, GERMANY_SEEN, refused)
    frames = [sk.protect(frame) for frame in (sk.data_trust(con, *DAYS), sk.left_out(con, *DAYS))]
    assert trust.counted_otherwise(*frames) == [
        "Rows of people that were refused, and so are in no number: "
        "10 (fte blank), a few (hired_on not a day)."
    ]


def test_awards_not_yet_accepted_are_said_to_count_as_held(company):
    con = company(TWO_COUNTRIES, GERMANY_SEEN.replace("'accepted'", "'pending'"))
    frames = [sk.protect(frame) for frame in (sk.data_trust(con, *DAYS), sk.left_out(con, *DAYS))]
    assert trust.counted_otherwise(*frames) == [
        "Awards that their recipients have not accepted yet count as held: 20 awards."
    ]


# ------------------------------------------------------------------ nobody is hired on what nobody knows
ALONE = "delete from concept_relations where concept_id = 'cut';"
SHORT = (
    people("rhine", "k", 40),
    GERMANY_SEEN,
    awards("c", "DE", 1, "rhinek"),
    target(1, "rhine", 30),
)


def decided(con):
    """The one shortage of Rhine: its kind and why, and what the first page asks for."""
    gaps = sk.protect(sk.skill_gaps(con, *DAYS))
    rows = headline.shortages(gaps)
    assert rows["business_unit"].tolist() == ["Rhine"]
    row = rows.iloc[0]
    return row["kind"], headline.because(row), headline._remedy(row, "31 December 2026").ask


def test_to_hire_is_said_only_where_who_is_near_and_who_could_lend_are_known(company):
    # Rhine needs 30 welders and has 18; nobody there has another skill of metalwork but a welder.
    assert decided(company(*SHORT)) == (
        "hire",
        "too few people are near",
        "Open positions for Welding in Rhine",
    )
    # Welding is alone in its family.
    kind, why, ask = decided(company(*SHORT, ALONE))
    assert (kind, ask) == ("unclear", "Find out how to close Welding in Rhine")
    assert why == "nobody can tell who is near: no badge proves another skill of its family"
    # Oder, in Poland, may have all the welders that Rhine lacks.
    poland = (people("oder", "p", 60), awards("w", "PL", 20), target(2, "oder", 5))
    kind, why, ask = decided(company(*SHORT, *poland))
    assert (kind, ask) == ("unclear", "Find out how to close Welding in Rhine")
    assert why == "too few people there are near, and some who might be lent are not measured"
    # So it is of the whole company, whose plan for Oder stands apart.
    whole = company(*SHORT, people("works", "k", 60), *poland)
    assert sk.skill_gaps(whole, *DAYS, by="company")["kind"].tolist() == ["unclear"]


def test_a_unit_where_nobody_works_could_lend_nobody(company):
    # Works has a target and no people of its own.
    assert decided(company(*SHORT, target(2, "works", 5)))[0] == "hire"


# ------------------------------------------------------------------ of whom a figure is
def test_what_was_earned_says_of_whom_it_is(company):
    def found(*facts, by="business_unit"):
        return sk.recognition_finding(sk.protect(sk.recognition(company(*facts), *DAYS, by=by)))

    # Rhine: 20 of 20; Works: 19 of 20, all but one; nobody of Oder is measured.
    rhine = people("rhine", "k", 20) + awards("w", "DE", 20, "rhinek")
    works = people("works", "k", 20) + awards("w", "DE", 19, "worksk")
    oder = people("oder", "p", 10) + awards("w", "PL", 10)
    assert found(rhine) == "100% of Rhine earned a badge in the period"
    assert found(rhine, by="company") == "100% earned a badge in the period"
    assert found(rhine, works) == "100% of Rhine earned a badge in the period; 1 other group cannot be shown"
    assert found(rhine, works, oder).endswith("; 2 other groups cannot be shown")
    withheld = "What was earned can be shown of no group: in each too few earned a badge, or nearly all"
    assert found(works) == withheld
    assert found(works, oder) == f"{withheld}, or it is not measured"
    assert found(oder) == "What was earned is measured in no group: too few awards found their person"
    # Of 40 people 10, of 20 people 5.
    quarter = people("rhine", "k", 40) + awards("w", "DE", 10, "rhinek")
    same = people("works", "k", 20) + awards("w", "DE", 5, "worksk")
    assert found(quarter, same) == ("25% earned a badge in the period; no group differs by more than chance")
    assert found(quarter, same, oder) == (
        "25% of the people in 2 of 3 groups earned a badge in the period; "
        "no group that can be shown differs by more than chance"
    )


def test_the_first_tiles_say_that_they_are_of_those_measured(company):
    days = report_views.Days("2026-Q1", pd.Timestamp("2026-03-31").date(), pd.Timestamp("2026-10-05").date())

    def said(*facts):
        frame = sk.skill_trend(company(*facts), days.as_of, days.known_at, of="all")
        frames = {"trend_all": sk.protect(frame)}
        return headline._skilled(frames, days).detail, headline._earned(frames, days).detail

    rhine = people("rhine", "k", 20) + awards("w", "DE", 10, "rhinek")
    assert said(rhine) == ("50% of 20 employees without contractors", "by 10 people this quarter")
    assert said(rhine, people("oder", "p", 10), awards("w", "PL", 10)) == (
        "50% of the 20 measured of 30 employees without contractors",
        "by 10 of the people measured this quarter",
    )


def test_what_lapses_is_unknown_where_no_award_says_when_it_expires(company):
    days = report_views.Days("2026-Q3", *(pd.Timestamp(day).date() for day in DAYS))

    def said(*facts, rollup=None):
        con, of = company(people("rhine", "k", 40), *facts), "family" if rollup else "skill"
        asked = {"of": of, "rollup": rollup, "quarters": 4, "filters": {"skill": "Welding"}}
        frame = sk.protect(sk.skill_trend(con, *DAYS, **asked))
        tile = headline._lapsing({"expiry": frame}, days)
        blank = frame["expiring"].isna() & (frame["status"] != "not measured")
        words = set(disclosure.unshown(frame, "expiring")[blank])
        return tile.value, tile.detail, sk.expiry_finding(frame), words

    never = awards("w", "DE", 20, "rhinek")
    dateless = never.replace("'never'", "'unknown'")
    unknown = "No award says when it expires: whose proof ends next quarter cannot be told"
    assert said(dateless) == ("unknown", "no award says when it expires", unknown, {"–"})
    assert said(dateless, rollup="fractional")[2] == unknown
    # Awards that are known never to expire lapse at no time.
    detail = "by 31 December 2026, if nobody renews"
    assert said(never) == ("none", detail, "No proof ends next quarter", set())
    # One that has ended says that its source tells.
    dated = awards("c", "DE", 1, "rhinek", "2020-01-01") + (
        "update award_versions set expires_on = '2021-01-01', expiry = 'dated' where badge_id = 'c';"
    )
    assert said(dateless, dated)[2] == "No proof ends next quarter"


# ------------------------------------------------------------------ which units are divisions
def test_divisions_are_under_the_whole_company_or_else_at_the_top(company):
    shop = """insert into business_unit_versions
        (business_unit_id, starts_on, name, parent_id, recorded_at, row_hash) values
        ('shop', '2020-01-01', 'Shop', null, '2020-01-01', 'd'),
        ('till', '2020-01-01', 'Till', 'shop', '2020-01-01', 'e');"""

    def divisions(*facts):
        con = company(*facts, people("rhine", "k", 20), people("oder", "k", 16), GERMANY_SEEN)
        tier = report_views.division_of(con, *DAYS)
        return tier, sorted(sk.skill_map(con, *DAYS, by=tier)["business_unit"].unique())

    assert divisions() == ("business_unit@2", ["Oder", "Rhine"])
    # Works holds 36 of 40 people, and a stray unit the rest; then Shop is the other half of the company.
    stray = ("business_unit@2", ["Oder", "Rhine", "Till"])
    assert divisions(shop, people("till", "k", 4)) == stray
    assert divisions(shop, people("till", "k", 5)) == ("business_unit@1", ["Shop", "Works"])
