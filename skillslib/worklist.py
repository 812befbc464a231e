"""The worklist of awards that found nobody: whom they name, why that is nobody, and whom it may be.

For the team alone: it reads the identity vault. What a person decides on it comes back as aliases.csv.
"""

from skillslib.governance.access import open_named_view
from skillslib.matching import STRANGER, hear_the_newest
from skillslib.store import with_vault

# What a recipient may be like, of whom nobody may be sure: a person decides. Names alone propose nothing.
LIKENESSES = {
    "the same id but for zeros before it": (
        "waiting.kind in ('id', 'account') and i.kind = 'id' and ltrim(i.value_norm, '0') <> ''",
        "ltrim(i.value_norm, '0') = ltrim(waiting.value_norm, '0')",
    ),
    "the same before the @": (
        "waiting.kind = 'email' and i.kind in ('email', 'alias')",
        "split_part(i.value_norm, '@', 1) = split_part(waiting.value_norm, '@', 1)",
    ),
}

# Why an identity that is unknown to the HR extract is: what its refused rows and its leavers say.
LEAVER = "the HR extract tells of this person as one who left, and of no day at work"
REFUSED = "the row of this person in the HR extract was refused: see skillslib check"
LISTED = "known to a list of addresses alone, not to the HR extract"
TOLD_OF = f"""
    torn as (
        select list_transform(regexp_split_to_array(lower(raw), '[,;|"\t]'), lambda cell: trim(cell)) as cells
        from quarantine
        join vault.quarantine_raw using (quarantine_id)
        join sources using (source_id)
        where starts_with(kind, 'people')),
    refused as (  -- an address anywhere in the row, and an id where the row begins with it
        select unnest(list_filter(cells, lambda cell: contains(cell, '@'))) as value_norm from torn
        union
        select cells[1] from torn
        union
        select lower(employee_id) from snapshot_spans join vault.pseudonyms using (person_id)
        where population is null),
    absent as (
        select value_norm, person_id from vault.identities where kind in ('id', 'email', 'alias')
        and person_id not in (select person_id from employment_versions)),
    told_of as (
        select value_norm, '{REFUSED}' as because, 1 as place from refused
        union all
        select value_norm, '{LEAVER}', 2 from absent
        semi join (select person_id from snapshot_spans where population = 'left') using (person_id)
        union all
        select value_norm, '{LISTED}', 3 from absent),
    known_of as (select value_norm, arg_min(because, place) as because from told_of group by value_norm)"""


def unmatched(con, purpose):
    """The recipients of awards that found nobody, those of most awards first: for the team alone.

    Columns: recipient, kind ("id", "email", ...), awards, last_awarded_on, issuer and country (of the last
    of them), reason (of one unknown to the HR extract also: left before it begins, or the row was refused),
    proposed_employee_id and why (whom it may be; never used), employee_id (blank: to be
    decided, and loaded again).
    Awards that name nobody at all have no row.

    purpose   what they are shown for: the audit log keeps it, and who was shown them
    Errors: GovernanceError without an agreement or a purpose, or for an account that may see no names.

    Example: unmatched(connect("store"), "match awards of Q3").head()
    """
    open_named_view(con, "unmatched recipients", purpose)
    with with_vault(con) as own:
        return _waiting(own)


def unmatched_counts(con):
    """How many recipients found nobody, without saying who: by reason and kind, those of most awards first.

    Columns: reason, kind, recipients, awards, proposed (recipients of whom it may be told who they are).

    Example: unmatched_counts(connect("store"))["recipients"].sum()
    """
    with with_vault(con) as own:
        waiting = _waiting(own)
    kinds = waiting.groupby(["reason", "kind"], as_index=False).agg(
        recipients=("recipient", "size"), awards=("awards", "sum"), proposed=("why", "count")
    )
    return kinds.sort_values(["awards", "reason", "kind"], ascending=[False, True, True])


def _waiting(con):
    """Recipients that found nobody, each with whom it may be."""
    hear_the_newest(con)
    likenesses = " union all ".join(
        f"""select waiting.kind, waiting.value_norm, i.person_id, '{why}' as why
        from waiting join vault.identities as i on {equal} where {kinds} and reason = '{STRANGER}'"""
        for why, (kinds, equal) in LIKENESSES.items()
    )
    return con.execute(
        f"""with waiting as (
            select speaking.kind, speaking.value_norm, min(value) as recipient,
                   count(distinct award_id) as awards, max(awarded_on) as last_awarded_on,
                   arg_max(issuer, (awarded_on, award_id)) as issuer,
                   arg_max(country_code, (awarded_on, award_id)) as country,
                   arg_max(unmatched_because, (awarded_on, award_id)) as reason
            from awards(date '9999-12-30') join speaking using (award_id)
            left join badges(date '9999-12-30') using (badge_id)
            where person_id is null group by speaking.kind, speaking.value_norm),
        alike as ({likenesses}),
        proposals as (
            select kind, value_norm, min(employee_id) as proposed_employee_id, min(why) as why
            from alike semi join employment_versions using (person_id)
            join vault.pseudonyms using (person_id)
            group by kind, value_norm having count(distinct person_id) = 1),
        {TOLD_OF}
        select recipient, kind, awards, last_awarded_on::date as last_awarded_on, issuer, country,
               case when reason = '{STRANGER}' then coalesce(because, reason) else reason end as reason,
               proposed_employee_id, why, null::text as employee_id
        from waiting left join proposals using (kind, value_norm) left join known_of using (value_norm)
        order by awards desc, kind, recipient"""
    ).df()
