-- People, and where each of them worked when. Names are a mineral and a colour: plainly made up.

create table unit_places as
select row_number() over (order by unit) - 1 as place, unit
from (select unit, unnest(range(weight)) from units);

create table office_places as
select row_number() over (order by office) - 1 as place, office
from (select office, unnest(range(weight)) from offices);

create table names as select
    ['Agate', 'Amber', 'Apatite', 'Basalt', 'Beryl', 'Borax', 'Calcite', 'Chert', 'Citrine', 'Copper',
     'Coral', 'Dolomite', 'Feldspar', 'Flint', 'Fluorite', 'Gabbro', 'Garnet', 'Gneiss', 'Granite',
     'Gypsum', 'Halite', 'Iolite', 'Jasper', 'Jet', 'Kyanite', 'Larimar', 'Marble', 'Mica', 'Nickel',
     'Olivine', 'Onyx', 'Opal', 'Peridot', 'Pyrite', 'Quartz', 'Schist', 'Slate', 'Spinel', 'Talc',
     'Topaz', 'Zircon'] as minerals,
    ['Azure', 'Beige', 'Bronze', 'Carmine', 'Cerise', 'Cobalt', 'Crimson', 'Cyan', 'Ecru', 'Emerald',
     'Fawn', 'Fuchsia', 'Indigo', 'Ivory', 'Khaki', 'Lavender', 'Lilac', 'Magenta', 'Maroon', 'Mauve',
     'Ochre', 'Olive', 'Orchid', 'Puce', 'Russet', 'Saffron', 'Sepia', 'Sienna', 'Tan', 'Taupe', 'Teal',
     'Umber', 'Vermilion', 'Violet', 'Viridian', 'Walnut', 'Yellow'] as colours;

-- Some 55% were there on the first day, the rest join evenly; every fifth leaves again.
-- Numbers above the count of people are strangers: they earn badges and no HR extract knows them.
create table careers as
with
hired as (
    select cast(number as bigint) as number,
           number <= cast(getvariable('people') as bigint) as listed,
           case when percent('hired', number) < 55
                then first_day() - cast(1 + draw('tenure', number) % 4400 as integer)
                else first_day() + cast(draw('tenure', number) % 2160 as integer) end as hired_on
    from range(1, cast(getvariable('people') + getvariable('strangers') + 1 as bigint))
         as numbers(number)
),
earliest as (
    select *, greatest(hired_on + 60, date '2020-12-01') as may_leave_from from hired
),
ended as (
    select *,
           case when percent('leaves', number) < 20 and listed and may_leave_from < last_day() - 30
                then may_leave_from
                     + cast(draw('left', number) % cast(last_day() - may_leave_from as integer)
                            as integer) end as left_on
    from earliest
),
room as (
    select *, greatest(hired_on, first_day()) as seen_from,
           coalesce(left_on, last_day()) as seen_until
    from ended
),
moving as (
    select *,
           case when seen_until - seen_from < 200 then 'none'
                when percent('move', number) < 15 then 'transfer'
                when percent('move', number) < 22 then 'hours'
                when percent('move', number) < 28 then 'role'
                when percent('move', number) < 32 then 'office'
                else 'none' end as move,
           seen_from + 60
           + cast(draw('moved', number) % greatest(cast(seen_until - seen_from as integer) - 120, 1)
                  as integer) as move_day
    from room
)
select *,
       case when move <> 'none' then move_day end as moved_on,
       -- a second transfer, half of the time left after the first
       case when move = 'transfer' and percent('again', number) < 25
                 and seen_until - move_day > 120
            then move_day + cast(seen_until - move_day as integer) // 2 end as moved_again_on,
       case when left_on is null and percent('leave', number) < 3 and hired_on < date '2026-01-01'
            then date '2026-07-15' + cast(draw('leave day', number) % 70 as integer) end as leave_on,
       percent('japan', number) < 6 as in_japan
from moving;

