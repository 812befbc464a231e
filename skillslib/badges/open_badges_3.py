"""Open Badges 3.0 credentials, in both data models of Verifiable Credentials, alone or in learner records."""

from skillslib.badges.badge import badge_id, known_by
from skillslib.badges.family import ALIGNMENTS, Family
from skillslib.intake import end_day, moment

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
    '"statusListCredential":"VARCHAR","revocationListIndex":"VARCHAR","revocationListCredential":"VARCHAR"}]'
)
WORDS = '["VARCHAR"]'
ANY = '"JSON"'


def structure(issuer, identifiers, words, alignments):
    """What is read of a credential; these parts as a list or an object of their own, or as any JSON."""
    return (
        f'{{"@context":"JSON","id":"VARCHAR","awardedDate":"VARCHAR","validFrom":"VARCHAR",'
        f'"issuanceDate":"VARCHAR","validUntil":"VARCHAR","expirationDate":"VARCHAR","name":"VARCHAR",'
        f'"issuer":{issuer},"evidence":"JSON","credentialStatus":"JSON","credentialSubject":{{'
        f'"id":"VARCHAR","identifier":{identifiers},"result":"JSON","achievement":{{"id":"VARCHAR",'
        f'"name":"VARCHAR","achievementType":"VARCHAR","inLanguage":"VARCHAR","tag":{words},'
        f'"alignment":{alignments},"resultDescription":"JSON","creator":{ISSUER}}}}}}}'
    )


# Most documents hold lists where the standard names lists, and no results: they are read in one go, in two
# thirds of the time. In the odd ones a thing stands for a list of one, or a list for the one thing.
REGULAR = structure(ISSUER, IDENTIFIERS, WORDS, ALIGNMENTS)
LOOSE = structure(ANY, ANY, ANY, ANY)
LISTED = {
    "identifier": "said.credentialSubject.identifier",
    "tag": "said.credentialSubject.achievement.tag",
    "alignment": "said.credentialSubject.achievement.alignment",
}
LISTED_ACHIEVEMENT = (
    "(said.credentialSubject.achievement.id is null and said.credentialSubject.achievement.name is null)"
)
ODD = " or ".join(
    (
        "said.issuer is null",
        LISTED_ACHIEVEMENT,
        "said.credentialSubject.result is not null",
        "said.credentialSubject.achievement.resultDescription is not null",
        *(
            f"case when {part} is null then contains(raw, '\"{name}\"') else false end"
            for name, part in LISTED.items()
        ),
    )
)
# Each part of a credential: as a regular document holds it, and as an odd one does.
PARTS = {
    "issuer": (
        "said.issuer",
        f"""case when left(loose.issuer::text, 1) = '"' then {{'id': loose.issuer->>'$', 'name': null}}
            else json_transform(loose.issuer, '{ISSUER}') end""",
    ),
    "subject_id": ("said.credentialSubject.id", "loose.credentialSubject.id"),
    "identifiers": (
        LISTED["identifier"],
        f"from_json(listed(loose.credentialSubject.identifier), '{IDENTIFIERS}')",
    ),
    **{
        name: (f"said.credentialSubject.achievement.{said}", f"loose.credentialSubject.achievement.{said}")
        for name, said in (
            ("own_id", "id"),
            ("own_name", "name"),
            ("achievement_type", "achievementType"),
            ("language", "inLanguage"),
            ("creator", "creator"),
        )
    },
    "words": (LISTED["tag"], "words(loose.credentialSubject.achievement.tag)"),
    "alignments": (LISTED["alignment"], "alignments_of(loose.credentialSubject.achievement.alignment)"),
    "results": ("null", f"from_json(listed(loose.credentialSubject.result), '{RESULTS}')"),
    "descriptions": (
        "null",
        f"from_json(listed(loose.credentialSubject.achievement.resultDescription), '{DESCRIPTIONS}')",
    ),
    "subjects": (
        "1",
        f"case when {LISTED_ACHIEVEMENT} then len(as_list(raw->'credentialSubject')) else 1 end",
    ),
    "achievements": (
        "1",
        f"""case when {LISTED_ACHIEVEMENT}
            then len(as_list(as_list(raw->'credentialSubject')[1]->'achievement')) else 1 end""",
    ),
}
CHOSEN = ", ".join(f"case when odd then {odd} else {one} end as {name}" for name, (one, odd) in PARTS.items())
RUBRICS = (
    f"flatten(list_transform(descriptions, lambda d: from_json(listed(d.rubricCriterionLevel), '{RUBRIC}')))"
)

READS = f"""
    select *, {RUBRICS} as rubric, {moment("issued_text")} as issued_at,
           case when awarded_text = issued_text then issued_at
                else {moment("awarded_text")} end as awarded_at,
           coalesce(a_name(issuer.name), issuer.id) as issuer_name
    from (
        select ordinal, document, source_id, line, holder, said, awarded_text, issued_text, expires_text,
               {end_day("expires_text")} as ends_on,
               case when said.credentialStatus is not null
                    then from_json(listed(said.credentialStatus), '{STATUSES}') end as statuses, {CHOSEN}
        from (
            select *, case when odd then json_transform(
                       case when {LISTED_ACHIEVEMENT} then single(raw) else raw end, '{LOOSE}') end as loose,
                   coalesce(said.awardedDate, said.validFrom, said.issuanceDate) as awarded_text,
                   coalesce(said.validFrom, said.issuanceDate, said.awardedDate) as issued_text,
                   coalesce(said.validUntil, said.expirationDate) as expires_text
            from (select *, {ODD} as odd
                  from (select *, json_transform(raw, '{REGULAR}') as said from mine))))
"""

