"""The sample company: the committed bytes, its defects counted in the raw files, its findings found."""

import csv
import hashlib
import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

import skillslib as sk
from skillslib.sample import SampleError, write_sample

FOLDER = Path(__file__).parents[1] / "data" / "sample"
DAYS = ("2026-09-30", "2026-10-05")
AS_OF, KNOWN_AT = (date.fromisoformat(day) for day in DAYS)


def rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def credentials():
    with (FOLDER / "open_badges.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def day(text):
    return date.fromisoformat(text[:10]) if text else None


def digest(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.suffix != ".md"
    }


def test_the_committed_files_are_what_the_seed_gives(tmp_path):
    write_sample(tmp_path / "again")
    assert digest(tmp_path / "again") == digest(FOLDER)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 5_000_000


def test_another_seed_is_another_company_and_a_half_written_one_never_appears(tmp_path):
    small = {"people": 200, "awards": 1000}
    write_sample(tmp_path / "one", **small, seed=1)
    write_sample(tmp_path / "two", **small, seed=2)
    assert digest(tmp_path / "one")["people.csv"] != digest(tmp_path / "two")["people.csv"]

    def stop(step, share):
        if share > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_sample(tmp_path / "three", **small, progress=stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


@pytest.mark.parametrize("wrong", [{"people": 0}, {"awards": -1}, {"seed": "x"}, {"people": 10**9}])
def test_a_size_that_cannot_be_is_refused(tmp_path, wrong):
    with pytest.raises(SampleError, match="whole number"):
        write_sample(tmp_path / "sample", **wrong)


def test_the_company_is_as_large_as_said():
    units = {unit["business_unit_id"]: unit["parent_id"] for unit in rows("business_units.csv")}
    leaves = set(units) - set(units.values())
    assert len(leaves) == 20
    assert len({p["employee_id"] for p in rows("people.csv")}) == 2500
    offices = rows("locations.csv")
    assert len(offices) == 19 and len({office["country"] for office in offices}) == 12
    skills = rows("taxonomy.csv")
    assert [sum(s["kind"] == kind for s in skills) for kind in ("skill", "family")] == [60, 8]
    badges = {b["Badge Template ID"] for b in rows("badge_templates.csv")}
    badges |= {c["credentialSubject"]["achievement"]["id"] for c in credentials()}
    issuers = {b["Issued by"] for b in rows("badge_templates.csv")} | {
        c["issuer"]["name"] for c in credentials()
    }
    assert len(badges) == 120 and len(issuers) == 4


def test_the_defects_are_as_many_as_the_readme_says():
    people, badges, partner = (
        rows("people.csv"),
        rows("credly_badges.csv"),
        rows("credly_badges_partner.csv"),
    )
    both = badges + partner
    assert sum(b["Issue Date"] == "2026-02-30" for b in badges) == 3
    assert sum(b["Status"] == "archived" for b in badges) == 3
    assert sum(not b["Badge Template ID"] for b in badges) == 2
    assert sum(not b["Earner Badge ID"] for b in badges) == 2
    assert sum(not p["fte"] for p in people) == 4
    assert len(badges) - len({tuple(b.values()) for b in badges}) == 12
    assert len(people) - len({tuple(p.values()) for p in people}) == 3
    assert [sum(b["Status"] == "rejected" for b in part) for part in (badges, partner)] == [21, 1]
    addresses = {p["email"] for p in people}
    aliases = {alias for p in people for alias in p["email_aliases"].split("; ") if alias}
    nameless = [b["Issued to Email"] for b in both if not b["Issuer Earner ID"]]
    assert sum(address in aliases - addresses for address in nameless) == 432
    assert sum(address not in aliases | addresses for address in nameless) == 253
    assert sum(not b["Skills"] for b in rows("badge_templates.csv")) == 6
    assert "Expires At" not in partner[0] and len(partner) == 648
    assert sum(b["Issue Date"] <= "2026-09-30" < b["Record Created"] for b in both) == 77
    assert sum(p["worker_type"] == "contractor" for p in people) == 219
    assert sum(p["on_leave"] == "yes" for p in people) == 56


def test_what_a_load_quarantines_is_what_was_planted(tmp_path):
    summary = sk.load([FOLDER], store=tmp_path / "store")
    counts = {count.file: count for count in summary.files}
    assert counts["credly_badges.csv"].quarantined == 3 + 3 + 2 + 2
    assert counts["credly_badges.csv"].duplicates == 12
    assert counts["credly_badges_partner.csv"].quarantined == 0
    assert counts["people.csv"].quarantined == 4 and counts["people.csv"].duplicates == 3
    for count in summary.files:
        assert count.read == count.accepted + count.quarantined + count.duplicates


# ------------------------------------------------------------------ findings, counted from the raw files
LEVELS = {"Foundational": 1, "Intermediate": 3, "Advanced": 4}


@pytest.fixture(scope="module")
def company():
    """Employees at work with their unit and office, and holdings, by loops over the raw files."""
    known, at_work = {}, {}
    for p in rows("people.csv"):
        if not p["fte"]:
            continue
        for value in (p["employee_id"], p["email"], *p["email_aliases"].split("; ")):
            if value:
                known[value] = p["employee_id"]
        employed = day(p["hired_on"]) <= AS_OF and not (p["left_on"] and day(p["left_on"]) <= AS_OF)
        here = day(p["starts_on"]) <= AS_OF and not (p["ends_on"] and day(p["ends_on"]) <= AS_OF)
        if employed and here and p["worker_type"] == "employee" and p["on_leave"] == "no":
            at_work[p["employee_id"]] = (p["business_unit_id"], p["location_id"])
    proofs = proofs_of(known)
    return at_work, proofs


def proofs_of(known):
    """(person, skill) -> the levels and ends of the awards that are valid on the day."""
    named = {s["label"].lower(): s["label"] for s in rows("taxonomy.csv") if s["kind"] == "skill"}
    for s in rows("taxonomy.csv"):
        for label in filter(None, s["alternative_labels"].split("; ")):
            named[label.lower()] = s["label"]
    uris = {s["skill_id"]: s["label"] for s in rows("taxonomy.csv")}
    catalogue = {
        b["Badge Template ID"]: (
            [named[s.lower()] for s in b["Skills"].split("; ") if s.lower() in named],
            int(LEVELS.get(b["Level"], b["Level"] or 1)),
        )
        for b in rows("badge_templates.csv")
    }
    proofs = defaultdict(list)
    for b in rows("credly_badges.csv") + rows("credly_badges_partner.csv"):
        person = known.get(b["Issuer Earner ID"]) or known.get(b["Issued to Email"])
        if not person or b["Badge Template ID"] not in catalogue or not b["Earner Badge ID"]:
            continue
        if b["Status"] not in ("accepted", "pending", "revoked") or b["Issue Date"] == "2026-02-30":
            continue
        end = min(filter(None, (day(b.get("Expires At", "")), day(b["Revoked At"]))), default=date.max)
        if day(b["Issue Date"]) <= AS_OF < end and day(b["Record Created"]) <= KNOWN_AT:
            skills, level = catalogue[b["Badge Template ID"]]
            for skill in skills:
                proofs[person, skill].append((level, end))
    salted = list(known.items())
    for c in credentials():
        identity = c["credentialSubject"]["identifier"][0]
        person = known.get(identity["identityHash"])
        if identity["hashed"]:
            digests = (
                (hashlib.sha256((value + identity.get("salt", "")).encode()).hexdigest(), who)
                for value, who in salted
            )
            wanted = identity["identityHash"].partition("$")[2]
            person = next((who for found, who in digests if found == wanted), None)
        achievement = c["credentialSubject"]["achievement"]
        end = day(c.get("validUntil", "")) or date.max
        if person and day(c["awardedDate"]) <= AS_OF < end:
            steps = (
                achievement["resultDescription"][0]["rubricCriterionLevel"]
                if (achievement.get("resultDescription"))
                else [{"level": "1"}]
            )
            said = [*achievement.get("tag", [])]
            said = [named.get(tag.lower()) for tag in said]
            said += [uris.get(a["targetUrl"]) for a in achievement.get("alignment", [])]
            for skill in {one for one in said if one}:
                proofs[person, skill].append((int(steps[0]["level"]), end))
    return proofs


def holders(company, skill, level=1):
    at_work, proofs = company
    return {p for p in at_work if any(step >= level for step, _ in proofs.get((p, skill), []))}


def test_the_largest_gap_is_the_planted_one(sample, company):
    at_work, _ = company
    held = sum(at_work[p][0] == "BU-404" for p in holders(company, "Cloud cost control", 2))
    needed = [
        int(t["needed"])
        for t in rows("targets.csv")
        if t["business_unit_id"] == "BU-404" and t["skill_id"].endswith("S-015")
    ]
    frame = sk.skill_gaps(sample, *DAYS)
    worst = frame.sort_values("gap", ascending=False).iloc[0]
    assert (worst["business_unit"], worst["skill"]) == ("Applications", "Cloud cost control")
    assert (worst["needed"], worst["holders"]) == (needed[0], held) == (67, held)
    shown = sk.protect(frame)
    assert sk.shortages_finding(shown).startswith("Applications is shortest of Cloud cost control: 10 of 67")


def test_one_skill_rests_on_one_office(sample, company):
    at_work, _ = company
    kiln = holders(company, "Kiln calibration")
    there = sum(at_work[p][1] == "LOC-10" for p in kiln)
    assert (there, len(kiln)) == (46, 50)
    frame = sk.skill_map(sample, *DAYS, by="location").set_index(["skill", "location"])["holders"]
    assert frame["Kiln calibration", "Zaragoza Works"] == there
    assert frame["Kiln calibration"].sum() == len(kiln)


def test_a_cliff_comes_next_quarter(sample, company):
    _, proofs = company
    holding = holders(company, "Security awareness")
    lapsing = sum(
        max(end for _, end in proofs[p, "Security awareness"]) <= date(2026, 12, 31) for p in holding
    )
    assert (lapsing, len(holding)) == (357, 502)
    frame = sk.skill_trend(sample, *DAYS, of="skill", quarters=1)
    now = frame[frame["quarter"] == "2026-Q3"].set_index("skill")
    assert now["expiring"].idxmax() == "Security awareness"
    assert now.loc["Security awareness", ["holders", "expiring"]].tolist() == [502, 357]


def test_one_programme_worked_and_one_did_not(sample):
    frame = sk.programme_effect(sample, *DAYS).set_index("programme")
    assert frame["verdict"].to_dict() == {
        "Data Pathways": "effect",
        "Coaching Circle": "no clear effect",
    }
    assert 0.8 < frame.loc["Data Pathways", "effect"] < 1.4
    assert abs(frame.loc["Coaching Circle", "effect"]) < 0.2


def test_one_unit_earns_more_and_one_less_than_chance_explains(sample):
    shown = sk.protect(sk.recognition(sample, *DAYS))
    assert sk.recognition_finding(shown) == (
        "Support Desk earned badges more often and Logistics earned badges less often than chance explains"
    )


def test_japan_is_not_measured_where_its_badges_are_not_linked(sample):
    frame = sk.skill_map(sample, *DAYS, by="country")
    japan = frame[frame["country"] == "Japan"].set_index("skill")["status"]
    # Of nine skills nobody there has a badge that is linked; of three more, fewer than nine in ten of their
    # ten or more awards found their person.
    assert (japan == "not measured").sum() == 9 + 3
    assert japan["Complaint handling"] == "not measured"


def test_the_renamed_unit_has_its_name_of_the_day(sample):
    for as_of, name in (
        ("2024-03-31", "Field Services"),
        ("2024-04-01", "Customer Field Operations"),
    ):
        units = set(sk.skill_map(sample, as_of, DAYS[1])["business_unit"])
        assert name in units and len(units) == 20
