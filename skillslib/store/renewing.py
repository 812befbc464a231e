"""The identity vault of the current version, written anew: what was deleted is in none of its bytes."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import duckdb

from skillslib.store.building import _alone, _text
from skillslib.store.opening import current_version, locate


@contextmanager
def vault_anew(folder):
    """A connection to the current version's facts, read-only, and its vault as `vault`, to delete from.

    On a clean exit what is left of the vault takes its place, in a new file; on an error it stays as it was.
    Errors: StoreError where another load is running.

    Example:
        with vault_anew("store") as con:
            con.execute("delete from vault.quarantine_raw")
    """
    folder = Path(locate(folder))
    with _alone(folder) as aside:
        name = f"{current_version(folder)}.duckdb"
        copy, anew = aside / "vault.duckdb", aside / "anew.duckdb"
        shutil.copyfile(folder / "vault" / name, copy)
        with duckdb.connect() as con:
            facts = folder / "versions" / name
            con.execute(
                f"attach {_text(facts)} as facts (read_only); attach {_text(copy)} as vault; use facts"
            )
            yield con
            con.execute(f"attach {_text(anew)} as anew; copy from database vault to anew; checkpoint anew")
        anew.chmod(0o600)
        os.replace(anew, folder / "vault" / name)
