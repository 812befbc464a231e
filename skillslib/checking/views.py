"""What a store can answer: each view is ready, partial or impossible, and why."""

import math
from dataclasses import dataclass, field

import pandas as pd

from skillslib import metrics
from skillslib.metrics import missing
from skillslib.store import ask, data_date, settings

READY, PARTIAL, IMPOSSIBLE = "ready", "partial", "impossible"

# A view is partial where more than so much of it is missing.
FEW_CELLS = 0.10  # of its cells of skill and group
FEW_PEOPLE = 0.05  # of the people, without the group it asks for
FEW_AWARDS = 0.20  # of the awards: nobody knows whether they expire, or which skill they prove

BADGES = "an export of badges, or any table of awards that a TOML file declares"
PEOPLE = "the HR extract: one row for each person and post, with employee_id, starts_on, business_unit, fte"
SKILLS = "a taxonomy of your skills (CSV), or a badge catalogue with the column Skills"
NAMES = "decisions on the names of skills: sk.review(con), or skillslib skills --output FILE"
IDS = "employee ids or e-mail addresses in both exports alike, or aliases.csv: skillslib unmatched"
PLACES = (
    "a country for each person: location_id in the people file and country_code in locations.csv, or a "
    "column for the country that company.toml names"
)
REFUSED = "mended rows of people: {:,} were refused (below, by file and line), and their awards find nobody"
OFFERS = "a badge catalogue with the column Offered In"
TARGETS = "targets.csv, or: skillslib targets --template"
NAMED_SKILLS = "skill_id in targets.csv: the id of a skill, or a label that one skill alone has"

# What helps against each reason for which something is not measured; None where it is what helps to match.
HELPS = {
    missing.FEW: None,
    missing.QUIET: None,
    missing.FEW_OF_SKILL: None,
    missing.NO_OFFER: (OFFERS,),
    missing.UNPLACED: (PLACES,),
}


@dataclass
class View:
    """One view: what it lacks altogether and what it lacks in part, each with what would help."""

    name: str
    impossible: list = field(default_factory=list)
    partial: list = field(default_factory=list)

    def lacks(self, missing, why, *helps):
        """It cannot be shown where something is missing."""
        if missing:
            self.impossible.append((why, helps))
        return self

    def lacks_some(self, missing, why, *helps):
        """It is shown in part where something is missing."""
        if missing:
            self.partial.append((why, helps))
        return self

    @property
    def row(self):
        """What `readiness` says of it."""
        state = IMPOSSIBLE if self.impossible else PARTIAL if self.partial else READY
        told = self.impossible or self.partial
        why = dict.fromkeys(why for why, _ in told)
        helps = dict.fromkeys(one for _, helps in told for one in helps)
        return self.name, state, "; ".join(why), "; ".join(helps)


def readiness(con, on):
    """Which views the store can answer on a day, one row for each: ready, partial or impossible, and why.

    Columns: view, state, why (in words; empty where it is ready), helps (the file or column that would).
    It asks of `on`, or of the last day that the store knows of where that is earlier. Partial is a view of
    which more than a tenth of the cells, or one country for its awards, are not measured, or which more
    than one person in twenty is not placed in.
    Errors: StoreError where the store holds no dated fact.

    Example: readiness(connect(), "2026-10-05")
    """
    day = asked_on(con, on)
    facts = _facts(con, day)
    unseen = dark(con, day)
    views = [
        *(_map(con, day, facts, unseen, *one) for one in _MAPS),
        _trend(con, day, facts, unseen),
        *_gaps(con, day, facts, unseen),
        _recognition(facts, unseen),
        _renewals(facts, unseen),
        _training(con, day, facts, unseen),
    ]
    return pd.DataFrame([view.row for view in views], columns=["view", "state", "why", "helps"])


def asked_on(con, on):
    """The day that is asked about: `on`, but none of which the store cannot know."""
    return min(metrics.question.day(on, "on"), data_date(con))


@dataclass
class Dark:
    """What is not measured: in which countries and why, in sentences, and what would help in all places."""

    said: list
    helps: list
    matching: tuple = (IDS,)  # what would help awards to find their people


