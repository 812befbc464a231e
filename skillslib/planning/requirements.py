"""How many people of each unit are in a job role that needs a skill."""

from skillslib.intake import plain
from skillslib.store import ask

# A role is compared without what does not tell it from another. Of what was said of it the last start holds.
REQUIREMENTS = f"""with labels as (
    select label_norm, min(skill_id) as skill_id
    from skill_labels
    group by label_norm
    having count(distinct skill_id) = 1),
named as (
    select said.* replace (coalesce(skills.skill_id, labels.skill_id) as skill_id),
           said.skill_id as said_skill, {plain("job_role")} as role
    from role_requirement_versions as said
    left join skills on skills.skill_id = said.skill_id
    left join labels on label_norm = {plain("said.skill_id")}
    where recorded_at < $known_at::date + interval 1 day and starts_on <= $as_of::date),
requirements as (
    select job_role, role, skill_id, said_skill, level, share
    from named
    qualify row_number() over (
        partition by role, coalesce(skill_id, said_skill), level
        order by starts_on desc, recorded_at desc, row_hash desc) = 1),"""


def needs(con, question):
    """(a row for each unit, job role, skill and level with its people, what could not be used).

    Columns: business_unit (its name), job_role, skill_id, level, share (0 to 1), people.
    """
    found = ask(
        con,
        f"""{REQUIREMENTS}
{question.members},
roles as (
    select business_unit, {plain("job_role")} as role, count(*) as people
    from members
    group by all)
select business_unit, job_role, requirements.skill_id, said_skill, level, share, people
from requirements
left join roles using (role)
order by business_unit, skill_id, level, job_role
""",
        question.as_of,
        question.known_at,
        **question.values,
    )
    unknown = sorted(set(found.loc[found["skill_id"].isna(), "said_skill"]))
    nobody = sorted(set(found.loc[found["people"].isna(), "job_role"]))
    unused = [f"Role requirements name a skill that the taxonomy does not have: {s}." for s in unknown]
    unused += [f"Role requirements name a job role that nobody here has: {role}." for role in nobody]
    usable = found.dropna(subset=["skill_id", "people"])
    usable = usable[usable["business_unit"] != "Unknown"].astype({"people": int, "level": int})
    return usable.drop(columns="said_skill").reset_index(drop=True), unused
