"""The staging tables that every family fills, and the one writer that takes them into the store.

A family leaves rows in `staged_<name>` with the columns of STAGED, each with the source and the line that
told it, and the line of every record in `staged_records`: so read = accepted + quarantined + duplicates
without its doing. A record that nothing is kept of is refused; one that says nothing new is a duplicate.
"""

import pandas as pd

from skillslib.intake import literal, plain

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
    "labels": {"concept_id": "text", "label": "text", "label_type": "text", "language": "text"},
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
    for name in ("relations", "requirements", "scales", "ratings", "crosswalks")
}
# One row of these is another than the next even where they say the same; what is the same row is told by all
# columns, but a label by what it says and not by how it is written.
SAME = {"labels": ("concept_id", "label_norm", "label_type", "language")}
EPOCH = "timestamp '1970-01-01'"


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
    con.execute(f"insert into staged_{name} by name {rows}")


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
    con.execute(
        "create or replace temp table staged_fates (source_id text, line bigint, told bool, new bool)"
    )
    for name in TABLES:
        if con.execute(f"select count(*) from staged_{name}").fetchall()[0][0]:
            _take(con, name)
    _drop_repeated_labels(con)
    _refuse_the_rest(con)
    _quarantine(con)
    con.execute("insert into remarks by name from staged_remarks join reading using (source_id)")
    return _counts(con)


def _write_editions(con, editions):
    rows = pd.DataFrame([{"source_id": source, **vars(edition)} for source, edition in editions.items()])
    con.register("handed_over", rows)
    con.execute(
        """create or replace temp table staged_editions as from handed_over;
        insert into taxonomies by name
        select taxonomy_id, taxonomy_version, max(nullif(name, '')) as name,
               max(nullif(publisher, '')) as publisher, max(nullif(homepage, '')) as homepage,
               max(nullif(licence, '')) as licence, max(nullif(attribution, '')) as attribution,
               max(nullif(language, '')) as language,
               max(try_cast(nullif(released_on, '') as date)) as released_on
        from staged_editions anti join taxonomies using (taxonomy_id, taxonomy_version)
        where taxonomy_id <> '' group by all"""
    )
    con.unregister("handed_over")


def _take(con, name):
    """The rows of one staging table that the store does not have yet, and what became of their records."""
    columns = list(STAGED[name])
    which = [] if name == "crosswalks" else ["taxonomy_id", "taxonomy_version"]
    derived = {"concepts": f", {EPOCH} as recorded_at", "labels": f", {plain('label')} as label_norm"}
    same = SAME.get(name, columns)
    con.execute(
        f"""create or replace temp table told as
        with rows as (
            select source_id, line, {", ".join([*which, *columns])}{derived.get(name, "")}
            from staged_{name}
            join (select source_id, taxonomy_id, taxonomy_version from staged_editions) using (source_id))
        select *, {_key((*which, *same))} as key from rows"""
    )
    table = TABLES[name]
    known = f"select {_key((*which, *same))} as key from {table}"
    if which:
        known += " semi join staged_editions using (taxonomy_id, taxonomy_version)"
    counts = f"select count(*), count(distinct key), (select count(*) from ({known})) from told"
    rows, distinct, before = con.execute(counts).fetchall()[0]
    if rows == distinct and not before:
        con.execute("insert into staged_fates select source_id, line, true, true from told group by all")
    else:
        _tell_apart(con, known)
    hashed = ", md5(key::text) as row_hash" if name == "concepts" else ""
    placed = [name for name in ("source_id", "line") if name in _columns(con, table)]
    taken = ", ".join([*which, *columns, *placed])
    extra = {"concepts": ", recorded_at", "labels": ", label_norm"}.get(name, "")
    con.execute(f"insert into {table} by name select {taken}{extra}{hashed} from told")


def _key(columns):
    said = ", ".join(f"coalesce({column}::text, chr(30))" for column in columns)
    return f"md5_number(concat_ws(chr(31), {said}))"


def _columns(con, table):
    return [row[0] for row in con.execute(f"describe {table}").fetchall()]


def _tell_apart(con, known):
    """Of equal rows the first stays in `told`, and none that the store has; all leave their fates."""
    con.execute(
        f"""create or replace temp table known_keys as select distinct key from ({known});
        create or replace temp table numbered as
        select *, row_number() over (partition by key order by source_id, line) = 1
                  and key not in (select key from known_keys) as is_new,
               row_number() over (partition by source_id, key order by line) = 1 as is_told
        from told;
        insert into staged_fates
        select source_id, line, bool_or(is_told), bool_or(is_new) from numbered group by all;
        create or replace temp table told as
        select * exclude (is_new, is_told) from numbered where is_new;
        drop table numbered; drop table known_keys"""
    )


def _drop_repeated_labels(con):
    """A label that repeats another of its concept and language but for its kind says nothing."""
    con.execute(
        """delete from concept_labels as label
        using (
            select taxonomy_id, taxonomy_version, concept_id, language, label_norm, min(label_type) as least,
                   bool_or(label_type = 'preferred') as preferred
            from concept_labels semi join staged_editions using (taxonomy_id, taxonomy_version)
            group by all having count(*) > 1) as said
        where label.taxonomy_id = said.taxonomy_id and label.taxonomy_version = said.taxonomy_version
          and label.concept_id = said.concept_id and label.language is not distinct from said.language
          and label.label_norm = said.label_norm
          and label.label_type <> case when preferred then 'preferred' else least end"""
    )


def _refuse_the_rest(con):
    """No record is lost: one that left nothing and was not refused says so."""
    con.execute(
        """insert into staged_refused by name
        select source_id, line, 'nothing-kept' as code, 'nothing in it can be kept' as reason
        from staged_records
        anti join staged_fates using (source_id, line) anti join staged_refused using (source_id, line)"""
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
        insert into vault.quarantine_raw select quarantine_id, raw from refused"""
    )


def _counts(con):
    rows = con.execute(
        """with fates as (
            select source_id, line, bool_or(told) as told, bool_or(new) as new from staged_fates
            anti join refused using (source_id, line) group by all),
        kept as (
            select source_id, count(*) filter (told) as accepted, count(*) filter (new) as new
            from fates group by source_id),
        bad as (select source_id, count(*) as bad from refused group by source_id),
        records as (select source_id, count(*) as read from staged_records group by source_id)
        select source_id, coalesce(read, 0), coalesce(accepted, 0), coalesce(bad, 0), coalesce(new, 0)
        from reading left join records using (source_id) left join kept using (source_id)
        left join bad using (source_id)"""
    ).fetchall()
    return {
        source: {
            "read": read,
            "accepted": accepted,
            "duplicates": read - accepted - bad,
            "quarantined": bad,
            "faulty": bad,
            "new": new,
            "corrections": 0,
            "recorded_on": None,
        }
        for source, read, accepted, bad, new in rows
    }
