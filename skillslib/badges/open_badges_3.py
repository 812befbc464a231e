"""Open Badges 3.0 credentials, in both data models of Verifiable Credentials, alone or in learner records."""

from skillslib.badges.badge import badge_id, known_by
from skillslib.badges.family import Family
from skillslib.intake import end_day, moment

STRUCTURE = """{"@context":"JSON","id":"VARCHAR","awardedDate":"VARCHAR","validFrom":"VARCHAR",
"issuanceDate":"VARCHAR","validUntil":"VARCHAR","expirationDate":"VARCHAR","name":"VARCHAR","issuer":"JSON",
"evidence":"JSON","credentialStatus":"JSON","credentialSubject":{"id":"VARCHAR","identifier":"JSON",
"result":"JSON","achievement":{"id":"VARCHAR","name":"VARCHAR","achievementType":"VARCHAR",
"inLanguage":"VARCHAR","tag":"JSON","alignment":"JSON","resultDescription":"JSON",
"creator":{"id":"VARCHAR","name":"VARCHAR"}}}}""".replace("\n", "")
ISSUER = '{"id":"VARCHAR","name":"VARCHAR"}'
IDENTIFIERS = (
    '[{"identityHash":"VARCHAR","identity":"VARCHAR","salt":"VARCHAR","identityType":"VARCHAR",'
    '"type":"JSON"}]'
)
RESULTS = '[{"achievedLevel":"VARCHAR","value":"VARCHAR","alignment":"JSON"}]'
DESCRIPTIONS = '[{"id":"VARCHAR","requiredLevel":"VARCHAR","alignment":"JSON","rubricCriterionLevel":"JSON"}]'
RUBRIC = '[{"id":"VARCHAR","level":"VARCHAR","name":"VARCHAR","alignment":"JSON"}]'
STATUSES = (
    '[{"id":"VARCHAR","type":"JSON","statusPurpose":"VARCHAR","statusListIndex":"VARCHAR",'
    '"statusListCredential":"VARCHAR"}]'
)

# Subjects and achievements in a list, which few documents have: as if there were one, and how many.
READS = f"""
    select ordinal, document, source_id, line, holder, said, issuer, subject, achievement, results,
           descriptions, flatten(list_transform(descriptions,
                lambda d: from_json(listed(d.rubricCriterionLevel), '{RUBRIC}'))) as rubric,
           subjects, achievements, issued_at, ends_on, awarded_text, expires_text,
           {moment("awarded_text")} as awarded_at,
           coalesce(a_name(issuer.name), issuer.id) as issuer_name
    from (
        select *, {end_day("expires_text")} as ends_on, {moment("issued_text")} as issued_at,
               case when left(said.issuer::text, 1) = '"'
                    then {{'id': said.issuer->>'$', 'name': null}}
                    else json_transform(said.issuer, '{ISSUER}') end as issuer,
               said.credentialSubject as subject, said.credentialSubject.achievement as achievement,
               from_json(listed(said.credentialSubject.result), '{RESULTS}') as results,
               from_json(listed(said.credentialSubject.achievement.resultDescription), '{DESCRIPTIONS}')
                   as descriptions
        from (
            select *, coalesce(said.awardedDate, said.validFrom, said.issuanceDate) as awarded_text,
                   coalesce(said.validFrom, said.issuanceDate, said.awardedDate) as issued_text,
                   coalesce(said.validUntil, said.expirationDate) as expires_text
            from (
                select * replace (case when odd then json_transform(single(raw), '{STRUCTURE}')
                                       else said end as said),
                       case when odd then len(as_list(raw->'credentialSubject')) else 1 end as subjects,
                       case when odd then len(as_list(as_list(raw->'credentialSubject')[1]->'achievement'))
                            else 1 end as achievements
                from (
                    select *, said.credentialSubject.achievement.id is null
                                  and said.credentialSubject.achievement.name is null as odd
                    from (select *, json_transform(raw, '{STRUCTURE}') as said from mine)))))
"""

RECIPIENTS = f"""list_concat(
    [recipient(subject.id, null, null)],
    case when subject.identifier is null then [] else
        list_transform(from_json(listed(subject.identifier), '{IDENTIFIERS}'), lambda i:
            recipient(coalesce(i.identityHash, i.identity), i.salt, coalesce(i.identityType, a_text(i.type))))
    end)"""
TAGS = """list_concat(
    tagged(words(achievement.tag), 'tag'), aligned(achievement.alignment, 'alignment'),
    flatten(list_transform(descriptions, lambda d: aligned(d.alignment, 'alignment'))),
    flatten(list_transform(rubric, lambda r: aligned(r.alignment, 'alignment'))),
    flatten(list_transform(results, lambda r: aligned(r.alignment, 'alignment'))))"""
# The level reached, or else the one the badge requires; a rubric's level may go by a number or a word.
ACHIEVED = """list_transform(list_filter(rubric, lambda r:
        list_contains(list_transform(results, lambda found: found.achievedLevel), r.id)),
    lambda r: coalesce(r.level, r.name))[1]"""
