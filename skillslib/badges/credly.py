"""Credly-style files: the analytics export of issued badges."""

from skillslib.badges.badge import ALWAYS, AWARD_CONTENT, BADGE_CONTENT
from skillslib.intake import Column, Shape, Write

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

SHAPES = (EXPORT,)
