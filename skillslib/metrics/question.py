"""What every question shares: its days, its groups, its population, and the meaning on its answer."""

import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

import pandas as pd

from skillslib.disclosure import blank, derive, released
from skillslib.metrics.structure import AS_WAS, TODAY, InUnits
from skillslib.store import settings

GROUPS = ("company", "business_unit", "country", "location", "job_role")
POPULATIONS = ("employee", "contractor", "on leave")

# What a filter can name: of any day, since a trend asks about earlier ones too.
CHOICES = {
    "business_unit": """select name from unit_names
        union select business_unit from business_units(date '9999-12-30', date '9999-12-30')
        union select 'Unknown'""",
    "country": "select country from location_versions where country is not null union select 'Unknown'",
    "location": """select name from location_versions where name is not null
        union select name from locations(date '9999-12-30') where name is not null
        union select name from location_change_versions where name is not null
        union select 'Unknown'""",
    "job_role": "select job_role from assignment_versions where job_role is not null union select 'Unknown'",
    "family": "select family from skill_families",
    "skill": "select label from skills",
}
# What it can name besides in the structure of a day.
SHOWN = {
    "business_unit": "select business_unit from business_units_of([?], ?, 'today')",
    "location": "select location_now from locations_carried(?, ?)",
}


class QuestionError(ValueError):
    """A question was asked in a way we cannot answer; the message gives the choices."""


@dataclass
class Asked(InUnits):
    """A question's parameters, checked: days, groups, population, filters, structure."""

    name: str
    as_of: date
    known_at: date
    by: tuple
    population: tuple
    filters: dict = field(default_factory=dict)
    parameters: dict = field(default_factory=dict)
    of_many_days: bool = False
    structure: str = AS_WAS

    @property
    def columns(self):
        """The names of the group columns, without their tier."""
        return tuple(group.partition("@")[0] for group in self.by)

    @property
    def groups(self):
        """The group columns as SQL; every name comes from GROUPS."""
        return ", ".join(self.columns)

    @property
    def keys(self):
        """What names a group: its columns, after the day where the question is of many days."""
        return f"day, {self.groups}" if self.of_many_days else self.groups

    @property
    def day_key(self):
        """The column `day` with its comma, where the question is of many days."""
        return "day, " if self.of_many_days else ""

    @property
    def values(self):
        """The values that the SQL's `$names` stand for."""
        lists = {f"only_{name}": list(values) for name, values in self.filters.items()}
        return {"population": list(self.population), "structure_on": self.structure_on, **lists}

    @property
    def members(self):
        """SQL for `members`: the people asked about, one row each, with their groups.

        Of many days too a unit has one name, that of the day asked about.
        """
        kept = "".join(
            f"\n      and {name} in (select unnest($only_{name}))"
            for name in self.filters
            if name in ("country", "location", "job_role")
        )
        name = "coalesce(units.ancestor, workforce.business_unit_id, 'Unknown')"
        return f"""members as (
    select {self.day_key}person_id, fte, workforce.country_code, workforce.business_unit_id,
           'Company' as company, {name} as business_unit, country, location, job_role
    from {self.workforce}
    left join ({self.units}) as units using ({"day, " if self.of_each_day else ""}business_unit_id)
    where population in (select unnest($population)){kept}
      and {self.in_unit("workforce")})"""

    @property
    def skills_kept(self):
        """SQL that keeps the skills the filters name, and those of the families they name."""
        kept = {
            "family": "skill_id in (select skill_id from skill_families"
            " where family in (select unnest($only_family)))",
            "skill": "label in (select unnest($only_skill))",
        }
        return "".join(f" and {kept[name]}" for name in self.filters if name in kept)

    @property
    def proving(self):
        """SQL for whether an award proves a skill that the filters name; any does where they name none."""
        if not self.skills_kept:
            return "true"
        return "badge_id in (select badge_id from badge_skills join asked using (skill_id))"

    def period(self, since):
        """The day after which the period that ends on `as_of` begins: the one given, else a year before.

        Errors: QuestionError where it does not begin before it ends.
        """
        start = day(since, "since") if since else (pd.Timestamp(self.as_of) - pd.DateOffset(years=1)).date()
        if start >= self.as_of:
            raise QuestionError(f"since={start}: the period has to begin before as_of, {self.as_of}.")
        self.parameters["since"] = start.isoformat()
        return start


