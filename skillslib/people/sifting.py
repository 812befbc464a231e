"""Which rows of a snapshot are to be judged: most say, letter for letter, what a row judged before says.

So a file is first read line by line, which costs a fraction of reading its cells, and a line is known by the
hash of its text for the time of a load. Only the lines that no file before had are read as rows. A file whose
quotes may hold a row open across lines is read as a whole, and its rows are known by what they mean.
"""

import re
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from skillslib.intake import header, literal, read_rows
from skillslib.intake.files import beside, one_line_end
from skillslib.intake.rows import LIMITS
from skillslib.people.spans import FACTS
from skillslib.quoting import file_literal

NAMES = ("email", "email_aliases", "first_name", "last_name")
MEANING = f"person_id, {', '.join((*FACTS, *NAMES))}"
NO_SIGN = "chr(31)"  # a delimiter that no line has, so that a whole line is one cell
TABLES = ("told_now", "judged_now", "repeated", "twice", "wanted", "every_line")


def judge(con, task, form):
    """How many rows a file has; those that are new are judged, and with them all of who stands there twice.

    Left are `judged` and the tables beside it (see `read_rows`), the view `good`, and told_now (line, said:
    the hash of what each row says), judged_now (ordinal, said) and repeated (the ordinals of good rows of
    people with several). `form` tells files apart in which equal lines mean other things.
    """
    with one_line_end(con, task.found, task.encoding) as path:
        if not _read_lines(con, task, path, form):
            return _judge_all(con, task)
    new = "select line from told_now anti join judged_before using (said)"
    _judge_lines(con, task, new)
    if _note_repeated(con, task, "select who from told_now join judged_before using (said) union all"):
        theirs = "select said from judged_before semi join twice using (who)"
        _judge_lines(con, task, f"{new} union select line from told_now where said in ({theirs})")
        _note_repeated(con, task)
    con.execute(
        """create or replace temp table judged_now as
        select ordinal, said from judged join told_now using (line)"""
    )
    return con.execute("select count(*) from told_now").fetchall()[0][0]


def see_good(con, shape):
    """The view `good`: the rows of the file that were judged and found so."""
    con.execute(
        f"""create or replace temp view good as
        select ordinal, source_id, line, {shape.staging or "*"} from judged where len(faults) = 0"""
    )


def forget(con):
    """The tables that sifting leaves are dropped."""
    for name in TABLES:
        con.execute(f"drop table if exists {name}")


def _read_lines(con, task, path, form):
    """The tables `every_line` and `told_now`; whether each row of the file stands on a line of its own."""
    found = task.found
    try:
        con.execute(
            f"""create or replace temp table every_line as
            select text, hash({form}, text) as said
            from read_csv({file_literal(path)}, columns={{'text': 'VARCHAR'}}, delim={NO_SIGN}, quote='',
                          escape='', header=true, auto_detect=false, {LIMITS})"""
        )
    except duckdb.Error:  # a line of it cannot be read: `read_rows` says which, and why
        return False
    if found.quotes and not _closes_its_quotes(con, task):
        return False
    _note_lines(con, found)
    return True


def _closes_its_quotes(con, task):
    """Whether every line of a file closes the quotes that it opens, each where a cell ends."""
    delimiter, _ = header(task.found, [column.name for column in task.shape.columns])
    mark = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*"|[^"{mark}]*)'
    closed = f"{cell}(?:{mark}{cell})*"
    first, _, _ = task.found.head.partition("\n")
    open_lines = "select count(*) from every_line where not regexp_full_match(text, ?)"
    return (
        re.fullmatch(closed, first.removesuffix("\r")) is not None
        and con.execute(open_lines, [closed]).fetchall()[0][0] == 0
    )


def _note_lines(con, found):
    """The table `told_now`: the line of each row, in the table that the file was written out of if it was."""
    if found.rows is None:
        con.execute(
            f"""create or replace temp table told_now as
            select rowid + {2 + found.above} as line, rowid as place, said from every_line
            where text is not null"""
        )
        return
    with _given(con, pd.DataFrame({"nth": np.arange(len(found.rows)), "line": found.rows})):
        con.execute(
            """create or replace temp table told_now as
            select given.line, place, said
            from (select rowid as place, said, row_number() over (order by rowid) - 1 as nth from every_line
                  where text is not null)
            join given using (nth)"""
        )


def _judge_lines(con, task, select):
    """Judge the rows of the lines that a query names; where these are all lines, the file as it is."""
    con.execute(f"create or replace temp table wanted as {select}")
    wanted, lines = con.execute(
        "select (select count(*) from wanted), (select count(*) from told_now)"
    ).fetchall()[0]
    if wanted == lines:
        read_rows(con, task.found, task.shape, task.source_id, task.encoding)
        return
    with tempfile.TemporaryDirectory(dir=beside(con)) as folder:
        copy = Path(folder) / "lines.csv"
        first, _, _ = task.found.head.partition("\n")
        con.execute(
            f"""copy (
                select text from (
                    select {literal(first.removesuffix(chr(13)))} as text, -1 as place
                    union all
                    select text, place
                    from every_line join told_now on place = every_line.rowid
                    semi join wanted using (line))
                order by place)
            to {literal(copy)} (header false, delimiter {NO_SIGN}, quote '', escape '')"""
        )
        rows = con.execute(
            "select line from told_now semi join wanted using (line) order by place"
        ).fetchnumpy()["line"]
        found = replace(task.found, path=copy, rows=rows, above=0, mixed_lines=False)
        read_rows(con, found, task.shape, task.source_id)


def _judge_all(con, task):
    """Read a file as a whole: each row is judged, and known by what it means."""
    read_rows(con, task.found, task.shape, task.source_id, task.encoding)
    _note_repeated(con, task)
    con.execute(
        f"""create or replace temp table told_now as select line, hash({MEANING}) as said from good;
        create or replace temp table judged_now as select ordinal, hash({MEANING}) as said from good"""
    )
    return con.execute(
        "select (select count(*) from judged) + (select count(*) from reject_rows)"
    ).fetchall()[0][0]


def _note_repeated(con, task, known=""):
    """The tables `twice`, people with several rows of the file, and `repeated`; whether there are any.

    `known` is SQL of the people whom rows tell of that need no judging. A person is known by a hash here: two
    whom it takes for one are looked at once more, and that is all.
    """
    see_good(con, task.shape)
    con.execute(
        f"""create or replace temp table twice as
        select who from ({known} select hash(person_id) as who from good) group by who having count(*) > 1;
        create or replace temp table repeated as
        select ordinal from good where hash(person_id) in (select who from twice)"""
    )
    return con.execute("select count(*) > 0 from twice").fetchall()[0][0]


@contextmanager
def _given(con, frame):
    con.register("given", frame)
    try:
        yield
    finally:
        con.unregister("given")
