"""ESCO as it is published and as people trim it: every row is counted, what nothing defines is listed."""

import csv
import zipfile
from collections import Counter
from pathlib import Path

import pytest

import skillslib as sk
from skillslib.intake import look
from skillslib.taxonomy import editions, esco

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "taxonomies" / "esco"
OFFICIAL = SHARED / "official" / "v1.1.1"
at_hand = pytest.mark.skipif(not OFFICIAL.is_dir(), reason="../shared with the real ESCO is not here")

WORLD = "http://data.europa.eu/esco"
SKILLS = f"""conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,status,modifiedDate,\
description
KnowledgeSkillCompetence,{WORLD}/skill/aa,skill/competence,transversal,weld,"weld metal
 Weld
join
metal",released,2016-12-20T17:43:43Z,Joins metal.
KnowledgeSkillCompetence,{WORLD}/skill/bb,knowledge,,metals,,released,2021-01-02T17:43:43.1Z,
KnowledgeSkillCompetence,{WORLD}/skill/cc,,,,,released,2016-12-20T17:43:43Z,
KnowledgeSkillCompetence,{WORLD}/skill/aa,skill/competence,transversal,weld,"weld metal
 Weld
join
metal",released,2016-12-20T17:43:43Z,Joins metal.
"""
GROUPS = f"""conceptType,conceptUri,preferredLabel,altLabels,code
SkillGroup,{WORLD}/skill/S1,working with metal,,S1
SkillGroup,{WORLD}/isced-f/0715,mechanics and metal trades,,
"""
OCCUPATIONS = f"""conceptType,conceptUri,iscoGroup,preferredLabel,code
Occupation,{WORLD}/occupation/oo,7212,welder,7212.1
"""
BROADER = f"""conceptType,conceptUri,broaderType,broaderUri
X,{WORLD}/skill/aa,SkillGroup,{WORLD}/skill/S1
X,{WORLD}/skill/bb,SkillGroup,{WORLD}/isced-f/0715
X,{WORLD}/skill/bb,SkillGroup,{WORLD}/skill/gone
X,{WORLD}/isced-f/0715,SkillGroup,{WORLD}/skill/S1
X,{WORLD}/skill/S1,SkillGroup,{WORLD}/isced-f/0715
"""
NEEDS = f"""occupationUri,relationType,skillType,skillUri
{WORLD}/occupation/oo,essential,skill/competence,{WORLD}/skill/aa
{WORLD}/occupation/nobody,optional,knowledge,{WORLD}/skill/bb
"""
HIERARCHY = (
    "Level 0 URI,Level 0 preferred term,Level 1 URI,Level 1 preferred term,Description,"
    "Level 0 code,Level 1 code\n"
    f"{WORLD}/skill/S,skills\n{WORLD}/skill/S,skills,{WORLD}/skill/S1,working with metal,,S,S1\n"
)


