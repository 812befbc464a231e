"""company.toml: how the data of a company is shaped, in one readable file beside it.

[population]
counted = ["employee"]           # employee, contractor, on leave: who is in every denominator

[matching]
least = 0.90                     # below it a place is not measured; it can be raised, never lowered

[[files]]
file = "hr/workers-*.csv"        # below this folder; one pattern for all deliveries of one shape
kind = "people"
shape = "assignments"            # dated rows; or "snapshots": everybody, of a day
dates = "day first"
ends = "last day"                # what an end date means; or "first day after"

[files.columns]                  # ours = theirs
employee_id = "Employee ID"

[files.words.worker_type]        # theirs = ours
"Contingent Worker" = "contractor"

Whatever name is not known here is refused, with the file, the name and the choices.
"""

import math
from dataclasses import dataclass
from pathlib import Path

from skillslib.badges.mapping import Mapping
from skillslib.governance import agreement
from skillslib.intake import MappingError, check_names, read_toml
from skillslib.loading.blocks import block
from skillslib.people.declared import Table
from skillslib.store import LEAST_MATCHED

NAME = "company.toml"
PLAN = "folder_plan.md"  # what `init` writes beside it, for people to read
PARTS = {
    "company": ("name",),
    "population": ("counted",),
    "matching": ("least", "ids"),
    "structure": ("view",),
    "check": ("stale_after", "grows_at_most", "shrinks_at_most"),
    "skills": ("taxonomy",),
}
POPULATIONS = ("employee", "contractor", "on leave")
ONE_OF = {
    "matching.ids": ("as written", "without leading zeros"),
    "structure": ("as was", "today"),
    "skills.taxonomy": ("files", "own names", "badge names"),
}
# What a setting is called in the store, where not as [part] name.
CALLED = {"company.name": "company", "population.counted": "population", "structure.view": "structure"}


@dataclass(frozen=True)
class Company:
    """What a company.toml says: its settings as texts by name, and a block for each kind of table."""

    path: Path
    settings: dict
    files: tuple[Table | Mapping, ...]


def read_company(path):
    """What a company.toml says. Errors: MappingError with the file, the name or value, and the choices.

    Example: read_company("exports/company.toml").settings["population"]
    """
    path = Path(path)
    said = read_toml(path)
    check_names(path, said, (*PARTS, "files"), "it")
    settings = {}
    for part, names in PARTS.items():
        facts = said.get(part, {})
        if not isinstance(facts, dict):
            raise MappingError(f"{path.name}: {part} is {facts!r}: it has to be a table, [{part}].")
        check_names(path, facts, names, f"[{part}]")
        for name, value in facts.items():
            called = CALLED.get(f"{part}.{name}", f"{part}.{name}")
            settings[called] = _setting(f"{path.name}: [{part}] {name}", called, value)
    blocks = said.get("files", [])
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        raise MappingError(f"{path.name}: files has to be blocks, each of which begins with [[files]].")
    files = tuple(block(path, number, one) for number, one in enumerate(blocks, 1))
    _refuse_two_tellers(files)
    return Company(path, settings, files)


def write_settings(con, company):
    """Keep a company's settings in the store, in place of those it had.

    Errors: MappingError where `matching.least` is below 0.9: it can be raised, never lowered.
    """
    place = f"{company.path.name}: [matching] least"
    _least(place, float(company.settings.get("matching.least", LEAST_MATCHED)))
    con.execute("delete from settings where not starts_with(name, ?)", [agreement.PART])
    for name, value in sorted(company.settings.items()):
        con.execute("insert into settings values (?, ?)", [name, value])


def _refuse_two_tellers(files):
    """What a thing is called is told once: by the people's own rows or by a table of those things."""
    kinds = {table.kind for table in files}
    for table in files:
        for kind, own_id, names in (
            ("units", "business_unit_id", ("business_unit",)),
            ("locations", "location_id", ("location", "city", "country", "country_code")),
        ):
            twice = [name for name in names if name in table.columns]
            if table.kind == "people" and kind in kinds and own_id in table.columns and twice:
                raise MappingError(
                    f"{table.place} [files.columns] says {', '.join(twice)} beside {own_id}, and another "
                    f"block tells of {kind}. Keep {own_id} alone."
                )


def _setting(place, called, value):
    """A setting as the text that the store keeps."""
    if called == "population":
        return _population(place, value)
    if called in ONE_OF:
        if value not in ONE_OF[called]:
            raise MappingError(f"{place} is {value!r}. The choices are: {', '.join(ONE_OF[called])}.")
        return value
    if called == "company":
        if not isinstance(value, str) or not value.strip():
            raise MappingError(f'{place} is {value!r}: write a text, as in "Example Works".')
        return value.strip()
    if called == "matching.least":
        return _least(place, value)
    whole = called == "check.stale_after"
    if not _is_number(value) or value <= 0 or (whole and value != int(value)):
        raise MappingError(
            f"{place} is {value!r}: write {'a number of days' if whole else 'a share'} above 0."
        )
    if called == "check.shrinks_at_most" and value >= 1:
        raise MappingError(
            f"{place} is {value!r}: write a share above 0 and below 1. Of 1 even an empty list would be "
            "complete, and everybody taken as left."
        )
    return repr(value)


def _population(place, value):
    if not isinstance(value, list) or not value:
        raise MappingError(f'{place} is {value!r}: write a list, as in ["employee", "contractor"].')
    for name in value:
        if name not in POPULATIONS:
            raise MappingError(f"{place} names {name!r}. The choices are: {', '.join(POPULATIONS)}.")
    return ", ".join(name for name in POPULATIONS if name in value)


def _least(place, value):
    """The share of awards that must find their person, as the text that the store keeps."""
    if not _is_number(value) or not LEAST_MATCHED <= value <= 1:
        raise MappingError(
            f"{place} is {value!r}. It can be raised above {LEAST_MATCHED}, up to 1, never lowered: where "
            "fewer ids match, a number would be wrong."
        )
    return repr(float(value))


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
