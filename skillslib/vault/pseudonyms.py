"""How the store calls a person: by a pseudonym, which only who has the key can make from an employee id.

A pseudonym is a letter and 11 signs of base 64 of the HMAC-SHA-256 of the id: twelve signs, as many as the
engine keeps within a column, which no CSV quotes and no spreadsheet runs. That is 66 bits: of 400,000 people
two share one once in 900 million companies (400,000 squared, over 2 to the 67th), of a million once in 140
million. Where the case of letters does not count, it is still once in a million.
"""

import hashlib
import hmac

from skillslib.vault.key import key

BLOCK = 64  # bytes that SHA-256 takes at once: HMAC pads the key to as many

# What the macros read is a value of the session: it stands in no file, and in no text of a query.
VALUES = ("pseudonym_inner", "pseudonym_outer", "award_secret", "erased_secret")
MACROS = """
create or replace temp macro pseudonym(id) as 'p' || left(to_base64(unhex(sha256(
    getvariable('pseudonym_outer')
    || unhex(sha256(getvariable('pseudonym_inner') || encode(id)))))), 11);
create or replace temp macro keyed(text) as md5(getvariable('award_secret') || text);
create or replace temp macro tombstone(text) as md5(getvariable('erased_secret') || text);
create or replace temp macro name_tombstone(name) as tombstone(lower(strip_accents(name)));
create or replace temp macro names_erased(text) as case
    when (select count(*) from vault.erased) = 0 then false
    else list_has_any(
        list_transform(
            list_concat(regexp_split_to_array(text, '[^\\p{L}\\p{M}\\p{N}@.:_+-]+'),
                        regexp_split_to_array(text, '[^\\p{L}\\p{M}\\p{N}@._+-]+')),
            lambda word: tombstone(lower(rtrim(word, '.')))),
        (select list(tombstone) from vault.erased)) end;
create or replace temp macro pairs_of(words) as flatten(list_transform(
    range(1, 5), lambda apart: list_transform(
        range(1, len(words) - apart + 1), lambda place: words[place] || ' ' || words[place + apart])));
create or replace temp macro calls_erased(text) as list_has_any(
    list_transform(
        pairs_of(regexp_extract_all(lower(strip_accents(text)), '[\\p{L}\\p{M}\\p{N}]+')),
        lambda pair: tombstone(pair)),
    (select list(tombstone) from vault.erased))"""

TABLES = """
create table vault.pseudonyms (
    person_id text using compression uncompressed, employee_id text using compression uncompressed);
create table vault.erased (tombstone text);
"""


def begin(con):
    """Let a connection make pseudonyms: `pseudonym(id)`, and with other secrets from the same key two hashes.

    keyed(text)           what stands for an id or an address inside the id of an award
    tombstone(text)       what is kept of an id, an address or an award that was erased
    name_tombstone(name)  the same of a first and a last name, whatever their accents
    names_erased(text)    whether one of its words is of a person who was erased
    calls_erased(text)    whether first and last name of such a person are in it, up to three words apart

    Both hashes put a secret as long as a block of MD5 before the text: without the key no guess can be tried.
    """
    padded = key().ljust(BLOCK, b"\0")
    for name, pad in zip(VALUES[:2], (0x36, 0x5C), strict=True):
        con.execute(f"set variable {name} = $1::blob", [bytes(byte ^ pad for byte in padded)])
    for name in VALUES[2:]:
        con.execute(f"set variable {name} = $1::text", [_derived(name)])
    con.execute(MACROS)


def fingerprint():
    """What tells one key from another, and nothing of it."""
    return _derived("fingerprint")[:16]


def note(con, ids):
    """Remember in the vault which pseudonym each employee id has, of the ids of a query not seen before.

    Who was erased gets none: rows that join `vault.pseudonyms` find nobody.
    """
    con.execute(
        f"""insert into vault.pseudonyms by name
        select pseudonym(employee_id) as person_id, employee_id
        from (select distinct employee_id from ({ids}) where employee_id is not null)
        anti join vault.pseudonyms using (employee_id)
        {"where tombstone(employee_id) not in (from vault.erased)" if any_erased(con) else ""}"""
    )


def any_erased(con):
    """Whether anybody was ever erased: if nobody was, nothing need be looked for."""
    return con.execute("select count(*) > 0 from vault.erased").fetchall()[0][0]


def _derived(purpose):
    return hmac.new(key(), purpose.encode(), hashlib.sha256).hexdigest()
