"""Snapshots: everybody on a day, kept as spans of equal facts over consecutive snapshots.

Most rows of a snapshot say what the one before said. So a row is looked at as text first, and judged only
where nothing of its kind was judged before; and which snapshots tell a fact is a mask of bits, one for each
day. From the spans follow assignments and employments (see history.py).
"""

from skillslib.intake import header, literal, read_rows, remark_rows
from skillslib.intake.cells import trimmed
from skillslib.intake.versions import quarantine, refuse, write_others
from skillslib.people import history

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
NAMES = ("email", "email_aliases", "first_name", "last_name")
ID = "employee_id"  # the field of a shape that tells one person from another
# What a row says, its id with it, is known by a hash of its text for the time of a load.
BITS = 62  # snapshots in one mask
# What the names of units and places are written from.
NAMING = (
    "unit_path, business_unit_id, location_id, location_name, city, country, country_code, starts_on, "
    "last_changed_on"
)
LINES = 40  # bits of a place that say the line; those above them say the file

derive = history.derive


def read(con, tasks, days):
    """What became of the rows of each snapshot: {source_id: counts as `keep` gives}.

    tasks   each with its `found`, `shape`, `source_id` and `encoding`; a good row of the shape has the
            columns person_id, hired_on, left_on, business_unit_id, location_id, job_role, manager_id, fte,
            population (employee, contractor, on leave; left: not there any more), email, email_aliases,
            first_name, last_name
    days    the day of each snapshot by its source_id

    The spans of all snapshots are in `snapshot_spans` then, whatever the order they came in.
    Errors: IntakeError with the file, the place and what to do.
    """
    if not tasks:
        return {}
    _begin(con, tasks, days)
    forms, counts = [], {}
    for task in sorted(tasks, key=lambda task: (str(days[task.source_id]), task.source_id)):
        counts[task.source_id] = _read_file(con, task, forms)
    _note_identities(con)
    _note_spans(con)
    for name in (
        "told",
        "told_now",
        "to_judge",
        "judged_before",
        "there_only",
        "repeated",
        "conflicting",
        "named_before",
    ):
        con.execute(f"drop table if exists {name}")
    return counts


def _begin(con, tasks, days):
    """The files and days of all snapshots, numbered, and the tables that reading fills."""
    con.execute(
        """create or replace temp table reading (source_id text, file text);
        create or replace temp table snapshot_files (
            source_id text, day date, cut_short boolean, is_known boolean);
        insert into snapshot_files select source_id, day, cut_short, true from snapshots"""
    )
    con.executemany("insert into reading values (?, ?)", [[t.source_id, t.found.name] for t in tasks])
    con.executemany(
        "insert into snapshot_files values (?, ?, ?, false)",
        [[t.source_id, days[t.source_id], t.found.cut_short] for t in tasks],
    )
    facts = "hired_on date, left_on date, business_unit_id text, location_id text, job_role text, "
    facts += "manager_id text, fte double, population text"
    con.execute(
        f"""create or replace temp table snapshot_files as
        select *, row_number() over (order by day, source_id) - 1 as file,
               dense_rank() over (order by day) - 1 as i
        from snapshot_files;
        create or replace temp table told (said ubigint, i integer, place bigint);
        create or replace temp table there_only (person_id text, i integer, place bigint);
        create or replace temp table judged_before (
            said ubigint, person_id text, {facts}, {", ".join(f"{name} text" for name in NAMES)})"""
    )


