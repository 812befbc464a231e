"""A taxonomy in a CSV or workbook, by its own headers or by a declared mapping (TOML).

id = "esco"
version = "1.1.1"
name = "ESCO skills"
licence = "CC BY 4.0"
attribution = "European Commission"
language = "en"
file = "skills_en.csv"           # the file it speaks of, else one of the same folder; of a workbook needed
sheet = "Skills"                 # of a workbook with several
header = 3                       # of a workbook: the row from which on the header is looked for
from_version = "24.2"            # of a crosswalk only, and to_version: of which versions its ends are
prefix = "tools: "               # before its ids, where another taxonomy has the same
kind = "occupation"              # of a SKOS vocabulary only: what its concepts are, where not skills

[columns]                        # ours = theirs; skill_id and label are needed
skill_id = "conceptUri"
label = "preferredLabel"
alternative_labels = "altLabels"

[separators]                     # between several values of a cell; "; " where nothing is said
alternative_labels = "\\n"
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from skillslib.intake import (
    Column,
    MappingError,
    Shape,
    Write,
    as_shown,
    check_names,
    content,
    copy_in,
    header,
    likeness,
    literal,
    plain,
    read_toml,
    read_workbook,
)
from skillslib.taxonomy.cells import is_document

FIELDS = ("skill_id", "label", "alternative_labels", "broader", "kind", "description")
NEEDED = ("skill_id", "label")
FACTS = (
    "id",
    "version",
    "name",
    "publisher",
    "homepage",
    "licence",
    "attribution",
    "language",
    "released_on",
    "from_version",
    "to_version",
    "kind",
    "prefix",
)
# Its own headers tell a taxonomy only together: `label` alone could be anything's.
VERSION_CONTENT = content("concept_id", "taxonomy_id", "taxonomy_version", "label", "kind", "definition")
# What a concept may be; any other word means a skill.
KINDS = (
    "skill",
    "knowledge",
    "ability",
    "attitude",
    "language",
    "competency",
    "tool",
    "task",
    "activity",
    "skill group",
    "occupation",
    "occupation group",
    "work role",
    "level",
)
OWN = ("skill_id", "label", "alternative_labels", "broader", "kind")


@dataclass(frozen=True)
class Mapping:
    """What a taxonomy is, and which column of its file holds what."""

    id: str
    version: str
    name: str = ""
    publisher: str = ""
    homepage: str = ""
    licence: str = ""
    attribution: str = ""
    language: str = ""
    released_on: str = ""
    from_version: str = ""  # of a crosswalk
    to_version: str = ""
    kind: str = ""  # of the concepts of a vocabulary that does not say it
    prefix: str = ""  # before its ids
    file: str = ""
    sheet: str = ""  # of a workbook
    header: int = 1
    edition_only: bool = False  # it declares no columns, and speaks of what its files are alone
    columns: dict = field(default_factory=lambda: {name: name for name in FIELDS})
    separators: dict = field(default_factory=dict)


def read_mapping(path):
    """The mapping that a TOML file declares. Errors: MappingError with the choices."""
    path = Path(path)
    said = read_toml(path)
    columns = said.get("columns", {name: name for name in FIELDS})
    check_names(path, columns, FIELDS, "[columns]")
    check_names(path, said.get("separators", {}), FIELDS, "[separators]")
    missing = [name for name in ("id", "version") if not said.get(name)]
    missing += [f"columns.{name}" for name in NEEDED if name not in columns]
    if missing:
        raise MappingError(f"{path.name}: {missing[0]} is missing; say {', '.join((*FACTS, '[columns]'))}.")
    if said.get("kind", "skill") not in KINDS:
        raise MappingError(f"{path.name}: kind is {said['kind']!r}. The choices are: {', '.join(KINDS)}.")
    between = {name: said.get("separator", ";") for name in FIELDS} | said.get("separators", {})
    return Mapping(
        **{name: str(said.get(name, "")) for name in (*FACTS, "file", "sheet")},
        header=_header(path, said),
        columns=columns,
        separators=between,
        edition_only="columns" not in said,
    )


def _header(path, said):
    row = said.get("header", 1)
    if not isinstance(row, int) or row < 1:
        raise MappingError(f"{path.name}: header is {row!r}. Say the number of the row, as in header = 3.")
    return row


def read_sheet(path, mapping, folder):
    """The sheet of a workbook that a mapping names as (the look of a CSV in `folder`, what is to be said)."""
    wanted = {theirs: ours for ours, theirs in mapping.columns.items()}
    return read_workbook(path, wanted, copy_in(folder), as_shown(path.name), mapping.sheet, mapping.header)


def recognise(found, mappings):
    """The mapping by which a CSV is a taxonomy, or None.

    `mappings` are (path, Mapping): one that names the file, else one of the same folder whose
    columns the file has. Without one, a file with our own headers speaks for itself; one without [columns]
    says what it is.
    """
    own = Mapping(found.path.stem, "1", name=found.path.stem)
    for path, mapping in mappings:
        beside = not mapping.file and Path(path).parent == found.path.parent
        named = mapping.file in (found.name, found.path.name)
        if named and not mapping.edition_only:
            return mapping
        if (named or beside) and mapping.edition_only:
            own = replace(mapping, edition_only=False)
        if (named or beside) and likeness(shape(mapping), _names(found, mapping)) == 1:
            return mapping
    names = _names(found, own)
    return own if sum(name in names for name in OWN) >= len(OWN) - 1 else None


def _names(found, mapping):
    return [] if is_document(found) else header(found, list(mapping.columns.values()))[1]


def shape(mapping):
    """How a file is read by a mapping."""
    columns = tuple(
        Column(theirs, needed=ours in NEEDED, field=ours) for ours, theirs in mapping.columns.items()
    ) + tuple(Column(f" {ours}", optional=True, field=ours) for ours in FIELDS if ours not in mapping.columns)
    which = f"{literal(mapping.id)} as taxonomy_id, {literal(mapping.version)} as taxonomy_version"
    skill_id = f"{literal(mapping.prefix)} || skill_id"
    kind = f"""case when lower(kind) in ('family', 'group') then 'skill group'
        when lower(kind) in ({", ".join(map(literal, KINDS))}) then lower(kind) else 'skill' end"""
    language = f"nullif({literal(mapping.language)}, '')"
    return Shape(
        "taxonomy",
        columns,
        (
            Write(
                "concept_versions",
                ("concept_id", "taxonomy_id", "taxonomy_version"),
                f"""select *, {VERSION_CONTENT} as row_hash from (
                    select {skill_id} as concept_id, {which}, label, {kind} as kind,
                           description as definition, {language} as language,
                           timestamp '1970-01-01' as recorded_at, source_id, line, ordinal from good)""",
                main=True,
            ),
            Write("stated_editions", ("source_id",), _edition(mapping, which)),
            Write(
                "concept_relations",
                ("taxonomy_id", "taxonomy_version", "concept_id", "relation", "to_id"),
                f"""select {which}, {skill_id} as concept_id, 'broader' as relation,
                           {literal(mapping.prefix)} || to_id as to_id, source_id, line, ordinal
                    from (select *, {_each("broader", mapping)} as to_id from good)
                    where to_id <> ''""",
            ),
            Write(
                "concept_labels",
                ("taxonomy_id", "taxonomy_version", "concept_id", "label_norm", "language"),
                _labels(mapping, which, language),
            ),
        ),
        (
            (
                "broader = skill_id",
                mapping.columns.get("broader", "broader"),
                "own-parent",
                "broader than itself",
            ),
        ),
    )


def _edition(mapping, which):
    facts = ", ".join(f"nullif({literal(getattr(mapping, name))}, '') as {name}" for name in FACTS[2:8])
    released = f"try_cast(nullif({literal(mapping.released_on)}, '') as date) as released_on"
    return f"select distinct source_id, {which}, {facts}, {released}, 0 as ordinal from good"


def _each(column, mapping):
    between = mapping.separators.get(column, ";")
    parts = f"string_split({column}, {literal(between.strip(' ') or between)})"
    return f"trim(unnest({parts}), ' ' || chr(160) || chr(10) || chr(13))"


def _labels(mapping, which, language):
    # The preferred label comes first: files repeat it among the alternatives.
    return f"""with said as (
        select skill_id, label, 'preferred' as label_type, ordinal * 2 as ordinal from good
        union all
        select skill_id, {_each("alternative_labels", mapping)}, 'alternative', ordinal * 2 + 1 from good)
    select {which}, {literal(mapping.prefix)} || skill_id as concept_id, label,
           {plain("label")} as label_norm, label_type,
           {language} as language, ordinal
    from said where label <> ''"""
