"""The report: what is in it, in which order, the same every time, and what a browser makes of it."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from threading import Thread

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell

import skillslib as sk
from skillslib.disclosure import DisclosureError, derive
from skillslib.publish import headline, provenance, runner, trust
from skillslib.publish.lint import LintError
from skillslib.publish.page import PageError
from skillslib.publish.report import FolderError
from skillslib.publish.views import QuarterError, ask_all, report_days
from skillslib.publish.writing import CHAPTERS

PAGES = ["index", "gap", "trend", "map", "recognition", "method"]
ORDER = ["finding", "trust", "tiles", "shortages", "supply", "decisions", "chapters"]
COUNTS = {"holders", "people", "earners", "awards", "expiring", "near", "fte"}
DRAWN = "[...document.querySelectorAll('.sk-chart')].every(c => c.dataset.state === 'live')"


@pytest.fixture(autouse=True)
def library(monkeypatch, root):
    """Kernels that start elsewhere find this library too, installed or not."""
    monkeypatch.setenv("PYTHONPATH", str(root))


@pytest.fixture(scope="module")
def report(sample_store, tmp_path_factory):
    """The sample company's report: its folder."""
    made = sk.render_report("2026-Q3", store=sample_store, output=tmp_path_factory.mktemp("reports"))
    return made.path.parent


def text_of(report, name):
    return (report / f"{name}.html").read_text(encoding="utf-8")


def hashes(folder):
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }


def specs(report):
    """Every chart's specification, by page."""
    found = {}
    for name in PAGES:
        scripts = re.findall(r'class="sk-spec">([^<]*)</script>', text_of(report, name))
        found[name] = [json.loads(script) for script in scripts]
    return found


class Words(HTMLParser):
    """The text a reader sees, without scripts and styles."""

    def __init__(self, html):
        super().__init__()
        self.skip, self.words = 0, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.skip += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.skip -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.skip and data.strip():
            self.words.append(" ".join(data.split()))


def words_of(report, name):
    return " ".join(Words(text_of(report, name)).words)


# --- what is in it ------------------------------------------------------------------------------


def test_the_report_holds_pages_data_notebooks_and_provenance(report):
    assert sorted(p.stem for p in report.glob("*.html")) == sorted(PAGES)
    charts = specs(report)
    behind = {name for name in PAGES for name in re.findall(r'href="data/(\w+)\.csv"', text_of(report, name))}
    assert {f"{view}.csv" for view in behind} <= {p.name for p in (report / "data").iterdir()}
    assert [len(charts[name]) for name in PAGES] == [1, 2, 3, 3, 3, 0]
    assert sorted(p.stem for p in (report / "notebooks").iterdir()) == sorted(n for _, _, n in CHAPTERS)


def test_the_first_page_keeps_its_order(report):
    html = text_of(report, "index")
    places = [html.index(f'id="{name}"') for name in ORDER]
    assert places == sorted(places)
    links = re.findall(r'<li><a href="(\w+)\.html">', html[places[-1] :])
    assert links == ["gap", "trend", "map", "recognition", "method"]


def test_the_first_page_says_what_the_data_say(report):
    said = words_of(report, "index")
    gaps = pd.read_csv(report / "data" / "gaps.csv")
    top = gaps.sort_values(["gap", "business_unit"], ascending=[False, True]).head(5)
    for row in top.itertuples():
        assert f"{row.holders:.0f} of {row.needed}" in said and row.skill in said
    assert re.search(rf"about {gaps['gap'].sum():.0f}\b", said)
    trend = pd.read_csv(report / "data" / "trend_all.csv").set_index("quarter")
    now, before = trend.loc["2026-Q3"], trend.loc["2026-Q2"]
    assert f"{now['holders']:,.0f}" in said and f"{now['awards']:,.0f}" in said
    assert f"{before['holders']:,.0f} of {before['people']:,.0f}" in said
    assert "contractors" in said and "on leave" in said and "known on 5 October 2026" in said


def test_a_tile_compares_only_what_both_quarters_show(report):
    skills = pd.read_csv(report / "data" / "expiry.csv")
    now, before = (skills[skills["quarter"] == quarter] for quarter in ("2026-Q3", "2026-Q2"))
    both = now.merge(before, on="skill_id").dropna(subset=["expiring_x", "expiring_y"])
    moved = int((both["expiring_x"] - both["expiring_y"]).sum())
    assert 0 < len(both) < len(now) and moved > 0
    assert f"up {moved}, where both are shown" in words_of(report, "index")


