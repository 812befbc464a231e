"""The command with which a company comes to targets: targets."""

from pathlib import Path
from typing import Annotated

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import Store, answers, errors_in_words


@app.command(epilog="Example: skillslib targets --template targets.xlsx --level 2")
def targets(
    template: Annotated[
        Path, typer.Option(metavar="FILE.xlsx", help="The Excel workbook to write; it must not exist yet.")
    ],
    level: Annotated[int, typer.Option(metavar="NUMBER", help="The level to plan for, 1 to 5.")] = 2,
    unit: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this unit and those under it. It can be said several times."),
    ] = None,
    store: Store = None,
):
    """Write a workbook in which to decide targets."""
    with errors_in_words():
        import skillslib as sk
        from skillslib.store import data_date

        with sk.connect(store) as con:
            day = data_date(con)
            filters = {"business_unit": unit} if unit else None
            made = sk.target_template(con, day, day, template, level=level, filters=filters)
        answers.print(
            f"Wrote {made}, for the team, not for publication: it holds exact numbers of small units."
        )
        answers.print(f"Its proposals are not approved. Fill it in, then: skillslib load {made}")
