"""One page for a data protection officer or works council: what is held, who sees it, what is prevented."""

from hashlib import sha256
from pathlib import Path

from skillslib.disclosure import BASE
from skillslib.governance import held, log
from skillslib.governance.agreement import FLOOR, RETENTION, require
from skillslib.governance.kinds import OF_PEOPLE, OTHER, kind_of
from skillslib.intake import SUBJECTS
from skillslib.publish import ledger, page
from skillslib.quoting import identifier
from skillslib.sheets import write_new
from skillslib.store import connect, folder_of, vault_of
from skillslib.vault import key_file

LINES = 30  # of the audit log on the page
PREVENTED, FOUND, LOGGED, NEITHER = "prevented", "found afterwards", "written down", "neither"
# What may be done with the data, what the workbench does about it, and how.
ACTS = (
    ("publish a report without an agreement", PREVENTED, "governance.toml has to be whole"),
    (
        "publish a group under the minimum in a chart, a table or data, or lower it",
        PREVENTED,
        "checked before anything is written",
    ),
    (
        "publish a chart or table that was not protected",
        PREVENTED,
        "the publisher refuses it; a report's notebooks get protected answers and no store",
    ),
    (
        "edit a report's notebook so that its code opens the store's files itself, and print what is there",
        NEITHER,
        "its text is searched for e-mail addresses and for 1 to 4 people in words, for no other number; who "
        "may edit notebooks is a matter of the agreement",
    ),
    (
        "publish a name or an e-mail address",
        PREVENTED,
        "the facts hold pseudonyms, a report names no files; of the vault it reads whom it may thank",
    ),
    (
        "read columns of pay, health and the like under a name that tells so",
        PREVENTED,
        "refused by the words for them that are known; see below",
    ),
    (
        "read such columns under another name",
        NEITHER,
        "what a name does not tell the workbench cannot know: look at what is mapped",
    ),
    (
        "change what was agreed on",
        LOGGED,
        "what it was and what it is; a smaller minimum group only with --lower-min-people",
    ),
    (
        "publish a report",
        LOGGED,
        "who, when, of what, by which policy, with the hash of its provenance.json, which has every file's",
    ),
    (
        "list recipients or one person by name, by command",
        LOGGED,
        "for the accounts named here, with a purpose",
    ),
    (
        "change or shorten the audit log, the ledger of what was published, or a report",
        FOUND,
        "skillslib verify, also where the store was moved; who has the key could forge it",
    ),
    (
        "open the store and count exactly, also small groups",
        NEITHER,
        "whoever may read store/versions, at first only the account that loads; by pseudonym",
    ),
    (
        "copy numbers, rows or a screen by hand out of a notebook",
        NEITHER,
        "a matter of the agreement, not of software",
    ),
    ("open the vault's file without the commands", NEITHER, "the rights of its folder decide: see below"),
    ("use what was read for a forbidden purpose", NEITHER, "a matter of the agreement, not of software"),
)


def protection_page(output="protection.html", store=None):
    """What protects people in this store, as one HTML page that opens without a network: its path.

    It is made of the settings in force and of the tables that are there: purpose and basis, each kind of data
    in plain words, the smallest group, who sees what, retention, the audit log, what is prevented and what is
    not; as small print at the end the tables with their columns.
    Errors: StoreError; GovernanceError without an agreement; FileExistsError where the file is there.

    Example: protection_page("protection.html", store="store")
    """
    output = Path(output)
    if output.exists():
        raise FileExistsError(f"{output} is there already. Name another file.")
    with connect(store) as con:
        agreed, folder = require(con, "a page on data protection"), folder_of(con)[0]
        sections = [
            page.section(
                "What is prevented, and what is not",
                [{"somebody could": act, "it is": state, "how": how} for act, state, how in ACTS],
            ),
            _smallest(agreed),
            _seen(agreed, folder),
            *_data(con),
            page.section(
                "How long it is kept",
                [{"kept": words, "days": agreed.retention[name]} for name, words in RETENTION.items()],
                [
                    "Applied by skillslib retain; each run is in the audit log. Where people or rows go, the "
                    "store is written anew, without its older versions."
                ],
            ),
            _rights(folder),
            _published(folder),
            _audit(folder),
            _stored(con),
        ]
    lead = (
        f"{agreed.controller} uses this data for this purpose: {agreed.purpose}. The basis: {agreed.basis}.",
        f"It may not be used for {', '.join(agreed.forbidden)}.",
        f"The data protection officer: {agreed.contact}.",
    )
    html = page.render(
        "plain", "protection", "How this data is protected", charts=False, lead=lead, sections=sections
    ).encode()
    log.record(folder, "protection page", outputs={output.name: sha256(html).hexdigest()}, verdict="written")
    write_new(output, html)
    return output


def _smallest(agreed):
    least = agreed.min_people
    return page.section(
        "The smallest group",
        texts=[
            f"The workbench's answers publish nothing of fewer than {least} people, nor what 1 to "
            f"{least - 1} people stand behind, nor what would tell of them by subtraction. All other counts "
            f"are rounded to {BASE}. "
            f"{least} can be raised in governance.toml and for a report. It is lowered, never under {FLOOR}, "
            "only by a load that is told so, and the audit log keeps that.",
            "A report is protected as a whole before any page of it is made.",
        ],
    )


