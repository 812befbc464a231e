"""What is neither people nor awards and looks like it, and tables in archives: named, with what to do."""

import gzip
import tomllib
import zipfile

import pytest

import skillslib as sk

MATRIX = """\
Employee ID,Department,Job Title,Welding,Crane,CAD
1,Red,Welder,x,,x
2,Blue,Welder,x,x,
"""
LEVELS = """\
Name;Email;Team;Welding;Crane;CAD;Schicht
Ann One;a@example.com;Red;1;5;3;Früh
Bob Two;b@example.com;Blue;2;4;;Spät
"""
TURNED = """\
Skill,Ann One,Bob Two,Cid Three
Welding,expert,basic,none
Crane,none,basic,none
"""
SKILLS = "Employee ID,Skill,Level\n1,Welding,3\n2,Welding,2\n"
STAFF = """\
Employee ID,Department,FTE,Hire Date,Welding,Crane,CAD
0001,Red,1,2020-01-01,x,x,
0002,Blue,1,2021-01-01,,x,x
"""
AWARDS = "Employee ID,Course,Provider,Completed\n0001,Welding,Academy,2026-01-05\n"
LOADER = """\
METADATA|Worker|SourceSystemId|EffectiveStartDate|PersonNumber
MERGE|Worker|1|2016/07/04|300
METADATA|WorkRelationship|SourceSystemId|LegalEmployerName
MERGE|WorkRelationship|2|Example SE
"""


def begun(folder, **files):
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return sk.init(folder, yes=True)


def blocks(found):
    return tomllib.loads(found.path.read_text(encoding="utf-8")).get("files", [])


@pytest.mark.parametrize("text", [MATRIX, LEVELS, TURNED], ids=["crosses", "levels", "people in columns"])
def test_a_skills_matrix_is_named_and_never_people(tmp_path, text):
    found = begun(tmp_path, matrix__csv=text)
    assert found.recognised["matrix.csv"].startswith("a skills matrix, with marks in 3 columns")
    assert any("can be a table of awards" in doubt for doubt in found.doubts)
    assert (blocks(found), found.samples) == ([], {})
    assert "Ann" not in str(found)
    assert sk.init(tmp_path, yes=True).doubts == found.doubts


def test_a_list_of_skills_by_person_is_named(tmp_path):
    found = begun(tmp_path, skills_of_people__csv=SKILLS)
    assert found.recognised["skills_of_people.csv"].startswith("a list of skills by person")
    assert blocks(found) == []


def test_a_list_of_people_with_marks_beside_is_one_of_people(tmp_path):
    (tmp_path / "staff-2026-06-30.csv").write_text(STAFF, encoding="utf-8")
    found = sk.init(tmp_path, yes=True)
    assert [block["kind"] for block in blocks(found)] == ["people"]
    assert found.unread == ["staff-*.csv: nothing reads these columns: 'Welding', 'Crane', 'CAD'"]


def archive(folder, name, **files):
    with zipfile.ZipFile(folder / name, "w") as file:
        for place, text in files.items():
            file.writestr(place.replace("__", ".").replace("_day", "-2026-06-30"), text)


def test_people_in_an_archive_are_read_where_they_lie(tmp_path):
    archive(tmp_path, "export.zip", staff_day__csv=STAFF)
    (tmp_path / "awards.csv.gz").write_bytes(gzip.compress(AWARDS.encode()))
    found = sk.init(tmp_path, yes=True)
    assert {block["file"]: block["kind"] for block in blocks(found)} == {
        "export.zip": "people",
        "awards.csv.gz": "awards",
    }
    sk.load([tmp_path], store=tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        frame = sk.skill_map(con, "2026-06-30", "2027-12-31", by="company").set_index("skill")
    assert frame["holders"]["Welding"] == 1


def test_an_archive_with_tables_of_several_kinds_is_to_be_unpacked(tmp_path):
    archive(tmp_path, "export.zip", staff_day__csv=STAFF, awards__csv=AWARDS)
    found = sk.init(tmp_path, yes=True)
    assert (
        "with 2 files that are not read in it (awards.csv, staff-2026-06-30.csv)"
        in found.recognised["export.zip"]
    )
    assert any(doubt.startswith("export.zip: ") and "unpack it" in doubt for doubt in found.doubts)
    assert blocks(found) == []


def test_a_loader_file_is_named_in_an_archive_too(tmp_path):
    archive(tmp_path, "Worker.zip", Worker__dat=LOADER)
    found = begun(tmp_path, Assignment__dat=LOADER)
    for name in ("Worker.zip", "Assignment.dat"):
        assert "export the people as a report, with PersonNumber" in found.recognised[name]
        assert any(doubt.startswith(name) for doubt in found.doubts)
