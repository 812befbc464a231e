"""Claims about loading: nothing is lost, nothing is counted twice."""

import csv
import time
from pathlib import Path

import skillslib as sk
from benchmarks.claim import Claim
from skillslib.store import current_version

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


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
