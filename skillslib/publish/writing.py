"""Writes a report's files: pages, the data of every answer as CSV, notebooks, provenance."""

import json

import nbformat

from skillslib import disclosure
from skillslib.charts.gap import shortages_finding
from skillslib.charts.supply import expiry_finding, supply_chart, supply_finding
from skillslib.governance import agreement
from skillslib.publish import headline as first_page
from skillslib.publish import page, provenance, publications, renderer, thanks
from skillslib.publish.little import little, without_blanks
from skillslib.publish.parameters import declared
from skillslib.publish.runner import read_notebook
from skillslib.publish.words import long_day, whole
from skillslib.sheets import csv_text
from skillslib.store import folder_of, settings

# The chapters in their order: page, label, notebook; the method has none.
CHAPTERS = (
    ("gap", "Gap", "3-skill-gaps"),
    ("trend", "Trend", "2-skill-trend"),
    ("map", "Map", "1-skill-map"),
    ("recognition", "Recognition", "4-recognition"),
)
METHOD = {"name": "method", "label": "Method", "finding": "How it was counted, and what is not in it."}


def write_report(folder, con, days, release, parts, paths, min_people, given, thanked):
    """Every file of the report into its folder; provenance.json comes last.

    `parts` are those of each notebook, by its name; `thanked` is whom the report thanks by name, or None.
    """
    described = provenance.describe(con, days, release, paths, min_people)
    content = first_page.headline(release.frames, days)
    if little(release.frames, days):
        content = without_blanks(content)
    shared = _shared(days, described, parts, thanked)
    _write_pages(folder, shared, parts, content, release, con, min_people)
    if thanked is not None:
        _write_thanks(folder, shared, thanked)
    (folder / "data").mkdir()
    for name, frame in release.frames.items():
        (folder / "data" / f"{name}.csv").write_text(csv_text(frame), encoding="utf-8", newline="")
    (folder / "notebooks").mkdir()
    for path in paths:
        nbformat.write(with_defaults(read_notebook(path), given), folder / "notebooks" / path.name)
    publications.write(release.protected.publications, folder)
    provenance.write(folder, described)


def _shared(days, described, parts, thanked):
    """What every page knows: days, source line, chapters with their findings."""
    version = described["store"]["version"]
    chapters = [
        {"name": name, "label": label, "finding": _finding_of(parts[notebook])}
        for name, label, notebook in CHAPTERS
    ]
    return {
        "days": days,
        "chapters": [*chapters, *([] if thanked is None else [thanks.PAGE]), METHOD],
        "as_of": long_day(days.as_of),
        "known_at": long_day(days.known_at),
        "source": f"Source: badge exports, taxonomy and HR extract as known on "
        f"{long_day(days.known_at)}; store version {version}.",
    }


def _finding_of(parts):
    """What a chapter found: the title of its first chart, else its first printed sentence.

    Nothing where none of its charts draws anything.
    """
    charts = [part["chart"] for part in parts if part["kind"] == "chart"]
    if charts and all(chart.empty for chart in charts):
        return ""
    titles = [chart.title for chart in charts]
    said = [part["text"].splitlines()[0] for part in parts if part["kind"] == "finding"]
    return (titles or said or [""])[0]


def _write_pages(folder, shared, parts, content, release, con, min_people):
    for name, label, notebook in CHAPTERS:
        html = page.render(
            "chapter", name, label, parts=parts[notebook], notebook=f"{notebook}.ipynb", **shared
        )
        _write_text(folder / f"{name}.html", html)
    frames = release.frames
    finding, *to_do = little(frames, shared["days"]) or [_headline(frames)]
    chart = supply_chart(frames["trend"])
    supply = page.chart_of(renderer.chart_html(chart, still=False), release, "the supply picture")
    html = page.render(
        "index",
        "index",
        finding,
        page=content,
        supply=supply,
        finding=finding,
        little=bool(to_do),
        also=to_do or [expiry_finding(frames["expiry"])],
        period=_period(shared),
        shortages=list(_shortage_rows(content.shortages)),
        no_shortage=_no_shortage(frames["gaps"]),
        climbed=frames["gaps"].attrs.get("climbed", ""),
        **shared,
    )
    _write_text(folder / "index.html", html)
    html = page.render(
        "method",
        "method",
        "How it was counted",
        charts=False,
        min_people=min_people,
        base=disclosure.BASE,
        completing=_completing(release.protected),
        population=content.population,
        restated=content.restated,
        agreed=agreement.agreement_of(con),
        kept=agreement.RETENTION,
        missing=_missing(frames["trust"]),
        least=f"{100 * settings(con)['matching.least']:g} %",
        cells=list(_cells(frames)),
        sources=provenance.inputs(con, min_people),
        rules=_level_rules(con),
        taxonomies=_taxonomies(con),
        looked_up=_looked_up(con),
        store_version=folder_of(con)[1],
        **shared,
    )
    _write_text(folder / "method.html", html)


