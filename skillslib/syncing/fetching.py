"""From a vendor's list to files: page after page, each kept before the next is asked for."""

import time

from skillslib.syncing import badgr, credly
from skillslib.syncing.client import Client, SyncError

VENDORS = {"credly": credly, "badgr": badgr}


def fetch(landing, token, tell=lambda step, share: None, sleep=time.sleep):
    """The files of all pages of a landing; those that are there already are not asked for again.

    tell    called with the step's name and the share done, 0 to 1, after each page
    sleep   waits for seconds, where the server asks for patience

    Errors: SyncError, with the page; what came before it is kept.
    Example: files = fetch(landing, token)
    """
    plan, asked = landing.state.plan, set()
    vendor = VENDORS[plan.source]

    def wait(seconds):
        tell(f"waiting {seconds:.0f} s", _share(landing.state))
        sleep(seconds)

    with Client(plan.address, vendor.authorization(token), vendor.REFUSALS, wait) as client:
        for name, progress in landing.state.lists.items():
            while progress.next_address is not None:
                where = f"{plan.source}, {name} {progress.pages + 1}"
                url = progress.next_address
                asked.add(url)
                answer = client.get(url, where)
                page = vendor.read(answer, where)
                follows = page.next_address and client.beside(page.next_address, answer.url, where)
                if follows in asked:
                    raise SyncError(
                        f"{where}: the next page is one that was there before: the pages go round. That is a "
                        "fault of the server; sync again later."
                    )
                landing.keep(name, answer.body, page, follows)
                tell(where, _share(landing.state))
    return landing.files()


def _share(state):
    """The share of records that have come; of lists that do not say their length, a guess that grows."""
    lists = state.lists.values()
    total = sum(max(progress.total or 0, progress.records) for progress in lists)
    if state.complete:
        return 1.0
    if all(progress.total is not None for progress in lists):
        return state.records / total if total else 0.0
    pages = sum(progress.pages for progress in lists)
    return pages / (pages + 10)
