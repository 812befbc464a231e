"""What each column of an answer counts: its layer, as a dictionary of a few words and days.

Two numbers are of one layer where they differ only in whom they count. Full-time equivalents are no layer:
they are never more than their people, and are withheld wherever those are.
"""

from datetime import timedelta

import pandas as pd

from skillslib.metrics import measured
from skillslib.metrics.question import coming_quarter_end, quarter_end
from skillslib.metrics.rollup import topics
from skillslib.metrics.trend import RECORDED
from skillslib.store import ask

ALL, NO_FAMILY = "all skills", "no family"
RECOGNISED = {
    "awards": "awards",
    "earners": "earners",
    "first_badges": "first badges",
    "fifth_badges": "fifth badges",
    "experts": "new experts",
}
RENEWED = {
    "ended": "awards ended",
    "earners": "had an award end",
    "renewed": "awards renewed",
    "renewers": "renewed",
}


def layers_of(question, row, columns):
    """Column -> what it counts in this row, for the columns that are counts of people or of their awards."""
    told = {
        column: layer for column, layer in _LAYERS[question.name](question, row).items() if column in columns
    }
    return {column: _plain(layer) for column, layer in told.items()}


def _plain(layer):
    return {name: value for name, value in layer.items() if value is not None}


def _kept(question):
    """The filters that say which skills count, where what is counted is of several."""
    kept = {name: list(question.filters[name]) for name in ("family", "skill") if name in question.filters}
    return kept or None


def topic_of(question, row):
    """Which skill, family or whole a row is of."""
    if "skill_id" in row:
        return {"skill": row["skill_id"]}
    parameters = question.parameters
    if parameters.get("of") == "all":
        return {"of": ALL, "kept": _kept(question)}
    family = NO_FAMILY if pd.isna(row["family"]) else row["family"]
    rollup = parameters["rollup"]
    return {
        "family": family,
        "families": None if parameters["of"] == "family" else parameters["of"],
        "rollup": "primary" if rollup == "primary" else None,
        "kept": _kept(question),
    }


def _of_map(question, row):
    held = {"measure": "holders", "level": question.parameters["level"], **topic_of(question, row)}
    held["as_of"] = str(question.as_of)
    return {"holders": held, "distinct_holders": held, **_sizes(question.as_of)}


def _sizes(day):
    people = {"measure": "people", "as_of": str(day)}
    return {"people": people, "measured_people": people}


def _of_trend(question, row):
    topic = {"level": question.parameters["level"], **topic_of(question, row)}
    end, quarter = pd.Timestamp(row["quarter_end"]).date(), quarter_end(row["quarter_end"])
    after = coming_quarter_end(end)
    if row["basis"] != RECORDED["basis"]:
        now = {"as_of": str(question.as_of), "on": str(end), **topic}
        held = {"measure": "lasting holders", **now}
        expiring = {"measure": "lasting, then expiring", "until": str(after), **now}
        return {
            **dict.fromkeys(("holders", "distinct_holders"), held),
            **dict.fromkeys(("expiring", "distinct_expiring"), expiring),
            **_sizes(question.as_of),
        }
    now = {"as_of": str(end), **topic}
    since = str(pd.Timestamp(quarter).to_period("Q").start_time.date() - timedelta(days=1))
    held, earned = {"measure": "holders", **now}, {"measure": "earners", "since": since, **now}
    expiring = {"measure": "expiring", "until": str(after), **now}
    return {
        **dict.fromkeys(("holders", "distinct_holders"), held),
        **dict.fromkeys(("earners", "distinct_earners"), earned),
        **dict.fromkeys(("expiring", "distinct_expiring"), expiring),
        "awards": {"measure": "awards", "since": since, **now},
        **_sizes(end),
    }


def _of_gaps(question, row):
    now = {"as_of": str(question.as_of), "skill": row["skill_id"], "level": int(row["level"])}
    return {
        "holders": {"measure": "holders", **now},
        "near": {"measure": "near", **now},
        "expiring": {"measure": "expiring", "until": str(coming_quarter_end(question.as_of)), **now},
        **_sizes(question.as_of),
    }


def _of_awards(words):
    def layers(question, row):
        now = {"as_of": str(question.as_of), "since": question.parameters["since"], "kept": _kept(question)}
        now |= {name: question.parameters.get(name) for name in ("before", "after")}
        return {
            **{column: {"measure": word, **now} for column, word in words.items()},
            **_sizes(question.as_of),
        }

    return layers


def _of_places(question, row):
    return {"people": {"measure": "people", "as_of": str(question.as_of)}}


_LAYERS = {
    "skill_map": _of_map,
    "skill_trend": _of_trend,
    "skill_gaps": _of_gaps,
    "recognition": _of_awards(RECOGNISED),
    "renewals": _of_awards(RENEWED),
    "unmeasured": _of_places,
}


def knows(question):
    """Whether we know of a question's columns what they count of whom."""
    return question.name in _LAYERS


def skills_of(con, question):
    """The skills of each topic of a question that counts families or all: topic -> list of skills."""
    of = question.parameters.get("of", "skill")
    if of == "skill":
        return {}
    return _topics(
        con,
        question,
        f"topics as (select skill_id as proves, '{ALL}' as family from asked)"
        if of == "all"
        else topics(question),
    )


def kept_skills(con, question):
    """The skills that the filters of a question about awards keep; None where it has none."""
    if not _kept(question):
        return None
    return _topics(con, question, f"topics as (select skill_id as proves, '{ALL}' as family from asked)")[ALL]


def _topics(con, question, homes):
    rows = ask(
        con,
        f"with {measured.ASKED.format(kept=question.skills_kept)},\n{homes}\n"
        "select distinct family, proves from topics order by family, proves",
        question.as_of,
        question.known_at,
        **question.values,
    )
    return {family or NO_FAMILY: list(group["proves"]) for family, group in rows.groupby("family")}
