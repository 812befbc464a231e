"""The company's own files: people and their assignments, units, locations, targets, programmes.

The store knows a person by the employee id alone. Names, e-mails and aliases go to the identity
vault, which only matching reads.
"""

from skillslib.intake import Column, Shape, Write, content

# When a row does not say when it was last changed, the export's day stands for it, else its own day.
RECORDED = "coalesce(last_changed_on, {exported_on}, %s)::timestamp"
CHANGED = Column("last_changed_on", "day", optional=True)


def versions(table, key, columns, own_day, main=True):
    """One version for each good row: `columns` maps a table's column to the file's SQL."""
    return Write(
        table,
        key,
        f"select *, {content(*columns)} as row_hash from "
        f"(select {named(columns)}, {RECORDED % own_day} as recorded_at, ordinal from good)",
        main=main,
    )


def named(columns):
    return ", ".join(f"{sql} as {name}" for name, sql in columns.items())


def same(*names):
    return {name: name for name in names}


ASSIGNMENT = {
    "assignment_id": "employee_id || '@' || starts_on",
    "person_id": "employee_id",
    **same("starts_on", "ends_on", "business_unit_id", "location_id", "job_role", "manager_id", "fte"),
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
               starts_on::timestamp as recorded_at, last_changed_on, ordinal
        from good
        where last_changed_on > starts_on and {TELLS_OF_AN_END})
    select *, {content(*ASSIGNMENT)} as row_hash from opened""",
    inferred="last_changed_on",
)

# What each assignment told of being hired and of having left: when first, and when last.
EMPLOYMENT = Write(
    "employment_statements",
    ("person_id", "hired_on", "starts_on", "left_on"),
    f"""select employee_id as person_id, hired_on, starts_on, left_on, min(ordinal) as ordinal,
               min(case when last_changed_on > hired_on and {TELLS_OF_AN_END} then hired_on::timestamp
                        else {RECORDED % "starts_on"} end) as hired_at,
               min({RECORDED % "starts_on"}) as first_at, max({RECORDED % "starts_on"}) as last_at
        from good group by employee_id, hired_on, starts_on, left_on""",
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
        select employee_id as person_id, 'id' as kind, employee_id as value, ordinal from good
        union all select employee_id, 'email', email, ordinal from good
        union all
        select employee_id, 'alias', trim(unnest(string_split(email_aliases, ';'))), ordinal from good
        union all select employee_id, 'name', trim(concat_ws(' ', first_name, last_name)), ordinal from good)
    select *, lower(value) as value_norm from said where value <> ''""",
)

PEOPLE = Shape(
    "people",
    (
        Column("employee_id", needed=True),
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
        Column("manager_id", optional=True),
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
        ("manager_id = employee_id", "manager_id", "own-manager", "the person's own manager"),
    ),
    notes=(
        (
            "select count(*) from good where last_changed_on is null",
            "rows do not say when they were last changed: the export's day, or their own, stands for it",
        ),
        ("select count(*) from good where location_id is null", "rows name no location: counted as Unknown"),
        ("select count(*) from good where job_role is null", "rows name no job role: counted as Unknown"),
    ),
)

BUSINESS_UNITS = Shape(
    "business units",
    (
        Column("business_unit_id", needed=True),
        Column("starts_on", "day", needed=True),
        Column("name", needed=True),
        Column("parent_id"),
        CHANGED,
    ),
    (
        versions(
            "business_unit_versions",
            ("business_unit_id", "starts_on"),
            same("business_unit_id", "starts_on", "name", "parent_id"),
            "starts_on",
        ),
    ),
    (("parent_id = business_unit_id", "parent_id", "own-parent", "the unit's own parent"),),
)

LOCATIONS = Shape(
    "locations",
    (
        Column("location_id", needed=True),
        Column("name", needed=True),
        Column("city"),
        Column("country", needed=True),
        Column("country_code", needed=True),
        Column("latitude", "number"),
        Column("longitude", "number"),
        CHANGED,
    ),
    (
        versions(
            "location_versions",
            ("location_id",),
            {
                **same("location_id", "name", "city", "country"),
                "country_code": "upper(country_code)",
                **same("latitude", "longitude"),
            },
            "date '1970-01-01'",
        ),
    ),
    (
        ("abs(latitude) > 90", "latitude", "out-of-range", "not from -90 to 90"),
        ("abs(longitude) > 180", "longitude", "out-of-range", "not from -180 to 180"),
    ),
)

TARGETS = Shape(
    "targets",
    (
        Column("business_unit_id", needed=True),
        Column("skill_id", needed=True),
        Column("level", "whole", needed=True),
        Column("needed", "whole", needed=True),
        Column("starts_on", "day", needed=True),
        Column("approved", "yes/no", needed=True),
        CHANGED,
    ),
    (
        versions(
            "target_versions",
            ("target_id",),
            {
                "target_id": content("business_unit_id", "skill_id", "level", "starts_on"),
                **same("business_unit_id", "skill_id", "level", "needed", "starts_on", "approved"),
            },
            "starts_on",
        ),
    ),
    (("level not between 1 and 5", "level", "out-of-range", "not from 1 to 5"),),
)

PROGRAMMES = Shape(
    "programmes",
    (
        Column("programme_id", needed=True),
        Column("name", needed=True),
        Column("skill_id", needed=True),
        Column("starts_on", "day", needed=True),
        CHANGED,
    ),
    (
        versions(
            "programme_versions",
            ("programme_id",),
            same("programme_id", "name", "skill_id", "starts_on"),
            "starts_on",
        ),
    ),
)

ENROLMENTS = Shape(
    "enrolments",
    (
        Column("programme_id", needed=True),
        Column("employee_id", needed=True),
        Column("enrolled_on", "day", needed=True),
        Column("completed_on", "day"),
        CHANGED,
    ),
    (
        versions(
            "enrolment_versions",
            ("programme_id", "person_id", "enrolled_on"),
            {
                "programme_id": "programme_id",
                "person_id": "employee_id",
                **same("enrolled_on", "completed_on"),
            },
            "enrolled_on",
        ),
    ),
    (("completed_on < enrolled_on", "completed_on", "ends-before-start", "before enrolled_on"),),
)

SHAPES = (PEOPLE, BUSINESS_UNITS, LOCATIONS, TARGETS, PROGRAMMES, ENROLMENTS)
