"""Lists of statuses: which credentials are revoked or suspended, as bits of a list or by their ids."""

import base64
import binascii
import hashlib
import json
import zlib

from skillslib.intake import Shape, Write, moment

TELLS = """regexp_matches(coalesce(types::text, ''), '(Status|Revocation)List')
    or regexp_matches(coalesce(raw->'credentialSubject'->>'type', ''), '(Status|Revocation)List')
    or list_has_any(keys, ['revokedAssertions', 'revokedCredential'])
    or list_has_all(keys, ['id', 'revoked']) and len(keys) <= 4"""
LARGEST = 16_000_000  # statuses in one list; those in use have 100,000 to 1,000,000

SHAPE = Shape(
    "list of statuses",
    (),
    (
        Write(
            "status_lists",
            ("list_id", "purpose"),
            f"""select list_id, file, purpose, members, bits, valid_from,
                       coalesce({{exported_on}}::timestamp, valid_from, timestamp '1970-01-01')
                           as recorded_at,
                       row_hash, source_id, ordinal
                from (select *, {moment("valid_from_text")} as valid_from
                      from good join reading using (source_id))""",
            main=True,
            identity=("list_id", "purpose", "recorded_at", "row_hash"),
        ),
    ),
)


def judge(con):
    """The lists among the staged documents, opened: the temporary table `judged`."""
    found = con.execute(
        """select ordinal, documents.source_id, raw
        from documents join kinds using (ordinal) where family = 'list of statuses'"""
    ).fetchall()
    con.execute(
        """create or replace temp table judged (
            ordinal bigint, document bigint, source_id text, line bigint, list_id text, purpose text,
            members text, bits text, valid_from_text text, row_hash text,
            faults struct("column" text, code text, reason text)[])"""
    )
    rows = [_row(ordinal, source, json.loads(raw)) for ordinal, source, raw in found]
    if rows:
        con.executemany("insert into judged values ($1, $1, $2, null, $3, $4, $5, $6, $7, $8, $9)", rows)


def _row(ordinal, source, document):
    subject = document.get("credentialSubject") or {}
    subject = subject[0] if isinstance(subject, list) and subject else subject
    encoded = subject.get("encodedList") if isinstance(subject, dict) else None
    bits, fault = _bits(encoded) if encoded is not None else (None, None)
    list_id = document.get("id") or ""
    purpose = (subject.get("statusPurpose") if isinstance(subject, dict) else None) or "revocation"
    members = "\n".join(sorted(_members(document)))
    facts = (
        str(list_id),
        str(purpose),
        members,
        bits,
        document.get("validFrom") or document.get("issuanceDate"),
    )
    row_hash = hashlib.md5(json.dumps(facts).encode()).hexdigest()
    faults = [{"column": "encodedList", "code": "bad-status-list", "reason": fault}] if fault else []
    return [ordinal, source, *facts, row_hash, faults]


def _bits(encoded):
    """The statuses as a text of 0 and 1, most significant bit first, or why they cannot be read."""
    text = encoded[1:] if encoded[:1] == "u" else encoded
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        inflate = zlib.decompressobj(wbits=31)
        data = inflate.decompress(packed, LARGEST // 8)
    except (ValueError, binascii.Error, zlib.error):
        return None, "the list of statuses is damaged: it cannot be unpacked"
    if inflate.unconsumed_tail:
        return None, f"the list holds more than {LARGEST:,} statuses"
    return "".join(f"{byte:08b}" for byte in data), None


def _members(document):
    """The award ids that a list names: of its issuer's credentials, and of assertions by their address."""
    issuer = document.get("issuer")
    issuer = issuer.get("id") if isinstance(issuer, dict) else issuer
    if document.get("revoked") is True and document.get("id"):
        yield _hashed(document["id"])
    for name in ("revokedAssertions", "revokedCredential", "revokedCredentials"):
        listed = document.get(name) or []
        for entry in listed if isinstance(listed, list) else [listed]:
            own = entry if isinstance(entry, str) else (entry.get("id") or entry.get("uid"))
            if own and (isinstance(entry, str) or entry.get("revoked", True)):
                yield _hashed(own)
                if issuer:
                    yield _hashed(f"{issuer}\x1f{own}")


def _hashed(text):
    return hashlib.md5(text.encode()).hexdigest()
