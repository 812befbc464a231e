"""Lightcast Open Skills as its API tells them and as people save them: one taxonomy, however written."""

import csv
import json

import pytest

import skillslib as sk
from skillslib.intake import look
from skillslib.taxonomy import lightcast

# Made up, in the shape of the API's answer.
SKILLS = [
    {
        "id": "KS1200AAAAAAAAAAAA01",
        "name": "Kiteworks (Software)",
        "type": {"id": "ST1", "name": "Specialized Skill"},
        "category": {"id": 17, "name": "Wind"},
        "subcategory": {"id": 17, "name": "Kites"},
        "infoUrl": "https://lightcast.io/open-skills/skills/KS1200AAAAAAAAAAAA01",
        "description": "A program for kites.",
        "isSoftware": True,
        "isLanguage": False,
    },
    {
        "id": "ES00BBBBBBBBBBBBBB02",
        "name": "Patience",
        "type": {"id": "ST2", "name": "Common Skill"},
        "category": {"id": 18, "name": "Manner"},
        "subcategory": None,
        "infoUrl": "https://lightcast.io/open-skills/skills/ES00BBBBBBBBBBBBBB02",
        "isSoftware": False,
        "isLanguage": False,
    },
    {
        "id": "BGSCCCCCCCCCCCCCCC03",
        "name": "Breezish",
        "type": {"id": "ST1", "name": "Specialized Skill"},
        "infoUrl": "https://lightcast.io/open-skills/skills/BGSCCCCCCCCCCCCCCC03",
        "isLanguage": True,
    },
]
ODD = [{"id": "KS1200DDDDDDDDDDDD04", "name": " "}, "no skill", SKILLS[1]]
ATTRIBUTION = {"name": "Wind Pages", "text": "Texts by the Wind Pages."}


def table(con, sql):
    return con.execute(sql).fetchall()


def write_copies(folder):
    """The same skills as three kinds of CSV: flattened, as Python writes objects, and names alone."""
    columns = ("id", "name", "infoUrl", "type", "category", "subcategory")
    with (folder / "lightcast_2.1.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [columns, *([one.get(column, "") for column in columns] for one in SKILLS)]
        )
    flat = ("skill_id", "skill_name", "type.id", "type.name", "category.id", "category.name")
    with (folder / "lightcast_2.2.csv").open("w", encoding="utf-8-sig", newline="") as file:
        parts = ([one.get(part) or {} for part in ("type", "category")] for one in SKILLS)
        rows = ([part.get(key, "") for part in two for key in ("id", "name")] for two in parts)
        named = ([one["id"], one["name"], *row] for one, row in zip(SKILLS, rows, strict=True))
        csv.writer(file).writerows([flat, *named])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lightcast")
    exports = folder / "exports"
    exports.mkdir()
    document = {"attributions": [ATTRIBUTION], "data": [*SKILLS, *ODD]}
    (exports / "skills_9.12.json").write_text(json.dumps(document), encoding="utf-8")
    write_copies(exports)
    summary = sk.load(exports, store=folder / "store", accept_quarantine_rate=0.5)
    with sk.connect(folder / "store") as con:
        yield summary, con


def test_every_skill_is_counted(loaded):
    counts = {c.file: (c.kind, c.read, c.accepted, c.duplicates, c.quarantined) for c in loaded[0].files}
    kind = "Lightcast Open Skills"
    assert counts == {
        "skills_9.12.json": (kind, 6, 3, 1, 2),  # one without a name, one that is none, one twice
        "lightcast_2.1.csv": (kind, 3, 3, 0, 0),
        "lightcast_2.2.csv": (kind, 3, 3, 0, 0),
    }


def test_a_skill_lies_below_its_subcategory_and_that_below_its_category(loaded):
    labels = """select concept_id, kind, label from concepts
        where taxonomy_version = '9.12' order by kind, concept_id"""
    assert table(loaded[1], labels) == [
        ("type: ST1", "collection", "Specialized Skill"),
        ("type: ST2", "collection", "Common Skill"),
        ("BGSCCCCCCCCCCCCCCC03", "language", "Breezish"),
        ("ES00BBBBBBBBBBBBBB02", "skill", "Patience"),
        ("category: 17", "skill group", "Wind"),
        ("category: 18", "skill group", "Manner"),
        ("subcategory: 17", "skill group", "Kites"),
        ("KS1200AAAAAAAAAAAA01", "tool", "Kiteworks (Software)"),
    ]
    above = """select concept_id, to_id from concept_relations
        where relation = 'broader' and taxonomy_version = '{}' order by 1"""
    assert table(loaded[1], above.format("9.12")) == [
        ("ES00BBBBBBBBBBBBBB02", "category: 18"),
        ("KS1200AAAAAAAAAAAA01", "subcategory: 17"),
        ("subcategory: 17", "category: 17"),
    ]
    # of the copies one kept the objects as Python writes them, one has no subcategories
    assert table(loaded[1], above.format("2.1")) == table(loaded[1], above.format("9.12"))
    assert table(loaded[1], above.format("2.2")) == [
        ("ES00BBBBBBBBBBBBBB02", "category: 18"),
        ("KS1200AAAAAAAAAAAA01", "category: 17"),
    ]


def test_whom_the_skills_are_by_is_kept(loaded):
    said = dict(table(loaded[1], "select taxonomy_version, attribution from taxonomies"))
    assert set(said) == {"9.12", "2.1", "2.2"}
    assert said["9.12"].endswith("Texts by the Wind Pages.") and "lightcast.io" in said["9.12"]


def test_skills_may_be_wrapped_or_stand_on_lines_of_their_own(tmp_path):
    texts = {
        "wrapped.json": json.dumps({"skills": SKILLS}),
        "lines.jsonl": "\n".join(map(json.dumps, SKILLS)),
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert lightcast.recognise(look(path)) == "document"
    sk.load(tmp_path / "lines.jsonl", store=tmp_path / "store")
    counts = sk.load(tmp_path / "wrapped.json", store=tmp_path / "store").files[0]
    assert (counts.kind, counts.read, counts.quarantined) == ("Lightcast Open Skills", 3, 0)
    with sk.connect(tmp_path / "store") as con:
        found = "select concept_id from concepts where kind in ('skill', 'tool', 'language') order by 1"
        assert table(con, found) == sorted((one["id"],) for one in SKILLS)


def test_a_badge_that_names_a_skill_is_no_taxonomy(tmp_path):
    badge = {
        "id": "https://badges.example.com/1",
        "name": "Kite Builder",
        "alignment": [{"targetUrl": SKILLS[0]["infoUrl"], "id": SKILLS[0]["id"]}],
    }
    (tmp_path / "badge.json").write_text(json.dumps(badge), encoding="utf-8")
    (tmp_path / "catalogue.csv").write_text(f"id,name,skills\n7,Kite Builder,{SKILLS[0]['id']}\n")
    for name in ("badge.json", "catalogue.csv"):
        assert lightcast.recognise(look(tmp_path / name)) == ""