def _read_file(con, task, forms):
    """The counts of one snapshot: what it tells goes to `told`, its new rows to `judged_before`."""
    ours = "select file, i, day from snapshot_files where source_id = ?"
    file, i, day = con.execute(ours, [task.source_id]).fetchall()[0]
    place = {}
    read_rows(
        con, task.found, task.shape, task.source_id, task.encoding, sift=_sift(task.shape, file, forms, place)
    )
    _refuse_conflicts(con, task.shape)
    once = "distinct on (said)" if _any(con, "repeated") else ""
    known = "anti join judged_before using (said)" if once else ""
    believed = "anti join conflicting using (ordinal)" if _any(con, "conflicting") else ""
    con.execute(
        f"""insert into judged_before by name
        select {once} said, person_id, {", ".join((*FACTS, *NAMES))}
        from good join to_judge using (ordinal) {known};
        insert into told select said, {i}, place from told_now {believed}"""
    )
    _write_names(con, task, day)
    remark_rows(con, task.shape)
    _note_presence(con, task, file, i, place[ID])
    counts = _count(con, day, task.shape.excluded)
    quarantine(con, "snapshot_spans")
    con.execute(
        "insert into snapshots by name select day, source_id, ? as people, cut_short "
        "from snapshot_files where source_id = ?",
        [counts["accepted"] + counts["quarantined"], task.source_id],
    )
    return counts


def _any(con, table):
    return con.execute(f"select count(*) > 0 from {table}").fetchall()[0][0]


def _sift(shape, file, forms, place):
    """Which rows of a file are to be judged: those that say what none did that was found good before.

    And all rows of an id that stands in the file more than once: they may contradict each other.
    """

    def sift(con, cells, numbers):
        place.update(cells)
        form = (shape, tuple(sorted(cells)))  # equal cells of another form may mean something else
        if form not in forms:
            forms.append(form)
        texts = ", ".join(cells[name] for name in sorted(cells))
        first, last = numbers.line.iloc[[0, -1]] if len(numbers) else (0, -1)
        in_turn = last - first == len(numbers) - 1  # a row on each line: then no row's line is looked up
        line = f"cells.rowid + {first}" if in_turn else "line"
        con.execute(
            f"""create or replace temp table told_now as
            select cells.rowid as ordinal, {file}::bigint << {LINES} | {line} as place,
                   {trimmed(cells[ID])} as id, hash({forms.index(form)}, {texts}) as said
            from cells {"" if in_turn else "join numbers on numbers.ordinal = cells.rowid"};
            create or replace temp table repeated as
            select ordinal from told_now semi join (
                select id from told_now group by id having count(*) > 1) using (id);
            create or replace temp table to_judge as
            select ordinal, said from told_now anti join judged_before using (said)
            union all
            select ordinal, said from told_now semi join repeated using (ordinal)
            semi join judged_before using (said)"""
        )
        wanted = con.execute("select ordinal from to_judge order by ordinal").fetchnumpy()["ordinal"]
        return numbers.iloc[wanted]

    return sift


def _see_good(con, shape):
    """The view `good`: the rows of the file that were judged and found so."""
    con.execute(
        f"""create or replace temp view good as
        select ordinal, source_id, line, {shape.staging or "*"} from judged where len(faults) = 0"""
    )


def _write_names(con, task, day):
    """The names of units and places that the file's rows tell.

    A name that may change is told anew by each row of the file, also by one that was judged in a file before.
    """
    if not any("last_changed_on" in write.select for write in task.shape.writes):
        write_others(con, task.shape, day)
        return
    con.execute(
        f"""create temp table if not exists named_before as
        select said, {NAMING} from good join to_judge using (ordinal) limit 0;
        insert into named_before
        select distinct on (said) said, {NAMING} from good join to_judge using (ordinal)
        anti join named_before using (said);
        create or replace temp view good as
        select ordinal, {literal(task.source_id)} as source_id, place & ((1::bigint << {LINES}) - 1) as line,
               {NAMING}
        from told_now join named_before using (said)"""
    )
    write_others(con, task.shape, day)
    _see_good(con, task.shape)


def _refuse_conflicts(con, shape):
    """Rows of a file that say different things of one person are not good: none of them is believed."""
    _see_good(con, shape)
    con.execute(
        f"""create or replace temp table conflicting as
        with again as (from good semi join repeated using (ordinal))
        select ordinal from again semi join (
            select person_id from again group by person_id
            having count(distinct hash({", ".join(FACTS)})) > 1) using (person_id)"""
    )
    why = "rows of this file say different things of the same person on the same day"
    refuse(con, "conflicting", ID, "conflicting-rows", why)


