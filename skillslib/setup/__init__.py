"""From a folder of exports to company.toml: what each file is and how it is written, guessed and asked."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from skillslib.governance import agreement
from skillslib.intake import IntakeError, MappingError, is_workbook
from skillslib.loading.company import NAME, PLAN
from skillslib.loading.recognise import files_of
from skillslib.setup import archives, known, people, plan, tables, writing
from skillslib.setup.around import BULK, CREDLY, around, company_of, nameless_awards
from skillslib.setup.asking import AnswerError, Asking, Question
from skillslib.setup.guessing import Group, kind_of, unread
from skillslib.setup.names import meant_by, pattern_of
from skillslib.setup.opening import encoding_of, sheet_tables, text_table
from skillslib.setup.sampling import masked_rows
from skillslib.whole import SHARED, write_whole

__all__ = ["AnswerError", "Begun", "Question", "init"]

BADGE_NAMES = "badge names"
FEW = 3  # files that are named one by one though the same is said of them
NAMELESS = "skills: these badges name none: add badge_catalogue.csv, which says the Skills of each badge"
BADGES = ("awards", "badges", CREDLY, BULK)


@dataclass
class Begun:
    """What `init` found and wrote."""

    path: Path  # company.toml
    plan: Path  # folder_plan.md
    agreement: Path  # governance.toml
    to_agree: str = ""  # what governance.toml does not say yet, in a sentence
    recognised: dict = field(default_factory=dict)  # file -> what it is
    questions: list = field(default_factory=list)  # that were asked
    doubts: list = field(default_factory=list)  # what is still to be decided
    unread: list = field(default_factory=list)  # columns that nothing reads, by file
    added: list = field(default_factory=list)  # files that have a block now and had none before
    samples: dict = field(default_factory=dict)  # list of people -> five rows, persons masked

    def __str__(self):
        lines = [
            *_together(self.recognised),
            "",
            f"Questions asked: {len(self.questions)}. Doubts: {len(self.doubts)}.",
        ]
        lines += [f"  ? {doubt}" for doubt in self.doubts]
        if self.unread:
            lines += ["", "Columns that are not read:", *(f"  - {columns}" for columns in self.unread)]
        if self.to_agree:
            lines += ["", f"{self.to_agree} Until then nothing can be published."]
        said = f"now says of {', '.join(self.added)}" if self.added else "has nothing new to say"
        return "\n".join([*lines, "", f"{self.path} {said}. What lies in the folder: {self.plan}"])


def _together(recognised):
    """What each file is, a line each; many files of which the same is said have one line."""
    alike = {}
    for place, words in sorted(recognised.items()):
        alike.setdefault(words, []).append(place)
    for words, places in alike.items():
        if len(places) > FEW:
            yield f"{places[0]} to {places[-1]}, {len(places)} files: {words}"
        else:
            yield from (f"{place}: {words}" for place in places)


def init(folder: str | Path, *, yes: bool = False, ask: Callable[[Question], str] | None = None) -> Begun:
    """What each file of a folder is, written to its company.toml for `load`; nothing is loaded.

    A governance.toml to fill in is written beside it where there is none.

    yes  take the best guess where nothing speaks against it; else the doubt is listed, the file left out
    ask  called with each Question that no file answers; returns the answer, '' for the guess

    A second run adds the blocks of new files and changes nothing else. Errors: AnswerError where a question
    has no answer; LoadError, MappingError where folder or company.toml cannot be read. Then nothing changes.

    Example: print(init("data/sample", yes=True))
    """
    folder = Path(folder)
    path, asking = folder / NAME, Asking(yes, ask)
    ours = (NAME, PLAN, agreement.NAME)
    files = {p: place for p, place in files_of([folder]).items() if place not in ours}
    before = path.read_bytes() if path.exists() else b""
    said = _said(path, before)
    company = said.get("company", {}).get("name") or company_of(folder)
    recognised, kinds, groups, unsaid = _look(files, said.get("files", []))
    told = [(group, *(known.native(group) or kind_of(group))) for group in groups]
    nameless = nameless_awards(told, kinds | {block.get("kind") for block in said.get("files", [])})
    taxonomy = _taxonomy(said, before, kinds, nameless)
    guesses, samples = _guess(told, around(company, told), asking)
    for guess in (guess for group, guess in guesses if group.name in nameless and taxonomy != BADGE_NAMES):
        guess.doubt(NAMELESS)
    blocks = [(group, guess) for group, guess in guesses if guess.facts or guess.columns or guess.left_out]
    others = [one for one in guesses if one not in blocks]
    recognised |= {group.name: guess.doubts[0] for group, guess in others if not guess.kind}
    written = before or writing.top(company, taxonomy).encode()
    written += "".join(writing.block(group.pattern, guess) for group, guess in blocks).encode()
    begun = Begun(path, folder / PLAN, folder / agreement.NAME)
    begun.recognised, begun.questions, begun.samples = recognised, asking.asked, samples
    begun.added = [group.name for group, _ in blocks]
    begun.doubts = unsaid + [f"{group.name}: {doubt}" for group, guess in others for doubt in guess.doubts]
    begun.unread = [f"{group.name}: {columns}" for group, guess in others for columns in guess.unread]
    return _write(begun, before, written, files.values(), kinds)


def _taxonomy(said, before, kinds, nameless):
    """Where skills come from: what company.toml says, else a taxonomy's file, else what the badges say."""
    without = "files" if before or "taxonomy" in kinds else BADGE_NAMES if nameless else "own names"
    return said.get("skills", {}).get("taxonomy", without)


