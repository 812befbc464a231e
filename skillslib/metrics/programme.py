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


def programme_effect(con, as_of, known_at, *, months=MONTHS_AFTER):
    """What taking part in a programme changed: one row for each programme.

    Columns: programme, skill (its own); people (taken part, and followed for `months`), controls
    (people of the same job role, at work over the same months, not enrolled by then); effect, low and
    high (further active skills of the programme's family for each person, 95 % interval), verdict
    ("effect", "no clear effect"), status.
    Formula: mean over people of their change less the mean change of their controls, over the same
    months; standard error clustered by business unit. The programme's own skill does not count: a
    course is not judged by the badge that it hands out. Where no badge proves another skill of the
    family, the programme is "not measured".
    Standard name: difference in differences with matched calendar and role (Callaway and Sant'Anna's
    group-time effects, not-yet-treated controls). An association where enrolment was a choice.
    Errors: QuestionError.

    Example: programme_effect(con, "2026-09-30", "2026-10-05")
    """
    question = asked("programme_effect", as_of, known_at, months=check_whole("months", months, 120))
    return answer(con, question, MEASURES, lambda: _rows(con, question))


def _rows(con, question):
    changes = _changes(con, question)
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
            **_effect(changes[changes["programme_id"] == one.programme_id]),
        }
        for one in named.itertuples()
    ]
    return pd.DataFrame(rows, columns=["programme", "skill", *MEASURES, "status"])


def _changes(con, question):
    """One row for each person in each programme and cohort: taken part or not, and how they changed."""
    return ask(
        con,
        """with provable as (
    select distinct skill_id, family_id
    from skill_families
    join badge_skills using (skill_id)),
cohorts as (
    select distinct programme_id, programmes.skill_id as own_skill, family_id, enrolled_on as begins,
           cast(enrolled_on + to_months($months) as date) as ends
    from enrolments
    join programmes using (programme_id)
    join skill_families as home on home.skill_id = programmes.skill_id and home.is_primary
    where enrolled_on + to_months($months) <= $as_of
      and family_id in (select family_id from provable where provable.skill_id <> programmes.skill_id)),
placed as (
    select programme_id, own_skill, family_id, begins, ends, person_id, business_unit_id, job_role,
           enrolled_on
    from cohorts
    join assignments on starts_on <= begins and (assignments.ends_on is null or begins < assignments.ends_on)
    join employments using (person_id)
    left join (
        select programme_id, person_id, min(enrolled_on) as enrolled_on
        from enrolments
        group by programme_id, person_id) as joined using (programme_id, person_id)
    where population = 'employee' and hired_on <= begins and (left_on is null or ends < left_on)
      and (enrolled_on is null or enrolled_on = begins or enrolled_on > ends)
    qualify row_number() over (partition by programme_id, begins, person_id order by starts_on desc) = 1),
skills_held as (
    select programme_id, begins, placed.person_id,
           count(distinct case when starts_on <= ends and ends < ends_on then skill_id end)
             - count(distinct case when starts_on <= begins and begins < ends_on then skill_id end) as change
    from placed
    join holding_spans on holding_spans.person_id = placed.person_id
    join provable using (skill_id, family_id)
    where skill_id <> own_skill
    group by programme_id, begins, placed.person_id)
select programme_id, cast(begins as text) as begins, person_id, business_unit_id, job_role,
       coalesce(enrolled_on = begins, false) as taken_part, coalesce(change, 0) as change
from placed
left join skills_held using (programme_id, begins, person_id)
order by programme_id, begins, person_id
""",
        question.as_of,
        question.known_at,
        months=question.parameters["months"],
    )


def _effect(changes):
    """The difference in differences of one programme, each person beside controls of role and month."""
    treated, others = changes[changes["taken_part"]], changes[~changes["taken_part"]]
    beside = ["begins", "job_role"]
    controls = others.groupby(beside, as_index=False).agg(
        control=("change", "mean"), spread=("change", "var"), size=("change", "count")
    )
    paired = treated.merge(controls, on=beside)
    counts = {
        "people": paired["person_id"].nunique(),
        "controls": others.merge(paired[beside].drop_duplicates())["person_id"].nunique(),
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
    weights = paired.groupby(beside).agg(
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
