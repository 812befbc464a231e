"""Trust: how much of what was loaded the answers rest on, and why the rest is not in them."""

from skillslib.metrics.map import skill_map
from skillslib.metrics.question import answer, asked
from skillslib.store import ask

MEASURES = {
    "count": {"kind": "count", "contributors": "recipients"},
    "of": {"kind": "count", "contributors": "of_recipients"},
    "recipients": {"kind": "people"},
    "of_recipients": {"kind": "people"},
    "share": {"kind": "derived", "formula": "share", "from": ["count", "of"]},
}
# Why a name of a skill has no concept; of several names of an award the first tells why it is not linked.
STATES = ("proposed", "ambiguous", "unmapped", "rejected", "not a skill")


def data_trust(con, as_of, known_at, *, by="business_unit", population=None, structure=None):
    """How many awards found their person and a skill, how many cells are measured, and why not.

    Columns: measure ("matched", "unmatched", "linked", "unlinked", "unmapped", "level unstated", "pending",
    "measured"), reason (empty, or why), count and of (awards; cells for "measured"), share (0 to 1),
    recipients and of_recipients (people whom those awards name, who cannot be told apart as one; for
    "measured" the people of the groups), status.
    Formula: share = count / of; matched and unmatched are of all awards, linked, unlinked and pending (not
    yet accepted by their recipients) of those matched, measured of all cells of skill and group. "unmapped"
    counts the matched awards that carry a name of a skill without a concept, by why it has none: an award of
    several names is in several rows, and may be linked by another name.
    `structure` is as in `skill_map`.
    Errors: QuestionError.

    Example: data_trust(con, "2026-09-30", "2026-10-05")
    """
    question = asked(con, "data_trust", as_of, known_at, by, population, structure=structure)
    return answer(con, question, MEASURES, lambda: _rows(con, question))


def unmapped_names(con, as_of, known_at):
    """How many awards carry a name of a skill without a concept, by why: those rows of `data_trust` alone.

    Columns: as in `data_trust`. Errors: QuestionError.

    Example: unmapped_names(con, "2026-09-30", "2026-10-05")
    """
    question = asked(con, "unmapped_names", as_of, known_at)
    return answer(
        con,
        question,
        MEASURES,
        lambda: _awards(con, question).query("measure == 'unmapped'").reset_index(drop=True),
    )


def _rows(con, question):
    frame = _awards(con, question)
    cells = skill_map(
        con,
        question.as_of,
        question.known_at,
        by=question.by,
        population=question.population,
        structure=question.structure,
    )
    measured = int((cells["status"] != "not measured").sum())
    people = int(cells.drop_duplicates(list(question.columns))["people"].sum())
    frame.loc[len(frame)] = ["measured", "", measured, len(cells), people, people, None, "counted"]
    return frame


def _awards(con, question):
    """What became of awards: every measure but that of cells."""
    frame = ask(
        con,
        """with given as (
    select award_id, person_id, matched_by, unmatched_because, badge_id, acceptance, recipient_id,
           level_reached
    from awards
    left join unmatched_recipients using (award_id)
    where awarded_on <= $as_of),
linked as (select distinct badge_id from badge_skills),
unmapped as (
    select badge_id, unlinked_because, list_position($states, status) as place
    from badge_tag_links
    where skill_id is null),
likeliest as (select badge_id, min_by(unlinked_because, place) as because from unmapped group by badge_id),
matched as (
    select award_id, badge_id, person_id, matched_by, acceptance,
           coalesce(coalesce(level_reached, level) = 0, false) as took_part,
           linked.badge_id is not null and not took_part as has_skill, level_origin = 'unstated' as unstated,
           case when took_part then 'participation: it proves no proficiency'
                else coalesce(likeliest.because, 'the badge names no skill') end as because
    from given
    left join linked using (badge_id)
    left join likeliest using (badge_id)
    left join badges using (badge_id)
    where person_id is not null),
known as (select count(*) as of, count(distinct person_id) as of_recipients from matched),
every as (
    select count(*) as of, count(distinct person_id) + count(distinct case when person_id is null
                                                                 then coalesce(recipient_id, '') end)
               as of_recipients
    from given),
told as (
    select 'matched' as measure, coalesce(matched_by, '') as reason, count(*) as count,
           count(distinct person_id) as recipients
    from matched group by matched_by
    union all
    select 'linked', '', count(*), count(distinct person_id) from matched where has_skill
    union all
    select 'unlinked', because, count(*), count(distinct person_id)
    from matched where not has_skill group by because
    union all
    select 'unmapped', unlinked_because, count(distinct award_id), count(distinct person_id)
    from matched join unmapped using (badge_id) group by unlinked_because
    union all
    select 'level unstated', 'counted at level 1', count(*), count(distinct person_id)
    from matched where unstated
    union all
    select 'pending', 'not yet accepted: counted as held', count(*), count(distinct person_id)
    from matched where acceptance = 'pending')
select measure, reason, count, of, recipients, of_recipients from told cross join known
where measure <> 'matched' and count > 0
union all
select measure, reason, count, of, recipients, of_recipients from told cross join every
where measure = 'matched'
union all
select 'unmatched', coalesce(unmatched_because, ''), count(*), any_value(of),
       count(distinct coalesce(recipient_id, '')), any_value(of_recipients)
from given cross join every where person_id is null group by unmatched_because
order by measure, reason
""",
        question.as_of,
        question.known_at,
        states=list(STATES),
    )
    frame["share"] = None
    frame["status"] = "counted"
    return frame
