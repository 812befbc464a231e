"""Open Badges 3.0 credentials and 2.0 assertions, read from staged JSON documents.

A document that is no award (an endorsement, a status list, a key) is counted and says what it is.
"""

from skillslib.badges.badge import ALWAYS, AWARD_CONTENT, BADGE_CONTENT, badge_id, level_columns
from skillslib.intake import Shape, Write, content, end_day, literal, moment, plain

AWARD_TYPES = "['OpenBadgeCredential', 'AchievementCredential']"

# What a document may be instead of an award: (code, how to tell, what it is).
OTHERS = (
    (
        "learner-record",
        "list_contains(types, 'ClrCredential')",
        "a comprehensive learner record: not read yet",
    ),
    (
        "endorsement",
        "len(list_intersect(types, ['EndorsementCredential', 'Endorsement'])) > 0",
        "an endorsement, not an award",
    ),
    (
        "status-list",
        "list_contains(types, 'RevocationList') or regexp_matches(coalesce(types::text, ''), "
        "'(Status|Revocation)List') or "
        "regexp_matches(coalesce((subject->'type')::text, ''), '(Status|Revocation)List')",
        "a list of revoked credentials, not an award",
    ),
    (
        "presentation",
        "list_contains(types, 'VerifiablePresentation')",
        "a presentation that holds no credential we can open",
    ),
    (
        "issuer-profile",
        "len(list_intersect(types, ['Issuer', 'Profile', 'Organization'])) > 0",
        "an issuer's profile, not an award",
    ),
    ("key", "list_contains(types, 'CryptographicKey')", "a key, not an award"),
    (
        "did-document",
        "(doc->>'id') like 'did:%' and ((doc->'verificationMethod') is not null or "
        "(doc->'assertionMethod') is not null)",
        "a DID document, not an award",
    ),
    (
        "context-or-schema",
        "(doc->'/$schema') is not null or ((doc->'@context') is not null and len(json_keys(doc)) = 1)",
        "a context or a schema, not an award",
    ),
    (
        "other-credential",
        "list_contains(types, 'VerifiableCredential')",
        "a credential, but no Open Badges award",
    ),
    (
        "open-badges-1",
        "(doc->'recipient') is not null and (doc->'badge') is not null and len(types) = 0",
        "an Open Badges 1 assertion: not read yet",
    ),
    ("other-document", "true", "no award, nor anything else we know"),
)

REVOKED = "revoked-undated"
FAULTS = (
    ("doc is null", "json", "not-json", "not valid JSON"),
    ("family = 'ob3' and subjects <> 1", "credentialSubject", "bad-subject", "not one subject"),
    (
        "family = 'ob3' and achievements = 0",
        "achievement",
        "no-achievement",
        "the credential names no achievement",
    ),
    (
        "family = 'ob3' and achievements > 1",
        "achievement",
        "several-achievements",
        "more than one achievement",
    ),
    (
        "family = 'ob2' and badge is null and badge_url is null",
        "badge",
        "no-badge",
        "the assertion names no badge",
    ),
    (
        "family is not null and name is null and own_id is null and badge_url is null",
        "name",
        "no-name",
        "the badge has neither a name nor an id",
    ),
    ("awarded_text is null", "issued on", "missing-value", "no date of issue"),
    (
        "awarded_text is not null and awarded_at is null",
        "issued on",
        "bad-date",
        "not an ISO date of the calendar",
    ),
    (
        "expires_text is not null and ends_on is null",
        "expires",
        "bad-date",
        "not an ISO date of the calendar",
    ),
    ("ends_on < awarded_at::date", "expires", "ends-before-start", "before the date of issue"),
    (
        "family = 'ob2' and (doc->>'revoked') = 'true'",
        "revoked",
        REVOKED,
        "revoked, and it does not say since when: excluded, no fault of the file",
    ),
)

MACROS = """
create or replace temp macro a_text(j) as
    case when json_type(j) = 'VARCHAR' then nullif(trim(j->>'$'), '') end;
create or replace temp macro an_id(j) as
    case when json_type(j) = 'VARCHAR' then nullif(trim(j->>'$'), '') else nullif(trim(j->>'id'), '') end;
create or replace temp macro hash_of(v) as
    case when regexp_full_match(v, '(sha256|md5|sha1)\\$[0-9a-fA-F]+') then lower(v)
         when regexp_full_match(v, '[0-9a-fA-F]{64}') then 'sha256$' || lower(v)
         when regexp_full_match(v, '[0-9a-fA-F]{32}') then 'md5$' || lower(v) end;
create or replace temp macro bare(v) as regexp_replace(trim(v), '^mailto:', '');
create or replace temp macro recipient(v, salt, kind) as
    case when v is null or trim(v) = '' then null
         when hash_of(v) is not null
         then {'kind': 'hash', 'value': hash_of(v), 'salt': nullif(salt, 'not-used')}
         when v like '%@%' and v not like 'did:%' then {'kind': 'email', 'value': bare(v), 'salt': null}
         when kind in ('sourcedId', 'lisSourcedId', 'systemId', 'accountId', 'userName', 'employeeId')
         then {'kind': 'id', 'value': trim(v), 'salt': null}
         else {'kind': 'uri', 'value': trim(v), 'salt': null} end;
"""

