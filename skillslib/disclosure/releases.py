"""What a report's release holds: its protected frames, filed by their question, and the look-up."""

import json
from pathlib import Path

import pandas as pd

from skillslib.disclosure.proof import question_key, require_protected, rows_of
from skillslib.disclosure.rules import DisclosureError

_release = None


def use_release(folder):
    """From now on questions answer only what this report's release holds, protected; None ends that."""
    global _release
    _release = None if not folder else Path(folder)


def released(question):
    """This report's own protected answer to a question; None where no report is being made.

    Errors: DisclosureError where the report does not hold the question.
    """
    if _release is None:
        return None
    index = json.loads((_release / "release.json").read_text())["views"]
    key = question_key(question)
    if key not in index:
        raise DisclosureError(
            f"This report holds no answer to {question['name']} asked like this ({key}). "
            "Add the question to the report's views, or ask one it holds."
        )
    return read_released(_release, index[key])


def in_release():
    """Whether a report is being made: then questions are answered by its release only."""
    return _release is not None


def write_released(frame, folder, name):
    """File a protected frame under a name in a release folder; returns its entry for the index."""
    proof = require_protected(frame)
    (Path(folder) / f"{name}.csv").write_text(rows_of(frame), encoding="utf-8")
    types = {column: str(kind) for column, kind in frame.dtypes.items()}
    return {"file": f"{name}.csv", "sha256": proof, "types": types, "attrs": dict(frame.attrs)}


def read_released(folder, entry):
    """A protected frame as it was filed; refused where the file no longer matches its fingerprint."""
    dates = [column for column, kind in entry["types"].items() if kind.startswith("datetime")]
    types = {column: kind for column, kind in entry["types"].items() if column not in dates}
    frame = pd.read_csv(
        Path(folder) / entry["file"],
        dtype=types,
        parse_dates=dates,
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8",
    )
    frame.attrs = json.loads(json.dumps(entry["attrs"]))
    require_protected(frame)
    return frame
