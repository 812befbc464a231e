"""Claims about the report: near what its kernels cost anyway, and the same bytes every time."""

import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.claim import Claim

ROOT = Path(__file__).parents[1]
QUARTER = "2026-Q3"
SECONDS_A_CHART = 0.5

# The floor: as many kernels, as many at once, doing no more than start and import.
FLOOR = """
import sys
from concurrent.futures import ThreadPoolExecutor
import skillslib
import nbformat, nbconvert, papermill
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

folder, kernels = sys.argv[1], int(sys.argv[2])
code = "import skillslib, duckdb, pandas, altair, vl_convert"
quiet = Config({"KernelManager": {"transport_encryption": "auto"}})

def run(number):
    path = f"{folder}/floor-{number}.ipynb"
    kernel = {"name": "python3", "display_name": "Python", "language": "python"}
    notebook = new_notebook(cells=[new_code_cell(code)], metadata={"kernelspec": kernel})
    nbformat.write(notebook, path)
    papermill.execute_notebook(path, path, progress_bar=False, config=quiet)

with ThreadPoolExecutor(3) as pool:
    list(pool.map(run, range(kernels)))
"""


def report_is_near_its_floor(folder):
    """The report's wall time beyond its kernels' own start and imports, for each chart."""
    seconds, report = _render(folder, "first")
    kernels = len(list((report / "notebooks").glob("*.ipynb")))
    charts = sum(
        len(re.findall(r'class="sk-chart"', path.read_text(encoding="utf-8")))
        for path in report.glob("*.html")
    )
    floor = _seconds([sys.executable, "-c", FLOOR, str(folder), str(kernels)])
    return Claim(
        "the report beyond its kernels' start and imports",
        (seconds - floor) / charts,
        "at most",
        SECONDS_A_CHART,
        "s a chart",
        f"{seconds:.1f} s for {charts} charts; {kernels} kernels alone {floor:.1f} s",
    )


def report_is_the_same_twice(folder):
    """Files with data or charts that differ between two renderings of the same store."""
    (first,) = (folder / "first").iterdir()
    _, second = _render(folder, "second")
    before, after = _hashes(first), _hashes(second)
    differ = sum(before.get(name) != after.get(name) for name in before.keys() | after.keys())
    return Claim(
        "files that differ between two renderings",
        differ,
        "at most",
        0,
        "files",
        f"of {len(before)}",
    )


def _render(folder, name):
    """Seconds, and the folder of the report rendered."""
    command = [sys.executable, "-m", "skillslib", "report", "--quarter", QUARTER]
    seconds = _seconds([*command, "--store", str(folder / "store"), "--output", str(folder / name)])
    return seconds, folder / name / QUARTER


def _seconds(command):
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return time.perf_counter() - start


def _hashes(folder):
    """Every page and data file but the record of the run itself, which holds times."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.suffix in (".html", ".csv", ".svg")
    }
