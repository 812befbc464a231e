"""CTDL-ASN: frameworks of competencies as the Credential Engine publishes them, in JSON-LD and in Turtle.

The JSON is read by the names in it: its context lies at an address, and nothing is fetched.
"""

import re

from skillslib.taxonomy import linked
from skillslib.taxonomy.family import Edition, Family
from skillslib.taxonomy.statements import format_of

NODE = re.compile(
    r'"@type"\s*:\s*\[?\s*"(https?://purl\.org/ctdl(asn)?/terms/|ceasn:|ceterms:)'
    r'(Competency|CompetencyFramework|Task|WorkRole|Occupation|Job)"'
)
SPACE = re.compile(r"<https?://purl\.org/ctdlasn/terms/>|=\"https?://purl\.org/ctdlasn/terms/\"")


def recognise(found):
    """Which file of a framework a Look is, or "" for none."""
    if NODE.search(found.head) and "redentialSubject" not in found.head:
        return "framework"
    return "framework" if SPACE.search(found.head) and "Competency" in found.head else ""


def read(con, part):
    """The framework into the staging tables; returns the Edition that it states."""
    return linked.read(con, part, plain=format_of(part.found.head) == "json-ld")


FAMILY = Family("CTDL-ASN", Edition(), recognise, read)
