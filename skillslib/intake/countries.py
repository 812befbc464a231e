"""Countries as sources write them and their two letters.

Written are two letters, three, or a name: in English, German, French, Spanish, Italian, Portuguese, Dutch
or Polish.
"""

import csv
from pathlib import Path

from skillslib.intake.cells import plain
from skillslib.quoting import literal

# country_code, three_letters, name, other_names: the codes of ISO 3166 with the names of Unicode CLDR.
with Path(__file__).with_name("countries.csv").open(encoding="utf-8", newline="") as lines:
    ROWS = tuple(csv.DictReader(lines))

TWO_LETTERS = {row["three_letters"]: row["country_code"] for row in ROWS}
NAMES = {row["country_code"]: row["name"] for row in ROWS}
CODES = {
    said.lower(): row["country_code"]
    for row in ROWS
    for said in (*list(row.values())[:3], *row["other_names"].split("|"))
    if said
}


def two_letters(code):
    """SQL: the two-letter code of a country from its two or three letters, or null where it is neither."""
    return (
        f"case when length({code}) = 2 then upper({code}) "
        f"when length({code}) = 3 then {_looked_up(TWO_LETTERS, f'upper({code})')} end"
    )


def country_code(text):
    """SQL: the two letters of a country from its letters or its name; null where no country is so called."""
    return _looked_up(CODES, plain(text))


def country_name(code):
    """SQL: a country's name in English from its two letters, or null."""
    return _looked_up(NAMES, f"upper({code})")


def _looked_up(meanings, text):
    # as two texts: the engine reads them in half the time that it needs for a literal of each name
    said, meant = (f"string_split({literal('|'.join(part))}, '|')" for part in (meanings, meanings.values()))
    return f"(map({said}, {meant}))[{text}]"
