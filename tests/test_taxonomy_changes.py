"""What a new version of a taxonomy changes and breaks, counted by hand."""

import pytest

import skillslib as sk
from skillslib import store
from skillslib.metrics.question import QuestionError

# Version 1: metal holds weld, cut, rivet and saw; glue stands alone.
# Version 2: weld is called welding; cut lies under shaping, which is new; rivet is gone, and replaced by
# fasten, which is new; glue is gone, and gluing is like it; saw is gone, and its group metal remains.
FACTS = """
insert into taxonomies (taxonomy_id, taxonomy_version, name) values
    ('hand', '1', 'By hand'), ('hand', '2', 'By hand'), ('own', '1', 'Ours');
insert into concept_versions (concept_id, taxonomy_id, taxonomy_version, label, kind, recorded_at, row_hash)
select id, 'hand', version, label, kind, '1970-01-01', id
from (values
    ('metal', '1', 'Metal', 'skill group'), ('weld', '1', 'Weld', 'skill'), ('cut', '1', 'Cut', 'skill'),
    ('rivet', '1', 'Rivet', 'skill'), ('glue', '1', 'Glue parts', 'skill'), ('saw', '1', 'Saw', 'skill'),
    ('metal', '2', 'Metal', 'skill group'), ('weld', '2', 'Welding', 'skill'), ('cut', '2', 'Cut', 'skill'),
    ('shaping', '2', 'Shaping', 'skill group'), ('fasten', '2', 'Fasten', 'skill'),
    ('gluing', '2', 'Glue part', 'skill')) as said(id, version, label, kind);
insert into concept_labels (taxonomy_id, taxonomy_version, concept_id, label, label_norm, label_type)
select taxonomy_id, taxonomy_version, concept_id, label, lower(label), 'preferred' from concept_versions;
insert into concept_relations (taxonomy_id, taxonomy_version, concept_id, relation, to_id)
select 'hand', version, id, relation, to_id
from (values
    ('1', 'weld', 'broader', 'metal'), ('1', 'cut', 'broader', 'metal'), ('1', 'rivet', 'broader', 'metal'),
    ('1', 'saw', 'broader', 'metal'), ('2', 'weld', 'broader', 'metal'), ('2', 'cut', 'broader', 'shaping'),
    ('2', 'rivet', 'replaced by', 'fasten')) as said(version, id, relation, to_id);
insert into target_versions
    (target_id, business_unit_id, skill_id, level, needed, starts_on, approved, recorded_at, row_hash, line)
values
    ('t1', 'works', 'saw', 2, 3, '2026-01-01', true, '2026-01-01', 'a', 5),
    ('t2', 'works', 'weld', 2, 3, '2026-01-01', true, '2026-01-01', 'b', 6);
insert into role_requirement_versions
    (job_role, skill_id, level, share, starts_on, recorded_at, row_hash, line) values
    ('fitter', 'RIVET', 1, 0.5, '2026-01-01', '2026-01-01', 'a', 7);
insert into badge_versions (badge_id, name, level, level_origin, recorded_at, row_hash)
    values ('g', 'Gluer', 1, 'stated', '2026-01-01', 'a');
insert into badge_tag_versions (badge_id, tag, tag_norm, origin, recorded_at, row_hash)
    values ('g', 'Glue parts', 'glue parts', 'badge', '2026-01-01', 'a');
insert into award_versions (award_id, badge_id, awarded_on, state, recorded_at, row_hash)
    values ('1', 'g', '2026-01-01', 'issued', '2026-01-01', 'a'),
           ('2', 'g', '2026-02-01', 'issued', '2026-02-01', 'a');
"""


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    folder = tmp_path_factory.mktemp("changes") / "store"
    with store.build(folder) as building:
        building.execute(FACTS)
    with sk.connect(folder) as con:
        yield con


def rows(frame, *columns):
    """The rows of some columns, what is not said as None."""
    shown = frame[list(columns)].astype(object)
    return [tuple(row) for row in shown.where(shown.notna(), None).itertuples(index=False)]


def test_every_change_is_told_with_what_was_before(con):
    frame = sk.taxonomy_changes(con, "1", "2")
    assert rows(frame, "change", "concept_id", "old_label", "new_label", "replacement") == [
        ("added", "fasten", None, "Fasten", None),
        ("added", "gluing", None, "Glue part", None),
        ("added", "shaping", None, "Shaping", None),
        ("moved", "cut", "Cut", "Cut", None),
        ("relabelled", "weld", "Weld", "Welding", None),
        ("removed", "glue", "Glue parts", None, None),
        ("removed", "saw", "Saw", None, None),
        ("replaced", "rivet", "Rivet", None, "Fasten"),
    ]
    moved = frame[frame["change"] == "moved"]
    assert rows(moved, "old_broader", "new_broader") == [("Metal", "Shaping")]


def test_what_breaks_is_told_with_the_nearest_replacement(con):
    frame = sk.taxonomy_breaks(con, "1", "2")
    assert rows(frame, "what", "which", "skill", "change", "replacement", "found_by", "awards", "line") == [
        ("badge", "Gluer", "Glue parts", "removed", "Glue part", "like label", 2, None),
        ("role requirement", "fitter, level 1", "Rivet", "replaced", "Fasten", "replaced by", None, 7),
        ("target", "works, level 2", "Saw", "removed", "Metal", "broader", None, 5),
    ]
    # nothing is re-pointed: the target says what it said
    assert con.execute("select skill_id from target_versions where line = 5").fetchall() == [("saw",)]


@pytest.mark.parametrize(
    "asked, message",
    [
        (("1", "3"), "no taxonomy has the versions '1' and '3'. The store has: hand 1, hand 2, own 1."),
        (("1", "1"), "several taxonomies have the versions"),
        (("1", "2", "own"), "no taxonomy has the versions"),
    ],
)
def test_versions_that_are_not_there_are_refused_with_the_choices(con, asked, message):
    with pytest.raises(QuestionError, match=message):
        sk.taxonomy_changes(con, *asked)
