-- The Skills Cloud in one file: what is kept, and what follows from it.
-- It opens in any DuckDB client; nothing here needs Python.
--
-- Facts are append-only versions: of all the versions of a thing recorded up to a day, the one with
-- the greatest (recorded_at, row_hash) holds. `known_at` is that day, `as_of` the day asked about.
-- Spans are half-open: starts_on <= day < ends_on; an open end is null in a table and
-- 9999-12-31 in a span, so that spans compare without special cases.

-- ---------------------------------------------------------------- where facts came from
-- `key_fingerprint` tells with which key people's pseudonyms were made (see vault/pseudonyms.py).
create table model (model_hash text, key_fingerprint text);
create table sources (
    source_id text primary key, kind text, file text, sha256 text, exported_on date,
    rows_read bigint, accepted bigint, quarantined bigint, duplicates bigint, read_as text);
-- A file that was read again in another way (for another day of export, in another encoding) is there
-- once: as it was read for the latest day.
create view readings as
    from sources
    qualify row_number() over (
        partition by sha256, kind order by exported_on desc nulls last, source_id) = 1;
-- Of which formats the awards and badges of a source are, from when to when they were awarded, and when
-- the last of them is over (null where one has no end).
create table source_formats (
    source_id text, format text, data_model text, badges bigint, awarded_from date, awarded_to date,
    ends_on date);
-- When a source says it recorded a version of anything but an award, and the first day of an export that told
-- of it: versions that contradict each other are dated by these, whatever the order they were loaded in.
-- `thing` is the hash of the version's key. What is inferred was told by no row: it follows from one that
-- was changed on `first_on`.
create table statements (
    version_of text, thing text, row_hash text, stated_at timestamp, inferred boolean, first_on date);
-- The raw text of a refused row may hold a name: it lives in the identity vault, not here.
create table quarantine (
    quarantine_id text, source_id text, file text, line bigint, column_name text,
    reason_code text, reason text);
-- What is to be said of a row that was kept, or of a whole file: what became of it (`effect`: left out,
-- counted otherwise, doubtful). Like quarantine it belongs to a delivery, not to the content.
create table remarks (
    source_id text, file text, line bigint, column_name text, code text, what text, effect text);
-- What the company decided in its company.toml, by name: 'matching.least', 'population', ...
create table settings (name text, value text);

-- ---------------------------------------------------------------- people and where they work
-- A person_id is a pseudonym, made of the employee id with a key that lies elsewhere; so is a manager_id. Only the
-- identity vault knows whose it is.
-- `source_id` and `line` say where a version was read first; they are outside the content.
-- Texts of which hardly two are alike are kept as they are: to press them takes half of the time that writing
-- people takes, and saves little.
create table employment_versions (
    person_id text using compression uncompressed, hired_on date, left_on date, recorded_at timestamp,
    row_hash text using compression uncompressed);
-- What each assignment's rows told of its employment; the versions of employments follow from it.
create table employment_statements (
    person_id text, hired_on date, starts_on date, left_on date, hired_at timestamp, first_at timestamp,
    last_at timestamp);
create table assignment_versions (
    assignment_id text using compression uncompressed, person_id text using compression uncompressed,
    starts_on date, ends_on date, business_unit_id text, location_id text, job_role text,
    manager_id text using compression uncompressed, fte double, population text, state text,
    recorded_at timestamp, row_hash text using compression uncompressed, assumed_until date,
    source_id text, line bigint, origin text);
-- The days of which an extract tells everybody (a snapshot), and what each person's row said on which of them:
-- equal facts over consecutive snapshots are one span. The assignments above follow from them (`origin` is then
-- 'snapshots'). Facts that are all null are those of a row that was refused: the person was there, no more is known.
create table snapshots (day date, source_id text, people bigint, cut_short boolean, complete boolean);
create table snapshot_spans (
    person_id text using compression uncompressed, first_on date, last_on date, hired_on date,
    left_on date, business_unit_id text, location_id text, job_role text,
    manager_id text using compression uncompressed, fte double, population text, source_id text,
    line bigint);
-- Whom the rows of an aliases.csv name: one whom no extract tells of can be shown with its line.
create table alias_rows (person_id text, source_id text, line bigint);
create table business_unit_versions (
    business_unit_id text, starts_on date, name text, parent_id text, recorded_at timestamp,
    row_hash text, source_id text, line bigint);
-- What became of a unit on a day: rename, split (a row for each part), merge, move (to another parent), end.
create table unit_change_versions (
    change_id text, business_unit_id text, starts_on date, change text, to_id text, name text,
    recorded_at timestamp, row_hash text, source_id text, line bigint);
create table location_versions (
    location_id text, name text, city text, country text, country_code text, latitude double,
    longitude double, recorded_at timestamp, row_hash text, place_origin text, source_id text, line bigint);
-- What became of a location on a day: rename, merge (its people sit in another one), end.
create table location_change_versions (
    change_id text, location_id text, starts_on date, change text, to_id text, name text,
    recorded_at timestamp, row_hash text, source_id text, line bigint);

-- ---------------------------------------------------------------- skills
-- Taxonomies in the words of SKOS. Versions of one live side by side: everything carries both, and the ids are
-- the publisher's own. What rows of a version name, and nothing of it defines, is kept: a remark tells of it.
create table taxonomies (
    taxonomy_id text, taxonomy_version text, name text, publisher text, homepage text, licence text,
    attribution text, language text, released_on date, primary key (taxonomy_id, taxonomy_version));
-- What each file says of the version that it is of; `taxonomies` is derived from it at the end of each load.
create table stated_editions (
    taxonomy_id text, taxonomy_version text, name text, publisher text, homepage text, licence text,
    attribution text, language text, released_on date, source_id text);
-- How large columns are pressed is said: to try all ways takes longer than to write them.
-- What files say of a concept, once for each language; `concepts` is the one that holds.
-- kind: skill, knowledge, ability, attitude, language, competency, tool, task, activity, skill group,
-- occupation, occupation group, work role, level, collection.
create table concept_versions (
    concept_id text using compression uncompressed, taxonomy_id text, taxonomy_version text, kind text,
    notation text, label text using compression uncompressed,
    definition text using compression uncompressed, status text, url text using compression uncompressed,
    language text, recorded_at timestamp, row_hash text using compression uncompressed, source_id text,
    line bigint);
-- label_type: preferred, alternative, hidden.
create table concept_labels (
    taxonomy_id text using compression dict_fsst, taxonomy_version text using compression dict_fsst,
    concept_id text using compression dict_fsst, label text using compression uncompressed,
    label_norm text using compression uncompressed, label_type text using compression dict_fsst,
    language text using compression dict_fsst);
