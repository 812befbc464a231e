"""One frame made safe: counts rounded, what is of few people withheld, the rest derived anew."""

import pandas as pd

from skillslib.disclosure.formulas import blank, derive
from skillslib.disclosure.proof import fingerprint, require_protected
from skillslib.disclosure.releases import in_release
from skillslib.disclosure.rules import BASE, MIN_PEOPLE, DisclosureError, check_min_people, rounded


def protect(frame, min_people=MIN_PEOPLE, mode="shared"):
    """The frame as it may be shown: counts rounded to 5, small ones withheld, the rest derived anew.

    Columns: as in the question's own frame; `status` may now also say "withheld", and then every
    measure of the row but the plan's own is null. A null in a row that is shown is withheld too; of a
    row that is not measured only the plan and the size of the group stay.
    Rule: a row is withheld when its group has fewer than `min_people` people, when 1 to
    `min_people` - 1 people contribute to any of its counts, when all but 1 to `min_people` - 1 of the
    group do, or when none or all of a group under twice `min_people` do; and where nobody is seen of a
    group in which a number would be shown if somebody were, and zero may not be: whether it is not measured
    or withheld would tell. Where all but 1 to 4 of a group are in measured places, all are shown as if they
    were.
    Standard name: minimum group size with rounding to base 5.
    mode: only "shared". Exact numbers of a question are refused: the same people are in other questions'
    groups, and only a table with all its margins can be protected exactly (`protect_counts`).
    Inside a report the questions answer protected already, together; there it passes them on.
    Errors: DisclosureError where the minimum is lowered or another mode asked for, where the frame does not
    say which question it answers, or where it is protected already.

    Example: protect(skill_map(con, "2026-09-30", "2026-10-05"))
    """
    min_people = check_min_people(min_people)
    if mode != "shared":
        raise DisclosureError(
            f"mode is {mode!r}; the answer to a question can only be protected as 'shared'. Its groups lie "
            "in those of other questions, whose exact numbers would tell what is withheld here. For one "
            "table with exact totals: protect_counts(cells, mode='exact')."
        )
    if "question" not in frame.attrs:
        raise DisclosureError(
            "This frame no longer says which question it answers (concat drops that). "
            "Protect each answer on its own, before putting them together."
        )
    if in_release():
        require_protected(frame)
        return frame
    if "protected" in frame.attrs:
        raise DisclosureError("This frame is protected already.")
    shown = _shown(frame, min_people)
    shown.attrs["protected"] = {"min_people": min_people, "base": BASE}
    shown.attrs["protected"]["sha256"] = fingerprint(shown)
    return shown


def _shown(frame, min_people):
    """The frame with what may be shown of it."""
    shown = blank(frame)
    measures = shown.attrs["question"]["measures"]
    cells = {column: _reveals(frame, column, measure, min_people) for column, measure in measures.items()}
    dark = frame["status"] == "not measured"
    unseen = dark & _is_counted_if_seen(frame, measures)
    rows = unseen.copy()
    for column, measure in measures.items():
        if measure.get("of") or measure.get("within"):
            rows |= cells[column] & ~dark
    for column, measure in measures.items():
        if measure.get("within"):
            whole = frame[measure["within"]]
            # What is left of the group by fewer than rounding tells cannot be told from the two numbers.
            rest = (whole - frame[column]).between(1, BASE - 1).fillna(False)
            shown[column] = shown[column].mask(rest, whole)
            if column != measure["within"]:
                shown[column] = shown[column].mask(dark)
        if measure["kind"] in ("people", "count", "fte", "part"):
            shown[column] = rounded(shown[column])
        if measure["kind"] not in ("plan", "derived"):
            shown[column] = shown[column].mask(rows | cells[column])
    shown["status"] = shown["status"].mask(rows, "withheld")
    return derive(shown)


def _is_counted_if_seen(frame, measures):
    """Where enough people are in measured places for a number, had anybody been seen.

    There "not measured" would tell that nobody was, and "withheld" beside it that somebody was.
    """
    seen = pd.Series(False, index=frame.index)
    for column, measure in measures.items():
        if "counted_from" in measure:
            share = frame[column].astype("Float64") / frame[measure["within"]].astype("Float64")
            seen |= (share >= measure["counted_from"]).fillna(False).astype(bool)
    return seen


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
