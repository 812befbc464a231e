"""JSON documents, however a file holds them: one, an array, one a line, a page of an API, a presentation.

Read by the engine, so that half a million cost seconds.
"""

import json
from contextlib import nullcontext

import duckdb
import pandas as pd

from skillslib.badges.family import MACROS
from skillslib.badges.monsters import LARGEST, refuse_deep, refuse_large
from skillslib.intake import IntakeError, file_literal, literal, one_line_end
from skillslib.intake.tokens import credential_of, is_encrypted, token_in

# What holds other documents: (name, how to tell, SQL for the list of those it holds). A page of an API has
# no type of its own and keeps its records under one of these names; that of Open Badges 3.0 has plain
# credentials under one and signed ones under another. A learner record of version 1 is no page.
PAGES = {
    **{name: f"raw->'{name}'" for name in ("data", "result", "results", "credentials")},
    "compactJwsString": "to_json(list_concat(as_list(raw->'credential'), as_list(raw->'compactJwsString')))",
    **{name: f"raw->'{name}'" for name in ("credential", "statements", "assertions", "badges")},
}
HOLDERS = (
    ("presentation", "list_contains(types, 'VerifiablePresentation')", "raw->'verifiableCredential'"),
    (
        "Comprehensive Learner Record 2.0",
        "list_contains(types, 'ClrCredential')",
        "as_list(raw->'credentialSubject')[1]->'verifiableCredential'",
    ),
    (
        "enveloped credential",
        "list_contains(types, 'EnvelopedVerifiableCredential')",
        "to_json(regexp_extract(raw->>'id', '(eyJ[^,;\"]*)$', 1))",
    ),
    *(
        (
            "page",
            f"len(types) = 0 and list_contains(keys, '{name}') "
            "and not list_has_any(keys, ['@context', 'learner', 'verb'])",
            members,
        )
        for name, members in PAGES.items()
    ),
)
DEEPEST = 5


def container(found):
    """How a file holds its JSON documents: 'lines', 'array', 'single', or None where it holds none."""
    start = found.head.lstrip("\ufeff \r\n\t")
    if start.startswith("["):
        return "array"
    if not start.startswith("{"):
        return None
    if found.path.suffix.lower() in (".jsonl", ".ndjson"):
        return "lines"
    first, _, rest = start.partition("\n")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return "single"
    return "lines" if rest.strip() else "single"


# What of a document tells what it is: its types and its keys (null where it is no JSON). Where the types
# tell enough the keys are not looked for: that takes half as long as everything else here. The first way to
# read the types is quick; a single one is no list.
SPEAKING = ("OpenBadgeCredential", "AchievementCredential")
TRAITS = f"""
    coalesce(try(json_transform(raw, '{{"type":["VARCHAR"]}}')).type, list_filter(
        [try(raw->>'$.type')], lambda one: one is not null and left(one, 1) <> '{{')) as types,
    case when list_has_any(types, {list(SPEAKING)}) then [] else try(json_keys(raw)) end as keys"""


def stage(con, files, tells):
    """The documents of many files as the temporary view `documents`.

    Columns: ordinal, source_id, holder (what it was found in), parent (the document that holds it),
    raw, keys, types and family. `files` are (source_id, look, container); `tells` is SQL for the family of
    a document from its raw text, keys and types.
    """
    con.execute(MACROS)
    con.execute(
        """create or replace temp table texts (
            source_id text, raw text, keys text[], types text[], family text, holder text, parent bigint,
            opened boolean);
        create or replace temp table starts (source_id text, first bigint, container text);
        create or replace temp view documents as
        select rowid as ordinal, source_id, holder, parent, raw, keys, types, family
        from texts where opened is null"""
    )
    traits = f"{TRAITS}, {tells} as family"
    single = [(source, found) for source, found, container in files if container == "single"]
    for source, found, how in files:
        if how != "single":
            con.execute("insert into starts select $1, count(*), $2 from texts", [source, how])
            with one_line_end(con, found) if how == "lines" else nullcontext(found.path) as path:
                _read_many(con, source, found.name, path, how, traits)
    for place in range(0, len(single), 1000):
        _read_single(con, single[place : place + 1000], traits)
    refuse_deep(con)
    _open_holders(con, traits)
    refuse_large(con)


def _read_many(con, source, name, path, how, traits):
    lines = f"""select text as raw from read_csv({file_literal(path)}, columns={{'text': 'VARCHAR'}},
        header=false, auto_detect=false, delim='\x01', quote='', escape='', max_line_size={LARGEST},
        buffer_size={2 * LARGEST})"""
    array = f"""select json::text as raw from read_json_objects({file_literal(path)}, format='array',
        maximum_object_size={LARGEST})"""
    try:
        con.execute(
            f"""insert into texts by name
            select {literal(source)} as source_id, raw, {traits},
                   case when left(raw, 1) = '{{' then null
                        when coalesce(trim(raw), '') = '' then true end as opened
            from ({lines if how == "lines" else array})"""
        )
    except duckdb.Error as error:
        raise _unreadable(name, error) from None


