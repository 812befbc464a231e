"""The company's own concepts: skill names that people decided to be one, as a taxonomy. Derived at each load.

Where the decision says of which concept it is part, that is broader, whatever taxonomy it is of.
"""

from skillslib.intake import content
from skillslib.linking.cascade import OWN_CONCEPT
from skillslib.linking.decisions import HOLDING, OWN_ID, OWN_TAXONOMY

FORGET = "".join(
    f"delete from {table} where taxonomy_id = '{OWN_TAXONOMY}';"
    for table in ("taxonomies", "concept_versions", "concept_labels", "concept_relations")
)
MAKE = f"""create or replace temp table own_concepts as
    with holding as ({HOLDING}),
    written as (select tag_norm as name_norm, min(tag) as label from badge_tag_versions group by tag_norm)
    select {OWN_ID} as concept_id, name_norm, coalesce(label, name_norm) as label, broader_id,
           decided_on::timestamp as recorded_at
    from holding left join written using (name_norm)
    where decision = '{OWN_CONCEPT}';
    insert into taxonomies by name
    select '{OWN_TAXONOMY}' as taxonomy_id, '1' as taxonomy_version, 'Own concepts, decided by people' as name
    where exists (from own_concepts);
    insert into concept_versions by name
    select *, {content("concept_id", "taxonomy_id", "taxonomy_version", "label", "kind")} as row_hash from (
        select concept_id, '{OWN_TAXONOMY}' as taxonomy_id, '1' as taxonomy_version, label, 'skill' as kind,
               recorded_at
        from own_concepts);
    insert into concept_labels by name
    select concept_id, '{OWN_TAXONOMY}' as taxonomy_id, '1' as taxonomy_version, label,
           name_norm as label_norm, 'preferred' as label_type
    from own_concepts;
    insert into concept_relations by name
    select concept_id, '{OWN_TAXONOMY}' as taxonomy_id, '1' as taxonomy_version, 'broader' as relation,
           broader_id as to_id
    from own_concepts where broader_id is not null;
    drop table own_concepts"""


def derive(con):
    """The concepts that decisions make, in place of those of the load before."""
    con.execute(FORGET)
    con.execute(MAKE)
