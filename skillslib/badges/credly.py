"""Credly: its analytics export and bulk-issue file (CSV), its API and public earners (JSON)."""

from skillslib.badges.award import named, rows, shape, step
from skillslib.badges.family import Family
from skillslib.badges.times import undated
from skillslib.intake import Column, end_day, moment
from skillslib.intake.countries import two_letters

STATES = ("accepted", "pending", "revoked", "rejected")

EXPORT = shape(
    "Credly badge export",
    (
        Column("Badge Name", needed=True),
        Column("Badge Template ID", needed=True),
        Column("Issued by", needed=True),
        Column("Earner Badge ID", needed=True),
        Column("Issuer Earner ID", optional=True),
        Column("Issued to Email", optional=True),
        Column("Country", optional=True),
        Column("Status", "choice", needed=True, choices=STATES),
        Column("Expired", "choice", optional=True, choices=("expired",), field="expired_word"),
        Column("Issue Date", "day", needed=True),
        Column("Expires At", "end", optional=True),
        Column("Revoked At", "moment", optional=True),
        Column("State Updated At", "moment", optional=True),
        Column("Record Created", "moment", optional=True),
        Column("Skills", optional=True),
    ),
    (
        ("expires_at < issue_date", "Expires At", "ends-before-start", "before Issue Date"),
        ("revoked_at < issue_date", "Revoked At", "ends-before-start", "before Issue Date"),
        (
            "status = 'revoked' and revoked_at is null and state_updated_at is null",
            "Revoked At",
            "missing-value",
            "revoked, and neither Revoked At nor State Updated At says when",
        ),
    ),
    rows(
        {
            "format": "'Credly badge export'",
            "award_id": "earner_badge_id",
            "badge_id": "badge_template_id",
            "badge_name": "badge_name",
            "known_by": "'own id'",
            "issuer": "issued_by",
            "awarded_at": "issue_date",
            "ends_on": "coalesce(expires_at, "
            "case when expired_word is not null then state_updated_at::date end)",
            "expired": "expired_word is not null",
            "expiry_stated": """case when expires_at is not null then 'dated'
                when has_expires_at and expired_word is null then 'open' else 'absent' end""",
            "revoked": "status = 'revoked'",
            "revoked_at": "revoked_at",
            "acceptance": "case status when 'pending' then 'pending' when 'rejected' then 'unknown' "
            "else 'accepted' end",
            "rejected": "status = 'rejected'",
            "country": "country",
            "version_at": f"""case when status in ('revoked', 'rejected') then coalesce(state_updated_at,
                record_created + interval 1 microsecond) else record_created + {step("status")} end""",
            "stated_at": f"record_created + {step('status')}",
            "recipients": named("issuer_earner_id", "issued_to_email"),
            "tags": """list_transform(
                string_split(skills, case when contains(skills, ';') then ';' else ',' end),
                lambda tag: {'tag': tag, 'uri': null::text, 'origin': 'skill'})""",
        }
    ),
)

# What was to be issued, not what was: it names no badge of its own, so person, badge and day are its id.
BULK = shape(
    "Credly bulk-issue file",
    (
        Column("Badge Template ID", needed=True),
        Column("Recipient Email", needed=True),
        Column("Issued at", "day", needed=True),
        Column("Expires at", "end", optional=True),
        Column("Issuer Earner ID", optional=True),
        Column("Country", optional=True),
        Column("Evidence Name", optional=True),
        Column("Evidence URL", optional=True),
    ),
    (("expires_at < issued_at", "Expires at", "ends-before-start", "before Issued at"),),
    rows(
        {
            "format": "'Credly bulk-issue file'",
            "award_id": "keyed(concat_ws(chr(31), badge_template_id, lower(recipient_email), issued_at))",
            "badge_id": "badge_template_id",
            "known_by": "'own id'",
            "awarded_at": "issued_at",
            "ends_on": "expires_at",
            "expiry_stated": """case when expires_at is not null then 'dated'
                when has_expires_at then 'open' else 'absent' end""",
            "acceptance": "'unknown'",
            "country": "country",
            "evidence_count": "case when coalesce(evidence_url, evidence_name) is null then 0 else 1 end",
            "recipients": named("issuer_earner_id", "recipient_email"),
        }
    ),
    dates="month first",
    notes=(
        (
            "select count(*) from good",
            "awards are of a file for issuing: it says what was to be issued. Do not load it beside an "
            "export of what was issued, or awards count twice",
        ),
    ),
)

STRUCTURE = """{"id":"VARCHAR","state":"VARCHAR","issued_at":"VARCHAR","issued_at_date":"VARCHAR",
"expires_at":"VARCHAR","expires_at_date":"VARCHAR","updated_at":"VARCHAR","state_updated_at":"VARCHAR",
"created_at":"VARCHAR","recipient_email":"VARCHAR","issuer_earner_id":"VARCHAR","locale":"VARCHAR",
"replacement_badge_id":"VARCHAR","country_code":"VARCHAR","country":"VARCHAR","revoked_at":"VARCHAR",
"evidence":"JSON","alignments":"JSON","user":{"email":"VARCHAR"},"issuer":"JSON",
"badge_template":"JSON"}""".replace("\n", "")
TEMPLATE = """{"id":"VARCHAR","name":"VARCHAR","level":"VARCHAR","type_category":"VARCHAR","skills":"JSON",
"alignments":"JSON","language":"VARCHAR","owner":{"id":"VARCHAR","name":"VARCHAR"},
"issuer":"JSON"}""".replace("\n", "")
# Who issues and who authorises stand in one list, told apart by a label.
ENTITIES = '[{"label":"VARCHAR","primary":"BOOLEAN","entity":{"id":"VARCHAR","name":"VARCHAR"}}]'
# The API of an organisation names skills as texts, a public page as objects.
SKILLS = """list_concat(
    list_transform(as_list(template.skills),
        lambda s: {'tag': coalesce(a_text(s), a_text(s->'name')), 'uri': null::text, 'origin': 'skill'}),
    aligned(template.alignments, 'alignment'))"""
