"""The names of badges' skills with what they are linked to, and what there is to choose from: for review."""

from skillslib.intake import literal
from skillslib.linking.cascade import ACCEPTED, AMBIGUOUS, NO_SKILL, OWN_CONCEPT, PROPOSED, REJECTED, UNMAPPED

OPEN = f"({', '.join(literal(status) for status in (PROPOSED, AMBIGUOUS, UNMAPPED, REJECTED))})"
IS_DONE = f"(skill_links.status not in {OPEN} or skill_links.status = '{UNMAPPED}' and method = 'decided')"
# Of a name that stands in several taxonomies, what is settled comes first.
ORDER = [ACCEPTED, OWN_CONCEPT, NO_SKILL, PROPOSED, AMBIGUOUS, REJECTED, UNMAPPED]


def skill_links(con, undecided=False):
    """What each name that badges give a skill is linked to, and what else it may be; most awards first.

    Columns: skill_name, decision (blank, to be decided), taxonomy, version, concept_id, label, broader_id
    (blank, to be decided of an own concept), decided_by, decided_on, status (accepted, proposed, ambiguous,
    rejected, unmapped, not a skill, own concept), method (decided, exact, normalised, alias, similar),
    rank, score (0 to 1; 1 where certain), badges and awards of the name.
    Where nothing is certain a name has a row for each concept to choose from, the likeliest first. A name has
    rows for each taxonomy: first of those in which it is settled, so its first row says its state.
    `undecided` leaves out the names that are accepted or decided in any taxonomy. Written to a CSV, decided
    and loaded, it changes.

    Example: skill_links(con, undecided=True).to_csv("skill_names.csv", index=False)
    """
    return con.execute(
        f"""with counts as (
            select tag_norm as name_norm, count(distinct badge_id) as badges,
                   count(distinct award_id) as awards
            from badge_tag_versions left join award_versions using (badge_id) group by tag_norm),
        offered as (
            select skill_links.*, {IS_DONE} as is_done, coalesce(choice.rank, 1) as place,
                   coalesce(choice.concept_id, skill_links.concept_id) as shown_id, choice.label as like_it,
                   coalesce(choice.score, skill_links.score) as shown_score,
                   coalesce(choice.taxonomy_version, skill_links.taxonomy_version) as shown_version
            from skill_links
            left join skill_choices as choice
                on choice.name_norm = skill_links.name_norm and choice.taxonomy_id = skill_links.taxonomy_id
                and status in {OPEN})
        select offered.name as skill_name, '' as decision, offered.taxonomy_id as taxonomy,
               shown_version as version, shown_id as concept_id, coalesce(concepts.label, like_it) as label,
               '' as broader_id,
               coalesce(decided_by, '') as decided_by, decided_on, offered.status, method,
               place::integer as rank, shown_score as score, badges, awards
        from offered
        left join counts using (name_norm)
        left join concepts on concepts.taxonomy_id = offered.taxonomy_id
            and concepts.taxonomy_version = shown_version and concepts.concept_id = shown_id
        where not $undecided
            or name_norm not in (select name_norm from skill_links where {IS_DONE})
        order by awards desc, skill_name, is_done desc, list_position({ORDER}, offered.status), taxonomy,
                 rank""",
        {"undecided": undecided},
    ).df()
