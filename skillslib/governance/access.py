"""Whoever is shown people by name says what for, is among those agreed on, and is written down."""

from skillslib.governance import log
from skillslib.governance.agreement import TEAM, GovernanceError, agreement_of, missing
from skillslib.store import folder_of


def open_named_view(con, view, purpose, **parameters):
    """Nothing, where names may be shown in this view; the audit log tells of it before anybody sees one.

    A refusal is written down too. Errors: GovernanceError without an agreement, without a purpose, or where
    the account is not among the `named_views` of governance.toml.

    Example: open_named_view(connect("store"), "person report", "request for access of 2026-10-05")
    """
    refused = _refusal(con, view, (purpose or "").strip())
    log.record(
        folder_of(con)[0],
        view,
        parameters=parameters,
        purpose=(purpose or "").strip(),
        verdict="refused" if refused else "shown",
    )
    if refused:
        raise GovernanceError(refused)


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
