"""ESCO: the official CSV files of any version and language, in their ZIPs or unpacked, and copies of them.

A file is known by its columns, however they are written (conceptUri, concept_uri) and in any order.
Copies may have lost columns; one that lost the addresses of its concepts knows them by their labels.
"""

import re

from skillslib.intake import literal, plain
from skillslib.taxonomy.cells import names_of, read_cells
from skillslib.taxonomy.family import Edition, Family
from skillslib.taxonomy.staging import tell

ADDRESS = "data.europa.eu/esco/"
# Which columns tell a file, the first that fits; of alternatives one.
FILES = {
    "requirements": ("occupationuri", "skilluri", "relationtype"),
    "relations of skills": ("originalskilluri", "relatedskilluri", "relationtype"),
    "schemes": ("conceptschemeuri", "hastopconcept"),
    "hierarchy": ("level0uri", "level1uri", "level0preferredterm"),
    "collection": ("concepturi", "preferredlabel", "broaderconcepturi"),
    "broader": ("concepturi", "broaderuri"),
    "concepts": ("concepturi|uri", "preferredlabel|title"),
}
BARE = ("preferredlabel", "altlabels", "skilltype|reuselevel")  # a copy without addresses
LANGUAGE = re.compile(r"_([a-z]{2})(?: \(\d+\))?\.(?:csv|tsv|txt)$|- ([a-z]{2}) - csv")
KIND = """case
    when concepttype = 'Occupation' or contains({uri}, '/occupation/') then 'occupation'
    when concepttype = 'ISCOGroup' or contains({uri}, '/isco/') then 'occupation group'
    when concepttype = 'SkillGroup' or contains({uri}, '/isced-f/')
         or regexp_matches({uri}, '/skill/[A-Z][0-9.]*$') then 'skill group'
    when skilltype = 'knowledge' then 'knowledge' else 'skill' end"""
NOTATION = """coalesce(code, iscocode, nullif(regexp_extract({uri}, '/(isced-f/|isco/C)([0-9]+)$', 2), ''))"""
CELLS = (
    "concepttype",
    "concepturi",
    "uri",
    "skilltype",
    "preferredlabel",
    "title",
    "altlabels",
    "hiddenlabels",
    "status",
    "modifieddate",
    "definition",
    "description",
    "code",
    "iscocode",
    "broaderconcepturi",
)


def recognise(found):
    """Which of ESCO's files a Look is, or "" for none."""
    names = set(names_of(found))
    if ADDRESS not in found.head:
        return "labels" if _has(names, BARE) else ""
    return next((what for what, needed in FILES.items() if _has(names, needed)), "")


def _has(names, needed):
    return all(not names.isdisjoint(column.split("|")) for column in needed)


def read(con, part):
    """The file's rows into the staging tables; the newest date in it, where it has dates."""
    return READERS[part.what](con, part)


def language_of(found):
    """The language that a file's name tells, or that of its archive; None where neither does."""
    for name in (*reversed(found.shown.split(": ")), found.origin.name):
        told = LANGUAGE.search(name)
        if told:
            return told[1] or told[2]
    return None


def _each(column):
    """SQL: the values of a cell that lists several, on lines of their own or between bars."""
    return f"unnest(string_split(replace({column}, ' | ', chr(10)), chr(10)))"


def _concepts(con, part):
    read_cells(con, part, CELLS)
    language = literal(language_of(part.found) or "")
    label = "coalesce(preferredlabel, title)"
    uri = "coalesce(concepturi, uri)"
    if part.what == "labels":
        uri = f"'esco: ' || {plain(label)}"
        _say_bare(con)
    whole = "concept_id is not null and preferred is not null"
    con.execute(
        f"""create or replace temp view said as
        select *, {uri} as concept_id, {label} as preferred, nullif({language}, '') as language from cells"""
    )
    tell(
        con,
        "concepts",
        f"""select source_id, line, concept_id, {KIND.format(uri="concept_id")} as kind,
               {NOTATION.format(uri="concept_id")} as notation, preferred as label,
               coalesce(description, definition) as definition, status,
               case when starts_with(concept_id, 'http') then concept_id end as url, language
        from said where {whole}""",
    )
    tell(
        con,
        "labels",
        f"""select source_id, line, concept_id, preferred as label, 'preferred' as label_type, language
        from said where {whole}
        union all
        select source_id, line, concept_id, {_each("altlabels")}, 'alternative', language
        from said where {whole}
        union all
        select source_id, line, concept_id, {_each("hiddenlabels")}, 'hidden', language
        from said where {whole}""",
    )
    _refuse_incomplete(con)
    newest = con.execute("select max(modifieddate[:10]) from said").fetchall()[0][0]
    return Edition(released_on=newest or "")


def _say_bare(con):
    tell(
        con,
        "remarks",
        """select any_value(source_id) as source_id, 'ids-missing' as code, 'doubtful' as effect,
               'it has no addresses of concepts: they are known by their labels' as what
        from cells having count(*) > 0""",
    )


