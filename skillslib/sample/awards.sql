-- Awards. Most are drawn from the wheel; the planted ones come first, because a finding is only
-- honest when its cause is written down here.

create table programmes as
select * from (values
    ('P-1', 'Data Pathways',   5, date '2024-10-01'),
    ('P-2', 'Coaching Circle', 40, date '2025-01-15')
) as programme(programme_id, name, skill, starts_on);

-- Enrolment is by lot among the employees of that day, so those left out are a fair comparison.
create table enrolments as
with
lots as (
    select number, left_on, hired_on, case when lot < 60 then 'P-1' when lot < 120 then 'P-2' end as programme_id
    from (select *, draw('lot', number) % 1000 as lot from people
          where listed and worker_type = 'employee')
),
enrolled as (
    select programme_id, number, left_on,
           starts_on + cast(draw('enrolled', number) % 25 as integer) as enrolled_on
    from lots join programmes using (programme_id)
    where hired_on < starts_on - 30 and coalesce(left_on, last_day()) > starts_on + 30
),
finished as (
    select *, enrolled_on + 70 + cast(draw('completed', number) % 30 as integer) as finished_on
    from enrolled
)
select programme_id, number, enrolled_on,
       case when percent('finishes', number) < 88 and finished_on < coalesce(left_on, last_day())
            then finished_on end as completed_on
from finished;

create table planted as
with
-- 2026-Q4 cliff: a campaign in 2023-Q4 gave many people a security badge that lasts three years.
campaign as (
    select number, badge, date '2023-10-01' + cast(draw('campaign day', number) % 92 as integer) as awarded_on
    from people, badges
    where skill = 17 and listed and hired_on < date '2023-10-01' and percent('campaign', number) < 28
),
-- Data Pathways works: its own badge, and on average more than one further skill of the family.
own_badge as (
    select number, badge, completed_on as awarded_on
    from enrolments, badges where programme_id = 'P-1' and skill = 5 and completed_on is not null
),
further_choice as (
    select list(badge order by badge) as choices
    from (select min(badge) as badge from badges where family = 1 and skill <> 5 group by skill)
),
further as (
    select number, choices[1 + cast((draw('choice', number) % 7 + 2 * turn) % 7 as integer)] as badge,
           completed_on + 20 + cast(draw('further day', number * 10 + turn) % 200 as integer) as awarded_on
    from enrolments, further_choice, range(1, 4) as turns(turn)
    where programme_id = 'P-1' and completed_on is not null
      and percent('further', number * 10 + turn) < 45
),
-- Coaching Circle only hands out a badge that names no skill.
circle_badge as (
    select number, badge, completed_on as awarded_on
    from enrolments, badges
    where programme_id = 'P-2' and badges.name = 'Coaching Circle completed' and completed_on is not null
),
-- Kiln calibration is taught in one office.
kiln as (
    select number, badge, greatest(hired_on, date '2021-03-01') as earliest,
           greatest(cast(coalesce(left_on, last_day()) - greatest(hired_on, date '2021-03-01')
                         as integer), 1) as days
    from people, badges
    where skill = planted_office_skill() and listed
      and draw('kiln', number) % 1000
          < case when office_2 = planted_office() and office_1 = planted_office() then 450 else 3 end
),
-- Support Desk held a recognition month in May 2026.
keen as (
    select number, wheel.badge, date '2026-05-01' + cast(draw('keen day', number) % 31 as integer) as awarded_on
    from people
    join wheel on wheel.unit = planted_keen_unit() and wheel.year = 5
              and wheel.place = cast(draw('keen badge', number) % 2048 as integer)
    where listed and unit_3 = planted_keen_unit() and percent('keen', number) < 75
)
select number, badge, awarded_on
from (
    select * from campaign union all select * from own_badge union all select * from further
    union all select * from circle_badge union all select * from keen
    union all select number, badge, earliest + cast(draw('kiln day', number) % days as integer) from kiln
)
join people using (number)
where awarded_on >= hired_on and awarded_on < coalesce(left_on, last_day());

-- Few people earn most badges. A person's part of all awards is activity times the time they were
-- there, and there are ever more awards a year: days up to d weigh d * 2191 + d * d.
create macro weight_until(day) as
    cast(day - first_day() as bigint) * 2191 + cast(day - first_day() as bigint) * cast(day - first_day() as bigint);

