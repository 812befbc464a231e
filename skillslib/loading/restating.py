"""Which quarters that were over a load restates: what is now known of their awards differs from what was."""

# Whose each award is, and from when to when it counts, by all that the store knows.
COUNTING = """
    select award_id, badge_id, person_id, awarded_on,
           least(coalesce(expires_on, date '9999-12-31'), coalesce(revoked_on, date '9999-12-31')) as ends_on
    from awards(date '9999-12-30')"""

LONGEST = "interval 20 year"  # before the last day known: an award's year may be mistyped, as in 0201


def begin(con):
    """Remember what was known before, and the last day that the store knew of."""
    con.execute(
        f"""create or replace temp table known_before as
        select max(recorded_at)::date as day from (
            select max(recorded_at) as recorded_at from award_versions
            union all select max(exported_on)::timestamp from sources);
        create or replace temp table counted_before as {COUNTING}"""
    )


def restated(con):
    """The quarters, with how many awards count otherwise on their last day: {"2026-Q2": 14}.

    An award counts otherwise where it was valid and is not, or the reverse, or is of another badge or
    another person now.
    """
    if con.execute("select day from known_before").fetchall() == [(None,)]:
        return {}
    rows = con.execute(
        f"""with after as materialized (({COUNTING}) except from counted_before),
        before as materialized (from counted_before except ({COUNTING})),
        days as (
            select unnest(generate_series(
                (select date_trunc('quarter', greatest(min(awarded_on), min(day) - {LONGEST}))
                 from (from before union all from after), known_before),
                (select day + 1 from known_before), interval 3 month))::date - 1 as day),
        counted as (
            select day, coalesce(after.awarded_on <= day and day < after.ends_on, false) as counts,
                   coalesce(before.awarded_on <= day and day < before.ends_on, false) as did,
                   (after.badge_id, after.person_id) is distinct from (before.badge_id, before.person_id)
                       as another
            from after full join before using (award_id) cross join days)
        select year(day) || '-Q' || quarter(day), count(*) from counted
        where counts <> did or (counts and another)
        group by day order by day"""
    ).fetchall()
    return dict(rows)
