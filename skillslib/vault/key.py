"""The key of a team, outside store, data and reports: pseudonyms and the audit log are made with it."""

import os
import secrets
from pathlib import Path

NAME = "pseudonym.key"
BYTES = 32


class KeyFileError(ValueError):
    """The key's file cannot be used; the message says what to do."""


def key_file():
    """Where the key lies: $SKILLS_KEY_FILE, else `skillslib/pseudonym.key` in the settings of the account."""
    named = os.environ.get("SKILLS_KEY_FILE")
    if named:
        return Path(named)
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "skillslib" / NAME


def require_outside(folder):
    """Nothing, where the key is not in a folder that may be passed on. Errors: KeyFileError where it is."""
    if key_file().resolve().is_relative_to(Path(folder).resolve()):
        raise KeyFileError(
            f"The key {key_file()} lies in {folder}: whoever gets that folder could tell who is who. Move it "
            "out, with audit_heads.json beside it, and name its place in SKILLS_KEY_FILE."
        )


def key():
    """The key, as bytes. None is made here: who asks has something that was made with the one there was.

    Errors: KeyFileError where the file is not there or holds no key, or where other accounts may read it.
    Example: key() == key()
    """
    path = key_file()
    try:
        _require_own(path)
        written = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise KeyFileError(
            f"There is no key at {path}. Put your copy of the key there, or name its place in "
            "SKILLS_KEY_FILE: what was made with it cannot be read, checked or gone on with by another one."
        ) from None
    except UnicodeDecodeError:
        written = ""
    try:
        found = bytes.fromhex(written)
    except ValueError:
        found = b""
    if len(found) != BYTES:
        raise KeyFileError(
            f"{path} holds no key of {BYTES} bytes. Put your copy of the key back in its place; with another "
            "key pseudonyms would be others, and the audit log could not be checked."
        )
    return found


def make_key():
    """Make a key, which only this account can read, where none is there: for what is begun with it."""
    path = key_file()
    if not path.exists():
        _make(path)


def _require_own(path):
    rights = path.stat().st_mode & 0o777
    if os.name != "nt" and rights & 0o077:
        raise KeyFileError(
            f"Other accounts may open the key {path} (rights {rights:o}): they could tell who is who. Take "
            f"them away: chmod 600 {path}"
        )


def _make(path):
    """A new key in its place, whole or not at all; another process may have made it meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(BYTES) + "\n")
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
