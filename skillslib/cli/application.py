"""The application that the commands belong to."""

import typer

app = typer.Typer(
    name="skillslib",
    help="From badge exports to a quarterly skills report.",
    epilog="Example: skillslib load data/sample, then: skillslib report --quarter 2026-Q3",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
