"""Recognition: what has been earned, and by how much of each group; never by name."""

import pandas as pd

from skillslib.metrics import measured
from skillslib.metrics.question import answer, asked
from skillslib.store import ask

MEASURES = {
    "awards": {"kind": "count", "contributors": "earners"},
    "earners": {"kind": "people", "of": "measured_people"},
    "people": {"kind": "people"},
    "measured_people": {"kind": "people", "within": "people"},
    "rate": {"kind": "derived", "formula": "share", "from": ["earners", "measured_people"]},
    "first_badges": {"kind": "people"},
    "fifth_badges": {"kind": "people"},
    "experts": {"kind": "people"},
}


def recognition(
    con,
    as_of,
    known_at,
    *,
    by="business_unit",
    since=None,
    population=None,
    structure=None,
    filters=None,
):
    """What each group earned since a day: awards, people recognised, milestones; no names.

    Columns: the group columns; since; awards, earners (people with at least one), people (eligible:
    at work on `as_of`), measured_people (those in countries where enough awards find their person; only
    these are counted), rate (0 to 1); first_badges, fifth_badges, experts (people whose first badge,
    fifth badge, or first award at level 4 or above fell in the period); status.
    Formula: rate = earners / measured_people. `since` is left out, `as_of` counted; by default a year. Awards
    revoked by `as_of` do not count; with a filter on a family or skill only those that prove it do. To have
    taken part is recognised too, though it proves no skill.
    `structure` is as in `skill_map`.
    Standard name: recognition rate. Errors: QuestionError.

    Example: recognition(con, "2026-09-30", "2026-10-05", by="country", since="2026-06-30")
    """
    question = asked(con, "recognition", as_of, known_at, by, population, filters, structure=structure)
    start = question.period(since)
    return answer(con, question, MEASURES, lambda: _rows(con, question, start))


def _rows(con, question, start):
    groups = question.groups
    frame = ask(
        con,
        f"""with {question.members},
{measured.awards(question)},
numbered as (
    select person_id, badge_id, award_id, awarded_on, level_reached,
           row_number() over (partition by person_id order by awarded_on, award_id) as place
    from awards
    where person_id is not null and awarded_on <= $as_of and (revoked_on is null or $as_of < revoked_on)
      and {question.proving}),
mastered as (
    select person_id, min(awarded_on) as mastered_on
    from numbered
    join badges using (badge_id)
    where coalesce(level_reached, level) >= 4
    group by person_id),
earned as (
    select {groups}, count(*) as awards, count(distinct person_id) as earners,
           count(distinct case when place = 1 then person_id end) as first_badges,
           count(distinct case when place = 5 then person_id end) as fifth_badges
    from members
    join numbered using (person_id)
    semi join measured_places on measured_places.country_code = members.country_code
    where awarded_on > $since
    group by {groups}),
experts as (
    select {groups}, count(*) as experts
    from members
    join mastered using (person_id)
    semi join measured_places on measured_places.country_code = members.country_code
    where mastered_on > $since
    group by {groups})
select {groups}, coalesce(awards, 0) as awards, coalesce(earners, 0) as earners, people,
       coalesce(measured_people, 0) as measured_people, null::double as rate,
       coalesce(first_badges, 0) as first_badges, coalesce(fifth_badges, 0) as fifth_badges,
       coalesce(experts, 0) as experts,
       case when coalesce(measured_people, 0) / people < $least then 'not measured'
            when awards is null then 'zero' else 'counted' end as status
from groups
left join coverage using ({groups})
left join earned using ({groups})
left join experts using ({groups})
order by {groups}
""",
        question.as_of,
        question.known_at,
        since=start,
        least=measured.LEAST,
        **question.values,
    )
    frame.insert(len(question.columns), "since", pd.Timestamp(start))
    return frame
