"""What is broader than itself, by whatever way: listed after each load, and kept.

Of the broader relations those are taken away, again and again, that lead nowhere further or that nothing
leads to: what is left goes in circles. A file that comes later may close one, so all that was loaded counts.
"""

from skillslib.intake import remark

CODE = "broader-circle"
PEEL = """delete from circular as said
    where not exists (from circular as next where (next.taxonomy_id, next.taxonomy_version, next.concept_id)
                      = (said.taxonomy_id, said.taxonomy_version, said.to_id))
       or not exists (from circular as last where (last.taxonomy_id, last.taxonomy_version, last.to_id)
                      = (said.taxonomy_id, said.taxonomy_version, said.concept_id))"""


def derive(con):
    """List the relations that lie in a circle, in place of what the load before listed."""
    con.execute("delete from remarks where code = ?", [CODE])
    con.execute(
        """create or replace temp table circular as
        select taxonomy_id, taxonomy_version, concept_id, to_id, source_id, line
        from concept_relations where relation = 'broader'"""
    )
    while con.execute(PEEL).fetchall()[0][0]:
        pass
    remark(
        con,
        f"""select source_id, file, line, 'broader' as column_name, '{CODE}' as code,
               concept_id || ' has ' || to_id || ' above it, and that leads back to it' as what,
               'doubtful' as effect
        from circular join sources using (source_id)""",
    )
    con.execute("drop table circular")
