"""What was agreed on is changed by a load: written down with what it was, and lowered on purpose only."""

import hashlib
import json
from dataclasses import asdict

from skillslib.governance import log
from skillslib.governance.agreement import NAME, GovernanceError, agreement_of, keep
from skillslib.governance.held import REQUESTS

ACTION = "agreement"


def take(con, agreed, lower_min_people=False):
    """Keep an agreement in the store that is being built, in place of the one it had.

    Errors: GovernanceError where its smallest group is smaller than the one in force, unless told to.
    """
    before = agreement_of(con)
    if before and agreed.min_people < before.min_people and not lower_min_people:
        raise GovernanceError(
            f"{NAME}: min_people is {agreed.min_people}, and {before.min_people} is in force: smaller groups "
            "would be shown than was agreed on. Where a smaller one is agreed on now, load it with "
            "--lower-min-people; the audit log keeps that."
        )
    keep(con, agreed)


def note(con, folder, before):
    """Tell the audit log what an agreement says now, and what it said before, before it is in force."""
    agreed = agreement_of(con)
    if agreed == before:
        return
    now, then = _said(agreed), _said(before) if before else {}
    changed = [name for name in now if then.get(name) != now[name]]
    lowered = before is not None and agreed.min_people < before.min_people
    log.record(
        folder,
        ACTION,
        parameters={
            "now": {name: now[name] for name in changed},
            "before": {n: then.get(n) for n in changed},
        },
        inputs={NAME: _hash(then)} if before else {},
        outputs={NAME: _hash(now)},
        verdict="minimum lowered" if lowered else "loaded",
    )


def untold(con, folder):
    """What is in force in a store, or was done in it, and the audit log does not tell of, in sentences."""
    agreed, lines = agreement_of(con), log.entries(folder)
    if not lines:
        done = agreed or (folder / REQUESTS).exists()
        return (
            [f"{log.NAME} is missing, and this store has what only comes with a line in it."] if done else []
        )
    told = [line for line in lines if line["action"] == ACTION]
    if agreed and not any(line["outputs"] == {NAME: _hash(_said(agreed))} for line in told):
        return [
            f"{log.NAME}: no line tells of the agreement in force. Lines were taken out, or it was changed."
        ]
    if told and told[0]["inputs"]:
        return [
            f"{log.NAME}: its first line on the agreement tells of one before it. The log was begun anew."
        ]
    return []


def _said(agreed):
    return json.loads(json.dumps(asdict(agreed)))


def _hash(said):
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
