"""Every notebook runs, and what it prints and draws is what its golden copy says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from golden.__main__ import HERE as GOLDEN
from golden.__main__ import NOTEBOOKS, copy_of

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def nbval(store, *paths):
    """nbval over some notebooks, in a process of its own as a person would run it."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["--nbval", "--nbval-current-env"]
    root = NOTEBOOKS.parent
    known = {**os.environ, "SKILLS_STORE": str(store), "PYTHONPATH": str(root)}
    return subprocess.run([*command, *map(str, paths)], cwd=root, env=known, capture_output=True, text=True)


@pytest.mark.slow
def test_every_notebook_runs(sample_store):
    done = nbval(sample_store, "notebooks")
    assert done.returncode == 0, done.stdout[-4000:]


def test_every_notebook_prints_and_draws_what_its_golden_copy_says(sample_store):
    done = nbval(sample_store, "tests/golden")
    assert done.returncode == 0, done.stdout[-4000:] + "\n`make golden` renews the copies."


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_golden_copies_are_of_these_notebooks(path):
    golden = json.loads((GOLDEN / path.name).read_text(encoding="utf-8"))["cells"]
    now = copy_of(path).cells
    assert [(c["id"], "".join(c["source"])) for c in golden] == [(c.id, c.source) for c in now]
    shown = [c for c in golden if c["cell_type"] == "code" and c["outputs"]]
    assert len(shown) >= 3, "a golden copy without outputs compares nothing"


def test_golden_copies_hold_no_stills_and_no_paths_and_are_small():
    assert sorted(p.name for p in GOLDEN.glob("*.ipynb")) == [p.name for p in PATHS]
    for path in GOLDEN.glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "sk-still" not in text and "papermill" not in text and str(Path.home()) not in text
        assert len(text) < 700_000


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_is_a_story(path):
    """A question, 1 to 5 lines of code, how to read it, what to do; at the end, how it was counted."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    heads = [head for text in texts for head in SECTION.findall(text)]
    assert len(heads) >= 3 and heads[-1] == "How it was counted"
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", []):
            assert 1 <= len([line for line in source.splitlines() if line.strip()]) <= 5, source
    if path.stem != "0-tour":
        closing = [t for t in texts if "**How to read it.**" in t and "**What to do next.**" in t]
        assert len(closing) == len(heads) - 1


def test_every_notebook_has_the_same_parameters_and_start():
    heads = set()
    for path in PATHS:
        code = [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
        assert "parameters" in code[0]["metadata"]["tags"]
        heads.add(("".join(code[0]["source"]), "".join(code[1]["source"])))
    assert len(heads) == 1


def test_only_the_tour_explores():
    """Controls need a kernel; a page has none."""
    exploring = [path.stem for path in PATHS if "explore(" in path.read_text(encoding="utf-8")]
    assert exploring == ["0-tour"]
