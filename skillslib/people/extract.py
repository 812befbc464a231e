"""An HR extract of dated rows with declared columns: assignments and employments from what its rows say.

Of several rows of a person for one day the one with the greatest sequence holds. A row with the status "left"
is no post: it ends the employment. A row that is refused is no post either: the row before it does not go on
in its place, but the employment does. When somebody is employed anew is said in spells.py.
"""

from dataclasses import replace

from skillslib.intake import literal
from skillslib.people import employments
from skillslib.people.contradictions import HIRED_ALIKE, contradictions
from skillslib.people.dated import versions
from skillslib.people.events import AGAIN, ANEW
from skillslib.people.spells import SPELLS
from skillslib.people.uncounted import uncounted

# All rows that tell a person and a day: of the refused ones, those that no good one of their day stands for.
RANKED = f"""
    with told as (
        select *, coalesce(sequence, 0) as turn
        from ({{rows}}) where person_id is not null and starts_on is not null
        qualify not refused or coalesce(turn > max(case when not refused then turn end) over (
            partition by person_id, starts_on), true)),
    ranked as (
        select * replace (bool_or({ANEW}) over same_day as anew, bool_or({AGAIN}) over same_day as again),
               case when turn < max(turn) over same_day then 'superseded' when refused then 'refused'
                    when population = 'left' then 'left' else 'active' end as state
        from (select *, false as anew, false as again from told)
        window same_day as (partition by person_id, starts_on))"""

PLACED = """{ranked}{spells},
    placed as (
        select * replace (
                   case when fte > 0 or not on_leave then fte else coalesce(
                       last_value(nullif(fte, 0) ignore nulls) over (
                           partition by person_id order by starts_on, ordinal
                           rows between unbounded preceding and 1 preceding), fte) end as fte,
                   over_on as ends_on)
        from spelled)
    from placed
    union all by name
    select * from ranked where state = 'superseded'"""


ASSIGNMENT = employments.ASSIGNMENT | {
    "assignment_id": "person_id || '@' || starts_on "
    "|| case when state = 'superseded' then ' #' || sequence else '' end",
    "state": "state",
}


def _parts(table, rows):
    """The CTEs up to `ranked`, and those from there to `spelled`."""
    ends = "ends_on" if "ends_on" in table.columns else "next_on"
    return RANKED.format(rows=rows), SPELLS.format(ends_on=ends, says="status" in table.columns)


def writes(table, rows):
    """What dated rows become: assignments, open at first and ended later; employments; identities.

    `rows` is the SQL of all rows in our words, each `refused` or not.
    """
    ranked, spells = _parts(table, rows)
    placed = PLACED.format(ranked=ranked, spells=spells)
    kept = versions("assignment_versions", ("assignment_id",), ASSIGNMENT, "starts_on")
    return (
        _of(placed, kept, "not refused"),
        _of(placed, employments.OPENED, "state = 'active'"),
        _of(
            placed,
            employments.EMPLOYMENT,
            "state = 'active' or (state = 'left' and before is distinct from 'left')",
        ),
        _of("from temp.main.good", employments.IDENTITIES),
    )


def _of(rows, write, where="true"):
    """A write that reads these rows as the good ones."""
    good = f"select * from ({rows}) where {where}"
    return replace(write, select=f"with good as ({good}) select * from ({write.select})")


def among(table):
    """What is wrong with rows beside the other rows of their person: see contradictions.py.

    An employment is one where both rows tell the same hire date, or no row says that the person left.
    """
    named = table.columns
    if "ends_on" not in named:
        return ()
    several = "; of people with several posts declare the first one: primary"
    return contradictions(
        "person_id",
        named["ends_on"],
        named["ends_on"],
        newest="sequence desc nulls last, faulty, last_changed_on desc nulls last",
        stays="population <> 'left'",
        same=HIRED_ALIKE if "hired_on" in named else "true" if {"status", "event"} & set(named) else None,
        anew=ANEW,
        hint="" if "primary" in named else several,
    )


def remarks(table, rows):
    """SQL: what is to be said of rows that are superseded, start after a leaving, or are refused."""
    ranked, spells = _parts(table, rows)
    place = "select source_id, line, {} as column_name, {} as code, {} as what, 'left out' as effect"
    superseded = "another row of this person and day has a greater number: that one holds"
    late = "it starts after the person left, and nothing says that they came back: not counted"
    sequence, starts = (literal(table.columns.get(name, "")) for name in ("sequence", "starts_on"))
    return (
        f"{ranked} {place.format(sequence, literal('superseded'), literal(superseded))} "
        "from ranked where state = 'superseded' and not refused",
        f"""{ranked}{spells},
        over as (select *, min(left_on) over (partition by person_id, spell) as over_at from spelled)
        {place.format(starts, literal("starts-after-left"), literal(late))}
        from over where state = 'active' and over_at <= starts_on""",
        uncounted(
            rows,
            table.columns["starts_on"],
            ends_on="ends_on" if "ends_on" in table.columns else "",
            stays="population <> 'left'",
        ),
    )
