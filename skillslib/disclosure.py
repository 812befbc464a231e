"""Ask, protect, publish: what makes a number safe to leave the team.

A protected frame holds counts rounded to 5; a cell with 1 to 4 people, or all but 1 to 4 of its
group, or in a group under the minimum, is withheld under one marker, and everything derived is
computed again from what is shown. A published 0 or 100 % needs a group of twice the minimum, since
it says something of everybody in it. A side count (expiring, earners) that is too small is withheld
on its own: null in a row that is otherwise shown.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd

MIN_PEOPLE = 5
BASE = 5

_release = None


class DisclosureError(ValueError):
    """A frame may not be published as it is; the message says why and what to do."""


# ------------------------------------------------------------------ what follows from counts
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
    """The frame without the numbers of rows that are not measured; their plan and the group's size stay."""
    measures = frame.attrs["question"]["measures"]
    sizes = {measure.get("of") or measure.get("within") for measure in measures.values()} & {"people"}
    told = frame.copy()
    for column, measure in measures.items():
        if measure["kind"] not in ("plan", "information") and column not in sizes:
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


# ------------------------------------------------------------------ proof
def question_key(question):
    """What was asked, as one canonical line of text: the name under which a release files it."""
    asked = {k: v for k, v in question.items() if k != "measures"}
    return json.dumps(asked, sort_keys=True, default=str)


def fingerprint(frame):
    """The SHA-256 of a frame's rows and columns and of its question."""
    return hashlib.sha256(f"{question_key(frame.attrs['question'])}\n{_rows(frame)}".encode()).hexdigest()


def _rows(frame):
    return frame.to_csv(index=False, float_format="%.12g", lineterminator="\n")


def proof_of(frame):
    """The fingerprint of a frame that is unchanged since `protect`; None for any other."""
    proof = frame.attrs.get("protected")
    return proof["sha256"] if proof and proof["sha256"] == fingerprint(frame) else None


def require_protected(frame):
    """The fingerprint of a frame that went through `protect` and was not changed since.

    Errors: DisclosureError for a frame that was never protected, or edited afterwards.
    """
    name = frame.attrs.get("question", {}).get("name", "this frame")
    if "protected" not in frame.attrs:
        raise DisclosureError(f"{name} is not protected. Call protect(frame) before publishing it.")
    proof = proof_of(frame)
    if not proof:
        raise DisclosureError(
            f"{name} was changed after protect(). Make the change first, then call protect(frame)."
        )
    return proof


# ------------------------------------------------------------------ protection
def check_min_people(min_people):
    """The minimum group as an integer of 5 or more; anything else is refused."""
    whole = isinstance(min_people, (int, np.integer)) and not isinstance(min_people, bool)
    if not whole or min_people < MIN_PEOPLE:
        raise DisclosureError(
            f"min_people is {min_people!r}; it must be a whole number of {MIN_PEOPLE} or more. "
            "It can be raised, never lowered."
        )
    return int(min_people)


def use_release(folder):
    """From now on questions answer only what this report's release holds, protected; None ends that."""
    global _release
    _release = None if not folder else Path(folder)


def released(question):
    """This report's own protected answer to a question; None where no report is being made.

    Errors: DisclosureError where the report does not hold the question.
    """
    if _release is None:
        return None
    index = json.loads((_release / "release.json").read_text())["views"]
    key = question_key(question)
    if key not in index:
        raise DisclosureError(
            f"This report holds no answer to {question['name']} asked like this ({key}). "
            "Add the question to the report's views, or ask one it holds."
        )
    return read_released(_release, index[key])


