"""Pages of a report: an executed notebook becomes a chapter; released answers become the first page.

What a notebook says and prints is text here, escaped, and refused where it has an e-mail address or speaks of
1 to 4 people. Of its charts the specification is taken over, once it draws a released answer and nothing
else, and the picture is drawn here from what was checked. Any other rich output is refused, tables included:
the table behind each chart is made from the release.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from skillslib import markup
from skillslib.charts import theme
from skillslib.disclosure import unshown
from skillslib.markup import MarkupError, script_hash
from skillslib.publish import renderer
from skillslib.publish.carried import tables
from skillslib.publish.lint import check_chart, check_text

TEMPLATES = files("skillslib").joinpath("publish/templates")
MOST_ROWS = 1500
HOW_TO_READ = "**How to read it.**"  # how the text under a chart begins
ATTRIBUTES = r'(?: (?:id|role|aria-label)="[^"<>]*")*'
OUR_CHART = re.compile(
    rf'<div class="sk-chart"{ATTRIBUTES}>'
    r'<script type="application/json" class="sk-spec">(?P<spec>[^<]*)</script></div>'
    r"<script>(?P<call>[^<]*)</script>\s*"
)


class PageError(ValueError):
    """A notebook shows something that may not be published; the message says what and where."""


@dataclass
class Chart:
    """A chart ready for a page: its HTML, the views behind it, the tables of what it draws.

    Of an empty one the title says why nothing is drawn.
    """

    html: str
    views: list
    tables: list
    title: str
    empty: bool = False


# ------------------------------------------------------------------ notebook -> parts
def parts_of(run, release):
    """A run notebook as the parts of a chapter: text, findings and charts, in its order."""
    parts, section = [], run.name
    for number, cell in enumerate(run.notebook.cells, 1):
        place = f"{run.name}, cell {number} (under “{section}”)"
        check_text(cell.source, release, place)
        if cell.cell_type == "markdown":
            if cell.source.startswith("#"):
                section = cell.source.splitlines()[0].lstrip("# ")
            if not (cell.source.startswith(HOW_TO_READ) and _draws_nothing(parts)):
                parts.append({"kind": "text", "html": text_html(cell.source)})
        elif cell.cell_type == "code":
            parts += [part for out in cell.outputs if (part := _part(out, release, place))]
    return parts


def _draws_nothing(parts):
    """Whether what was shown last is a chart of which there is nothing to read."""
    return bool(parts) and parts[-1]["kind"] == "chart" and parts[-1]["chart"].empty


def _part(output, release, place):
    """One output as a part; None for what is not for readers (warnings, the renderer's own set-up)."""
    if output.output_type == "stream":
        text = output.text.strip()
        if output.name != "stdout" or not text:
            return None
        check_text(text, release, place)
        return {"kind": "finding", "text": text}
    data = output.get("data", {})
    html = data.get("text/html", "")
    if html.strip() == renderer.head_html().strip():
        return None
    if html:
        return {"kind": "chart", "chart": chart_of(html, release, place)}
    if "text/markdown" in data:
        check_text(data["text/markdown"], release, place)
        return {"kind": "text", "html": text_html(data["text/markdown"])}
    raise PageError(
        f"{place} shows {', '.join(data) or 'something'} that cannot be published. End the cell with a "
        "chart, or print a sentence."
    )


def chart_of(html, release, place="the chart"):
    """A chart's HTML as a `Chart`, once it is ours to the letter and draws only what was released."""
    found = OUR_CHART.fullmatch(html.strip())
    if not found or script_hash(found["call"]) not in _hashes(renderer.script_hashes()):
        raise PageError(
            f"{place} shows HTML that is not one of our charts. The table behind a chart comes with "
            "it; end the cell with the chart, or print a sentence."
        )
    spec = json.loads(found["spec"])
    views = check_chart(spec, release, place)
    drawn = {column for rows in tables(spec) for row in rows for column in row}
    behind = [table_of(release.frames[view], view, drawn) for view in views]
    return Chart(renderer.spec_html(spec), views, behind, title_of(spec), theme.stands_alone(spec))


def title_of(spec):
    """The finding that a chart states as its title, or its description."""
    title = spec.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    return " ".join(text) if isinstance(text, list) else text or spec.get("description", "")


def text_html(source):
    """Markdown as HTML; HTML inside it is escaped, and links lead nowhere harmful."""
    ours = IPythonRenderer(escape=True, allow_harmful_protocols=False, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=ours).render(source)


# ------------------------------------------------------------------ the table behind a chart
def table_of(frame, name, drawn):
    """A released frame as rows of text: what each row is of, and the measures drawn; gaps say why."""
    measures = frame.attrs["question"]["measures"]
    worked_out = not drawn & set(measures)
    keep = [
        c
        for c in frame.columns
        if (c in drawn or worked_out if c in measures else c != "status" and not c.endswith("_id"))
    ]
    keep += ["status"] if "status" in frame.columns else []
    shown = frame[keep].head(MOST_ROWS)
    words = {column: unshown(frame, column) if column in measures else [""] * len(frame) for column in keep}
    rows = [
        [_cell(value, column, word) for column, value, word in zip(keep, row, said, strict=True)]
        for row, said in zip(shown.itertuples(index=False), zip(*words.values(), strict=True), strict=False)
    ]
    more = f"The first {MOST_ROWS:,} of {len(frame):,} rows; the CSV holds them all."
    return {
        "name": name.replace("_", " "),
        "heads": [
            {"text": c.replace("_", " "), "number": c in measures and is_number(frame[c])} for c in keep
        ],
        "rows": rows,
        "more": more if len(frame) > MOST_ROWS else "",
    }


def _cell(value, column, word):
    if value is None or pd.isna(value):
        return {"text": word, "css": "n none" if word else ""}
    if isinstance(value, pd.Timestamp):
        return {"text": value.date().isoformat(), "css": ""}
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return {"text": str(value), "css": ""}
    if column == "share" or column == "rate" or column.endswith("_share"):
        return {"text": f"{value:.1%}", "css": "n"}
    return {"text": f"{float(value):,.2f}".rstrip("0").rstrip("."), "css": "n"}


def is_number(column):
    """Whether a column holds numbers."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


# ------------------------------------------------------------------ parts -> page
def render(template, here, title, charts=True, **content):
    """A page's HTML, checked: it loads nothing from outside and runs only the scripts it names.

    A page without charts takes the theme's colours and leaves the 0.9 MB that draws charts.
    """
    js = _text("report.js")
    try:
        return markup.page(
            f"{template}.html.j2",
            _text,
            f"{here}.html",
            [script_hash(js), *_hashes(renderer.script_hashes())],
            here=here,
            kind=template,
            title=title,
            css=_text("report.css"),
            js=js,
            head=renderer.head_html() if charts else f"<style>{theme.css()}</style>",
            **content,
        )
    except MarkupError as error:
        raise PageError(f"{error} No report was written.") from None


def section(title, rows=(), texts=(), empty="", small=False):
    """A part of a plain page: texts, and a table of rows (dictionaries); `empty` says that there is none.

    `small` is for small print: what is there for whoever checks, and not to be read first.
    """
    heads = list(dict.fromkeys(name for row in rows for name in row))
    cells = [["" if row.get(name) is None else row.get(name) for name in heads] for row in rows]
    said = [*texts, *([empty] if empty and not rows else [])]
    return {
        "title": title.replace("_", " "),
        "texts": said,
        "heads": [name.replace("_", " ") for name in heads],
        "rows": cells,
        "small": small,
    }


def _hashes(named):
    """Hashes without the quotes that a policy puts around them."""
    return [one.strip("'") for one in named]


@cache
def _text(name):
    return TEMPLATES.joinpath(name).read_text(encoding="utf-8").strip()
