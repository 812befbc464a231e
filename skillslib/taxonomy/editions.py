"""Which version of a taxonomy a file is of.

What a TOML file beside it says; else what the file itself states; else the name of the file, of its archive
or of a folder around it; else it is "unstated", with the newest date in such files of the load, and a remark.
"""

import re
from dataclasses import fields
from pathlib import Path

from skillslib.intake import literal, remark
from skillslib.taxonomy.family import Edition

UNSTATED = "unstated"
FOLDERS = 3  # so many folders around a file may tell its version


def named_version(family, found):
    """The version that a file's names tell, the innermost first; blank where none does."""
    names = [*reversed(found.shown.split(": ")), found.origin.name]
    names += [folder.name for folder in list(found.origin.parents)[:FOLDERS]]
    for name in names:
        told = re.findall(family.version_in, Path(name).name, re.IGNORECASE)
        if told:
            return told[-1].replace("_", ".")
    return ""


def declared_edition(found, mappings):
    """What a TOML file without [columns] says of the file that it names, or of those beside it.

    `mappings` are (path, Mapping).
    """
    for path, mapping in mappings:
        named = mapping.file in (found.name, found.origin.name)
        beside = not mapping.file and path.parent.resolve() == found.origin.parent.resolve()
        if mapping.edition_only and (named or beside):
            facts = {f.name: getattr(mapping, f.name, "") for f in fields(Edition)}
            return Edition(**facts | {"taxonomy_id": mapping.id, "taxonomy_version": mapping.version})
    return Edition()


def dated(con, editions):
    """The editions by source; those without a version get one together, with the newest date among them."""
    newest = {}
    for edition in editions.values():
        if not edition.taxonomy_version:
            known = newest.get(edition.taxonomy_id, "")
            newest[edition.taxonomy_id] = max(known, edition.released_on)
    found = {}
    for source, edition in editions.items():
        if not edition.taxonomy_version:
            version = f"{UNSTATED} {newest[edition.taxonomy_id]}".strip()
            _say(con, source, version)
            edition = Edition(taxonomy_version=version).filled(edition)
        found[source] = edition
    return found


def _say(con, source, version):
    what = (
        f"nothing tells its version: it is kept as {version!r}, which any other version goes before; "
        "put a TOML file beside it that says id and version"
    )
    remark(
        con,
        f"""select source_id, file, 'version-unstated' as code, 'doubtful' as effect, {literal(what)} as what
        from reading where source_id = {literal(source)}""",
    )
