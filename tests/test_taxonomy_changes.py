"""What a new version of a taxonomy changes and breaks, counted by hand."""

import pytest

import skillslib as sk
from skillslib import store
from skillslib.metrics.question import QuestionError

# Version 1: metal holds weld, cut, rivet and saw; glue stands alone.
# Version 2: weld is called welding; cut lies under shaping, which is new; rivet is gone, and replaced by
# fasten and pin, which are new; glue is gone, and gluing is like it; saw is gone, its group metal remains,
# and an occupation is called saw. A concept of our own lies under glue.
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
    ('gluing', '2', 'Glue part', 'skill'), ('pin', '2', 'Pin', 'skill'),
    ('sawyer', '2', 'Saw', 'occupation')) as said(id, version, label, kind);
insert into concept_versions (concept_id, taxonomy_id, taxonomy_version, label, kind, recorded_at, row_hash)
values ('o:1', 'own', '1', 'Glue by robot', 'skill', '1970-01-01', 'a');
insert into concept_labels (taxonomy_id, taxonomy_version, concept_id, label, label_norm, label_type)
select taxonomy_id, taxonomy_version, concept_id, label, lower(label), 'preferred' from concept_versions;
insert into concept_relations (taxonomy_id, taxonomy_version, concept_id, relation, to_id)
select 'hand', version, id, relation, to_id
from (values
    ('1', 'weld', 'broader', 'metal'), ('1', 'cut', 'broader', 'metal'), ('1', 'rivet', 'broader', 'metal'),
    ('1', 'saw', 'broader', 'metal'), ('2', 'weld', 'broader', 'metal'), ('2', 'cut', 'broader', 'shaping'),
    ('2', 'rivet', 'replaced by', 'fasten'), ('2', 'rivet', 'replaced by', 'pin'))
    as said(version, id, relation, to_id);
insert into concept_relations (taxonomy_id, taxonomy_version, concept_id, relation, to_id)
values ('own', '1', 'o:1', 'broader', 'glue');
insert into target_versions
    (target_id, business_unit_id, skill_id, level, needed, starts_on, approved, recorded_at, row_hash, line)
values
    ('t1', 'works', 'saw', 2, 3, '2026-01-01', true, '2026-01-01', 'a', 5),
    ('t2', 'works', 'weld', 2, 3, '2026-01-01', true, '2026-01-01', 'b', 6),
    ('t3', 'yard', ' GLUE  parts', 1, 3, '2026-01-01', true, '2026-01-01', 'c', 8);
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
        building.execute(FACTS + TONGUES)
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
        ("added", "pin", None, "Pin", None),
        ("added", "sawyer", None, "Saw", None),
        ("added", "shaping", None, "Shaping", None),
        ("moved", "cut", "Cut", "Cut", None),
        ("relabelled", "weld", "Weld", "Welding", None),
        ("removed", "glue", "Glue parts", None, None),
        ("removed", "saw", "Saw", None, None),
        ("replaced", "rivet", "Rivet", None, "Fasten"),
        ("replaced", "rivet", "Rivet", None, "Pin"),
    ]
    moved = frame[frame["change"] == "moved"]
    assert rows(moved, "old_broader", "new_broader") == [("Metal", "Shaping")]


def test_what_breaks_is_told_with_the_nearest_replacement(con):
    frame = sk.taxonomy_breaks(con, "1", "2")
    assert rows(frame, "what", "which", "skill", "change", "replacement", "found_by", "awards", "line") == [
        ("badge", "Gluer", "Glue parts", "removed", "Glue part", "like label", 2, None),
        (
            "concept below it",
            "Glue by robot (own)",
            "Glue parts",
            "removed",
            "Glue part",
            "like label",
            None,
            None,
        ),
        ("role requirement", "fitter, level 1", "Rivet", "replaced", "Fasten", "replaced by", None, 7),
        ("role requirement", "fitter, level 1", "Rivet", "replaced", "Pin", "replaced by", None, 7),
        ("target", "works, level 2", "Saw", "removed", "Metal", "broader", None, 5),
        ("target", "yard, level 1", "Glue parts", "removed", "Glue part", "like label", None, 8),
    ]
    # nothing is re-pointed: the target says what it said
    assert con.execute("select skill_id from target_versions where line = 5").fetchall() == [("saw",)]


# Version a tells no language, b is in English with a German name, c is in German.
TONGUES = """
insert into taxonomies (taxonomy_id, taxonomy_version, language) values
    ('tongues', 'a', null), ('tongues', 'b', 'en'), ('tongues', 'c', 'de');
insert into concept_versions
    (concept_id, taxonomy_id, taxonomy_version, label, language, kind, recorded_at, row_hash)
select id, 'tongues', version, label, language, 'skill', '1970-01-01', id || label
from (values
    ('1', 'a', 'Drill', null), ('2', 'a', 'Mill', null),
    ('1', 'b', 'Drilling', null), ('2', 'b', 'Mill', null), ('2', 'b', 'Fräsen', 'de'),
    ('1', 'c', 'Bohren', null), ('2', 'c', 'Fräsen und mehr', null)) as said(id, version, label, language);
insert into concept_labels (taxonomy_id, taxonomy_version, concept_id, label, language, label_type)
select taxonomy_id, taxonomy_version, concept_id, label, language, 'preferred' from concept_versions
where taxonomy_id = 'tongues';
"""


def test_a_version_that_tells_no_language_is_compared_by_the_label_that_holds(con):
    def relabelled(*versions):
        return rows(sk.taxonomy_changes(con, *versions, "tongues"), "change", "old_label", "new_label")

    # of b and c the German names alone are compared: 1 has none in b
    assert relabelled("a", "b") == [("relabelled", "Drill", "Drilling")]
    assert relabelled("b", "c") == [("relabelled", "Mill", "Fräsen und mehr")]
    assert len(relabelled("a", "c")) == 2


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
