"""Snapshots: everybody on a day, kept as spans of equal facts over consecutive snapshots.

Most rows of a snapshot say what the one before said. So a row is looked at as text first, and judged only
where nothing of its kind was judged before (sifting.py). Which snapshots tell a fact makes its spans
(spans.py), and from these follow assignments and employments (history.py).
"""

from skillslib.intake import header, literal, remark_repeated, remark_rows
from skillslib.intake.versions import quarantine, refuse, write_others
from skillslib.people import history, sifting, spans
from skillslib.people.sifting import NAMES
from skillslib.people.spans import FACTS, LINES
from skillslib.vault import pseudonyms

ID = "employee_id"  # the field of a shape that tells one person from another
# What the names of units and places are written from.
NAMING = (
    "unit_path, business_unit_id, location_id, location_name, city, country, country_code, starts_on, "
    "last_changed_on"
)
# The rows of people of whom a row before says the same.
AGAIN = """
    select {source} as source_id, line from good semi join repeated using (ordinal)
    qualify row_number() over (partition by person_id order by line) > 1"""

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
    _note_address_rows(con)
    spans.note(con)
    sifting.forget(con)
    for name in ("told", "judged_before", "there_only", "conflicting", "named_before", "cells_of_ids"):
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
    names = ", ".join(f"{name} text" for name in NAMES)
    con.execute(
        f"""create or replace temp table snapshot_files as
        select *, row_number() over (order by day, source_id) - 1 as file,
               dense_rank() over (order by day) - 1 as i
        from snapshot_files;
        create or replace temp table told (said ubigint, i integer, place bigint);
        create or replace temp table there_only (person_id text, i integer, place bigint);
        create or replace temp table judged_before (
            said ubigint, who ubigint, person_id text, {facts}, {names})"""
    )


def _read_file(con, task, forms):
    """The counts of one snapshot: what it tells goes to `told`, its new rows to `judged_before`."""
    ours = "select file, i, day from snapshot_files where source_id = ?"
    file, i, day = con.execute(ours, [task.source_id]).fetchall()[0]
    form = (
        task.shape,
        task.found.head.partition("\n")[0],
    )  # equal lines of another form may mean other things
    if form not in forms:
        forms.append(form)
    rows = sifting.judge(con, task, forms.index(form))
    _refuse_conflicts(con)
    once = "distinct on (said)" if _any(con, "repeated") else ""
    known = "anti join judged_before using (said)" if once else ""
    believed = "anti join conflicting using (line)" if _any(con, "conflicting") else ""
    con.execute(
        f"""insert into judged_before by name
        select {once} said, hash(person_id) as who, person_id, {", ".join((*FACTS, *NAMES))}
        from good join judged_now using (ordinal) {known};
        insert into told select said, {i}, {file}::bigint << {LINES} | line from told_now {believed}"""
    )
    _write_names(con, task, day)
    remark_rows(con, task.shape)
    _note_presence(con, task, file, i)
    counts = _count(con, rows, day, task.shape.left_out)
    if counts["duplicates"]:
        remark_repeated(con, AGAIN.format(source=literal(task.source_id)))
    quarantine(con, "snapshot_spans")
    con.execute(
        "insert into snapshots by name select day, source_id, ? as people, cut_short "
        "from snapshot_files where source_id = ?",
        [counts["accepted"] + counts["quarantined"], task.source_id],
    )
    return counts


def _any(con, table):
    return con.execute(f"select count(*) > 0 from {table}").fetchall()[0][0]


