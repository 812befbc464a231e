"""Rows that say when they were last changed, and the versions that they become."""

from skillslib.intake import Column, Write, content

# When a row does not say when it was last changed, the export's day stands for it, else its own day.
RECORDED = "coalesce(last_changed_on, {exported_on}, %s)::timestamp"
CHANGED = Column("last_changed_on", "day", optional=True)


def versions(table, key, columns, own_day, main=True):
    """One version for each good row: `columns` maps a table's column to the file's SQL."""
    return Write(
        table,
        key,
        f"select *, {content(*columns)} as row_hash from "
        f"(select {named(columns)}, {RECORDED % own_day} as recorded_at, source_id, line, ordinal from good)",
        main=main,
    )


def named(columns):
    return ", ".join(f"{sql} as {name}" for name, sql in columns.items())


def same(*names):
    return {name: name for name in names}
