"""What follows from snapshots: who was employed from when to when, and in which post.

Nothing is claimed that no snapshot tells: a change counts from the snapshot that first tells it, and was
known from its day on. Of the time before a person's first snapshot only the hire date is known, so the
post is then assumed to have been the same (`assumed_until`).
"""

from skillslib.intake import content
from skillslib.intake.remarks import remark
from skillslib.store import settings

# The days between snapshots: how many spans of days tell which is usual, if it is a week or more, and from
# how many times the usual on one seems to be missing.
FEWEST, WEEK, FAR = 3, 7, 1.75
CODES = ("snapshot-not-complete", "came-back", "snapshot-missing", "snapshots-contradict")

# What a post is: where one of these changes, another post begins.
POST = ("business_unit_id", "location_id", "job_role", "manager_id", "fte", "population")

# Each person's stretches in order: there, there but unread (the row was refused), or left.
STRETCHES = f"""
with spans as (
    select spans.rowid as span, person_id, first.i as from_i, last.i as to_i, hired_on, left_on, population,
           case when population <> 'left' then hash({", ".join(POST)}) end as post,
           case when population = 'left' then first.i
                when left_on is not null then len(list_filter($days, lambda day: day < left_on)) end as left_i
    from snapshot_spans as spans
    join snapshot_days as first on first.day = first_on join snapshot_days as last on last.day = last_on),
parts as (
    select span, person_id, from_i, least(to_i, coalesce(left_i - 1, to_i)) as to_i, hired_on, left_on, post,
           case when population is null then 'unread' else 'there' end as state
    from spans where left_i is null or left_i > from_i
    union all
    select span, person_id, greatest(from_i, left_i), to_i, hired_on, left_on, post, 'left'
    from spans where left_i <= to_i)
from parts"""

# Two snapshots of one day that say different things of a person: neither is believed.
SETTLED = """
create or replace temp table torn as
with turns as (
    select person_id, from_i <= lag(to_i) over (partition by person_id order by from_i, to_i) as meets
    from stretches)
select distinct person_id from turns where meets;
create or replace temp table days_told as
select stretches.* exclude (from_i, to_i), unnest(range(from_i, to_i + 1))::integer as i
from stretches semi join torn using (person_id);
create or replace temp table doubtful as
select person_id, i from days_told where state <> 'unread' group by person_id, i having count(*) > 1;
delete from stretches where person_id in (from torn);
insert into stretches by name
with believed as (
    from days_told anti join doubtful using (person_id, i)
    qualify row_number() over (partition by person_id, i order by state = 'unread') = 1
    union all by name
    select person_id, i, 'unread' as state, -1 as span from doubtful),
runs as (
    select *, i - row_number() over (partition by person_id, span, state order by i) as run from believed)
select person_id, span, state, min(i) as from_i, max(i) as to_i, any_value(hired_on) as hired_on,
       any_value(left_on) as left_on, any_value(post) as post
from runs group by person_id, span, state, run"""

# Most people have one stretch up to now: for them there is nothing to compare.
# `gone_i` is the first complete snapshot that the person is missing from; `begins` an employment.
WALK = """
create or replace temp table alone as
select person_id
from stretches join snapshot_days on i = to_i
group by person_id having count(*) = 1 and max(state) = 'there' and max(next_complete_i) is null;
create or replace temp table walk as
with ordered as (
    select *, lag(state) over turn as before, lag(post) over turn as before_post,
           lag(to_i) over turn as before_to, lag(hired_on) over turn as before_hired,
           lag(left_on) over turn as before_left, lead(from_i) over turn as next_from
    from stretches anti join alone using (person_id)
    window turn as (partition by person_id order by from_i)),
gone as (
    select ordered.*, here.day as from_day, before_day.day as before_day, gone.i as gone_i,
           gone.day as gone_day,
           case state when 'left' then least(left_on, here.day)
                      when 'there' then least(gone.day, left_on)
                      else least(gone.day, before_left) end as over_on
    from ordered
    join snapshot_days as here on here.i = from_i
    join snapshot_days as last on last.i = to_i
    left join snapshot_days as gone
        on gone.i = last.next_complete_i and state <> 'left' and gone.i < coalesce(next_from, gone.i + 1)
    left join snapshot_days as before_day on before_day.i = before_to),
turns as (
    select *, lag(gone_i) over turn as before_gone, lag(over_on) over turn as before_over,
           coalesce(state = 'there' and before <> 'left' and hired_on > before_day and hired_on <= from_day
                    and hired_on is distinct from before_hired, false) as hired_anew
    from gone window turn as (partition by person_id order by from_i)),
beginnings as (
    select *, case when state = 'left' then before is null and hired_on < left_on and post is not null
                   else before is null or before = 'left' or before_gone is not null or hired_anew
                   end as begins
    from turns),
begun as (
    select *, case when not coalesce(begins, false) then null
                   when before is null then coalesce(hired_on, from_day)
                   when hired_anew and before_gone is null then hired_on
                   when hired_on > before_over then hired_on else from_day end as begin_on
    from beginnings),
named as (
    select *, last_value(begin_on ignore nulls) over turn as employed_on,
           count(begin_on) over turn as employment,
           last_value(begin_on ignore nulls) over (
               turn rows between unbounded preceding and 1 preceding) as before_employed_on
    from begun window turn as (partition by person_id order by from_i)),
followed as (
    select *, case when begin_on is not null and hired_anew and before_gone is null then
                       case when before_employed_on > before_day then before_employed_on
                            else least(before_left, hired_on) end end as closed_on
    from named where employment > 0)
select *, false as is_alone from followed
union all by name
select stretches.*, true as is_alone, day as from_day, coalesce(hired_on, day) as begin_on,
       begin_on as employed_on, 1 as employment
from stretches join alone using (person_id) join snapshot_days on i = from_i"""

