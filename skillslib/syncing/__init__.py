"""From a vendor's server to the store's next version: what changed since the last time, page by page.

Pages land in a hidden folder of the store first, so that a sync that is cut goes on where it was; then
they are loaded like any export. The token comes from the environment and goes to the vendor alone.
"""

import datetime
import os
import time
from collections.abc import Callable
from pathlib import Path

from skillslib.loading import LoadSummary, load
from skillslib.store import StoreError, current_version, locate
from skillslib.syncing import cursors
from skillslib.syncing.client import SyncError, checked_address
from skillslib.syncing.fetching import VENDORS, fetch
from skillslib.syncing.landing import PAGE, Plan, landing

__all__ = ["SyncError", "sync"]

FETCHING = 0.8  # its share of the work


def sync(
    source: str,
    store=None,
    organization: str | None = None,
    since: str | datetime.date | None = None,
    everything: bool = False,
    employees: bool = False,
    address: str | None = None,
    accept_quarantine_rate: float = 0.05,
    progress: Callable[[str, float], None] | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> LoadSummary:
    """What a vendor's server had that is new, loaded into the store's next version, in numbers.

    source        "credly" or "badgr"; the token is read from SKILLS_CREDLY_TOKEN or SKILLS_BADGR_TOKEN
    store         the store's folder; left out, the nearest, else a new `store/` here
    organization  Credly's id of the organization
    since         a day: what changed then or later. Left out: since the last sync
    everything    from the beginning, whatever was synced before
    employees     of Credly, the employees too
    address       of the server, where it is not the vendor's usual one; https only
    accept_quarantine_rate, progress    as in `load`
    sleep         waits for seconds, where the server asks for patience

    A sync that is cut leaves the store as it was and its pages in the store's `.landing`; asked for the
    same again within a week, it goes on from there. The store's `cursors.json` moves after the load only.
    Errors: SyncError, or the load's own.

    Example: print(sync("credly", organization="5b1de7a0-3c0f-4f6e-9a52-0d1c2b3a4f5e"))
    """
    vendor = _vendor(source)
    token = _token(vendor.TOKEN)
    folder = _folder(store)
    address = checked_address(address or vendor.ADDRESS)
    account = vendor.account(address, vendor.checked_organization(organization), token)
    before = cursors.since_of(folder, account, vendor)
    asked_from = _asked_from(vendor, since, everything, before)
    plan = Plan(source, address, organization or None, asked_from, employees, account)
    tell = progress or (lambda step, share: None)
    with landing(folder, plan, vendor.first_addresses(plan)) as landed:
        files = fetch(landed, token, lambda step, share: tell(step, FETCHING * share), sleep)
        summary = _load(landed, files, folder, accept_quarantine_rate, tell)
        if before and asked_from and asked_from > before:
            summary.warnings.append(
                f"{source}: what changed from {before[:10]} to {asked_from[:10]} was not asked for: "
                "the next sync asks for it"
            )
        elif current_version(folder):
            # A folder without a store must hold nothing else, or the first load would refuse it
            cursor = vendor.cursor_after(landed.state.begun_on, landed.state.timestamp)
            cursors.move(folder, account, cursor)
        landed.remove()
    tell("done", 1.0)
    return summary


def _load(landed, files, folder, rate, tell):
    """What the load says of the pages, and what the reader should know of them besides."""
    state = landed.state
    source, since = state.plan.source, state.plan.since
    if not state.records:
        when = f"that changed since {since}" if since else "at all"
        nothing = f"{source} has nothing {when}: nothing was loaded"
        return LoadSummary(version=current_version(folder) or "", warnings=[nothing])
    summary = load(
        files,
        store=folder,
        exported_on=state.begun_on,
        accept_quarantine_rate=rate,
        progress=lambda step, share: tell(step, FETCHING + (1 - FETCHING) * share),
    )
    _require_understood(landed, summary, rate)
    summary.warnings += [
        f"{source}, {name}: {progress.records:,} of {progress.total:,} records came; some may have moved "
        "between the pages. `--all` asks for everything again"
        for name, progress in state.lists.items()
        if progress.total is not None and progress.records < progress.total
    ]
    return summary


def _require_understood(landed, summary, rate):
    """A load passes over what it does not know; a cursor must not move past that."""
    counts = [count for count in summary.files if count.file.startswith(PAGE)]
    known = sum(count.read - (count.quarantined - count.faulty) for count in counts)
    records = landed.state.lists[PAGE].records
    if records - known > rate * records:
        raise SyncError(
            f"{landed.state.plan.source}: the load knows only {known:,} of {records:,} records for what they "
            f"are. The pages stay in {landed.folder}, and the next sync asks for the same again. "
            "To go on without the others: --accept-quarantine-rate 1."
        )


def _vendor(source):
    if source not in VENDORS:
        raise SyncError(f"source is {source!r}: known are {' and '.join(VENDORS)} (Canvas Credentials too).")
    return VENDORS[source]


def _token(variable):
    """The token from the environment; it is never part of a message."""
    token = os.environ.get(variable, "").strip()
    if not token:
        raise SyncError(
            f"The token is missing: set the environment variable {variable}, as in `read -rs {variable}; "
            f"export {variable}`, which keeps it out of the shell's history."
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        raise SyncError(f"What {variable} holds is no token: it has blanks, line breaks or odd characters.")
    return token


def _folder(named):
    try:
        folder = locate(named)
    except StoreError:
        folder = Path("store")
    shown = [path for path in folder.glob("*") if not path.name.startswith(".")]
    if shown and current_version(folder) is None:
        raise StoreError(f"{folder} holds other things, but no store. Name another folder for the store.")
    return folder


def _asked_from(vendor, since, everything, before):
    """What to ask from, in the vendor's words; None for everything."""
    if everything and since is not None:
        raise SyncError("Everything, or since a day? Name one of them.")
    if everything or since is None:
        return None if everything else before
    try:
        return vendor.since_day(datetime.date.fromisoformat(str(since)).isoformat())
    except ValueError:
        raise SyncError(f"since is {since!r}: write the day as 2026-10-05.") from None
