"""The command that erases a person: erase."""

from typing import Annotated

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import Store, answers, errors_in_words, words


@app.command(epilog="Example: skillslib erase E-000042 --dry-run")
def erase(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="An employee id, or an e-mail address of the person.")
    ],
    store: Store = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be erased; change nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
):
    """Erase a person out of a store, and keep them out.

    Gone from the store, its older versions, the identity vault and the files beside it. From then on rows
    with an id or an address of the person are refused. Reports are marked stale; exports and notebooks that
    still hold the person are named. It cannot be undone.
    """
    with errors_in_words():
        import skillslib as sk

        if not yes or dry_run:
            answers.print(str(sk.erase(person, store=store, dry_run=True)))
        if dry_run:
            return
        if not yes and not _agreed():
            words.print("Not erased. To erase without being asked: --yes.")
            raise typer.Exit(1)
        answers.print(str(sk.erase(person, store=store)))


def _agreed():
    """Whether somebody says yes: who says nothing, or stops here, does not."""
    try:
        return typer.confirm("Erase this person? It cannot be undone")
    except typer.Abort:
        return False
