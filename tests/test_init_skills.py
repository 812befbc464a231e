"""Badges that name no skill: what `init` says of them, and which skills they are counted for."""

import tomllib

import pytest

import skillslib as sk

BADGES = """\
Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Country,Status,Issue Date
Welding,B-1,Example Academy,A-1,0000101,DE,accepted,2026-01-10
welding ,B-2,Example Guild,A-2,0000102,DE,accepted,2026-01-13
First aid,B-3,Example Academy,A-3,0000102,DE,accepted,2026-01-14
"""
STAFF = """\
Employee ID,Department,FTE,Hire Date,Location,Country
0000101,Red,1,2020-01-01,Munich,Germany
0000102,Red,1,2021-01-01,Munich,Germany
"""
CATALOGUE = """\
Badge Template ID,Badge Name,Issued by,Type,Level,Skills,Offered In,Updated At
B-1,Welding,Example Academy,Learning,2,Joining metal,,2020-09-01
"""


def put(folder, **files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def taxonomy(begun):
    return tomllib.loads(begun.path.read_text(encoding="utf-8"))["skills"]["taxonomy"]


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """What init said of badges without skills, and the store that came of it."""
    folder = put(tmp_path_factory.mktemp("badges"), badges__csv=BADGES)
    (folder / "staff-2026-06-30.csv").write_text(STAFF, encoding="utf-8")
    begun = sk.init(folder, yes=True)
    sk.load([folder], store=folder / "store")
    return begun, folder


def test_a_badge_without_a_skill_stands_for_one_of_its_name_and_that_is_a_doubt(company):
    """Two badges called Welding are one skill with two holders; First aid has one."""
    begun, folder = company
    assert taxonomy(begun) == "badge names"
    assert [doubt for doubt in begun.doubts if "stands for a skill of its own name" in doubt]
    with sk.connect(folder / "store") as con:
        frame = sk.skill_map(con, "2026-06-30", "2027-12-31", by="company").set_index("skill")
    assert frame["holders"].to_dict() == {"Welding": 2, "First aid": 1}


def test_what_a_catalogue_says_takes_the_place_of_the_name(company):
    """Of B-1 the catalogue says the skill: Welding keeps one holder, by the badge of another issuer."""
    _, folder = company
    put(folder, badge_catalogue__csv=CATALOGUE)
    sk.load([folder], store=folder / "store")
    with sk.connect(folder / "store") as con:
        frame = sk.skill_map(con, "2026-06-30", "2027-12-31", by="company").set_index("skill")
    assert frame["holders"].to_dict() == {"Joining metal": 1, "welding": 1, "First aid": 1}


def test_with_a_catalogue_nothing_stands_for_a_skill(tmp_path):
    begun = sk.init(put(tmp_path, badges__csv=BADGES, catalogue__csv=CATALOGUE), yes=True)
    assert taxonomy(begun) == "own names"


def test_what_the_company_said_stays_and_the_badges_are_a_doubt_each_time(tmp_path):
    put(tmp_path, badges__csv=BADGES, company__toml='[skills]\ntaxonomy = "own names"\n')
    for _ in range(2):
        begun = sk.init(tmp_path, yes=True)
        assert any(doubt.startswith("badges.csv: skills: ") for doubt in begun.doubts)
    assert taxonomy(begun) == "own names"


def test_an_export_that_names_its_skills_stands_for_none(tmp_path):
    header = (
        "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Status,Issue Date,"
        "Record Created,Skills\n"
    )
    row = "Weld basics,B-1,Example Academy,A-1,0001,accepted,2026-01-05,2026-01-05,{}\n"
    named = sk.init(put(tmp_path / "named", badges__csv=header + row.format("Welding")), yes=True)
    blank = sk.init(put(tmp_path / "blank", badges__csv=header + row.format("")), yes=True)
    assert (taxonomy(named), taxonomy(blank)) == ("own names", "badge names")
    assert named.unread == []
