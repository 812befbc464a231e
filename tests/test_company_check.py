"""What `check` says: which views can be shown and why not, what is wrong on which line, how old it all is."""

import html
import re
import shutil

import pandas as pd
import pytest

import skillslib as sk
from skillslib.checking import freshness, page, views
from skillslib.cli import app

DAY = "2026-10-05"
PEOPLE = (
    "employee_id,first_name,last_name,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,"
    "job_role,manager_id,fte,worker_type,on_leave,last_changed_on\n"
)
UNITS = "business_unit_id,starts_on,name,parent_id,last_changed_on\n"
LOCATIONS = "location_id,name,city,country,country_code,latitude,longitude,last_changed_on\n"
TARGETS = "business_unit_id,skill_id,level,needed,starts_on,approved,last_changed_on\n"


@pytest.fixture(scope="module")
def sample_files(tmp_path_factory):
    """The files of a made-up company of 100 people."""
    folder = tmp_path_factory.mktemp("made") / "company"
    sk.write_sample(folder, people=100, awards=1000, seed=3)
    return folder


@pytest.fixture(scope="module")
def made(sample_files, tmp_path_factory):
    """That company, loaded."""
    store = tmp_path_factory.mktemp("loaded") / "store"
    sk.load(sample_files, store=store)
    return store


def states(files, tmp_path, without=(), edit=None, on=DAY):
    """Load the company without some files, and say of each view its state, why, and what helps."""
    folder, store = tmp_path / "files", tmp_path / "made" / "store"
    shutil.copytree(files, folder)
    for name in without:
        (folder / name).unlink()
    if edit:
        edit(folder)
    sk.load(folder, store=store)
    with sk.connect(store) as con:
        return sk.readiness(con, on).set_index("view")


def impossible(found):
    return set(found.index[found["state"] == "impossible"])


def test_everything_of_the_sample_can_be_shown(sample):
    found = sk.readiness(sample, DAY)
    assert found["state"].tolist() == ["ready"] * 10 and set(found["why"]) == {""}
    assert found["view"].tolist() == [
        "map by business unit",
        "map by country",
        "map by location",
        "map by job role",
        "trend",
        "gaps",
        "closing plan",
        "recognition",
        "renewals and expiry",
        "training effect",
    ]


def test_without_targets_and_programmes_their_views_are_impossible(sample_files, tmp_path):
    without = ("targets.csv", "programmes.csv", "enrolments.csv")
    found = states(sample_files, tmp_path, without)
    assert impossible(found) == {"gaps", "closing plan", "training effect"}
    assert found.loc["gaps", "why"] == "there is no target"
    assert found.loc["gaps", "helps"] == "targets.csv, or: skillslib targets --template"
    assert found.loc["training effect", "helps"] == "programmes.csv; enrolments.csv"


def test_targets_that_nobody_approved_are_none(sample_files, tmp_path):
    def draft(folder):
        text = (folder / "targets.csv").read_text()
        (folder / "targets.csv").write_text(re.sub(",yes,", ",no,", text))

    found = states(sample_files, tmp_path, edit=draft)
    assert impossible(found) == {"gaps", "closing plan"}
    assert re.fullmatch(r"none of \d+ targets is approved and has begun", found.loc["gaps", "why"])


def test_without_a_taxonomy_only_recognition_and_renewals_are_left(sample_files, tmp_path):
    found = states(sample_files, tmp_path, ("taxonomy.csv", "targets.csv"))
    assert set(found.index) - impossible(found) == {"recognition", "renewals and expiry"}
    assert found.loc["map by country", "why"] == "no badge is linked to a skill"
    assert "taxonomy" in found.loc["map by country", "helps"]


def test_without_people_or_without_awards_nothing_can_be_shown(sample_files, tmp_path):
    found = states(sample_files, tmp_path / "1", ("people.csv", "enrolments.csv"))
    assert len(impossible(found)) == 10
    assert found.loc["recognition", "why"].startswith("nobody is at work on this day")
    awards = ("credly_badges.csv", "credly_badges_partner.csv", "open_badges.jsonl")
    found = states(sample_files, tmp_path / "2", awards)
    assert len(impossible(found)) == 10
    assert found.loc["recognition", "why"] == "there is no award"


