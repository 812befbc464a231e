"""What follows from all deliveries of an award together: when it was known, whether it expires, its status.

Each is derived anew at the end of a load from everything in the store, so that no order of loading
makes a difference.
"""

EXPIRY = """case
    when expiry_stated = 'dated' then case when expires_on is null then 'unknown' else 'dated' end
    when expiry_stated = 'open' and badge_id in (from dating) then 'never' else 'unknown' end"""


def derive(con):
    """The moments, expiries and statuses of the awards in the store."""
    _date(con)
    _name_expiry(con)
    _read_statuses(con)


def _date(con):
    """From when each version of an award was known.

    The first one from when its source recorded it, a later one from its own time; of two that say
    different things of the same time, the one exported later counts from that export. A source that
    records no time is known from the day of its export.
    """
    con.execute(
        """create or replace temp table several as
        select award_id from award_versions where first_on is not null
        group by award_id having count(*) > 1;
        update award_versions set recorded_at = coalesce(stated_at, first_on::timestamp)
        where recorded_at is distinct from coalesce(stated_at, first_on::timestamp)
          and first_on is not null and award_id not in (from several);
        update award_versions as known set recorded_at = dated.recorded_at
        from (
            with placed as (
                select *, version_at is not distinct from first_value(version_at) over (
                           partition by award_id order by version_at nulls last) as is_first,
                       first_on = min(first_on) over (partition by award_id, version_at) as is_leader
                from award_versions semi join several using (award_id)),
            based as (
                select *, case when is_first then stated_at else greatest(stated_at, version_at) end as base
                from placed)
            select award_id, row_hash,
                   case when stated_at is null then first_on::timestamp
                        when is_leader then base else greatest(base, first_on::timestamp) end as recorded_at
            from based) as dated
        where known.award_id = dated.award_id and known.row_hash = dated.row_hash
          and known.recorded_at is distinct from dated.recorded_at;
        drop table several"""
    )
    con.execute(
        """update award_versions set expires_on = first_on
        where undated = 'expired' and expires_on <> first_on;
        update award_versions set revoked_on = first_on
        where undated = 'revoked' and revoked_on <> first_on"""
    )


def _name_expiry(con):
    """An award without a date of expiry never expires, unless no badge of its issuer ever names one.

    A source that never carries such a date says nothing by leaving it out: that is unknown.
    """
    con.execute(
        f"""create or replace temp table dating as
        with issuers as (
            select badge_id, min(coalesce(issuer_id, lower(issuer), badge_id)) as issuer
            from badge_versions group by badge_id)
        select badge_id from issuers where issuer in (
            select issuer from award_versions join issuers using (badge_id) where expiry_stated = 'dated');
        update award_versions set expiry = {EXPIRY}
        where expiry_stated is not null and expiry is distinct from {EXPIRY};
        drop table dating"""
    )


def _read_statuses(con):
    """What the lists of statuses say of the awards that point at them, from the list's own day on.

    An entry finds its list by the list's address, or by a file that was saved under the last part
    of that address; a list of ids names the awards themselves. What no list decides stays open.
    """
    con.execute("delete from award_statuses")
    if not con.execute("select exists (from status_lists)").fetchall()[0][0]:
        return
    con.execute(
        """create or replace temp table status_said as
        with entries as (
            select distinct award_id, list_id, purpose, position,
                   regexp_extract(list_id, '([^/]+)$', 1) as last_part
            from award_status_entries),
        lists as (
            from status_lists where valid_from is null or valid_from::date <= recorded_at::date),
        files as (
            select distinct list_hash, regexp_extract(file, '([^/]+)$', 1) as file_name
            from status_list_files),
        found as (
            select entries.*, lists.recorded_at, valid_from, bits
            from entries join lists using (list_id) where lists.purpose = entries.purpose
            union all
            select entries.*, lists.recorded_at, valid_from, bits
            from entries join files on file_name = last_part
            join lists on row_hash = list_hash and lists.purpose = entries.purpose
            where lists.list_id <> entries.list_id and length(last_part) > 3
              and entries.list_id not in (select list_id from lists))
        select distinct award_id, purpose, list_id, coalesce(valid_from, recorded_at) as said_at, recorded_at,
               case when substr(bits, position + 1, 1) = '0' then 'valid' when purpose = 'suspension'
                    then 'suspended' else 'revoked' end as status
        from found where position >= 0 and position < length(bits)"""
    )
    _read_ids(con)
    con.execute(
        """create or replace temp table status_runs as
        with moments as (
            select distinct award_id, purpose, list_id, recorded_at as moment
            from status_said
            where award_id in (select award_id from status_said where status <> 'valid')),
        known as (
            select moment, status_said.* from moments join status_said using (award_id, purpose, list_id)
            where recorded_at <= moment
            qualify row_number() over (partition by award_id, purpose, list_id, moment, said_at
                                       order by recorded_at desc, status) = 1),
        lifted as (
            select *, max(case when status = 'valid' then said_at end) over (
                       partition by award_id, purpose, list_id, moment) as valid_at
            from known)
        select award_id, purpose, list_id, moment, max_by(status, said_at) as status,
               min(case when valid_at is null or said_at > valid_at or said_at = max_at then said_at end)
                   as since
        from (select *, max(said_at) over (partition by award_id, purpose, list_id, moment) as max_at
              from lifted)
        group by award_id, purpose, list_id, moment;
        insert into award_statuses by name
        select award_id, purpose, list_id, status, since::date as since, moment as recorded_at
        from status_runs
        union all
        select award_id, purpose, list_id, 'valid', min(said_at)::date, min(recorded_at)
        from status_said where award_id not in (select award_id from status_runs)
        group by award_id, purpose, list_id;
        drop table status_said; drop table status_runs"""
    )


def _read_ids(con):
    """What lists of ids revoke: assertions of the list's own issuer, by their address or their uid.

    Where the issuer of the list or of the badge is not known, the address of the assertion (of the badge,
    for a uid) has to be of the list's own host. An issuer at the root of a site has what is below it.
    """
    con.execute(
        """create or replace temp macro host_of(address) as
            nullif(lower(regexp_extract(address, '(?i)^https?://([^/:?#]+)', 1)), '');
        create or replace temp macro of_one(one, other) as
            starts_with(rtrim(one, '/') || '/', rtrim(other, '/') || '/')
            or starts_with(rtrim(other, '/') || '/', rtrim(one, '/') || '/');
        insert into status_said
        with listed as (
            select list_id, issuer, host_of(coalesce(issuer, list_id)) as list_host,
                   coalesce(valid_from, recorded_at) as said_at, recorded_at,
                   string_split(unnest(string_split(members, chr(10))), ' ') as member
            from status_lists
            where members <> '' and (valid_from is null or valid_from::date <= recorded_at::date)),
        named as (
            select listed.* exclude (member), award_id, badge_id, member[1] as whose, member[3] as host
            from listed join award_versions on award_id = member[2]
            union
            select listed.* exclude (member), award_id, badge_id, 'any', host_of(badge_id)
            from listed join award_uids on uid_hash = member[2]
            join award_versions using (award_id) where member[1] = 'any'),
        issuers as (
            select distinct badge_id, issuer_id from badge_versions where issuer_id is not null)
        select distinct award_id, 'revocation', list_id, said_at, recorded_at, 'revoked'
        from named left join issuers using (badge_id)
        where whose = 'own'
           or case when issuer is not null and issuer_id is not null then of_one(issuer, issuer_id)
                   else host = list_host end"""
    )
