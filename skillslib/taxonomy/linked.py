"""Concepts of linked data: what statements in the words of SKOS and CTDL-ASN become as staged rows."""

import re
from collections import Counter

import pandas as pd

from skillslib.intake import literal
from skillslib.taxonomy.family import Edition
from skillslib.taxonomy.staging import hand_over, tell
from skillslib.taxonomy.statements import statements_of

# What a word of a vocabulary means here; of several that mean the same all are read.
WORDS = {
    "skos:prefLabel": "preferred",
    "rdfs:label": "title",
    "dct:title": "title",
    "schema:name": "title",
    "ceasn:name": "title",
    "ceterms:name": "title",
    "ceasn:competencyLabel": "title",
    "ceasn:competencyText": "text",
    "skos:altLabel": "alternative",
    "ceasn:altLabel": "alternative",
    "ceterms:alternateName": "alternative",
    "skos:hiddenLabel": "hidden",
    "skos:definition": "text",
    "dct:description": "text",
    "ceasn:description": "text",
    "ceterms:description": "text",
    "skos:scopeNote": "note",
    "ceasn:comment": "note",
    "skos:notation": "notation",
    "ceasn:codedNotation": "notation",
    "ceterms:codedNotation": "notation",
    "owl:deprecated": "deprecated",
    "ceasn:competencyCategory": "category",
    "skos:broader": "broader",
    "skos:broaderGeneric": "broader",
    "skos:broaderPartitive": "broader",
    "ceasn:isChildOf": "broader",
    "skos:narrower": "narrower",
    "ceasn:hasChild": "narrower",
    "ceterms:hasWorkRole": "narrower",
    "ceterms:hasSpecialization": "narrower",
    "ceterms:isSpecializationOf": "broader",
    "skos:related": "related",
    "skos:member": "has member",
    "skos:hasTopConcept": "has member",
    "ceasn:hasTopChild": "has member",
    "skos:inScheme": "member of",
    "skos:topConceptOf": "member of",
    "ceasn:isPartOf": "member of",
    "ceasn:isTopChildOf": "member of",
    "dct:isReplacedBy": "replaced by",
    "dct:replaces": "replaces",
    **{f"skos:{one}Match": f"{one}Match" for one in ("exact", "close", "broad", "narrow", "related")},
    "ceasn:exactAlignment": "exactMatch",
    "ceasn:majorAlignment": "closeMatch",
    "ceasn:minorAlignment": "relatedMatch",
    "ceasn:broadAlignment": "broadMatch",
    "ceasn:narrowAlignment": "narrowMatch",
    "esco:relatedEssentialSkill": "essential",
    "esco:relatedOptionalSkill": "optional",
    **{f"ceterms:has{one}": "listed" for one in ("Task", "Skill", "Knowledge", "Ability")},
    **{f"ceasn:{one}Embodied": "listed" for one in ("skill", "knowledge", "ability", "task")},
}
KINDS = {
    "skos:ConceptScheme": "collection",
    "skos:Collection": "collection",
    "skos:OrderedCollection": "collection",
    "ceasn:CompetencyFramework": "collection",
    "ceasn:ConceptScheme": "collection",
    "ceasn:Collection": "collection",
    "esco:Occupation": "occupation",
    "ceterms:Occupation": "occupation",
    "ceterms:Job": "occupation",
    "ceterms:WorkRole": "work role",
    "ceterms:Task": "task",
    "ceasn:Competency": "competency",
    "skos:Concept": "skill",
}
# What tells a concept that no type tells.
TELLING = {"preferred", "broader", "narrower", "member of"}
CATEGORIES = ("skill", "knowledge", "ability", "task", "attitude")
# What a framework says of itself, the first that it says.
FACTS = {
    "taxonomy_version": ("owl:versionInfo", "schema:version", "dct:hasVersion"),
    "licence": ("dct:license", "ceasn:license", "schema:license"),
    "publisher": ("ceasn:publisherName", "dct:publisher", "schema:publisher", "dct:creator", "ceasn:author"),
    "homepage": ("foaf:homepage", "ceasn:source", "schema:url"),
    "attribution": ("dct:rights", "dct:bibliographicCitation", "dct:rightsHolder", "ceasn:rightsHolder"),
    "released_on": ("dct:modified", "ceasn:dateModified", "dct:issued", "dct:created", "ceasn:dateCreated"),
}
DATE = re.compile(r"\d{4}(-\d\d){0,2}(?=T|$)")
RELATIONS = ("broader", "related", "member of", "replaced by")
TURNED = {"narrower": "broader", "has member": "member of", "replaces": "replaced by"}
NEEDS = ("essential", "optional", "listed")