def _write_thanks(folder, shared, thanked):
    here, title, finding = thanks.PAGE["name"], thanks.PAGE["label"], thanks.PAGE["finding"]
    rows = thanked[["name", "badge", "day"]].astype({"day": "datetime64[s]"})
    rows["day"] = rows["day"].dt.date.map(long_day)
    html = page.render(here, here, title, False, finding=finding, rows=rows.to_dict("records"), **shared)
    _write_text(folder / f"{here}.html", html)


def _completing(protected):
    """How many numbers were withheld because of others, in words."""
    of_report, of_earlier = protected.completing, protected.completing_earlier
    said = f"{_numbers(of_report)} withheld because others of this report would then tell of a few people"
    also = f"{_numbers(of_earlier).lower()} because what was published before would"
    changed = sum(protected.left_out.values())
    unheeded = (
        f" {changed:,} earlier numbers are not heeded beside some of these: what was known of their days has "
        "changed since, and no counts agree with both."
        if changed
        else ""
    )
    return f"{said}, {also}.{unheeded} What the numbers leave open is checked with `skillslib audit`."


def _numbers(count):
    return "No number is" if not count else "1 number is" if count == 1 else f"{count:,} numbers are"


def _headline(frames):
    """The first page's finding: the largest shortage, or the supply where nothing was planned."""
    return shortages_finding(frames["gaps"]) if len(frames["gaps"]) else supply_finding(frames["trend"])


def _period(shared):
    days = shared["days"]
    number = ("First", "Second", "Third", "Fourth")[int(days.quarter[-1]) - 1]
    so_far = " so far" if days.partial else ""
    return f"{number} quarter of {days.quarter[:4]}{so_far}"


def _shortage_rows(top):
    """The shortage table's rows: words, and the widths of their bars."""
    most = max(top["needed"], default=1)
    for row in top.itertuples():
        because = first_page.because(row)
        if row.kind == "borrow" and row.lenders:
            because = f"from {first_page.named(row.lenders)}, with more than needed"
        yield {
            "skill": row.skill,
            "unit": row.unit,
            "level": row.level,
            "kind": row.kind.capitalize(),
            "because": because + first_page.beyond(row),
            "holders": whole(row.holders),
            "needed": whole(row.needed),
            "gap": whole(row.gap),
            "scale": round(100 * row.needed / most),
            "part": round(100 * row.holders / row.needed),
        }


def _no_shortage(gaps):
    if not len(gaps):
        return "No approved targets are loaded, so nothing can be short of one."
    return "No unit is short of an approved target, as far as it is measured and may be shown."


def _missing(trust):
    """What did not find a person or a skill, in sentences, the largest first."""
    said = {
        "unmatched": "{count} awards found no person: {reason}.",
        "unlinked": "{count} matched awards prove no skill here: {reason}.",
        "level unstated": "{count} awards are of badges that state no level: {reason}.",
    }
    rows = trust[trust["measure"].isin(said)].sort_values(
        ["measure", "count"], ascending=[False, False], kind="stable"
    )
    return [
        said[row.measure].format(count=whole(row.number), reason=row.reason or "no reason given")
        for row in rows.rename(columns={"count": "number"}).itertuples()
    ]


def _cells(frames):
    named = {
        "map": "Map by unit",
        "map_country": "Map by country",
        "places": "Map by location",
        "trend": "Trend by family",
        "gaps": "Gap by unit",
        "recognition": "Recognition by unit",
    }
    for view, name in named.items():
        states = frames[view]["status"].value_counts()
        yield {
            "name": name,
            "climbed": frames[view].attrs.get("climbed", ""),
            "cells": f"{len(frames[view]):,}",
            "withheld": f"{states.get('withheld', 0):,}",
            "dark": f"{states.get('not measured', 0):,}",
        }


def _taxonomies(con):
    names = ("name", "version", "publisher", "homepage", "licence", "attribution")
    rows = con.execute("""
        select coalesce(name, taxonomy_id), taxonomy_version, publisher, homepage, licence, attribution
        from taxonomies
        order by taxonomy_id, taxonomy_version""").fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]


def _level_rules(con):
    """The rules that told the level of a badge that somebody has, in their order, with how many badges."""
    rows = con.execute("""
        select rule, case level when 0 then 'none' else level::text end as level, decided_by,
               count(*) as badges
        from (select badge_id, level_rule as rule from badges(date '9999-12-30')
              union
              select badge_id, level_rule from award_versions)
        join level_rules using (rule)
        semi join award_versions using (badge_id)
        group by all
        order by min(number)""").df()
    return rows.to_dict("records")


def _looked_up(con):
    """How many locations have their place from the gazetteer, whose licence asks to be named."""
    rows = "select count(distinct location_id) from location_versions where place_origin = 'gazetteer'"
    return con.execute(rows).fetchall()[0][0]


def _write_text(path, text):
    path.write_text(text, encoding="utf-8", newline="\n")


# ------------------------------------------------------------------ notebooks
def with_defaults(notebook, given):
    """A notebook whose parameters cell says this report's quarter and day of knowledge."""
    known = declared(notebook)
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(
                f"{p.name}: {p.type} = {_literal(given.get(p.name, p.default))}  # {p.help}"
                for p in known.values()
            )
    return notebook


def _literal(value):
    return json.dumps(value) if isinstance(value, str) else repr(value)
