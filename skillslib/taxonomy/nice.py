"""The NICE framework of work in cybersecurity: copies in YAML, and the JSON in which NIST publishes it.

The YAML is read item by item, by the safe loader: one that is broken is refused with its line, not its file.
"""

import re

import pandas as pd

from skillslib.taxonomy.documents import listed, named, read_json, read_text, read_yaml, text_of, texts
from skillslib.taxonomy.family import Edition, Family
from skillslib.taxonomy.staging import hand_over, tell

# The key that tells what an item is: (its kind, the key of its name, the key of its text).
ITEMS = {
    "workroleid": ("work role", "workrole", "description"),
    "kid": ("knowledge", "knowledgedescription", ""),
    "sid": ("skill", "skilldescription", ""),
    "aid": ("ability", "abilitydescription", ""),
    "tid": ("task", "taskdescription", ""),
    "area": ("occupation group", "area", "description"),
    "domain": ("occupation group", "domain", "description"),
}
ACRONYMS = ("acronym", "acryonym")
KEYS = re.compile(
    r"^-?\s+['\"]?((k|s|a|t)Id|(knowledge|skill|ability|task)Description|workRoleID|acr(onym|yonym))['\"]?\s*:",
    re.MULTILINE,
)
START = re.compile(r"^-(?!--)", re.MULTILINE)
ROLE = re.compile(r"[A-Z]{2}-[A-Z]{3}-\d{3}", re.IGNORECASE)
CODE = re.compile(r"\(([A-Z]{2,3})\)")
KINDS = {
    "category": "occupation group",
    "work_role": "work role",
    "competency_area": "competency",
    "competency": "competency",
    "knowledge": "knowledge",
    "skill": "skill",
    "ability": "ability",
    "task": "task",
}
REPLACED = ("incorporated_into", "moved_to", "replaced_by", "superseded_by")
COLUMNS = ("id", "kind", "notation", "label", "definition", "role", "fault", "raw")


def recognise(found):
    """Which of the framework's files a Look is, or "" for none."""
    if '"element_identifier"' in found.head and re.search(r'"[A-Z]{2}-WRL-\d{3}|"work_role"', found.head):
        return "components"
    ours = found.path.suffix.lower() in (".yml", ".yaml") and KEYS.search(found.head)
    return "items" if ours else ""


def read(con, part):
    """The file into the staging tables; returns the Edition that it states."""
    return READERS[part.what](con, part)


def _items(con, part):
    text = read_text(part.found)
    starts = [match.start() for match in START.finditer(text)]
    role = ROLE.search(text[: starts[0]] if starts else "") or ROLE.search(part.found.path.name)
    rows = {"line": [], "parents": [], "needs": []} | {name: [] for name in COLUMNS}
    for start, end in zip(starts, [*starts[1:], len(text)], strict=False):
        row = _item(text[start:end], text.count("\n", 0, start) + 1, role[0].upper() if role else None)
        for name, values in rows.items():
            values.append(row.get(name))
    _tell(con, part, rows)


def _item(text, line, role):
    """One item of a list as a row; `fault` where it cannot be read."""
    import yaml

    try:
        (said,) = read_yaml(text)
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or "it is no item of a list"
        return {"line": line + (mark.line if mark else 0), "fault": f"it is no YAML: {why}", "raw": text}
    if not isinstance(said, dict):
        return {"line": line, "fault": "it is no item with names and values", "raw": text}
    said = {str(key).lower(): str(value).strip() for key, value in said.items() if value is not None}
    if "type" in said:
        ids = ";".join(said.get(key, "") for key in ("kid", "sid", "aid", "tid"))
        needs = [one.strip() for one in ids.split(";") if one.strip()]
        return {
            "line": line,
            "role": role,
            "needs": needs,
            "fault": None if role else "it names no work role",
        }
    tells = next((key for key in ITEMS if key in said), None)
    if tells is None:
        return {"line": line, "fault": "it has no id that is known", "raw": text}
    kind, name, words = ITEMS[tells]
    short = next((said[key].upper() for key in ACRONYMS if key in said), None)
    parents = [code[1] for key in ("specialityarea", "domain") if (code := CODE.search(said.get(key, "")))]
    return {
        "line": line,
        "id": short if tells in ("area", "domain") else said[tells],
        "kind": kind,
        "notation": said.get("opmcode"),
        "label": said.get(name),
        "definition": said.get(words) or said.get(name),
        "parents": parents if kind == "work role" else None,
    }


def _tell_concepts(con, whole):
    """The whole ones of `items` as concepts with their names."""
    tell(
        con,
        "concepts",
        f"""select source_id, line, id as concept_id, kind, notation, label, definition, 'en' as language
        from items where {whole}""",
    )
    tell(
        con,
        "labels",
        f"""select source_id, line, id as concept_id, label, 'preferred' as label_type, 'en' as language
        from items where {whole}""",
    )


