"""What rows of a taxonomy name and nothing in that version of it defines: listed after each load, and kept.

It follows from all that was loaded: a file that comes later may define it.
"""

from skillslib.intake import remark
from skillslib.taxonomy import circles, repeated

CODES = ("concept-undefined", "crosswalk-end-undefined")
MOST = 1_000  # rows of one file and column that are listed one by one; beyond, one remark counts them

# What names concepts: (table, its column, what the concept is there).
NAMED = (
    ("concept_relations", "concept_id", "the concept"),
    ("concept_relations", "to_id", "the concept"),
    ("requirements", "occupation_id", "the occupation"),
    ("requirements", "concept_id", "the concept"),
    ("ratings", "occupation_id", "the occupation"),
    ("ratings", "concept_id", "the concept"),
    ("concept_levels", "concept_id", "the concept"),
)
# What a crosswalk joins: (its column, its taxonomy, its version).
ENDS = (("from_id", "from_taxonomy", "from_version"), ("to_id", "to_taxonomy", "to_version"))


def derive(con):
    """List what is undefined, in place of what the load before listed."""
    if not con.execute("select count(*) from taxonomies").fetchall()[0][0]:
        return
    con.execute("delete from remarks where code in (select unnest(?))", [list(CODES)])
    filled = _filled(con)
    for table, column, what in (named for named in NAMED if named[0] in filled):
        rows = f"""select source_id, line,
                '{what} ' || {column} || ' is defined nowhere in this version' as what
            from {table} as said anti join concept_versions as known
                on known.taxonomy_id = said.taxonomy_id
                and known.taxonomy_version = said.taxonomy_version and known.concept_id = said.{column}"""
        _list(con, rows, column, CODES[0])
    for column, taxonomy, version in ENDS if "crosswalks" in filled else ():
        rows = f"""select source_id, line,
                {taxonomy} || coalesce(' ' || {version}, '') || ' does not define ' || {column} as what
            from crosswalks anti join concept_versions
                on taxonomy_id = {taxonomy} and taxonomy_version = {version} and concept_id = {column}"""
        _list(con, rows, column, CODES[1])
    circles.derive(con)
    repeated.derive(con)


def said(con, sources):
    """A sentence for each of these files with ids that nothing defines, concepts told twice, or circles."""
    found = con.execute(
        """select file, count(*), arg_min(coalesce('line ' || line || ': ', '') || what, coalesce(line, 0))
        from remarks where code in (select unnest(?)) and source_id in (select unnest(?))
        group by file order by file""",
        [[CODES[0], circles.CODE, repeated.CODE], sources],
    ).fetchall()
    for file, rows, what in found:
        more = f", and {rows - 1:,} more like it, in the table `remarks`" if rows > 1 else ""
        yield f"{file}: {what}{more}"


def _filled(con):
    """The tables that hold rows."""
    tables = dict.fromkeys([*(table for table, _, _ in NAMED), "crosswalks"])
    counted = con.execute(f"select {', '.join(f'(select count(*) from {table})' for table in tables)}")
    return {table for table, rows in zip(tables, counted.fetchall()[0], strict=True) if rows}


def _list(con, rows, column, code):
    remark(
        con,
        f"""with found as ({rows}),
        counted as (select source_id, count(*) as rows from found group by source_id)
        select source_id, file, line, '{column}' as column_name, '{code}' as code, what,
               'doubtful' as effect
        from found join counted using (source_id) join sources using (source_id) where rows <= {MOST}
        union all
        select source_id, file, null, '{column}', '{code}',
               rows || ' rows name in {column} what nothing here defines', 'doubtful'
        from counted join sources using (source_id) where rows > {MOST}""",
    )
