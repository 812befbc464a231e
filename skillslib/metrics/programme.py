"""Which training worked: people who took part beside comparable people who did not."""

import numpy as np
import pandas as pd

from skillslib.metrics.question import answer, asked, check_whole
from skillslib.store import ask

MEASURES = {
    "people": {"kind": "people"},
    "controls": {"kind": "people"},
    "effect": {"kind": "statistic", "contributors": "people"},
    "low": {"kind": "statistic", "contributors": "people"},
    "high": {"kind": "statistic", "contributors": "people"},
    "verdict": {"kind": "statistic", "contributors": "people"},
}
MONTHS_AFTER = 12

# Who took part in which month, who was at work beside them, and how many skills each gained.
CHANGES = """provable as (
    select distinct skill_id, family_id
    from skill_families
    join badge_skills using (skill_id)),
joined as (
    select programme_id, person_id, date_trunc('month', min(enrolled_on))::date as enrolled_in
    from enrolments
    group by programme_id, person_id),
cohorts as (
    select distinct programme_id, programmes.skill_id as own_skill, family_id, enrolled_in as begins,
           (enrolled_in + to_months($months))::date as ends
    from joined
    join programmes using (programme_id)
    join skill_families as home on home.skill_id = programmes.skill_id and home.is_primary
    where ends <= $as_of
      and family_id in (select family_id from provable where provable.skill_id <> programmes.skill_id)),
placed as (
    select programme_id, own_skill, family_id, begins, ends, person_id, business_unit_id, job_role,
           coalesce(enrolled_in = begins, false) as taken_part
    from cohorts
    join assignments on starts_on <= begins and (assignments.ends_on is null or begins < assignments.ends_on)
    join employments using (person_id)
    left join locations using (location_id)
    left join joined using (programme_id, person_id)
    where population = 'employee' and hired_on <= begins and (left_on is null or ends < left_on)
      and (enrolled_in is null or enrolled_in = begins or enrolled_in > ends)
      and coalesce(country_code, 'ZZ') not in (
          select country_code from matching where round(matched_share, 9) < least_matched())
    qualify row_number() over (partition by programme_id, begins, person_id order by starts_on desc) = 1),
moved as (
    select programme_id, begins, placed.person_id,
           count(distinct case when starts_on <= ends and ends < ends_on then skill_id end)
             - count(distinct case when starts_on <= begins and begins < ends_on then skill_id end) as change
    from placed
    join holding_spans on holding_spans.person_id = placed.person_id
    join provable using (skill_id, family_id)
    where skill_id <> own_skill
    group by programme_id, begins, placed.person_id),
changes as (
    select programme_id, begins, person_id, business_unit_id, job_role, taken_part,
           coalesce(change, 0) as change
    from placed
    left join moved using (programme_id, begins, person_id))"""


def programme_effect(con, as_of, known_at, *, months=MONTHS_AFTER):
    """What taking part in a programme changed: one row for each programme.

    Columns: programme, skill (its own); people (taken part, and followed for `months`), controls
    (people of the same job role, at work over the same months, not enrolled by then); effect, low and
    high (further active skills of the programme's family for each person, 95 % interval), verdict
    ("effect", "no clear effect"), status.
    Formula: mean over people of their change less the mean change of their controls, from the first
    day of the month in which they enrolled; standard error clustered by business unit. The
    programme's own skill does not count: a course is not judged by the badge that it hands out. People in
    countries where too few awards find their person are in neither. Where
    no badge proves another skill of the family, the programme is "not measured".
    Of what is published one after another an effect is withheld where an earlier one of the programme
    differs from it in a few people only: who was followed, or what they gained.
    Standard name: difference in differences with matched calendar and role (Callaway and Sant'Anna's
    group-time effects, not-yet-treated controls). An association where enrolment was a choice.
    Errors: QuestionError.

    Example: programme_effect(con, "2026-09-30", "2026-10-05")
    """
    question = _question(con, as_of, known_at, months)
    return answer(con, question, MEASURES, lambda: _rows(con, question))


