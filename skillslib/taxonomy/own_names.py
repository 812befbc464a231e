"""A taxonomy of a company that has none: the skill names of its badges, each a skill. Derived at each load.

company.toml asks for it: [skills] taxonomy = "own names". Names that differ in case or blanks only are one.
With taxonomy = "badge names" a badge that names no skill stands for one of its own name.
"""

from skillslib.intake import content, plain
from skillslib.taxonomy.mapped import VERSION_CONTENT

OWN, BADGES = "own names", "badge names"
FORGET = f"""delete from taxonomies where taxonomy_id = '{OWN}';
    delete from concept_versions where taxonomy_id = '{OWN}';
    delete from concept_labels where taxonomy_id = '{OWN}'"""
ASKED = "select max(value) from settings where name = 'skills.taxonomy'"
FORGET_NAMES = f"delete from badge_tag_versions where origin = '{BADGES}'"
NAME = f"""insert into badge_tag_versions by name
    select *, {content("badge_id", "tag", "origin")} as row_hash from (
        select badge_id, max_by(name, (recorded_at, row_hash)) as tag, {plain("tag")} as tag_norm,
               null::text as target_uri, '{BADGES}' as origin, min(recorded_at) as recorded_at
        from badge_versions
        anti join badge_tag_versions using (badge_id)
        where name is not null group by badge_id)"""
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
    con.execute(FORGET_NAMES)
    asked = con.execute(ASKED).fetchall()[0][0]
    if asked == BADGES:
        con.execute(NAME)
    if asked in (OWN, BADGES):
        con.execute(MAKE)
