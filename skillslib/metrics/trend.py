"""Trend: how skills move from quarter to quarter, and what lapses if nobody renews."""

import pandas as pd

from skillslib.metrics import measured
from skillslib.metrics.question import (
    answer,
    asked,
    check_level,
    check_whole,
    quarter_end,
    quarter_name,
)
from skillslib.metrics.rollup import divided, rollup_of, topics
from skillslib.store import ask

AHEAD = 2
# What a trend is of, but for families: the SQL for a topic's family and for its skill ("" where it has none).
OF = {"all": ("'All skills'", "''"), "skill": ("coalesce(family, '')", "skill_id")}
RECORDED, TOLD = {"basis": "recorded"}, {"expiry_known": True}
MEASURES = {
    "holders": {"kind": "people", "of": "measured_people"},
    "people": {"kind": "people"},
    "measured_people": {"kind": "people", "within": "people"},
    "share": {"kind": "derived", "formula": "share", "from": ["holders", "measured_people"]},
    "awards": {"kind": "count", "contributors": "earners", "only": RECORDED},
    "earners": {"kind": "people", "only": RECORDED},
    "expiring": {"kind": "people", "only": TOLD},
}
# Where people are divided over families: the number, and the people who contribute to it.
DIVIDED = MEASURES | {
    "holders": {"kind": "part", "contributors": "distinct_holders", "of": "measured_people"},
    "awards": {"kind": "part", "contributors": "distinct_earners", "only": RECORDED},
    "earners": {"kind": "part", "contributors": "distinct_earners", "only": RECORDED},
    "expiring": {"kind": "part", "contributors": "distinct_expiring", "only": TOLD},
    "distinct_holders": {"kind": "people", "of": "measured_people"},
    "distinct_earners": {"kind": "people", "only": RECORDED},
    "distinct_expiring": {"kind": "people", "only": TOLD},
}


def skill_trend(
    con,
    as_of,
    known_at,
    *,
    by="company",
    of="family",
    rollup=None,
    level=1,
    quarters=12,
    population=None,
    structure=None,
    filters=None,
):
    """How many people hold each family of skills, or each skill, at the end of every quarter.

    Columns: the group columns; family (with `of="skill"` also skill_id and skill); quarter,
    quarter_end (or `as_of` itself in a quarter not over), partial, basis ("recorded", or "if nobody
    renews" for the two quarters ahead); holders, people, measured_people (those in places where one of
    the skills is measured), share (0 to 1: holders / measured_people); awards and earners of the
    quarter (without awards revoked by then); expiring (holders whose last valid award ends by the
    coming end of a quarter), which nobody can tell where no award says when it expires, though some may
    (expiry_known); status.
    Formula: holders as in `skill_map`; ahead, the people at work on `as_of` whose awards already
    given are still valid then. A unit goes by its name on `as_of` in every quarter.
    `rollup` says how a skill of several families counts. "each", the default: in each of them, and a person
    once in each, so families add up to more than all skills. "fractional": a person is divided equally over
    the skills held and a skill over its families, so holders, awards and earners add up to all; the people
    who contribute are `distinct_holders`, `distinct_earners` and `distinct_expiring`. "primary": in its
    primary family alone.
    `of="family@2"` counts by the families of a tier, from the top (skills with none there stand without a
    family), "all" by none. `structure` is as in `skill_map`: with "today" a unit that was renamed, merged
    or split by `as_of` is one line.
    Standard name: active holders (stock), issuance (flow), expiry. Errors: QuestionError.

    Example: skill_trend(con, "2026-09-30", "2026-10-05", of="skill", quarters=8)
    """
    of, rolled = rollup_of(of, rollup, tuple(OF))
    question = asked(
        con,
        "skill_trend",
        as_of,
        known_at,
        by,
        population,
        filters,
        structure=structure,
        level=check_level(level),
        of=of,
        **({"rollup": rolled} if rolled else {}),
        quarters=check_whole("quarters", quarters, 100),
        of_many_days=True,
    )
    measures = DIVIDED if divided(question) else MEASURES
    return answer(con, question, measures, lambda: _rows(con, question))


# A person counts once in a topic, whatever the number of awards and skills.
COUNTED = """held as (
    select quarter_end, {groups}, family, topic_id, person_id, max(ends_on) as ends_on, after
    from proofs
    group by quarter_end, {groups}, family, topic_id, person_id, after),
holders as (
    select quarter_end, {groups}, family, topic_id, count(*) as holders,
           count(case when ends_on <= after then 1 end) as expiring
    from held
    group by quarter_end, {groups}, family, topic_id),
earned as (
    select quarter_end, {groups}, family, topic_id, count(distinct award_id) as awards,
           count(distinct person_id) as earners
    from given
    group by quarter_end, {groups}, family, topic_id)"""
