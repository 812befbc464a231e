"""Real badges and a real taxonomy, where they are at hand: every document is accounted for."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import skillslib as sk
from skillslib.loading import load

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
BADGES = SHARED / "badges"
ESCO = SHARED / "taxonomies" / "esco" / "official" / "v1.1.1" / "classification" / "skills_en.csv"
FOLDERS = ("1edtech-validator-*", "dcc-*")

pytestmark = pytest.mark.skipif(
    not (BADGES.is_dir() and ESCO.is_file()), reason="../shared with the real badges is not here"
)

MAPPING = r"""
id = "esco"
version = "1.1.1"
name = "ESCO skills"
licence = "CC BY 4.0"
attribution = "European Commission"
language = "en"
file = "skills_en.csv"

[columns]
skill_id = "conceptUri"
label = "preferredLabel"
alternative_labels = "altLabels"
description = "description"

[separators]
alternative_labels = "\n"
"""

PEOPLE = (
    "employee_id,email,email_aliases,hired_on,left_on,starts_on,ends_on,business_unit_id,"
    "location_id,job_role,manager_id,fte,worker_type,on_leave,last_changed_on\n"
)
# Who the credentials speak of: addresses, names and, where a credential names nobody, its own id.
ALIASES = [
    ["nobody@example.org"],
    ["did:example:ebfeb1f712ebc6f1c276e12ec21", "student@1edtech.edu", "somebody@gmail.com"],
    ["did:web:dc.1edtech.org:wellspring2022:wellspring-portal:learner:"
     "6896f98f-6b42-4c75-98ec-8befd0dc0b29"],
    ["did:key:z6MkwEqnrbHuqFdtEzdbWcFeQomdYG2YpmJBXo6ki7ac83gK"],
    ["urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164"],
    ["Sam Smith"],
    ["Lucas Delisle-Doray", "Parker Pearl"],
    ["urn:uuid:cebd27cf-f753-471d-bc2b-b728e51595f3", "urn:uuid:9782a180-22a9-46f3-82f3-425b174f5acb",
     "urn:uuid:0c8d7d5a-55c3-4310-9893-201f2a4d6d79", "urn:uuid:c823b252-0079-4c61-a785-610c62d549da"],
    ["urn:uuid:2fe53dc9-b2ec-4939-9b2c-0d00f6663b6c"],
    ["urn:uuid:677fe8a6cacf98774d482d06"],
]  # fmt: skip

ROBOTICS = "https://example.org/robotics-badge.json"
CATALOGUE = "Badge Template ID,Badge Name,Issued by,Type,Level,Skills,Offered In,Updated At\n"
# As a company would: the badges it meets, and the skills it takes them for.
KNOWN_BADGES = [
    (ROBOTICS, "Awesome Robotics Badge", "An Example Badge Issuer", "3", "robotics"),
    *[(f"https://example.org/{name}.json", "Awesome Robotics Badge",
       "An Example Badge Issuer", "3", "robotics")
      for name in ("basic-badge-no-public-key", "badgeclass-with-verification",
                   "badgeclass-with-verification-valid-starts-with",
                   "badgeclass-with-verification-invalid-starts-with")],
    ("https://example.com/achievements/21st-century-skills/teamwork", "Teamwork", "Example Corp",
     "Foundational",
     "teamwork principles"),
    ("https://1edtech.edu/achievements/degree", "1EdTech University Degree", "1EdTech University", "5",
     "computer science"),
    ("https://1edtech.edu/achievements/1", "Text analysis", "Example University", "2",
     "analyse business requirements"),
    ("", "LCW Experience Badge", "Digital Credentials Consortium", "1", "digital literacy"),
    ("", "Badge", "Digital Credentials Consortium Test Issuer", "1", "use markup languages"),
    ("http://wonderful.wonderful", "Introduction to Wonderfullness", "University of Wonderful", "1",
     "show empathy"),
    ("https://something.org/theCourse", "Foundations of Universal AI", "MIT Learn", "Advanced",
     "principles of artificial intelligence"),
]  # fmt: skip


def write_company(folder):
    folder.mkdir()
    (folder / "esco.toml").write_text(MAPPING, encoding="utf-8")
    with (folder / "people.csv").open("w", encoding="utf-8") as file:
        file.write(PEOPLE)
        for number, aliases in enumerate(ALIASES, 1):
            file.write(
                f"E-{number:06d},e{number}@company.example,{'; '.join(aliases)},2005-01-01,,2005-01-01,,"
                "BU-1,LOC-1,Engineer,,1.0,employee,no,2005-01-01\n"
            )
    (folder / "business_units.csv").write_text(
        "business_unit_id,starts_on,name,parent_id,last_changed_on\nBU-1,2005-01-01,All,,2005-01-01\n"
    )
    (folder / "locations.csv").write_text(
        "location_id,name,city,country,country_code,latitude,longitude,last_changed_on\n"
        "LOC-1,Head Office,Vienna,Austria,AT,48.2082,16.3738,2005-01-01\n"
    )
    with (folder / "badge_templates.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(CATALOGUE)
        csv.writer(file, lineterminator="\n").writerows(
            (own, name, issuer, "", level, skills, "", "2009-01-01")
            for own, name, issuer, level, skills in KNOWN_BADGES
        )
    return folder


def documents():
    return sorted(
        path for name in FOLDERS for folder in BADGES.glob(name) for path in folder.rglob("*.json")
    )


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    summary = load([*documents(), ESCO, write_company(folder / "company")], store=folder / "store")
    print(summary)
    return summary, folder / "store"


def test_every_document_is_accounted_for(loaded):
    summary, _ = loaded
    said = Counter(count.file for count in summary.files if count.kind == "Open Badges")
    said += Counter(file for file, _ in summary.not_read)
    assert said == Counter(path.name for path in documents())
    for count in summary.files:
        assert count.read == count.accepted + count.quarantined + count.duplicates


def test_what_is_not_json_is_named(loaded):
    summary, _ = loaded
    assert dict(summary.not_read) == {
        "openbadges_context.json": "text that is neither JSON nor a table we know"
    }


def test_esco_has_13896_skills(loaded):
    summary, store = loaded
    frame = summary.to_frame().set_index("file")
    assert list(frame.loc["skills_en.csv", ["read", "accepted", "quarantined", "duplicates"]]) == [
        13896,
        13896,
        0,
        0,
    ]
    with sk.connect(store) as con:
        labels = con.sql(
            "select label_type, count(*) from skill_labels group by 1 order by 1"
        ).fetchall()
    # 98,738 distinct labels of 13,896 concepts, each concept's own label among them
    assert dict(labels)["preferred"] == 13896


def test_at_least_twenty_awards_are_read_matched_and_linked(loaded):
    summary, store = loaded
    assert summary.totals["awards matched to a person and linked to a skill"] >= 20
    assert set(summary.matched) == {"email", "hash", "uri", "claim"}
    with sk.connect(store) as con:
        held = con.execute(
            "select count(*), count(distinct skill_id) from holdings('2025-06-30', '2026-01-01')"
        )
        assert held.fetchall()[0] >= (8, 5)


def test_families_agree_with_what_others_found(loaded):
    _, store = loaded
    with (BADGES / "EXPECTED.tsv").open(encoding="utf-8") as file:
        expected = {row["file"]: row["family"] for row in csv.DictReader(file, delimiter="\t")}
    wanted = Counter(
        expected[name]
        for path in documents()
        if (name := path.relative_to(BADGES).as_posix()) in expected
    )
    with sk.connect(store) as con:
        refused = dict(
            con.sql("select reason_code, count(*) from quarantine group by 1").fetchall()
        )
    assert refused["learner-record"] == wanted["CLR2"]
    # endorsements: OB3-endorsement 1 and OB2-endorsement 4
    assert refused["endorsement"] == wanted["OB3-endorsement"] + wanted["OB2-endorsement"]
    assert refused["issuer-profile"] == wanted["OB2-issuer"]
    assert refused["key"] == wanted["OB2-key"]
    assert refused["status-list"] == wanted["OB2-revlist"]
    print(refused, wanted)
