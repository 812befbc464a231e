"""Which of our fields the columns of a table say, told by their names: the words are in headers.toml.

Headers are compared as `plain` makes them. Column names are whatever the owner of a report chose, so content
decides beside them.
"""

import functools
import re
import tomllib
from pathlib import Path

from skillslib.intake import forbidden, words_of

HEADERS = tomllib.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))
PEOPLE = HEADERS["people"]
AWARDS = HEADERS["awards"] | {
    "person_id": [*PEOPLE["employee_id"][:-1], *HEADERS["awards"]["person_id"]],  # the last one is a bare id
    "email": [*PEOPLE["email"], *HEADERS["awards"]["email"]],
    "updated_at": [*HEADERS["awards"]["updated_at"], *PEOPLE["last_changed_on"]],
}
CHANGED = {"last_changed_on": PEOPLE["last_changed_on"]}
UNITS = HEADERS["units"] | CHANGED
UNITS["business_unit_id"] = [*PEOPLE["business_unit_id"], *UNITS["business_unit_id"]]
LOCATIONS = (
    HEADERS["locations"] | {ours: PEOPLE[ours] for ours in ("city", "country", "country_code")} | CHANGED
)
LOCATIONS["location_id"] = [*PEOPLE["location_id"], *LOCATIONS["location_id"]]
LOCATIONS["name"] = [LOCATIONS["name"][0], *PEOPLE["location"], *LOCATIONS["name"][1:]]
UNIT_NAMES = tuple(HEADERS["unit_names"].values())
LEVEL = re.compile(r"(?:level|ebene|tier|niveau|nivel)0*(\d{1,2})")
OF_UNITS = re.compile("org|unit|einheit|department|abteilung|hierarch|business|bereich|division")
BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")


@functools.cache
def plain(header):
    """A header as headers are compared: 'Employee_ID', 'employee-id' and 'employeeId' are one."""
    return "".join(words_of(header))


def is_known(header):
    """Whether a header is one of those that mean something to us."""
    return plain(header) in ALL


def rank(name, known):
    """The place of a header among the words of a field, None where it is none of them.

    What stands in brackets after it explains it: 'Hire Date (dd.mm.yyyy)'.
    """
    words = [plain(word) for word in known]
    for said in (plain(name), plain(BRACKETS.sub("", name))):
        if said in words:
            return words.index(said)
    return None


def matched(names, synonyms):
    """The column of each field that a header names, {ours: theirs}: no column says two fields."""
    found = {}
    for field, name in _ranked(names, synonyms):
        if field not in found and name not in found.values():
            found[field] = name
    return {field: found[field] for field in synonyms if field in found}


def all_matched(names, field):
    """Every column of people whose name could say a field, the best first."""
    return [name for _, name in _ranked(names, {field: PEOPLE[field]})]


def _ranked(names, synonyms):
    ours = [name for name in names if name and not forbidden(name)]
    points = [
        (place, field, name)
        for field, known in synonyms.items()
        for name in ours
        if (place := rank(name, known)) is not None
    ]
    return [(field, name) for _, field, name in sorted(points, key=lambda point: point[0])]


def unit_path(names):
    """The columns that name units, from the largest to the smallest."""
    levels = _levels(names)
    if len(levels) > 1:
        return levels
    found = []
    for known in UNIT_NAMES:
        first = next((name for _, name in _ranked(names, {"unit": known})), None)
        found += [first] if first and first not in found else []  # one header may go for two ranks
    return found or levels


def _levels(names):
    """The columns of a hierarchy of units that numbers its levels: 'Organization Level 1' and so on."""
    said = [(plain(name), name) for name in names if not forbidden(name)]
    numbered = [
        (int(found[1]), name) for one, name in said if (found := LEVEL.search(one)) and OF_UNITS.search(one)
    ]
    return [name for _, name in sorted(numbered)]


def instead_of_units(names):
    """The columns that stand for units where none names them."""
    return list(matched(names, HEADERS["instead_of_units"]).values())


def days_of_lists(names):
    """The columns that say the day of a whole list."""
    return [name for _, name in _ranked(names, HEADERS["lists"])]


ALL = {plain(word) for part, known in HEADERS.items() for words in known.values() for word in words}
