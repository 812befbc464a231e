"""What a TOML file declares of a table of awards: where it is, which column of it says what.

[awards]                         # this tells it from the mapping of a taxonomy
format = "Academy register"      # the name shown; numbers as ids are told apart by it, so it has to stay
file = "register.xlsx"           # beside this file: CSV, TSV, Excel, Parquet; or a pattern, "register-*.csv"
sheet = "Awards"                 # of a workbook, where it has several
issuer = "Example Academy"       # where no column says it
dates = "day first"              # how texts write dates; real dates of Excel and databases need no word
encoding = "cp1252"              # of a CSV that is not UTF-8
delimiter = "|"                  # between the cells of a CSV, where it is not told from its header
separator = ";"                  # between several skills or pieces of evidence in one cell

[columns]                        # ours = theirs; a badge, the day of award and a person are needed
badge_name = "Course"            # badge_id, or badge_name with an issuer
awarded_on = "Completed"
email = "Participant's e-mail"   # person_id, email or both
state = "Status"
level = "Grade"

[states]                         # theirs = ours, upper or lower case; "" says what a blank cell means
Open = "pending"                 # accepted, pending, revoked, rejected, expired, not earned
Completed = "accepted"

[levels]                         # theirs = a level from 1 to 5
Master = 5

A table or query of PostgreSQL is named by the environment variable that holds its address; the address
itself, with its password, is never written here:

[awards]
format = "Learning platform"
postgresql = "BADGES_DATABASE"   # as in BADGES_DATABASE=postgresql://reader@server/learning
table = "learning.awards"        # or: query = "select ..."

The CSV of awards that Canvas Credentials (Badgr) exports has headers that differ by version and are described
nowhere: take them from the file's first line. A mapping of one reads like this:

[awards]
format = "Canvas Credentials export"
file = "assertions-*.csv"

[columns]
award_id = "Assertion URL"       # the award's own address: the same award comes from the API and a wallet
badge_id = "Badge Class URL"
badge_name = "Badge Class Name"
issuer = "Issuer Name"
email = "Recipient Identifier"
awarded_on = "Issue Date"
expires_on = "Expiration Date"
revoked_on = "Revocation Date"
"""

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from skillslib.intake import (
    DATES,
    VARIABLE,
    IntakeError,
    MappingError,
    check_names,
    forbidden,
    read_toml,
    wanted,
)

KINDS = {
    "award_id": "text",
    "badge_id": "text",
    "badge_name": "text",
    "issuer": "text",
    "person_id": "text",
    "email": "text",
    "awarded_on": "day",
    "expires_on": "end",
    "revoked_on": "moment",
    "state": "choice",
    "level": "text",
    "badge_type": "text",
    "country": "text",
    "skills": "text",
    "evidence": "text",
    "updated_at": "moment",
    "recorded_at": "moment",
}
FACTS = (
    *("format", "file", "sheet", "postgresql", "table", "query"),
    *("issuer", "dates", "encoding", "separator", "delimiter"),
)
PARTS = ("awards", "columns", "states", "levels")
STATES = ("accepted", "pending", "revoked", "rejected", "expired", "not earned")
LEVELS = (1, 2, 3, 4, 5)
# The address of a database, wherever it stands; an issuer and a query may name other addresses.
DATABASE = re.compile(r"postgres(ql)?:|://[^/\s]*@|\bpassword\s*=", re.IGNORECASE)
MAY_NAME_ADDRESSES = ("issuer", "query")


@dataclass(frozen=True)
class Mapping:
    """Which table holds awards, and which of its columns says what."""

    path: Path
    format: str
    file: str = ""
    sheet: str = ""
    postgresql: str = ""
    table: str = ""
    query: str = ""
    issuer: str = ""
    dates: str = ""
    encoding: str = ""
    separator: str = ";"
    delimiter: str = ""
    header: int = 1
    labels: int = 0
    part: str = "[awards]"  # of its file, as messages name it
    columns: dict = field(default_factory=dict)
    states: dict = field(default_factory=dict)
    levels: dict = field(default_factory=dict)

    @property
    def kind(self):
        """What it declares, as a block of a company.toml calls it."""
        return "awards"

    @property
    def place(self):
        """Where it is declared, as messages begin with it."""
        return f"{self.path.name}: {self.part}"

    @property
    def wanted(self):
        """Ours by theirs: what each column that is read has to say."""
        return wanted(self.columns)


def kind_of(path):
    """What a TOML file declares: 'awards', 'taxonomy' or None. Errors: IntakeError where it is no TOML."""
    said = read_toml(Path(path))
    if any(
        name.lower() in ("award", "awards") for name in said
    ):  # a misspelt one is told of, with the choices
        return "awards"
    return "taxonomy" if {"id", "version", "columns"} & set(said) else None


def read_mapping(path):
    """The mapping that a TOML file declares. Errors: IntakeError with the file, the value and the choices."""
    return mapping_of(read_toml(Path(path)), Path(path))


