"""The agreement that a report of a test's own data needs: plainly made up."""

import skillslib as sk
from skillslib.sample import GOVERNANCE


def agree(folder, store=None, text=GOVERNANCE):
    """Write a governance.toml into a folder of exports; into the store too, where one is named."""
    path = folder / "governance.toml"
    path.write_text(text, encoding="utf-8")
    if store:
        sk.load([path], store=store)
    return path
