"""The offline renderer: what it writes, and what a browser makes of it with the network cut."""

import base64
import json
import math
import re

import altair as alt
import pandas as pd
import pytest

from skillslib.charts import theme
from skillslib.charts.programme import programme_effect_chart
from skillslib.publish import renderer

HOSTILE = [
    "</script><script>window.pwned=1</script>",
    "<!--<script>window.pwned=2",
    "<img src=x onerror='window.pwned=3'>",
    "\u2028window.pwned=4",
    "<svg onload='window.pwned=5'>",
]


def chart(names=("a", "b", "c"), words="Three bars."):
    pick = alt.selection_point(
        name="pick",
        fields=["bar"],
        on="click",
        bind=alt.binding_select(options=[None, *names], name="Show "),
    )
    frame = pd.DataFrame({"bar": list(names), "size": range(3, 3 + len(names))})
    return (
        alt.Chart(frame, title=words, description=words)
        .mark_bar(style="short", cursor="pointer")
        .encode(
            x=alt.X("bar:N", title="Name"),
            y=alt.Y("size:Q", title="Size"),
            opacity=alt.condition(pick, alt.value(1), alt.value(0.2)),
            tooltip=[alt.Tooltip("bar:N", title="Name")],
        )
        .add_params(pick)
    )


def page(*charts, still=True):
    policy = "; ".join(
        [
            "default-src 'none'",
            "img-src data:",
            "style-src 'unsafe-inline'",
            "script-src " + " ".join(f"'{one}'" for one in renderer.script_hashes()),
        ]
    )
    body = "".join(renderer.chart_html(one, still) for one in charts)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv='
        f'"Content-Security-Policy" content="{policy}"><title>t</title>{renderer.head_html()}</head>'
        f"<body>{body}</body></html>"
    )


def test_a_chart_is_the_same_text_every_time():
    assert renderer.chart_html(chart()) == renderer.chart_html(chart())
    assert renderer.head_html() == renderer.head_html()


def test_nothing_in_a_specification_can_close_its_script():
    text = renderer.chart_html(chart(HOSTILE, HOSTILE[0]), still=False)
    spec = re.search(r'class="sk-spec">(.*?)</script>', text, re.S)[1]
    assert "<" not in spec and "\u2028" not in spec
    assert json.loads(spec)["title"] == HOSTILE[0]
    assert text.count("<script") == 2


