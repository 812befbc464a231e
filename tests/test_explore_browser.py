"""Charts, explore() and review() in a real JupyterLab, in a real browser that reaches this machine only."""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from test_review import DAY, exports

import skillslib as sk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOKEN = "made-up-token-for-this-test"
PATIENCE = 120_000
THREE_CHARTS = """\
import altair as alt, pandas as pd
frame = pd.DataFrame({"a": ["x", "y"], "b": [1, 2]})
alt.Chart(frame, description="One").mark_bar().encode(x="a:N", y="b:Q")"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory, sample_store):
    """A JupyterLab server on loopback, as `make lab` starts it: its address and its folder."""
    folder = tmp_path_factory.mktemp("lab")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            f"--port={port}",
            "--ServerApp.ip=127.0.0.1",
            f"--IdentityProvider.token={TOKEN}",
            f"--ServerApp.root_dir={folder}",
            "--LabApp.news_url=None",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=2)
            break
        except OSError:
            time.sleep(0.5)
    yield address, folder
    server.terminate()
    try:
        server.wait(60)  # its kernels end first, which takes a busy machine a while
    except subprocess.TimeoutExpired:
        server.kill()


@pytest.fixture
def tab(chromium):
    context = chromium.new_context(viewport={"width": 1400, "height": 1200})
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE)
    tab.asked = []
    tab.on("request", lambda request: tab.asked.append(request.url))
    yield tab
    context.close()


def write(folder, name, *cells):
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(book, folder / name)


def open_and_run(tab, lab, name):
    """Open a notebook and run all of it, as a person does: once more where JupyterLab lost the first click.

    A click that comes before the kernel's socket is open is dropped without a word.
    """
    address, _ = lab
    tab.goto(f"{address}/lab/tree/{name}?token={TOKEN}&reset")
    tab.wait_for_selector(".jp-NotebookPanel .jp-CodeCell")
    tab.locator("#jp-main-statusbar", has_text="Python 3 (ipykernel) | Idle").wait_for()
    started = tab.locator(".jp-CodeCell .jp-InputPrompt", has_text=re.compile(r"\[(\*|1)\]"))
    for _ in range(5):
        tab.locator(".lm-MenuBar-item", has_text="Run").click()
        tab.locator(".lm-Menu-item[data-command='runmenu:run-all']").click()
        for _ in range(40):
            if started.count():
                return
            tab.wait_for_timeout(250)
    raise AssertionError(f"{name} was never run")


def only_this_machine(tab):
    return [url for url in tab.asked if not url.startswith(("http://127.0.0.1", "data:", "blob:"))]


def test_explore_answers_to_its_controls(lab, tab):
    write(
        lab[1],
        "explore.ipynb",
        "import skillslib as sk\ncon = sk.start()",
        "sk.explore(con, as_of='2026-09-30', known_at='2026-10-05')",
    )
    open_and_run(tab, lab, "explore.ipynb")
    chart = tab.locator(".sk-explore .sk-chart")
    chart.locator("svg").first.wait_for()
    code = tab.locator(".sk-explore .sk-code textarea")
    assert "business_unit@2" in code.input_value()
    before = chart.inner_text()
    tab.locator(".sk-explore select").nth(1).select_option("country")
    tab.wait_for_function(
        "before => document.querySelector('.sk-explore .sk-chart').innerText !== before", arg=before
    )
    assert "by='country'" in code.input_value()
    assert "Germany" in chart.inner_text()
    tab.locator(".sk-explore input[type=checkbox]").check()
    tab.wait_for_selector(".sk-unprotected")
    assert "protect" not in code.input_value()
    assert only_this_machine(tab) == []


def test_three_charts_draw_live_and_stay_as_pictures_when_reopened(lab, tab, tmp_path):
    write(lab[1], "three.ipynb", "import skillslib as sk\ncon = sk.start()", *[THREE_CHARTS] * 3)
    open_and_run(tab, lab, "three.ipynb")
    tab.wait_for_function("document.querySelectorAll('.sk-chart[data-state=live]').length === 3")
    tab.keyboard.press("Control+s")
    saved = lab[1] / "three.ipynb"
    for _ in range(60):
        if sum(len(c.get("outputs", [])) for c in json.loads(saved.read_text())["cells"]) == 4:
            break
        time.sleep(0.5)
    # A copy is not trusted: its scripts do not run, its pictures show.
    (lab[1] / "reopened.ipynb").write_text(saved.read_text().replace("One", "Uno"))
    tab.goto(f"{lab[0]}/lab/tree/reopened.ipynb?token={TOKEN}&reset")
    tab.wait_for_function("document.querySelectorAll('.sk-still img').length === 3")
    sizes = tab.evaluate("[...document.querySelectorAll('.sk-still img')].map(i => i.naturalWidth)")
    assert all(size > 20 for size in sizes)
    assert only_this_machine(tab) == []


def test_names_are_decided_by_keyboard_and_the_notebook_keeps_its_cells(lab, tab, tmp_path):
    """Keys that JupyterLab would take for its own commands decide; what is typed in a field does not."""
    sk.load(exports(tmp_path), tmp_path / "store", exported_on="2026-10-01")
    write(
        lab[1],
        "review.ipynb",
        f"import skillslib as sk\ncon = sk.start({str(tmp_path / 'store')!r})",
        f"sk.review(con, decided_by='skills team', decided_on={DAY!r})",
    )
    open_and_run(tab, lab, "review.ipynb")
    name, progress = tab.locator(".sk-review h3"), tab.locator(".sk-review strong")
    name.get_by_text("Zymurgy").click()
    tab.keyboard.press("n")
    name.get_by_text("Beer <b>tasting</b>").wait_for()
    tab.keyboard.press("u")
    name.get_by_text("Zymurgy").wait_for()
    tab.keyboard.press("/")
    tab.keyboard.type("manage tim")
    tab.keyboard.press("Enter")
    tab.locator(".sk-review button", has_text="manage time").click()
    name.get_by_text("Beer <b>tasting</b>").wait_for()
    tab.keyboard.press("o")
    progress.get_by_text("2 of 4 names decided, they carry 78 % of the awards.").wait_for()
    assert tab.locator(".jp-CodeCell").count() == 2
    assert (tmp_path / f"skill_names-{DAY}.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        f"Zymurgy,accepted,skills,1,s:t,manage time,,skills team,{DAY}",
        f"Beer <b>tasting</b>,own concept,,,,,,skills team,{DAY}",
    ]
    assert only_this_machine(tab) == []
