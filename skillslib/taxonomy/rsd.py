"""Rich Skill Descriptors: CSV and workbooks as OSMT exports and imports them, and its JSON of any version.

Categories are groups that lie above; collections and standards are collections. Keywords are hidden labels:
a skill may be searched by them, and they are no other names of it; an identifier among them ("WGUSID: 172")
is the notation. Occupations go by their codes; what a skill is aligned to is a crosswalk. Who wrote a skill,
who asks for it and which certifications name it is not kept. OSMT's lists of categories and of occupation
groups are read too.
"""

import re

from skillslib.intake import plain
from skillslib.taxonomy.cells import is_document
from skillslib.taxonomy.documents import read_json
from skillslib.taxonomy.family import Edition, Family
from skillslib.taxonomy.table import Table, concept, hand_table, names_in, read_table, which

DOCUMENTS = {
    "skill documents": (re.compile(r'"skillName"\s*:'), re.compile(r'"skillStatement"\s*:')),
    "category documents": (re.compile(r'"type"\s*:\s*"Category"'), re.compile(r'"skillCount"\s*:')),
}
WORDS = re.compile("rsd|osmt|skill|collection", re.IGNORECASE)  # in the name of a workbook
# Documents hold lists, which are handed over with this sign after each value; tables have semicolons between.
AFTER = "\x1f"
IDENTIFIER = "[A-Z]{2,}ID: *[0-9A-Za-z.-]+"
LIGHTCAST = r"(lightcast\.io/open-skills|skills\.emsidata\.com)/skills/([0-9A-Z]+)"
# What the columns are called: in an export, in the template of an import, in documents and copies.
NAME = ("rsdname", "skillname")
STATEMENT = ("skillstatement", "contextualizedskillstatement")
ADDRESS = ("canonicalurl", "id", "uuid")
CATEGORIES = ("categories", "category", "skillcategory")
COLLECTIONS = ("collections", "collection")
STANDARDS = ("standards", "professionalstandards")
OCCUPATIONS = (
    ("occupations",),
    ("onetjobcodes", "onetjobrole"),
    ("detailedoccupations", "blsdetailedoccupation"),
    ("broadoccupations", "blsbroadoccupation"),
    ("occupationminorgroups", "blsminorgroup"),
    ("occupationmajorgroups", "blsmajorgroup"),
)
ALIGNMENTS = (
    ("alignmenturl", "alignment"),
    *((f"alignment{number}url", f"alignment{number}") for number in range(2, 6)),
)
ALL = (NAME, STATEMENT, ADDRESS, CATEGORIES, COLLECTIONS, STANDARDS, *OCCUPATIONS, *ALIGNMENTS)


def _any(names):
    return f"coalesce({', '.join(names)}, null)"


def _each(names, **more):
    """SQL: a row for each value of a list, as `said`, with the skill's concept_id."""
    cell = _any(names)
    values = f"string_split({cell}, if(contains({cell}, '{AFTER}'), '{AFTER}', ';'))"
    return f"""(select source_id, line, {ID} as concept_id, trim(unnest({values})) as said
        from whole where {cell} is not null)"""


ID = f"coalesce({', '.join(ADDRESS)}, 'rsd: ' || {plain(_any(NAME))})"


def _group(names, kind, relation_to, word):
    """The groups that a list names, and that the skill belongs to them."""
    rows = f"from {_each(names)} where said <> ''"
    to_id = f"'{word}: ' || said"
    first = (
        f"select any_value(source_id) as source_id, min(line) as line, {to_id} as concept_id, said as label"
    )
    return (
        ("concepts", f"{first}, '{kind}' as kind {rows} group by said"),
        ("labels", f"{first}, 'preferred' as label_type {rows} group by said"),
        (
            "relations",
            f"select source_id, line, concept_id, '{relation_to}' as relation, {to_id} as to_id {rows}",
        ),
    )


# In documents an occupation is its code, a bar, and what it is called.
CODE = "trim(split_part(said, '|', 1))"
CALLED = f"coalesce(nullif(trim(split_part(said, '|', 2)), ''), {CODE})"
CODE_KIND = rf"""case when regexp_matches({CODE}, '^\d\d-\d{{3}}([1-9]|\d\.\d\d)$')
    then 'occupation' else 'occupation group' end"""


def _occupations(names):
    rows = f"from {_each(names)} where said <> ''"
    first = f"""select any_value(source_id) as source_id, min(line) as line, {CODE} as concept_id,
        max({CALLED}) as label"""
    return (
        ("concepts", f"{first}, any_value({CODE_KIND}) as kind, {CODE} as notation {rows} group by {CODE}"),
        ("labels", f"{first}, 'preferred' as label_type {rows} group by {CODE}"),
        (
            "requirements",
            f"""select source_id, line, {CODE} as occupation_id, concept_id, 'listed' as requirement
            {rows}""",
        ),
    )


def _crosswalk(names):
    return (
        "crosswalks",
        f"""select source_id, line, concept_id as from_id, 'relatedMatch' as predicate,
               case when regexp_matches(said, '{LIGHTCAST}') then 'lightcast' end as to_taxonomy,
               coalesce(nullif(regexp_extract(said, '{LIGHTCAST}', 2), ''), said) as to_id
        from {_each(names)} where said <> ''""",
    )


