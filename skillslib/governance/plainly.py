"""What is held about one person, for that person to read: names in place of ids, days written out.

Each part is one query over the tables of one kind. Every column, as it is stored, is in the JSON.
"""

from skillslib.store import data_date

EVER = "date '9999-12-30'"  # all that was ever told
NAMES = f"""with badge as (
    select badge_id, coalesce(name, badge_id) as badge, issuer from badges({EVER})),
proof as (
    select badge_id, string_agg(label || ' (level ' || level || ')', ', ' order by label) as skills
    from badge_skills({EVER}) join skills using (skill_id) group by badge_id),
unit as (
    select business_unit_id, arg_max(name, (starts_on, recorded_at)) as unit
    from business_unit_versions group by business_unit_id),
office as (
    select location_id, arg_max(name, recorded_at) as office from location_versions group by location_id),
land as (
    select upper(country_code) as country_code, max(country) as country
    from location_versions group by upper(country_code)),
programme as (select programme_id, name as programme from programmes({EVER})),
award as (
    select award_versions.*, badge, issuer from award_versions left join badge using (badge_id)
    where person_id = $person)
"""


def _day(column):
    """SQL: a day or moment as people write it; nothing where there is none."""
    return f"strftime({column}, '%-d %B %Y')"


def _words(column, said):
    """SQL: what a value means in words; a value without words as it is."""
    cases = " ".join(f"when '{value}' then '{words}'" for value, words in said.items())
    return f"case {column} {cases} else {column}::text end"


KINDS_OF_NAME = {
    "id": "employee id",
    "email": "e-mail address",
    "name": "name",
    "alias": "another id, address or name of yours",
    "undecided": "a name or address that nobody has decided on",
    "hash": "hash of an address",
    "uri": "address on the web",
    "account": "account",
    "none": "name or text without a kind",
}
FOUND_BY = {
    "id": "your employee id",
    "email": "your e-mail address",
    "hash": "a hash of your address",
    "uri": "an address on the web",
    "account": "an account of yours",
    "claim": "another name of yours",
    "id, of another country": "your employee id, though of another country",
}
POST = f"""{_day("{0}")} as "from", coalesce({_day("{1}")}, 'no end known') as "until",
    coalesce(unit, business_unit_id) as unit, coalesce(office, location_id) as office,
    job_role as "job role", case when manager_id is not null then 'yes' end as "a manager is kept",
    printf('%g %%', 100 * fte) as "part of full time", population as "counted as" """
