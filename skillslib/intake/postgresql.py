"""A table or query of PostgreSQL, written out as a CSV of text cells; nothing there can be changed.

The address with its password is in an environment variable, which alone is named. No message of the driver
is passed on, for it may show that address: what went wrong is told by the server's code, in our words.
"""

import os
import re

import numpy as np

from skillslib.intake.shape import IntakeError
from skillslib.intake.tables import check_columns, lacking, look_of
from skillslib.quoting import identifier

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# What the first letters of the server's code mean; without a code, no server answered.
CODES = {
    "08": "the server closed the connection",
    "28": "the server refused the user or the password",
    "3D": "the server has no such database",
    "42P01": "there is no such table, or one that the query names is not there",
    "42703": "the query names a column that is not there",
    "42501": "the user may not read it",
    "42": "the server cannot understand the query",
    "25006": "it would change the database, and only reading is allowed",
    "53": "the server has no room for another connection",
    "57": "the server stopped the query or is being shut down",
}
CUT_OFF = (
    "the server did not give all rows: the query fails on one of them, would change the database, where only "
    "reading is allowed, or the connection broke"
)
UNANSWERED = "no connection: no server answers at that address, or it refused the user, password or database"


def read_postgresql(variable, source, wanted, copy, name):
    """What `source` gives, an SQL table name or a query in parentheses, as the look of a CSV at `copy`.

    Rows come in one order whatever the server's plan or locale, so the same rows are the same bytes; row
    numbers count in that order. Errors: IntakeError with what the server refused.
    """
    try:
        import pyarrow.csv
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise lacking(name, "adbc-driver-postgresql", "postgresql") from None
    if not os.environ.get(variable):
        raise IntakeError(
            f"{name}: the environment variable {variable} is not set. It holds the address of the database, "
            "as in postgresql://reader@server/database."
        )
    try:
        with dbapi.connect(os.environ[variable]) as con, con.cursor() as cursor:
            cursor.execute("set transaction read only")
            cursor.execute("set local time zone 'UTC'")
            names = cursor.adbc_execute_schema(f"select * from {source} as source").names
            check_columns(name, names, wanted)
            cursor.execute(_texts(source, wanted))
            with cursor.fetch_record_batch() as reader:
                rows = 0
                with pyarrow.csv.CSVWriter(copy, reader.schema) as writer:
                    for batch in reader:
                        writer.write_batch(batch)
                        rows += batch.num_rows
    except dbapi.Error as error:
        raise IntakeError(f"{name}: {_why(error.sqlstate)}.") from None
    except (pyarrow.ArrowException, OSError) as error:  # amid the rows: the server's code is not told
        if getattr(error, "errno", None):  # of the disk that is written to
            raise
        raise IntakeError(f"{name}: {CUT_OFF}.") from None
    return look_of(copy, name, np.arange(1, rows + 1))


def _texts(source, wanted):
    """SQL: the wanted columns as texts, dates and times as ISO whatever the server's manner, and in order."""
    columns = [identifier(theirs) for theirs in wanted]
    texts = ", ".join(f"to_jsonb(source.{column}) #>> '{{}}' as {column}" for column in columns)
    order = ", ".join(f'{column} collate "C"' for column in columns)
    return f"select * from (select {texts} from {source} as source) as said order by {order}"


def _why(code):
    """What the server's code means, in our words."""
    if not code or code.startswith("00"):
        return UNANSWERED
    known = next((words for start, words in CODES.items() if code.startswith(start)), "the server refused")
    return f"{known} (SQLSTATE {code})"
