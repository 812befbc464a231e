"""Everything that is held about one person, out of every table of facts and vault; what they asked for."""

import datetime
import json
import re

from skillslib.governance import log
from skillslib.governance.access import open_named_view
from skillslib.quoting import identifier
from skillslib.store import connect, vault_of
from skillslib.store.reports import TAKEN_BACK, THANKS, mark_stale, none_published
from skillslib.whole import append

REQUESTS = "vault/requests.jsonl"  # objections and corrections that people asked for
KINDS = ("objection", "correction")
REFUSED = "vault.quarantine_raw"
MANAGES, OTHERS = ", as somebody's manager", ", in rows of others"  # of these only the number is told


class PersonError(ValueError):
    """Nobody, or more than one, is meant; the message says what to do. It repeats no id and no address."""


def person_of(con, who):
    """The pseudonym of the person with this employee id or e-mail address.

    Errors: PersonError where nobody has it, or several do.
    Example: person_of(connect("store"), "E-000001")
    """
    vault_of(con)
    found = con.execute(
        """select person_id from vault.pseudonyms where employee_id = trim($who)
        union
        select person_id from vault.identities
        where kind in ('id', 'email', 'alias') and value_norm = lower(trim($who))""",
        {"who": who},
    ).fetchall()
    if len(found) != 1:
        several = "Several people have" if found else "Nobody here has"
        raise PersonError(f"{several} this employee id or address. Name the employee id of the HR extract.")
    return found[0][0]


def held(con, person, purpose):
    """{table: its rows about a person}, of all tables that are of people or of awards; empty ones left out.

    The audit log keeps the purpose, and a keyed hash in place of the person. Errors: GovernanceError without
    an agreement or a purpose, or for an account that may see no names.

    Rows that were refused are those of the person's id, or, in files without employee ids, those whose text
    holds an id or an address of the person. Where others have the person as their manager, or rows that were
    refused and are another's name the person, only how many there are is told.
    """
    open_named_view(con, "person report", purpose, person=log.name_of(person))
    vault_of(con)
    columns = con.execute("""
        select database_name, table_name, list(column_name) from duckdb_columns()
        semi join duckdb_tables() using (database_name, table_name)
        where database_name in ('vault', current_database()) and not internal group by all order by all""")
    found = {}
    for database, table, names in columns.fetchall():
        of = f"{identifier(database)}.{identifier(table)}"
        shown = f"vault.{table}" if database == "vault" else table
        if "person_id" in names:
            found[shown] = con.execute(f"from {of} where person_id = $1 order by all", [person]).df()
        elif "award_id" in names:
            theirs = "select award_id from award_versions where person_id = $1"
            found[shown] = con.execute(f"from {of} where award_id in ({theirs}) order by all", [person]).df()
        if "manager_id" in names:
            managed = f"select count(*) as rows from {of} where manager_id = $1 having count(*) > 0"
            found[shown + MANAGES] = con.execute(managed, [person]).df()
    found |= _refused(con, person)
    return {table: rows for table, rows in found.items() if len(rows)}


def _refused(con, person):
    """Refused rows that are the person's, and how many that are not, or do not say whose, name the person."""
    known = con.execute(
        """select value_norm from vault.identities where person_id = $1 and kind in ('id', 'email', 'alias')
        union select lower(employee_id) from vault.pseudonyms where person_id = $1""",
        [person],
    ).fetchall()
    words = "|".join(re.escape(value) for (value,) in known) or "[^\\s\\S]"  # of nobody known: no text
    rows = """from quarantine join vault.quarantine_raw using (quarantine_id)
        where (person_id = $person or {} and regexp_matches(lower(raw), $words))"""
    given = {"person": person, "words": f"(^|[^a-z0-9])({words})([^a-z0-9]|$)"}
    theirs = f"select file, line, column_name, reason, raw {rows.format('person_id is null')} order by all"
    others = rows.format("true") + " and person_id <> $person"
    return {
        REFUSED: con.execute(theirs, given).df(),
        REFUSED + OTHERS: con.execute(f"select count(*) as rows {others} having count(*) > 0", given).df(),
    }


# ------------------------------------------------------------------ what people asked for
def note_request(folder, person, kind, about):
    """Write down that a person objects, or asks for a correction; the audit log tells of it, without a name.

    kind   one of KINDS
    about  what is objected to or wrong, in a few words; it is kept in the vault alone

    An objection takes nobody out of a count: a count that changes by one would tell of whom. It is shown in
    the person's report, and takes the person out of thanks by name: of whoever agreed to these once, reports
    with thanks are marked stale. Who wants to be in no number is erased.
    Errors: PersonError for another kind, or where nothing is said.
    """
    if kind not in KINDS:
        raise PersonError(f"The kind of a request is {kind!r}. The choices are: {', '.join(KINDS)}.")
    if not about.strip():
        raise PersonError("Say what the request is about.")
    line = {
        "person": log.name_of(person),
        "on": str(datetime.date.today()),
        "kind": kind,
        "about": about.strip(),
    }
    log.record(folder, kind, parameters={"person": log.name_of(person)}, verdict="noted")
    append(folder / REQUESTS, f"{json.dumps(line)}\n".encode())
    if kind == "objection" and _agreed_once(folder, person):
        with none_published(folder):
            mark_stale(folder, TAKEN_BACK, THANKS)


def _agreed_once(folder, person):
    """Whether a person ever agreed to be thanked by name, so that a report may do so."""
    with connect(folder) as con:
        vault_of(con)
        given = con.execute("select count(*) > 0 from vault.consents where person_id = $1", [person])
        return given.fetchall()[0][0]


def requests(folder, person=None):
    """What people asked for: {person (as the audit log calls them), on, kind, about}; of one where named."""
    path = folder / REQUESTS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    asked = list(map(json.loads, lines))
    return asked if person is None else [one for one in asked if one["person"] == log.name_of(person)]
