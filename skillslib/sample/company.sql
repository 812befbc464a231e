-- The fixed facts of Example Works, a company that does not exist: offices, units, skills, badges.
-- They are the same at every size; people.sql and awards.sql fill them with people and awards.

-- Randomness is the md5 of (seed, purpose, subject), so it is the same on every machine, in every
-- version of the engine and with any number of threads.
create macro draw(purpose, subject) as
    md5_number_lower(concat_ws('/', getvariable('seed'), purpose, subject));
create macro percent(purpose, subject) as cast(draw(purpose, subject) % 100 as integer);
create macro skill_uri(number) as format('https://skills.example/skill/S-{:03d}', number);
create macro family_uri(number) as format('https://skills.example/skill/F-{}', number);
create macro first_day() as date '2020-10-01';
create macro last_day() as date '2026-10-01';        -- the first day after the six years
create macro exported_on() as date '2026-10-05';

create table offices as
select * from (values
    ( 1, 'Hamburg Works',   'Hamburg',   'Germany',        'DE',  53.5511,    9.9937, 10),
    ( 2, 'Munich Lab',      'Munich',    'Germany',        'DE',  48.1351,   11.5820,  6),
    ( 3, 'Leeds Works',     'Leeds',     'United Kingdom', 'GB',  53.8008,   -1.5491,  8),
    ( 4, 'Bristol Office',  'Bristol',   'United Kingdom', 'GB',  51.4545,   -2.5879,  4),
    ( 5, 'Denver Works',    'Denver',    'United States',  'US',  39.7392, -104.9903,  8),
    ( 6, 'Atlanta Office',  'Atlanta',   'United States',  'US',  33.7490,  -84.3880,  6),
    ( 7, 'Boston Lab',      'Boston',    'United States',  'US',  42.3601,  -71.0589,  5),
    ( 8, 'Toronto Office',  'Toronto',   'Canada',         'CA',  43.6532,  -79.3832,  5),
    ( 9, 'Recife Works',    'Recife',    'Brazil',         'BR',  -8.0476,  -34.8770,  5),
    (10, 'Zaragoza Works',  'Zaragoza',  'Spain',          'ES',  41.6488,   -0.8891,  7),
    (11, 'Wrocław Office',  'Wrocław',   'Poland',         'PL',  51.1079,   17.0385,  6),
    (12, 'Gdańsk Works',    'Gdańsk',    'Poland',         'PL',  54.3520,   18.6466,  4),
    (13, 'Pune Office',     'Pune',      'India',          'IN',  18.5204,   73.8567,  9),
    (14, 'Chennai Works',   'Chennai',   'India',          'IN',  13.0827,   80.2707,  6),
    (15, 'Osaka Works',     'Osaka',     'Japan',          'JP',  34.6937,  135.5023,  0),
    (16, 'Sendai Lab',      'Sendai',    'Japan',          'JP',  38.2682,  140.8694,  0),
    (17, 'Singapore Hub',   'Singapore', 'Singapore',      'SG',   1.3521,  103.8198,  4),
    (18, 'Brisbane Office', 'Brisbane',  'Australia',      'AU', -27.4698,  153.0251,  4),
    (19, 'Nairobi Office',  'Nairobi',   'Kenya',          'KE',  -1.2921,   36.8219,  3)
) as office(office, name, city, country, country_code, latitude, longitude, weight);
-- Weight 0: nobody moves into or out of Japan, so its badges stay apart (people.sql places them).

-- affinity: one digit for each of the eight families, in order; it makes the heat map's pattern.
create table units as
select * from (values
    (101, 'Plant North',       100, 9,  1, '32482448'),
    (102, 'Plant South',       100, 8, 10, '32482447'),
    (103, 'Logistics',         100, 6, 12, '42353456'),
    (104, 'Maintenance',       100, 6, 14, '33392348'),
    (201, 'Product Design',    200, 5,  2, '55362463'),
    (202, 'Materials Lab',     200, 4,  7, '63482456'),
    (203, 'Quality',           200, 5,  3, '63463455'),
    (204, 'Prototyping',       200, 3,  2, '45393355'),
    (301, 'Sales',             300, 8,  6, '42428542'),
    (302, 'Field Services',    300, 7,  5, '33468345'),
    (303, 'Support Desk',      300, 6, 11, '44528442'),
    (304, 'Training Delivery', 300, 3,  8, '42426853'),
    (401, 'Platforms',         400, 7, 13, '58722452'),
    (402, 'Data Office',       400, 5, 13, '96523452'),
    (403, 'Cyber Defence',     400, 3, 17, '57922452'),
    (404, 'Applications',      400, 7, 13, '58623462'),
    (501, 'Finance',           500, 5,  1, '73423562'),
    (502, 'People and Culture', 500, 4,  4, '42424863'),
    (503, 'Purchasing',        500, 4,  9, '53434473'),
    (504, 'Legal and Risk',    500, 4,  3, '42723563')
) as unit(unit, name, division, weight, main_office, affinity);

create table divisions as
select * from (values
    (100, 'Operations'), (200, 'Products'), (300, 'Customers'), (400, 'Technology'),
    (500, 'Corporate Services')
) as division(division, name);

