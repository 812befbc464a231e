"""Whoever is shown people by name says what for, is among those agreed on, and is written down."""

from skillslib.governance import log
from skillslib.governance.agreement import TEAM, GovernanceError, agreement_of, missing
from skillslib.store import folder_of, with_vault

NAMED = (
    "The purpose names a person, by an id, an address or a name. It stays in the audit log for good, also "
    "where the person is erased: say what for, and name nobody."
)


def open_named_view(con, view, purpose, **parameters):
    """Nothing, where names may be shown in this view; the audit log tells of it before anybody sees one.

    A refusal is written down too. Errors: GovernanceError without an agreement, without a purpose, with one
    that names a person, or where the account is not among the `named_views` of governance.toml.

    Example: open_named_view(connect("store"), "person report", "request for access of 2026-10-05")
    """
    purpose = (purpose or "").strip()
    refused = _refusal(con, view, purpose)
    if _names_somebody(con, purpose):
        purpose, refused = "", NAMED
    verdict = "refused" if refused else "shown"
    log.record(folder_of(con)[0], view, parameters=parameters, purpose=purpose, verdict=verdict)
    if refused:
        raise GovernanceError(refused)


def _names_somebody(con, text):
    """Whether a text holds an id, an address or a whole name; an id of few digits may be part of a date."""
    with with_vault(con) as own:
        found = own.execute(
            r"""with known as (
                select value_norm as word from vault.identities where kind <> 'name' or contains(value, ' ')
                union select lower(employee_id) from vault.pseudonyms)
            select 1 from known
            where contains(lower($1), word) and not regexp_full_match(word, '\d{1,4}') and regexp_matches(
                lower($1), '(^|[^\p{L}\p{N}])' || regexp_escape(word) || '($|[^\p{L}\p{N}])')
            limit 1""",
            [text],
        )
        return bool(found.fetchall())


def _refusal(con, view, purpose):
    if said := missing(con):
        return f"Not without an agreement: {view}. {said}"
    if not purpose:
        return f'{view} shows people by name: say what for, --purpose "...". The audit log keeps it.'
    allowed = agreement_of(con).named_views
    if {TEAM, log.account()}.isdisjoint(allowed):
        return (
            f"{view} shows people by name, and the account {log.account()} is not among those that may see "
            f"them. governance.toml, named_views, names: {', '.join(allowed) or 'nobody'}."
        )
    return ""
