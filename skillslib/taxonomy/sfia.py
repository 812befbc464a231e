"""SFIA, the Skills Framework for the Information Age: its CSV files and its workbook, of any version.

A skill has a text for each of the levels 1 to 7 at which it is defined; a blank one means that it is not
defined there. The header's columns from `Levels` on have no names: they are the levels in turn. Skills lie
below subcategories, those below categories; attributes are competencies. The page of the levels themselves
has a column for each: there a record is a column.
"""

import csv
import io
import re
from datetime import datetime

from skillslib.intake import IntakeError, first_rows, literal, sheets_of
from skillslib.taxonomy.cells import LONG, SHORT, folded, is_document
from skillslib.taxonomy.family import Edition, Family
from skillslib.taxonomy.staging import tell
from skillslib.taxonomy.table import Table, concept, hand_table, relation

LEVELS = range(1, 8)
NAMED = tuple(f"level{number}" for number in LEVELS)  # what the columns from `Levels` on are called here
TEXTS = tuple(f"{name}description" for name in NAMED)
SIP = 1 << 16  # bytes in which a header is found
HEADER_WITHIN = 20  # rows: notes above it are passed over
DELIMITERS = (",", ";", "\t")
DAY = re.compile(r"_(\d{6})(?!\d)")
LANGUAGE = re.compile(r"_([a-z]{2})(?:_[A-Z]{2})?_\d{6}")
VERSION = re.compile(r"/(?:skillcode|shortcode|lor)/(\d+)/")
SCALE = "SFIA"
GROUP = "'subcategory: ' || category || ' / ' || subcategory"
PLACED = " union all ".join(
    f"""select source_id, line, code as concept_id, '{SCALE}' as scale_id, {number} as level,
               {name}description as description
        from whole where {name}description is not null or {name} is not null"""
    for number, name in zip(LEVELS, NAMED, strict=True)
)
UNEVEN = " or ".join(f"({name} is null) <> ({name}description is null)" for name in NAMED)
DOUBT = f"""select source_id, line, 'level-without-text' as code, 'doubtful' as effect,
       'a level is named that has no text, or has a text and is not named: it counts as defined' as what
    from whole where ({UNEVEN}) and coalesce({", ".join(NAMED)}) is not null"""


def _table(name, kind, *more):
    return Table(
        ("code", name),
        (
            *concept(
                "code",
                kind,
                name,
                language="language",
                notation="code",
                definition="overalldescription",
                url="url",
            ),
            ("levels", PLACED),
            ("remarks", DOUBT),
            *more,
        ),
        others=("url", "category", "subcategory", "overalldescription", *NAMED, *TEXTS, "language"),
    )


TABLES = {
    "skills": _table(
        "skill",
        "'skill'",
        *concept("'category: ' || category", "'skill group'", "category", True, "language"),
        *concept(GROUP, "'skill group'", "subcategory", True, "language"),
        relation("code", "broader", f"coalesce({GROUP}, 'category: ' || category)"),
        relation(GROUP, "broader", "'category: ' || category", once=True),
    ),
    "attributes": _table("attributename", "'competency'"),
    "levels": Table(
        ("level",),
        concept(
            "'level ' || level",
            "'level'",
            "coalesce(guidingphrase, 'level ' || level)",
            language="language",
            notation="level",
            definition="essenceofthelevel",
            url="url",
        ),
        others=("guidingphrase", "essenceofthelevel", "url", "language"),
    ),
}


def recognise(found):
    """Whether a Look is one of SFIA's files: "sfia", or "" where it is not."""
    if found.path.suffix.lower() == ".xlsx":
        sheets = _sheets_within(found) if "sfia" in found.name.lower() else []
    else:
        sheets = [] if is_document(found) else [_rows(found.head[:SIP] or _start(found))]
    return "sfia" if any(_header(rows)[0] for rows in sheets) else ""


def _sheets_within(found):
    """The first rows of each sheet; a workbook that cannot be opened is nobody's, as others are."""
    try:
        return [list(enumerate(rows, 1)) for rows in first_rows(found.path, found.name).values()]
    except IntakeError:
        return []


def _start(found):
    """The start of a table in the encoding of Windows, in which SFIA is published."""
    if found.path.suffix.lower() != ".csv":
        return ""
    with found.path.open("rb") as file:
        return file.read(SIP).decode("cp1252", "ignore")


def _rows(text):
    """The records of a table, each with the line on which it starts."""
    first = text[: text.find("\n")]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, line = [], 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error:
        return []
    return rows


