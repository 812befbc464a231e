"""The files of all families, told apart and read into the store: the list of families is here."""

from skillslib.intake import IntakeError
from skillslib.taxonomy import (
    case,
    crosswalks,
    ctdl_asn,
    editions,
    ends,
    esco,
    lightcast,
    nice,
    onet,
    rsd,
    sfia,
    skos,
    staging,
)
from skillslib.taxonomy.family import Edition, Part

FAMILIES = (
    esco.FAMILY,
    ctdl_asn.FAMILY,
    skos.FAMILY,
    case.FAMILY,
    crosswalks.FAMILY,
    nice.FAMILY,
    onet.FAMILY,
    lightcast.FAMILY,
    sfia.FAMILY,
    rsd.FAMILY,
)


def part_of(found, mappings=(), encoding=None):
    """The Part that a Look is, or None where it is of no family; `mappings` are (path, Mapping)."""
    for family in FAMILIES:
        what = family.recognise(found)
        if what:
            declared = editions.declared_edition(found, mappings)
            named = editions.named_version(family, found)
            return Part(family, found, what, declared, named, encoding=encoding)
    return None


def aside(found):
    """What a file of a publisher is that is no part of its taxonomy; "" for any other."""
    return next((said for family in FAMILIES if family.aside and (said := family.aside(found))), "")


def read(con, parts):
    """Read the files into the store; returns the counts of each source, as `intake.keep` does."""
    staging.begin(con)
    told = {}
    for part in sorted(parts, key=_place):
        said = part.family.read(con, part) or Edition()
        said = said.filled(Edition(taxonomy_version=part.named)).filled(part.family.edition)
        told[part.source_id] = part.declared.filled(said)
        if not told[part.source_id].taxonomy_id:
            raise IntakeError(
                f"{part.found.name}: it does not say which taxonomy it is of. Put a TOML file beside it, "
                'with id = "..." and version = "...".'
            )
    counts = staging.write(con, editions.dated(con, told))
    staging.end(con)
    return counts


def derive(con):
    """What follows from the files of all loads: what each taxonomy is, and what crosswalks join."""
    editions.derive(con)
    ends.derive(con)


def _place(part):
    order = part.family.order
    return order.index(part.what) if part.what in order else len(order), part.source_id
