"""Real badges and a real taxonomy, where they are at hand: every document is accounted for."""

import csv
from collections import Counter

import pytest
from real_input import BADGES, ESCO, at_hand, documents, write_company

import skillslib as sk
from skillslib.loading import load

pytestmark = at_hand


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    summary = load([*documents(), ESCO, write_company(folder / "company")], store=folder / "store")
    print(summary)
    return summary, folder / "store"


def test_every_document_is_accounted_for(loaded):
    summary, _ = loaded
    said = Counter(count.file for count in summary.files if count.kind == "badges (JSON)")
    said += Counter(file for file, _ in summary.not_read)
    assert said == Counter(path.name for path in documents())
    for count in summary.files:
        assert count.read == count.accepted + count.quarantined + count.duplicates


def test_what_is_not_json_is_named(loaded):
    summary, _ = loaded
    assert dict(summary.not_read) == {
        "openbadges_context.json": "text that is neither JSON nor a table we know"
    }


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
        labels = con.sql("select label_type, count(*) from skill_labels group by 1 order by 1").fetchall()
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


def test_families_agree_with_what_others_found(loaded):
    _, store = loaded
    with (BADGES / "EXPECTED.tsv").open(encoding="utf-8") as file:
        expected = {row["file"]: row["family"] for row in csv.DictReader(file, delimiter="\t")}
    wanted = Counter(
        expected[name] for path in documents() if (name := path.relative_to(BADGES).as_posix()) in expected
    )
    with sk.connect(store) as con:
        refused = dict(con.sql("select reason_code, count(*) from quarantine group by 1").fetchall())
    assert "learner-record" not in refused  # they are opened: the credentials in them count
    # endorsements: OB3-endorsement 1 and OB2-endorsement 4
    assert refused["endorsement"] == wanted["OB3-endorsement"] + wanted["OB2-endorsement"]
    assert refused["issuer-profile"] == wanted["OB2-issuer"]
    assert refused["key"] == wanted["OB2-key"]
    assert "status-list" not in refused  # they are read, for what they say of awards
    print(refused, wanted)
