"""One look for every chart: light, dark and print from one spec.

A spec holds no colour. Marks name a style ("short", "withheld"), scales name a range ("heatmap"),
and the colours come from the config: CSS variables on a page, so that a page turns dark without
drawing again, or plain colours for a still picture.
"""

import textwrap

import altair as alt
import pandas as pd

from skillslib.disclosure import proof_of

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1b1f24",
    "ink2": "#57606a",
    "grid": "#e6e8eb",
    "axis": "#c3c9cf",
    "accent": "#0b62a8",
    "wash": "#d9e7f3",
    "short": "#b35806",
    "surplus": "#1f78a4",
    "held": "#c3c9cf",
    "quiet": "#6e7781",
    "withheld": "#e9e9eb",
    "hatch": "#868f99",
    "band1": "#f0f1f3",
    "band2": "#e4e6e9",
    "heat1": "#eef4fb",
    "heat2": "#cbdff0",
    "heat3": "#9ac3e2",
    "heat4": "#58a0ce",
    "heat5": "#2070b0",
    "heat6": "#0b3d7a",
    "hue3": "#4fa1a5",
    "hue4": "#4f191c",
    "hue5": "#270a7f",
}
DARK = {
    "paper": "#14181d",
    "ink": "#e9edf1",
    "ink2": "#a3adb8",
    "grid": "#2a3037",
    "axis": "#4a535d",
    "accent": "#5cb0f2",
    "wash": "#1f3447",
    "short": "#f0954a",
    "surplus": "#5cb0d8",
    "held": "#4a535d",
    "quiet": "#8b959f",
    "withheld": "#262c33",
    "hatch": "#7d8792",
    "band1": "#1d2228",
    "band2": "#272d35",
    "heat1": "#1b2733",
    "heat2": "#1c3f5e",
    "heat3": "#1f5a89",
    "heat4": "#327fb8",
    "heat5": "#6cb1e0",
    "heat6": "#c3e2fa",
    "hue3": "#8f5567",
    "hue4": "#a9e8c6",
    "hue5": "#3876dd",
}
PRINT = {**LIGHT, "ink2": "#3f474f", "grid": "#d5d8dc"}
PALETTES = {"light": LIGHT, "dark": DARK, "print": PRINT}
FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"

SHARES = ["under 3%", "3–5%", "5–10%", "10–20%", "20–40%", "over 40%"]
_EDGES = (0.03, 0.05, 0.10, 0.20, 0.40)

# Two short strokes in a cell: Vega has no hatch fill.
# and a dot, for what is not measured.
DOT = "M0.35,0A0.35,0.35,0,1,1,-0.35,0A0.35,0.35,0,1,1,0.35,0Z"
HATCH = "M-0.9,0.5L0.1,-0.9L0.3,-0.9L-0.7,0.5ZM-0.2,0.9L0.8,-0.5L1,-0.5L0,0.9Z"

PEOPLE = {"employee": "employees", "contractor": "contractors", "on leave": "people on leave"}


class ChartError(ValueError):
    """A frame cannot be drawn as it is; the message names what is missing."""


def share_class(share):
    """The named class that a share of 0 to 1 falls in."""
    return SHARES[sum(share >= edge for edge in _EDGES)]


