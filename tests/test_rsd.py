"""Rich Skill Descriptors as OSMT exports, imports and tells them: one skill is the same however it comes."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

import skillslib as sk
from skillslib.taxonomy import rsd

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "taxonomies" / "rsd-osmt" / "osmt"
at_hand = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared with the real descriptors is not here")

# Made up, in the shape of an export that somebody merged: with an index that has no name.
HOST = "https://skills.example.com/api/skills"
LIGHTCAST = "https://skills.emsidata.com/skills/KS1200AAAAAAAAAAAA01"
EXPORT = f"""\
,Canonical URL,RSD Name,Authors,Skill Statement,Categories,Keywords,Standards,Certifications,\
Occupation Major Groups,Occupation Minor Groups,Broad Occupations,Detailed Occupations,O*Net Job Codes,\
Employers,Alignment Name,Alignment URL,Alignment Framework
0,{HOST}/k1,Kite Design,Kite College,Design kites.,Wind; Paper,Kites; WGUSID: 172; Wind; Kite design,KITE-1,,\
99-0000,99-1000,99-1010,99-1011; 99-1012,99-1011.00,,Kites,{LIGHTCAST},Lightcast
1,{HOST}/k2,,Kite College,Nameless.,Wind,,,,,,,,,,,,
2,{HOST}/k1,Kite Design,Kite College,Design kites.,Wind; Paper,Kites; WGUSID: 172; Wind; Kite design,KITE-1,,\
99-0000,99-1000,99-1010,99-1011; 99-1012,99-1011.00,,Kites,{LIGHTCAST},Lightcast
"""
TEMPLATE = """\
Collection,Skill Name,Skill Category,Contextualized Skill Statement,Keywords,BLS Major Group,O*NET Job Role
Flying,Kite Flying,Wind,Fly kites.,Sky; Air,99-0000,
"""
NEWER = [
    {
        "id": f"{HOST}/k3",
        "uuid": "k3",
        "skillName": "Kite Repair",
        "skillStatement": "Repair kites; all of them.",
        "status": "published",
        "categories": ["Paper; and cloth"],
        "keywords": ["Glue", "WGUSID: 9"],
        "collections": [{"uuid": "c1", "name": "Flying"}],
        "standards": [{"skillName": "KITE-2"}],
        "occupations": [{"code": "99-1011.00", "targetNodeName": "Kite Builders"}],
        "alignments": [{"id": LIGHTCAST, "skillName": "Kites"}],
        "updateDate": "2024-05-06T07:08:09Z",
    },
    {"skillName": "Half a skill", "skillStatement": ""},
    {"skillStatement": "Nothing with a name."},
]
OLDER = {
    "type": "RichSkillDescriptor",
    "@context": "https://rsd.openskillsnetwork.org/context-v1.json",
    "id": f"{HOST}/k4",
    "skillName": "Kite Sales",
    "skillStatement": "Sell kites.",
    "category": "Trade",
    "keywords": [{"name": "Selling"}],
    "occupations": [{"code": "99-2000", "name": "Sellers"}],
    "updateDate": "2023-01-02T00:00:00Z",
}
CATEGORIES = [{"value": "Wind", "id": 7, "type": "Category", "skillCount": 2}]
GROUPS = """SOC Group,SOC Code,SOC Title,SOC Definition
Major,99-0000,Kite Occupations,
Minor,99-1000,Kite Makers,
Broad,99-1250,Kite Makers of Paper,
Detailed,99-1251,Paper Cutters,Cut paper.
Minor,99-2000,Sellers,
"""


def table(con, sql):
    return con.execute(sql).fetchall()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rsd")
    exports = folder / "exports"
    exports.mkdir()
    (exports / "export.csv").write_text(EXPORT, encoding="utf-8-sig")
    (exports / "template.csv").write_text(TEMPLATE, encoding="utf-8")
    book = openpyxl.Workbook()
    book.active.append(["Canonical URL", "RSD Name", "Skill Statement", "Keywords"])
    book.active.append([f"{HOST}/k5", "Kite Lending", "Lend kites.", "WGUSID: 5246.1"])
    book.save(exports / "osmt export.xlsx")
    (exports / "groups.csv").write_text(GROUPS, encoding="utf-8")
    for name, said in (("newer", NEWER), ("older", OLDER), ("categories", CATEGORIES)):
        (exports / f"{name}.json").write_text(json.dumps(said), encoding="utf-8")
    summary = sk.load(exports, store=folder / "store", accept_quarantine_rate=0.5)
    with sk.connect(folder / "store") as con:
        yield summary, con


def test_every_row_is_counted(loaded):
    counts = {c.file: (c.read, c.accepted, c.duplicates, c.quarantined) for c in loaded[0].files}
    assert counts == {
        "export.csv": (3, 1, 1, 1),
        "template.csv": (1, 1, 0, 0),
        "groups.csv": (5, 5, 0, 0),
        "osmt export.xlsx": (1, 1, 0, 0),
        "newer.json": (3, 2, 0, 1),
        "older.json": (1, 1, 0, 0),
        "categories.json": (1, 1, 0, 0),
    }
    assert {c.kind for c in loaded[0].files} == {"Rich Skill Descriptors"}
    assert all("governance.toml" in said or "described otherwise" in said for said in loaded[0].warnings)


def test_a_skill_has_its_statement_notation_and_address(loaded):
    skills = """select label, notation, definition, status, url from concepts
        where kind = 'skill' order by label"""
    assert table(loaded[1], skills) == [
        ("Half a skill", None, None, None, None),
        ("Kite Design", "WGUSID: 172", "Design kites.", None, f"{HOST}/k1"),
        ("Kite Flying", None, "Fly kites.", None, None),
        ("Kite Lending", "WGUSID: 5246.1", "Lend kites.", None, f"{HOST}/k5"),
        ("Kite Repair", "WGUSID: 9", "Repair kites; all of them.", "published", f"{HOST}/k3"),
        ("Kite Sales", None, "Sell kites.", None, f"{HOST}/k4"),
    ]


def test_keywords_are_hidden_and_no_identifier_is_one(loaded):
    hidden = "select label from concept_labels where label_type = 'hidden' order by 1"
    # "Kite design" repeats the name of the skill
    assert [label for (label,) in table(loaded[1], hidden)] == [
        *("Air", "Glue", "Kites", "Selling", "Sky", "Wind"),
    ]


def test_groups_collections_and_occupations_are_named(loaded):
    above = """select concept_id, relation, to_id from concept_relations
        where taxonomy_id = 'rsd' order by all"""
    assert table(loaded[1], above) == [
        (f"{HOST}/k1", "broader", "category: Paper"),
        (f"{HOST}/k1", "broader", "category: Wind"),
        (f"{HOST}/k1", "member of", "standard: KITE-1"),
        (f"{HOST}/k3", "broader", "category: Paper; and cloth"),
        (f"{HOST}/k3", "member of", "collection: Flying"),
        (f"{HOST}/k3", "member of", "standard: KITE-2"),
        (f"{HOST}/k4", "broader", "category: Trade"),
        ("rsd: kite flying", "broader", "category: Wind"),
        ("rsd: kite flying", "member of", "collection: Flying"),
    ]
    asked = "select occupation_id, concept_id from requirements order by all"
    assert table(loaded[1], asked) == [
        ("99-0000", f"{HOST}/k1"),
        ("99-0000", "rsd: kite flying"),
        ("99-1000", f"{HOST}/k1"),
        ("99-1010", f"{HOST}/k1"),
        ("99-1011", f"{HOST}/k1"),
        ("99-1011.00", f"{HOST}/k1"),
        ("99-1011.00", f"{HOST}/k3"),
        ("99-1012", f"{HOST}/k1"),
        ("99-2000", f"{HOST}/k4"),
    ]


def test_alignments_are_crosswalks_with_their_ends(loaded):
    said = "select from_taxonomy, from_id, predicate, to_taxonomy, to_id from crosswalks order by from_id"
    assert table(loaded[1], said) == [
        ("rsd", f"{HOST}/k1", "relatedMatch", "lightcast", "KS1200AAAAAAAAAAAA01"),
        ("rsd", f"{HOST}/k3", "relatedMatch", "lightcast", "KS1200AAAAAAAAAAAA01"),
    ]
    undefined = "select count(*) from remarks where code = 'crosswalk-end-undefined'"
    assert table(loaded[1], undefined) == [(2,)]


def test_a_collections_own_document_names_its_collection():
    document = {
        "name": "Baking",
        "skills": [{"skillName": "Knead", "collections": ["Hands"]}, {}, "no skill"],
    }
    columns = rsd._columns([one for one in rsd._of_collection(document) if isinstance(one, dict)])
    assert columns["collections"] == [f"Hands{rsd.AFTER}Baking{rsd.AFTER}", f"Baking{rsd.AFTER}"]


def test_a_group_of_occupations_lies_below_the_one_before_it(loaded):
    above = "select concept_id, to_id from concept_relations where taxonomy_id = 'soc' order by 1"
    assert table(loaded[1], above) == [
        ("99-1000", "99-0000"),
        ("99-1250", "99-1000"),
        ("99-1251", "99-1250"),
        ("99-2000", "99-0000"),
    ]


# --- the real ones ------------------------------------------------------------------------------


def rows_of(path):
    """How many records a file has, by Python's own readers."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return sum(1 for _ in csv.reader(file)) - 1
    said = json.loads(path.read_text(encoding="utf-8"))
    return len(said) if isinstance(said, list) else 1


@at_hand
def test_every_record_of_the_real_files_is_read(tmp_path):
    told = SHARED / "test" / "api-test" / "api" / "v3"
    files = [*sorted((SHARED / "import").glob("*.csv")), *sorted(told.rglob("get.json"))]
    summary = sk.load(files, store=tmp_path / "store")
    assert sorted((c.file, c.read) for c in summary.files) == sorted(
        (path.name, rows_of(path)) for path in files
    )
    assert sum(c.quarantined for c in summary.files) == 0
    with sk.connect(tmp_path / "store") as con:
        assert table(con, "select count(*) from concepts where kind = 'skill'") == [(53,)]
        assert table(con, "select count(*) from concept_labels where label like '%WGUSID%'") == [(0,)]
