"""What every source's rows become: one staging row for an award, whatever its format, and what is kept of it.

A family reads its files into rows with the columns of ROW; those it does not know stay null. From
there on all families are one.
"""

from skillslib.badges.badge import ALWAYS, BADGE_CONTENT
from skillslib.intake import ERASED, OF_ERASED, Shape, Write, content, literal, plain

RECIPIENT = "struct(kind text, value text, salt text)"
TAG = "struct(tag text, uri text, origin text)"
STATUS = "struct(list text, purpose text, position text)"

ROW = {
    "format": "text",  # as in "Open Badges 3.0"
    "data_model": "text",  # as in "VCDM 2.0"; null where the format has but one
    "award_id": "text",
    "badge_id": "text",
    "badge_name": "text",
    "known_by": "text",  # how the badge is known: own id, or issuer and name
    "issuer": "text",
    "issuer_id": "text",
    "authorised_by": "text",  # who stands behind the badge, where another issues it
    "language": "text",
    "badge_type": "text",
    "badge_level": "text",  # as the badge states it
    "level_stated": "text",  # as the award states it, where it does
    "awarded_at": "timestamp",
    "ends_on": "date",  # the first day on which it is over
    "expiry_stated": "text",  # dated | open (no date, in a format that has one) | absent (it has none)
    "expired": "boolean",  # over, and it does not say since when
    "revoked": "boolean",
    "revoked_at": "timestamp",
    "acceptance": "text",  # accepted | pending | unknown
    "rejected": "boolean",  # by its recipient
    "country": "text",
    "version_at": "timestamp",  # the source's own time of this version: the newest holds
    "stated_at": "timestamp",  # when the source says it recorded it
    "evidence_count": "integer",
    "replaced_by": "text",
    "recipients": f"{RECIPIENT}[]",  # of the kind that the source says; one without a value is none
    "claim": "text",  # the credential's own id, by which a person may claim it where it names nobody
    "words": "text[]",  # plain tags
    "tags": f"{TAG}[]",  # what names a skill in a place of its own
    "statuses": f"{STATUS}[]",
    "uid": "text",  # what its issuer knows it by, where it has no address
}

AWARD_CONTENT = content(
    "badge_id",
    "awarded_on",
    "ends_on",
    "expiry_stated",
    "over_on",
    "undated",
    "acceptance",
    "country_code",
    "state",
    "level_stated",
    "evidence_count",
    "replaced_by",
    "version_at",
)


def stated(known):
    """SQL: the columns of ROW that a family knows, from its expressions."""
    strange = known.keys() - ROW.keys()
    if strange:
        raise KeyError(f"no column of an award: {', '.join(sorted(strange))}")
    return ", ".join(f"({known[name]})::{kind} as {name}" for name, kind in ROW.items() if name in known)


def rows(known):
    """SQL: all columns of ROW from a family's expressions; what it does not know is null."""
    return stated({name: known.get(name, "null") for name in ROW | known})


def complete(con, table):
    """The columns of ROW that a table of rows does not have yet: null, and as good as free.

    To write them with the rows would take a fifth of the time that judging takes.
    """
    there = {row[0] for row in con.execute(f"describe {table}").fetchall()}
    for name, kind in ROW.items():
        if name not in there:
            con.execute(f"alter table {table} add column {name} {kind}")


# A revocation is a version of its own: what was known before it stays known for the days before it.
# One that does not say since when counts from the first day it was told of; no later version undoes it.
AWARDS = Write(
    "award_versions",
    ("award_id",),
    f"""with told as (
        select *, greatest(revoked_at, case when version_at > stated_at then version_at end) as changed_at
        from good),
    states as (
        select *, null::date as over_on, case when expired and ends_on is null then 'expired' end as undated,
               version_at as from_at, stated_at as known_from
        from told where not coalesce(revoked, false)
        union all
        select *, null, null, stated_at, stated_at from told where revoked and stated_at < changed_at
        union all
        select *, coalesce(revoked_at, changed_at)::date, case when changed_at is null then 'revoked' end,
               changed_at, case when changed_at is not null then coalesce(stated_at, changed_at) end
        from told where revoked),
    versions as (
        select award_id, source_id, badge_id, awarded_at::date as awarded_on, ends_on, expiry_stated, over_on,
               undated, acceptance, upper(country) as country_code,
               case when rejected then 'rejected' else 'issued' end as state, level_stated,
               evidence_count, replaced_by, from_at as version_at,
               known_from as stated_at,
               coalesce({{exported_on}}, known_from::date, from_at::date, awarded_at::date) as first_on,
               ordinal
        from states)
    select *, first_on as last_on, coalesce(stated_at, first_on::timestamp) as recorded_at,
           coalesce(ends_on, case undated when 'expired' then first_on end) as expires_on,
           coalesce(over_on, case undated when 'revoked' then first_on end) as revoked_on,
           {AWARD_CONTENT} as row_hash from versions""",
    main=True,
    identity=("award_id", "row_hash"),
    merge=(("stated_at", "least"), ("first_on", "least"), ("last_on", "greatest"), ("source_id", "least")),
)

