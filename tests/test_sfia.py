"""SFIA as it is published: in the encoding of Windows, with columns that have no names, and as a workbook."""

import csv
import io

import openpyxl
import pytest

import skillslib as sk

# Made up, in the shape of the published tables.
TEXTS = [f"Level {number} description" for number in range(1, 8)]
ENDS = ["Category", "Subcategory", "Overall description", "Guidance notes", *TEXTS]
SKILLS = [
    ["#", "Levels", *[""] * 6, "Code", "URL", "Skill", *ENDS],
    [
        *("1", "", "2", "3", "", "", "", "", "KITE", "https://sfia-online.org/en/skillcode/9/KITE"),
        *("Kite’s design", "Wind", "Building", "Designing\u00a0kites.", "Notes\non lines", ""),
        *("Helps to design.", "Designs.", "", "", "", ""),
    ],
    [
        *("2", "", "", "", "4", "", "", "", "WNDS", "https://sfia-online.org/en/skillcode/9/WNDS"),
        *("Wind sensing", "Wind", "Building", "Senses wind.", "", "", "", "", "Senses.", "Leads.", "", ""),
    ],
    ["3", "", "", "", "", "", "", "", "", "", "Nameless", *[""] * 11],
    ["4", "", "", "", "", "", "", "7", "SHRT", "", "Short row", "Water"],
    ["5", "", "", "", "", "", "", "7", "LONG", "", "Long row", *["x"] * 12],
]
ATTRIBUTES = [
    [
        "Levels",
        *[""] * 6,
        "Code",
        "URL",
        "Attribute name",
        "Type",
        "Overall description",
        "Guidance notes",
        *TEXTS,
    ],
    [
        "1",
        "2",
        "",
        "",
        "",
        "",
        "",
        "CALM",
        "",
        "Calm",
        "Attributes",
        "Being calm.",
        "",
        "Sits.",
        "Stands.",
        *[""] * 5,
    ],
]
PAGE = [
    ["Level", *map(str, range(1, 8))],
    ["Guiding phrase", "Look", "Help", "Do", "Enable", "Advise", "Start", "Lead"],
    ["Essence of the level", "Looks on.", "Helps.", "Does.", "Enables.", "Advises.", "Starts.", "Leads."],
]


def table(con, sql):
    return con.execute(sql).fetchall()


def written(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("cp1252")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sfia")
    exports = folder / "exports"
    exports.mkdir()
    (exports / "sfia-9_current-standard_en_250129.csv").write_bytes(written(SKILLS))
    # Version 8 has no addresses.
    older = [[*row[:9], *row[10:]] for row in SKILLS[:3]]
    (exports / "sfia-8_en_220221.csv").write_bytes(written(older))
    book = openpyxl.Workbook()
    book.active.append(["Read me"])
    for title, rows in (("Skills", [["A note"], *SKILLS[:3]]), ("Attributes", ATTRIBUTES), ("Levels", PAGE)):
        sheet = book.create_sheet(title)
        for row in rows:
            cells = [cell.replace("/9/", "/7/") for cell in row]
            sheet.append([int(cell) if cell.isdigit() else cell or None for cell in cells])
    book.save(exports / "SFIA full.xlsx")
    summary = sk.load(exports, store=folder / "store", accept_quarantine_rate=0.5)
    with sk.connect(folder / "store") as con:
        yield summary, con


def test_every_row_is_counted(loaded):
    counts = {c.file: (c.kind, c.read, c.accepted, c.duplicates, c.quarantined) for c in loaded[0].files}
    assert counts == {
        "sfia-9_current-standard_en_250129.csv": ("SFIA", 5, 3, 0, 2),
        "sfia-8_en_220221.csv": ("SFIA", 2, 2, 0, 0),
        "SFIA full.xlsx": ("SFIA", 10, 10, 0, 0),  # two skills, an attribute, seven levels
    }
    why = "select line, reason_code from quarantine order by line"
    assert table(loaded[1], why) == [(5, "missing-value"), (7, "too-many-columns")]
    doubts = """select line, code from remarks join sources using (source_id)
        where sources.file like 'sfia-9%' order by all"""
    # level 5 of WNDS has a text and is not named; the short row has a level and no text
    assert table(loaded[1], doubts) == [
        (4, "level-without-text"),
        (6, "level-without-text"),
        (6, "ragged-row"),
    ]


def test_a_skill_is_defined_at_its_levels_alone(loaded):
    levels = """select concept_id, level, description from concept_levels
        where taxonomy_version = '9' order by all"""
    assert table(loaded[1], levels) == [
        ("KITE", 2, "Helps to design."),
        ("KITE", 3, "Designs."),
        ("SHRT", 7, None),
        ("WNDS", 4, "Senses."),
        ("WNDS", 5, "Leads."),
    ]
    assert table(loaded[1], "select distinct scale_id, least, greatest from scales") == [("SFIA", 1, 7)]


def test_texts_may_stand_below_the_levels_themselves(tmp_path):
    copy = "Skill;Code;Category;Level 1;Level 2\nKite design;KITE;Wind;;Helps.\n"
    (tmp_path / "sfia-7-copy.csv").write_text(copy, encoding="utf-8")
    sk.load(tmp_path, store=tmp_path / "store")
    with sk.connect(tmp_path / "store") as con:
        assert table(con, "select concept_id, level, description from concept_levels") == [
            ("KITE", 2, "Helps.")
        ]
        assert table(con, "select to_id from concept_relations") == [("category: Wind",)]
        assert table(con, "select taxonomy_version from taxonomies") == [("7",)]


def test_signs_of_windows_are_read_and_groups_lie_above(loaded):
    said = """select label, definition, language from concepts
        where concept_id = 'KITE' and taxonomy_version = '9'"""
    assert table(loaded[1], said) == [("Kite’s design", "Designing\u00a0kites.", "en")]
    above = """select broader_id from broader_closure
        where concept_id = 'KITE' and taxonomy_version = '9' order by depth"""
    assert table(loaded[1], above) == [("subcategory: Wind / Building",), ("category: Wind",)]


def test_versions_are_told_by_addresses_and_names(loaded):
    said = "select taxonomy_version, released_on::text, publisher from taxonomies order by 1"
    assert table(loaded[1], said) == [
        ("7", None, "SFIA Foundation"),
        ("8", "2022-02-21", "SFIA Foundation"),
        ("9", "2025-01-29", "SFIA Foundation"),
    ]


def test_a_workbook_has_attributes_and_a_page_of_the_levels(loaded):
    kinds = "select kind, count(*) from concepts where taxonomy_version = '7' group by 1 order by 1"
    assert table(loaded[1], kinds) == [("competency", 1), ("level", 7), ("skill", 2), ("skill group", 2)]
    page = """select concept_id, label, definition from concepts
        where kind = 'level' order by 1 limit 2"""
    assert table(loaded[1], page) == [("level 1", "Look", "Looks on."), ("level 2", "Help", "Helps.")]
    calm = "select level, description from concept_levels where concept_id = 'CALM' order by 1"
    assert table(loaded[1], calm) == [(1, "Sits."), (2, "Stands.")]
