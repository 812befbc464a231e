"""Everything that `check` says of a store on a day: gathered once, for terminal and page alike."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pandas as pd

from skillslib import markup, metrics, store
from skillslib.checking import freshness, views
from skillslib.checking.defects import defects
from skillslib.checking.words import in_words

TEMPLATES = files("skillslib.checking").joinpath("templates")
MOST_PLACES = 50  # lines of one defect that are named one after the other

# The files that were read; where a kind came in many, such as a folder of single badges, they are one.
GATHERED = """with gathered as (
    select *, case when count(*) over (partition by kind) > 12
              then format('{:,} files ({})', count(*) over (partition by kind), kind) else file end as shown
    from readings)"""


@dataclass
class Checked:
    """What a store can answer on a day, and what is wrong with what it was given; it names no person."""

    on: object  # the day checked
    day: object  # the day asked about: the last known, where that is earlier; None in an empty store
    readiness: pd.DataFrame
    tables: dict  # title -> frame
    defects: pd.DataFrame
    rules: pd.DataFrame
    known: object  # the last day that the store knows anything of

    @property
    def about_day(self):
        """Why the day asked about is another than the day checked, or than the last one known; or nothing."""
        if self.day != self.on:
            return f"asked for {self.on}: {self.day} is the last day that the store knows of"
        if self.known > self.on:
            return f"as known on that day: of what came later, up to {self.known}, nothing counts"
        return ""

    @property
    def failures(self):
        """Why a scheduler should not go on, in words; nothing where all is well."""
        broken = int((~self.rules["ok"]).sum())
        barred = self.readiness.loc[self.readiness["state"] == views.IMPOSSIBLE, "view"].tolist()
        ages = self.tables["Exports, and how old they are"]
        stale = [
            f"{one.kind} ({one.newest_file}, {one.newest.date()})"
            for one in ages[ages["state"] == "stale"].itertuples()
        ]
        said = []
        if broken:
            said.append(
                f"{broken} of {len(self.rules)} rules are broken: load the files again, or correct them"
            )
        if barred:
            said.append(f"{len(barred)} of {len(self.readiness)} views are impossible: {', '.join(barred)}")
        if stale:
            said.append(f"out of date on {self.on}: {', '.join(stale)}: load newer ones, or say their day")
        return said

    @property
    def headline(self):
        """How much is wrong, or the verdict where nothing is; `failures` say what."""
        said = "; ".join(failure.partition(":")[0] for failure in self.failures) or self.verdict
        return said[0].upper() + said[1:]

    @property
    def verdict(self):
        """The failures as a sentence, or that there are none."""
        if self.failures:
            return f"{'; '.join(self.failures)}."
        partial = int((self.readiness["state"] == views.PARTIAL).sum())
        part = f", {partial} of them in part" if partial else ""
        return f"All {len(self.rules)} rules hold, and every view can be shown{part}."


def checked(con, on):
    """What a store can answer on a day and what is wrong in it, as a `Checked`.

    Errors: StoreError where the store holds no dated fact.
    """
    on = metrics.question.day(on, "on")
    day = views.asked_on(con, on)
    tables = {
        "Exports, and how old they are": freshness.ages(con, on),
        "Rows beside the delivery before": freshness.growth(con),
        "In the future": freshness.ahead(con, on),
        f"People at work, {day}": freshness.denominators(con, day),
        "Badges and skills": freshness.links(con, day),
        "Names of skills": freshness.names(con, day),
        f"Rows of people in no number, {day}": metrics.left_out(con, day, day).drop(columns="status"),
        **_trust(con, day),
        "Files": _sources(con),
        "Formats of badges": _formats(con),
    }
    known = store.data_date(con)
    return Checked(on, day, views.readiness(con, on), tables, defects(con), store.check(con), known)


def places(found):
    """Defects as people read them: (file, [(lines, column, what, effect)]), lines of one defect together."""
    said = []
    for file, of_file in found.groupby("file", sort=True):
        keys = ["column", "code", "what", "effect"]
        rows = [
            (one["line"].min(), _lines(one), *(key if isinstance(key, str) else "" for key in keyed))
            for keyed, one in of_file.groupby(keys, dropna=False, sort=False)
        ]
        rows.sort(key=lambda row: (pd.isna(row[0]), row[0] if not pd.isna(row[0]) else 0, row[2:]))
        said.append((file, [(lines, column, what, effect) for _, lines, column, _, what, effect in rows]))
    return said


def _lines(one):
    """Which lines have a defect: "line 7", "lines 7, 9", "lines 7, 9 and 12 more", "3 rows", or nothing."""
    named = [int(line) for line in one["line"].dropna()][:MOST_PLACES]
    more = int(one["rows"].sum()) - len(named)
    if not named:
        return f"{more:,} rows" if more > 1 else ""
    shown = f"line{'s' if len(named) > 1 else ''} {', '.join(map(str, named))}"
    return f"{shown} and {more:,} more" if more else shown


def write(con, on, path):
    """Write the page of a store on a day and return its path; it opens without a network.

    Errors: StoreError where the store holds no dated fact.
    Example: write(connect(), "2026-10-05", "check.html")
    """
    return write_page(checked(con, on), path)


def write_page(found, path):
    """Write what was found as one HTML file and return its path."""
    html = markup.page(
        "check.html.j2",
        lambda name: TEMPLATES.joinpath(name).read_text(encoding="utf-8"),
        Path(path).name,
        found=found,
        places=places(found.defects),
        views=found.readiness.to_dict("records"),
        rules=found.rules.to_dict("records"),
        tables={title: in_words(frame) for title, frame in found.tables.items() if len(frame)},
    )
    path = Path(path)
    path.write_text(html, encoding="utf-8")
    return path


def _sources(con):
    return con.execute(
        f"""{GATHERED} select shown as file, sum(rows_read)::bigint as rows_read,
            sum(accepted)::bigint as accepted, sum(quarantined)::bigint as quarantined,
            sum(duplicates)::bigint as duplicates
        from gathered group by all order by file"""
    ).df()


def _named(skills):
    """Skills by name where they are few, else the first of them and how many more."""
    more = len(skills) - 3
    return ", ".join(skills.head(3)) + (f" and {more:,} more" if more > 0 else "")


def _formats(con):
    return con.execute(
        """select concat_ws(', ', format, data_model) as format, sum(badges)::bigint as badges,
            min(awarded_from)::text as first_awarded_on, max(awarded_to)::text as last_awarded_on
        from source_formats semi join readings using (source_id) group by 1 order by 2 desc, 1"""
    ).df()


def _trust(con, day):
    """How many awards found their person, where and by what, and how many cells are measured."""
    rates = {
        f"Awards that found their person, by {by}": metrics.matching_rates(con, day, day, by=by)
        for by in ("country", "issuer")
    }
    trust = metrics.data_trust(con, day, day, by="country")
    said = trust[["measure", "reason", "count", "of", "share"]]
    dark = metrics.unmeasured(con, day, day)
    places = dark.groupby(["country", "reason"], as_index=False, sort=False).agg(
        skills=("skill", _named), people=("people", "max")
    )
    return {
        f"Not measured, {day}": places,
        **rates,
        f"Trust, {day}; measured: cells of skill and country": said,
    }
