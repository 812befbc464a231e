"""Words that would run in a page, a picture, a notebook or a spreadsheet, wherever files may hold them.

One made-up company holds every payload in every place, each with a mark of its own; one report and the pages
beside it are opened in a browser, which keeps the marks that ran.
"""

import base64
import csv
import json
import re
import shutil
from itertools import product

import ipywidgets
import nbformat
import pandas as pd
import pytest
from agreed import agree
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import skillslib as sk
from skillslib.checking import page as check_page
from skillslib.publish import renderer, session
from skillslib.publish.views import QuarterError
from skillslib.sample import GOVERNANCE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# RUN stands for a call that leaves the payload's mark.
PAYLOADS = (
    "</script><script>RUN</script>",
    "<!--<script>RUN</script>",
    '<svg onload="RUN">',
    '<img src=x onerror="RUN">',
    "[link](javascript:RUN)",
    "javascript:RUN//",
    '" autofocus onfocus="RUN" x="',
    "'><script>RUN</script>",
    "{{ RUN }}${RUN}<% RUN %>",
    "\u2028RUN\u2029",
    "</title></style></textarea><script>RUN</script>",
    '<iframe srcdoc="<script>parent.RUN</script>"></iframe>',
)
PLACES = ("badge", "description", "issuer", "unit", "skill", "criteria", "file", "column", "parameter")
PAGES = ("index", "gap", "trend", "map", "recognition", "method")
LIVE = "[...document.querySelectorAll('.sk-chart')].every(c => c.dataset.state === 'live')"
PEOPLE = 20  # of each unit


def payload(number, place):
    """A payload whose run leaves "place-number" behind."""
    return PAYLOADS[number].replace("RUN", f"(window.ran=window.ran||[]).push(`{place}-{number}`)")


def word(number, place):
    return f"{place}{number} {payload(number, place)}"


def table(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header.split(","), *rows])


def write_company(folder, root):
    """Twelve units of twenty people, twelve skills that half of each unit hold, a target for each."""
    folder.mkdir()
    numbers = range(len(PAYLOADS))
    shutil.copy(root / "data" / "sample" / "taxonomy.toml", folder)
    agree(folder, text=GOVERNANCE)
    table(
        folder / "taxonomy.csv",
        "skill_id,label,alternative_labels,broader,kind,description",
        [
            ("F-1", word(0, "family"), "", "", "family", ""),
            *((f"S-{n}", word(n, "skill"), "", "F-1", "skill", word(n, "meaning")) for n in numbers),
        ],
    )
    table(
        folder / "business_units.csv",
        "business_unit_id,starts_on,name,parent_id,last_changed_on",
        [("BU-0", "2020-01-01", "All", "", "2020-01-01")]
        + [(f"BU-{n + 1}", "2020-01-01", word(n, "unit"), "BU-0", "2020-01-01") for n in numbers],
    )
    table(
        folder / "locations.csv",
        "location_id,name,city,country,country_code,latitude,longitude,last_changed_on",
        [
            (f"L-{n}", word(n, "site"), word(n, "city"), "Poland", "PL", 52.4, 16.9, "2020-01-01")
            for n in numbers
        ],
    )
    cells = [word(n, "cell") for n in numbers]
    people = [
        (
            *(f"E-{n:02}{p:02}", f"e{n:02}{p:02}@example.com", "2020-01-01", "", "2020-01-01", ""),
            *(f"BU-{n + 1}", f"L-{n}", word(n, "role"), 1, "employee", "2020-01-01", *cells),
        )
        for n, p in product(numbers, range(PEOPLE))
    ]
    header = "employee_id,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,"
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        ours = (header + "worker_type,last_changed_on").split(",")
        csv.writer(file).writerows([[*ours, *(word(n, "column") for n in numbers)], *people])
        csv.writer(file).writerow(["E-bad", word(1, "refused"), "1 Jan", *[""] * 21])
    table(
        folder / "targets.csv",
        "business_unit_id,skill_id,level,needed,starts_on,approved,last_changed_on",
        [
            (f"BU-{n + 1}", f"S-{m}", 1, 18, "2026-01-01", "yes", "2026-01-02")
            for n, m in product(numbers, numbers)
        ],
    )
    for n in numbers:
        write_awards(folder, n)


