"""Open Badge Factory: issuing events of its API, version 1 (one on each line) and 2 (JSON)."""

from skillslib.badges.family import Family, any_end, any_moment
from skillslib.badges.times import undated

STRUCTURE = """{"id":"VARCHAR","badge_id":"VARCHAR","name":"VARCHAR","client_id":"VARCHAR",
"issued_on":"VARCHAR","expires":"VARCHAR","expires_on":"VARCHAR","recipient":"JSON","recipient_count":"BIGINT","revoked":"JSON",
"ctime":"VARCHAR","mtime":"VARCHAR","content":"JSON","tag":"JSON","primary_language":"VARCHAR"}""".replace(
    "\n", ""
)
CONTENT = (
    '[{"language":"VARCHAR","name":"VARCHAR","tag":"JSON","alignment":"JSON","achievement_type":"VARCHAR"}]'
)
WHO = """case when left(said.recipient::text, 1) = '[' and contains(said.recipient::text, '{')
    then list_transform(from_json(said.recipient, '[{"email":"VARCHAR"}]'), lambda r: r.email)
    else words(said.recipient) end"""

# An event speaks of many recipients: each has an award. One who is revoked is named with a time.
READS = f"""
    select * replace (nth(ordinal, place) as ordinal),
           any_one as who, {any_moment("said.issued_on")} as awarded_at,
           {any_end("nullif(coalesce(said.expires_on, said.expires), '0')")} as ends_on,
           {any_moment("said.ctime")} as created_at, {any_moment("said.mtime")} as changed_at,
           case when said.revoked::text = 'true' then 'true'
                when left(said.revoked::text, 1) = '{{'
                then list_filter(map_entries(from_json(said.revoked, '"MAP(VARCHAR,VARCHAR)"')),
                                 lambda one: lower(trim(one.key)) = lower(trim(any_one)))[1].value
                end as withdrawn
    from (
        select *, unnest(case when len(people) > 0 then people else [null] end) as any_one,
               generate_subscripts(case when len(people) > 0 then people else [null] end, 1) as place
        from (select *, {WHO} as people
              from (select *, json_transform(raw, '{STRUCTURE}') as said from mine)))
"""

EVENT = Family(
    "Open Badge Factory",
    "len(types) = 0 and list_has_all(keys, ['badge_id', 'issued_on']) "
    "and list_has_any(keys, ['recipient', 'recipient_count', 'log_entry', 'ctime'])",
    READS,
    {
        "format": "'Open Badge Factory'",
        "award_id": "keyed(concat_ws(chr(31), 'obf', said.id, lower(who)))",
        "badge_id": "'obf:' || said.badge_id",
        "badge_name": "a_name(said.name)",
        "known_by": "'own id'",
        "issuer": "said.client_id",
        "issuer_id": "said.client_id",
        "awarded_at": "awarded_at",
        "ends_on": "ends_on",
        "expiry_stated": "case when ends_on is not null then 'dated' "
        "when list_has_any(keys, ['expires', 'expires_on']) then 'open' else 'absent' end",
        "revoked": "withdrawn is not null and withdrawn <> 'false'",
        "revoked_at": any_moment("withdrawn"),
        "acceptance": "'unknown'",
        "version_at": "coalesce(changed_at, created_at)",
        "stated_at": "created_at",
        "recipients": "[identity(who, null, 'email')]",
        "claim": "'obf:' || said.id",
    },
    (
        ("said.id is null", "id", "missing-value", "the event has no id"),
        (
            "who is null and not list_contains(keys, 'recipient')",
            "recipient",
            "recipients-not-listed",
            "an issuing event that counts its recipients and names none: export it with its recipients",
        ),
        ("said.issued_on is null", "issued_on", "missing-value", "no date of issue"),
        (
            "said.issued_on is not null and awarded_at is null",
            "issued_on",
            "bad-date",
            "not a number of seconds",
        ),
        (
            "nullif(coalesce(said.expires_on, said.expires), '0') is not null and ends_on is null",
            "expires",
            "bad-date",
            "not a number of seconds",
        ),
        *undated("ctime", "mtime", read=any_moment, why="not a number of seconds"),
        ("ends_on < awarded_at::date", "expires", "ends-before-start", "before the date of issue"),
    ),
    excluded=("recipients-not-listed",),
)

DEFINED = Family(
    "Open Badge Factory badge",
    "len(types) = 0 and list_has_all(keys, ['ctime', 'draft']) and not list_contains(keys, 'badge_id')",
    f"""select *, coalesce(
            list_filter(contents, lambda c: c.language = coalesce(said.primary_language, ''))[1],
            contents[1]) as spoken
        from (select *, from_json(listed(said.content), '{CONTENT}') as contents
              from (select *, json_transform(raw, '{STRUCTURE}') as said from mine))""",
    {
        "format": "'Open Badge Factory badge'",
        "badge_id": "'obf:' || said.id",
        "badge_name": "coalesce(spoken.name, said.name)",
        "known_by": "'own id'",
        "language": "nullif(said.primary_language, '')",
        "badge_type": "nullif(spoken.achievement_type, '')",
        "words": "list_concat(words(said.tag), words(spoken.tag))",
        "tags": "aligned(spoken.alignment, 'alignment')",
    },
    (
        (
            "said.id is null or coalesce(spoken.name, said.name) is null",
            "name",
            "no-name",
            "the badge lacks its name or id",
        ),
    ),
)

AWARDS = (EVENT,)
DEFINITIONS = (DEFINED,)