def read(con, part, plain=False):
    """The concepts of a document into the staging tables; returns the Edition that it states."""
    stated, odd = statements_of(part.found, plain)
    frame = _frame(stated, part.declared.kind or "skill")
    hand_over(con, part, frame, table="stated")
    con.execute(
        "create or replace temp table described as select any_value(source_id) as source_id, line, subject, "
        "any_value(kind) as kind, min(line) over (partition by subject) as first_line "
        "from stated group by line, subject"
    )
    _tell_names(con)
    _tell_relations(con)
    _tell_doubts(con, odd)
    return _edition(frame)


def _frame(stated, usual):
    """The statements as columns, with the number of the description that holds each and what it is of.

    `usual` is what a concept is of which no type tells more.
    """
    frame = pd.DataFrame(stated, columns=["subject", "place", "predicate", "value", "language"])
    frame = frame.astype({name: "str" for name in frame if name != "place"})
    frame["word"] = frame.predicate.map(WORDS).astype("str")
    frame["language"] = frame.language.str.lower().str.replace("_", "-")
    frame["value"] = frame.value.str.strip()
    key = [frame.subject, frame.place]
    types = frame.value.where(frame.predicate == "rdf:type").map(KINDS | {"skos:Concept": usual})
    order = {kind: place for place, kind in enumerate(dict.fromkeys((*KINDS.values(), usual)))}
    rank = types.map(order).groupby(key).transform("min")
    kinds = rank.map({place: kind for kind, place in order.items()})
    told = frame.word.isin(TELLING).groupby(key).transform("any")
    frame["kind"] = kinds.where(kinds.notna() | ~told, usual)
    frame = frame[frame.kind.notna() & (frame.value != "")].copy()
    frame["line"] = pd.factorize(pd.MultiIndex.from_frame(frame[["subject", "place"]]))[0] + 1
    category = frame.value.str.lower().str.removesuffix("s")
    category = category.where((frame.word == "category") & category.isin(CATEGORIES))
    said = category.groupby(frame.line).transform("first")
    frame["kind"] = said.where(said.notna() & (frame.kind == "competency"), frame.kind)
    return frame.drop(columns="place").reset_index(drop=True)


def _tell_names(con):
    """Concepts, once for each language in which they have a name; and their labels."""
    _find_names(con)
    _tell_concepts(con)
    _tell_labels(con)
    tell(
        con,
        "refused",
        """select source_id, line, case subject when '' then '@id' else 'prefLabel' end as column_name,
               'missing-value' as code,
               'blank, and needed by ' || case subject when '' then 'a concept without an address'
                                          else subject end as reason
        from described anti join names on names.subject = described.subject and described.subject <> ''
        where kind <> 'collection' or subject = ''""",
    )


def _find_names(con):
    """The temporary table `names`: what concepts are called, by the best word for it; one holds."""
    con.execute(
        """create or replace temp table names as
        with said as (
            select rowid as place, line, subject, language, value,
                   case word when 'preferred' then 1 when 'title' then 2 when 'text' then 3 else 4 end as rank
            from stated where word in ('preferred', 'title', 'text', 'notation')),
        best as (select subject, min(rank) as rank from said group by subject),
        chosen as (from said semi join best using (subject, rank))
        select *, row_number() over (partition by subject, language order by line, place) = 1 as holds
        from chosen"""
    )


def _tell_concepts(con):
    text = """(select first(value order by language is not distinct from names.language desc, word desc, line)
        from stated where stated.subject = names.subject and word in ('text', 'note'))"""
    tell(
        con,
        "concepts",
        f"""select source_id, line, subject as concept_id, kind, notation, label, definition,
               case when retired then 'deprecated' end as status,
               case when starts_with(subject, 'http') then subject end as url, language
        from (select line, subject, language, value as label, {text} as definition from names where holds)
        join (select subject, min(source_id) as source_id, first(kind order by line) as kind,
                     first(value order by line) filter (word = 'notation') as notation,
                     coalesce(bool_or(word = 'deprecated' and value = 'true'), false) as retired
              from stated group by subject) using (subject)
        where subject <> ''
        union all
        select source_id, line, subject, kind, null, subject, null, null, null, null
        from described anti join names using (subject) where kind = 'collection' and subject <> ''""",
    )


