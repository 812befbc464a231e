"""What a family of taxonomy files is: how to tell its files, how to read them, what holds of all of them."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from skillslib.intake import Look


@dataclass(frozen=True)
class Edition:
    """One version of one taxonomy, and what a reader of a report has to be told of it."""

    taxonomy_id: str = ""
    taxonomy_version: str = ""
    name: str = ""
    publisher: str = ""
    homepage: str = ""
    licence: str = ""
    attribution: str = ""
    language: str = ""
    released_on: str = ""  # as 2022-09-13
    from_version: str = ""  # of a crosswalk: of which versions its ends are
    to_version: str = ""
    kind: str = ""  # of concepts of which no type tells what they are
    prefix: str = ""  # before its ids, where another taxonomy has the same

    def filled(self, other):
        """This edition; what it leaves open is as `other` says."""
        return replace(
            other, **{f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}
        )


@dataclass(frozen=True)
class Family:
    """A family of taxonomy files.

    recognise(found)  which of the family's files a Look is, in the family's own words, or "" for none; it
                      looks at names and `found.head`, and opens a workbook only where its name is right
    aside(found)      what a file of the publisher is that is no part of the taxonomy, or ""
    read(con, part)   its rows into the staging tables (see staging.py); returns an Edition of what the file
                      itself says of its taxonomy, or None
    """

    kind: str  # as a load's summary names it
    edition: Edition  # what holds of every file of the family
    recognise: Callable
    read: Callable
    order: tuple = ()  # which files tell first of what several of them tell
    version_in: str = r"(?<![\d.])v?(\d+(?:[._]\d+)+)(?![\d.]*\d)"  # where a name tells the version
    aside: Callable | None = None


@dataclass
class Part:
    """A file of a taxonomy that is to be read."""

    family: Family
    found: Look
    what: str  # which of the family's files it is, in the family's own words
    declared: Edition  # what a TOML file says of it
    named: str  # the version that its names tell
    source_id: str = ""
    encoding: str | None = None
