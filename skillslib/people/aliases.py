"""Aliases: which employee a recipient of awards is, as somebody decided.

It is the worklist of `skillslib unmatched` come back: a row without an `employee_id` is undecided, and what
was only proposed decides nothing.
"""

from skillslib.intake import Column, Shape, Write
from skillslib.intake.remarks import remark
from skillslib.sheets import as_it_was_sql

ALIASES = Shape(
    "aliases",
    (
        Column("recipient", needed=True),
        Column("kind", optional=True),
        Column("awards", optional=True),
        Column("last_awarded_on", optional=True),
        Column("issuer", optional=True),
        Column("country", optional=True),
        Column("reason", optional=True),
        Column("proposed_employee_id", optional=True),
        Column("why", optional=True),
        Column("employee_id", person="person_id"),
    ),
    (
        Write(
            "vault.identities",
            ("person_id", "kind", "value"),
            f"""with decided as (
                select person_id, {as_it_was_sql("recipient")} as value, source_id, ordinal from good)
            select *, case when person_id is null then 'undecided' else 'alias' end as kind,
                   lower(value) as value_norm
            from decided""",
            main=True,
        ),
        Write(
            "alias_rows",
            ("person_id", "source_id", "line"),
            """select person_id, source_id, line, ordinal
            from good where person_id is not null""",
        ),
    ),
    notes=(
        (
            "select count(*) from good where employee_id is null",
            "recipients are undecided: they name no employee_id",
        ),
    ),
)


def derive(con):
    """Say of which aliases nobody knows the employee, whatever was loaded first."""
    con.execute("delete from remarks where code = 'employee-undefined'")
    remark(
        con,
        """select source_id, file, line, 'employee_id' as column_name, 'employee-undefined' as code,
               'no HR extract tells of this employee: the alias finds nobody' as what, 'left out' as effect
        from alias_rows join sources using (source_id)
        anti join employment_versions using (person_id)""",
    )
