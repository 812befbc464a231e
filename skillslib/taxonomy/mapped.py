"""A taxonomy CSV, by its own headers or by a declared mapping (TOML).

id = "esco"
version = "1.1.1"
name = "ESCO skills"
licence = "CC BY 4.0"
attribution = "European Commission"
language = "en"
file = "skills_en.csv"           # optional: the file it speaks of, else one of the same folder

[columns]                        # ours = theirs; skill_id and label are needed
skill_id = "conceptUri"
label = "preferredLabel"
alternative_labels = "altLabels"

[separators]                     # between several values of a cell; "; " where nothing is said
alternative_labels = "\\n"
"""

from dataclasses import dataclass, field
from pathlib import Path

from skillslib.intake import (
    Column,
    MappingError,
    Shape,
    Write,
    check_names,
    content,
    header,
    likeness,
    literal,
    plain,
    read_toml,
)

FIELDS = ("skill_id", "label", "alternative_labels", "broader", "kind", "description")
NEEDED = ("skill_id", "label")
FACTS = ("id", "version", "name", "licence", "attribution", "language")
# Its own headers tell a taxonomy only together: `label` alone could be anything's.
VERSION_CONTENT = content("skill_id", "taxonomy_id", "taxonomy_version", "label", "kind", "description")
OWN = ("skill_id", "label", "alternative_labels", "broader", "kind")


@dataclass(frozen=True)
class Mapping:
    """What a taxonomy is, and which column of its file holds what."""

    id: str
    version: str
    name: str = ""
    licence: str = ""
    attribution: str = ""
    language: str = ""
    file: str = ""
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
    between = {name: said.get("separator", ";") for name in FIELDS} | said.get("separators", {})
    return Mapping(
        **{name: str(said.get(name, "")) for name in (*FACTS, "file")},
        columns=columns,
        separators=between,
    )


def recognise(found, mappings):
    """The mapping by which a CSV is a taxonomy, or None.

    `mappings` are (path, Mapping): one that names the file, else one of the same folder whose
    columns the file has. Without one, a file with our own headers speaks for itself.
    """
    for path, mapping in mappings:
        beside = not mapping.file and Path(path).parent == found.path.parent
        named = mapping.file in (found.name, found.path.name)
        if named or (beside and likeness(shape(mapping), _names(found, mapping)) == 1):
            return mapping
    own = Mapping(found.path.stem, "1", name=found.path.stem)
    names = _names(found, own)
    return own if sum(name in names for name in OWN) >= len(OWN) - 1 else None


def _names(found, mapping):
    return header(found, list(mapping.columns.values()))[1]


def shape(mapping):
    """How a file is read by a mapping."""
    columns = tuple(
        Column(theirs, needed=ours in NEEDED, field=ours) for ours, theirs in mapping.columns.items()
    ) + tuple(Column(f" {ours}", optional=True, field=ours) for ours in FIELDS if ours not in mapping.columns)
    which = f"{literal(mapping.id)} as taxonomy_id, {literal(mapping.version)} as taxonomy_version"
    kind = "case when lower(kind) in ('family', 'skill group', 'group') then 'family' else 'skill' end"
    return Shape(
        "taxonomy",
        columns,
        (
            Write(
                "skill_versions",
                ("skill_id", "taxonomy_id", "taxonomy_version"),
                f"""select *, {VERSION_CONTENT} as row_hash from (
                    select skill_id, {which}, label, {kind} as kind, description,
                           timestamp '1970-01-01' as recorded_at, ordinal from good)""",
                main=True,
            ),
            Write("taxonomies", ("taxonomy_id", "taxonomy_version"), _taxonomy(mapping, which)),
            Write(
                "skill_broader",
                ("taxonomy_id", "taxonomy_version", "skill_id", "broader_id"),
                f"""select {which}, skill_id, broader_id, ordinal from (
                    select skill_id, {_each("broader", mapping)} as broader_id, ordinal from good)
                where broader_id <> ''""",
            ),
            Write(
                "skill_labels",
                ("taxonomy_id", "taxonomy_version", "skill_id", "label_norm"),
                _labels(mapping, which),
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


def _taxonomy(mapping, which):
    facts = ", ".join(
        f"nullif({literal(getattr(mapping, name))}, '') as {name}"
        for name in ("name", "licence", "attribution", "language")
    )
    return f"select {which}, {facts}, 0 as ordinal"


def _each(column, mapping):
    between = mapping.separators.get(column, ";")
    parts = f"string_split({column}, {literal(between.strip(' ') or between)})"
    return f"trim(unnest({parts}), ' ' || chr(160) || chr(10) || chr(13))"


def _labels(mapping, which):
    # The preferred label comes first: files repeat it among the alternatives.
    return f"""with said as (
        select skill_id, label, 'preferred' as label_type, ordinal * 2 as ordinal from good
        union all
        select skill_id, {_each("alternative_labels", mapping)}, 'alternative', ordinal * 2 + 1 from good)
    select {which}, skill_id, label, {plain("label")} as label_norm, label_type, ordinal
    from said where label <> ''"""
