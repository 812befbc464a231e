"""SKOS in its three ways of writing: what it states comes in, what is hostile or far away does not."""

import json
from pathlib import Path

import pytest

import skillslib as sk
from skillslib.intake import IntakeError, look
from skillslib.taxonomy import statements
from skillslib.taxonomy.statements import statements_of

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "taxonomies"
FILES = sorted((SHARED / "skos").rglob("*.ttl"))
FRAMEWORKS = sorted((SHARED / "ctdl-asn").rglob("*.ttl"))
at_hand = pytest.mark.skipif(not FILES, reason="../shared with real vocabularies is not here")

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://example.com/craft/> .
"""
CRAFT = (
    HEAD
    + """
<> a skos:ConceptScheme ; dct:title "Crafts"@en, "Handwerk"@de ; dct:license <https://example.com/free> ;
  dct:creator "Guild of Examples" ; dct:issued "2025-02-03"^^xsd:date ; skos:hasTopConcept <wood> .
<wood> a skos:Concept ; skos:prefLabel "woodwork"@en, "Holzarbeit"@de ; skos:notation "W" ;
  skos:narrower <saw> ; skos:topConceptOf <> ; dct:modified "last week"^^xsd:date .
<saw> a skos:Concept ; skos:prefLabel "sawing"@en ; skos:altLabel "to saw"@en, "Sägen"@de, "sawing"@nl ;
  skos:hiddenLabel "sawwing"@en ; skos:definition "Cuts wood."@en ; 
  skos:broader <wood>, <https://example.com/other/tools> ;
  skos:related <plane> ; skos:exactMatch <http://data.europa.eu/esco/skill/aa> ;
  skos:closeMatch <https://example.com/other/cutting> .
<plane> a skos:Concept ; skos:prefLabel "planing"@en, "smoothing"@en ; skos:inScheme <> .
<nameless> a skos:Concept ; skos:inScheme <> .
[] a skos:Concept ; skos:prefLabel "filing"@en ; skos:broader <wood> ; skos:exactMatch <saw> .
<edges> a skos:Collection ; skos:prefLabel "edge tools"@en ; skos:member <saw>, <plane> .
"""
)


@pytest.fixture(scope="module")
def craft(tmp_path_factory):
    folder = tmp_path_factory.mktemp("skos")
    (folder / "craft.ttl").write_text(CRAFT, encoding="utf-8")
    summary = sk.load(folder, store=folder / "store", accept_quarantine_rate=0.5)
    with sk.connect(folder / "store") as con:
        yield summary, con


def rows(con, sql):
    return con.execute(sql.replace("{}", "https://example.com/craft/")).fetchall()


def test_concepts_schemes_and_collections_are_records(craft):
    summary, con = craft
    assert [(one.kind, one.read, one.accepted, one.quarantined) for one in summary.files] == [
        ("SKOS", 7, 5, 2)  # those without a name or without an address are refused
    ]
    assert rows(con, "select reason from quarantine order by line") == [
        ("prefLabel: blank, and needed by https://example.com/craft/nameless",),
        ("@id: blank, and needed by a concept without an address",),
    ]
    found = "select replace(concept_id, '{}', ''), kind, notation, label from concepts order by 1"
    assert rows(con, found) == [
        ("", "collection", None, "Crafts"),
        ("edges", "collection", None, "edge tools"),
        ("plane", "skill", None, "planing"),
        ("saw", "skill", None, "sawing"),
        ("wood", "skill", "W", "woodwork"),
    ]


def test_the_scheme_says_what_the_taxonomy_is(craft):
    facts = "select taxonomy_id, name, publisher, licence, attribution, released_on::text from taxonomies"
    assert rows(craft[1], facts) == [
        (
            "https://example.com/craft/",
            "Crafts",
            "Guild of Examples",
            "https://example.com/free",
            "Crafts, Guild of Examples",
            "2025-02-03",
        )
    ]


def test_labels_keep_their_languages_and_kinds(craft):
    labels = """select split_part(concept_id, '/', -1), language, label_type, label from concept_labels
        where concept_id in ('{}saw', '{}plane', '{}wood') order by all"""
    assert rows(craft[1], labels) == [
        ("plane", "en", "alternative", "smoothing"),  # two preferred ones: the first holds
        ("plane", "en", "preferred", "planing"),
        ("saw", "de", "alternative", "Sägen"),
        ("saw", "en", "alternative", "to saw"),
        ("saw", "en", "hidden", "sawwing"),
        ("saw", "en", "preferred", "sawing"),
        ("saw", "nl", "alternative", "sawing"),
        ("wood", "de", "preferred", "Holzarbeit"),
        ("wood", "en", "preferred", "woodwork"),
    ]


def test_relations_are_told_in_one_direction(craft):
    relations = """select replace(concept_id, '{}', ''), relation, replace(to_id, '{}', '')
        from concept_relations order by all"""
    assert rows(craft[1], relations) == [
        ("nameless", "member of", ""),
        ("plane", "member of", ""),
        ("plane", "member of", "edges"),
        ("saw", "broader", "https://example.com/other/tools"),
        ("saw", "broader", "wood"),
        ("saw", "member of", "edges"),
        ("saw", "related", "plane"),
        ("wood", "member of", ""),
    ]


def test_matches_are_crosswalks_whose_ends_are_reported(craft):
    found = """select predicate, from_taxonomy, from_version, to_taxonomy, to_version, to_id from crosswalks
        order by 1"""
    version = rows(craft[1], "select taxonomy_version from taxonomies")[0][0]
    own = ("https://example.com/craft/", version)
    assert rows(craft[1], found) == [
        ("closeMatch", *own, "https://example.com/other/", None, "https://example.com/other/cutting"),
        ("exactMatch", *own, "esco", None, "http://data.europa.eu/esco/skill/aa"),
    ]
    codes = """select code, count(*) from remarks
        where code in ('crosswalk-end-undefined', 'concept-undefined', 'value-unreadable', 'label-repeated')
        group by 1 order by 1"""
    assert rows(craft[1], codes) == [
        ("concept-undefined", 2),  # tools, which is of another scheme; nameless, which was refused
        ("crosswalk-end-undefined", 2),
        ("label-repeated", 1),
        ("value-unreadable", 1),  # a date that is none is only remarked
    ]


LABELLED = (
    HEAD
    + """@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
