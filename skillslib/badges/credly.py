"""Credly-style files: the analytics export of issued badges, and the catalogue of badge templates."""

from skillslib.intake import Column, Shape, Write, content, plain

# What a row says of its badge holds from the beginning: a catalogue's dated version speaks louder.
ALWAYS = "timestamp '1970-01-01'"

# A level as badges state it: a number from 1 to 5 stands as it is, a word goes by this rule, and
# a badge that states none counts as level 1.
LEVEL_WORDS = {"foundational": 1, "intermediate": 3, "advanced": 4, "expert": 5}


def level(stated):
    """SQL: the level from 1 to 5 that a stated level means, or null where it means none."""
    words = " ".join(f"when '{word}' then {number}" for word, number in LEVEL_WORDS.items())
    return (
        f"case when regexp_full_match({stated}, '[1-5]') then {stated}::integer "
        f"else case lower({stated}) {words} end end"
    )


def level_columns(stated):
    """SQL: level_stated, level, level_origin from the text that a badge states."""
    return (
        f"{stated} as level_stated, coalesce({level(stated)}, 1) as level, "
        f"case when regexp_full_match({stated}, '[1-5]') then 'stated' "
        f"when {level(stated)} is not null then 'rule' else 'unstated' end as level_origin"
    )


def badge_id(own_id, issuer, name):
    """SQL: a badge's own id; without a lasting one it is known by issuer and name."""
    lasting = f"{own_id} is not null and {own_id} not like 'urn:%'"
    return (
        f"case when {lasting} then {own_id} "
        f"else 'named:' || md5({plain(f'coalesce({issuer}, chr(63))')} || chr(31) || {plain(name)}) end"
    )


BADGE_CONTENT = content("badge_id", "name", "issuer", "badge_type", "level_stated")
AWARD_CONTENT = content(
    "badge_id",
    "awarded_on",
    "expires_on",
    "expiry",
    "revoked_on",
    "acceptance",
    "country_code",
    "state",
)

# An accepted badge stands a moment after its own pending record, so that a later export wins.
STEP = "case status when 'pending' then interval 0 second else interval 1 microsecond end"
AWARDS = Write(
    "award_versions",
    ("award_id",),
    f"""with rows as (
        select *, coalesce(record_created, {{exported_on}}::timestamp, issue_date::timestamp)
                  + {STEP} as first_at,
               coalesce(state_updated_at, revoked_at, {{exported_on}}::timestamp) as changed_at
        from good),
    states as (
        select *, null::date as revoked_on, first_at as recorded_at,
               case status when 'pending' then 'pending' else 'accepted' end as acceptance
        from rows where status <> 'revoked' or first_at < changed_at
        union all
        select *, coalesce(revoked_at::date, changed_at::date), greatest(first_at, changed_at), 'accepted'
        from rows where status = 'revoked'),
    versions as (
        select earner_badge_id as award_id, source_id, badge_template_id as badge_id,
               issue_date as awarded_on,
               coalesce(expires_at, case when expired_word is not null
                                         then coalesce({{exported_on}}, changed_at::date) end) as expires_on,
               case when expires_at is not null then 'dated'
                    when has_expires_at and expired_word is null then 'never'
                    else 'unknown' end as expiry,
               revoked_on, acceptance, upper(country) as country_code, 'issued' as state, recorded_at, ordinal
        from states)
    select *, {AWARD_CONTENT} as row_hash from versions""",
    main=True,
)

BADGES = Write(
    "badge_versions",
    ("badge_id",),
    f"""select *, {BADGE_CONTENT} as row_hash from (
        select badge_template_id as badge_id, badge_name as name, issued_by as issuer,
               null::text as badge_type, null::text as level_stated, 1 as level,
               'unstated' as level_origin, {ALWAYS} as recorded_at, min(ordinal) as ordinal
        from good group by badge_template_id, badge_name, issued_by)""",
)

RECIPIENTS = Write(
    "vault.recipients",
    ("award_id", "kind", "value"),
    """select *, lower(value) as value_norm, null::text as salt from (
        select earner_badge_id as award_id, 'id' as kind, issuer_earner_id as value, ordinal from good
        union all select earner_badge_id, 'email', issued_to_email, ordinal from good)
    where value is not null""",
)

