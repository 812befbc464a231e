"""The questions a quarterly report asks, by name, and the days it asks them for.

A notebook may ask these questions and no others: the report answers and protects them all together
before any notebook runs. A new section of a notebook needs its question here.
"""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from skillslib import metrics
from skillslib.disclosure import MIN_PEOPLE
from skillslib.metrics.question import day, quarter_end, quarter_name
from skillslib.publish.climbing import NAME, climb, division_of, for_company, step_of, steps_frame
from skillslib.store import ask, data_date, unlocked

# Asked of larger groups where too little could be shown: see `climb`.
CLIMBING = ("map", "map_country", "places", "gaps", "recognition", "map_division")
FOLLOWING = ("gaps_before", "map_division")  # as what they stand beside was shown
POPULATION_VIEWS = {"employees": "employee", "contractors": "contractor", "on_leave": "on leave"}


class QuarterError(ValueError):
    """The quarter cannot be reported; the message says which can."""


@dataclass(frozen=True)
class Days:
    """The days of a report: the quarter's end (or today's knowledge, if earlier) and what was known."""

    quarter: str
    as_of: date
    known_at: date

    @property
    def partial(self):
        """Whether the quarter was not over on the day of knowledge."""
        return self.as_of < last_day(self.quarter)

    @property
    def before(self):
        """The last day of the quarter before."""
        return first_day(self.quarter) - timedelta(days=1)

    @property
    def before_as_known(self):
        """The day that was as far behind the quarter before as this report is behind its own."""
        return self.before + (self.known_at - self.as_of)


def questions(days, division="business_unit@2"):
    """Every question of the report of these days: name -> (metric, its days, its other arguments).

    `division` is the tier of units that are the company's divisions: `division_of`.
    """
    now, before = (days.as_of, days.known_at), (days.before, days.known_at)
    return {
        "map": (metrics.skill_map, now, {"by": "business_unit"}),
        "map_company": (metrics.skill_map, now, {"by": "company"}),
        "map_division": (metrics.skill_map, now, {"by": division}),
        "map_country": (metrics.skill_map, now, {"by": "country"}),
        "places": (metrics.skill_map, now, {"by": "location"}),
        "trend": (metrics.skill_trend, now, {"of": "family"}),
        "trend_all": (metrics.skill_trend, now, {"of": "all"}),
        "expiry": (metrics.skill_trend, now, {"of": "skill", "quarters": 4}),
        "gaps": (metrics.skill_gaps, now, {"by": "business_unit"}),
        "gaps_before": (metrics.skill_gaps, before, {}),
        "recognition": (metrics.recognition, now, {"by": "business_unit"}),
        "recognition_company": (metrics.recognition, now, {"by": "company"}),
        "programmes": (metrics.programme_effect, now, {}),
        "matching": (metrics.matching_rates, now, {"by": "country"}),
        "trust": (metrics.data_trust, now, {"by": "country"}),
        "unmeasured": (metrics.unmeasured, now, {}),
        "left_out": (metrics.left_out, now, {}),
        "restated": (
            metrics.skill_trend,
            (days.before, days.before_as_known),
            {"of": "all", "quarters": 1},
        ),
        **{
            name: (metrics.recognition, now, {"by": "company", "population": (population,)})
            for name, population in POPULATION_VIEWS.items()
        },
    }


def ask_all(con, days, min_people=MIN_PEOPLE):
    """The exact answer to every question of the report: name -> frame."""
    asked = questions(days, division_of(con, days.as_of, days.known_at))
    # Many small questions: one thread for each, side by side, takes half as long as all for each.
    with unlocked(con) as own, ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        own.execute("set threads = 1")

        def submit(name, **more):
            metric, when, arguments = asked[name]
            if name in CLIMBING:
                return pool.submit(
                    climb, metric, own.cursor(), *when, min_people=min_people, **arguments, **more
                )
            return pool.submit(metric, own.cursor(), *when, **arguments, **more)

        jobs = {name: submit(name) for name in asked if name not in FOLLOWING}
        jobs["gaps_before"] = submit("gaps_before", by=step_of(jobs["gaps"].result()).by)
        jobs["map_division"] = submit("map_division", above=jobs["map"].result())
        frames = {name: jobs[name].result() for name in asked}
        return frames | _besides(own, days, asked, frames)


def _besides(con, days, asked, frames):
    """The steps that were taken, and the company's own families where families are shown beside it."""
    taken = [
        (asked[name][2]["by"], frames["map"] if name == "map_division" else None, frames[name])
        for name in CLIMBING
    ]
    found = {NAME: steps_frame(days, asked["map_division"][2]["by"], taken)}
    for name in ("map", "places"):
        if step_of(frames[name]).of:
            found["map_company_families"] = for_company(con, frames[name])
    return found


def days_of(con, quarter, known_at=""):
    """The day a quarter's report asks about and the day of its knowledge: (as_of, known_at).

    `known_at` left empty is the last day that the store knows anything of; never the clock's day.
    Errors: QuarterError where the quarter is not one, or begins after that day.

    Example: as_of, known_at = days_of(con, "2026-Q3")
    """
    found = report_days(con, quarter, known_at)
    return found.as_of, found.known_at


def report_days(con, quarter, known_at=""):
    """The days of a quarter's report, as a `Days`."""
    end = last_day(quarter)
    known = day(known_at, "known_at") if known_at else data_date(con)
    if first_day(quarter) > known:
        raise QuarterError(
            f"{quarter} begins after {known}, the last day known. "
            f"Report {pd.Timestamp(known).to_period('Q').strftime('%Y-Q%q')} or an earlier quarter, "
            "or load newer exports."
        )
    return Days(quarter, min(end, known), known)


def require_subject(con, days):
    """Refuse a quarter with nobody at work or nothing proven: there would be nothing to say.

    Errors: QuarterError with the first quarter that can be reported, or what has to be loaded.
    """
    found = ask(
        con,
        """select (select count(*) from workforce) as people, (select count(*) from badge_skills) as skills,
       (select min(greatest(hired_on, starts_on))
        from assignments join employments using (person_id)) as first
""",
        days.as_of,
        days.known_at,
    ).iloc[0]
    known = f"as known on {days.known_at}"
    if not found["people"] and pd.isna(found["first"]):
        raise QuarterError(f"Nobody is employed, {known}. Load the HR extract: `skillslib load FOLDER`.")
    if not found["people"]:
        raise QuarterError(
            f"Nobody is at work on {days.as_of}, {known}. The first who are began in "
            f"{quarter_name(found['first'])}: report a later quarter."
        )
    if not found["skills"]:
        raise QuarterError(
            f"No badge is linked to a skill, {known}. Load the taxonomy and the badges' own skills "
            "(a catalogue, or Open Badges with tags): `skillslib load FOLDER`."
        )


def first_day(quarter):
    """The first day of a quarter written like 2026-Q3."""
    found = re.fullmatch(r"([12]\d{3})-Q([1-4])", quarter) if isinstance(quarter, str) else None
    if not found:
        raise QuarterError(f"quarter={quarter!r} is not a quarter. Write it like 2026-Q3.")
    return date(int(found[1]), 3 * int(found[2]) - 2, 1)


def last_day(quarter):
    """The last day of a quarter written like 2026-Q3."""
    return quarter_end(first_day(quarter))
