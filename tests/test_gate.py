"""The gate: hostile parameters start no kernel, and no path leads out of the reports folder."""

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_notebook

import skillslib as sk
from skillslib.publish import runner
from skillslib.publish.parameters import ParameterError
from skillslib.publish.report import FolderError
from skillslib.publish.runner import NotebookError
from skillslib.publish.views import QuarterError

CELL = """\
quarter: str = "2026-Q3"  # the quarter
level: int = 1  # proficiency
share: float = 0.5  # a share
stills: bool = True  # a still behind each chart"""
# What it swells to is a million words; the text itself is short.
BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 10)}]\n"
    for before, name in zip("abcde", "bcdef", strict=True)
)
HOSTILE = {
    "an unknown name": {"level ": 2},
    "a name that is code": {"quarter=1;open('MARK','w')": "x"},
    "no identifier": {"1st": "x"},
    "a keyword": {"class": "x"},
    "a line end in a name": {"quarter\nopen('MARK', 'w')\nx": "x"},
    "a dunder": {"__builtins__": "x"},
    "another type": {"level": "2"},
    "yes for a number": {"level": True},
    "a number with a point": {"level": 2.0},
    "a list": {"quarter": ["2026-Q3"]},
    "nothing": {"quarter": None},
    "a way out": {"quarter": "../2026-Q3"},
    "a way out amid a path": {"quarter": "a/../../b"},
    "an absolute path": {"quarter": "/etc/passwd"},
    "a home": {"quarter": "~/x"},
    "a drive": {"quarter": "C:\\x"},
    "a template": {"quarter": "{x.__class__}"},
    "another template": {"quarter": "2026-{quarter}"},
    "an address": {"quarter": "https://example.com/x.ipynb"},
    "a plain address": {"quarter": "http://127.0.0.1/x.ipynb"},
    "a line end in a value": {"quarter": "x\nopen('MARK', 'w')"},
    "an alias bomb": {"quarter": BOMB},
    "an alias bomb, read": yaml.safe_load(BOMB),
    "an alias bomb as a value": {"quarter": yaml.safe_load(BOMB)["f"]},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_parameters_start_no_kernel(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    tagged = new_code_cell(CELL, metadata={"tags": ["parameters"]})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    marking = new_code_cell(f"open({str(tmp_path / 'MARK')!r}, 'w').close()")
    notebook = new_notebook(cells=[tagged, marking], metadata={"kernelspec": kernel})
    nbformat.write(notebook, tmp_path / "1-only.ipynb")
    with pytest.raises(ParameterError) as error:
        list(runner.run_notebooks([tmp_path / "1-only.ipynb"], HOSTILE[name], {}))
    assert len(str(error.value)) < 600
    assert [path.name for path in tmp_path.iterdir()] == ["1-only.ipynb"]


def test_a_notebook_that_may_run_does_leave_its_mark(tmp_path):
    """The marks above could have been made: with sound parameters this one is."""
    tagged = new_code_cell(CELL, metadata={"tags": ["parameters"]})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    marking = new_code_cell(f"open({str(tmp_path / 'MARK')!r}, 'w').close()")
    nbformat.write(
        new_notebook(cells=[tagged, marking], metadata={"kernelspec": kernel}), tmp_path / "1-only.ipynb"
    )
    list(runner.run_notebooks([tmp_path / "1-only.ipynb"], {"level": 2}, {}))
    assert (tmp_path / "MARK").exists()


@pytest.mark.parametrize(
    "quarter",
    ["../2026-Q3", "/tmp/2026-Q3", "2026-Q3/../../x", "2026-Q3\n", "{quarter}", "https://x/2026-Q3", "."],
)
def test_a_quarter_is_no_path(sample_store, tmp_path, quarter):
    with pytest.raises(QuarterError):
        sk.render_report(quarter, store=sample_store, output=tmp_path / "reports")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "output", ["https://example.com/reports", "s3://bucket/reports", "{quarter}", "a/{x.__class__}"]
)
def test_an_address_or_a_template_is_no_folder(sample_store, tmp_path, monkeypatch, output):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FolderError, match="address or a template"):
        sk.render_report("2026-Q3", store=sample_store, output=output)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", [True, False])
def test_a_link_in_the_reports_folder_is_not_followed(sample_store, tmp_path, there):
    """To a folder with somebody's files, or to a place where none is yet."""
    (tmp_path / "reports").mkdir()
    elsewhere = tmp_path / "elsewhere"
    if there:
        elsewhere.mkdir()
    (tmp_path / "reports" / "2026-Q3").symlink_to(elsewhere)
    with pytest.raises(FolderError, match="is a link"):
        sk.render_report("2026-Q3", store=sample_store, output=tmp_path / "reports")
    assert elsewhere.exists() == there and not (there and any(elsewhere.iterdir()))
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["2026-Q3"]


@pytest.mark.parametrize("place", ["https://example.com/notebooks", "nowhere", "../nowhere"])
def test_notebooks_come_from_a_folder_of_this_machine(sample_store, tmp_path, place):
    with pytest.raises(NotebookError, match="No notebooks"):
        sk.render_report("2026-Q3", store=sample_store, output=tmp_path / "reports", notebooks=place)
    assert list(tmp_path.iterdir()) == []
