"""A page of a vendor's list: checked to be whole before it counts."""

import json
from dataclasses import dataclass

from skillslib.syncing.client import SyncError


@dataclass
class Page:
    """What a page says of itself and of the list it belongs to."""

    records: int
    next_address: str | None = None
    total: int | None = None  # records of the whole list, where the vendor says it
    timestamp: str | None = None  # the server's time, where the next sync asks from it


def opened(body, name, where):
    """The JSON object of a page, whose `name` is a list. Errors: SyncError, with the page."""
    again = "Sync again: it goes on from this page."
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        html = body.lstrip()[:1] == b"<"
        what = "a web page, not JSON" if html else "no whole JSON; it may be cut short"
        raise SyncError(f"{where}: the answer is {what}. {again}") from None
    if not isinstance(document, dict) or not isinstance(document.get(name), list):
        raise SyncError(f"{where}: the answer has no list {name!r}, so it is no page of records. {again}")
    return document


def part(document, name):
    """An object inside a page, or an empty one where it is missing."""
    found = document.get(name)
    return found if isinstance(found, dict) else {}