def table(con, sql):
    return con.execute(sql).fetchall()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """An ESCO by hand, in a ZIP with line ends of Windows; its German labels beside it."""
    folder = tmp_path_factory.mktemp("esco")
    files = {
        "skills_en.csv": SKILLS.replace("Z,\n", "Z,\r\n").replace(".\n", ".\r\n"),
        "skillGroups_en.csv": GROUPS,
        "occupations_en.csv": OCCUPATIONS,
        "broaderRelationsSkillPillar.csv": BROADER,
        "occupationSkillRelations.csv": NEEDS,
        "skillsHierarchy_en.csv": HIERARCHY,
    }
    with zipfile.ZipFile(folder / "ESCO dataset - v1.1.0 - classification - en - csv.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    german = f"conceptUri,preferredLabel,altLabels\n{WORLD}/skill/aa,schweißen,Schweissen\n"
    (folder / "v1.1.0").mkdir()
    (folder / "v1.1.0" / "skills_de.csv").write_text(german, encoding="utf-8")
    summary = sk.load(folder, store=folder / "store", accept_quarantine_rate=0.5)
    with sk.connect(folder / "store") as con:
        yield summary, con


def test_every_record_is_accepted_refused_or_a_duplicate(small):
    counts = {
        count.file.split(": ")[-1]: (count.read, count.accepted, count.quarantined, count.duplicates)
        for count in small[0].files
    }
    assert counts == {
        "skills_en.csv": (4, 2, 1, 1),
        "skillGroups_en.csv": (2, 2, 0, 0),
        "occupations_en.csv": (1, 1, 0, 0),
        "broaderRelationsSkillPillar.csv": (5, 5, 0, 0),
        "occupationSkillRelations.csv": (2, 2, 0, 0),
        "skillsHierarchy_en.csv": (2, 2, 0, 0),
        "v1.1.0/skills_de.csv": (1, 1, 0, 0),
    }
    assert table(small[1], "select line, reason from quarantine") == [
        (7, "preferredLabel: blank, and needed"),
    ]


def test_concepts_keep_their_addresses_kinds_and_codes(small):
    concepts = "select concept_id, kind, notation, label from concepts order by 1"
    assert table(small[1], concepts) == [
        (f"{WORLD}/isced-f/0715", "skill group", "0715", "mechanics and metal trades"),
        (f"{WORLD}/occupation/oo", "occupation", "7212.1", "welder"),
        (f"{WORLD}/skill/S1", "skill group", "S1", "working with metal"),
        (f"{WORLD}/skill/aa", "skill", None, "weld"),
        (f"{WORLD}/skill/bb", "knowledge", None, "metals"),
    ]
    skills = "select label from skills order by 1"
    assert table(small[1], skills) == [
        ("mechanics and metal trades",),
        ("metals",),
        ("weld",),
        ("working with metal",),
    ]


def test_labels_are_told_once_for_each_language(small):
    labels = f"""select language, label_type, label from concept_labels
        where concept_id = '{WORLD}/skill/aa' order by all"""
    assert table(small[1], labels) == [
        ("de", "alternative", "Schweissen"),
        ("de", "preferred", "schweißen"),
        ("en", "alternative", "join"),
        ("en", "alternative", "metal"),
        ("en", "alternative", "weld metal"),
        ("en", "preferred", "weld"),
    ]


def test_what_nothing_defines_is_kept_and_listed_with_its_line(small):
    remarks = """select line, column_name, what from remarks
        where code = 'concept-undefined' and not contains(file, 'Hierarchy') order by 1"""
    assert table(small[1], remarks) == [
        (3, "occupation_id", f"the occupation {WORLD}/occupation/nobody is defined nowhere in this version"),
        (4, "to_id", f"the concept {WORLD}/skill/gone is defined nowhere in this version"),
    ]
    short = "select line from remarks where code = 'ragged-row'"
    assert table(small[1], short) == [(2,)]
    assert table(small[1], "select count(*) from requirements") == [(2,)]


def test_all_that_lies_above_ends_where_a_circle_closes(small):
    # aa < S1 < 0715 < S1 again; S1 < S by the hierarchy; bb < 0715 and gone
    above = """select split_part(concept_id, '/', -1), split_part(broader_id, '/', -1), depth
        from broader_closure order by 1, 3, 2"""
    assert table(small[1], above) == [
        ("0715", "S1", 1),
        ("0715", "S", 2),
        ("S1", "0715", 1),
        ("S1", "S", 1),
        ("aa", "S1", 1),
        ("aa", "0715", 2),
        ("aa", "S", 2),
        ("bb", "0715", 1),
        ("bb", "gone", 1),
        ("bb", "S1", 2),
        ("bb", "S", 3),
    ]


def test_versions_are_told_by_names_else_by_dates(small, tmp_path):
    edition = "select taxonomy_version, licence, publisher from taxonomies"
    assert table(small[1], edition) == [("1.1.0", "CC BY 4.0", "European Commission")]
    (tmp_path / "skills.csv").write_text(SKILLS, encoding="utf-8")
    bare = "preferredLabel,altLabels,skillType\nsolder,brazing,skill/competence\n"
    (tmp_path / "copy.csv").write_text(bare, encoding="utf-8")
    sk.load(tmp_path, store=tmp_path / "store", accept_quarantine_rate=0.5)
    with sk.connect(tmp_path / "store") as con:
        assert table(con, "select taxonomy_version from taxonomies") == [("unstated 2021-01-02",)]
        assert table(con, "select label from concepts where concept_id = 'esco: solder'") == [("solder",)]
        said = table(con, "select code, count(*) from remarks group by 1 order by 1")
    assert said == [("ids-missing", 1), ("version-unstated", 2)]


def test_files_without_a_version_that_come_one_by_one_are_told_apart_and_said_to_be(tmp_path):
    skills, broader, groups = (tmp_path / f"{name}.csv" for name in ("skills", "broader", "groups"))
    skills.write_text(SKILLS, encoding="utf-8")
    broader.write_text(f"conceptUri,broaderUri\n{WORLD}/skill/aa,{WORLD}/skill/S1\n")
    groups.write_text(f"conceptUri,preferredLabel,modifiedDate\n{WORLD}/skill/S1,crafts,2022-03-04\n")
    sk.load(skills, store=tmp_path / "store", accept_quarantine_rate=0.5)
    # What has no day of its own belongs to the only version that is here.
    said = sk.load(broader, store=tmp_path / "store").warnings[0]
    assert said == f"broader.csv: line 2: the concept {WORLD}/skill/S1 is defined nowhere in this version"
    said = sk.load(groups, store=tmp_path / "store").warnings[0]
    assert "unstated 2021-01-02, unstated 2022-03-04 are kept apart" in said


@pytest.mark.parametrize(
    ("name", "language", "version"),
    [
        ("company-1.4/exports/skills_en.csv", "en", ""),
        ("v1.1.0/skills_fr.tsv", "fr", "1.1.0"),
        ("my esco 1.2/classification/skills.csv", None, "1.2"),
        ("all.zip: ESCO dataset - v1.0.9 - fr - csv.zip: skills_en.csv", "en", "1.0.9"),
    ],
)
def test_names_tell_language_and_version_the_innermost_first(tmp_path, name, language, version):
    path = tmp_path / (name if ": " not in name else "one.csv")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SKILLS, encoding="utf-8")
    found = look(path)
    found.shown = name
    assert esco.language_of(found) == language
    assert editions.named_version(esco.FAMILY, found) == version


