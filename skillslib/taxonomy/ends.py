"""Of which taxonomy and version the ends of a crosswalk are, where its file does not say.

The concepts of a vocabulary are of its own version. What they are matched to is of the taxonomy that defines
it, else of the one its address names; its version is the newest that is here, and a remark says so. An end
that has no id but a label ('esco: baker') is the one occupation with that label, if there is one.
"""

from skillslib.intake import literal, plain, remark

ESCO = "data.europa.eu/esco/"
SIDES = ("from", "to")
CODE = "crosswalk-version-unstated"


def settle_own(con):
    """Fill what the edition of their file says of staged crosswalks; what is open still, `derive` fills."""
    con.execute(
        """update staged_crosswalks as said
        set from_taxonomy = coalesce(said.from_taxonomy, own.taxonomy_id),
            from_version = case when said.from_taxonomy is null then own.taxonomy_version
                                else coalesce(said.from_version, nullif(own.from_version, '')) end,
            to_version = coalesce(said.to_version, nullif(own.to_version, '')),
            crosswalk_id = own.taxonomy_id || ' ' || own.taxonomy_version
        from staged_editions as own where own.source_id = said.source_id"""
    )


def derive(con):
    """The crosswalks, by the taxonomies that are here now: so no order of loading makes a difference."""
    con.execute("delete from crosswalks; delete from remarks where code = ?", [CODE])
    if not con.execute("select count(*) from stated_crosswalks").fetchall()[0][0]:
        return
    con.execute("create or replace temp table joined as from stated_crosswalks")
    for side in SIDES:
        _settle_taxonomy(con, side)
        _settle_version(con, side)
        _settle_labels(con, side)
    con.execute(
        """insert into crosswalks by name
        from joined qualify row_number() over (
            partition by crosswalk_id, from_taxonomy, from_version, from_id, predicate,
                         to_taxonomy, to_version, to_id, confidence, status
            order by source_id, line) = 1;
        drop table joined"""
    )


def _settle_taxonomy(con, side):
    con.execute(
        f"""with known as (
            select {side}_id as id, min(taxonomy_id) as taxonomy_id
            from joined join concept_versions on concept_id = {side}_id
            where {side}_taxonomy is null group by all)
        update joined as said
        set {side}_taxonomy = case when contains({side}_id, {literal(ESCO)}) then 'esco'
            else coalesce((select taxonomy_id from known where id = said.{side}_id),
                          nullif(regexp_replace({side}_id, '[^/#:]*$', ''), ''), 'unstated') end
        where {side}_taxonomy is null"""
    )


def _settle_version(con, side):
    con.execute(
        f"""create or replace temp table newest as
        select source_id, taxonomy_id, arg_max(taxonomy_version, version_order(taxonomy_version)) as version
        from (select distinct source_id, {side}_taxonomy as taxonomy_id from joined
              where {side}_version is null)
        join taxonomies using (taxonomy_id) group by all;
        update joined as said set {side}_version = newest.version
        from newest where said.source_id = newest.source_id and said.{side}_version is null
          and said.{side}_taxonomy = newest.taxonomy_id"""
    )
    remark(
        con,
        f"""select source_id, file, {literal(CODE)} as code, 'doubtful' as effect,
               'it does not say to which version of ' || taxonomy_id || ' its matches are: the newest here, '
               || version || ', stands for it' as what
        from newest join sources using (source_id)""",
    )


def _settle_labels(con, side):
    if not con.execute(
        f"select count(*) from joined where starts_with({side}_id, {side}_taxonomy || ': ')"
    ).fetchall()[0][0]:
        return
    con.execute(
        f"""create or replace temp table labelled as
        select taxonomy_id, taxonomy_version, {plain("label")} as label, any_value(concept_id) as concept_id
        from concept_versions where kind = 'occupation'
        group by all having count(distinct concept_id) = 1;
        update joined as said set {side}_id = labelled.concept_id
        from labelled
        where said.{side}_id = labelled.taxonomy_id || ': ' || labelled.label
          and said.{side}_taxonomy = labelled.taxonomy_id
          and said.{side}_version = labelled.taxonomy_version"""
    )
