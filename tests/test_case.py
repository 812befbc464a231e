"""CASE frameworks: items and associations from JSON, a workbook and CSV with any spelling of headers."""

import csv
import json
from pathlib import Path

import pytest

import skillslib as sk

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "taxonomies" / "case"
FILES = [path for path in sorted(SHARED.rglob("*.*")) if path.suffix in (".json", ".csv", ".xlsx")]
at_hand = pytest.mark.skipif(not FILES, reason="../shared with real frameworks is not here")
PACKAGE = {
    "CFDocument": {
        "identifier": "doc-1",
        "uri": "https://example.com/doc-1",
        "title": "Baking",
        "creator": "Example Bakers",
        "version": "3.1",
        "language": "en",
        "lastChangeDateTime": "2025-01-02T03:04:05+00:00",
        "licenseURI": {"title": "Free to use", "uri": "https://example.com/l", "identifier": "l"},
    },
    "CFItems": [
        {
            "identifier": "i-1",
            "fullStatement": "Knows flour.",
            "abbreviatedStatement": "Flour",
            "language": "en",
        },
        {
            "identifier": "i-2",
            "fullStatement": "Kneads dough.",
            "humanCodingScheme": "B.1",
            "CFItemType": "Skill",
        },
        {"identifier": "i-3"},
    ],
    "CFAssociations": [
        {
            "associationType": kind,
            "originNodeURI": {"identifier": origin, "uri": f"https://example.com/{origin}"},
            "destinationNodeURI": {"identifier": to, "uri": f"https://example.com/{to}"},
        }
        for kind, origin, to in (
            ("isChildOf", "i-1", "doc-1"),
            ("isChildOf", "i-2", "i-1"),
            ("exactMatchOf", "i-2", "elsewhere"),
            ("replacedBy", "i-1", "i-2"),
            ("precedes", "i-1", "i-2"),
        )
    ],
}
CODED = """identifier,Full Statement,Human Coding Scheme,abbreviated_statement,Is Child Of,Exact Match Of
,All of baking,A,Baking,,
,Bread,A.B,,,x-1
,Rye bread,A.B.C,,,
,,A.D,,,
"""
NAMED = """Identifier,fullStatement,humanCodingScheme,isChildOf
b-1,Baking,A,
b-2,Bread,A.B,A
b-3,Rye bread,A.B.C,b-1
"""