def _tell(con, part, rows):
    columns = texts({name: rows[name] for name in COLUMNS})
    lists = {name: [values or [] for values in rows[name]] for name in ("parents", "needs")}
    lists = {
        name: pd.Series(["\n".join(values) for values in said], dtype="str") for name, said in lists.items()
    }
    hand_over(con, part, {"line": rows["line"], **columns, **lists}, table="items")
    whole = "id is not null and label is not null"
    _tell_concepts(con, whole)
    # A work role lies in an area, and says in which domain the area lies.
    tell(
        con,
        "relations",
        """select source_id, line, id as concept_id, 'broader' as relation,
               split_part(parents, chr(10), 1) as to_id
        from items where parents <> ''
        union all
        select source_id, line, split_part(parents, chr(10), 1), 'broader', split_part(parents, chr(10), 2)
        from items where contains(parents, chr(10))""",
    )
    tell(
        con,
        "requirements",
        """select source_id, line, role as occupation_id, unnest(string_split(needs, chr(10))) as concept_id,
               'listed' as requirement
        from items where role is not null and needs <> ''""",
    )
    tell(
        con,
        "refused",
        f"""select source_id, line,
               case when fault is not null then 'item-unreadable' else 'missing-value' end as code,
               coalesce(fault, 'it has no id or no text') as reason, raw
        from items where fault is not null or not ({whole} or role is not null)""",
    )


def _components(con, part):
    """The JSON of NIST: elements, then the relationships between them, each a record."""
    said = named(read_json(part.found))
    said = named(said.get("response", said))
    said = named(said["elements"]) if isinstance(said.get("elements"), dict) else said
    elements, links = listed(said.get("elements")), listed(said.get("relationships"))
    types = [KINDS.get(text_of(one.get("element_type"))) for one in elements]
    kinds = {text_of(one.get("element_identifier")): kind for one, kind in zip(elements, types, strict=True)}
    columns = {
        "id": [one.get("element_identifier") for one in elements],
        "kind": types,
        "type": [one.get("element_type") for one in elements],
        "notation": [None for _ in elements],
        "label": [one.get("title") or one.get("text") for one in elements],
        "definition": [one.get("text") for one in elements],
    }
    hand_over(con, part, texts(columns), table="items")
    joined = {
        name: [link.get(key) for link in links]
        for name, key in (
            ("origin", "source_element_identifier"),
            ("destination", "dest_element_identifier"),
            ("type", "relationship_identifier"),
        )
    }
    joined["kind"] = [kinds.get(text_of(origin)) for origin in joined["origin"]]
    first = len(elements) + 1
    lines = list(range(first, first + len(links)))
    hand_over(con, part, {"line": lines, **texts(joined)}, table="links")
    _tell_components(con)
    document = next(iter(listed(said.get("documents"))), {})
    version = text_of(document.get("version")) or ""
    return Edition(
        taxonomy_version=version.lower().removeprefix("version").strip(" v"),
        homepage=text_of(document.get("website")) or "",
    )


def _tell_components(con):
    whole = "kind is not null and id is not null and label is not null"
    _tell_concepts(con, whole)
    tell(
        con,
        "refused",
        f"""select source_id, line, 'element_type' as column_name, 'not-a-concept' as code,
               'it has no id or text, or is no concept: ' || coalesce(type, 'of no type') as reason
        from items where not ({whole})""",
    )
    tell(
        con,
        "requirements",
        """select source_id, line, origin as occupation_id, destination as concept_id, 'listed' as requirement
        from links where kind = 'work role' and type = 'projection'""",
    )
    tell(
        con,
        "relations",
        f"""select source_id, line, destination as concept_id, 'broader' as relation, origin as to_id
        from links where kind in ('occupation group', 'competency') and type = 'projection'
        union all
        select source_id, line, origin, case when type in {REPLACED} then 'replaced by' else 'related' end,
               destination
        from links where type <> 'projection' and origin is not null and destination is not null""",
    )


READERS = {"items": _items, "components": _components}
FAMILY = Family(
    "NICE",
    Edition(
        "nice",
        name="NICE Workforce Framework for Cybersecurity",
        publisher="National Institute of Standards and Technology (NIST)",
        homepage="https://www.nist.gov/nice/framework",
        licence="public domain in the United States",
        attribution="NICE Workforce Framework for Cybersecurity, NIST Special Publication 800-181.",
        language="en",
    ),
    recognise,
    read,
    version_in=r"(?:nice[-_ ]?|(?<![a-z])v)(\d{4}|\d+(?:[-_.]\d+)+)",
)
