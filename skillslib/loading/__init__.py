"""From files to the store's next version: recognise, read, derive, publish; nothing dropped in silence."""

import codecs
import datetime
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from skillslib import matching, people, taxonomy
from skillslib.badges import history, levels, series, statuses
from skillslib.governance import agreement, changes
from skillslib.intake import Count, beside, source_of
from skillslib.linking import decisions, links, own_concepts
from skillslib.loading import breaking, doubts, refusals, restating
from skillslib.loading.claiming import agreement_among, company_of, tasks_of
from skillslib.loading.company import PLAN, read_company, write_settings
from skillslib.loading.delivery import (
    How,
    holds_awards,
    read_documents,
    read_snapshots,
    read_table,
    read_taxonomies,
)
from skillslib.loading.forbidding import note_forbidden
from skillslib.loading.recognise import LoadError, files_of, kinds, recognise
from skillslib.loading.summary import LoadSummary, sum_up
from skillslib.store import StoreError, build, current_version, locate, note_replacements
from skillslib.store.reports import TAKEN_BACK, THANKS, mark_stale, none_published
from skillslib.taxonomy import dangling, editions, own_names, shared_ids
from skillslib.vault import key_file
from skillslib.whole import append

__all__ = ["LoadError", "LoadSummary", "load", "read_company", "write_settings"]

FIRST_KEY = (
    "the key with which people became pseudonyms was made now. Keep a copy of it in a safe place: this store "
    "goes on with no other."
)