-- relation: broader, related, member of, replaced by; and what a skill is to another: essential, optional.
create table concept_relations (
    taxonomy_id text, taxonomy_version text, concept_id text, relation text, to_id text, source_id text,
    line bigint);
-- What an occupation or work role asks for: essential, optional, listed, hot.
create table requirements (
    taxonomy_id text using compression dict_fsst, taxonomy_version text using compression dict_fsst,
    occupation_id text using compression dict_fsst, concept_id text using compression dict_fsst,
    requirement text using compression dict_fsst, source_id text using compression dict_fsst, line bigint);
-- Numbers on different scales are never averaged together.
create table scales (
    taxonomy_id text, taxonomy_version text, scale_id text, name text, least double, greatest double);
create table ratings (
    taxonomy_id text, taxonomy_version text, occupation_id text, concept_id text, scale_id text,
    category text, value double, n integer, suppress boolean, not_relevant boolean, source_id text,
    line bigint);
-- What a concept means at a level of a scale.
create table concept_levels (
    taxonomy_id text, taxonomy_version text, concept_id text, scale_id text, level double, description text,
    source_id text, line bigint);
-- Concepts of one taxonomy as those of another. predicate: exactMatch, closeMatch, broadMatch, narrowMatch,
-- relatedMatch. `confidence` is on the crosswalk's own scale. Derived at the end of each load: of which taxonomy
-- and version an end is, where its file does not say, the concepts that are here tell.
create table crosswalks (
    crosswalk_id text, from_taxonomy text, from_version text, from_id text, predicate text,
    to_taxonomy text, to_version text, to_id text, confidence double, status text, source_id text,
    line bigint);
create table stated_crosswalks (
    crosswalk_id text, from_taxonomy text, from_version text, from_id text, predicate text,
    to_taxonomy text, to_version text, to_id text, confidence double, status text, source_id text,
    line bigint);

-- ---------------------------------------------------------------- badges and awards
-- `level`, 1 to 5, follows from a rule of `level_rules`, which is named; 0 where the badge proves no proficiency.
-- level_origin: stated, rule, unstated.
create table badge_versions (
    badge_id text, name text, issuer text, issuer_id text, authorised_by text, language text,
    known_by text, badge_type text, level_stated text, level integer, level_origin text, level_rule text,
    recorded_at timestamp, row_hash text, source_id text, line bigint);
-- What people decided of levels: rules that come beside those of the workbench, or in place of the one of their
-- name. Derived from both at the end of each load: the rules that hold, of which the first that fires counts.
create table level_rule_versions (
    rule text, place double, badge_type text, issuer text, title_words text, scale text, result text,
    level text, recorded_at timestamp, row_hash text, source_id text, line bigint);
create table level_rules (
    number integer, rule text, badge_type text, issuer text, title_words text, scale text, result text,
    level integer, origin text, decided_by text);
create table badge_tag_versions (
    badge_id text, tag text, tag_norm text, target_uri text, origin text, recorded_at timestamp,
    row_hash text);
-- What people decided of the names of skills: accepted or rejected of a concept, no concept (the taxonomy has
-- none), not a skill, or a concept of the company's own, which `broader_id` is above. `about`: of what is
-- rejected the concept, of what speaks of one taxonomy alone that taxonomy, else blank.
create table skill_name_versions (
    name_norm text, about text, decision text, taxonomy_id text, taxonomy_version text,
    concept_id text, broader_id text, decided_by text, recorded_at timestamp, row_hash text,
    source_id text, line bigint);
-- Derived at the end of each load: what each name that badges give a skill is linked to in each taxonomy.
-- status: accepted, proposed, ambiguous, rejected, unmapped, not a skill, own concept (of no other taxonomy);
-- method: decided, exact, normalised, alias, similar; score: 1 where certain; `linked_version` is the oldest that
-- links the name, by which the link holds, `taxonomy_version` the newest that has its concept; `newer_id` the
-- concept that a newer version links the name to, where it is another one. `basis` tells of what a link follows
-- from (name, labels, decisions, our rules): as long as it is the same, so is the link. And the concepts to
-- choose from where nothing is certain.
create table skill_links (
    name_norm text, name text, taxonomy_id text, taxonomy_version text, linked_version text, concept_id text,
    newer_id text, status text, method text, score double, decided_by text, decided_on date, basis text);
create table skill_choices (
    name_norm text, taxonomy_id text, taxonomy_version text, rank integer, concept_id text, label text,
    score double);
-- Derived at the end of each load: each name of a skill that a badge carries, with the skill it is linked to, or
-- why to none.
create table badge_tag_links (
    badge_id text, tag text, tag_norm text, origin text, skill_id text, status text, method text,
    unlinked_because text, recorded_at timestamp);
-- Derived at the end of each load from the badges' own tags and the taxonomy's labels.
create table badge_skill_versions (
    badge_id text, skill_id text, level integer, origin text, method text, recorded_at timestamp,
    row_hash text);
-- From a catalogue: where a badge can be earned; a null country means everywhere.
create table badge_offer_versions (
    badge_id text, country_code text, recorded_at timestamp, row_hash text);
-- What a person decided of a badge: the series it belongs to, blank where it stands alone.
create table badge_series_versions (
    badge_id text, series text, recorded_at timestamp, row_hash text);
-- Derived at the end of each load: the badges of which one renews the other, and by which rule.
create table badge_series (badge_id text, series_id text, rule text);

-- The large one: it carries no keys (they cost ten times the insert); `check` guards it instead.
-- `version_at` is the source's own time of this version of the award: the newest holds. `stated_at` is
-- when the source says it recorded it; `first_on` and `last_on` are the first and the last day of an
-- export that brought it. From these follows `recorded_at`, the moment from which it was known.
-- What is `undated`, expired or revoked, counts from the first day it was told of.
create table award_versions (
    award_id text, source_id text, badge_id text, person_id text, matched_by text,
    unmatched_because text, awarded_on date, expires_on date, expiry_stated text, expiry text,
    revoked_on date, undated text, acceptance text, country_code text, state text, level_stated text,
    level_reached integer, level_rule text, evidence_count integer, replaced_by text, version_at timestamp,
    stated_at timestamp, first_on date, last_on date, recorded_at timestamp, row_hash text);
-- Derived at the end of each load: when one of the few awards with several versions was known to be
-- another than this one. With it the awards known on a day are a filter; without, a sort of
-- everything (six times slower).
create table award_replacements (
    award_id text, row_hash text, replaced_at timestamp, returned_at timestamp);
-- Derived at the end of each load: which awards that found nobody name the same recipient: `recipient_id` is the
-- first of their ids. An award of which that cannot be told has no row.
create table unmatched_recipients (award_id text, recipient_id text);
-- Where a credential says that its status is to be found, and the lists of statuses that were loaded.
create table award_status_entries (award_id text, list_id text, purpose text, position bigint);
create table award_uids (award_id text, uid_hash text);
create table status_lists (
    list_id text, issuer text, purpose text, members text, bits text, valid_from timestamp,
    recorded_at timestamp, row_hash text);