BADGES = Write(
    "badge_versions",
    ("badge_id",),
    f"""select *, {BADGE_CONTENT} as row_hash from (
        select badge_id, badge_name as name, issuer, issuer_id, authorised_by, language, known_by, badge_type,
               badge_level as level_stated, {ALWAYS} as recorded_at,
               arg_min(source_id, ordinal) as source_id, arg_min(line, ordinal) as line,
               min(ordinal) as ordinal
        from good where badge_name is not null and badge_id is not null
        group by all)""",
)

TAGS = Write(
    "badge_tag_versions",
    ("badge_id", "tag", "target_uri"),
    f"""with said as (
        select badge_id, unnest(tags) as what, ordinal from good where len(tags) > 0),
    worded as (select badge_id, unnest(words) as word, ordinal from good where len(words) > 0),
    told as (
        select badge_id, what.tag as said, what.uri as target_uri, what.origin as origin, ordinal from said
        union all
        select badge_id, word, null, 'tag', ordinal from worded where not starts_with(word, '{{"')),
    each_once as (
        select badge_id, trim(said) as tag, target_uri, origin, min(ordinal) as ordinal
        from told where trim(said) <> '' group by all)
    select *, {plain("tag")} as tag_norm, {ALWAYS} as recorded_at,
           {content("badge_id", "tag", "target_uri", "origin")} as row_hash
    from each_once""",
)

HASH_OF = " ".join(
    f"when regexp_full_match(value, '{pattern}') then {prefix}lower(value)"
    for pattern, prefix in (
        (r"(sha256|md5|sha1)\$[0-9a-fA-F]+", ""),
        ("[0-9a-fA-F]{64}", "'sha256$' || "),
        ("[0-9a-fA-F]{40}", "'sha1$' || "),
        ("[0-9a-fA-F]{32}", "'md5$' || "),
    )
)
LAST_ON = "coalesce({exported_on}, stated_at::date, version_at::date, awarded_at::date) as last_on"
# Of these kinds a recipient is, whatever its value looks like; of others the value tells more.
SURE = {"employee id": "id", "e-mail address": "email"}
# The ids of a platform or of a learning institution (sourcedId) are the issuer's own: a person's account
# there, which is no employee id.
ACCOUNTS = ("sourcedId", "lisSourcedId", "systemId", "accountId", "userName", "id")

# Whom each version of an award names, and the last day of an export that said so: the newest holds.
# A credential without a recipient can still be claimed: a person's alias may hold its own id.
RECIPIENTS = Write(
    "vault.recipients",
    ("award_id", "kind", "value", "salt"),
    f"""with named as (
        select award_id, unnest(recipients) as who, version_at, source_id, line, ordinal, {LAST_ON}
        from good),
    valued as (
        select * exclude (who), trim(who.value) as value, who.salt as salt, who.kind as said from named
        where trim(who.value) <> ''),
    hashed as (
        select *, case when said in {tuple(SURE)} or length(value) < 32 then null {HASH_OF} end as hash
        from valued),
    told as (
        select award_id, version_at, source_id, line, ordinal, last_on,
               case {" ".join(f"when said = '{kind}' then '{ours}'" for kind, ours in SURE.items())}
                    when hash is not null then 'hash'
                    when contains(value, '@') and not starts_with(value, 'did:') then 'email'
                    when said = 'employeeId' then 'id' when said in {ACCOUNTS} then 'account'
                    else 'uri' end as kind,
               case when kind = 'email' and starts_with(value, 'mailto:') then substr(value, 8)
                    else coalesce(hash, value) end as value,
               case when kind = 'hash' then nullif(nullif(salt, 'not-used'), '') end as salt
        from hashed),
    claimable as (
        select award_id, version_at, source_id, line, ordinal, {LAST_ON}, 'none' as kind, claim as value,
               null as salt
        from good anti join told using (ordinal) where claim <> '')
    select *, lower(value) as value_norm from (from told union all by name from claimable)""",
    identity=("award_id", "kind", "value", "salt", "version_at"),
    merge=(("last_on", "greatest"),),
)

STATUSES = Write(
    "award_status_entries",
    ("award_id", "list_id", "purpose", "position"),
    """select award_id, entry.list as list_id, coalesce(entry.purpose, 'revocation') as purpose,
           try_cast(entry.position as bigint) as position, ordinal
    from (select award_id, unnest(statuses) as entry, ordinal from good where len(statuses) > 0)
    where entry.list is not null""",
)

