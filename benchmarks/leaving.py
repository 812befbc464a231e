"""What leaves the team, and what must leave no trace: pages and tables run nothing and name nobody; erasing.

The hostile words, and the pages that they are looked for in, are those of the tests.
"""

import base64
import io
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import duckdb
import nbformat
import pandas as pd
from nbconvert import HTMLExporter

import skillslib as sk
from benchmarks.claim import Claim
from benchmarks.judge import JUDGE
from benchmarks.measuring import progress
from skillslib.checking import page as check_page
from skillslib.governance import log
from skillslib.publish import ledger, renderer
from skillslib.sheets import csv_text, xlsx_bytes
from skillslib.vault import key_file
from tests.pseudonym import pseudonym

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DRAWN = "[...document.querySelectorAll('.sk-chart')].every(chart => chart.dataset.state === 'live')"

PEOPLE, AWARDS = 100_000, 900_000

STAFF = """
copy (
    select 'E-' || printf('%06d', n) as employee_id, 'First' || n as first_name, 'Family' || n as last_name,
           'e' || n || '@company.example' as email, date '2020-01-01' as hired_on, null as left_on,
           date '2020-01-01' as starts_on, null as ends_on, 'BU-' || n % 400 as business_unit_id,
           'LOC-' || n % 120 as location_id, 'Role ' || n % 300 as job_role,
           'E-' || printf('%06d', n % 5000) as manager_id, 1 as fte, 'employee' as worker_type,
           date '2020-01-01' as last_changed_on
    from range($people) as everybody(n))
to '{path}' (header)"""
BADGES = """
copy (
    select 'Badge ' || n % 300 as "Badge Name", 'T-' || n % 300 as "Badge Template ID", 'Acme' as "Issued by",
           'A-' || n as "Earner Badge ID", 'E-' || printf('%06d', n % $people) as "Issuer Earner ID",
           'e' || n % $people || '@company.example' as "Issued to Email", 'AT' as "Country",
           'accepted' as "Status", date '2025-01-01' + (n % 500)::integer as "Issue Date",
           date '2025-01-02' + (n % 500)::integer as "Record Created"
    from range($awards) as given(n))
to '{path}' (header)"""


ERASED = "E-004242"


def a_person_is_erased_soon(folder):
    """From the command to the store without the person, written anew, and what lies around it searched."""
    exports = folder / "erasing"
    exports.mkdir()
    with duckdb.connect() as con:
        con.execute(STAFF.format(path=exports / "people.csv"), {"people": PEOPLE})
        con.execute(BADGES.format(path=exports / "credly.csv"), {"people": PEOPLE, "awards": AWARDS})
    sk.load(exports, store=exports / "store")
    progress(f"{PEOPLE + AWARDS:,} rows loaded")
    start = time.perf_counter()
    done = sk.erase(ERASED, store=exports / "store")
    seconds = time.perf_counter() - start
    words = f"a person erased from {PEOPLE + AWARDS:,} rows"
    return Claim(
        words, seconds, "at most", 60, "seconds", f"{done.awards} awards, {len(done.left)} exports named"
    )


def nothing_is_left_of_who_was_erased(folder):
    """P13: files of the store that name who was erased, and her rows, after the old exports came again."""
    exports, store = folder / "erasing", folder / "erasing" / "store"
    for path in exports.glob("*.csv"):
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")  # another file with the same rows
    sk.load(exports, store=store)
    known_as = pseudonym(ERASED, key_file().read_text().strip())
    words = [ERASED, "First4242", "Family4242", "e4242@company.example", known_as]
    named = re.compile(
        rb"(?<![0-9A-Za-z])(" + b"|".join(re.escape(w.encode()) for w in words) + rb")(?![0-9A-Za-z])"
    )
    files = [path for path in store.rglob("*") if path.is_file()]
    found = [path.name for path in files if named.search(path.read_bytes())]
    with sk.connect(store) as con:
        for table in ("employment_versions", "assignment_versions", "award_versions"):
            rows = con.execute(
                f"select count(*), count_if(person_id = ?) from {table}", [known_as]
            ).fetchall()
            found += [table] * rows[0][1]
            progress(f"{table}: {rows[0][0]:,} rows searched")
    words = "files and rows that name who was erased, after the old exports were loaded again"
    return Claim(
        words, len(found), "at most", 0, "files and rows", "; ".join([f"of {len(files)}", *found[:3]])
    )


def a_report_asks_for_nothing(folder):
    """Every page of the sample's report in a browser: what it asks for, with its charts live."""
    sk.load([SAMPLE], store=folder / "opened")
    report = sk.render_report("2026-Q3", store=folder / "opened", output=folder / "reports").path.parent
    progress("the sample's report is rendered")
    asked, live, strict = _opened(sorted(report.glob("*.html")))
    outside = [one for one in asked if not one.startswith(("file:", "data:"))]
    if not live or strict < 6:
        raise RuntimeError(f"{live} charts are live, and {strict} of 6 pages have a strict policy")
    note = f"{live} live charts on {strict} pages, whose policy makes no text code"
    return Claim("requests of a report's pages", len(outside), "at most", 0, "requests", note)


@contextmanager
def _browser():
    """A headless Chromium that is installed already."""
    from playwright.sync_api import sync_playwright

    program = next(path for name in BROWSERS if (path := shutil.which(name)))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def _opened(pages):
    """The addresses that pages asked for, how many charts were drawn, how many pages have a strict policy."""
    asked, live, strict = [], 0, 0
    with _browser() as browser:
        for page in pages:
            tab = browser.new_page()
            tab.on("request", lambda request: asked.append(request.url))
            tab.goto(page.as_uri())
            tab.wait_for_function(DRAWN, timeout=60_000)
            live += tab.locator(".sk-chart[data-state=live] svg").count()
            said = tab.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
            strict += "default-src 'none'" in said and "unsafe-eval" not in said
            tab.close()
    return asked, live, strict


