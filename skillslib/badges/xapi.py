"""xAPI statements that somebody earned a badge (JSON)."""

from skillslib.badges.badge import badge_id, known_by
from skillslib.badges.family import Family
from skillslib.badges.times import undated
from skillslib.intake import moment

STRUCTURE = """{"id":"VARCHAR","actor":{"mbox":"VARCHAR","mbox_sha1sum":"VARCHAR","openid":"VARCHAR",
"account":{"name":"VARCHAR","homePage":"VARCHAR"}},"verb":{"id":"VARCHAR"},"object":{"id":"VARCHAR",
"definition":{"name":"JSON","extensions":"JSON"}},"result":{"extensions":"JSON"},
"authority":{"name":"VARCHAR"},"context":{"language":"VARCHAR"},"timestamp":"VARCHAR",
"stored":"VARCHAR"}""".replace("\n", "")
NAME = "a_name(coalesce(said.object.definition.name::text, badge_class->>'name'))"
OWN_ID = "coalesce(badge_class->>'@id', badge_class->>'id', said.object.id)"
ISSUER = "coalesce(a_text(badge_class->'issuer'->'name'), an_id(badge_class->'issuer'), said.authority.name)"

EARNED = Family(
    "xAPI statement",
    "list_has_all(keys, ['verb', 'object']) and regexp_matches(raw->'verb'->>'id', 'earned/?$')",
    f"""select *, {moment("said.timestamp")} as awarded_at, {moment("said.stored")} as stored_at
        from (select *, json_extract(said.object.definition.extensions, '$.*')[1] as badge_class,
                     json_extract_string(said.result.extensions, '$.*."@id"')[1] as assertion
              from (select *, json_transform(raw, '{STRUCTURE}') as said from mine))""",
    {
        "format": "'xAPI statement'",
        "award_id": "md5(coalesce(assertion, said.id))",
        "badge_id": badge_id(OWN_ID, ISSUER, f"coalesce({NAME}, '')"),
        "badge_name": NAME,
        "known_by": known_by(OWN_ID),
        "issuer": ISSUER,
        "language": "said.context.language",
        "awarded_at": "awarded_at",
        "expiry_stated": "'absent'",
        "acceptance": "'unknown'",
        "version_at": "stored_at",
        "stated_at": "stored_at",
        "recipients": """[identity(said.actor.mbox, null, 'email'),
            identity('sha1$' || said.actor.mbox_sha1sum, null, 'email'),
            identity(said.actor.account.name, null, 'accountId'), identity(said.actor.openid, null, null)]""",
        "claim": "coalesce(assertion, said.id)",
        "words": "words(badge_class->'tags')",
        "tags": "aligned(badge_class->'alignment', 'alignment')",
    },
    (
        (
            "coalesce(assertion, said.id) is null",
            "id",
            "missing-value",
            "neither a statement's id nor an assertion",
        ),
        (f"{NAME} is null and {OWN_ID} is null", "object", "no-badge", "the statement names no badge"),
        ("said.timestamp is null", "timestamp", "missing-value", "no time"),
        ("said.timestamp is not null and awarded_at is null", "timestamp", "bad-date", "not an ISO time"),
        *undated("stored"),
    ),
)

AWARDS = (EARNED,)
DEFINITIONS = ()