-- What is drawn is drawn before it is joined: drawn in a join's condition, it would be for every pair.
create table people as
with
drawn as (
    select *, cast(draw('unit', number) % unit_count as bigint) as home_place,
           cast(draw('unit 2', number) % unit_count as bigint) as next_unit_place,
           cast(draw('unit 3', number) % unit_count as bigint) as last_unit_place,
           cast(draw('office', number) % office_count as bigint) as office_place,
           cast(draw('office 2', number) % office_count as bigint) as next_office_place
    from careers, (select count(*) as unit_count from unit_places),
         (select count(*) as office_count from office_places)
),
placed as (
    select drawn.* exclude (unit_count, office_count), home.unit as unit_1,
           case when in_japan then 15 + cast(draw('office', number) % 2 as bigint)
                when percent('main office', number) < 40 then units.main_office
                else office_places.office end as office_1
    from drawn
    join unit_places as home on home.place = home_place
    join units on units.unit = home.unit
    join office_places on office_places.place = office_place
),
moved as (
    select placed.*,
           case when move = 'transfer' then next_unit.unit else unit_1 end as unit_2,
           case when move in ('transfer', 'office') and not in_japan
                     and percent('new office', number) < 70
                then next_office.office else office_1 end as office_2,
           last_unit.unit as unit_for_3
    from placed
    join unit_places as next_unit on next_unit.place = next_unit_place
    join unit_places as last_unit on last_unit.place = last_unit_place
    join office_places as next_office on next_office.place = next_office_place
)
select moved.* exclude (unit_for_3, move_day, may_leave_from, seen_from, seen_until, home_place,
                        next_unit_place, last_unit_place, office_place, next_office_place),
       case when moved_again_on is not null then unit_for_3 else unit_2 end as unit_3,
       format('E-{:06d}', number) as person_id,
       case when listed then format('e{:06d}@sample.example', number)
            else format('p{:06d}@former-partner.example', number) end as email,
       minerals[1 + cast(draw('first name', number) % len(minerals) as integer)] as first_name,
       colours[1 + cast(draw('last name', number) % len(colours) as integer)] as last_name,
       -- 'only': every badge went to the old address; 'also': an old address is known, nothing more
       case when not listed then 'none' when draw('alias', number) % 1000 < 24 then 'only'
            when draw('alias', number) % 1000 < 60 then 'also' else 'none' end as alias,
       case when percent('contractor', number) < 7 then 'contractor' else 'employee' end as worker_type,
       [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.8, 0.8, 0.6, 0.5]
           [1 + cast(draw('hours', number) % 20 as integer)] as fte_1
from moved, names;

create macro alias_of(number, first_name, last_name) as
    format('{}.{}.{}@old-works.example', lower(first_name), lower(last_name), number);

-- One row for each stretch with the same unit, office, role, hours and leave.
create table assignments as
with
starts as (
    select number, 1 as stretch, hired_on as starts_on from people where listed
    union all select number, 2, moved_on from people where listed and moved_on is not null
    union all select number, 3, moved_again_on from people where listed and moved_again_on is not null
    union all select number, 4, leave_on from people where listed
              and leave_on > coalesce(moved_again_on, moved_on, hired_on)
),
stretches as (
    select *, lead(starts_on) over (partition by number order by starts_on) as next_on,
           max(case when stretch < 4 then stretch end)
               over (partition by number order by starts_on) as place
    from starts
)
select stretches.number, stretch, stretches.starts_on,
       coalesce(next_on, left_on) as ends_on,
       [unit_1, unit_2, unit_3][place] as unit, [office_1, office_2, office_2][place] as office,
       case when place > 1 and move = 'hours' then case when fte_1 < 1 then 1 else 0.6 end
            else fte_1 end as fte,
       case when place > 1 and move = 'role' then 'role 2' else 'role' end as role_draw,
       stretch = 4 as on_leave
from stretches join people using (number);

create table job_roles as
select * from (values
    (100, ['Operator', 'Operator', 'Technician', 'Planner', 'Inspector']),
    (200, ['Designer', 'Engineer', 'Engineer', 'Technician', 'Researcher']),
    (300, ['Advisor', 'Advisor', 'Representative', 'Technician', 'Trainer']),
    (400, ['Developer', 'Developer', 'Engineer', 'Analyst', 'Administrator']),
    (500, ['Analyst', 'Advisor', 'Buyer', 'Specialist', 'Specialist'])
) as job_role(division, roles);

-- Team leads are people who stayed in one place for all six years, about one for twelve people.
create table leads as
with
stayers as (
    select number, unit_1 as unit, row_number() over (partition by unit_1 order by number) as place
    from people
    where listed and worker_type = 'employee' and hired_on < first_day() and left_on is null
      and moved_on is null and leave_on is null
),
sizes as (select unit_1 as unit, count(*) as people from people where listed group by unit_1)
select stayers.number, stayers.unit, stayers.place,
       count(*) over (partition by stayers.unit) as leads
from stayers join sizes using (unit)
where stayers.place <= greatest(1, sizes.people // 12);

create view assignment_rows as
with led as (
    select assignments.*, own.place as own_place, own.number is not null as leads_some,
           case when own.place > 1 then own.place - 1
                else 1 + cast(draw('manager', assignments.number) % teams.leads as bigint) end as lead_place
    from assignments
    left join leads as own on own.number = assignments.number
    left join (select unit, max(leads) as leads from leads group by unit) as teams
      on teams.unit = assignments.unit
)
select led.* exclude (own_place, leads_some, lead_place), people.person_id, people.first_name,
       people.last_name, people.email, people.alias, people.hired_on, people.left_on, people.worker_type,
       case when leads_some then 'Team Lead'
            else roles[1 + cast(draw(role_draw, led.number) % 5 as integer)] end as job_role,
       case when own_place = 1 then head.number else lead.number end as manager
from led
join people using (number)
join units on units.unit = led.unit
join job_roles using (division)
left join leads as lead on lead.unit = led.unit and lead.place = lead_place
left join leads as head on head.unit = 501 and head.place = 1 and leads_some and led.number <> head.number;
