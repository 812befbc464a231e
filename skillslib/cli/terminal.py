"""What every command shares: the two consoles, errors in words, a progress bar, a table."""

import os
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

PAGE = 160  # columns where no terminal says how many it has
# Without markup: a file may be called "export [red].csv".
answers = Console(highlight=False, markup=False, soft_wrap=True, width=None if sys.stdout.isatty() else PAGE)
words = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

# What the engine makes of a Ctrl-C that reaches it inside a query.
ENGINE_STOPPED = "Query interrupted"

Store = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="The store's folder. Left out: $SKILLS_STORE, else the nearest store/ upwards.",
    ),
]


@contextmanager
def errors_in_words():
    """Errors as one message that says what to do; never a traceback: those show data."""
    try:
        yield
    except typer.Exit:
        raise
    except KeyboardInterrupt:
        raise _stopped() from None
    except (ValueError, OSError) as error:
        _trace_if_asked()
        words.print(f"Error: {_in_words(error)}", style="red")
        raise typer.Exit(2) from None
    except Exception as error:
        if str(error) == ENGINE_STOPPED:
            raise _stopped() from None
        _trace_if_asked()
        ours = Path(__file__).parents[1].name
        frames = traceback.extract_tb(error.__traceback__)
        place = [frame for frame in frames if ours in Path(frame.filename).parts][-1]
        words.print(
            f"Error: {type(error).__name__} in {Path(place.filename).name}, line {place.lineno}: "
            "a fault of the workbench, not of your input. Nothing was published. "
            "SKILLS_TRACEBACK=1 shows the details; they may hold personal data.",
            style="red",
        )
        raise typer.Exit(1) from None


def _stopped():
    words.print("Stopped. What was there before is unchanged.")
    return typer.Exit(130)


@contextmanager
def progress():
    """A bar on the terminal, and the function that moves it: tell(step, share from 0 to 1)."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=words, transient=True, disable=not words.is_terminal) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda step, share: bar.update(task, description=step, completed=share)


def _in_words(error):
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return str(error)


def _trace_if_asked():
    if os.environ.get("SKILLS_TRACEBACK") == "1":
        traceback.print_exc()


def show(title, frame):
    """A DataFrame as a small table, in the words it has."""
    if frame.empty:
        return
    from skillslib.checking.words import in_words

    heads, rows = in_words(frame)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, show_edge=False)
    for name, number in heads:
        table.add_column(name, justify="right" if number else "left")
    for row in rows:
        table.add_row(*map(Text, row))
    answers.print(table)
    answers.print()
