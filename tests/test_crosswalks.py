"""Crosswalks: predicates, confidence on its own scale, both versions; undefined ends are listed."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import skillslib as sk
from skillslib.intake import IntakeError

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "taxonomies"
NESTA = SHARED / "crosswalk" / "nesta-mcc" / "ONET_ESCO_crosswalk"
at_hand = pytest.mark.skipif(not NESTA.is_dir(), reason="../shared with the real crosswalk is not here")
WORLD = "http://data.europa.eu/esco"
OCCUPATIONS = f"""conceptType,conceptUri,preferredLabel,code
Occupation,{WORLD}/occupation/baker,baker,1.1
Occupation,{WORLD}/occupation/miller,miller,1.2
"""
ONET = "O*NET-SOC Code\tTitle\tDescription\n99-1111.00\tBakers\tBake.\n99-2222.00\tMillers\tMill.\n"
NESTA_CSV = f"""id,esco_occupation,isco_code,onet_code,onet_occupation,score,confidence,concept_uri
1,baker,1,99-1111.00,bakers,0.9,2.0,{WORLD}/occupation/baker
2,miller,1,99-3333.00,gone,0.8,0.5,{WORLD}/occupation/miller
3,nobody,1,,,0.8,1.0,{WORLD}/occupation/nobody
"""
OFFICIAL = f"""About this crosswalk
Its words,"see, below"