def mapping_of(said, path):
    """The mapping that what a TOML file says declares. Errors: IntakeError as `read_mapping`."""
    _refuse_addresses(path, said)
    check_names(path, said, PARTS, "it")
    parts = {part: said.get(part, {}) for part in PARTS}
    for part, value in parts.items():
        if not isinstance(value, dict):
            raise IntakeError(f"{path.name}: {part} is {value!r}: it has to be a table, [{part}].")
    facts, columns = parts["awards"], parts["columns"]
    check_names(path, facts, FACTS, "[awards]")
    check_names(path, columns, KINDS, "[columns]")
    for ours, theirs in columns.items():
        if isinstance(theirs, str) and forbidden(theirs):
            raise MappingError(
                f"{path.name}: [columns] {ours} is {theirs!r}, which is refused ({forbidden(theirs)}). Take "
                "the line out; if the column means something else, give it another name in the export."
            )
    for part in ("awards", "columns"):
        for name, value in parts[part].items():
            if not isinstance(value, str) or not (value.strip() or (value and name == "separator")):
                raise IntakeError(f'{path.name}: [{part}] {name} is {value!r}: write a text, as in "...".')
    _check_source(path, facts)
    _check_needed(path, facts, columns)
    return Mapping(
        path,
        **facts,
        columns={ours: theirs.strip() for ours, theirs in columns.items()},
        states=_words(path, parts["states"], "states", "state", columns, STATES),
        levels=_words(path, parts["levels"], "levels", "level", columns, LEVELS),
    )


def _refuse_addresses(path, said, part=""):
    """The address of a database may hold its password, and what a mapping says is shown: so this is first."""
    for name, value in said.items():
        known = DATABASE.search(name)
        if isinstance(value, dict) and not known:
            _refuse_addresses(path, value, f"[{name}]")
            continue
        any_other = part == "[awards]" and name not in MAY_NAME_ADDRESSES and "://" in str(value)
        if known or any_other or DATABASE.search(str(value)):
            place = f"a name in {part or 'it'}" if known else f"{part} {name}".strip()
            raise IntakeError(
                f"{path.name}: {place} holds an address. Put it into an environment variable, and its name "
                'under postgresql, as in postgresql = "BADGES_DATABASE".'
            )


def _check_source(path, facts):
    """Exactly one place the rows come from, and no address or password among the words."""
    if not facts.get("format"):
        raise IntakeError(f'{path.name}: [awards] format is missing: the name shown, as in "Register".')
    if ("file" in facts) == ("postgresql" in facts):
        raise IntakeError(
            f"{path.name}: [awards] has to say one of file (a file beside it) and postgresql (the name of "
            "the environment variable that holds the address of the database)."
        )
    if "postgresql" in facts:
        # The value is not shown: it may be the address itself, with the password in it.
        if not VARIABLE.fullmatch(facts["postgresql"]):
            raise IntakeError(
                f"{path.name}: [awards] postgresql is no name of an environment variable. Put the address "
                'into one, and its name here, as in postgresql = "BADGES_DATABASE".'
            )
        if ("table" in facts) == ("query" in facts):
            raise IntakeError(f"{path.name}: [awards] has to say one of table and query.")
    ours = ("table", "query") if "file" in facts else ("sheet", "encoding", "delimiter")
    for name in ours:
        if name in facts:
            other = "a database" if "file" in facts else "a file"
            raise IntakeError(f"{path.name}: [awards] {name} is of {other}; take it out.")
    named = PurePosixPath(facts.get("file", "").replace("\\", "/"))
    if named.is_absolute() or ".." in named.parts or ":" in named.parts[:1]:
        raise IntakeError(f"{path.name}: [awards] file is {facts['file']!r}: name a file beside it or below.")
    if facts.get("dates", "iso") not in DATES:
        raise IntakeError(
            f"{path.name}: [awards] dates is {facts['dates']!r}. "
            f"The choices are: {', '.join(map(repr, DATES))}."
        )


def _check_needed(path, facts, columns):
    issuer = "issuer" in columns or "issuer" in facts
    for fine, what in (
        ("awarded_on" in columns, "awarded_on"),
        ("person_id" in columns or "email" in columns, "person_id or email"),
        (
            "badge_id" in columns or ("badge_name" in columns and issuer),
            "badge_id, or badge_name together with an issuer (a column, or one for all in [awards]),",
        ),
    ):
        if not fine:
            raise IntakeError(
                f"{path.name}: [columns] has to say {what}. The choices are: {', '.join(KINDS)}."
            )


def _words(path, said, part, column, columns, choices):
    """What their words mean: lower case -> ours."""
    if said and column not in columns:
        raise IntakeError(f"{path.name}: [{part}] says what words mean, but [columns] has no {column}.")
    for word, meaning in said.items():
        if meaning not in choices or isinstance(meaning, bool):
            raise IntakeError(
                f"{path.name}: [{part}] {word!r} is {meaning!r}. "
                f"The choices are: {', '.join(map(str, choices))}."
            )
    return {word.strip().lower(): meaning for word, meaning in said.items()}
