"""Which quarters that were over a load restates: what is now known of them differs from what was."""

from skillslib.intake.versions import NEWS


def begin(con):
    """Remember what is new from here on, and the last day that the store knew of."""
    con.execute(f"create or replace temp table {NEWS} (award_id text, row_hash text)")
    con.execute(
        """create or replace temp table known_before as
        select max(recorded_at)::date as day from (
            select max(recorded_at) as recorded_at from award_versions
            union all select max(exported_on)::timestamp from sources)"""
    )


def restated(con):
    """The quarters, with how many awards count otherwise on their last day: {"2026-Q2": 14}.

    An award counts otherwise where it was valid and is not, or the reverse, or is another badge now.
    """
    rows = con.execute(
        f"""with touched as (
            from award_versions semi join {NEWS} using (award_id)),
        before as (
            select *, true as known from touched anti join {NEWS} using (award_id, row_hash)
            qualify row_number() over (
                partition by award_id order by version_at desc nulls first, last_on desc, row_hash desc) = 1),
        after as (
            select * from touched
            qualify row_number() over (
                partition by award_id order by version_at desc nulls first, last_on desc, row_hash desc) = 1),
        ends as (
            select unnest(generate_series(
                (select date_trunc('quarter', min(awarded_on)) from touched),
                (select day + 1 from known_before), interval 3 month))::date - 1 as day),
        counted as (
            select ends.day,
                   after.state = 'issued' and after.awarded_on <= ends.day
                       and (after.expires_on is null or ends.day < after.expires_on)
                       and (after.revoked_on is null or ends.day < after.revoked_on) as counts,
                   coalesce(known and before.state = 'issued' and before.awarded_on <= ends.day
                       and (before.expires_on is null or ends.day < before.expires_on)
                       and (before.revoked_on is null or ends.day < before.revoked_on), false) as counted,
                   after.badge_id is distinct from before.badge_id as other
            from after left join before using (award_id) cross join ends)
        select year(day) || '-Q' || quarter(day), count(*) from counted
        where counts <> counted or (counts and counted and other)
        group by day order by day"""
    ).fetchall()
    return dict(rows)
