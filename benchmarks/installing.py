"""Claims about installing and starting."""

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.claim import Claim

ROOT = Path(__file__).parents[1]


def second_run_installs_nothing(_folder):
    """What `make report` would install, where it is installed already."""
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
