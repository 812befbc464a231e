"""Credly's employees (JSON): which addresses belong to which employee id, for matching alone."""

from skillslib.badges.family import FAULT
from skillslib.intake import ERASED, OF_ERASED, Shape, Write, literal
from skillslib.vault import pseudonyms

TELLS = """len(types) = 0 and list_contains(keys, 'external_id')
    and list_has_any(keys, ['employee_state', 'position_title', 'manager_external_id'])"""

SHAPE = Shape(
    "employees",
    (),
    (
        Write(
            "vault.identities",
            ("person_id", "kind", "value"),
            """select person_id, 'alias' as kind, email as value, lower(email) as value_norm,
                      source_id, ordinal
               from good where external_id is not null and email is not null""",
            main=True,
        ),
    ),
)


def judge(con):
    """The employees among the staged documents: the temporary table `judged`."""
    said = "nullif(trim(raw->>'external_id'), '')"
    pseudonyms.note(con, f"select {said} as employee_id from documents where family = 'employee'")
    con.execute(
        f"""create or replace temp table judged as
        with told as (
            select documents.*, {said} as external_id, nullif(trim(raw->>'email'), '') as email
            from documents where family = 'employee')
        select ordinal, ordinal as document, source_id, null::bigint as line, external_id, email, person_id,
               case when (external_id is not null and person_id is null)
                      or tombstone(lower(email)) in (from vault.erased)
                    then [{{'column': 'external_id', 'code': {literal(ERASED)},
                            'reason': {literal(OF_ERASED)}}}]::{FAULT}[]
                    when external_id is null or email is null
                    then [{{'column': case when email is null then 'email' else 'external_id' end,
                            'code': 'missing-value', 'reason': 'blank, and needed to match'}}]::{FAULT}[]
                    else []::{FAULT}[] end as faults
        from told left join vault.pseudonyms on employee_id = external_id"""
    )
