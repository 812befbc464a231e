"""Thanks by name: who agreed to it, and what they earned in the quarter, where governance.toml allows it.

Names come out of the identity vault while the report is written, and no notebook sees them. What a list of
names tells is that so many people of a group have a badge; colleagues know who sits where. Where that would
leave a number fewer than three values, of this report or of any before it, the names that can stand behind it
are left out; people count as of the groups that they are in on the day of the report. Each number is looked
at by itself: what the list tells together with several of them is not worked out.
"""

from collections import Counter

from skillslib.disclosure import MIN_PEOPLE
from skillslib.governance import log
from skillslib.governance.agreement import agreement_of
from skillslib.governance.consent import consents
from skillslib.publish import ledger
from skillslib.publish.behind import Named
from skillslib.store import folder_of, with_vault

PAGE = {
    "name": "thanks",
    "label": "Thanks",
    "finding": "Who agreed to be thanked by name, and what they earned in the quarter.",
}
VALUES = 3  # so many whole values are left for a number


def thanked(con, days, publications):
    """Who is thanked for what: one row for each award, by name; None where named recognition is not allowed.

    Columns: person_id, name, badge, day (of the award), given_on and how (of the consent).
    publications   the report's numbers; names leave each of them, and of the ledger's, three values at least
    """
    if not agreement_of(con).named_recognition:
        return None
    folder = folder_of(con)[0]
    with with_vault(con) as own:
        agreed = consents(own, folder, days.known_at)
        names = own.execute(
            """select person_id, arg_max(value, rowid) as name from vault.identities
            where kind = 'name' and person_id in (select unnest($1)) group by person_id""",
            [list(agreed["person_id"])],
        ).df()
    named = Named(con, list(agreed["person_id"]), days)
    every = [*publications, *(one for _, one in ledger.read(folder)[0])]
    earned, hidden = named.earned, _telling(named, every)
    rows = earned[~earned["award_id"].isin(hidden)].merge(agreed, on="person_id").merge(names, on="person_id")
    rows = rows.sort_values(["name", "day", "badge"], key=_as_read, kind="stable")
    return rows[["person_id", "name", "badge", "day", "given_on", "how"]].reset_index(drop=True)


def note_thanks(folder, days, rows):
    """Tell the audit log how many people a report thanks by name, and of when and how their consents are."""
    people = rows.drop_duplicates("person_id")
    given = Counter(zip(people["given_on"].astype(str), people["how"], strict=True))
    log.record(
        folder,
        "named recognition",
        parameters={
            "quarter": days.quarter,
            "people": len(people),
            "consents": [
                {"given_on": on, "how": how, "people": count} for (on, how), count in sorted(given.items())
            ],
        },
        verdict="published",
    )


def _as_read(column):
    return column.str.casefold() if column.name != "day" else column


def _telling(named, publications):
    """The awards that must not be named: too many of them can stand behind one number."""
    found = set()
    for one in publications:
        most = MIN_PEOPLE - VALUES if one.value is None else one.value + one.tol + 1 - VALUES
        if named.most > most:
            behind = named.behind(one)
            told = len(behind if "awards" in one.layer["measure"] else {row.person_id for row in behind})
            if told > most:
                found |= {row.award_id for row in behind}
    return found
