"""Whom a row of an answer counts, in the smallest dimensions: unit, location, country, job role, population.

What is published of one day is one system: the combinations of the dimensions that exist (its atoms, which
everybody in the company knows), and for each row the values of those dimensions that it takes in. A unit of a
tier is the list of the units under it, and who is measured is a list of countries.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from skillslib.metrics.question import Asked
from skillslib.metrics.structure import AS_WAS
from skillslib.quoting import identifier
from skillslib.store import ask

UNIT, LOCATION, COUNTRY, CODE = "business_unit_id", "location", "country", "country_code"
ROLE, POPULATION = "job_role", "population"


def asked_of(frame):
    """The question that a frame answers, as it was asked."""
    said = frame.attrs["question"]
    return Asked(
        said["name"],
        date.fromisoformat(said["as_of"]),
        date.fromisoformat(said["known_at"]),
        tuple(said["by"]),
        tuple(said["population"]),
        {name: tuple(values) for name, values in said["filters"].items()},
        dict(said["parameters"]),
        said["name"] == "skill_trend",
        said.get("structure", AS_WAS),
    )


def shown_in(name, question):
    """A dimension's own name, with the day whose structure people are shown in where it is another's."""
    return name if question.structure_on is None else f"{name}@{question.structure_on}"


@dataclass
class Whom:
    """Who was where on some days, as known on one: atoms, measured places, the units of each question."""

    con: object
    known_at: date
    days: list
    units: dict = field(default_factory=dict)

    def atoms(self, day, dimensions):
        """The combinations of these dimensions that exist on a day, one row each."""
        day = _day(day)
        names = [name for name in dimensions if "@" not in name]
        moved = sorted({name.partition("@")[2] for name in dimensions if "@" in name})
        joins = "".join(
            f"""
    join (select person_id, coalesce(unit_now, 'Unknown') as {identifier(f"{UNIT}@{then}")},
                 coalesce(location_now, 'Unknown') as {identifier(f"{LOCATION}@{then}")}
          from placed_on([$as_of], $known_at, date '{date.fromisoformat(then)}')) as then_{number}
        using (person_id)"""
            for number, then in enumerate(moved)
        )
        unit = f"coalesce({UNIT}, 'Unknown') as {UNIT}"
        told = [unit if name == UNIT else identifier(name) for name in (*names, *_moved(dimensions))]
        columns = ", ".join(told) or "'all' as everybody"
        sql = f"select distinct {columns}\nfrom workforce{joins}\norder by all"
        return ask(self.con, sql, day, self.known_at)

    @cached_property
    def _countries(self):
        rows = ask(
            self.con,
            "select distinct day, country_code, country from workforce",
            self.days,
            self.known_at,
        )
        return {day: list(zip(g["country_code"], g["country"], strict=True)) for day, g in _by_day(rows)}

    @cached_property
    def _skills(self):
        rows = ask(
            self.con,
            "select day, skill_id, country_code from skill_places where measured",
            self.days,
            self.known_at,
        )
        found = {}
        for day, group in _by_day(rows):
            for skill, codes in group.groupby("skill_id")["country_code"]:
                found[day, skill] = frozenset(codes)
        return found

    @cached_property
    def _matched(self):
        rows = ask(
            self.con,
            "select day, country_code from matching where round(matched_share, 9) >= least_matched()",
            self.days,
            self.known_at,
        )
        return {day: frozenset(group["country_code"]) for day, group in _by_day(rows)}

    def measured(self, day, skills):
        """The dimension that keeps who is measured for any of these skills on a day; none where all are."""
        day = _day(day)
        lit = frozenset().union(*(self._skills.get((day, skill), ()) for skill in skills))
        return self._within(day, lit)

    def matched(self, day, skills=None):
        """The same for awards; with skills, without places that offer some of them and measure none."""
        day = _day(day)
        lit = self._matched.get(day, frozenset())
        if skills is not None:
            offered = self._offered(day, skills)
            lit -= offered - frozenset().union(*(self._skills.get((day, s), ()) for s in skills))
        return self._within(day, lit)

    def _offered(self, day, skills):
        rows = ask(
            self.con,
            "select distinct country_code from skill_places where skill_id in (select unnest($skills))",
            day,
            self.known_at,
            skills=list(skills),
        )
        return frozenset(rows["country_code"])

    def _within(self, day, codes):
        there = self._countries.get(day, [])
        lit = {name for code, name in there if code in codes}
        dark = {name for code, name in there if code not in codes}
        if not dark:
            return {}
        if lit & dark:  # one name of two countries' codes
            return {CODE: sorted(code for code, _ in there if code in codes)}
        return {COUNTRY: sorted(lit)}

    def groups(self, question, days):
        """For each day and name of a unit, the ids of the units under it that the filters keep."""
        key = (question.by, question.structure, question.filters.get("business_unit"), question.as_of)
        if (key, question.of_many_days) not in self.units:
            rows = ask(
                self.con,
                f"""select distinct {question.day_key}coalesce(workforce.{UNIT}, 'Unknown') as unit,
       coalesce(units.ancestor, workforce.{UNIT}, 'Unknown') as called
from {question.workforce}
left join ({question.units}) as units using ({"day, " if question.of_each_day else ""}{UNIT})
where {question.in_unit("workforce")}
""",
                list(days) if question.of_many_days else question.as_of,
                self.known_at,
                today=question.as_of,
                **question.values,
            )
            if not question.of_many_days:
                rows["day"] = pd.Timestamp(question.as_of)
            found = {}
            for day, group in _by_day(rows):
                for called, units in group.groupby("called")["unit"]:
                    found[day, called] = sorted(set(units))
            self.units[key, question.of_many_days] = found
        return self.units[key, question.of_many_days]

    def everybody(self, question, day, days):
        """Whom the question is about on a day, before it groups them."""
        where = {POPULATION: sorted(question.population)}
        for name, values in question.filters.items():
            if name in (COUNTRY, ROLE):
                where[name] = sorted(values)
            elif name == "location":
                where[shown_in(LOCATION, question)] = sorted(values)
            elif name == "business_unit":
                groups = self.groups(question, days)
                where[shown_in(UNIT, question)] = sorted(
                    {unit for (when, _), units in groups.items() if when == _day(day) for unit in units}
                )
        return where

    def of_row(self, question, day, days, names):
        """Whom a row of these groups is about on a day: dimension -> values."""
        where = self.everybody(question, day, days)
        for column, name in zip(question.columns, names, strict=True):
            if column == "business_unit":
                units = self.groups(question, days).get((_day(day), name), [])
                where[shown_in(UNIT, question)] = units
            elif column != "company":
                dimension = shown_in(LOCATION, question) if column == "location" else column
                where[dimension] = [name]
        return where


def narrowed(where, more):
    """Those whom both take in."""
    both = dict(where)
    for name, values in more.items():
        both[name] = sorted(set(values) & set(both[name])) if name in both else list(values)
    return both


def _moved(dimensions):
    return [name for name in dimensions if "@" in name]


def _day(value):
    return value if type(value) is date else pd.Timestamp(value).date()


def _by_day(rows):
    for day, group in rows.groupby("day", sort=True):
        yield _day(day), group