IDENTIFIER = (
    "recipient(coalesce(i->>'identityHash', i->>'identity', i->>'plaintextIdentity', a_text(i)), "
    "i->>'salt', coalesce(i->>'identityType', i->>'type'))"
)
RUBRIC_LEVEL = """list_filter(flatten(list_transform(as_list(badge->'resultDescription'), lambda d:
    list_transform(list_filter(as_list(d->'rubricCriterionLevel'),
                               lambda r: (r->>'id') = (d->>'requiredLevel')),
                   lambda r: coalesce(r->>'level', r->>'name')))), lambda l: l is not null)[1]"""


def judge(con):
    """What each document is and says: the temporary tables `judged` (awards) and `definitions` (badges)."""
    con.execute(MACROS)
    others = " ".join(f"when {how} then '{code}'" for code, how, _ in OTHERS)
    known = " ".join(f"when other = '{code}' then {literal(why)}" for code, _, why in OTHERS)
    cases = ", ".join(
        f"case when {wrong} then {{'column': '{column}', 'code': '{code}', 'reason': {literal(why)}}} end"
        for wrong, column, code, why in FAULTS
    )
    con.execute(
        f"""create or replace temp table sorted as
        with typed as (
            select *, coalesce(words(doc->'type'), []) as types,
                   as_list(doc->'credentialSubject') as all_subjects,
                   as_list(doc->'credentialSubject')[1] as subject
            from documents),
        parts as (
            select *, len(all_subjects) as subjects, as_list(subject->'achievement') as all_achievements,
                   case when len(list_intersect(types, {AWARD_TYPES})) > 0 then 'ob3'
                        when list_contains(types, 'Assertion')
                             and not list_contains(types, 'VerifiableCredential')
                        then 'ob2' when list_contains(types, 'BadgeClass') then 'definition' end as family
            from typed),
        badges as (
            select *, len(all_achievements) as achievements,
                   case family when 'ob3' then all_achievements[1] when 'definition' then doc
                        else case when json_type(doc->'badge') = 'OBJECT' then doc->'badge' end end as badge,
                   case when family = 'ob2' then a_text(doc->'badge') end as badge_url
            from parts)
        select ordinal, source_id, line, family, doc, subject, badge, badge_url, subjects, achievements,
               an_id(badge) as own_id, a_text(badge->'name') as name,
               case family when 'ob3' then doc->'issuer' else badge->'issuer' end as issuer_json,
               {RUBRIC_LEVEL} as stated,
               case when family is null and doc is not null then case {others} end end as other,
               case family when 'ob3'
                    then coalesce(doc->>'awardedDate', doc->>'validFrom', doc->>'issuanceDate')
                    when 'ob2' then doc->>'issuedOn' end as awarded_text,
               case family when 'ob3'
                    then coalesce(doc->>'validFrom', doc->>'issuanceDate', doc->>'awardedDate')
                    when 'ob2' then doc->>'issuedOn' end as issued_text,
               case family when 'ob3' then coalesce(doc->>'validUntil', doc->>'expirationDate')
                    when 'ob2' then doc->>'expires' end as expires_text
        from badges"""
    )
    con.execute(
        f"""create or replace temp table judged as
        with dated as (
            select *, {moment("awarded_text")} as awarded_at, {moment("issued_text")} as issued_at,
                   {end_day("expires_text")} as ends_on,
                   coalesce(a_text(issuer_json->'name'), an_id(issuer_json)) as issuer
            from sorted where family is distinct from 'definition')
        select *, {badge_id("coalesce(own_id, badge_url)", "issuer", "coalesce(name, '')")} as badge_id,
               case when family = 'ob3' then
                        list_concat([recipient(a_text(subject->'id'), null, null)],
                                    list_transform(as_list(subject->'identifier'), lambda i: {IDENTIFIER}))
                    else list_transform(as_list(doc->'recipient'), lambda i: {IDENTIFIER}) end as recipients,
               case when other is not null
                    then [{{'column': 'type', 'code': other, 'reason': case {known} end}}]
                    else list_filter([{cases}], lambda fault: fault is not null) end as faults
        from dated"""
    )
    con.execute(
        """create or replace temp table definitions as
        select *, coalesce(a_text(issuer_json->'name'), an_id(issuer_json)) as issuer, an_id(doc) as badge_id,
               case when name is null or an_id(doc) is null
                    then [{'column': 'name', 'code': 'no-name',
                           'reason': 'the badge class lacks its name or id'}]
                    else [] end as faults
        from sorted where family = 'definition'"""
    )
    con.execute("create or replace temp table raws as select ordinal, raw from documents; drop table sorted")


