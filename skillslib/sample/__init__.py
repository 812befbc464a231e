"""A made-up company, Example Works: its people, badges and planted findings, at any size.

The company is plain SQL beside this file, in the order it runs: `company.sql` (offices, units,
skills, badges), `people.sql`, `awards.sql` and `exports.sql` (one view for each file).
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from skillslib.quoting import literal

SCRIPTS = ("company.sql", "people.sql", "awards.sql", "exports.sql")
MOST_PEOPLE, MOST_AWARDS = 400_000, 60_000_000
AWARDS_IN_A_PART = 1_500_000
AWARD_FILES = (
    ("credly_badges", "csv", "credly_rows"),
    ("credly_badges_partner", "csv", "partner_rows"),
    ("open_badges", "jsonl", "open_badge_rows"),
)
OTHER_FILES = (
    "people",
    "business_units",
    "locations",
    "taxonomy",
    "badge_templates",
    "targets",
    "programmes",
    "enrolments",
)
TAXONOMY = """\
# How taxonomy.csv is read: what the taxonomy is, and which column holds what.
id = "sample-skills"
version = "2026.1"
name = "Sample skills of Example Works (made up)"
licence = "CC0-1.0"
attribution = "Example Works does not exist; its skills are made up."
language = "en"
separator = "; "

[columns]
skill_id = "skill_id"
label = "label"
alternative_labels = "alternative_labels"
broader = "broader"
kind = "kind"
description = "description"
"""
GOVERNANCE = """\
# What was agreed on for this data. Example Works does not exist, and neither does its agreement.
controller = "Example Works (made up)"
contact = "data.protection@example.com"
purpose = "Plan skills by unit: where they are, how they move, what is missing, what was earned"
basis = "Works agreement on skills of Example Works (made up)"
forbidden = ["appraisal", "pay", "dismissal"]
named_views = ["team"]
min_people = 5

[retention]
leavers = 1095
raw_documents = 1095
quarantine = 365
old_versions = 365
landing = 90
"""
AS_CSV = "(format csv, header true)"
AS_LINES = "(format csv, header false, quote '', escape '', delimiter '\x01')"


class SampleError(ValueError):
    """The sample cannot be written as asked; the message says what to change."""


def write_sample(
    folder: str | Path,
    *,
    people: int = 2_500,
    awards: int = 25_000,
    seed: int = 1,
    replace: bool = False,
    progress: Callable[[str, float], None] | None = None,
    memory: str = "4GB",
) -> list[Path]:
    """The files of the made-up company, written into `folder`: the same bytes for the same arguments.

    people    how many people the HR extract names, leavers too (20 to 999,999)
    awards    how many badges were awarded from 2020-10-01 to 2026-09-30, broken rows included
    seed      another seed, another company of the same shape
    replace   write over a folder that holds files; notes in it (`*.md`) stay
    progress  called with the step's name and the share done, 0 to 1
    memory    how much of it the engine may use, as in `4GB`

    The folder appears only when every file in it is complete. More than 1.5 million awards are
    written as several numbered parts. Raises SampleError.

    >>> from skillslib.sample import write_sample
    >>> files = write_sample("sample", people=200, awards=2000)  # doctest: +SKIP
    """
    folder = Path(folder)
    refuse_what_cannot_be(folder, people=people, awards=awards, seed=seed, replace=replace)
    tell = progress or (lambda step, share: None)
    with folder_aside(folder) as aside:
        spill = aside / "spill"
        with duckdb.connect(config={"memory_limit": memory, "temp_directory": str(spill)}) as con:
            tell("people", 0.0)
            prepare(con, people=people, awards=awards, seed=seed)
            parts = max(1, -(-awards // AWARDS_IN_A_PART))
            for part in range(1, parts + 1):
                tell(f"awards, part {part} of {parts}", (part - 0.5) / (parts + 1))
                write_awards(con, aside, part=part, parts=parts)
            tell("company", parts / (parts + 1))
            for name in OTHER_FILES:
                write(con, f"{name}_csv", aside / f"{name}.csv", AS_CSV)
        shutil.rmtree(spill, ignore_errors=True)
        (aside / "taxonomy.toml").write_text(TAXONOMY, encoding="utf-8", newline="\n")
        (aside / "governance.toml").write_text(GOVERNANCE, encoding="utf-8", newline="\n")
        written = sorted(path.name for path in aside.iterdir())
    tell("done", 1.0)
    return [folder / name for name in written]


def refuse_what_cannot_be(folder: Path, *, people: int, awards: int, seed: int, replace: bool) -> None:
    for name, value, low, high in (
        ("people", people, 20, MOST_PEOPLE),
        ("awards", awards, people * 2, MOST_AWARDS),
        ("seed", seed, 0, 2**31),
    ):
        if not isinstance(value, int) or not low <= value <= high:
            raise SampleError(f"{name} is {value!r}: give a whole number from {low:,} to {high:,}")
    if folder.exists() and not folder.is_dir():
        raise SampleError(f"{folder} is a file: name a folder for the sample")
    if folder.is_dir() and any(folder.iterdir()) and not replace:
        raise SampleError(f"{folder} is not empty: name another folder, or ask to replace it")


def prepare(con: duckdb.DuckDBPyConnection, *, people: int, awards: int, seed: int) -> None:
    values = {
        "people": people,
        "awards": awards,
        "seed": seed,
        "strangers": max(1, people // 70),
        "sample_step": max(1, people // 5_000),
    }
    for name, value in {**values, "first_person": 0, "last_person": 0, "part": 0}.items():
        con.execute(f"set variable {name} = {int(value)}")
    for script in SCRIPTS:
        con.execute((Path(__file__).parent / script).read_text(encoding="utf-8"))


def write_awards(con: duckdb.DuckDBPyConnection, folder: Path, *, part: int, parts: int) -> None:
    everyone = con.execute("select max(number) from people").fetchall()[0][0]
    con.execute(f"set variable part = {part}")
    con.execute(f"set variable first_person = {everyone * (part - 1) // parts + 1}")
    con.execute(f"set variable last_person = {everyone * part // parts}")
    con.execute("create or replace table part as from part_awards")
    con.execute("insert into held from part_held")
    for name, ending, view in AWARD_FILES:
        numbered = f"{name}.{ending}" if parts == 1 else f"{name}_{part:03d}.{ending}"
        write(con, view, folder / numbered, AS_CSV if ending == "csv" else AS_LINES)


def write(con: duckdb.DuckDBPyConnection, view: str, path: Path, how: str) -> None:
    con.execute(f"copy (from {view}) to {literal(path)} {how}")


@contextmanager
def folder_aside(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder` that takes its place on a clean exit and else leaves no trace."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    mark = uuid.uuid4().hex[:8]
    aside = folder.with_name(f".{folder.name}.writing-{mark}")
    old = folder.with_name(f".{folder.name}.replaced-{mark}")
    aside.mkdir()
    try:
        yield aside
        if folder.exists():
            for note in folder.glob("*.md"):
                shutil.copy2(note, aside / note.name)
            folder.rename(old)
        aside.rename(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