@pytest.fixture(scope="module")
def baking(tmp_path_factory):
    folder = tmp_path_factory.mktemp("case")
    (folder / "baking.json").write_text(json.dumps(PACKAGE), encoding="utf-8")
    (folder / "coded.csv").write_text(CODED, encoding="utf-8")
    schema = {"$schema": "https://example.com/schema", "properties": {"CFDocument": {}, "CFItems": []}}
    (folder / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (folder / "named.csv").write_text(NAMED, encoding="utf-8")
    summary = sk.load(folder, store=folder / "store", accept_quarantine_rate=0.5)
    with sk.connect(folder / "store") as con:
        yield summary, con


def rows(con, sql):
    return con.execute(sql).fetchall()


def test_items_associations_and_the_document_are_records(baking):
    summary, con = baking
    assert [(one.file, one.read, one.accepted, one.quarantined) for one in summary.files] == [
        ("baking.json", 9, 8, 1),
        ("coded.csv", 4, 3, 1),
        ("named.csv", 3, 3, 0),
    ]
    said = "a JSON Schema of CASE: it says how frameworks are written, and holds none"
    assert summary.not_read == [("schema.json", said)]
    assert rows(con, "select line, reason from quarantine order by file") == [
        (4, "fullStatement: blank, and needed"),
        (5, "fullStatement: blank, and needed"),
    ]


def test_a_package_becomes_concepts_relations_and_matches(baking):
    concepts = """select concept_id, kind, notation, label, definition from concepts
        where taxonomy_id = 'doc-1' order by 1"""
    assert rows(baking[1], concepts) == [
        ("doc-1", "collection", None, "Baking", "Baking"),
        ("i-1", "competency", None, "Flour", "Knows flour."),
        ("i-2", "skill", "B.1", "Kneads dough.", "Kneads dough."),
    ]
    relations = (
        "select concept_id, relation, to_id from concept_relations where taxonomy_id = 'doc-1' order by all"
    )
    assert rows(baking[1], relations) == [
        ("i-1", "member of", "doc-1"),
        ("i-1", "related", "i-2"),  # precedes, as a remark says
        ("i-1", "replaced by", "i-2"),
        ("i-2", "broader", "i-1"),
    ]
    matches = "select from_version, from_id, predicate, to_id from crosswalks where from_taxonomy = 'doc-1'"
    assert rows(baking[1], matches) == [("3.1", "i-2", "exactMatch", "elsewhere")]
    facts = """select taxonomy_version, name, publisher, licence, attribution, language from taxonomies
        where taxonomy_id = 'doc-1'"""
    assert rows(baking[1], facts) == [
        ("3.1", "Baking", "Example Bakers", "Free to use", "Baking, Example Bakers", "en")
    ]
    codes = "select distinct code from remarks where file = 'baking.json' order by 1"
    assert rows(baking[1], codes) == [("association-unknown",), ("crosswalk-end-undefined",)]


def test_rows_lie_under_what_they_name_else_under_what_their_codes_begin_with(baking):
    relations = """select taxonomy_id, concept_id, relation, to_id from concept_relations
        where taxonomy_id in ('coded', 'named') order by all"""
    assert rows(baking[1], relations) == [
        ("coded", "coded: A.B", "broader", "coded: A"),
        ("coded", "coded: A.B.C", "broader", "coded: A.B"),
        # The row was refused: what it lies under stays, and is listed.
        ("coded", "coded: A.D", "broader", "coded: A"),
        ("named", "b-2", "broader", "b-1"),  # by its code
        ("named", "b-3", "broader", "b-1"),  # by its identifier
    ]
    said = "select what from remarks where code = 'parents-from-codes'"
    assert rows(baking[1], said) == [
        ("3 rows lie under the row whose code theirs begins with: no column says it",)
    ]


def _counted(path):
    """Items and associations of a file by the plainest reader there is; those of tables only items."""
    if path.suffix == ".json":
        said = json.loads(path.read_text(encoding="utf-8"))
        return len(said["CFItems"]), len(said["CFAssociations"])
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return len([row for row in csv.reader(file) if any(row)]) - 1, None
    book = pytest.importorskip("openpyxl").load_workbook(path, read_only=True)
    filled = [
        sum(any(cell is not None for cell in row) for row in sheet.iter_rows(min_row=2, values_only=True))
        for sheet in (book["CF Item"], book["CF Association"])
    ]
    book.close()
    return tuple(filled)


@at_hand
def test_real_frameworks_have_as_many_items_and_associations_as_they_say(tmp_path):
    files = [path for path in FILES if "schema" not in path.name]
    sk.load(files, store=tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        counts = """select file,
            (select count(*) from concept_versions where source_id = one.source_id and kind <> 'collection'),
            (select count(*) from concept_relations where source_id = one.source_id)
            + (select count(*) from crosswalks where source_id = one.source_id)
            from sources as one"""
        here = {name: rest for name, *rest in rows(con, counts)}
    # Two of OpenSALT's own tests describe one item of one framework: one of them is a duplicate of the other.
    twins = [here.pop("AdoptedTestFramework.json"), here.pop("ItemTypeTestFramework.json")]
    assert sorted(twins) == [[0, 0], [1, 1]]
    for path in files:
        if path.name in here:
            items, links = _counted(path)
            assert here[path.name] == [items, here[path.name][1] if links is None else links], path.name
    assert len(here) == len(files) - 2
