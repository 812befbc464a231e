"""Lists of statuses: which credentials are revoked or suspended, as bits of a list or by their ids."""

import base64
import binascii
import hashlib
import json
import re
import zlib

from skillslib.intake import Shape, Write, moment

TELLS = """regexp_matches(coalesce(types::text, ''), '(Status|Revocation)List')
    or regexp_matches(coalesce(raw->'credentialSubject'->>'type', ''), '(Status|Revocation)List')
    or list_has_any(keys, ['revokedAssertions', 'revokedCredential', 'revokedCredentials'])
    or list_has_all(keys, ['id', 'revoked']) and len(keys) <= 4"""
MEMBERS = ("revokedAssertions", "revokedCredential", "revokedCredentials")
HOST = re.compile(r"https?://([^/:?#\s]+)", re.IGNORECASE)
LARGEST = 16_000_000  # statuses in one list; those in use have 100,000 to 1,000,000

SHAPE = Shape(
    "list of statuses",
    (),
    (
        Write(
            "status_lists",
            ("list_id", "purpose"),
            f"""select list_id, issuer, purpose, members, bits, valid_from,
                       coalesce({{exported_on}}::timestamp, valid_from) as recorded_at,
                       row_hash, source_id, ordinal
                from (select *, {moment("valid_from_text")} as valid_from from good)""",
            main=True,
            identity=("list_id", "purpose", "recorded_at", "row_hash"),
        ),
        Write(
            "status_list_files",
            ("list_hash", "source_id", "file"),
            "select row_hash as list_hash, source_id, file, ordinal from good join reading using (source_id)",
        ),
    ),
)


def name_again(con, names):
    """Note by which other names the bytes of a list came: (source_id, file) of everything delivered."""
    con.execute(
        """insert into status_list_files
        select distinct list_hash, source_id, told.file
        from status_list_files
        join (select unnest($1::text[]) as source_id, unnest($2::text[]) as file) as told using (source_id)
        anti join status_list_files as known
            on known.list_hash = status_list_files.list_hash and known.source_id = told.source_id
            and known.file = told.file""",
        [[source for source, _ in names], [file for _, file in names]],
    )


def judge(con, exported_on):
    """The lists among the staged documents, opened: the temporary table `judged`."""
    found = con.execute(
        """select ordinal, documents.source_id, raw
        from documents where family = 'list of statuses'"""
    ).fetchall()
    con.execute(
        """create or replace temp table judged (
            ordinal bigint, document bigint, source_id text, line bigint, list_id text, issuer text,
            purpose text, members text, bits text, valid_from_text text, row_hash text,
            faults struct("column" text, code text, reason text)[])"""
    )
    rows = [row for ordinal, source, raw in found for row in _rows(ordinal, source, _parsed(raw))]
    if rows:
        con.executemany(
            "insert into judged values (nth($1, $2), $1, $3, null, $4, $5, $6, $7, $8, $9, $10, $11)", rows
        )
        con.execute(
            f"""update judged set faults = list_append(faults, {{'column': 'validFrom', 'code': 'bad-date',
                'reason': 'not an ISO date of the calendar'}})
            where valid_from_text is not null and {moment("valid_from_text")} is null"""
        )
    if not exported_on:
        con.execute(
            """update judged set faults = list_append(faults, {'column': 'validFrom', 'code': 'no-date',
                'reason': 'the list names no day: give the day of its export (--exported-on)'})
            where valid_from_text is null"""
        )


def _parsed(raw):
    """The document; one that is nested too deeply to be a list of statuses holds none."""
    try:
        return json.loads(raw)
    except RecursionError:
        return {}


def _rows(ordinal, source, document):
    """What a list says, for each purpose that it serves: most serve one."""
    subject = document.get("credentialSubject")
    subject = subject[0] if isinstance(subject, list) and subject else subject
    subject = subject if isinstance(subject, dict) else {}
    bits, fault = _bits(subject["encodedList"]) if "encodedList" in subject else (None, None)
    if not fault and bits is None and not any(name in document for name in ("revoked", *MEMBERS)):
        fault = "it holds no list"
    purposes = subject.get("statusPurpose") or "revocation"
    purposes = purposes if isinstance(purposes, list) else [purposes]
    if not all(isinstance(purpose, str) for purpose in purposes):
        purposes, fault = ["revocation"], fault or "its purpose is no text"
    since = document.get("validFrom") or document.get("issuanceDate")
    faults = [{"column": "encodedList", "code": "bad-status-list", "reason": fault}] if fault else []
    issuer = document.get("issuer")
    issuer = _text(issuer.get("id") if isinstance(issuer, dict) else issuer)
    members = "\n".join(sorted(set(_members(document, issuer))))
    for place, purpose in enumerate(dict.fromkeys(purposes), 1):
        facts = (_text(document.get("id")) or "", issuer, purpose, members, bits, since and str(since))
        row_hash = hashlib.md5(json.dumps(facts).encode()).hexdigest()
        yield [ordinal, place, source, *facts, row_hash, faults]


def _bits(encoded):
    """The statuses as a text of 0 and 1, most significant bit first, or why they cannot be read."""
    if not isinstance(encoded, str):
        return None, "the list of statuses is no text"
    text = encoded[1:] if encoded[:1] == "u" else encoded
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        inflate = zlib.decompressobj(wbits=31)
        data = inflate.decompress(packed, LARGEST // 8)
    except (ValueError, binascii.Error, zlib.error):
        return None, "the list of statuses is damaged: it cannot be unpacked"
    if inflate.unconsumed_tail:
        return None, f"the list holds more than {LARGEST:,} statuses"
    if not inflate.eof:
        return None, "the list of statuses is cut short"
    return "".join(f"{byte:08b}" for byte in data), None


def _members(document, issuer):
    """What a list names: a credential of its issuer, as `own HASH`, or an assertion, as `any HASH HOST`.

    Of an assertion the list knows the address, whose host is noted, or the uid; whether it is the
    issuer's is seen when the assertion is there too.
    """
    if document.get("revoked") is True and (own := _text(document.get("id"))):
        yield f"any {_hashed(own)} {_host(own)}"
    for name in MEMBERS:
        listed = document.get(name) or []
        for entry in listed if isinstance(listed, list) else [listed]:
            if isinstance(entry, dict) and entry.get("revoked", True):
                own = _text(entry.get("id")) or _text(entry.get("uid"))
            else:
                own = _text(entry)
            if own:
                yield f"any {_hashed(own)} {_host(own)}"
                if issuer:
                    yield "own " + _hashed(f"{issuer}\x1f{own}")


def _text(value):
    return value if isinstance(value, str) else None


def _host(address):
    return HOST.match(address)[1].lower() if HOST.match(address) else ""


def _hashed(text):
    return hashlib.md5(text.encode()).hexdigest()
