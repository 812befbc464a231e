"""A taxonomy CSV by its own headers, or by a declared mapping."""

import pytest

from skillslib.loading import LoadError, load
from skillslib.store import connect
from skillslib.taxonomy import MappingError, read_mapping

MAPPING = r"""
id = "letters"
version = "2"
name = "Letters"
licence = "CC0-1.0"
attribution = "nobody"
language = "en"
[columns]
skill_id = "conceptUri"
label = "preferredLabel"
alternative_labels = "altLabels"
broader = "broaderUri"
[separators]
alternative_labels = "\n"
broader = "|"
"""
FOREIGN = (
    "conceptType,altLabels,preferredLabel,conceptUri,broaderUri\r\n"
    'Skill,"b\nBee\n B ",B,u:b,u:a|u:z\r\n'
    "Skill,,A\u00a0,u:a,\r\n"
)


def loaded(tmp_path, table, mapping=None):
    (tmp_path / "skills.csv").write_bytes(table.encode())
    if mapping:
        (tmp_path / "taxonomy.toml").write_text(mapping)
    summary = load(tmp_path, store=tmp_path / "store")
    with connect(tmp_path / "store") as con:
        return summary, {
            name: con.sql(f"select {what} from {name} order by all").fetchall()
            for name, what in {
                "taxonomies": "taxonomy_id, taxonomy_version, name, licence, attribution, language",
                "concept_labels": "concept_id, label, label_norm, label_type",
                "concept_relations": "concept_id, relation, to_id, line",
                "concepts": "concept_id, label, kind",
            }.items()
        }


def test_our_own_headers_speak_for_themselves(tmp_path):
    _, found = loaded(
        tmp_path,
        "skill_id,label,alternative_labels,broader,kind,description\n"
        "f:1,Data,,,family,All\ns:1,SQL,Structured Query Language; sql,f:1; f:2,skill,\n",
    )
    assert found["concepts"] == [("f:1", "Data", "skill group"), ("s:1", "SQL", "skill")]
    assert [row[1:] for row in found["concept_labels"]] == [
        ("Data", "data", "preferred"),
        ("SQL", "sql", "preferred"),
        ("Structured Query Language", "structured query language", "alternative"),
    ]
    assert found["concept_relations"] == [("s:1", "broader", "f:1", 3), ("s:1", "broader", "f:2", 3)]


def test_a_mapping_reads_a_foreign_file(tmp_path):
    summary, found = loaded(tmp_path, FOREIGN, MAPPING)
    assert found["taxonomies"] == [("letters", "2", "Letters", "CC0-1.0", "nobody", "en")]
    assert found["concepts"] == [("u:a", "A", "skill"), ("u:b", "B", "skill")]
    # the preferred label, padded and in another case, is no alternative
    assert found["concept_labels"] == [
        ("u:a", "A", "a", "preferred"),
        ("u:b", "B", "b", "preferred"),
        ("u:b", "Bee", "bee", "alternative"),
    ]
    assert found["concept_relations"] == [("u:b", "broader", "u:a", 2), ("u:b", "broader", "u:z", 2)]
    assert [(c.kind, c.read, c.accepted) for c in summary.files] == [("taxonomy", 2, 2)]


def test_a_mapping_reads_a_sheet_of_a_workbook(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["what this is"])
    sheet = book.create_sheet("Skills 2026")
    for row in (["Our skills"], [], ["No.", "Skill", "Part of"], [1, "Soldering", 3], [3, "Metal", None]):
        sheet.append(row)
    book.save(tmp_path / "skills.xlsx")
    told = ('id = "house"', 'version = "2"', 'file = "skills.xlsx"', 'sheet = "Skills 2026"', "header = 2")
    columns = ("[columns]", 'skill_id = "No."', 'label = "Skill"', 'broader = "Part of"')
    (tmp_path / "skills.toml").write_text("\n".join((*told, *columns)))
    summary = load(tmp_path, store=tmp_path / "store")
    assert [(one.kind, one.file, one.read, one.accepted) for one in summary.files] == [
        ("taxonomy", "skills.xlsx", 2, 2)
    ]
    with connect(tmp_path / "store") as con:
        assert con.sql("select concept_id, label, line from concepts order by 1").fetchall() == [
            ("1", "Soldering", 4),
            ("3", "Metal", 5),
        ]
        assert con.sql("select to_id from concept_relations").fetchall() == [("3",)]


def test_a_file_that_a_mapping_names_wrongly_is_not_passed_over(tmp_path):
    with pytest.raises(LoadError, match=r"it speaks of 'skils\.csv'.*The files are: skills\.csv"):
        loaded(tmp_path, FOREIGN, 'file = "skils.csv"\n' + MAPPING)


def test_two_versions_live_side_by_side_and_the_later_speaks(tmp_path):
    loaded(tmp_path, FOREIGN, MAPPING)
    _, found = loaded(tmp_path, FOREIGN.replace(",B,", ",Bravo,"), MAPPING.replace('"2"', '"3"'))
    assert [row[1] for row in found["taxonomies"]] == ["2", "3"]
    with connect(tmp_path / "store") as con:
        assert con.sql("select label from skills where skill_id = 'u:b'").fetchall() == [("Bravo",)]
    loaded(tmp_path, FOREIGN.replace(",B,", ",Tango,"), MAPPING.replace('"2"', '"10"'))
    with connect(tmp_path / "store") as con:
        assert con.sql("select label from skills where skill_id = 'u:b'").fetchall() == [("Tango",)]


def test_a_new_version_says_which_skills_in_use_it_lacks(tmp_path):
    (tmp_path / "targets.csv").write_text(
        "business_unit_id,skill_id,level,needed,starts_on,approved,last_changed_on\n"
        "works,u:a,1,2,2026-01-01,yes,2026-01-01\n"
    )
    first, _ = loaded(tmp_path, FOREIGN, MAPPING)
    second, _ = loaded(tmp_path, FOREIGN.replace("u:a,", "u:new,"), MAPPING.replace('"2"', '"3"'))
    assert [line for line in first.warnings if line.startswith("letters")] == []
    (line,) = [line for line in second.warnings if line.startswith("letters")]
    assert line.startswith("letters 3: 1 skills of version 2 that targets")


@pytest.mark.parametrize(
    "change, message",
    [
        (('label = "preferredLabel"', ""), "columns.label is missing"),
        (("label = ", "title = "), "names 'title'. The choices are: skill_id"),
        (('version = "2"', ""), "version is missing"),
        (('id = "letters"', "id = letters"), "not TOML"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_choices(tmp_path, change, message):
    path = tmp_path / "taxonomy.toml"
    path.write_text(MAPPING.replace(*change))
    with pytest.raises(MappingError, match=f"taxonomy.toml: .*{message}"):
        read_mapping(path)
