"""The company's own files: people and their assignments, units, locations, targets, programmes."""

from skillslib.people import ahead, aliases, consents, employments, locations, snapshots, units
from skillslib.people.aliases import ALIASES
from skillslib.people.consents import CONSENTS
from skillslib.people.employments import PEOPLE
from skillslib.people.locations import LOCATION_CHANGES, LOCATIONS
from skillslib.people.programmes import ENROLMENTS, PROGRAMMES
from skillslib.people.targets import ROLE_REQUIREMENTS, TARGETS
from skillslib.people.units import BUSINESS_UNITS, UNIT_CHANGES

SHAPES = (
    *(
        PEOPLE,
        BUSINESS_UNITS,
        LOCATION_CHANGES,
        UNIT_CHANGES,
        LOCATIONS,
    ),  # a tie of headers goes to the first
    *(TARGETS, ROLE_REQUIREMENTS, PROGRAMMES, ENROLMENTS, ALIASES, CONSENTS),
)


def derive(con):
    """What follows from all that was told of the company, in whatever files and order."""
    employments.derive(con)
    snapshots.derive(con)
    ahead.derive(con)
    units.derive(con)
    locations.derive(con)
    aliases.derive(con)
    consents.derive(con)