def protect(frame, min_people=MIN_PEOPLE):
    """The frame as it may be shown: counts rounded to 5, small ones withheld, the rest derived anew.

    Columns: as in the question's own frame; `status` may now also say "withheld", and then every
    measure of the row but the plan's own is null. A null in a row that is shown is withheld too; of a
    row that is not measured only the plan and the size of the group stay.
    Rule: a row is withheld when its group has fewer than `min_people` people, when 1 to
    `min_people` - 1 people contribute to any of its counts, when all but 1 to `min_people` - 1 of the
    group do, or when none or all of a group under twice `min_people` do. Where all but 1 to 4 of a group
    are in measured places, all are shown as if they were.
    Standard name: minimum group size with rounding to base 5.
    Inside a report the questions answer protected already, together; there it passes them on.
    Errors: DisclosureError where the minimum is lowered, where the frame does not say which question
    it answers, or where it is protected already.

    Example: protect(skill_map(con, "2026-09-30", "2026-10-05"))
    """
    min_people = check_min_people(min_people)
    if "question" not in frame.attrs:
        raise DisclosureError(
            "This frame no longer says which question it answers (concat drops that). "
            "Protect each answer on its own, before putting them together."
        )
    if _release is not None:
        require_protected(frame)
        return frame
    if "protected" in frame.attrs:
        raise DisclosureError("This frame is protected already.")
    shown = blank(frame)
    measures = shown.attrs["question"]["measures"]
    unmeasured = frame["status"] == "not measured"
    rows = pd.Series(False, index=frame.index)
    cells = {column: _reveals(frame, column, measure, min_people) for column, measure in measures.items()}
    for column, measure in measures.items():
        if measure.get("of") or measure.get("within"):
            rows |= cells[column]
    near = pd.concat(cells.values(), axis=1).any(axis=1)
    for column, measure in measures.items():
        if measure.get("within"):
            # What is left of the group by fewer than rounding tells cannot be told from the two numbers.
            rest = (frame[measure["within"]] - frame[column]).between(1, BASE - 1).fillna(False)
            shown[column] = shown[column].mask(rest, frame[measure["within"]])
            near |= rest.astype(bool)
        if measure["kind"] in ("people", "count", "fte", "part"):
            rounded = BASE * np.floor(shown[column].astype("Float64") / BASE + 0.5)
            shown[column] = rounded.astype(shown[column].dtype)
        if measure["kind"] not in ("plan", "derived", "information"):
            shown[column] = shown[column].mask((rows & ~unmeasured) | cells[column])
        if measure["kind"] == "information":
            # A share to many decimals tells the exact counts behind it, and of few people any share does.
            shown[column] = shown[column].mask(near).round(2)
    shown["status"] = shown["status"].mask(rows & ~unmeasured, "withheld")
    derive(shown)
    shown.attrs["protected"] = {"min_people": min_people, "base": BASE}
    shown.attrs["protected"]["sha256"] = fingerprint(shown)
    return shown


def _reveals(frame, column, measure, min_people):
    """Where showing this measure, even rounded, says something of fewer than the minimum."""
    hidden = pd.Series(False, index=frame.index)
    if measure["kind"] not in ("people", "count", "fte", "part", "statistic"):
        return hidden
    people = frame[measure.get("contributors", column)].astype("Float64")
    hidden |= people.between(1, min_people - 1).fillna(False)
    if measure.get("within"):
        rest = frame[measure["within"]].astype("Float64") - people
        hidden |= rest.between(BASE, min_people - 1).fillna(False)
    if measure.get("of"):
        group = frame[measure["of"]].astype("Float64")
        hidden |= ((group - people).between(1, min_people - 1) | (group < min_people)).fillna(False)
        hidden |= (((people == 0) | (people == group)) & (group < 2 * min_people)).fillna(False)
    return hidden.astype(bool)


def write_released(frame, folder, name):
    """File a protected frame under a name in a release folder; returns its entry for the index."""
    proof = require_protected(frame)
    (Path(folder) / f"{name}.csv").write_text(_rows(frame), encoding="utf-8")
    types = {column: str(kind) for column, kind in frame.dtypes.items()}
    return {"file": f"{name}.csv", "sha256": proof, "types": types, "attrs": dict(frame.attrs)}


def read_released(folder, entry):
    """A protected frame as it was filed; refused where the file no longer matches its fingerprint."""
    dates = [column for column, kind in entry["types"].items() if kind.startswith("datetime")]
    types = {column: kind for column, kind in entry["types"].items() if column not in dates}
    frame = pd.read_csv(
        Path(folder) / entry["file"],
        dtype=types,
        parse_dates=dates,
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8",
    )
    frame.attrs = json.loads(json.dumps(entry["attrs"]))
    require_protected(frame)
    return frame
