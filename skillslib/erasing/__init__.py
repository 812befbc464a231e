"""A person is erased: out of the store, its older versions and its vault, and out of the files beside it.

whom     whom an employee id or an address means
rows     what of the facts and the vault is theirs, and the tombstones that keep it out
files    files that hold them: of the store, and around it
retention  what is kept longer than agreed, people who left among it
"""

from dataclasses import dataclass, field

from skillslib.erasing import files, rows
from skillslib.erasing.whom import EraseError, find
from skillslib.governance import log
from skillslib.store import Clearing, build, connect, current_version, locate, vault_of
from skillslib.store.reports import mark_stale, places

__all__ = ["EraseError", "Erasure", "erase"]

BEYOND = (
    "Loading an old export again into this store does not bring the person back; into another store it does.",
    "Backups, mail and whatever was passed on are beyond this command.",
)
STALE = (
    "This report was made of a store from which a person was erased since: its numbers may count them. "
    "Render it again: skillslib report --quarter QUARTER. Until then pass it on to nobody."
)


@dataclass
class Erasure:
    """What was erased, or would be: rows by table, files, and what only their owners can erase."""

    done: bool = False
    awards: int = 0
    rows: dict = field(default_factory=dict)
    versions: int = 0  # older ones, which go
    removed: list = field(default_factory=list)
    stale: list = field(default_factory=list)
    left: list = field(default_factory=list)
    packed: int = 0

    def __str__(self):
        will = "Erased" if self.done else "To be erased"
        lines = [f"{will}: 1 person, {self.awards:,} awards; {sum(self.rows.values()):,} rows in all:"]
        lines += [f"{number:9,}  {table}" for table, number in sorted(self.rows.items())]
        if self.versions:
            lines += ["", f"Older versions of the store, which go: {self.versions:,}."]
        for title, paths in (
            ("Files that go:", self.removed),
            ("Reports to render again; each says so in its STALE.txt:", self.stale),
            ("These still hold the person, and only you can change them:", self.left),
        ):
            lines += ["", title, *(f"  {path}" for path in paths)] if paths else []
        if self.packed:
            lines += ["", f"Packed files beside it (Excel, ZIP, pictures), not searched: {self.packed:,}."]
        return "\n".join([*lines, "", *BEYOND])


def erase(person, store=None, dry_run=False):
    """What was erased of a person, in numbers; with `dry_run` what would be, and nothing is changed.

    person   an employee id as the HR extract writes it, or an e-mail address or alias of the person
    store    the store's folder; left out, the nearest

    Gone are the person's rows of the facts and the identity vault, the awards with their documents, the older
    versions of the store, the pages of refused rows and landed pages that hold them, and checkpoints of
    notebooks beside the store. Facts and vault are written anew, for a database keeps what is deleted. What
    stays is a hash of each id, address and award under the team's key, so that loading an old export again
    brings nobody back: such rows are refused as "erased", without their text. Killed at any moment, the store
    is as it was, or without the person. Reports are marked stale; exports and notebooks that hold the person
    are named, and left to you. The audit log tells of it without saying who it was.
    Errors: EraseError where nobody or several are meant; StoreError.

    Example: print(erase("E-000042", store="store", dry_run=True))
    """
    folder = locate(store)
    with connect(folder) as con:
        vault_of(con)
        found = find(con, person)
        result = _seen(con, folder, found)
    checkpoints, result.left, result.packed = files.around(folder, found.words)
    result.removed += checkpoints
    if not dry_run:
        _erase(folder, person, found, result)
    return result


def _seen(con, folder, found):
    """What a store holds of a person, before anything is changed."""
    counted = {}
    for column, ids in (("person_id", list(found.people)), ("award_id", list(found.awards))):
        for table in rows.tables(con, column):
            sql = f"select count(*) from {table} where {column} in (select unnest($1::text[]))"
            number = con.execute(sql, [ids]).fetchall()[0][0]
            counted[table] = counted.get(table, 0) + number
    return Erasure(
        awards=len(found.awards),
        rows={table: number for table, number in counted.items() if number},
        versions=len(list((folder / "versions").glob("*.duckdb"))) - 1,
        removed=files.of_store(folder, found.words),
        stale=places(folder),
    )


def _erase(folder, person, found, result):
    before = current_version(folder)
    log.record(folder, "erase", inputs={"store": before}, verdict="begun")
    clear = Clearing(list(result.removed))
    files.rewrite(folder, found.words)
    with build(folder, clear) as con:
        result.rows = rows.take_out(con, find(con, person))
    result.stale = mark_stale(folder, STALE)
    log.record(
        folder,
        "erase",
        parameters={"awards": result.awards, "rows": sum(result.rows.values())},
        inputs={"store": before},
        outputs={"store": current_version(folder)},
        verdict="erased",
    )
    result.done = True