def test_without_locations_the_map_by_country_says_what_would_help(sample_files, tmp_path):
    found = states(sample_files, tmp_path, ("locations.csv",))
    assert {"map by country", "map by location"} <= impossible(found)
    assert "map by business unit" not in impossible(found)
    assert "nobody's country is known" in found.loc["map by country", "why"]
    assert "country_code in locations.csv" in found.loc["map by country", "helps"]


def test_locations_without_coordinates_make_the_map_by_location_partial(sample_files, tmp_path):
    def unpin(folder):
        places = pd.read_csv(folder / "locations.csv", dtype=str, keep_default_na=False)
        places[["latitude", "longitude", "city"]] = ""
        places.to_csv(folder / "locations.csv", index=False)

    found = states(sample_files, tmp_path, edit=unpin)
    assert found.loc["map by location", "state"] == "partial"
    assert "have no place on the map" in found.loc["map by location", "why"]
    assert "place on the map" not in found.loc["map by country", "why"]


def test_a_country_whose_awards_find_nobody_is_named_with_its_share(sample_files, tmp_path):
    def spoil(folder):
        """Each e-mail address and id of people in one country becomes another in the extract."""
        people = pd.read_csv(folder / "people.csv", dtype=str, keep_default_na=False)
        places = pd.read_csv(folder / "locations.csv", dtype=str)
        there = set(places.loc[places["country_code"] == "IN", "location_id"])
        gone = people["location_id"].isin(there)
        people.loc[gone, "employee_id"] = "X" + people.loc[gone, "employee_id"]
        people.loc[gone, "email"] = "x" + people.loc[gone, "email"]
        people.loc[gone, "email_aliases"] = ""
        people.to_csv(folder / "people.csv", index=False)

    found = states(sample_files, tmp_path, ("enrolments.csv",), spoil)
    for view in ("map by country", "trend", "recognition"):
        assert found.loc[view, "state"] == "partial"
        assert re.search(
            r"in India \d+(\.\d)? %.* of awards found their person: too few", found.loc[view, "why"]
        )
        assert "skillslib unmatched" in found.loc[view, "helps"]


@pytest.fixture(scope="module")
def faulty_company(tmp_path_factory):
    """Six people, four units, one office and three targets, with something wrong on known lines."""
    files = {
        "people.csv": PEOPLE
        + "E-1,Ann,Oak,ann@example.com,2024-01-01,,2024-01-01,,BU-1,L-1,welder,,1,employee,no,2024-01-01\n"
        + "E-2,Ben,Elm,ben@example.com,2024-01-01,,2024-01-01,2024-06-15,BU-1,L-1,welder,E-1,1,employee,no,"
        "2024-06-01\n"
        + "E-3,Cat,Ash,cat@example.com,2027-01-01,,2027-01-01,,BU-1,L-9,welder,E-7,1,employee,no,2024-07-01\n"
        + "E-4,Dan,Yew,dan@example.com,2024-01-01,,2024-01-01,,BU-1,L-1,welder,E-1,,employee,no,2024-01-01\n",
        "moves.csv": PEOPLE
        + "E-2,Ben,Elm,ben@example.com,2024-01-01,,2024-06-01,,BU-9,L-1,welder,E-1,1,employee,no,2024-06-01",
        "units.csv": UNITS
        + "BU-1,2020-01-01,Works,BU-0,2020-01-01\n"
        + "BU-2,2020-01-01,Red,BU-3,2020-01-01\nBU-3,2020-01-01,Blue,BU-2,2020-01-01\n",
        "locations.csv": LOCATIONS + "L-1,Yard,Munich,Germany,DE,48.1,11.6,2020-01-01\n",
        "targets.csv": TARGETS + "BU-8,s:1,1,3,2026-01-01,yes,2026-01-01\n",
    }
    folder = tmp_path_factory.mktemp("faulty")
    (folder / "files").mkdir()
    for name, text in files.items():
        (folder / "files" / name).write_text(text)
    sk.load(folder / "files", store=folder / "made" / "store", accept_quarantine_rate=0.5)
    return folder


