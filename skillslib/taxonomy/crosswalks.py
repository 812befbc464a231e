"""Crosswalks: tables that say which concept of one taxonomy is which of another, in the words of SKOS.

SSSOM (TSV or CSV), the O*NET crosswalk of ESCO, and that of Nesta (CSV and xlsx), whose matches are the best
that were found for each occupation, kept as close. Confidence stays on its own scale. Which versions they
join the file says, else a TOML file beside it (from_version, to_version), else the newest that are here.
"""

import csv
import io
import re

import pandas as pd

from skillslib.intake import IntakeError, first_rows, sheets_of
from skillslib.taxonomy.cells import folded
from skillslib.taxonomy.documents import read_text, read_yaml
from skillslib.taxonomy.family import Edition, Family
from skillslib.taxonomy.staging import hand_over, tell

# The folded headers that tell a table; of alternatives one.
SHAPES = {
    "sssom": ("subjectid", "predicateid", "objectid"),
    "esco": ("onetid", "escooriscouri", "typeofmatch"),
    "nesta": ("escooccupation", "onetcode|onetoccupation", "confidence"),
}
TELLING = re.compile(r"subject_id|esco or isco uri|esco_occupation", re.IGNORECASE)
NAMED = re.compile(r"crosswalk|sssom|esco.*onet|onet.*esco", re.IGNORECASE)
HEADER_WITHIN = 60  # what the table is about stands above its header
ADDRESS = "data.europa.eu/esco/"
OCCUPATION = re.compile(r"\d\d-\d{4}\.\d\d")
UNMATCHED = "NoTermFound"  # what SSSOM says in place of an id
MATCHES = {
    **{f"{one}match": f"{one}Match" for one in ("exact", "close", "broad", "narrow", "related")},
    "sameas": "exactMatch",
    "equivalentclass": "exactMatch",
    "subclassof": "broadMatch",
    "superclassof": "narrowMatch",
}
COLUMNS = (
    *("from_taxonomy", "from_version", "from_id", "predicate"),
    *("to_taxonomy", "to_version", "to_id", "confidence", "status"),
)


def recognise(found):
    """Which crosswalk a Look is, or "" for none."""
    if found.path.suffix.lower() == ".xlsx":
        if not NAMED.search(found.shown or found.path.name):
            return ""
        sheets = first_rows(found.path, found.name).values()
        return next((what for rows in sheets if (what := _shape(rows)[0])), "")
    top = found.head[:100_000]
    return _shape(_lines(top)[0])[0] if TELLING.search(top) else ""


def _lines(text):
    """The first lines of a text, split as cells by the sign that splits one of them most; and the sign."""
    lines = text.splitlines()[:HEADER_WITHIN]
    sign = max(
        "\t,;", key=lambda sign: max((line.count(sign) for line in lines if line[:1] != "#"), default=0)
    )
    return [next(csv.reader([line], delimiter=sign), []) for line in lines], sign


def _shape(rows):
    """(Which crosswalk rows are of, the place of its header)."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        names = {folded(name or "") for name in row}
        for what, needed in SHAPES.items():
            if all(not names.isdisjoint(column.split("|")) for column in needed):
                return what, place
    return "", 0


def read(con, part):
    """The crosswalk into the staging tables; returns the Edition of the crosswalk itself."""
    header, records, above = _records(part)
    names = [folded(name or "") for name in header]
    facts = _facts(above, part.found.name)
    told = {name: [] for name in ("line", *COLUMNS, "code", "fault", "raw")}
    for line, cells in records:
        row = _row(part, names, cells, facts)
        for name, values in told.items():
            values.append(line if name == "line" else row.get(name))
    hand_over(
        con, part, {"line": told.pop("line"), **{k: pd.Series(v, dtype="str") for k, v in told.items()}}
    )
    _tell(con)
    return _edition(part, facts)


def _records(part):
    """The header of a table, its records with their lines, and what stands above it."""
    if part.found.path.suffix.lower() == ".xlsx":
        rows = next(rows for _, rows in sheets_of(part.found.path, part.found.name) if _shape(rows)[0])
        place = _shape(rows)[1]
        filled = [(n, row) for n, row in enumerate(rows[place + 1 :], place + 2) if any(row)]
        return rows[place], filled, []
    text = read_text(part.found)
    first, sign = _lines(text)
    place = _shape(first)[1]
    lines = text.splitlines(keepends=True)
    reader = csv.reader(io.StringIO("".join(lines[place:]), newline=""), delimiter=sign)
    try:
        header, records, line = next(reader), [], reader.line_num
        for cells in reader:
            if any(cells):
                records.append((place + line + 1, cells))
            line = reader.line_num
    except csv.Error as error:
        raise IntakeError(
            f"{part.found.name}, line {place + reader.line_num}: it cannot be read as a table ({error}). "
            "Download it again."
        ) from None
    return header, records, lines[:place]


def _facts(above, name):
    """What a SSSOM file says above its header, line by line after the sign #."""
    import yaml

    said = "".join(line.removeprefix("#") for line in above if line.startswith("#"))
    try:
        facts = read_yaml(said)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        why = getattr(error, "problem", None) or "it cannot be read"
        raise IntakeError(
            f"{name}: what stands above its header is no YAML ({why}). Correct it there."
        ) from None
    return facts if isinstance(facts, dict) else {}


