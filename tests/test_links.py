"""A name that stands in several taxonomies, versions and languages: one rule, whatever is loaded first."""

import pytest

import skillslib as sk
from skillslib.intake import IntakeError
from skillslib.linking import links
from skillslib.linking.deciding import Choice
from skillslib.linking.surroundings import around

CATALOGUE = """Badge Template ID,Badge Name,Issued by,Skills
b1,Welding badge,Example Guild,Weld steel; Chat; Zymurgy
"""
HEADER = "skill_id,label,alternative_labels,broader,kind,description\n"


def write(folder, name, rows, version=None, taxonomy="steel", **facts):
    """A taxonomy's CSV in a folder of its own, with the TOML that says what it is."""
    (folder / name).mkdir(parents=True)
    (folder / name / f"{name}.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    if version:
        said = "".join(f'{fact} = "{value}"\n' for fact, value in facts.items())
        (folder / name / "what.toml").write_text(
            f'id = "{taxonomy}"\nversion = "{version}"\n{said}file = "{name}.csv"\n', encoding="utf-8"
        )
    return folder / name


@pytest.fixture
def badges(tmp_path):
    path = tmp_path / "catalogue.csv"
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


PROVEN = "select badge_id, skill_id, method from badge_skill_versions order by all"


def test_an_id_of_two_taxonomies_is_refused_with_both_places(tmp_path, badges):
    """Addresses may be in both; a prefix tells the others apart, also above and below."""
    one = write(tmp_path, "steel", ["A,work with steel,,,,", "A.1,weld steel,,A,,"])
    two = write(tmp_path, "food", ["A.2,eat,,,,", "A.1,bake bread,,A.2,,"])
    store = tmp_path / "store"
    sk.load([one, badges], store, exported_on="2026-10-01")
    with pytest.raises(
        IntakeError, match=r"food.csv, line 3: the id 'A.1' of .*'steel' too \(.*steel.csv, line 3"
    ):
        sk.load(two, store)
    told = write(tmp_path, "bread", ["A.2,eat,,,,", "A.1,bake bread,,A.2,,"], "1", "food", prefix="food: ")
    sk.load(told, store)
    with sk.connect(store) as con:
        assert con.sql(PROVEN).fetchall() == [("b1", "A.1", "exact")]
        assert con.sql("select skill_id, family from skill_families order by all").fetchall() == [
            ("A.1", "work with steel"),
            ("food: A.1", "eat"),
        ]
        assert sk.check(con)["ok"].all()


CODED = """Identifier,fullStatement,humanCodingScheme,CFItemType,isChildOf
,work with steel,A,Skill,
,weld steel,A.1,Skill,A
"""


def test_codes_of_two_frameworks_are_two_skills(tmp_path):
    """Each is known by its framework; a prefix that a TOML file says goes before all ids."""
    for name, said in (("steel", ""), ("bread", 'prefix = "b/"\n')):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.csv").write_text(CODED.replace("steel", name), encoding="utf-8")
        said = f'id = "{name}"\nversion = "1"\n{said}'
        (tmp_path / name / "what.toml").write_text(said, encoding="utf-8")
        sk.load(tmp_path / name, tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        assert con.sql(
            "select skill_id, label, family_id from skill_families join skills using (skill_id) order by all"
        ).fetchall() == [
            ("b/bread: A.1", "weld bread", "b/bread: A"),
            ("steel: A.1", "weld steel", "steel: A"),
        ]


DECIDED = """skill_name,decision,taxonomy,version,concept_id,label,decided_by,decided_on
weld steel,accepted,steel,2,s:2,,one team,2026-10-05
weld steel,accepted,metal,1,m:1,,another team,2026-10-06
Zymurgy,no concept,,,,,one team,2026-10-05
Chat,accepted,steel,2,s:3,,one team,2026-10-07
Chat,rejected,steel,2,s:3,,another team,2026-10-07
Zymurgy,not a skill,,,,,,2026-10-08
"""
OTHERWISE = "the skill name chat is decided otherwise on the same day"
CHAT = (
    "'chat' has 2 decisions of 2026-10-07: accepted s:3 (skill_names.csv, line 5); "
    "rejected s:3 (skill_names.csv, line 6). The first of them holds (accepted before rejected,"
)


def test_each_taxonomy_and_the_oldest_version_link_whatever_is_loaded_first(tmp_path, badges):
    """1: weld steel is another label of s:1. 2: it is the label of s:2. Metal knows it by other words."""
    old = write(tmp_path, "old", ["s:0,work with metal,,,,", "s:1,join steel,weld steel,s:0,,"], "1")
    above = ["s:1,join steel,,s:4,,", "s:4,make things,,,,"]
    new = write(tmp_path, "new", [*above, "s:2,weld steel,,,,", "s:3,talk online,,,,"], "2")
    other = write(tmp_path, "metal", ["m:1,steel welding,,,,"], "1", "metal")
    stores = [tmp_path / name for name in ("first", "last", "together")]
    for store, order in zip(stores, ([old, new, other], [other, new, old], [[old, new, other]]), strict=True):
        sk.load(badges, store, exported_on="2026-10-01")
        for files in order:
            summary = sk.load(files, store)
        assert [
            line for line in summary.warnings if "newer version of 'steel', as 'weld steel' to 's:2'" in line
        ]
        assert [line for line in summary.warnings if "linked in several taxonomies (metal, steel)" in line]
    found = []
    for store in stores:
        with sk.connect(store) as con:
            assert con.sql(PROVEN).fetchall() == [("b1", "m:1", "normalised"), ("b1", "s:1", "alias")]
            found.append(con.sql("select * from skill_links order by all").fetchall())
            assert con.sql(
                """select linked_version, taxonomy_version, newer_id from skill_links
                where taxonomy_id = 'steel' and name_norm = 'weld steel'"""
            ).fetchall() == [("1", "2", "s:2")]
            near = around(con, [Choice("steel", "1", "s:1", ""), Choice("steel", "2", "s:1", "")])
            assert list(near.values()) == [
                {"above": (1, ["work with metal"])},
                {"above": (1, ["make things"])},
            ]
    assert found[0] == found[1] == found[2]

    (tmp_path / "skill_names.csv").write_text(DECIDED, encoding="utf-8")
    summary = sk.load(tmp_path / "skill_names.csv", stores[0], accept_quarantine_rate=0.2)
    assert [line for line in summary.warnings if CHAT in line]
    assert not [line for line in summary.warnings if "'weld steel' has" in line or "newer version" in line]
    assert summary.unlinked == {"the taxonomy has no such skill": 1}
    with sk.connect(stores[0]) as con:
        assert ("b1", "s:2", "decided") in con.sql(PROVEN).fetchall()
        assert con.sql(
            "select line, what from remarks where code = 'decisions-at-odds' order by line"
        ).fetchall() == [
            (5, f"{OTHERWISE} (skill_names.csv, line 6): decide again on a later day"),
            (6, f"{OTHERWISE} (skill_names.csv, line 5): decide again on a later day"),
        ]
        # who decided is told, or nothing is decided
        assert con.sql("select line, column_name from quarantine").fetchall() == [(7, "decided_by")]
        assert ("b1", "m:1", "decided") in con.sql(PROVEN).fetchall()
        told = sk.skill_links(con)
        states = told.drop_duplicates("skill_name").set_index("skill_name").status.to_dict()
        assert states == {"Weld steel": "accepted", "Chat": "accepted", "Zymurgy": "unmapped"}
        assert sk.skill_links(con, undecided=True).empty


def test_labels_of_another_language_take_no_link_away(tmp_path, badges):
    english = write(tmp_path, "english", ["c:1,chat,,,,", "c:2,cat,,,,"], "1", "talk", language="en")
    french = write(tmp_path, "french", ["c:1,clavardage,,,,", "c:2,chat,,,,"], "1", "talk", language="fr")
    for store, order in ((tmp_path / "a", [english, french]), (tmp_path / "b", [french, english])):
        sk.load(badges, store, exported_on="2026-10-01")
        for files in order:
            sk.load(files, store)
        with sk.connect(store) as con:
            assert con.sql(PROVEN).fetchall() == [("b1", "c:1", "exact")]
            assert links.said(con) == []
