"""O*NET as text, as copies and as workbooks: every row is counted, scales stay apart."""

import csv
from pathlib import Path

import openpyxl
import pytest

import skillslib as sk
from skillslib.intake import look
from skillslib.taxonomy import onet

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "taxonomies" / "onet"
at_hand = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared with the real O*NET is not here")

# Made up, in the shape of the published files: between tabs, unquoted, lines as Windows ends them.
TEXT = {
    "Occupation Data": [
        ["O*NET-SOC Code", "Title", "Description"],
        ["99-1011.00", "Kite Builders", "Build kites."],
        ["99-1012.00", "Kite Testers", "Fly kites."],
    ],
    "Content Model Reference": [
        ["Element ID", "Element Name", "Description"],
        ["1", "Worker Characteristics", "What people are like"],
        ["2", "Worker Requirements", "What people have learnt"],
        ["2.A", "Basic Skills", "Skills that help to learn"],
        ["2.A.1", "Content", "Background"],
        ["2.A.1.a", "Reading Wind", "Knowing from where it blows"],
        ["2.C", "Knowledge", "Facts"],
        ["2.C.1", "Paper and Cloth", "Knowing materials"],
        ["1.C", "Work Styles", "Ways of working"],
        ["1.C.1", "Patience", "Waiting for wind"],
        ["3", "Experience Requirements", "What people have done"],
        ["3.B", "Basic Skills - Entry Requirement", "Before starting"],
    ],
    "Skills": [
        [
            "O*NET-SOC Code",
            "Element ID",
            "Element Name",
            "Scale ID",
            "Data Value",
            "N",
            "Recommend Suppress",
            "Not Relevant",
            "Date",
        ],
        ["99-1011.00", "2.A.1.a", "Reading Wind", "IM", "4.12", "8", "N", "n/a", "08/2023"],
        ["99-1011.00", "2.A.1.a", "Reading Wind", "LV", "5.50", "8", "Y", "N", "08/2023"],
        ["99-1012.00", "2.A.1.a", "Reading Wind", "LV", "0.00", "8", "N", "Y", "08/2023"],
        ["99-1012.00", "2.A.1.a", "Reading Wind", "IM", "four", "8", "N", "n/a", "08/2023"],
        ["99-1012.00", "2.A.1.a", "Reading Wind", "", "1", "8", "N", "n/a", "08/2023"],
    ],
    "Technology Skills": [
        [
            "O*NET-SOC Code",
            "Example",
            "Commodity Code",
            "Commodity Title",
            "Hot Technology",
            "In Demand",
        ],
        ["99-1011.00", 'Kiteworks "Wind" Planner', "99232202", "Kite planning software", "Y", "N"],
        ["99-1012.00", 'Kiteworks "Wind" Planner', "99232202", "Kite planning software", "Y", "Y"],
        ["99-1012.00", "Breezelog", "99232202", "Kite planning software", "N", "N"],
        ["99-1012.00", "Breezelog", "99232303", "Logging software", "N", "N"],
    ],
    "Task Statements": [
        ["O*NET-SOC Code", "Task ID", "Task", "Task Type"],
        ["99-1011.00", "1", "Cut paper.", "Core"],
        ["99-1011.00", "17", "Tie knots.", "Supplemental"],
        ["99-1012.00", "18", "Run against the wind.", "n/a"],
    ],
}
COPY = """onetsoc_code,title,alternate_title,short_title,sources
99-1011.00,Kite Builders,"Builder, Kites",n/a,08
99-1011.00,Kite Builders,Kite Maker,KM,08
99-1011.00,Kite Builders,kite builders,n/a,08
"""
# A workbook has columns that the text lacks.
SHEETS = {
    "Survey Booklet Locations": [
        ["Element ID", "Element Name", "Survey Item Number", "Scale ID"],
        ["2.A.1.a", "Reading Wind", "SK1a", "IM"],
    ],
    "DWA Reference": [
        ["Element ID", "Element Name", "IWA ID", "IWA Title", "DWA ID", "DWA Title"],
        ["4.A.1.a", "Doing", "4.A.1.a.I01", "Build things.", "4.A.1.a.I01.D01", "Build flying things."],
    ],
    "Tasks to DWAs": [
        ["O*NET-SOC Code", "Title", "Task ID", "Task", "DWA ID", "DWA Title"],
        ["99-1011.00", "Kite Builders", 1, "Cut paper.", "4.A.1.a.I01.D01", "Build flying things."],
    ],
    "Level Scale Anchors": [
        ["Element ID", "Element Name", "Scale ID", "Scale Name", "Anchor Value", "Anchor Description"],
        ["2.A.1.a", "Reading Wind", "LV", "Level", 2, "Wet a finger"],
    ],
    "Scales Reference": [
        ["O*NET scales, saved by somebody"],  # a title that the publisher did not write
        [],
        ["Scale ID", "Scale Name", "Minimum", "Maximum"],
        ["IM", "Importance", 1, 5],
        ["LV", "Level", 0, 7],
    ],
}


