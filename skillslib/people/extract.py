"""An HR extract of dated rows with declared columns: assignments and employments from what its rows say.

Of several rows of a person for one day the one with the greatest sequence holds. A row with the status "left"
is no post: it ends the employment. An employment begins with the first row, with the first one after a
leaving, and where another hire date is told; on the hire date, but never after its own first row, nor before
the leaving that it follows.
"""

from dataclasses import replace

from skillslib.intake import literal
from skillslib.people import employments
from skillslib.people.contradictions import HIRED_ALIKE, contradictions
from skillslib.people.dated import versions

PLACED = """
    with ranked as (
        select *, case when sequence < max(sequence) over (partition by person_id, starts_on)
                       then 'superseded' when population = 'left' then 'left' else 'active' end as state
        from temp.main.good),
    turns as (
        select *, lag(state) over turn as before, lag(hired_on) over turn as hired_before,
               lag(starts_on) over turn as starts_before, lead(starts_on) over turn as next_on
        from ranked where state <> 'superseded'
        window turn as (partition by person_id order by starts_on, ordinal)),
    spells as (
        select *, count(*) filter (before is null or (before = 'left' and state = 'active')
                                   or (hired_on > starts_before and hired_on is distinct from hired_before))
                      over (partition by person_id order by starts_on, ordinal) as spell
        from turns),
    begun as (
        select *, min(starts_on) over (partition by person_id, spell) as first_on,
               arg_min(coalesce(starts_before, date '0001-01-01'), starts_on)
                   over (partition by person_id, spell) as left_before
        from spells),
    hired as (
        select * replace (
                   coalesce(max(hired_on) filter (hired_on <= first_on and hired_on > left_before)
                                over (partition by person_id, spell),
                            max(original_hired_on) filter (
                                original_hired_on <= first_on and original_hired_on > left_before)
                                over (partition by person_id, spell), first_on) as hired_on,
                   case when state = 'left' then coalesce(left_on, starts_on) else left_on end as left_on,
                   case when fte > 0 or not on_leave then fte else coalesce(
                       last_value(nullif(fte, 0) ignore nulls) over (
                           partition by person_id order by starts_on, ordinal
                           rows between unbounded preceding and 1 preceding), fte) end as fte,
                   {ends_on} as ends_on)
        from begun)
    select person_id as employee_id, * exclude (person_id) from hired
    union all by name
    select person_id as employee_id, * exclude (person_id) from ranked where state = 'superseded'"""


ASSIGNMENT = employments.ASSIGNMENT | {
    "assignment_id": "employee_id || '@' || starts_on "
    "|| case when state = 'superseded' then ' #' || sequence else '' end",
    "state": "state",
}


def writes(table):
    """What dated rows become: assignments, open at first and ended later; employments; identities."""
    placed = PLACED.format(ends_on="ends_on" if "ends_on" in table.columns else "next_on")
    return (
        _of(placed, versions("assignment_versions", ("assignment_id",), ASSIGNMENT, "starts_on")),
        _of(placed, employments.OPENED, "state = 'active'"),
        _of(
            placed,
            employments.EMPLOYMENT,
            "state = 'active' or (state = 'left' and before is distinct from 'left')",
        ),
        _of("select person_id as employee_id, * from temp.main.good", employments.IDENTITIES),
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
        newest="sequence desc nulls last, last_changed_on desc nulls last",
        stays="population <> 'left'",
        same=HIRED_ALIKE if "hired_on" in named else "true" if "status" in named else None,
        hint="" if "primary" in named else several,
    )


def superseded(table):
    """SQL: a remark on each row that another of the same person and day supersedes."""
    column = table.columns.get("sequence", "")
    return f"""select source_id, line, {literal(column)} as column_name, 'superseded' as code,
        'another row of this person and day has a greater number: that one holds' as what,
        'left out' as effect
        from (select *, max(sequence) over (partition by person_id, starts_on) as last from good)
        where sequence < last"""
