"""The files of a load, read into the store's next version: kept, counted, or refused beyond the rate."""

from dataclasses import dataclass

from skillslib import taxonomy
from skillslib.badges import documents, reading
from skillslib.badges.award import note_formats
from skillslib.intake import Count, keep, notes, read_rows, remark_rows
from skillslib.loading import refusals
from skillslib.loading.recognise import CUT_SHORT, LoadError, is_table
from skillslib.people import snapshots


@dataclass(frozen=True)
class How:
    """How files are read: the day of their export, what may be faulty or lowered, how they are written."""

    day: str | None
    rate: float
    encoding: str | None
    dates: str | None
    kind: str | None
    lower_min_people: bool = False


def holds_awards(task):
    return any(write.table == "award_versions" for write in task.shape.writes)


def _begin(con, tasks):
    con.execute("create or replace temp table reading (source_id text, file text)")
    con.executemany("insert into reading values (?, ?)", [[t.source_id, t.found.name] for t in tasks])


def read_table(con, task, how, folder, summary):
    _begin(con, [task])
    read_rows(con, task.found, task.shape, task.source_id, task.encoding, task.dates)
    counts = keep(con, task.shape, how.day)
    remark_rows(con, task.shape)
    if holds_awards(task):
        note_formats(con, task.kind)
    _gate(con, [(task, counts[task.source_id])], task.found.name, how, folder)
    _note(con, task.shape, how.day, task.found.name, summary)
    _record(con, task, counts[task.source_id], how.day, summary)


def read_snapshots(con, tasks, how, folder, summary):
    """All snapshots together: what one says of a person counts until the next one says something else."""
    counts = snapshots.read(con, tasks, {task.source_id: task.day for task in tasks})
    for task in tasks:
        _gate(con, [(task, counts[task.source_id])], task.found.name, how, folder)
        _record(con, task, counts[task.source_id], task.day, summary)


def read_taxonomies(con, tasks, how, folder, summary):
    """All files of published taxonomies together: some tell the version of others."""
    if not tasks:
        return
    _begin(con, tasks)
    for task in tasks:
        task.part.source_id = task.source_id
    counts = taxonomy.read(con, [task.part for task in tasks])
    for task in tasks:
        _gate(con, [(task, counts[task.source_id])], task.found.name, how, folder)
        _record(con, task, counts[task.source_id], None, summary)


def read_documents(con, tasks, how, folder, summary):
    """All JSON together: a folder of single documents is one delivery."""
    if not tasks:
        return
    _begin(con, tasks)
    documents.stage(con, [(t.source_id, t.found, t.container) for t in tasks], reading.TELLS)
    counts, said = reading.read(con, how.day)
    summary.warnings += [f"Badges (JSON): {number:,} {what}" for number, what in said]
    single = [(task, counts[task.source_id]) for task in tasks if task.container == "single"]
    _gate(con, single, "the JSON documents", how, folder)
    for task in tasks:
        if task.container != "single":
            _gate(con, [(task, counts[task.source_id])], task.found.name, how, folder)
    for task in tasks:
        _record(con, task, counts[task.source_id], how.day, summary)
    documents.forget(con)


def _gate(con, counted, name, how, folder):
    """Refuse what is faulty beyond the rate; the refused rows can be read beside the unchanged store."""
    read = sum(count["read"] for _, count in counted)
    faulty = sum(count["faulty"] for _, count in counted)
    if read and faulty / read > how.rate:
        sources = [task.source_id for task, _ in counted]
        found = con.execute(
            """select count(*), arg_min(file || ', line ' || line, (length(reason), file, line)),
                   coalesce(arg_min(reason, (length(reason), file, line)), reason_code)
            from quarantine where source_id in (select unnest(?))
            group by column_name, reason_code order by 1 desc, 2 limit 3""",
            [sources],
        ).fetchall()
        places = "; ".join(f"{rows:,} like {place}: {why}" for rows, place, why in found)
        share = faulty / read + 0.01
        otherwise = (
            f", or accept it as it is: --accept-quarantine-rate {share:.2f}"
            if share < 1
            else ", or leave it out"
        )
        page = refusals.write(refusals.gathered(con, sources), [], folder / ".refused", "rows")
        raise LoadError(
            f"{name}: {faulty:,} of {read:,} rows are faulty, more than {how.rate:.0%} of them ({places}). "
            f"The store is unchanged. All of them are in {page}. Correct the file{otherwise}."
        )


def _note(con, shape, day, name, summary):
    summary.warnings += [f"{name}: {number:,} {what}" for number, what in notes(con, shape, day)]


def _record(con, task, count, day, summary):
    name = task.found.name
    con.execute(
        "insert into sources values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            task.source_id,
            task.kind,
            name,
            task.found.sha256,
            day or count["recorded_on"],
            count["read"],
            count["accepted"],
            count["quarantined"],
            count["duplicates"],
            task.read_as,
        ],
    )
    if task.found.cut_short and not task.day and is_table(task):
        con.execute(  # of snapshots people/history.py tells
            """insert into remarks (source_id, file, code, what, effect)
            values (?, ?, 'cut-short', ?, 'doubtful')""",
            [task.source_id, name, CUT_SHORT],
        )
    if count["corrections"]:
        known = (
            f"they count from the export's day, {day}"
            if day
            else ("either may hold. Say the day of the export (--exported-on), and they count from there")
        )
        summary.warnings.append(
            f"{name}: {count['corrections']:,} rows contradict what was loaded before, with the same time "
            f"of record: {known}"
        )
    again = count["accepted"] - count["new"]
    summary.files.append(
        Count(
            task.kind,
            name,
            count["read"],
            count["new"],
            count["quarantined"],
            count["duplicates"] + again,
            count["faulty"],
        )
    )
    summary.files += [
        Count(task.kind, twin.found.name, count["read"], 0, 0, count["read"])
        for twin in summary.twins.get(task.source_id, [])
    ]
    summary.reasons += con.execute(
        """select file, reason, count(*) from quarantine where source_id = ?
        group by file, reason order by 3 desc, 2""",
        [task.source_id],
    ).fetchall()
