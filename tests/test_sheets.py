"""Tables that leave: no cell runs in a spreadsheet, numbers stay numbers, only what was released goes out."""

import ast
import csv
import io
import re
import stat
import unicodedata

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

import skillslib as sk
from skillslib import sheets
from skillslib.disclosure import DisclosureError
from skillslib.governance import log
from skillslib.linking import decided
from skillslib.sheets import SheetError

DAYS = ("2026-09-30", "2026-10-05")
STARTS = "=+-@\t\r\0＝＋－＠﹦﹢﹣﹫"
RUN = [f"{start}HYPERLINK(1)" for start in STARTS] + [
    "=cmd|' /C calc'!A0",
    " =1+1",
    "\ufeff=1",
    "\u00a0=1",
    "a;=1+1",
    "a; @x",
    'a;"=1+1;b',
    "\x01=1+1",
    "\x0b=1+1",
    "\u3000=1",
    "\u2003@x",
    "\u202e\u200e=1",
    "\U000e0020=1",
]
HARMLESS = ["fine", "a=b", "1-2", "x@example.com", "", "'quoted'", "C++", "“=”"]


def starts_a_formula(text):
    """Whether a program may take a cell for a formula: what it begins with, but for what nobody sees."""
    unseen = ("Cc", "Cf", "Zl", "Zp", "Zs")
    seen = next((char for char in text if unicodedata.category(char) not in unseen), "")
    return unicodedata.normalize("NFKC", seen) in tuple("=+-@")


def cells_of(table):
    """The cells of a CSV as programs find them that take a comma, a semicolon or a tab for the end of one."""
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(table, newline=""), delimiter=delimiter):
            yield from row


@pytest.mark.parametrize("text", RUN)
def test_a_text_that_would_run_is_marked_and_comes_back_as_it_was(text):
    assert sheets.neutral(text) != text and sheets.as_it_was(sheets.neutral(text)) == text
    assert not set(sheets.cell(text)) & set("\t\r\n\0")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_stay_as_they_are(text):
    assert sheets.neutral(text) == sheets.cell(text) == sheets.as_it_was(text) == text


LIKELY = some.sampled_from([*"=+-@＝＋－＠﹦﹢﹣﹫\"';, a1\t\r\n\0\x01\x0b\u00a0\u3000\u200e\u202e\ufeff"])
TEXTS = some.text(alphabet=some.one_of(LIKELY, some.characters(exclude_categories=["Cs"])), max_size=12)


@given(some.lists(some.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=3))
def test_no_cell_of_a_table_runs_wherever_a_program_sees_its_cells_end(rows):
    table = sheets.csv_text(pd.DataFrame(rows, columns=["one", "=two", "three"]))
    assert not [cell for cell in cells_of(table) if starts_a_formula(cell)]


def test_whatever_nobody_sees_may_stand_before_a_formula():
    unseen = [
        chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) in ("Cc", "Cf", "Zs", "Zl", "Zp")
    ]
    assert len(unseen) > 200
    assert not [char for char in unseen if starts_a_formula(sheets.cell(f"{char}=1"))]


@pytest.fixture(scope="module")
def engine():
    import duckdb

    with duckdb.connect() as con:
        yield con


@pytest.mark.parametrize("text", [text for text in RUN if "\0" not in text] + HARMLESS)
def test_the_engine_marks_as_we_do(engine, text):
    said = f"select {sheets.cell_sql('$1')}, {sheets.as_it_was_sql('$2')}"
    assert engine.execute(said, [text, sheets.neutral(text)]).fetchall() == [(sheets.cell(text), text)]


def hostile():
    texts = [*RUN, *HARMLESS]
    return pd.DataFrame(
        {
            "=skill": pd.Series(texts, dtype=object),
            "gap": range(-5, len(texts) - 5),
            "share": [-0.25] * len(texts),
            "held": pd.array([None, -7] + [3] * (len(texts) - 2), dtype="Int64"),
            "known": pd.Timestamp("2026-10-05"),
        }
    )


def test_numbers_of_a_csv_stay_numbers_and_texts_do_not_run(tmp_path):
    frame = hostile()
    sheets.write_csv(frame, tmp_path / "x.csv")
    back = pd.read_csv(
        tmp_path / "x.csv", dtype={"'=skill": str}, keep_default_na=False, na_values={"held": [""]}
    )
    assert [sheets.cell(text) for text in frame["=skill"]] == back["'=skill"].tolist()
    assert not any(map(starts_a_formula, [*back["'=skill"], *back.columns]))
    run = [cell for cell in cells_of((tmp_path / "x.csv").read_text()) if starts_a_formula(cell)]
    assert run and all(re.fullmatch(r"-[\d.]+", cell) for cell in run)
    for column in ("gap", "share"):
        assert back[column].tolist() == frame[column].tolist()
    assert back["held"].dropna().tolist() == frame["held"].dropna().tolist()
    assert stat.S_IMODE((tmp_path / "x.csv").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError, match="there already"):
        sheets.write_csv(frame, tmp_path / "x.csv")


