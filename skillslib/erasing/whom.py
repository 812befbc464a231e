"""Whom an employee id or an address means, and all that the store knows of that person."""

from dataclasses import dataclass
from functools import cached_property

from skillslib.erasing.mention import Mention
from skillslib.governance import log


class EraseError(ValueError):
    """Nobody is erased; the message says what to do, and names no person."""


@dataclass(frozen=True)
class Person:
    """What a person is called: in the store, by ids and addresses, by name; and the ids of their awards."""

    people: tuple  # pseudonyms; none of one whom no HR extract tells of: awards alone do
    addresses: tuple
    names: tuple
    awards: tuple

    @cached_property
    def mention(self):
        """What tells whether a text speaks of this person."""
        return Mention((*self.people, *self.addresses), self.names)

    @property
    def requested_as(self):
        """How the list of requests calls this person."""
        return tuple(map(log.name_of, self.people))


def find(con, said):
    """The Person whom an employee id or an address means, asked of a connection with the vault.

    Errors: EraseError where it means nobody, or several.
    """
    said = said.strip()
    people = con.execute("select person_id from vault.pseudonyms where employee_id = ?", [said]).fetchall()
    if not people:
        people = con.execute(
            """select distinct person_id from vault.identities
            where kind in ('id', 'email', 'alias') and value_norm = lower(?) and person_id is not null""",
            [said],
        ).fetchall()
    if len(people) > 1:
        raise EraseError(
            f"{len(people)} people of this store have what you named. Name the employee id, as it is "
            "written in the HR extract."
        )
    person_id = people[0][0] if people else None
    told = con.execute(
        """select kind, value from vault.identities where person_id = $1
        union select 'id', employee_id from vault.pseudonyms where person_id = $1""",
        [person_id],
    ).fetchall()
    addresses = {said, *(value for kind, value in told if kind != "name")}
    awards = _awards(con, person_id, addresses)
    if person_id is None and not awards:
        raise EraseError(
            "No person and no award of this store has what you named as an employee id, an e-mail address or "
            "an alias. See that it is written as in the exports, and that this is the store that you mean."
        )
    names = tuple(value for kind, value in told if kind == "name")
    return Person((person_id,) if people else (), tuple(sorted(addresses)), names, awards)


def _awards(con, person_id, addresses):
    """The awards that found this person, and those that name one of the addresses and found nobody else."""
    return tuple(
        row[0]
        for row in con.execute(
            """select distinct award_id from award_versions where person_id = $1
            union
            select distinct award_id from vault.recipients
            where value_norm in (select unnest($2)) and kind <> 'none'
              and award_id not in (
                  select award_id from award_versions
                  where person_id is not null and person_id is distinct from $1)
            order by 1""",
            [person_id, sorted(one.lower() for one in addresses)],
        ).fetchall()
    )
