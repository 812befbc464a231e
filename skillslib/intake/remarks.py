"""What is to be said of a row that was kept, or of a whole file: with its place, and never with a cell."""

MOST_LINES = 50  # so many lines of a file are named


def remark(con, rows_sql):
    """How many remarks were written down; `rows_sql` yields the columns of the table `remarks`.

    effect says what became of the row: 'left out', 'counted otherwise' or 'doubtful'.
    """
    return con.execute(f"insert into remarks by name {rows_sql}").fetchall()[0][0]


def remark_rows(con, shape):
    """Write down what a shape says of its good rows, of the files that the table `reading` names."""
    for rows in shape.remarks:
        remark(con, f"select said.*, file from ({rows}) as said join reading using (source_id)")


def remark_repeated(con, rows_sql):
    """Name the rows of each file that only say again what rows before them say: `source_id`, `line`."""
    remark(
        con,
        f"""with again as (
            select source_id, min(line) as line, count(*) as rows, min(line, {MOST_LINES}) as lines
            from ({rows_sql}) group by source_id)
        select source_id, file, line, null as column_name, 'repeated-rows' as code,
               case rows when 1 then 'it says again what a row before it says'
                         else rows || ' rows say again what rows before them say' end
                   || case when rows > 1 and line is not null
                           then ', on the lines ' || array_to_string(lines, ', ')
                               || case when rows > len(lines) then ' and more' else '' end
                           else '' end
                   || ': counted once' as what,
               'left out' as effect
        from again join reading using (source_id)""",
    )