AWARDS = Write(
    "award_versions",
    ("award_id",),
    f"""with named as (
        select *, md5(concat_ws(chr(31), an_id(doc->'issuer'), coalesce(doc->>'id', awarded_text), badge_id,
                      list_aggregate(list_transform(recipients, lambda r: r.value), 'string_agg', ' ')))
                      as award_id
        from good),
    versions as (
        select award_id, source_id, badge_id, awarded_at::date as awarded_on, ends_on as expires_on,
               case when ends_on is null then 'never' else 'dated' end as expiry, null::date as revoked_on,
               'unknown' as acceptance, null::text as country_code, 'issued' as state,
               coalesce({{exported_on}}::timestamp, issued_at) as recorded_at, ordinal
        from named)
    select *, {AWARD_CONTENT} as row_hash from versions""",
    main=True,
)

# A credential without a recipient can still be claimed: a person's alias may hold its own id.
RECIPIENTS = Write(
    "vault.recipients",
    ("award_id", "kind", "value", "salt"),
    """with awards as (
        select award_id, ordinal from staged),
    said as (
        select award_id, ordinal, unnest(list_filter(recipients, lambda r: r is not null)) as who
        from good join awards using (ordinal)
        union all
        select award_id, ordinal, {'kind': 'none', 'value': doc->>'id', 'salt': null}
        from good join awards using (ordinal)
        where len(list_filter(recipients, lambda r: r is not null)) = 0)
    select award_id, who.kind as kind, who.value as value, lower(who.value) as value_norm,
           who.salt as salt, ordinal from said""",
)


def _badges(main):
    return Write(
        "badge_versions",
        ("badge_id",),
        f"""select *, {BADGE_CONTENT} as row_hash from (
            select badge_id, name, issuer, badge->>'achievementType' as badge_type,
                   {level_columns("stated")}, {ALWAYS} as recorded_at, source_id, ordinal
            from good where name is not null)""",
        main=main,
    )


TAGS = Write(
    "badge_tag_versions",
    ("badge_id", "tag", "target_uri"),
    f"""with said as (
        select badge_id, unnest(list_distinct(words(badge->'tag') || words(badge->'tags'))) as tag,
               null::text as target_uri, 'tag' as origin, ordinal from good
        union all
        select badge_id, coalesce(a->>'targetName', a->>'name', a->>'targetUrl', a->>'url'),
               coalesce(a->>'targetUrl', a->>'url'), 'alignment', ordinal
        from (select badge_id, ordinal, unnest(flatten(list_transform(
                  list_concat(json_extract(badge, '$..alignment'), json_extract(subject, '$..alignment'),
                              [json_extract(badge, '$.alignments')]),
                  lambda found: as_list(found)))) as a from good))
    select *, {plain("tag")} as tag_norm, {ALWAYS} as recorded_at,
           {content("badge_id", "tag", "target_uri", "origin")} as row_hash
    from said where trim(tag) <> ''""",
)

DOCUMENTS = Write(
    "vault.raw_documents",
    ("award_id", "document"),
    "select award_id, raw as document, ordinal from staged join documents using (ordinal)",
)

CREDENTIALS = Shape(
    "Open Badges",
    (),
    (AWARDS, RECIPIENTS, _badges(False), TAGS, DOCUMENTS),
    excluded=(REVOKED, *(code for code, _, _ in OTHERS)),
    notes=(
        (
            "select count(*) from good where {exported_on} is null",
            "credentials do not say when they were recorded: their own time of issue stands for it "
            "(--exported-on gives the export's day)",
        ),
        (
            "select count(*) from good where (doc->'credentialStatus') is not null",
            "credentials point to a revocation list, which is not consulted",
        ),
    ),
)
DEFINITIONS = Shape("Open Badges", (), (_badges(True), TAGS))