PLACED = "left join unit using (business_unit_id) left join office using (location_id)"
# Title, what to know of it, query. A query knows $person, $today, and the tables of NAMES.
PARTS = (
    (
        "Who you are here",
        "These lie in the vault, apart from all else. In every other table the pseudonym stands for you.",
        f"""select {_words("kind", KINDS_OF_NAME)} as "kept as", value as "what is kept"
        from vault.identities where person_id = $person
        union select 'employee id', employee_id from vault.pseudonyms where person_id = $person
        union select 'pseudonym', $person order by all""",
    ),
    (
        "Your employment",
        "",
        f"""select {_day("hired_on")} as "employed since",
            coalesce({_day("left_on")}, 'no end known') as "until", {_day("recorded_at")} as "known since"
        from employment_versions where person_id = $person order by employment_versions.recorded_at""",
    ),
    (
        "What each row told of your employment",
        "",
        f"""select {_day("hired_on")} as "employed since", {_day("starts_on")} as "post since",
            {_day("left_on")} as "left", {_day("first_at")} as "told first", {_day("last_at")} as "told last"
        from employment_statements where person_id = $person order by employment_statements.starts_on""",
    ),
    (
        "Where you work and have worked",
        "Your manager is kept by a pseudonym. A row that a later one replaced is kept too.",
        f"""select {POST.format("starts_on", "ends_on")},
            {_day("recorded_at")} as "known since",
            case when (assignment_id, row_hash) in (
                select (assignment_id, row_hash) from assignments({EVER})) then 'holds' else 'replaced' end
                as state
        from assignment_versions {PLACED} where person_id = $person
        order by starts_on, assignment_versions.recorded_at""",
    ),
    (
        "What lists of everybody said of you",
        "",
        f"""select {POST.format("first_on", "last_on")}
        from snapshot_spans {PLACED} where person_id = $person order by first_on""",
    ),
    (
        "Badges you earned",
        "Each row is what an export told; where a later one told otherwise, both are here.",
        f"""select coalesce(badge, badge_id) as badge, issuer as "given by",
            skills as "skills that it proves", {_day("awarded_on")} as "earned on",
            coalesce({_day("expires_on")}, case expiry when 'never' then 'no end' else 'not known' end)
                as "valid until",
            concat_ws(', ',
                case when state = 'rejected' then 'turned down' end,
                {_words("acceptance", {"pending": "not accepted yet", "unknown": "acceptance not known"})},
                'taken back on ' || {_day("revoked_on")},
                case when (award_id, row_hash) not in (select (award_id, row_hash) from awards({EVER}))
                     then 'replaced by a later row' end) as state
        from award left join proof using (badge_id) order by awarded_on, badge, recorded_at""",
    ),
    (
        "How these badges came to be yours",
        "",
        f"""select coalesce(badge, badge_id) as badge, {_day("awarded_on")} as "earned on",
            {_words("matched_by", FOUND_BY)} as "found you by", coalesce(country, country_code) as country,
            coalesce(level_stated, level_reached::text) as level, evidence_count as "pieces of evidence",
            {_day("recorded_at")} as "known since", {_day("last_on")} as "told last"
        from award left join land using (country_code) order by awarded_on, badge, recorded_at""",
    ),
    (
        "To whom they were sent",
        "What the exports say of whoever earned them.",
        f"""select {_words("kind", KINDS_OF_NAME)} as "kept as", value as "what is kept",
            string_agg(distinct badge, ', ' order by badge) as badges
        from vault.recipients join award using (award_id) group by kind, value order by all""",
    ),
    (
        "What lists of statuses say of your badges",
        "",
        f"""select badge, purpose as "asked for", status as "what it says", {_day("since")} as "since",
            {_day("award_statuses.recorded_at")} as "known since"
        from award_statuses join award using (award_id) order by badge, award_statuses.recorded_at""",
    ),
    (
        "Skills that you are counted with",
        "Worked out from your badges that are valid on the last day the store knows of. In reports you are "
        "one of many in these counts, never by yourself.",
        """select label as skill, level from holdings($today, $today) join skills using (skill_id)
        where person_id = $person order by all""",
    ),
    (
        "Training",
        "",
        f"""select coalesce(programme, programme_id) as programme, {_day("enrolled_on")} as "enrolled on",
            {_day("completed_on")} as "completed on", {_day("recorded_at")} as "known since"
        from enrolment_versions left join programme using (programme_id) where person_id = $person
        order by enrolled_on, enrolment_versions.recorded_at""",
    ),
    (
        "Whether you agreed to be thanked by name",
        "",
        f"""select {_day("given_on")} as "agreed on", how, {_day("revoked_on")} as "taken back on"
        from vault.consents where person_id = $person order by given_on""",
    ),
    (
        "Where it comes from",
        "",
        f"""select distinct kind as export, {_day("exported_on")} as "of the day"
        from sources semi join (
            select source_id from award union select source_id from assignment_versions
            where person_id = $person union select source_id from snapshot_spans where person_id = $person
            union select source_id from vault.consents where person_id = $person) using (source_id)
        order by all""",
    ),
)
DOCUMENTS = """select coalesce(badge, badge_id) as badge, document
    from vault.raw_documents join award using (award_id) order by all"""


def parts(con, person):
    """[(title, what to know, rows as dictionaries)] of what is held, and who asks has been let in already."""
    given = {"person": person, "today": data_date(con)}
    return [
        (title, words, rows)
        for title, words, query in PARTS
        if (rows := _rows(con, query, {name: v for name, v in given.items() if f"${name}" in NAMES + query}))
    ]


def documents(con, person):
    """The documents of a person's badges as they were delivered, each with the name of its badge."""
    return _rows(con, DOCUMENTS, {"person": person})


def _rows(con, query, given):
    found = con.execute(NAMES + query, given)
    heads = [column[0] for column in found.description]
    return [dict(zip(heads, row, strict=True)) for row in found.fetchall()]
