"""Open Badges 2.0, 1.x and 0.5 assertions: hosted, signed or baked, the badge inside or elsewhere.

Moodle writes these too, in its own way: a plain address marked as hashed, `alignments`, `verify` in a
2.0 assertion, dates in seconds.
"""

from skillslib.badges.badge import badge_id, known_by
from skillslib.badges.family import Family, any_end, any_moment

STRUCTURE = """{"@context":"JSON","type":"JSON","id":"VARCHAR","uid":"VARCHAR","recipient":"JSON",
"salt":"VARCHAR","badge":"JSON","issuedOn":"VARCHAR","issued_on":"VARCHAR","issuanceDate":"VARCHAR","expires":"VARCHAR",
"evidence":"JSON","revoked":"VARCHAR","verify":"JSON","verification":"JSON","issuer":"JSON",
"credentialSubject":{"id":"VARCHAR","hasCredential":"JSON"}}""".replace("\n", "")
BADGE = """{"id":"VARCHAR","@id":"VARCHAR","name":"VARCHAR","issuer":"JSON","tags":"JSON","tag":"JSON",
"alignment":"JSON","alignments":"JSON","@language":"VARCHAR","inLanguage":"VARCHAR","version":"VARCHAR",
"criteria":"VARCHAR"}""".replace("\n", "")
IDENTITIES = '[{"identity":"VARCHAR","plaintextIdentity":"VARCHAR","salt":"VARCHAR","type":"VARCHAR"}]'


def credly(address, what):
    """SQL: the id that Credly's own export has, from an address of its Open Badges; null of any other."""
    host = "https://(?:api|www)[.](?:credly|youracclaim)[.]com"
    number = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    return f"nullif(regexp_extract(lower({address}), '^{host}/(?:.+/)?{what}/({number})$', 1), '')"


OWN_ID = 'coalesce(badge.id, badge."@id", badge_url)'
READS = f"""
    select *, {any_moment("coalesce(said.issuedOn, said.issued_on, said.issuanceDate)")} as awarded_at,
           {any_end("said.expires")} as ends_on,
           coalesce(said.issuedOn, said.issued_on, said.issuanceDate) as awarded_text,
           coalesce(a_text(badge.issuer->'name'), an_id(badge.issuer), badge.issuer->>'origin',
                    an_id(said.issuer)) as issuer_name,
           coalesce({credly(OWN_ID, "badge_classes")}, {OWN_ID}) as own_id,
           coalesce(said.id, case when coalesce(said.verify->>'type', 'hosted') <> 'signed'
                                  then said.verify->>'url' end) as address
    from (
        select *, json_transform(case when left(badge_json::text, 1) = '{{' then badge_json end,
                                 '{BADGE}') as badge,
               a_text(badge_json) as badge_url
        from (
            select *, coalesce(said.badge, said.credentialSubject.hasCredential) as badge_json
            from (select *, json_transform(raw, '{STRUCTURE}') as said from mine)))
"""
RECIPIENTS = f"""case when left(said.recipient::text, 1) = '"'
    then [identity(said.recipient->>'$', said.salt, null)]
    else list_concat([identity(said.credentialSubject.id, null, null)],
        flatten(list_transform(from_json(listed(said.recipient), '{IDENTITIES}'), lambda i: [
            identity(i.identity, i.salt, i.type), identity(i.plaintextIdentity, null, i.type)]))) end"""
BADGE_ID = badge_id("own_id", "issuer_name", "coalesce(a_name(badge.name), '')")
CONTEXT = 'said."@context"::text'

