"""A start far in the future says when a post begins, and not of which day its file is.

Where rows do not say when they were changed, and nobody says of which day the export is, the newest start
dates a file. One that lies far after all that other files tell does not: it would date the whole store.
"""

from skillslib.intake.remarks import remark

FAR = 31  # days after the newest day that other files tell: exports of one month belong together
FEW = 0.01  # of a file's rows: where more start so late, the file is that much newer
LEAST = 20  # rows of a file, one of which may stand out
CODE = "starts-ahead"

# The newest day that an award, a snapshot or a change of a row tells.
NEWEST = """
    select greatest(
        (select max(recorded_at)::date from award_versions),
        (select max(day) from snapshots),
        (select max(recorded_at)::date from assignment_versions where recorded_at::date <> starts_on))"""

LATE = f"""
create or replace temp table late as
with starts as (
    select distinct source_id, line, starts_on from assignment_versions
    where origin is distinct from 'snapshots' and recorded_at::date = starts_on
      and starts_on > $newest::date + {FAR}),
few as (
    select source_id from starts join sources using (source_id)
    group by source_id having count(*) <= greatest(1, {FEW} * max(rows_read)) and max(rows_read) >= {LEAST})
from starts semi join few using (source_id)"""

REMARK = f"""
    select source_id, file, line, 'starts_on' as column_name, '{CODE}' as code,
           'starts on ' || starts_on || ', far after all that other files tell: counted from then on, and '
               || 'not taken for the day of the file. If the export is as new, say its day: --exported-on'
               as what,
           'doubtful' as effect
    from late join sources using (source_id)"""


def derive(con):
    """Name the starts that are far ahead, and date their files by the other rows, whatever the order.

    `data_date` passes over the rows that the remarks name.
    """
    con.execute(
        """update sources set exported_on = greatest(exported_on, starts_on)
        from (select source_id, max(starts_on) as starts_on
              from assignment_versions semi join (from remarks where code = $code) using (source_id, line)
              group by source_id) as before
        where before.source_id = sources.source_id""",
        {"code": CODE},
    )
    con.execute("delete from remarks where code = ?", [CODE])
    newest = con.execute(NEWEST).fetchall()[0][0]
    con.execute(LATE, {"newest": newest})
    if remark(con, REMARK):
        con.execute(
            """update sources set exported_on = coalesce(
                (select max(recorded_at)::date from assignment_versions as told
                 anti join late using (source_id, line) where told.source_id = sources.source_id), $newest)
            where exported_on in (select starts_on from late)
              and kind in (select kind from late join sources using (source_id))""",
            {"newest": newest},
        )
    con.execute("drop table late")
