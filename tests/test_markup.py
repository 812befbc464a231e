"""One writer of pages: who writes HTML, what each page may run and load, and what it refuses to write."""

import ast
import re

import pytest

from skillslib import markup

# What stands in a page as markup, not as text: all of it made by us, of what was escaped or checked.
MADE_BY_US = {"css", "js", "head", "part.html", "chart.html"}
# Who makes HTML besides, for a chart, a notebook or a widget; each escapes with html.escape.
BESIDE = {
    "publish/renderer.py": "charts: a specification without <, words escaped",
    "publish/session.py": "pandas' own table, which escapes, and a sentence of ours",
    "publish/page.py": "takes a notebook's charts over, and markdown without HTML in it",
    "widgets.py": "the controls of explore()",
    "reviewing.py": "the page of review()",
}


def templates(root):
    return sorted((root / "skillslib").rglob("*.html.j2"))


def test_only_one_module_fills_templates(root):
    found = {
        path.relative_to(root / "skillslib").as_posix()
        for path in (root / "skillslib").rglob("*.py")
        if re.search(r"^\s*(from|import) jinja2", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found == {"markup.py"}


def test_whoever_else_makes_html_is_known(root):
    marks = re.compile(
        r"</?(p|div|table|strong|em|small|span|h[1-6]|br|style|script|img|details)\b[^>]*>|text/html"
    )
    found = set()
    for path in (root / "skillslib").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        documented = {
            ast.get_docstring(n, clean=False)
            for n in ast.walk(tree)
            if isinstance(n, ast.Module | ast.FunctionDef | ast.ClassDef)
        }
        if any(marks.search(text) for text in said if text not in documented):
            found.add(path.relative_to(root / "skillslib").as_posix())
    assert found - {"markup.py", "intake/files.py"} <= set(BESIDE), found


def test_every_template_escapes_and_states_the_policy(root):
    assert len(templates(root)) >= 8
    for path in templates(root):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"\{\{\s*([\w.]+)\s*\|\s*safe", text)) <= MADE_BY_US, path.name
        assert text.count("|safe") + text.count("| safe") == len(re.findall(r"\|\s*safe\b", text))
        assert "autoescape false" not in text and "https://" not in text and "http://" not in text
        if "<html" in text:
            assert text.index('content="{{ policy }}"') < text.index("<style>") < len(text)


def test_the_policy_lets_nothing_in():
    said = markup.policy(["sha256-AA"])
    assert "default-src 'none'" in said and "connect-src 'none'" in said and "script-src 'sha256-AA';" in said
    assert "unsafe-eval" not in said and "*" not in said and "http" not in said
    assert "script-src 'none'" in markup.policy() and "'unsafe-inline'" not in said.split("style-src")[0]


def test_no_script_of_ours_makes_code_or_markup_of_words(root):
    scripts = list((root / "skillslib").rglob("*.js"))
    assert len(scripts) >= 4
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|fetch\(", text
        )
        if "vegaEmbed(" in text:
            assert "ast: true" in text  # Vega's own interpreter: no formula becomes code


def test_words_are_text_and_what_would_run_is_refused():
    pages = {
        "good": '<p title="{{ words }}">{{ words }}</p>',
        "bad": "<p>{{ words|safe }}</p>",
        "gone": "<p>{{ nobody }}</p>",
    }
    words = "</p><script>x()</script>\" onload='y()'"
    html = markup.page("good", pages.get, "good.html", words=words)
    assert "<script" not in html and "&lt;script" in html and "' onload" not in html
    with pytest.raises(markup.MarkupError, match=r"bad\.html: a script"):
        markup.page("bad", pages.get, "bad.html", words=words)
    with pytest.raises(Exception, match="nobody"):
        markup.page("gone", pages.get, "gone.html")