-- Under which names a list came: one that was saved under the last part of its address is found by that.
create table status_list_files (list_hash text, source_id text, file text);
-- Derived at the end of each load: what each of those lists says of those awards, and since when: of what
-- is not valid, the first day of the unbroken run of its versions that say so. Each row is what is known from
-- `recorded_at` on.
create table award_statuses (
    award_id text, purpose text, list_id text, status text, since date, recorded_at timestamp);

-- ---------------------------------------------------------------- plans and training
create table target_versions (
    target_id text, business_unit_id text, skill_id text, level integer, needed integer,
    starts_on date, approved boolean, recorded_at timestamp, row_hash text, source_id text,
    line bigint);
-- What share of the people in a job role need a skill at a level.
create table role_requirement_versions (
    job_role text, skill_id text, level integer, share double, starts_on date, recorded_at timestamp,
    row_hash text, source_id text, line bigint);
create table programme_versions (
    programme_id text, name text, skill_id text, starts_on date, recorded_at timestamp, row_hash text);
create table enrolment_versions (
    programme_id text, person_id text, enrolled_on date, completed_on date,
    recorded_at timestamp, row_hash text);

-- ================================================================ what was known on a day
-- An award's versions become known one after the other, and an older one may be said again. From each
-- such moment on the newest version then known holds; of equally new ones the one said last.
create view replaced_award_versions as
    with versions as (
        select distinct award_id, row_hash, version_at, recorded_at, last_on::timestamp as last_at
        from award_versions
        where award_id in (
            select award_id from award_versions group by award_id having min(row_hash) <> max(row_hash))),
    said as (
        select award_id, row_hash, version_at, recorded_at as moment from versions
        union
        select award_id, row_hash, version_at, last_at from versions where last_at > recorded_at),
    turns as (
        select distinct award_id, moment,
               lead(moment) over (partition by award_id order by moment) as next_moment
        from (select distinct award_id, moment from said)),
    holds as (
        select turns.award_id, turns.moment, row_hash
        from turns
        join said on said.award_id = turns.award_id and said.moment <= turns.moment
        qualify row_number() over (
            partition by turns.award_id, turns.moment
            order by version_at desc nulls first, said.moment desc, row_hash desc) = 1)
    select versions.award_id, versions.row_hash, turns.moment as replaced_at, next_moment as returned_at
    from versions
    join turns on turns.award_id = versions.award_id and recorded_at <= turns.moment
    anti join holds on holds.award_id = versions.award_id and holds.row_hash = versions.row_hash
        and holds.moment = turns.moment;

-- A status list speaks of an award from its own day on: one that is revoked is over, and so is one that is
-- suspended, from its first day on; the days before it stand. A later version of the list that says valid
-- lifts either.
create macro awards(known_at) as table
    select known.* replace (
        case when over_since is null then revoked_on
             else least(coalesce(revoked_on, over_since), over_since) end as revoked_on)
    from (
        select *
        from award_versions
        anti join (
            select award_id, row_hash
            from award_replacements
            where replaced_at < known_at::date + interval 1 day
              and (returned_at is null or returned_at >= known_at::date + interval 1 day))
            using (award_id, row_hash)
        where recorded_at < known_at::date + interval 1 day and state = 'issued') as known
    left join (
        select award_id, min(since) as over_since
        from (
            select award_id, status, since
            from award_statuses
            where recorded_at < known_at::date + interval 1 day
              and award_id in (select award_id from award_statuses where status <> 'valid')
            qualify row_number() over (
                partition by award_id, purpose, list_id order by recorded_at desc) = 1)
        where status <> 'valid'
        group by award_id) as listed using (award_id);

-- An award with the series of its badge: within a series an award renews the one before it.
create macro series_awards(known_at) as table
    select awards.*, coalesce(series_id, badge_id) as series_id
    from awards(known_at) as awards
    left join badge_series using (badge_id);

create macro employments(known_at) as table
    select *
    from employment_versions
    where recorded_at < known_at::date + interval 1 day
    qualify row_number() over (partition by person_id, hired_on order by recorded_at desc, row_hash desc) = 1;

create macro assignments(known_at) as table
    select *
    from assignment_versions
    where recorded_at < known_at::date + interval 1 day
    qualify row_number() over (partition by assignment_id order by recorded_at desc, row_hash desc) = 1
        and state = 'active';

create macro locations(known_at) as table
    select * replace (case when count(*) over (partition by name) = 1 then name
                           else name || ' (' || location_id || ')' end as name)
    from (
        select *
        from location_versions
        where recorded_at < known_at::date + interval 1 day
        qualify row_number() over (partition by location_id order by recorded_at desc, row_hash desc) = 1);

create macro location_changes(known_at) as table
    select *
    from location_change_versions
    where recorded_at < known_at::date + interval 1 day
    qualify row_number() over (partition by change_id order by recorded_at desc, row_hash desc) = 1;

-- A location by its name of each day: the one that its last rename by then gave it.
create macro locations_on(days, known_at) as table
    with called as (
        select day, coalesce(to_id, location_id) as location_id,
               arg_max(name, (starts_on, recorded_at, row_hash)) as new_name
        from (select unnest(list_distinct(days))::date as day)
        join location_changes(known_at) on starts_on <= day
        where name is not null
        group by day, coalesce(to_id, location_id))
    select * exclude (new_name) replace (
               case when new_name is null then name
                    when count(*) over (partition by day, coalesce(new_name, name)) = 1 then new_name
                    else new_name || ' (' || location_id || ')' end as name)
    from (select unnest(list_distinct(days))::date as day)
    cross join locations(known_at)
    left join called using (day, location_id);

-- Which location stands on a day for each that became another one or ended, by its name of that day: the end of
-- its chain of renames and merges. One that ended without another says so in its name.
create macro locations_carried(structure_on, known_at) as table
    with recursive ends as materialized (
        select location_id, starts_on, to_id
        from location_changes(known_at)
        where starts_on <= structure_on::date
          and (change = 'end' or coalesce(to_id, location_id) <> location_id)
        qualify row_number() over (
            partition by location_id
            order by starts_on desc, change = 'end', recorded_at desc, row_hash desc) = 1),
    chain as (
        select location_id, coalesce(to_id, location_id) as place_now, [location_id] as passed,
               case when to_id is null then starts_on end as ended_on
        from ends
        union all
        select chain.location_id, coalesce(to_id, place_now), list_append(passed, place_now),
               case when to_id is null then starts_on end
        from chain
        join ends on ends.location_id = place_now
        where ended_on is null and not list_contains(passed, place_now))
    select chain.location_id, place_now,
           coalesce(name, place_now) || coalesce(' (until ' || ended_on || ')', '') as location_now
    from chain
    left join locations_on([structure_on], known_at) as named on named.location_id = place_now
    qualify row_number() over (partition by chain.location_id order by len(passed) desc) = 1;

