"""The staging tables that every family fills, and the one writer that takes them into the store.

A family leaves rows in `staged_<name>` with the columns of STAGED, each with the source and the line that
told it, and the line of every record in `staged_records`: so read = accepted + quarantined + duplicates
without its doing. A record that nothing is kept of is refused; one that says nothing new is a duplicate.
"""

import pandas as pd

from skillslib.intake import content, literal, plain
from skillslib.taxonomy import ends, prefixes

PLACE = {"source_id": "text", "line": "bigint"}
STAGED = {
    "concepts": {
        "concept_id": "text",
        "kind": "text",
        "notation": "text",
        "label": "text",
        "definition": "text",
        "status": "text",
        "url": "text",
        "language": "text",
    },
    "labels": {
        "concept_id": "text",
        "label": "text",
        "label_norm": "text",
        "label_type": "text",
        "language": "text",
    },
    "relations": {"concept_id": "text", "relation": "text", "to_id": "text"},
    "requirements": {"occupation_id": "text", "concept_id": "text", "requirement": "text"},
    "scales": {"scale_id": "text", "name": "text", "least": "double", "greatest": "double"},
    "ratings": {
        "occupation_id": "text",
        "concept_id": "text",
        "scale_id": "text",
        "category": "text",
        "value": "double",
        "n": "integer",
        "suppress": "boolean",
        "not_relevant": "boolean",
    },
    "levels": {"concept_id": "text", "scale_id": "text", "level": "double", "description": "text"},
    "crosswalks": {
        "crosswalk_id": "text",
        "from_taxonomy": "text",
        "from_version": "text",
        "from_id": "text",
        "predicate": "text",
        "to_taxonomy": "text",
        "to_version": "text",
        "to_id": "text",
        "confidence": "double",
        "status": "text",
    },
    "records": {},
    "refused": {"column_name": "text", "code": "text", "reason": "text", "raw": "text"},
    "remarks": {"column_name": "text", "code": "text", "what": "text", "effect": "text"},
}
TABLES = {"concepts": "concept_versions", "labels": "concept_labels", "levels": "concept_levels"} | {
    name: f"{'concept_' if name == 'relations' else ''}{name}"
    for name in ("relations", "requirements", "scales", "ratings")
}
TABLES["crosswalks"] = "stated_crosswalks"
BLANKS, ODD_BLANKS = ("' '", "chr(10)", "chr(13)"), ("chr(9)", "chr(160)")
INSIDE = " or ".join(
    f"contains(label, {sign})" for sign in ("'  '", "chr(9)", "chr(10)", "chr(12)", "chr(13)")
)


def trimmed(cell, odd=True):
    """SQL: a cell without the blanks around it; few have any, and to look costs less than to trim.

    `odd` is whether there may be blanks that are not spaces.
    """
    blanks = BLANKS + (ODD_BLANKS if odd else ())
    found = [f"{cell} < '!'", *(f"ends_with({cell}, {sign})" for sign in blanks)]
    found += [f"starts_with({cell}, chr(160))"] if odd else []
    return (
        f"case when {' or '.join(found)} then nullif(trim({cell}, {' || '.join(blanks)}), '') else {cell} end"
    )


# A label is known by what it says, not by how it is written; of several the preferred one stays.
SAME = {"labels": ("concept_id", "label_norm", "language")}
RANK = "case {0}.label_type when 'preferred' then 0 when 'alternative' then 1 else 2 end"
# Most labels are in order already, and to look costs less than to put them in order.
LABELS = f"""select *, case when strlen(label) = length(label) and not ({INSIDE}) then lower(label)
                           else {plain("label")} end as label_norm
    from (select * replace ({trimmed("label")} as label) from ({{rows}}))
    where label <> ''"""
# What the store derives from a row.
DERIVED = {
    "concepts": {
        "recorded_at": "timestamp '1970-01-01'",
        "row_hash": content("taxonomy_id", "taxonomy_version", *STAGED["concepts"]),
    },
}


