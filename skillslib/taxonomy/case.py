"""CASE: frameworks as 1EdTech exchanges them (CFPackage 1.0 and 1.1, JSON); OpenSALT's workbooks and CSV.

Ids are the identifiers; a row of a CSV that has none is known by its code, behind the id of its framework.
Where no row of a CSV names what it lies under, codes tell it: A.B.C lies under A.B.
"""

import re

from skillslib.intake import literal, sheets_of
from skillslib.intake.archives import archive_in
from skillslib.intake.refusals import FAULTS
from skillslib.taxonomy.cells import folded, names_of, read_cells
from skillslib.taxonomy.documents import listed, named, read_json, text_of, texts
from skillslib.taxonomy.family import Edition, Family
from skillslib.taxonomy.mapped import KINDS
from skillslib.taxonomy.staging import hand_over, tell

PACKAGE = re.compile(r'"CFDocument"\s*:\s*\{')
LISTS = re.compile(r'"CF(Items|Associations)"\s*:\s*\[')
SHEETS = ("CF Doc", "CF Item", "CF Association")
WORKBOOK = "xl/workbook.xml"
LARGEST = 1_000_000  # bytes of the list of a workbook's sheets
ITEM = {
    "identifier": "identifier",
    "statement": "fullStatement",
    "short": "abbreviatedStatement",
    "other": "alternativeLabel",
    "notation": "humanCodingScheme",
    "kind": "CFItemType",
    "language": "language",
    "url": "uri",
}
RELATIONS = {
    "ischildof": "broader",
    "ispartof": "member of",
    "replacedby": "replaced by",
    "isreplacedby": "replaced by",
    "isrelatedto": "related",
    "ispeerof": "related",
}
MATCHES = {"exactmatchof": "exactMatch", "isexactmatchof": "exactMatch"}
# Columns of a CSV that name other items, each as the association it stands for.
NAMING = {
    "ischildof": "isChildOf",
    "parent": "isChildOf",
    "ispartof": "isPartOf",
    "replacedby": "replacedBy",
    "isexactmatchof": "exactMatchOf",
    "exactmatchof": "exactMatchOf",
    "isrelatedto": "isRelatedTo",
    "ispeerof": "isPeerOf",
    "precedes": "precedes",
    "exemplar": "exemplar",
    "hasskilllevel": "hasSkillLevel",
}

NOTHING = "select source_id, line, '' as type, '' as destination from cells limit 0"


def recognise(found):
    """Which file of a framework a Look is, or "" for none."""
    if PACKAGE.search(found.head) and LISTS.search(found.head):
        return "" if '"$schema"' in found.head else "package"
    if found.path.suffix.lower() == ".xlsx":
        return "workbook" if _is_framework(found.path) else ""
    names = set(names_of(found)) if "tatement" in found.head[:10_000] else set()
    return "table" if {"fullstatement", "humancodingscheme"} <= names else ""


def aside(found):
    """What a file is that tells how frameworks are written, and holds none."""
    schema = PACKAGE.search(found.head) and '"$schema"' in found.head
    return "a JSON Schema of CASE: it says how frameworks are written, and holds none" if schema else ""


def _is_framework(path):
    """Whether a workbook has the sheets of a framework; they are told without opening it."""
    try:
        with archive_in(path) as archive, archive.open(WORKBOOK) as sheets:
            said = sheets.read(LARGEST)
    except (KeyError, *FAULTS):
        return False
    return all(f'name="{sheet}"'.encode() in said for sheet in SHEETS)


def read(con, part):
    """The framework into the staging tables; returns the Edition that it states."""
    return READERS[part.what](con, part)


def _package(con, part):
    said = named(read_json(part.found))
    document = named(said.get("CFDocument"))
    items, links = listed(said.get("CFItems")), listed(said.get("CFAssociations"))
    return _whole(con, part, document, items, [_ends(link) for link in links])


def _ends(link):
    """An association with the ids of its ends, whichever way they are written."""
    ends = {}
    for end in ("origin", "destination"):
        node = link.get(f"{end}NodeURI")
        node = node if isinstance(node, dict) else {"uri": node}
        ends[end] = link.get(f"{end}NodeIdentifier") or node.get("identifier") or node.get("uri")
    return {"type": link.get("associationType"), **ends}


def _workbook(con, part):
    sheets = {}
    for title, rows in sheets_of(part.found.path, part.found.name):
        names = [re.sub(r"Uri$", "URI", name) for name in rows[0]] if rows else []
        sheets[title] = [dict(zip(names, row, strict=False)) for row in rows[1:] if any(row)]
    document = next(iter(sheets[SHEETS[0]]), {})
    return _whole(con, part, document, sheets[SHEETS[1]], [_ends(link) for link in sheets[SHEETS[2]]])


def _whole(con, part, document, items, links):
    """The document, its items and its associations, each a record, in this order."""
    framework = text_of(document.get("identifier")) or ""
    if framework:
        title = {"fullStatement": document.get("title") or framework, "CFItemType": "collection"}
        items = [{k: document.get(k) for k in ("identifier", "uri", "language")} | title, *items]
    columns = {ours: [item.get(theirs) for item in items] for ours, theirs in ITEM.items()}
    hand_over(con, part, texts(columns), table="items")
    first = len(items) + 1
    ends = texts({name: [link[name] for link in links] for name in ("origin", "type", "destination")})
    hand_over(con, part, {"line": list(range(first, first + len(links))), **ends}, table="links")
    _tell(con, framework)
    licence = document.get("licenseURI") or {}
    licence = licence.get("title") or licence.get("uri") if isinstance(licence, dict) else licence
    title, maker = text_of(document.get("title")) or "", text_of(document.get("creator")) or ""
    changed = text_of(document.get("lastChangeDateTime") or document.get("lastChangeDate")) or ""
    return Edition(
        framework or title or part.found.path.stem,
        taxonomy_version=text_of(document.get("version")) or "",
        name=title,
        publisher=text_of(document.get("publisher")) or maker,
        homepage=text_of(document.get("officialSourceURL") or document.get("uri")) or "",
        licence=text_of(licence or document.get("licenseTitle") or document.get("license")) or "",
        attribution=", ".join(filter(None, (title, maker))),
        language=text_of(document.get("language")) or "",
        released_on=changed[:10],
    )