def table(con, sql):
    return con.execute(sql).fetchall()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small O*NET, as text, as a copy and as workbooks, loaded once."""
    folder = tmp_path_factory.mktemp("onet")
    place = folder / "db_30_1_text"
    place.mkdir()
    for name, rows in TEXT.items():
        text = "".join("\t".join(row) + "\r\n" for row in rows)
        (place / f"{name}.txt").write_text(text, encoding="ascii", newline="")
    (place / "alternate_titles.csv").write_text(COPY, encoding="utf-8")
    for name, rows in SHEETS.items():
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(place / f"{name}.xlsx")
    summary = sk.load(place, store=folder / "store", accept_quarantine_rate=0.5)
    with sk.connect(folder / "store") as con:
        yield summary, con


def test_every_row_is_counted(small):
    counts = {c.file: (c.kind, c.read, c.accepted, c.duplicates, c.quarantined) for c in small[0].files}
    assert counts == {
        "Occupation Data.txt": ("O*NET", 2, 2, 0, 0),
        "Content Model Reference.txt": ("O*NET", 11, 11, 0, 0),
        "Skills.txt": ("O*NET", 5, 3, 0, 2),  # no number, no scale
        "Technology Skills.txt": ("O*NET", 4, 4, 0, 0),
        "Task Statements.txt": ("O*NET", 3, 3, 0, 0),
        "alternate_titles.csv": ("O*NET", 3, 2, 1, 0),  # one repeats the title
        "DWA Reference.xlsx": ("O*NET", 1, 1, 0, 0),
        "Tasks to DWAs.xlsx": ("O*NET", 1, 1, 0, 0),
        "Level Scale Anchors.xlsx": ("O*NET", 1, 1, 0, 0),
        "Scales Reference.xlsx": ("O*NET", 2, 2, 0, 0),
    }
    why = "select line, reason_code, reason from quarantine order by line"
    assert table(small[1], why) == [
        (5, "bad-number", "Data Value: not a number"),
        (6, "missing-value", "Scale ID: blank, and needed"),
    ]
    assert all("governance.toml" in said or "defined nowhere" in said for said in small[0].warnings)
    assert [(file, "how people were asked" in what) for file, what in small[0].not_read] == [
        ("Survey Booklet Locations.xlsx", True)
    ]


def test_an_element_is_what_its_branch_says_and_below_what_its_path_says(small):
    kinds = dict(table(small[1], "select concept_id, kind from concepts where concept_id not like '%-%'"))
    assert {name: kinds[name] for name in ("2.A.1.a", "2.C.1", "1.C.1", "2.A.1", "2", "3", "3.B")} == {
        "2.A.1.a": "skill",
        "2.C.1": "knowledge",
        "1.C.1": "attitude",
        "2.A.1": "skill group",
        "2": "skill group",
        "3": "characteristic",
        "3.B": "characteristic",
    }
    above = "select broader_id from broader_closure where concept_id = '{}' order by depth"
    assert table(small[1], above.format("2.A.1.a")) == [("2.A.1",), ("2.A",), ("2",)]
    # the task with the number 1 is not the element 1
    assert table(small[1], above.format("task: 1"))[:2] == [("4.A.1.a.I01.D01",), ("4.A.1.a.I01",)]


def test_scales_stay_apart_and_what_is_doubtful_is_kept(small):
    rows = """select occupation_id, scale_id, value, n, suppress, not_relevant from ratings
        order by occupation_id, scale_id"""
    assert table(small[1], rows) == [
        ("99-1011.00", "IM", 4.12, 8, False, None),
        ("99-1011.00", "LV", 5.5, 8, True, False),
        ("99-1012.00", "LV", 0.0, 8, False, True),
    ]
    assert table(small[1], "select scale_id, least, greatest from scales order by 1") == [
        ("IM", 1, 5),
        ("LV", 0, 7),
    ]
    assert table(small[1], "select concept_id, level, description from concept_levels") == [
        ("2.A.1.a", 2, "Wet a finger")
    ]


def test_technology_is_known_by_its_name_below_its_commodities(small):
    wind = 'technology: Kiteworks "Wind" Planner'
    label = "select concept_id, kind, label from concepts where concept_id like 'technology%' order by 1"
    assert table(small[1], label) == [
        ("technology: Breezelog", "tool", "Breezelog"),
        (wind, "tool", 'Kiteworks "Wind" Planner'),
    ]
    above = "select concept_id, to_id from concept_relations where concept_id like 'tech%' order by all"
    assert table(small[1], above) == [
        ("technology: Breezelog", "99232202"),
        ("technology: Breezelog", "99232303"),
        (wind, "99232202"),
    ]
    asked = """select occupation_id, concept_id, requirement from requirements order by all"""
    assert table(small[1], asked) == [
        ("99-1011.00", "task: 1", "essential"),
        ("99-1011.00", "task: 17", "optional"),
        ("99-1011.00", wind, "hot"),
        ("99-1012.00", "task: 18", "listed"),
        ("99-1012.00", "technology: Breezelog", "listed"),
        ("99-1012.00", wind, "hot"),
        ("99-1012.00", wind, "in demand"),
    ]


def test_other_titles_are_labels_of_the_occupation(small):
    said = "select label from concept_labels where label_type = 'alternative' order by 1"
    assert table(small[1], said) == [("Builder, Kites",), ("KM",), ("Kite Maker",)]
    edition = table(small[1], "select taxonomy_id, taxonomy_version, licence, attribution from taxonomies")
    assert edition[0][:3] == ("onet", "30.1", "CC BY 4.0") and "O*NET Database" in edition[0][3]


def test_a_table_that_only_names_occupations_is_none_of_theirs(tmp_path):
    path = tmp_path / "job_roles.csv"
    path.write_text("job_role,grade,onet_soc_code,title,description\nR1,7,99-1011.00,Kite Builder,Builds.\n")
    assert onet.recognise(look(path)) == ""


# --- the real ones ------------------------------------------------------------------------------


def rows_of(path):
    """How many rows a table has, by a reader of its own kind."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
        return sum(any(cell is not None for cell in row) for row in sheet.iter_rows(values_only=True)) - 1
    if path.suffix == ".txt":
        return len(path.read_bytes().split(b"\r\n")) - 2
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def check_counts(files, store):
    """Load files and hold the rows read of each against its own reader; returns a connection."""
    summary = sk.load(files, store=store)
    assert {c.file: c.read for c in summary.files} == {path.name: rows_of(path) for path in files}
    assert sum(c.quarantined for c in summary.files) == 0
    return sk.connect(store)


