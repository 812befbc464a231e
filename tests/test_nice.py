"""The NICE framework: every item of the YAML is read or refused with its line; NIST's own JSON."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

import skillslib as sk

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "taxonomies" / "nice"
FILES = sorted(SHARED.rglob("*.yml"))
at_hand = pytest.mark.skipif(not FILES, reason="../shared with real files is not here")
YAML = {
    "nice_knowledge.yml": """# Knowledge
---
-
    kId: K9001
    knowledgeDescription: Knowledge of invented protocols.
-
    kId: K9002
    knowledgeDescription: Knowledge of these: and of those.
- kId: K9003
  knowledgeDescription: >-
    Knowledge
    on two lines.
""",
    "nice_workRoles.yml": """-
    domain: WATCH and WARD (WW)
    specialityArea: Night Duty (NDU)
    workRole: Night Watcher
    description: Watches by night.
    workRoleID: WW-NDU-001
    opmCode: 999
""",
    "nice_areas.yml": "-\n  Area: Night Duty\n  acronym: ndu\n  Description: Nights.\n",
    "nice_domains.yml": "-\n  Domain: Watch and Ward\n  acryonym: ww\n  Description: Both.\n",
    "niceRole_ww-ndu-001.yml": "-\n  type: knowledge\n  kId: K9001;K9002\n- type: tasks\n  tId: T9001\n",
}
COMPONENTS = {
    "response": {
        "elements": {
            "documents": [{"doc_identifier": "X", "version": "Version 9.1.0"}],
            "elements": [
                {
                    "element_type": "category",
                    "element_identifier": "OG",
                    "title": "Oversight",
                    "text": "Oversees.",
                },
                {
                    "element_type": "work_role",
                    "element_identifier": "OG-WRL-901",
                    "title": "Overseer",
                    "text": "O.",
                },
                {
                    "element_type": "task",
                    "element_identifier": "T9001",
                    "title": "",
                    "text": "Oversee it all",
                },
                {
                    "element_type": "withdraw_reason",
                    "element_identifier": "WR-1",
                    "title": "",
                    "text": "Gone",
                },
            ],
            "relationships": [
                {
                    "source_element_identifier": source,
                    "dest_element_identifier": to,
                    "relationship_identifier": "projection",
                }
                for source, to in (("OG", "OG-WRL-901"), ("OG-WRL-901", "T9001"))
            ],
        }
    }
}


@pytest.fixture(scope="module")
def nice(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nice")
    (folder / "nice 2099").mkdir()
    for name, text in YAML.items():
        (folder / "nice 2099" / name).write_text(text, encoding="utf-8")
    (folder / "components.json").write_text(json.dumps(COMPONENTS), encoding="utf-8")
    summary = sk.load(folder, store=folder / "store", accept_quarantine_rate=0.5)
    with sk.connect(folder / "store") as con:
        yield summary, con


def rows(con, sql):
    return con.execute(sql).fetchall()


def test_a_broken_item_is_refused_with_its_line_and_the_others_are_read(nice):
    counts = {one.file.split("/")[-1]: (one.read, one.accepted, one.quarantined) for one in nice[0].files}
    assert counts == {
        "nice_knowledge.yml": (3, 2, 1),
        "nice_workRoles.yml": (1, 1, 0),
        "nice_areas.yml": (1, 1, 0),
        "nice_domains.yml": (1, 1, 0),
        "niceRole_ww-ndu-001.yml": (2, 2, 0),
        "components.json": (6, 5, 1),
    }
    assert rows(nice[1], "select line, reason from quarantine order by file") == [
        (4, "element_type: it has no id or text, or is no concept: withdraw_reason"),
        (8, "it is no YAML: mapping values are not allowed here"),
    ]


def test_items_are_concepts_of_the_version_that_a_folder_names(nice):
    concepts = """select concept_id, kind, notation, label from concepts
        where taxonomy_version = '2099' order by 1"""
    assert rows(nice[1], concepts) == [
        ("K9001", "knowledge", None, "Knowledge of invented protocols."),
        ("K9003", "knowledge", None, "Knowledge on two lines."),
        ("NDU", "occupation group", None, "Night Duty"),
        ("WW", "occupation group", None, "Watch and Ward"),
        ("WW-NDU-001", "work role", "999", "Night Watcher"),
    ]
    relations = "select concept_id, to_id from concept_relations where taxonomy_version = '2099' order by 1"
    assert rows(nice[1], relations) == [("NDU", "WW"), ("WW-NDU-001", "NDU")]
    needs = "select occupation_id, concept_id from requirements where taxonomy_version = '2099' order by 2"
    assert rows(nice[1], needs) == [("WW-NDU-001", one) for one in ("K9001", "K9002", "T9001")]


def test_the_json_says_its_version_and_what_asks_for_what(nice):
    concepts = "select concept_id, kind, label from concepts where taxonomy_version = '9.1.0' order by 1"
    assert rows(nice[1], concepts) == [
        ("OG", "occupation group", "Oversight"),
        ("OG-WRL-901", "work role", "Overseer"),
        ("T9001", "task", "Oversee it all"),
    ]
    relations = "select concept_id, relation, to_id from concept_relations where taxonomy_version = '9.1.0'"
    assert rows(nice[1], relations) == [("OG-WRL-901", "broader", "OG")]
    needs = "select occupation_id, concept_id from requirements where taxonomy_version = '9.1.0'"
    assert rows(nice[1], needs) == [("OG-WRL-901", "T9001")]


def test_an_alias_is_refused_with_its_line_before_it_unfolds(tmp_path):
    bomb = "- kId: K9001\n  knowledgeDescription: Knowledge.\n- a: &a [x, x]\n"
    bomb += "".join(f"  {name}: &{name} [*{last}, *{last}]\n" for last, name in pairwise("abcdefghijklmnopq"))
    (tmp_path / "knowledge.yml").write_text(bomb + "  kId: *q\n", encoding="utf-8")
    sk.load(tmp_path, store=tmp_path / "store", accept_quarantine_rate=0.5)
    with sk.connect(tmp_path / "store") as con:
        assert con.execute("select line, reason from quarantine").fetchall() == [
            (4, "it is no YAML: an alias is not safe to read")
        ]


@at_hand
def test_real_files_have_as_many_items_as_yaml_finds(tmp_path):
    sk.load(FILES, store=tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        counted = "select file, accepted, quarantined from sources"
        counts = {name: (accepted, refused) for name, accepted, refused in rows(con, counted)}
        broken = rows(con, "select file, line from quarantine")
    assert broken == [("nice_tasks.yml", 1208)]
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        try:
            items, refused = len(yaml.safe_load(text)), 0
        except yaml.YAMLError:
            items, refused = text.count("tId:") - 1, 1
        assert counts[path.name] == (items, refused), path.name
