"""Which version of a store is the current one."""

from pathlib import Path


class StoreError(ValueError):
    """The store is missing, or not one we can read; the message says what to do."""


def current_version(folder):
    """The name of the current version, or None where nothing has been loaded yet."""
    pointer = Path(folder) / "current"
    return pointer.read_text().strip() if pointer.is_file() else None