-- Of what sources say of a badge without a day, the one that states its level holds.
create macro badges(known_at) as table
    select *
    from badge_versions
    where recorded_at < known_at::date + interval 1 day
    qualify row_number() over (
        partition by badge_id
        order by recorded_at desc, (level_stated is not null) desc, row_hash desc) = 1;

-- What a badge proves: one of participation (level 0) proves no skill.
create macro badge_skills(known_at) as table
    select badge_id, skill_id, max(level) as level
    from badge_skill_versions
    where recorded_at < known_at::date + interval 1 day and level > 0
    group by badge_id, skill_id;

-- A draft hides no approved target; an approval that was withdrawn is one no more.

create macro programmes(known_at) as table
    select *
    from programme_versions
    where recorded_at < known_at::date + interval 1 day
    qualify row_number() over (partition by programme_id order by recorded_at desc, row_hash desc) = 1;

create macro enrolments(known_at) as table
    select *
    from enrolment_versions
    where recorded_at < known_at::date + interval 1 day
    qualify row_number() over (
        partition by programme_id, person_id, enrolled_on order by recorded_at desc, row_hash desc) = 1;

-- ================================================================ skills and their families
-- Versions go by their numbers, so that 1.10 comes after 1.9; the words in them decide the rest. One that no
-- file states comes before all that are stated.
create macro version_order(version) as {
    'stated': not starts_with(version, 'unstated'),
    'numbers': list_transform(regexp_extract_all(version, '[0-9]+'), lambda number: try_cast(number as hugeint)),
    'words': version};

-- Of what files say of a concept, the version's own language holds, else English; then what says most.
create view concepts as
    select concept_versions.*
    from concept_versions
    left join taxonomies using (taxonomy_id, taxonomy_version)
    qualify row_number() over (
        partition by taxonomy_id, taxonomy_version, concept_id
        order by concept_versions.language is not distinct from taxonomies.language desc,
                 coalesce(concept_versions.language, 'en') = 'en' desc, concept_versions.language,
                 (definition is not null)::integer + (status is not null)::integer
                     + (notation is not null)::integer desc, recorded_at desc, row_hash desc) = 1;

-- What people have; the tasks that they do with it, occupations, roles, levels and collections are none.
create macro is_skill(kind) as (
    kind in ('skill', 'knowledge', 'ability', 'attitude', 'language', 'competency', 'tool', 'activity'));

-- The last taxonomy version is the one that speaks. Skills of one label are told apart by their
-- taxonomy, or else by their id: pictures and filters know a skill by its label.
create view skills as
    select concept_id as skill_id,
           case when count(*) over (partition by kind = 'skill group', label) = 1 then label
                when count(*) over (partition by kind = 'skill group', label, taxonomy_id) = 1
                    then label || ' (' || taxonomy_id || ')'
                else label || ' (' || concept_id || ')' end as label,
           kind, taxonomy_id, taxonomy_version
    from (
        select *
        from concepts
        where is_skill(kind) or kind = 'skill group'
        qualify row_number() over (
            partition by concept_id
            order by version_order(taxonomy_version) desc, recorded_at desc, row_hash desc) = 1);

-- By which words a skill is known, in all languages and versions.
create view skill_labels as
    select distinct concept_id as skill_id, label, label_norm, label_type
    from concept_labels
    semi join skills on skill_id = concept_id;

-- A target names its skill by the id, or by a label that one skill alone has; what is neither stays as it is.
create view named_targets as
    with said as (
        select distinct skill_id as name,
               lower(trim(regexp_replace(nfc_normalize(replace(skill_id, chr(160), ' ')), '\s+', ' ', 'g')))
                   as label_norm
        from target_versions anti join concept_versions on concept_id = skill_id),
    called as (
        select name, min(skill_id) as skill_id, count(distinct skill_id) as skills
        from said join skill_labels using (label_norm)
        group by name)
    select target_versions.* replace (
               case when called.skills = 1 then called.skill_id else target_versions.skill_id end as skill_id),
           coalesce(called.skills > 1, false) as is_ambiguous
    from target_versions
    left join called on name = target_versions.skill_id;

create macro targets(as_of, known_at) as table
    select * exclude (is_ambiguous)
    from (
        select *
        from named_targets
        where recorded_at < known_at::date + interval 1 day and starts_on <= as_of::date
        qualify row_number() over (partition by target_id order by recorded_at desc, row_hash desc) = 1)
    where approved
    qualify row_number() over (
        partition by business_unit_id, skill_id, level
        order by starts_on desc, recorded_at desc, row_hash desc) = 1;

create view broader_skills as
    select distinct concept_id as skill_id, to_id as broader_id
    from concept_relations
    join skills on skill_id = concept_id and skills.taxonomy_id = concept_relations.taxonomy_id
        and skills.taxonomy_version = concept_relations.taxonomy_version
    where relation = 'broader';

-- A skill's families are its broader skills. One is named primary, the first by id, where a
-- picture needs a single home for a skill; counting by family counts a skill in each of its own.
create view skill_families as
    select broader_skills.skill_id, broader_id as family_id, families.label as family,
           row_number() over (partition by broader_skills.skill_id order by broader_id) = 1 as is_primary
    from broader_skills
    join skills as families on families.skill_id = broader_id;

-- Everything that lies above a concept, and how far at least; a circle ends where it closes.
create view broader_closure as
    with recursive climb(taxonomy_id, taxonomy_version, concept_id, broader_id, depth) using key (
            taxonomy_id, taxonomy_version, concept_id, broader_id) as (
        select distinct taxonomy_id, taxonomy_version, concept_id, to_id, 1
        from concept_relations
        where relation = 'broader' and to_id <> concept_id
        union
        select climb.taxonomy_id, climb.taxonomy_version, climb.concept_id, above.to_id, min(depth) + 1
        from climb
        join concept_relations as above
            on above.taxonomy_id = climb.taxonomy_id and above.taxonomy_version = climb.taxonomy_version
            and above.concept_id = climb.broader_id and above.relation = 'broader'
            and above.to_id <> climb.concept_id
        anti join recurring.climb as known
            on known.taxonomy_id = climb.taxonomy_id and known.taxonomy_version = climb.taxonomy_version
            and known.concept_id = climb.concept_id and known.broader_id = above.to_id
        group by all)
    select * from climb;

-- ================================================================ the organisation
-- A macro of one day is a slice of its `_on` sibling, which takes a list of days and names each row's.

