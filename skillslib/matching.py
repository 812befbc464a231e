"""Whose award is it? Derived anew at the end of every load.

Awards find people by employee id, then e-mail and aliases, then hashed identities, then an address
(URI, DID) that a person's alias carries, then an account with the issuer or its platform: an alias may
carry it, and where the award names its person in no other way, it may be the employee id. A credential
that names nobody can be claimed by an alias that carries the credential's own id, and an alias may say whose
an id is that the HR extract writes otherwise. An award of which an employee id and an e-mail tell two people
is nobody's, and so is one whose id alone may be that of two, as exports lose zeros before ids. Whatever is
not certain stays without an answer, with the reason.
"""

from skillslib.intake import content
from skillslib.store import settings

NOBODY = "no identity in the badge"
STRANGER = "identity unknown to the HR extract"
SEVERAL = "identity matches two people"
UNTRIED = "hashed with a salt of its own: more hashes than can be tried"
MOST_HASHES = 200_000_000  # salts times addresses; a minute on two cores
ELSEWHERE = "id, of another country"  # how an award found its person that model.sql does not count as matched
METHODS = ("id", "email", "hash", "uri", "account", "claim")

HASHES = {"sha256": "sha256", "md5": "md5", "sha1": "sha1"}
METHODS_OF_HASH = ", ".join(f"('{name}')" for name in HASHES)


def derive(con):
    """Everything that follows from what was loaded: countries, badges, people of awards.

    It leaves the temporary tables `newest` and `twins` to whoever tells of doubts.
    """
    _name_countries(con)
    _define_badges(con)
    _match_people(con)
    _doubt_countries(con)
    _tell_strangers_apart(con)


def _name_countries(con):
    """A country that an export spells out gets its code, where the company's locations know it."""
    con.execute(
        """update award_versions set country_code = place.country_code
        from (select upper(country) as country, min(country_code) as country_code
              from location_versions group by upper(country)) as place
        where award_versions.country_code = place.country
          and award_versions.country_code <> place.country_code"""
    )


def _define_badges(con):
    """A badge that awards only point at still has a row, under its address, until it is defined."""
    con.execute(
        f"""delete from badge_versions as stub where badge_type = 'address only';
        insert into badge_versions by name
        select *, {content("badge_id", "name")} as row_hash from (
            select distinct badge_id, badge_id as name, null::text as issuer, 'address only' as badge_type,
                   null::text as level_stated,
                   timestamp '1970-01-01' as recorded_at
            from award_versions anti join badge_versions using (badge_id))"""
    )