def _skills(name, statement):
    keywords = f"from {_each(('keywords',))} where said <> ''"
    notation = f"nullif(regexp_extract(keywords, '{IDENTIFIER}'), '')"
    url = f"case when starts_with({ID}, 'http') then {ID} end"
    return Table(
        (name,),
        (
            *concept(
                ID,
                "'skill'",
                name,
                notation=notation,
                definition=_any(STATEMENT),
                status="status",
                url=url,
                language="null",
            ),
            (
                "labels",
                f"""select source_id, line, concept_id, said as label, 'hidden' as label_type
                {keywords} and not regexp_full_match(said, '{IDENTIFIER}')""",
            ),
            *_group(CATEGORIES, "skill group", "broader", "category"),
            *_group(COLLECTIONS, "collection", "member of", "collection"),
            *_group(STANDARDS, "collection", "member of", "standard"),
            *(told for names in OCCUPATIONS for told in _occupations(names)),
            *(_crosswalk(names) for names in ALIGNMENTS),
        ),
        telling=(statement,),
        others=(*(one for names in ALL for one in names), "keywords", "status"),
    )


HIGHER = "last_value(case when socgroup = '{}' then soccode end ignore nulls) over before"
TABLES = {
    **{
        f"skills by {name} and {statement}": _skills(name, statement)
        for name in NAME
        for statement in STATEMENT
    },
    "occupation groups": Table(
        ("socgroup", "soccode", "soctitle"),
        (
            *concept(
                "soccode",
                "if(socgroup = 'Detailed', 'occupation', 'occupation group')",
                "soctitle",
                notation="soccode",
                definition="socdefinition",
            ),
            (
                "relations",
                f"""select source_id, line, soccode as concept_id, 'broader' as relation, to_id
                from (
                    select *, case socgroup when 'Minor' then {HIGHER.format("Major")}
                        when 'Broad' then {HIGHER.format("Minor")}
                        when 'Detailed' then {HIGHER.format("Broad")} end as to_id
                    from whole
                    window before as (order by line rows between unbounded preceding and 1 preceding))
                where to_id is not null""",
            ),
        ),
        others=("socdefinition",),
    ),
    "categories": Table(
        ("value",),
        concept("'category: ' || value", "'skill group'", "value", language="null", notation="id"),
        others=("id",),
    ),
}
SKILLS = "skills by skillname and skillstatement"
SOC = Edition(
    "soc",
    name="Standard Occupational Classification",
    publisher="U.S. Bureau of Labor Statistics",
    homepage="https://www.bls.gov/soc/",
    licence="public domain",
    language="en",
)


def recognise(found):
    """Which of the files of OSMT a Look is, or "" for none."""
    if is_document(found):
        told = (what for what, signs in DOCUMENTS.items() if all(sign.search(found.head) for sign in signs))
        return next(told, "")
    return which(names_in(found, WORDS), {what: one for what, one in TABLES.items() if what != "categories"})


def read(con, part):
    """The file's rows into the staging tables; the newest day in it, where it has days."""
    if part.what in TABLES:
        read_table(con, part, TABLES[part.what])
        return SOC if part.what == "occupation groups" else None
    document = read_json(part.found)
    if isinstance(document, dict):
        document = _of_collection(document) if document.get("skills") else [document]
    records = [one if isinstance(one, dict) else {} for one in document]
    if part.what == "category documents":
        columns = {key: [_text(one.get(key)) for one in records] for key in ("value", "id")}
        return hand_table(con, part, TABLES["categories"], columns)
    hand_table(con, part, TABLES[SKILLS], _columns(records))
    return Edition(released_on=max(_text(one.get("updateDate")) or "" for one in records)[:10])


def _of_collection(document):
    """The skills of a collection's own document, each as a member of it."""
    name = _text(document.get("name"))
    return [
        {**one, "collections": [*filter(None, _list(one.get("collections"))), name]}
        if isinstance(one, dict) and name
        else one
        for one in _list(document["skills"])
    ]


def _columns(records):
    """The skills of a document by columns."""
    lists = {"categories": ("categories", "category"), "keywords": ("keywords",)}
    lists |= {"collections": ("collections",), "standards": ("standards",)}
    columns = {
        name.lower(): [_text(one.get(name)) for one in records]
        for name in ("id", "uuid", "skillName", "skillStatement", "status")
    }
    for name, keys in lists.items():
        columns[name] = [
            _joined(_named(value) for key in keys for value in _list(one.get(key))) for one in records
        ]
    columns["occupations"] = [
        _joined(_occupation(value) for value in _list(one.get("occupations"))) for one in records
    ]
    columns["alignmenturl"] = [
        _joined(_text(value.get("id")) for value in _list(one.get("alignments")) if isinstance(value, dict))
        for one in records
    ]
    return columns


def _list(value):
    return value if isinstance(value, list) else [value]


def _named(value):
    """What one of a list is called, whether it is a text or says more."""
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("skillName") or value.get("value") or value.get("id"))
    return _text(value)


def _occupation(value):
    if not isinstance(value, dict):
        return _text(value)
    code, called = _text(value.get("code")), _text(value.get("name") or value.get("targetNodeName"))
    return f"{code}|{called or ''}" if code else None


def _joined(values):
    return "".join(f"{value}{AFTER}" for value in values if value) or None


def _text(value):
    return None if value is None or isinstance(value, (dict, list)) else str(value).strip() or None


FAMILY = Family(
    "Rich Skill Descriptors",
    Edition("rsd", name="Rich Skill Descriptors", homepage="https://rsd.openskillsnetwork.org"),
    recognise,
    read,
)
