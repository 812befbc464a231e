"""Where the people of a list belong: their units, places and managers, by id or by name."""

import re

from skillslib.intake.countries import CODES
from skillslib.setup import fields, words

BRACKETS = re.compile(r"\(([^)]+)\)$")
KNOWN = 0.5  # share of a column's values found elsewhere, from which on they are those ids
MOST = 25  # countries that nobody knows, listed one by one
EMPLOYERS = ("countryofcompany", "legislation", "legislationcode")  # of the company, not of the place


def settle_unit(group, found, around):
    """Units by id where a file of units has the ids, else by their names, joined to a path."""
    columns, path = found.columns, fields.unit_path(group.first.names)
    candidates = [columns[ours] for ours in ("business_unit_id",) if ours in columns] + path[::-1]
    for name in candidates:
        if _share(group.values(name), around.unit_ids) >= KNOWN:
            columns["business_unit_id"] = name
            return
    path = [name for name in path if len(group.values(name)) > 1 or name == path[-1]]
    named = [name for name in path if _names_people(group, found, name)]
    path = [name for name in path if name not in named] or path
    if path == named and "business_unit_id" not in columns:
        path = fields.instead_of_units(group.first.names) or path
    if path:
        if named and path == named:
            found.doubt(f"{named[0]!r} names people in its brackets, and units are published: leave them out")
        columns["business_unit"] = path if len(path) > 1 else path[0]
        if len(path) == 1 and len(group.first.rows) > 1 and len(group.values(path[0])) == 1:
            found.doubt(
                f"business_unit: {path[0]!r} says the same of everybody: name the column of their units"
            )
        _keep_own_id(group, columns, "business_unit_id", path)


def _names_people(group, found, name):
    """Whether the names of units have those of people in brackets, as in 'Red (Ann One)'."""
    inside = {one[1] for value in group.values(name) if (one := BRACKETS.search(value))}
    people = set(group.values(found.columns.get("name")))
    if {"first_name", "last_name"} <= set(found.columns):
        rows = group.first.rows
        people |= set(rows[found.columns["first_name"]] + " " + rows[found.columns["last_name"]])
    return not inside.isdisjoint(people)


def _keep_own_id(group, columns, ours, names):
    """Drops an id that stands beside names and is the id of something else: each has to have one name."""
    if ours in columns:
        pairs = group.first.rows[[columns[ours], *names]].drop_duplicates()
        if len(pairs) != pairs[columns[ours]].nunique():
            del columns[ours]


def _share(values, known):
    return len(known.intersection(values)) / len(values) if values else 0


def settle_place(group, found, around):
    """Places by id where a file of locations has them, else by what the rows say of them."""
    columns = found.columns
    for ours in ("location_id", "location"):
        if ours in columns and _share(group.values(columns[ours]), around.location_ids) >= KNOWN:
            columns["location_id"] = columns.pop(ours)
            for other in ("location", "city", "country", "country_code"):
                columns.pop(other, None)
            return
    if "location" in columns:
        _keep_own_id(group, columns, "location_id", [columns["location"]])
    if {"location", "city"} & set(columns) and not {"country", "country_code"} & set(columns):
        found.doubt("no column says the country of a place: people are counted as Unknown, not on the map")
    for ours in ("country", "country_code"):
        if fields.plain(columns.get(ours, "")) in EMPLOYERS:
            said = f"{columns[ours]!r} is the country of the employer, taken for that of the place"
            found.doubt(f"{ours}: {said}; name a better column, or list the places in locations.csv")
        _doubt_countries(group, found, ours)


def _doubt_countries(group, found, ours):
    """Countries that no language we read calls so: their people would be on no map of countries."""
    values = group.values(found.columns.get(ours))
    unknown = sorted(value for value in values if " ".join(value.lower().split()) not in CODES)
    if 0 < len(unknown) <= MOST:
        found.unknown[f"words.{ours}"] = unknown
        listed = ", ".join(map(repr, unknown))
        found.doubt(
            f"[files.words.{ours}] which countries {listed} of {found.columns[ours]!r} are is not said"
        )
    elif unknown:
        found.doubt(
            f"{ours}: {len(unknown):,} words of {found.columns[ours]!r} are no countries that we know"
        )


def settle_manager(group, found):
    """A column of managers counts where it holds ids: names are nobody's id."""
    name = found.columns.get("manager_id")
    if name is None or "employee_id" not in found.columns:
        return
    nobody, managers = words.meanings(group.values(name), words.NO_MANAGER)
    if _share(managers, set(group.values(found.columns["employee_id"]))) < KNOWN:
        del found.columns["manager_id"]
    elif nobody:
        found.words["words.manager_id"] = nobody