def _note_presence(con, task, file, i, cell):
    """A row that is refused says all the same that the person is there, where it can be read so far."""
    delimiter, _ = header(task.found, [column.name for column in task.shape.columns])
    con.execute(
        f"""insert into there_only
        select person_id, {i}, {file}::bigint << {LINES} | line
        from (select line, {task.shape.staging or "*"} from judged where len(faults) > 0)
        where person_id is not null and person_id not in (select person_id from good)
        union all
        select person_id, {i}, {file}::bigint << {LINES} | line
        from (select line, string_split(raw, {literal(delimiter)})[{int(cell[1:]) + 1}] as person_id
              from reject_rows)
        where person_id <> ''"""
    )


def _count(con, day, excluded):
    """The counts of the file that was just read; what the store knew of its day before is not new."""
    rows, bad, left_out, refused, again = con.execute(
        """select (select count(*) from told_now), (select count(*) from judged where len(faults) > 0),
               (select count(*) from judged where list_contains(?, faults[1].code)),
               (select count(*) from reject_rows),
               (select count(*) - count(distinct person_id) from good semi join repeated using (ordinal))""",
        [list(excluded)],
    ).fetchall()[0]
    known = 0
    if con.execute("select count(*) from snapshots where day = ?", [day]).fetchall()[0][0]:
        same = " and ".join(
            f"known.{name} is not distinct from said.{name}" for name in ("person_id", *FACTS)
        )
        known = con.execute(
            f"""select count(distinct person_id)
            from (select said.* from judged_before as said semi join told_now using (said)) as said
            semi join snapshot_spans as known on ? between first_on and last_on and {same}""",
            [day],
        ).fetchall()[0][0]
    accepted = rows - bad - again
    return {
        "read": rows + refused,
        "accepted": accepted,
        "duplicates": again,
        "quarantined": bad + refused,
        "faulty": bad + refused - left_out,
        "new": accepted - known,
        "corrections": 0,
        "recorded_on": day,
    }


def _note_identities(con):
    """Names and addresses go to the identity vault, once for a person however many snapshots tell them."""
    con.execute(
        """insert into vault.identities by name
        with said as (
            select person_id, 'id' as kind, person_id as value from judged_before
            union all select person_id, 'email', email from judged_before
            union all
            select person_id, 'alias', trim(unnest(string_split(email_aliases, ';'))) from judged_before
            union all
            select person_id, 'name', trim(concat_ws(' ', first_name, last_name)) from judged_before),
        once as (select distinct person_id, kind, value from said)
        select person_id, kind, value, lower(value) as value_norm from once
        anti join vault.identities using (person_id, kind, value)
        where value <> ''"""
    )


def _note_spans(con):
    """The spans of all snapshots, old and new, anew."""
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
    con.execute(
        f"""truncate snapshot_spans;
        insert into snapshot_spans by name
        select person_id, $days[lo + 1] as first_on, $days[hi + 1] as last_on, {facts},
               $sources[(place >> {LINES}) + 1] as source_id, place & ((1::bigint << {LINES}) - 1) as line
        from ({_runs(facts, len(days) > BITS)})""",
        {"days": days, "sources": sources},
    )
    con.execute("drop table masks")


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
        from masks where bits & (bits + (bits & -bits)) = 0
        union all by name
        select person_id, min(place) as place, {facts}, min(i)::integer as lo, max(i)::integer as hi
        from (
            select *, i - row_number() over ({same}, mask order by i) as run
            from (select *, mask * {BITS} + bit as i
                  from (select *, unnest(range({BITS}))::integer as bit from masks
                        where bits & (bits + (bits & -bits)) <> 0)
                  where bits >> bit & 1 = 1))
        group by person_id, {facts}, mask, run"""
    if not several:
        return runs
    return f"""
        select person_id, min(place) as place, {facts}, min(lo) as lo, max(hi) as hi
        from (
            select *, sum(joins_not) over ({same} order by lo) as run
            from (select *, (lo - 1 is distinct from lag(hi) over ({same} order by lo))::integer as joins_not
                  from ({runs})))
        group by person_id, {facts}, run"""
