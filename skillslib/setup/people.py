"""What a list of people is: which id, which shape, which units and places, and what its words mean."""

from skillslib.setup import fields
from skillslib.setup.guessing import Guess, by_content, lacking, reading, settle_dates
from skillslib.setup.meaning import settle_ends, settle_fte, settle_statuses, settle_worker_types
from skillslib.setup.placing import settle_manager, settle_place, settle_unit
from skillslib.setup.shapes import settle_day_in_name, settle_shape

NEEDED = (("employee_id",), ("business_unit", "business_unit_id"))
KNOWN = 0.5  # share of a column's values found elsewhere, from which on they are those ids
GIVEN, FAMILY = (
    ("nombre", "nome"),
    ("name", "nom", "naam"),
)  # whole names, unless the other half stands beside


def guess(group, columns, around, asking):
    """The Guess of a group of people; `around` says what the other files of the folder hold."""
    found = Guess("people", {}, dict(columns))
    _settle_names(found.columns)
    by_content(group, found.columns, "employee_id")
    _settle_id(group, found, around, asking)
    settle_shape(group, found, around, asking)
    found.facts |= reading(group)
    settle_unit(group, found, around)
    settle_place(group, found, around)
    settle_manager(group, found)
    settle_dates(group, found, asking)
    settle_day_in_name(group, found, asking)
    settle_fte(group, found, asking)
    settle_worker_types(group, found, asking)
    settle_statuses(group, found, asking)
    settle_ends(group, found, asking)
    lacking(found, NEEDED + ((("starts_on",),) if found.facts["shape"] == "assignments" else ()))
    return found


def _settle_names(columns):
    """'Name' beside 'Vorname' is the family name, 'Nombre' beside 'Apellidos' the given one."""
    for part, other, words in (("last_name", "first_name", FAMILY), ("first_name", "last_name", GIVEN)):
        if other in columns and part not in columns and fields.plain(columns.get("name", "")) in words:
            columns[part] = columns.pop("name")


def _settle_id(group, found, around, asking):
    """Of several columns like ids, the one that the badges' people are known by."""
    ids = fields.all_matched(group.first.names, "employee_id")
    ids = [name for name in ids if name not in found.columns.values() or name == found.columns["employee_id"]]
    met = {name: len(around.badge_people.intersection(group.values(name))) for name in ids}
    if not met:
        return
    most = sorted(met, key=met.get, reverse=True)
    if len(most) > 1 and met[most[1]] > KNOWN * met[most[0]]:
        asked = "by which of these ids do the badges know a person?"
        most[0] = asking.settle(group.name, " and ".join(most[:2]), asked, most[:2], most[0])
        if asking.yes:
            found.doubt(f"employee_id: {most[1]!r} could be the id of the badges too")
    found.columns["employee_id"] = most[0]
    ours = set(group.values(most[0]))
    bare = {one.lstrip("0") for one in ours}
    lost = sum(one.lstrip("0") in bare for one in around.badge_people - ours)
    if lost:
        found.doubt(
            f"ids: {lost:,} ids of the badges would match without leading zeros: [matching] ids says so"
        )
