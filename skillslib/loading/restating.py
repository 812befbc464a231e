"""Which quarters that were over a load restates: what is now known of their awards differs from what was."""

from skillslib.intake.versions import NEWS

MATCHED = "select distinct award_id, person_id from award_versions where person_id is not null"
ENDLESS = "date '9999-12-31'"


def begin(con):
    """Remember what was known before: the last day, whose the awards were, what lists said of them."""
    con.execute(
        f"""create or replace temp table {NEWS} (award_id text, row_hash text);
        create or replace temp table known_before as
        select max(recorded_at)::date as day from (
            select max(recorded_at) as recorded_at from award_versions
            union all select max(exported_on)::timestamp from sources);
        create or replace temp table matched_before as {MATCHED};
        create or replace temp table listed_before as from award_statuses"""
    )


def restated(con):
    """The quarters, with how many awards count otherwise on their last day: {"2026-Q2": 14}.

    An award counts otherwise where it was valid and is not, or the reverse, or is of another badge or
    another person now.
    """
    if con.execute("select day from known_before").fetchall() == [(None,)]:
        return {}
    con.execute(
        f"""create or replace temp table touched as
        select award_id from {NEWS}
        union select award_id from ({_differing(MATCHED, "from matched_before")})
        union select award_id from ({_differing("from award_statuses", "from listed_before")})"""
    )
    before = _valid(
        f"award_versions anti join {NEWS} using (award_id, row_hash)", "matched_before", "listed_before"
    )
    after = _valid("award_versions", f"({MATCHED})", "award_statuses")
    rows = con.execute(
        f"""with before as ({before}),
        after as ({after}),
        days as (
            select unnest(generate_series(
                (select date_trunc('quarter', min(awarded_on)) from (from before union all from after)),
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
    con.execute("drop table touched; drop table matched_before; drop table listed_before")
    return dict(rows)


def _differing(one, other):
    return f"({one} except {other}) union all ({other} except {one})"


def _valid(versions, matched, listed):
    """SQL: from when to when the touched awards count: by their newest version, person and lists."""
    return f"""
        select award_id, badge_id, person_id, awarded_on,
               least(coalesce(expires_on, {ENDLESS}), coalesce(revoked_on, {ENDLESS}),
                     coalesce(revoked_since, {ENDLESS})) as ends_on
        from (
            select * exclude (person_id) from {versions} semi join touched using (award_id)
            qualify row_number() over (
                partition by award_id order by version_at desc nulls first, last_on desc, row_hash desc) = 1)
        left join {matched} as matched using (award_id)
        left join (
            select award_id, min(case when status = 'revoked' then since end) as revoked_since,
                   bool_or(status = 'suspended') as suspended
            from (
                from {listed}
                qualify row_number() over (
                    partition by award_id, purpose order by recorded_at desc, status) = 1)
            group by award_id) as listed using (award_id)
        where state = 'issued' and not coalesce(suspended, false)"""