def test_a_concept_that_is_described_twice_is_listed_with_both_lines(tmp_path):
    rows = ["aa,weld", "bb,bake", "aa,bake bread", "bb,bake"]
    lines = "".join(f"{WORLD}/skill/{row}\n" for row in rows)
    (tmp_path / "skills_en.csv").write_text("conceptUri,preferredLabel\n" + lines)
    summary = sk.load(tmp_path, store=tmp_path / "store")
    what = f"{WORLD}/skill/aa is described otherwise in skills_en.csv, line 2: names of both are kept"
    assert summary.warnings[0] == f"skills_en.csv: line 4: {what}"
    with sk.connect(tmp_path / "store") as con:
        assert table(con, "select line, what from remarks where code = 'concept-repeated'") == [(4, what)]


def test_what_is_broader_than_itself_is_listed(tmp_path):
    told = ["aa,bb", "bb,cc", "cc,aa", "dd,dd", "ee,aa", "cc,ff"]  # ee leads into the circle, ff out of it
    lines = "".join(f"{WORLD}/skill/{a},{WORLD}/skill/{b}\n" for a, b in (one.split(",") for one in told))
    (tmp_path / "broader.csv").write_text("conceptUri,broaderUri\n" + lines)
    sk.load(tmp_path, store=tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        found = table(con, "select line, what from remarks where code = 'broader-circle' order by 1")
    assert [line for line, _ in found] == [2, 3, 4, 5]
    assert found[3][1] == f"{WORLD}/skill/dd has {WORLD}/skill/dd above it, and that leads back to it"


def test_a_version_that_nothing_states_speaks_for_no_other(tmp_path):
    copy = tmp_path / "exports" / "mine.csv"
    copy.parent.mkdir()
    copy.write_text(f"conceptUri,preferredLabel,modifiedDate\n{WORLD}/skill/aa,weld things,2026-01-01\n")
    official = tmp_path / "exports" / "v1.0.3" / "skills_en.csv"
    official.parent.mkdir()
    official.write_text(f"conceptUri,preferredLabel\n{WORLD}/skill/aa,weld\n")
    sk.load(copy.parent, store=tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        assert table(con, "select label, taxonomy_version from skills") == [("weld", "1.0.3")]


def test_a_toml_file_beside_it_says_which_version_it_is(tmp_path):
    (tmp_path / "esco.toml").write_text('id = "esco"\nversion = "1.0.8"\nlanguage = "fr"\n')
    copy = f"\ufeffconcept_uri,preferred_label,alt_labels,description,status\n{WORLD}/skill/aa,souder,,,\n"
    (tmp_path / "skills_fr.csv").write_text(copy, encoding="utf-8")
    summary = sk.load(tmp_path, store=tmp_path / "store")
    assert [(count.kind, count.read, count.accepted) for count in summary.files] == [("ESCO", 1, 1)]
    with sk.connect(tmp_path / "store") as con:
        assert table(con, "select taxonomy_version, language, licence from taxonomies") == [
            ("1.0.8", "fr", "CC BY 4.0")
        ]
        assert table(con, "select kind, label, language from concepts") == [("skill", "souder", "fr")]


# --- the real ones ------------------------------------------------------------------------------


def rows_of(path):
    """How many rows a table has, by Python's own reader."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """ESCO 1.1.1 from its official archives, and the copy of one of its tables that people use."""
    folder = tmp_path_factory.mktemp("real")
    archives = sorted(OFFICIAL.glob("*/*.zip"))
    summary = sk.load(archives, store=folder / "store")
    with sk.connect(folder / "store") as con:
        yield summary, con


@at_hand
def test_every_row_of_the_official_archives_is_read(real):
    read = {count.file.split(": ")[-1]: count.read for count in real[0].files}
    tables = {path.name: path for path in OFFICIAL.glob("*/*.csv")}
    assert read == {name: rows_of(path) for name, path in tables.items()}
    assert sum(count.quarantined for count in real[0].files) == 0


@at_hand
def test_esco_is_there_in_full(real):
    kinds = dict(table(real[1], "select kind, count(*) from concepts group by 1"))
    assert kinds["skill"] + kinds["knowledge"] == 13_896
    assert (kinds["skill group"], kinds["occupation"], kinds["occupation group"]) == (640, 3_007, 619)
    broader = table(
        real[1],
        """select contains(file, 'SkillPillar'), count(*)
        from concept_relations join sources using (source_id)
        where relation = 'broader' group by 1 order by 1""",
    )
    assert broader == [(False, 3_617), (True, 20_656)]
    assert table(real[1], "select count(*) from requirements") == [(123_855,)]
    assert table(real[1], "select count(*) from broader_closure") == [(98_647,)]


@at_hand
def test_what_the_official_files_leave_undefined_is_listed(real):
    listed = Counter(
        (file.split(": ")[-1], column)
        for file, column in table(
            real[1], "select file, column_name from remarks where code = 'concept-undefined'"
        )
    )
    assert listed["broaderRelationsSkillPillar.csv", "concept_id"] == 7
    assert listed["broaderRelationsSkillPillar.csv", "to_id"] == 3
    assert listed["occupationSkillRelations.csv", "occupation_id"] == 67


@at_hand
def test_a_trimmed_copy_is_read_beside_other_files(tmp_path):
    copies = SHARED / "user-trimmed" / "matchkey"
    summary = sk.load([copies / "skills_en.csv", copies / "occupations_en.csv"], store=tmp_path / "store")
    assert {count.file: count.accepted for count in summary.files} == {
        name: rows_of(copies / name) for name in ("skills_en.csv", "occupations_en.csv")
    }
    with sk.connect(tmp_path / "store") as con:
        kinds = dict(table(con, "select kind, count(*) from concepts group by 1"))
    assert kinds == {"skill": 13_485, "occupation": 2_942}