@pytest.fixture
def faulty(faulty_company, tmp_path):
    """Its files and its store, each test's own."""
    shutil.copytree(faulty_company, tmp_path, dirs_exist_ok=True)
    return tmp_path / "made" / "store"


def test_each_defect_is_told_of_with_its_file_line_and_code(faulty):
    with sk.connect(faulty) as con:
        found = sk.defects(con)
        told = set(found[["file", "line", "code"]].itertuples(index=False, name=None))
        assert told >= {
            ("people.csv", 5, "missing-value"),
            ("moves.csv", 2, "overlapping-rows"),
            ("moves.csv", 2, "unit-undefined"),
            ("people.csv", 4, "location-undefined"),
            ("people.csv", 4, "manager-undefined"),
            ("people.csv", 4, "future-date"),
            ("units.csv", 2, "parent-undefined"),
            ("units.csv", 3, "unit-under-itself"),
            ("units.csv", 4, "unit-under-itself"),
            ("targets.csv", 2, "unit-undefined"),
            ("targets.csv", 2, "skill-undefined"),
        }
        overlap = found[found["code"] == "overlapping-rows"].iloc[0]
        assert overlap["what"] == (
            "in two places from 2024-06-01 on: people.csv, line 3 has not ended by then"
        )
        assert (
            found.loc[found["code"] == "missing-value", ["column", "effect"]].to_numpy()
            == [["fte", "left out"]]
        ).all()


def test_the_rules_count_the_rows_that_defects_name(faulty):
    with sk.connect(faulty) as con:
        rules = sk.check(con).set_index("rule")["problems"]
        assert rules[rules > 0].to_dict() == {
            "people in two places on one day": 1,
            "approved targets of a unit nobody defined": 1,
            "assignments to a unit nobody defined": 1,
            "assignments to a location nobody defined": 1,
            "units whose parent nobody defined": 1,
            "units that lie under themselves": 2,
            "targets for a skill the taxonomy does not have": 1,
        }
        rows = con.sql(
            "select rule, count(*) from problem_rows join rules using (place, rule) where breaks "
            "group by rule"
        ).fetchall()
        assert dict(rows) == rules[rules > 0].to_dict()


def test_no_person_is_named_on_the_page(faulty, tmp_path):
    with sk.connect(faulty) as con:
        written = page.write(con, DAY, tmp_path / "check.html").read_text()
        told = sk.defects(con).to_csv()
    for text in (written, told):
        assert not re.search(r"E-\d|@example|Ann|Oak|Ben|Elm|Cat\b|Ash|Dan\b|Yew", text)
    assert "people.csv" in written and "line 5" in written


def test_the_page_loads_nothing_and_escapes_what_files_are_called(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "<b>people.csv").write_text(
        PEOPLE + "E-1,Ann,Oak,ann@example.com,2024-01-01,,2024-01-01,,BU-1,,,,1,employee,no,2024-01-01\n"
    )
    sk.load(tmp_path / "files", store=tmp_path / "made" / "store")
    with sk.connect(tmp_path / "made" / "store") as con:
        written = page.write(con, DAY, tmp_path / "check.html").read_text()
    assert "&lt;b&gt;people.csv" in written and "<b>" not in written
    assert "default-src 'none'" in html.unescape(written) and "prefers-color-scheme: dark" in written
    assert not re.search(r"https?:|src=|@import|url\(|<script|<link", written)


def test_of_a_file_delivered_again_only_the_newest_delivery_has_defects(faulty, tmp_path):
    fixed = tmp_path / "files" / "people.csv"
    fixed.write_text(fixed.read_text().replace("E-1,,employee", "E-1,1,employee"))
    sk.load(fixed, store=faulty)
    with sk.connect(faulty) as con:
        assert "missing-value" not in set(sk.defects(con)["code"])


def test_many_rows_with_one_defect_are_counted_together_after_fifty(tmp_path):
    rows = "".join(
        f"E-{n},A,B,p{n}@example.com,2024-01-01,,2024-01-01,,BU-9,,,,1,employee,no,2024-01-01\n"
        for n in range(60)
    )
    (tmp_path / "people.csv").write_text(PEOPLE + rows)
    sk.load(tmp_path / "people.csv", store=tmp_path / "made" / "store")
    with sk.connect(tmp_path / "made" / "store") as con:
        found = sk.defects(con).query("code == 'unit-undefined'")
    assert found["line"].dropna().tolist() == list(range(2, 52))
    assert found.loc[found["line"].isna(), "rows"].tolist() == [10]
    ((_, ((lines, *_),)),) = page.places(found)
    assert lines.startswith("lines 2, 3, ") and lines.endswith("51 and 10 more")


