"""One block [[files]] of a company.toml: which files, what they are, and how they are read."""

import codecs
from dataclasses import replace
from pathlib import PurePosixPath

from skillslib import people
from skillslib.badges import mapping
from skillslib.intake import DATES, IntakeError, MappingError, check_names, forbidden
from skillslib.loading.recognise import BADGES, kinds
from skillslib.people import declared

LEAVE_OUT, TAXONOMY, AWARDS, PEOPLE = "leave out", "taxonomy", "awards", "people"
# The company's own tables may have columns of other names; business units are called units here.
OWN = {shape.kind: shape for shape in people.SHAPES if shape.kind != PEOPLE}
OWN["units"] = OWN.pop("business units")
WRITTEN = ("dates", "encoding", "delimiter", "header", "labels")
FACTS = {
    PEOPLE: (*WRITTEN, "shape", "snapshot_on", "decimal", "fte", "ends", "sheet", "columns", "words"),
    AWARDS: (*mapping.FACTS, "header", "labels", "columns", "states", "levels"),
    BADGES: ("encoding",),
    TAXONOMY: (),
    **dict.fromkeys(OWN, (*WRITTEN, "decimal", "sheet", "columns")),
}
FACTS[LEAVE_OUT] = tuple(dict.fromkeys(name for names in FACTS.values() for name in names))
TEXTS = (
    "file",
    "kind",
    "shape",
    "snapshot_on",
    "dates",
    "decimal",
    "fte",
    "ends",
    "encoding",
    "delimiter",
    "sheet",
)


def all_kinds():
    """The kinds that a block can be of, each with its shape, or None where it is read in a way of its own."""
    others = {kind: shape for kind, shape in kinds().items() if kind != "business units"}
    return others | OWN | dict.fromkeys((AWARDS, TAXONOMY, LEAVE_OUT))


def block(path, number, said):
    """What a block declares. Errors: MappingError with the file, the block and the choices."""
    place = f"[[files]] {number}"
    if not isinstance(said.get("file"), str) or not said["file"].strip():
        raise MappingError(f'{path.name}: {place} has to say file, as in file = "hr/workers-*.csv".')
    place = f"{place} ({said['file']})"
    _check_below(path, place, said["file"])
    kind = said.get("kind")
    if kind not in all_kinds():
        raise MappingError(
            f"{path.name}: {place} kind is {kind!r}. The choices are: {', '.join(sorted(all_kinds()))}."
        )
    check_names(path, said, ("file", "kind", *(n for n in FACTS.get(kind, WRITTEN) if n != "file")), place)
    if kind == LEAVE_OUT:  # whatever else it says waits until somebody decides
        said = {name: said[name] for name in ("file", "kind", "sheet") if name in said}
    if kind == AWARDS:
        return _awards(path, place, said)
    table = _table(path, place, number, said)
    if kind == PEOPLE:
        _check_people(table, place)
    elif kind in OWN and table.columns:
        _check_own(table, place)
    return table


def _check_below(path, place, file):
    named = PurePosixPath(file.replace("\\", "/"))
    if named.is_absolute() or ".." in named.parts or ":" in named.parts[0]:
        raise MappingError(f"{path.name}: {place} file: name files beside {path.name} or below it.")


def _awards(path, place, said):
    """The mapping of a table of awards; a message names the block, where a file of its own says [awards]."""
    parts = {part: said[part] for part in ("columns", "states", "levels") if part in said}
    facts = {name: value for name, value in said.items() if name not in parts and name != "kind"}
    lines = {name: facts.pop(name) for name in ("header", "labels") if name in facts}
    facts.setdefault("format", "awards")
    try:
        found = mapping.mapping_of({"awards": facts, **parts}, path)
    except IntakeError as error:
        words = str(error).replace("[awards]", place)
        for part in ("columns", "states", "levels"):
            words = words.replace(f"[{part}]", f"{place} [files.{part}]")
        raise MappingError(words) from None
    return replace(found, part=place, **_lines(path, place, lines))


def _table(path, place, number, said):
    for name in TEXTS:
        if name in said and (not isinstance(said[name], str) or not said[name]):
            raise MappingError(f'{path.name}: {place} {name} is {said[name]!r}: write a text, as in "...".')
    _check_choice(path, place, said, "dates", DATES)
    _check_choice(path, place, said, "decimal", (".", ","))
    _check_choice(path, place, said, "delimiter", (",", ";", "\t", "|"))
    try:
        codecs.lookup(said.get("encoding", "utf-8"))
    except LookupError:
        raise MappingError(
            f"{path.name}: {place} encoding is {said['encoding']!r}: name one that exists, as in cp1252."
        ) from None
    facts = {
        name: value for name, value in said.items() if name not in ("header", "labels", "columns", "words")
    }
    columns = _columns(path, place, said.get("columns", {}))
    words = said.get("words", {})
    return declared.Table(path, number, **facts, columns=columns, words=words, **_lines(path, place, said))


