"""Awards from any table, by the mapping that a TOML file declares: CSV, Excel, Parquet, PostgreSQL.

`mapping` says how such a file is written.
"""

from skillslib.badges import award, levels
from skillslib.badges.badge import badge_id
from skillslib.badges.mapping import KINDS, STATES, kind_of, read_mapping
from skillslib.intake import (
    Column,
    IntakeError,
    copy_in,
    files_in,
    literal,
    read_postgresql,
    read_table,
)
from skillslib.quoting import identifier

__all__ = ["files_of", "kind_of", "looks", "read_mapping", "shape"]

UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
ADDRESS = "[a-zA-Z][a-zA-Z0-9+.-]*://.*"
# What a spreadsheet shows where it could not work a cell out
ERRORS = r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)"


def files_of(mapping):
    """The files that a mapping names, by its own folder. Errors: IntakeError where there is none."""
    if not mapping.file:
        return []
    exact = mapping.path.parent / mapping.file
    found = [exact] if exact.is_file() else sorted(mapping.path.parent.glob(mapping.file))
    found = [path for path in found if path.is_file()]
    if not found:
        raise IntakeError(
            f"{mapping.path.name}: there is no file {mapping.file!r} beside it. Put the export there, or "
            "correct [awards] file."
        )
    return found


def looks(mapping, folder, encoding=None):
    """The tables that a mapping names: (look, encoding or None, what to say of it), opened in `folder`.

    Errors: IntakeError with the file, the column and the nearest names, or what the server refused.
    """
    if mapping.postgresql:
        name = f"{mapping.table or 'a query'} (PostgreSQL, {mapping.path.name})"
        source = f"({mapping.query.rstrip().rstrip(';')}\n)" if mapping.query else _identifier(mapping.table)
        found = read_postgresql(mapping.postgresql, source, mapping.wanted, copy_in(folder), name)
        return [(found, None, [])]
    found = []
    for path in files_of(mapping):
        place = path.relative_to(mapping.path.parent).as_posix()
        for inside, name in files_in(path, place, folder):
            found.append(read_table(mapping, inside, name, folder, encoding))
    return found


def _identifier(table):
    return ".".join(map(identifier, table.split(".")))


# --- its rows -----------------------------------------------------------------------------------


def shape(mapping):
    """How a table is read by a mapping: into the same staging rows, by the same rules, as every source."""
    columns = mapping.columns
    notes = () if "award_id" in columns else (DERIVED,)
    return award.shape(
        mapping.format,
        tuple(_column(mapping, ours) for ours in KINDS),
        _rules(mapping),
        award.rows(_known(mapping)),
        notes=notes,
        excluded=(NOT_EARNED,),
    )


NOT_EARNED = "not-earned"
DERIVED = (
    "select count(*) from good",
    "awards have no id of their own: person, badge and day are their id. A badge earned twice on one day "
    "counts once, and a row that is corrected or deleted later still counts: map an award_id, where there "
    "is one",
)


def _column(mapping, ours):
    theirs = mapping.columns.get(ours)
    if theirs is None:  # a name that no header has
        return Column(f" {ours}", KINDS[ours], optional=True, field=ours)
    kind, choices = KINDS[ours], ()
    needed = ours in ("award_id", "awarded_on") or (ours == "state" and "" not in mapping.states)
    if ours == "state":
        choices = tuple(word for word in mapping.states or STATES if word)
    if ours == "level" and mapping.levels:
        kind, choices = "choice", tuple(mapping.levels)
    return Column(theirs, kind, needed=needed, choices=choices, field=ours, dates=_dates(mapping, kind))


def _dates(mapping, kind):
    return mapping.dates if kind in ("day", "end", "moment") else ""


