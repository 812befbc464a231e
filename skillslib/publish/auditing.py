"""The audit of a report: what was withheld and why, and what anybody can still tell of it."""

import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from skillslib import store as stores
from skillslib.publish import ledger, provenance, publications
from skillslib.publish.jointly import Together
from skillslib.publish.parts import Known

VALUES = 3
KNOWN = "known"  # withheld, but 0 of a larger group was published before


class AuditError(ValueError):
    """A folder cannot be audited; the message says what to do."""


def audit(report, store=None):
    """What a report withholds and what can still be told of each number: a row for each, narrowest first.

    Columns: number (its name), measure, as_of, told ("withheld"; "known" where 0 of a larger group was
    published before; "difference" of two numbers that are shown; "shown"), low, high (people or awards: the
    lowest and highest it may be, from the published numbers alone; high is empty where nothing bounds it),
    values (how many whole values that leaves), ok (at least 3, or known).
    Why a number was withheld is told in totals only: of a single one it would tell that it is not small.
    `attrs["withheld"]` says how many numbers were withheld why, `attrs["left_out"]` how many earlier numbers
    of which day and day of knowledge were left out because they tell of other facts.
    What is used: the report's publications.json and provenance.json; of the store its ledger, which groups
    exist on each day and which skills a family has. No true number is read.
    Errors: AuditError where the folder is no report; StoreError, LedgerError.

    Example: audit("reports/2026-Q3", "store").query("not ok")
    """
    folder = Path(report)
    own, said = _read(folder)
    with stores.connect(store) as con:
        earlier = _others(ledger.read(stores.folder_of(con)[0])[0], own)
        known_at = said["report"]["known_at"]
        rows, left_out = _audited(con, own, earlier, known_at, said["policy"]["min_people"])
    frame = pd.DataFrame(rows, columns=["number", "measure", "as_of", "told", "low", "high"])
    frame["values"] = frame["high"] - frame["low"] + 1
    frame["ok"] = (frame["values"] >= VALUES) | (frame["told"] == KNOWN)
    frame = frame.sort_values(["ok", "values"], kind="stable").reset_index(drop=True)
    whole = ["low", "high", "values"]
    frame[whole] = frame[whole].replace(np.inf, np.nan).astype("Int64")
    frame.attrs["withheld"] = _why(own, said["withheld"])
    frame.attrs["left_out"] = left_out
    return frame


def _read(folder):
    try:
        own = publications.read(folder)
        said = json.loads((folder / provenance.NAME).read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise AuditError(
            f"{folder} holds no {Path(missing.filename).name}: it is no report, or one from before audits. "
            "Name a report's folder, like reports/2026-Q3, or render it again."
        ) from None
    return own, said


def _others(released, own):
    """What the ledger holds besides this report's own numbers; fixed, as own ones are that others told."""
    tellers, found = defaultdict(set), {}
    for release, one in released:
        tellers[one.key, one.value].add(release)
        found[one.key, one.value] = replace(one, fixed=True)
    for one in own:
        one.fixed = len(tellers[one.key, one.value]) > 1
        found.pop((one.key, one.value), None)
    return list(found.values())


def _audited(con, own, earlier, known_at, min_people):
    """What can be told of a report's numbers, and which earlier ones were left out.

    Those of another day of knowledge are looked at alone, and then told of as earlier ones, as in the report.
    """
    rows, left_out, before, store = [], {}, [], Known(con)
    for day in (*sorted({one.known_at for one in own} - {known_at}), known_at):
        told_on = [one for one in own if one.known_at == day]
        together = Together(store, told_on, [*before, *earlier], day, min_people)
        rows += _rows(together)
        left_out |= together.left_out()
        before += [replace(one, fixed=True) for one in told_on]
    return rows, left_out


def _rows(together):
    closely, ends = together.examined()
    for place, one in enumerate(together.every[: together.own]):
        if one.value is None:
            low, high = ends.get(place, (0, np.inf))
            told = KNOWN if (low, high) == (0, 0) and (place,) not in closely else "withheld"
            yield one.name, one.layer["measure"], one.layer["as_of"], told, low, high
    for places, (low, high) in closely.items():
        ones = [together.every[place] for place in places]
        if ones[0].value is not None:
            name = " without ".join(one.name for one in ones)
            told = "difference" if len(ones) > 1 else "shown"
            yield name, ones[0].layer["measure"], ones[0].layer["as_of"], told, low, high


def _why(own, counted):
    """How many numbers were withheld, by why."""
    completing, earlier = counted["completing others"], counted["completing what was published before"]
    withheld = sum(one.value is None for one in own)
    return {
        "it, the rest of its group, or its group is small": withheld - completing - earlier,
        "it would complete others of this report": completing,
        "it would complete what was published before": earlier,
    }
