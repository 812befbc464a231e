"""Columns that are never read are named by every load, with the reason: see intake/private.toml."""

from skillslib.intake import forbidden, header


def note_forbidden(con, tasks):
    """Write down which columns of the tables of a load are refused; returns it in sentences."""
    said = []
    for task in (task for task in tasks if task.shape):
        names = header(task.found, [column.name for column in task.shape.columns])[1]
        refused = [name for name in names if forbidden(name)]
        for name in refused:
            con.execute(
                """insert into remarks (source_id, file, column_name, code, what, effect)
                values (?, ?, ?, 'forbidden-column', ?, 'left out')""",
                [task.source_id, task.found.name, name, f"refused and never read ({forbidden(name)})"],
            )
        if refused:
            told = ", ".join(f"{name!r} ({forbidden(name)})" for name in refused)
            said.append(f"{task.found.name}: refused columns, never read: {told}")
    return said
