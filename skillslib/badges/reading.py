"""All staged documents, each read by its family: awards, badges, lists of statuses, employees."""

from dataclasses import replace

from skillslib.badges import (
    accredible,
    badgr,
    credly,
    employees,
    open_badge_factory,
    open_badges_2,
    open_badges_3,
    others,
    statuses,
    xapi,
)
from skillslib.badges.award import (
    AMONG,
    BADGES,
    DOCUMENTS,
    NOTES,
    STATUSES,
    TAGS,
    UIDS,
    WRITES,
    complete,
    note_formats,
)
from skillslib.badges.documents import number_lines
from skillslib.badges.family import FAULT, judged
from skillslib.intake import Shape, keep, literal, notes

# The first family that tells a document as its own reads it.
MODULES = (open_badges_3, open_badges_2, badgr, credly, accredible, open_badge_factory, xapi)
AWARDS = tuple(family for module in MODULES for family in module.AWARDS)
DEFINITIONS = tuple(family for module in MODULES for family in module.DEFINITIONS)
EXCLUDED = (*others.CODES, *(code for family in AWARDS for code in family.excluded))

CREDENTIALS = Shape(
    "badges (JSON)",
    (),
    (*WRITES, STATUSES, UIDS, DOCUMENTS),
    excluded=EXCLUDED,
    notes=NOTES,
    among=AMONG[:1],  # of documents that contradict each other the newest holds
)
BADGE_CLASSES = Shape("badges (JSON)", (), (replace(BADGES, main=True), TAGS))
LISTS, STAFF = "list of statuses", "employee"
# SQL: of which family a document is.
TELLS = f"""case when keys is null then null
    {" ".join(f"when {family.tells} then {literal(family.name)}" for family in (*AWARDS, *DEFINITIONS))}
    when {statuses.TELLS} then {literal(LISTS)} when {employees.TELLS} then {literal(STAFF)} end"""
FAULTY = "len(faults) > 0"
COUNTED = ("read", "accepted", "duplicates", "quarantined", "faulty", "new", "corrections")
NOTHING = dict.fromkeys(COUNTED, 0) | {"recorded_on": None}


def read(con, exported_on):
    """The staged documents become awards, badges and the rest; returns (counts of each source, notes).

    Counts are as `keep` gives them, summed over what a source holds.
    """
    con.execute(open_badges_3.MACROS)
    present = {row[0] for row in con.execute("select distinct family from documents").fetchall()}
    sources = con.execute("select source_id from reading").fetchall()
    counts, said = {source: NOTHING for (source,) in sources}, []
    for stage, shape, kinds, refusable in (
        (lambda: judge(con, AWARDS, present), CREDENTIALS, {None, *(f.name for f in AWARDS)}, FAULTY),
        # Definitions that contradict each other are refused too, and nobody knows beforehand which.
        (lambda: judge(con, DEFINITIONS, present), BADGE_CLASSES, {f.name for f in DEFINITIONS}, "true"),
        (lambda: statuses.judge(con, exported_on), statuses.SHAPE, {LISTS}, FAULTY),
        (lambda: employees.judge(con), employees.SHAPE, {STAFF}, FAULTY),
    ):
        if present & kinds:
            stage()
            number_lines(con, refusable)
            _keep_raw(con, refusable)
            _add(counts, keep(con, shape, exported_on))
            note_formats(con, shape.kind)
            said += notes(con, shape, exported_on)
    return counts, said


def judge(con, families, present):
    """The temporary table `judged`: the documents of these families as staging rows, with their faults."""
    selects = [judged(family) for family in families if family.name in present]
    if families is AWARDS and None in present:
        selects.append(_rest())
    con.execute(f"create or replace temp table judged as {selects[0]}")
    complete(con, "judged")
    for select in selects[1:]:
        con.execute(f"insert into judged by name {select}")


def _rest():
    """SQL: the documents that no family reads, each with what it is."""
    tells = " ".join(f"when {how} then {literal(code)}" for code, how, _ in others.OTHERS)
    what = " ".join(f"when {literal(code)} then {literal(said)}" for code, _, said in others.OTHERS)
    return f"""with mine as (
            select documents.* from documents where family is null),
        told as (select *, case when keys is null then 'not-json' {tells} end as code from mine)
        select ordinal, ordinal as document, source_id, null::bigint as line,
               [{{'column': case code when 'not-json' then 'json' else 'type' end, 'code': code,
                  'reason': case code when 'not-json' then 'not valid JSON' {what} end}}]::{FAULT}[] as faults
        from told"""


def _keep_raw(con, which):
    """The text of the documents that may be refused, for the identity vault."""
    con.execute(
        f"""create or replace temp table raws as
        select judged.ordinal, raw from judged join documents on documents.ordinal = document
        where {which};
        create or replace temp table reject_rows (
            source_id text, line bigint, column_name text, error text, raw text)"""
    )


def _add(counts, more):
    for source, found in more.items():
        known = counts[source]
        counts[source] = {name: number + found[name] for name, number in known.items() if name in COUNTED}
        days = filter(None, (known["recorded_on"], found["recorded_on"]))
        counts[source]["recorded_on"] = max(days, default=None)
