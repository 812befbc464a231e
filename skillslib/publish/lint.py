"""The last look at a chart before it is published: what it carries.

Hiding is not suppressing: an HTML page carries all its data. So every number in a chart has to be
one of a released, protected answer, and nothing else may travel with it.
"""

import re
from collections import Counter

import pandas as pd

from skillslib.disclosure import BASE
from skillslib.publish import carried

PERSONAL = re.compile(
    r"person|employee|manager|e_?mail|recipient|first_?name|last_?name|full_?name|earner_?id|award_?id"
    r"|identity|salt|birth",
    re.IGNORECASE,
)
COUNTS = ("people", "count", "fte", "part")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w")
FEW_PEOPLE = re.compile(
    r"(?<![\d.,:-])(?<!to )[1-4] (?:people|persons?|holders?|earners?|employees?|recipients?|experts?)\b",
    re.IGNORECASE,
)


class LintError(ValueError):
    """Something may not be published as it is; the message says what and where."""


# ------------------------------------------------------------------ charts
def check_chart(spec, release, place="the chart"):
    """The names of the released views that a chart draws; an error where it carries anything else.

    Refused: no released frame named; data from elsewhere, or in another shape than rows; columns of persons,
    rows that are all alike, texts with an e-mail address or of a few people; columns that nothing draws;
    measures that the released frame does not hold, and of other whole numbers those that are not rounded.
    """
    views = _views_of(spec, release, place)
    for fault in carried.faults(spec):
        raise LintError(f"{place} {fault}.")
    frames = [release.frames[view] for view in views]
    released = {value for frame in frames for column in frame for value in map(_plain, frame[column])}
    for text in carried.texts(spec):
        _check_text(text, released, place)
    read = carried.columns_read(spec)
    for column in sorted(read):
        if PERSONAL.search(column):
            raise LintError(f"{place} reads the column {column!r}, which is of persons.")
    for rows in carried.tables(spec):
        _check_rows(rows, frames, read, released, place)
    return views


def _views_of(spec, release, place):
    told = spec.get("usermeta")
    named = told.get("skills") if isinstance(told, dict) else None
    named = named.get("frame") if isinstance(named, dict) else None
    fingerprints = named if isinstance(named, list) else [named]
    views = [release.view_of(one) if isinstance(one, str) else None for one in fingerprints]
    if None in views or not views:
        raise LintError(
            f"{place} is not drawn from a protected answer of this report. Draw it from "
            "protect(frame), and do not change the frame in between."
        )
    return views


def check_text(text, release, place):
    """An error where a text beside the charts carries an e-mail address, or speaks of 1 to 4 people.

    Labels that were released may say anything. No other number of a text is looked at.
    """
    if ADDRESS.search(text) or FEW_PEOPLE.search(text):
        frames = release.frames.values()
        _check_text(text, {value for frame in frames for column in frame for value in frame[column]}, place)


def _check_text(text, released, place):
    """Labels that were released may say anything; other texts name nobody, and no few people."""
    for looks in (ADDRESS, FEW_PEOPLE):
        if not looks.search(text):
            continue
        for label in (one for one in released if isinstance(one, str) and looks.search(one)):
            text = text.replace(label, " ")
        if found := looks.search(text):
            said = (
                "carries an e-mail address" if looks is ADDRESS else f"says {found[0]!r}: below the minimum"
            )
            raise LintError(f"{place} {said}.")


def _check_rows(rows, frames, read, released, place):
    if not any(_are_alike_in(frame, rows) for frame in frames):
        raise LintError(
            f"{place} carries rows that are all alike, which could be counted. Draw one row for each group."
        )
    for column in {key: None for row in rows for key in row}:
        if PERSONAL.search(column):
            raise LintError(f"{place} carries the column {column!r}, which is of persons.")
        if column not in read:
            raise LintError(f"{place} carries the column {column!r}, which it does not draw. Drop it.")
        values = {_plain(row.get(column)) for row in rows} - {None}
        for value in values:
            if _kind(column, frames) in COUNTS and isinstance(value, float) and 0 < value < 5:
                raise LintError(f"{place} shows a count of {value:g} in {column!r}: below the minimum.")
        if _kind(column, frames):
            _check_values(column, values, frames, place)
        else:
            _check_worked_out(column, values - released, place)


def _are_alike_in(frame, rows):
    """Whether no more rows are alike than are in a released frame."""
    columns = list({key: None for row in rows for key in row})
    found = Counter(tuple(_plain(row.get(column)) for column in columns) for row in rows)
    if len(found) == len(rows):
        return True
    if not set(columns) <= set(frame.columns):
        return False
    known = Counter(tuple(map(_plain, row)) for row in frame[columns].itertuples(index=False))
    return found <= known


def _check_values(column, values, frames, place):
    """A measure's values are those of a released frame that has the measure."""
    holding = [frame for frame in frames if column in frame.attrs["question"]["measures"]]
    released = {_plain(value) for frame in holding for value in frame[column]}
    strange = sorted(values - released, key=str)
    if strange:
        raise LintError(
            f"{place} shows {column}={strange[0]!r}, which the released answer does not hold. "
            "Give a number worked out in the chart a name of its own."
        )


def _check_worked_out(column, values, place):
    """Numbers of a column that no released answer has: worked out from rounded ones, or yes and no."""
    numbers = {_number(value) for value in values} - {None}
    exact = sorted(n for n in numbers if n % 1 == 0 and n % BASE and n > 1)
    if exact:
        raise LintError(
            f"{place} carries {exact[0]:g} in {column!r}, which looks like a count that was not protected: "
            f"no released answer holds it, and it is not rounded to {BASE}."
        )


def _number(value):
    """A value as a number, also where a text holds it; None for anything else."""
    try:
        return float(value.strip().replace(",", "")) if isinstance(value, str) else value
    except ValueError:
        return None


def _kind(column, frames):
    for frame in frames:
        if column in frame.attrs["question"]["measures"]:
            return frame.attrs["question"]["measures"][column]["kind"]
    return None


def _plain(value):
    """A value as it compares between a frame and a chart's JSON: numbers as rounded floats."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return str(value)
    return round(float(value), 9)
