"""The house: installing, making up a company, loading it, and the report of it."""

import csv
import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

import skillslib as sk
from benchmarks.claim import Claim
from skillslib.store import current_version

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"
QUARTER = "2026-Q3"
SECONDS_A_CHART = 0.5
PEOPLE, AWARDS = 20_000, 500_000
LARGEST, TEN_MINUTES = 60_000_000, 600

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

with ThreadPoolExecutor(4) as pool:
    list(pool.map(run, range(kernels)))
"""


def second_run_installs_nothing(_folder):
    """What `make report` would install, where it is installed already."""
    subprocess.run(["make", "install"], cwd=ROOT, capture_output=True, check=True)
    plan = subprocess.run(
        ["make", "--dry-run", "report"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    installs = sum("pip install" in line for line in plan.splitlines())
    return Claim("installations in a second `make report`", installs, "at most", 0, "installations")


def import_is_lean(_folder):
    """The best of five, beside importing duckdb and pandas alone, which the library needs."""
    library = _import_seconds("import skillslib, skillslib.store")
    needed = _import_seconds("import duckdb, pandas")
    return Claim(
        "importing the library, beyond duckdb and pandas",
        library - needed,
        "at most",
        0.2,
        "s",
        f"{library:.2f} s, of which {needed:.2f} s theirs",
    )


def _import_seconds(code):
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def generator_is_fast(folder):
    """Awards written to files in a second: enough for the largest company within ten minutes."""
    start = time.perf_counter()
    sk.write_sample(folder / "large", people=PEOPLE, awards=AWARDS)
    seconds = time.perf_counter() - start
    return Claim(
        "making up a company",
        AWARDS / seconds,
        "at least",
        LARGEST / TEN_MINUTES,
        "awards/s",
        f"{AWARDS:,} awards of {PEOPLE:,} people in {seconds:.1f} s",
    )


def no_row_is_lost(folder):
    """Records in the files, counted by other means, against what the load says became of them."""
    start = time.perf_counter()
    sk.load([SAMPLE], store=folder / "store")
    seconds = time.perf_counter() - start
    with sk.connect(folder / "store") as con:
        told = dict(
            con.execute(
                "select file, sum(accepted + quarantined + duplicates) from sources group by file"
            ).fetchall()
        )
    told = {Path(name).name: int(rows) for name, rows in told.items()}
    counted = {path.name: _records(path) for path in SAMPLE.iterdir() if path.name in told}
    files = {path.name for path in SAMPLE.iterdir() if path.suffix in (".csv", ".jsonl")}
    lost = sum(abs(counted[name] - told[name]) for name in told) + len(files - set(told))
    return Claim(
        "rows that a load lost",
        lost,
        "at most",
        0,
        "rows",
        f"{sum(counted.values()):,} rows of {len(counted)} files in {seconds:.1f} s",
    )


def loading_again_changes_nothing(folder):
    """The same files a second time: the same version of the store."""
    before = current_version(folder / "store")
    sk.load([SAMPLE], store=folder / "store")
    changed = int(current_version(folder / "store") != before)
    return Claim("new versions from the same files again", changed, "at most", 0, "versions")


def _records(path):
    with path.open(encoding="utf-8", newline="") as lines:
        if path.suffix == ".jsonl":
            return sum(1 for line in lines if line.strip())
        return sum(1 for _ in csv.reader(lines)) - 1


def report_is_near_its_floor(folder):
    """The report's wall time beyond its kernels' own start and imports, for each chart.

    The best of three of each, in turns: the machine's own noise is larger than a chart.
    """
    reports, floors = [], []
    for turn in range(3):
        seconds, report = _render(folder, f"report-{turn}")
        reports.append(seconds)
        kernels = len(list((report / "notebooks").glob("*.ipynb")))
        floors.append(_seconds([sys.executable, "-c", FLOOR, str(folder), str(kernels)]))
    charts = sum(
        len(re.findall(r'class="sk-chart"', path.read_text(encoding="utf-8")))
        for path in report.glob("*.html")
    )
    return Claim(
        "the report beyond its kernels' start and imports",
        (min(reports) - min(floors)) / charts,
        "at most",
        SECONDS_A_CHART,
        "s a chart",
        f"{min(reports):.1f} s for {charts} charts; {kernels} kernels alone {min(floors):.1f} s",
    )


def report_is_the_same_twice(folder):
    """Files with data or charts that differ between two renderings of the same store."""
    _, first = _render(folder, "first")
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


CLAIMS = (
    second_run_installs_nothing,
    import_is_lean,
    generator_is_fast,
    no_row_is_lost,
    loading_again_changes_nothing,
    report_is_near_its_floor,
    report_is_the_same_twice,
)
