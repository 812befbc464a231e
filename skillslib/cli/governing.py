"""Commands of the agreement on the data: retain, protection-page."""

from pathlib import Path
from typing import Annotated

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import Store, answers, errors_in_words, show


@app.command(epilog="Example: skillslib retain --dry-run")
def retain(
    store: Store = None,
    on: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day to count from. Left out: today.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
):
    """Remove what is kept longer than governance.toml allows."""
    with errors_in_words():
        import skillslib as sk

        found = sk.retain(store, on, dry_run)
        show("What is kept longer than agreed", found)
        if dry_run:
            answers.print("Nothing was changed.")


@app.command(epilog="Example: skillslib protection-page --output protection.html")
def protection_page(
    store: Store = None,
    output: Annotated[Path, typer.Option(metavar="FILE", help="The page, which opens offline.")] = Path(
        "protection.html"
    ),
):
    """Write a page for data protection and works council."""
    with errors_in_words():
        import skillslib as sk

        answers.print(f"Wrote {sk.protection_page(output, store)}")
