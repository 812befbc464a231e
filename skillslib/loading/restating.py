"""Which quarters that were over a load restates: what is now known of their awards differs from what was.

Awards that count otherwise are told apart by `known_at`. What they prove is not: taxonomies, decisions and
rules speak of every day, so what these change changes the answers of before too, and is told by itself.
"""

# Whose each award is, and from when to when it counts, by all that the store knows.
COUNTING = """
    select award_id, badge_id, person_id, awarded_on,
           least(coalesce(expires_on, date '9999-12-31'), coalesce(revoked_on, date '9999-12-31')) as ends_on
    from awards(date '9999-12-30')"""

# What each badge proves, as known on the day that was the last: which skill, its name and its families.
PROVING = """
    select badge_id, skill_id, level, label, families
    from badge_skills((select day from known_before))
    left join skills using (skill_id)
    left join (select skill_id, list(family order by family_id) as families
               from skill_families group by skill_id) using (skill_id)"""

OTHERWISE = (
    "skills are called otherwise",
    "skills lie in families that are others or called otherwise",
    "badges prove other skills or levels",
)
LONGEST = "interval 20 year"  # before the last day known: an award's year may be mistyped, as in 0201


def begin(con):
    """Remember what was known before, and the last day that the store knew of."""
    con.execute(
        f"""create or replace temp table known_before as
        select max(recorded_at)::date as day from (
            select max(recorded_at) as recorded_at from award_versions
            union all select max(exported_on)::timestamp from sources);
        create or replace temp table counted_before as {COUNTING};
        create or replace temp table proved_before as {PROVING}"""
    )


def restated(con):
    """The quarters, with how many awards count otherwise on their last day: {"2026-Q2": 14}.

    An award counts otherwise where it was valid and is not, or the reverse, or is of another badge or
    another person now.
    """
    if _is_first(con):
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


def restated_skills(con):
    """What awards prove by now that they did not, as known on the day that was the last: (quarters, what).

    The quarters have the awards that it is of, {"2026-Q2": 14}; what has become otherwise is counted, as in
    {"skills are called otherwise": 2, "badges prove other skills or levels": 3}.
    """
    if _is_first(con):
        return {}, {}
    con.execute(
        f"""create or replace temp table proved_otherwise as
        select badge_id, skill_id, before.level is distinct from after.level as linked,
               not linked and before.label is distinct from after.label as called,
               not linked and before.families is distinct from after.families as placed
        from proved_before as before full join ({PROVING}) as after using (badge_id, skill_id)
        where linked or called or placed"""
    )
    told = con.execute(
        """select count(distinct skill_id) filter (called), count(distinct skill_id) filter (placed),
               count(distinct badge_id) filter (linked)
        from proved_otherwise"""
    ).fetchall()[0]
    what = {name: number for name, number in zip(OTHERWISE, told, strict=True) if number}
    return (_quarters_of(con) if what else {}), what


def _is_first(con):
    """Whether nothing was known before."""
    return con.execute("select day from known_before").fetchall() == [(None,)]


def _quarters_of(con):
    """The quarters on whose last day awards of those badges count, and how many they are."""
    rows = con.execute(
        f"""with given as (from ({COUNTING}) semi join proved_otherwise using (badge_id)),
        days as (
            select unnest(generate_series(
                (select date_trunc('quarter', greatest(min(awarded_on), min(day) - {LONGEST}))
                 from given, known_before),
                (select day + 1 from known_before), interval 3 month))::date - 1 as day)
        select year(day) || '-Q' || quarter(day), count(*)
        from days join given on awarded_on <= day and day < ends_on
        group by day order by day"""
    ).fetchall()
    return dict(rows)
