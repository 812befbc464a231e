"""What stands between a question and a page: the gate, the release, the last look, the place."""

import json
import os
import re
import subprocess
import sys
import time

import altair as alt
import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import skillslib as sk
from skillslib import disclosure, markup
from skillslib.charts import theme
from skillslib.publish import (
    climbing,
    lint,
    page,
    parameters,
    place,
    release,
    renderer,
    runner,
    views,
    writing,
)
from skillslib.publish.runner import Run
from skillslib.store import StoreError, keep_shut

CELL = """\
store: str = ""  # store folder
quarter: str = "2026-Q3"  # the quarter
release: str = ""  # the release's folder
level: int = 1  # proficiency
share: float = 0.5  # a share
stills: bool = True  # a still behind each chart"""


def notebook(*sources, cell=CELL):
    tagged = new_code_cell(cell, metadata={"tags": ["parameters"]})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [new_markdown_cell("# A question?"), tagged, *map(new_code_cell, sources)]
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


# --- the gate -----------------------------------------------------------------------------------


def test_the_gate_reads_the_notebooks_own_cell():
    found = parameters.declared(notebook())
    assert list(found) == ["store", "quarter", "release", "level", "share", "stills"]
    assert found["level"] == parameters.Parameter("level", "int", 1, "proficiency")
    given = {"quarter": "2026-Q2", "level": 3, "share": 1, "stills": False}
    assert parameters.checked(notebook(), given) == given


@pytest.mark.parametrize(
    "name",
    [
        "typo",
        "class",
        "import os",
        "x = 1\nimport os",
        "quarter ",
        "__builtins__",
        "quarter;x",
        "quarter=1;y",
        "",
        "1st",
        "os.system('touch MARK')",
        7,
        None,
    ],
)
def test_the_gate_refuses_names_the_notebook_does_not_have(name):
    with pytest.raises(parameters.ParameterError, match="quarter"):
        parameters.checked(notebook(), {name: "x"})


@pytest.mark.parametrize(
    "given",
    [
        {"quarter": 3},
        {"quarter": None},
        {"quarter": ["2026-Q3"]},
        {"level": "3"},
        {"level": 3.0},
        {"level": True},
        {"share": "0.5"},
        {"share": False},
        {"stills": 1},
        {"stills": "yes"},
        {"quarter": "../x"},
        {"store": "a/../../b"},
        {"store": "a\\..\\b"},
        {"store": "/etc"},
        {"store": "~/x"},
        {"store": "C:\\x"},
        {"store": "http://example.org/x"},
        {"store": "file:///x"},
        {"quarter": "{x.__class__}"},
        {"quarter": "a\nimport os"},
        {"quarter": "a\u2028b"},
        {"quarter": "x" * 201},
    ],
)
def test_the_gate_refuses_values_of_another_type_and_ways_out(given):
    with pytest.raises(parameters.ParameterError, match=next(iter(given))):
        parameters.checked(notebook(), given)


@pytest.mark.parametrize(
    "cell",
    [
        "quarter = '2026-Q3'",
        "import os",
        "quarter: list = []  # x",
        "quarter: str = 3  # x",
        "quarter: str = open('MARK', 'w').name  # x",
        "quarter: str = (",
        "os.x: str = ''  # x",
    ],
)
def test_the_gate_refuses_a_cell_that_is_more_than_declarations(cell):
    with pytest.raises(parameters.ParameterError, match="parameters"):
        parameters.declared(notebook(cell=cell))


def test_the_gate_wants_one_tagged_cell():
    with pytest.raises(parameters.ParameterError, match="2 cells"):
        parameters.declared(new_notebook(cells=notebook().cells + notebook().cells))


def test_nothing_runs_when_the_gate_refuses(tmp_path, monkeypatch):
    """Every notebook passes the gate before the first kernel starts."""
    for name in ("1-good", "2-bad"):
        cell = CELL if name == "1-good" else CELL.replace("level", "other")
        nbformat.write(notebook("open('MARK', 'w')", cell=cell), tmp_path / f"{name}.ipynb")
    started = []
    monkeypatch.setattr(runner, "_run", lambda *one: started.append(one))
    with pytest.raises(parameters.ParameterError, match="2-bad"):
        list(runner.run_notebooks(sorted(tmp_path.glob("*.ipynb")), {"level": 2}, {}))
    assert not started and not (tmp_path / "MARK").exists()