ISSUED_BY = """(coalesce(list_filter(entities, lambda e: lower(e.label) like 'issued%')[1].entity,
    list_filter(entities, lambda e: e."primary")[1].entity, template.owner))"""

READS = f"""
    select *, {moment("coalesce(said.issued_at, said.issued_at_date)")} as issued_at,
           coalesce(said.issued_at_date, said.issued_at) as issued_text,
           {moment("coalesce(said.issued_at_date, said.issued_at)")} as awarded_at,
           coalesce(nullif(said.expires_at_date, 'false'), nullif(said.expires_at, 'false')) as expires_text,
           {moment("said.created_at")} as created_at,
           {moment("coalesce(said.state_updated_at, said.updated_at)")} as changed_at,
           {moment("said.updated_at")} as updated_at, {moment("said.revoked_at")} as revoked_at,
           {ISSUED_BY} as issued_by, lower(said.state) as state
    from (
        select *, json_transform(said.badge_template, '{TEMPLATE}') as template,
               from_json(listed(said.issuer->'entities'), '{ENTITIES}') as entities
        from (select *, json_transform(raw, '{STRUCTURE}') as said from mine))
"""

ISSUED = Family(
    "Credly API",
    "len(types) = 0 and list_contains(keys, 'badge_template') "
    "and list_has_any(keys, ['issued_at', 'issued_at_date'])",
    f"select *, {end_day('expires_text')} as ends_on from ({READS})",
    {
        "format": "'Credly API'",
        "award_id": "said.id",
        "badge_id": "template.id",
        "badge_name": "template.name",
        "known_by": "'own id'",
        "issuer": "issued_by.name",
        "issuer_id": "issued_by.id",
        "authorised_by": "list_filter(entities, lambda e: lower(e.label) like '%authori%')[1].entity.name",
        "language": "coalesce(template.language, said.locale)",
        "badge_type": "template.type_category",
        "badge_level": "template.level",
        "awarded_at": "awarded_at",
        "ends_on": "ends_on",
        "expiry_stated": """case when ends_on is not null then 'dated'
            when list_has_any(keys, ['expires_at', 'expires_at_date']) then 'open' else 'absent' end""",
        "revoked": "state = 'revoked'",
        "revoked_at": "revoked_at",
        "acceptance": "case state when 'pending' then 'pending' when 'accepted' then 'accepted' "
        "when 'revoked' then 'accepted' else 'unknown' end",
        "rejected": "state = 'rejected'",
        "country": f"coalesce({two_letters('said.country_code')}, said.country, said.country_code)",
        "version_at": f"coalesce(case when state in ('revoked', 'rejected') then changed_at else updated_at "
        f"end, created_at) + {step('state')}",
        "stated_at": f"coalesce(created_at, issued_at) + {step('state')}",
        "evidence_count": "count_of(said.evidence)",
        "replaced_by": "said.replacement_badge_id",
        # What is masked (*****, or a***@company.example) is no identity.
        "recipients": f"""[{
            ", ".join(
                f"case when not contains({value}, '*') then identity({value}, null, '{kind}') end"
                for value, kind in (
                    ("said.issuer_earner_id", "employee id"),
                    ("said.recipient_email", "email"),
                    ('said."user".email', "email"),
                )
            )
        }]""",
        "claim": "said.id",
        "tags": f"list_concat({SKILLS}, aligned(said.alignments, 'alignment'))",
    },
    (
        ("said.id is null", "id", "missing-value", "the badge has no id"),
        ("template.id is null", "badge_template", "no-badge", "it names no badge template"),
        ("issued_text is null", "issued_at", "missing-value", "no date of issue"),
        ("issued_text is not null and awarded_at is null", "issued_at", "bad-date", "not an ISO date"),
        ("expires_text is not null and ends_on is null", "expires_at", "bad-date", "not an ISO date"),
        ("ends_on < awarded_at::date", "expires_at", "ends-before-start", "before the date of issue"),
        *undated("created_at", "updated_at", "state_updated_at", "revoked_at"),
        (
            "state is not null and state not in ('accepted', 'pending', 'revoked', 'rejected')",
            "state",
            "bad-value",
            "not one of accepted, pending, revoked, rejected",
        ),
    ),
)

DEFINED = Family(
    "Credly badge template",
    "len(types) = 0 and list_has_any(keys, ['badge_template_activities', 'global_activity_url', "
    "'vanity_slug']) and list_contains(keys, 'skills')",
    f"""select *, from_json(listed(template.issuer->'entities'), '{ENTITIES}') as entities
        from (select *, json_transform(raw, '{TEMPLATE}') as template from mine)""",
    {
        "format": "'Credly badge template'",
        "badge_id": "template.id",
        "badge_name": "template.name",
        "known_by": "'own id'",
        "issuer": f"{ISSUED_BY}.name",
        "issuer_id": f"{ISSUED_BY}.id",
        "badge_type": "template.type_category",
        "badge_level": "template.level",
        "language": "template.language",
        "tags": SKILLS,
    },
    (("template.id is null or template.name is null", "id", "no-name", "the template lacks its name or id"),),
)

SHAPES = (EXPORT, BULK)
AWARDS = (ISSUED,)
DEFINITIONS = (DEFINED,)
