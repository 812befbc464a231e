"""A taxonomy of a company that has none: the skill names of its badges, each a skill. Derived at each load.

company.toml asks for it: [skills] taxonomy = "own names". Names that differ in case or blanks only are one.
"""

from skillslib.taxonomy.mapped import VERSION_CONTENT

OWN = "own names"
FORGET = f"""delete from taxonomies where taxonomy_id = '{OWN}';
    delete from concept_versions where taxonomy_id = '{OWN}';
    delete from concept_labels where taxonomy_id = '{OWN}'"""
ASKED = f"select count(*) from settings where name = 'skills.taxonomy' and value = '{OWN}'"
MAKE = f"""insert into taxonomies by name
    select '{OWN}' as taxonomy_id, '1' as taxonomy_version, 'Skill names of the awards' as name
    where exists (from badge_tag_versions);
    insert into concept_versions by name
    select *, {VERSION_CONTENT} as row_hash from (
        select '{OWN}: ' || tag_norm as concept_id, '{OWN}' as taxonomy_id, '1' as taxonomy_version,
               min(tag) as label, 'skill' as kind, null::text as definition,
               timestamp '1970-01-01' as recorded_at
        from badge_tag_versions where tag_norm <> '' group by tag_norm);
    insert into concept_labels by name
    select concept_id, taxonomy_id, taxonomy_version, label, substr(concept_id, {len(OWN) + 3}) as label_norm,
           'preferred' as label_type
    from concept_versions where taxonomy_id = '{OWN}'"""


def derive(con):
    """The skills that badges name, as the taxonomy 'own names'; none where the company has not asked."""
    con.execute(FORGET)
    if con.execute(ASKED).fetchall()[0][0]:
        con.execute(MAKE)