def test_a_tile_does_not_take_rounding_for_a_change(report, sample):
    days = {"known_at": "2026-10-05"}
    exact = [sk.skill_gaps(sample, as_of, **days)["gap"].sum() for as_of in ("2026-06-30", "2026-09-30")]
    shown = [pd.read_csv(report / "data" / f"{name}.csv")["gap"].sum() for name in ("gaps_before", "gaps")]
    assert abs(exact[1] - exact[0]) < 10 < abs(shown[1] - shown[0])
    assert "about as in the quarter before" in words_of(report, "index")


@pytest.mark.parametrize("state, word", [("withheld", "withheld"), ("not measured", "not measured")])
def test_a_tile_never_says_about_nothing(state, word):
    frame = pd.DataFrame(
        {"skill_id": ["a", "b"], "gap": pd.array([0 if state == "withheld" else None, None], dtype="Int64")}
    ).assign(status=["counted" if state == "withheld" else state, state])
    tile = headline._summed("Places", "", frame, frame, ["skill_id"], "gap")
    assert (tile.value, tile.about, tile.change) == (word, "", headline.NO_FIGURE)


@pytest.mark.slow
def test_the_first_page_has_words_for_whatever_is_withheld(sample):
    days = report_days(sample, "2026-Q3", "")
    frames = {name: sk.protect(frame) for name, frame in ask_all(sample, days).items()}
    for seed, hidden in product(range(10), (0.1, 0.5, 0.9, 1.0)):
        draw, some = np.random.default_rng(seed), {}
        for name, frame in frames.items():
            some[name] = frame.copy()
            measures = frame.attrs["question"]["measures"]
            sizes = {measure.get("of") for measure in measures.values()}
            rows = draw.random(len(frame)) < hidden / 2
            for column, measure in measures.items():
                if measure["kind"] in ("people", "count", "fte"):
                    cells = draw.random(len(frame)) < (0 if column in sizes else hidden)
                    some[name][column] = frame[column].mask(rows | cells)
            derive(some[name])
        page = headline.headline(some, days)
        said = f"{page.tiles} {page.decisions} {page.trust} {page.population} {page.restated}"
        assert not re.search(r"\bnan\b|<NA>|None|NaT|of no (awards|matched|cells)", said), said


@pytest.mark.parametrize(
    "counts, of, words",
    [
        ({"matched": [75, 20], "unmatched": [5]}, 100, "95%"),
        ({"matched": [100]}, 100, "100%"),
        ({"matched": [60, 45], "unmatched": [None]}, 100, "nearly all"),  # 58, 43 and 1 of 102, rounded
        ({"matched": [75, None], "unmatched": [20]}, 100, "about 75%"),
        ({"matched": [None], "unmatched": [95]}, 100, "–"),
        ({"unmatched": [100]}, 100, "0%"),
        ({"matched": [5], "unmatched": [1995]}, 2000, "under 1%"),
        ({"matched": [None], "unmatched": [None]}, None, "–"),
        ({}, 0, "–"),
    ],
)
def test_the_trust_strip_says_all_only_of_all_and_none_only_of_none(counts, of, words):
    rows = [(measure, count, of) for measure, some in counts.items() for count in some]
    frame = pd.DataFrame(rows, columns=["measure", "count", "of"]).astype({"count": "Int64", "of": "Int64"})
    number = {None: "a withheld number of", 0: "no"}.get(of, f"{of or 0:,}")
    assert trust.trust(frame)[0] == (words, f"of {number} awards are matched to a person")


def test_headline_is_the_largest_shortage(report):
    (title,) = re.findall(r"<h1>(.*?)</h1>", text_of(report, "index"))
    gaps = pd.read_csv(report / "data" / "gaps.csv")
    worst = gaps.sort_values(["gap", "business_unit"], ascending=[False, True]).iloc[0]
    for word in (worst["business_unit"], worst["skill"], f"{worst['holders']:.0f} of {worst['needed']}"):
        assert word in title


def test_readers_see_no_code(report):
    for name in PAGES:
        said = words_of(report, name)
        for code in ("import skillslib", "sk.protect", "as_of, known_at", 'store: str = ""', "In ["):
            assert code not in said
    for name, _, notebook in CHAPTERS:
        assert f'href="notebooks/{notebook}.ipynb"' in text_of(report, name)


