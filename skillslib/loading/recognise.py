"""Which reader a file is for; what none can read is named with what it looks like."""

from dataclasses import dataclass
from pathlib import Path

from skillslib import taxonomy
from skillslib.badges import documents, mapped
from skillslib.intake import (
    IntakeError,
    Look,
    as_shown,
    best_shape,
    header,
    holder_of,
    likeness,
    look,
    opened,
)
from skillslib.loading.shapes import CSV_SHAPES
from skillslib.loading.unread import KNOWN, looks_like
from skillslib.people import target_sheet

BADGES = "badges (JSON)"
TABLES = (".csv", ".tsv", ".txt")
PAGE, PAGE_WITHIN = b'<meta name="generator" content="Skills Cloud workbench">', 1_000
MOST_FILES = 8  # that a message names
CUT_SHORT = "the last line has no end; the file may be cut short"


class LoadError(IntakeError):
    """The load is refused and the store stays as it was; the message says what to do."""


@dataclass
class Task:
    """A recognised file: how it is to be read."""

    found: Look
    kind: str
    shape: object = None
    container: str = ""  # of JSON: lines, array or single
    source_id: str = ""
    encoding: str | None = None  # of a CSV that is not UTF-8
    read_as: str = ""  # with which dates, encoding and mapping
    declared: bool = False  # by a mapping, which then says what its rows are
    table: object = None  # the block of a company.toml that names it
    dates: str = ""  # how it writes dates, where its block says so
    day: str | None = None  # of a snapshot
    part: object = None  # of a taxonomy's publisher: which file of which family


def files_of(paths):
    """The files to read, each with its name: those named, and those of a folder, by their place in it.

    What is hidden, a store, a report or a page of the workbench in a folder is not read.
    """
    named = [Path(paths)] if isinstance(paths, (str, Path)) else [Path(path) for path in paths]
    found = {}
    for path in named:
        if not path.exists():
            raise LoadError(f"{path}: there is no such file or folder. Name the exports to load.")
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        ours = {p.parent for p in inside if _is_ours(p)}
        for p in inside:
            below = p.parts[len(path.parts) :]
            hidden = any(part.startswith(".") for part in below)
            if p.is_file() and not hidden and ours.isdisjoint(p.parents) and not (below and _is_page(p)):
                found.setdefault(p.resolve(), "/".join(below) or p.name)
    if not found:
        raise LoadError(f"{', '.join(map(str, named)) or 'nothing'}: no file to load there.")
    return found


def _is_ours(path):
    """Whether a file marks its folder as a store or a report of the workbench."""
    return path.name == "provenance.json" or (path.name == "current" and (path.parent / "versions").is_dir())


def _is_page(path):
    """Whether a file is a page that the workbench wrote, such as that of `check`."""
    if path.suffix.lower() != ".html":
        return False
    with path.open("rb") as file:
        return PAGE in file.read(PAGE_WITHIN)


def recognise(paths, encoding, summary, folder, kind=None, named=()):
    """How each file is to be read; what is not ours to read is named with what it looks like.

    What archives and pictures hold is taken out into `folder`. `kind` overrides what the files look like.
    `named` are the files that a company.toml names, which are opened already.
    """
    awards, taxonomies = _mappings((path for path in paths if path.suffix == ".toml"), summary)
    claimed = _claimed(awards, named)
    paths = {path: name for path, name in paths.items() if path.suffix != ".toml" and path not in claimed}
    tasks = [task for mapping in awards for task in _declared(mapping, folder, encoding, summary)]
    tasks += [] if kind else _targets(paths, folder, summary)
    tasks += _workbooks(taxonomies, paths, folder, summary)
    given = {task.found.name for task in tasks}
    for found in looks(paths, encoding, summary, folder):
        given |= {found.name, found.path.name, found.origin.name}
        task = as_kind(kind, found) if kind else _task(found, taxonomies, encoding)
        if task is None:
            summary.not_read.append((found.name, looks_like(found)))
        else:
            task.encoding = encoding
            tasks.append(task)
            if found.cut_short and is_table(task):
                summary.warnings.append(f"{found.name}: {CUT_SHORT}")
    _refuse_misnamed(taxonomies, given)
    if not tasks and not named:
        names = "; ".join(f"{file}: {what}" for file, what in summary.not_read[:5])
        raise LoadError(
            f"None of the files can be read ({names}). Known are: {KNOWN}, and any table whose columns a "
            "TOML file declares (see the README, under 'Badges, from wherever they are')."
        )
    return tasks


def is_table(task):
    """Whether a file has lines that end: documents and workbooks may stop anywhere."""
    ending = task.found.path.suffix.lower()
    return not task.container and not (task.part and ending not in TABLES)


def _mappings(paths, summary):
    """What TOML files declare: tables of awards, and taxonomies with their paths; others are not read."""
    awards, taxonomies = [], []
    for path in paths:
        kind = mapped.kind_of(path)
        if kind == "awards":
            awards.append(mapped.read_mapping(path))
        elif kind == "taxonomy":
            taxonomies.append((path, taxonomy.read_mapping(path)))
        else:
            why = (
                "a TOML file that declares neither a table of awards ([awards]) nor a taxonomy (id, version)"
            )
            summary.not_read.append((as_shown(path.name), why))
    return awards, taxonomies