def _lines(path, place, said):
    """The line of the column names and the number of further headings below it, as declared."""
    found = {}
    for name, least in (("header", 1), ("labels", 0)):
        value = said.get(name, least)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise MappingError(
                f"{path.name}: {place} {name} is {value!r}: write a number of lines, {least} or more."
            )
        found[name] = value
    return found


def _check_choice(path, place, said, name, choices):
    if name in said and said[name] not in choices:
        shown = ", ".join(map(repr, choices))
        raise MappingError(f"{path.name}: {place} {name} is {said[name]!r}. The choices are: {shown}.")


def _columns(path, place, said):
    """Theirs by ours, without the blanks around them."""
    if not isinstance(said, dict):
        raise MappingError(f"{path.name}: {place} columns has to be a table, [files.columns].")
    found = {}
    for ours, theirs in said.items():
        several = isinstance(theirs, list) and ours == "business_unit" and theirs
        names = theirs if several else [theirs]
        if not all(isinstance(name, str) and name.strip() for name in names):
            raise MappingError(
                f"{path.name}: {place} [files.columns] {ours} is {theirs!r}: write the name of a column"
                f"{', or several in a list' if ours == 'business_unit' else ''}."
            )
        for name in names:
            if forbidden(name):
                raise MappingError(
                    f"{path.name}: {place} [files.columns] {ours} is {name!r}, which is refused "
                    f"({forbidden(name)}). Take the line out; if the column means something else, give it "
                    "another name in the export."
                )
        found[ours] = tuple(name.strip() for name in names) if several else theirs.strip()
    return found


def _check_people(table, place):
    """What people need: an id, a unit, working time, days; and what nobody may guess: what an end means."""
    path, columns = table.path, table.columns
    said = {name: getattr(table, name) for name in ("shape", "fte", "ends") if getattr(table, name)}
    _check_choice(path, place, {"shape": table.shape}, "shape", declared.SHAPES)
    _check_choice(path, place, said, "fte", declared.FTE)
    _check_choice(path, place, said, "ends", tuple(declared.ENDS))
    dated = table.shape == "assignments"
    fields = [name for name in declared.FIELDS if dated or name not in declared.DATED_ONLY]
    check_names(path, columns, fields, f"{place} [files.columns]")
    unit = "business_unit_id" in columns or "business_unit" in columns
    for fine, what in (
        ("employee_id" in columns, "employee_id"),
        ("starts_on" in columns or not dated, "starts_on"),
        (unit, "business_unit_id or business_unit"),
        (
            "fte" in columns or table.fte == "full time",
            'fte (or declare fte = "full time", if everybody works so)',
        ),
    ):
        if not fine:
            raise MappingError(f"{path.name}: {place} [files.columns] has to say {what}.")
    if ("ends_on" in columns or "left_on" in columns) and not table.ends:
        raise MappingError(
            f"{path.name}: {place} has to say what an end date means: "
            'ends = "last day" (still there that day) or "first day after".'
        )
    if dated and table.snapshot_on:
        raise MappingError(f"{path.name}: {place} snapshot_on is of snapshots, and these are dated rows.")
    if not dated and not table.snapshot_on:
        raise MappingError(
            f'{path.name}: {place} has to say where the day of a snapshot stands: snapshot_on = "name" '
            "(of the file), the name of a column, or a day as 2026-01-31."
        )
    _check_words(table, place)


def _check_words(table, place):
    path = table.path
    if not isinstance(table.words, dict) or not all(isinstance(said, dict) for said in table.words.values()):
        raise MappingError(f"{path.name}: {place} words has to be tables, as in [files.words.worker_type].")
    of = [ours for ours, kind in declared.FIELDS.items() if kind in ("text", "choice", "yes/no")]
    check_names(path, table.words, of, f"{place} [files.words]")
    for ours, said in table.words.items():
        if ours not in table.columns:
            raise MappingError(f"{path.name}: {place} [files.words.{ours}]: [files.columns] has no {ours}.")
        yes_no = ("yes", "no") if declared.FIELDS[ours] == "yes/no" else None
        choices = declared.CHOICES.get(ours, yes_no)
        for word, meaning in said.items():
            if not isinstance(meaning, str) or (choices and meaning not in choices):
                shown = f"The choices are: {', '.join(choices)}." if choices else "Write a text."
                raise MappingError(
                    f"{path.name}: {place} [files.words.{ours}] {word!r} is {meaning!r}. {shown}"
                )


def _check_own(table, place):
    shape = OWN[table.kind]
    check_names(table.path, table.columns, [one.to for one in shape.columns], f"{place} [files.columns]")
    given = (*table.columns, *declared.ALWAYS.get(table.kind, ()))
    lacking = [one.to for one in shape.columns if one.needed and one.to not in given]
    if lacking:
        raise MappingError(f"{table.path.name}: {place} [files.columns] has to say {', '.join(lacking)}.")
