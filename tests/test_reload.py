"""Loading again: any split and order of the same deliveries, some of them twice, is one content hash."""

import functools
import random
import shutil
import tempfile
from pathlib import Path

import duckdb
import pytest
from deliveries import DAYS, TAXONOMY, history, plain_plan, random_plan
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

import skillslib as sk
from skillslib.store import content_hash, current_version

BADGES = ("credly", "credly-page", "credentials", "status")
COMPANY = ("catalogue", "people")
FEW = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(FEW, max_examples=25)
SEEDS = st.integers(0, 1_000_000)


@functools.cache
def taxonomy():
    """A folder with the store of the taxonomy alone, loaded once."""
    folder = tempfile.TemporaryDirectory(prefix="skills-taxonomy-")
    (Path(folder.name) / "taxonomy.csv").write_text(TAXONOMY)
    sk.load(Path(folder.name) / "taxonomy.csv", store=Path(folder.name) / "store")
    return folder


def loaded(plan, folder):
    """The store that these loads make, one after the other, after a taxonomy."""
    folder.mkdir()
    shutil.copytree(Path(taxonomy().name) / "store", folder / "store")
    for number, (day, files) in enumerate(plan):
        (folder / str(number)).mkdir()
        for name, text in files:
            (folder / str(number) / name).write_text(text, encoding="utf-8")
        sk.load(folder / str(number), store=folder / "store", exported_on=day, accept_quarantine_rate=1)
    return folder / "store"


def vault(store):
    """What the identity vault holds, without which file told it."""
    asked = {
        "identities": "person_id, kind, value, value_norm",
        "recipients": "award_id, kind, value, value_norm, salt",
        "raw_documents": "award_id, document_hash, document",
    }
    with duckdb.connect(str(store / "vault" / f"{current_version(store)}.duckdb"), read_only=True) as con:
        return {
            table: sorted(map(str, con.sql(f"select {columns} from {table}").fetchall()))
            for table, columns in asked.items()
        }


def check(seed, kinds, folder):
    made = [delivery for delivery in history(random.Random(seed)) if delivery.name in kinds]
    turned = random.Random(seed)
    plain = loaded(plain_plan(made), folder / "plain")
    plan = random_plan(made, turned)
    note(f"loads: {plan}")
    other = loaded(plan, folder / "other")
    assert current_version(other) == current_version(plain)
    assert vault(other) == vault(plain)
    with sk.connect(other) as con:
        assert content_hash(con) == current_version(other)
        assert sk.check(con).query("rule == 'files whose rows do not add up'")["ok"].all()


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [BADGES, COMPANY], ids=["badges", "company"])
@FEW
@given(seed=SEEDS)
def test_any_split_and_order_of_deliveries_is_one_store(tmp_path_factory, kinds, seed):
    check(seed, kinds, tmp_path_factory.mktemp("reload"))


@pytest.mark.slow
@MANY
@given(seed=SEEDS)
def test_any_split_and_order_of_all_kinds_of_deliveries_is_one_store(tmp_path_factory, seed):
    check(seed, BADGES + COMPANY, tmp_path_factory.mktemp("reload"))


@pytest.mark.slow
def test_the_made_up_history_has_corrections_of_every_kind(tmp_path):
    """Else the property would hold of nothing: awards with several versions, replaced and returned ones."""
    made = [
        delivery for seed in range(4) for delivery in history(random.Random(seed)) if delivery.name in BADGES
    ]
    store = loaded(
        [(d.day, [(f"{n}{d.suffix}", d.file(d.records))]) for n, d in enumerate(made)], tmp_path / "all"
    )
    with sk.connect(store) as con:
        found = {
            "award of many versions": "(from award_versions select award_id group by 1 having count(*) > 2)",
            "version replaced": "award_replacements",
            "version that came back": "award_replacements where returned_at is not null",
            "undated revocation or expiry": "award_versions where undated is not null",
            "status of a list": "award_statuses where status = 'revoked'",
            "renamed badge": "(select badge_id from badge_versions group by 1 having count(*) > 1)",
        }
        for what, where in found.items():
            assert con.sql(f"select count(*) from {where}").fetchall()[0][0] > 0, what
        assert con.sql("select count(distinct first_on) from award_versions").fetchall() == [(len(DAYS),)]
