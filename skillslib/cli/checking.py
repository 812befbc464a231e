"""The command that says how far a store can be trusted: check."""

import typer

from skillslib.cli.application import app
from skillslib.cli.terminal import Store, answers, errors_in_words, show, words

# The files that were read; where a kind came in many, such as a folder of single badges, they are one.
GATHERED = """with gathered as (
    select *, case when count(*) over (partition by kind) > 12
              then format('{:,} files ({})', count(*) over (partition by kind), kind) else file end as shown
    from readings)"""


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
        show("Sources", sources)
        show("Formats of badges", formats)
        show("Quarantine", reasons)
        if trust is not None:
            show(
                f"Trust, {day}; measured: cells of skill and country",
                trust[["measure", "reason", "count", "of", "share"]],
            )
        show("Rules", rules)
        broken = int((~rules["ok"]).sum())
        if broken:
            words.print(f"{broken} of {len(rules)} rules are broken: load the files again, or correct them.")
            raise typer.Exit(1)
        answers.print(f"All {len(rules)} rules hold.")
