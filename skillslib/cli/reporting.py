"""Commands that write something to look at: report, sample."""

from pathlib import Path
from typing import Annotated

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import Store, answers, errors_in_words, progress


def _whole(word):
    """A whole number: 5.0 is refused, as it is in Python. What is left out comes as a number already."""
    if not str(word).isdecimal():
        raise typer.BadParameter(f"{word!r} is no whole number.")
    return int(word)


@app.command(epilog="Example: skillslib report --quarter 2026-Q3 --timings")
def report(
    quarter: Annotated[str, typer.Option(metavar="QUARTER", help="The quarter, as 2026-Q3.")],
    store: Store = None,
    output: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Folder that the report's folder is put into.")
    ] = Path("reports"),
    known_at: Annotated[
        str | None,
        typer.Option(
            metavar="DAY",
            help="Only what was known on this day (2026-10-05). Left out: everything.",
        ),
    ] = None,
    min_people: Annotated[
        int,
        typer.Option(
            metavar="NUMBER", parser=_whole, help="The smallest group that may be shown: 5 or more."
        ),
    ] = 5,
    timings: Annotated[bool, typer.Option("--timings", help="Show where the time went.")] = False,
):
    """Render a quarter's report; print where its page is."""
    with errors_in_words():
        import skillslib as sk

        with progress() as tell:
            made = sk.render_report(
                quarter,
                store=store,
                output=output,
                known_at=known_at,
                min_people=min_people,
                timings=timings,
                progress=tell,
            )
        answers.print(str(made))


@app.command(epilog="Example: skillslib sample company --people 2500 --awards 25000 --seed 1")
def sample(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder to write the files into.")],
    people: Annotated[int, typer.Option(metavar="NUMBER", help="People, 20 to 400,000.")] = 2_500,
    awards: Annotated[
        int, typer.Option(metavar="NUMBER", help="Awards, two a person to 60 million.")
    ] = 25_000,
    seed: Annotated[int, typer.Option(metavar="NUMBER", help="The same seed gives the same files.")] = 1,
    replace: Annotated[
        bool, typer.Option("--replace", "--force", help="Write over a folder that holds files.")
    ] = False,
):
    """Write a made-up company's exports, to try things on."""
    with errors_in_words():
        import skillslib as sk

        with progress() as tell:
            sk.write_sample(folder, people=people, awards=awards, seed=seed, replace=replace, progress=tell)
        answers.print(f"Wrote {folder}. Next: skillslib load {folder}")
