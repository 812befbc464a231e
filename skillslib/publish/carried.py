"""What a chart's specification carries, wherever in it: rows, the columns it reads, texts, foreign data."""

import re

# Where a specification names columns; that a word stands elsewhere in it is no reason to carry a column.
NAMING = {
    *("field", "fields", "groupby", "sort", "key", "on", "lookup", "fold", "flatten", "pivot", "stack"),
    *("impute", "density", "quantile", "regression", "loess"),
}
READ_BY_FORMULA = re.compile(r"datum\.(\w+)|datum\[\s*['\"]([^'\"]+)['\"]\s*\]")
OF_DATA = {"name", "values"}
LEADING_OUT = ("url", "href")
SINGLE = (str, int, float, bool, type(None))


def is_rows(value):
    """Whether a value is a list of rows."""
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def tables(spec):
    """Every list of rows that a specification carries."""
    for _, key, value in _walk(spec):
        if key == "datasets" and isinstance(value, dict):
            yield from (rows for rows in value.values() if is_rows(rows))
        elif key == "values" and is_rows(value):
            yield value


def faults(spec):
    """What a specification may not have: data from elsewhere, or such as no look at its rows finds."""
    for inside, key, value in _walk(spec):
        if key in LEADING_OUT:
            yield f"has a {key!r}: a chart loads nothing and leads nowhere"
        elif key == "data" and isinstance(value, dict) and value.keys() - OF_DATA:
            yield f"has data from elsewhere ({', '.join(sorted(value.keys() - OF_DATA))})"
        elif (key == "datasets" and not _are_flat(value)) or (
            key == "values" and inside == "data" and not _is_flat(value)
        ):
            yield "carries data that are not rows of single values"
        elif key == "value" and is_rows(value) and not all(map(_of_single, value)):
            yield "carries data as the value of a parameter"
        elif key in ("aggregate", "op") and value == "count":
            yield "counts its own rows. Count them first, and protect that"
    yield from (f"carries {name!r} beside what it draws" for name in _beside(spec.get("usermeta", {})))


def _are_flat(datasets):
    return isinstance(datasets, dict) and all(map(_is_flat, datasets.values()))


def _is_flat(rows):
    return rows == [] or (is_rows(rows) and all(map(_of_single, rows)))


def _of_single(row):
    return all(isinstance(value, SINGLE) for value in row.values())


def _beside(told):
    if not isinstance(told, dict) or not isinstance(told.get("skills", {}), dict):
        return ["usermeta"]
    return sorted((told.keys() - {"skills"}) | (told.get("skills", {}).keys() - {"frame"}))


def columns_read(spec):
    """The columns that a specification names to draw them, or to work something out from them."""
    found = set()
    for _, key, value in _walk(without_rows(spec)):
        named = value if isinstance(value, list) else [value]
        if key in NAMING:
            found |= {name.replace("\\", "") for name in named if isinstance(name, str)}
        for text in named:
            if isinstance(text, str):
                found |= {one or other for one, other in READ_BY_FORMULA.findall(text)}
    return found


def texts(spec):
    """Every text of a specification, those of its rows too."""
    for _, _, value in _walk(spec):
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


def without_rows(spec):
    """A specification without its data."""
    if isinstance(spec, dict):
        return {
            key: without_rows(value)
            for key, value in spec.items()
            if key != "datasets" and not (key == "values" and is_rows(value))
        }
    return [without_rows(part) for part in spec] if isinstance(spec, list) else spec


def _walk(part, inside=""):
    """Every (key above, key, value) of a specification, however deep."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield inside, key, value
            yield from _walk(value, key)
    elif isinstance(part, list):
        for one in part:
            yield from _walk(one, inside)
