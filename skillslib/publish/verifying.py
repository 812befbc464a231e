"""Whether audit log, ledger and report are as they were written; and the log's line of a report."""

import json
from pathlib import Path

from skillslib.governance import log
from skillslib.governance.changes import untold
from skillslib.publish import ledger, provenance
from skillslib.store import connect, current_version, locate
from skillslib.store.clearing import resume
from skillslib.store.opening import require_key
from skillslib.store.reports import STALE


class VerifyError(ValueError):
    """There is nothing to verify; the message says what to name."""


def verify(store=None, report=None):
    """What is wrong with the audit log and the ledger of a store, and with a report, in sentences.

    store   the store's folder; left out, the nearest
    report  the folder of a report, as in "reports/2026-Q3": its files are held against provenance.json,
            and the log has to tell of it

    Any line of the log or the ledger that was changed, taken out, put in, moved or cut off is found,
    and a log that does not tell of the agreement in force.
    Errors: StoreError, also where the key is another one than the store's, and KeyFileError where it is not
    there: nothing can be verified then; VerifyError where the folder holds no report.

    Example: verify("store", "reports/2026-Q3") == []
    """
    folder = locate(store)
    resume(folder)
    found = log.findings(folder) + ledger.findings(folder)
    if current_version(folder):
        with connect(folder) as con:
            require_key(con, folder)
            found = found or untold(con, folder)
    return found if report is None else found + _of_report(folder, Path(report))


def note_report(store, report):
    """Tell the audit log of a report that is about to be put in place, with the hash of all of it."""
    told = json.loads((report / provenance.NAME).read_text(encoding="utf-8"))
    files = {f"{one['kind']} {one['sha256'][:12]}": one["sha256"] for one in told["inputs"]}
    log.record(
        store,
        "report",
        parameters=told["report"],
        inputs={"store": told["store"]["version"], **files},
        outputs={provenance.NAME: provenance.sha256(report / provenance.NAME)},
        policy={**told["policy"], "governance": told["governance"]},
        ledger=ledger.reached(store),
        verdict="published",
    )


def _of_report(store, report):
    if not (report / provenance.NAME).is_file():
        raise VerifyError(f"{report} holds no {provenance.NAME}: name the folder of a report.")
    found = [f"{report / name}: it was changed, taken away or put in." for name in provenance.verify(report)]
    if (report / STALE).is_file():
        found.append(f"{report}: {(report / STALE).read_text(encoding='utf-8').strip()}")
    sha256 = provenance.sha256(report / provenance.NAME)
    if not any(line.get("outputs") == {provenance.NAME: sha256} for line in log.entries(store)):
        found.append(
            f"{report}: the audit log tells of no such report. Another store made it, or it was changed."
        )
    return found
