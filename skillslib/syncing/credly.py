"""Credly's organization API: issued badges and, if asked for, employees, 50 a page.

Incremental by the day of the last change. Days overlap by one, for the filter knows no hours; what
comes twice is a duplicate to the loader.
"""

import base64
import datetime
import re

import httpx

from skillslib.syncing.client import SyncError
from skillslib.syncing.landing import PAGE
from skillslib.syncing.page import Page, opened, part

ADDRESS = "https://api.credly.com"
TOKEN = "SKILLS_CREDLY_TOKEN"
RECORDS = "data"
CHANGED_SINCE = "updated_at_min::{since}"  # Credly's filter syntax, key::value, days only
OVERLAP = datetime.timedelta(days=1)
TOKEN_REFUSED = (
    f"The token in {TOKEN} is wrong, has expired or may not read this organization's badges: "
    "get one in Credly under Developers, Authorization Tokens."
)
REFUSALS = {
    401: TOKEN_REFUSED,
    403: TOKEN_REFUSED,
    404: "There is no such organization: --organization wants the id in the address of its Credly page.",
}


def checked_organization(organization):
    """The organization's id; SyncError where it is missing or is none."""
    if not re.fullmatch(r"[A-Za-z0-9-]+", organization or ""):
        raise SyncError(
            "Credly wants to know whose badges: name the organization's id, letters, digits and dashes, "
            "as in --organization 5b1de7a0-3c0f-4f6e-9a52-0d1c2b3a4f5e."
        )
    return organization


def account(address, organization, token):
    """The name under which the cursor of this organization is kept."""
    return f"credly:{organization}"


def authorization(token):
    """The header's value: the token as user name, with a blank password."""
    return "Basic " + base64.b64encode(f"{token}:".encode()).decode()


def first_addresses(plan):
    """Name of the list -> address of its first page."""
    base = f"{plan.address}/v1/organizations/{plan.organization}"
    badges = httpx.URL(f"{base}/badges")
    if plan.since:
        badges = badges.copy_merge_params({"filter": CHANGED_SINCE.format(since=plan.since)})
    lists = {PAGE: str(badges)}
    if plan.employees:
        lists["employees"] = f"{base}/employees"
    return lists


def read(answer, where):
    """The Page that an answer is; without `metadata` it is the last one."""
    document = opened(answer.body, RECORDS, where)
    metadata = part(document, "metadata")
    total = metadata.get("total_count")
    return Page(
        len(document[RECORDS]),
        metadata.get("next_page_url") or None,
        total if type(total) is int else None,
    )


def since_day(day):
    """What to ask from, for all that changed on a day or later."""
    return day


def since_cursor(cursor):
    """What to ask from, after a sync that left this cursor."""
    return (datetime.date.fromisoformat(cursor["updated_on"]) - OVERLAP).isoformat()


def cursor_after(begun_on, timestamp):
    """The cursor that a sync leaves: the day it began, before its first page."""
    return {"updated_on": begun_on}