-- What was known to become of units: of each change the version recorded last.
create macro unit_changes(known_at) as table
    select *
    from unit_change_versions
    where recorded_at < known_at::date + interval 1 day
    qualify row_number() over (partition by change_id order by recorded_at desc, row_hash desc) = 1;

-- The unit that a change's name is of: what became of the unit, or itself where it only moved.
create macro named_unit(change, unit_id, to_id) as (
    case when change = 'move' then unit_id else coalesce(to_id, unit_id) end);

-- The changes up to a day that end a unit, and where its people went: a row for each part of a split, no
-- `to_id` where they went nowhere. Of a day's changes of one unit, those of one kind hold.
create macro unit_ends(structure_on, known_at) as table
    select business_unit_id, starts_on, change, to_id
    from unit_changes(known_at)
    where starts_on <= structure_on::date and (change in ('split', 'merge', 'end')
          or (change = 'rename' and to_id <> business_unit_id))
    qualify change = first_value(change) over (
        partition by business_unit_id, starts_on order by change = 'end', recorded_at desc, row_hash desc);

-- Those units, and since when they are there: from the beginning, and again from each later day on which
-- they are named anew or become of another unit.
create macro unit_lives(structure_on, known_at) as table
    with ends as materialized (from unit_ends(structure_on, known_at)),
    named as (
        select business_unit_id, starts_on as since
        from business_unit_versions
        where recorded_at < known_at::date + interval 1 day
        union
        select to_id, starts_on from ends)
    select distinct business_unit_id, date '0001-01-01' as since
    from ends
    union
    select business_unit_id, since
    from named
    join (select business_unit_id, min(starts_on) as first_end from ends group by business_unit_id)
        using (business_unit_id)
    where first_end < since and since <= structure_on::date;

-- Which unit stands for each of those on a day: the end of its chain of renames and merges. `ended_on` is
-- null where a unit is still there, as one that split off parts and goes on itself.
create macro units_carried(structure_on, known_at) as table
    with recursive ends as materialized (from unit_ends(structure_on, known_at)),
    lives as (
        select business_unit_id, max(since) as since
        from unit_lives(structure_on, known_at)
        group by business_unit_id),
    chain as (
        select business_unit_id, business_unit_id as unit_now, since as reached_on,
               [business_unit_id] as passed, 0 as step
        from lives
        union all
        select chain.business_unit_id, to_id, starts_on,
               case when starts_on = reached_on then passed else [unit_now] end || [to_id], step + 1
        from chain
        join ends on ends.business_unit_id = unit_now
        where change in ('rename', 'merge') and reached_on <= starts_on
          and not (starts_on = reached_on and list_contains(passed, to_id))
        qualify row_number() over (partition by chain.business_unit_id order by starts_on) = 1),
    endings as (
        select business_unit_id, min(starts_on) as ended_on
        from ends
        join lives using (business_unit_id)
        where since <= starts_on
        group by business_unit_id, starts_on
        having not bool_or(coalesce(to_id = business_unit_id, false)))
    select business_unit_id, arg_max(unit_now, step) as unit_now, any_value(first_on) as ended_on
    from chain
    left join (select business_unit_id, min(ended_on) as first_on from endings group by business_unit_id)
        using (business_unit_id)
    group by business_unit_id;

-- A unit's name and parent on a day: the last dated version that had started by then, and what changes said
-- since. A day before a unit's first dated name takes the first, so that no person falls out of the
-- organisation. In the structure of 'today' (of a day, for people of other days) a unit that ended says so
-- in its name, and one under it lies under what became of it.
create macro business_units_of(days, known_at, structure) as table
    with told as materialized (
        select day, business_unit_id, starts_on, name, parent_id
        from (select unnest(list_distinct(days))::date as day)
        cross join business_unit_versions
        where recorded_at < known_at::date + interval 1 day
        qualify row_number() over (
            partition by day, business_unit_id
            order by starts_on <= day desc, case when starts_on <= day then starts_on end desc,
                     starts_on, recorded_at desc, row_hash desc) = 1),
    changes as materialized (from unit_changes(known_at)),
    called as (
        select day, told.business_unit_id,
               arg_max(changes.name, (changes.starts_on, recorded_at, row_hash)) as new_name
        from told
        join changes on changes.starts_on between told.starts_on and day
            and told.business_unit_id = named_unit(change, changes.business_unit_id, to_id)
        where changes.name is not null
        group by day, told.business_unit_id),
    moved as (
        select day, told.business_unit_id,
               arg_max(to_id, (changes.starts_on, recorded_at, row_hash)) as new_parent
        from told
        join changes on changes.starts_on between told.starts_on and day
            and changes.business_unit_id = told.business_unit_id
        where change = 'move'
        group by day, told.business_unit_id),
    carried as materialized (from units_carried(list_max(days), known_at) where structure = 'today'),
    units as (
        select day, told.business_unit_id,
               coalesce(new_name, name) || coalesce(' (until ' || own.ended_on || ')', '') as name,
               coalesce(above.unit_now, new_parent, parent_id) as parent_id
        from told
        left join called using (day, business_unit_id)
        left join moved using (day, business_unit_id)
        left join carried as own on own.business_unit_id = told.business_unit_id
        left join carried as above on above.business_unit_id = coalesce(new_parent, parent_id))
    select day, business_unit_id,
           case when count(*) over (partition by day, name) = 1 then name
                else name || ' (' || business_unit_id || ')' end as business_unit,
           parent_id
    from units;

create macro business_units_on(days, known_at) as table
    from business_units_of(days, known_at, 'as was');

create macro business_units(as_of, known_at) as table
    select * exclude (day) from business_units_on([as_of], known_at);

-- Every unit with each unit above it and itself; tier 1 is the top. Where units lie under themselves each
-- of them is climbed once: it keeps tiers of its own.
create macro business_unit_paths_of(days, known_at, structure) as table
    with recursive units as materialized (from business_units_of(days, known_at, structure)),
    climb as (
        select day, business_unit_id, business_unit_id as ancestor_id, business_unit as ancestor, parent_id,
               [business_unit_id] as passed
        from units
        union all
        select climb.day, climb.business_unit_id, above.business_unit_id, above.business_unit,
               above.parent_id, list_append(passed, above.business_unit_id)
        from climb
        join units as above on above.day = climb.day and above.business_unit_id = climb.parent_id
        where not list_contains(passed, above.business_unit_id))
    select day, business_unit_id, ancestor_id, ancestor,
           max(len(passed)) over (partition by day, business_unit_id) - len(passed) + 1 as tier,
           len(passed) - 1 as height
    from climb;

create macro business_unit_paths_on(days, known_at) as table
    from business_unit_paths_of(days, known_at, 'as was');

