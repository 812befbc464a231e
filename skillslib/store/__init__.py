"""The store: a folder of immutable, versioned DuckDB files and a pointer to the current one.

    store/current                 the name of the current version
    store/versions/<hash>.duckdb  facts and what follows from them (see model.sql)
    store/vault/<hash>.duckdb     ids, names, addresses, raw documents: for loads, and commands about people
    store/vault/requests.jsonl    what people asked for
    store/loads.jsonl             when each load happened, outside the content hash
    store/reports.jsonl           where its reports were put
    store/ledger.jsonl            every number that was published or withheld
    store/audit.jsonl             the audit log: who published, showed, erased or changed what

Readers open a version read-only, the loader builds the next one aside: an open notebook never
blocks a load, and an interrupted load leaves nothing behind. This is the one place that knows which
engine runs the SQL.

    current    which version holds
    opening    a version is found and opened
    asking     questions for a day as known on a day; what the company decided; what is wrong
    building   the next version is made
    clearing   what follows once somebody was erased: what goes, and what is said
    reports    where reports are, and which are stale
    without    what a report's notebook has in place of a store
"""

from skillslib.store.asking import DECIDED, LEAST_MATCHED, ask, check, data_date, settings
from skillslib.store.building import build, content_hash, note_replacements
from skillslib.store.clearing import Clearing
from skillslib.store.current import StoreError, current_version
from skillslib.store.opening import (
    MODEL,
    connect,
    folder_of,
    history,
    keep_shut,
    locate,
    refresh,
    unlocked,
    vault_of,
    with_vault,
)
from skillslib.store.vault_tables import VAULT_TABLES
from skillslib.store.without import NoStore

__all__ = [
    "DECIDED",
    "LEAST_MATCHED",
    "MODEL",
    "VAULT_TABLES",
    "Clearing",
    "NoStore",
    "StoreError",
    "ask",
    "build",
    "check",
    "connect",
    "content_hash",
    "current_version",
    "data_date",
    "folder_of",
    "history",
    "keep_shut",
    "locate",
    "note_replacements",
    "refresh",
    "settings",
    "unlocked",
    "vault_of",
    "with_vault",
]