def load(
    paths: Iterable | str | Path,
    store=None,
    exported_on: str | datetime.date | None = None,
    accept_quarantine_rate: float = 0.05,
    encoding: str | None = None,
    dates: str | None = None,
    kind: str | None = None,
    lower_min_people: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> LoadSummary:
    """What was read from files and folders into the store's next version, in numbers.

    paths                   files and folders, in any order: their order changes nothing; a company.toml at
                            the top of a folder says how its files are read
    store                   the store's folder; left out, the nearest, else a new `store/` here
    exported_on             the day of the export, for rows that do not say when they were recorded
    accept_quarantine_rate  the share of a file's rows that may be faulty before the load is refused
    encoding                of CSV files that are not UTF-8, as in "cp1252"
    dates                   how the CSV files write dates, where not as 2026-10-05: "month first",
                            "day first", "year first", "named months" (01-Jan-2026), "compact"
                            (20261005), "unix", "unix ms", "excel"; a company.toml says it for each file
    kind                    what the files are, where they are not recognised, as in "Credly badge export"
    lower_min_people        let a governance.toml set a smaller group than the one in force: where that was
                            agreed on, which the audit log then tells
    progress                called with the step's name and the share done, 0 to 1

    For every file read = accepted + quarantined + duplicates. Rows known before are duplicates, so
    loading a file twice changes nothing. Errors: LoadError, IntakeError or GovernanceError, with the file,
    the place and what to do; the store is then as it was before.

    Example: print(load(["data/sample"], store="store"))
    """
    _check_rate(accept_quarantine_rate)
    _check_encoding(encoding)
    day, kind = _checked_day(exported_on), _checked_kind(kind)
    how = How(day, accept_quarantine_rate, encoding, dates, kind, lower_min_people)
    tell = progress or (lambda step, share: None)
    folder = _folder(store)
    summary, first_key = LoadSummary(), not key_file().exists()
    tell("recognise", 0.0)
    tasks, refused = _build(folder, files_of(paths), how, summary, tell)
    shutil.rmtree(folder / ".refused", ignore_errors=True)  # of a load that was refused before this one
    summary.files.sort(key=lambda count: (count.kind, count.file))
    summary.version = current_version(folder)
    if first_key:
        summary.warnings.append(f"{key_file()}: {FIRST_KEY}")
    name = source_of(*sorted(task.source_id for task in tasks))
    summary.refusals = refusals.write(refused, summary.gathered(), folder / "vault" / "quarantine", name)
    _log(folder, summary, how)
    tell("done", 1.0)
    return summary


def _build(folder, files, how, summary, tell):
    """Read the files into the store's next version; returns what they were and the rows that were refused."""
    with ExitStack() as until_in_place, build(folder) as con:
        con.execute("set TimeZone = 'UTC'")
        taken_back = people.consents.taken_back(con)
        restating.begin(con)
        agreed = agreement.agreement_of(con)
        given = _recognised(con, files, how, summary)
        tasks = _known_apart(con, given, summary)
        summary.warnings += note_forbidden(con, tasks)
        read_snapshots(con, [task for task in tasks if task.day], how, folder, summary)
        read_taxonomies(con, [task for task in tasks if task.part], how, folder, summary)
        tables = [task for task in tasks if not task.container and not task.day and not task.part]
        for place, task in enumerate(tables):
            tell(task.found.name, 0.1 + 0.6 * place / len(tasks))
            read_table(con, task, how, folder, summary)
        tell("badges (JSON)", 0.7)
        read_documents(con, [task for task in tasks if task.container], how, folder, summary)
        if any(task.part or task.kind == "taxonomy" for task in tasks):
            shared_ids.refuse(con, [task.source_id for task in tasks])
        tell("people and skills", 0.8)
        statuses.name_again(con, [(task.source_id, task.found.name) for task in given if task.container])
        history.derive(con)
        series.derive(con)
        people.derive(con)
        taxonomy.derive(con)
        own_names.derive(con)
        own_concepts.derive(con)
        dangling.derive(con)
        matching.derive(con)
        levels.derive(con)
        links.derive(con)
        summary.warnings += decisions.conflicts(con) + decisions.unknown(con) + links.said(con)
        summary.warnings += levels.said(con)
        doubts.derive(con, summary.not_read)
        note_replacements(con)
        summary.restated = restating.restated(con)
        summary.restated_skills, summary.otherwise = restating.restated_skills(con)
        if any(task.part or task.kind == "taxonomy" for task in tasks):
            summary.warnings += editions.said(con)
            summary.warnings += dangling.said(con, [task.source_id for task in tasks])
            summary.warnings += breaking.said(con)
        sum_up(con, tasks, summary)
        summary.warnings += filter(None, [agreement.missing(con)])
        changes.note(con, folder, agreed)
        if people.consents.taken_back(con) > taken_back:
            until_in_place.enter_context(none_published(folder))
            mark_stale(folder, TAKEN_BACK, THANKS)
        tell("publish", 0.95)
        return given, refusals.gathered(con, [task.source_id for task in tasks])


def _recognised(con, files, how, summary):
    """How each file is to be read, in an order of their content; what they hold is unpacked beside `con`."""
    folder, tasks, named = Path(tempfile.mkdtemp(dir=beside(con))), [], {}
    company, (governed, agreed) = company_of(files), agreement_among(files)
    if agreed:
        changes.take(con, agreed, how.lower_min_people)
        files = {path: name for path, name in files.items() if path != governed}
        if not files:
            return []
    if company:
        write_settings(con, company)
        tasks, named = tasks_of(company, files, folder, how.encoding, summary)
        ours = {company.path.resolve(), company.path.resolve().with_name(PLAN)}
        files = {path: name for path, name in files.items() if path not in named | ours}
    tasks += recognise(files, how.encoding, summary, folder, how.kind, named)
    if not tasks:
        raise LoadError(
            f"{company.path.name} leaves out every file that could be read. Decide what is doubtful in it "
            '(its lines that begin with "# ?"), and load again.'
        )
    for task in tasks:
        task.dates = task.dates or how.dates or ""
        known = (task.part.family.kind, task.part.declared, task.part.named) if task.part else task.shape
        mapping = repr((known, task.found.above, task.found.delimiter)) if task.declared else ""
        written = (task.encoding or "", task.dates, mapping)
        task.source_id = source_of(task.found.sha256, task.kind, how.day or "", task.day or "", *written)
        # A month in which nothing changed is the same bytes under another name, and no other reading of them.
        named = task.day is not None and task.table.snapshot_on == "name"
        task.read_as = source_of("" if named else task.day or "", *written)
    return sorted(tasks, key=lambda task: (bool(task.shape and task.shape.refers), task.source_id))


def _checked_kind(kind):
    if kind is None or kind in kinds():
        return kind
    raise LoadError(f"kind is {kind!r}. The choices are: {', '.join(map(repr, kinds()))}.")


def _folder(named):
    if named is None:
        try:
            return locate()
        except StoreError:
            return Path("store")
    return Path(named)


def _checked_day(day):
    if day is None:
        return None
    try:
        return datetime.date.fromisoformat(str(day)).isoformat()
    except ValueError:
        raise LoadError(f"exported_on is {day!r}: write the day of the export as 2026-10-05.") from None


def _check_encoding(encoding):
    try:
        codecs.lookup(encoding or "utf-8")
    except LookupError:
        raise LoadError(f"encoding is {encoding!r}: name one that exists, as in cp1252 or utf-16.") from None


def _check_rate(rate):
    if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not 0 <= rate <= 1:
        raise LoadError(f"accept_quarantine_rate is {rate!r}: give a share from 0 to 1, as in 0.05.")


def _refuse_another_reading(con, tasks):
    """The same bytes read otherwise would be other awards beside those that they were read as before."""
    before = con.execute("select sha256, kind, read_as from sources").fetchall()
    readings = {(sha256, kind): read_as for sha256, kind, read_as in before}
    for task in tasks:
        reading = readings.get((task.found.sha256, task.kind), task.read_as)
        settled = task.shape is not None and (holds_awards(task) or task.table)
        if settled and reading != task.read_as:
            raise LoadError(
                f"{task.found.name}: this very file was loaded before, read in another way (dates, encoding, "
                "columns or words), and its rows are in the store as they were read then. Load your exports "
                "into a new store: skillslib load FOLDER --store NEW."
            )


def _known_apart(con, tasks, summary):
    """The tasks whose bytes are new; of a file known before, every row is a duplicate."""
    _refuse_another_reading(con, tasks)
    seen = dict(con.execute("select source_id, rows_read from sources").fetchall())
    fresh, here = [], {}
    for task in tasks:
        if task.source_id in seen:
            rows = seen[task.source_id]
            summary.files.append(Count(task.kind, task.found.name, rows, 0, 0, rows))
        elif task.source_id in here:
            here[task.source_id].append(task)
        else:
            here[task.source_id] = []
            fresh.append(task)
    summary.twins = {source: twins for source, twins in here.items() if twins}
    return fresh


def _log(folder, summary, how):
    """When the load happened, beside the versions: outside the content and its hash."""
    line = {
        "loaded_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "version": summary.version,
        "exported_on": how.day,
        "accept_quarantine_rate": how.rate,
        "restated": summary.restated,
        "restated_skills": summary.restated_skills,
        "files": summary.to_frame().to_dict("records"),
    }
    append(folder / "loads.jsonl", f"{json.dumps(line)}\n".encode())