def followed(con, as_of, known_at, months):
    """Who stands behind the effect of each programme, and how they changed.

    The name of the programme -> a set of (person, month, job role, whether they took part, change).
    """
    question = _question(con, as_of, known_at, months)
    rows = ask(
        con,
        f"""with {CHANGES}
select name, person_id, begins, job_role, taken_part, change
from changes
join programmes using (programme_id)
semi join (from changes where taken_part) as cohorts using (programme_id, begins, job_role)
""",
        question.as_of,
        question.known_at,
        months=months,
    )
    return {
        name: frozenset(of.drop(columns="name").itertuples(index=False, name=None))
        for name, of in rows.groupby("name")
    }


def _question(con, as_of, known_at, months):
    return asked(con, "programme_effect", as_of, known_at, months=check_whole("months", months, 120))


def _rows(con, question):
    paired = _paired(con, question)
    named = ask(
        con,
        """select programme_id, name as programme, label as skill
from programmes
left join skills using (skill_id)
order by name, programme_id""",
        question.as_of,
        question.known_at,
    )
    rows = [
        {
            "programme": one.programme,
            "skill": one.skill,
            **_effect(paired[paired["programme_id"] == one.programme_id]),
        }
        for one in named.itertuples()
    ]
    return pd.DataFrame(rows, columns=["programme", "skill", *MEASURES, "status"])


def _paired(con, question):
    """One row for each person who took part: how they changed, and how the controls beside them did.

    Those who enrolled in one month are a cohort. Sums of whole numbers come out the same whatever the
    order, so mean and variance of the controls are made of them.
    """
    return ask(
        con,
        f"""with {CHANGES},
beside as (
    select programme_id, begins, job_role, sum(change) / count(*) as control, count(*) as size,
           (sum(change * change) - sum(change) * sum(change) / count(*)) / nullif(count(*) - 1, 0) as spread
    from changes
    where not taken_part
    group by programme_id, begins, job_role),
compared as (
    select programme_id, count(distinct person_id) as controls
    from changes
    semi join (from changes where taken_part) using (programme_id, begins, job_role)
    where not taken_part
    group by programme_id)
select programme_id, cast(begins as text) as begins, person_id, business_unit_id, job_role,
       change, control, size, spread, controls
from changes
join beside using (programme_id, begins, job_role)
join compared using (programme_id)
where taken_part
order by programme_id, begins, person_id
""",
        question.as_of,
        question.known_at,
        months=question.parameters["months"],
    )


def _effect(paired):
    """The difference in differences of one programme, each person beside controls of role and month."""
    counts = {
        "people": paired["person_id"].nunique(),
        "controls": int(paired["controls"].max()) if len(paired) else 0,
    }
    if counts["people"] < 2 or paired["business_unit_id"].nunique() < 2:
        return {
            **counts,
            "effect": None,
            "low": None,
            "high": None,
            "verdict": None,
            "status": "not measured",
        }
    difference = paired["change"] - paired["control"]
    effect = difference.mean()
    by_unit = (difference - effect).groupby(paired["business_unit_id"]).sum()
    units = len(by_unit)
    weights = paired.groupby(["begins", "job_role"]).agg(
        part=("person_id", lambda ids: (len(ids) / len(paired)) ** 2),
        noise=("spread", "first"),
        size=("size", "first"),
    )
    error = np.sqrt(
        (by_unit**2).sum() / len(paired) ** 2 * units / (units - 1)
        + (weights["part"] * weights["noise"].fillna(0) / weights["size"]).sum()
    )
    low, high = effect - 1.96 * error, effect + 1.96 * error
    return {
        **counts,
        "effect": round(effect, 2),
        "low": round(low, 2),
        "high": round(high, 2),
        "verdict": "effect" if low > 0 or high < 0 else "no clear effect",
        "status": "counted",
    }
