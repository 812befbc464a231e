"""`python -m benchmarks NAME...`: one line per claim of a module; exit code 1 if one falls short."""

import sys
import tempfile
from importlib import import_module
from pathlib import Path

NAMES = ("report", "badges", "company", "taxonomies", "occupations", "disclosure", "tables")


def measure(claims):
    """Measure every claim in a folder of their own, print its line, and count those that fall short."""
    short = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, claim in enumerate(claims, 1):
            try:
                found = claim(Path(folder))
                short += not found.holds
                line = found.line()
            except Exception as error:  # one that cannot be measured does not hold; the rest go on
                short += 1
                line = f"{claim.__name__}: NOT MEASURED: {type(error).__name__}: {error}"
            print(f"{number}/{len(claims)}  {line}", flush=True)
    print(f"{len(claims) - short} of {len(claims)} claims hold.")
    return short


if __name__ == "__main__":
    asked = sys.argv[1:]
    if not asked or set(asked) - set(NAMES):
        sys.exit(f"Usage: python -m benchmarks NAME..., each of: {', '.join(NAMES)}")
    sys.exit(1 if sum([measure(import_module(f"benchmarks.{name}").CLAIMS) for name in asked]) else 0)
