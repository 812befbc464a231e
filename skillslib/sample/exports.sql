-- One view for each file, in the shapes that real sources have. The planted defects are at the end.

create view people_csv as
with
rows as (
    select person_id as employee_id, first_name, last_name, email,
           case when alias <> 'none' then alias_of(number, first_name, last_name) end as email_aliases,
           hired_on, left_on, starts_on, ends_on, format('BU-{}', unit) as business_unit_id,
           format('LOC-{:02d}', office) as location_id, job_role,
           case when manager is not null then format('E-{:06d}', manager) end as manager_id,
           -- four rows lack their hours
           case when number in (53, 106, 159, 212) and stretch = 1 then null
                else cast(fte as decimal(2, 1)) end as fte,
           worker_type, case when on_leave then 'yes' else 'no' end as on_leave,
           least(coalesce(ends_on, starts_on) + cast(draw('changed', number) % 4 as integer),
                 date '2026-09-30') as last_changed_on, number
    from assignment_rows
)
select * exclude (number)
from (select rows.* from rows
      union all select * from rows where number in (61, 122, 183) and starts_on = hired_on)  -- written twice
order by employee_id, starts_on;

create view business_units_csv as
select * from (
    select 'BU-000' as business_unit_id, date '2005-01-01' as starts_on, 'Example Works' as name,
           cast(null as varchar) as parent_id, date '2020-10-01' as last_changed_on
    union all
    select format('BU-{}', division), date '2005-01-01', name, 'BU-000', date '2020-10-01' from divisions
    union all
    select format('BU-{}', unit), date '2005-01-01', name, format('BU-{}', division), date '2020-10-01' from units
    union all                                          -- the unit renamed half-way
    select 'BU-302', date '2024-04-01', 'Customer Field Operations', 'BU-300', date '2024-03-25'
)
order by business_unit_id, starts_on;

create view locations_csv as
select format('LOC-{:02d}', office) as location_id, name, city, country, country_code,
       cast(latitude as decimal(8, 4)) as latitude, cast(longitude as decimal(8, 4)) as longitude,
       date '2020-10-01' as last_changed_on
from offices
order by location_id;

create view taxonomy_csv as
select * from (
    select family_uri(family) as skill_id, name as label, cast(null as varchar) as alternative_labels,
           cast(null as varchar) as broader, 'family' as kind,
           'A family of made-up skills: ' || lower(name) || '.' as description
    from families
    union all
    select skill_uri(skill), label, nullif(alternative_labels, ''),
           concat_ws('; ', family_uri(family), family_uri(also)), 'skill',
           'Can do what ' || lower(label) || ' asks for in daily work.'
    from skills
)
order by skill_id;

-- Every seventh skill is named by its alternative label, Japanese badges in Japanese.
create view badge_templates_csv as
select badge_id as "Badge Template ID", badges.name as "Badge Name", issuers.name as "Issued by",
       case when skill is null then 'Recognition' when level = 1 then 'Learning' when level = 2 then 'Validation'
            else 'Certification' end as "Type",
       case when issuer = 'P' then ['Foundational', null, 'Intermediate', null, 'Advanced'][level]
            else cast(level as varchar) end as "Level",
       case when issuer = 'J' then badges.name
            when skill % 7 = 0 and alternative_labels <> '' then string_split(alternative_labels, '; ')[1]
            else skills.label end as "Skills",
       case when issuer = 'J' then 'JP'
            when badges.family = 5 then (select string_agg(distinct country_code, '; ' order by country_code)
                                         from offices where country_code <> 'JP') end as "Offered In",
       date '2020-09-01' as "Updated At"
from badges join issuers using (issuer) left join skills using (skill)
where issuer <> 'G'
order by badge_id;

create view programmes_csv as
select programme_id, name, skill_uri(skill) as skill_id, starts_on from programmes order by programme_id;

create view enrolments_csv as
select programme_id, format('E-{:06d}', number) as employee_id, enrolled_on, completed_on,
       coalesce(completed_on, enrolled_on) as last_changed_on
from enrolments
order by programme_id, employee_id;

