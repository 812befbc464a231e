"""Counts that are not of people in units: awards by what became of them, rows refused, those of a programme.

Each is a layer of its own. Awards by country and by how they found their person are parts of one whole, and
so are those that found one by what they prove; a count of people is never more than that of their awards.
"""

import pandas as pd

GIVEN, FOUND = "awards given", "awards that found their person"
HOW, PROVES, PLACE = "found_by", "proves", "award_country"
ANOTHER = "id, of another country"
SURELY = "awards that surely found their person"
# Of these awards each is one of those: of the same day, and of everybody.
OF_AWARDS = {SURELY: GIVEN, "pending awards": FOUND, "unmapped awards": FOUND, "level unstated awards": FOUND}
ANY_RECIPIENT = (f"all {GIVEN}", f"all {FOUND}")
TOOK_PART = "programme people"
# A number of cells or of groups is of nobody.
OF_NOBODY = {"measured"}


def accounts_of(frame, question):
    """(row, column, layer, where) for each count of a frame whose rows are no groups of people.

    A layer says what is counted, never what came out: its words are the question's and the row's labels.
    """
    as_of = str(question.as_of)
    for place, row in zip(frame.index, frame.to_dict("records"), strict=True):
        for column, layer, where in _ACCOUNTS.get(question.name, _others)(question, row):
            if column in row:
                yield place, column, {**layer, "as_of": as_of}, where


def _of_matching(question, row):
    by = question.parameters["rates_by"]
    where = {PLACE: [row[by]]} if by == "country" else {HOW: [row[by]]} if by == "method" else {}
    own = {"issuer": row[by]} if by == "issuer" else {}
    people = {"of": f"{by} {row[by]}"}
    yield "awards", {"measure": GIVEN, **own}, where
    yield "matched", {"measure": SURELY, **own}, where
    yield "recipients", {"measure": "recipients", **people}, {}
    yield "earners", {"measure": "recipients", "of": f"found, {by} {row[by]}"}, {}


def _of_trust(question, row):
    if row["measure"] in OF_NOBODY:
        return
    reason, of_all = row["reason"], row["measure"] in ("matched", "unmatched")
    if of_all:
        yield "count", {"measure": GIVEN}, {HOW: [reason]}
    elif row["measure"] in ("linked", "unlinked"):
        yield "count", {"measure": FOUND}, {PROVES: [reason or "a skill"]}
    else:
        yield "count", {"measure": f"{row['measure']} awards", "of": reason}, {}
    yield "of", {"measure": GIVEN if of_all else FOUND}, {}
    yield "recipients", {"measure": "recipients", "of": f"{row['measure']} {reason}".strip()}, {}
    yield "of_recipients", {"measure": "recipients", "of": ANY_RECIPIENT[not of_all]}, {}


def _of_programmes(question, row):
    of = {"programme": row["programme"], "months": question.parameters["months"]}
    yield "people", {"measure": TOOK_PART, **of}, {}
    yield "controls", {"measure": "programme controls", **of}, {}


def _others(question, row):
    """Of a question without an account of its own, each count is a layer of its own."""
    measures = question.parameters
    labels = {name: value for name, value in row.items() if isinstance(value, str) and name != "status"}
    of = ", ".join(f"{name} {value}" for name, value in {**measures, **labels}.items())
    for column, value in row.items():
        if not isinstance(value, str) and not isinstance(value, bool):
            yield column, {"measure": f"{question.name} {column}", "of": of}, {}


_ACCOUNTS = {
    "matching_rates": _of_matching,
    "data_trust": _of_trust,
    "unmapped_names": _of_trust,
    "programme_effect": _of_programmes,
}


def atoms_of(wheres):
    """Every combination of the values that these wheres name, and of what they leave unnamed."""
    values = {}
    for where in wheres:
        for name, named in where.items():
            values.setdefault(name, set()).update(named)
    if not values:
        return pd.DataFrame({"everybody": ["all"]})
    return pd.MultiIndex.from_product([sorted(v) for v in values.values()], names=list(values)).to_frame(
        index=False
    )
