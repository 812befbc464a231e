"""Lightcast Open Skills: the JSON of its API as it was saved, and CSV copies of it.

A skill lies below its subcategory, that below its category; its type (specialized, common, certification) is
a collection. A copy may have flattened these into columns, or kept them as Python writes them.
"""

import csv
import io
import re

from skillslib.intake import header
from skillslib.taxonomy.cells import folded, is_document, names_of
from skillslib.taxonomy.documents import read_json_or_lines
from skillslib.taxonomy.family import Edition, Family
from skillslib.taxonomy.table import Table, concept, hand_table, read_table, relation, which

ID = re.compile(r"(KS|ES|BGS)[0-9A-Z]{14,20}")
# A document begins with skills or with whom they are by; its first id is that of a skill or of a type. Badges
# only mention some.
STARTS = re.compile(r'[\[{\s]*"(attributions|data|skills|id|name|infoUrl|type)"')
FIRST_ID = re.compile(rf"{ID.pattern}|ST\d")
SIP = 1 << 16  # no first row is longer
PARTS = ("type", "category", "subcategory")
OTHERS = (
    *(f"{part}{what}" for part in PARTS for what in ("", "id", "name")),
    "skilltype",
    "infourl",
    "description",
    "islanguage",
    "issoftware",
)
TRUE = "in ('true', 'True', 'TRUE', '1')"
WRITTEN = "regexp_extract({0}, '[''\"]{1}[''\"]: *[''\"]?([^''\",}}]*)', 1)"


def _named(part):
    """SQL: the name of a type or category, however a copy holds it."""
    other = ", skilltype" if part == "type" else ""
    plain = f"case when starts_with({part}, '{{') then {WRITTEN.format(part, 'name')} else {part} end"
    return f"nullif(coalesce({part}name, {plain}{other}), '')"


def _known(part):
    """SQL: how a type or category is known: by its number or code, else by its name."""
    written = f"case when starts_with({part}, '{{') then {WRITTEN.format(part, 'id')} end"
    return f"'{part}: ' || coalesce({part}id, nullif({written}, ''), {_named(part)})"


def _table(skill, name):
    kind = f"case when islanguage {TRUE} then 'language' when issoftware {TRUE} then 'tool' else 'skill' end"
    below = f"coalesce({_known('subcategory')}, {_known('category')})"
    return Table(
        (skill, name),
        (
            *concept(skill, kind, name, definition="description", url="infourl"),
            *concept(_known("type"), "'collection'", _named("type"), once=True),
            *concept(_known("category"), "'skill group'", _named("category"), once=True),
            *concept(_known("subcategory"), "'skill group'", _named("subcategory"), once=True),
            relation(skill, "broader", below),
            relation(skill, "member of", _known("type")),
            relation(_known("subcategory"), "broader", _known("category"), once=True),
        ),
        others=OTHERS,
    )


TABLES = {
    f"{skill} {name}": _table(skill, name)
    for skill in ("id", "skillid", "lightcastid")
    for name in ("name", "skillname", "skill")
}
DOCUMENT = "id name"


def recognise(found):
    """Whether a Look holds Lightcast's skills, and under which columns; "" where it does not."""
    if is_document(found):
        first = re.search(r'"id"\s*:\s*"([^"]*)"', found.head)
        ours = first and FIRST_ID.fullmatch(first[1]) and STARTS.match(found.head.lstrip("\ufeff"))
        return "document" if ours else ""
    what = which(names_of(found), TABLES)
    return what if what and ID.fullmatch(_first_cell(found, TABLES[what].needed[0])) else ""


def _first_cell(found, column):
    """What a table's first row says in a column."""
    delimiter, _ = header(found)
    rows = csv.reader(io.StringIO(found.head[:SIP], newline=""), delimiter=delimiter)
    names = [folded(name) for name in next(rows)]
    row = next(rows, [])
    return dict(zip(names, row, strict=False)).get(column, "").strip()


def read(con, part):
    """The file's rows into the staging tables; whom its skills are by, where it says so."""
    if part.what != "document":
        return read_table(con, part, TABLES[part.what])
    document = read_json_or_lines(part.found)
    skills = document
    if isinstance(document, dict):
        skills = document.get("data", document.get("skills", document))
    skills = skills if isinstance(skills, list) else [skills]
    hand_table(con, part, TABLES[DOCUMENT], _columns(skills))
    by = document.get("attributions") if isinstance(document, dict) else None
    texts = [one.get("text", "") for one in by or () if isinstance(one, dict)]
    return (
        Edition(attribution=" ".join((FAMILY.edition.attribution, *filter(None, texts)))) if texts else None
    )


def _columns(skills):
    """The skills of a document by columns; what is no skill is a row with nothing in it."""
    skills = [one if isinstance(one, dict) else {} for one in skills]
    plain = ("id", "name", "infoUrl", "description", "isLanguage", "isSoftware")
    columns = {key.lower(): [_text(one.get(key)) for one in skills] for key in plain}
    for part in PARTS:
        said = [one.get(part) for one in skills]
        columns[f"{part}id"] = [_text(one.get("id")) if isinstance(one, dict) else None for one in said]
        columns[f"{part}name"] = [_text(one.get("name") if isinstance(one, dict) else one) for one in said]
    return columns


def _text(value):
    return None if value is None or isinstance(value, (dict, list)) else str(value).strip() or None


FAMILY = Family(
    "Lightcast Open Skills",
    Edition(
        "lightcast",
        name="Lightcast Open Skills",
        publisher="Lightcast",
        homepage="https://lightcast.io/open-skills",
        licence="Terms of Lightcast Open Skills",
        attribution="Lightcast Open Skills (https://lightcast.io/open-skills).",
        language="en",
    ),
    recognise,
    read,
    version_in=r"(?<![\d.])v?(\d{1,2}[._]\d{1,3})(?![\d.]*\d)",
)
