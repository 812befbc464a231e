"""What a new version of a taxonomy changes, and what that breaks here: nothing is re-pointed by itself."""

from skillslib.intake import plain
from skillslib.metrics.question import QuestionError

# The chosen two versions; of each concept its label, in which language, and the concepts right above it.
VERSIONS = """with told as (
    select concepts.* replace (coalesce(concepts.language, taxonomies.language) as language)
    from concepts join taxonomies using (taxonomy_id, taxonomy_version)
    where taxonomy_id = $taxonomy),
old as (from told where taxonomy_version = $old),
new as (from told where taxonomy_version = $new),
above as (
    select said.taxonomy_version, said.concept_id, list_sort(list(distinct to_id)) as ids,
           string_agg(distinct coalesce(label, to_id), '; ' order by coalesce(label, to_id)) as labels
    from concept_relations as said
    left join concepts on concepts.taxonomy_id = said.taxonomy_id
        and concepts.taxonomy_version = said.taxonomy_version and concepts.concept_id = to_id
    where said.taxonomy_id = $taxonomy and said.taxonomy_version in ($old, $new) and relation = 'broader'
    group by said.taxonomy_version, said.concept_id),
replacements as (
    select distinct concept_id, to_id
    from concept_relations
    where taxonomy_id = $taxonomy and taxonomy_version in ($old, $new) and relation = 'replaced by'
      and to_id in (select concept_id from new))"""

CHANGES = f"""{VERSIONS},
names as (
    select taxonomy_version, concept_id, coalesce(concept_labels.language, taxonomies.language) as language,
           min(label) as label
    from concept_labels join taxonomies using (taxonomy_id, taxonomy_version)
    where taxonomy_id = $taxonomy and taxonomy_version in ($old, $new) and label_type = 'preferred'
    group by all),
renamed as (
    select distinct before.concept_id
    from names as before
    join names as after using (concept_id, language)
    where before.taxonomy_version = $old and after.taxonomy_version = $new and before.label <> after.label
    union
    select concept_id  -- of a version that tells no language, the label that holds is compared
    from old join new using (concept_id)
    where old.label <> new.label and (old.language is null or new.language is null)),
changed as (
    select concept_id, 'added' as change from new anti join old using (concept_id)
    union all
    select concept_id, 'removed' from old anti join new using (concept_id)
        anti join replacements using (concept_id)
    union all
    select concept_id, 'replaced' from old semi join replacements using (concept_id)
    union all
    select concept_id, 'relabelled' from renamed
    union all
    select concept_id, 'moved'
    from old join new using (concept_id)
    left join above as before on before.concept_id = old.concept_id and before.taxonomy_version = $old
    left join above as after on after.concept_id = old.concept_id and after.taxonomy_version = $new
    where coalesce(before.ids, []) <> coalesce(after.ids, []))
select change, concept_id, coalesce(new.kind, old.kind) as kind, old.label as old_label,
       new.label as new_label, before.labels as old_broader, after.labels as new_broader,
       to_id as replacement_id, replacement.label as replacement
from changed
left join old using (concept_id)
left join new using (concept_id)
left join above as before on before.concept_id = changed.concept_id and before.taxonomy_version = $old
left join above as after on after.concept_id = changed.concept_id and after.taxonomy_version = $new
left join replacements on change = 'replaced' and replacements.concept_id = changed.concept_id
left join new as replacement on replacement.concept_id = to_id
order by change, coalesce(old.label, new.label), concept_id, to_id"""

