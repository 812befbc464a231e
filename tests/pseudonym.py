"""Who is who in a test's store: the pseudonym of an employee id, and the ids in what a store answers."""

import base64
import hashlib
import hmac
from functools import cache

KEY = "7e57" * 16  # pseudonyms are the same in every run
NAMES = ("Ann", "Ben", "Bob", "Cid", "Dee", "Eve", "Fay", "Gil", "Hal", "Ida")


def write_key(path, key=KEY):
    """A key's file, which only its owner can read."""
    path.touch(mode=0o600)
    path.write_text(f"{key}\n")
    return path


def pseudonym(employee_id, key=KEY):
    """What the store calls a person, by Python's own HMAC."""
    digest = hmac.new(bytes.fromhex(key), employee_id.encode(), hashlib.sha256).digest()
    return "p" + base64.b64encode(digest)[:11].decode()


def keyed(*parts):
    """What stands for an id or an address inside the id of an award, by Python's own HMAC."""
    secret = hmac.new(bytes.fromhex(KEY), b"award_secret", hashlib.sha256).hexdigest()
    return hashlib.md5((secret + "\x1f".join(parts)).encode()).hexdigest()


def named(rows, *more):
    """Rows of a store with employee ids in place of pseudonyms: those that tests give, and `more`."""
    ids = _ids() | {pseudonym(one): one for one in more}
    return [tuple(ids.get(cell, cell) for cell in row) for row in rows]


def by_id(rows, *more):
    """The same rows, sorted."""
    return sorted(named(rows, *more), key=lambda row: [(cell is None, str(cell)) for cell in row])


@cache
def _ids():
    numbers = [f"{number:0{width}}" for width in range(1, 8) for number in range(100)]
    lettered = [f"E-{number}" for number in range(100)]
    return {pseudonym(one): one for one in (*NAMES, *numbers, *lettered)}