def test_numbers_of_a_workbook_stay_numbers_and_texts_do_not_run(tmp_path):
    frame = hostile()
    (tmp_path / "x.xlsx").write_bytes(sheets.xlsx_bytes(frame, "skill map", ["=1+1", "Counts are rounded."]))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "f" not in {cell.data_type for cell in cells}
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and starts_a_formula(cell.value)]
    head, *rows = book["skill map"].iter_rows(values_only=True)
    assert head == ("'=skill", "gap", "share", "held", "known")
    assert [row[1:4] for row in rows] == [
        (gap, share, None if pd.isna(held) else held)
        for gap, share, held in frame[["gap", "share", "held"]].itertuples(index=False)
    ]
    assert {type(row[1]) for row in rows} == {int} and {type(row[2]) for row in rows} == {float}


def test_a_decision_on_a_name_that_would_run_comes_back(tmp_path):
    row = dict.fromkeys(decided.COLUMNS, "") | {"skill_name": "=Cell formulas", "decision": "not a skill"}
    decided.write(tmp_path / "x.csv", [row])
    assert (tmp_path / "x.csv").read_text().splitlines()[1].startswith("'=Cell formulas,")
    assert decided.read(tmp_path / "x.csv") == [row]


# What writes tables elsewhere, and why no spreadsheet opens them.
OTHERS = {
    "disclosure/proof.py": "what a fingerprint is of, and a report's own release, which goes with its build",
    "intake/tables.py": "a copy for the engine, in a folder that goes",
    "intake/workbooks.py": "a copy for the engine, in a folder that goes",
    "people/target_sheet.py": "a copy for the engine, in a folder that goes",
    "people/sifting.py": "a copy for the engine, in a folder that goes",
    "people/cities.py": "our own table of cities, made when the project is",
    "sample/__init__.py": "exports of a company we make up, whose names we wrote",
    "linking/decided.py": "decisions, each of its cells by sheets.cell",
    "loading/refusals.py": "refused rows, each of their cells by sheets.cell_sql",
}


def writes_tables(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    copies = [text for text in texts if "copy (" in text.lower()]
    return bool(names & {"to_csv", "to_excel", "writer", "DictWriter", "Workbook"} or copies)


def test_every_table_that_people_open_is_written_by_sheets(root):
    folder = root / "skillslib"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.py") if writes_tables(path)}
    assert found == {"sheets.py", *OTHERS}


# --- a hand-out ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def released(sample_store):
    with sk.connect(sample_store) as con:
        exact = sk.skill_map(con, *DAYS, by="company")
        yield con, exact, sk.release(con, exact)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_was_released_is_handed_out_and_noted(released, sample_store, tmp_path, ending):
    con, _, frame = released
    path = sk.export(con, frame, tmp_path / f"map.{ending}")
    back = pd.read_csv(path) if ending == "csv" else pd.read_excel(path, sheet_name="skill map")
    assert back["skill"].tolist() == frame["skill"].tolist()
    for column in ("holders", "people", "share"):
        assert back[column].astype(float).fillna(-1).round(9).tolist() == pytest.approx(
            frame[column].astype(float).fillna(-1).tolist()
        )
    line = log.entries(sample_store)[-1]
    assert line["action"] == "export" and list(line["outputs"]) == [f"map.{ending}"]
    assert line["parameters"]["name"] == "skill_map" and line["policy"]["min_people"] == 5
    (line,) = [one for one in log.entries(sample_store) if one["action"] == "release"]
    assert line["parameters"]["as_of"] == "2026-09-30" and line["policy"]["min_people"] == 5
    with pytest.raises(FileExistsError):
        sk.export(con, frame, path)
    if ending == "xlsx":
        about = " ".join(str(row[0]) for row in openpyxl.load_workbook(path)["How to read it"].values)
        assert "2026-09-30" in about and "may not be used for" in about


def test_nothing_else_is_handed_out(released, sample_store, tmp_path):
    con, exact, frame = released
    changed = frame.copy()
    changed.loc[changed.index[0], "holders"] = 5
    before = len(log.entries(sample_store))
    for other, said in (
        (exact, "not protected"),
        (changed, "changed after"),
        (pd.DataFrame({"a": [1]}), "not protected"),
        (sk.protect(sk.skill_map(con, *DAYS, by="job_role")), "protected alone"),
        (sk.protect(sk.skill_map(con, DAYS[0], "2026-10-06", by="company")), "in no release"),
        (sk.protect(sk.skill_map(con, *DAYS, by="country"), 10**9), "in no release"),  # shows no number
    ):
        with pytest.raises(DisclosureError, match=said) as refused:
            sk.export(con, other, tmp_path / "x.csv")
        assert "protect(" in str(refused.value) or "release(con, frame)" in str(refused.value)
    with pytest.raises(SheetError, match=r"\.csv or \.xlsx"):
        sk.export(con, frame, tmp_path / "x.html")
    assert not list(tmp_path.iterdir()) and len(log.entries(sample_store)) == before
