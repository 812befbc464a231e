"""Claims about the generator of sample companies."""

import time

import skillslib as sk
from benchmarks.claim import Claim

PEOPLE, AWARDS = 20_000, 500_000
LARGEST, HOUR = 60_000_000, 3_600


def generator_is_fast(folder):
    """Awards written to files in a second: enough for the largest company within an hour."""
    start = time.perf_counter()
    sk.write_sample(folder / "large", people=PEOPLE, awards=AWARDS)
    seconds = time.perf_counter() - start
    return Claim(
        "making up a company",
        AWARDS / seconds,
        "at least",
        LARGEST / HOUR,
        "awards/s",
        f"{AWARDS:,} awards of {PEOPLE:,} people in {seconds:.1f} s",
    )
