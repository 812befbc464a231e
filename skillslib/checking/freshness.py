"""How old the exports are, how they grew, what lies in the future, and who is counted."""

from skillslib import metrics
from skillslib.metrics.trust import STATES
from skillslib.store import ask, settings


def ages(con, on):
    """The newest export of each kind and its age on a day: kind, files, newest_file, newest, days, state.

    State is "stale" or "fresh" for the kinds that are delivered again and again, people and awards, and
    empty for the others: a unit that has not changed for a year is not out of date. A day after `on` is
    "in the future". `[check] stale_after` in company.toml says after how many days a kind is stale.
    """
    return con.execute(
        """with recurring as (
            select source_id from source_formats where awarded_from is not null
            union select source_id from assignment_versions
            union select source_id from snapshots),
        kinds as (
            select kind, count(*)::integer as files,
                   nullif(max(exported_on), date '1970-01-01') as newest,
                   arg_max(file, exported_on) as newest_file,
                   bool_or(recurring.source_id is not null) as recurs
            from sources
            left join recurring using (source_id)
            group by kind)
        select kind, files, newest_file, newest, date_diff('day', newest, $on::date) as days,
               case when newest > $on::date then 'in the future' when not recurs then ''
                    when days > $stale_after then 'stale' when days is null then 'unknown'
                    else 'fresh' end as state
        from kinds
        order by recurs desc, kind""",
        {"on": metrics.question.day(on, "on"), "stale_after": settings(con)["check.stale_after"]},
    ).df()


def growth(con):
    """How the newest delivery of a file differs from the one before: file, kind, before, rows, growth, state.

    Deliveries of one file are those of one kind whose names differ in their digits alone. State is "far
    more" or "far fewer" where the rows changed by more than `[check] grows_at_most` and `shrinks_at_most`
    in company.toml.
    """
    said = settings(con)
    return con.execute(
        """with deliveries as (
            select file, kind, rows_read, lag(rows_read) over series as before,
                   row_number() over (partition by kind, regexp_replace(file, '[0-9]+', '', 'g')
                                      order by exported_on desc, place desc) as age
            from (select rowid as place, * from sources where exported_on is not null)
            window series as (partition by kind, regexp_replace(file, '[0-9]+', '', 'g')
                              order by exported_on, place))
        select file, kind, before, rows_read as rows, rows / before - 1 as growth_share,
               case when growth_share > $most then 'far more'
                    when growth_share < -$least then 'far fewer' else '' end as state
        from deliveries
        where age = 1 and before > 0
        order by file""",
        {"most": said["check.grows_at_most"], "least": said["check.shrinks_at_most"]},
    ).df()


def ahead(con, on):
    """What is dated after a day, in rows: what, rows. Such a row counts from its own day on."""
    return con.execute(
        """select * from (
            select 'awards given after the day checked' as what, count(*) as rows
            from award_versions where awarded_on > $on::date
            union all
            select 'posts that begin after the day checked', count(*)
            from assignments(date '9999-12-30') where starts_on > $on::date
            union all
            select 'exports of a day after the day checked', count(*)
            from sources where exported_on > $on::date)
        where rows > 0""",
        {"on": metrics.question.day(on, "on")},
    ).df()


def denominators(con, day):
    """Who is at work on a day and who of them is counted: population, people, fte, counted."""
    return ask(
        con,
        """select population, count(*) as people, sum(fte::decimal(9, 3))::double as fte,
       population in (select unnest($counted)) as counted
from workforce
group by population
order by people desc, population""",
        day,
        day,
        counted=list(settings(con)["population"]),
    )


def links(con, day):
    """How many badges are linked to a skill of a taxonomy: what, badges, share."""
    return ask(
        con,
        """with linked as (select distinct badge_id from badge_skills),
unmapped as (
    select badge_id, min_by(unlinked_because, list_position($states, status)) as because
    from badge_tag_links
    where skill_id is null
    group by badge_id),
told as (
    select case when linked.badge_id is not null then 'linked to a skill'
                when level = 0 then 'participation: it proves no proficiency'
                else coalesce(because, 'the badge names no skill') end as what
    from badges
    left join linked using (badge_id)
    left join unmapped using (badge_id))
select what, count(*) as badges, count(*) / sum(count(*)) over () as share
from told
group by what
order by badges desc, what""",
        day,
        day,
        states=list(STATES),
    )


def names(con, day):
    """What the names of skills are linked to, and what hangs on them: what, names, badges, awards.

    A badge and its awards count with each of their names.
    """
    return ask(
        con,
        """with told as (
    select distinct badge_id, tag_norm, coalesce(unlinked_because, 'linked to a skill') as what
    from badge_tag_links),
given as (select badge_id, award_id from awards where awarded_on <= $as_of)
select what, count(distinct tag_norm) as names, count(distinct badge_id) as badges,
       count(distinct award_id) as awards
from told
left join given using (badge_id)
group by what
order by awards desc, what""",
        day,
        day,
    )
