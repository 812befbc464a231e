"""Badge series and renewals: a renewal under a new template is a renewal, and a person has the last word."""

import pandas as pd
import pytest

import skillslib as sk
from skillslib.badges import series
from skillslib.loading import load
from skillslib.metrics.question import QuestionError
from skillslib.store import connect

PEOPLE = (
    "employee_id,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,worker_type\n"
    + "".join(
        f"E-{n},e{n}@company.example,2015-01-01,,2015-01-01,,BU-1,,Engineer,1,employee\n" for n in range(1, 7)
    )
)
UNITS = "business_unit_id,starts_on,name,parent_id\nBU-1,2015-01-01,Works,\n"
CREDLY = (
    "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Status,Issue Date,Expires At,"
    "Revoked At,Record Created\n"
)


def award(number, person, template, name, issued, ends="", issuer="Guild", revoked=""):
    status = "revoked" if revoked else "accepted"
    return f"{name},{template},{issuer},A-{number},E-{person},{status},{issued},{ends},{revoked},{issued}\n"


def loaded(tmp_path, awards, catalogue="", decisions=""):
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    files = {"people.csv": PEOPLE, "units.csv": UNITS, "credly.csv": CREDLY + "".join(awards)}
    if catalogue:
        files["catalogue.csv"] = (
            "Badge Template ID,Badge Name,Issued by,Type,Level,Skills,Updated At\n" + catalogue
        )
    if decisions:
        files["badge_series.csv"] = "badge_id,series,decision,decided_on\n" + decisions
    for name, text in files.items():
        (folder / name).write_text(text)
    summary = load([folder], store=tmp_path / "store")
    return summary, connect(tmp_path / "store")


def of(con):
    return dict(con.execute("select badge_id, series_id from badge_series").fetchall())


ALIKE = [
    ("Cloud Basics", "Cloud basics v2"),
    ("Cloud Basics V 2.8", "Cloud Basics (Version 3)"),
    ("Cloud Basics 2024", "Cloud Basics – 2025/26"),
    ("Cloud Basics", "Cloud Basics (Deutsch)"),
    ("Cloud Basics [pt-BR]", "Cloud Basics - Français"),
    ("React.js", "React JS"),
    ("Cloud Basics 2nd edition", "Cloud Basics 1.1"),
    ("C++ v1", "C++ v2"),
]
OTHERS = [
    ("Cloud Basics", "Cloud Advanced"),
    ("Cloud Level 1", "Cloud Level 2"),
    ("Python 2", "Python 3"),
    ("C", "C++"),
    ("C", "C#"),
    ("Security (IT)", "Security (OT)"),
    ("2024", "2025"),
]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """The badges that are of a series with another; each pair is of an issuer of its own."""
    awards = [
        award(
            f"{pair}-{place}", place, f"{pair}-{place}", name, "2024-01-01", issuer=f"Guild {chr(65 + pair)}"
        )
        for pair, names in enumerate(ALIKE + OTHERS)
        for place, name in enumerate(names, 1)
    ]
    _, con = loaded(tmp_path_factory.mktemp("pairs"), awards)
    yield of(con)
    con.close()


@pytest.mark.parametrize("one, other", ALIKE)
def test_a_version_a_year_or_a_language_makes_no_other_badge(pairs, one, other):
    pair = ALIKE.index((one, other))
    assert pairs[f"{pair}-1"] == pairs[f"{pair}-2"] == f"{pair}-1"


@pytest.mark.parametrize("one, other", OTHERS)
def test_what_is_another_badge_stays_one(pairs, one, other):
    pair = len(ALIKE) + OTHERS.index((one, other))
    assert not {f"{pair}-1", f"{pair}-2"} & pairs.keys()


def test_another_issuer_or_level_is_no_series(tmp_path):
    awards = [
        award(1, 1, "T-1", "Cloud", "2024-01-01"),
        award(2, 2, "T-2", "Cloud", "2024-01-01", issuer="Other Guild"),
        award(3, 3, "T-3", "Analytics v1", "2024-01-01"),
        award(4, 3, "T-4", "Analytics v2", "2024-01-01"),
    ]
    catalogue = "T-3,Analytics v1,Guild,,Foundational,,\nT-4,Analytics v2,Guild,,Advanced,,\n"
    _, con = loaded(tmp_path, awards, catalogue)
    # T-3 and T-4 were named by the export too, without a level: the catalogue's level tells them apart.
    assert of(con) == {}
    told = sk.badge_series(con).set_index("badge_id")
    assert told["because"].to_dict() == {"T-3": series.OTHER_LEVEL, "T-4": series.OTHER_LEVEL}


def test_a_template_that_was_renamed_brings_its_older_names(tmp_path):
    awards = [
        award(1, 1, "T-1", "Kubernetes v1", "2023-01-01"),
        award(2, 1, "T-1", "Containers", "2024-01-01"),
        award(3, 1, "T-2", "Kubernetes v2", "2024-01-01"),
        award(4, 1, "T-3", "Containers 2025", "2025-01-01"),
    ]
    _, con = loaded(tmp_path, awards)
    assert of(con) == {"T-1": "T-1", "T-2": "T-1", "T-3": "T-1"}


