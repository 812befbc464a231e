"""What a notebook's first cell does: the renderer on, the head shown once, the store open."""

from skillslib import disclosure
from skillslib.publish import renderer
from skillslib.store import connect


def start(store="", release="", stills=True):
    """A connection to the store, with charts ready to be shown in this notebook.

    `store` is a folder (empty: the nearest); `release` a report's protected answers, set by the runner
    of the report, after which `protect` gives those and nothing else; `stills` keeps a picture behind
    each chart, for readers without scripts (a report draws its own, from what it has checked).

    Errors: StoreError where there is no store.
    Example: con = start()
    """
    from IPython.display import HTML, display

    con = connect(store or None)
    con.execute("set enable_progress_bar = false")  # how long a query takes is no part of what it says
    disclosure.use_release(release or None)
    renderer.enable(still=stills and not release)
    if not release:
        # A report's pages bring a head of their own; the notebook needs none of 0.9 MB in each.
        display(HTML(renderer.head_html()))
    return con
