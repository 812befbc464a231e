"""Files the safe way: bytes, then the header by name, then every row, and none is lost.

A CSV is read as text only, then one query casts every cell strictly and lists what is wrong with
each row. A row that fails goes to quarantine with its file, line, column and reason; its raw text
goes to the identity vault alone, for it may hold a name. For every file

    read = accepted + quarantined + duplicates

A file that cannot be read at all is refused with an IntakeError that says what to do.
"""

from skillslib.intake.cells import Words, content, end_day, moment, plain
from skillslib.intake.containers import holder_of, opened
from skillslib.intake.dates import CHOICES as DATES
from skillslib.intake.declared import MappingError, check_names, read_toml, wanted
from skillslib.intake.files import (
    DATA_FIRST,
    Look,
    as_shown,
    beside,
    best_shape,
    header,
    is_data,
    likeness,
    look,
    nearest,
    one_line_end,
    source_of,
)
from skillslib.intake.opening import copy_in, files_in, read_table
from skillslib.intake.postgresql import VARIABLE, read_postgresql
from skillslib.intake.private import SUBJECTS, forbidden, words_of
from skillslib.intake.remarks import remark, remark_repeated, remark_rows
from skillslib.intake.rows import OF_ERASED, read_rows
from skillslib.intake.shape import ERASED, Column, Count, IntakeError, Shape, Write
from skillslib.intake.tables import check_columns, is_parquet, read_parquet
from skillslib.intake.versions import keep, notes
from skillslib.intake.workbooks import first_rows, is_workbook, read_workbook, sheets_of
from skillslib.quoting import file_literal, literal

__all__ = [
    "DATA_FIRST",
    "DATES",
    "ERASED",
    "OF_ERASED",
    "SUBJECTS",
    "VARIABLE",
    "Column",
    "Count",
    "IntakeError",
    "Look",
    "MappingError",
    "Shape",
    "Words",
    "Write",
    "as_shown",
    "beside",
    "best_shape",
    "check_columns",
    "check_names",
    "content",
    "copy_in",
    "end_day",
    "file_literal",
    "files_in",
    "first_rows",
    "forbidden",
    "header",
    "holder_of",
    "is_data",
    "is_parquet",
    "is_workbook",
    "keep",
    "likeness",
    "literal",
    "look",
    "moment",
    "nearest",
    "notes",
    "one_line_end",
    "opened",
    "plain",
    "read_parquet",
    "read_postgresql",
    "read_rows",
    "read_table",
    "read_toml",
    "read_workbook",
    "remark",
    "remark_repeated",
    "remark_rows",
    "sheets_of",
    "source_of",
    "wanted",
    "words_of",
]