-- yearly: how wanted the family is in each of the six years, in percent.
create table families as
select * from (values
    (1, 'Data and analysis',        null, [ 60,  80, 100, 125, 150, 180]),
    (2, 'Software making',          null, [ 80,  90, 100, 110, 120, 130]),
    (3, 'Security and privacy',       36, [100, 100, 100, 105, 110, 115]),
    (4, 'Machines and materials',   null, [130, 120, 110, 100,  90,  85]),
    (5, 'Customer care',            null, [100, 100, 100, 100, 100, 100]),
    (6, 'Leading and coaching',     null, [ 90, 100, 100, 105, 110, 110]),
    (7, 'Projects and change',      null, [100, 100, 100, 100, 100, 100]),
    (8, 'Safety and environment',     24, [130, 125, 110, 100, 100,  95])
) as family(family, name, months_valid, yearly);

-- also: a second broader family. wanted: 0 keeps a skill off the wheel (it is planted in awards.sql).
-- levels: one badge for each digit; outside: who issues the highest of them instead of the Academy
-- (G the Guild, in Open Badges; P the Placeholder Institute, in the partner's export).
create table skills as
select row_number() over () as skill, *
from (values
    (1, null, 'Data cleaning',           'Data preparation; Data wrangling', 7, '12', null),
    (1, null, 'Data visualisation',      'Data visualization; Charting',     9, '123', 'G'),
    (1, null, 'Statistics basics',       'Basic statistics',                 6, '12', 'G'),
    (1, null, 'Forecasting',             '',                                 4, '23', 'P'),
    (1, null, 'Data storytelling',       'Storytelling with data',           2, '1', null),
    (1, null, 'Experiment design',       'A/B testing',                      3, '2', null),
    (1, null, 'Database queries',        'SQL; Querying',                    7, '12', null),
    (1, null, 'Model building',          'Machine learning',                 5, '13', 'G'),
    (2, null, 'Programming basics',      'Coding',                           8, '123', 'P'),
    (2, null, 'Version control',         '',                                 7, '1', null),
    (2, null, 'Code review',             '',                                 3, '2', 'G'),
    (2, null, 'Automated testing',       'Test automation',                  6, '12', null),
    (2, null, 'Web interfaces',          'Front-end development',            5, '12', 'G'),
    (2, null, 'Service monitoring',      'Observability',                    4, '2', null),
    (2, null, 'Cloud cost control',      'FinOps',                           3, '12', null),
    (2, 7,    'Release management',      '',                                 4, '23', 'P'),
    (3, null, 'Security awareness',      'Safe computing',                   5, '1', null),
    (3, null, 'Access control',          'Identity management',              6, '12', null),
    (3, 2,    'Privacy by design',       '',                                 5, '12', null),
    (3, null, 'Incident response',       '',                                 4, '23', 'P'),
    (3, null, 'Threat modelling',        'Threat modeling',                  3, '3', 'G'),
    (3, 2,    'Secure coding',           '',                                 4, '24', null),
    (3, null, 'Records protection',      '',                                 6, '1', null),
    (4, null, 'Machine set-up',          'Machine setup',                    8, '12', null),
    (4, null, 'Welding',                 '',                                 6, '123', 'P'),
    (4, null, 'Kiln calibration',        '',                                 0, '2', null),
    (4, null, 'Additive printing',       '3D printing',                      4, '12', null),
    (4, null, 'Materials testing',       '',                                 5, '23', 'P'),
    (4, null, 'Robot handling',          '',                                 5, '12', 'G'),
    (4, null, 'Preventive maintenance',  '',                                 7, '12', null),
    (4, null, 'Technical drawing',       'CAD',                              4, '1', null),
    (5, null, 'Customer interviews',     '',                                 6, '12', null),
    (5, null, 'Complaint handling',      '',                                 7, '12', null),
    (5, null, 'Field visits',            '',                                 4, '1', null),
    (5, null, 'Service design',          '',                                 4, '23', null),
    (5, null, 'Negotiation',             '',                                 6, '23', null),
    (5, null, 'Product demonstration',   '',                                 5, '1', null),
    (5, null, 'Account planning',        '',                                 4, '2', null),
    (5, null, 'Plain writing',           'Plain language',                   7, '1', null),
    (6, null, 'Coaching conversations',  'Coaching',                         6, '12', null),
    (6, null, 'Feedback giving',         '',                                 8, '1', null),
    (6, null, 'Team planning',           '',                                 6, '12', null),
    (6, null, 'Conflict mediation',      '',                                 4, '23', 'P'),
    (6, null, 'Delegation',              '',                                 5, '1', null),
    (6, null, 'Mentoring',               '',                                 4, '25', 'P'),
    (6, null, 'Inclusive hiring',        '',                                 5, '1', null),
    (7, null, 'Project planning',        'Project management',               9, '124', null),
    (7, null, 'Risk registers',          '',                                 5, '12', null),
    (7, null, 'Agile delivery',          'Scrum',                            6, '13', 'G'),
    (7, null, 'Change communication',    '',                                 5, '1', null),
    (7, null, 'Budget control',          '',                                 5, '12', null),
    (7, null, 'Workshop facilitation',   '',                                 5, '12', 'G'),
    (7, null, 'Supplier management',     '',                                 4, '2', null),
    (8, null, 'First aid',               '',                                 8, '12', null),
    (8, null, 'Fire safety',             '',                                 7, '1', null),
    (8, null, 'Lifting and handling',    'Manual handling',                  6, '1', null),
    (8, 4,    'Chemical handling',       '',                                 5, '23', 'P'),
    (8, null, 'Energy saving',           '',                                 4, '12', 'G'),
    (8, null, 'Waste sorting',           '',                                 5, '1', 'P'),
    (8, null, 'Accident reporting',      '',                                 5, '12', null)
) as skill(family, also, label, alternative_labels, wanted, levels, outside);

create table issuers as
select * from (values
    ('A', 'Example Academy'), ('G', 'Sample Skills Guild'),
    ('P', 'Placeholder Institute'), ('J', 'Example Works Nihon')
) as issuer(issuer, name);

-- Customer care is taught in Japan by the local academy, which names its skills in Japanese.
create table japanese_badges as
select * from (values
    (32, '顧客インタビュー', '12'), (33, '苦情対応', '12'), (34, '訪問サービス', '1'),
    (35, 'サービス設計', '2'), (36, '交渉', '23'), (37, '製品説明', '1'), (38, '顧客計画', '2'),
    (39, 'やさしい文章', '12')
) as badge(skill, label, levels);

create table badges as
with
taught as (
    select skill, family, label, cast(unnest(string_split(levels, '')) as integer) as level,
           cast(right(levels, 1) as integer) as highest, outside, wanted
    from skills
),
academy as (
    select 1 as part, skill, family, level,
           format('{} {}', label, ['I', 'II', 'III', 'IV', 'V'][level]) as name,
           case when level = highest then coalesce(outside, 'A') else 'A' end as issuer, wanted
    from taught
),
nihon as (
    select 2 as part, japanese_badges.skill, 5 as family,
           cast(unnest(string_split(japanese_badges.levels, '')) as integer) as level,
           japanese_badges.label as name, 'J' as issuer, 0 as wanted
    from japanese_badges
),
thanks as (                                  -- badges that name no skill at all
    select 3 as part, null as skill, null as family, null as level, name, 'A' as issuer, wanted
    from (values ('Coaching Circle completed', 0), ('Annual Thanks', 4), ('Volunteer Day', 3),
                 ('Welcome Week', 3), ('Ten Ideas', 2), ('Open House Helper', 2)) as badge(name, wanted)
)
select row_number() over (order by part, skill, level, name) as badge, *,
       format('B-{:03d}', row_number() over (order by part, skill, level, name)) as badge_id,
       case when issuer = 'J' then null
            when skill = 25 then 24           -- Welding is renewed every two years
            else (select months_valid from families where families.family = taught_badges.family)
       end as months_valid
from (select * from academy union all select * from nihon union all select * from thanks)
     as taught_badges;

-- In Japan a Customer care badge becomes the local one nearest in level.
create table japanese_equivalents as
select global_badge.badge,
       arg_min(local_badge.badge, abs(local_badge.level - global_badge.level) * 1000 + local_badge.badge)
           as japanese_badge
from badges as global_badge
join badges as local_badge on local_badge.skill = global_badge.skill and local_badge.issuer = 'J'
where global_badge.issuer = 'A'
group by global_badge.badge;

create macro planted_office() as 10;         -- Zaragoza: nearly all holders of Kiln calibration
create macro planted_office_skill() as 26;
create macro planted_gap_unit() as 404;      -- Applications is short of Cloud cost control
create macro planted_gap_skill() as 15;
create macro planted_keen_unit() as 303;     -- Support Desk earned clearly more in the last year
create macro planted_quiet_unit() as 103;    -- Logistics earned clearly fewer

-- The wheel: for each unit and year, 2,048 equal places shared out among the badges.
create table wheel as
with
weights as (
    select unit, year, badge,
           coalesce(cast(affinity[family] as integer) * (cast(affinity[family] as integer) + 2), 15) * wanted
           * coalesce(families.yearly[year + 1], 100)
           * case when issuer in ('G', 'P') then 9 when level = 1 then 40 when level is null then 8
                  when level = 2 then 22 else 14 end
           * case when unit = planted_gap_unit() and skill = planted_gap_skill() then 90 else 100 end
               as weight
    from units cross join range(6) as years(year) cross join badges
    left join families using (family)
    where wanted > 0
),
shares as (
    select unit, year, badge,
           sum(weight) over (partition by unit, year order by badge) - weight as starts_at,
           sum(weight) over (partition by unit, year) as total
    from weights
),
places as (
    select unit, year, place, (place * total) // 2048 as position
    from range(2048) as places(place)
    cross join (select distinct unit, year, total from shares)
)
select places.unit, cast(places.year as integer) as year, cast(places.place as integer) as place,
       shares.badge
from places
asof join shares on places.unit = shares.unit and places.year = shares.year
    and places.position >= shares.starts_at;
