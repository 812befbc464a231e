"""Vocabularies, frameworks and crosswalks torn in every way: each is read, told apart or refused in words."""

import copy
import json
import random

import pytest

from skillslib.intake import IntakeError, look
from skillslib.store import build
from skillslib.taxonomy import reading
from tests import test_case, test_crosswalks, test_ctdl_asn, test_nice, test_skos

DOCUMENTS = {
    "case.json": test_case.PACKAGE,
    "ctdl.json": test_ctdl_asn.GRAPH,
    "nice.json": test_nice.COMPONENTS,
    "sew.jsonld": {"@context": test_skos.WORDS, "@graph": [test_skos.NODE, {**test_skos.NODE, "@id": "a:b"}]},
}
TEXTS = {
    "case.csv": test_case.CODED,
    "knowledge.yml": test_nice.YAML["nice_knowledge.yml"],
    "role.yml": test_nice.YAML["niceRole_ww-ndu-001.yml"],
    "craft.ttl": test_skos.CRAFT,
    "sew.rdf": test_skos.XML.format("", ""),
    "nesta.csv": test_crosswalks.NESTA_CSV,
    "official.csv": test_crosswalks.OFFICIAL,
    "mine.tsv": test_crosswalks.SSSOM,
}
ODD = [None, 5, True, "", [], {}, [None], {"x": [{}]}, {"@id": 5}, [[1]], {"@value": None}, {"en": {"en": 1}}]
SIGNS = '"\n:;,{}<>\t-\0é\ufeff#'


def torn_document(document, chance):
    document, spots = copy.deepcopy(document), []

    def walk(node):
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            spots.append((node, key))
            if isinstance(node[key], (dict, list)):
                walk(node[key])

    walk(document)
    for node, key in chance.sample(spots, 2):
        node[key] = chance.choice(ODD)
    return json.dumps(document)


def torn_text(text, chance):
    place, length = chance.randrange(len(text)), chance.randint(1, 8)
    torn = (
        text[:place] + text[place + length :],
        text[:place] + chance.choice(SIGNS) + text[place:],
        text[:place],
    )
    return chance.choice(torn)


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    with pytest.raises(StopIteration), build(tmp_path_factory.mktemp("mutants") / "store") as opened:
        yield opened
        raise StopIteration  # nothing of it is to be published


@pytest.mark.parametrize("name", [*DOCUMENTS, *TEXTS])
def test_what_is_torn_never_ends_in_an_error_without_words(con, tmp_path, name):
    chance, read = random.Random(name), 0
    for number in range(8):
        path = tmp_path / f"{number}-{name}"
        torn = torn_text(TEXTS[name], chance) if name in TEXTS else torn_document(DOCUMENTS[name], chance)
        path.write_text(torn, encoding="utf-8")
        part = reading.part_of(look(path))
        if part is None:
            continue
        part.source_id = f"{name} {number}"
        con.execute(
            f"create or replace temp table reading as select '{part.source_id}' as source_id, '' as file"
        )
        try:
            count = reading.read(con, [part])[part.source_id]
        except IntakeError as error:
            assert name in str(error)
        else:
            assert count["read"] == count["accepted"] + count["quarantined"] + count["duplicates"]
        read += 1
    assert read