create macro business_unit_paths(as_of, known_at) as table
    select * exclude (day) from business_unit_paths_on([as_of], known_at);

-- Every name that a unit ever had.
create view unit_names as
    select business_unit_id, name from business_unit_versions
    union
    select named_unit(change, business_unit_id, to_id), name
    from unit_change_versions
    where name is not null;


-- One row per person at work on the day, whatever the extract says: where it puts a person in two
-- places, the one that began last (`problems` counts them). A country nobody told us is ZZ, as ISO 3166 leaves it free.
create macro workforce_on(days, known_at) as table
    select day, person_id, business_unit_id, location_id, coalesce(locations.name, 'Unknown') as location,
           city, coalesce(country, 'Unknown') as country, coalesce(country_code, 'ZZ') as country_code,
           coalesce(job_role, 'Unknown') as job_role, manager_id, fte, population
    from (
        select *
        from (select unnest(list_distinct(days))::date as day)
        join assignments(known_at) as assignments on starts_on <= day and (ends_on is null or day < ends_on)
        qualify row_number() over (
            partition by day, person_id order by starts_on desc, recorded_at desc, row_hash desc) = 1)
        as placed
    left join locations_on(days, known_at) as locations using (day, location_id)
    where exists (
        select 1
        from employments(known_at) as employments
        where employments.person_id = placed.person_id and hired_on <= day and (left_on is null or day < left_on));

create macro workforce(as_of, known_at) as table
    select * exclude (day) from workforce_on([as_of], known_at);

-- The same people, each in one unit and location of the structure of another day: `unit_then` carried through
-- the changes up to it; city and country stay those of the day. After a split a person is where their own next post is, if that is one of the parts or under
-- one; who has no such post stays in the unit that was split.
create macro placed_on(days, known_at, structure_on) as table
    with recursive ends as materialized (from unit_ends(structure_on, known_at)),
    workers as materialized (from workforce_on(days, known_at)),
    lives as materialized (from unit_lives(structure_on, known_at)),
    posts as materialized (
        select day, person_id, workers.business_unit_id, max(since) as since
        from workers
        join lives on lives.business_unit_id = workers.business_unit_id and since <= day
        group by day, person_id, workers.business_unit_id),
    parts as (
        select ends.business_unit_id as split_id, ends.starts_on, to_id as part_id
        from ends where change = 'split'
        union
        select ends.business_unit_id, ends.starts_on, paths.business_unit_id
        from ends
        join business_unit_paths_on([structure_on], known_at) as paths on ancestor_id = to_id
        where change = 'split' and paths.business_unit_id <> ends.business_unit_id),
    next_posts as (
        select person_id, splits.split_id, splits.starts_on, business_unit_id
        from (select distinct split_id, starts_on from parts) as splits
        join assignments(known_at) as assignments
            on assignments.starts_on <= structure_on::date
            and (assignments.ends_on is null or splits.starts_on < assignments.ends_on)
        left join parts as own on own.split_id = splits.split_id and own.starts_on = splits.starts_on
            and own.part_id = splits.split_id
        where person_id in (select person_id from posts)
          and (business_unit_id <> splits.split_id or own.part_id is not null)
        qualify row_number() over (
            partition by person_id, splits.split_id, splits.starts_on
            order by assignments.starts_on <= splits.starts_on desc,
                     case when assignments.starts_on <= splits.starts_on then assignments.starts_on end desc,
                     assignments.starts_on, recorded_at desc, row_hash desc) = 1),
    moves as materialized (
        select null::text as mover_id, business_unit_id, starts_on, to_id
        from ends where change in ('rename', 'merge')
        union all
        select person_id, split_id, starts_on, part_id
        from next_posts
        join parts using (split_id, starts_on)
        where part_id = business_unit_id and part_id <> split_id),
    chain as (
        select distinct person_id, business_unit_id, since, business_unit_id as unit_now,
               since as reached_on, [business_unit_id] as passed, 0 as step
        from posts
        union all
        select person_id, chain.business_unit_id, since, to_id, starts_on,
               case when starts_on = reached_on then passed else [unit_now] end || [to_id], step + 1
        from chain
        join moves on moves.business_unit_id = unit_now and (mover_id is null or mover_id = person_id)
        where reached_on <= starts_on and not (starts_on = reached_on and list_contains(passed, to_id))
        qualify row_number() over (
            partition by person_id, chain.business_unit_id, since order by starts_on) = 1),
    carried as (
        select person_id, business_unit_id, since, arg_max(unit_now, step) as unit_now
        from chain
        group by person_id, business_unit_id, since)
    select workers.*, workers.business_unit_id as unit_then,
           coalesce(carried.unit_now, workers.business_unit_id) as unit_now,
           coalesce(elsewhere.location_now, named.name, workers.location) as location_now
    from workers
    left join posts using (day, person_id)
    left join carried on carried.person_id = workers.person_id
        and carried.business_unit_id = workers.business_unit_id and carried.since = posts.since
    left join locations_carried(structure_on, known_at) as elsewhere
        on elsewhere.location_id = workers.location_id
    left join locations_on([structure_on], known_at) as named on named.location_id = workers.location_id;


-- ================================================================ the truth
-- From the day of an award to the earlier of its expiry and its revocation, at the level that the award
-- states, or else its badge.
create macro award_spans(known_at) as table
    select person_id, skill_id, coalesce(level_reached, badge_skills.level) as level, awarded_on as starts_on,
           least(coalesce(expires_on, date '9999-12-31'), coalesce(revoked_on, date '9999-12-31')) as ends_on
    from awards(known_at) as awards
    join badge_skills(known_at) as badge_skills using (badge_id)
    where person_id is not null and coalesce(level_reached, badge_skills.level) > 0
      and awarded_on
          < least(coalesce(expires_on, date '9999-12-31'), coalesce(revoked_on, date '9999-12-31'));

-- Each person's skill over time at the highest level then valid: overlapping awards merged, and cut
-- where the level changes (keeping only the highest level of a merged span gives wrong gaps).
create macro holding_spans(known_at) as table
    with spans as materialized (from award_spans(known_at)),
    days as (
        select person_id, skill_id, starts_on as day from spans
        union
        select person_id, skill_id, ends_on from spans),
    pieces as (
        select person_id, skill_id, day as starts_on,
               lead(day) over (partition by person_id, skill_id order by day) as ends_on
        from days),
    levels as (
        select pieces.person_id, pieces.skill_id, pieces.starts_on, pieces.ends_on, max(level) as level
        from pieces
        join spans on spans.person_id = pieces.person_id and spans.skill_id = pieces.skill_id
                  and spans.starts_on <= pieces.starts_on and pieces.ends_on <= spans.ends_on
        group by pieces.person_id, pieces.skill_id, pieces.starts_on, pieces.ends_on),
    changes as (
        select *, coalesce(
            lag(ends_on) over (partition by person_id, skill_id order by starts_on) = starts_on
            and lag(level) over (partition by person_id, skill_id order by starts_on) = level,
            false) as goes_on
        from levels),
    runs as (
        select *, sum(case when goes_on then 0 else 1 end)
                  over (partition by person_id, skill_id order by starts_on) as run
        from changes)
    select person_id, skill_id, level, min(starts_on) as starts_on, max(ends_on) as ends_on
    from runs
    group by person_id, skill_id, level, run;