def _match_people(con):
    """One candidate list, best method first; two people at the best method are nobody.

    Only people of the HR extract count: an address book may know more of them than it does.
    """
    hear_the_newest(con)
    _find_twins(con)
    _match_hashes(con)
    same_id = "i.value_norm = r.value_norm"
    if settings(con)["matching.ids"] == "without leading zeros":
        same_id = "ltrim(i.value_norm, '0') = nullif(ltrim(r.value_norm, '0'), '')"
    con.execute(
        f"""create or replace temp table matches as
        with all_candidates as (
            select award_id, person_id, 1 as place from speaking as r
            join ids as i on {same_id} where r.kind = 'id'
            union all
            select award_id, person_id, 2 from speaking as r
            join vault.identities as i on i.kind in ('email', 'alias') and i.value_norm = r.value_norm
            where r.kind = 'email'
            union all select award_id, person_id, 3 from hashed
            union all
            select award_id, person_id,
                   case r.kind when 'id' then 1 when 'hash' then 3 when 'uri' then 4 when 'account' then 5
                               else 6 end
            from speaking as r
            join vault.identities as i on i.kind = 'alias' and i.value_norm = r.value_norm
            where r.kind <> 'email'
            union all
            select award_id, person_id, 5 from speaking as r
            join ids as i on {same_id}
            where r.kind = 'account'
              and award_id not in (select award_id from speaking where kind in ('id', 'email', 'hash'))),
        candidates as materialized (
            from all_candidates semi join employment_versions using (person_id)),
        by_id as (from candidates where place = 1),
        by_email as (from candidates where place = 2),
        torn as (
            select distinct award_id from by_id semi join by_email using (award_id)
            anti join (select award_id from by_id join by_email using (award_id, person_id))
                using (award_id)),
        best as (
            select award_id, min(place) as place from candidates group by award_id),
        found as (
            select award_id, place, min(person_id) as person_id,
                   case when award_id not in (from torn) then max(person_id) else '' end as other
            from candidates join best using (award_id, place) group by award_id, place),
        unsure as (
            select award_id from found anti join torn using (award_id)
            where place = 1 and person_id <> other),
        settled as (  -- of two people with such an id, the one who has the e-mail address too
            select award_id, min(person_id) as person_id
            from (from by_id semi join unsure using (award_id)) join by_email using (award_id, person_id)
            group by award_id having min(person_id) = max(person_id)),
        named as (
            select award_id, bool_or(kind <> 'none') as somebody from speaking group by award_id),
        all_awards as (select distinct award_id from award_versions)
        select award_id,
               coalesce(settled.person_id, case when found.person_id = other then other end) as person_id,
               case when settled.person_id is not null or found.person_id = other
                    then {list(METHODS)}[place] end as matched_by,
               case when settled.person_id is not null then null
                    when place is null then case when award_id in (from untried) then '{UNTRIED}'
                                                  when somebody then '{STRANGER}' else '{NOBODY}' end
                    when found.person_id <> other then '{SEVERAL}' end as unmatched_because
        from all_awards left join found using (award_id) left join named using (award_id)
        left join settled using (award_id)"""
    )
    con.execute(
        """update award_versions set person_id = matches.person_id, matched_by = matches.matched_by,
               unmatched_because = matches.unmatched_because
        from matches where matches.award_id = award_versions.award_id
          and (award_versions.person_id is distinct from matches.person_id
               or award_versions.matched_by is distinct from matches.matched_by
               or award_versions.unmatched_because is distinct from matches.unmatched_because)"""
    )


def _find_twins(con):
    """The temporary table `twins`: people whose ids are equal but for the zeros before them.

    And the view `ids`: whose an id may be. One that is shorter than its twin may have lost its zeros.
    """
    con.execute(
        """create or replace temp table twins as
        with known as (
            select person_id, value_norm, ltrim(value_norm, '0') as bare
            from vault.identities semi join employment_versions using (person_id) where kind = 'id')
        from known where bare in (
            select bare from known where bare <> ''
            group by bare having min(length(value_norm)) <> max(length(value_norm)));
        create or replace temp view ids as
        select person_id, value_norm from vault.identities where kind = 'id'
        union all
        select longer.person_id, shorter.value_norm
        from twins as shorter join twins as longer
            on longer.bare = shorter.bare and length(longer.value_norm) > length(shorter.value_norm)"""
    )


def _doubt_countries(con):
    """Awards that an id alone gives to a person who never worked in the country that they name."""
    pairs = con.execute(
        """create or replace temp table elsewhere as
        with homes as (
            select distinct person_id, country_code
            from assignment_versions join location_versions using (location_id)
            where length(country_code) = 2 and country_code <> 'ZZ')
        select distinct person_id, country_code from award_versions
        semi join homes using (person_id)
        anti join homes using (person_id, country_code)
        where matched_by = 'id' and length(country_code) = 2"""
    ).fetchall()[0][0]
    if not pairs:
        return
    con.execute(
        f"""update award_versions set matched_by = '{ELSEWHERE}' from elsewhere
        where award_versions.person_id = elsewhere.person_id
          and award_versions.country_code = elsewhere.country_code and matched_by = 'id'
          and award_id not in (
              select award_id from (from award_versions semi join elsewhere using (person_id, country_code))
              join speaking as r using (award_id)
              join vault.identities as i on i.value_norm = r.value_norm and i.kind in ('email', 'alias')
                  and i.person_id = award_versions.person_id
              where r.kind = 'email')"""
    )


