"""What follows from counts: the derived columns of a frame, what it leaves blank, and the words for that."""

import numpy as np
import pandas as pd


def _share(frame, part, whole):
    return frame[part] / frame[whole].replace(0, np.nan)


def _shortfall(frame, needed, holders):
    return (frame[needed] - frame[holders]).clip(lower=0)


def _excess(frame, needed, holders):
    return (frame[holders] - frame[needed]).clip(lower=0)


def _remedy(frame, gap, surplus, near, people, elsewhere):
    """Borrow where what other groups can spare at that level, lent to the largest gaps first, covers
    the gap; train where enough people are near, hire where too few are. Unclear where nobody can tell who
    is near, and, instead of hire, where people who might be lent are not measured."""
    spare = frame.groupby(["skill_id", "level"])[surplus].sum().to_dict()
    unseen = ((frame["status"] == "not measured") & frame[people].notna()) | (frame[elsewhere] > 0)
    may_lend = set(frame.loc[unseen, ["skill_id", "level"]].itertuples(index=False, name=None))
    kinds = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    for place, row in frame[frame[gap].notna()].sort_values(gap, ascending=False, kind="stable").iterrows():
        skill = (row["skill_id"], row["level"])
        if row[gap] == 0:
            kinds[place] = "met"
        elif row[gap] <= spare[skill]:
            kinds[place] = "borrow"
            spare[skill] -= row[gap]
        elif pd.isna(row[near]):
            kinds[place] = "unclear"
        else:
            kinds[place] = "train" if row[near] >= row[gap] else "unclear" if skill in may_lend else "hire"
    return kinds


def _in_full(frame, *columns):
    return frame[list(columns)].sum(axis=1, min_count=len(columns))


FORMULAS = {
    "share": _share,
    "shortfall": _shortfall,
    "excess": _excess,
    "remedy": _remedy,
    "sum": _in_full,
}


def derive(frame):
    """The frame with every derived column computed from the columns it names, in their order."""
    for column, measure in frame.attrs["question"]["measures"].items():
        if measure["kind"] == "derived":
            frame[column] = FORMULAS[measure["formula"]](frame, *measure["from"])
    return frame


def blank(frame):
    """The frame without the numbers of rows that are not measured; their plan and the group's size stay.

    So does how many of the group are in measured places, for `protect` to know why a row is not measured.
    """
    measures = frame.attrs["question"]["measures"]
    sizes = {measure.get("of") or measure.get("within") for measure in measures.values()} & {"people"}
    sizes |= {column for column, measure in measures.items() if measure.get("within")}
    told = frame.copy()
    for column, measure in measures.items():
        if measure["kind"] != "plan" and column not in sizes:
            told[column] = told[column].mask(frame["status"] == "not measured")
    return told


def unshown(frame, column):
    """For each row, the word for a number of this column that is not there: why it is not.

    "–" is for what there is none of: awards of a quarter to come, or a blank in an exact answer.
    """
    words = pd.Series("withheld" if "protected" in frame.attrs else "–", index=frame.index)
    for name, value in frame.attrs["question"]["measures"][column].get("only", {}).items():
        words = words.mask(frame[name] != value, "–")
    return words.mask(frame["status"] == "not measured", "not measured")
