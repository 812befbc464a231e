"""Commands that show people by name, to the team alone: unmatched, person-report, note-request."""

from pathlib import Path
from typing import Annotated

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import Store, answers, errors_in_words, show

Purpose = Annotated[
    str, typer.Option(metavar="WORDS", help="What names are shown for: the audit log keeps it.")
]


@app.command(epilog='Example: skillslib unmatched --output aliases.csv --purpose "match awards of Q3"')
def unmatched(
    store: Store = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A CSV to decide in: it names people, and is for the team alone."),
    ] = None,
    purpose: Purpose = "",
):
    """Show why awards find nobody; list whom they name.

    Without a file no recipient is shown, only how many there are. A file needs a purpose. In it, copy an
    employee id into employee_id where you are sure, and load it: what is only proposed is never used.
    """
    with errors_in_words():
        import skillslib as sk
        from skillslib.sheets import write_csv
        from skillslib.worklist import unmatched_counts

        with sk.connect(store) as con:
            found = unmatched_counts(con) if output is None else sk.unmatched(con, purpose)
        if output is None:
            show("Awards that found nobody", found)
            answers.print(
                f"{found['recipients'].sum():,} recipients. To decide on them: "
                "skillslib unmatched --output FILE --purpose ..."
            )
        else:
            write_csv(found, output)
            proposed = int(found["proposed_employee_id"].notna().sum())
            answers.print(
                f"Wrote {output}: {len(found):,} recipients, {proposed:,} with a proposal. It names "
                f"people: keep it in the team. Fill in employee_id, then: skillslib load {output}"
            )


@app.command(
    epilog='Example: skillslib person-report E-000001 --output answer.html --purpose "request of 5 Oct"'
)
def person_report(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="An employee id or an e-mail address.")],
    output: Annotated[Path, typer.Option(metavar="FILE", help="An HTML page, or JSON where it is *.json.")],
    purpose: Purpose = "",
    store: Store = None,
):
    """Write everything that is held about one person."""
    with errors_in_words():
        import skillslib as sk

        answers.print(f"Wrote {sk.person_report(person, output, purpose, store)}: for this person alone.")


@app.command(epilog='Example: skillslib note-request E-000001 objection "no use in workshops"')
def note_request(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="An employee id or an e-mail address.")],
    kind: Annotated[str, typer.Argument(metavar="KIND", help="objection, or correction.")],
    about: Annotated[str, typer.Argument(metavar="WORDS", help="What is objected to, or wrong.")],
    store: Store = None,
):
    """Note that a person objects or wants a correction."""
    with errors_in_words():
        import skillslib as sk
        from skillslib.governance import held
        from skillslib.store import folder_of

        with sk.connect(store) as con:
            held.note_request(folder_of(con)[0], held.person_of(con, person), kind, about)
        answers.print("Noted in the vault, and without a name in the audit log.")
