"""What may be wrong with the times that a document states beside the day of its award."""

from skillslib.intake import moment


def undated(*names, read=moment, why="not an ISO date"):
    """Rules for `said.<name>`: a time that is there and cannot be read; taken for none, it would misdate.

    `read` gives the SQL of a timestamp from a text.
    """
    return tuple(
        (f"said.{name} <> '' and {read(f'said.{name}')} is null", name, "bad-date", why) for name in names
    )
