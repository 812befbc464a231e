"""What people decided of skill names: `skill_names.csv`, written by `skill_links`, decided in, and loaded.

    skill_name   the name as badges write it; case and blanks make no difference
    decision     accepted: it is that concept; rejected: it is not; no concept: the taxonomy has none that
                 fits (none has, where no taxonomy is named), and it stays counted as unmapped; not a skill;
                 own concept: a concept of the company's own is made of it; blank: not decided
    taxonomy     whose concept, as in esco
    version      of the taxonomy, as in 1.1.1
    concept_id   the concept
    label        its preferred label, for people
    broader_id   of an own concept: the concept that it is part of, where there is one (may be left out)
    decided_by   who decided: a team or a role
    decided_on   the day, 2026-10-05: of two decisions of one name the later holds

A name is decided for each taxonomy by itself, but not a skill, own concept, and no concept without a taxonomy
speak for all. Files of several people are loaded together: of decisions of one name the later holds. Of one
day one of them does, and the load names them all.
"""

from skillslib.intake import Column, Shape, Write, content, plain, remark
from skillslib.linking.cascade import ACCEPTED, NO_CONCEPT, NO_SKILL, OWN_CONCEPT, REJECTED, Decision
from skillslib.sheets import as_it_was_sql

CHOICES = (ACCEPTED, REJECTED, NO_CONCEPT, NO_SKILL, OWN_CONCEPT)
NAMES = Shape(
    "skill names",
    (
        Column("skill_name", needed=True),
        Column("decision", "choice", needed=False, choices=CHOICES),
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
                select {plain(as_it_was_sql("skill_name"))} as name_norm, decision, taxonomy as taxonomy_id,
                       version as taxonomy_version, concept_id,
                       case decision when '{OWN_CONCEPT}' then broader_id end as broader_id,
                       case decision when '{REJECTED}' then concept_id
                                     when '{ACCEPTED}' then taxonomy
                                     when '{NO_CONCEPT}' then coalesce(taxonomy, '') else '' end as about,
                       decided_by,
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
            f"not decided yet: {', '.join(CHOICES[:-1])} or {CHOICES[-1]}",
        ),
        (
            "decision is not null and decided_on is null",
            "decided_on",
            "missing-value",
            "blank, and needed where something is decided: of two decisions the later holds",
        ),
        (
            "decision is not null and decided_by is null",
            "decided_by",
            "missing-value",
            "blank, and needed where something is decided: a team or a role",
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

# Each concept is rejected for itself. Of other decisions the later holds, in each taxonomy for itself; of one
# day what speaks of one taxonomy goes before what speaks of all.
HOLDING = f"""select name_norm, decision, taxonomy_id, taxonomy_version, concept_id, broader_id,
           decided_by, recorded_at::date as decided_on
    from (from skill_name_versions
          qualify row_number() over (
              partition by name_norm, decision = '{REJECTED}', about order by recorded_at desc, row_hash) = 1)
    window of_name as (partition by name_norm, decision = '{REJECTED}')
    qualify decision = '{REJECTED}'
        or about <> '' and (recorded_at >= max(recorded_at) filter (about = '') over of_name) is not false
        or about = '' and (recorded_at > max(recorded_at) filter (about <> '') over of_name) is not false"""

AT_ODDS = "decisions-at-odds"
FIRST = "accepted before rejected, of one taxonomy before of all, else by a checksum of the row"
# Decisions of one name and day that cannot all hold, each with the place of each other one.
AT_ODDS_ROWS = f"""with told as (
        select name_norm, recorded_at::date as day, decision, about, concept_id,
               decision = '{REJECTED}' as against, min(row_hash) as first,
               min((file, line, source_id)) as place
        from skill_name_versions join sources using (source_id) group by all),
    at_odds as (
        select one.*, other.place as other
        from told as one join told as other using (name_norm, day)
        where one.first <> other.first
          and case when one.against <> other.against then one.concept_id = other.concept_id
                   else not one.against
                       and (one.about = other.about or '' in (one.about, other.about)) end)"""


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
           or decision = '{NO_CONCEPT}' and coalesce(taxonomy_id, $taxonomy_id) = $taxonomy_id
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
    """A sentence for each name of which one day has decisions that cannot all hold; remarks on their rows."""
    con.execute("delete from remarks where code = ?", [AT_ODDS])
    remark(
        con,
        f"""{AT_ODDS_ROWS}
        select place[3] as source_id, place[1] as file, place[2] as line, 'decision' as column_name,
               '{AT_ODDS}' as code, 'doubtful' as effect,
               'the skill name ' || name_norm || ' is decided otherwise on the same day ('
               || string_agg(other[1] || ', line ' || other[2], '; ' order by other)
               || '): decide again on a later day' as what
        from at_odds group by name_norm, place""",
    )
    rows = con.execute(
        f"""{AT_ODDS_ROWS}
        select name_norm, day::text, count(*),
               string_agg(decision || coalesce(' ' || concept_id, '') || ' (' || place[1] || ', line '
                          || place[2] || ')', '; ' order by against, about = '', first)
        from (select distinct * exclude (other) from at_odds) group by name_norm, day order by 1, 2"""
    ).fetchall()
    return [
        f"The skill name {name!r} has {count} decisions of {day}: {what}. The first of them holds ({FIRST}); "
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