@at_hand
def test_real_text_and_small_workbooks_are_read_in_full(tmp_path):
    texts = [SHARED / "text-unmapped" / name for name in ("Occupation Data.txt", "Technology Skills.txt")]
    small = ("Content Model Reference", "IWA Reference", "Scales Reference", "Job Zone Reference")
    books = [SHARED / "29.2-xlsx" / f"{name}.xlsx" for name in small]
    with check_counts([*texts, *books], tmp_path / "store") as con:
        kinds = dict(table(con, "select kind, count(*) from concepts group by 1"))
        version = table(con, "select taxonomy_version, released_on::text from taxonomies order by 1")
    assert (kinds["skill"], kinds["knowledge"], kinds["ability"], kinds["occupation"]) == (35, 33, 52, 1016)
    assert version[0] == ("29.2", "2025-02-01")


@pytest.mark.slow
@at_hand
def test_every_real_workbook_is_read_in_full(tmp_path):
    notes = ("Occupation Level Metadata", "Survey Booklet Locations")  # on how people were asked
    books = [path for path in sorted((SHARED / "29.2-xlsx").glob("*.xlsx")) if path.stem not in notes]
    with check_counts(books, tmp_path / "store") as con:
        assert table(con, "select count(*) from remarks where code = 'concept-undefined'") == [(0,)]
        flagged = """select count(*) filter (suppress), count(*) filter (not_relevant)
            from ratings join sources using (source_id) where file = 'Skills.xlsx'"""
        assert table(con, flagged) == [(124, 3_302)]
        assert table(con, "select count(*) from concepts where concept_id like 'technology: %'") == [(8_768,)]
