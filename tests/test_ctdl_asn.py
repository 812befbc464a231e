"""CTDL-ASN in JSON: nodes are read by their names, with nothing fetched, and every one is counted."""

import json
from pathlib import Path

import pytest

import skillslib as sk

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "taxonomies" / "ctdl-asn"
FILES = sorted([*SHARED.rglob("*.json"), *SHARED.rglob("*.jsonld")])
at_hand = pytest.mark.skipif(not FILES, reason="../shared with real frameworks is not here")
HERE = "https://example.com/frame/"
GRAPH = {
    "@context": "https://example.com/never/fetched",
    "@graph": [
        {
            "@id": HERE + "f",
            "@type": "ceasn:CompetencyFramework",
            "ceasn:name": {"en-US": "Ropes"},
            "ceasn:license": "https://example.com/licence",
            "ceasn:publisherName": {"en-us": ["Example Riggers"]},
            "ceasn:dateModified": "2024-05-06T00:00:00Z",
            "ceasn:hasTopChild": [HERE + "a"],
        },
        {
            "@id": HERE + "a",
            "@type": "ceasn:Competency",
            "ceasn:competencyLabel": {"en-us": "Knots", "de": ["Knoten"]},
            "ceasn:competencyText": {"en-us": "Ties every knot."},
            "ceasn:hasChild": [{"@id": HERE + "b"}],
        },
        {
            "@id": HERE + "b",
            "@type": ["ceasn:Competency"],
            "ceasn:competencyCategory": {"en-US": "Knowledge"},
            "ceasn:competencyText": {"en-US": "Names of knots"},
            "ceasn:codedNotation": "1.1",
            "ceasn:isChildOf": HERE + "a",
            "ceasn:majorAlignment": "http://data.europa.eu/esco/skill/kk",
        },
        {
            "@id": HERE + "b",
            "@type": "ceasn:Competency",
            "ceasn:competencyText": {"en-US": "Names of hitches"},
        },
        {
            "@id": HERE + "w",
            "@type": "ceterms:WorkRole",
            "ceterms:name": "Rigger",
            "ceterms:hasKnowledge": [HERE + "b"],
        },
    ],
}


@pytest.fixture(scope="module")
def ropes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ctdl")
    (folder / "ropes.json").write_text(json.dumps(GRAPH), encoding="utf-8")
    summary = sk.load(folder, store=folder / "store")
    with sk.connect(folder / "store") as con:
        yield summary, con


def rows(con, sql):
    return con.execute(sql.replace("{}", HERE)).fetchall()


def test_nodes_become_concepts_of_the_framework(ropes):
    summary, con = ropes
    assert [(one.kind, one.read, one.accepted) for one in summary.files] == [("CTDL-ASN", 5, 5)]
    concepts = (
        "select replace(concept_id, '{}', ''), kind, notation, label, definition from concepts order by 1"
    )
    assert rows(con, concepts) == [
        ("a", "competency", None, "Knots", "Ties every knot."),
        ("b", "knowledge", "1.1", "Names of knots", "Names of knots"),
        ("f", "collection", None, "Ropes", None),
        ("w", "work role", None, "Rigger", None),
    ]
    facts = "select name, publisher, licence, released_on::text from taxonomies"
    assert rows(con, facts) == [("Ropes", "Example Riggers", "https://example.com/licence", "2024-05-06")]


def test_an_id_that_is_described_twice_is_one_concept_and_remarked(ropes):
    labels = "select label_type, language, label from concept_labels where concept_id = '{}b' order by 1 desc"
    assert rows(ropes[1], labels) == [
        ("preferred", "en-us", "Names of knots"),
        ("alternative", "en-us", "Names of hitches"),
    ]
    assert rows(ropes[1], "select line from remarks where code = 'id-repeated'") == [(4,)]


def test_relations_and_needs_are_told_once_whichever_side_says_them(ropes):
    relations = """select replace(concept_id, '{}', ''), relation, replace(to_id, '{}', '')
        from concept_relations order by all"""
    assert rows(ropes[1], relations) == [("a", "member of", "f"), ("b", "broader", "a")]
    needs = """select replace(occupation_id, '{}', ''), replace(concept_id, '{}', ''), requirement
        from requirements"""
    assert rows(ropes[1], needs) == [("w", "b", "listed")]
    assert rows(ropes[1], "select predicate, to_taxonomy from crosswalks") == [("closeMatch", "esco")]


@at_hand
def test_real_frameworks_have_as_many_nodes_and_links_as_json_finds(tmp_path):
    found = {}
    for path in FILES:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        if isinstance(document, dict):
            document = document.get("decoded_resource", document)["@graph"]
        nodes = {node["@id"] for node in document}
        up = {
            (node["@id"], to)
            for node in document
            for word in ("ceasn:isChildOf", "skos:broader", "ceterms:isSpecializationOf")
            for to in _ids(node.get(word))
        }
        down = {
            (to, node["@id"])
            for node in document
            for word in ("ceasn:hasChild", "ceterms:hasWorkRole", "ceterms:hasSpecialization")
            for to in _ids(node.get(word))
        }
        found[path.name] = (len(nodes), len(up | down))
    sk.load(FILES, store=tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        counts = """select file,
            (select count(distinct concept_id) from concept_versions where source_id = one.source_id),
            (select count(*) from concept_relations where source_id = one.source_id and relation = 'broader')
            from sources as one"""
        assert {name: tuple(rest) for name, *rest in rows(con, counts)} == found


def _ids(value):
    for one in value if isinstance(value, list) else [value] if value else []:
        yield one["@id"] if isinstance(one, dict) else one
