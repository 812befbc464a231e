"""What the files of a folder say of each other: ids of units and places, people of badges, the newest day."""

import re
from dataclasses import dataclass, field

from skillslib.setup.content import days_of, orders

CREDLY, BULK = "Credly badge export", "Credly bulk-issue file"


@dataclass
class Around:
    """What the other files of a folder hold."""

    company: str
    unit_ids: set = field(default_factory=set)
    location_ids: set = field(default_factory=set)
    badge_people: set = field(default_factory=set)
    newest: str = ""  # the newest day of an award


def nameless_awards(groups, kinds):
    """The tables of awards that name no skill; none where a catalogue says what the badges prove."""
    if "badge catalogue" in kinds:
        return []
    return [
        group.name
        for group, kind, columns in groups
        if kind in (CREDLY, BULK, "awards")
        and not group.values(columns.get("skills" if kind == "awards" else "Skills"))
    ]


def around(company, groups):
    """The Around of a folder, from its (group, kind, columns)."""
    found = Around(company)
    days = []
    for group, kind, columns in groups:
        for wanted, ours, ids in (
            ("units", "business_unit_id", found.unit_ids),
            ("business units", "business_unit_id", found.unit_ids),
            ("locations", "location_id", found.location_ids),
            ("awards", "person_id", found.badge_people),
            (CREDLY, "Issuer Earner ID", found.badge_people),
        ):
            if kind == wanted and ours in columns:
                ids.update(group.values(columns[ours]))
        awarded = columns.get({"awards": "awarded_on", CREDLY: "Issue Date"}.get(kind))
        days += _days(group.values(awarded))
    found.newest = max(days, default="")
    return found


def _days(values):
    """The days of a column, where it tells how it writes them."""
    ways = orders(values)
    if len(ways) != 1 or ways[0] in ("unix", "unix ms", "excel"):
        return []
    return [day.isoformat() for day in days_of(values, ways[0]) if day and day.year < 2100]


def company_of(folder):
    """A company's name, as far as the name of its folder tells."""
    name = re.sub(r"[-_]+", " ", folder.resolve().name).strip() or "Our company"
    return name.title() if name.islower() else name
