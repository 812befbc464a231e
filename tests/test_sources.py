"""Whose taxonomies a report rests on: publisher, homepage, licence and attribution, kept and printed."""

import re
from dataclasses import asdict
from html import unescape
from types import SimpleNamespace

import pandas as pd
import pytest

from skillslib.governance.agreement import Agreement
from skillslib.publish import page, writing
from skillslib.store import build
from skillslib.taxonomy.reading import FAMILIES

PUBLISHED = {family.edition.taxonomy_id: family.edition for family in FAMILIES if family.edition.licence}
WORDS = (
    *("as_of", "known_at", "population", "restated", "least", "base"),
    *("min_people", "store_version", "source", "completing"),
)


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """The method chapter's words where a store holds one version of each published taxonomy."""
    with build(tmp_path_factory.mktemp("sources") / "store") as con:
        kept = ["taxonomy_id", "name", "publisher", "homepage", "licence", "attribution"]
        rows = pd.DataFrame([asdict(edition) for edition in PUBLISHED.values()])
        con.register("editions", rows[kept].assign(taxonomy_version="1.0"))
        con.execute("insert into taxonomies by name from editions")
        con.execute("insert into taxonomies (taxonomy_id, taxonomy_version) values ('house', '7')")
        html = page.render(
            "method",
            "method",
            "How it was counted",
            charts=False,
            days=SimpleNamespace(quarter="2026-Q3", partial=False),
            taxonomies=writing._taxonomies(con),
            looked_up=0,
            agreed=Agreement(),
            kept={},
            **dict.fromkeys(WORDS, 5),
            **{name: [] for name in ("chapters", "cells", "missing", "sources", "rules")},
        )
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html.partition("The taxonomy</h2>")[2])).split())


def test_esco_and_onet_are_named_as_their_licences_ask(said):
    for words in (
        "by European Commission (https://esco.ec.europa.eu), licence CC BY 4.0.",
        "This service uses the ESCO classification of the European Commission.",
        "by U.S. Department of Labor, Employment and Training Administration "
        "(https://www.onetcenter.org/database.html), licence CC BY 4.0.",
        "information from the O*NET Database by the U.S. Department of Labor",
        "used under the CC BY 4.0 license. O*NET is a trademark of USDOL/ETA.",
    ):
        assert words in said


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_every_published_taxonomy_is_named_with_its_publisher_and_terms(said, name):
    edition = PUBLISHED[name]
    for words in (edition.name, edition.publisher, edition.homepage, edition.licence, edition.attribution):
        assert " ".join(words.split()) in said, words


def test_a_taxonomy_without_a_name_goes_by_its_id(said):
    assert "house, version 7." in said and "None" not in said
