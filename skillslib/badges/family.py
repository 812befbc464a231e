"""A family of badge documents: how to tell one, how it becomes staging rows, what may be wrong with it."""

from dataclasses import dataclass

from skillslib.badges.award import stated
from skillslib.intake import end_day, literal, moment

FAULT = 'struct("column" text, code text, reason text)'


@dataclass(frozen=True)
class Family:
    """How documents of one family are told, read and judged, all as SQL over staged `documents`.

    tells    whether a document is of this family, from its `keys`, `types` and `raw` text
    reads    the select that names what a document says, over `mine`: the family's documents
    known    the columns of an award that follow from those names (see award.ROW)
    faults   (what is wrong, column, reason code, reason); excluded codes are no fault of the file
    """

    name: str
    tells: str
    reads: str
    known: dict
    faults: tuple = ()
    excluded: tuple = ()


def judged(family):
    """SQL: the family's documents as staging rows, each with the list of its faults."""
    wrong = " or ".join(f"coalesce({condition}, false)" for condition, *_ in family.faults) or "false"
    cases = ", ".join(
        f"case when {condition} then {{'column': {literal(column)}, 'code': {literal(code)}, "
        f"'reason': {literal(why)}}} end"
        for condition, column, code, why in family.faults
    )
    return f"""with mine as (
            select documents.*, ordinal as document, null::bigint as line
            from documents where family = {literal(family.name)}),
        told as ({family.reads})
        select ordinal, document, source_id, line, {stated(family.known)},
               case when {wrong} then list_filter([{cases}]::{FAULT}[], lambda fault: fault is not null)
                    else []::{FAULT}[] end as faults
        from told"""


ALIGNMENTS = '[{"targetName":"VARCHAR","name":"VARCHAR","targetUrl":"VARCHAR","url":"VARCHAR"}]'
MACROS = r"""
create or replace temp macro nth(document, place) as
    case when place > 1 then 1000000000000 + document * 100000 + place else document end;
create or replace temp macro as_list(j) as
    case when j is null then [] when left(j::text, 1) = '[' then coalesce(from_json(j, '["JSON"]'), [])
         when j::text = 'null' then [] else [j::json] end;
create or replace temp macro words(j) as
    case when j is null then []
         when left(j::text, 1) = '[' 
         then list_filter(coalesce(from_json(j, '["VARCHAR"]'), []), lambda w: w is not null)
         when left(j::text, 1) = '"' then [j->>'$'] else [] end;
create or replace temp macro listed(j) as
    case when j is null or j::text = 'null' then '[]' when left(j::text, 1) = '[' then j::text
         when left(j::text, 1) = '{' then '[' || j::text || ']' else '[]' end;
create or replace temp macro a_text(j) as
    case when left(j::text, 1) = '"' then nullif(trim(j->>'$'), '') end;
create or replace temp macro an_id(j) as
    case when left(j::text, 1) = '"' then nullif(trim(j->>'$'), '')
         when left(j::text, 1) = '{' then nullif(trim(j->>'id'), '') end;
create or replace temp macro a_name(v) as
    case when v is null then null
         when left(v, 1) in ('{', '[')
         then coalesce(nullif(regexp_extract(v, '"(@value|en|en-US|en-GB)"\s*:\s*"([^"]+)"', 2), ''),
                       nullif(regexp_extract(v, ':\s*"([^"]+)"', 1), ''))
         else nullif(trim(v), '') end;
create or replace temp macro identity(v, salt, kind) as {'kind': kind, 'value': v, 'salt': salt};
create or replace temp macro alignments_of(j) as from_json(listed(j), '@alignments');
create or replace temp macro pointing(list, place) as
    list_transform(list, lambda a: {'tag': coalesce(a.targetName, a.name, a.targetUrl, a.url),
                                    'uri': coalesce(a.targetUrl, a.url), 'origin': place});
create or replace temp macro aligned(j, place) as pointing(alignments_of(j), place);
create or replace temp macro count_of(j) as
    case when j is null or j::text = 'null' then 0
         when left(j::text, 1) = '[' then json_array_length(j)::integer else 1 end;
""".replace("@alignments", ALIGNMENTS)

SECONDS = r"\d{9,10}(\.\d+)?"


def any_moment(text):
    """SQL: a timestamp in UTC from an ISO text or a number of seconds, or null."""
    return (
        f"case when regexp_full_match({text}, '{SECONDS}') "
        f"then make_timestamp((try_cast({text} as double) * 1000000)::bigint) else {moment(text)} end"
    )


def any_end(text):
    """SQL: the first day on which something is over, from an ISO text or a number of seconds."""
    return (
        f"case when regexp_full_match({text}, '{SECONDS}') "
        f"then (make_timestamp((try_cast({text} as double) * 1000000)::bigint) "
        f"+ interval 86399999999 microseconds)::date "
        f"else {end_day(text)} end"
    )