def write_awards(folder, n):
    """The awards of a skill: most in a table whose name is a payload, one as a document with more words."""
    name = payload(n, "file").replace("/", "\u2215")  # no file's name holds a slash
    told = (
        "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Country,Status,"
        "Issue Date,Record Created,Skills"
    )
    rows = [
        (
            *(word(n, "badge"), f"B-{n}", word(n, "issuer"), f"A-{n}-{unit}-{p}", f"E-{unit:02}{p:02}"),
            *("PL", "accepted", "2026-02-01", "2026-02-01", word(n, "skill")),
        )
        for unit, p in product(range(len(PAYLOADS)), range(PEOPLE // 2))
    ]
    table(folder / f"awards {n} {name}.csv", told, rows)
    document = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"https://badges.example.com/{n}",
        "recipient": {"type": "email", "hashed": False, "identity": f"e{n:02}19@example.com"},
        "badge": {
            "type": "BadgeClass",
            "id": f"https://badges.example.com/of/{n}",
            "name": word(n, "badge"),
            "description": word(n, "description"),
            "criteria": {"id": payload(n, "criteria"), "narrative": word(n, "narrative")},
            "image": f"javascript:{payload(n, 'image')}",
            "issuer": {"type": "Issuer", "id": "https://badges.example.com/i", "name": word(n, "issuer")},
            "alignment": [{"targetName": word(n, "skill"), "targetUrl": payload(n, "target")}],
        },
        "issuedOn": "2026-03-01T00:00:00Z",
        "verification": {"type": "hosted"},
    }
    (folder / f"document {n}.json").write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory, root):
    """The company's store, its report, and the pages beside it: page, refusals, protection, one person's."""
    folder = tmp_path_factory.mktemp("words")
    write_company(folder / "exports", root)
    store = folder / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root))
        summary = sk.load(
            [folder / "exports"], store=store, exported_on="2026-10-05", accept_quarantine_rate=1
        )
        report = sk.render_report("2026-Q3", store=store, output=folder / "reports").path.parent
    with sk.connect(store) as con:
        check_page.write(con, "2026-10-05", folder / "check.html")
    sk.protection_page(folder / "protection.html", store)
    sk.person_report("E-0019", folder / "person.html", "a test", store)
    return folder, store, report, summary.refusals


@pytest.fixture
def tab(chromium):
    """A page without a network that keeps every request and every dialog."""
    context = chromium.new_context(offline=True)
    tab = context.new_page()
    tab.asked, tab.wrong = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("pageerror", lambda error: tab.wrong.append(str(error)))
    yield tab
    context.close()


def open_quietly(tab, path, live=LIVE):
    """Open a page of ours: nothing ran, nothing is left in it that could, nothing was asked for."""
    assert open_page(tab, path, live) is None
    assert tab.locator("a[href^='javascript' i], iframe, [onload], [onerror], [onfocus]").count() == 0
    assert [url for url in tab.asked if not url.startswith(("file:", "data:"))] == []
    return tab.evaluate("document.documentElement.textContent")


def open_page(tab, path, live=LIVE):
    """What ran in a page once it is drawn, and what the keyboard reaches was reached."""
    tab.goto(path.as_uri())
    tab.wait_for_function(live, timeout=60_000)
    for _ in range(5):
        tab.keyboard.press("Tab")
    return tab.evaluate("window.ran || null")


def shown(text, place):
    """The payloads whose words stand in a text for everybody to read."""
    return {n for n in range(len(PAYLOADS)) if re.search(rf"\b{place}{n} ", text)}


# ------------------------------------------------------------------ what runs
@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_in_a_report(made, tab, name):
    _, _, report, _ = made
    open_quietly(tab, report / f"{name}.html")
    assert tab.wrong == []
    text = tab.evaluate("document.body.textContent")
    for place in {"gap": ("unit", "skill"), "map": ("unit", "skill")}.get(name, ()):
        assert shown(text, place) == set(range(len(PAYLOADS)))