def config(medium="css"):
    """The Vega config of a medium: "css" (variables of the page), "light", "dark" or "print"."""
    variables = {name: f"var(--sk-{name})" for name in LIGHT}
    colour = variables if medium == "css" else PALETTES[medium]
    axis = {
        "labelColor": colour["ink2"],
        "titleColor": colour["ink2"],
        "gridColor": colour["grid"],
        "domainColor": colour["axis"],
        "tickColor": colour["axis"],
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 260,
    }
    return {
        "background": colour["paper"],
        "font": FONT,
        "padding": 8,
        "numberFormat": ",.0f",
        "view": {"stroke": None, "fill": None},
        "mark": {"color": colour["accent"], "tooltip": None},
        "axis": axis,
        "legend": {
            "labelColor": colour["ink2"],
            "titleColor": colour["ink2"],
            "titleFontWeight": "normal",
            "labelFontSize": 12,
            "titleFontSize": 12,
            "symbolStrokeColor": colour["axis"],
        },
        "header": {
            "labelColor": colour["ink"],
            "titleColor": colour["ink"],
            "labelFontWeight": 600,
            "labelFontSize": 13,
            "titleFontSize": 13,
        },
        "title": {
            "color": colour["ink"],
            "subtitleColor": colour["ink2"],
            "anchor": "start",
            "frame": "group",
            "fontSize": 17,
            "fontWeight": 600,
            "subtitleFontSize": 13,
            "subtitlePadding": 6,
            "lineHeight": 22,
            "subtitleLineHeight": 18,
            "offset": 14,
        },
        "style": {**_marks(colour), **_texts(colour)},
        "range": {
            "heatmap": [colour[f"heat{n}"] for n in range(1, 7)],
            "ordinal": [colour[f"heat{n}"] for n in range(1, 7)],
            "category": [colour[name] for name in ("accent", "short", "hue3", "hue4", "hue5")],
            "diverging": [colour["short"], colour["held"], colour["surplus"]],
        },
    }


def _marks(colour):
    """Styles of marks. Both `color` and `fill` are set: a mark's own colour would win over a fill."""

    def filled(name, **more):
        return {"color": colour[name], "fill": colour[name], **more}

    def drawn(name, **more):
        return {"color": colour[name], "stroke": colour[name], **more}

    return {
        **{name: filled(name) for name in ("accent", "held", "short", "surplus", "quiet")},
        "withheld": filled("withheld"),
        "withheld-glyph": filled("hatch", strokeWidth=0),
        "not-measured": filled("hatch", strokeWidth=0),
        "band-wide": filled("band1"),
        "band-narrow": filled("band2"),
        "rule": drawn("ink", strokeWidth=1.2),
        "reference": drawn("quiet", strokeWidth=1, strokeDash=[3, 3]),
        "forecast": drawn("short", strokeWidth=2, strokeDash=[5, 3]),
        "line": drawn("accent", strokeWidth=2),
        "area": filled("wash"),
        "interval": drawn("accent", strokeWidth=2),
        "interval-quiet": drawn("quiet", strokeWidth=2),
        "target": filled("ink", opacity=1),
        "selected": {**_clear(), "stroke": colour["ink"], "strokeWidth": 1.5},
    }


def _clear():
    """No fill; said for `color` too, or the mark's own would be taken."""
    return {"color": "transparent", "fill": "transparent"}


def _texts(colour):
    def text(name, size, weight="normal", **more):
        return {
            "color": colour[name],
            "fill": colour[name],
            "fontSize": size,
            "fontWeight": weight,
            **more,
        }

    return {
        "label": text("ink2", 12),
        "value": text("ink", 12),
        "value-short": text("short", 12, 600),
        "value-surplus": text("surplus", 12, 600),
        "value-accent": text("accent", 12, 600),
        "heading": text("ink", 13, 600, align="left"),
        "caption": text("ink2", 12, align="left"),
        "sentence": text("short", 15, 600, align="left"),
    }


def css():
    """The variables that `config("css")` names: light, dark by preference or by choice, and print."""

    def block(selector, palette):
        names = "".join(f"--sk-{name}:{value};" for name, value in palette.items())
        return f"{selector}{{{names}}}"

    return "\n".join(
        [
            block(":root", LIGHT),
            f"@media (prefers-color-scheme: dark){{{block(':root:not([data-theme=light])', DARK)}}}",
            block(":root[data-theme=dark]", DARK),
            # JupyterLab says light or dark on its body, whatever the system prefers.
            block('body[data-jp-theme-light="true"]', LIGHT),
            block('body[data-jp-theme-light="false"]', DARK),
            f"@media print{{{block(':root:root:root,body', PRINT)}}}",
        ]
    )