create table award_counts as
with
-- the same mix of keen and quiet people in every unit, so that units differ by chance at most
places as (
    select number,
           (row_number() over mates - 1) * 100 // count(*) over (partition by unit_3, left_on is null, worker_type)
               as place
    from people
    window mates as (partition by unit_3, left_on is null, worker_type order by draw('activity', number), number)
),
activity as (
    select number, weight_until(greatest(hired_on, first_day())) as weight_from,
           weight_until(coalesce(left_on, last_day())) as weight_to,
           case when place < 48 then 1 when place < 76 then 7 when place < 92 then 17 else 32 end as activity
    from people join places using (number)
),
running as (
    select *, sum(activity * (weight_to - weight_from)) over (order by number) as up_to,
           sum(activity * (weight_to - weight_from)) over () as total,
           cast(getvariable('awards') as bigint) - (select count(*) from planted) as drawn
    from activity
),
shared as (
    select *, cast(up_to * drawn // total as bigint) as last_award from running
)
select number, weight_from, weight_to,
       coalesce(lag(last_award) over (order by number), 0) as awards_before, last_award
from shared;

-- One part: the awards of the people from first_person up to last_person. The md5 of the award's
-- number gives all its chances at once, some bits for each.
create macro bits(chance, shift, size) as cast((chance >> shift) % size as integer);

create view part_awards as
with
slots as (
    select number, weight_from, weight_to,
           unnest(range(awards_before + 1, last_award + 1)) as award, cast(null as bigint) as planted_badge,
           cast(null as date) as planted_on
    from award_counts
    where number between getvariable('first_person') and getvariable('last_person')
    union all
    select number, 0, 0, award, badge, awarded_on
    from (select *, cast(getvariable('awards') as bigint) + 1 - row_number() over (order by number, badge, awarded_on)
                    as award from planted)
    where number between getvariable('first_person') and getvariable('last_person')
),
chances as (select *, draw('award', award) as chance from slots),
days as (
    select *,
           coalesce(planted_on,
                    first_day() + cast(floor((sqrt(2191.0 * 2191.0 + 4.0 * (weight_from
                        + ((weight_to - weight_from) * bits(chance, 0, 1048576)) // 1048576))
                        - 2191.0) / 2.0) as integer)) as drawn_on
    from chances
),
earners as (
    select days.*, people.* exclude (number),
           case when drawn_on >= coalesce(moved_again_on, last_day()) then unit_3
                when drawn_on >= coalesce(moved_on, last_day()) then unit_2 else unit_1 end as unit,
           case when drawn_on >= coalesce(moved_on, last_day()) then office_2 else office_1 end as office
    from days join people using (number)
),
dated as (
    select *,
           -- Logistics earned half of its last year's badges one to three years earlier instead
           case when unit_3 = planted_quiet_unit() and planted_on is null and drawn_on >= date '2025-10-01'
                     and bits(chance, 58, 64) < 44
                     and drawn_on - 365 * (1 + bits(chance, 56, 3)) >= greatest(hired_on, first_day())
                then drawn_on - 365 * (1 + bits(chance, 56, 3)) else drawn_on end as awarded_on
    from earners
),
spun as (
    -- the golden ratio spreads one person's awards over the wheel, so that few repeat
    select dated.*, coalesce(planted_badge, wheel.badge) as global_badge
    from dated
    join wheel on wheel.unit = dated.unit
              and wheel.year = (awarded_on - first_day()) // 366
              and wheel.place = cast((((number * 2246822519 + award * 2654435769) >> 14) % 2048) as integer)
)
select award, number, chance, awarded_on, hired_on, left_on,
       worker_type, listed, alias, person_id, first_name, last_name, email,
       case when left_on is null and listed then unit_3 end as unit_now,
       offices.country_code,
       case when country_code = 'JP' then coalesce(japanese_badge, global_badge) else global_badge end as badge
from spun
join offices using (office)
left join japanese_equivalents on japanese_equivalents.badge = spun.global_badge;

-- The part being written; filled anew for each part.
create table part as from part_awards limit 0;

create macro status_of(chance, awarded_on) as
    case when bits(chance, 30, 1024) < 1 then 'rejected'
         when bits(chance, 40, 1024) < 8
              and awarded_on + 30 + bits(chance, 40, 1048576) % 370 < exported_on() - 5 then 'revoked'
         when bits(chance, 30, 1024) < case when awarded_on >= date '2026-07-01' then 340 else 100 end
              then 'pending'
         else 'accepted' end;

create macro recorded_on(chance, awarded_on) as
    least(awarded_on + case when bits(chance, 20, 1024) < 870 then bits(chance, 20, 1024) % 4
                            when bits(chance, 20, 1024) < 990 then 4 + bits(chance, 20, 1024) % 17
                            else 21 + bits(chance, 20, 1024) % 40 end,
          exported_on() - bits(chance, 20, 1024) % 5);

create macro address_of(alias, email, number, first_name, last_name) as
    case when alias = 'only' then alias_of(number, first_name, last_name) else email end;

create view part_details as
select part.*, status_of(chance, awarded_on) as status, recorded_on(chance, awarded_on) as recorded_on,
       cast(awarded_on + to_months(badges.months_valid) as date) as expires_on,
       awarded_on + 30 + bits(chance, 40, 1048576) % 370 as revoked_on,
       address_of(alias, email, number, first_name, last_name) as address,
       badges.badge_id, badges.name as badge_name, badges.issuer, badges.skill, badges.level
from part join badges using (badge);

-- What is held on the last day, for setting targets near it; of large companies one person in
-- sample_step is counted.
create table held (unit integer, skill bigint, level integer, people bigint);

create view part_held as
with
best as (
    select unit_now, skill, number, max(level) as level
    from part_details
    where number % getvariable('sample_step') = 0 and unit_now is not null and worker_type = 'employee'
      and status in ('accepted', 'pending') and skill is not null and issuer <> 'J'
      and coalesce(expires_on, last_day()) >= last_day()
    group by unit_now, skill, number
)
select unit_now as unit, skill, least(best.level, wanted.level) as level, count(*) as people
from best join (values (1), (2), (3)) as wanted(level) on best.level >= wanted.level
group by all;
