"""What is kept longer than agreed goes: leavers, old versions, refused rows, documents, landed pages."""

import datetime
import json

import pandas as pd

from skillslib.erasing import files, rows
from skillslib.erasing.whom import Person
from skillslib.governance import log
from skillslib.governance.agreement import RETENTION, require
from skillslib.store import Clearing, build, clearing, connect, current_version, folder_of, vault_of
from skillslib.store.reports import none_published

STALE = (
    "This report was made of a store from which people who left long ago were taken out since: its numbers "
    "may count them. Render it again: skillslib report --quarter QUARTER."
)
# Who left before a day and is at work on none from then on.
LEAVERS = """
    select person_id from employments(date '9999-12-30')
    group by person_id having max(coalesce(left_on, date '9999-12-31')) < $before
    order by person_id"""
# What of the vault is too old. Whom an award names that found nobody is kept as long as its document. A
# refused row is as old as the delivery it came with, and one whose delivery nobody knows is too old.
OLD_AWARDS = "select award_id from award_versions group by award_id having max(awarded_on)::date < $before"
OLD_ROWS = {
    "raw_documents": (
        f"from vault.raw_documents where award_id in ({OLD_AWARDS})",
        f"""from vault.recipients where award_id in ({OLD_AWARDS}) and award_id not in (
            select award_id from award_versions where person_id is not null)""",
    ),
    "quarantine": (
        """from vault.quarantine_raw where quarantine_id in (
            select quarantine_id from quarantine left join sources using (source_id)
            where coalesce(exported_on, $days[list_position($files, sources.file)]::date, date '0001-01-01')
                  < $before)""",
    ),
}


def retain(store=None, on=None, dry_run=False):
    """What is kept longer than governance.toml allows, and is removed: a DataFrame, a row for each kind.

    Columns: kept (of the agreement's [retention]), days, before (the first day that may stay), found (people,
    rows, documents or files), removed (yes or no).
    store    the store's folder; left out, the nearest
    on       the day to count from; left out, today
    dry_run  only say what would go

    Old are: people whose last day at work was before that day; of raw documents those of awards given before
    it, with the addresses of such awards that found nobody; of refused rows those of a delivery before it,
    with their pages; versions of the store and landed pages by the time of their file. Where people or rows
    go, all older versions of it go too: they hold the same. Everything of the people goes, what they asked
    for too, and reports are marked stale; an export that still tells of them brings them back, until `retain`
    runs again. The audit log stays.
    Errors: StoreError; GovernanceError without an agreement.

    Example: retain("store", dry_run=True)
    """
    on = datetime.date.fromisoformat(str(on)) if on else datetime.date.today()
    with connect(store) as con:
        days, folder = require(con, "retention").retention, folder_of(con)[0]
        before = {name: on - datetime.timedelta(days[name]) for name in RETENTION}
        vault_of(con)
        leavers = [row[0] for row in con.execute(LEAVERS, {"before": before["leavers"]}).fetchall()]
        found = {"leavers": len(leavers)} | _each(con, "select count(*)", folder, before)
    anew = any(found.values())
    old = {
        name: [p for p in of(folder) if _day_of(p) < before[name] or (anew and name == "old_versions")]
        for name, of in FILES.items()
    }
    found |= {name: found.get(name, 0) + len(paths) for name, paths in old.items()}
    if not dry_run:
        what = Clearing([path for paths in old.values() for path in paths], stale=STALE if leavers else "")
        what.told = {
            "action": "retain",
            "parameters": {"on": str(on)},
            "outputs": found,
            "verdict": "removed",
        }
        with none_published(folder):
            _take_out(folder, leavers, before, what) if anew else _clear(folder, what)
    told = [(words, days[name], before[name], found[name]) for name, words in RETENTION.items()]
    return pd.DataFrame(told, columns=["kept", "days", "before", "found"]).assign(removed=not dry_run)


def _take_out(folder, leavers, before, what):
    """Write the store anew without people who left, and without rows of the vault that are too old."""
    what.lines = files.lines(folder, [log.name_of(person) for person in leavers])
    with build(folder, what) as con:
        _begin(folder, what)
        _each(con, "delete", folder, before)
        if leavers:
            rows.take_out(con, leavers_of(con, leavers), remembered=False)


def _clear(folder, what):
    with clearing.held(folder):
        _begin(folder, what)
        clearing.clear(folder, what)


def _begin(folder, what):
    what.told["parameters"]["begun"] = log.record(folder, "retain", verdict="begun")["number"]


def leavers_of(con, people):
    """People who left as rows to take out: all that is theirs by pseudonym, and by the ids of their awards.

    No text is searched for their names: others at work may have the same.
    """
    awards = con.execute(
        "select distinct award_id from award_versions where person_id in (select unnest($1)) order by 1",
        [people],
    ).fetchall()
    return Person(tuple(people), (), (), tuple(award for (award,) in awards))


def _each(con, what, folder, before):
    return {
        name: sum(
            con.execute(f"{what} {of}", _given(folder, of, before[name])).fetchall()[0][0] for of in each
        )
        for name, each in OLD_ROWS.items()
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
