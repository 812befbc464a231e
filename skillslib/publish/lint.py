"""The last look before anything is published: what a chart carries, and what a page loads.

Hiding is not suppressing: an HTML page carries all its data. So every number in a chart has to be
one of a released, protected answer, and nothing else may travel with it.
"""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pandas as pd

PERSONAL = re.compile(
    r"person|employee|manager|e_?mail|recipient|first_?name|last_?name|full_?name|earner_?id|award_?id"
    r"|identity|salt|birth",
    re.IGNORECASE,
)
COUNTS = ("people", "count", "fte", "part")
REFUSED_TAGS = {"iframe", "object", "embed", "base", "form", "link", "frame", "applet", "audio", "video"}
ADDRESSES = {"src", "href", "action", "formaction", "data", "poster", "srcset", "xlink:href", "background"}


class LintError(ValueError):
    """Something may not be published as it is; the message says what and where."""


# ------------------------------------------------------------------ charts
def check_chart(spec, release, place="the chart"):
    """The names of the released views that a chart draws; an error where it carries anything else.

    Refused: no released frame named, columns of persons, columns that nothing draws, counts of 1 to 4,
    and measures that the released frame does not hold.
    """
    named = spec.get("usermeta", {}).get("skills", {}).get("frame")
    fingerprints = named if isinstance(named, list) else [named]
    views = [release.view_of(fingerprint) for fingerprint in fingerprints]
    if None in views or not views:
        raise LintError(
            f"{place} is not drawn from a protected answer of this report. Draw it from "
            "protect(frame), and do not change the frame in between."
        )
    drawn = json.dumps(_without_data(spec))
    frames = [release.frames[view] for view in views]
    for rows in tables(spec):
        _check_rows(rows, frames, drawn, place)
    return views


def _check_rows(rows, frames, drawn, place):
    for column in {key: None for row in rows for key in row}:
        if PERSONAL.search(column):
            raise LintError(f"{place} carries the column {column!r}, which is of persons.")
        if not re.search(rf"(?<![A-Za-z0-9_]){re.escape(column)}(?![A-Za-z0-9_])", drawn):
            raise LintError(f"{place} carries the column {column!r}, which it does not draw. Drop it.")
        values = {_plain(row.get(column)) for row in rows} - {None}
        for value in values:
            if _kind(column, frames) in COUNTS and isinstance(value, float) and 0 < value < 5:
                raise LintError(f"{place} shows a count of {value:g} in {column!r}: below the minimum.")
        _check_values(column, values, frames, place)


def _check_values(column, values, frames, place):
    """A measure's values are those of a released frame that has the measure."""
    holding = [frame for frame in frames if column in frame.attrs["question"]["measures"]]
    if not holding:
        return
    released = {_plain(value) for frame in holding for value in frame[column]}
    strange = sorted(values - released, key=str)
    if strange:
        raise LintError(
            f"{place} shows {column}={strange[0]!r}, which the released answer does not hold. "
            "Give a number worked out in the chart a name of its own."
        )


def _kind(column, frames):
    for frame in frames:
        if column in frame.attrs["question"]["measures"]:
            return frame.attrs["question"]["measures"][column]["kind"]
    return None


def _plain(value):
    """A value as it compares between a frame and a chart's JSON: numbers as rounded floats."""
    if value is None or (not isinstance(value, (list, dict)) and pd.isna(value)):
        return None
    if isinstance(value, (list, dict)):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return str(value)
    return round(float(value), 9)


def tables(spec):
    """Every list of rows that a spec carries, wherever it is."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key == "datasets" and isinstance(value, dict):
                yield from (rows for rows in value.values() if _is_rows(rows))
            elif key == "values" and _is_rows(value):
                yield value
            else:
                yield from tables(value)
    elif isinstance(spec, list):
        for part in spec:
            yield from tables(part)


def _is_rows(value):
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _without_data(spec):
    if isinstance(spec, dict):
        return {
            key: _without_data(value)
            for key, value in spec.items()
            if key != "datasets" and not (key == "values" and _is_rows(value))
        }
    return [_without_data(part) for part in spec] if isinstance(spec, list) else spec


# ------------------------------------------------------------------ pages
def check_page(html, script_hashes, place="the page"):
    """Nothing, where a page loads nothing from outside and runs only the scripts it names by hash."""
    reader = _Reader(set(script_hashes))
    reader.feed(html)
    reader.close()
    if reader.faults:
        raise LintError(f"{place}: {'; '.join(reader.faults[:3])}.")


def script_hash(text):
    """A script's hash as a page's security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class _Reader(HTMLParser):
    def __init__(self, hashes):
        super().__init__(convert_charrefs=True)
        self.hashes, self.faults, self.inside, self.text = hashes, [], None, []

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag in REFUSED_TAGS:
            self.faults.append(f"a <{tag}> element")
        if tag == "script" and "src" in given:
            self.faults.append("a script from a file")
        for name, value in given.items():
            if name.startswith("on"):
                self.faults.append(f"{name} on <{tag}>")
            if name in ADDRESSES and not _stays_here(name, value):
                self.faults.append(f"<{tag} {name}={value[:60]!r}> leads outside")
            if name == "style":
                self._check_style(value)
        data = tag == "script" and given.get("type") in ("application/json",)
        self.inside, self.text = (None if data else tag if tag in ("script", "style") else None), []

    def handle_data(self, data):
        if self.inside:
            self.text.append(data)

    def handle_endtag(self, tag):
        if tag != self.inside:
            return
        text = "".join(self.text)
        if tag == "script" and script_hash(text) not in self.hashes:
            self.faults.append(f"a script that the page does not name: {text[:60]!r}")
        if tag == "style":
            self._check_style(text)
        self.inside = None

    def _check_style(self, text):
        outside = re.findall(r"url\(\s*['\"]?(?!data:|#)[^)]{0,60}", text)
        if outside or "@import" in text:
            self.faults.append(f"a style that loads {outside[0] if outside else '@import'}")


def _stays_here(attribute, address):
    """Whether an address is a part of this page, a picture in it, or a file beside it."""
    if attribute == "src" and address.startswith("data:image/"):
        return True
    return bool(re.fullmatch(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*(?:#[\w-]*)?|#[\w-]*", address, re.ASCII))