@pytest.mark.parametrize("unknown", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_null_in_a_page(unknown):
    spec = {**chart().to_dict(), "usermeta": {"told": [unknown, {"deep": unknown}]}}
    text = renderer.spec_html(spec, still=False)
    (written,) = re.findall(r'class="sk-spec">([^<]*)<', text)
    refuse = pytest.fail  # what JSON does not know, and a browser refuses
    assert json.loads(written, parse_constant=refuse)["usermeta"]["told"] == [None, {"deep": None}]


def test_a_programme_that_nobody_could_judge_is_a_title_alone():
    judged = {"programme": "Welding", "people": pd.NA, "controls": pd.NA, "status": "not measured"}
    frame = pd.DataFrame([judged | dict.fromkeys(("effect", "low", "high"), pd.NA)])
    frame["verdict"] = pd.Series([math.nan], dtype=object)
    asked = {"name": "programme_effect", "population": ["employee"], "filters": {}, "parameters": {}}
    frame.attrs["question"] = asked | {"as_of": "2026-09-30", "known_at": "2026-10-05", "measures": {}}
    text = renderer.chart_html(programme_effect_chart(frame), still=False)
    assert "NaN" not in text and "No programme can be judged" in text


def test_a_specification_holds_no_colour_and_a_still_follows_the_theme():
    text = renderer.chart_html(chart())
    spec = re.search(r'class="sk-spec">(.*?)</script>', text, re.S)[1]
    assert not re.search(r"#[0-9a-fA-F]{6}|config", spec)
    still = base64.b64decode(re.search(r"base64,([^\"]+)", text)[1]).decode()
    assert "var(--sk-short)" in still and theme.DARK["short"] in still
    assert "sk-still" not in renderer.chart_html(chart(), still=False)


def test_the_bundle_is_made_once_and_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    renderer.bundle.cache_clear()
    first = renderer.bundle()
    kept = list((tmp_path / "skillslib").iterdir())
    assert len(kept) == 1 and kept[0].read_text(encoding="utf-8") == first
    assert "</script" not in first.lower()


def test_a_notebook_shows_a_chart_by_ending_a_cell_with_it():
    before = alt.renderers.active
    try:
        renderer.enable(still=False)
        shown = chart()._repr_mimebundle_()
    finally:
        alt.renderers.enable(before)
    data = shown[0] if isinstance(shown, tuple) else shown
    assert data["text/plain"] == "Three bars."
    assert data["text/html"] == renderer.chart_html(chart(), still=False)


@pytest.fixture
def opened(chromium, tmp_path):
    """Open markup from a file with every request counted; gives the page and the requests."""
    contexts = []

    def open_page(text, **settings):
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        context = chromium.new_context(offline=True, **settings)
        contexts.append(context)
        tab = context.new_page()
        asked = []
        tab.on("request", lambda r: asked.append(r.url))
        tab.goto((tmp_path / "page.html").as_uri())
        return tab, asked

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.browser
def test_every_chart_is_drawn_live_under_a_strict_policy(opened):
    tab, asked = opened(page(chart(), chart(HOSTILE, HOSTILE[1]), chart()))
    tab.wait_for_selector(".sk-chart >> nth=2")
    tab.wait_for_function("document.querySelectorAll('.sk-chart[data-state=live]').length === 3")
    assert tab.evaluate("window.pwned") is None
    assert tab.locator(".sk-still").count() == 0
    assert [url for url in asked if not url.startswith(("data:", "file:"))] == []


@pytest.mark.browser
def test_a_menu_and_a_click_pick_the_same(opened):
    tab, _ = opened(page(chart()))
    tab.wait_for_function("document.querySelectorAll('.sk-chart[data-state=live]').length === 1")
    picked = "document.querySelector('.sk-chart').view.data('pick_store').map(row => row.values[0])"
    tab.locator(".sk-live path[aria-roledescription=bar]").nth(1).click()
    assert tab.evaluate(picked) == ["b"]
    tab.locator("select").select_option("c")
    tab.wait_for_function(f"{picked}[0] === 'c'")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_scripts_the_still_picture_shows_in_the_readers_colours(opened, scheme):
    tab, _ = opened(page(chart()), java_script_enabled=False, color_scheme=scheme)
    image = tab.locator(".sk-still img")
    assert image.get_attribute("alt") == "Three bars."
    size = image.bounding_box()
    assert size["width"] > 50 and size["height"] > 100
    paper, short = (theme.PALETTES[scheme][name].lstrip("#") for name in ("paper", "short"))
    colours = _colours(image.screenshot())
    assert {paper, short} <= colours


def _colours(png):
    """The colours of a PNG, read by the browser's own decoder's plainest cousin: zlib and filters."""
    import struct
    import zlib

    width, height = struct.unpack(">II", png[16:24])
    channels = {2: 3, 6: 4}[png[25]]
    data, place = b"", 8
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        if kind == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += 12 + length
    raw, stride, before, found = zlib.decompress(data), width * channels, None, set()
    for y in range(height):
        start = y * (stride + 1)
        row = _unfilter(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), before, channels)
        found |= {bytes(row[x : x + 3]).hex() for x in range(0, stride, channels)}
        before = row
    return found


def _unfilter(kind, row, before, channels):
    before = before or bytearray(len(row))
    for x in range(len(row)):
        left = row[x - channels] if x >= channels else 0
        corner = before[x - channels] if x >= channels else 0
        up = before[x]
        estimate = left + up - corner
        paeth = min((left, up, corner), key=lambda c: abs(estimate - c))
        row[x] = (row[x] + (0, left, up, (left + up) // 2, paeth)[kind]) % 256
    return row
