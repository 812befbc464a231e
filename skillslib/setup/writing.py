"""company.toml: written with its comments, later only added to; never half written."""

import json

TOP = """\
# How the data of this company is shaped. `skillslib load` reads this file; nothing else has to be said.
# Lines that begin with "# ?" are what could not be told from the files: decide, and take the mark away.
# Lines that begin with "# -" are columns that nothing reads, so that none is lost in silence.
# Files that the workbench knows by their own headers need no block here; folder_plan.md lists every file.
[company]
name = {name}

[population]
counted = ["employee"]            # employee, contractor, on leave: who is in every denominator

[matching]
least = 0.90                      # below it a place is not measured; it can be raised, never lowered
ids = "as written"                # or "without leading zeros", where one export lost them

[structure]
view = "as was"                   # or "today": what a question shows where it does not say

[check]
stale_after = 45                  # days between the day checked and the newest export of a kind
grows_at_most = 0.20              # of rows against the delivery before
shrinks_at_most = 0.20            # a snapshot that shrinks more is not complete: it makes no leavers

[skills]
{taxonomy}"""
OWN_NAMES = """\
# ? no taxonomy lies in the folder, so the skill names of the awards are it; if one is loaded, say "files"
taxonomy = "own names"
"""
BADGE_NAMES = (
    "# ? no taxonomy lies in the folder: a badge that names no skill stands for a skill of its own name. "
    "Better: badge_catalogue.csv, with the Skills of each badge\n"
    'taxonomy = "badge names"          # or "own names": a badge that names no skill proves none\n'
)
FILES = """\
taxonomy = "files"                # or "own names", "badge names": what the badges say is the taxonomy
"""
TAXONOMIES = {"files": FILES, "own names": OWN_NAMES, "badge names": BADGE_NAMES}
COMMENTS = {
    "file": "below this folder; * stands for the day of a delivery",
    "shape": {
        "snapshots": "everybody, of a day; or assignments: dated rows",
        "assignments": "dated rows; or snapshots: everybody, of a day",
    },
    "snapshot_on": "where the day stands: name, a column's header, or a date",
    "header": "the line of the column names; what is above is passed over",
    "labels": "further header lines under it",
    "dates": "iso, day first, month first, year first, named months, compact, unix, unix ms, excel",
    "fte": "share, percent, hours of 40",
    "ends": "what an end date means: last day, first day after",
}
ORDER = (
    *("file", "sheet", "kind", "format", "issuer", "shape", "snapshot_on", "header", "labels"),
    *("encoding", "delimiter", "dates", "decimal", "fte", "ends"),
)
WIDTH = 34


def text(value):
    """A value as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)


def top(company, taxonomy):
    """What stands above the blocks of files."""
    return TOP.format(name=text(company), taxonomy=TAXONOMIES[taxonomy])


def block(pattern, guess):
    """The block of a group of files; what is doubtful stands in it as a comment."""
    kind = "leave out" if guess.left_out else guess.kind
    facts = {"file": pattern, **guess.facts, "kind": kind}
    lines = ["", "[[files]]", *(f"# ? {doubt}" for doubt in guess.doubts)]
    lines += [f"# - {columns}" for columns in guess.unread]
    later = f"{guess.kind}, once it is decided" if guess.left_out and guess.kind else ""
    lines += [_line(name, facts[name], later if name == "kind" else "") for name in ORDER if name in facts]
    if guess.columns:
        lines += [
            "",
            "[files.columns]",
            *(f"{ours} = {text(theirs)}" for ours, theirs in guess.columns.items()),
        ]
    for part in dict.fromkeys((*guess.words, *guess.unknown)):
        lines += ["", f"[files.{part}]"]
        lines += [f"{text(word)} = {text(ours)}" for word, ours in guess.words.get(part, {}).items()]
        lines += [f"# {text(word)} = " for word in guess.unknown.get(part, ())]
    return "\n".join(lines) + "\n"


def _line(name, value, comment=""):
    comment = comment or COMMENTS.get(name, "")
    comment = comment.get(value, "") if isinstance(comment, dict) else comment
    said = f"{name} = {text(value)}"
    return f"{said:<{WIDTH - 1}} # {comment}" if comment else said