def test_a_copy_for_readers_says_this_reports_quarter():
    told = writing.with_defaults(notebook(), {"quarter": "2025-Q4"}).cells[1].source
    assert 'quarter: str = "2025-Q4"  # the quarter\n' in told
    assert 'release: str = ""  # the release\'s folder' in told


# --- running ------------------------------------------------------------------------------------


def run_here(tmp_path, *sources):
    folder = tmp_path / "notebooks"
    folder.mkdir()
    nbformat.write(notebook(*sources), folder / "1-only.ipynb")
    return list(runner.run_notebooks([folder / "1-only.ipynb"], {"quarter": "2026-Q2"}, {"store": tmp_path}))


def test_a_notebook_runs_with_its_parameters(tmp_path):
    (run,) = run_here(tmp_path, "print(quarter, level, bool(store))")
    assert run.notebook.cells[-1].outputs[0]["text"] == "2026-Q2 1 True\n"
    assert run.kernel > 0 and run.cells > 0


def test_a_failing_notebook_is_named_with_cell_and_parameters_but_no_data(tmp_path):
    failing = "people = {'jane.doe@example.org'}\nraise KeyError('jane.doe@example.org')"
    with pytest.raises(runner.NotebookError) as error:
        run_here(tmp_path, "1 + 1", failing)
    said = str(error.value)
    for word in ("1-only", "cell 4", "A question?", "KeyError", "quarter='2026-Q2'", "No report was written"):
        assert word in said
    assert "raise KeyError" not in said and str(tmp_path) not in said
    assert said.count("jane.doe") == 1  # its code is ours and names nobody; what it raised stays unsaid


def test_what_an_earlier_run_left_in_a_notebooks_file_is_not_read(tmp_path):
    left = notebook("print(people)")
    left.cells[0]["attachments"] = {"seen.png": {"image/png": "AAAA"}}
    left.cells[-1].outputs = [new_output("stream", text="['Jane Doe']")]
    left.cells[-1].metadata["execution"] = left.metadata["widgets"] = {"seen": "Jane Doe"}
    nbformat.write(left, tmp_path / "1-left.ipynb")
    read = runner.read_notebook(tmp_path / "1-left.ipynb")
    assert not re.search("Jane Doe|AAAA", json.dumps(read))
    assert [cell.source for cell in read.cells] == [cell.source for cell in left.cells]
    assert parameters.declared(read) == parameters.declared(left) and "kernelspec" in read.metadata


# --- the release --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def released(sample_store, tmp_path_factory):
    with sk.connect(sample_store) as con:
        days = views.report_days(con, "2026-Q3")
        return release.make_release(con, days, tmp_path_factory.mktemp("r") / "release")


def test_a_notebook_gets_the_released_answer_and_no_other(released, sample):
    disclosure.use_release(released.folder)
    try:
        answered = sk.skill_map(sample, "2026-09-30", "2026-10-05", by="business_unit")
        given = sk.protect(answered)
        assert disclosure.require_protected(given) == disclosure.fingerprint(released.frames["map"])
        with pytest.raises(disclosure.DisclosureError, match="skill_map"):
            sk.skill_map(sample, "2026-09-30", "2026-10-05", by="job_role")
    finally:
        disclosure.use_release(None)


def test_a_reports_notebook_gets_answers_and_no_store(released, sample_store):
    """The company's settings and the steps of the report are in the release; no fact is anywhere."""
    now = "2026-09-30", "2026-10-05"
    try:
        con = sk.start("", str(released.folder))
        units = sk.protect(sk.climb(sk.skill_map, con, *now, by="business_unit"))
        assert disclosure.require_protected(units) == disclosure.fingerprint(released.frames["map"])
        assert climbing.division_of(con, *now) == "business_unit@2"
        assert views.days_of(con, "2026-Q3", now[1])[0].isoformat() == now[0]
        for asked in (
            lambda: con.execute("from workforce('2026-09-30', '2026-10-05')"),
            lambda: con.sql("select 1"),
            lambda: con.execute(f"attach '{sample_store}/versions/x.duckdb' as facts"),
            lambda: views.days_of(con, "2026-Q3"),
            lambda: sk.connect(sample_store),
        ):
            with pytest.raises(StoreError, match="has no store: it gets the report's protected answers"):
                asked()
    finally:
        disclosure.use_release(None)
        keep_shut(False)


