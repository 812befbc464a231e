"""The tables of the identity vault: what only matching, erasure and named views read."""

from skillslib.vault import pseudonyms

VAULT_TABLES = (
    """
create table vault.identities (
    person_id text using compression uncompressed, kind text, value text using compression uncompressed,
    value_norm text using compression uncompressed);
create table vault.address_rows (person_id text, value_norm text, source_id text, line bigint);
create table vault.recipients (
    award_id text, kind text, value text, value_norm text, salt text, version_at timestamp, last_on date,
    source_id text, line bigint);
create table vault.raw_documents (
    award_id text, document_hash text, document text using compression zstd);
create table vault.quarantine_raw (quarantine_id text, raw text, person_id text);
create table vault.consents (
    person_id text, given_on date, how text, revoked_on date, source_id text, line bigint);
"""
    + pseudonyms.TABLES
)