-- Who holds which skill at what level on a day, as known on a day. Of employment it says nothing:
-- holders are these people joined to the workforce.
create macro holdings(as_of, known_at) as table
    select person_id, skill_id, max(level) as level
    from award_spans(known_at)
    where starts_on <= as_of::date and as_of::date < ends_on
    group by person_id, skill_id;

-- ================================================================ measured, or not
-- In which country a badge for a skill is on offer: a catalogue says so, or somebody there earned one.
create macro offers_on(days, known_at) as table
    with countries as (
        select distinct day, country_code from workforce_on(days, known_at)),
    catalogue as (
        select distinct skill_id, country_code
        from badge_offer_versions
        join badge_skills(known_at) using (badge_id)
        where recorded_at < known_at::date + interval 1 day),
    earned as (
        select skill_id, person_id, min(awarded_on) as first_on
        from awards(known_at)
        join badge_skills(known_at) using (badge_id)
        where person_id is not null
        group by skill_id, person_id)
    select day, skill_id, countries.country_code
    from catalogue
    join countries on catalogue.country_code = countries.country_code or catalogue.country_code is null
    union
    select day, skill_id, country_code
    from earned
    join workforce_on(days, known_at) using (person_id)
    where first_on <= day;

create macro offers(as_of, known_at) as table
    select * exclude (day) from offers_on([as_of], known_at);

-- What share of the awards must find their person before a place is measured: it can be raised, never lowered.
create macro least_matched() as (
    select greatest(0.9, coalesce(max(value::double), 0.9)) from settings where name = 'matching.least');

-- The awards given by each day, by badge and country: the country that they name, else that of their person.
-- One that an id alone gives to a person who never worked in the country it names does not count as matched: the id
-- may be another person's, having lost its zeros.
-- What names neither is spread over all countries by their people. A country without an award has one row.
create macro received_on(days, known_at) as table
    with people as (select day, person_id, country_code from workforce_on(days, known_at)),
    countries as (
        select day, country_code, count(*) / sum(count(*)) over (partition by day) as part
        from people
        group by day, country_code),
    moments as (
        select awarded_on, min(day) as first_day
        from (select distinct awarded_on from award_versions)
        join (select distinct day from countries) as asked on awarded_on <= day
        group by awarded_on),
    given as (
        select country_code, badge_id, first_day, case when country_code is null then person_id end as whose,
               count(*) as awards,
               count(case when matched_by is distinct from 'id, of another country' then person_id end) as matched
        from awards(known_at)
        join moments using (awarded_on)
        group by all),
    placed as (
        select asked.day, coalesce(given.country_code, people.country_code) as country_code, badge_id,
               sum(awards) as awards, sum(matched) as matched
        from given
        join (select distinct day from countries) as asked on first_day <= asked.day
        left join people on people.day = asked.day and person_id = whose
        group by all)
    select countries.day, countries.country_code, badge_id,
           sum(awards * case when placed.country_code is null then part else 1 end) as awards,
           sum(matched * case when placed.country_code is null then part else 1 end) as matched
    from countries
    left join placed on placed.day = countries.day
         and (placed.country_code = countries.country_code or placed.country_code is null)
    group by all;

-- Of the awards that a country's people received, the share whose recipient we know; where there are none, that
-- of all countries.
create macro matching_on(days, known_at) as table
    select day, country_code, coalesce(sum(awards), 0) as awards, coalesce(sum(matched), 0) as matched,
           coalesce(sum(matched) / sum(awards),
                    sum(sum(matched)) over (partition by day) / sum(sum(awards)) over (partition by day),
                    0) as matched_share
    from received_on(days, known_at)
    group by day, country_code;

create macro matching(as_of, known_at) as table
    select * exclude (day) from matching_on([as_of], known_at);

-- Where a badge for a skill is on offer, and whether it is measured there: enough of the country's awards find their
-- person, and of ten or more awards of that skill enough of these too (an issuer whose ids fail darkens its skills).
create macro skill_places_on(days, known_at) as table
    with earned as (
        select day, skill_id, country_code, sum(awards) as awards, sum(matched) as matched
        from received_on(days, known_at)
        join badge_skills(known_at) using (badge_id)
        group by day, skill_id, country_code)
    select day, skill_id, country_code, coalesce(earned.awards, 0) as awards,
           coalesce(earned.matched, 0) as matched,
           round(matched_share, 9) >= least_matched()
               and (coalesce(earned.awards, 0) < 10
                    or round(earned.matched / earned.awards, 9) >= least_matched()) as measured
    from offers_on(days, known_at)
    join matching_on(days, known_at) as matching using (day, country_code)
    left join earned using (day, skill_id, country_code);

create macro skill_places(as_of, known_at) as table
    select * exclude (day) from skill_places_on([as_of], known_at);

-- ================================================================ what is wrong, by rule
-- The rules, and what became of the rows that break them. Those that are only told of break nothing.
create view rules as
    from (values
        (1, 'awards without a day', 'day-missing', 'left out', true),
        (2, 'awards of a badge nobody defined', 'badge-undefined', 'left out', true),
        (3, 'awards to a person the HR extract does not have', 'person-undefined', 'left out', true),
        (4, 'one version of an award recorded twice', 'recorded-twice', 'counted otherwise', true),
        (5, 'people in two places on one day', 'overlapping-rows', 'counted otherwise', true),
        (6, 'people employed twice on one day', 'employed-twice', 'counted otherwise', true),
        (7, 'approved targets of a unit nobody defined', 'unit-undefined', 'counted otherwise', true),
        (8, 'assignments to a unit nobody defined', 'unit-undefined', 'counted otherwise', true),
        (9, 'assignments to a location nobody defined', 'location-undefined', 'counted otherwise', true),
        (10, 'units whose parent nobody defined', 'parent-undefined', 'counted otherwise', true),
        (11, 'units that lie under themselves', 'unit-under-itself', 'counted otherwise', true),
        (12, 'targets for a skill the taxonomy does not have', 'skill-undefined', 'left out', true),
        (13, 'files whose rows do not add up', 'rows-do-not-add-up', 'doubtful', true),
        (14, 'replaced versions of awards not marked as such', 'replaced-unmarked', 'counted otherwise', true),
        (15, 'managers of whom no row tells', 'manager-undefined', 'doubtful', false),
        (16, 'people hired after the day of their file', 'future-date', 'doubtful', false),
        (17, 'badges none of whose skills the taxonomy has', 'skill-unlinked', 'left out', false))
        as rules(place, rule, code, effect, breaks);

