"""From judged rows to versions in the store: what is new is kept, what is known is a duplicate.

Every reader leaves a temporary table `judged` (source_id, ordinal, line, faults, and its
own columns), `reject_rows` (source_id, line, column_name, error, raw), `raws` (ordinal, raw) and `reading`
(source_id, file); what happens from there on is the same for all of them.
"""

from skillslib.intake.corrections import date_versions, find_corrections, identity, is_dated, is_same, is_told
from skillslib.intake.remarks import remark_repeated
from skillslib.intake.shape import ERASED
from skillslib.quoting import literal
from skillslib.vault import pseudonyms

# Good rows of which nothing was staged: others say the same.
REPEATED = (
    "select source_id, line from judged where len(faults) = 0 and ordinal not in (select ordinal from staged)"
)

STRUCTURE = {
    "MISSING COLUMNS": ("missing-columns", "the line has fewer cells than the header"),
    "TOO MANY COLUMNS": ("too-many-columns", "the line has more cells than the header"),
    "UNQUOTED VALUE": ("open-quote", "a quote is opened and not closed, or closed inside a cell"),
    "INVALID ENCODING": (
        "bad-encoding",
        "not UTF-8; a file from Windows may need --encoding cp1252",
    ),
    "LINE SIZE OVER MAXIMUM": ("line-too-long", "the line is longer than 8 million bytes"),
}


def keep(con, shape, exported_on=None):
    """Good rows become versions, bad rows go to quarantine; returns the counts of each source.

    The rows may be of several files: `judged.source_id` says whose. Returns {source_id: {read,
    accepted, duplicates, quarantined, faulty, new, corrections, recorded_on}}: `accepted` counts
    within the file alone, whatever was loaded before; `new` is what the store did not know yet, and
    `corrections` those of it that contradict what it knew.
    """
    staged = f"ordinal, source_id, line, {shape.staging}" if shape.staging else "*"
    con.execute(f"create or replace temp view good as select {staged} from judged where len(faults) = 0")
    _refuse_among(con, shape)
    main = next(write for write in shape.writes if write.main)
    _stage(con, main, exported_on)
    if "row_hash" in identity(main) and not main.merge:
        _refuse_conflicts(con, main)
    find_corrections(con, main)
    _insert(con, main, exported_on)
    counts = _count(con, shape.left_out)
    if any(count["duplicates"] for count in counts.values()):
        remark_repeated(con, REPEATED)
    write_others(con, shape, exported_on)
    quarantine(con, main.table)
    con.execute("drop table if exists staged; drop table if exists others; drop table if exists fresh")
    return counts


def write_others(con, shape, exported_on=None):
    """What the good rows become beside what they are chiefly."""
    for write in shape.writes:
        if not write.main:
            _stage(con, write, exported_on, "others")
            _insert(con, write, exported_on, "others")


def notes(con, shape, exported_on):
    """What has to be said of the rows that were kept: (how many, what)."""
    said = [(con.execute(_given(sql, exported_on)).fetchall()[0][0], what) for sql, what in shape.notes]
    return [(number, what) for number, what in said if number]


def _given(sql, exported_on):
    return sql.replace("{exported_on}", f"date {literal(exported_on)}" if exported_on else "null::date")


def _columns(con, name):
    return [row[0] for row in con.execute(f"describe {name}").fetchall()]


def _stage(con, write, exported_on, name="staged"):
    """The versions of the good rows, each once for a file."""
    con.execute(f"create or replace temp table {name} as {_given(write.select, exported_on)}")
    source = ["source_id"] if "source_id" in _columns(con, name) else []
    _keep_first(con, name, [*identity(write), *source], "ordinal")


def _keep_first(con, table, keys, order):
    """One row of each key. Most deliveries repeat nothing, and to look costs less than to sort all rows.

    Two keys with one hash would only make it sort.
    """
    keys = ", ".join(keys)
    repeated = con.execute(f"select count(*) > count(distinct hash({keys})) from {table}").fetchall()
    if repeated[0][0]:
        con.execute(
            f"""create or replace temp table once as from {table}
            qualify row_number() over (partition by {keys} order by {order}) = 1;
            drop table {table}; alter table once rename to {table}"""
        )


