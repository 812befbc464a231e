"""Map: which skills sit where."""

from skillslib.metrics import measured
from skillslib.metrics.question import answer, asked, check_level
from skillslib.store import ask

MEASURES = {
    "holders": {"kind": "people", "of": "measured_people"},
    "fte": {"kind": "fte", "contributors": "holders", "of": "measured_people"},
    "people": {"kind": "people"},
    "people_fte": {"kind": "fte", "contributors": "people"},
    "measured_people": {"kind": "people", "within": "people"},
    "share": {"kind": "derived", "formula": "share", "from": ["holders", "measured_people"]},
    "offered_share": {"kind": "information"},
    "matched_share": {"kind": "information"},
}


def skill_map(
    con,
    as_of,
    known_at,
    *,
    by="business_unit",
    level=1,
    population=None,
    structure=None,
    filters=None,
):
    """Who holds each skill in each group on a day: one row for each group and skill.

    Columns: the group columns; family, skill_id, skill; holders (people), fte (their full-time
    equivalents), people and people_fte (the whole group), measured_people (those in places that are
    measured: in countries where a badge for the skill is on offer and enough awards find their person),
    share (0 to 1), offered_share (of the group's people, those whose country has a badge for the skill
    on offer), matched_share (of the awards there, those whose person is known), status ("counted",
    "zero", "not measured": fewer than half of the group are in measured places).
    Formula: share = holders / measured_people, holders being the measured people with a valid award that
    proves the skill at `level` or above. A skill stands under its primary family. `filters` keep one
    or several of a business_unit (with the units under it), country, location, job_role, family, skill.
    `structure` says in whose units people are shown: "as was" (those of
    each day), "today" (those of `as_of`; a unit that was split by then keeps who went to no part of it), or
    a day; left out, as the company decided.
    Standard name: skill coverage. Source: MEASURES in the method chapter.
    Errors: QuestionError with the choices.

    Example: skill_map(con, "2026-09-30", "2026-10-05", by=("country", "job_role"), level=3)
    """
    question = asked(
        con,
        "skill_map",
        as_of,
        known_at,
        by,
        population,
        filters,
        structure=structure,
        level=check_level(level),
    )
    return answer(con, question, MEASURES, lambda: _rows(con, question))


def _rows(con, question):
    groups = question.groups
    return ask(
        con,
        f"""with {question.members},
{measured.skills(question)},
matches as (
    select {groups}, sum(here * matching.matched_share) / sum(here) as matched_share
    from places
    join matching using (country_code)
    group by {groups}),
holders as (
    select {groups}, skill_id, count(*) as holders, sum(fte::decimal(9, 3))::double as fte
    from members
    join holdings using (person_id)
    semi join measured_places using (skill_id, country_code)
    where level >= $level
    group by {groups}, skill_id)
select {groups}, family, skill_id, skill, coalesce(holders, 0) as holders, coalesce(fte, 0) as fte,
       people, people_fte, coalesce(measured_people, 0) as measured_people, null::double as share,
       coalesce(offered, 0) / people as offered_share, matched_share,
       case when coalesce(measured_people, 0) / people < $least then 'not measured'
            when holders is null then 'zero' else 'counted' end as status
from groups
join matches using ({groups})
cross join asked
left join holders using ({groups}, skill_id)
left join coverage using ({groups}, skill_id)
order by {groups}, family, skill, skill_id
""",
        question.as_of,
        question.known_at,
        level=question.parameters["level"],
        least=measured.LEAST,
        **question.values,
    )
