"""Names of files: the day that stands in one, and the pattern that gathers all deliveries of an export."""

import fnmatch
import re
from pathlib import PurePosixPath

from skillslib.intake.months import MONTHS

WORDS = "|".join(sorted([*MONTHS, "märz", "février", "août", "décembre"], key=len, reverse=True))
DAY = re.compile(
    r"(?<!\d)((19|20)\d{2}[-_.]?(0[1-9]|1[0-2])([-_.]?(0[1-9]|[12]\d|3[01]))?"
    r"|(0[1-9]|[12]\d|3[01])[-_.](0[1-9]|[12]\d|3[01])[-_.](19|20)\d{2})(?!\d)"
    rf"|(?<![a-zA-Z])(\d{{1,2}}[-_. ]?)?({WORDS})[-_. ]?(19|20)\d{{2}}(?!\d)",
    re.IGNORECASE,
)


def has_day(place):
    """Whether a day or month stands in a file's name: staff-2026-03-31.csv, HC_20260331.csv, Jan2026.csv."""
    return DAY.search(PurePosixPath(place).name) is not None


def pattern_of(place, others):
    """The place with `*` for the day in its name, if no other file of the folder would be meant by it."""
    path = PurePosixPath(place)
    starred = DAY.sub("*", path.name, count=1)
    if starred in (path.name, f"*{path.suffix}"):
        return place
    pattern = (path.parent / starred).as_posix()
    return place if any(meant_by(pattern, other) for other in others) else pattern


def meant_by(pattern, place):
    """Whether a file is one of those that a block names."""
    named, path = PurePosixPath(pattern), PurePosixPath(place)
    return pattern == place or (named.parent == path.parent and fnmatch.fnmatchcase(path.name, named.name))