IDENTIFIED = """list_transform(identifiers, lambda i:
    identity(coalesce(i.identityHash, i.identity), i.salt, coalesce(i.identityType, a_text(i.type))))"""
RECIPIENTS = f"""case when subject_id is null then {IDENTIFIED}
    else list_concat([identity(subject_id, null, null)], {IDENTIFIED}) end"""
TAGS = """case when results is null and descriptions is null then pointing(alignments, 'alignment')
    else list_concat(pointing(alignments, 'alignment'),
        flatten(list_transform(descriptions, lambda d: aligned(d.alignment, 'alignment'))),
        flatten(list_transform(rubric, lambda r: aligned(r.alignment, 'alignment'))),
        flatten(list_transform(results, lambda r: aligned(r.alignment, 'alignment')))) end"""
# The level reached, or else the one the badge requires; a rubric's level may go by a number or a word.
ACHIEVED = """list_transform(list_filter(rubric, lambda r:
        list_contains(list_transform(results, lambda found: found.achievedLevel), r.id)),
    lambda r: coalesce(r.level, r.name))[1]"""
REQUIRED = """list_transform(list_filter(rubric, lambda r:
        list_contains(list_transform(descriptions, lambda d: d.requiredLevel), r.id)),
    lambda r: coalesce(r.level, r.name))[1]"""
# Of the purposes that a list may have, these two decide whether an award counts.
ENTRIES = """list_transform(
    list_filter(statuses,
                lambda s: coalesce(s.statusPurpose, 'revocation') in ('revocation', 'suspension')),
    lambda s: {'list': coalesce(s.statusListCredential, s.revocationListCredential, s.id),
                'purpose': s.statusPurpose,
                'position': coalesce(s.statusListIndex, s.revocationListIndex)})"""
OWN_ID = "own_id"
BADGE_ID = badge_id(OWN_ID, "issuer_name", "coalesce(a_name(own_name), '')")
NAMED = "coalesce(a_name(own_name), a_name(said.name))"

CREDENTIAL = Family(
    "Open Badges 3.0",
    "list_has_any(types, ['OpenBadgeCredential', 'AchievementCredential'])",
    READS,
    {
        "format": "coalesce(holder || ': ', '') || 'Open Badges 3.0'",
        "data_model": """case when contains(said."@context"::text, '/ns/credentials/v2') then 'VCDM 2.0'
            when contains(said."@context"::text, '/2018/credentials/v1') then 'VCDM 1.1' end""",
        # Equal are credentials of one issuer and one id; the newest of them holds.
        "award_id": f"""case when said.id is null
            then keyed(concat_ws(chr(31), issuer.id, awarded_text, {BADGE_ID}, subject_id, identifiers::text))
            else md5(concat_ws(chr(31), issuer.id, said.id)) end""",
        "badge_id": BADGE_ID,
        "badge_name": NAMED,
        "known_by": known_by(OWN_ID),
        "issuer": "issuer_name",
        "issuer_id": "issuer.id",
        "authorised_by": """case when creator.id is distinct from issuer.id
            then coalesce(creator.name, creator.id) end""",
        "language": "language",
        "badge_type": "achievement_type",
        "badge_level": REQUIRED,
        "level_stated": ACHIEVED,
        "awarded_at": "awarded_at",
        "ends_on": "ends_on",
        "expiry_stated": "case when ends_on is null then 'open' else 'dated' end",
        "acceptance": "'unknown'",
        "version_at": "issued_at",
        "evidence_count": "count_of(said.evidence)",
        "recipients": RECIPIENTS,
        "claim": "said.id",
        "words": "words",
        "tags": TAGS,
        "statuses": ENTRIES,
    },
    (
        ("subjects <> 1", "credentialSubject", "bad-subject", "not one subject"),
        ("achievements = 0", "achievement", "no-achievement", "the credential names no achievement"),
        ("achievements > 1", "achievement", "several-achievements", "more than one achievement"),
        (
            f"{NAMED} is null and own_id is null and achievements = 1",
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
    f"""select *, {RUBRICS} as rubric
        from (select *, achievement.id as own_id, achievement.name as own_name,
                     achievement.creator as creator,
                     achievement.inLanguage as language, achievement.achievementType as achievement_type,
                     words(achievement.tag) as words, alignments_of(achievement.alignment) as alignments,
                     from_json(listed(achievement.resultDescription), '{DESCRIPTIONS}') as descriptions,
                     []::struct(alignment json)[] as results
              from (select *, json_transform('{{"credentialSubject":{{"achievement":' || raw || '}}}}',
                                             '{LOOSE}').credentialSubject.achievement as achievement
                    from mine))""",
    {
        "format": "'Open Badges 3.0 achievement'",
        "badge_id": badge_id(OWN_ID, "creator.name", "coalesce(a_name(own_name), '')"),
        "badge_name": "a_name(own_name)",
        "known_by": known_by(OWN_ID),
        "issuer": "coalesce(creator.name, creator.id)",
        "issuer_id": "creator.id",
        "language": "language",
        "badge_type": "achievement_type",
        "badge_level": REQUIRED,
        "words": "words",
        "tags": TAGS,
    },
    (("own_name is null", "name", "no-name", "the achievement has no name"),),
)

AWARDS = (CREDENTIAL,)
DEFINITIONS = (DEFINED,)
