"""Skill taxonomies: one file for each family of sources, all with the same small shape.

A CSV with our own headers is read as it is; any other, such as ESCO's, through a mapping that a
TOML file beside it declares.
"""

from skillslib.taxonomy.mapped import Mapping, MappingError, read_mapping, recognise, shape

__all__ = ["Mapping", "MappingError", "read_mapping", "recognise", "shape"]
