"""A person is erased: out of the store, its older versions and its vault, and out of the files beside it.

whom     whom an employee id or an address means
mention  whether a text speaks of them
rows     what of the facts and the vault is theirs, and the tombstones that keep it out
files    files that hold them: of the store, and around it
retention  what is kept longer than agreed, people who left among it
"""

from dataclasses import dataclass, field

from skillslib.erasing import files, rows
from skillslib.erasing.whom import EraseError, find
from skillslib.governance import log
from skillslib.store import Clearing, build, connect, current_version, locate, vault_of
from skillslib.store.reports import none_published, places

__all__ = ["EraseError", "Erasure", "erase"]

BEYOND = (
    "From now on this store refuses rows with an id or an address of the person, in whatever export. Under "
    "another id and another address an export does bring the person back; into another store any does.",
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
    unread: list = field(default_factory=list)
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
            ("These cannot be read, so nobody knows whether they hold the person:", self.unread),
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
    versions of the store, what they asked for, the pages of refused rows and landed pages that hold them, and
    checkpoints of notebooks beside the store. Facts and vault are written anew, for a database keeps what is
    deleted. What stays is a hash of each id, address, award and name under the team's key: rows with such an
    id or address are refused as "erased", in whatever export, and no text is kept of refused rows that name
    the person. Under another id and another address an export does bring the person back. Reports are marked
    stale; exports and notebooks that hold the person are named, and left to you. The audit log tells of it
    without saying who it was, and still calls whoever asked for something by a keyed hash. A report that is
    being made is waited for. Killed at any moment, the store is as it was; or it is without the person, and
    the next command that opens it does the rest.
    Errors: EraseError where nobody or several are meant; StoreError.

    Example: print(erase("E-000042", store="store", dry_run=True))
    """
    folder = locate(store)
    with connect(folder) as con:
        vault_of(con)
        found = find(con, person)
        result = _seen(con, folder, found)
    around = files.around(folder, found.mention)
    result.removed += around.checkpoints
    result.left, result.unread, result.packed = around.others, around.unread, around.packed
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
        removed=files.of_store(folder, found.mention),
        stale=places(folder),
    )


def _erase(folder, person, found, result):
    before = current_version(folder)
    clear = Clearing(list(result.removed), files.lines(folder, found.requested_as, found.mention), STALE)
    with none_published(folder), build(folder, clear) as con:
        begun = log.record(folder, "erase", inputs={"store": before}, verdict="begun")["number"]
        result.rows = rows.take_out(con, find(con, person))
        counted = {"awards": result.awards, "rows": sum(result.rows.values())}
        clear.told = {"action": "erase", "parameters": {"begun": begun, **counted}, "verdict": "erased"}
    result.stale, result.done = places(folder), True
