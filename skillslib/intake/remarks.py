"""What is to be said of a row that was kept, or of a whole file: with its place, and never with a cell."""


def remark(con, rows_sql):
    """How many remarks were written down; `rows_sql` yields the columns of the table `remarks`.

    effect says what became of the row: 'left out', 'counted otherwise' or 'doubtful'.
    """
    return con.execute(f"insert into remarks by name {rows_sql}").fetchall()[0][0]


def remark_rows(con, shape):
    """Write down what a shape says of its good rows, of the files that the table `reading` names."""
    for rows in shape.remarks:
        remark(con, f"select said.*, file from ({rows}) as said join reading using (source_id)")
