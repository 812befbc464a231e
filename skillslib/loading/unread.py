"""What a file looks like that nothing reads, and what is known."""

import re

from skillslib import taxonomy
from skillslib.intake import DATA_FIRST, header, is_data, is_parquet, nearest
from skillslib.loading.shapes import CSV_SHAPES

WORDS = {
    word
    for shape in CSV_SHAPES
    for column in shape.columns
    for word in re.split(r"[\s_]+", column.name.lower())
}
NAME = re.compile(r"[^\W\d_]+([.'’-][^\W\d_]+)*\.?")
MOST, MOST_NAMES = 8, 4  # columns that are shown; words of a person's name
NOTES = (".md", ".txt")
MARKUP = re.compile(r"<(\?xml|!doctype|!--|[a-z]+[\s>])", re.IGNORECASE)
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
LINKED = (".ttl", ".nt", ".n3", ".rdf", ".owl", ".jsonld")
KNOWN = ", ".join(
    (
        *(shape.kind for shape in CSV_SHAPES),
        f"a taxonomy (CSV; {', '.join(family.kind for family in taxonomy.FAMILIES)})",
        "badges (JSON; in PNG, SVG, JWT, ZIP too)",
    )
)


def columns_shown(names, known=lambda name: False):
    """The first columns of a table in words, but none that may be a person's name, as in a skills matrix."""
    first = names[:MOST]
    shown = [name for name in first if known(name) or not _may_be_a_person(name)]
    few = len(first) - len(shown)
    hidden = f"{few} not shown here (they may be names of people)" if few else ""
    return f"the columns {' and '.join(filter(None, (', '.join(shown), hidden)))}"


def _may_be_a_person(name):
    """Whether a header reads like a name and shares no word with the headers we know."""
    words = re.split(r"[\s,;/]+", name.strip())
    named = len(words) <= MOST_NAMES and all(NAME.fullmatch(word) for word in words)
    return named and (len(words) > 1 or name[:1].isupper()) and WORDS.isdisjoint(map(str.lower, words))


def looks_like(found):
    """What a file that nothing reads is, in words that say what to do."""
    if said := taxonomy.aside(found):
        return said
    start = found.head.lstrip("\ufeff \r\n\t")
    if not found.size:
        return "an empty file"
    ending = found.path.suffix.lower()
    if MARKUP.match(start):
        what = "HTML" if "<html" in start[:2000].lower() else "XML"
        return (
            f"{what} saved as {ending}: download the badge itself"
            if ending in PICTURES
            else f"{what}, no badge"
        )
    if ending in PICTURES and found.problem:
        return (
            f"a picture of another kind than PNG or SVG ({ending}), or a damaged one: no badge can be in it"
        )
    if ending in NOTES:
        return "a note" if ending == ".md" else "a text with no badge in it"
    if ending in WORKBOOKS or is_parquet(found.path):
        what = "an Excel workbook" if ending in WORKBOOKS else "a Parquet file"
        how = (
            'in a TOML file beside it: [awards] with file = "..." where it holds awards; id, version and file'
        )
        return f"{what} of no form we know: say its [columns] {how} where it is a taxonomy, one sheet in each"
    if ending in LINKED:
        return "linked data with no concept of SKOS or CTDL-ASN: are their namespaces written as published?"
    if found.problem:
        return f"no text ({ending or 'no ending'})"
    if found.path.suffix.lower() in (".csv", ".tsv"):
        names = header(found)[1]
        if is_data(names):
            return f"a table we do not know: {DATA_FIRST}"
        said = f"a table we do not know, with {columns_shown(names)}"
        near = nearest(CSV_SHAPES, found)
        return f"{said}; most like {near[0].kind}, which needs {', '.join(near[1])} too" if near else said
    return "text that is neither JSON nor a table we know"