# A list of revoked assertions names those without an address by these.
UIDS = Write(
    "award_uids",
    ("award_id", "uid_hash"),
    "select award_id, md5(uid) as uid_hash, ordinal from good where uid is not null",
)

# The document itself, once however often it comes; not where it names somebody who was erased, beside others.
DOCUMENTS = Write(
    "vault.raw_documents",
    ("award_id", "document_hash"),
    """select award_id, md5(raw) as document_hash, document as place, good.ordinal
    from good join documents on documents.ordinal = document where not names_erased(raw)""",
    late="raw as document",
    place="join documents on documents.ordinal = place",
)

NOTES = (
    (
        "select count(*) from good where stated_at is null and {exported_on} is null",
        "awards do not say when they were recorded: their own time of issue stands for it "
        "(--exported-on gives the export's day)",
    ),
    (
        "select count(*) from good where expiry_stated = 'absent'",
        "awards are of a source that names no expiry: whether they expire is unknown",
    ),
    ("select count(*) from good where rejected", "awards were rejected, or failed: excluded"),
    (
        "select count(*) from good where known_by = 'issuer and name'",
        "awards name a badge by an id of their own, or by none: it is known by issuer and name",
    ),
)

WRITES = (AWARDS, BADGES, TAGS, RECIPIENTS)

# An award may have many rows in a file, as its state changes; its badge and its person stay. Where two rows
# name an employee id each, these tell; else their addresses do. What is hashed tells nothing: salts change.
CONTRADICTING = """
    with again as (  -- a hash is quickly counted; of two awards with one hash nothing follows
        select hash(source_id, award_id) as award from good group by award having count(*) > 1),
    told as (
        select ordinal, source_id, award_id, badge_id,
               list_transform(recipients, lambda who: {
                   'kind': who.kind, 'value': lower(trim(who.value))}) as named,
               list_filter(named, lambda who: who.kind = 'employee id' and who.value <> '') as ids,
               list_filter(named, lambda who: contains(who.value, '@')) as addresses
        from good where hash(source_id, award_id) in (from again))
    select distinct one.ordinal
    from told as one join told as other using (source_id, award_id)
    where one.badge_id <> other.badge_id
       or case when len(one.ids) > 0 and len(other.ids) > 0 then not list_has_any(one.ids, other.ids)
               else len(one.addresses) > 0 and len(other.addresses) > 0
                    and not list_has_any(one.addresses, other.addresses) end"""
# Awards that were erased with their person, and those that name somebody who was.
OF_ERASED_PEOPLE = """
    with told as (
        select ordinal, unnest(list_concat([award_id], list_transform(
                   recipients, lambda who: lower(trim(who.value))))) as word
        from good)
    select distinct ordinal from told where tombstone(word) in (from vault.erased)"""
AMONG = (
    (OF_ERASED_PEOPLE, "award_id", ERASED, OF_ERASED),
    (
        CONTRADICTING,
        "award_id",
        "conflicting-rows",
        "rows of this file give one award to different people, or of different badges: none is counted",
    ),
)


def step(state):
    """SQL: by how much an accepted badge stands after its own pending record, so that a later export wins."""
    return f"case when {state} = 'pending' then interval 0 second else interval 1 microsecond end"


def named(person_id, email):
    """SQL: the recipients that a row of a table names, from its columns for an employee id and an e-mail."""
    cells = ", ".join(
        f"{{'kind': '{kind}', 'value': {cell}, 'salt': null::text}}"
        for kind, cell in zip(SURE, (person_id, email), strict=True)
    )
    return f"[{cells}]"


def note_formats(con, kind):
    """Remember of which formats the good rows of each source are; rows that say none are of their kind."""
    named = {row[0] for row in con.execute("describe good").fetchall()}
    told = "format, data_model" if "format" in named else f"{literal(kind)} as format, null as data_model"
    dates = "awarded_at::date as awarded_on, ends_on"
    if "awarded_at" not in named:
        dates = "null::date as awarded_on, null::date as ends_on"
    con.execute(
        f"""insert into source_formats
        select source_id, format, data_model, count(*), min(awarded_on), max(awarded_on),
               case when bool_and(ends_on is not null) then max(ends_on) end
        from (select source_id, {told}, {dates} from good) group by all"""
    )


def shape(kind, columns, rules=(), staging="", **more):
    """A table of awards: its columns, the rules of a row, and how a good row is staged."""
    return Shape(
        kind,
        columns,
        WRITES,
        rules,
        staging=staging,
        notes=(*NOTES, *more.pop("notes", ())),
        among=AMONG,
        **more,
    )
