"""A taxonomy of a company that has none: the skill names of its badges, each a skill. Derived at each load.

company.toml asks for it: [skills] taxonomy = "own names". Names that differ in case or blanks only are one.
"""

from skillslib.taxonomy.mapped import VERSION_CONTENT

OWN = "own names"


def derive(con):
    """The skills that badges name, as the taxonomy 'own names'; none where the company has not asked."""
    for table in ("taxonomies", "skill_versions", "skill_labels"):
        con.execute(f"delete from {table} where taxonomy_id = $own", {"own": OWN})
    asked = "select count(*) from settings where name = 'skills.taxonomy' and value = $own"
    if not con.execute(asked, {"own": OWN}).fetchall()[0][0]:
        return
    con.execute(
        f"""insert into taxonomies by name
        select $own as taxonomy_id, '1' as taxonomy_version, 'Skill names of the awards' as name
        where exists (from badge_tag_versions);
        insert into skill_versions by name
        select *, {VERSION_CONTENT} as row_hash from (
            select $own || ': ' || tag_norm as skill_id, $own as taxonomy_id, '1' as taxonomy_version,
                   min(tag) as label, 'skill' as kind, null::text as description,
                   timestamp '1970-01-01' as recorded_at
            from badge_tag_versions where tag_norm <> '' group by tag_norm);
        insert into skill_labels by name
        select skill_id, taxonomy_id, taxonomy_version, label, 'preferred' as label_type,
               substr(skill_id, length($own) + 3) as label_norm
        from skill_versions where taxonomy_id = $own""",
        {"own": OWN},
    )
