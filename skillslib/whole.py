"""A file is written whole or not at all: aside first, then put in its place in one step."""

import os
import secrets

PRIVATE, SHARED = 0o600, 0o666  # what only its account may read; what the account's umask says


def write_whole(path, content, rights=PRIVATE):
    """Write bytes into a file: who stops it leaves what was there. One that is there keeps its rights."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, rights), "wb") as file:
            if path.exists():
                os.chmod(aside, path.stat().st_mode & 0o777)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def append(path, content):
    """Add bytes to the end of a file that only its account may read, and see them on the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE), "ab") as file:
        os.chmod(path, PRIVATE)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
