"""What a company declares of a table of its own: where it is, how it is written, which column says what.

company.toml says it, in a block [[files]] for each kind of table (see loading/company.py). Here are the
fields that people have, and how the tables of other kinds are read by columns of other names.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from skillslib.intake import Column, wanted

# What a column of people can say, and of which kind it is; an end is read as the block's `ends` says.
FIELDS = {
    **dict.fromkeys(("employee_id", "first_name", "last_name", "name", "email", "email_aliases"), "text"),
    **dict.fromkeys(("hired_on", "original_hired_on"), "day as written"),
    "left_on": "end",
    "starts_on": "day as written",
    "ends_on": "end",
    **dict.fromkeys(("business_unit_id", "business_unit", "location_id", "location", "city"), "text"),
    **dict.fromkeys(("country", "country_code", "job_role", "manager_id"), "text"),
    "fte": "number",
    "worker_type": "choice",
    "status": "choice",
    "event": "text",
    **dict.fromkeys(("on_leave", "primary"), "yes/no"),
    "sequence": "whole",
    "last_changed_on": "day as written",
}
DATED_ONLY = ("starts_on", "ends_on", "sequence", "event")  # of assignments
CHOICES = {
    "worker_type": ("employee", "contractor"),
    "status": ("at work", "on leave", "left"),
    "event": ("hired", "hired again", "left", "on leave", "back", "other"),
}
SHAPES = ("snapshots", "assignments")
FTE = ("share", "percent", "hours of 40", "full time")
# What a table of a kind need not say: then it was so from the first day on.
ALWAYS = {"units": {"starts_on": "date '1970-01-01'"}}
ENDS = {"last day": "last day", "first day after": "day as written"}


@dataclass(frozen=True)
class Table:
    """One block [[files]] of a company.toml: which files, and how they are read.

    `columns` are theirs by ours, where `business_unit` may have several; `words` are, for a field, what
    their words mean.
    """

    path: Path  # of the company.toml
    number: int  # of the block, from 1 on
    file: str
    kind: str
    shape: str = ""
    snapshot_on: str = ""
    columns: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)
    dates: str = ""
    decimal: str = "."
    fte: str = "share"
    ends: str = ""
    header: int = 1
    labels: int = 0
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    @property
    def place(self):
        """Where it is declared, as messages begin with it."""
        return f"{self.path.name}: [[files]] {self.number} ({self.file})"

    @property
    def wanted(self):
        """Ours by theirs: what each column that is read has to say."""
        return wanted(self.columns)


def column(table, ours, kind, **more):
    """The column of a table that says one of our fields; where none does, its cells are all blank."""
    theirs = table.columns.get(ours)
    if theirs is None:
        # No header has such a name.
        return Column(f" {ours}", kind, optional=True, field=ours, person=more.get("person", ""))
    words = tuple((word.lower(), meaning) for word, meaning in table.words.get(ours, {}).items())
    return Column(theirs, kind, field=ours, dates=table.dates, decimal=table.decimal, words=words, **more)


def renamed(shape, table):
    """A shape of ours, read by the columns, dates and decimals that a table declares."""
    if not table.columns:
        return replace(
            shape,
            columns=tuple(
                replace(one, dates=one.dates or table.dates, decimal=table.decimal) for one in shape.columns
            ),
        )
    columns = tuple(
        replace(column(table, one.to, one.kind, choices=one.choices), needed=one.needed, person=one.person)
        if one.to in table.columns
        else replace(one, name=f" {one.to}", field=one.to, optional=True, needed=False)
        for one in shape.columns
    )
    named = {one.to: one.name for one in columns}
    rules = tuple((wrong, named.get(ours, ours), code, why) for wrong, ours, code, why in shape.rules)
    return replace(shape, columns=columns, rules=rules, staging=_always(table))


def _always(table):
    """SQL: a row with what a table of this kind need not say; blank where it says everything itself."""
    open_days = {ours: day for ours, day in ALWAYS.get(table.kind, {}).items() if ours not in table.columns}
    if not open_days:
        return ""
    told = ", ".join(("ordinal", "source_id", "line", *open_days))
    return f"* exclude ({told}), " + ", ".join(f"{day} as {ours}" for ours, day in open_days.items())