ASSERTION = Family(
    "Open Badges 2.0",
    """list_contains(types, 'Assertion') and not list_contains(keys, 'achievement')
        or list_contains(keys, 'recipient') and list_contains(keys, 'badge')
           and not list_contains(keys, 'entityType') and not list_contains(keys, 'badge_template')
        or len(types) = 0 and list_has_all(keys, ['badge', 'issuedOn'])""",
    READS,
    {
        "format": f"""coalesce(holder || ': ', '') || 'Open Badges ' || case
            when said.credentialSubject.hasCredential is not null then '2.0'
            when regexp_matches({CONTEXT}, 'openbadges/v2|/ob/v2p') then '2.0'
            when contains({CONTEXT}, 'openbadges/v1') then '1.1'
            when said.issued_on is not null or badge.version like '0.%' then '0.5'
            when len(types) > 0 then '2.0' else '1.0' end""",
        "data_model": f"case when contains({CONTEXT}, '/2018/credentials/v1') then 'VCDM 1.1' end",
        # An assertion's address is its own (that of a signed one is where its issuer's key is, and no id);
        # a uid is its issuer's, who is known by the badge.
        # What Credly issued has the id that Credly's export gives it.
        "award_id": f"""coalesce({credly("address", "badge_assertions")}, case
            when address is not null then md5(address)
            when said.uid is not null then md5(concat_ws(chr(31), said.uid, {BADGE_ID}))
            else keyed(concat_ws(chr(31), awarded_text, {BADGE_ID}, said.recipient,
                                 said.credentialSubject.id)) end)""",
        "uid": "case when address is null then said.uid end",
        "badge_id": BADGE_ID,
        "badge_name": "a_name(badge.name)",
        "known_by": known_by("own_id"),
        "issuer": "issuer_name",
        "issuer_id": "coalesce(an_id(badge.issuer), badge.issuer->>'url', badge.issuer->>'origin')",
        "language": 'coalesce(badge."@language", badge.inLanguage)',
        "awarded_at": "awarded_at",
        "ends_on": "ends_on",
        "expiry_stated": "case when ends_on is null then 'open' else 'dated' end",
        "revoked": "said.revoked = 'true'",
        "acceptance": "'unknown'",
        "version_at": "awarded_at",
        "evidence_count": "count_of(said.evidence)",
        "recipients": RECIPIENTS,
        "claim": "address",
        "words": "list_concat(words(badge.tags), words(badge.tag))",
        "tags": """list_concat(aligned(badge.alignment, 'alignment'),
            aligned(badge.alignments, 'alignment'))""",
    },
    (
        (
            "badge_url is null and a_name(badge.name) is null and own_id is null",
            "badge",
            "no-badge",
            "the assertion names no badge",
        ),
        ("awarded_text is null", "issuedOn", "missing-value", "no date of issue"),
        (
            "awarded_text is not null and awarded_at is null",
            "issuedOn",
            "bad-date",
            "neither an ISO date of the calendar nor a number of seconds",
        ),
        (
            "said.expires is not null and ends_on is null",
            "expires",
            "bad-date",
            "neither an ISO date of the calendar nor a number of seconds",
        ),
        ("ends_on < awarded_at::date", "expires", "ends-before-start", "before the date of issue"),
    ),
)

DEFINED = Family(
    "Open Badges 2.0 badge class",
    "list_contains(types, 'BadgeClass') and not list_contains(keys, 'entityType')",
    f"""select *, coalesce(badge.id, badge."@id") as own_id
        from (select *, json_transform(raw, '{BADGE}') as badge from mine)""",
    {
        "format": """'Open Badges ' || case when contains((raw->'@context')::text, 'openbadges/v1') then '1.1'
            else '2.0' end || ' badge class'""",
        "badge_id": "own_id",
        "badge_name": "a_name(badge.name)",
        "known_by": "'own id'",
        "issuer": "coalesce(a_text(badge.issuer->'name'), an_id(badge.issuer))",
        "issuer_id": "an_id(badge.issuer)",
        "language": 'coalesce(badge."@language", badge.inLanguage)',
        "words": "list_concat(words(badge.tags), words(badge.tag))",
        "tags": """list_concat(aligned(badge.alignment, 'alignment'),
            aligned(badge.alignments, 'alignment'))""",
    },
    (("badge.name is null or own_id is null", "name", "no-name", "the badge class lacks its name or id"),),
)

AWARDS = (ASSERTION,)
DEFINITIONS = (DEFINED,)