def _unreadable(name, error):
    """The engine's own message shows the text, which may hold names: only its kind is passed on."""
    said = str(error).lower()
    if "interrupt" in said:
        return error
    if "maximum" in said or "line size" in said:
        return IntakeError(f"{name}: one document is larger than {LARGEST / 1e6:.0f} MB.")
    if "encoding" in said or "utf-8" in said or "unicode" in said:
        return IntakeError(f"{name}: it is not UTF-8 text. Save it as UTF-8.")
    return IntakeError(f"{name}: it is not whole, valid JSON. Export it again.")


def _read_single(con, files, traits):
    paths = ", ".join(file_literal(found.path) for _, found in files)
    sources = ", ".join(f"({literal(found.path)}, {literal(source)})" for source, found in files)
    try:
        con.execute(
            f"""insert into texts by name
            with said as (
                select source_id, trim(ltrim(content, chr(65279)), ' ' || chr(9) || chr(10) || chr(13)) as raw
                from read_text([{paths}])
                join (values {sources}) as named(filename, source_id) using (filename))
            select source_id, raw, {traits} from said order by source_id"""
        )
    except duckdb.Error as error:
        if len(files) == 1:
            raise _unreadable(files[0][1].name, error) from None
        for one in files:  # which of them it is, the engine does not tell
            _read_single(con, [one], traits)


def _open_holders(con, traits):
    """What holds documents is replaced by them, however deep they lie; one that holds none stays."""
    held = " ".join(f"when {tells} then {holds}" for _, tells, holds in HOLDERS)
    names = " ".join(f"when {tells} then {literal(name)}" for name, tells, _ in HOLDERS)
    for _ in range(DEEPEST):
        con.execute(
            f"""create or replace temp table held as
            with holders as (
                select ordinal, source_id, holder, case {names} end as name, case {held} end as members
                from documents
                where (len(types) = 0
                       or not list_has_any(types, {list(SPEAKING)}))
                  and ({" or ".join(tells for _, tells, _ in HOLDERS)})),
            each_one as (
                select ordinal as parent, source_id,
                       case when name in ('page', 'presentation') then holder else coalesce(holder, name) end
                           as holder,
                       unnest(as_list(members)) as member
                from holders),
            select * exclude (member), member::text as raw from each_one where member::text <> 'null'"""
        )
        if not con.execute("select count(*) from held").fetchall()[0][0]:
            break
        _decode_tokens(con)
        con.execute(
            f"""insert into texts by name select *, {traits} from held;
            update texts set opened = true where rowid in (select parent from held)"""
        )
    con.execute("drop table held")


def _decode_tokens(con):
    """The signed ones of what is `held` become what they carry, completed as a file of their own would be."""
    signed = con.execute("select rowid, source_id, raw from held where starts_with(raw, '\"eyJ')").fetchall()
    if not signed:
        return
    read = [(place, source, _carried(raw)) for place, source, raw in signed]
    con.register("carried", pd.DataFrame(read, columns=["place", "source_id", "raw"]))
    refuse_deep(con, "carried")
    con.execute("update held set raw = carried.raw from carried where held.rowid = carried.place")
    con.unregister("carried")


def _carried(raw):
    """The document in a token that is a JSON text; the text itself where nobody here can read it."""
    token = token_in(raw)
    if token is None or is_encrypted(token):
        return raw
    try:
        return json.dumps(credential_of(token), allow_nan=False)
    except (ValueError, RecursionError):
        return raw


def number_lines(con, which):
    """The physical line of those `judged` documents for which the SQL `which` is true."""
    con.execute(
        f"""update judged as faulty set line = place.line
        from (
            with recursive climb as (
                select ordinal, document as top from judged where {which}
                union all
                select climb.ordinal, parent from climb join texts on texts.rowid = top
                where parent is not null),
            tops as (select ordinal, min(top) as top from climb group by ordinal)
            select ordinal, case container when 'lines' then top - first + 1 else 1 end as line
            from tops join texts on texts.rowid = top left join starts using (source_id)) as place
        where faulty.ordinal = place.ordinal"""
    )


def forget(con):
    """Let go of the documents' text."""
    con.execute(
        """drop view documents; drop table texts; drop table starts;
        drop table if exists judged; drop table if exists raws; drop table if exists reject_rows"""
    )
