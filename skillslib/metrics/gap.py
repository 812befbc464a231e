"""Gap: what is lacking where, against approved targets."""

from skillslib.metrics import measured
from skillslib.metrics.question import QuestionError, answer, asked, coming_quarter_end
from skillslib.store import ask, settings

MEASURES = {
    "needed": {"kind": "plan"},
    "needed_elsewhere": {"kind": "plan"},
    "holders": {"kind": "people", "of": "measured_people"},
    "people": {"kind": "people"},
    "measured_people": {"kind": "people", "within": "people"},
    "near": {"kind": "people", "only": {"can_be_near": True}},
    "expiring": {"kind": "people"},
    "gap": {"kind": "derived", "formula": "shortfall", "from": ["needed", "holders"]},
    "surplus": {"kind": "derived", "formula": "excess", "from": ["needed", "holders"]},
    "kind": {
        "kind": "derived",
        "formula": "remedy",
        "from": ["gap", "surplus", "near", "people", "needed_elsewhere"],
    },
}


def skill_gaps(con, as_of, known_at, *, by="business_unit", population=None, structure=None, filters=None):
    """What each unit needs of a skill, has, and lacks: one row for each unit, skill and target level.

    Columns: the unit; family, skill_id, skill, level (the target's); needed (people), needed_elsewhere
    (what units that are not measured need besides), holders, gap and surplus (people), near (people one
    level below, at level 1 those with another skill of the family), can_be_near (at level 1, whether a
    badge proves another skill of the family: without one nobody can tell who is near), expiring (holders
    whose proof at that level ends by the coming end of a quarter), people, measured_people (those in places
    that are measured for the skill; only these are counted), kind ("met", "borrow", "train", "hire",
    "unclear"), status.
    Formula: gap = max(0, needed - holders), surplus = max(0, holders - needed). By "company" or a
    higher tier both are summed first: what is left if people were lent freely inside the group.
    Kind: borrow where other groups' surplus at that level, lent to the largest gaps first, covers the
    gap, else train where enough people are near, else hire; unclear where who is near is withheld or cannot
    be told, and instead of hire where people who might be lent are not measured. Only approved targets
    count. A unit is "not measured" where a smaller share of its people is in measured places for the skill
    than the share of awards that must find their person (nine in ten), or where nobody works directly on
    the day (ask by a higher tier, or by company). Targets are for whole units: filters on places or job
    roles are refused.
    `structure` is as in `skill_map`; a target goes with its unit to what became of it.
    Standard name: workforce gap analysis, shortage and surplus. Errors: QuestionError.

    Example: skill_gaps(con, "2026-09-30", "2026-10-05", by="business_unit@2")
    """
    question = asked(con, "skill_gaps", as_of, known_at, by, population, filters, structure=structure)
    if len(question.by) > 1 or question.columns[0] not in ("business_unit", "company"):
        raise QuestionError(
            f"by={by!r}: targets are set for units, so gaps are by business_unit, "
            "business_unit@2 (a tier) or company."
        )
    apart = sorted(set(question.filters) - {"business_unit", "family", "skill"})
    if apart:
        raise QuestionError(
            f"filters has {apart[0]!r}: targets are set for whole units. "
            "Filter gaps by business_unit, family or skill."
        )
    return answer(con, question, MEASURES, lambda: _rows(con, question))


