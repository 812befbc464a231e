"""Targets: how many people a unit needs with a skill at a level, approved or not."""

from skillslib.intake import Column, Shape, content
from skillslib.people.dated import CHANGED, same, versions

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
            {
                "target_id": content("business_unit_id", "skill_id", "level", "starts_on"),
                **same("business_unit_id", "skill_id", "level", "needed", "starts_on", "approved"),
            },
            "starts_on",
        ),
    ),
    (("level not between 1 and 5", "level", "out-of-range", "not from 1 to 5"),),
)
