"""SKOS vocabularies in Turtle, RDF/XML and JSON-LD: concepts, labels in every language, collections, matches.

The scheme that most concepts are in is the taxonomy; all schemes and collections are kept as collections.
"""

import re

from skillslib.taxonomy import linked
from skillslib.taxonomy.family import Edition, Family

SPACE = "http://www.w3.org/2004/02/skos/core#"
USED = re.compile(r"\b(Concept|ConceptScheme|Collection|prefLabel|inScheme)\b")
NODE = re.compile(r'"@type"\s*:\s*\[?\s*"skos:Concept(Scheme)?"')


def recognise(found):
    """Which file of a vocabulary a Look is, or "" for none."""
    if SPACE in found.head and USED.search(found.head) and "redentialSubject" not in found.head:
        return "vocabulary"
    return "vocabulary" if NODE.search(found.head) else ""


FAMILY = Family("SKOS", Edition(), recognise, linked.read)
