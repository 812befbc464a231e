"""What a table is and how it is written: guessed from its header and its cells, asked where neither tells."""

from dataclasses import dataclass, field

from skillslib.intake import forbidden
from skillslib.setup import fields
from skillslib.setup.content import days_of, is_address, is_unique_id, orders
from skillslib.setup.lookalikes import lookalike
from skillslib.setup.opening import Table

DATES = {
    "people": ("hired_on", "original_hired_on", "left_on", "starts_on", "ends_on", "last_changed_on"),
    "awards": ("awarded_on", "expires_on", "revoked_on", "updated_at"),
    "units": ("starts_on", "last_changed_on"),
    "locations": ("last_changed_on",),
}
SYNONYMS = {
    "people": fields.PEOPLE,
    "awards": fields.AWARDS,
    "units": fields.UNITS,
    "locations": fields.LOCATIONS,
}
ORDERED = ("day first", "month first")
TWO_WAYS = "nobody can tell 03/04/2026 from its looks. Which comes first, the day or the month?"


@dataclass
class Group:
    """Tables of one shape under one name: the deliveries of one export."""

    pattern: str
    tables: list  # of Table

    @property
    def first(self) -> Table:
        return self.tables[0]

    @property
    def name(self):
        return f"{self.pattern}, sheet {self.first.sheet}" if self.first.sheet else self.pattern

    def counts(self, column):
        """How often each value of a column is there, in all the tables."""
        total = self.first.values(column)
        for table in self.tables[1:]:
            total = total.add(table.values(column), fill_value=0)
        return total

    def values(self, column):
        return [] if column is None else list(self.counts(column).index)


@dataclass
class Guess:
    """What a group of tables is said to be: facts, columns and words of its block, and what is doubtful."""

    kind: str
    facts: dict = field(default_factory=dict)
    columns: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)  # part of the block -> {theirs: ours}
    unknown: dict = field(default_factory=dict)  # part of the block -> words that nobody explained
    doubts: list = field(default_factory=list)
    unread: list = field(default_factory=list)  # columns that nothing reads
    left_out: bool = False

    def doubt(self, what, left_out=False):
        self.doubts.append(what)
        self.left_out = self.left_out or left_out


def kind_of(group):
    """What a table is by its columns: (kind, {ours: theirs}), ('', {}) where nothing tells."""
    if lookalike(group):
        return "", {}
    found = {kind: fields.matched(group.first.names, known) for kind, known in SYNONYMS.items()}
    by_content(group, found["people"], "employee_id")
    people, awards, units, locations = (found[kind] for kind in ("people", "awards", "units", "locations"))
    names = group.first.names
    placed = fields.unit_path(names) or fields.instead_of_units(names) or "business_unit_id" in people
    badge = {"badge_name", "badge_id"} & set(awards) and "awarded_on" in awards
    badge = badge and {"person_id", "email"} & set(awards)
    if badge and not {"fte", "hired_on"} & set(people):
        return "awards", awards
    if {"employee_id", "email"} & set(people) and (
        "fte" in people or (placed and {"hired_on", "job_role"} & set(people))
    ):
        return "people", people
    if badge:
        return "awards", awards
    if "parent_id" in units and "business_unit_id" in units and "name" in units:
        return "units", units
    if {"country", "country_code", "city"} & set(locations) and {"location_id", "name"} <= set(locations):
        return "locations", locations
    if "employee_id" in people and {"hired_on", "worker_type", "manager_id", "starts_on"} & set(people):
        return "people", people
    return "", {}


def by_content(group, columns, identifier):
    """Finds the id and the addresses by what the cells hold, where no header names them."""
    table, free = group.first, [name for name in group.first.names if name not in columns.values()]
    for name in (name for name in free if not forbidden(name)):
        counts = table.values(name)
        if identifier not in columns and "email" in columns and is_unique_id(counts, len(table.rows)):
            columns[identifier] = name
        elif "email" not in columns and is_address(counts):
            columns["email"] = name


def reading(group):
    """How the rows of a group are read, as far as it is not the usual way."""
    table, facts = group.first, {}
    if table.sheet:
        facts["sheet"] = table.sheet
    if table.header != 1:
        facts["header"] = table.header
    if table.labels:
        facts["labels"] = table.labels
    if table.encoding != "utf-8":
        facts["encoding"] = table.encoding
    return facts


def unread(group, columns, facts):
    """The columns of a group that nothing reads: private ones, those under names used twice, all others."""
    said = [facts.get("snapshot_on")]
    for theirs in columns.values():
        said += theirs if isinstance(theirs, list) else [theirs]
    left = [name for name in group.first.names if name not in said]
    others = [repr(name) for name in left if not forbidden(name)]
    refused = [f"{name!r} ({forbidden(name)})" for name in left if forbidden(name)]
    twice = [repr(name) for name in group.first.twice]
    return [
        f"{why}: {', '.join(names)}"
        for why, names in (
            ("nothing reads these columns", others),
            ("refused, neither shown nor read", refused),
            ("several columns have this name, and none of them is read", twice),
        )
        if names
    ]


def settle_dates(group, guess, asking, named=None):
    """How the group writes its dates: what all its date columns allow together."""
    if named is None:
        named = [guess.columns[ours] for ours in DATES[guess.kind] if ours in guess.columns]
    found = {theirs: ways for theirs in named if (ways := orders(group.values(theirs)))}
    certain = {ways[0]: theirs for theirs, ways in found.items() if len(ways) == 1 and ways != ["iso"]}
    open_columns = [theirs for theirs, ways in found.items() if len(ways) > 1]
    if len(certain) > 1:
        said = "; ".join(f"{theirs!r} looks {way}" for way, theirs in certain.items())
        guess.doubt(f"dates are written in two ways ({said}): export the file with one", left_out=True)
        return
    if certain:
        guess.facts["dates"] = next(iter(certain))
    elif open_columns:
        answer = asking.settle(group.name, open_columns[0], TWO_WAYS, ORDERED)
        if answer:
            guess.facts["dates"] = answer
        elif all(_read_alike(group.values(name)) for name in open_columns):
            guess.facts["dates"] = ORDERED[0]
            guess.doubt(
                f"dates: these are the same days either way, read as {ORDERED[0]!r}: others may not be"
            )
        else:
            wrong = f'dates = "day first", or "month first": no cell of {open_columns[0]!r} decides'
            guess.doubt(wrong, left_out=True)


def _read_alike(values):
    """Whether cells name the same days whichever number comes first: 01/01/2015."""
    return days_of(values, ORDERED[0]) == days_of(values, ORDERED[1])


def lacking(guess, needed):
    """Doubts about a group without what its kind needs: tuples of fields of which one has to be there."""
    for choices in needed:
        if not set(choices) & set(guess.columns):
            guess.doubt(
                f"no column says {' or '.join(choices)}: name it under [files.columns]", left_out=True
            )
