"""The one place where a name, a text or a path is put into the text of SQL: quoted, so that it stays one."""

import re


def identifier(name):
    """A table's or a column's name as SQL, whatever characters it has."""
    return '"' + str(name).replace('"', '""') + '"'


def literal(value):
    """A Python text as an SQL text."""
    return "'" + str(value).replace("'", "''") + "'"


def file_literal(path):
    """A file's path as an SQL text that names this file alone: to the engine a path is a pattern."""
    return literal(re.sub(r"[*?\[]", r"[\g<0>]", str(path)))
