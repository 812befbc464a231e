"""A table of exact numbers says in a notebook that it is one; what was protected or is no answer does not."""

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from skillslib.publish import session

SAID = "UNPROTECTED: exact numbers, not for sharing."


@pytest.fixture
def shown():
    """A function: what a notebook shows of something, after `start`."""
    shell = InteractiveShell.instance()
    session._stamp_tables()
    yield lambda value: shell.display_formatter.format(value)[0].get("text/html", "")
    InteractiveShell.clear_instance()


def answer(**attrs):
    frame = pd.DataFrame({"skill": ["<b>Welding</b>"] * 3, "holders": [1, 2, 3]})
    frame.attrs.update(attrs)
    return frame


def test_an_exact_answer_and_its_parts_are_stamped(shown):
    exact = answer(question={"name": "map"})
    for part in (
        exact,
        exact.head(1),
        exact[exact["holders"] > 1],
        exact.sort_values("holders"),
        exact[["holders"]],
    ):
        assert SAID in shown(part) and "<table" in shown(part)
    assert "<b>Welding" not in shown(exact)


def test_what_is_protected_or_no_answer_is_shown_as_pandas_does(shown):
    for frame in (answer(), answer(question={"name": "map"}, protected={"sha256": "1a2b"})):
        assert shown(frame) == frame._repr_html_() and SAID not in shown(frame)


def test_what_is_computed_of_an_answer_says_nothing_as_its_words_tell(shown):
    exact = answer(question={"name": "map"})
    computed = exact.groupby("skill").agg(most=("holders", "max")), pd.DataFrame(exact.to_dict("records"))
    assert not [part for part in computed if SAID in shown(part)]
    assert "computed of an answer" in session.stamped.__doc__
