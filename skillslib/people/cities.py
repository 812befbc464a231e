"""Make the gazetteer anew: cities.csv, from a file of GeoNames that the user names.

`make gazetteer SOURCE=cities15000.txt`, the table of cities as GeoNames gives it out, or the same as JSON.
"""

import csv
import json
import re
import sys
import unicodedata
from pathlib import Path

from skillslib.people.gazetteer import CITIES

LEAST_PEOPLE = 50_000
LONGEST_NAME = 30
# Where the table has what: see the readme of GeoNames.
NAME, ALTERNATIVES, LATITUDE, LONGITUDE, COUNTRY, POPULATION = 1, 3, 4, 5, 8, 14
# A name in Latin letters that begins as names do; codes of airports and spellings of sounds do not.
WRITTEN = re.compile(r"(?![A-Z]{2,4}$)[A-ZÀ-ÞĀ-Ɏ'‘’][^\[\]=|\d\u0250-\uffff]*")


def read(source):
    """The cities of a source: name, alternative names, country, latitude, longitude, population."""
    if source.suffix == ".json":
        return [
            (
                city["name"],
                city["alternatenames"],
                city["countrycode"],
                float(city["latitude"]),
                float(city["longitude"]),
                int(city["population"]),
            )
            for city in json.loads(source.read_text(encoding="utf-8")).values()
        ]
    rows = (line.rstrip("\n").split("\t") for line in source.open(encoding="utf-8"))
    return [
        (
            row[NAME],
            row[ALTERNATIVES].split(","),
            row[COUNTRY],
            float(row[LATITUDE]),
            float(row[LONGITUDE]),
            int(row[POPULATION]),
        )
        for row in rows
    ]


def plain(name):
    """A name without case and accents."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()


def other_names(name, alternatives):
    """The further names that a company may write: each spelling once, in an order of their own."""
    told = {plain(name)}
    kept = []
    for other in sorted(alternatives):
        if len(other) <= LONGEST_NAME and WRITTEN.fullmatch(other) and plain(other) not in told:
            told.add(plain(other))
            kept.append(other)
    return "|".join(kept)


def write(cities, path):
    """Write the large ones down, by country and name."""
    rows = [
        (name, other_names(name, alternatives), country, f"{latitude:.3f}", f"{longitude:.3f}", people)
        for name, alternatives, country, latitude, longitude, people in cities
        if people >= LEAST_PEOPLE and "|" not in name
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("name", "other_names", "country_code", "latitude", "longitude", "population"))
        table.writerows(sorted(set(rows), key=lambda row: (row[2], row[0], -row[5], row)))
    return len(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        sys.exit("Name the file of GeoNames: make gazetteer SOURCE=cities15000.txt")
    print(f"{write(read(Path(sys.argv[1])), CITIES):,} cities in {CITIES.name}")