def _claimed(mappings, named):
    """The files that mappings of awards name. Errors: LoadError where two speak of one table."""
    speakers = {}
    for file in {file.resolve() for mapping in mappings for file in mapped.files_of(mapping)} & set(named):
        raise LoadError(
            f"{as_shown(file.name)}: company.toml names it, and so does another TOML file beside it: its "
            "rows would count twice. Keep one of them."
        )
    for mapping in mappings:
        for file in mapped.files_of(mapping):
            other = speakers.setdefault((file.resolve(), mapping.sheet), mapping)
            if other is not mapping:
                table = as_shown(file.name)
                raise LoadError(
                    f"{other.path.name} and {mapping.path.name} both declare {table}: its rows would "
                    "count twice. Keep one of them."
                )
    return {file for file, _ in speakers}


def _declared(mapping, folder, encoding, summary):
    """The tables that a mapping of awards names, opened."""
    for found, written, said in mapped.looks(mapping, folder, encoding):
        summary.warnings += [f"{found.name}: {number:,} {what}" for number, what in said]
        if found.cut_short:
            summary.warnings.append(f"{found.name}: {CUT_SHORT}")
        yield Task(found, mapping.format, mapped.shape(mapping), encoding=written, declared=True)


def _targets(paths, folder, summary):
    """The workbooks in which targets were decided, opened and taken out of `paths`."""
    for path, name in list(paths.items()):
        if ours := target_sheet.read(path, as_shown(name), folder):
            found, shape, said = ours
            summary.warnings += [f"{found.name}: {number:,} {what}" for number, what in said]
            del paths[path]
            yield Task(found, shape.kind, shape)


def _workbooks(taxonomies, paths, folder, summary):
    """The workbooks that a taxonomy's TOML file names, opened and taken out of `paths`."""
    for beside, mapping in taxonomies:
        path = (beside.parent / mapping.file).resolve()
        if mapping.file.lower().endswith(".xlsx") and not mapping.edition_only and path in paths:
            found, said = taxonomy.read_sheet(path, mapping, folder)
            summary.warnings += [f"{found.name}: {number:,} {what}" for number, what in said]
            del paths[path]
            yield Task(found, "taxonomy", taxonomy.shape(mapping), declared=True)


def _refuse_misnamed(taxonomies, given):
    """Errors: LoadError where a taxonomy's TOML file speaks of a file that is not there."""
    for path, mapping in taxonomies:
        if mapping.file and mapping.file not in given:
            files = ", ".join(sorted(given)[:MOST_FILES]) or "none"
            raise LoadError(
                f"{path.name}: it speaks of {as_shown(mapping.file)!r}, and no such file is here. Correct "
                f"it, or take the TOML file away. The files are: {files}."
            )


def looks(paths, encoding, summary, folder):
    """The files and what archives and pictures among them hold; what cannot be had goes to the summary."""
    for path, name in paths.items():
        if path.stat().st_size and holder_of(path):
            for held in opened(path, folder):
                shown = name.removesuffix(path.name) + held.name
                if held.path is None:
                    summary.not_read.append((as_shown(shown), held.reason))
                else:
                    found = look(held.path, encoding)
                    found.shown, found.origin = shown, path
                    yield found
        else:
            found = look(path, encoding)
            found.shown = name
            yield found


def kinds():
    """The kinds of file that `load` can be told to read as: a CSV's shape by name, or None for JSON."""
    return {shape.kind: shape for shape in CSV_SHAPES} | {BADGES: None}


def as_kind(kind, found):
    """A file read as a kind, whatever it looks like. Errors: LoadError where it holds nothing of it."""
    shape = kinds()[kind]
    if shape is not None:
        return Task(found, kind, shape)
    container = documents.container(found)
    if not container:
        raise LoadError(f"{found.name}: it holds no JSON, so it cannot be read as {kind}.")
    return Task(found, kind, None, container)


def _task(found, mappings, encoding):
    if found.path.suffix.lower() == ".md" or not found.size:
        return None
    mapping = taxonomy.recognise(found, mappings)
    part = taxonomy.part_of(found, mappings, encoding) if mapping is None else None
    if part:
        return Task(found, part.family.kind, part=part, declared=True)
    if found.problem:
        if found.path.suffix.lower() == ".csv":
            raise IntakeError(f"{found.name}: {found.problem}.")
        return None
    container = documents.container(found)
    if container:
        return None if taxonomy.aside(found) else Task(found, BADGES, None, container)
    shape = best_shape(CSV_SHAPES, found)
    names = shape and header(found, [c.name for c in shape.columns])[1]
    if mapping and not (shape and likeness(shape, names) == 1):
        return Task(found, "taxonomy", taxonomy.shape(mapping), declared=True)
    return Task(found, shape.kind, shape) if shape else None
