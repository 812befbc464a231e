"""What people decided of skill names: `skill_names.csv`, written by `skill_links`, decided in, and loaded.

    skill_name   the name as badges write it; case and blanks make no difference
    decision     accepted: it is that concept; rejected: it is not; not a skill; own concept: a concept of the
                 company's own is made of it; blank: not decided
    taxonomy     whose concept, as in esco
    version      of the taxonomy, as in 1.1.1
    concept_id   the concept
    label        its preferred label, for people
    broader_id   of an own concept: the concept that it is part of, where there is one (may be left out)
    decided_by   who decided: a team or a role
    decided_on   the day, 2026-10-05: of two decisions of one name the later holds

Files of several people are loaded together: of decisions of one name the later holds. Of one day one of them
does, and the load names them all.
"""

from skillslib.intake import Column, Shape, Write, content, plain
from skillslib.linking.cascade import ACCEPTED, NO_SKILL, OWN_CONCEPT, REJECTED, Decision

NAMES = Shape(
    "skill names",
    (
        Column("skill_name", needed=True),
        Column("decision", "choice", needed=False, choices=(ACCEPTED, REJECTED, NO_SKILL, OWN_CONCEPT)),
        Column("taxonomy"),
        Column("version"),
        Column("concept_id"),
        Column("label", optional=True),
        Column("broader_id", optional=True),
        Column("decided_by"),
        Column("decided_on", "day"),
    ),
    (
        Write(
            "skill_name_versions",
            ("name_norm", "about"),
            f"""select *, {
                content(
                    *("name_norm", "decision", "taxonomy_id", "taxonomy_version", "concept_id"),
                    *("broader_id", "decided_by"),
                )
            } as row_hash from (
                select {plain("skill_name")} as name_norm, decision, taxonomy as taxonomy_id,
                       version as taxonomy_version, concept_id,
                       case decision when '{OWN_CONCEPT}' then broader_id end as broader_id,
                       case decision when '{REJECTED}' then concept_id else '' end as about, decided_by,
                       decided_on::timestamp as recorded_at, source_id, line, ordinal
                from good)""",
            main=True,
        ),
    ),
    (
        (
            "decision is null",
            "decision",
            "not-decided",
            "not decided yet: accepted, rejected, not a skill or own concept",
        ),
        (
            "decision is not null and decided_on is null",
            "decided_on",
            "missing-value",
            "blank, and needed where something is decided: of two decisions the later holds",
        ),
        (
            f"decision in ('{ACCEPTED}', '{REJECTED}') and (concept_id is null or taxonomy is null)",
            "concept_id",
            "missing-value",
            "blank, and needed with its taxonomy: which concept it is, or is not",
        ),
    ),
    excluded=("not-decided",),
)
SHAPES = (NAMES,)
OWN_TAXONOMY = "own concepts"
OWN_ID = f"'{OWN_TAXONOMY}: ' || name_norm"

# Of an accepted name or of none (`about` is blank) the later holds; each concept is rejected for itself.
HOLDING = """select name_norm, decision, taxonomy_id, taxonomy_version, concept_id, broader_id,
           decided_by, recorded_at::date as decided_on
    from skill_name_versions
    qualify row_number() over (
        partition by name_norm, about order by recorded_at desc, row_hash) = 1"""


def decisions(con, taxonomy_id):
    """Name -> list of Decision, the last first, that speak of a taxonomy, or of a name in all of them.

    An accepted concept that a later decision rejects is rejected. Only concepts that are loaded count. An own
    concept is accepted in the taxonomy of own concepts, and no concept of any other.
    """
    rows = con.execute(
        f"""with holding as ({HOLDING}),
        speaking as (
            select * replace (
                case when own and at_home then '{ACCEPTED}' else decision end as decision,
                case when not own then concept_id when at_home then {OWN_ID} end as concept_id)
            from (select *, decision = '{OWN_CONCEPT}' as own, $taxonomy_id = '{OWN_TAXONOMY}' as at_home
                  from holding))
        select name_norm, decision, concept_id, decided_by, decided_on
        from speaking
        where decision = '{NO_SKILL}' or own
           or taxonomy_id = $taxonomy_id and concept_id in (
                select concept_id from concept_versions where taxonomy_id = $taxonomy_id)
        order by name_norm, decided_on desc, decision, concept_id""",
        {"taxonomy_id": taxonomy_id},
    ).fetchall()
    found = {}
    for name, *told in rows:
        found.setdefault(name, []).append(Decision(*told))
    return {name: _of_one(told) for name, told in found.items()}


def _of_one(told):
    rejected_later = {
        one.concept_id
        for one in told
        for other in told
        if one.decision == REJECTED
        and other.decision == ACCEPTED
        and one.concept_id == other.concept_id
        and one.decided_on > other.decided_on
    }
    accepted = {one.concept_id for one in told if one.decision == ACCEPTED} - rejected_later
    return [
        one
        for one in told
        if not (one.decision == ACCEPTED and one.concept_id in rejected_later)
        and not (one.decision == REJECTED and one.concept_id in accepted)
    ]


def conflicts(con):
    """A sentence for each name of which one day has several decisions that cannot all hold."""
    rows = con.execute(
        """select name_norm, recorded_at::date::text, count(*),
               string_agg(decision || coalesce(' ' || concept_id, ''), '; ' order by row_hash)
        from (select distinct name_norm, about, decision, concept_id, recorded_at,
                     min(row_hash) over (partition by name_norm, about, decision, concept_id, recorded_at)
                         as row_hash
              from skill_name_versions where about = '')
        group by name_norm, recorded_at having count(*) > 1 order by 1, 2"""
    ).fetchall()
    return [
        f"The skill name {name!r} has {count} decisions of {day}: {what}. The first of them holds; "
        "decide again on a later day."
        for name, day, count, what in rows
    ]


def unknown(con):
    """A sentence for each taxonomy of whose concepts, named in decisions that hold, some are not loaded."""
    rows = con.execute(
        f"""with holding as ({HOLDING}),
        named as (
            select name_norm, concept_id, taxonomy_id from holding
            where decision in ('{ACCEPTED}', '{REJECTED}')
            union all
            select name_norm, broader_id, null from holding where broader_id is not null)
        select taxonomy_id, count(*), min((name_norm, concept_id))
        from named anti join concept_versions as known
            on known.concept_id = named.concept_id
            and known.taxonomy_id = coalesce(named.taxonomy_id, known.taxonomy_id)
        group by taxonomy_id order by 1"""
    ).fetchall()
    return [
        f"Decisions on {count:,} skill name{'s' if count > 1 else ''} wait for a concept that no loaded "
        f"taxonomy{f' {taxonomy!r}' if taxonomy else ''} has, as of {name!r} for {concept!r}. Load the "
        "taxonomy, or correct the decision's taxonomy, concept_id or broader_id."
        for taxonomy, count, (name, concept) in rows
    ]