def test_served_as_the_readme_says_it_gives_its_pages_and_code_alone(report):
    """A notebook it gives holds no answer; nothing of a store, and nothing outside its folder, is given."""
    here, listening = ("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(report))
    with ThreadingHTTPServer(here, listening) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def asked(path):
            talk = HTTPConnection(*server.server_address, timeout=20)
            talk.request("GET", path)
            answer = talk.getresponse()
            return answer.status, answer.read()

        given = {path.relative_to(report).as_posix(): path.read_bytes() for path in report.rglob("*.*")}
        assert {name.rpartition(".")[2] for name in given} == {"html", "csv", "json", "ipynb"}
        assert asked("/index.html") == (200, given["index.html"])
        for name in (name for name in given if name.endswith(".ipynb")):
            cells = json.loads(asked(f"/{name}")[1])["cells"]
            assert not any(cell.get("outputs") or cell.get("attachments") for cell in cells)
        (report.parent / "beside.duckdb").write_bytes(b"rows")
        for path in (
            "/../beside.duckdb",
            "/%2e%2e/beside.duckdb",
            "/data/../../beside.duckdb",
            "/store/current",
        ):
            assert asked(path)[0] == 404, path
        server.shutdown()


def test_every_chart_has_its_words_its_table_and_its_data(report):
    for name in PAGES:
        html = text_of(report, name)
        figures = html.count('<figure class="chart">')
        assert figures == html.count('class="sk-chart"') == html.count("<figcaption>")
        assert html.count("<summary>The numbers behind") >= figures
    for spec in [spec for charts in specs(report).values() for spec in charts]:
        assert spec["description"] and spec["usermeta"]["skills"]["frame"]


def test_the_notebooks_in_it_have_no_answers(report):
    for path in (report / "notebooks").iterdir():
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert not [c for c in notebook.cells if c.cell_type == "code" and c.outputs]
        assert 'quarter: str = "2026-Q3"' in path.read_text(encoding="utf-8").replace('\\"', '"')


def test_the_method_says_how_what_is_missing_and_whose_taxonomy(report):
    said = words_of(report, "method")
    for word in ("not measured", "withheld", "rounded to 5", "difference in differences", "CC0"):
        assert word in said
    assert "Credly badge export" in said
    assert "Sample skills" in said and re.search(r"\d+ awards found no person", said)


# --- nothing but protected numbers --------------------------------------------------------------


def test_no_small_count_is_in_any_file(report):
    for path in (report / "data").iterdir():
        frame = pd.read_csv(path)
        for column in COUNTS & set(frame.columns):
            small = frame[(frame[column] > 0) & (frame[column] < 5)]
            assert small.empty, f"{path.name}: {column}"
    for spec in [spec for charts in specs(report).values() for spec in charts]:
        for rows in spec.get("datasets", {}).values():
            for row in rows:
                for column in COUNTS & set(row):
                    assert row[column] is None or not 0 < row[column] < 5, column


def test_nobody_is_in_it(report, root):
    people = pd.read_csv(root / "data" / "sample" / "people.csv", dtype=str)
    everything = (
        "\n".join(
            p.read_text(encoding="utf-8") for p in report.rglob("*") if p.is_file() and p.suffix != ".html"
        )
        + " ".join(words_of(report, name) for name in PAGES)
        + json.dumps(specs(report))
    )
    assert not re.search(r"\bE-\d{6}\b", everything)
    # Whom to ask about data protection is said.
    assert "@" not in re.sub(r"business_unit@2|@context|data\.protection@example\.com", "", everything)
    full = people["first_name"] + " " + people["last_name"]
    assert not [name for name in full.unique() if name in everything]


def test_no_page_loads_or_names_a_place_outside(report):
    for name in PAGES:
        html = text_of(report, name)
        head = html[: html.index("<style>")]
        assert "Content-Security-Policy" in head and "default-src &#39;none&#39;" in head
        assert "unsafe-eval" not in head
        body = re.sub(r"<script.*?</script>|<style>.*?</style>", "", html, flags=re.DOTALL)
        body = re.sub(r'src="data:[^"]*"', "", body)
        assert not re.search(r"<script[^>]+src|https?://|//cdn|<link|<iframe|\son\w+=", body)
        assert html.count("window.vegaEmbed") == 0 or html.count("<script>if(!window.vegaEmbed)") == 1


# --- the same every time ------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_store_gives_the_same_bytes(report, sample_store, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    monkeypatch.chdir(tmp_path)
    again = sk.render_report("2026-Q3", store=sample_store, output=tmp_path / "reports").path.parent
    assert hashes(again) == hashes(report)


def test_provenance_names_inputs_policy_versions_and_every_file(report):
    told = json.loads((report / "provenance.json").read_text(encoding="utf-8"))
    for source in told["inputs"]:
        rows = [source[name] for name in ("rows_read", "accepted", "quarantined", "duplicates")]
        if source["kind"] in provenance.OF_NOBODY:
            assert rows[0] == sum(rows[1:])
        else:
            assert all(number is None or number % 5 == 0 for number in rows)
            assert source["kind"] != "people" or (rows[0] and rows[1:] == [None] * 3)
        assert re.fullmatch(r"[0-9a-f]{64}", source["sha256"]) and "file" not in source
    assert {one["rows"] for one in told["quarantine"]} == {None}  # of people and of their awards
    assert told["policy"] == {"min_people": 5, "rounded_to": 5}
    assert told["report"]["known_at"] == "2026-10-05" and told["versions"]["duckdb"]
    assert set(told["files"]) == set(hashes(report)) - {"provenance.json"}
    assert "Nov" not in json.dumps(told) and not re.search(r"\d\d:\d\d:\d\d", json.dumps(told))


def test_one_changed_byte_is_found(report, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(report, copy)
    assert provenance.verify(copy) == []
    page = copy / "gap.html"
    page.write_bytes(page.read_bytes().replace(b"short", b"Short", 1))
    (copy / "data" / "gaps.csv").unlink()
    assert provenance.verify(copy) == ["data/gaps.csv", "gap.html"]


# --- when something is wrong --------------------------------------------------------------------


def report_before(folder):
    """An earlier report of the quarter in a folder."""
    place = folder / "2026-Q3"
    place.mkdir(parents=True)
    (place / "index.html").write_text("the report before")
    provenance.write(place, {})
    return place


def broken_notebooks(folder, source):
    """The four chapters' notebooks without their questions, one of them with this cell."""
    folder.mkdir()
    for _, _, name in CHAPTERS:
        whole = nbformat.read(runner.find_notebooks() / f"{name}.ipynb", as_version=4)
        whole.cells = whole.cells[:3]
        if name.startswith("3"):
            whole.cells.append(new_code_cell(source))
        nbformat.write(whole, folder / f"{name}.ipynb")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "source, error, said",
    [
        ("1 / 0", runner.NotebookError, "ZeroDivisionError"),
        (
            "sk.protect(sk.skill_map(con, as_of, known_at, by='job_role'))",
            runner.NotebookError,
            "holds no answer",
        ),
        (
            "sk.shortages_chart(sk.skill_gaps(con, as_of, known_at).query('gap > 0'))",
            LintError,
            "not drawn from a protected answer",
        ),
        ("sk.skill_map(con, as_of, known_at).head()", PageError, "not one of our charts"),
        (
            "assert store == '', 'a store is named'\nprint(con.sql('from award_versions').fetchall())",
            runner.NotebookError,
            "has no store",
        ),
        ("print('In Osaka are 3 people.')", LintError, "says '3 people'"),
    ],
)
def test_a_faulty_notebook_leaves_the_report_before(sample_store, tmp_path, source, error, said):
    before = report_before(tmp_path / "reports")
    notebooks = broken_notebooks(tmp_path / "notebooks", source)
    with pytest.raises(error, match=said) as raised:
        sk.render_report("2026-Q3", store=sample_store, output=before.parent, notebooks=notebooks)
    assert "3-skill-gaps" in str(raised.value)
    assert [p.name for p in before.parent.iterdir()] == ["2026-Q3"]
    assert (before / "index.html").read_text() == "the report before"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends a signal the POSIX way")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_run_leaves_the_report_before(sample_store, tmp_path, root, stop):
    before = report_before(tmp_path / "reports")
    words = ["report", "--quarter", "2026-Q3", "--store", str(sample_store), "--output", str(before.parent)]
    run = subprocess.Popen([sys.executable, "-m", "skillslib", *words], cwd=root, stderr=subprocess.PIPE)
    while not list(before.parent.glob(".2026-Q3.building-*/release/release.json")):
        assert run.poll() is None, run.communicate()[1]
        time.sleep(0.1)
    time.sleep(2)
    run.send_signal(stop)
    run.communicate(timeout=90)
    assert run.returncode in (130, -9)
    assert (before / "index.html").read_text() == "the report before"
    if stop == signal.SIGINT:
        assert [p.name for p in before.parent.iterdir()] == ["2026-Q3"]
    again = sk.render_report("2026-Q3", store=sample_store, output=before.parent)
    assert again.path.is_file() and [p.name for p in before.parent.iterdir()] == ["2026-Q3"]


@pytest.mark.parametrize("least", [0, 1, 4, -1, None, float("nan"), True, "5", 5.0])
def test_the_minimum_can_only_be_raised(sample_store, tmp_path, least):
    with pytest.raises(DisclosureError, match="min_people"):
        sk.render_report("2026-Q3", store=sample_store, output=tmp_path / "reports", min_people=least)
    assert not (tmp_path / "reports").exists()


def test_a_quarter_with_nothing_to_say_is_refused_in_words(sample_store, tmp_path, root):
    output = tmp_path / "reports"
    with pytest.raises(QuarterError, match=r"Nobody is at work on 2000-03-31.*began in 20\d\d-Q\d"):
        sk.render_report("2000-Q1", store=sample_store, output=output)
    sk.load(root / "data" / "sample" / "people.csv", store=tmp_path / "people")
    with pytest.raises(QuarterError, match=r"No badge is linked.*taxonomy"):
        sk.render_report("2026-Q3", store=tmp_path / "people", output=output)
    sk.load(root / "data" / "sample" / "credly_badges.csv", store=tmp_path / "badges")
    with pytest.raises(QuarterError, match=r"Nobody is employed.*HR extract"):
        sk.render_report("2026-Q1", store=tmp_path / "badges", output=output)
    assert not output.exists()


def test_what_is_no_report_is_never_replaced(sample_store, tmp_path):
    notes = tmp_path / "2026-Q3" / "notes.txt"
    notes.parent.mkdir()
    notes.write_text("precious")
    with pytest.raises(FolderError, match=r"notes\.txt.*--output"):
        sk.render_report("2026-Q3", store=sample_store, output=tmp_path)
    assert notes.read_text() == "precious"
    before = report_before(tmp_path / "reports")
    assert provenance.strangers(before) == []
    (before / "mine.md").write_text("mine")
    assert provenance.strangers(before) == ["mine.md"]


@pytest.mark.slow
def test_a_company_whose_badges_find_nobody_is_not_measured(tmp_path, root):
    """Two in three awards match nobody: no figure, no comparison, and the people are still counted."""
    folder = tmp_path / "unmatched"
    shutil.copytree(root / "data" / "sample", folder)
    people = pd.read_csv(folder / "people.csv", dtype=str, keep_default_na=False)
    people["email"] = "x" + people["email"]
    people["email_aliases"] = ""
    people.to_csv(folder / "people.csv", index=False)
    sk.load([folder], store=tmp_path / "store", exported_on="2026-10-05")
    made = sk.render_report("2026-Q3", store=tmp_path / "store", output=tmp_path / "reports")
    said = words_of(made.path.parent, "index")
    assert "Too little is measured to speak of the company" in said
    assert "as in the quarter before" not in said
    assert re.search(r"Counted: [\d,]+ employees at work", said)


@pytest.mark.slow
def test_an_empty_company_has_a_report_too(tmp_path, root):
    """Nothing approved, no programme, few people: every page says so instead of failing."""
    folder = tmp_path / "few"
    folder.mkdir()
    whole = ["business_units.csv", "locations.csv", "taxonomy.csv", "taxonomy.toml", "governance.toml"]
    for name in [*whole, "badge_templates.csv"]:
        shutil.copy(root / "data" / "sample" / name, folder / name)
    people = pd.read_csv(root / "data" / "sample" / "people.csv", dtype=str, keep_default_na=False)
    kept = people["employee_id"].drop_duplicates().head(12)
    people[people["employee_id"].isin(kept)].to_csv(folder / "people.csv", index=False)
    badges = pd.read_csv(root / "data" / "sample" / "credly_badges.csv", dtype=str, keep_default_na=False)
    badges[badges["Issuer Earner ID"].isin(kept)].to_csv(folder / "credly_badges.csv", index=False)
    sk.load([folder], store=tmp_path / "store", exported_on="2026-10-05")
    made = sk.render_report("2026-Q3", store=tmp_path / "store", output=tmp_path / "reports", min_people=50)
    said = words_of(made.path.parent, "index")
    assert "No approved targets are loaded" in said and "withheld" in said
    assert "Every approved target is met" not in said


# --- in a browser, the network cut --------------------------------------------------------------


@pytest.fixture
def tab(chromium):
    """A page of a browser without a network, which keeps what was asked of it and what went wrong."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    tab = context.new_page()
    tab.asked, tab.wrong = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
    tab.on("console", lambda said: tab.wrong.append(said.text) if said.type == "error" else None)
    yield tab
    context.close()


def open_page(tab, report, name):
    tab.goto((report / f"{name}.html").as_uri())
    tab.wait_for_function(DRAWN, timeout=60_000)


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_every_chart_is_live_without_a_network(tab, report, name):
    open_page(tab, report, name)
    charts = tab.locator(".sk-chart").count()
    assert charts == len(specs(report)[name])
    assert tab.locator(".sk-chart svg").count() == charts and tab.locator(".sk-still").count() == 0
    outside = [url for url in tab.asked if not url.startswith(("file:", "data:"))]
    assert outside == [] and tab.wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES[:-1])
def test_without_scripts_the_stills_stand_in(chromium, report, name):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    tab = context.new_page()
    tab.goto((report / f"{name}.html").as_uri())
    stills = tab.locator(".sk-still img")
    assert stills.count() == len(specs(report)[name])
    for place in range(stills.count()):
        box = stills.nth(place).bounding_box()
        assert box["width"] > 200 and box["height"] > 60
    context.close()


@pytest.mark.browser
def test_a_click_on_a_chart_filters(tab, report):
    open_page(tab, report, "gap")
    chart = tab.locator(".sk-chart").nth(1)
    shown = "chart => chart.querySelector('svg').textContent"
    before = chart.evaluate(shown)
    bars = chart.locator("svg path[aria-roledescription='bar'], svg .mark-rect path")
    for place in range(3, min(bars.count(), 12)):
        bars.nth(place).click(force=True)
        tab.wait_for_timeout(150)
        if chart.evaluate(shown) != before:
            return
    pytest.fail("no click on a bar changed what the chart shows")


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES[:-1])
def test_every_tooltip_says_something(tab, report, name):
    """A pointer over each chart, point by point: whatever it is told is a word or a number."""
    open_page(tab, report, name)
    told = {}
    for place in range(tab.locator(".sk-chart").count()):
        chart = tab.locator(".sk-chart svg").nth(place)
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        rows = [box["y"] + box["height"] * at / 30 for at in range(4, 30)]
        for y in [row for row in rows if 0 < row < 900]:
            for at in range(1, 12):
                tab.mouse.move(box["x"] + box["width"] * at / 12, y)
                tip = tab.evaluate("document.querySelector('#vg-tooltip-element.visible')?.innerText")
                told.setdefault(place, set()).add(tip)
    assert all(len(tips) > 1 for tips in told.values()), told
    empty = r"undefined|null|NaN|\|"
    assert [tip for tips in told.values() for tip in tips if tip and re.search(empty, tip)] == []


@pytest.mark.browser
def test_light_and_dark_are_a_click_away_and_remembered(tab, report):
    open_page(tab, report, "index")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(colour)
    tab.click("#theme")
    assert tab.evaluate(colour) != light
    open_page(tab, report, "gap")
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.browser
@pytest.mark.parametrize("width", [400, 1280, 1920])
def test_no_page_is_wider_than_its_window(tab, report, width):
    tab.set_viewport_size({"width": width, "height": 900})
    for name in PAGES:
        open_page(tab, report, name)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, name


HOSTILE = {
    "Project planning": "</script><script>window.hacked=1</script>",
    "Platforms": "=1+1<img src=x onerror=window.hacked=2>",
    "Data and analysis": "<!--<script> window.hacked=3 **x** [y](javascript:window.hacked=4)",
}


@pytest.mark.slow
@pytest.mark.browser
def test_hostile_names_stay_words(tab, root, tmp_path):
    folder = tmp_path / "company"
    shutil.copytree(root / "data" / "sample", folder)
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        for name, hostile in HOSTILE.items():
            text = text.replace(name, hostile)
        path.write_text(text, encoding="utf-8")
    sk.load([folder], store=tmp_path / "store")
    made = sk.render_report("2026-Q3", store=tmp_path / "store", output=tmp_path / "reports")
    report = made.path.parent
    for name in PAGES:
        open_page(tab, report, name)
        assert tab.evaluate("window.hacked") is None and tab.wrong == []
    assert "window.hacked=1" in words_of(report, "gap")
    units = pd.read_csv(report / "data" / "gaps.csv")["business_unit"]
    assert any(unit.startswith("'=1+1") for unit in units) and not any(unit.startswith("=") for unit in units)
