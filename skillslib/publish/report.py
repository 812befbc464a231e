"""The quarterly report: questions asked and protected, notebooks run, pages checked, put in place."""

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from skillslib import disclosure
from skillslib import store as stores
from skillslib.governance.agreement import require
from skillslib.publish import ledger, provenance, thanks
from skillslib.publish.page import parts_of
from skillslib.publish.parameters import checked
from skillslib.publish.place import build_in_place
from skillslib.publish.release import make_release
from skillslib.publish.runner import find_notebooks, read_notebook, run_notebooks
from skillslib.publish.verifying import note_report
from skillslib.publish.views import report_days, require_subject
from skillslib.publish.writing import CHAPTERS, write_report
from skillslib.store.reports import note_place
from skillslib.vault import require_outside


class FolderError(ValueError):
    """The report's folder holds what is not a report's; the message says what to do."""


@dataclass
class Report:
    """A report that was written: the path of its first page, and where the seconds went."""

    path: Path
    timings: dict = field(default_factory=dict)
    show_timings: bool = False

    def __str__(self):
        lines = [str(self.path)]
        if self.show_timings:
            lines += [f"{seconds:7.1f} s  {step}" for step, seconds in self.timings.items()]
        return "\n".join(lines)


def render_report(
    quarter,
    *,
    store=None,
    output="reports",
    known_at=None,
    min_people=disclosure.MIN_PEOPLE,
    timings=False,
    progress=None,
    notebooks=None,
):
    """A quarter's report as HTML pages that open without a network: the path of its first page.

    The report goes to `output/<quarter>/`: index.html, one page for each chapter, the data of every
    answer as CSV, the notebooks without their answers, provenance.json. It replaces the quarter's
    earlier report only when every notebook cell has completed and every page has passed.
    `known_at` left out is the last day the store knows of. `min_people` may be raised above 5 and above
    what governance.toml says, never lowered. `progress(step, share)` is told of each step; `timings` makes
    `print` show the seconds.
    Errors: QuarterError, QuestionError, DisclosureError, GovernanceError, StoreError, ParameterError,
    FolderError before anything runs; NotebookError, PageError, LintError afterwards. On any of them the
    earlier report stays.

    Example: print(render_report("2026-Q3", store="store"))
    """
    clock = _Clock(progress)
    min_people = disclosure.check_min_people(min_people)
    with stores.connect(store) as con:
        days = report_days(con, quarter, known_at)
        require_subject(con, days)
        agreed = require(con, "a report")
        min_people = max(min_people, agreed.min_people)
        place = Path(output) / quarter
        _require_own(place)
        require_outside(place)
        paths = [find_notebooks(notebooks) / f"{name}.ipynb" for _, _, name in CHAPTERS]
        given = {"quarter": quarter, "known_at": str(days.known_at)}
        for path in paths:
            checked(read_notebook(path), given, path.stem)
        own = stores.folder_of(con)[0].resolve()
        with ledger.alone(own), build_in_place(place) as folder:
            _require_as_it_is(con)
            release, runs, thanked = _build(folder, con, days, min_people, paths, given, clock)
            ledger.append(own, release.name, release.protected.publications)
            note_report(own, folder)
            if thanked is not None:
                thanks.note_thanks(own, days, thanked)
            note_place(own, place)
    clock.add_runs(runs)
    return Report(place / "index.html", clock.seconds, timings)


def _build(folder, con, days, min_people, paths, given, clock):
    """The report's files in a folder; its release, the runs of its notebooks, whom it thanks by name."""
    with clock.step("questions asked and protected", 0.0):
        release = make_release(con, days, folder.parent / "release", min_people)
    folders = {"release": release.folder.resolve()}
    runs, parts = [], {}
    with clock.step("notebooks, side by side, and their pictures", 0.25):
        for run in run_notebooks(paths, given, folders):
            runs.append(run)
            clock.tell(f"ran {run.name}", 0.25 + 0.65 * len(runs) / len(paths))
            parts[run.name] = parts_of(run, release)
    with clock.step("pages and data", 0.9):
        thanked = thanks.thanked(con, days, release.protected.publications)
        write_report(folder, con, days, release, parts, paths, min_people, given, thanked)
    return release, runs, thanked


def _require_as_it_is(con):
    """Refuse a store that was changed before this report held the ledger: somebody may be gone since."""
    folder, version = stores.folder_of(con)
    if stores.current_version(folder) != version:
        raise stores.StoreError(f"{folder} was changed while this report waited for another: run it again.")


def _require_own(place):
    """Refuse a place that leads elsewhere, or that holds what is not a report's."""
    if re.search(r"\w{2,}:/|[{}]", str(place)):  # a path has one slash where an address has two
        raise FolderError(f"{place} is no folder but an address or a template. Name a folder with --output.")
    if place.is_symlink():
        raise FolderError(
            f"{place} is a link: the report would replace it. Remove it, or name another folder."
        )
    if place.exists() and not place.is_dir():
        raise FolderError(f"{place} is a file. Name another folder with --output.")
    others = provenance.strangers(place)
    if others:
        raise FolderError(
            f"{place} holds {others[0]}, which is of no report: the new report would replace it. "
            "Move it away, or name another folder with --output."
        )


class _Clock:
    """Seconds by step, and the listener that is told of each."""

    def __init__(self, tell):
        self.start, self.seconds, self.listener = time.perf_counter(), {}, tell

    def tell(self, step, share):
        if self.listener:
            self.listener(step, share)

    @contextmanager
    def step(self, name, share):
        """Time a step, which begins when this share of the whole is done."""
        start = time.perf_counter()
        self.tell(name, share)
        yield
        self.seconds[name] = time.perf_counter() - start

    def add_runs(self, runs):
        """The total, and what the notebooks' time was made of (they ran side by side)."""
        for run in runs:
            self.seconds[f"  {run.name}: kernel start and end"] = run.kernel
            self.seconds[f"  {run.name}: imports"] = run.imports
            self.seconds[f"  {run.name}: queries and charts"] = run.cells
        self.seconds["in all"] = time.perf_counter() - self.start