-- Units that lie under themselves: climbing from one of them leads back to it.
create view unit_circles as
    with recursive climb as (
        select business_unit_id, parent_id, [business_unit_id] as climbed
        from business_units(date '9999-12-30', date '9999-12-30')
        union all
        select climb.business_unit_id, above.parent_id, list_append(climbed, above.business_unit_id)
        from climb
        join business_units(date '9999-12-30', date '9999-12-30') as above
            on above.business_unit_id = climb.parent_id
        where not list_contains(climbed, above.business_unit_id))
    select distinct business_unit_id from climb where parent_id = business_unit_id;

-- The row that tells of each employment: that of the first assignment in it.
create view employment_rows as
    select person_id, hired_on, arg_min(source_id, starts_on) as source_id, arg_min(line, starts_on) as line
    from employment_statements
    join assignment_versions using (person_id, starts_on)
    group by person_id, hired_on;

-- One row for each row that breaks a rule: which file and line, and what is wrong there. It names no person.
create view problem_rows as
    with found as (
        select 1 as place, source_id, null::bigint as line, 'awarded_on' as column_name,
               'awards do not say when they were given' as what
        from award_versions where awarded_on is null
        union all
        select 2, source_id, null, 'badge_id', 'awards are of a badge that nothing defines'
        from award_versions anti join badge_versions using (badge_id)
        union all
        select 3, source_id, null, null, 'awards are of a person whom the HR extract does not have'
        from award_versions anti join employment_versions using (person_id) where person_id is not null
        union all
        select 4, source_id, null, null, 'a version of an award is there more than once'
        from (select min(source_id) as source_id, count(*) as copies
              from award_versions group by award_id, row_hash having count(*) > 1),
             range(copies - 1)
        union all
        select 5, other.source_id, other.line, 'starts_on',
               'in two places from ' || other.starts_on || ' on: '
               || coalesce(file || ', line ' || one.line, 'another row') || ' has not ended by then'
        from assignments(date '9999-12-30') as one
        join assignments(date '9999-12-30') as other
            on one.person_id = other.person_id
            and (one.starts_on, one.assignment_id) < (other.starts_on, other.assignment_id)
            and (one.ends_on is null or other.starts_on < one.ends_on)
        left join sources on sources.source_id = one.source_id
        union all
        select 6, place.source_id, place.line, 'hired_on',
               'hired on ' || other.hired_on || ', while the employment from ' || one.hired_on
               || ' on has not ended by then'
        from employments(date '9999-12-30') as one
        join employments(date '9999-12-30') as other
            on one.person_id = other.person_id and one.hired_on < other.hired_on
            and (one.left_on is null or other.hired_on < one.left_on)
        left join employment_rows as place
            on place.person_id = other.person_id and place.hired_on = other.hired_on
        union all
        select 7, source_id, line, 'business_unit_id',
               'the unit ' || coalesce(business_unit_id, '') || ' is defined nowhere'
        from target_versions anti join business_unit_versions using (business_unit_id)
        where approved
        union all
        select 8, source_id, line, 'business_unit_id',
               'the unit ' || coalesce(business_unit_id, '')
               || ' is defined nowhere: counted under its id, in no higher unit'
        from assignment_versions anti join business_unit_versions using (business_unit_id)
        union all
        select 9, source_id, line, 'location_id',
               'the location ' || location_id || ' is defined nowhere: counted as Unknown'
        from assignment_versions anti join location_versions using (location_id)
        where location_id is not null
        union all
        select 10, unit.source_id, unit.line, 'parent_id',
               'the parent ' || unit.parent_id || ' is defined nowhere: the unit stands at the top'
        from business_unit_versions as unit
        anti join business_unit_versions as above on above.business_unit_id = unit.parent_id
        where unit.parent_id is not null
        union all
        select 11, source_id, line, 'parent_id',
               'the unit ' || business_unit_id
               || ' lies under itself: totals stand, the tiers of the units in the circle do not'
        from (from business_unit_versions
              qualify row_number() over (
                  partition by business_unit_id
                  order by starts_on desc, recorded_at desc, row_hash desc) = 1)
        join unit_circles using (business_unit_id)
        union all
        select 12, source_id, line, 'skill_id',
               case when is_ambiguous then 'several skills are called ' || skill_id || ': give the skill_id'
                    else 'the skill ' || coalesce(skill_id, '') || ' is in no taxonomy' end
        from named_targets anti join concept_versions on concept_id = skill_id
        union all
        select 13, source_id, null, null,
               rows_read || ' rows were read, ' || accepted || ' accepted, ' || quarantined
               || ' quarantined, ' || duplicates || ' duplicates'
        from sources where rows_read <> accepted + quarantined + duplicates
        union all
        select 14, null, null, null, 'a replaced version of an award is not marked as such: load again'
        from replaced_award_versions
        anti join award_replacements using (award_id, row_hash, replaced_at)
        union all
        select 15, source_id, line, 'manager_id', 'no row tells of this manager'
        from assignments(date '9999-12-30') as managed
        anti join employment_versions as manager on manager.person_id = managed.manager_id
        where manager_id is not null
        union all
        select 16, source_id, line, 'hired_on',
               'hired on ' || hired_on || ', after the day of the file, ' || exported_on
               || ': counted from then on'
        from employment_rows
        join sources using (source_id)
        where hired_on > exported_on
        union all
        select 16, source_id, line, 'hired_on',
               'hired on ' || hired_on || ', after the day of the file, ' || last_on
               || case when counted is null then ': the employment goes on as it was'
                       else ': counted from then on' end
        from snapshot_spans
        left join (select distinct person_id, hired_on, true as counted from employment_versions
                   where hired_on > (select min(day) from snapshots))
            using (person_id, hired_on)
        where hired_on > last_on
        union all
        select 17, arg_min(source_id, (badge_versions.recorded_at, file, line)),
               arg_min(line, (badge_versions.recorded_at, file, line)), null,
               'no skill of the badge ' || min(name) || ' is in a taxonomy: its awards prove no skill here'
        from badge_versions
        left join sources using (source_id)
        semi join award_versions using (badge_id)
        semi join badge_tag_versions using (badge_id)
        anti join badge_skill_versions using (badge_id)
        group by badge_id)
    select place, rule, code, source_id, line, column_name, what, effect
    from found
    join rules using (place);

create view problems as
    select place, rule, coalesce(problems, 0)::bigint as problems
    from rules
    left join (select place, count(*) as problems from problem_rows group by place) using (place)
    where breaks;
