"""Spans: what snapshots tell of a person, each fact over the consecutive snapshots that tell it.

Which snapshots tell a fact is a mask of bits, one for each day: from the masks follow the spans of all
snapshots, those that the store had and those just read.
"""

FACTS = (
    "hired_on",
    "left_on",
    "business_unit_id",
    "location_id",
    "job_role",
    "manager_id",
    "fte",
    "population",
)
LINES = 40  # bits of a place that say the line; those above them say the file
BITS = 62  # snapshots in one mask
BROKEN = "bits & (bits + (bits & -bits)) <> 0"  # a mask that is several runs of days


def note(con):
    """The spans of all snapshots, old and new, anew, from `told`, `judged_before` and `there_only`."""
    facts = ", ".join(FACTS)
    days, sources = con.execute(
        "select list(distinct day order by day), list(source_id order by file) from snapshot_files"
    ).fetchall()[0]
    con.execute(
        f"""create or replace temp table masks as
        with told as (
            select said, i // {BITS} as mask, bit_or(1::bigint << (i % {BITS})) as bits,
                   min(place) as place
            from told group by said, mask),
        refused as (
            select person_id, i // {BITS} as mask, 1::bigint << (i % {BITS}) as bits, place from there_only),
        pieces as (
            select person_id, mask, bits, place, {facts} from told join judged_before using (said)
            union all by name from refused
            union all by name ({_before()}))
        select person_id, mask, bit_or(bits) as bits, min(place) as place, {facts}
        from pieces group by person_id, mask, {facts}"""
    )
    _note_places(con, facts)
    con.execute(
        f"""truncate snapshot_spans;
        insert into snapshot_spans by name
        select person_id, $days[lo + 1] as first_on, $days[hi + 1] as last_on, {facts},
               $sources[(place >> {LINES}) + 1] as source_id, place & ((1::bigint << {LINES}) - 1) as line
        from ({_runs(facts, len(days) > BITS)})""",
        {"days": days, "sources": sources},
    )
    con.execute("drop table masks; drop table places")


def _note_places(con, facts):
    """The table `places`: where facts stand that are told anew after an interruption; there are few."""
    con.execute(
        f"""create or replace temp table places as
        with again as (
            select distinct person_id from masks where {BROKEN}),
        said as (select said, person_id, {facts} from judged_before semi join again using (person_id))
        select person_id, hash({facts}) as fact, i, min(place) as place
        from (
            select person_id, {facts}, i, place from told join said using (said)
            union all by name
            select person_id, i, place from there_only semi join again using (person_id)
            union all by name
            select person_id, {facts}, days.i, file << {LINES} | line as place
            from snapshot_spans semi join again using (person_id)
            join (select source_id, file from snapshot_files) using (source_id)
            join (select distinct day, i from snapshot_files) as days on day = first_on)
        group by person_id, fact, i"""
    )


def _before():
    """SQL: the spans that the store has, as masks: each tells of all days that were snapshots then."""
    return f"""
        select person_id, told.mask, place, bits & (
                   (1::bigint << (least(last.i - told.mask * {BITS}, {BITS - 1}) + 1)::integer)
                   - (1::bigint << greatest(first.i - told.mask * {BITS}, 0)::integer)) as bits,
               {", ".join(FACTS)}
        from (select *, file << {LINES} | line as place from snapshot_spans
              join (select source_id, file from snapshot_files) using (source_id)) as span
        join (select distinct day, i from snapshot_files) as first on first.day = first_on
        join (select distinct day, i from snapshot_files) as last on last.day = last_on
        join (select i // {BITS} as mask, bit_or(1::bigint << (i % {BITS})) as bits
              from snapshot_files where is_known group by mask) as told
            on told.mask between first.i // {BITS} and last.i // {BITS}"""


def _runs(facts, several):
    """SQL: the unbroken runs of days in the masks; most masks are one run, which needs no unrolling."""
    same = f"partition by person_id, {facts}"
    runs = f"""
        select person_id, place, {facts}, (mask * {BITS} + bit_count((bits & -bits) - 1))::integer as lo,
               (lo + bit_count(bits) - 1)::integer as hi
        from masks where not ({BROKEN})
        union all by name
        select runs.person_id, coalesce(places.place, first_place) as place, {facts}, lo, hi
        from (
            select person_id, min(place) as first_place, {facts}, min(i)::integer as lo, max(i)::integer as hi
            from (
                select *, i - row_number() over ({same}, mask order by i) as run
                from (select *, mask * {BITS} + bit as i
                      from (select *, unnest(range({BITS}))::integer as bit from masks where {BROKEN})
                      where bits >> bit & 1 = 1))
            group by person_id, {facts}, mask, run) as runs
        left join places
            on places.person_id = runs.person_id and fact = hash({facts}) and places.i = lo"""
    if not several:
        return runs
    return f"""
        select person_id, min(place) as place, {facts}, min(lo) as lo, max(hi) as hi
        from (
            select *, sum(joins_not) over ({same} order by lo) as run
            from (select *, (lo - 1 is distinct from lag(hi) over ({same} order by lo))::integer as joins_not
                  from ({runs})))
        group by person_id, {facts}, run"""
