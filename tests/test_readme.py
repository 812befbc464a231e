"""What README and CONTRIBUTING tell people to type does what they say."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from skillslib.cli import app

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", "CONTRIBUTING.md"]


def blocks(page, language):
    """The fenced blocks of one language in a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def commands(page, program):
    """Every line that calls a program, in bash and console blocks."""
    lines = "".join(blocks(page, "bash") + blocks(page, "console")).splitlines()
    return [line for line in lines if line.split()[:1] == [program]]


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("line", sorted({line for page in PAGES for line in commands(page, "make")}))
def test_make_knows_what_the_pages_name(line):
    plan = subprocess.run([*shlex.split(line), "--dry-run"], cwd=ROOT, capture_output=True)
    assert plan.returncode == 0, plan.stderr.decode()


def test_the_command_lines_run_in_order(tmp_path, monkeypatch, capsys):
    """In this process: test_cli.py shows that one of its own says the same."""
    monkeypatch.chdir(tmp_path)
    ours = [block for block in blocks("README.md", "bash") if block.startswith("skillslib")]
    for line in "".join(ours).splitlines():
        with pytest.raises(SystemExit) as end:
            app(shlex.split(line, comments=True)[1:], prog_name="skillslib")
        assert end.value.code == 0, f"{line}\n{capsys.readouterr().err}"
    assert (tmp_path / "company" / "reports" / "2026-Q3" / "index.html").is_file()


def test_every_command_named_is_one_we_have(capsys):
    for page in PAGES:
        for line in commands(page, "skillslib"):
            with pytest.raises(SystemExit) as end:
                app([shlex.split(line)[1], "--help"], prog_name="skillslib")
            assert end.value.code == 0
            known = capsys.readouterr().out
            assert [word for word in re.findall(r"--[\w-]+", line) if word not in known] == []


def test_the_python_examples_run(sample_store):
    """As one session, in the order a reader meets them."""
    names = {}
    for block in blocks("README.md", "python"):
        exec(compile(block, "README.md", "exec"), names)
    assert len(names["frame"]) > 0
    names["con"].close()


def test_conda_and_windows_name_the_same_steps():
    conda, windows = blocks("README.md", "console")
    for step in ("skillslib load", "skillslib report --quarter 2026-Q3", "pytest -m"):
        assert step in conda and step in windows
    assert '--constraint constraints.txt --editable ".[test]"' in windows


@pytest.mark.parametrize("page", [*PAGES, "CHANGELOG.md"])
def test_files_and_pictures_named_are_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    named = re.findall(r"`((?:notebooks|skillslib|tests|data)/[\w./-]+)`", text)
    assert [name for name in linked + named if not (ROOT / name).exists()] == []