def _rows(con, question):
    group = question.columns[0]
    soon = coming_quarter_end(question.as_of)
    # A target is for the people of its own unit; summed to a higher tier, for those under it too.
    below = "below.height = 0" if question.by == ("business_unit",) else "true"
    frame = ask(
        con,
        f"""with {question.members},
{measured.skills(question)},
planned as (
    select targets.*, coalesce(ancestor, targets.business_unit_id) as unit
    from {question.targets}
    left join ({question.units}) as standing using (business_unit_id)
    where {question.in_unit("targets")}),
there as (
    select planned.business_unit_id, country_code, sum(here) as here
    from (select distinct business_unit_id from planned) as planned
    join {question.paths} as below on below.ancestor_id = planned.business_unit_id and {below}
    join (select business_unit_id, country_code, count(*) as here
          from members
          group by business_unit_id, country_code) as units on units.business_unit_id = below.business_unit_id
    group by planned.business_unit_id, country_code),
dark as (
    select business_unit_id, skill_id
    from (select distinct business_unit_id, skill_id from planned) as planned
    join there using (business_unit_id)
    left join (select *, true as measured from measured_places) as lit using (skill_id, country_code)
    group by business_unit_id, skill_id
    having coalesce(sum(case when measured then here end), 0) / sum(here) < $enough),
needs as (
    select {"'Company'" if group == "company" else "unit"} as {group}, skill_id, level,
           sum(needed) as planned,
           coalesce(sum(case when dark.skill_id is null then needed end), 0) as needed,
           bool_and(dark.skill_id is not null) as is_dark
    from planned
    left join dark using (business_unit_id, skill_id)
    group by 1, skill_id, level),
held as (
    select {group}, person_id, skill_id, holdings.level
    from members
    join holdings using (person_id)
    semi join measured_places using (skill_id, country_code)),
holders as (
    select {group}, needs.skill_id, needs.level, count(*) as holders
    from needs
    join held using ({group}, skill_id)
    where held.level >= needs.level
    group by {group}, needs.skill_id, needs.level),
lasting as (
    select {group}, needs.skill_id, needs.level, person_id, max(ends_on) as ends_on
    from needs
    join members using ({group})
    join award_spans using (person_id, skill_id)
    semi join measured_places using (skill_id, country_code)
    where award_spans.level >= needs.level and starts_on <= $as_of and $as_of < ends_on
    group by {group}, needs.skill_id, needs.level, person_id),
lapses as (
    select {group}, skill_id, level, count(*) as expiring
    from lasting
    where ends_on <= $soon
    group by {group}, skill_id, level),
candidates as (
    select distinct {group}, needs.skill_id, needs.level, person_id
    from needs
    join held using ({group}, skill_id)
    where held.level = needs.level - 1
    union
    select distinct {group}, needs.skill_id, needs.level, person_id
    from needs
    join skill_families as home on home.skill_id = needs.skill_id
    join skill_families as sibling on sibling.family_id = home.family_id
    join held using ({group})
    where needs.level = 1 and held.skill_id = sibling.skill_id and sibling.skill_id <> needs.skill_id),
accompanied as (
    select distinct home.skill_id
    from skill_families as home
    join skill_families as sibling on sibling.family_id = home.family_id
    join badge_skills on badge_skills.skill_id = sibling.skill_id
    where sibling.skill_id <> home.skill_id),
nearby as (
    select candidates.{group}, candidates.skill_id, candidates.level, count(*) as near
    from candidates
    left join held on held.person_id = candidates.person_id and held.skill_id = candidates.skill_id
                  and held.level >= candidates.level
    where held.person_id is null
    group by candidates.{group}, candidates.skill_id, candidates.level)
select {group}, family, skill_id, coalesce(label, skill_id) as skill, level,
       case when is_dark then planned else needed end as needed,
       case when is_dark then 0 else planned - needed end as needed_elsewhere,
       coalesce(holders, 0) as holders, people, coalesce(measured_people, 0) as measured_people,
       level > 1 or accompanied.skill_id is not null as can_be_near,
       case when can_be_near then coalesce(near, 0) end as near, coalesce(expiring, 0) as expiring,
       case when people is null or is_dark or coalesce(measured_people, 0) / people < $least
            then 'not measured'
            when holders is null then 'zero' else 'counted' end as status
from needs
left join groups using ({group})
left join skills using (skill_id)
left join (select skill_id, family from skill_families where is_primary) as families using (skill_id)
left join holders using ({group}, skill_id, level)
left join nearby using ({group}, skill_id, level)
left join accompanied using (skill_id)
left join lapses using ({group}, skill_id, level)
left join coverage using ({group}, skill_id)
where true{question.skills_kept}
order by {group}, family, skill, skill_id, level
""",
        question.as_of,
        question.known_at,
        soon=soon,
        least=measured.LEAST,
        enough=settings(con)["matching.least"],
        **question.values,
    )
    for column in ("gap", "surplus", "kind"):
        frame[column] = None
    return frame