# What points at a concept that the new version has no more, or replaces; and the nearest that it has.
# A target or requirement may name a skill by a label that one alone had in the old version.
BREAKS = f"""{VERSIONS},
gone as (
    select concept_id as skill_id, label, kind,
           case when is_replaced then 'replaced' else 'removed' end as change
    from (select *, concept_id in (select concept_id from replacements) as is_replaced from old)
    where is_replaced or concept_id not in (select concept_id from new)),
called as (
    select label_norm, min(concept_id) as called_id
    from concept_labels
    semi join (from old where is_skill(kind) or kind = 'skill group') using (concept_id)
    where taxonomy_id = $taxonomy and taxonomy_version = $old
    group by label_norm
    having count(distinct concept_id) = 1),
links as (
    select badge_id, skill_id from badge_skill_versions
    union
    select badge_id, skill_id from badge_tag_versions join gone on skill_id = target_uri
    union
    select badge_id, concept_id
    from badge_tag_versions
    join concept_labels on label_norm = tag_norm
    where taxonomy_id = $taxonomy and taxonomy_version = $old),
awarded as (select badge_id, count(distinct award_id) as awards from award_versions group by badge_id),
pointing as (
    select 'target' as what, business_unit_id || ', level ' || level as which,
           coalesce(called_id, skill_id) as skill_id, source_id, line, null::bigint as awards
    from (from target_versions
          qualify row_number() over (partition by target_id order by recorded_at desc, row_hash desc) = 1)
    left join called on label_norm = {plain("skill_id")}
    union all
    select 'role requirement', job_role || ', level ' || level, coalesce(called_id, skill_id),
           source_id, line, null
    from role_requirement_versions
    left join called on label_norm = {plain("skill_id")}
    union all
    select 'concept below it', label || ' (' || taxonomy_id || ')', to_id, said.source_id, said.line, null
    from concept_relations as said
    join concepts using (taxonomy_id, taxonomy_version, concept_id)
    where relation = 'broader' and taxonomy_id <> $taxonomy
    union all
    select 'programme', name, skill_id, null, null, null from programme_versions
    union all
    select 'badge', badges.name, links.skill_id, badges.source_id, badges.line, coalesce(awards, 0)
    from links
    join badges(date '9999-12-30') as badges using (badge_id)
    left join awarded using (badge_id)),
broken as (
    select distinct pointing.*, label, kind, change from pointing join gone using (skill_id)),
wanted as (select distinct skill_id, label, kind from broken),
fitting as (  -- what can stand in for a concept: a skill for a skill, else the same kind
    select wanted.skill_id, wanted.label as wanted_label, new.concept_id, new.label
    from wanted join new on new.kind = wanted.kind or (is_skill(new.kind) and is_skill(wanted.kind))),
candidates as (
    select skill_id, to_id, 'replaced by' as found_by, 1.0 as score, 1 as place
    from wanted join replacements on concept_id = skill_id
    union all
    select skill_id, concept_id,
           case label_type when 'preferred' then 'same label' else 'other label' end, 1.0,
           case label_type when 'preferred' then 2 else 3 end
    from fitting
    join (from concept_labels where taxonomy_id = $taxonomy and taxonomy_version = $new) using (concept_id)
    where label_norm = {plain("wanted_label")}
    union all
    select skill_id, concept_id, 'like label', score, 4
    from (select skill_id, concept_id, jaro_winkler_similarity(lower(wanted_label), lower(label)) as score
          from fitting)
    where score >= $least
    union all
    select skill_id, to_id, 'broader', null, 5
    from wanted
    join concept_relations as said on concept_id = skill_id
    where taxonomy_id = $taxonomy and taxonomy_version = $old and relation = 'broader'),
nearest as (
    select candidates.*, new.label as replacement
    from candidates join new on new.concept_id = to_id
    qualify place = 1 or row_number() over (partition by skill_id order by place, score desc, to_id) = 1)
select what, which, skill_id, label as skill, change, to_id as replacement_id, replacement, found_by, score,
       awards, file, line
from broken
left join nearest using (skill_id)
left join (select source_id, file from sources) using (source_id)
order by awards desc nulls last, what, which, skill, replacement_id"""
LEAST = 0.9  # as alike two labels have to be before one is named as the nearest


def taxonomy_changes(con, old, new, taxonomy=None):
    """What a new version of a taxonomy changes against an older one, a row for each concept and change.

    Columns: change (added, removed, replaced, relabelled, moved), concept_id, kind, old_label, new_label,
    old_broader, new_broader (labels), replacement_id, replacement. A concept is replaced where a version says
    by what (SKOS: replaced by), with a row for each part of a split; relabelled where its preferred label
    differs in a language that both have, or where one version tells no language; moved where other concepts
    lie right above it. One can be both.

    old, new  versions that the store has, as in "1.1.0"
    taxonomy  which taxonomy, as in "esco"; left out, the only one that has both versions

    Errors: QuestionError with the versions that there are.
    Example: taxonomy_changes(connect(), "1.1.0", "1.1.1")
    """
    return _asked(con, CHANGES, old, new, taxonomy)


def taxonomy_breaks(con, old, new, taxonomy=None):
    """What points at concepts that a new version of a taxonomy has no more, and the nearest that it has.

    Columns: what (target, role requirement, programme, badge; "concept below it": a concept of the company's
    own, or of another taxonomy, that is part of it), which (of them), skill_id, skill, change (removed,
    replaced), replacement_id, replacement, found_by ("replaced by", "same label", "other label",
    "like label", "broader"), score (0 to 1: how alike the labels are, by Jaro and Winkler), awards (of a
    badge), file, line.
    What names a skill by a label of the old version counts; a skill that is split has a row for each part.
    Nothing is re-pointed: a target is changed in its file, a badge's skill by a decision.

    The parameters and errors are those of `taxonomy_changes`.
    Example: taxonomy_breaks(connect(), "1.1.0", "1.1.1")
    """
    return _asked(con, BREAKS, old, new, taxonomy, least=LEAST)


def _asked(con, sql, old, new, taxonomy, **values):
    known = con.execute("select taxonomy_id, taxonomy_version from taxonomies order by all").fetchall()
    having = {name for name, version in known if version == old} & {n for n, v in known if v == new}
    if taxonomy is not None:
        having &= {taxonomy}
    if len(having) != 1:
        choices = ", ".join(f"{name} {version}" for name, version in known) or "none"
        which = "several taxonomies have" if having else "no taxonomy has"
        raise QuestionError(f"{which} the versions {old!r} and {new!r}. The store has: {choices}.")
    return con.execute(sql, {"taxonomy": having.pop(), "old": old, "new": new, **values}).df()
