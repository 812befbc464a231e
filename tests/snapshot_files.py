"""Snapshots of plain headers, read into a store by the rooms that read them."""

from dataclasses import dataclass

import duckdb

from skillslib import people
from skillslib.intake import Column, Look, Shape, look, source_of
from skillslib.people import snapshots
from skillslib.store import MODEL, VAULT_TABLES
from skillslib.vault import pseudonyms

COLUMNS = "employee_id,email,hired_on,left_on,business_unit_id,fte,worker_type"
SHAPE = Shape(
    "people (snapshots)",
    (
        Column("employee_id", needed=True, person="person_id"),
        Column("email"),
        Column("hired_on", "day"),
        Column("left_on", "day"),
        Column("business_unit_id", needed=True),
        Column("fte", "number", needed=True),
        Column("worker_type", "choice", needed=True, choices=("employee", "contractor", "on leave", "left")),
    ),
    rules=(("fte <= 0 or fte > 1.5", "fte", "out-of-range", "not above 0 and up to 1.5"),),
    staging="person_id, hired_on, left_on, business_unit_id, null as location_id, "
    "null as job_role, null as manager_id, fte, worker_type as population, email, null as email_aliases, "
    "null as first_name, null as last_name",
)


@dataclass
class Task:
    """What `load` hands on of a recognised file."""

    found: Look
    shape: Shape
    source_id: str
    encoding: str | None = None


def store():
    """A connection to a store in memory, its identity vault beside it."""
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'")
    con.execute("attach ':memory:' as vault")
    con.execute(MODEL.read_text())
    con.execute(VAULT_TABLES)
    pseudonyms.begin(con)
    return con


def load(con, *files, shrinks_at_most=None, shape=SHAPE):
    """The counts of snapshot files, (path, day) each, read in one load."""
    if shrinks_at_most is not None:
        con.execute("delete from settings")
        con.execute("insert into settings values ('check.shrinks_at_most', ?)", [str(shrinks_at_most)])
    told = [(look(path), day) for path, day in files]
    tasks = [Task(found, shape, source_of(found.sha256, day)) for found, day in told]
    days = {task.source_id: day for task, (_, day) in zip(tasks, told, strict=True)}
    counts = snapshots.read(con, tasks, days)
    for task in tasks:
        con.execute(
            "insert into sources by name select ? as source_id, ? as kind, ? as file, ?::date as exported_on",
            [task.source_id, shape.kind, task.found.name, days[task.source_id]],
        )
    people.derive(con)
    return [counts[task.source_id] for task in tasks]


def write(folder, day, rows, end="\n", header=COLUMNS):
    """A snapshot's file and its day."""
    path = folder / f"workers-{day}.csv"
    path.write_text("\n".join([header, *rows]) + end, encoding="utf-8")
    return path, day