def test_the_days_of_a_quarter(sample):
    days = views.report_days(sample, "2026-Q3")
    assert (str(days.as_of), str(days.known_at), days.partial) == ("2026-09-30", "2026-10-05", False)
    assert (str(days.before), str(days.before_as_known)) == ("2026-06-30", "2026-07-05")
    early = views.report_days(sample, "2026-Q3", "2026-08-15")
    assert (str(early.as_of), early.partial) == ("2026-08-15", True)
    for wrong in ("2026-Q5", "Q3", "2026Q3", "2026-Q3\n", 20263, None, "../2026-Q3"):
        with pytest.raises(views.QuarterError, match="2026-Q3"):
            views.report_days(sample, wrong)
    with pytest.raises(views.QuarterError, match="2026-Q4"):
        views.report_days(sample, "2031-Q1")


# --- the last look at a chart -------------------------------------------------------------------


def drawn(frame, proof, *columns, **more):
    data = pd.DataFrame(frame)[list(columns)]
    fields = [alt.Tooltip(c, type="nominal") for c in columns if c not in more.get("unused", ())]
    return (
        alt.Chart(data, usermeta={"skills": {"frame": proof}}, description="A chart.")
        .mark_point()
        .encode(tooltip=fields)
    )


def proof_of(released, view):
    return [released.frames[view].attrs["protected"]["sha256"]]


def test_a_chart_of_a_released_answer_passes(released):
    frame = released.frames["map"]
    chart = drawn(frame, proof_of(released, "map"), "skill", "holders", "share")
    assert lint.check_chart(chart.to_dict(), released) == ["map"]


@pytest.mark.parametrize("proof", [None, [], ["0" * 64], "x"])
def test_a_chart_of_anything_else_is_refused(released, proof):
    chart = drawn(released.frames["map"], proof, "skill", "holders")
    with pytest.raises(lint.LintError, match="protected"):
        lint.check_chart(chart.to_dict(), released)


@pytest.mark.parametrize(
    "column, value, said",
    [
        ("person_id", "E-000001", "persons"),
        ("email", "a@b.example", "e-mail address"),
        ("holders", 3, "below the minimum"),
        ("people", 4, "below the minimum"),
        ("holders", 123456, "does not hold"),
        ("share", 0.123456, "does not hold"),
    ],
)
def test_a_chart_that_carries_more_is_refused(released, column, value, said):
    frame = released.frames["map"].drop_duplicates("skill")
    frame[column] = value
    chart = drawn(frame, proof_of(released, "map"), "skill", column)
    with pytest.raises(lint.LintError, match=said):
        lint.check_chart(chart.to_dict(), released)


def test_a_column_that_nothing_draws_is_refused(released):
    chart = drawn(released.frames["map"], proof_of(released, "map"), "skill", "holders", unused=["holders"])
    with pytest.raises(lint.LintError, match="does not draw"):
        lint.check_chart(chart.to_dict(), released)


# --- the last look at a page --------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        '<script src="x.js"></script>',
        "<script>alert(1)</script>",
        '<img src="https://a.example/x.png">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" java\tscript:alert(1)">x</a>',
        '<a href="//a.example">x</a>',
        '<p onclick="x()">x</p>',
        '<iframe src="gap.html"></iframe>',
        '<link rel="stylesheet" href="x.css">',
        '<base href="/">',
        "<style>@import 'x.css'</style>",
        '<p style="background:url(https://a.example/x)">x</p>',
        '<a href="/etc/passwd">x</a>',
        "<style>p{background:url(x.png)}</style>",
        '<form action="x"></form>',
        "<svg onload=x()></svg>",
        '<meta http-equiv="Refresh" content="0; url=https://a.example">',
        '<meta name="referrer" content="unsafe-url">',
        "<style>@IMPORT 'x.css'</style>",
        "<style>p{background:URL(https://a.example/x)}</style>",
        "<style>p{background:image-set('x.png' 1x)}</style>",
        r"<style>p{background:\75 rl(x.png)}</style>",
        '<a href="#x" ping="https://a.example">x</a>',
        "<script>alert(1)",
        "<style>p{color:red}",
        '<script type="text/javascript" type="application/json">alert(1)</script>',
        '<svg><a><set attributeName="href" to="javascript:alert(1)"/></a></svg>',
        '<svg><animate attributeName="href" values="javascript:alert(1)"/></svg>',
        '<p srcdoc="<script>alert(1)</script>">x</p>',
    ],
)
def test_a_page_that_loads_or_runs_something_is_refused(html):
    with pytest.raises(markup.MarkupError):
        markup.check_page(html, [markup.script_hash("ours()")])