@pytest.mark.parametrize(
    "share, said", [(0.8996, "89.9 %"), (0.9, "90 %"), (0.29, "29 %"), (0, "0 %"), (0.999999, "99.9 %")]
)
def test_a_share_that_is_less_than_enough_never_reads_as_enough(share, said):
    assert views.percent(share) == said


def test_the_day_asked_about_says_why_it_is_another(made):
    with sk.connect(made) as con:
        later, earlier, same = (page.checked(con, on) for on in ("2026-10-20", "2026-09-01", DAY))
    assert later.about_day == "asked for 2026-10-20: 2026-10-05 is the last day that the store knows of"
    assert earlier.about_day == "as known on that day: of what came later, up to 2026-10-05, nothing counts"
    assert same.about_day == ""


def aged(con, on):
    return freshness.ages(con, on).set_index("kind")["state"].to_dict()


def test_an_export_is_stale_after_45_days_and_a_unit_file_never(sample):
    with_day = aged(sample, "2026-11-14")  # 45 days after people.csv, of 2026-09-30
    assert with_day["people"] == "fresh" and with_day["business units"] == ""
    assert aged(sample, "2026-11-15")["people"] == "stale"
    assert aged(sample, "2026-11-15")["Credly badge export"] == "fresh"
    assert aged(sample, "2026-10-01")["Credly badge export"] == "in the future"


@pytest.mark.parametrize("rows, state", [(13, "far more"), (12, ""), (8, ""), (7, "far fewer")])
def test_a_delivery_that_grew_by_more_than_a_fifth_is_told_of(rows, state, tmp_path):
    for month, number in (("08", 10), ("09", rows)):
        file = tmp_path / f"people-2026-{month}.csv"
        file.write_text(
            PEOPLE
            + "".join(
                f"E-{n},A,B,p{n}@example.com,2024-01-01,,2024-01-01,,BU-1,,,,1,employee,no,2026-{month}-30\n"
                for n in range(number)
            )
        )
        sk.load(file, store=tmp_path / "made" / "store", exported_on=f"2026-{month}-30")
    with sk.connect(tmp_path / "made" / "store") as con:
        found = freshness.growth(con)
    assert found[["file", "before", "rows", "state"]].values.tolist() == [
        ["people-2026-09.csv", 10, rows, state]
    ]


def run(*words, capsys):
    with pytest.raises(SystemExit) as end:
        app(["check", *map(str, words)], prog_name="skillslib")
    said = capsys.readouterr()
    return end.value.code, said.out, said.err


def test_exit_codes_tell_a_scheduler_what_it_needs(made, faulty, tmp_path, capsys):
    words = ("--store", made, "--on", DAY, "--html", tmp_path / "check.html")
    code, out, err = run(*words, capsys=capsys)
    assert (code, err) == (0, "")
    assert re.search(r"All 14 rules hold, and every view can be shown, \d+ of them in part\.", out)
    assert f"Wrote {tmp_path / 'check.html'}" in out
    assert "All 14 rules hold, and every view can be shown" in (tmp_path / "check.html").read_text()
    code, _, err = run("--store", made, "--on", "2026-12-31", capsys=capsys)
    assert code == 1 and err.startswith("out of date on 2026-12-31: Credly badge export (credly_badges")
    code, out, err = run("--store", faulty, "--on", DAY, capsys=capsys)
    assert code == 1 and "7 of 14 rules are broken" in err and "views are impossible" in err
    assert "people.csv, line 5, fte: blank, and needed; left out" in out
    code, _, err = run("--store", tmp_path / "nowhere", capsys=capsys)
    assert code == 2 and "holds no store yet" in err
    code, _, err = run("--store", made, "--on", "5 October", capsys=capsys)
    assert code == 2 and "on='5 October' is not a day" in err
