"""Business units: known by id, with dated names and parents."""

from skillslib.intake import Column, Shape
from skillslib.people.dated import CHANGED, same, versions

BUSINESS_UNITS = Shape(
    "business units",
    (
        Column("business_unit_id", needed=True),
        Column("starts_on", "day", needed=True),
        Column("name", needed=True),
        Column("parent_id"),
        CHANGED,
    ),
    (
        versions(
            "business_unit_versions",
            ("business_unit_id", "starts_on"),
            same("business_unit_id", "starts_on", "name", "parent_id"),
            "starts_on",
        ),
    ),
    (("parent_id = business_unit_id", "parent_id", "own-parent", "the unit's own parent"),),
)
