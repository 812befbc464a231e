"""What is kept from others: how soon a person is erased; what a report's pages and tables ask for and run."""

import io
import json
import re
import shutil
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

import skillslib as sk
from benchmarks.claim import Claim
from benchmarks.released import judged, random_questions, release_all
from skillslib.publish import ledger, publications
from skillslib.publish.climbing import share_shown
from skillslib.publish.jointly import protect_together
from skillslib.publish.views import CLIMBING, ask_all, questions, report_days
from skillslib.sheets import csv_text, xlsx_bytes

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
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


def a_person_is_erased_soon(folder):
    """From the command to the store without the person, written anew, and what lies around it searched."""
    exports = folder / "erasing"
    exports.mkdir()
    with duckdb.connect() as con:
        con.execute(STAFF.format(path=exports / "people.csv"), {"people": PEOPLE})
        con.execute(BADGES.format(path=exports / "credly.csv"), {"people": PEOPLE, "awards": AWARDS})
    sk.load(exports, store=exports / "store")
    start = time.perf_counter()
    done = sk.erase("E-004242", store=exports / "store")
    seconds = time.perf_counter() - start
    words = f"a person erased from {PEOPLE + AWARDS:,} rows"
    return Claim(
        words, seconds, "at most", 60, "seconds", f"{done.awards} awards, {len(done.left)} exports named"
    )


def a_report_asks_for_nothing(folder):
    """Every page of the sample's report in a browser: what it asks for, with its charts live."""
    sk.load([SAMPLE], store=folder / "opened")
    report = sk.render_report("2026-Q3", store=folder / "opened", output=folder / "reports").path.parent
    asked, live, strict = _opened(sorted(report.glob("*.html")))
    outside = [one for one in asked if not one.startswith(("file:", "data:"))]
    if not live or strict < 6:
        raise RuntimeError(f"{live} charts are live, and {strict} of 6 pages have a strict policy")
    note = f"{live} live charts on {strict} pages, whose policy makes no text code"
    return Claim("requests of a report's pages", len(outside), "at most", 0, "requests", note)


def _opened(pages):
    """The addresses that pages asked for, how many charts were drawn, how many pages have a strict policy."""
    from playwright.sync_api import sync_playwright

    asked, live, strict = [], 0, 0
    program = next(path for name in BROWSERS if (path := shutil.which(name)))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for page in pages:
            tab = browser.new_page()
            tab.on("request", lambda request: asked.append(request.url))
            tab.goto(page.as_uri())
            tab.wait_for_function(DRAWN, timeout=60_000)
            live += tab.locator(".sk-chart[data-state=live] svg").count()
            said = tab.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
            strict += "default-src 'none'" in said and "unsafe-eval" not in said
            tab.close()
        browser.close()
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


def the_smallest_company_is_shown(folder):
    """300 people: the share of measured cells withheld of each view, by its own groups and as published."""
    sk.write_sample(folder / "small", people=300, awards=3000)
    sk.load([folder / "small"], store=folder / "small" / "store")
    with sk.connect(folder / "small" / "store") as con:
        days = report_days(con, "2026-Q3")
        asked, frames = questions(days), ask_all(con, days)
        alone = {name: sk.protect(frame) for name, frame in frames.items()}
        shown = protect_together(con, alone, days.known_at).frames
        views = [name for name in CLIMBING if name != "map_division"]
        said, withheld = [], []
        for name in views:
            metric, when, arguments = asked[name]
            own = 1 - share_shown(sk.protect(metric(con, *when, **arguments)))
            withheld.append(1 - share_shown(shown[name]))
            said.append(f"{name} {own:.0%} -> {withheld[-1]:.0%}")
    words = "300 people: cells withheld of the view with most, of those measured"
    return Claim(words, 100 * max(withheld), "at most", 50, "%", ", ".join(said))


def a_report_is_protected_and_audited_soon(folder):
    """What protecting the sample report together and auditing it adds, in seconds of computing."""
    asked, store, days = _sample(folder)
    with sk.connect(store) as con:
        frames = {view: sk.protect(frame) for view, frame in asked.items()}
        start = time.process_time()
        protected = protect_together(con, frames, days.known_at)
        protecting = time.process_time() - start
    report = folder / "audited"
    report.mkdir()
    publications.write(protected.publications, report)
    counted = dict.fromkeys(("completing others", "completing what was published before"), 0)
    said = {"report": {"known_at": str(days.known_at)}, "policy": {"min_people": 5}, "withheld": counted}
    (report / "provenance.json").write_text(json.dumps(said))
    start = time.process_time()
    found = sk.audit(report, store)
    seconds = time.process_time() - start
    told = len(found) - int(found["ok"].sum())
    note = f"{protecting:.1f} s and {seconds:.1f} s; {len(protected.publications):,} numbers, {told} told"
    return Claim("protection and audit of the sample report", protecting + seconds, "at most", 10, "s", note)


def a_report_stays_worth_reading(folder):
    """How far the sample report's shown numbers are from the truth, and how many are withheld."""
    asked, store, days = _sample(folder)
    with sk.connect(store) as con:
        frames = {view: sk.protect(frame) for view, frame in asked.items()}
        shown = protect_together(con, frames, days.known_at).frames
    errors, withheld = [], []
    for view, frame in shown.items():
        for column in publications.counts_in(frame):
            true, told = asked[view][column].astype(float), frame[column].astype(float)
            measured = true.notna() & (frame["status"] != "not measured" if "status" in frame else True)
            withheld += list(told.isna()[measured])
            errors += list((told - true).abs().dropna())
    note = f"{np.mean(withheld):.1%} of {len(withheld):,} numbers withheld"
    return Claim(
        "mean absolute error of a number in the report", np.mean(errors), "at most", 2, "people", note
    )


def random_answers_tell_nothing_together(folder, number=200):
    """Random skill maps of the sample released one after another; the judge attacks all of them at once."""
    place = folder / "released"
    sk.load([SAMPLE], store=place / "store")
    start = time.perf_counter()
    with sk.connect(place / "store") as con:
        release_all(con, random_questions(con, number))
        seconds = time.perf_counter() - start
        numbers = [one for _, one in ledger.read(place / "store")[0]]
        hidden, found = judged(con, numbers, place)
    if hidden < number:
        raise RuntimeError(f"the judge had only {hidden} small numbers and differences to attack")
    note = (
        f"{len(numbers):,} numbers, {hidden:,} small ones or differences; {seconds / number:.1f} s a release"
    )
    words = f"{number} random skill maps together, judged: numbers told too closely"
    return Claim(words, len(found), "at most", 0, "numbers", "; ".join([note, *found[:3]]))


def _sample(folder):
    """The exact answers of the sample report, its store and its days; the store is loaded once."""
    store = folder / "protected" / "store"
    if not store.exists():
        sk.load([SAMPLE], store=store)
    with sk.connect(store) as con:
        days = report_days(con, "2026-Q3")
        return ask_all(con, days), store, days


CLAIMS = (
    a_report_is_protected_and_audited_soon,
    a_report_stays_worth_reading,
    random_answers_tell_nothing_together,
    a_person_is_erased_soon,
    a_report_asks_for_nothing,
    no_cell_runs,
    the_smallest_company_is_shown,
)