def _table(con, part):
    here = read_cells(con, part, ("identifier", *dict.fromkeys(map(folded, ITEM.values())), *NAMING))
    which = f"{part.declared.taxonomy_id or part.found.path.stem}: "  # frameworks have the same codes
    columns = ", ".join(
        f"{folded(theirs)} as {ours}" for ours, theirs in ITEM.items() if ours != "identifier"
    )
    con.execute(
        f"""create or replace temp table items as
        select source_id, line, coalesce(identifier, {literal(which)} || humancodingscheme) as identifier,
               {columns}
        from cells"""
    )
    naming = " union all ".join(
        f"""select source_id, line, {literal(association)} as type,
               unnest(string_split({column}, ',')) as destination from cells where {column} is not null"""
        for column, association in NAMING.items()
        if column in here
    )
    con.execute(
        f"""create or replace temp table links as
        with named as ({naming or NOTHING}),
        coded as (
            select notation, any_value(identifier) as identifier from items
            group by notation having count(*) = 1)
        select source_id, line, items.identifier as origin, type,
               coalesce(coded.identifier, trim(destination)) as destination
        from named join items using (source_id, line) left join coded on coded.notation = trim(destination)
        where trim(destination) <> '' and items.identifier is not null"""
    )
    _tell_by_codes(con)
    _tell(con, "")
    return Edition(part.found.path.stem, name=part.found.path.stem)


def _tell_by_codes(con):
    """Where no row names what it lies under, its code does, if a row has the code above it."""
    con.execute(
        """create or replace temp table coded as
        with parts as (
            select source_id, line, identifier as origin, string_split(notation, '.') as part from items
            where identifier is not null and not exists (select 1 from links where type = 'isChildOf')),
        higher as (
            select source_id, line, origin, unnest(range(1, len(part))) as depth,
                   array_to_string(part[:depth], '.') as notation
            from parts)
        select higher.source_id, higher.line, origin, 'isChildOf' as type,
               arg_max(above.identifier, depth) as destination
        from higher join items as above using (notation)
        where above.identifier is not null
        group by all;
        insert into links by name from coded"""
    )
    tell(
        con,
        "remarks",
        """select any_value(source_id) as source_id, 'parents-from-codes' as code, 'doubtful' as effect,
               count(*) || ' rows lie under the row whose code theirs begins with: no column says it' as what
        from coded having count(*) > 0""",
    )


def _tell(con, framework):
    kinds = f"case when lower(kind) in {(*KINDS, 'collection')} then lower(kind) else 'competency' end"
    whole = "identifier is not null and coalesce(short, statement) is not null"
    tell(
        con,
        "concepts",
        f"""select source_id, line, identifier as concept_id, {kinds} as kind, notation,
               coalesce(short, statement) as label, statement as definition, url, language
        from items where {whole}""",
    )
    tell(
        con,
        "labels",
        f"""select source_id, line, identifier as concept_id, coalesce(short, statement) as label,
               'preferred' as label_type, language
        from items where {whole}
        union all
        select source_id, line, identifier, other, 'alternative', language
        from items where {whole} and other is not null""",
    )
    tell(
        con,
        "refused",
        f"""select source_id, line,
               case when identifier is null then 'identifier' else 'fullStatement' end as column_name,
               'missing-value' as code, 'blank, and needed' as reason
        from items where not ({whole})""",
    )
    _tell_links(con, framework)


def _tell_links(con, framework):
    words = " ".join(f"when {literal(word)} then {literal(name)}" for word, name in RELATIONS.items())
    matches = " ".join(f"when {literal(word)} then {literal(name)}" for word, name in MATCHES.items())
    con.execute(
        f"""create or replace temp view linked as
        select *, case when word = 'ischildof' and destination = {literal(framework)} then 'member of'
                  else case word {words} end end as relation,
               case word {matches} end as predicate
        from (select *, lower(regexp_replace(coalesce(type, ''), '[^A-Za-z]', '', 'g')) as word from links)"""
    )
    ends = "origin is not null and destination is not null"
    tell(
        con,
        "relations",
        f"""select source_id, line, origin as concept_id, coalesce(relation, 'related') as relation,
               destination as to_id
        from linked where predicate is null and {ends}""",
    )
    tell(
        con,
        "crosswalks",
        f"""select source_id, line, origin as from_id, predicate, destination as to_id, 'stated' as status
        from linked where predicate is not null and {ends}""",
    )
    tell(
        con,
        "remarks",
        f"""select source_id, line, 'association-unknown' as code, 'counted otherwise' as effect,
               coalesce(type, 'an association of no type') || ' is kept as related' as what
        from linked where predicate is null and relation is null and {ends}""",
    )
    tell(
        con,
        "refused",
        f"""select source_id, line, 'associationType' as column_name, 'missing-value' as code,
               'it does not say what it joins' as reason
        from linked where not ({ends})""",
    )


READERS = {"package": _package, "workbook": _workbook, "table": _table}
FAMILY = Family("CASE", Edition(), recognise, read, aside=aside)
