"""Commands that bring badges in: load, series, levels, sync."""

from pathlib import Path
from typing import Annotated

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import Store, answers, errors_in_words, progress, show


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
    lower_min_people: Annotated[
        bool,
        typer.Option("--lower-min-people", help="Let governance.toml lower the smallest group; logged."),
    ] = False,
):
    """Read exports into the store; say what was not read."""
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
                lower_min_people=lower_min_people,
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
    """Show which badges renew each other."""
    with errors_in_words():
        import skillslib as sk

        with sk.connect(store) as con:
            joined = sk.badge_series(con)
        if output is None:
            show("Badges of which one renews the other", joined)
            answers.print(f"{len(joined):,} badges. To decide on them: skillslib series --output FILE")
        else:
            _write_to_decide(joined, output, f"{len(joined):,} badges")


@app.command(epilog="Example: skillslib skills --output skill_names.csv")
def skills(
    store: Store = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV to decide in: load it when it is decided.")
    ] = None,
):
    """Show what the names of badges' skills are linked to."""
    with errors_in_words():
        import skillslib as sk

        with sk.connect(store) as con:
            every = sk.skill_links(con)
            undecided = sk.skill_links(con, undecided=True)
        names = undecided["skill_name"].nunique()
        if output is None:
            shown = every[every["rank"] == 1].drop(columns=["decision", "rank"])
            show("Names of badges' skills", shown)
            answers.print(f"{names:,} names are to be decided: skillslib skills --output FILE")
        else:
            _write_to_decide(undecided, output, f"{names:,} names")


@app.command(epilog="Example: skillslib levels --output badge_levels.csv")
def levels(
    store: Store = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV with a row for each badge.")
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV of the rules, to change and load.")
    ] = None,
):
    """Show which level each badge proves, and by which rule."""
    with errors_in_words():
        import skillslib as sk
        from skillslib.badges.levels import write_rules
        from skillslib.sheets import csv_text

        if rules is not None:
            write_rules(rules)
            answers.print(f"Wrote {rules}: keep the rules that you change, then: skillslib load {rules}")
            return
        with sk.connect(store) as con:
            told = sk.badge_levels(con)
        if output is None:
            show("Badges, and the rule that tells their level", told)
        else:
            output.write_text(csv_text(told), encoding="utf-8", newline="")
            answers.print(f"Wrote {output}: {len(told):,} rows.")


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


def _write_to_decide(frame, output, what):
    """A CSV for a person to decide in; one that is there may hold decisions, and stays."""
    from skillslib.sheets import write_csv

    write_csv(frame, output)
    answers.print(f"Wrote {output}: {what}. Decide, then: skillslib load {output}")
