"""Where every number of a report came from: inputs, parameters, policy, versions, files.

Nothing in it tells the time, so that the same inputs give the same bytes.
"""

import hashlib
import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import skillslib
from skillslib.badges.catalogue import CATALOGUE
from skillslib.disclosure import BASE, MIN_PEOPLE, question_key
from skillslib.disclosure.rules import rounded
from skillslib.governance.agreement import agreement_of
from skillslib.people.locations import LOCATION_CHANGES, LOCATIONS
from skillslib.people.programmes import PROGRAMMES
from skillslib.people.targets import ROLE_REQUIREMENTS, TARGETS
from skillslib.people.units import BUSINESS_UNITS, UNIT_CHANGES
from skillslib.store import folder_of
from skillslib.store.reports import STALE
from skillslib.taxonomy.reading import FAMILIES

PACKAGES = (
    "altair",
    "duckdb",
    "jinja2",
    "nbconvert",
    "nbformat",
    "pandas",
    "papermill",
    "vl-convert-python",
)
NAME = "provenance.json"
# Files whose rows tell of nobody; those of any other kind tell of people or their awards.
OF_NOBODY = {
    *(shape.kind for shape in (BUSINESS_UNITS, UNIT_CHANGES, LOCATIONS, LOCATION_CHANGES)),
    *(shape.kind for shape in (TARGETS, ROLE_REQUIREMENTS, PROGRAMMES, CATALOGUE)),
    *(family.kind for family in FAMILIES),
    "taxonomy",
}


def inputs(con, min_people=MIN_PEOPLE):
    """The files that were loaded, each by its kind and hash, and what became of its rows.

    The name of a file may name a person: the store alone has it, beside the hash.
    Rows that tell of people or their awards are counted as people are. Of files of people only the rows read
    are told: those refused are parts of the answer `left_out`, and together would tell more than either.
    """
    rows = con.execute("""
        select kind, sha256, exported_on::text as exported_on, rows_read, accepted, quarantined, duplicates
        from readings
        order by kind, file, sha256""").df()
    personal, people = ~rows["kind"].isin(OF_NOBODY), rows["kind"].str.startswith("people")
    for column in ("rows_read", "accepted", "quarantined", "duplicates"):
        counts = rows[column].astype("Int64")
        few = counts.between(1, min_people - 1) | (people & (column != "rows_read"))
        rows[column] = counts.mask(personal, rounded(counts).mask(few))
    return json.loads(rows.to_json(orient="records"))


def refused(con):
    """Why rows went to quarantine, by kind of file; of rows that tell of nobody also how many."""
    rows = con.execute("""
        select kind, reason_code as reason, count(*) as rows
        from quarantine join (select source_id, kind from readings) using (source_id)
        group by kind, reason_code
        order by kind, reason""").df()
    rows["rows"] = rows["rows"].astype("Int64").where(rows["kind"].isin(OF_NOBODY))
    return json.loads(rows.to_json(orient="records"))


def describe(con, days, release, notebooks, min_people):
    """Everything about a report but the hashes of its files."""
    _, store_version = folder_of(con)
    return {
        "report": {
            "quarter": days.quarter,
            "as_of": str(days.as_of),
            "known_at": str(days.known_at),
            "partial": days.partial,
        },
        "policy": {"min_people": min_people, "rounded_to": BASE},
        "governance": asdict(agreement_of(con)),
        "store": {"version": store_version},
        "inputs": inputs(con, min_people),
        "quarantine": refused(con),
        "ledger": {"lines": release.position.lines, "sha256": release.position.hash},
        "withheld": {
            "completing others": release.protected.completing,
            "completing what was published before": release.protected.completing_earlier,
            "earlier numbers of other facts": [
                [day, known, count] for (day, known), count in release.protected.left_out.items()
            ],
        },
        "questions": {
            name: {
                "asked": json.loads(question_key(frame.attrs["question"])),
                "rows": len(frame),
                "sha256": frame.attrs["protected"]["sha256"],
            }
            for name, frame in release.frames.items()
        },
        "notebooks": {path.name: sha256(path) for path in notebooks},
        "versions": {
            "python": platform.python_version(),
            "skillslib": skillslib.__version__,
            **{name: version(name) for name in PACKAGES},
        },
    }


def write(folder, described):
    """Write provenance.json, with the hash of every file beside it, as the last file of a report."""
    folder = Path(folder)
    files = {name: sha256(folder / name) for name in _files(folder)}
    text = json.dumps({**described, "files": files}, indent=2, sort_keys=True, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def verify(folder):
    """The files of a report that are not as they were written: changed, missing or added since.

    Example: verify("reports/2026-Q3") == []
    """
    folder = Path(folder)
    written = json.loads((folder / NAME).read_text(encoding="utf-8"))["files"]
    found = {name: sha256(folder / name) for name in _files(folder)}
    return sorted(n for n in written.keys() | found.keys() if written.get(n) != found.get(n))


def strangers(folder):
    """The files in a folder that no report wrote there, hidden ones left out.

    Example: strangers("reports/2026-Q3") == []
    """
    folder = Path(folder)
    try:
        written = json.loads((folder / NAME).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        written = {}
    visible = [name for name in _files(folder) if not any(part.startswith(".") for part in name.split("/"))]
    return [name for name in visible if name not in written]


def sha256(path):
    """The SHA-256 of a file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _files(folder):
    names = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return sorted(name for name in names if name not in (NAME, STALE))
