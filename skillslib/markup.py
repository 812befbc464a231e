"""Every page we write: its words escaped, its policy strict, nothing in it that runs or loads on its own.

Whatever stands in a template is text, unless the template says that it is markup of ours. What is written is
read once more: a page that names a place outside, or runs a script that it does not name by hash, is refused.
"""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

from jinja2 import Environment, FunctionLoader, StrictUndefined

REFUSED_TAGS = {
    *("iframe", "object", "embed", "base", "form", "link", "frame", "applet", "audio", "video"),
    *("set", "animate", "animatemotion", "animatetransform"),  # of an SVG: they change an address later
}
ADDRESSES = {
    *("src", "href", "action", "formaction", "data", "poster", "srcset", "xlink:href", "background", "ping"),
    "imagesrcset",
}
REFUSED_ATTRIBUTES = {"srcdoc", "manifest"}
METAS = {"generator", "viewport", "color-scheme"}  # what a page may tell the browser of itself
# A style that loads something, and what would hide that: a backslash spells any letter in another way.
_LOADS = re.compile(
    r"url\((?!\s*['\"]?(?:data:|#))[^)]{0,60}|@import|image-set|\bsrc\(|expression\(|\\", re.I
)

# Two line ends that Vega's own formulas cannot hold become blanks.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": " ", "\u2029": " "})


class MarkupError(ValueError):
    """A page would load or run something; the message says what."""


def page(template, load, place, hashes=(), **content):
    """The HTML of a template with its content, checked.

    `load` gives the text of a template by its name; `place` is what the page is called in an error; `hashes`
    are those of the scripts that it may run. The template puts `policy` into its head.
    """
    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = environment.get_template(template).render(policy=policy(hashes), **content)
    check_page(html, hashes, place)
    return html


def safe_json(value):
    """JSON that may stand inside a script element: nothing in it can close the element.

    What is no number (NaN, infinite) is null: browsers refuse the words that Python writes for it.
    """
    known = json.loads(json.dumps(value), parse_constant=lambda _: None)
    text = json.dumps(known, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_ESCAPES)


def policy(hashes=()):
    """A page's content security policy: its own scripts by hash, its own styles, nothing fetched."""
    scripts = " ".join(f"'{one}'" for one in hashes) or "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
        "font-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def check_page(html, script_hashes, place="the page"):
    """Nothing, where a page loads nothing from outside and runs only the scripts it names by hash."""
    reader = _Reader(set(script_hashes))
    reader.feed(html)
    reader.close()
    if reader.faults:
        raise MarkupError(f"{place}: {'; '.join(reader.faults[:3])}.")


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
        if tag == "meta":
            self._check_meta(given)
        if len(given) < len(attrs):
            self.faults.append(f"<{tag}> with an attribute twice")  # browsers take the first, others the last
        for name, value in given.items():
            if name.startswith("on") or name in REFUSED_ATTRIBUTES:
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

    def close(self):
        super().close()
        if self.inside:
            self.faults.append(f"a <{self.inside}> element that does not end")

    def _check_meta(self, given):
        says = given.get("http-equiv", "").strip().lower()
        allowed = says == "content-security-policy" if says else given.get("name", "") in {"", *METAS}
        if not allowed:
            self.faults.append(f"<meta {given.get('http-equiv') or given['name']}>")

    def _check_style(self, text):
        found = _LOADS.search(text)
        if found:
            self.faults.append(f"a style that loads {found[0]}")


def _stays_here(attribute, address):
    """Whether an address is a part of this page, a picture in it, or a file beside it."""
    if attribute == "src" and address.startswith("data:image/"):
        return True
    return bool(re.fullmatch(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*(?:#[\w-]*)?|#[\w-]*", address, re.ASCII))