def begin(con):
    """Empty staging tables."""
    for name, columns in STAGED.items():
        said = ", ".join(f"{column} {kind}" for column, kind in (PLACE | columns).items())
        con.execute(f"create or replace temp table staged_{name} ({said})")


def end(con):
    """The staging tables are no more."""
    for name in (*STAGED, "fates", "editions"):
        con.execute(f"drop table if exists staged_{name}")


def tell(con, name, rows):
    """Stage what a query yields: source_id, line and columns of STAGED[name]; those it lacks are null."""
    told = LABELS.format(rows=rows) if name == "labels" else rows
    con.execute(f"insert into staged_{name} by name {told}")


def hand_over(con, part, columns, table="cells"):
    """Rows that no engine can read (JSON, RDF, YAML) as a temporary table, by their columns: {name: list}.

    `line` may be among them; else a row's number is its place. Every row counts as a record.
    """
    frame = pd.DataFrame(columns)
    if "line" not in frame:
        frame.insert(0, "line", range(1, len(frame) + 1))
    con.register("handed_over", frame)
    con.execute(
        f"""create or replace temp table {table} as
        select {literal(part.source_id)} as source_id, * from handed_over"""
    )
    con.unregister("handed_over")
    tell(con, "records", f"select distinct source_id, line from {table}")


def refuse(con, rows):
    """Refuse the records that a query yields: source_id, line, column_name, code, reason, raw."""
    tell(con, "refused", rows)


def write(con, editions):
    """Take what was staged into the store; returns the counts of each source, as `intake.keep` does.

    `editions` says of each source which Edition it is of. Rows that name what nothing defines are taken too.
    """
    _write_editions(con, editions)
    prefixes.put(con, editions)
    if _staged(con, "crosswalks"):
        ends.settle_own(con)
    con.execute("create or replace temp table staged_fates (place integer, line bigint, told bool, new bool)")
    # A taxonomy's tables are not so large that they have to be pressed before all of them is there.
    con.execute("set enable_optimistic_write = false")
    for name in TABLES:
        if _staged(con, name):
            _take(con, name)
    con.execute("reset enable_optimistic_write")
    _refuse_the_rest(con)
    _quarantine(con)
    con.execute("insert into remarks by name from staged_remarks join reading using (source_id)")
    return _counts(con)


def _staged(con, name):
    return con.execute(f"select count(*) from staged_{name}").fetchall()[0][0]


def _write_editions(con, editions):
    rows = pd.DataFrame(
        {"place": place, "source_id": source, **vars(edition)}
        for place, (source, edition) in enumerate(editions.items())
    )
    con.register("handed_over", rows)
    con.execute(
        """create or replace temp table staged_editions as from handed_over;
        insert into stated_editions by name
        select taxonomy_id, taxonomy_version, nullif(name, '') as name, nullif(publisher, '') as publisher,
               nullif(homepage, '') as homepage, nullif(licence, '') as licence,
               nullif(attribution, '') as attribution, nullif(language, '') as language,
               try_cast(nullif(released_on, '') as date) as released_on, source_id
        from staged_editions where taxonomy_id <> ''"""
    )
    con.unregister("handed_over")


def _take(con, name):
    """The rows of one staging table that the store does not have yet, and what became of their records."""
    which = [] if name == "crosswalks" else ["taxonomy_id", "taxonomy_version"]
    first = f"(({RANK.format('said')})::bigint << 48)" if name == "labels" else "0"
    con.execute(
        f"""create or replace temp view told as
        select said.*, said.rowid + {first} as ordinal, place, taxonomy_id, taxonomy_version
        from staged_{name} as said join (
            select place, source_id, taxonomy_id, taxonomy_version from staged_editions) using (source_id)"""
    )
    if name == "labels":
        _prefer(con)
    fresh = _fresh(con, TABLES[name], which, [*which, *SAME.get(name, STAGED[name])])
    placed = [column for column in PLACE if column in _columns(con, TABLES[name])]
    derived = [f"{sql} as {column}" for column, sql in DERIVED.get(name, {}).items()]
    con.execute(
        f"""insert into {TABLES[name]} by name
        select {", ".join([*which, *STAGED[name], *placed, *derived])} from told {fresh}"""
    )


