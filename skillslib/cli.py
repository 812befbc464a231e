"""The command line: skillslib load | series | sync | check | report | sample.

Each command is a library function (load, badge_series, sync, check, render_report, write_sample) with
progress, and errors in words. The library is imported inside the commands, so that `--help` answers at once.
"""

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

app = typer.Typer(
    name="skillslib",
    help="From badge exports to a quarterly skills report.",
    epilog="Example: skillslib load data/sample, then: skillslib report --quarter 2026-Q3",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# Without markup: a file may be called "export [red].csv".
answers = Console(highlight=False, markup=False, soft_wrap=True)
words = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

# What the engine makes of a Ctrl-C that reaches it inside a query.
ENGINE_STOPPED = "Query interrupted"

# The files that were read; where a kind came in many, such as a folder of single badges, they are one.
GATHERED = """with gathered as (
    select *, case when count(*) over (partition by kind) > 12
              then format('{:,} files ({})', count(*) over (partition by kind), kind) else file end as shown
    from readings)"""

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
        ours = Path(__file__).parent.name
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


@app.command(epilog="Example: skillslib load data/sample --store store")
def load(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE-OR-FOLDER...", help="What to read.")],
    store: Store = None,
    exported_on: Annotated[
        str | None,
        typer.Option(
            metavar="DAY",
            help="Day of the export (2026-10-05), for files that do not say it themselves.",
        ),
    ] = None,
    accept_quarantine_rate: Annotated[
        float,
        typer.Option(metavar="SHARE", help="Share of a file's rows that may be faulty, 0 to 1."),
    ] = 0.05,
    encoding: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Encoding of CSV files that are not UTF-8, as in cp1252."),
    ] = None,
    dates: Annotated[
        str | None,
        typer.Option(
            metavar="HOW",
            help="How CSV files write dates: day first, month first, year first, unix, unix ms, excel.",
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--as", metavar="KIND", help="What the files are, where they do not look like it."),
    ] = None,
):
    """Read exports into the store, and say what could not be read."""
    with errors_in_words():
        import skillslib as sk

        with progress() as tell:
            summary = sk.load(
                paths,
                store=store,
                exported_on=exported_on,
                accept_quarantine_rate=accept_quarantine_rate,
                encoding=encoding,
                dates=dates,
                kind=kind,
                progress=tell,
            )
        answers.print(str(summary))


@app.command(epilog="Example: skillslib series --output badge_series.csv")
def series(
    store: Store = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV to decide in: load it when it is decided.")
    ] = None,
):
    """Show which badges renew each other, and what there is to decide."""
    with errors_in_words():
        import skillslib as sk

        with sk.connect(store) as con:
            joined = sk.badge_series(con)
        if output is None:
            _show("Badges of which one renews the other", joined)
            answers.print(f"{len(joined):,} badges. To decide on them: skillslib series --output FILE")
        elif output.exists():
            raise FileExistsError(f"{output} is there already, with decisions perhaps. Name another file.")
        else:
            joined.to_csv(output, index=False)
            answers.print(f"Wrote {output}: {len(joined):,} badges. Decide, then: skillslib load {output}")


@app.command(epilog="Example: skillslib sync credly --organization ID --store store")
def sync(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="credly or badgr.")],
    store: Store = None,
    organization: Annotated[
        str | None, typer.Option(metavar="ID", help="Whose badges: Credly's id of the organization.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="What changed since a day. Left out: since the last sync."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="From the beginning.")] = False,
    employees: Annotated[bool, typer.Option("--employees", help="Credly's employees too.")] = False,
    address: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The server, where it is not the vendor's usual one."),
    ] = None,
    accept_quarantine_rate: Annotated[
        float,
        typer.Option(metavar="SHARE", help="Share of a page's records that may be faulty, 0 to 1."),
    ] = 0.05,
):
    """Load what is new on a vendor's server, page by page.

    The token is read from the environment: SKILLS_CREDLY_TOKEN or SKILLS_BADGR_TOKEN.
    """
    with errors_in_words():
        import skillslib as sk

        with progress() as tell:
            summary = sk.sync(
                source,
                store=store,
                organization=organization,
                since=since,
                everything=everything,
                employees=employees,
                address=address,
                accept_quarantine_rate=accept_quarantine_rate,
                progress=tell,
            )
        answers.print(str(summary))


@app.command(epilog="Example: skillslib check --store store")
def check(store: Store = None):
    """Check keys, overlaps and counts, and how far to trust them."""
    with errors_in_words():
        import skillslib as sk

        with sk.connect(store) as con:
            sources = con.execute(
                f"""{GATHERED} select shown as file, sum(rows_read)::bigint as rows_read,
                    sum(accepted)::bigint as accepted, sum(quarantined)::bigint as quarantined,
                    sum(duplicates)::bigint as duplicates
                from gathered group by all order by file"""
            ).df()
            formats = con.execute(
                """select concat_ws(', ', format, data_model) as format, sum(badges)::bigint as badges,
                    min(awarded_from)::text as first_awarded_on, max(awarded_to)::text as last_awarded_on
                from source_formats semi join readings using (source_id) group by 1 order by 2 desc, 1"""
            ).df()
            reasons = con.execute(
                f"""{GATHERED} select shown as file, reason, count(*) as rows from quarantine
                join gathered using (source_id) group by all order by file, rows desc, reason"""
            ).df()
            rules = sk.check(con)
            day = con.execute("select max(exported_on) from sources").fetchall()[0][0]
            trust = sk.data_trust(con, day, day, by="country") if day else None
        _show("Sources", sources)
        _show("Formats of badges", formats)
        _show("Quarantine", reasons)
        if trust is not None:
            _show(
                f"Trust, {day}; measured: cells of skill and country",
                trust[["measure", "reason", "count", "of", "share"]],
            )
        _show("Rules", rules)
        broken = int((~rules["ok"]).sum())
        if broken:
            words.print(f"{broken} of {len(rules)} rules are broken: load the files again, or correct them.")
            raise typer.Exit(1)
        answers.print(f"All {len(rules)} rules hold.")


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
        int, typer.Option(metavar="NUMBER", help="The smallest group that may be shown: 5 or more.")
    ] = 5,
    timings: Annotated[bool, typer.Option("--timings", help="Show where the time went.")] = False,
):
    """Render a quarter's report and print the path of its first page."""
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


def _show(title, frame):
    """A DataFrame as a small table, in the words it has."""
    if frame.empty:
        return
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, show_edge=False)
    for name in frame.columns:
        number = frame[name].dtype.kind in "iuf"
        table.add_column(name.replace("_", " "), justify="right" if number else "left")
    for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
        cells = zip(frame.columns, row, strict=True)
        table.add_row(*(Text(_cell(value, "share" in name)) for name, value in cells))
    answers.print(table)
    answers.print()


def _cell(value, share):
    if value is None:
        return ""
    if str(value) in ("True", "False"):
        return "yes" if value else "NO"
    if share:
        return f"{value:.1%}"
    return f"{value:,}" if isinstance(value, (int, float)) else str(value).removesuffix(" 00:00:00")


def main():
    """The `skillslib` command."""
    sys.exit(app(prog_name="skillslib"))
