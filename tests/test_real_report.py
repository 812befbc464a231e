"""Real badges, a real taxonomy and a small HR extract become a report, where they are at hand."""

import duckdb
import pandas as pd
import pytest
from agreed import agree
from real_input import ESCO, PEOPLE, at_hand, documents, names, write_company

import skillslib as sk
from skillslib.loading import load
from skillslib.store import current_version

pytestmark = at_hand
KNOWN = "2026-11-23"
COLLEAGUES = 50


def unnamed(store):
    """The ids of the credentials that name nobody: what a team would claim for its people."""
    version = current_version(store)
    with duckdb.connect(str(store / "versions" / f"{version}.duckdb"), read_only=True) as con:
        vault = str(store / "vault" / f"{version}.duckdb")
        con.execute(f"attach '{vault}' as vault (read_only)")
        rows = con.execute("""select distinct document ->> '$.id' from award_versions
            join vault.raw_documents using (award_id) where person_id is null order by 1""").fetchall()
    return [row[0] for row in rows]


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real-report")
    store, company = folder / "store", write_company(folder / "company")
    summary = load([*documents(), ESCO, company], store=store)
    claimed = unnamed(store)
    with (folder / "more_people.csv").open("w", encoding="utf-8") as file:
        file.write(PEOPLE)
        for number in range(101, 101 + COLLEAGUES):
            aliases = claimed.pop() if claimed else ""
            file.write(
                f"E-{number:06d},e{number}@company.example,{aliases},2005-01-01,,2005-01-01,,"
                "BU-1,LOC-1,Engineer,,1.0,employee,no,2005-01-01\n"
            )
    load([folder / "more_people.csv", agree(folder)], store=store)
    report = sk.render_report("2026-Q3", store=store, output=folder / "reports", known_at=KNOWN)
    return summary, store, report


@pytest.mark.slow
def test_awards_are_read_matched_linked_and_drawn(reported):
    summary, store, report = reported
    print(summary)
    with sk.connect(store) as con:
        linked = con.execute(
            """select award_id, label from awards($1) join badge_skills($1) using (badge_id)
               join skills using (skill_id) where person_id is not null""",
            [KNOWN],
        ).df()
    assert linked["award_id"].nunique() >= 18
    # Few hold any one skill, so the map climbs to families; together all can be counted.
    answered = pd.read_csv(report.path.parent / "data" / "map.csv")
    assert {"counted", "withheld", "zero"} & set(answered["status"])
    together = pd.read_csv(report.path.parent / "data" / "trend_all.csv")
    assert together.loc[together["quarter"] == "2026-Q3", "holders"].tolist() == [5]


@pytest.mark.slow
def test_nothing_of_a_person_reaches_the_report(reported):
    _, _, report = reported
    for path in report.path.parent.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for secret in ("E-000001", "company.example", "student@1edtech.edu", *names()):
                assert secret not in text, (path.name, secret)