EMPLOYMENTS = f"""
insert into employment_versions by name
with said as (
    select person_id, employed_on, from_day as known_on, left_on
    from walk where state = 'there' and not is_alone
    union all
    select person_id, employed_on, from_day, null from walk where state = 'unread' and begin_on is not null
    union all
    select person_id, employed_on, gone_day, over_on from walk where gone_i is not null
    union all
    select person_id, employed_on, from_day, case when left_on > employed_on then over_on else from_day end
    from walk where state = 'left' and (left_on > employed_on or before <> 'left' and before_gone is null)
    union all
    select person_id, before_employed_on, from_day, closed_on from walk where closed_on is not null),
turns as (
    select *, row_number() over turn = 1 or left_on is distinct from lag(left_on) over turn as is_new
    from said window turn as (partition by person_id, employed_on order by known_on)),
known as (
    select person_id, employed_on as hired_on, left_on, known_on from turns where is_new
    union all
    select person_id, employed_on, left_on, from_day from walk where is_alone)
select person_id, hired_on, left_on, known_on::timestamp as recorded_at,
       {content("person_id", "hired_on", "left_on")} as row_hash
from known"""

# A post is known as open from its first snapshot on, and as over from that of the next one.
ASSIGNMENTS = f"""
insert into assignment_versions by name
with marks as (
    select *, coalesce(begin_on, from_day) as starts_on
    from walk
    where not is_alone and (
       begin_on is not null
       or state = 'unread' and before <> 'unread'
       or state = 'there' and post is distinct from before_post)),
turns as (
    select person_id, span, state, from_day, starts_on, lead(starts_on) over turn as next_on,
           lead(from_day) over turn as next_known_on,
           lead(case when begin_on is null then from_day else coalesce(closed_on, before_over) end)
               over turn as ends_on
    from marks window turn as (partition by person_id order by from_i)),
known as (
    select person_id, span, state, from_day, starts_on, null::date as ends_on, from_day as known_on from turns
    union all
    select person_id, span, state, from_day, starts_on, greatest(starts_on, least(ends_on, next_on)),
           next_known_on
    from turns where next_on <> starts_on
    union all
    select person_id, span, state, from_day, begin_on, null, from_day from walk where is_alone),
posts as (
    select known.person_id || '@' || starts_on as assignment_id, known.person_id, starts_on, ends_on,
           {", ".join(f"spans.{name}" for name in POST)}, 'active' as state,
           known_on::timestamp as recorded_at,
           case when starts_on < from_day then from_day end as assumed_until, source_id, line,
           'snapshots' as origin
    from known join snapshot_spans as spans on spans.rowid = span
    where known.state <> 'unread')
select *, {content("person_id", "starts_on", "ends_on", *POST, "assumed_until")} as row_hash from posts"""


