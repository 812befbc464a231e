"""Badgr (Canvas Credentials, Parchment): assertions changed since a moment, in pages by cursor.

The next page is named by a Link header or, on a server of one's own, in the envelope's `pagination`.
The server's own time of the first page is what the next sync asks from.
"""

import datetime
import hashlib

import httpx

from skillslib.syncing.client import SyncError
from skillslib.syncing.landing import PAGE
from skillslib.syncing.page import Page, opened, part

ADDRESS = "https://api.badgr.io"
TOKEN = "SKILLS_BADGR_TOKEN"
RECORDS = "result"
TOKEN_REFUSED = (
    f"The token in {TOKEN} is wrong, has expired or lacks the scope r:issuer: "
    "get one from the account that issues the badges."
)
REFUSALS = {
    401: TOKEN_REFUSED,
    403: TOKEN_REFUSED,
    404: f"There is no list of changed assertions for the token in {TOKEN}: it needs the scope r:issuer, and "
    "--address the host of your region, as in https://api.eu.badgr.io.",
}


def checked_organization(organization):
    """Nothing: the token says whose badges. SyncError where one is named."""
    if organization:
        raise SyncError("Badgr knows the organization by its token: leave out --organization.")
    return None


def account(address, organization, token):
    """The name under which the cursor of this server's account is kept: the token says which it is.

    Of the token it holds a short hash alone. A new token of the same account asks for everything once.
    """
    digest = hashlib.sha256(token.encode()).hexdigest()[:8]
    return f"badgr:{httpx.URL(address).netloc.decode()}:{digest}"


def authorization(token):
    """The header's value."""
    return f"Bearer {token}"


def first_addresses(plan):
    """Name of the list -> address of its first page."""
    if plan.employees:
        raise SyncError("Badgr has no list of employees: leave out --employees.")
    changed = httpx.URL(f"{plan.address}/v2/assertions/changed")
    return {PAGE: str(changed.copy_merge_params({"since": plan.since}) if plan.since else changed)}


def read(answer, where):
    """The Page that an answer is."""
    document = opened(answer.body, RECORDS, where)
    if part(document, "status").get("success") is False:
        raise SyncError(f"{where}: the server says that the request failed. Sync again.")
    pagination = part(document, "pagination")
    # The last page names a next address too: where later changes will be
    follows = pagination.get("nextResults") if pagination.get("hasNext") else None
    return Page(
        len(document[RECORDS]),
        answer.next_link or follows or None,
        timestamp=_moment(document.get("timestamp")),
    )


def _moment(text):
    """A moment with its zone as it is written, or None where it is none."""
    try:
        return text if datetime.datetime.fromisoformat(text).tzinfo else None
    except (TypeError, ValueError):
        return None


def since_day(day):
    """What to ask from, for all that changed on a day or later."""
    return f"{day}T00:00:00+00:00"


def since_cursor(cursor):
    """What to ask from, after a sync that left this cursor."""
    moment = _moment(cursor["timestamp"])
    if moment is None:
        raise ValueError("no moment")
    return moment


def cursor_after(begun_on, timestamp):
    """The cursor that a sync leaves: the server's time, else the beginning of the day the sync began."""
    return {"timestamp": timestamp or since_day(begun_on)}
