"""Skill taxonomies: one file for each family of sources, all with the same small shape.

Published ones are told by what is in their files (reading.py lists the families). A CSV with our own headers
is read as it is; any other through a mapping that a TOML file beside it declares.
"""

from skillslib.taxonomy.mapped import Mapping, MappingError, read_mapping, read_sheet, recognise, shape
from skillslib.taxonomy.reading import FAMILIES, aside, derive, part_of, read

__all__ = [
    "FAMILIES",
    "Mapping",
    "MappingError",
    "aside",
    "derive",
    "part_of",
    "read",
    "read_mapping",
    "read_sheet",
    "recognise",
    "shape",
]
