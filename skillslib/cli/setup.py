"""The command that looks at a folder of exports and writes how they are shaped: init."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import answers, errors_in_words, show


@app.command(epilog="Example: skillslib init company, then: skillslib load company")
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the exports lie.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: best guesses, every doubt listed.")
    ] = False,
):
    """Look at exports, and write their company.toml.

    It asks what no file says, and loads nothing.
    """
    with errors_in_words():
        import skillslib as sk

        shown = set()
        begun = sk.init(folder, yes=yes, ask=lambda question: _ask(question, shown))
        for name, rows in begun.samples.items():
            if name not in shown:
                _show_sample(name, rows)
        answers.print(str(begun))
        answers.print(f"Next: skillslib load {folder}")


def _ask(question, shown):
    """One question on the terminal, again until the answer is one of the choices."""
    if question.sample is not None and question.file not in shown:
        shown.add(question.file)
        _show_sample(question.file, question.sample)
    answers.print(str(question))
    while True:
        try:
            answer = typer.prompt(
                "Answer (blank: leave it open)", question.guess, show_default=bool(question.guess)
            )
        except typer.Abort:
            if sys.stdin.isatty():
                raise KeyboardInterrupt from None
            raise ValueError(
                f"No answer came, and nothing was written. Best guesses without questions: "
                f"skillslib init FOLDER --yes ({question.file})"
            ) from None
        if not answer.strip() or not question.choices or answer.strip() in question.choices:
            return answer
        answers.print(f"One of: {', '.join(question.choices)}")


def _show_sample(name, rows):
    """Five rows as five columns, so that all their cells can be read."""
    turned = rows.T.reset_index(names="column")
    show(
        f"{name}: five rows, persons masked",
        turned.rename(columns=lambda name: name if name == "column" else str(name + 1)),
    )