EXPORT = Shape(
    "Credly badge export",
    (
        Column("Badge Name", needed=True),
        Column("Badge Template ID", needed=True),
        Column("Issued by", needed=True),
        Column("Earner Badge ID", needed=True),
        Column("Issuer Earner ID", optional=True),
        Column("Issued to Email", optional=True),
        Column("Country", optional=True),
        Column("Status", "choice", needed=True, choices=("accepted", "pending", "revoked", "rejected")),
        Column("Expired", "choice", optional=True, choices=("expired",), field="expired_word"),
        Column("Issue Date", "day", needed=True),
        Column("Expires At", "end", optional=True),
        Column("Revoked At", "moment", optional=True),
        Column("State Updated At", "moment", optional=True),
        Column("Record Created", "moment", optional=True),
    ),
    (AWARDS, BADGES, RECIPIENTS),
    (
        (
            "status = 'rejected'",
            "Status",
            "rejected-by-recipient",
            "the recipient rejected the badge: excluded, no fault of the file",
        ),
        ("expires_at < issue_date", "Expires At", "ends-before-start", "before Issue Date"),
        ("revoked_at < issue_date", "Revoked At", "ends-before-start", "before Issue Date"),
        (
            "status = 'revoked' and revoked_at is null and state_updated_at is null",
            "Revoked At",
            "missing-value",
            "revoked, and neither Revoked At nor State Updated At says when",
        ),
    ),
    excluded=("rejected-by-recipient",),
    notes=(
        (
            "select count(*) from good where record_created is null",
            "awards do not say when they were recorded: the export's day, or the issue date, stands for it",
        ),
        (
            "select count(*) from good where not has_expires_at",
            "awards are of an export without Expires At: whether they expire is unknown",
        ),
    ),
)

CATALOGUE = Shape(
    "badge catalogue",
    (
        Column("Badge Template ID"),
        Column("Badge Name", needed=True),
        Column("Issued by", needed=True),
        Column("Type", optional=True),
        Column("Level", optional=True, field="stated"),
        Column("Skills"),
        Column("Offered In", optional=True),
        Column("Updated At", "moment", optional=True),
    ),
    (
        Write(
            "badge_versions",
            ("badge_id",),
            f"""select *, {BADGE_CONTENT} as row_hash from (
                select {badge_id("badge_template_id", "issued_by", "badge_name")} as badge_id,
                       badge_name as name, issued_by as issuer, type as badge_type,
                       {level_columns("stated")},
                       coalesce(updated_at, {{exported_on}}::timestamp, {ALWAYS}) as recorded_at, ordinal
                from good)""",
            main=True,
        ),
        Write(
            "badge_tag_versions",
            ("badge_id", "tag"),
            f"""with tags as (
                select {badge_id("badge_template_id", "issued_by", "badge_name")} as badge_id,
                       trim(unnest(string_split(skills, ';'))) as tag,
                       coalesce(updated_at, {{exported_on}}::timestamp, {ALWAYS}) as recorded_at, ordinal
                from good)
            select badge_id, tag, {plain("tag")} as tag_norm,
                   case when regexp_matches(tag, '^[a-z][a-z0-9+.-]*:') then tag end as target_uri,
                   'catalogue' as origin, recorded_at, ordinal,
                   {content("badge_id", "tag", "'catalogue'")} as row_hash
            from tags where tag <> ''""",
        ),
        Write(
            "badge_offer_versions",
            ("badge_id", "country_code"),
            f"""with offers as (
                select {badge_id("badge_template_id", "issued_by", "badge_name")} as badge_id,
                       nullif(upper(trim(unnest(string_split(coalesce(offered_in, ''), ';')))), '')
                           as country_code,
                       coalesce(updated_at, {{exported_on}}::timestamp, {ALWAYS}) as recorded_at, ordinal
                from good)
            select *, {content("badge_id", "country_code")} as row_hash from offers""",
        ),
    ),
    (
        (
            f"stated is not null and {level('stated')} is null",
            "Level",
            "bad-value",
            "not a level: 1 to 5, Foundational, Intermediate, Advanced or Expert",
        ),
    ),
)

SHAPES = (EXPORT, CATALOGUE)