REMARKS = (
    """select snapshots.source_id, file, null as line, null as column_name, 'snapshot-not-complete' as code,
           doubt || ': nobody is taken as left. If they did leave, say so in company.toml: '
           '[check] shrinks_at_most' as what, 'doubtful' as effect
    from snapshots join snapshot_days using (day) join sources using (source_id) where doubt is not null""",
    """select span.source_id, file, line, 'employee_id' as column_name, 'came-back' as code,
           case when hired_anew and before_gone is null
                then 'another day of hiring than in the snapshot before'
                else 'not in the snapshots before, and there again' end
               || ': a second employment, from ' || begin_on as what,
           'counted otherwise' as effect
    from walk join snapshot_spans as span on span.rowid = walk.span join sources using (source_id)
    where begin_on is not null and employment > 1""",
    f"""with gaps as (
        select day, lag(day) over (order by day) as before, day - before as gap from snapshot_days),
    usual as (select median(gap) as days from gaps having count(gap) >= {FEWEST} and days >= {WEEK})
    select source_id, file, null as line, null as column_name, 'snapshot-missing' as code,
           'the snapshot before it is of ' || before || ', ' || gap || ' days earlier, where others are '
               || days::integer || ' apart: one may be missing. '
               || 'What changed in between is known from this one on' as what, 'doubtful' as effect
    from gaps cross join usual join snapshots using (day) join sources using (source_id)
    where gap >= {FAR} * days
    qualify row_number() over (partition by day order by source_id) = 1""",
    """select span.source_id, file, line, 'employee_id' as column_name, 'snapshots-contradict' as code,
           'another snapshot of ' || day || ' says otherwise of this person: neither is counted on that day'
           as what, 'left out' as effect
    from doubtful join snapshot_days using (i)
    join snapshot_spans as span
        on span.person_id = doubtful.person_id and day between first_on and last_on and population is not null
    join sources using (source_id)""",
)


def derive(con):
    """The assignments and employments that follow from all snapshots, whatever the order they came in.

    Example: after `read`, and after the employments that dated rows tell of.
    """
    con.execute("delete from assignment_versions where origin = 'snapshots'")
    con.execute("delete from remarks where code in (select unnest(?))", [list(CODES)])
    days = _note_days(con)
    if not days:
        return
    con.execute(f"create or replace temp table stretches as {STRETCHES}", {"days": days})
    _drop_unknown(con)
    con.execute(SETTLED)
    con.execute(WALK)
    con.execute(EMPLOYMENTS)
    con.execute(ASSIGNMENTS)
    for rows in REMARKS:
        remark(con, rows)
    for table in ("stretches", "torn", "days_told", "doubtful", "alone", "walk", "snapshot_days"):
        con.execute(f"drop table {table}")


def _note_days(con):
    """The days of all snapshots, numbered from 0; `snapshot_days` names the next complete one after each."""
    found = con.execute(
        """select day, bool_and(cut_short), (select count(*) from snapshot_spans where first_on = day),
               (select count(*) from snapshot_spans where last_on = day)
        from snapshots group by day order by day"""
    ).fetchall()
    doubts = _doubts(con, found)
    rows, following = [], None
    for i in reversed(range(len(found))):
        rows.append([i, found[i][0], following, doubts[i]])
        following = following if doubts[i] else i
    con.execute(
        """create or replace temp table snapshot_days (
            i integer, day date, next_complete_i integer, doubt text)"""
    )
    if rows:
        con.executemany("insert into snapshot_days values (?, ?, ?, ?)", rows)
    con.execute(
        """update snapshots set complete = doubt is null from snapshot_days
        where snapshots.day = snapshot_days.day"""
    )
    return [row[0] for row in found]


def _doubts(con, found):
    """Why a day's snapshot is not complete, or None: nobody is taken as left because it lacks them."""
    least = 1 - settings(con)["check.shrinks_at_most"]
    # where no file's last line has an end, that is how they are written
    tell = con.execute("select count(*) from snapshots where not cut_short").fetchall()[0][0] > 0
    begun, doubts, before = 0, [], None
    for day, cut_short, begins, ends in found:
        begun += begins
        doubt = None
        if cut_short and tell:
            doubt = "the last line has no end, so the file may be cut short"
        elif before and begun < least * before[1]:
            doubt = f"{1 - begun / before[1]:.0%} fewer people than on {before[0]}"
        doubts.append(doubt)
        before = before if doubt else (day, begun)
        begun -= ends
    return doubts


def _drop_unknown(con):
    """Of whom every row was refused nothing is known but an id."""
    con.execute(
        """delete from stretches where state = 'unread'
        and person_id not in (select person_id from stretches where state <> 'unread')"""
    )
