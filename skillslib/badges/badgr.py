"""Badgr, or Canvas Credentials, or Parchment: the assertions and badge classes of its API (JSON)."""

from skillslib.badges.family import Family
from skillslib.badges.times import undated
from skillslib.intake import end_day, moment

STRUCTURE = """{"entityId":"VARCHAR","openBadgeId":"VARCHAR","createdAt":"VARCHAR","updatedAt":"VARCHAR",
"badgeclass":"JSON","badgeclassOpenBadgeId":"VARCHAR","badgeclassName":"VARCHAR","issuer":"VARCHAR",
"issuerOpenBadgeId":"VARCHAR","recipient":"JSON","issuedOn":"VARCHAR","evidence":"JSON","revoked":"VARCHAR",
"revokedAt":"VARCHAR","acceptance":"VARCHAR","expires":"VARCHAR","name":"VARCHAR","tags":"JSON",
"alignments":"JSON","extensions":"JSON"}""".replace("\n", "")
IDENTITY = '[{"identity":"VARCHAR","plaintextIdentity":"VARCHAR","salt":"VARCHAR","type":"VARCHAR"}]'

ASSERTION = Family(
    "Badgr API",
    "list_contains(keys, 'entityType') and list_contains(keys, 'badgeclass') "
    "and list_contains(keys, 'recipient')",
    f"""select *, {moment("said.issuedOn")} as awarded_at, {end_day("said.expires")} as ends_on,
            {moment("said.createdAt")} as created_at, {moment("said.updatedAt")} as updated_at,
            {moment("said.revokedAt")} as revoked_at, said.revoked = 'true' as is_revoked
        from (select *, json_transform(raw, '{STRUCTURE}') as said from mine)""",
    {
        "format": "'Badgr API'",
        # The address of the hosted assertion: the same award, whether it comes from the API or a wallet.
        "award_id": "md5(coalesce(said.openBadgeId, said.entityId))",
        "badge_id": "coalesce(said.badgeclassOpenBadgeId, an_id(said.badgeclass))",
        "badge_name": "said.badgeclassName",
        "known_by": "'own id'",
        "issuer": "coalesce(said.issuerOpenBadgeId, said.issuer)",
        "issuer_id": "coalesce(said.issuerOpenBadgeId, said.issuer)",
        "awarded_at": "awarded_at",
        "ends_on": "ends_on",
        "expiry_stated": "case when ends_on is not null then 'dated' "
        "when list_contains(keys, 'expires') then 'open' else 'absent' end",
        "revoked": "is_revoked",
        "revoked_at": "revoked_at",
        "acceptance": "case lower(said.acceptance) when 'accepted' then 'accepted' "
        "when 'unaccepted' then 'pending' else 'unknown' end",
        "rejected": "lower(said.acceptance) = 'rejected'",
        "version_at": "coalesce(updated_at, created_at)",
        "stated_at": "created_at",
        "evidence_count": "count_of(said.evidence)",
        "recipients": f"""flatten(list_transform(
            from_json(listed(said.recipient), '{IDENTITY}'),
            lambda i: [
                identity(i.plaintextIdentity, null, i.type), identity(i.identity, i.salt, i.type)]))""",
        "claim": "said.openBadgeId",
    },
    (
        ("coalesce(said.openBadgeId, said.entityId) is null", "entityId", "missing-value", "no id"),
        (
            "coalesce(said.badgeclassOpenBadgeId, an_id(said.badgeclass)) is null",
            "badgeclass",
            "no-badge",
            "the assertion names no badge",
        ),
        ("said.issuedOn is null", "issuedOn", "missing-value", "no date of issue"),
        ("said.issuedOn is not null and awarded_at is null", "issuedOn", "bad-date", "not an ISO date"),
        ("said.expires is not null and ends_on is null", "expires", "bad-date", "not an ISO date"),
        *undated("createdAt", "updatedAt", "revokedAt"),
        ("ends_on < awarded_at::date", "expires", "ends-before-start", "before the date of issue"),
    ),
)

DEFINED = Family(
    "Badgr badge class",
    "list_contains(keys, 'entityType') and list_contains(keys, 'name') "
    "and list_contains(keys, 'criteriaUrl')",
    f"select *, json_transform(raw, '{STRUCTURE}') as said from mine",
    {
        "format": "'Badgr badge class'",
        "badge_id": "coalesce(said.openBadgeId, said.entityId)",
        "badge_name": "a_name(said.name)",
        "known_by": "'own id'",
        "issuer": "coalesce(said.issuerOpenBadgeId, said.issuer)",
        "issuer_id": "coalesce(said.issuerOpenBadgeId, said.issuer)",
        "words": "words(said.tags)",
        "tags": "aligned(said.alignments, 'alignment')",
    },
    (
        (
            "said.name is null or coalesce(said.openBadgeId, said.entityId) is null",
            "name",
            "no-name",
            "the badge class lacks its name or id",
        ),
    ),
)

AWARDS = (ASSERTION,)
DEFINITIONS = (DEFINED,)