def test_a_person_joins_what_the_rule_cannot_know_and_parts_what_it_joined(tmp_path):
    awards = [
        award(1, 1, "T-1", "Kubernetes", "2023-01-01"),
        award(2, 1, "T-2", "Container Skills", "2024-01-01"),
        award(3, 1, "T-3", "Hackathon 2023", "2023-01-01"),
        award(4, 1, "T-4", "Hackathon 2024", "2024-01-01"),
        award(5, 1, "T-5", "Hackathon 2025", "2025-01-01"),
    ]
    decisions = (
        "T-1,containers,join,2025-02-01\nT-2,containers,join,2025-02-01\nT-3,,alone,2025-02-01\nT-4,x,,\n"
    )
    summary, con = loaded(tmp_path, awards, decisions=decisions)
    assert of(con) == {"T-1": "decided: containers", "T-2": "decided: containers", "T-4": "T-4", "T-5": "T-4"}
    count = next(count for count in summary.files if count.kind == "badge series")
    assert (count.read, count.accepted, count.quarantined, count.faulty) == (4, 3, 1, 0)
    told = sk.badge_series(con).set_index("badge_id")
    assert told["decision"].to_dict() == {"T-1": "join", "T-2": "join", "T-3": "alone", "T-4": "", "T-5": ""}
    assert told.loc["T-1", "decided_on"] == pd.Timestamp("2025-02-01")

    # What is written to be decided, and loaded as it is, decides nothing and loses nothing.
    told.reset_index().to_csv(tmp_path / "again.csv", index=False)
    load([tmp_path / "again.csv"], store=tmp_path / "store")
    with connect(tmp_path / "store") as con:
        assert of(con) == {
            "T-1": "decided: containers",
            "T-2": "decided: containers",
            "T-4": "T-4",
            "T-5": "T-4",
        }


def test_a_later_decision_holds_whichever_came_in_first(tmp_path):
    awards = [award(1, 1, "T-1", "Cloud v1", "2023-01-01"), award(2, 1, "T-2", "Cloud v2", "2024-01-01")]
    for order in (("2025-01-01", "2025-06-01"), ("2025-06-01", "2025-01-01")):
        where = tmp_path / order[0]
        where.mkdir()
        for day in order:
            decision = "alone" if day == "2025-06-01" else "join"
            loaded(where, awards, decisions=f"T-2,{'cloud' if decision == 'join' else ''},{decision},{day}\n")
        with connect(where / "store") as con:
            assert of(con) == {}


def test_a_decision_without_its_day_is_refused_and_one_on_a_strange_badge_told_of(tmp_path):
    awards = [award(1, 1, "T-1", "Cloud", "2023-01-01")]
    decisions = "".join(f"T-{n},cloud,join,2025-02-01\n" for n in range(1, 21)) + "T-1,,alone,\n"
    summary, con = loaded(tmp_path, awards, decisions=decisions)
    assert [(file, why, rows) for file, why, rows in summary.reasons if file == "badge_series.csv"] == [
        (
            "badge_series.csv",
            "decided_on: blank, and needed where something is decided: of two decisions the later holds",
            1,
        )
    ]
    assert summary.totals["badges decided on in a series that nothing names"] == 19
    assert of(con)["T-1"] == "decided: cloud"


def renewed(con, **more):
    row = sk.renewals(con, "2026-06-30", "2026-06-30", by="company", **more).iloc[0]
    return {name: int(row[name]) for name in ("ended", "earners", "renewed", "renewers")} | {
        "rate": row["rate"]
    }


def test_renewals_are_counted_within_a_series_by_hand(tmp_path):
    awards = [
        # E-1 renews under the next version, a month before the end.
        award(1, 1, "T-1", "Cloud v1", "2023-01-01", "2026-01-01"),
        award(2, 1, "T-2", "Cloud v2", "2025-12-01", "2028-12-01"),
        # E-2 is late, but within 90 days; E-3 too late, on the 91st day.
        award(3, 2, "T-1", "Cloud v1", "2023-01-01", "2026-01-01"),
        award(4, 2, "T-2", "Cloud v2", "2026-04-01", "2029-04-01"),
        award(5, 3, "T-1", "Cloud v1", "2023-01-01", "2025-12-30"),
        award(6, 3, "T-2", "Cloud v2", "2026-03-31", "2029-03-31"),
        # E-4 earned another badge: no renewal. E-5's was revoked: not in the cohort.
        award(7, 4, "T-1", "Cloud v1", "2023-01-01", "2026-01-01"),
        award(8, 4, "T-9", "Welding", "2025-12-01", "2028-12-01"),
        award(9, 5, "T-1", "Cloud v1", "2023-01-01", "2026-01-01", revoked="2025-05-01"),
        # E-6's ended, and the time to renew is not over on the day asked about.
        award(10, 6, "T-1", "Cloud v1", "2023-05-01", "2026-05-01"),
    ]
    _, con = loaded(tmp_path, awards)
    # The expiry is the last day of validity: the first day over is the day after, 2 January.
    assert renewed(con) == {"ended": 4, "earners": 4, "renewed": 2, "renewers": 2, "rate": 0.5}
    assert renewed(con, after=89)["renewed"] == 1
    assert renewed(con, after=120)["renewed"] == 3
    assert renewed(con, before=10)["renewed"] == 1
    # Were Cloud v2 another badge, nobody would have renewed.
    load_decision = tmp_path / "badge_series.csv"
    load_decision.write_text("badge_id,series,decision,decided_on\nT-2,,alone,2026-01-01\n")
    load([load_decision], store=tmp_path / "store")
    with connect(tmp_path / "store") as later:
        assert renewed(later)["renewed"] == 0


def test_renewals_ask_for_a_period_that_begins_before_it_ends(tmp_path):
    _, con = loaded(tmp_path, [award(1, 1, "T-1", "Cloud", "2024-01-01")])
    with pytest.raises(QuestionError, match="since=2026-06-30"):
        sk.renewals(con, "2026-06-30", "2026-06-30", since="2026-06-30")
