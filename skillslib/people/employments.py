"""Who is employed, where and since when: the dated assignments of an HR extract.

The store knows a person by a pseudonym alone. Employee ids, names, e-mails and aliases go to the identity
vault, which only matching reads.
"""

from skillslib.intake import Column, Shape, Write, content, literal
from skillslib.people.contradictions import HIRED_ALIKE, contradictions
from skillslib.people.dated import CHANGED, RECORDED, named, same, versions
from skillslib.people.uncounted import uncounted

# Whoever stands at the top is often written down as their own manager.
OWN_MANAGER = "the person's own manager: left blank, as of one who has none"

# The code and the text of a remark on working time that may be a slip.
MORE_THAN_FULL = ("fte-above-full", "more than full time: counted as it is written")

ASSIGNMENT = {
    "assignment_id": "person_id || '@' || starts_on",
    **same("person_id", "starts_on", "ends_on", "business_unit_id", "location_id", "job_role"),
    "manager_id": "nullif(manager_id, person_id)",
    "fte": "fte",
    "population": "case when on_leave then 'on leave' else worker_type end",
    "state": "'active'",
}
ASSIGNMENTS = versions("assignment_versions", ("assignment_id",), ASSIGNMENT, "starts_on")

# A row that tells of an end, or of leave, was changed for that: the assignment itself was known from its
# first day on, open and at work, unless the store knows better. So was being hired.
TELLS_OF_AN_END = "(ends_on is not null or left_on is not null or on_leave)"
OPENED = Write(
    "assignment_versions",
    ("assignment_id",),
    f"""with opened as (
        select {named(ASSIGNMENT | {"ends_on": "null::date", "population": "worker_type"})},
               starts_on::timestamp as recorded_at, last_changed_on, source_id, line, ordinal
        from good
        where last_changed_on > starts_on and {TELLS_OF_AN_END})
    select *, {content(*ASSIGNMENT)} as row_hash from opened""",
    inferred="last_changed_on",
)

# What each assignment told of being hired and of having left: when first, and when last.
EMPLOYMENT = Write(
    "employment_statements",
    ("person_id", "hired_on", "starts_on", "left_on"),
    f"""select person_id, hired_on, starts_on, left_on, min(ordinal) as ordinal,
               min(case when last_changed_on > hired_on and {TELLS_OF_AN_END} then hired_on::timestamp
                        else {RECORDED % "starts_on"} end) as hired_at,
               min({RECORDED % "starts_on"}) as first_at, max({RECORDED % "starts_on"}) as last_at
        from good group by person_id, hired_on, starts_on, left_on""",
    merge=(("hired_at", "least"), ("first_at", "least"), ("last_at", "greatest")),
)


def derive(con):
    """The versions of employments, from all that was told of them, in whatever files and order.

    Being hired was known with a person's first row; having left when the last of the assignments that
    tell of it first did; and that it was taken back when a row last told so after that.
    """
    con.execute(
        f"""truncate employment_versions;
        insert into employment_versions by name
        with hired as (
            select person_id, hired_on, min(hired_at) as hired_at,
                   max(last_at) filter (left_on is null) as open_at
            from employment_statements group by person_id, hired_on),
        leaving as (
            select person_id, hired_on, left_on, max(first_at) as recorded_at
            from employment_statements where left_on is not null group by person_id, hired_on, left_on),
        spans as (
            select person_id, hired_on, min(recorded_at) as first_at, max(recorded_at) as last_at
            from leaving group by person_id, hired_on),
        known as (
            select person_id, hired_on, null::date as left_on, hired_at as recorded_at
            from hired left join spans using (person_id, hired_on)
            where first_at is null or hired_at < first_at
            union all
            select * from leaving
            union all
            select person_id, hired_on, null, open_at
            from hired join spans using (person_id, hired_on) where open_at > last_at)
        select *, {content("person_id", "hired_on", "left_on")} as row_hash from known"""
    )


IDENTITIES = Write(
    "vault.identities",
    ("person_id", "kind", "value"),
    """with said as (
        select person_id, 'id' as kind, employee_id as value, ordinal from good
        union all select person_id, 'email', email, ordinal from good
        union all
        select person_id, 'alias', trim(unnest(string_split(email_aliases, ';'))), ordinal from good
        union all select person_id, 'name', trim(concat_ws(' ', first_name, last_name)), ordinal from good)
    select *, lower(value) as value_norm from said where value <> ''""",
)

PEOPLE = Shape(
    "people",
    (
        Column("employee_id", needed=True, person="person_id"),
        Column("first_name", optional=True),
        Column("last_name", optional=True),
        Column("email"),
        Column("email_aliases", optional=True),
        Column("hired_on", "day", needed=True),
        Column("left_on", "day"),
        Column("starts_on", "day", needed=True),
        Column("ends_on", "day"),
        Column("business_unit_id", needed=True),
        Column("location_id"),
        Column("job_role"),
        Column("manager_id", optional=True, person="managed_by"),
        Column("fte", "number", needed=True),
        Column("worker_type", "choice", needed=True, choices=("employee", "contractor")),
        Column("on_leave", "yes/no", optional=True),
        CHANGED,
    ),
    (ASSIGNMENTS, OPENED, EMPLOYMENT, IDENTITIES),
    (
        ("fte <= 0 or fte > 1.5", "fte", "out-of-range", "not above 0 and up to 1.5"),
        ("ends_on <= starts_on", "ends_on", "ends-before-start", "not after starts_on"),
        ("left_on < hired_on", "left_on", "left-before-hired", "before hired_on"),
    ),
    among=contradictions(
        "employee_id",
        "starts_on",
        "ends_on",
        newest="faulty, last_changed_on desc nulls last",
        same=HIRED_ALIKE,
    ),
    notes=(
        (
            "select count(*) from good where last_changed_on is null",
            "rows do not say when they were last changed: the export's day, or their own, stands for it",
        ),
        ("select count(*) from good where location_id is null", "rows name no location: counted as Unknown"),
        ("select count(*) from good where job_role is null", "rows name no job role: counted as Unknown"),
    ),
    remarks=(
        f"""select source_id, line, 'manager_id' as column_name, 'own-manager' as code,
               {literal(OWN_MANAGER)} as what, 'counted otherwise' as effect
        from good where manager_id = person_id""",
        f"""select source_id, line, 'fte' as column_name, {literal(MORE_THAN_FULL[0])} as code,
               {literal(MORE_THAN_FULL[1])} as what, 'doubtful' as effect
        from good where fte > 1""",
        uncounted(
            "select *, len(faults) > 0 as refused from temp.main.judged",
            "starts_on",
        ),
    ),
    staging="* exclude (ordinal, source_id, line) replace (managed_by as manager_id)",
)