# A person is one, divided over the skills held, and each of these over its families; so is an award.
IN_PARTS = """proofs_once as (
    select *, part / count(*) over (partition by quarter_end, {groups}, person_id, proves, family) as once
    from proofs),
held as (
    select quarter_end, {groups}, family, topic_id, person_id, max(ends_on) as ends_on, after,
           (sum(once) / sum(sum(once)) over (partition by quarter_end, {groups}, person_id))::decimal(18, 9)
               as share
    from proofs_once
    group by quarter_end, {groups}, family, topic_id, person_id, after),
holders as (
    select quarter_end, {groups}, family, topic_id, sum(share)::double as holders,
           count(*) as distinct_holders,
           sum(case when ends_on <= after then share else 0 end)::double as expiring,
           count(case when ends_on <= after then 1 end) as distinct_expiring
    from held
    group by quarter_end, {groups}, family, topic_id),
given_once as (
    select *, part / count(*) over (partition by quarter_end, {groups}, person_id, proves, family) as once,
           (part / sum(part) over (partition by quarter_end, {groups}, award_id))::decimal(18, 9) as of_award
    from given),
earned as (
    select quarter_end, {groups}, family, topic_id, sum(of_award)::double as awards,
           sum(of_person)::double as earners, count(distinct person_id) as distinct_earners
    from (select *, (once / sum(once) over (partition by quarter_end, {groups}, person_id))::decimal(18, 9)
                        as of_person
          from given_once)
    group by quarter_end, {groups}, family, topic_id)"""
BESIDE = """
       coalesce(distinct_holders, 0) as distinct_holders,
       case when not ahead then coalesce(distinct_earners, 0) end as distinct_earners,
       case when expiry_known then coalesce(distinct_expiring, 0) end as distinct_expiring,"""


def _topics(question):
    if question.parameters["of"] not in OF:
        return topics(question)
    family, skill_id = OF[question.parameters["of"]]
    return f"""topics as (
    select skill_id as proves, {family} as family, {skill_id} as topic_id, 1 as part
    from asked)"""


def _rows(con, question):
    keys, groups = question.keys, question.groups
    this_quarter = quarter_end(question.as_of)
    ends = [
        quarter_end(pd.Timestamp(this_quarter) + pd.offsets.QuarterEnd(step))
        for step in range(1 - question.parameters["quarters"], AHEAD + 1)
    ]
    frame = ask(
        con,
        f"""with quarters as (
    select ends as quarter_end, ends > $this_quarter as ahead, least(ends, $today) as day,
           case when ahead then ends else day end as shown,
           last_day(ends - interval 3 months) as before,
           case when day < ends and not ahead then ends else last_day(ends + interval 3 months) end as after
    from (select unnest($ends) as ends)),
{question.members},
{measured.skills(question)},
{_topics(question)},
proofs as (
    select quarter_end, {groups}, topics.family, topic_id, part, person_id, proves, ends_on, after
    from quarters
    join members using (day)
    join award_spans using (person_id)
    join topics on topics.proves = award_spans.skill_id
    semi join measured_places on measured_places.day = members.day
        and measured_places.skill_id = award_spans.skill_id
        and measured_places.country_code = members.country_code
    where level >= $level and starts_on <= day and shown < ends_on),
given as (
    select quarter_end, {groups}, topics.family, topic_id, part, person_id, proves, award_id
    from quarters
    join members using (day)
    join awards using (person_id)
    join badge_skills using (badge_id)
    join topics on topics.proves = badge_skills.skill_id
    semi join measured_places on measured_places.day = members.day
        and measured_places.skill_id = badge_skills.skill_id
        and measured_places.country_code = members.country_code
    where coalesce(level_reached, level) >= $level and awarded_on > before and awarded_on <= shown
      and not ahead and (revoked_on is null or shown < revoked_on)),
{(IN_PARTS if divided(question) else COUNTED).format(groups=groups)},
in_places as (
    select {keys}, family, topic_id, sum(here) as measured_people
    from places
    join (select distinct day, country_code, topics.family, topic_id
          from measured_places
          join topics on topics.proves = measured_places.skill_id)
        using (day, country_code)
    group by {keys}, family, topic_id),
dates as (
    select coalesce(count(expires_on) > 0 or not bool_or(expiry = 'unknown'), true) as expiry_known
    from awards)
select {groups}, nullif(family, '') as family, topic_id as skill_id, label as skill,
       coalesce(holders, 0) as holders, people,
       coalesce(measured_people, 0) as measured_people, null::double as share,
       case when not ahead then coalesce(awards, 0) end as awards,
       case when not ahead then coalesce(earners, 0) end as earners,
       expiry_known,
       case when expiry_known then coalesce(expiring, 0) end as expiring,{BESIDE if divided(question) else ""}
       case when coalesce(measured_people, 0) / people < $least then 'not measured'
            when coalesce(holders, 0) = 0 then 'zero' else 'counted' end as status,
       quarters.quarter_end as quarter, shown as quarter_end,
       not ahead and shown < quarters.quarter_end as partial,
       case when ahead then 'if nobody renews' else 'recorded' end as basis
from quarters
join groups using (day)
cross join (select distinct family, topic_id from topics) as asked_topics
cross join dates
left join holders using (quarter_end, {groups}, family, topic_id)
left join earned using (quarter_end, {groups}, family, topic_id)
left join in_places using ({keys}, family, topic_id)
left join skills on skills.skill_id = topic_id
order by {groups}, family, skill, quarters.quarter_end
""",
        sorted({min(end, question.as_of) for end in ends}),
        question.known_at,
        ends=ends,
        today=question.as_of,
        this_quarter=this_quarter,
        level=question.parameters["level"],
        least=measured.LEAST,
        **question.values,
    )
    frame["quarter"] = frame["quarter"].map(quarter_name)
    return frame if question.parameters["of"] == "skill" else frame.drop(columns=["skill_id", "skill"])