REQUIRED = """list_transform(list_filter(rubric, lambda r:
        list_contains(list_transform(descriptions, lambda d: d.requiredLevel), r.id)),
    lambda r: coalesce(r.level, r.name))[1]"""
LISTS = f"""list_transform(from_json(listed(said.credentialStatus), '{STATUSES}'), lambda s:
    {{'list': coalesce(s.statusListCredential, s.id), 'purpose': s.statusPurpose,
      'position': s.statusListIndex}})"""
OWN_ID = "achievement.id"
BADGE_ID = badge_id(OWN_ID, "issuer_name", "coalesce(a_name(achievement.name), '')")
NAMED = "coalesce(a_name(achievement.name), a_name(said.name))"

CREDENTIAL = Family(
    "Open Badges 3.0",
    "list_has_any(types, ['OpenBadgeCredential', 'AchievementCredential'])",
    READS,
    {
        "format": "coalesce(holder || ': ', '') || 'Open Badges 3.0'",
        "data_model": """case when contains(said."@context"::text, '/ns/credentials/v2') then 'VCDM 2.0'
            when contains(said."@context"::text, '/2018/credentials/v1') then 'VCDM 1.1' end""",
        # Equal are credentials of one issuer and one id; the newest of them holds.
        "award_id": f"""md5(case when said.id is not null then concat_ws(chr(31), issuer.id, said.id)
            else concat_ws(chr(31), issuer.id, awarded_text, {BADGE_ID}, subject.id,
                           subject.identifier) end)""",
        "badge_id": BADGE_ID,
        "badge_name": NAMED,
        "known_by": known_by(OWN_ID),
        "issuer": "issuer_name",
        "issuer_id": "issuer.id",
        "authorised_by": """case when achievement.creator.id is distinct from issuer.id
            then coalesce(achievement.creator.name, achievement.creator.id) end""",
        "language": "achievement.inLanguage",
        "badge_type": "achievement.achievementType",
        "badge_level": REQUIRED,
        "level_stated": ACHIEVED,
        "awarded_at": "awarded_at",
        "ends_on": "ends_on",
        "expiry_stated": "case when ends_on is null then 'open' else 'dated' end",
        "acceptance": "'unknown'",
        "version_at": "issued_at",
        "evidence_count": "count_of(said.evidence)",
        "recipients": f"recipients_or({RECIPIENTS}, said.id)",
        "tags": TAGS,
        "statuses": LISTS,
    },
    (
        ("subjects <> 1", "credentialSubject", "bad-subject", "not one subject"),
        ("achievements = 0", "achievement", "no-achievement", "the credential names no achievement"),
        ("achievements > 1", "achievement", "several-achievements", "more than one achievement"),
        (
            f"{NAMED} is null and achievement.id is null and achievements = 1",
            "name",
            "no-name",
            "the badge has neither a name nor an id",
        ),
        ("awarded_text is null", "validFrom", "missing-value", "no date of issue"),
        (
            "awarded_text is not null and awarded_at is null or issued_at is null and awarded_at is not null",
            "validFrom",
            "bad-date",
            "not an ISO date of the calendar",
        ),
        (
            "expires_text is not null and ends_on is null",
            "validUntil",
            "bad-date",
            "not an ISO date of the calendar",
        ),
        ("ends_on < awarded_at::date", "validUntil", "ends-before-start", "before the date of issue"),
    ),
)

MACROS = """
create or replace temp macro single(raw) as json_merge_patch(raw, json_object('credentialSubject',
    json_merge_patch(coalesce(as_list(raw->'credentialSubject')[1], '{}'), json_object('achievement',
        as_list(as_list(raw->'credentialSubject')[1]->'achievement')[1]))));
"""

DEFINED = Family(
    "Open Badges 3.0 achievement",
    "list_contains(types, 'Achievement')",
    f"""select *, from_json(listed(achievement.resultDescription), '{DESCRIPTIONS}') as descriptions,
            flatten(list_transform(from_json(listed(achievement.resultDescription), '{DESCRIPTIONS}'),
                lambda d: from_json(listed(d.rubricCriterionLevel), '{RUBRIC}'))) as rubric,
            []::struct(alignment json)[] as results
        from (select *, json_transform(raw, '{STRUCTURE}') as said,
                     json_transform('{{"credentialSubject":{{"achievement":' || raw || '}}}}',
                                    '{STRUCTURE}').credentialSubject.achievement as achievement from mine)""",
    {
        "format": "'Open Badges 3.0 achievement'",
        "badge_id": badge_id(OWN_ID, "achievement.creator.name", "coalesce(a_name(achievement.name), '')"),
        "badge_name": "a_name(achievement.name)",
        "known_by": known_by(OWN_ID),
        "issuer": "coalesce(achievement.creator.name, achievement.creator.id)",
        "issuer_id": "achievement.creator.id",
        "language": "achievement.inLanguage",
        "badge_type": "achievement.achievementType",
        "badge_level": REQUIRED,
        "tags": TAGS,
    },
    (("achievement.name is null", "name", "no-name", "the achievement has no name"),),
)

AWARDS = (CREDENTIAL,)
DEFINITIONS = (DEFINED,)
