"""Trend: how skills move from quarter to quarter, and what lapses if nobody renews."""

import pandas as pd

from skillslib.metrics import measured
from skillslib.metrics.question import (
    QuestionError,
    answer,
    asked,
    check_level,
    check_whole,
    quarter_end,
    quarter_name,
)
from skillslib.store import ask

AHEAD = 2
# What a trend is of: the SQL for a topic's family and for its skill ("" where it has none).
OF = {
    "all": ("'All skills'", "''"),
    "family": ("coalesce(skill_families.family, '')", "''"),
    "skill": ("coalesce(asked.family, '')", "asked.skill_id"),
}
MEASURES = {
    "holders": {"kind": "people", "of": "measured_people"},
    "people": {"kind": "people"},
    "measured_people": {"kind": "people", "within": "people"},
    "share": {"kind": "derived", "formula": "share", "from": ["holders", "measured_people"]},
    "awards": {"kind": "count", "contributors": "earners", "only": {"basis": "recorded"}},
    "earners": {"kind": "people", "only": {"basis": "recorded"}},
    "expiring": {"kind": "people"},
}


def skill_trend(
    con,
    as_of,
    known_at,
    *,
    by="company",
    of="family",
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
    coming end of a quarter); status.
    Formula: holders as in `skill_map`; ahead, the people at work on `as_of` whose awards already
    given are still valid then. A skill of two families counts in both. A unit goes by its name on
    `as_of` in every quarter. `structure` is as in `skill_map`: with "today" a unit that was renamed, merged
    or split by `as_of` is one line.
    Standard name: active holders (stock), issuance (flow), expiry. Errors: QuestionError.

    Example: skill_trend(con, "2026-09-30", "2026-10-05", of="skill", quarters=8)
    """
    if of not in OF:
        raise QuestionError(f"of={of!r}: a trend is of {', '.join(OF)}.")
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
        quarters=check_whole("quarters", quarters, 100),
        of_many_days=True,
    )
    return answer(con, question, MEASURES, lambda: _rows(con, question))


def _rows(con, question):
    keys, groups = question.keys, question.groups
    family, skill_id = OF[question.parameters["of"]]
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
topics as (
    select distinct asked.skill_id as proves, {family} as family, {skill_id} as topic_id
    from asked
    left join skill_families on skill_families.skill_id = asked.skill_id),
held as (
    select quarter_end, {groups}, topics.family, topic_id, person_id, max(ends_on) as ends_on, after
    from quarters
    join members using (day)
    join award_spans using (person_id)
    join topics on topics.proves = award_spans.skill_id
    semi join measured_places on measured_places.day = members.day
        and measured_places.skill_id = award_spans.skill_id
        and measured_places.country_code = members.country_code
    where level >= $level and starts_on <= day and shown < ends_on
    group by quarter_end, {groups}, topics.family, topic_id, person_id, after),
holders as (
    select quarter_end, {groups}, family, topic_id, count(*) as holders,
           count(case when ends_on <= after then 1 end) as expiring
    from held
    group by quarter_end, {groups}, family, topic_id),
earned as (
    select quarter_end, {groups}, topics.family, topic_id, count(distinct award_id) as awards,
           count(distinct person_id) as earners
    from quarters
    join members using (day)
    join awards using (person_id)
    join badge_skills using (badge_id)
    join topics on topics.proves = badge_skills.skill_id
    semi join measured_places on measured_places.day = members.day
        and measured_places.skill_id = badge_skills.skill_id
        and measured_places.country_code = members.country_code
    where coalesce(level_reached, level) >= $level and awarded_on > before and awarded_on <= shown
      and not ahead and (revoked_on is null or shown < revoked_on)
    group by quarter_end, {groups}, topics.family, topic_id),
in_places as (
    select {keys}, family, topic_id, sum(here) as measured_people
    from places
    join (select distinct day, country_code, topics.family, topic_id
          from measured_places
          join topics on topics.proves = measured_places.skill_id)
        using (day, country_code)
    group by {keys}, family, topic_id)
select {groups}, nullif(family, '') as family, topic_id as skill_id, label as skill,
       coalesce(holders, 0) as holders, people,
       coalesce(measured_people, 0) as measured_people, null::double as share,
       case when not ahead then coalesce(awards, 0) end as awards,
       case when not ahead then coalesce(earners, 0) end as earners,
       coalesce(expiring, 0) as expiring,
       case when coalesce(measured_people, 0) / people < $least then 'not measured'
            when coalesce(holders, 0) = 0 then 'zero' else 'counted' end as status,
       quarters.quarter_end as quarter, shown as quarter_end,
       not ahead and shown < quarters.quarter_end as partial,
       case when ahead then 'if nobody renews' else 'recorded' end as basis
from quarters
join groups using (day)
cross join (select distinct family, topic_id from topics) as asked_topics
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
