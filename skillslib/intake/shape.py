"""What a kind of CSV looks like, what its rows become, and how they are counted."""

from dataclasses import dataclass

ERASED = "erased"  # the reason code of a row that tells of a person who was erased


class IntakeError(ValueError):
    """A file is refused; the message names the file, the place, and what to do."""


@dataclass(frozen=True)
class Column:
    """One column of a file: its header, how its cells are read, whether it may be absent or blank."""

    name: str
    kind: str = "text"  # text | day | moment | end | number | whole | yes/no | choice; and what HR systems
    # write: day as written (its offset moves it nowhere) | last day (over on the day after it) | percent
    needed: bool = False
    optional: bool = False
    choices: tuple = ()
    field: str = ""
    dates: str = ""  # how its dates are written, where that is known whatever the file
    decimal: str = "."  # what stands before the decimals of its numbers
    words: tuple = ()  # (theirs in lower case, ours): what its cells mean
    hint: str = ""  # what to do about a bad value, beside what it should have been
    person: str = ""  # as what the pseudonym of its employee ids stands beside them; null of who was erased

    @property
    def to(self):
        return self.field or self.name.lower().replace(" ", "_")


@dataclass(frozen=True)
class Write:
    """What a shape's good rows become: a table, its key, and the query that makes the versions.

    `identity` tells one version from another; left out, the key, and for versions their time and
    content too. `merge` says what becomes of the columns in which two deliveries of one version
    differ: the least or the greatest stays. `inferred` is the day that a version follows from, where no
    row told it: it gives way to what a row tells. `late` is what is too large to be handed on: it is looked
    up when a row is inserted, in the `place` that is joined to it.
    """

    table: str
    key: tuple
    select: str
    main: bool = False
    identity: tuple = ()
    merge: tuple = ()  # (column, 'least' or 'greatest')
    inferred: str = ""
    late: str = ""
    place: str = ""


@dataclass(frozen=True)
class Shape:
    """A kind of CSV: its columns, rules over a whole row, and the versions its rows become.

    `rules` are (what is wrong as SQL, column, reason code, reason). `excluded` names reason codes
    that are no fault of the file: rows so refused are counted, but not held against it.
    """

    kind: str
    columns: tuple
    writes: tuple = ()
    rules: tuple = ()
    excluded: tuple = ()
    notes: tuple = ()  # (how many as SQL over `good`, what to say of them)
    among: tuple = ()  # what shows beside other rows: (SQL over `neighbours`, column, code, reason)
    remarks: tuple = ()  # SQL over `good`: source_id, line, column_name, code, what, effect
    dates: str = "iso"  # how its dates are written, unless a column or the load says otherwise
    staging: str = ""  # how a good row is staged as SQL columns, where several kinds of file become one
    refers: bool = False  # its rules look up what other files brought: it is read after them

    @property
    def left_out(self):
        """The reason codes of rows that are not read: those it excludes, and of people who were erased."""
        return (*self.excluded, ERASED)


@dataclass
class Count:
    """What became of a file's rows: read = accepted + quarantined + duplicates."""

    kind: str
    file: str
    read: int = 0
    accepted: int = 0
    quarantined: int = 0
    duplicates: int = 0
    faulty: int = 0  # quarantined through a fault, not through a documented exclusion
