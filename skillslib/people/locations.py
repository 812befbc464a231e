"""Locations: known by id, with their country and, where known, their place on the map."""

from skillslib.intake import Column, Shape
from skillslib.people.dated import CHANGED, same, versions

LOCATIONS = Shape(
    "locations",
    (
        Column("location_id", needed=True),
        Column("name", needed=True),
        Column("city"),
        Column("country", needed=True),
        Column("country_code", needed=True),
        Column("latitude", "number"),
        Column("longitude", "number"),
        CHANGED,
    ),
    (
        versions(
            "location_versions",
            ("location_id",),
            {
                **same("location_id", "name", "city", "country"),
                "country_code": "upper(country_code)",
                **same("latitude", "longitude"),
            },
            "date '1970-01-01'",
        ),
    ),
    (
        ("abs(latitude) > 90", "latitude", "out-of-range", "not from -90 to 90"),
        ("abs(longitude) > 180", "longitude", "out-of-range", "not from -180 to 180"),
    ),
)
