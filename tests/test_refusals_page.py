"""The page of refused rows: it says why first, shows rows as they stood, and fits the window."""

import csv
import re

import duckdb
import pytest

from skillslib.intake import Count
from skillslib.loading import refusals
from skillslib.loading.refusals import gathered, write

LONG = "x" * 700
ROWS = [
    (
        "awards.csv",
        3,
        "Issue Date",
        "bad-date",
        "Issue Date: not a date",
        "E-1,<script>alert(1)</script>,31.02.2024",
    ),
    ("awards.csv", 9, "Issue Date", "bad-date", "Issue Date: not a date", f"E-2,{LONG},=1+1"),
    (
        "folder/badge.json",
        1,
        "type",
        "endorsement",
        "type: an endorsement, not an award",
        '{\n  "type":\t"x"\n}',
    ),
]
COUNTS = [Count("Credly badge export", "awards.csv", 9, 6, 2, 1), Count("people", "people.csv", 4, 4, 0, 0)]


def refused(rows, source="s"):
    """What a store has refused, of this source and of another one."""
    with duckdb.connect() as con:
        con.execute(
            """create table quarantine (quarantine_id text, source_id text, file text, line bigint,
                column_name text, reason_code text, reason text);
            attach ':memory:' as vault; create table vault.quarantine_raw (quarantine_id text, raw text)"""
        )
        for number, (*told, raw) in enumerate([*rows, ("other.csv", 2, "a", "bad", "a: bad", "x")]):
            of = source if number < len(rows) else "another"
            con.execute("insert into quarantine values (?, ?, ?, ?, ?, ?, ?)", [number, of, *told])
            con.execute("insert into vault.quarantine_raw values (?, ?)", [number, raw])
        return gathered(con, [source])


@pytest.fixture
def page(tmp_path):
    return write(refused(ROWS), COUNTS, tmp_path / "quarantine", "a1b2")


def test_more_rows_than_fit_the_page_are_all_in_the_table_and_in_the_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(refusals, "SHOWN", 5)
    monkeypatch.setattr(refusals, "PIECE", 3)
    rows = [("a.csv", line, "Day", "bad-date", f"Day: {line % 2}", f"=row {line}") for line in range(10, 23)]
    page = write(refused(rows[::-1]), COUNTS, tmp_path, "a1b2")
    assert "13 refused rows" in page.read_text()
    assert re.findall(r"=row (\d+)", page.read_text()) == ["10", "11", "12", "13", "14"]
    with page.with_suffix(".csv").open(newline="") as file:
        assert [row["raw"] for row in csv.DictReader(file)] == [f"'=row {line}" for line in range(10, 23)]


def test_no_cell_of_the_table_is_a_formula(tmp_path):
    run = {text: f"'{text}" for text in ("=1", "+1", "-1", "@x", ' "=1', "\u3000=1", "x;=1")}
    run |= {"x;=1": "x;'=1", "\r=1": "' =1", "\x0b=1": "' =1"}
    other = {text: text for text in ("fine", "a=1", "")}
    other |= {"\tx": " x", "\0x": " x", 'a "quote", and\r\na line': 'a "quote", and  a line'}
    rows = [("a.csv", line, "Day", "bad", raw, raw) for line, raw in enumerate([*run, *other])]
    page = write(refused(rows), COUNTS, tmp_path, "a1b2")
    with page.with_suffix(".csv").open(newline="") as file:
        found = [(row["raw"], row["reason"]) for row in csv.DictReader(file)]
    assert found == [(text, text) for text in [*run.values(), *other.values()]]


def test_there_is_no_page_where_no_row_was_refused(tmp_path):
    assert write(refused([]), COUNTS, tmp_path / "quarantine", "a1b2") is None
    assert not (tmp_path / "quarantine").exists()


def test_it_says_why_and_where_and_what_became_of_the_rows(page):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.read_text().split("</style>")[1]))
    assert "3 refused rows" in text
    assert "2 Issue Date: not a date bad-date 1 type: an endorsement, not an award endorsement" in text
    assert "awards.csv (Credly badge export) 9 6 2 1" in text and "people.csv" not in text
    assert "folder/badge.json 1 type an endorsement, not an award { &#34;type&#34;: &#34;x&#34; }" in text


def test_a_long_row_is_cut_on_the_page_and_whole_beside_it(page):
    assert LONG not in page.read_text() and LONG[:200] in page.read_text()
    with page.with_suffix(".csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["raw"] for row in rows] == [re.sub("[\n\t]", " ", row[5]) for row in ROWS]
    assert [row["line"] for row in rows] == ["3", "9", "1"]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [420, 1200])
def test_it_fits_the_window_and_runs_nothing_of_a_row(page, chromium, width, scheme):
    tab = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    alerts = []
    tab.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    tab.goto(page.as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    ink, paper = tab.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    light = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (ink, paper)]
    assert (light[0] < 150 and light[1] > 700) if scheme == "light" else (light[0] > 600 and light[1] < 150)
    assert alerts == []
    tab.close()