@pytest.mark.parametrize("name", ["check", "protection", "person", "refusals"])
def test_nothing_runs_in_the_pages_beside_it(made, tab, name):
    folder, _, _, refusals = made
    said = open_quietly(tab, refusals if name == "refusals" else folder / f"{name}.html")
    assert tab.wrong == [] and len(said) > 200


def test_nothing_runs_in_a_picture(made, tab, tmp_path):
    """Each still, opened as a file of its own, where nothing stands between it and its scripts."""
    _, _, report, _ = made
    stills = [
        still
        for name in PAGES
        for still in re.findall(
            r'src="data:image/svg\+xml;base64,([^"]+)"', (report / f"{name}.html").read_text()
        )
    ]
    assert len(stills) == 12
    for number, still in enumerate(stills):
        path = tmp_path / f"{number}.svg"
        path.write_bytes(base64.b64decode(still))
        open_quietly(tab, path, live="document.documentElement.localName === 'svg'")
    assert tab.wrong == []


@pytest.mark.parametrize("name", ["1-skill-map", "3-skill-gaps"])
def test_nothing_runs_in_the_reports_notebook_or_in_an_analysts(made, tab, tmp_path, name):
    """The notebook beside the report, and one that was run, both turned into pages by nbconvert."""
    from nbconvert import HTMLExporter

    _, store, report, _ = made
    with sk.connect(store) as con:
        frame = sk.skill_map(con, "2026-09-30", "2026-10-05", by="business_unit")
    html_of = [renderer.head_html(), renderer.chart_html(sk.skill_map_chart(frame)), session.stamped(frame)]
    outputs = [new_output("display_data", {"text/html": one}) for one in html_of]
    run = new_notebook(cells=[new_markdown_cell("# Mine"), new_code_cell("frame", outputs=outputs)])
    kept = nbformat.read(report / "notebooks" / f"{name}.ipynb", as_version=4)
    for number, notebook in enumerate((run, kept)):
        path = tmp_path / f"{number}.html"
        path.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
        ran = open_page(tab, path)
        assert ran is None
    assert shown(html_of[2], "skill") and shown(html_of[2], "unit")


def test_nothing_runs_in_what_widgets_show(made, tab, tmp_path):
    """All markup of explore() and review(), in a page without any policy."""
    _, store, _, _ = made
    with sk.connect(store) as con:
        boxes = [
            sk.explore(con, question=question, by="business_unit", exact=True)
            for question in ("skill_map", "skill_gaps")
        ]
        boxes.append(sk.review(con, tmp_path, undecided=False))
    markup = "\n".join(one.value for box in boxes for one in inside(box) if isinstance(one, ipywidgets.HTML))
    assert "&lt;svg onload" in markup
    (tmp_path / "widgets.html").write_text(f"<!doctype html><meta charset=utf-8>{markup}", encoding="utf-8")
    open_quietly(tab, tmp_path / "widgets.html")


def inside(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def test_no_cell_of_a_csv_runs_in_a_page_or_a_spreadsheet(made):
    _, _, report, _ = made
    found = set()
    for path in (report / "data").iterdir():
        for cell in pd.read_csv(path, dtype=str, keep_default_na=False).to_numpy().ravel():
            assert cell[:1] not in tuple("=+@\t\r\0＝＋－＠") and not set(cell) & set("\t\r\n\0")
            assert not cell.startswith("-") or re.fullmatch(r"-[\d.e-]+", cell)
            found |= {place for place in ("unit", "skill") if re.match(rf"{place}\d+ ", cell)}
    assert found == {"unit", "skill"}


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_no_payload_is_a_parameter(made, tmp_path, number):
    _, store, _, _ = made
    words = payload(number, "parameter")
    for given, error in (
        ({"quarter": words}, QuarterError),
        ({"quarter": "2026-Q3", "known_at": words}, ValueError),
    ):
        with pytest.raises(error):
            sk.render_report(**given, store=store, output=tmp_path / "reports")
    assert not list(tmp_path.iterdir())
