"""The page of refused rows: it says why first, shows rows as they stood, and fits the window."""

import csv
import re

import pytest

from skillslib.intake import Count
from skillslib.loading.refusals import write

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


@pytest.fixture
def page(tmp_path):
    return write(ROWS, COUNTS, tmp_path / "quarantine", "a1b2")


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
    assert [row["raw"] for row in rows] == [row[5] for row in ROWS]
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
