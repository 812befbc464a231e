"""Targets: how many people a unit needs with a skill at a level, and what the people in a role need."""

from skillslib.intake import Column, Shape, content, plain
from skillslib.people.dated import CHANGED, same, versions

TARGET = same("business_unit_id", "skill_id", "level", "needed", "starts_on", "approved")
TARGETS = Shape(
    "targets",
    (
        Column("business_unit_id", needed=True),
        Column("skill_id", needed=True),
        Column("level", "whole", needed=True),
        Column("needed", "whole", needed=True),
        Column("starts_on", "day", needed=True),
        Column("approved", "yes/no", needed=True),
        CHANGED,
    ),
    (
        versions(
            "target_versions",
            ("target_id",),
            {"target_id": content("business_unit_id", "skill_id", "level", "starts_on"), **TARGET},
            "starts_on",
        ),
    ),
    (("level not between 1 and 5", "level", "out-of-range", "not from 1 to 5"),),
)

# A skill is named by its id or by a label; which skill that is the taxonomy says when it is asked. What is
# no skill is refused where there is a taxonomy that could know it.
NAMED = "coalesce(skill_id, skill)"
A_TAXONOMY = "exists (from concept_versions)"
NO_ID = f"{NAMED} not in (select skill_id from skills)"
ROLE_REQUIREMENTS = Shape(
    "role requirements",
    (
        Column("job_role", needed=True),
        Column("skill_id", optional=True),
        Column("skill", optional=True),
        Column("level", "whole", needed=True),
        Column("share", "number", needed=True),
        Column("starts_on", "day", needed=True),
        CHANGED,
    ),
    (
        versions(
            "role_requirement_versions",
            ("job_role", "skill_id", "level", "starts_on"),
            {"job_role": "job_role", "skill_id": NAMED, **same("level", "share", "starts_on")},
            "starts_on",
        ),
    ),
    (
        ("level not between 1 and 5", "level", "out-of-range", "not from 1 to 5"),
        ("share < 0 or share > 1", "share", "out-of-range", "not from 0 to 1 (80 % is 0.8)"),
        (f"{NAMED} is null", "skill_id", "missing-value", "blank, and no label in a column skill either"),
        (
            f"{A_TAXONOMY} and {NO_ID} and {plain(NAMED)} not in (select label_norm from skill_labels)",
            "skill_id",
            "unknown-skill",
            "the taxonomy has no skill with this id or label",
        ),
        (
            f"{NO_ID} and {plain(NAMED)} in (select label_norm from skill_labels group by label_norm "
            "having count(distinct skill_id) > 1)",
            "skill_id",
            "ambiguous-skill",
            "several skills of the taxonomy have this label: give the skill_id",
        ),
    ),
    refers=True,
)