UNPROTECTED = "UNPROTECTED: exact numbers, not for sharing."


def title(finding, *subtitle):
    """A chart's title: the finding, wrapped, over lines that say what is counted."""
    return {
        "text": textwrap.wrap(finding, 95),
        "subtitle": [line for text in subtitle for line in textwrap.wrap(text, 130)],
    }


def people_words(population):
    """Whom a question counts, in words: "employees and contractors"."""
    names = [PEOPLE[name] for name in PEOPLE if name in population]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def population_words(population):
    """Whom a denominator counts and whom it leaves out, in words: "employees without contractors"."""
    without = "employee" in population and "contractor" not in population
    return people_words(population) + (" without contractors" if without else "")


def about(frame, measure):
    """The lines under a finding: measure, whom it counts, days, small groups together, what is withheld."""
    asked = frame.attrs["question"]
    whom = population_words(asked["population"])
    whom = whom[0].upper() + whom[1:]
    shown = {"as was": "", "today": ", in today's structure"}
    structure = asked.get("structure", "as was")
    units = shown.get(structure, f", in the structure of {structure}")
    lines = [f"{measure} {whom}, {asked['as_of']}{units}, as known on {asked['known_at']}."]
    if "climbed" in frame.attrs:
        lines.append(frame.attrs["climbed"])
    if asked["filters"]:
        kept = "; ".join(f"{name}: {', '.join(values)}" for name, values in asked["filters"].items())
        lines.append(f"Only {kept}.")
    if "protected" in frame.attrs:
        base, least = frame.attrs["protected"]["base"], frame.attrs["protected"]["min_people"]
        lines.append(
            f"Counts rounded to {base}. Withheld: fewer than {least} people, or all but fewer than {least}. "
            "Not measured: no badge on offer, or too few matched."
        )
    else:
        lines.append(UNPROTECTED)
    return lines


ROLLED = {
    "each": "A skill of several families counts in each of them: families add up to more than all skills.",
    "fractional": "A person is divided over the skills held, a skill over its families: they add up to all.",
    "primary": "A skill of several families counts in its primary family alone.",
}


def rolled(frame):
    """The note that says how families were counted, where a chart is of families; else none."""
    rollup = frame.attrs["question"]["parameters"].get("rollup")
    return [ROLLED[rollup]] if rollup else []


def told(finding, measure, picture, *frames, notes=()):
    """What a chart says of itself: its title, a text for those who cannot see it, and what it rests on.

    `picture` says in words what is drawn; `notes` go under the measure and the days.
    """
    return {
        "title": title(finding, *about(frames[0], measure), *notes),
        "description": f"{finding}. {picture}",
        "usermeta": usermeta(*frames),
    }


def title_alone(**said):
    """A chart where nothing can be drawn: its title says so, and an empty axis would look like a zero."""
    nothing = alt.Chart(pd.DataFrame({"nothing": [""]})).mark_text().encode(text="nothing:N")
    return nothing.properties(width=480, height=1, **said)


def stands_alone(spec):
    """Whether a specification is that of `title_alone`: it draws nothing."""
    return spec.get("encoding", {}).get("text", {}).get("field") == "nothing"


def usermeta(*frames):
    """What a chart rests on: the fingerprint of each frame, null where it is not as `protect` gave it."""
    return {"skills": {"frame": [proof_of(frame) for frame in frames]}}


def require_rows(frame):
    """Refuse an empty frame: a picture of nothing reads like a finding."""
    if frame.empty:
        name = frame.attrs.get("question", {}).get("name", "this frame")
        raise ChartError(f"{name} has no rows: nobody it asks about is at work on that day. Ask wider.")


def require(frame, *columns):
    """Refuse a frame that lacks a column, naming it."""
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        name = frame.attrs.get("question", {}).get("name", "this frame")
        raise ChartError(
            f"{name} has no column {', '.join(missing)}. It has: {', '.join(map(str, frame.columns))}."
        )
