"""What a new version of a taxonomy changes, and what that breaks here: nothing is re-pointed by itself."""

from skillslib.metrics.question import QuestionError

# The chosen two versions; of each concept its label and the concepts that lie right above it.
VERSIONS = """with old as (
    select * from concepts where taxonomy_id = $taxonomy and taxonomy_version = $old),
new as (
    select * from concepts where taxonomy_id = $taxonomy and taxonomy_version = $new),
above as (
    select said.taxonomy_version, said.concept_id, list_sort(list(distinct to_id)) as ids,
           string_agg(distinct coalesce(label, to_id), '; ' order by coalesce(label, to_id)) as labels
    from concept_relations as said
    left join concepts on concepts.taxonomy_id = said.taxonomy_id
        and concepts.taxonomy_version = said.taxonomy_version and concepts.concept_id = to_id
    where said.taxonomy_id = $taxonomy and said.taxonomy_version in ($old, $new) and relation = 'broader'
    group by said.taxonomy_version, said.concept_id),
replacements as (
    select concept_id, min(to_id) as to_id
    from concept_relations
    where taxonomy_id = $taxonomy and taxonomy_version in ($old, $new) and relation = 'replaced by'
      and to_id in (select concept_id from new)
    group by concept_id)"""

CHANGES = f"""{VERSIONS},
names as (
    select taxonomy_version, concept_id, coalesce(language, '') as language, min(label) as label
    from concept_labels
    where taxonomy_id = $taxonomy and taxonomy_version in ($old, $new) and label_type = 'preferred'
    group by all),
renamed as (
    select distinct before.concept_id
    from names as before
    join names as after using (concept_id, language)
    where before.taxonomy_version = $old and after.taxonomy_version = $new and before.label <> after.label),
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
       case when change = 'replaced' then to_id end as replacement_id,
       case when change = 'replaced' then replacement.label end as replacement
from changed
left join old using (concept_id)
left join new using (concept_id)
left join above as before on before.concept_id = changed.concept_id and before.taxonomy_version = $old
left join above as after on after.concept_id = changed.concept_id and after.taxonomy_version = $new
left join replacements on replacements.concept_id = changed.concept_id
left join new as replacement on replacement.concept_id = to_id
order by change, coalesce(old.label, new.label), concept_id"""

# What points at a concept that the new version has no more, or replaces; and the nearest that it has.
BREAKS = f"""{VERSIONS},
gone as (
    select concept_id as skill_id, label, case when to_id is null then 'removed' else 'replaced' end as change
    from old
    left join replacements using (concept_id)
    where to_id is not null or concept_id not in (select concept_id from new)),
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
    select 'target' as what, business_unit_id || ', level ' || level as which, skill_id, source_id, line,
           null::bigint as awards
    from target_versions
    qualify row_number() over (partition by target_id order by recorded_at desc, row_hash desc) = 1
    union all
    select 'role requirement', job_role || ', level ' || level, coalesce(gone.skill_id, said.skill_id),
           source_id, line, null
    from role_requirement_versions as said
    left join gone on lower(gone.label) = lower(said.skill_id)  -- it may name a skill by its label
    union all
    select 'programme', name, skill_id, null, null, null from programme_versions
    union all
    select 'badge', badges.name, links.skill_id, badges.source_id, badges.line, coalesce(awards, 0)
    from links
    join badges(date '9999-12-30') as badges using (badge_id)
    left join awarded using (badge_id)),
broken as (
    select distinct pointing.*, label, change from pointing join gone using (skill_id)),
wanted as (select distinct skill_id, label from broken),
candidates as (
    select skill_id, to_id, 'replaced by' as found_by, 1.0 as score, 1 as place
    from wanted join replacements on concept_id = skill_id
    union all
    select wanted.skill_id, concept_id,
           case label_type when 'preferred' then 'same label' else 'other label' end, 1.0,
           case label_type when 'preferred' then 2 else 3 end
    from wanted
    join concept_labels on label_norm = lower(wanted.label)
    where taxonomy_id = $taxonomy and taxonomy_version = $new
    union all
    select skill_id, concept_id, 'like label', score, 4
    from (select wanted.skill_id, concept_id,
                 jaro_winkler_similarity(lower(wanted.label), lower(new.label)) as score
          from wanted cross join new where is_skill(new.kind))
    where score >= $least
    union all
    select skill_id, to_id, 'broader', null, 5
    from wanted
    join concept_relations as said on concept_id = skill_id
    where taxonomy_id = $taxonomy and taxonomy_version = $old and relation = 'broader'),
nearest as (
    select candidates.*, new.label as replacement
    from candidates join new on new.concept_id = to_id
    qualify row_number() over (partition by skill_id order by place, score desc, to_id) = 1)
select what, which, skill_id, label as skill, change, to_id as replacement_id, replacement, found_by, score,
       awards, file, line
from broken
left join nearest using (skill_id)
left join (select source_id, file from sources) using (source_id)
order by awards desc nulls last, what, which, skill"""
LEAST = 0.9  # as alike two labels have to be before one is named as the nearest


def taxonomy_changes(con, old, new, taxonomy=None):
    """What a new version of a taxonomy changes against an older one, a row for each concept and change.

    Columns: change (added, removed, replaced, relabelled, moved), concept_id, kind, old_label, new_label,
    old_broader, new_broader (labels), replacement_id, replacement. A concept is replaced where a version says
    by what (SKOS: replaced by); relabelled where its preferred label differs in a language that both have;
    moved where other concepts lie right above it. One can be both.

    old, new  versions that the store has, as in "1.1.0"
    taxonomy  which taxonomy, as in "esco"; left out, the only one that has both versions

    Errors: QuestionError with the versions that there are.
    Example: taxonomy_changes(connect(), "1.1.0", "1.1.1")
    """
    return _asked(con, CHANGES, old, new, taxonomy)


def taxonomy_breaks(con, old, new, taxonomy=None):
    """What points at concepts that a new version of a taxonomy has no more, and the nearest that it has.

    Columns: what (target, role requirement, programme, badge), which (of them), skill_id, skill, change
    (removed, replaced), replacement_id, replacement, found_by ("replaced by", "same label", "other label",
    "like label", "broader"), score (0 to 1: how alike the labels are, by Jaro and Winkler), awards (of a
    badge), file, line. Nothing is re-pointed: a target is changed in its file, a badge's skill by a decision.

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
