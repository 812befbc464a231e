"""What a store is asked: questions of a day as known on a day; what the company decided; what is wrong."""

import re

from skillslib.store.current import StoreError

# The names a question's SQL may use, and the macro that each of them stands for.
DATED = (
    "holdings",
    "workforce",
    "targets",
    "business_units",
    "business_unit_paths",
    "offers",
    "matching",
    "skill_places",
)
KNOWN = (
    "award_spans",
    "holding_spans",
    "awards",
    "series_awards",
    "assignments",
    "employments",
    "badges",
    "badge_skills",
    "locations",
    "programmes",
    "enrolments",
)

LEAST_MATCHED = 0.9  # it can be raised, never lowered; `least_matched` of model.sql says so too
# What holds where a company decided nothing.
DECIDED = {
    "population": "employee",
    "structure": "as was",
    "matching.least": LEAST_MATCHED,
    "matching.ids": "as written",
    "check.stale_after": 45.0,
    "check.grows_at_most": 0.2,
    "check.shrinks_at_most": 0.2,
}


def ask(con, sql, as_of, known_at, **values):
    """The answer to a question's SQL, which may say `from holdings`, `from workforce` and the like.

    Each of those names is supplied for the day asked about, as known on the day of `known_at`; for
    a list of days its rows say which in a column `day`. Values go in as `$name` parameters. Returns
    a DataFrame.
    """
    sibling = "_on" if isinstance(as_of, list) else ""
    supplied = [
        f"{name} as (from {name}{sibling}($as_of, $known_at))"
        for name in DATED
        if re.search(rf"\b{name}\b", sql)
    ] + [f"{name} as (from {name}($known_at))" for name in KNOWN if re.search(rf"\b{name}\b", sql)]
    body = sql.strip()
    if supplied:
        names = ",\n".join(supplied)
        body = f"with {names},\n{body[5:]}" if body.startswith("with ") else f"with {names}\n{body}"
    given = {"as_of": as_of, "known_at": known_at, **values}
    used = {name: value for name, value in given.items() if re.search(rf"\${name}\b", body)}
    return con.execute(body, used).df()


def settings(con):
    """What the company decided, by name; what it left open is as most companies have it.

    population        who is in every denominator: a list of employee, contractor, on leave
    structure         as was | today: which hierarchy of units a question shows
    matching.least    the share of awards that must find their person before a place is measured
    matching.ids      as written | without leading zeros: how employee ids of badges and people are compared
    check.stale_after      after how many days the newest export of a kind is out of date
    check.grows_at_most    the share by which a delivery may grow against the one before
    check.shrinks_at_most  the share by which it may shrink; a snapshot that shrinks more is not complete

    Example: settings(connect())["population"]
    """
    said = DECIDED | dict(con.execute("select name, value from settings").fetchall())
    numbers = {name: float(said[name]) for name in DECIDED if isinstance(DECIDED[name], float)}
    return (
        {name: said[name] for name in DECIDED}
        | numbers
        | {"population": tuple(said["population"].split(", "))}
    )


def data_date(con):
    """The last day on which any source recorded anything: the newest export's date, not the clock's.

    A post that starts far after all that other files tell is passed over (see people/ahead.py).
    Errors: StoreError where the store holds no dated fact yet.
    Example: data_date(connect())
    """
    found = con.execute("""
        select greatest(
            (select max(exported_on) from sources),
            (select max(recorded_at)::date from award_versions),
            (select max(recorded_at)::date from assignment_versions
             anti join (from remarks where code = 'starts-ahead') using (source_id, line)))""").fetchall()[0][
        0
    ]
    if found is None:
        raise StoreError("The store holds no dated fact yet. Load exports first: `skillslib load FOLDER`.")
    return found


def check(con):
    """What is wrong in the store, one row for each rule of model.sql: rule, problems (rows), ok.

    Example: check(connect())
    """
    return con.execute("select rule, problems, problems = 0 as ok from problems order by place").df()