def _tell_labels(con):
    tell(
        con,
        "labels",
        """select source_id, line, subject as concept_id, value as label,
               case when holds then 'preferred' else 'alternative' end as label_type, language
        from names join described using (line, subject) where subject <> ''
        union all
        select source_id, line, subject, value, case word when 'hidden' then 'hidden' else 'alternative' end,
               language
        from stated
        where subject <> '' and (word in ('alternative', 'hidden')
            or word = 'title' and (subject, value) not in (select (subject, value) from names))""",
    )


def _tell_relations(con):
    turned = " ".join(f"when {literal(word)} then {literal(name)}" for word, name in TURNED.items())
    tell(
        con,
        "relations",
        f"""select source_id, line, subject as concept_id, word as relation, value as to_id
        from stated where word in {RELATIONS} and subject <> ''
        union all
        select source_id, line, value, case word {turned} end, subject
        from stated where word in {tuple(TURNED)} and subject <> ''
        union all
        select source_id, line, subject, 'related', value
        from stated where word in {NEEDS} and kind not in ('occupation', 'work role') and subject <> ''""",
    )
    tell(
        con,
        "requirements",
        f"""select source_id, line, subject as occupation_id, value as concept_id, word as requirement
        from stated where word in {NEEDS} and kind in ('occupation', 'work role') and subject <> ''""",
    )
    tell(
        con,
        "crosswalks",
        """select source_id, line, subject as from_id, word as predicate, value as to_id, 'stated' as status
        from stated where ends_with(word, 'Match') and subject <> ''""",
    )


def _tell_doubts(con, odd):
    tell(
        con,
        "remarks",
        """select source_id, line, 'id-repeated' as code, 'doubtful' as effect,
               subject || ' is described before: what only this description says is added to it' as what
        from described where line > first_line and subject <> ''
        union all
        select source_id, line, 'label-repeated', 'doubtful',
               subject || ' has several preferred labels in one language: the first holds'
        from names join described using (line, subject) where rank = 1 and not holds and line = first_line""",
    )
    con.register("handed_over", pd.DataFrame(odd, columns=["subject", "value"], dtype="str"))
    tell(
        con,
        "remarks",
        """select any_value(source_id) as source_id, min(line) as line, 'value-unreadable' as code,
               'doubtful' as effect, subject || ' says ' || value || ', which is no date or number' as what
        from handed_over join described using (subject) group by subject, value""",
    )
    con.unregister("handed_over")


def _edition(frame):
    """The framework that most of the concepts are in, as it describes itself."""
    named = Counter(frame.value[frame.word == "member of"]) + Counter(
        frame.subject[frame.word == "has member"]
    )
    schemes = frame.subject[frame.value.isin(("skos:ConceptScheme", "ceasn:CompetencyFramework"))]
    schemes = list(dict.fromkeys(schemes[schemes != ""]))
    if not schemes:
        spaces = Counter(
            re.sub(r"[^/#]*$", "", subject) for subject in frame.subject[frame.word.notna()] if subject
        )
        return Edition(max(spaces, key=lambda one: (spaces[one], one), default=""))
    scheme = max(schemes, key=lambda one: (named[one], -schemes.index(one)))
    own = frame[frame.subject == scheme]
    language = _language(frame)
    facts = {name: _fact(own, words, language) for name, words in FACTS.items()}
    date = DATE.match(facts["released_on"])
    facts["released_on"] = date[0] if date else ""
    facts["homepage"] = facts["homepage"] or (scheme if scheme.startswith("http") else "")
    name = _fact(own, ("skos:prefLabel", "dct:title", "ceasn:name", "rdfs:label", "schema:name"), language)
    facts["attribution"] = facts["attribution"] or ", ".join(filter(None, (name, facts["publisher"])))
    return Edition(scheme, name=name or scheme, language=language, **facts)


def _language(frame):
    """The language in which most concepts have their name."""
    counts = Counter(frame.language[frame.word.isin(("preferred", "title", "text"))].dropna())
    return max(counts, key=lambda one: (counts[one], one == "en", one), default="")


def _fact(own, words, language):
    for word in words:
        said = own[own.predicate == word]
        if len(said):
            return said.sort_values("language", key=lambda one: one != language, kind="stable").value.iloc[0]
    return ""