def _said(path, before):
    """What company.toml says already."""
    try:
        return tomllib.loads(before.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path.name}: it is not TOML: {error}") from None


def _look(files, blocks):
    """({file: what it is}, their kinds, [groups of tables that need to be looked at], [doubts])."""
    declared, taxonomies = known.declared(files)
    recognised, kinds, found, doubts = {}, set(), [], []
    named = {(block.get("file"), block.get("sheet")) for block in blocks}
    for path, place in files.items():
        spoken = {sheet for pattern, sheet in named if pattern and meant_by(pattern, place)}
        if None in spoken:
            continue
        words, kind = known.what(path, declared, taxonomies)
        tables = []
        if known.is_archive(words):
            tables, why = archives.tables_of(path, place)
            kind, words = ("", why) if tables or why else (kind, words)
            doubts += [f"{place}: {why}"] if why else []
        elif known.is_table(words, kind):
            tables = _tables(path, place, recognised)
        recognised |= {place: words} if words else {}
        kinds |= {kind} - {""}
        _keep(found, [table for table in tables if table.sheet not in spoken])
    return recognised, kinds, _grouped(found, files.values()), doubts


def _keep(found, tables):
    """Tables beside those found; of a further delivery of one export only what its columns say is kept."""
    for table in tables:
        if any(_export(table) == _export(other) for other in found):
            table.let_go()
        found.append(table)


def _export(table):
    """What deliveries of one export have in common."""
    return pattern_of(table.place, ()), table.sheet, tuple(table.names), table.encoding, table.header


def _tables(path, place, recognised):
    """The tables that a file holds; why there is none is noted in `recognised`."""
    try:
        if is_workbook(path):
            found = list(sheet_tables(path, place))
        else:
            encoding = encoding_of(path)
            if not encoding:
                recognised.setdefault(place, "no text: not read")
                return []
            found = [table for table in [text_table(path, place, encoding)] if table]
    except IntakeError as error:
        recognised[place] = f"cannot be read: {error}"
        return []
    if not found:
        recognised.setdefault(place, "no table with names of columns above its rows: not read")
    return found


def _grouped(found, places):
    """Tables with the same columns, under names that differ in the day only, are one group."""
    alike = {}
    for table in found:
        alike.setdefault(_export(table), []).append(table)
    groups = []
    for (starred, *_), members in alike.items():
        own = {table.place for table in members}
        if any(meant_by(starred, place) and place not in own for place in places):
            groups += [Group(table.place, members) for table in members]
        else:
            groups.append(Group(starred, members))
    return sorted(groups, key=lambda group: (group.pattern, group.first.sheet))


def _guess(told, others, asking):
    """[(group, Guess)] of groups with their kinds and columns, and {list of people: five masked rows}."""
    native = [known.native(group) for group, _, _ in told]
    guesses, samples = [], {}
    for (group, kind, columns), own in zip(told, native, strict=True):
        if kind == "people":
            asking.sample = samples[group.name] = masked_rows(group.first, columns)
        if own or not kind:
            guess = known.guess(kind, group, asking)
        elif kind == "people":
            guess = people.guess(group, columns, others, asking)
            samples[group.name] = masked_rows(group.first, guess.columns)
        else:
            guess = tables.guess(kind, group, columns, others, asking)
        if guess.kind:
            guess.unread = unread(group, columns if own else guess.columns, guess.facts)
        asking.sample = None
        if group.first.encoding == "cp1252" and guess.kind:
            guess.doubt('encoding: it is not UTF-8, and read as "cp1252": look at letters beyond a to z')
        guesses.append((group, guess))
    return guesses, samples


def _write(begun, before, written, places, kinds):
    """Puts company.toml, folder_plan.md and a governance.toml in place, and notes what they say."""
    said = written.decode("utf-8-sig")
    for block in tomllib.loads(said).get("files", []):
        meant = [place for place in places if meant_by(block.get("file", ""), place)]
        if not meant:
            begun.doubts.append(f"{block.get('file')}: a block names it, and no file is there")
        for place in meant:
            kinds.add(block.get("kind"))
            sheet = f", sheet {block['sheet']}" if "sheet" in block else ""
            begun.recognised[place + sheet] = plan.words_of(block)
    begun.doubts = plan.doubts(said) + begun.doubts
    begun.unread += plan.doubts(said, plan.UNREAD)
    if tomllib.loads(said).get("skills", {}).get("taxonomy") in ("own names", BADGE_NAMES):
        kinds |= {"taxonomy"}
    kinds |= {"badges"} if kinds.intersection(BADGES) else set()
    if not begun.agreement.exists():
        write_whole(begun.agreement, agreement.skeleton().encode(), SHARED)
    begun.to_agree = agreement.still_open(agreement.read_agreement(begun.agreement))
    text = plan.plan(
        begun.path.parent.resolve().name, begun.recognised, kinds, begun.doubts, begun.unread, begun.to_agree
    ).encode()
    if written != before:
        write_whole(begun.path, written, SHARED)
    if not begun.plan.exists() or begun.plan.read_bytes() != text:
        write_whole(begun.plan, text, SHARED)
    return begun
