"""Accredible: the credentials and groups of its API (JSON), however it pages them."""

from skillslib.badges.family import Family
from skillslib.badges.times import undated
from skillslib.intake import end_day, moment

STRUCTURE = """{"id":"VARCHAR","encoded_id":"VARCHAR","name":"VARCHAR","group_id":"VARCHAR",
"group_name":"VARCHAR","issued_on":"VARCHAR","expired_on":"VARCHAR","created_at":"VARCHAR",
"updated_at":"VARCHAR","course_link":"VARCHAR",
"evidence_items":"JSON","evidences":"JSON","skills":"JSON","skill_category":"JSON","skill_categories":"JSON",
"learning_outcomes":"JSON","course_name":"VARCHAR","language":"VARCHAR","revoked":"VARCHAR",
"revoked_on":"VARCHAR",
"recipient":{"id":"VARCHAR","email":"VARCHAR","name":"VARCHAR","meta_data":"JSON"},
"issuer":{"id":"VARCHAR","name":"VARCHAR"},"group":{"id":"VARCHAR","name":"VARCHAR"}}""".replace("\n", "")


def _names(field):
    return f"""list_transform(as_list({field}), lambda s: {{'uri': null::text, 'origin': 'skill',
        'tag': coalesce(a_text(s), a_text(s->'name'), a_text(s->'title'))}})"""


SKILLS = f"""list_concat({_names("said.skills")}, {_names("said.skill_category")},
    {_names("said.skill_categories")}, {_names("said.learning_outcomes")})"""
GROUP = 'coalesce(said.group_id, said."group".id)'
GROUP_NAME = 'coalesce(said.group_name, said."group".name, said.course_name, said.name)'

CREDENTIAL = Family(
    "Accredible API",
    "len(types) = 0 and list_has_all(keys, ['issued_on', 'recipient']) "
    "and list_has_any(keys, ['group_id', 'group_name', 'group', 'encoded_id', 'expired_on'])",
    f"""select *, {moment("said.issued_on")} as awarded_at, {end_day("said.expired_on")} as ends_on,
            {moment("said.created_at")} as created_at, {moment("said.updated_at")} as updated_at,
            {moment("said.revoked_on")} as revoked_at
        from (select *, json_transform(raw, '{STRUCTURE}') as said from mine)""",
    {
        "format": "'Accredible API'",
        # The id comes as a number, as text, or coded in base 36: the number is the award's.
        "award_id": "'accredible:' || coalesce(said.id, said.encoded_id)",
        "badge_id": f"""case when {GROUP} is not null then 'accredible:group:' || {GROUP}
            else 'named:' || md5(concat_ws(chr(31), said.issuer.name, {GROUP_NAME})) end""",
        "badge_name": GROUP_NAME,
        "known_by": f"case when {GROUP} is not null then 'own id' else 'issuer and name' end",
        "issuer": "said.issuer.name",
        "issuer_id": "said.issuer.id",
        "language": "said.language",
        "awarded_at": "awarded_at",
        "ends_on": "ends_on",
        "expiry_stated": "case when ends_on is not null then 'dated' "
        "when list_contains(keys, 'expired_on') then 'open' else 'absent' end",
        "revoked": "said.revoked = 'true' or revoked_at is not null",
        "revoked_at": "revoked_at",
        "acceptance": "'unknown'",
        "version_at": "coalesce(updated_at, created_at)",
        "stated_at": "created_at",
        "evidence_count": "greatest(count_of(said.evidence_items), count_of(said.evidences))",
        # A public page masks the address (a***@company.example): that is no identity.
        "recipients": """[
            case when not contains(said.recipient.email, '*')
                 then identity(said.recipient.email, null, 'email') end,
            identity(said.recipient.id, null, 'accountId')]""",
        "claim": "'accredible:' || coalesce(said.id, said.encoded_id)",
        "tags": SKILLS,
    },
    (
        ("coalesce(said.id, said.encoded_id) is null", "id", "missing-value", "the credential has no id"),
        (f"{GROUP_NAME} is null and {GROUP} is null", "group_id", "no-badge", "neither a group nor a name"),
        ("said.issued_on is null", "issued_on", "missing-value", "no date of issue"),
        ("said.issued_on is not null and awarded_at is null", "issued_on", "bad-date", "not an ISO date"),
        ("said.expired_on is not null and ends_on is null", "expired_on", "bad-date", "not an ISO date"),
        *undated("created_at", "updated_at", "revoked_on"),
        ("ends_on < awarded_at::date", "expired_on", "ends-before-start", "before the date of issue"),
    ),
)

DEFINED = Family(
    "Accredible group",
    "len(types) = 0 and list_has_any(keys, ['learning_outcomes', 'skill_category', 'skill_categories']) "
    "and list_has_any(keys, ['course_name', 'course_link']) and not list_contains(keys, 'recipient')",
    f"select *, json_transform(raw, '{STRUCTURE}') as said from mine",
    {
        "format": "'Accredible group'",
        "badge_id": "'accredible:group:' || said.id",
        "badge_name": "coalesce(said.course_name, said.name)",
        "known_by": "'own id'",
        "language": "said.language",
        "tags": SKILLS,
    },
    (
        (
            "said.id is null or coalesce(said.course_name, said.name) is null",
            "name",
            "no-name",
            "the group lacks its name or id",
        ),
    ),
)

AWARDS = (CREDENTIAL,)
DEFINITIONS = (DEFINED,)
