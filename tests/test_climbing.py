"""A small company's report: questions climb to larger groups until most of their cells can be shown."""

import json

import pandas as pd
import pytest

import skillslib as sk
from skillslib import disclosure
from skillslib.charts.gap import shortages_chart, shortages_finding, skill_gaps_chart
from skillslib.charts.map import skill_map_chart
from skillslib.charts.places import skill_places_chart, skill_places_finding
from skillslib.charts.recognition import milestones_chart, recognition_chart
from skillslib.publish import climbing
from skillslib.publish.headline import headline
from skillslib.publish.jointly import protect_together
from skillslib.publish.views import CLIMBING, ask_all, report_days

MAIN = (*CLIMBING, "trend", "trend_all", "expiry")
SMALLEST = "Units with few people are shown with the unit above: by division."


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The smallest company: 300 people."""
    folder = tmp_path_factory.mktemp("small")
    sk.write_sample(folder / "data", people=300, awards=3000)
    sk.load([folder / "data"], store=folder / "store")
    with sk.connect(folder / "store") as con:
        yield con


@pytest.fixture(scope="module")
def days(small):
    return report_days(small, "2026-Q3")


@pytest.fixture(scope="module")
def asked(small, days):
    return ask_all(small, days)


@pytest.fixture(scope="module")
def published(small, days, asked):
    """As a report publishes them: protected together too."""
    alone = {view: disclosure.protect(frame) for view, frame in asked.items()}
    return protect_together(small, alone, days.known_at).frames


def by_of(frame):
    return frame.attrs["question"]["by"], frame.attrs["question"]["parameters"].get("of", "skill")


def subtitle(chart):
    return " ".join(chart.to_dict()["title"]["subtitle"])


@pytest.mark.parametrize("view", MAIN)
def test_each_main_view_of_the_smallest_company_shows_half_of_its_cells(asked, published, view):
    frame, shown = asked[view], published[view]
    measured = shown[shown["status"] != "not measured"]
    seen = measured["status"].isin(["counted", "zero"]).mean()
    assert seen >= 0.5 or (by_of(frame)[0] == ["company"] and "company" in frame.attrs["climbed"])


def test_units_of_the_smallest_company_are_shown_by_division(small, days, asked):
    for metric, view in ((sk.skill_map, "map"), (sk.skill_gaps, "gaps"), (sk.recognition, "recognition")):
        units = disclosure.protect(metric(small, days.as_of, days.known_at, by="business_unit"))
        measured = units["status"] != "not measured"
        assert (units["status"] == "withheld").sum() > 0.5 * measured.sum(), "or nothing had to climb"
        assert asked[view].attrs["question"]["by"] == ["business_unit@2"]
        assert asked[view].attrs["climbed"] == SMALLEST
    assert asked["gaps_before"].attrs["question"]["by"] == ["business_unit@2"]
    assert by_of(asked["map_division"]) == (["business_unit@2"], "family"), "one step above the map"


def test_charts_of_the_smallest_company_say_so(asked):
    shown = {view: disclosure.protect(asked[view]) for view in (*CLIMBING, "map_company_families")}
    for chart in (
        skill_map_chart(shown["map"]),
        skill_gaps_chart(shown["gaps"]),
        recognition_chart(shown["recognition"]),
    ):
        assert SMALLEST in subtitle(chart)
    places = skill_places_chart(shown["places"], shown["map_company_families"])
    assert "by country and family of skills" in subtitle(places)


def test_a_notebook_in_a_report_is_answered_by_the_step_that_the_report_took(small, days, asked, tmp_path):
    filed = {name: disclosure.protect(asked[name]) for name in ("steps", "map", "places", "map_division")}
    index = {
        disclosure.question_key(frame.attrs["question"]): disclosure.write_released(frame, tmp_path, name)
        for name, frame in filed.items()
    }
    (tmp_path / "release.json").write_text(json.dumps({"views": index}, default=str))
    now = days.as_of, days.known_at
    disclosure.use_release(tmp_path)
    try:
        units = sk.climb(sk.skill_map, small, *now, by="business_unit")
        pd.testing.assert_frame_equal(units, filed["map"], check_dtype=False)
        assert units.attrs["climbed"] == SMALLEST
        above = sk.climb(sk.skill_map, small, *now, by="business_unit@2", above=units)
        assert by_of(above) == (["business_unit@2"], "family")
        with pytest.raises(disclosure.DisclosureError, match="did not ask skill_map by job_role"):
            sk.climb(sk.skill_map, small, *now, by="job_role")
    finally:
        disclosure.use_release(None)


def test_an_analyst_gets_the_step_of_the_report(small, days, asked):
    alone = sk.climb(sk.skill_map, small, days.as_of, days.known_at, by="location")
    pd.testing.assert_frame_equal(alone, asked["places"])
    assert (
        by_of(alone) == (["country"], "family") and alone.attrs["climbed"] == asked["places"].attrs["climbed"]
    )


def test_at_the_top_is_the_company_and_the_report_still_reads(small, days):
    asked = ask_all(small, days, min_people=100)
    shown = {view: disclosure.protect(frame, 100) for view, frame in asked.items()}
    for view in ("map", "gaps", "recognition", "places"):
        assert by_of(shown[view])[0] == ["company"]
        assert "the company as a whole" in shown[view].attrs["climbed"]
    company = disclosure.protect(sk.for_company(small, asked["places"]), 100)
    assert skill_places_finding(shown["places"], company).startswith("Too few people are in each place")
    assert "the company as a whole" in subtitle(skill_places_chart(shown["places"], company))
    skill_map_chart(shown["map"], disclosure.protect(sk.for_company(small, asked["map"]), 100)).to_dict()
    for chart in (recognition_chart, milestones_chart):
        chart(shown["recognition"]).to_dict()
    for chart in (shortages_chart, skill_gaps_chart):
        chart(shown["gaps"]).to_dict()
    short = asked["gaps"].assign(needed=asked["gaps"]["needed"] + 500)
    short = disclosure.protect(disclosure.derive(short))
    assert shortages_finding(short).startswith("The company is ")
    said = headline(shown | {"gaps": short, "gaps_before": short}, days)
    assert said.shortages["unit"].tolist() == ["the company"] * 5
    assert all("the company" in one.owner for one in said.decisions[:3])


def test_a_company_that_can_be_shown_stays_by_its_own_units(sample):
    for metric, by in (
        (sk.skill_map, "business_unit"),
        (sk.skill_map, "location"),
        (sk.skill_gaps, "business_unit"),
    ):
        frame = sk.climb(metric, sample, "2026-09-30", "2026-10-05", by=by)
        assert frame.attrs["question"]["by"] == [by] and "climbed" not in frame.attrs


def test_the_share_shown_is_of_measured_cells_by_their_status_alone():
    states = ["counted", "zero", "withheld", "withheld", "withheld", "not measured", "not measured"]
    assert climbing.share_shown(pd.DataFrame({"status": states})) == pytest.approx(2 / 5)
    assert climbing.share_shown(pd.DataFrame({"status": ["not measured"]})) == 1
