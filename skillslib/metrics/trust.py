"""Trust: how much of what was loaded the answers rest on, and why the rest is not in them."""

from skillslib.metrics.map import skill_map
from skillslib.metrics.question import answer, asked
from skillslib.store import ask

MEASURES = {
    "count": {"kind": "count", "contributors": "count"},
    "of": {"kind": "count", "contributors": "of"},
    "share": {"kind": "derived", "formula": "share", "from": ["count", "of"]},
}


def data_trust(con, as_of, known_at, *, by="business_unit", population=None, structure=None):
    """How many awards found their person and a skill, how many cells are measured, and why not.

    Columns: measure ("matched", "unmatched", "linked", "unlinked", "level unstated", "measured"),
    reason (empty, or why), count and of (awards; cells for "measured"), share (0 to 1), status.
    Formula: share = count / of; matched and unmatched are of all awards, linked and unlinked of those
    matched, measured of all cells of skill and group. `structure` is as in `skill_map`.
    Errors: QuestionError.

    Example: data_trust(con, "2026-09-30", "2026-10-05")
    """
    question = asked(con, "data_trust", as_of, known_at, by, population, structure=structure)
    return answer(con, question, MEASURES, lambda: _rows(con, question))


def _rows(con, question):
    frame = ask(
        con,
        """with given as (
    select award_id, person_id, matched_by, unmatched_because, badge_id
    from awards
    where awarded_on <= $as_of),
linked as (select distinct badge_id from badge_skills),
tagged as (select distinct badge_id from badge_tag_versions),
matched as (
    select award_id, linked.badge_id is not null as has_skill,
           case when tagged.badge_id is null then 'the badge names no skill'
                else 'the taxonomy has no such skill' end as because
    from given
    left join linked using (badge_id)
    left join tagged using (badge_id)
    where person_id is not null),
levels as (
    select level_origin = 'unstated' as unstated
    from given
    join badges using (badge_id)
    where person_id is not null)
select 'matched' as measure, coalesce(matched_by, '') as reason, count(*) as count,
       (select count(*) from given) as of
from given where person_id is not null group by all
union all
select 'unmatched', coalesce(unmatched_because, ''), count(*), (select count(*) from given)
from given where person_id is null group by all
union all
select 'linked', '', count(*), (select count(*) from matched)
from matched where has_skill group by all
union all
select 'unlinked', because, count(*), (select count(*) from matched)
from matched where not has_skill group by all
union all
select 'level unstated', 'counted at level 1', count(*), (select count(*) from levels)
from levels where unstated group by all
order by measure, count desc, reason
""",
        question.as_of,
        question.known_at,
    )
    cells = skill_map(
        con,
        question.as_of,
        question.known_at,
        by=question.by,
        population=question.population,
        structure=question.structure,
    )
    measured = int((cells["status"] != "not measured").sum())
    frame.loc[len(frame)] = ["measured", "", measured, len(cells)]
    frame["share"] = None
    frame["status"] = "counted"
    return frame