def _seen(agreed, folder):
    return page.section(
        "Who sees what",
        [
            {"who": "readers of a report", "sees": "protected numbers; no person, no pseudonym"},
            {
                "who": f"thanks by name: {'allowed' if agreed.named_recognition else 'not allowed'}",
                "sees": "in a report, who agreed to it and what they earned in the quarter",
            },
            {
                "who": f"whoever may open store/versions (rights {_rights_of(folder / 'versions')})",
                "sees": "exact numbers, people by pseudonym; no name, no address",
            },
            {
                "who": f"named views: {', '.join(agreed.named_views) or 'nobody'}",
                "sees": "names, by a command that asks for a purpose",
            },
            {
                "who": f"whoever may open store/vault (rights {_rights_of(folder / 'vault')})",
                "sees": "ids, names, addresses, documents",
            },
            {
                "who": f"whoever has {key_file().name}, outside the store",
                "sees": "which id a pseudonym is made of",
            },
        ],
        ["“team” means every account that can open the store."],
    )


def _data(con):
    """The kinds of data that are there, in plain words; where they come from; what is never read."""
    there = {table for table, _ in _tables(con)}
    refused = con.execute("""
        select file, column_name as column, what from remarks
        where code = 'forbidden-column' order by all""").df()
    read = con.execute("""
        select kind as export, count(*) as files, strftime(max(exported_on), '%-d %B %Y') as newest
        from readings group by kind order by kind""").df()
    for title, kinds in (("Data about people", OF_PEOPLE), ("Other data", OTHER)):
        rows = [
            {"what": kind.name, "in plain words": kind.words} for kind in kinds if there & set(kind.tables)
        ]
        yield page.section(title, rows)
    yield page.section("Where it comes from", read.to_dict("records"))
    yield page.section(
        "Columns that are never read",
        refused.to_dict("records"),
        [f"A column is refused, in every file, where its name has a known word for: {', '.join(SUBJECTS)}."],
    )


def _stored(con):
    """Small print: each table that is not empty, by its kind of data, with all of its columns."""
    order = [kind.name for kind in (*OF_PEOPLE, *OTHER)]
    rows = [
        {"kind of data": kind_of(table).name, "table": table, "columns": columns}
        for table, columns in _tables(con)
    ]
    return page.section(
        "How it is stored",
        sorted(rows, key=lambda row: order.index(row["kind of data"])),
        ["For whoever wants to check: each table of facts and vault with all of its columns."],
        small=True,
    )


def _tables(con):
    """Each table that is not empty with its columns; those of the vault are called vault.NAME."""
    vault_of(con)
    tables = con.execute("""
        select database_name = 'vault' as vault, table_name,
               string_agg(column_name, ', ' order by column_index) as columns
        from duckdb_columns() semi join duckdb_tables() using (database_name, table_name)
        where database_name in ('vault', current_database()) and not internal
        group by all order by all""").fetchall()
    named = [
        (f"vault.{identifier(table)}" if vault else identifier(table), vault * "vault." + table, columns)
        for vault, table, columns in tables
    ]
    return [
        (table, columns)
        for of, table, columns in named
        if con.execute(f"select 1 from {of} limit 1").fetchall()
    ]


def _published(folder):
    releases = {}
    for name, one in ledger.read(folder)[0]:
        told = releases.setdefault(name, {"release": name, "numbers shown": 0, "withheld": 0})
        told["withheld" if one.value is None else "numbers shown"] += 1
    return page.section(
        "What was published",
        list(releases.values()),
        [
            "Every number that was shown or withheld stands in a ledger. What is published next is protected "
            "against all of it: where a line was changed or cut off, nothing is published until it is put "
            "back. It tells of groups as they were, and of nobody: "
            "erasing a person changes nothing in it. skillslib audit says of a report what "
            "can still be told of each number."
        ],
        empty="Nothing yet.",
    )


def _rights_of(folder):
    return f"{folder.stat().st_mode & 0o777:o}"


def _rights(folder):
    asked = held.requests(folder)
    numbers = [{"asked for": kind, "noted": sum(one["kind"] == kind for one in asked)} for kind in held.KINDS]
    erased = sum(line.get("verdict") == "erased" for line in log.entries(folder))
    numbers.append({"asked for": "erasure", "noted": erased})
    return page.section(
        "What people may ask for",
        numbers,
        [
            "skillslib person-report writes everything that is held about one person. skillslib note-request "
            "keeps an objection or a wish for a correction; a correction is made in the system that the data "
            "comes from, and the next load brings it. An objection takes nobody out of a count, for the "
            "change would tell of whom; it takes the person out of thanks by name.",
            "skillslib erase takes a person out: rows of facts and vault, older versions, what the person "
            "asked for, and refused rows and fetched pages that hold an id, an address or the whole name. "
            "The store is written anew, and reports are marked stale. From then on rows with an id or an "
            "address of the person are refused, in whatever export; under another id and another address an "
            "export does bring the person back. The audit log stays: it calls a person by a keyed hash. "
            "Exports, backups and what was passed on are for their owners to change.",
        ],
    )


def _audit(folder):
    lines, wrong = log.entries(folder), log.findings(folder)
    shown = [
        {
            "number": line["number"],
            **{name: line.get(name, "") for name in ("when", "who", "action", "verdict")},
        }
        for line in lines[-LINES:]
    ]
    state = " ".join(wrong) if wrong else f"It has {len(lines):,} lines, each as it was written."
    return page.section(
        "The audit log",
        shown,
        [f"{state} The last {LINES} at most are shown, without the purposes that people gave."],
    )