def _columns(con, table):
    return [row[0] for row in con.execute(f"describe {table}").fetchall()]


def _fresh(con, table, which, same):
    """Which of the rows told are new, as SQL: of equal ones the first, and none that the store has.

    All leave their fates: a record of which nothing is new may still be the first in its file to say so.
    """
    here = f"semi join staged_editions using ({', '.join(which)})" if which else ""
    equal = " and ".join(f"told.{column} is not distinct from known.{column}" for column in same)
    keys = ", ".join(same)
    con.execute(
        f"""create or replace temp table firsts as
        select min(ordinal) as ordinal
        from told anti join (from {table} {here}) as known on {equal} group by {keys}"""
    )
    rows, new = con.execute("select (select count(*) from told), (select count(*) from firsts)").fetchall()[0]
    fresh = "" if rows == new else "semi join firsts using (ordinal)"
    con.execute(f"insert into staged_fates select distinct place, line, true, true from told {fresh}")
    if fresh:
        con.execute(
            f"""insert into staged_fates
            with rest as (from told anti join staged_fates using (place, line)),
            own as (
                select min(ordinal) as ordinal from told semi join rest using (place) group by place, {keys})
            select place, line, bool_or(own.ordinal is not null), false
            from rest left join own using (ordinal) group by all"""
        )
    return fresh


def _prefer(con):
    """A label that the store has as an alternative gives way to the same one told as the preferred."""
    con.execute(
        f"""delete from concept_labels as known
        using told
        where told.taxonomy_id = known.taxonomy_id and told.taxonomy_version = known.taxonomy_version
          and told.concept_id = known.concept_id and told.label_norm = known.label_norm
          and told.language is not distinct from known.language
          and {RANK.format("told")} < {RANK.format("known")}"""
    )


def _refuse_the_rest(con):
    """No record is lost: one that left nothing and was not refused says so."""
    con.execute(
        """insert into staged_refused by name
        select source_id, line, 'nothing-kept' as code, 'nothing in it can be kept' as reason
        from staged_records
        join (select place, source_id from staged_editions) using (source_id)
        anti join staged_fates using (place, line) anti join staged_refused using (source_id, line)"""
    )


def _quarantine(con):
    """The refused records, with file, line, column and reason; their raw text goes to the vault."""
    con.execute(
        """create or replace temp table refused as
        select md5(concat_ws(' ', 'taxonomy', source_id, line, code)) as quarantine_id, *
        from staged_refused
        qualify row_number() over (partition by source_id, line order by column_name, code) = 1;
        insert into quarantine by name
        select quarantine_id, source_id, file, line, column_name, code as reason_code,
               concat_ws(': ', column_name, reason) as reason
        from refused join reading using (source_id);
        insert into vault.quarantine_raw by name select quarantine_id, raw from refused"""
    )


def _counts(con):
    rows = con.execute(
        """with fates as (
            select place, line, bool_or(told) as told, bool_or(new) as new
            from staged_fates group by place, line),
        kept as (
            select source_id, count(*) filter (told) as accepted, count(*) filter (new) as new
            from fates join (select place, source_id from staged_editions) using (place)
            anti join refused using (source_id, line) group by source_id),
        bad as (
            select source_id, count(*) as bad, count(*) filter (code <> 'unmatched') as faulty
            from refused group by source_id),
        records as (select source_id, count(*) as read from staged_records group by source_id)
        select source_id, coalesce(read, 0), coalesce(accepted, 0), coalesce(bad, 0),
               coalesce(faulty, 0), coalesce(new, 0)
        from reading left join records using (source_id) left join kept using (source_id)
        left join bad using (source_id)"""
    ).fetchall()
    return {
        source: {
            "read": read,
            "accepted": accepted,
            "duplicates": read - accepted - bad,
            "quarantined": bad,
            "faulty": faulty,
            "new": new,
            "corrections": 0,
            "recorded_on": None,
        }
        for source, read, accepted, bad, faulty, new in rows
    }
