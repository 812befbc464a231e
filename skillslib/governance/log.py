"""The audit log of a store: one line for each thing that left the team, in a chain that shows any change.

store/audit.jsonl        the lines; see chain
"""

import datetime
import hmac
import os

from skillslib.governance.chain import Chain
from skillslib.vault.key import key

NAME = "audit.jsonl"
# What a line may tell beside its number, when, who and what; never a person's name, id or address. `ledger`
# is how far the ledger had come.
FACTS = ("parameters", "purpose", "inputs", "outputs", "policy", "ledger", "verdict")


class AuditError(ValueError):
    """The audit log cannot be written; the message says what to do."""


CHAIN = Chain(NAME, "log", AuditError)


def record(folder, action, **facts):
    """Append what was done to the audit log of a store, and return the line.

    folder   the store's folder
    action   what was done, in one or two words: "report", "export", "erase"
    facts    any of FACTS: texts, numbers, lists of them, or tables of them by name

    Two writers wait for each other. Errors: AuditError for other facts, or where the log cannot be written:
    what was to be recorded must then not be published.

    Example: record("store", "report", parameters={"quarter": "2026-Q3"}, verdict="published")
    """
    strange = [name for name in facts if name not in FACTS]
    if strange:
        raise AuditError(f"The audit log has no place for {strange[0]!r}. It has: {', '.join(FACTS)}.")
    when = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    return CHAIN.append(folder, [{"when": when, "who": account(), "action": action, **facts}])[0]


def entries(folder):
    """The lines of a store's audit log, as far as they can be read; none where there is no log yet.

    Example: [line["action"] for line in entries("store")]
    """
    return CHAIN.entries(folder)


def findings(folder):
    """What is wrong with a store's audit log, in sentences; none where it is as it was written.

    Example: findings("store") == []
    """
    return CHAIN.findings(folder)


def name_of(person):
    """What the log calls a person: a keyed hash of the pseudonym, which is in no other file."""
    own = hmac.digest(key(), b"skillslib names in the log", "sha256")
    return hmac.digest(own, person.encode(), "sha256").hex()[:16]


def account():
    """Who is at work: the account, as the system knows it; no variable of the environment has a say."""
    if os.name == "nt":
        return os.getlogin()
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # an account without a name, as in a container
        return f"account {os.getuid()}"