def _header(rows):
    """Which of the tables these rows are, its columns and how many rows its header ends."""
    for number, (_, row) in enumerate(rows[:HEADER_WITHIN], 1):
        names = _columns(row)
        leveled = not set(names).isdisjoint((*NAMED, *TEXTS))
        for what in ("skills", "attributes"):
            if leveled and set(TABLES[what].needed) <= set(names):
                return what, names, number
        if names[:8] == ["level", *map(str, LEVELS)]:
            return "levels", names, number
    return "", [], 0


def _columns(row):
    """Folded headers; the columns from `Levels` on that have no names are level 1 to 7.

    Where nothing else has the texts of the levels, the columns `Level 1` to `Level 7` do.
    """
    names = [folded(name) for name in row]
    if "levels" not in names and set(names).isdisjoint(TEXTS):
        return [f"{name}description" if name in NAMED else name for name in names]
    if "levels" in names:
        first = names.index("levels")
        for number, name in zip(LEVELS, NAMED, strict=True):
            place = first + number - 1
            if place < len(names) and names[place] in ("levels", ""):
                names[place] = name
    return names


def read(con, part):
    """The file's rows into the staging tables; its version and day, as its addresses and its name say."""
    language, version = LANGUAGE.search(part.found.name), ""
    for rows in _tables(part):
        what, names, above = _header(rows)
        if what:
            below = rows[above:]
            first = rows[above - 1][0] + 1
            columns = _across(below, names, first) if what == "levels" else _down(con, part, below, names)
            count = len(columns["line"])
            columns["language"] = [language[1] if language else None] * count
            hand_table(con, part, TABLES[what], columns)
            _tell_scale(con)
            said = next((VERSION.search(url) for url in columns.get("url", ()) if VERSION.search(url)), None)
            version = said[1] if said else version
    day = DAY.search(part.found.name)
    released = f"{datetime.strptime(day[1], '%y%m%d'):%Y-%m-%d}" if day else ""
    return Edition(taxonomy_version=version, released_on=released)


def _tables(part):
    """The rows of the file, or of each sheet; lines of a workbook go on from sheet to sheet."""
    found = part.found
    if found.path.suffix.lower() != ".xlsx":
        yield _rows(_text(found, part.encoding))
        return
    line = 1
    for _, rows in sheets_of(found.path, found.name):
        yield list(enumerate(rows, line))
        line += max(len(rows), len(LEVELS) + 1)  # a page of the levels has a record for each


def _text(found, encoding):
    content = found.path.read_bytes()
    for name in (encoding,) if encoding else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise IntakeError(f"{found.name}: its encoding is unknown. Say it (--encoding), or download it again.")


def _down(con, part, rows, names):
    """Records as columns; rows that end early are remarked, those that end late refused, blank ones none."""
    rows = [(line, row) for line, row in rows if any(cell.strip() for cell in row)]
    _say(con, part, [line for line, row in rows if len(row) < len(names)], SHORT, "remarks")
    _say(con, part, [line for line, row in rows if any(row[len(names) :])], LONG, "refused")
    rows = [(line, row) for line, row in rows if not any(row[len(names) :])]
    columns = {
        name: [row[place].strip() if place < len(row) else "" for _, row in rows]
        for place, name in enumerate(names)
        if name
    }
    return columns | {"line": [line for line, _ in rows]}


def _say(con, part, lines, what, table):
    """A remark on lines, or why they are refused."""
    words = {
        "remarks": f"'ragged-row' as code, {literal(what)} as what, 'doubtful' as effect",
        "refused": f"'too-many-columns' as code, {literal(what)} as reason",
    }[table]
    rows = f"select {literal(part.source_id)} as source_id, unnest({lines}::bigint[]) as line"
    tell(con, table, f"select *, {words} from ({rows})")
    if table == "refused":
        tell(con, "records", rows)


def _across(rows, names, first):
    """The page of the levels: its columns are records, its rows what is said of each."""
    said = {folded(row[0]): row for _, row in rows if row}
    columns = {
        name: [row[number].strip() if number < len(row) else "" for number in LEVELS]
        for name, row in said.items()
    }
    return columns | {"level": names[1:8], "line": [first + number - 1 for number in LEVELS]}


def _tell_scale(con):
    tell(
        con,
        "scales",
        f"""select any_value(source_id) as source_id, min(line) as line, '{SCALE}' as scale_id,
               'level of responsibility' as name, 1 as least, 7 as greatest
        from whole having count(*) > 0""",
    )


FAMILY = Family(
    "SFIA",
    Edition(
        "sfia",
        name="SFIA, Skills Framework for the Information Age",
        publisher="SFIA Foundation",
        homepage="https://sfia-online.org",
        licence="SFIA licence",
        attribution="Skills Framework for the Information Age, © SFIA Foundation (https://sfia-online.org).",
    ),
    recognise,
    read,
    version_in=r"sfia[-_ ]?v?(\d{1,2})(?!\d)",
)