def no_cell_runs(_folder):
    """Every sign that begins a formula before every text, as CSV and as a workbook, read back by others."""
    import openpyxl

    texts = [before + start + "1+1" for before in ("", " ", "a;", "\ufeff") for start in "=+-@\t\r＝＋－＠"]
    frame = pd.DataFrame({"text": texts, "number": [-n for n in range(len(texts))]})
    table = pd.read_csv(io.StringIO(csv_text(frame)), dtype={"text": str})
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(frame, "x", [])))["x"]
    rows = [*table.itertuples(index=False, name=None), *list(sheet.values)[1:]]
    run = sum(bool(re.search(r"(^|;)[ \ufeff]*[=+\-@\t\r＝＋－＠]", text)) for text, _ in rows)
    moved = sum(number != -(place % len(texts)) for place, (_, number) in enumerate(rows))
    return Claim(
        "cells of a table that a spreadsheet would run", run + moved, "at most", 0, "cells", f"of {len(rows)}"
    )


def no_hostile_word_runs(folder):
    """S1: payloads in every place of a company's files, its pages and pictures opened: how many ran."""
    sys.path.append(str(ROOT / "tests"))  # the tests call each other by their short names
    from tests import test_hostile_words as hostile

    place = folder / "hostile"
    place.mkdir()
    hostile.write_company(place / "exports", ROOT)
    known = {"exported_on": "2026-10-05", "accept_quarantine_rate": 1}
    sk.load([place / "exports"], store=place / "store", **known)
    report = sk.render_report("2026-Q3", store=place / "store", output=place / "reports").path.parent
    with sk.connect(place / "store") as con:
        check_page.write(con, "2026-10-05", place / "check.html")
    sk.protection_page(place / "protection.html", place / "store")
    sk.person_report("E-0019", place / "person.html", "a test", place / "store")
    opened = [
        *report.glob("*.html"),
        *place.glob("*.html"),
        *_notebooks(report, place),
        *_stills(report, place),
    ]
    ran = []
    with _browser() as browser:
        for number, path in enumerate(opened, 1):
            tab = browser.new_context(offline=True).new_page()
            live = "document.documentElement.localName === 'svg'" if path.suffix == ".svg" else hostile.LIVE
            ran += hostile.open_page(tab, path, live) or []
            tab.context.close()
            progress(f"opened {number} of {len(opened)}: {path.name}")
    note = f"{len(hostile.PAYLOADS)} in {len(hostile.PLACES)} places each; {len(opened)} pages and pictures"
    return Claim("payloads executed in Chromium", len(ran), "at most", 0, "payloads", note)


def _notebooks(report, place):
    """The notebooks beside a report as nbconvert turns them into pages."""
    for path in sorted((report / "notebooks").glob("*.ipynb")):
        page = place / f"{path.stem} as a page.htm"
        page.write_text(HTMLExporter().from_notebook_node(nbformat.read(path, as_version=4))[0], "utf-8")
        yield page


def _stills(report, place):
    """Each still picture as a file of its own, where nothing stands between it and its scripts."""
    for page in sorted(report.glob("*.html")):
        stills = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page.read_text(encoding="utf-8"))
        for number, still in enumerate(stills):
            path = place / f"{page.stem} {number}.svg"
            path.write_bytes(base64.b64decode(still))
            yield path


def nobody_is_named_in_what_leaves(folder):
    """P7: what the judge of leaks finds in a report, tables handed out, logs, and what a failing one says."""
    from tests.test_leaks import fail

    store, left = folder / "opened", folder / "left"
    shutil.copytree(folder / "reports", left)
    (left / "failed.log").write_text(fail(left, store, ROOT), encoding="utf-8")
    with sk.connect(store) as con:
        frame = sk.release(con, sk.skill_map(con, "2026-09-30", "2026-10-05", by="country"))
        for name in ("map.csv", "map.xlsx"):
            sk.export(con, frame, left / name)
    for name in (log.NAME, ledger.NAME):
        shutil.copy(store / name, left)
    for page in left.rglob("*.html"):  # the package's own script, which draws
        page.write_text(page.read_text(encoding="utf-8").replace(renderer._script(), ""), encoding="utf-8")
    people = pd.read_csv(SAMPLE / "people.csv", dtype=str, keep_default_na=False)
    people = people.assign(full_name=people["first_name"] + " " + people["last_name"])
    roster = people.rename(columns={"employee_id": "person_id"})[["person_id", "email", "full_name"]]
    roster.drop_duplicates().to_csv(folder / "roster.csv", index=False)
    words = [folder / "roster.csv", left, "--k", "5", "--cols", "person_id,email,full_name"]
    scan = JUDGE.with_name("leak_scan.py")
    done = subprocess.run([sys.executable, scan, *words], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"the judge of leaks cannot read this: {done.stderr[-200:]}")
    found = [line for line in done.stdout.splitlines() if line.startswith("LEAK")]
    note = "; ".join([done.stdout.splitlines()[-1], *found[:3]])
    return Claim("leaks of anybody in what leaves", len(found), "at most", 0, "leaks", note)


CLAIMS = (
    a_person_is_erased_soon,
    nothing_is_left_of_who_was_erased,
    a_report_asks_for_nothing,
    no_hostile_word_runs,
    nobody_is_named_in_what_leaves,
    no_cell_runs,
)
