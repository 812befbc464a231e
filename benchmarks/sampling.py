"""Claims about the generator of sample companies."""

import time

import skillslib as sk
from benchmarks.claim import Claim

PEOPLE, AWARDS = 40_000, 1_000_000


def generator_is_fast(folder):
    """Awards written to files in a second, for a company of 40,000 people."""
    start = time.perf_counter()
    sk.write_sample(folder / "large", people=PEOPLE, awards=AWARDS)
    seconds = time.perf_counter() - start
    return Claim(
        "making up a company",
        AWARDS / seconds,
        "at least",
        50_000,
        "awards/s",
        f"{AWARDS:,} awards of {PEOPLE:,} people in {seconds:.1f} s",
    )
