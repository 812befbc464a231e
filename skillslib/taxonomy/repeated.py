"""Concepts that one version describes twice, and differently: listed after each load, and kept.

Each description stays, with the names in it; of what they say of the concept itself, what says most holds.
"""

from skillslib.intake import remark

CODE = "concept-repeated"


def derive(con):
    """List the descriptions that say otherwise than one before them, in place of those of the load before."""
    con.execute("delete from remarks where code = ?", [CODE])
    remark(
        con,
        f"""with several as (
            select taxonomy_id, taxonomy_version, concept_id, coalesce(language, '') as tongue
            from concept_versions group by all
            having count(*) > 1 and (count(distinct label) > 1 or count(distinct definition) > 1)),
        placed as (
            select concept_id, source_id, file, line, label, definition,
                   first_value(struct_pack(label, definition, file, line)) over (
                       partition by taxonomy_id, taxonomy_version, concept_id, tongue
                       order by file, line) as one
            from (select *, coalesce(language, '') as tongue from concept_versions)
            semi join several using (taxonomy_id, taxonomy_version, concept_id, tongue)
            join sources using (source_id))
        select source_id, file, line, '{CODE}' as code, 'doubtful' as effect,
               concept_id || ' is described otherwise in ' || one.file || ', line ' || one.line
                   || ': names of both are kept' as what
        from placed where label <> one.label or definition <> one.definition""",
    )