def hear_the_newest(con):
    """The view `speaking`: whom the newest version of each award names that names anybody.

    Of equally new ones the one said last holds. That an award names nobody is heard from any version.
    """
    con.execute(
        """create or replace temp table newest as
        with torn as (
            select award_id from vault.recipients where kind <> 'none' group by award_id
            having min(version_at) is distinct from max(version_at) or min(last_on) <> max(last_on)
                or count(version_at) not in (0, count(*)))
        select award_id, max({'version_at': coalesce(version_at, timestamp '0001-01-01'),
                              'last_on': last_on}) as said
        from vault.recipients semi join torn using (award_id) where kind <> 'none' group by award_id;
        create or replace temp view speaking as
        select recipients.* from vault.recipients left join newest using (award_id)
        where said is null or kind = 'none'
           or coalesce(version_at, timestamp '0001-01-01') = said.version_at and last_on = said.last_on"""
    )


def _match_hashes(con):
    """Hashed identities against every e-mail and alias: as written, lower and upper case, salted as said.

    Only the awards that name their person in no other way are tried, for every salt costs a hash of every
    address. Where that would be more than can be done, the temporary table `untried` holds them.
    """
    hashes = " ".join(f"when '{name}' then {function}(text || salt)" for name, function in HASHES.items())
    con.execute(
        f"""create or replace temp table wanted as
        select award_id, split_part(value_norm, '$', 1) as method, split_part(value_norm, '$', 2) as hash,
               unnest(list_distinct([coalesce(salt, ''), ''])) as salt
        from speaking where kind = 'hash' and award_id not in (
            select award_id from speaking as r join vault.identities as i
                on i.kind in ('id', 'email', 'alias') and i.value_norm = r.value_norm
                and r.kind in ('id', 'email'));
        create or replace temp table texts as
        with said as (
            select person_id, value as text from vault.identities
            where kind in ('email', 'alias') and exists (from wanted)),
        cases as (
            select person_id, text from said
            union select person_id, lower(text) from said
            union select person_id, upper(text) from said)
        select person_id, text, method from cases cross join (values {METHODS_OF_HASH}) as every(method)
        union all select person_id, 'mailto:' || text, 'sha1' from cases where text like '%@%';
        create or replace temp table untried as
        select distinct award_id from wanted
        where salt <> ''
          and (select count(distinct salt) from wanted) * (select count(*) from texts) > {MOST_HASHES};
        create or replace temp table hashed as
        with salts as (
            select distinct method, salt from wanted
            where salt = '' or award_id not in (from untried)),
        known as (
            select person_id, method, salt, case method {hashes} end as hash
            from texts join salts using (method))
        select distinct award_id, person_id from wanted join known using (method, salt, hash);
        delete from untried where award_id in (select award_id from hashed);
        drop table wanted; drop table texts"""
    )


def _tell_strangers_apart(con):
    """Which awards that found nobody name the same recipient: many awards may be those of one person.

    One who is named by an id and by an address is one recipient where some award names both. A hash with a
    salt, or a credential's own id, is another one in each award: of these nothing can be told.
    """
    con.execute(
        """truncate unmatched_recipients;
        insert into unmatched_recipients
        with told as (
            select award_id, kind, value_norm
            from speaking
            semi join (select award_id from award_versions where person_id is null) using (award_id)
            where kind in ('id', 'email', 'uri', 'account') or (kind = 'hash' and coalesce(salt, '') = '')),
        alike as (select kind, value_norm, min(award_id) as first_id from told group by kind, value_norm),
        own as (
            select award_id, min(first_id) as first_id
            from told join alike using (kind, value_norm) group by award_id),
        joined as (
            select kind, value_norm, min(first_id) as first_id
            from told join own using (award_id) group by kind, value_norm)
        select award_id, min(first_id) from told join joined using (kind, value_norm) group by award_id"""
    )
