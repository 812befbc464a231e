"""Tables that look like a list of people or of awards and are neither: what each is, and what to do."""

import re

from skillslib.intake import forbidden
from skillslib.setup import fields

MARK = re.compile(
    r"[0-9]|10|[0-9]([.,]5|/[0-9])|x|✓|✔|●|-|yes|no|y|n|ja|nein|oui|non|sí|si|none|basic|novice|beginner"
    r"|foundation(al)?|intermediate|proficient|skilled|advanced|expert|trained|untrained|trainer|learning"
    r"|in training|can teach"
    r"|grundkenntnisse|anfänger|fortgeschritten|experte|kann|débutant|intermédiaire|avancé|básico|avanzado",
    re.IGNORECASE,
)
FEWEST = 3  # columns of marks that make a matrix
OF_A_POST = {"fte", "hired_on", "left_on", "starts_on", "ends_on", "worker_type", "status", "manager_id"}
INVITED = "Credly's employees: who was invited, without days and working time, so no list of people"
LOADER = (
    "an Oracle loader file (HDL) with several objects in it: export the people as a report, with "
    "PersonNumber, EffectiveStartDate, EffectiveEndDate, DepartmentName, FullTimeEquivalent, WorkerType"
)
PROVEN = (
    "Marks are no badges, so nobody is shown to have a skill by them. What of it is proven can be a table of "
    "awards: a row for each person, badge and day, with the issuer"
)


def lookalike(group):
    """Why a table is neither people nor awards, though it looks like it; '' for any other."""
    names = [fields.plain(name) for name in group.first.names]
    if "employeestate" in names:
        return INVITED
    if names[:1] == ["metadata"]:
        return LOADER
    marks = _marks(group)
    if len(marks) >= FEWEST and (_is_of_people(group) or 2 * len(marks) >= len(names)):
        return f"a skills matrix, with marks in {len(marks):,} columns, and no list of people. {PROVEN}"
    if _is_list_of_skills(group):
        return f"a list of skills by person, without a badge that proves them. {PROVEN}"
    return ""


def _marks(group):
    """The columns under names of nobody's field whose cells are levels, crosses, or yes and no."""
    said = fields.matched(group.first.names, fields.PEOPLE)
    if OF_A_POST & set(said):
        return []
    ours = {*said.values(), *fields.unit_path(group.first.names), *fields.instead_of_units(group.first.names)}
    free = [name for name in group.first.names if name not in ours and not forbidden(name)]
    return [name for name in free if _are_marks(group.values(name))]


def _are_marks(values):
    return 0 < len(values) <= 11 and all(MARK.fullmatch(value) for value in values)


def _is_of_people(group):
    return bool(
        {"employee_id", "email", "name", "last_name"} & set(fields.matched(group.first.names, fields.PEOPLE))
    )


def _is_list_of_skills(group):
    awards = fields.matched(group.first.names, fields.AWARDS)
    people = fields.matched(group.first.names, fields.PEOPLE)
    badge = {"badge_name", "badge_id", "award_id"} & set(awards)
    return bool("skills" in awards and _is_of_people(group) and not badge and not OF_A_POST & set(people))
