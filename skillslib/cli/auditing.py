"""The commands that prove what a report is worth: verify (is it as written), audit (what can be told)."""

from pathlib import Path
from typing import Annotated

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import Store, answers, errors_in_words, show, words

SHOWN = 20


@app.command(epilog="Example: skillslib verify reports/2026-Q3 --store store")
def verify(
    report: Annotated[
        Path | None, typer.Argument(metavar="REPORT", help="The folder of a report, to verify too.")
    ] = None,
    store: Store = None,
):
    """Find what was changed in audit log, ledger or report.

    Exit code 0 where all is as it was written; else 1, and 2 where nothing can be verified.
    """
    with errors_in_words():
        import skillslib as sk
        from skillslib.governance import log
        from skillslib.governance.chain import counted
        from skillslib.publish import ledger
        from skillslib.store import locate

        found = sk.verify(store, report)
        for finding in found:
            words.print(finding)
        if found:
            raise typer.Exit(1)
        for name, chain in (("audit log", log.CHAIN), ("ledger", ledger.CHAIN)):
            lines = counted(len(chain.entries(locate(store))))
            answers.print(f"The {name} has {lines}, each as it was written.")
        if report is not None:
            answers.print(f"{report} is as it was written, and the log tells of it.")


@app.command(epilog="Example: skillslib audit reports/2026-Q3 --all")
def audit(
    report: Annotated[
        Path, typer.Argument(metavar="REPORT", help="A report's folder, like reports/2026-Q3.")
    ],
    store: Store = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show every withheld number, not the first 20.")
    ] = False,
):
    """Say what a report withholds and why, and prove it.

    The proof is what can still be told of each number.

    It uses the published numbers alone: those of the report and of the store's ledger; of the store also
    which groups of people exist. Why numbers were withheld is told in totals: of a single one it would tell
    that it is not small. Exit code 0 where each withheld number may still have 3 values or more, else
    1, and 2 where nothing can be audited.
    """
    with errors_in_words():
        import skillslib as sk

        found = sk.audit(report, store)
        failing = found[~found["ok"]]
        for why, count in found.attrs["withheld"].items():
            answers.print(f"{count:>7,} withheld: {why}")
        for (day, known), count in found.attrs["left_out"].items():
            answers.print(f"{count:>7,} of {day} as known on {known} left out: some tell of other facts")
        answers.print()
        rows = found if every else found.head(max(SHOWN, len(failing)))
        show("What can be told, people or awards", rows.astype(object).where(rows.notna(), "no limit"))
        if len(rows) < len(found):
            answers.print(f"{len(found) - len(rows):,} more: --all shows them.")
        if len(failing):
            words.print(f"{len(failing):,} of {len(found):,} can be told too closely.")
            raise typer.Exit(1)
        answers.print(f"None of {len(found):,} can be told: each may still have 3 values or more.")
        if known := int((found["told"] == "known").sum()):
            answers.print(f"But {known:,} are known: 0 of a larger group was published before.")
