"""Ask, protect, publish: what makes a number safe to leave the team.

A protected frame holds counts rounded to 5; a cell with 1 to 4 people, or all but 1 to 4 of its
group, or in a group under the minimum, is withheld under one marker, and everything derived is
computed again from what is shown. A published 0 or 100 % needs a group of twice the minimum, since
it says something of everybody in it. A side count (expiring, earners) that is too small is withheld
on its own: null in a row that is otherwise shown.
"""

from skillslib.disclosure.formulas import blank, derive, unshown
from skillslib.disclosure.proof import fingerprint, proof_of, question_key, require_protected
from skillslib.disclosure.protection import protect
from skillslib.disclosure.releases import read_released, released, use_release, write_released
from skillslib.disclosure.rules import BASE, MIN_PEOPLE, DisclosureError, check_min_people

__all__ = [
    "BASE",
    "MIN_PEOPLE",
    "DisclosureError",
    "blank",
    "check_min_people",
    "derive",
    "fingerprint",
    "proof_of",
    "protect",
    "question_key",
    "read_released",
    "released",
    "require_protected",
    "unshown",
    "use_release",
    "write_released",
]