def _write_names(con, task, day):
    """The names of units and places that the file's rows tell.

    A name that may change is told anew by each row of the file, also by one that was judged in a file before.
    """
    if not any("last_changed_on" in write.select for write in task.shape.writes):
        write_others(con, task.shape, day)
        return
    con.execute(
        f"""create temp table if not exists named_before as
        select said, {NAMING} from good join judged_now using (ordinal) limit 0;
        insert into named_before
        select distinct on (said) said, {NAMING} from good join judged_now using (ordinal)
        anti join named_before using (said);
        create or replace temp view good as
        select line as ordinal, {literal(task.source_id)} as source_id, line, {NAMING}
        from told_now join named_before using (said)"""
    )
    write_others(con, task.shape, day)
    sifting.see_good(con, task.shape)


def _refuse_conflicts(con):
    """Rows of a file that say different things of one person are not good: none of them is believed."""
    con.execute(
        f"""create or replace temp table conflicting as
        with again as (from good semi join repeated using (ordinal))
        select ordinal, line from again semi join (
            select person_id from again group by person_id
            having count(distinct hash({", ".join(FACTS)})) > 1) using (person_id)"""
    )
    why = "rows of this file say different things of the same person on the same day"
    refuse(con, "conflicting", ID, "conflicting-rows", why)


def _note_presence(con, task, file, i):
    """A row that is refused says all the same that the person is there, where it can be read so far."""
    delimiter, names = header(task.found, [column.name for column in task.shape.columns])
    cell = names.index(next(column.name for column in task.shape.columns if column.to == ID)) + 1
    con.execute(
        f"""create or replace temp table cells_of_ids as
        select line, string_split(text, {literal(delimiter)})[{cell}] as employee_id from reject_rows"""
    )
    pseudonyms.note(con, "select employee_id from cells_of_ids where employee_id <> ''")
    con.execute(
        f"""insert into there_only
        select person_id, {i}, {file}::bigint << {LINES} | line
        from (select line, {task.shape.staging or "*"} from judged where len(faults) > 0)
        where person_id is not null and person_id not in (select person_id from good)
        union all
        select person_id, {i}, {file}::bigint << {LINES} | line
        from cells_of_ids join vault.pseudonyms using (employee_id)"""
    )


def _count(con, read, day, left_out):
    """The counts of the file that was just read; what the store knew of its day before is not new."""
    bad, left_out, refused, again = con.execute(
        """select (select count(*) from judged where len(faults) > 0),
               (select count(*) from judged where list_contains(?, faults[1].code)),
               (select count(*) from reject_rows),
               (select count(*) - count(distinct person_id) from good semi join repeated using (ordinal))""",
        [list(left_out)],
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
    accepted = read - refused - bad - again
    return {
        "read": read,
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
            select person_id, 'id' as kind, employee_id as value
            from judged_before join vault.pseudonyms using (person_id)
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


def _note_address_rows(con):
    """Where an address stands that several people have: on the first day that tells it of several, if any.

    They are few, and looked for by their hashes, which is quick.
    """
    con.execute(
        f"""insert into vault.address_rows by name
        with shared as (
            select hash(value_norm) as address from vault.identities where kind in ('email', 'alias')
            group by address having min(hash(person_id)) <> max(hash(person_id))),
        sharing as (select person_id from vault.identities where hash(value_norm) in (from shared)),
        theirs as (
            select said, person_id, lower(trim(unnest(string_split(
                       concat_ws(';', email, email_aliases), ';')))) as value_norm
            from judged_before where person_id in (from sharing)),
        places as (
            select person_id, value_norm, i, min(place) as place
            from theirs join told using (said) where hash(value_norm) in (from shared) group by all),
        days as (
            select value_norm, i, true as of_several from places
            group by value_norm, i having min(person_id) <> max(person_id)
            qualify row_number() over (partition by value_norm order by i) = 1),
        chosen as (
            select * from places left join days using (value_norm, i)
            qualify row_number() over (
                partition by person_id, value_norm order by of_several nulls last, i, place) = 1)
        select person_id, value_norm, source_id, place & ((1::bigint << {LINES}) - 1) as line
        from chosen join snapshot_files on file = place >> {LINES}
        anti join vault.address_rows using (person_id, value_norm)"""
    )