-- Targets of seven skills that each unit cares for, near what is held; one planted far above it.
create view targets_csv as
with
supply as (
    select unit, skill, level, cast(sum(people) as bigint) * getvariable('sample_step') as holders
    from held group by unit, skill, level
),
choices as (
    select unit, skill, case when len(levels) > 1 and skill % 2 = 0 then 2
                             else greatest(1, least(3, cast(left(levels, 1) as integer))) end as level,
           row_number() over (partition by unit
                              order by cast(affinity[family] as integer) * wanted desc, skill) as place
    from units, skills
    where wanted > 0
),
planned as (
    select unit, skill, level,
           greatest(4, coalesce(holders, 0) * (78 + percent('target', unit * 100 + skill) * 3 // 4) // 100) as needed,
           percent('approved', unit * 100 + skill) >= 10 as approved
    from choices left join supply using (unit, skill, level)
    where place <= 7 and not (unit = planted_gap_unit() and skill = planted_gap_skill())
    union all
    select planted_gap_unit(), planted_gap_skill(), 2,
           (select count(*) * 6 // 10 from people
            where listed and left_on is null and worker_type = 'employee' and unit_3 = planted_gap_unit()), true
    union all                                   -- a wish, not a plan: never approved
    select 301, 4, 2, (select count(*) from people
                       where listed and left_on is null and unit_3 = 301), false
)
select format('BU-{}', unit) as business_unit_id, skill_uri(skill) as skill_id, level, needed,
       date '2026-01-01' as starts_on, case when approved then 'yes' else 'no' end as approved,
       date '2026-01-12' as last_changed_on
from planned
order by business_unit_id, skill_id, level;

-- The badge export. Ten rows are broken and twelve are there twice, all in the first part.
create view credly_rows as
with
main as (
    select *, row_number() over (order by award) as place from part_details where issuer in ('A', 'J')
),
marked as (
    select *, case when getvariable('part') = 1 and place % 97 = 0 then place // 97 else 0 end as broken,
           getvariable('part') = 1 and place % 101 = 0 and place // 101 between 1 and 12 as twice
    from main
)
select badge_name as "Badge Name",
       case when broken in (4, 5) then null else badge_id end as "Badge Template ID",
       issuers.name as "Issued by",
       case when broken in (6, 7) then null else format('A-{}', award) end as "Earner Badge ID",
       case when listed and alias <> 'only' and worker_type = 'employee' and bits(chance, 50, 256) < 180
            then person_id end as "Issuer Earner ID",
       first_name as "Issued to First Name", last_name as "Issued to Last Name", country_code as "Country",
       address as "Issued to Email",
       case when broken in (8, 9, 10) then 'archived' else status end as "Status",
       case when expires_on <= exported_on() then 'Expired' end as "Expired",
       case when broken in (1, 2, 3) then '2026-02-30' else cast(awarded_on as varchar) end as "Issue Date",
       expires_on as "Expires At",
       case when status = 'revoked' then revoked_on end as "Revoked At",
       case when status = 'revoked' then revoked_on + bits(chance, 20, 1024) % 5
            when status = 'accepted' then least(recorded_on + bits(chance, 20, 1024) % 14, exported_on())
            end as "State Updated At",
       recorded_on as "Record Created"
from (select * from marked union all select * from marked where twice)
join issuers using (issuer)
order by "Record Created", award;

-- The partner's export has no expiry column: when these badges end is unknown.
create view partner_rows as
select badge_name as "Badge Name", badge_id as "Badge Template ID", issuers.name as "Issued by",
       format('A-{}', award) as "Earner Badge ID",
       case when listed and alias <> 'only' and worker_type = 'employee' and bits(chance, 50, 256) < 180
            then person_id end as "Issuer Earner ID",
       first_name as "Issued to First Name", last_name as "Issued to Last Name", country_code as "Country",
       address as "Issued to Email", status as "Status", cast(null as varchar) as "Expired",
       awarded_on as "Issue Date", case when status = 'revoked' then revoked_on end as "Revoked At",
       case when status = 'revoked' then revoked_on + bits(chance, 20, 1024) % 5
            when status = 'accepted' then least(recorded_on + bits(chance, 20, 1024) % 14, exported_on())
            end as "State Updated At",
       recorded_on as "Record Created"
from part_details join issuers using (issuer)
where issuer = 'P'
order by "Record Created", award;

-- Open Badges 3.0: half of the recipients in plain text, half hashed with a salt; every other badge
-- names its skill by alignment, the rest by a tag.
create view open_badge_rows as
with
documents as (
    select award, awarded_on, badge,
           to_json({
               'id': format('https://guild.example/badge/{}', badge_id),
               'type': ['Achievement'], 'achievementType': 'Badge', 'name': badge_name,
               'description': 'Made up.', 'criteria': {'narrative': 'Shown at work.'},
               'resultDescription': [{
                   'id': format('https://guild.example/badge/{}#result', badge_id),
                   'type': ['ResultDescription'], 'name': 'Level', 'resultType': 'RubricCriterionLevel',
                   'requiredLevel': format('https://guild.example/level/{}', part_details.level),
                   'rubricCriterionLevel': [{
                       'id': format('https://guild.example/level/{}', part_details.level),
                       'type': ['RubricCriterionLevel'], 'name': format('Level {}', part_details.level),
                       'level': cast(part_details.level as varchar)}]}]
           }) as achievement,
           case when badge % 2 = 0
                then json_object('alignment', [{'type': ['Alignment'], 'targetName': label,
                                                'targetUrl': skill_uri(skill)}])
                else json_object('tag', [label]) end as naming,
           case when bits(chance, 50, 2) = 0
                then json_object('type', 'IdentityObject', 'identityHash', address,
                                 'identityType', 'emailAddress', 'hashed', false)
                else json_object('type', 'IdentityObject', 'identityHash',
                                 'sha256$' || sha256(address || format('salt{:04d}', award % 9973)),
                                 'identityType', 'emailAddress', 'hashed', true,
                                 'salt', format('salt{:04d}', award % 9973)) end as identity,
           case when expires_on is not null
                then json_object('validUntil', cast(expires_on as varchar) || 'T00:00:00Z')
                else '{}' end as ending,
           recorded_on
    from part_details join skills using (skill)
    where issuer = 'G' and status <> 'rejected'
)
select json_merge_patch(
           json_object('@context', ['https://www.w3.org/ns/credentials/v2',
                                    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
                       'id', format('https://guild.example/award/{}', award),
                       'type', ['VerifiableCredential', 'OpenBadgeCredential'],
                       'issuer', json_object('id', 'https://guild.example', 'type', ['Profile'],
                                             'name', 'Sample Skills Guild'),
                       'validFrom', cast(recorded_on as varchar) || 'T00:00:00Z',
                       'awardedDate', cast(awarded_on as varchar) || 'T00:00:00Z',
                       'credentialSubject', json_object(
                           'type', ['AchievementSubject'], 'identifier', [identity],
                           'achievement', json_merge_patch(achievement, naming))),
           ending) as document
from documents
order by recorded_on, award;
