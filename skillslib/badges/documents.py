"""JSON documents, however a file holds them: one, an array, or one on each line.

Read by the engine, so that half a million cost seconds.
"""

import json

from skillslib.intake import literal

MACROS = """
create or replace temp macro as_list(j) as
    case when j is null or json_type(j) = 'NULL' then []
         when json_type(j) = 'ARRAY' then from_json(j, '["JSON"]') else [j] end;
create or replace temp macro words(j) as
    case when json_type(j) = 'VARCHAR' then [j->>'$'] else coalesce(from_json(j, '["VARCHAR"]'), []) end;
"""


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
    except ValueError:
        return "single"
    return "lines" if rest.strip() else "single"


def stage_documents(con, files):
    """The documents of many files as the temporary table `documents` (ordinal, source_id, line, raw, doc).

    `files` are (source_id, path, container) with container 'lines', 'array' or 'single'. A
    presentation is opened: the credentials it holds are documents of their own.
    """
    con.execute(MACROS)
    con.execute("create or replace temp table texts (source_id text, line bigint, raw text)")
    single = [(source, str(path)) for source, path, container in files if container == "single"]
    for source, path, container in files:
        if container == "lines":
            con.execute(
                f"""insert into texts select * from (
                    select {literal(source)}, row_number() over () as line, text
                    from read_csv({literal(path)}, columns={{'text': 'VARCHAR'}}, header=false,
                                  auto_detect=false, delim='\x01', quote='', escape='',
                                  max_line_size=16000000))
                where trim(text) <> ''"""
            )
        elif container == "array":
            con.execute(
                f"""insert into texts select {literal(source)}, row_number() over (), json
                from read_json_objects({literal(path)}, format='array', maximum_object_size=16000000)"""
            )
    if single:
        paths = ", ".join(literal(path) for _, path in single)
        sources = ", ".join(f"({literal(path)}, {literal(source)})" for source, path in single)
        con.execute(
            f"""insert into texts
            select source_id, 1, trim(ltrim(content, chr(65279))) from read_text([{paths}])
            join (values {sources}) as named(filename, source_id) using (filename)"""
        )
    con.execute(
        """create or replace temp table documents as
        with parsed as (select *, case when json_valid(raw) then raw::json end as doc from texts),
        opened as (
            select source_id, line, raw, doc, 0 as place from parsed
            where not coalesce(list_contains(words(doc->'type'), 'VerifiablePresentation'), false)
               or len(as_list(doc->'verifiableCredential')) = 0
            union all
            select source_id, line, null, unnest(as_list(doc->'verifiableCredential')),
                   generate_subscripts(as_list(doc->'verifiableCredential'), 1) from parsed
            where list_contains(words(doc->'type'), 'VerifiablePresentation'))
        select row_number() over (order by source_id, line, place) as ordinal, source_id, line,
               coalesce(raw, doc::text) as raw, doc
        from opened"""
    )
    con.execute("drop table texts")
