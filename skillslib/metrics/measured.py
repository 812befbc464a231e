"""Where a question's answer can be told: the places, which are countries, that are measured.

A place is measured for a skill where a badge for it is on offer and enough awards find their person
(see `skill_places_on` in model.sql); for what is not of a skill, where enough awards find theirs. Only
people in measured places are counted, so what is dark is in no number and parts still add up to the
whole. A group with fewer than half of its people in them is not measured. Where nobody holds a skill, a
larger share has to be in them (the one that awards need, nine in ten): the rest may be who holds it.
"""

from skillslib.store import settings

LEAST = 0.5

ASKED = """asked as (
    select skill_id, label as skill, family
    from (select distinct skill_id from badge_skills) as proven
    join skills using (skill_id)
    left join (select skill_id, family from skill_families where is_primary) as families using (skill_id)
    where true{kept})"""


HOLDING = """case when coalesce(measured_people, 0) / people
            < case when holders is null then $enough else $least end then 'not measured'
            when holders is null then 'zero' else 'counted' end as status"""


def limits(con):
    """The values of `$least` and `$enough` in HOLDING: of a group in which somebody, or nobody, holds it."""
    return {"least": LEAST, "enough": settings(con)["matching.least"]}


def groups(question):
    """SQL for `groups` (how many people), `places` (how many where), `asked` (the skills asked about)."""
    return f"""groups as (
    select {question.keys}, count(*) as people, sum(fte::decimal(9, 3))::double as people_fte
    from members
    group by {question.keys}),
places as (
    select {question.keys}, country_code, count(*) as here
    from members
    group by {question.keys}, country_code),
{ASKED.format(kept=question.skills_kept)}"""


def skills(question):
    """SQL for `measured_places` of each skill, and `coverage`: how many people of each group are in them."""
    day = question.day_key
    return f"""{groups(question)},
measured_places as (
    select {day}skill_id, country_code
    from skill_places
    where measured),
coverage as (
    select {question.keys}, skill_id, sum(case when measured then here else 0 end) as measured_people
    from places
    join skill_places using ({day}country_code)
    group by {question.keys}, skill_id)"""


def awards(question):
    """SQL for `measured_places` of awards, and `coverage`: how many people of each group are in them.

    Where skills are asked about, a place where they are on offer and none is measured is left out too.
    """
    dark = """
      and country_code not in (
          select country_code
          from skill_places
          join asked using (skill_id)
          group by country_code
          having not bool_or(measured))"""
    return f"""{groups(question)},
measured_places as (
    select country_code
    from matching
    where round(matched_share, 9) >= least_matched(){dark if question.skills_kept else ""}),
coverage as (
    select {question.keys}, sum(here) as measured_people
    from places
    join measured_places using (country_code)
    group by {question.keys})"""
