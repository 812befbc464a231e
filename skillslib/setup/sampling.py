"""Five rows of a list of people, as far as they are read, with every person masked."""

import re

import pandas as pd

IDS = ("employee_id", "manager_id", "person_id")
NAMES = ("first_name", "last_name", "name")
ADDRESS = re.compile(r"([^\s@])[^\s@]*@[^\s@]+")
BRACKETS = re.compile(r"\([^)]*\)")
HIDDEN = "•••"


def masked_rows(table, columns, number=5):
    """The first rows of a table: its mapped columns only (`columns`: theirs by ours), with persons masked.

    Names are gone; of an address the first letter is left, of an id its first and last signs, two at most.
    What is in brackets after the name of a unit is often a manager's name, and goes too.
    """
    shown = {}
    for ours, theirs in columns.items():
        for name in theirs if isinstance(theirs, list) else [theirs]:
            shown[name] = [_masked(ours, cell) for cell in table.rows[name].head(number)]
    return pd.DataFrame(shown)


def _masked(ours, cell):
    if not cell:
        return ""
    if ours in NAMES:
        return HIDDEN
    if ours in IDS:
        shown = min(2, (len(cell) - 1) // 2 - 1) if len(cell) > 3 else 0
        return f"{cell[:shown]}{HIDDEN}{cell[len(cell) - shown :]}"
    cell = ADDRESS.sub(rf"\1{HIDDEN}@{HIDDEN}", cell)
    return BRACKETS.sub(f"({HIDDEN})", cell) if ours.startswith("business_unit") else cell
