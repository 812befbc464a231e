-- A company of four people, small enough to count by hand. The answers stand beside the facts.
insert into taxonomies (taxonomy_id, taxonomy_version, name, licence, attribution, language)
    values ('hand', '1', 'By hand', 'none', 'nobody', 'en');
insert into concept_versions (concept_id, taxonomy_id, taxonomy_version, label, kind, recorded_at, row_hash) values
    ('weld', 'hand', '1', 'Welding', 'skill', '2020-01-01', 'a'),
    ('cut', 'hand', '1', 'Cutting', 'skill', '2020-01-01', 'b'),
    ('metal', 'hand', '1', 'Metalwork', 'skill group', '2020-01-01', 'c');
insert into concept_relations (taxonomy_id, taxonomy_version, concept_id, to_id, relation)
    select *, 'broader' from (values ('hand', '1', 'weld', 'metal'), ('hand', '1', 'cut', 'metal'));

-- Three tiers: Works / Shops / Red and Blue. Red is called Crimson from 2024 on.
insert into business_unit_versions
    (business_unit_id, starts_on, name, parent_id, recorded_at, row_hash) values
    ('works', '2020-01-01', 'Works', null, '2020-01-01', 'a'),
    ('shops', '2020-01-01', 'Shops', 'works', '2020-01-01', 'b'),
    ('red', '2020-01-01', 'Red', 'shops', '2020-01-01', 'c'),
    ('red', '2024-01-01', 'Crimson', 'shops', '2023-12-01', 'd'),
    ('blue', '2020-01-01', 'Blue', 'shops', '2020-01-01', 'e');
insert into location_versions
    (location_id, name, city, country, country_code, latitude, longitude, recorded_at, row_hash) values
    ('north', 'North', 'Northtown', 'Northland', 'NL', 50, 5, '2020-01-01', 'a'),
    ('south', 'South', 'Southtown', 'Southland', 'SL', 40, 5, '2020-01-01', 'b');

-- Ann works in Red, half time. Bob moves from Red to Blue on 2023-07-01. Cid leaves Blue: his last
-- day is 2023-12-31. Dee is a contractor in Blue.
insert into employment_versions values
    ('ann', '2020-01-01', null, '2020-01-01', 'a'),
    ('bob', '2020-01-01', null, '2020-01-01', 'b'),
    ('cid', '2020-01-01', null, '2020-01-01', 'c'),
    ('cid', '2020-01-01', '2024-01-01', '2024-01-10', 'd'),
    ('dee', '2020-01-01', null, '2020-01-01', 'e');
insert into assignment_versions
    (assignment_id, person_id, starts_on, ends_on, business_unit_id, location_id, job_role, manager_id, fte,
     population, state, recorded_at, row_hash) values
    ('1', 'ann', '2020-01-01', null, 'red', 'north', 'welder', 'bob', 0.5, 'employee', 'active', '2020-01-01', 'a'),
    ('2', 'bob', '2020-01-01', '2023-07-01', 'red', 'north', 'lead', null, 1, 'employee', 'active', '2020-01-01', 'b'),
    ('3', 'bob', '2023-07-01', null, 'blue', 'south', 'lead', null, 1, 'employee', 'active', '2023-06-15', 'c'),
    ('4', 'cid', '2020-01-01', null, 'blue', 'south', 'welder', 'bob', 1, 'employee', 'active', '2020-01-01', 'd'),
    ('5', 'dee', '2020-01-01', null, 'blue', 'south', 'welder', 'bob', 1, 'contractor', 'active', '2020-01-01', 'e');

insert into badge_versions (badge_id, name, issuer, level, level_origin, recorded_at, row_hash) values
    ('w1', 'Welding basics', 'School', 1, 'stated', '2020-01-01', 'a'),
    ('w3', 'Welding practice', 'School', 3, 'stated', '2020-01-01', 'b'),
    ('c2', 'Cutting', 'School', 2, 'stated', '2020-01-01', 'c'),
    ('talk', 'A talk', 'School', 1, 'unstated', '2020-01-01', 'd');
insert into badge_tag_versions (badge_id, tag, origin, recorded_at, row_hash) values
    ('talk', 'Public speaking', 'tag', '2020-01-01', 'a');
insert into badge_tag_links values
    ('talk', 'Public speaking', 'public speaking', 'tag', null, 'unmapped', null,
     'the taxonomy has no such skill', '2020-01-01');
insert into badge_skill_versions values
    ('w1', 'weld', 1, 'catalogue', 'exact', '2020-01-01', 'a'),
    ('w3', 'weld', 3, 'catalogue', 'exact', '2020-01-01', 'b'),
    ('c2', 'cut', 2, 'catalogue', 'exact', '2020-01-01', 'c');

-- Welding:  ann level 1 from 2022-01-01 to 2024-01-01, level 3 from 2023-01-01 to 2023-06-01:
--           level 1, then 3, then 1 again.
--           bob level 1 from 2022-01-01 on, revoked on 2023-10-01, which was recorded on 2023-11-01.
--           cid level 1 from 2023-05-01 on, recorded only on 2023-08-15.
--           dee level 3 from 2022-01-01 on.
-- Cutting:  ann level 2 on 2023-09-30, for a year.
-- A talk (no skill in the taxonomy): bob. Somebody we do not know earned Cutting in Northland.
insert into award_versions
    (award_id, badge_id, person_id, matched_by, unmatched_because, awarded_on, expires_on, expiry, revoked_on,
     acceptance, country_code, state, recorded_at, row_hash) values
    ('1', 'w1', 'ann', 'id', null, '2022-01-01', '2024-01-01', 'dated', null, 'accepted', 'NL', 'issued', '2022-01-01', 'a'),
    ('2', 'w3', 'ann', 'id', null, '2023-01-01', '2023-06-01', 'dated', null, 'accepted', 'NL', 'issued', '2023-01-01', 'b'),
    ('3', 'w1', 'bob', 'email', null, '2022-01-01', null, 'never', null, 'accepted', 'NL', 'issued', '2022-01-01', 'c'),
    ('3', 'w1', 'bob', 'email', null, '2022-01-01', null, 'never', '2023-10-01', 'accepted', 'NL', 'issued', '2023-11-01', 'd'),
    ('4', 'w1', 'cid', 'id', null, '2023-05-01', null, 'never', null, 'accepted', 'SL', 'issued', '2023-08-15', 'e'),
    ('5', 'w3', 'dee', 'id', null, '2022-01-01', null, 'never', null, 'accepted', 'SL', 'issued', '2022-01-01', 'f'),
    ('6', 'c2', 'ann', 'id', null, '2023-09-30', '2024-09-30', 'dated', null, 'accepted', 'NL', 'issued', '2023-09-30', 'g'),
    ('7', 'talk', 'bob', 'id', null, '2023-09-01', null, 'never', null, 'pending', 'SL', 'issued', '2023-09-01', 'h');

-- Blue needs two welders at level 1 and one at level 3; Red one at level 2. The cutting target was
-- never approved.
insert into target_versions
    (target_id, business_unit_id, skill_id, level, needed, starts_on, approved, recorded_at, row_hash) values
    ('1', 'blue', 'weld', 1, 3, '2023-01-01', true, '2023-01-01', 'a'),
    ('2', 'blue', 'weld', 3, 1, '2023-01-01', true, '2023-01-01', 'b'),
    ('3', 'red', 'weld', 2, 1, '2023-01-01', true, '2023-01-01', 'c'),
    ('4', 'red', 'cut', 2, 5, '2023-01-01', false, '2023-01-01', 'd');
