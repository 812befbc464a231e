"""Ids that two taxonomies define: one id would be one skill, whatever each of them means by it.

An address, a URN or a UUID is one thing wherever it stands, and may be in several. A number or a code of a
publisher's own ("A.1", "3") may not: a load that brings one which another taxonomy defines is refused.
"""

from skillslib.intake import IntakeError

WORLDWIDE = "://|^urn:|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Of each such id a place in this load and one in another taxonomy; the first of them, and how many there are.
SHARED = """with told as (
        select concept_id, taxonomy_id, min((file, line)) as place,
               bool_or(source_id in (select unnest($sources))) as is_new
        from concept_versions join sources using (source_id)
        where (is_skill(concept_versions.kind) or concept_versions.kind = 'skill group')
          and not regexp_matches(concept_id, $worldwide, 'i')
        group by all),
    shared as (
        select one.concept_id, one.taxonomy_id, one.place, other.taxonomy_id as other, other.place as known
        from told as one join told as other using (concept_id)
        where one.is_new and one.taxonomy_id <> other.taxonomy_id)
    select concept_id, taxonomy_id, place, other, known, (select count(distinct concept_id) from shared)
    from shared order by place, known, other limit 1"""


def refuse(con, sources):
    """Refuse sources that define ids of another taxonomy. Errors: IntakeError with both places."""
    rows = con.execute(SHARED, {"sources": sources, "worldwide": WORLDWIDE}).fetchall()
    for concept_id, taxonomy, (file, line), other, (known, at), count in rows:
        more = f" (and {count - 1:,} more)" if count > 1 else ""
        raise IntakeError(
            f"{file}, line {line}: the id {concept_id!r}{more} of the taxonomy {taxonomy!r} is an id of "
            f"{other!r} too ({known}, line {at}), and an id is one skill. Is it a version of {other!r}? "
            f'Then say so in a TOML file beside it: id = "{other}" and its version. Is it another taxonomy? '
            f'Then say there: id = "{taxonomy}", its version, and prefix = "{taxonomy}: " for its ids.'
        )
