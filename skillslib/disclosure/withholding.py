"""Cells of a protected frame withheld besides: what they would tell together with others must not stand."""

import copy

from skillslib.disclosure.formulas import derive
from skillslib.disclosure.proof import fingerprint, require_protected


def withhold_cells(frame, cells):
    """The protected frame with these cells, (row, column), withheld too; derived columns and proof are anew.

    A count that a group's share is made of takes its whole row with it, as in `protect`; a side count goes
    alone.

    Example: withhold_cells(protected, [(0, "expiring")])
    """
    require_protected(frame)
    measures = frame.attrs["question"]["measures"]
    numbers = [column for column, m in measures.items() if m["kind"] not in ("plan", "derived")]
    main = {column for column, measure in measures.items() if measure.get("of") or measure.get("within")}
    main |= {measure.get("of") or measure.get("within") for measure in measures.values()} - {None}
    shown = frame.copy()
    shown.attrs = copy.deepcopy(frame.attrs)
    rows = sorted(
        {row for row, column in cells if column in main and frame.at[row, "status"] != "not measured"}
    )
    for row, column in cells:
        shown.loc[row, column] = None
    shown.loc[rows, numbers] = None
    shown.loc[rows, "status"] = "withheld"
    for column, measure in measures.items():
        if measure.get("contributors") in {c for _, c in cells} and column not in main:
            told = [row for row, c in cells if c == measure["contributors"]]
            shown.loc[told, column] = None
    shown = derive(shown.astype(frame.dtypes.to_dict()))
    shown.attrs["protected"]["sha256"] = fingerprint(shown)
    return shown
