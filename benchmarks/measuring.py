"""Programs in processes of their own, their seconds and memory, and one beside another."""

import json
import subprocess
import sys
import time

from benchmarks.claim import Claim

TURNS = 3

# Every program prints its seconds and its largest memory in megabytes; imports are not counted.
MEASURED = """
import json, re, sys, time
from pathlib import Path
import duckdb
path, folder = Path(sys.argv[1]), Path(sys.argv[2])
def done(start, **more):
    # not ru_maxrss: that of a new process begins with the memory of the one that started it
    memory = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1000
    print(json.dumps({"seconds": time.perf_counter() - start, "megabytes": memory, **more}))
"""


def run(folder, program, path):
    """What a program printed, run in a process and a folder of its own."""
    place = folder / f"run-{len(list(folder.glob('run-*')))}"
    place.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED + program, str(path), str(place)], capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout.splitlines()[-1])


def best(folder, path, *programs):
    """The quickest of some runs of each program, in turns: the machine's noise is larger than they differ."""
    turns = [[run(folder, program, path) for program in programs] for _ in range(TURNS)]
    return [min(runs, key=lambda run: run["seconds"]) for runs in zip(*turns, strict=True)]


def times(words, ours, other, bar):
    """The claim that a program of ours takes so many times as long as another one."""
    return Claim(
        words,
        ours["seconds"] / other["seconds"],
        "at most",
        bar,
        "times",
        f"{ours['seconds']:.1f} s, {ours['megabytes']:,.0f} MB; {other['seconds']:.1f} s",
    )


def progress(text):
    """Say on the error stream what is being measured, with the time of day."""
    print(f"    {time.strftime('%H:%M:%S')}  {text}", file=sys.stderr, flush=True)
