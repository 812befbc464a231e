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
    names += [one.name for one in list(found.origin.parents)[:FOLDERS] if _is_of(family, one.name)]
    for name in names:
        told = re.findall(family.version_in, Path(name).name, re.IGNORECASE)
        if told:
            return told[-1].replace("_", ".")
    return ""


def _is_of(family, folder):
    """Whether a folder's version is that of the taxonomy: it begins with it, or names the taxonomy too.

    That of 'company-1.4' is the company's own.
    """
    taxonomy = family.edition.taxonomy_id
    return bool(re.match(r"v?\d|db_", folder, re.IGNORECASE)) or bool(taxonomy and taxonomy in folder.lower())


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
    """The editions by source; those without a version get one together, with the newest date among them.

    Where no file has a date, they are of the one that was told together before, if there is only one.
    """
    newest = dict(
        con.execute(
            f"""select taxonomy_id, max(substr(taxonomy_version, {len(UNSTATED) + 2})) from stated_editions
            where starts_with(taxonomy_version, '{UNSTATED}')
            group by taxonomy_id having count(distinct taxonomy_version) = 1"""
        ).fetchall()
    )
    newest = {taxonomy: day for taxonomy, day in newest.items() if not _days(editions, taxonomy)}
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


def _days(editions, taxonomy):
    return [one.released_on for one in editions.values() if one.taxonomy_id == taxonomy and one.released_on]


def said(con):
    """A sentence for each taxonomy that has several versions of which no file told what they are called."""
    several = f"""select taxonomy_id, string_agg(taxonomy_version, ', ' order by taxonomy_version)
        from taxonomies where starts_with(taxonomy_version, '{UNSTATED}')
        group by taxonomy_id having count(*) > 1 order by taxonomy_id"""
    for taxonomy, versions in con.execute(several).fetchall():
        yield (
            f"{taxonomy}: its files say no version, and came in several loads: {versions} are kept apart. If "
            "they are of one version, load them together into a new store, or put a TOML file beside each "
            "that says id and version"
        )


def derive(con):
    """The taxonomies, as all files of a version say together: so no order of loading makes a difference."""
    con.execute(
        """delete from taxonomies;
        insert into taxonomies by name
        select taxonomy_id, taxonomy_version, max(name) as name, max(publisher) as publisher,
               max(homepage) as homepage, max(licence) as licence, max(attribution) as attribution,
               max(language) as language, max(released_on) as released_on
        from stated_editions group by all"""
    )


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
