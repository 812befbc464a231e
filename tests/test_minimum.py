"""The smallest group that is shown: raised by whoever wants, lowered by nobody, however it is tried."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
import typer
from test_cli import in_a_process

import skillslib as sk
from skillslib.cli import app
from skillslib.disclosure import DisclosureError, check_min_people
from skillslib.disclosure.attack import intervals, told
from skillslib.disclosure.counts import Table, protect_counts, protect_tables
from skillslib.disclosure.numbers import Number
from skillslib.disclosure.together import withhold
from skillslib.governance.agreement import read_agreement
from skillslib.intake import MappingError
from skillslib.publish import release, runner
from skillslib.publish.jointly import protect_together
from skillslib.publish.parameters import ParameterError
from skillslib.publish.report import CHAPTERS
from skillslib.publish.views import report_days
from skillslib.sample import GOVERNANCE

DAYS = ("2026-09-30", "2026-10-05")
REFUSED = [0, 1, 4, -1, None, float("nan"), True, "5", 5.0]
WORDS = ["0", "1", "4", "-1", "None", "nan", "true", "5.5", "5.0", "4.0", "'5'", "", "five", "5 6"]
VARIABLES = ("MIN_PEOPLE", "SKILLS_MIN_PEOPLE", "SKILLSLIB_MIN_PEOPLE", "SKILLSLIB_REPORT_MIN_PEOPLE")

CELLS = pd.DataFrame({"unit": ["A", "A", "B", "B"], "site": ["x", "y"] * 2, "people": [40, 50, 30, 60]})
ATOMS = pd.DataFrame({"unit": ["A", "B"]})
NUMBERS = [Number("all", "people", {}, 20), Number("A", "people", {"unit": ["A"]})]
TABLE = Table("people", CELLS, ("unit", "site"))


def frame_of(con):
    return sk.skill_map(con, *DAYS, by="country")


# Everything in Python that takes a minimum, by its name: called with a connection, a folder and the minimum
TAKERS = {
    "check_min_people": lambda con, folder, least: check_min_people(least),
    "protect": lambda con, folder, least: sk.protect(frame_of(con), least),
    "protect_counts": lambda con, folder, least: protect_counts(CELLS, min_people=least),
    "protect_tables": lambda con, folder, least: protect_tables([TABLE], min_people=least),
    "withhold": lambda con, folder, least: withhold(NUMBERS, ATOMS, min_people=least),
    "intervals": lambda con, folder, least: intervals(NUMBERS, ATOMS, min_people=least),
    "told": lambda con, folder, least: told(NUMBERS, ATOMS, min_people=least),
    "protect_together": lambda con, folder, least: protect_together(con, {}, DAYS[1], min_people=least),
    "make_release": lambda con, folder, least: release.make_release(
        con, report_days(con, "2026-Q3"), folder / "release", least
    ),
    "release": lambda con, folder, least: sk.release(con, frame_of(con), least),
    "render_report": lambda con, folder, least: sk.render_report(
        "2026-Q3", output=folder / "reports", min_people=least
    ),
}


@pytest.mark.parametrize("least", REFUSED, ids=repr)
@pytest.mark.parametrize("taker", TAKERS)
def test_python_refuses_a_minimum_under_five(sample, sample_store, tmp_path, taker, least):
    before = sorted(sample_store.rglob("*"))
    with pytest.raises(DisclosureError, match=r"min_people is .*5 or more.*never lowered"):
        TAKERS[taker](sample, tmp_path, least)
    assert list(tmp_path.iterdir()) == [] and sorted(sample_store.rglob("*")) == before


@pytest.mark.parametrize("least", [5, 6, 10, np.int64(5), 10**9])
def test_whole_numbers_of_five_and_more_are_accepted(sample, least):
    assert check_min_people(least) == int(least)
    assert sk.protect(frame_of(sample), least).attrs["protected"]["min_people"] == int(least)
    shown = protect_counts(CELLS, min_people=least)
    assert shown["people"].isna().all() == (least > 200)


def test_a_minimum_above_everybody_withholds_everything(sample):
    for question in (
        frame_of,
        lambda con: sk.recognition(con, *DAYS),
        lambda con: sk.skill_trend(con, *DAYS),
    ):
        exact = question(sample)
        shown = sk.protect(exact, 10**9)
        measured = list(exact.attrs["question"]["measures"])
        assert exact[measured].notna().any(axis=None) and shown[measured].isna().all(axis=None)
        assert "withheld" in set(shown["status"]) and "ok" not in set(shown["status"])


# --- the command line ----------------------------------------------------------------------------------


def test_one_command_takes_a_minimum():
    """Whichever command comes to take one later has to be tried below."""
    commands = typer.main.get_command(app).commands
    takers = [name for name, one in commands.items() if "min_people" in {p.name for p in one.params}]
    assert takers == ["report"]


@pytest.mark.parametrize("word", WORDS)
def test_the_command_line_refuses_a_minimum_under_five(sample_store, tmp_path, word, capsys):
    words = ["report", "--quarter", "2026-Q3", "--store", str(sample_store), "--output", str(tmp_path / "r")]
    with pytest.raises(SystemExit) as end:
        app([*words, "--min-people", word], prog_name="skillslib")
    said = capsys.readouterr()
    assert end.value.code == 2 and said.out == "" and list(tmp_path.iterdir()) == []
    assert "min_people" in said.err or "--min-people" in said.err


@pytest.mark.slow
def test_the_command_line_raises_it(sample_store, tmp_path):
    """Through the whole of it: with a minimum above everybody a report tells no number of people."""
    words = ["report", "--quarter", "2026-Q3", "--store", sample_store, "--output", tmp_path / "r"]
    done = in_a_process(*words, "--min-people", 10**9)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "r" / "2026-Q3"
    told = json.loads((folder / "publications.json").read_text())
    assert told and all(one["value"] is None for one in told)
    assert json.loads((folder / "provenance.json").read_text())["policy"]["min_people"] == 10**9


# --- parameters of notebooks, the environment, what was agreed on --------------------------------------


@pytest.mark.parametrize("least", REFUSED, ids=repr)
def test_a_notebook_takes_no_minimum_as_a_parameter(root, sample_store, tmp_path, least, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folders = {"store": sample_store, "release": tmp_path}
    paths = [root / "notebooks" / f"{name}.ipynb" for _, _, name in CHAPTERS]
    with pytest.raises(ParameterError, match="no parameter 'min_people'"):
        list(runner.run_notebooks(paths, {"quarter": "2026-Q3", "min_people": least}, folders))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_notebook_that_lowers_it_itself_makes_no_report(root, sample_store, tmp_path):
    """A report's own notebook, changed to ask for groups of 3: the report is refused and none is written."""
    shutil.copytree(root / "notebooks", tmp_path / "notebooks")
    path = tmp_path / "notebooks" / "1-skill-map.ipynb"
    content = path.read_text(encoding="utf-8")
    assert "sk.protect(" in content or "protect" in content
    changed = json.loads(content)
    code = [cell for cell in changed["cells"] if cell["cell_type"] == "code"]
    code[-1]["source"] = ['sk.protect(sk.skill_map(con, as_of, known_at, by="business_unit"), min_people=3)']
    path.write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(runner.NotebookError, match=r"1-skill-map.*DisclosureError: min_people is 3"):
        sk.render_report(
            "2026-Q3", store=sample_store, output=tmp_path / "r", notebooks=tmp_path / "notebooks"
        )
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("word", ["1", "0", "nan"])
def test_the_environment_has_no_say(sample, monkeypatch, word):
    before = sk.protect(frame_of(sample))
    for name in VARIABLES:
        monkeypatch.setenv(name, word)
    after = sk.protect(frame_of(sample))
    assert after.attrs["protected"] == before.attrs["protected"]
    with pytest.raises(DisclosureError, match="min_people"):
        sk.protect(frame_of(sample), 1)


@pytest.mark.parametrize("word", ["0", "1", "4", "-1", "nan", "true", '"5"', "5.0", "[5]", "inf"])
def test_an_agreement_can_raise_it_only(tmp_path, word, capsys):
    path = tmp_path / "governance.toml"
    path.write_text(GOVERNANCE.replace("min_people = 5", f"min_people = {word}"), encoding="utf-8")
    with pytest.raises(MappingError, match=r"min_people is .*it can be raised, never lowered"):
        read_agreement(path)
    with pytest.raises(SystemExit) as end:
        app(["load", str(path), "--store", str(tmp_path / "store")], prog_name="skillslib")
    assert end.value.code == 2 and not (tmp_path / "store").exists()
    assert "never lowered" in capsys.readouterr().err
