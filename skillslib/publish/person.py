"""What is held about one person, as a page or as JSON: the answer to a request for access."""

import json
from dataclasses import asdict
from pathlib import Path

from skillslib.governance import held, log
from skillslib.governance.agreement import RETENTION, agreement_of
from skillslib.publish import page
from skillslib.sheets import write_new
from skillslib.store import connect, folder_of


def person_report(person, output, purpose, store=None):
    """Everything held about one person, written to a file that only this account can read: its path.

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
        agreed = agreement_of(con)
    told = {"agreement": asdict(agreed), "held": tables, "requests": asked, "audit": seen}
    text = json.dumps(told, indent=1, ensure_ascii=False) if output.suffix == ".json" else _page(told)
    write_new(output, text.encode())
    return output


def _page(told):
    agreed = told["agreement"]
    sections = [page.section(name, rows) for name, rows in told["held"].items()]
    asked = page.section("What was asked for", told["requests"], empty="Nothing.")
    seen = page.section(
        "Who was shown it",
        [
            {name: line.get(name, "") for name in ("when", "who", "action", "purpose", "verdict")}
            for line in told["audit"]
        ],
    )
    kept = [{"kept": words, "days": agreed["retention"][name]} for name, words in RETENTION.items()]
    lead = (
        f"{agreed['controller']} uses this data for this purpose: {agreed['purpose']}. The basis: "
        f"{agreed['basis']}. It may not be used for {', '.join(agreed['forbidden'])}. The data protection "
        f"officer: {agreed['contact']}.",
        "Each table below holds every row that is kept about you, as it is kept. You may ask for a "
        "correction, object, or ask to be erased.",
    )
    parts = [asked, seen, page.section("How long it is kept", kept), *sections]
    return page.render("plain", "person", "What is held about you", charts=False, lead=lead, sections=parts)
