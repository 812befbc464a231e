"""What was known keeps its answer when a correction comes, and a load says which quarters it restates."""

import datetime
import random
import shutil
from collections import Counter

import pytest
from deliveries import CREDLY, DAYS, TAXONOMY, Delivery, history
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

import skillslib as sk

PEOPLE = (
    "employee_id,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,"
    "worker_type,last_changed_on\n"
    "E-1,e1@company.example,2020-01-01,,2020-01-01,,BU-1,,Engineer,1,employee,2020-01-01\n"
    "E-2,e2@company.example,2020-01-01,,2020-01-01,,BU-1,,Engineer,1,employee,2020-01-01\n"
)
UNITS = "business_unit_id,starts_on,name,parent_id,last_changed_on\nBU-1,2020-01-01,All,,2020-01-01\n"
CATALOGUE = (
    "Badge Template ID,Badge Name,Issued by,Level,Skills,Updated At\n"
    "T-1,Python,Acme Company,,python,2020-01-01\nT-2,Java,Acme Company,,java,2020-01-01\n"
)
AWARD = {
    "Badge Name": "Python",
    "Badge Template ID": "T-1",
    "Issued by": "Acme Company",
    "Earner Badge ID": "A-1",
    "Issued to Email": "e1@company.example",
    "Status": "accepted",
    "Issue Date": "2025-02-01",
    "Record Created": "2025-02-02",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The company's store before any award."""
    folder = tmp_path_factory.mktemp("company")
    for name, text in {
        "people.csv": PEOPLE,
        "business_units.csv": UNITS,
        "taxonomy.csv": TAXONOMY,
        "badge_templates.csv": CATALOGUE,
    }.items():
        (folder / name).write_text(text)
    sk.load(list(folder.iterdir()), store=folder / "store")
    return folder / "store"


@pytest.fixture
def folder(company, tmp_path):
    shutil.copytree(company, tmp_path / "store")
    return tmp_path


def export(folder, day, *awards):
    """Load an export of these awards of that day: the summary."""
    records = [AWARD | award for award in awards]
    (folder / f"{day}.csv").write_text(Delivery(day, "credly", records, "csv", CREDLY).file(records))
    return sk.load(folder / f"{day}.csv", store=folder / "store", exported_on=day)


def mapped(folder, as_of, known_at):
    """Who holds what, by the question itself: (skill, holders)."""
    with sk.connect(folder / "store") as con:
        frame = sk.skill_map(con, as_of, known_at)
    held = frame[frame["holders"] > 0]
    return [
        (skill, int(holders)) for skill, holders in sorted(held.groupby("skill")["holders"].sum().items())
    ]


CORRECTIONS = {
    # what a later export says otherwise: the quarters that count one award otherwise, and who holds it then
    "an expiry that had been": ({"Expires At": "2025-08-01"}, {"2025-Q3": 1, "2025-Q4": 1}),
    "an earlier issue": ({"Issue Date": "2024-12-01"}, {"2024-Q4": 1}),
    "another badge": (
        {"Badge Name": "Java", "Badge Template ID": "T-2"},
        {"2025-Q1": 1, "2025-Q2": 1, "2025-Q3": 1, "2025-Q4": 1},
    ),
    "a revocation of long ago": (
        {"Status": "revoked", "Revoked At": "2025-05-01"},
        {"2025-Q2": 1, "2025-Q3": 1, "2025-Q4": 1},
    ),
    "an expiry to come": ({"Expires At": "2028-08-01"}, {}),
    "nothing": ({}, {}),
}


@pytest.mark.parametrize("change, quarters", CORRECTIONS.values(), ids=CORRECTIONS)
def test_a_correction_names_the_quarters_it_changes(folder, change, quarters):
    export(folder, "2026-01-15", {}, {"Earner Badge ID": "A-2", "Issued to Email": "e2@company.example"})
    assert export(folder, "2026-02-15", change).restated == quarters


def test_what_was_known_before_a_correction_is_answered_as_it_was(folder):
    export(folder, "2026-01-15", {})
    days = [
        (as_of, known_at)
        for as_of in ("2025-06-30", "2025-12-31")
        for known_at in ("2026-01-15", "2026-02-14")
    ]
    before = [mapped(folder, *day) for day in days]
    assert before == [[("Python (programming)", 1)]] * 4
    export(folder, "2026-02-15", {"Expires At": "2025-08-01"})
    assert [mapped(folder, *day) for day in days] == before
    assert dict(mapped(folder, "2025-06-30", "2026-02-15")).get("Python (programming)") == 1
    assert not dict(mapped(folder, "2025-12-31", "2026-02-15")).get("Python (programming)")


def test_the_same_holds_whichever_export_is_loaded_first(folder):
    export(folder, "2026-02-15", {"Expires At": "2025-08-01"})
    # the older export is no correction: it tells what was known in between
    export(folder, "2026-01-15", {})
    assert dict(mapped(folder, "2025-12-31", "2026-02-14")).get("Python (programming)") == 1
    assert not dict(mapped(folder, "2025-12-31", "2026-02-15")).get("Python (programming)")


def test_what_is_said_again_after_a_correction_restates_again(folder):
    export(folder, "2026-01-15", {})
    assert export(folder, "2026-02-15", {"Expires At": "2025-08-01"}).restated == {"2025-Q3": 1, "2025-Q4": 1}
    assert export(folder, "2026-03-15", {}).restated == {"2025-Q3": 1, "2025-Q4": 1}


NEWER = "skill_id,label,broader,kind\ns:1,Python 3,g:1,skill\ns:2,Java,,skill\ng:1,Programming,,skill group\n"
EDITION = """id = "taxonomy"
version = "2"
[columns]
skill_id = "skill_id"
label = "label"
broader = "broader"
kind = "kind"
"""


def test_a_newer_taxonomy_says_that_it_names_and_places_skills_of_the_past_otherwise(folder):
    python = {"Earner Badge ID": "A-2", "Issued to Email": "e2@company.example", "Issue Date": "2025-07-05"}
    java = {"Earner Badge ID": "A-3", "Badge Name": "Java", "Badge Template ID": "T-2"}
    export(folder, "2026-01-15", {}, python, java)
    (folder / "newer.csv").write_text(NEWER)
    (folder / "newer.toml").write_text(EDITION)
    newer = [folder / "newer.csv", folder / "newer.toml"]
    summary = sk.load(newer, store=folder / "store")
    # known_at does not bring the old name back, so the load tells of it; Java is as it was
    assert mapped(folder, "2025-06-30", "2026-01-15") == [("Java", 1), ("Python 3", 1)]
    assert summary.restated == {}
    assert summary.restated_skills == {"2025-Q1": 1, "2025-Q2": 1, "2025-Q3": 2, "2025-Q4": 2}
    assert summary.otherwise == {
        "skills are called otherwise": 1,
        "skills lie in families that are others or called otherwise": 1,
    }
    assert "Restates the skills of 2025-Q1 (1 awards), 2025-Q2" in str(summary)
    again = sk.load(newer, store=folder / "store")
    assert (again.restated_skills, again.otherwise) == ({}, {})


def test_a_decision_says_that_badges_prove_other_skills(folder):
    export(folder, "2026-01-15", {})
    (folder / "skill_names.csv").write_text(
        "skill_name,decision,taxonomy,version,concept_id,decided_by,decided_on\n"
        "python,not a skill,,,,Skills team,2026-01-20\n"
    )
    summary = sk.load(folder / "skill_names.csv", store=folder / "store")
    assert list(summary.restated_skills) == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
    assert summary.otherwise == {"badges prove other skills or levels": 1}


def counted(store, days):
    """Which awards count on each of these days, as known now: {day: {award: (badge, person)}}."""
    with sk.connect(store) as con:
        rows = con.sql(
            """select award_id, badge_id, person_id, awarded_on, expires_on, revoked_on
            from awards('9999-12-30')"""
        ).fetchall()
    return {
        day: {
            award: (badge, person)
            for award, badge, person, awarded, expires, revoked in rows
            if awarded <= day and not (expires and expires <= day) and not (revoked and revoked <= day)
        }
        for day in days
    }


QUARTERS = [
    datetime.date(year, month, 1) - datetime.timedelta(1)
    for year in range(2024, 2028)
    for month in (1, 4, 7, 10)
]


@pytest.mark.slow
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 1_000_000))
def test_the_quarters_restated_are_those_that_a_count_by_hand_finds(tmp_path_factory, seed):
    folder = tmp_path_factory.mktemp("restated")
    store = folder / "store"
    (folder / "taxonomy.csv").write_text(TAXONOMY)
    sk.load(folder / "taxonomy.csv", store=store)
    made = [d for d in history(random.Random(seed)) if d.name != "people"]
    known = None
    for number, delivery in enumerate(made):
        path = folder / f"{number}-{delivery.name}{delivery.suffix}"
        path.write_text(delivery.file(delivery.records))
        with sk.connect(store) as con:
            (known,) = con.sql(
                """select greatest((select max(recorded_at)::date from award_versions),
                                   (select max(exported_on) from sources))"""
            ).fetchall()[0]
        days = [day for day in QUARTERS if known and day <= known]
        before = counted(store, days)
        summary = sk.load(path, store=store, exported_on=delivery.day, accept_quarantine_rate=1)
        after = counted(store, days)
        by_hand = Counter()
        for day in days:
            awards = before[day].keys() | after[day].keys()
            changed = sum(before[day].get(award) != after[day].get(award) for award in awards)
            by_hand.update({f"{day.year}-Q{(day.month + 2) // 3}": changed} if changed else {})
        note(f"{path.name} of {delivery.day}: {delivery.records}")
        assert summary.restated == dict(by_hand)
    assert len(DAYS) > 1 and known
