"""Real badges and a real taxonomy, where they are at hand, and a company made up around them."""

import csv
import json
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
BADGES = SHARED / "badges"
ESCO = SHARED / "taxonomies" / "esco" / "official" / "v1.1.1" / "classification" / "skills_en.csv"
FOLDERS = ("1edtech-validator-*", "dcc-*")

at_hand = pytest.mark.skipif(
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
# Whom the credentials speak of: addresses and, where a credential names nobody, its own id. A person
# whose credential gives a name in words is added from the documents.
ALIASES = [
    ["nobody@example.org"],
    ["did:example:ebfeb1f712ebc6f1c276e12ec21", "student@1edtech.edu", "somebody@gmail.com"],
    ["did:web:dc.1edtech.org:wellspring2022:wellspring-portal:learner:6896f98f-6b42-4c75-98ec-8befd0dc0b29"],
    ["did:key:z6MkwEqnrbHuqFdtEzdbWcFeQomdYG2YpmJBXo6ki7ac83gK"],
    ["urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164"],
    [
        "urn:uuid:cebd27cf-f753-471d-bc2b-b728e51595f3",
        "urn:uuid:9782a180-22a9-46f3-82f3-425b174f5acb",
        "urn:uuid:0c8d7d5a-55c3-4310-9893-201f2a4d6d79",
        "urn:uuid:c823b252-0079-4c61-a785-610c62d549da",
    ],
    ["urn:uuid:2fe53dc9-b2ec-4939-9b2c-0d00f6663b6c"],
    ["urn:uuid:677fe8a6cacf98774d482d06"],
]

ROBOTICS = "https://example.org/robotics-badge.json"
CATALOGUE = "Badge Template ID,Badge Name,Issued by,Type,Level,Skills,Offered In,Updated At\n"
# As a company would: the badges it meets, and the skills it takes them for.
KNOWN_BADGES = [
    (ROBOTICS, "Awesome Robotics Badge", "An Example Badge Issuer", "3", "robotics"),
    *[
        (
            f"https://example.org/{name}.json",
            "Awesome Robotics Badge",
            "An Example Badge Issuer",
            "3",
            "robotics",
        )
        for name in (
            "basic-badge-no-public-key",
            "badgeclass-with-verification",
            "badgeclass-with-verification-valid-starts-with",
            "badgeclass-with-verification-invalid-starts-with",
        )
    ],
    (
        "https://example.com/achievements/21st-century-skills/teamwork",
        "Teamwork",
        "Example Corp",
        "Foundational",
        "teamwork principles",
    ),
    (
        "https://1edtech.edu/achievements/degree",
        "1EdTech University Degree",
        "1EdTech University",
        "5",
        "computer science",
    ),
    (
        "https://1edtech.edu/achievements/1",
        "Text analysis",
        "Example University",
        "2",
        "analyse business requirements",
    ),
    ("", "LCW Experience Badge", "Digital Credentials Consortium", "1", "digital literacy"),
    ("", "Badge", "Digital Credentials Consortium Test Issuer", "1", "use markup languages"),
    (
        "http://wonderful.wonderful",
        "Introduction to Wonderfullness",
        "University of Wonderful",
        "1",
        "show empathy",
    ),
    (
        "https://something.org/theCourse",
        "Foundations of Universal AI",
        "MIT Learn",
        "Advanced",
        "principles of artificial intelligence",
    ),
]


def write_company(folder):
    folder.mkdir()
    (folder / "esco.toml").write_text(MAPPING, encoding="utf-8")
    with (folder / "people.csv").open("w", encoding="utf-8") as file:
        file.write(PEOPLE)
        for number, aliases in enumerate([*ALIASES, *([name] for name in names())], 1):
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
    return sorted(path for name in FOLDERS for folder in BADGES.glob(name) for path in folder.rglob("*.json"))


def names():
    """The names in words that credentials give as their subjects' identity."""
    found = set()
    for path in documents():
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            continue
        _collect(document, found)
    return sorted(found)


def _collect(part, found):
    """Every unhashed identity of two words or more inside a document."""
    if isinstance(part, dict):
        identity = part.get("identityHash")
        if isinstance(identity, str) and " " in identity and not part.get("hashed"):
            found.add(identity)
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _collect(one, found)