def _rules(mapping):
    named = mapping.columns
    person = named.get("person_id") or named["email"]
    badge = named.get("badge_id") or named["badge_name"]
    rules = [
        ("person_id is null and email is null", person, "missing-value", "nothing says whose award it is"),
        (f"{_badge(mapping)} is null", badge, "no-badge", "it names no badge"),
    ]
    if "state" in named:
        begun = f"{_in_words('state', mapping.states)} = 'not earned'"
        rules.append((begun, named["state"], NOT_EARNED, "begun, and not earned yet: no award"))
    for ours in ("expires_on", "revoked_on"):
        if ours in named:
            why = f"before {named['awarded_on']}"
            rules.append((f"{ours} < awarded_on", named[ours], "ends-before-start", why))
    if "level" in named and not mapping.levels:
        wanted = f"not a level: {', '.join(levels.WORDS)}"
        rules.append(
            (f"level is not null and not {levels.known('level')}", named["level"], "bad-value", wanted)
        )
    rules += [
        (f"regexp_full_match({ours}, '{ERRORS}')", named[ours], "bad-value", "an error of the spreadsheet")
        for ours, kind in KINDS.items()
        if kind == "text" and ours in named
    ]
    return tuple(rules)


def _issuer(mapping):
    return f"coalesce(issuer, {literal(mapping.issuer)})" if mapping.issuer else "issuer"


def _badge(mapping):
    """SQL: a badge's own id, else what it is known by; null where a row says neither."""
    issuer = _issuer(mapping)
    named = badge_id("null::text", issuer, "badge_name")
    return f"coalesce(badge_id, case when badge_name is not null and {issuer} is not null then {named} end)"


def _in_words(column, words):
    """SQL: what a cell means by the declared words; where none are declared, what it says."""
    if not words:
        return column
    cases = " ".join(f"when {literal(word)} then {literal(meaning)}" for word, meaning in words.items())
    return f"(case coalesce({column}, '') {cases} end)"


def _parts(column, mapping):
    """SQL: the values in a cell, a list as databases write it or texts with a separator between them."""
    between = literal(mapping.separator.strip(" ") or mapping.separator)
    return (
        f"list_filter(list_transform(case when {column} like '[%]' and json_valid({column}) "
        f"then from_json({column}, '[\"VARCHAR\"]') else string_split({column}, {between}) end, "
        "lambda part: trim(part, ' ' || chr(9) || chr(10) || chr(13) || chr(160))), lambda part: part <> '')"
    )


def _award_id(mapping):
    if "award_id" not in mapping.columns:
        return f"keyed(concat_ws(chr(31), {_badge(mapping)}, lower(coalesce(person_id, email)), awarded_on))"
    return f"""case when regexp_full_match(award_id, '{UUID}') then award_id
        when regexp_full_match(award_id, '{ADDRESS}') then md5(award_id)
        else {literal(mapping.format + ":")} || award_id end"""


def _known(mapping):
    state = _in_words("state", mapping.states)
    count = f"coalesce(len({_parts('evidence', mapping)}), 0)" if "evidence" in mapping.columns else "null"
    return {
        "format": literal(mapping.format),
        "award_id": _award_id(mapping),
        "badge_id": _badge(mapping),
        "badge_name": "badge_name",
        "known_by": "case when badge_id is not null then 'own id' else 'issuer and name' end",
        "issuer": _issuer(mapping),
        "badge_type": "badge_type",
        "level_stated": _in_words("level", mapping.levels),
        "awarded_at": "awarded_on",
        "ends_on": f"coalesce(expires_on, case when {state} = 'expired' then updated_at::date end)",
        "expired": f"coalesce({state} = 'expired', false)",
        "expiry_stated": "case when expires_on is not null then 'dated' "
        f"else '{'open' if 'expires_on' in mapping.columns else 'absent'}' end",
        "revoked": f"revoked_on is not null or coalesce({state} = 'revoked', false)",
        "revoked_at": "revoked_on",
        "acceptance": f"case when {state} is null then 'unknown' "
        f"when {state} = 'pending' then 'pending' else 'accepted' end",
        "rejected": f"coalesce({state} = 'rejected', false)",
        "country": "country",
        "version_at": f"coalesce(updated_at, recorded_at) + {award.step(state)}",
        "stated_at": f"recorded_at + {award.step(state)}",
        "evidence_count": count,
        "recipients": award.named("person_id", "email"),
        "tags": f"""list_transform({_parts("skills", mapping)}, lambda tag: {{'tag': tag, 'origin': 'table',
            'uri': case when regexp_full_match(tag, '[a-z][a-z0-9+.-]*:\\S+') then tag end}})""",
    }