def _refuse_incomplete(con):
    tell(
        con,
        "refused",
        """select source_id, line, case when concept_id is null then 'conceptUri' else 'preferredLabel' end
                   as column_name,
               'missing-value' as code, 'blank, and needed' as reason
        from said where concept_id is null or preferred is null""",
    )


def _collection(con, part):
    edition = _concepts(con, part)
    name = part.found.shown.replace("\\", "/").split(": ")[-1].split("/")[-1]
    name = LANGUAGE.sub("", name).removesuffix(".csv")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    tell(
        con,
        "concepts",
        f"""select any_value(source_id) as source_id, min(line) as line, {literal(name)} as concept_id,
               'collection' as kind, {literal(words)} as label
        from said having count(*) > 0""",
    )
    tell(
        con,
        "relations",
        f"""select source_id, line, concept_id, 'member of' as relation, {literal(name)} as to_id
        from said where concept_id is not null
        union all
        select * from (
            select source_id, line, concept_id, 'broader', trim({_each("broaderconcepturi")}) as to_id
            from said)
        where to_id <> ''""",
    )
    return edition


def _broader(con, part):
    read_cells(con, part, ("concepturi", "broaderuri"))
    tell(
        con,
        "relations",
        """select source_id, line, concepturi as concept_id, 'broader' as relation, broaderuri as to_id
        from cells where concepturi is not null and broaderuri is not null""",
    )


def _requirements(con, part):
    read_cells(con, part, FILES["requirements"])
    tell(
        con,
        "requirements",
        """select source_id, line, occupationuri as occupation_id, skilluri as concept_id,
               relationtype as requirement
        from cells where occupationuri is not null and skilluri is not null""",
    )


def _relations_of_skills(con, part):
    read_cells(con, part, FILES["relations of skills"])
    tell(
        con,
        "relations",
        """select source_id, line, originalskilluri as concept_id, relationtype as relation,
               relatedskilluri as to_id
        from cells where originalskilluri is not null and relatedskilluri is not null""",
    )


def _schemes(con, part):
    read_cells(
        con, part, ("conceptschemeuri", "preferredlabel", "title", "status", "description", "hastopconcept")
    )
    tell(
        con,
        "concepts",
        f"""select source_id, line, conceptschemeuri as concept_id, 'collection' as kind,
               coalesce(preferredlabel, title, conceptschemeuri) as label, description as definition, status,
               conceptschemeuri as url, {literal(language_of(part.found) or "")} as language
        from cells where conceptschemeuri is not null""",
    )
    tell(
        con,
        "relations",
        """select * from (
            select source_id, line, unnest(regexp_split_to_array(hastopconcept, '[,\\s]+')) as concept_id,
                   'member of' as relation, conceptschemeuri as to_id
            from cells where conceptschemeuri is not null)
        where concept_id <> ''""",
    )


def _hierarchy(con, part):
    """Each row is a path from the top: its last concept lies below the one before it."""
    levels = range(4)
    columns = [f"level{n}{what}" for what in ("uri", "preferredterm", "code") for n in levels]
    read_cells(con, part, (*columns, "description"))
    filled = {
        what: f"[{', '.join(f'level{n}{what}' for n in levels)}]" for what in ("uri", "preferredterm", "code")
    }
    con.execute(
        f"""create or replace temp view paths as
        select source_id, line, description, {filled["uri"]} as uris, {filled["preferredterm"]} as labels,
               {filled["code"]} as codes, len(list_filter(uris, lambda uri: uri is not null)) as deepest
        from cells"""
    )
    tell(
        con,
        "labels",
        f"""select source_id, line, uris[deepest] as concept_id, labels[deepest] as label,
               'preferred' as label_type, nullif({literal(language_of(part.found) or "")}, '') as language
        from paths where labels[deepest] is not null""",
    )
    tell(
        con,
        "relations",
        """select source_id, line, uris[deepest] as concept_id, 'broader' as relation,
               uris[deepest - 1] as to_id
        from paths where deepest > 1 and uris[deepest - 1] is not null""",
    )


READERS = {
    "concepts": _concepts,
    "labels": _concepts,
    "collection": _collection,
    "broader": _broader,
    "requirements": _requirements,
    "relations of skills": _relations_of_skills,
    "schemes": _schemes,
    "hierarchy": _hierarchy,
}
FAMILY = Family(
    "ESCO",
    Edition(
        "esco",
        name="ESCO, European Skills, Competences, Qualifications and Occupations",
        publisher="European Commission",
        homepage="https://esco.ec.europa.eu",
        licence="CC BY 4.0",
        attribution="This service uses the ESCO classification of the European Commission.",
    ),
    recognise,
    read,
    ("concepts", "labels", "broader", "requirements", "relations of skills", "schemes", "hierarchy"),
    r"(?<![\d.])v?(1\.\d+(?:\.\d+)?)(?![\d.]*\d)",
)
