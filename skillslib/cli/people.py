"""The command for the awards that found nobody: unmatched."""

import os
from pathlib import Path
from typing import Annotated

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import Store, answers, errors_in_words, show


@app.command(epilog="Example: skillslib unmatched --output aliases.csv")
def unmatched(
    store: Store = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A CSV to decide in: it names people, and is for the team alone."),
    ] = None,
):
    """Show why awards find nobody; list whom they name.

    Without a file no recipient is shown, only how many there are. In the file, copy an employee id into
    employee_id where you are sure, and load it: what is only proposed is never used.
    """
    with errors_in_words():
        import skillslib as sk

        with sk.connect(store) as con:
            waiting = sk.unmatched(con)
        if output is None:
            show("Awards that found nobody", _counts(waiting))
            answers.print(
                f"{len(waiting):,} recipients. To decide on them: skillslib unmatched --output FILE"
            )
        else:
            _write(waiting, output)
            proposed = int(waiting["proposed_employee_id"].notna().sum())
            answers.print(
                f"Wrote {output}: {len(waiting):,} recipients, {proposed:,} with a proposal. It names "
                f"people: keep it in the team. Fill in employee_id, then: skillslib load {output}"
            )


def _counts(waiting):
    """How many recipients and awards there are by reason and kind, and how many have a proposal."""
    kinds = waiting.groupby(["reason", "kind"], as_index=False).agg(
        recipients=("recipient", "size"), awards=("awards", "sum"), proposed=("why", "count")
    )
    return kinds.sort_values(["awards", "reason", "kind"], ascending=[False, True, True])


def _write(waiting, path):
    """The worklist as a CSV that nobody else can read; what a spreadsheet would run stands after an '."""
    shown = waiting.copy()
    runs = shown["recipient"].str.match(r"[=+@-]").fillna(False).astype(bool)
    shown["recipient"] = shown["recipient"].mask(runs, "'" + shown["recipient"])
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FileExistsError(
            f"{path} is there already, with decisions perhaps. Name another file."
        ) from None
    with open(handle, "w", encoding="utf-8", newline="") as file:
        shown.to_csv(file, index=False, lineterminator="\n")
