"""Training programmes and who enrolled in them."""

from skillslib.intake import Column, Shape
from skillslib.people.dated import CHANGED, same, versions

PROGRAMMES = Shape(
    "programmes",
    (
        Column("programme_id", needed=True),
        Column("name", needed=True),
        Column("skill_id", needed=True),
        Column("starts_on", "day", needed=True),
        CHANGED,
    ),
    (
        versions(
            "programme_versions",
            ("programme_id",),
            same("programme_id", "name", "skill_id", "starts_on"),
            "starts_on",
        ),
    ),
)

ENROLMENTS = Shape(
    "enrolments",
    (
        Column("programme_id", needed=True),
        Column("employee_id", needed=True, person="person_id"),
        Column("enrolled_on", "day", needed=True),
        Column("completed_on", "day"),
        CHANGED,
    ),
    (
        versions(
            "enrolment_versions",
            ("programme_id", "person_id", "enrolled_on"),
            {
                **same("programme_id", "person_id", "enrolled_on", "completed_on"),
            },
            "enrolled_on",
        ),
    ),
    (("completed_on < enrolled_on", "completed_on", "ends-before-start", "before enrolled_on"),),
)