O*NET Id,O*NET Title,O*NET Description,ESCO or ISCO URI,ESCO or ISCO Title,Type of Match
99-1111.00,Bakers,Bake.,{WORLD}/occupation/baker,baker,exactMatch
99-2222.00,Millers,Mill.,{WORLD}/isco/C99,millers,broadMatch
"""
SSSOM = f"""# mapping_set_id: https://example.com/sets/1
# mapping_set_version: 0.3
# license: https://example.com/free
# curie_map:
#   esco: {WORLD}/occupation/
# subject_source_version: "7.0"
subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tpredicate_modifier
mine:b-1\tskos:exactMatch\tesco:baker\tsemapv:ManualMappingCuration\t0.75\t
mine:b-2\tskos:closeMatch\tesco:miller\tsemapv:LexicalMatching\t0.5\tNot
mine:b-3\tskos:likes\tesco:miller\tsemapv:LexicalMatching\t0.5\t
mine:b-4\tskos:narrowMatch\tonet:99-2222.00\tsemapv:LexicalMatching\thigh\t
mine:b-5\tskos:exactMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t\t
mine:b-6\tskos:narrowMatch\tonet:99-2222.00\tsemapv:LexicalMatching\t7\t
"""
DECLARED = """id = "esco-onet-nesta"
version = "2"
file = "crosswalk.csv"
from_version = "1.0.8"
"""


TAXONOMIES = {"v1.1.0/occupations_en.csv": OCCUPATIONS, "db_29_2/Occupation Data.txt": ONET}
CROSSWALKS = {
    "nesta/crosswalk.csv": NESTA_CSV,
    "nesta/crosswalk.toml": DECLARED,
    "official.csv": OFFICIAL,
    "mine.sssom.tsv": SSSOM,
}


def written(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def joined(tmp_path_factory):
    folder = written(tmp_path_factory.mktemp("crosswalks"), TAXONOMIES | CROSSWALKS)
    summary = sk.load(folder, store=folder / "store", accept_quarantine_rate=0.5)
    with sk.connect(folder / "store") as con:
        yield summary, con


def rows(con, sql):
    return con.execute(sql.replace("{}", f"{WORLD}/occupation/")).fetchall()


def test_every_row_is_kept_or_refused_with_its_line(joined):
    counts = {one.file: (one.read, one.accepted, one.quarantined) for one in joined[0].files}
    assert counts["nesta/crosswalk.csv"] == (3, 2, 1)
    assert counts["official.csv"] == (2, 2, 0)
    assert counts["mine.sssom.tsv"] == (6, 2, 4)
    matches = "exactMatch, closeMatch, broadMatch, narrowMatch, relatedMatch"
    assert rows(joined[1], "select line, reason from quarantine order by file, line") == [
        (10, f"'skos:likes' is no match; the choices are: {matches}"),
        (11, "confidence: no number"),
        (12, "it says that nothing matches"),
        (13, "confidence: no share from 0 to 1, as SSSOM has them"),
        (4, "to_id: blank, and needed"),
    ]


def test_both_versions_are_named_as_declared_stated_or_the_newest_here(joined):
    found = """select from_taxonomy, from_version, replace(from_id, '{}', ''), predicate,
            to_taxonomy, to_version, replace(to_id, '{}', ''), confidence, status
        from crosswalks order by all"""
    assert rows(joined[1], found) == [
        ("esco", "1.0.8", "baker", "closeMatch", "onet", "29.2", "99-1111.00", 2.0, "stated"),
        ("esco", "1.0.8", "miller", "closeMatch", "onet", "29.2", "99-3333.00", 0.5, "stated"),
        ("mine", "7.0", "b-1", "exactMatch", "esco", "1.1.0", "baker", 0.75, "stated"),
        ("mine", "7.0", "b-2", "closeMatch", "esco", "1.1.0", "miller", 0.5, "rejected"),
        ("onet", "29.2", "99-1111.00", "exactMatch", "esco", "1.1.0", "baker", None, "stated"),
        ("onet", "29.2", "99-2222.00", "broadMatch", "esco", "1.1.0", f"{WORLD}/isco/C99", None, "stated"),
    ]
    said = (
        "select file, count(*) from remarks where code = 'crosswalk-version-unstated' group by 1 order by 1"
    )
    assert rows(joined[1], said) == [("mine.sssom.tsv", 1), ("nesta/crosswalk.csv", 1), ("official.csv", 2)]


def test_ends_that_nothing_defines_are_listed_and_kept(joined):
    ends = """select file, line, column_name from remarks where code = 'crosswalk-end-undefined'
        order by all"""
    assert rows(joined[1], ends) == [
        ("mine.sssom.tsv", 8, "from_id"),
        ("mine.sssom.tsv", 9, "from_id"),
        ("nesta/crosswalk.csv", 2, "from_id"),  # ESCO 1.0.8, which is declared, is not here
        ("nesta/crosswalk.csv", 3, "from_id"),
        ("nesta/crosswalk.csv", 3, "to_id"),
        ("official.csv", 6, "to_id"),
    ]


def test_crosswalks_may_come_before_what_they_join(joined, tmp_path):
    sk.load(written(tmp_path / "a", CROSSWALKS), store=tmp_path / "store", accept_quarantine_rate=0.5)
    later = OCCUPATIONS.replace("code\n", "code,modifiedDate\n").replace("1.1\n", "1.1,2023-02-01\n")
    sk.load(
        written(tmp_path / "b", TAXONOMIES | {"v1.1.0/occupations_fr.csv": later}), store=tmp_path / "store"
    )
    asked = (
        "select * exclude (source_id) from crosswalks order by all",
        "select file, line, what from remarks where code like 'crosswalk%' order by all",
    )
    with sk.connect(tmp_path / "store") as con:
        assert [rows(con, sql) for sql in asked] == [rows(joined[1], sql) for sql in asked]
        # What another file of the version says is kept, whichever comes first.
        said = "select released_on::text from taxonomies where taxonomy_id = 'esco'"
        assert rows(con, said) == [("2023-02-01",)]


def test_a_crosswalk_has_its_own_licence(joined):
    facts = """select taxonomy_id, taxonomy_version, licence from taxonomies
        where taxonomy_id not in ('esco', 'onet') order by 1"""
    assert rows(joined[1], facts) == [
        ("esco-onet-nesta", "2", "MIT"),
        ("https://example.com/sets/1", "0.3", "https://example.com/free"),
        ("onet-esco", "unstated", "CC BY 4.0"),
    ]


def test_what_stands_above_a_header_has_no_aliases(tmp_path):
    (tmp_path / "mine.sssom.tsv").write_text(SSSOM.replace("# license: ", "# a: &a x\n# b: *a\n# license: "))
    with pytest.raises(IntakeError, match="an alias is not safe to read"):
        sk.load(tmp_path, store=tmp_path / "store")


@at_hand
def test_the_real_crosswalk_resolves_as_far_as_a_plain_reader_finds(tmp_path):
    files = [NESTA / "esco_onet_crosswalk_MCC.csv", NESTA / "esco_onet_crosswalk_MCC.xlsx"]
    esco = SHARED / "esco" / "official" / "v1.1.1" / "classification" / "occupations_en.csv"
    sk.load([*files, esco], store=tmp_path / "store")
    with files[0].open(encoding="utf-8", newline="") as file:
        said = list(csv.DictReader(file))
    with esco.open(encoding="utf-8", newline="") as file:
        known = {row["conceptUri"]: _plain(row["preferredLabel"]) for row in csv.DictReader(file)}
    with sk.connect(tmp_path / "store") as con:
        counts = "select confidence, count(*) from crosswalks group by 1"
        here = dict(rows(con, counts))
        undefined = "select file, count(*) from remarks where column_name = 'from_id' group by 1"
        lost = dict(rows(con, undefined))
    # The workbook has labels, no ids: occupations renamed since stand apart from the rows of the CSV.
    renamed = [row for row in said if _plain(row["esco_occupation"]) not in known.values()]
    assert lost == {
        files[0].name: sum(row["concept_uri"] not in known for row in said),
        files[1].name: len(renamed),
    }
    other = [row for row in said if known.get(row["concept_uri"]) != _plain(row["esco_occupation"])]
    assert here == Counter(float(row["confidence"]) for row in [*said, *other])


def _plain(label):
    return " ".join(label.lower().split())