def test_a_page_with_its_own_scripts_and_links_passes():
    html = (
        '<script>ours()</script><a href="gap.html#x">x</a><a href="#y">y</a>'
        '<img src="data:image/svg+xml;base64,AA">'
        '<script type="application/json">{"a":"https://a.example"}</script><p>https://a.example</p>'
        "<style>p{background:url(data:image/png;base64,AA) url('#x')}</style>"
    )
    markup.check_page(html, [markup.script_hash("ours()")])


# --- notebook -> parts --------------------------------------------------------------------------


def parts(released, *outputs, markdown="# A question?"):
    cells = [new_markdown_cell(markdown), new_code_cell("x", outputs=list(outputs))]
    return page.parts_of(Run("1-only", new_notebook(cells=cells), 0, 0, 0), released)


def display(**data):
    return new_output("display_data", {name.replace("_", "/", 1): text for name, text in data.items()})


def ours(released):
    frame = released.frames["map"]
    chart = drawn(frame, proof_of(released, "map"), "skill", "holders").properties(
        title=theme.title("A finding")
    )
    return renderer.chart_html(chart, still=False)


def test_how_to_read_a_chart_is_said_only_of_one_that_draws_something(released):
    frame = released.frames["map"]
    alone = renderer.chart_html(theme.title_alone(**theme.told("Nothing", "Share.", "None.", frame)), False)
    explained = "**How to read it.** Along a row."
    for html, kinds in ((ours(released), ["text", "chart", "text"]), (alone, ["text", "chart"])):
        cells = [new_markdown_cell("# A question?"), new_code_cell("x", outputs=[display(text_html=html)])]
        cells.append(new_markdown_cell(explained))
        found = page.parts_of(Run("1-only", new_notebook(cells=cells), 0, 0, 0), released)
        assert [part["kind"] for part in found] == kinds


def test_code_never_shows_and_text_is_escaped(released):
    hostile = "# A\n<script>x()</script> <img src=x onerror=y()> [a](javascript:z())"
    (text,) = parts(released, markdown=hostile)
    assert "<script" not in text["html"] and "<img" not in text["html"]
    assert 'href="javascript' not in text["html"]


def test_what_a_cell_prints_is_a_finding_and_its_warnings_are_not(released):
    said = new_output("stream", name="stdout", text="<b>Five</b> skills.\n")
    warned = new_output("stream", name="stderr", text="a path of this machine")
    assert parts(released, said, warned)[1:] == [{"kind": "finding", "text": "<b>Five</b> skills."}]


@pytest.mark.parametrize(
    "text, said",
    [
        ("Of them 3 people are in Osaka.", "'3 people': below the minimum"),
        ("Ask jane.doe@example.com.", "carries an e-mail address"),
    ],
)
def test_text_that_names_somebody_or_few_people_is_refused_wherever_it_stands(released, text, said):
    for outputs, markdown in (
        ([new_output("stream", name="stdout", text=text)], "# A question?"),
        ([display(text_markdown=text)], "# A question?"),
        ([], f"# A question?\n{text}"),
    ):
        with pytest.raises(lint.LintError, match=said):
            parts(released, *outputs, markdown=markdown)
    labels = released.frames["map"].assign(skill=text)
    labelled = release.Release(released.folder, {"map": labels})
    assert parts(labelled, markdown=f"# A question?\n{text}")


def test_our_chart_becomes_a_figure_with_its_table(released):
    (_, part) = parts(released, display(text_html=ours(released)))
    chart = part["chart"]
    assert chart.views == ["map"] and chart.title == "A finding"
    heads = [head["text"] for head in chart.tables[0]["heads"]]
    assert heads == ["business unit", "family", "skill", "holders", "status"]
    assert len(chart.tables[0]["rows"]) == min(len(released.frames["map"]), page.MOST_ROWS)


def test_a_picture_is_drawn_from_what_was_checked_and_none_is_taken_over(released):
    (_, part) = parts(released, display(text_html=ours(released)))
    spec = json.loads(re.search(r'class="sk-spec">([^<]*)<', part["chart"].html)[1])
    assert renderer.still_uri(spec) in part["chart"].html
    brought = ours(released).replace("<script", '<div class="sk-still"><img src="data:,x"></div><script', 1)
    with pytest.raises(page.PageError, match="not one of our charts"):
        parts(released, display(text_html=brought))


