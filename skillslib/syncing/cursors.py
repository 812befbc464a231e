"""How far each account has been synced: store/cursors.json, written after a load and never before.

{"credly:ORGANIZATION": {"updated_on": "2026-10-05"}, "badgr:HOST:HASH OF THE TOKEN": {"timestamp": …}}
"""

import json

from skillslib.syncing.client import SyncError
from skillslib.whole import write_whole

NAME = "cursors.json"


def since_of(store, account, vendor):
    """What the next sync of an account asks from; None where it was never synced.

    Errors: SyncError where the file cannot be read.
    """
    cursor = _all(store).get(account)
    if cursor is None:
        return None
    try:
        return vendor.since_cursor(cursor)
    except (KeyError, TypeError, ValueError):
        raise _unreadable(store, account) from None


def move(store, account, cursor):
    """Note how far an account has been synced."""
    cursors = {**_all(store), account: cursor}
    write_whole(store / NAME, json.dumps(cursors, indent=1, sort_keys=True).encode() + b"\n")


def _all(store):
    try:
        found = json.loads((store / NAME).read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError:
        raise _unreadable(store, "it") from None
    if not isinstance(found, dict):
        raise _unreadable(store, "it")
    return found


def _unreadable(store, what):
    return SyncError(
        f"{store / NAME}: {what} cannot be read. Correct it, or remove the file: "
        "the next sync asks for everything then."
    )
