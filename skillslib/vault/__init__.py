"""What the team alone may read: the key that pseudonyms and the audit log are made with."""

from skillslib.vault.key import KeyFileError, key, key_file, make_key, require_outside

__all__ = ["KeyFileError", "key", "key_file", "make_key", "require_outside"]
