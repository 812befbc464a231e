"""Real badges and a real taxonomy, where they are at hand, in a company: what is matched and linked."""

import pytest
from real_input import ESCO, at_hand, documents, write_company

import skillslib as sk
from skillslib.loading import load

pytestmark = at_hand


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    summary = load([*documents(), ESCO, write_company(folder / "company")], store=folder / "store")
    print(summary)
    return summary, folder / "store"


def test_esco_has_13896_skills(loaded):
    summary, store = loaded
    frame = summary.to_frame().set_index("file")
    assert list(frame.loc["skills_en.csv", ["read", "accepted", "quarantined", "duplicates"]]) == [
        13896,
        13896,
        0,
        0,
    ]
    with sk.connect(store) as con:
        labels = con.sql("select label_type, count(*) from concept_labels group by 1 order by 1").fetchall()
    # 98,738 distinct labels of 13,896 concepts, each concept's own label among them
    assert dict(labels)["preferred"] == 13896


def test_awards_are_read_matched_and_linked(loaded):
    summary, store = loaded
    # Several of the documents are one award by the specification: of one issuer and of one id
    assert summary.totals["awards matched to a person and linked to a skill"] >= 18
    assert set(summary.matched) == {"email", "hash", "uri", "claim"}
    with sk.connect(store) as con:
        held = con.execute(
            "select count(*), count(distinct skill_id) from holdings('2025-06-30', '2026-01-01')"
        )
        assert held.fetchall()[0] >= (8, 5)