def _row(part, names, cells, facts):
    """A record as a row; `fault` where it cannot be kept."""
    raw = ",".join(cell or "" for cell in cells)
    if len(cells) > len(names):
        return {"fault": "the line has more cells than the header", "raw": raw}
    said = {name: (cell or "").strip() for name, cell in zip(names, cells, strict=False)}
    row = {"status": "stated", **ROWS[part.what](said, facts)}
    row["predicate"] = MATCHES.get(folded(re.split(r"[:#/]", row["predicate"])[-1]), row["predicate"])
    missing = [name for name in ("from_id", "to_id") if not row[name]]
    if missing:
        return {"fault": f"{missing[0]}: blank, and needed", "raw": raw}
    if any(row[name].endswith(UNMATCHED) for name in ("from_id", "to_id")):
        return {"code": "unmatched", "fault": "it says that nothing matches", "raw": raw}
    if row["predicate"] not in MATCHES.values():
        choices = ", ".join(dict.fromkeys(MATCHES.values()))
        return {"fault": f"{row['predicate']!r} is no match; the choices are: {choices}", "raw": raw}
    try:
        row["confidence"] = str(float(row["confidence"])) if row["confidence"] else None
    except ValueError:
        return {"fault": "confidence: no number", "raw": raw}
    if part.what == "sssom" and row["confidence"] and not 0 <= float(row["confidence"]) <= 1:
        return {"fault": "confidence: no share from 0 to 1, as SSSOM has them", "raw": raw}
    return row


def _of_nesta(said, facts):
    code = OCCUPATION.search(said.get("onetcode") or said.get("onetoccupation") or "")
    label = re.sub(r"\s+", " ", said.get("escooccupation", "").lower())
    return {
        "from_taxonomy": "esco",
        "from_id": said.get("concepturi") or (label and f"esco: {label}"),
        "predicate": "closeMatch",
        "to_taxonomy": "onet",
        "to_id": code and code[0],
        "confidence": said.get("confidence"),
    }


def _of_esco(said, facts):
    return {
        "from_taxonomy": "onet",
        "from_id": said.get("onetid"),
        "predicate": said.get("typeofmatch", ""),
        "to_taxonomy": "esco",
        "to_id": said.get("escooriscouri"),
        "confidence": None,
    }


def _of_sssom(said, facts):
    row = {"predicate": said.get("predicateid", ""), "confidence": said.get("confidence")}
    for side, word in (("from", "subject"), ("to", "object")):
        source = said.get(f"{word}source") or str(facts.get(f"{word}_source") or "")
        version = said.get(f"{word}sourceversion") or str(facts.get(f"{word}_source_version") or "")
        row[f"{side}_taxonomy"], row[f"{side}_id"] = _end(said.get(f"{word}id", ""), source, facts)
        row[f"{side}_version"] = version or None
    row["status"] = "rejected" if said.get("predicatemodifier", "").lower() == "not" else "stated"
    return row


def _end(said, source, facts):
    """(Taxonomy, id) of an end: the taxonomy None where neither its source nor its id tells."""
    prefixes = facts.get("curie_map") if isinstance(facts.get("curie_map"), dict) else {}
    prefix, colon, rest = said.partition(":")
    whole = f"{prefixes[prefix]}{rest}" if colon and prefix in prefixes else said
    told = f"{source} {prefix if colon else ''}".lower().replace("*", "")
    code = OCCUPATION.search(whole)
    if ADDRESS in whole or "esco" in told:
        return "esco", whole
    if code or "onet" in told:
        return "onet", code[0] if code else rest or whole
    bare = bool(colon) and not rest.startswith("//") and prefix not in prefixes
    return source or (prefix if bare else None), rest if bare else whole


def _tell(con):
    tell(
        con,
        "crosswalks",
        f"""select source_id, line, {", ".join(c for c in COLUMNS if c != "confidence")},
               confidence::double as confidence
        from cells where fault is null""",
    )
    tell(
        con,
        "refused",
        """select source_id, line, coalesce(code, 'no-match') as code, fault as reason, raw
        from cells where fault is not null""",
    )


def _edition(part, facts):
    """Of the crosswalk itself, whose licence is not that of what it joins."""
    if part.what != "sssom":
        return EDITIONS[part.what]
    title = str(facts.get("mapping_set_title") or part.found.path.stem)
    return Edition(
        str(facts.get("mapping_set_id") or part.found.path.stem),
        taxonomy_version=str(facts.get("mapping_set_version") or ""),
        name=title,
        licence=str(facts.get("license") or ""),
        attribution=title,
        released_on=str(facts.get("mapping_date") or facts.get("publication_date") or "")[:10],
    )


ROWS = {"nesta": _of_nesta, "esco": _of_esco, "sssom": _of_sssom}
EDITIONS = {
    "nesta": Edition(
        "esco-onet-nesta",
        name="ESCO to O*NET, from Mapping Career Causeways",
        publisher="Nesta",
        homepage="https://github.com/nestauk/mapping-career-causeways",
        licence="MIT",
        attribution="Nesta, Mapping Career Causeways: crosswalk of ESCO and O*NET occupations.",
    ),
    "esco": Edition(
        "onet-esco",
        name="O*NET to ESCO, the crosswalk of ESCO",
        publisher="European Commission",
        homepage="https://esco.ec.europa.eu",
        licence="CC BY 4.0",
        attribution="This service uses the crosswalk of O*NET and ESCO of the European Commission.",
    ),
}
FAMILY = Family(
    "crosswalk", Edition(), recognise, read, version_in=r"_(MCC|[A-Z][a-z]{2}\d{4}|v?\d+\.[\d.]*\d)"
)
