"""Charts that open anywhere offline: one Vega bundle in each document, a still picture in each chart.

Altair's own renderers either fetch scripts from elsewhere or draw one chart a document. Here the head
carries the bundle, the theme and a small script once; each chart is a picture and its specification,
and the live chart takes the picture's place. Nothing in a chart's data can become markup: every `<`
of a specification is written \\u003c.
"""

import base64
import hashlib
import html
import json
import os
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from skillslib.charts import theme
from skillslib.markup import safe_json
from skillslib.whole import write_whole

VEGA_LITE = "6.4"
# The same few words behind every chart, so that a page's security policy can name their hash.
DRAW = "window.skillsDraw&&window.skillsDraw()"
_TEMPLATES = files("skillslib.publish") / "templates"


@lru_cache(maxsize=1)
def bundle():
    """The Vega scripts as one text; made once and kept in the user's cache, since that takes seconds."""
    import vl_convert

    kept = _cache_folder() / f"vega-{version('vl-convert-python')}-{VEGA_LITE}.js"
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    text = vl_convert.javascript_bundle(vl_version=VEGA_LITE)
    _keep(kept, text)
    return text


def _cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(base) / "skillslib"


def _keep(path, text):
    """Write whole or not at all; a cache that cannot be written is only a slower one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
    except OSError:
        return


@lru_cache(maxsize=1)
def _script():
    """The document's one large script. Two bare bundles collide, so it stands in a function."""
    config = safe_json(theme.config("css"))
    chart = (_TEMPLATES / "chart.js").read_text(encoding="utf-8")
    return f"if(!window.vegaEmbed){{(function(){{{bundle()}\n}})();}}\nwindow.skillsConfig={config};\n{chart}"


def head_html():
    """What a document needs once before its charts: the theme's colours, the bundle, the script."""
    style = theme.css() + "\n" + (_TEMPLATES / "chart.css").read_text(encoding="utf-8")
    return f"<style>{style}</style>\n<script>{_script()}</script>"


def script_hashes():
    """The scripts of a document, as the hashes that its security policy names."""
    return [
        "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in (_script(), DRAW)
    ]


def chart_html(chart, still=True):
    """A chart as markup: a still picture, its specification, and the call that draws it live."""
    return spec_html(_spec_of(chart), still)


def _spec_of(chart):
    spec = chart.to_dict()
    spec.pop("config", None)
    return spec


def spec_html(spec, still=True):
    """As `chart_html`, for a specification that is a dict already."""
    text = safe_json(spec)
    spec = json.loads(text)
    name = "sk-" + hashlib.sha256(text.encode()).hexdigest()[:16]
    words = html.escape(description(spec), quote=True)
    picture = f'<div class="sk-still"><img alt="{words}" src="{still_uri(spec)}"></div>' if still else ""
    return (
        f'<div class="sk-chart" id="{name}" role="group" aria-label="{words}">{picture}'
        f'<script type="application/json" class="sk-spec">{text}</script></div>'
        f"<script>{DRAW}</script>"
    )


def description(spec):
    """A chart's words for those who do not see it."""
    return str(spec.get("description") or "A chart.")


def still_uri(spec):
    """The chart as an SVG picture that follows the reader's light or dark by itself."""
    import vl_convert

    # Roles and labels inside a picture reach nobody, and would be half of it; `alt` speaks for it.
    config = {**theme.config("css"), "aria": False}
    drawn = vl_convert.vegalite_to_svg({**spec, "config": config}, vl_version=VEGA_LITE, allowed_base_urls=[])
    opening, rest = drawn.split(">", 1)
    svg = f"{opening}><style>{theme.css()}</style>{rest}"
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def enable(still=True):
    """From now on a chart that ends a notebook's cell is shown by this renderer."""
    import altair as alt

    def render(spec, **_options):
        spec.pop("config", None)
        return {"text/html": spec_html(spec, still), "text/plain": description(spec)}

    alt.renderers.register("skills", render)
    alt.renderers.enable("skills")