def dark(con, day):
    """Which countries are not measured, with the share of awards that found their person; what would help."""
    where = metrics.unmeasured(con, day, day)
    shares = ask(
        con,
        """select country, min(matched_share) as share
from matching
join (select distinct country_code, country from workforce) using (country_code)
group by country""",
        day,
        day,
    ).set_index("country")["share"]
    few, quiet = (list(where.loc[where["reason"] == why, "country"]) for why in (missing.FEW, missing.QUIET))
    said = [f"{_in(place)} {percent(shares[place])}" for place in sorted(few, key=shares.get)]
    sentences = []
    if few:
        sentences.append(f"{', '.join(said)} of awards found their person: too few to be measured")
    if quiet:
        part = percent(shares[quiet[0]])
        places = ", ".join(map(_in, quiet))
        sentences.append(f"{places} no award was given, and of all awards {part} found their person: too few")
    matching = _matching(con)
    helps = [one for reason in where["reason"].drop_duplicates() for one in HELPS[reason] or matching]
    return Dark(sentences, list(dict.fromkeys(helps)), matching)


def _matching(con):
    """What would help awards to find their people: ids alike, and the people; first what weighs more."""
    rows, strangers = con.sql(
        """select (select count(distinct (source_id, line)) from remarks where code = 'not-counted'),
                  (select count(distinct recipient_id) from unmatched_recipients)"""
    ).fetchall()[0]
    if not rows:
        return (IDS,)
    refused = REFUSED.format(rows)
    return (refused, IDS) if 2 * rows >= strangers else (IDS, refused)


def _in(country):
    return "where no country is known" if country == "Unknown" else f"in {country}"


def percent(share):
    """A share in percent with one decimal, cut off: what is less than enough never reads as enough."""
    return f"{math.floor(round(1000 * share, 6)) / 10:g} %"


def _facts(con, day):
    """What there is, in numbers: one row."""
    return ask(
        con,
        """with members as (select * from workforce where population in (select unnest($population))),
defined as (select distinct business_unit_id from business_units),
pinned as (select location_id from locations where latitude is not null and longitude is not null),
given as (select * from awards where awarded_on <= $as_of),
plans as (select distinct target_id, approved from target_versions)
select (select count(*) from workforce) as workforce, count(*) as people,
       count(defined.business_unit_id) as in_unit, count(*) filter (country_code <> 'ZZ') as in_country,
       count(*) filter (location <> 'Unknown') as in_location, count(pinned.location_id) as pinned,
       count(*) filter (job_role <> 'Unknown') as in_role,
       (select count(*) from given) as awards, (select count(person_id) from given) as matched,
       (select min(awarded_on) from given) as first_award,
       (select count(*) from given where expires_on is not null) as expiring,
       (select count(*) from given where expiry = 'unknown') as unknown_expiry,
       (select count(*) from badge_skills) as skills,
       (select count(person_id) from given
        where badge_id in (select badge_id from badge_tag_links where status <> 'not a skill')
          and badge_id not in (select badge_id from badge_tag_links where skill_id is not null)) as unmapped,
       (select count(*) from targets) as targets, (select count(*) from plans) as plans,
       (select count(*) from targets
        where skill_id not in (select concept_id from concept_versions)) as strange_targets,
       (select count(*) from skill_families) as families,
       (select min(assumed_until) from assignments) as assumed_until,
       (select count(*) from programmes) as programmes, (select count(*) from enrolments) as enrolments
from members
left join defined using (business_unit_id)
left join pinned using (location_id)""",
        day,
        day,
        population=list(settings(con)["population"]),
    ).iloc[0]


def _people(view, facts):
    return view.lacks(
        not facts["people"],
        f"{facts['workforce']:,} people are at work, none of them of the population that is counted"
        if facts["workforce"]
        else "nobody is at work on this day",
        "[population] in company.toml" if facts["workforce"] else PEOPLE,
    )


def _awards(view, facts, unseen):
    view = _people(view, facts)
    view.lacks(not facts["awards"], "there is no award", BADGES)
    view.lacks(facts["awards"] and not facts["matched"], "no award finds its person", *unseen.matching)
    return view.lacks_some(unseen.said, "; ".join(unseen.said), *unseen.matching)


def _skilled(view, facts, unseen):
    view = _awards(view, facts, unseen).lacks(not facts["skills"], "no badge is linked to a skill", SKILLS)
    unmapped, matched = facts["unmapped"], facts["matched"]
    return view.lacks_some(
        unmapped > FEW_AWARDS * matched,
        f"{unmapped:,} of {matched:,} awards prove skills of which no name has a concept",
        NAMES,
    )


def _cells(view, frame, unseen):
    """What the question itself says: how many of its cells are not measured, and what would help there."""
    dark = int((frame["status"] == "not measured").sum())
    every = len(frame)
    said = f"{dark:,} of {every:,} cells are not measured"
    if every and dark == every:
        return view.lacks(True, said, *unseen.helps)
    return view.lacks_some(dark > FEW_CELLS * every, said, *unseen.helps)


