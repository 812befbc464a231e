"""What a notebook's first cell does: the renderer on, the head shown once, the store open."""

import json
from pathlib import Path

import pandas as pd

from skillslib import disclosure
from skillslib.charts import theme
from skillslib.publish import renderer
from skillslib.store import NoStore, connect, keep_shut


def start(store="", release="", stills=True):
    """A locked connection to the store (see `connect`), with charts ready to be shown in this notebook.

    `store` is a folder (empty: the nearest); `release` a report's protected answers, set by the runner
    of the report: then no store is opened, questions are answered by those, and whatever else is asked of the
    connection is an error. `stills` keeps a picture behind each chart, for readers without scripts (a report
    draws its own, from what it has checked). A table or chart of an answer that was not protected says so
    under it.

    Errors: StoreError where there is no store.
    Example: con = start()
    """
    from IPython.display import HTML, display

    disclosure.use_release(release or None)
    keep_shut(bool(release))
    con = _decided(release) if release else connect(store or None, locked=True)
    renderer.enable(still=stills and not release)
    _stamp_tables()
    if not release:
        # A report's pages bring a head of their own; the notebook needs none of 0.9 MB in each.
        display(HTML(renderer.head_html()))
    return con


def _decided(release):
    """In place of a store, what the company decided, as a report's release holds it."""
    return NoStore(json.loads((Path(release) / "release.json").read_text(encoding="utf-8"))["settings"])


def _stamp_tables():
    """From now on this notebook says under an answer that it was not protected, where it was not."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        shell.display_formatter.formatters["text/html"].for_type(pd.DataFrame, stamped)


def stamped(frame):
    """A DataFrame as a notebook shows it; an answer that was not protected, or rows of one, says so.

    What is computed of an answer (named aggregates, a frame built anew) is often none to pandas, and then
    says nothing. Nor does a file that pandas writes: only `export` looks at what leaves.

    Example: stamped(skill_map(con, "2026-09-30", "2026-10-05"))
    """
    html = frame._repr_html_()
    exact = "question" in frame.attrs and "protected" not in frame.attrs
    return f"{html}<p><strong>{theme.UNPROTECTED}</strong></p>" if html and exact else html
