"""`python -m benchmarks report`: one line per claim; exit code 1 if one falls short."""

import sys
import tempfile
from pathlib import Path

from benchmarks import installing, loading, rendering, sampling

CLAIMS = (
    installing.second_run_installs_nothing,
    installing.import_is_lean,
    sampling.generator_is_fast,
    loading.no_row_is_lost,
    loading.loading_again_changes_nothing,
    rendering.report_is_near_its_floor,
    rendering.report_is_the_same_twice,
)


def report():
    """Measure every claim, print its line, and say whether all hold."""
    short = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, measure in enumerate(CLAIMS, 1):
            try:
                claim = measure(Path(folder))
                short += not claim.holds
                line = claim.line()
            except Exception as error:  # one that cannot be measured does not hold; the rest go on
                short += 1
                line = f"{measure.__name__}: NOT MEASURED: {type(error).__name__}: {error}"
            print(f"{number}/{len(CLAIMS)}  {line}", flush=True)
    print(f"{len(CLAIMS) - short} of {len(CLAIMS)} claims hold.")
    return 1 if short else 0


if __name__ == "__main__":
    if sys.argv[1:] != ["report"]:
        sys.exit("Usage: python -m benchmarks report")
    sys.exit(report())