def _refuse_among(con, shape):
    """Rows that contradict others of their file; all are found first, for a refused one still tells.

    They are found in the view `neighbours`: good and `faulty` rows, but for those that the shape excludes.
    """
    if not shape.among:
        return
    left_out = ", ".join(map(literal, shape.left_out))
    con.execute(
        f"""create or replace temp view neighbours as
        select ordinal, source_id, line, {shape.staging or "* exclude (ordinal, source_id, line)"},
               len(faults) > 0 as faulty
        from judged where len(faults) = 0 or faults[1].code not in ({left_out})"""
    )
    among = [rule for rule in shape.among if rule[2] != ERASED or pseudonyms.any_erased(con)]
    for place, (rows, _, _, _) in enumerate(among):
        con.execute(f"create or replace temp table among_{place} as {rows}")
    for place, (_, column, code, why) in enumerate(among):
        refuse(con, f"among_{place}", column, code, why)
        con.execute(f"drop table among_{place}")
    con.execute("drop view neighbours")


def _refuse_conflicts(con, main):
    """Rows of a file that say different things of one thing at one time: none of them is believed."""
    keys = ", ".join(
        [*main.key, "recorded_at"] + (["source_id"] if "source_id" in _columns(con, "staged") else [])
    )
    con.execute(
        f"""create or replace temp table conflicts as
        select ordinal from staged semi join (
            select {keys} from staged group by {keys} having count(distinct row_hash) > 1) using ({keys})"""
    )
    thing = main.key[0].removesuffix("_id").replace("_", " ")
    why = f"rows of this file say different things of the same {thing} at the same time"
    if refuse(con, "conflicts", main.key[0], "conflicting-rows", why):
        con.execute("delete from staged where ordinal in (from conflicts)")


def refuse(con, table, column, code, why):
    """How many judged rows are refused for what shows beside others: those whose `ordinal` a table has."""
    rows = con.execute(f"select count(*) from {table}").fetchall()[0][0]
    if rows:
        con.execute(
            f"""insert into raws select ordinal, to_json(judged)::text from judged
            where ordinal in (select ordinal from {table}) and ordinal not in (select ordinal from raws);
            update judged set faults = [{{'column': {literal(column)}, 'code': {literal(code)},
            'reason': {literal(why)}}}] where ordinal in (select ordinal from {table})"""
        )
    return rows


def _insert(con, write, exported_on, staged="staged"):
    """What the store did not know is inserted; the temporary table `fresh` names those rows."""
    known = _columns(con, write.table)
    columns = ", ".join(name for name in _columns(con, staged) if name in known)
    order = ["source_id", "ordinal"] if "source_id" in known else ["ordinal"]
    known_too = f"anti join statements as told on {is_told(write, 'said')}"
    con.execute(
        f"""create or replace temp table fresh as
        select {", ".join(dict.fromkeys([*identity(write), *order]))}
        from {staged} as said anti join {write.table} as known on {is_same(write, "said", "known")}
        {known_too if is_dated(write) and not write.inferred else ""}"""
    )
    if con.execute("select count(*) from reading").fetchall()[0][0] > 1:  # one file's are told apart already
        _keep_first(con, "fresh", identity(write), ", ".join(order))
    some = con.execute(f"select (select count(*) from {staged}) > (select count(*) from fresh)").fetchall()
    same = " and ".join([is_same(write, "said", "fresh"), *(f"said.{name} = fresh.{name}" for name in order)])
    rows = f"(select said.* from {staged} as said semi join fresh on {same})"
    late = f", {write.late}" if write.late else ""
    con.execute(
        f"""insert into {write.table} by name
        select {columns}{late} from {rows if some[0][0] else staged} as said {write.place}"""
    )
    if write.merge and some[0][0]:
        _merge(con, write, staged)
    if is_dated(write):
        date_versions(con, write, exported_on, staged)


def _merge(con, write, staged):
    """What two deliveries of one version say differently of it: the least or the greatest, in any order."""
    columns = dict(write.merge)
    said = ", ".join(f"{'min' if how == 'least' else 'max'}({c}) as {c}" for c, how in columns.items())
    chosen = {c: f"{how}(known.{c}, said.{c})" for c, how in columns.items()}
    con.execute(
        f"""update {write.table} as known set {", ".join(f"{c} = {sql}" for c, sql in chosen.items())}
        from (select {", ".join(identity(write))}, {said} from {staged} group by all) as said
        where {is_same(write, "said", "known")}
          and ({" or ".join(f"{sql} is distinct from known.{c}" for c, sql in chosen.items())})"""
    )


