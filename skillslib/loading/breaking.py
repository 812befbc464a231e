"""What a new version of a taxonomy leaves without its skill, said as it comes in; nothing is re-pointed."""

from skillslib.metrics import taxonomy_breaks

NEWEST = """with numbered as (
    select taxonomy_id, taxonomy_version,
           row_number() over (partition by taxonomy_id order by version_order(taxonomy_version) desc) as place
    from taxonomies)
select new.taxonomy_id, old.taxonomy_version as old, new.taxonomy_version as new
from numbered as new
join numbered as old using (taxonomy_id)
where new.place = 1 and old.place = 2
order by new.taxonomy_id"""


def said(con):
    """A sentence for each taxonomy whose newest version lacks skills in use that the one before has."""
    for taxonomy, old, new in con.execute(NEWEST).fetchall():
        lost = taxonomy_breaks(con, old, new, taxonomy)["skill_id"].nunique()
        if lost:
            asked = f"taxonomy_breaks(con, {old!r}, {new!r}, {taxonomy!r})"
            yield (
                f"{taxonomy} {new}: {lost:,} skills of version {old} that targets, requirements, programmes, "
                f"badges or concepts below name are no more in it, or replaced; {asked} "
                "lists them with what is nearest"
            )