<v> a skos:ConceptScheme . <b> a skos:Concept ; skos:inScheme <v> ; xl:prefLabel <b/en> .
<b/en> a xl:Label ; xl:literalForm "baker"@en .
"""
)


def test_labels_may_be_things_of_their_own_and_concepts_what_is_declared(tmp_path):
    (tmp_path / "jobs.ttl").write_text(LABELLED, encoding="utf-8")
    told = 'id = "jobs"\nversion = "4"\nkind = "occupation"\n'
    (tmp_path / "jobs.toml").write_text(told, encoding="utf-8")
    sk.load(tmp_path, store=tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        found = "select taxonomy_id, taxonomy_version, kind, label from concepts order by kind desc"
        assert rows(con, found) == [
            ("jobs", "4", "occupation", "baker"),
            ("jobs", "4", "collection", "https://example.com/craft/v"),
        ]
        assert rows(con, "select count(*) from skills") == [(0,)]


XML = """<?xml version="1.0"?>{}
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="https://example.com/a">
<skos:prefLabel xml:lang="en">sew{}</skos:prefLabel></skos:Concept>
</rdf:RDF>"""
STATED = [
    ("https://example.com/a", 0, "rdf:type", "skos:Concept", None),
    ("https://example.com/a", 0, "skos:prefLabel", "sew", "en"),
]
WORDS = {"skos": "http://www.w3.org/2004/02/skos/core#", "name": "skos:prefLabel"}
NODE = {"@id": "https://example.com/a", "@type": "skos:Concept", "name": {"@value": "sew", "@language": "en"}}
SPREAD = {
    "@id": "https://example.com/a",
    "@type": ["http://www.w3.org/2004/02/skos/core#Concept"],
    "http://www.w3.org/2004/02/skos/core#prefLabel": [{"@value": "sew", "@language": "en"}],
}


def test_a_concept_without_an_address_is_one_in_every_way_of_writing(tmp_path):
    spread = {"@id": "_:b0", **{key: value for key, value in SPREAD.items() if key != "@id"}}
    texts = (HEAD + '[] a skos:Concept ; skos:prefLabel "sew"@en .', json.dumps([spread]))
    for text in (*texts, XML.format("", "").replace(' rdf:about="https://example.com/a"', "")):
        path = tmp_path / "one.txt"
        path.write_text(text, encoding="utf-8")
        assert sorted(statements_of(look(path))[0]) == [("", *said[1:]) for said in STATED]


@pytest.mark.parametrize(
    "text",
    [
        XML.format("", ""),
        json.dumps({"@context": WORDS, **NODE}),
        json.dumps([SPREAD]),
        HEAD + '<https://example.com/a> a skos:Concept ; skos:prefLabel "sew"@en .',
    ],
)
def test_every_way_of_writing_says_the_same(tmp_path, text):
    path = tmp_path / "one.txt"
    path.write_text(text, encoding="utf-8")
    assert sorted(statements_of(look(path))[0]) == STATED


def deep(document, levels):
    """A document below so many others."""
    for _ in range(levels):
        document = {"skos:related": [document]}
    return json.dumps({"@context": WORDS, **document})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (XML.format('<!DOCTYPE x [<!ENTITY e "ing">]>', "&e;"), "defines entities"),
        (XML.format('<!DOCTYPE x [<!ENTITY e SYSTEM "secret.txt">]>', "&e;"), "defines entities"),
        (XML.format("", "<b>"), "line 5: it is no XML"),
        (json.dumps({"@context": "https://example.com/words", **NODE}), "nothing is ever fetched"),
        (
            json.dumps({"@context": {"@import": "https://example.com/words"}, **NODE}),
            "nothing is ever fetched",
        ),
        (json.dumps({"@graph": [{"@context": ["https://example.com/w", WORDS]}]}), "nothing is ever fetched"),
        (deep({"@context": "http://127.0.0.1:9/words"}, 120), "nested more than 100 deep"),
        (json.dumps({"@context": 5, **NODE}), "one of its contexts is 5, which is none"),
        (json.dumps({"@context": True, **NODE}), "one of its contexts is true, which is none"),
        (json.dumps({"@context": [[WORDS]], **NODE}), "an object or an address"),
        ('{"@context": {},\n "@id": ]', "line 2: it is no JSON"),
        (HEAD + "<a> a skos:Concept\n skos:prefLabel .", "line 6: it is no Turtle"),
    ],
)
def test_what_is_hostile_far_away_or_broken_is_refused(tmp_path, text, said):
    path = tmp_path / "one.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(IntakeError, match=said):
        statements_of(look(path))


def test_what_is_overlooked_is_refused_by_the_reader_of_contexts_itself():
    far = json.dumps({"@context": "http://127.0.0.1:9/words", **NODE})
    with pytest.raises(IntakeError, match="nothing is ever fetched"):
        statements._triples(far, "json-ld", "one.jsonld")


@at_hand
def test_real_vocabularies_have_as_many_of_everything_as_rdflib_finds(tmp_path):
    rdflib = pytest.importorskip("rdflib")
    terms, skos = rdflib.Namespace("http://purl.org/ctdlasn/terms/"), rdflib.SKOS
    found = {}
    for path in [*FILES, *FRAMEWORKS]:
        graph = rdflib.Graph().parse(path, format="turtle")
        types = (skos.Concept, terms.Competency)
        up = {pair for word in (skos.broader, terms.isChildOf) for pair in graph.subject_objects(word)}
        down = {
            pair[::-1] for word in (skos.narrower, terms.hasChild) for pair in graph.subject_objects(word)
        }
        found[path.name] = (
            len({subject for kind in types for subject in graph.subjects(rdflib.RDF.type, kind)}),
            len(up | down),
            len(list(graph.subject_objects(skos.exactMatch))),
            len(set(graph.subject_objects(skos.prefLabel))) if path in FILES else 0,
        )
    sk.load([*FILES, *FRAMEWORKS], store=tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        counts = """select file,
            (select count(distinct concept_id) from concept_versions
             where source_id = one.source_id and kind <> 'collection'),
            (select count(*) from concept_relations where source_id = one.source_id and relation = 'broader'),
            (select count(*) from crosswalks where source_id = one.source_id),
            (select count(*) from concept_versions
             where source_id = one.source_id and kind <> 'collection' and language in ('de', 'en'))
            from sources as one"""
        assert {name: tuple(rest) for name, *rest in rows(con, counts)} == found
