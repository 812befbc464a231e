"""Documents that no badge is like: larger or nested deeper than any, made to bring down who reads them."""

import re

from skillslib.intake import IntakeError

LARGEST = 16_000_000  # bytes of one document; the engine's own limit for one object
DEEPEST = 200  # brackets within brackets; the deepest learner records have some 30
SMALL = 8192  # bytes below which no document is looked through
TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|(?P<opens>[\[{])|(?P<closes>[\]}])', re.DOTALL)


def refuse_deep(con, table="texts"):
    """Errors: IntakeError with the file, where a text (`raw`) of a temporary table is nested too deeply."""
    found = con.execute(
        f"""select source_id, raw from {table}
        where strlen(raw) > {SMALL}
          and strlen(raw) - strlen(replace(replace(raw, '[', ''), '{{', '')) > {DEEPEST}"""
    )
    while row := found.fetchone():
        if _is_deep(row[1]):
            raise _refused(con, row[0], f"it is nested more than {DEEPEST} deep")


def refuse_large(con):
    """Errors: IntakeError with the file, where one of the staged `documents` is too large."""
    found = con.execute(f"select source_id from documents where strlen(raw) > {LARGEST} limit 1").fetchall()
    if found:
        raise _refused(con, found[0][0], f"one document in it is larger than {LARGEST / 1e6:.0f} MB")


def _is_deep(text):
    depth = 0
    for token in TOKEN.finditer(text):
        depth += bool(token["opens"]) - bool(token["closes"])
        if depth > DEEPEST:
            return True
    return False


def _refused(con, source, why):
    (file,) = con.execute("select file from reading where source_id = ?", [source]).fetchall()[0]
    return IntakeError(f"{file}: {why}, as no badge is: leave it out, and ask its issuer for a sound one.")
