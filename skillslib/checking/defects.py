"""Defects: what is wrong with the rows and files that were read, by file and line."""

MOST_LINES = 50  # of one defect in one file, so many rows are shown each by itself


def defects(con):
    """What is wrong with what was read, by file and line: refused rows, remarks, rows that break a rule.

    Columns: file, line (null where a whole file or many rows are meant), column, code, what, effect
    ("left out", "counted otherwise", "doubtful"), rows. Of a file that was delivered several times only the
    newest delivery is told of; of one defect with many rows the first 50 have a line each, and the others are
    counted together. It names no person: who is meant stands in the file, on that line.

    Example: defects(connect())
    """
    return con.execute(
        f"""with deliveries as (
            select source_id, file
            from (select rowid as place, * from sources)
            qualify row_number() over (partition by kind, file order by place desc) = 1),
        told as (
            select file, line, column_name, reason_code as code,
                   case when starts_with(reason, column_name || ': ')
                        then substr(reason, length(column_name) + 3) else reason end as what,
                   'left out' as effect
            from quarantine
            semi join deliveries using (source_id)
            union all
            select distinct file, line, column_name, code, what, effect
            from remarks
            where source_id is null or source_id in (select source_id from deliveries)
            union all
            select coalesce(file, 'the store'), line, column_name, code, what, effect
            from problem_rows
            left join sources using (source_id)),
        placed as (
            select *, row_number() over (
                       partition by file, column_name, code, what, effect order by line nulls last) as place
            from told)
        select file, case when place <= {MOST_LINES} then line end as line, column_name as "column", code,
               what, effect, count(*) as rows
        from placed
        group by all
        order by file, line nulls last, "column", code, what"""
    ).df()
