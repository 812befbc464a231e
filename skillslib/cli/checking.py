"""The command that says what a store can answer, and how far to trust it: check."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import Store, answers, errors_in_words, show, words

MARKS = {"ready": "+", "partial": "~", "impossible": "-"}


@app.command(epilog="Example: skillslib check --store store --on 2026-10-05")
def check(
    store: Store = None,
    on: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day to check for. Left out: today.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it as a page too, which opens offline.")
    ] = None,
):
    """Say what can be answered, and what is wrong where.

    Exit code 0 where all rules hold, every view can be shown and no export is out of date; else 1, and 2
    where nothing can be checked.
    """
    with errors_in_words():
        import skillslib as sk
        from skillslib.checking import page

        with sk.connect(store) as con:
            found = page.checked(con, on or datetime.date.today())
        _show(found, page.places(found.defects))
        if html is not None:
            answers.print(f"Wrote {page.write_page(found, html)}")
        if found.failures:
            words.print(found.verdict)
            raise typer.Exit(1)
        answers.print(found.verdict)


def _show(found, places):
    """One page: what can be answered, what is wrong where, then the numbers behind it, then the rules."""
    answers.print(f"What can be answered, {found.day}{f' ({found.about_day})' if found.about_day else ''}")
    for view in found.readiness.itertuples():
        answers.print(f"{MARKS[view.state]} {view.view:<22} {view.state:<11} {view.why}".rstrip())
        if view.helps:
            answers.print(f"{'':36} would help: {view.helps}")
    answers.print()
    if places:
        answers.print("Defects by file")
    for file, rows in places:
        for lines, column, what, effect in rows:
            answers.print(f"{', '.join(filter(None, (file, lines, column)))}: {what}; {effect}")
    answers.print()
    for title, frame in found.tables.items():
        show(title, frame)
    show("Rules", found.rules)
