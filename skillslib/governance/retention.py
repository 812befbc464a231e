"""What is kept longer than agreed is removed: old versions, refused rows, raw documents, landed pages."""

import datetime
import json

import pandas as pd

from skillslib.governance import log
from skillslib.governance.agreement import RETENTION, require
from skillslib.store import connect, current_version, folder_of
from skillslib.store.renewing import vault_anew

# Who left before a day and is at work on none from then on: counted, for only `erase` takes a person out.
LEAVERS = """
    select count(*) from (
        select person_id from employments(date '9999-12-30')
        group by person_id having max(coalesce(left_on, date '9999-12-31')) < $before)"""
# What of the vault is too old; a refused row is as old as the delivery it came with.
OLD_ROWS = {
    "raw_documents": """from vault.raw_documents where award_id in (
        select award_id from award_versions group by award_id having max(awarded_on)::date < $before)""",
    "quarantine": """from vault.quarantine_raw where quarantine_id in (
        select quarantine_id from quarantine join sources using (source_id)
        where coalesce(exported_on, $days[list_position($files, sources.file)]::date) < $before)""",
}


def retain(store=None, on=None, dry_run=False):
    """What is kept longer than governance.toml allows, and is removed: a DataFrame, a row for each kind.

    Columns: kept (of the agreement's [retention]), days, before (the first day that may stay), found (rows,
    documents or files), removed (yes or no).
    store    the store's folder; left out, the nearest
    on       the day to count from; left out, today
    dry_run  only say what would go

    Old are: of raw documents those of awards given before that day; of refused rows those of a delivery
    before it, with their pages; versions of the store and landed pages by the time of their file. Facts, the
    audit log and the current version stay. People who left are counted, not taken out.
    Errors: StoreError; GovernanceError without an agreement.

    Example: retain("store", dry_run=True)
    """
    on = datetime.date.fromisoformat(str(on)) if on else datetime.date.today()
    with connect(store) as con:
        days, folder = require(con, "retention").retention, folder_of(con)[0]
        before = {name: on - datetime.timedelta(days[name]) for name in RETENTION}
        leavers = con.execute(LEAVERS, {"before": before["leavers"]}).fetchall()[0][0]
    found = _rows(folder, before, dry_run)
    for name, of in FILES.items():
        old = [path for path in of(folder) if _day_of(path) < before[name]]
        found[name] = found.get(name, 0) + len(old)
        for path in () if dry_run else old:
            path.unlink()
    if not dry_run:
        log.record(folder, "retain", parameters={"on": str(on)}, outputs=found, verdict="removed")
    found["leavers"] = leavers
    told = [
        (words, days[name], before[name], found[name], not dry_run and name != "leavers")
        for name, words in RETENTION.items()
    ]
    return pd.DataFrame(told, columns=["kept", "days", "before", "found", "removed"])


def _rows(folder, before, dry_run):
    """How many rows of the vault are too old; without them it is written anew."""
    with connect(folder) as con:
        vault = str(folder / "vault" / f"{current_version(folder)}.duckdb").replace("'", "''")
        con.execute(f"attach '{vault}' as vault (read_only)")
        found = _each(con, "select count(*)", folder, before)
    if any(found.values()) and not dry_run:
        with vault_anew(folder) as con:
            _each(con, "delete", folder, before)
    return found


def _each(con, what, folder, before):
    return {
        name: con.execute(f"{what} {of}", _given(folder, of, before[name])).fetchall()[0][0]
        for name, of in OLD_ROWS.items()
    }


def _given(folder, of, before):
    if "$files" not in of:
        return {"before": before}
    loaded = _loaded(folder)
    return {"before": before, "files": list(loaded), "days": list(loaded.values())}


def _loaded(folder):
    """The last day on which a file of each name brought something, by the log of loads."""
    found = {}
    for line in map(json.loads, (folder / "loads.jsonl").read_text(encoding="utf-8").splitlines()):
        brought = [one["file"] for one in line["files"] if one["accepted"] + one["quarantined"]]
        found |= dict.fromkeys(brought, line["loaded_at"][:10])
    return found


def _day_of(path):
    return datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC).date()


def _versions(folder):
    now = current_version(folder)
    return [
        path
        for room in ("versions", "vault")
        for path in (folder / room).glob("*.duckdb")
        if path.stem != now
    ]


def _files_below(*rooms):
    return lambda folder: [path for room in rooms for path in (folder / room).rglob("*") if path.is_file()]


FILES = {
    "old_versions": _versions,
    "quarantine": _files_below("vault/quarantine", ".refused"),
    "landing": _files_below(".landing"),
}
