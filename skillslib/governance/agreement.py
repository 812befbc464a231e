"""governance.toml: what was agreed on for the data of a company; beside company.toml, read by `load`.

Without one that is filled in, everything can be loaded and looked at inside the team, and nothing published.
Whatever name is not known here is refused, with the line, the name and the choices.
"""

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

from skillslib.intake import MappingError, check_names, read_toml

NAME = "governance.toml"
FLOOR = 5  # the smallest group that may be shown: it can be raised, never lowered
TEAM = "team"
PART = "governance."  # what its settings in the store begin with
TEXTS = ("controller", "contact", "purpose", "basis")
LISTS = ("forbidden", "named_views")
RECOGNITION = "named_recognition"
RETENTION = {
    "leavers": "people, after their last day at work",
    "raw_documents": "credentials as they were delivered, in the vault, after their award",
    "quarantine": "rows that were refused, in the vault",
    "old_versions": "versions of the store before the current one",
    "landing": "what `sync` fetched",
}

SKELETON = """\
# What was agreed on for this data. Fill it in with whoever is responsible for it, the data protection officer
# and the works council; then load the folder again. Until then nothing can be published: `report`, exports
# and named views are refused. Every report prints it.
controller = ""             # who is responsible for this data
contact = ""                # how to reach the data protection officer
purpose = ""                # what the data is used for
basis = ""                  # the legal basis or the works agreement
forbidden = ["appraisal", "pay", "dismissal"]  # what nobody may use it for
named_views = []            # accounts that may see names; or ["team"]: whoever can open the store
min_people = 5              # the smallest group that is shown; it can be raised, never lowered
named_recognition = false   # whether a report may thank by name those who agreed to it: consents.csv

[retention]                 # in days; `skillslib retain` applies it
"""


class GovernanceError(ValueError):
    """What was asked for is not agreed on; the message says what to do."""


@dataclass(frozen=True)
class Agreement:
    """What a governance.toml says; a text that is still empty is ''."""

    controller: str = ""
    contact: str = ""
    purpose: str = ""
    basis: str = ""
    forbidden: tuple = ()
    named_views: tuple = ()
    min_people: int = FLOOR
    named_recognition: bool = False
    retention: dict = field(default_factory=dict)  # what is kept -> days

    @property
    def open(self):
        """The names that still wait for a value."""
        texts = [name for name in TEXTS if not getattr(self, name)]
        lists = [] if self.forbidden else ["forbidden"]
        return [*texts, *lists, *(f"retention.{name}" for name in RETENTION if name not in self.retention)]


def skeleton():
    """A governance.toml to fill in."""
    days = "".join(f"{name + ' = ' + chr(34) * 2:<28}# {words}\n" for name, words in RETENTION.items())
    return SKELETON + days


def read_agreement(path):
    """What a governance.toml says. Errors: MappingError with the file, the line, the value and the choices.

    Example: read_agreement("exports/governance.toml").purpose
    """
    path = Path(path)
    said = read_toml(path)
    _check_names(path, said, (*TEXTS, *LISTS, "min_people", RECOGNITION, "retention"), "")
    kept = said.get("retention", {})
    if not isinstance(kept, dict):
        raise MappingError(f"{path.name}: retention is {kept!r}: it has to be a table, [retention].")
    _check_names(path, kept, tuple(RETENTION), "retention")
    return Agreement(
        **{name: _text(_place(path, name), said.get(name, "")) for name in TEXTS},
        **{name: _list(_place(path, name), said.get(name, [])) for name in LISTS},
        min_people=_least(_place(path, "min_people"), said.get("min_people", FLOOR)),
        named_recognition=_yes_or_no(_place(path, RECOGNITION), said.get(RECOGNITION, False)),
        retention={
            name: _days(_place(path, name, "retention"), days) for name, days in kept.items() if days != ""
        },
    )


def keep(con, agreement):
    """Keep an agreement in the store that is being built, in place of the one it had."""
    con.execute("delete from settings where starts_with(name, ?)", [PART])
    for name, value in asdict(agreement).items():
        con.execute("insert into settings values (?, ?)", [PART + name, json.dumps(value)])


def agreement_of(con):
    """What was agreed on for the data of a store; None where no governance.toml was loaded.

    Example: agreement_of(connect("store")).controller
    """
    rows = con.execute("select name, value from settings where starts_with(name, ?)", [PART]).fetchall()
    said = {name.removeprefix(PART): json.loads(value) for name, value in rows}
    return Agreement(**said | {name: tuple(said[name]) for name in LISTS}) if said else None


def missing(con):
    """What is missing of an agreement, in a sentence; '' where it is whole."""
    agreed = agreement_of(con)
    if agreed is None:
        return (
            f"No {NAME} was loaded. It says who is responsible for this data, what it is used for and on "
            "which basis. `skillslib init FOLDER` writes one to fill in beside the exports; then load the "
            "folder again."
        )
    return still_open(agreed)


def still_open(agreed):
    """What an agreement does not say yet, in a sentence; '' where it is whole."""
    if not agreed.open:
        return ""
    return f"{NAME} does not say yet: {', '.join(agreed.open)}. Fill it in, and load it again."


def require(con, what):
    """The agreement that something may be done under. Errors: GovernanceError where none is whole.

    Example: require(connect("store"), "a report")
    """
    said = missing(con)
    if said:
        raise GovernanceError(f"Not without an agreement: {what}. {said}")
    return agreement_of(con)


# ------------------------------------------------------------------ values, and the lines they stand on
def _check_names(path, said, choices, part):
    for name in said:
        if name not in choices:
            check_names(path, {name: None}, choices, _place(path, name, part, f"[{part}]" if part else "it"))


def _place(path, name, part="", words=""):
    """Where a name stands: the file is named by the caller of `check_names`, else here."""
    line = _line(path.read_text(encoding="utf-8-sig"), name, part)
    return f"line {line}: {words}" if words else f"{path.name}, line {line}: {name}"


def _line(text, name, part):
    inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            inside = header[1]
            if not part and inside.split(".")[0] == name:
                return number
        elif inside == part and re.match(rf"""\s*["']?{re.escape(name)}["']?\s*[.=]""", line):
            return number
    return 1


def _text(place, value):
    if not isinstance(value, str):
        raise MappingError(f'{place} is {value!r}: write a text, as in "Example Works".')
    return value.strip()


def _list(place, value):
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise MappingError(f'{place} is {value!r}: write a list of texts, as in ["appraisal", "pay"].')
    return tuple(one.strip() for one in value)


def _least(place, value):
    if isinstance(value, bool) or not isinstance(value, int) or value < FLOOR:
        raise MappingError(
            f"{place} is {value!r}. Write a whole number from {FLOOR} up: it can be raised, never lowered."
        )
    return value


def _yes_or_no(place, value):
    if not isinstance(value, bool):
        raise MappingError(f"{place} is {value!r}: write true or false, without quotes.")
    return value


def _days(place, value):
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise MappingError(f"{place} is {value!r}: write a whole number of days from 1 up.")
    return value