def _count(con, left_out):
    left_out = ", ".join(map(literal, left_out))
    recorded = "max(staged.recorded_at)::date" if "recorded_at" in _columns(con, "staged") else "null::date"
    rows = con.execute(
        f"""with kept as (
            select source_id, count(*) as accepted, max(recorded_on) as recorded_on
            from judged join (select ordinal, {recorded} as recorded_on from staged group by ordinal)
                using (ordinal) group by source_id),
        news as (
            select source_id, count(*) as news,
                   count(*) filter (ordinal in (from corrections)) as corrections
            from judged semi join fresh using (ordinal) group by source_id),
        judgements as (
            select source_id, count(*) as judged, count(*) filter (len(faults) > 0) as bad,
                   count(*) filter (len(faults) > 0 and faults[1].code in ({left_out})) as left_out
            from judged group by source_id),
        rejected as (select source_id, count(*) as rejected from reject_rows group by source_id)
        select reading.source_id, coalesce(judged, 0) as judged, coalesce(bad, 0) as bad,
               coalesce(left_out, 0) as left_out, coalesce(rejected, 0) as rejected,
               coalesce(accepted, 0) as accepted, coalesce(news, 0) as news,
               coalesce(corrections, 0) as corrections, recorded_on
        from reading left join judgements using (source_id) left join rejected using (source_id)
        left join kept using (source_id) left join news using (source_id)"""
    ).fetchall()
    return {
        source: {
            "read": judged + rejected,
            "accepted": accepted,
            "duplicates": judged - bad - accepted,
            "quarantined": bad + rejected,
            "faulty": bad + rejected - left,
            "new": news,
            "corrections": corrections,
            "recorded_on": day,
        }
        for source, judged, bad, left, rejected, accepted, news, corrections, day in rows
    }


def quarantine(con, table):
    """The refused rows, with file, line, column and reason; their raw text goes to the vault.

    Beside it stands whose row it is: '' where it does not say, null in tables that are of nobody's id.
    """
    structure = " ".join(
        f"when {literal(error)} then {{'code': '{code}', 'reason': {literal(why)}}}"
        for error, (code, why) in STRUCTURE.items()
    )
    of_people = any(name == "person_id" for name, *_ in con.execute("from judged limit 0").description)
    whose, nobody_knows = ("coalesce(person_id, '')", "''") if of_people else ("null::text", "null")
    con.execute(
        f"""create or replace temp table refused as
        with found as (
            select source_id, line, ordinal, null as raw, {whose} as person_id,
                   faults[1]."column" as column_name,
                   faults[1].code as reason_code, list_aggregate(list_transform(
                       faults, lambda f: f."column" || ': ' || f.reason), 'string_agg', '; ') as reason
            from judged where len(faults) > 0
            union all
            select source_id, line, null, raw, {nobody_knows}, column_name, known.code, known.reason
            from (select *, case error {structure}
                     else {{'code': 'unreadable', 'reason': 'the line cannot be read'}} end as known
                  from reject_rows))
        select md5(concat_ws(' ', {literal(table)}, source_id, line, reason_code, row_number() over (
                   partition by source_id, line order by ordinal))) as quarantine_id, * from found"""
    )
    con.execute(
        f"""insert into quarantine by name
        select quarantine_id, source_id, file, line, column_name, reason_code, reason
        from refused join reading using (source_id);
        create or replace temp table refused_texts as
        select quarantine_id, coalesce(refused.raw, raws.raw) as raw, person_id
        from refused left join raws using (ordinal) where reason_code <> '{ERASED}'"""
    )
    if pseudonyms.any_erased(con):
        # Of rows that name somebody who was erased no text is kept, whatever they were refused for.
        con.execute("delete from refused_texts where names_erased(raw) or calls_erased(raw)")
    con.execute("insert into vault.quarantine_raw by name from refused_texts; drop table refused_texts")
