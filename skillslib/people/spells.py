"""Spells: the employments of each person in dated rows, one after the other.

A spell begins with a person's first row, with the first one after a row that says "left", where an event
says hired again, where another hire date is told, and after a leaving that the row before tells of. It begins
on the hire date, but never after its own first row, nor before the spell before is over. Where another spell
follows and no row tells of the leaving, it is the end of the spell's last row.
"""

# From `ranked` follows `spelled`: each row with its spell, the end of its post (`over_on`) and
# the days on which its employment begins and ends. `ends_on` and `says` (whether rows say a status) are SQL.
SPELLS = """,
    turns as (
        select *, lag(state) over turn as before, lag(hired_on) over turn as hired_before,
               lag(left_on) over turn as left_before, lag(starts_on) over turn as starts_before,
               lag(case when state = 'active' then ends_on end) over turn as ends_before,
               lead(starts_on) over turn as next_on
        from ranked where state <> 'superseded'
        window turn as (partition by person_id order by starts_on, ordinal)),
    leavings as (
        select *, {ends_on} as over_on,
               case when left_before > starts_before and left_before <= starts_on
                    then left_before end as gone_on
        from turns),
    begins as (
        select *, before is null or (state <> 'left' and coalesce(
                   before = 'left' or again or (anew and ends_before < starts_on)
                   or (hired_on > starts_before and hired_on <= starts_on
                       and (hired_on is distinct from hired_before
                            or coalesce(ends_before, starts_on) <= hired_on))
                   or (gone_on is not null and (left_on is null or left_on > starts_on or anew or {says})),
                   false)) as begins,
               case when before is null then date '0001-01-01' when before = 'left' then starts_before + 1
                    else coalesce(gone_on, ends_before, starts_before + 1) end as free_on
        from leavings),
    numbered as (
        select *, count(*) filter (begins) over (partition by person_id order by starts_on, ordinal) as spell
        from begins),
    begun as (
        select *, min(starts_on) over own as first_on, arg_min(free_on, starts_on) over own as first_free_on,
               max(starts_on) filter (state = 'active') over own as last_on,
               bool_or(state = 'left') over own as tells_left
        from numbered window own as (partition by person_id, spell)),
    employed as (
        select *, coalesce(
                   max(hired_on) filter (hired_on between first_free_on and first_on) over own,
                   max(original_hired_on) filter (original_hired_on between first_free_on and first_on)
                       over own,
                   first_on) as employed_on
        from begun window own as (partition by person_id, spell)),
    followed as (
        select *, min(employed_on) over (partition by person_id order by spell
                                         range between 1 following and 1 following) as followed_on
        from employed),
    left_told as (
        select *, case when (spell = 1 or left_on > first_on) and coalesce(left_on <= followed_on, true)
                       then left_on end as told_left_on
        from followed),
    spelled as (
        select * exclude (told_left_on) replace (
                   employed_on as hired_on,
                   case when state = 'left' then coalesce(told_left_on, starts_on)
                        when followed_on is null or tells_left or starts_on < last_on then told_left_on
                        else coalesce(max(told_left_on) over own, least(followed_on, over_on)) end as left_on)
        from left_told window own as (partition by person_id, spell))"""