def asked(
    con,
    name,
    as_of,
    known_at,
    by="company",
    population=None,
    filters=None,
    *,
    structure=None,
    of_many_days=False,
    **parameters,
):
    """The question's parameters, checked, or an error that gives the choices.

    A population or structure that is left open is the one that the company decided on: `store.settings`.
    """
    groups = (by,) if isinstance(by, str) else tuple(by)
    for group in groups:
        stem, at, tier = group.partition("@")
        if stem not in GROUPS or (
            at and (stem != "business_unit" or not re.fullmatch(r"[1-9]\d{0,3}", tier))
        ):
            raise QuestionError(
                f"by={group!r} is not a way to group people. Choose from: {', '.join(GROUPS)}, "
                "business_unit@2 (a tier, from the top, which is 1), or a pair of them."
            )
    if not 1 <= len(groups) <= 2 or len({g.partition("@")[0] for g in groups}) < len(groups):
        raise QuestionError(f"by={by!r}: name one group, or two different ones.")
    if population is None:
        population = settings(con)["population"]
    people = (population,) if isinstance(population, str) else tuple(population)
    if not people or set(people) - set(POPULATIONS):
        raise QuestionError(f"population={population!r}: choose one or more of {', '.join(POPULATIONS)}.")
    kept = {}
    for key, wanted in (filters or {}).items():
        if key not in CHOICES:
            raise QuestionError(f"filters has {key!r}. Filter by: {', '.join(CHOICES)}.")
        kept[key] = tuple([wanted] if isinstance(wanted, str) else wanted)
    named = {*(group.partition("@")[0] for group in groups), *kept}
    return Asked(
        name,
        day(as_of, "as_of"),
        day(known_at, "known_at"),
        groups,
        people,
        kept,
        parameters,
        of_many_days,
        _structure(con, structure) if {"business_unit", "location"} & named else AS_WAS,
    )


def _structure(con, structure):
    """In whose units people are shown, checked: "as was", "today", or a day."""
    if structure is None:
        structure = settings(con)["structure"]
    if structure in (AS_WAS, TODAY):
        return structure
    try:
        return day(structure, "structure").isoformat()
    except QuestionError:
        raise QuestionError(
            f"structure={structure!r}: choose 'as was' (the units of each day), 'today' (those of as_of for "
            "every day), or a day like '2026-09-30' (those of that day)."
        ) from None


def day(value, name):
    """A date from a date or an ISO text such as "2026-09-30"."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    elif isinstance(value, date):
        return date(value.year, value.month, value.day)
    raise QuestionError(f"{name}={value!r} is not a day. Write it like '2026-09-30'.")


def _check_filters(con, question):
    """Refuse a filter's value that is nowhere in the store: an empty answer would look like a finding."""
    for name, wanted in question.filters.items():
        known = {row[0] for row in con.execute(CHOICES[name]).fetchall()}
        if name in SHOWN and question.structure_on is not None:
            rows = con.execute(SHOWN[name], [question.structure_on, question.known_at]).fetchall()
            known |= {row[0] for row in rows}
        for value in wanted:
            if value not in known:
                near = get_close_matches(str(value), known, n=5, cutoff=0.5) or sorted(known)[:10]
                raise QuestionError(
                    f"filters: no {name} is {value!r}. Choose for example: {', '.join(near)}."
                )


def check_whole(name, value, most):
    """A whole number from 1 to `most`, or an error."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise QuestionError(f"{name}={value!r}: give a whole number from 1 to {most}.")
    return value


def check_level(level):
    """A proficiency of 1 to 5, or an error."""
    if isinstance(level, bool) or level not in (1, 2, 3, 4, 5):
        raise QuestionError(f"level={level!r}: proficiency is a whole number from 1 to 5.")
    return int(level)


def quarter_end(when):
    """The last day of the calendar quarter that a day lies in."""
    return pd.Timestamp(when).to_period("Q").end_time.date()


def coming_quarter_end(when):
    """The first end of a quarter after a day: of the next quarter where the day ends one, else of its own."""
    return quarter_end(pd.Timestamp(when) + pd.Timedelta(days=1))


def quarter_name(when):
    """A day's calendar quarter, written like 2026-Q3."""
    return f"{when.year}-Q{(when.month + 2) // 3}"


def answer(con, question, measures, rows):
    """The question's answer: what `rows` gives, with the question on it and derived columns filled in.

    A row that is not measured has no numbers but its plan and the size of its group.
    Inside a report it is the report's own protected answer instead, and `rows` is never called.
    Errors: QuestionError where a filter names what the store does not have.
    """
    attributes = {
        "name": question.name,
        "as_of": question.as_of.isoformat(),
        "known_at": question.known_at.isoformat(),
        "by": list(question.by),
        "population": list(question.population),
        "filters": {name: list(values) for name, values in question.filters.items()},
        "parameters": question.parameters,
        "measures": measures,
    }
    if question.structure != AS_WAS:
        attributes["structure"] = question.structure
    found = released(attributes)
    if found is not None:
        return found
    _check_filters(con, question)
    frame = rows()
    for column, measure in measures.items():
        if measure["kind"] in ("people", "count", "plan"):
            frame[column] = frame[column].astype("Int64")
    frame.attrs["question"] = attributes
    return derive(blank(frame))
