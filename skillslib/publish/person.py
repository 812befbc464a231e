"""What is held about one person, as a page or as JSON: the answer to a request for access."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

from skillslib.governance import held, log, plainly
from skillslib.governance.agreement import RETENTION, agreement_of
from skillslib.governance.held import MANAGES, OTHERS, REFUSED
from skillslib.governance.kinds import kind_of
from skillslib.publish import page
from skillslib.publish.words import long_day
from skillslib.sheets import write_new
from skillslib.store import connect, folder_of


def person_report(person, output, purpose, store=None):
    """Everything held about one person, written to a file that only this account can read: its path.

    The page is for the person to read: badges, skills, units and places by name, days in words, the documents
    as they were delivered at the end. The JSON holds each row as it is stored.

    person   an employee id or an e-mail address
    output   the file; *.json is JSON, anything else one HTML page that opens without a network
    purpose  why it is asked for; the audit log keeps it, and a keyed hash in place of the person

    Errors: GovernanceError without an agreement or a purpose; PersonError where nobody or several are meant;
    FileExistsError where the file is there already.

    Example: person_report("E-000001", "answer.html", "request for access of 2026-10-05", store="store")
    """
    output = Path(output)
    with connect(store) as con:
        folder = folder_of(con)[0]
        who = held.person_of(con, person)
        tables = {
            name: json.loads(rows.to_json(orient="records", date_format="iso"))
            for name, rows in held.held(con, who, purpose).items()
        }
        asked = held.requests(folder, who)
        seen = [
            line
            for line in log.entries(folder)
            if line.get("parameters", {}).get("person") == log.name_of(who)
        ]
        told = {"agreement": asdict(agreement_of(con)), "held": tables, "requests": asked, "audit": seen}
        if output.suffix == ".json":
            text = json.dumps(told, indent=1, ensure_ascii=False)
        else:
            text = _page(told, plainly.parts(con, who), plainly.documents(con, who))
    write_new(output, text.encode())
    return output


def _page(told, parts, documents):
    agreed = told["agreement"]
    kept = [
        {"what": words, "kept for": f"{agreed['retention'][name]:,} days"}
        for name, words in RETENTION.items()
    ]
    sections = [
        *(page.section(title, _told(rows), [words] if words else ()) for title, words, rows in parts),
        *_besides(told["held"]),
        page.section("What you asked for", list(map(_asked, told["requests"])), empty="Nothing is noted."),
        page.section("Who was shown this", list(map(_shown, told["audit"]))),
        page.section("How long it is kept", kept),
        _stored(told["held"]),
        *_delivered(documents),
    ]
    return page.render(
        "plain", "person", "What is held about you", charts=False, lead=_lead(agreed), sections=sections
    )


def _lead(agreed):
    return (
        f"{agreed['controller']} uses this data for this purpose: {agreed['purpose']}. The basis: "
        f"{agreed['basis']}. It may not be used for {', '.join(agreed['forbidden'])}.",
        f"You may ask for a correction, object, or ask to be erased: {agreed['contact']}. You may also "
        "complain to the data protection authority.",
        "Below is all that is held about you, in words. The same, as it is stored and for programs to read, "
        "is the JSON that you may ask for too.",
    )


def _told(rows):
    """Rows without the columns of which no row says anything."""
    said = {name for row in rows for name, value in row.items() if value not in (None, "")}
    return [{name: value for name, value in row.items() if name in said} for row in rows]


def _asked(one):
    return {"on": long_day(date.fromisoformat(one["on"])), "what": one["kind"], "about": one["about"]}


def _shown(line):
    return {
        "on": long_day(datetime.fromisoformat(line["when"])),
        "by the account": line["who"],
        "what": line["action"],
        "what for": line.get("purpose", ""),
        "outcome": line.get("verdict", ""),
    }


def _besides(tables):
    """Rows that were refused, and rows of others that name the person, of which only the number is told."""
    heads = {
        "file": "file",
        "line": "line",
        "column_name": "column",
        "reason": "why",
        "raw": "the row as it was",
    }
    refused = [{words: row[name] for name, words in heads.items()} for row in tables.get(REFUSED, [])]
    if refused:
        yield page.section("Rows of yours that were refused", _told(refused), ["They are in no number."])
    said = [
        f"You are named as the manager in {_rows(rows)} of other people's posts."
        if name.endswith(MANAGES)
        else f"You are named in {_rows(rows)} of others that were refused."
        for name, rows in tables.items()
        if name.endswith((MANAGES, OTHERS))
    ]
    if said:
        yield page.section(
            "Where others' data names you", texts=[*said, "These rows are theirs to be shown."]
        )


def _rows(rows):
    count = rows[0]["rows"]
    return "1 row" if count == 1 else f"{count:,} rows"


def _stored(tables):
    """Every table that holds something of the person, by the kind of data that it is."""
    own = {name: rows for name, rows in tables.items() if not name.endswith((MANAGES, OTHERS))}
    return page.section(
        "How it is stored",
        [
            {"kind of data": kind_of(name).name, "table": name, "rows": len(rows)}
            for name, rows in own.items()
        ],
        ["For whoever wants to check that nothing is left out: each table with rows about you."],
        small=True,
    )


def _delivered(documents):
    if documents:
        yield page.section(
            "Your badges as they were delivered",
            documents,
            ["Each document as its vendor wrote it."],
            small=True,
        )
