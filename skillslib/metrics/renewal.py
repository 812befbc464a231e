"""Renewal: of the awards that ran out, how many their people renewed in time."""

import pandas as pd

from skillslib.metrics import measured
from skillslib.metrics.question import answer, asked, check_whole
from skillslib.store import ask

MEASURES = {
    "ended": {"kind": "count", "contributors": "earners"},
    "earners": {"kind": "people"},
    "renewed": {"kind": "count", "contributors": "renewers"},
    "renewers": {"kind": "people", "of": "earners"},
    "rate": {"kind": "derived", "formula": "share", "from": ["renewed", "ended"]},
}
BEFORE, AFTER = 180, 90


def renewals(
    con,
    as_of,
    known_at,
    *,
    by="business_unit",
    since=None,
    before=BEFORE,
    after=AFTER,
    population=None,
    structure=None,
    filters=None,
):
    """How many of the awards that ran out were renewed: a row for each group.

    Columns: the group columns; since; ended (awards whose expiry fell after `since` and whose time to renew
    was over on `as_of`), earners (people who had one), renewed (of these awards), renewers (people who
    renewed one), rate (0 to 1); status. People in countries where too few awards find their person are not
    counted; a group with fewer than half of its people elsewhere is not measured.
    Formula: rate = renewed / ended. An award is renewed by a later one to the same person in the same badge
    series (see `badge_series`), or by the one that its issuer names in its place, awarded from `before` days
    before its expiry to `after` days after it. Revoked awards do not count; `since` is left out; by default
    a year.
    `structure` is as in `skill_map`.
    Standard name: renewal rate. Errors: QuestionError.

    Example: renewals(con, "2026-09-30", "2026-10-05", by="country")
    """
    question = asked(con, "renewals", as_of, known_at, by, population, filters, structure=structure)
    start = question.period(since)
    question.parameters |= {
        "before": check_whole("before", before, 3660),
        "after": check_whole("after", after, 3660),
    }
    return answer(con, question, MEASURES, lambda: _rows(con, question, start))


def _rows(con, question, start):
    groups = question.groups
    frame = ask(
        con,
        f"""with {question.members},
{measured.awards(question)},
given as (
    select award_id, person_id, badge_id, series_id, awarded_on, expires_on, revoked_on, replaced_by
    from series_awards
    where person_id is not null and awarded_on <= $as_of),
lapsed as (
    select * from given
    where expires_on > $since and expires_on + $after::integer <= $as_of
      and (revoked_on is null or revoked_on >= expires_on)
      and {question.proving}),
followed as (
    select distinct lapsed.award_id
    from lapsed
    join given as later on later.person_id = lapsed.person_id and later.award_id <> lapsed.award_id
        and (later.series_id = lapsed.series_id or later.award_id = lapsed.replaced_by)
        and later.awarded_on > lapsed.awarded_on
        and later.awarded_on >= lapsed.expires_on - $before::integer
        and later.awarded_on <= lapsed.expires_on + $after::integer
        and (later.revoked_on is null or later.revoked_on > lapsed.expires_on + $after::integer)),
counted as (
    select {groups}, count(*) as ended, count(distinct person_id) as earners,
           count(followed.award_id) as renewed,
           count(distinct case when followed.award_id is not null then person_id end) as renewers
    from members
    join lapsed using (person_id)
    semi join measured_places on measured_places.country_code = members.country_code
    left join followed using (award_id)
    group by {groups})
select {groups}, coalesce(ended, 0) as ended, coalesce(earners, 0) as earners,
       coalesce(renewed, 0) as renewed, coalesce(renewers, 0) as renewers, null::double as rate,
       case when coalesce(measured_people, 0) / people < $least then 'not measured'
            when ended is null then 'zero' else 'counted' end as status
from groups
left join coverage using ({groups})
left join counted using ({groups})
order by {groups}
""",
        question.as_of,
        question.known_at,
        since=start,
        before=question.parameters["before"],
        after=question.parameters["after"],
        least=measured.LEAST,
        **question.values,
    )
    frame.insert(len(question.columns), "since", pd.Timestamp(start))
    return frame
