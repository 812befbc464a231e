"""The command that says whether the audit log and a report are as they were written: verify."""

from pathlib import Path
from typing import Annotated

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import Store, answers, errors_in_words, words


@app.command(epilog="Example: skillslib verify reports/2026-Q3 --store store")
def verify(
    report: Annotated[
        Path | None, typer.Argument(metavar="REPORT", help="The folder of a report, to verify too.")
    ] = None,
    store: Store = None,
):
    """Find what was changed in the audit log, or in a report.

    Exit code 0 where all is as it was written; else 1, and 2 where nothing can be verified.
    """
    with errors_in_words():
        import skillslib as sk
        from skillslib.governance import log
        from skillslib.store import locate

        found = sk.verify(store, report)
        for finding in found:
            words.print(finding)
        if found:
            raise typer.Exit(1)
        lines = len(log.entries(locate(store)))
        answers.print(
            f"The audit log has {lines:,} {'line' if lines == 1 else 'lines'}, each as it was written."
        )
        if report is not None:
            answers.print(f"{report} is as it was written, and the log tells of it.")