def test_other_html_is_refused_tables_and_changed_charts_included(released):
    good = ours(released)
    bad = [
        "<table><tr><td>3</td></tr></table>",
        good + "<script>x()</script>",
        good.replace(renderer.DRAW, "x()"),
        good.replace('role="group"', 'role="group" onclick="x()"'),
        good.replace('<div class="sk-chart"', '<img src="x"><div class="sk-chart"'),
    ]
    for html in bad:
        with pytest.raises(page.PageError, match="A question"):
            parts(released, display(text_html=html))
    with pytest.raises(page.PageError, match="image/png"):
        parts(released, display(image_png="AAAA"))


def test_what_is_not_shown_says_why_in_the_table(released):
    frame = released.frames["map"]
    hidden = frame[frame["status"] == "withheld"]
    assert len(hidden)
    shown = page.table_of(frame, "map", {"skill", "holders"})["rows"]
    withheld = [row for row, status in zip(shown, frame["status"], strict=False) if status == "withheld"]
    assert {row[3]["text"] for row in withheld} == {"withheld"}


# --- the place ----------------------------------------------------------------------------------


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def write(target, text):
    with place.build_in_place(target) as folder:
        (folder / "index.html").write_text(text)


def test_a_report_replaces_the_one_before(tmp_path):
    target = tmp_path / "reports" / "2026-Q3"
    write(target, "one")
    (target / "left over.html").write_text("old")
    write(target, "two")
    assert (target / "index.html").read_text() == "two"
    assert names(target) == ["index.html"] and names(target.parent) == ["2026-Q3"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_or_ctrl_c_leaves_things_as_they_were(tmp_path, error):
    target = tmp_path / "reports" / "2026-Q3"
    with pytest.raises(error), place.build_in_place(target) as folder:
        (folder / "index.html").write_text("half")
        raise error
    assert not target.parent.exists()
    write(target, "one")
    with pytest.raises(error), place.build_in_place(target) as folder:
        (folder / "index.html").write_text("half")
        raise error
    assert (target / "index.html").read_text() == "one" and names(target.parent) == ["2026-Q3"]


KILLED = """
import os, sys
from pathlib import Path
from skillslib.publish import place
moment = sys.argv[2]
if moment == "between":
    rename = os.rename
    def once(a, b):
        rename(a, b)
        os._exit(9)
    place.os.rename = once
with place.build_in_place(Path(sys.argv[1])) as folder:
    (folder / "index.html").write_text("half")
    if moment == "building":
        os._exit(9)
"""


@pytest.mark.parametrize("moment", ["building", "between"])
def test_what_a_killed_run_left_is_mended_at_the_next_start(tmp_path, moment, root):
    target = tmp_path / "2026-Q3"
    write(target, "one")
    done = subprocess.run([sys.executable, "-c", KILLED, str(target), moment], cwd=root)
    assert done.returncode == 9
    place.recover(target)
    assert (target / "index.html").read_text() == "one" and names(tmp_path) == ["2026-Q3"]
    write(target, "two")
    assert (target / "index.html").read_text() == "two" and names(tmp_path) == ["2026-Q3"]


@pytest.mark.skipif(os.name == "nt", reason="holds a file the POSIX way")
def test_a_run_under_way_is_left_alone(tmp_path, root):
    target = tmp_path / "2026-Q3"
    slow = (
        "import sys, time\nfrom pathlib import Path\nfrom skillslib.publish import place\n"
        "with place.build_in_place(Path(sys.argv[1])):\n    print('in', flush=True)\n    time.sleep(60)\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", slow, str(target)], cwd=root, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout.readline().strip() == "in"
        write(target, "mine")
        assert len([name for name in names(tmp_path) if "building" in name]) == 1
    finally:
        other.kill()
        other.wait()
    time.sleep(0.1)
    place.recover(target)
    assert names(tmp_path) == ["2026-Q3"]


def test_the_release_index_names_every_question(released):
    index = json.loads((released.folder / "release.json").read_text())["views"]
    assert set(index) == {
        disclosure.question_key(frame.attrs["question"]) for frame in released.frames.values()
    }
