"""Map: which skills sit where."""

from skillslib.metrics import measured
from skillslib.metrics.question import answer, asked, check_level
from skillslib.metrics.rollup import divided, rollup_of, topics
from skillslib.store import ask

MEASURES = {
    "holders": {"kind": "people", "of": "measured_people"},
    "fte": {"kind": "fte", "contributors": "holders", "of": "measured_people"},
    "people": {"kind": "people"},
    "people_fte": {"kind": "fte", "contributors": "people"},
    "measured_people": {"kind": "people", "within": "people", "counted_from": measured.LEAST},
    "share": {"kind": "derived", "formula": "share", "from": ["holders", "measured_people"]},
}
# Where people are divided over families: the number, and the people who contribute to it.
DIVIDED = MEASURES | {
    "holders": {"kind": "part", "contributors": "distinct_holders", "of": "measured_people"},
    "fte": {"kind": "fte", "contributors": "distinct_holders", "of": "measured_people"},
    "distinct_holders": {"kind": "people", "of": "measured_people"},
}


def skill_map(
    con,
    as_of,
    known_at,
    *,
    by="business_unit",
    of="skill",
    rollup=None,
    level=1,
    population=None,
    structure=None,
    filters=None,
):
    """Who holds each skill in each group on a day: one row for each group and skill, or family of skills.

    Columns: the group columns; family, skill_id, skill; holders (people), fte (their full-time
    equivalents), people and people_fte (the whole group), measured_people (those in places that are
    measured: in countries where a badge for the skill is on offer and enough awards find their person),
    share (0 to 1), status ("counted", "zero", "not measured": fewer than half of the group are in measured
    places, or, where none of them holds the skill, a smaller share than that of awards that must find their
    person, nine in ten).
    Formula: share = holders / measured_people, holders being the measured people with a valid award that
    proves the skill at `level` or above. A skill stands under its primary family.
    `of="family"` counts who holds any skill of a family, without the columns of the skill; `of="family@2"`
    does so for a tier of families. `rollup` then says how a skill of several families counts: "each", the
    default, "fractional" (with a column distinct_holders) or "primary", as in `skill_trend`. `filters` keep
    one or several of a business_unit (with the units under it), country, location, job_role, family, skill.
    `structure` says in whose units people are shown: "as was" (those of
    each day), "today" (those of `as_of`; a unit that was split by then keeps who went to no part of it), or
    a day; left out, as the company decided.
    Standard name: skill coverage. Source: MEASURES in the method chapter.
    Errors: QuestionError with the choices.

    Example: skill_map(con, "2026-09-30", "2026-10-05", by=("country", "job_role"), level=3)
    """
    of, rolled = rollup_of(of, rollup, ("skill",))
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
        **({"of": of, "rollup": rolled} if rolled else {}),
    )
    if not rolled:
        return answer(con, question, MEASURES, lambda: _rows(con, question))
    measures = DIVIDED if divided(question) else MEASURES
    return answer(con, question, measures, lambda: _family_rows(con, question))


def _rows(con, question):
    groups = question.groups
    return ask(
        con,
        f"""with {question.members},
{measured.skills(question)},
holders as (
    select {groups}, skill_id, count(*) as holders, sum(fte::decimal(9, 3))::double as fte
    from members
    join holdings using (person_id)
    semi join measured_places using (skill_id, country_code)
    where level >= $level
    group by {groups}, skill_id)
select {groups}, family, skill_id, skill, coalesce(holders, 0) as holders, coalesce(fte, 0) as fte,
       people, people_fte, coalesce(measured_people, 0) as measured_people, null::double as share,
       {measured.HOLDING}
from groups
cross join asked
left join holders using ({groups}, skill_id)
left join coverage using ({groups}, skill_id)
order by {groups}, family, skill, skill_id
""",
        question.as_of,
        question.known_at,
        level=question.parameters["level"],
        **measured.limits(con),
        **question.values,
    )


def _family_rows(con, question):
    groups = question.groups
    part = f"sum(part) / sum(sum(part)) over (partition by {groups}, person_id)" if divided(question) else "1"
    frame = ask(
        con,
        f"""with {question.members},
{measured.skills(question)},
{topics(question)},
held as (
    select {groups}, family, person_id, fte, ({part})::decimal(18, 9) as part
    from members
    join holdings using (person_id)
    join topics on proves = holdings.skill_id
    semi join measured_places on measured_places.skill_id = holdings.skill_id
        and measured_places.country_code = members.country_code
    where level >= $level
    group by {groups}, family, person_id, fte),
holders as (
    select {groups}, family, sum(part)::double as holders, count(*) as distinct_holders,
           sum(part * fte::decimal(9, 3))::double as fte
    from held
    group by {groups}, family),
family_places as (
    select family, country_code, bool_or(measured) as measured
    from skill_places
    join topics on proves = skill_id
    group by family, country_code),
in_places as (
    select {groups}, family, sum(case when measured then here else 0 end) as measured_people
    from places
    join family_places using (country_code)
    group by {groups}, family)
select {groups}, nullif(family, '') as family, coalesce(holders, 0) as holders,
       coalesce(distinct_holders, 0) as distinct_holders, coalesce(fte, 0) as fte, people, people_fte,
       coalesce(measured_people, 0) as measured_people, null::double as share,
       {measured.HOLDING}
from groups
cross join (select distinct family from topics) as families
left join holders using ({groups}, family)
left join in_places using ({groups}, family)
order by {groups}, family
""",
        question.as_of,
        question.known_at,
        level=question.parameters["level"],
        **measured.limits(con),
        **question.values,
    )
    return frame if divided(question) else frame.drop(columns="distinct_holders")
