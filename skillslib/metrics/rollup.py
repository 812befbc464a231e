"""Roll-up: how a skill counts in the broader skills, its families, where it has several of them.

each        in each of its families; a person once in each, so families add up to more than all together
fractional  divided equally over its families, and a person equally over the skills held: families add up
            to all the people who hold any of the skills
primary     in its primary family alone, the first by id
"""

import re

from skillslib.metrics.question import QuestionError

ROLLUPS = ("each", "fractional", "primary")
FAMILY = "family"

# Above a skill at any height, climbing over skills and their families alone: one of tier 1 has none above it.
# Families in a circle lie above each other, so neither counts as above the other.
ABOVE = """with recursive steps as materialized (
        select skill_id, family_id from skill_families where skill_id <> family_id),
    climb(skill_id, family_id, depth) using key (skill_id, family_id) as (
        select skill_id, family_id, 1 from steps
        union
        select climb.skill_id, above.family_id, min(depth) + 1
        from climb
        join steps as above on above.skill_id = climb.family_id
        anti join recurring.climb as known
            on known.skill_id = climb.skill_id and known.family_id = above.family_id
        group by all),
    higher as (
        from climb
        anti join climb as back on back.skill_id = climb.family_id and back.family_id = climb.skill_id),
    tiers as (
        select skills.skill_id as family_id, label as family, 1 + coalesce(max(depth), 0) as tier
        from skills left join higher using (skill_id)
        group by all)
    select climb.skill_id, family_id, family
    from climb join tiers using (family_id)
    where tier = {tier} and climb.skill_id <> family_id"""
DIRECT = "select skill_id, family_id, family from skill_families"


def rollup_of(of, rollup, others):
    """What is counted, checked: (of, rollup), the roll-up None where no families are counted.

    Errors: QuestionError with the choices.
    """
    stem, at, tier = str(of).partition("@")
    if of not in others and (stem != FAMILY or (at and not re.fullmatch(r"[1-9]\d?", tier))):
        raise QuestionError(
            f"of={of!r}: choose from {', '.join(others)}, family, "
            "family@2 (a tier of families, from the top, which is 1)."
        )
    if rollup is not None and rollup not in ROLLUPS:
        raise QuestionError(f"rollup={rollup!r}: choose from {', '.join(ROLLUPS)}.")
    if stem == FAMILY:
        return of, rollup or ROLLUPS[0]
    if rollup is not None:
        raise QuestionError(
            f"rollup={rollup!r}: of={of!r} counts no families. Leave it out, or ask of='family'."
        )
    return of, None


def divided(question):
    """Whether people are divided over families."""
    return question.parameters.get("rollup") == "fractional"


def topics(question):
    """SQL for `topics`: the families in which each skill counts, and with which part (all add up to 1).

    With a filter on families only those count, and a skill is divided over them alone.
    """
    tier = question.parameters["of"].partition("@")[2]
    primary = question.parameters["rollup"] == "primary"
    return f"""homes as (
    select skill_id, family, 1 / count(*) over (partition by skill_id) as part
    from (select *, row_number() over (partition by skill_id order by family_id) = 1 as is_first
          from ({ABOVE.format(tier=int(tier)) if tier else DIRECT}))
    where {"is_first" if primary else "true"}
      and {"family in (select unnest($only_family))" if _named(question) else "true"}),
topics as (
    select asked.skill_id as proves, coalesce(homes.family, '') as family, '' as topic_id,
           coalesce(part, 1) as part
    from asked
    {"" if _named(question) else "left "}join homes using (skill_id))"""


def _named(question):
    """Whether only the families that a filter names are told of."""
    return "family" in question.filters and question.parameters["of"] == FAMILY