_MAPS = (
    ("map by business unit", "business_unit", "in_unit", "business unit", "business_units.csv"),
    (
        "map by country",
        "country",
        "in_country",
        "country",
        "a location for each person, and its country: location_id in the people file, country_code in "
        "locations.csv",
    ),
    (
        "map by location",
        "location",
        "in_location",
        "location",
        "a location for each person: location_id in the people file, and locations.csv",
    ),
    ("map by job role", "job_role", "in_role", "job role", "a job role for each person: job_role"),
)


def _map(con, day, facts, unseen, name, by, column, what, help_with):
    view = _skilled(View(name), facts, unseen)
    people, placed = facts["people"], facts[column]
    view.lacks(people and not placed, f"nobody's {what} is known", help_with)
    view.lacks_some(
        placed and people - placed > FEW_PEOPLE * people,
        f"of {people - placed:,} of {people:,} people the {what} is not known",
        help_with,
    )
    if by == "location":
        unpinned = placed - facts["pinned"]
        view.lacks_some(
            unpinned > FEW_PEOPLE * people,
            f"the locations of {unpinned:,} of {people:,} people have no place on the map",
            "latitude and longitude, or city and country, in locations.csv",
        )
    return view if view.impossible else _cells(view, metrics.skill_map(con, day, day, by=by), unseen)


def _trend(con, day, facts, unseen):
    view = _skilled(View("trend"), facts, unseen)
    if view.impossible:
        return view
    view.lacks_some(
        (pd.Timestamp(day) - pd.Timestamp(facts["first_award"])).days < 182,
        f"the first award is of {pd.Timestamp(facts['first_award']).date()}: less than two quarters",
        "badge exports that reach further back",
    )
    if not pd.isna(facts["assumed_until"]):
        until = pd.Timestamp(facts["assumed_until"]).date()
        view.lacks_some(
            (pd.Timestamp(day) - pd.Timestamp(until)).days < 365,
            f"before {until} everybody is shown where they were then (today's structure)",
            "earlier snapshots of the HR extract, or its dated assignments",
        )
    return _cells(view, metrics.skill_trend(con, day, day), unseen)


def _gaps(con, day, facts, unseen):
    """The gaps and the plan that closes them: two views of one question."""
    drafts = f"none of {facts['plans']:,} targets is approved and has begun"
    said = drafts if facts["plans"] else "there is no target"
    gaps, plan = (
        _skilled(View(name), facts, unseen).lacks(not facts["targets"], said, TARGETS)
        for name in ("gaps", "closing plan")
    )
    strange, targets = facts["strange_targets"], facts["targets"]
    said = f"of {strange:,} of {targets:,} targets the skill is in no taxonomy"
    for view in (gaps, plan):
        view.lacks(targets and strange == targets, said, NAMED_SKILLS)
        view.lacks_some(strange, said, NAMED_SKILLS)
    if gaps.impossible:
        return gaps, plan
    plan.lacks_some(
        not facts["families"],
        "no skill has a family: nobody can be near a skill at level 1",
        "the broader skill of each in the taxonomy",
    )
    frame = metrics.skill_gaps(con, day, day)
    known = con.sql("select skill_id from named_targets semi join concept_versions on concept_id = skill_id")
    frame = frame[frame["skill_id"].isin([skill for (skill,) in known.fetchall()])]
    return _cells(gaps, frame, unseen), _cells(plan, frame, unseen)


def _recognition(facts, unseen):
    return _awards(View("recognition"), facts, unseen)


def _renewals(facts, unseen):
    view = _awards(View("renewals and expiry"), facts, unseen)
    awards, unknown = facts["awards"], facts["unknown_expiry"]
    help_with = "the day on which each award expires"
    view.lacks(awards and not facts["expiring"], "no award says when it expires", help_with)
    return view.lacks_some(
        unknown > FEW_AWARDS * awards,
        f"of {unknown:,} of {awards:,} awards nobody knows whether they expire",
        help_with,
    )


def _training(con, day, facts, unseen):
    view = _skilled(View("training effect"), facts, Dark([], []))
    view.lacks(not facts["programmes"], "there is no programme", "programmes.csv")
    view.lacks(not facts["enrolments"], "nobody is enrolled in a programme", "enrolments.csv")
    return view if view.impossible else _cells(view, metrics.programme_effect(con, day, day), unseen)
