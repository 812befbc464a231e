"""What follows from all deliveries of an award together: when it was known, whether it expires, its status.

Each is derived anew at the end of a load from everything in the store, so that no order of loading
makes a difference.
"""


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
        """update award_versions as known set recorded_at = dated.recorded_at
        from (
            with several as (
                select award_id from award_versions where first_on is not null
                group by award_id having count(*) > 1),
            placed as (
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
            from based
            union all
            select award_id, row_hash, coalesce(stated_at, first_on::timestamp)
            from award_versions anti join several using (award_id)
            where first_on is not null) as dated
        where known.award_id = dated.award_id and known.row_hash = dated.row_hash
          and known.recorded_at is distinct from dated.recorded_at"""
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
        """update award_versions as award set expiry = named.expiry
        from (
            with issuers as (
                select badge_id, min(coalesce(issuer_id, lower(issuer), badge_id)) as issuer
                from badge_versions group by badge_id),
            dating as (
                select distinct issuer from award_versions join issuers using (badge_id)
                where expiry_stated = 'dated'),
            kinds as (
                select badge_id, dating.issuer is not null as dates
                from issuers left join dating using (issuer))
            select award_id, row_hash,
                   case when expires_on is not null and expiry_stated = 'dated' then 'dated'
                        when expiry_stated = 'open' and dates then 'never' else 'unknown' end as expiry
            from award_versions left join kinds using (badge_id)
            where expiry_stated is not null) as named
        where award.award_id = named.award_id and award.row_hash = named.row_hash
          and award.expiry is distinct from named.expiry"""
    )


def _read_statuses(con):
    """What the lists of statuses say of the awards that point at them, from the list's own day on.

    An entry finds its list by the list's address, or by the file that was saved under the last part
    of that address; a list of ids names the awards themselves. What no list decides stays open.
    """
    con.execute(
        """create or replace temp table status_found as
        with entries as (
            select distinct award_id, list_id, purpose, position,
                   regexp_extract(list_id, '([^/]+)$', 1) as last_part
            from award_status_entries),
        lists as (
            select *, regexp_extract(file, '([^/]+)$', 1) as file_name from status_lists
            where valid_from is null or valid_from <= recorded_at),
        at_address as (
            select entries.*, lists.recorded_at, valid_from, bits
            from entries join lists using (list_id) where lists.purpose = entries.purpose),
        in_file as (
            select entries.*, lists.recorded_at, valid_from, bits
            from entries join lists on file_name = entries.last_part and lists.purpose = entries.purpose
            where lists.list_id <> entries.list_id and length(last_part) > 3
              and entries.list_id not in (select list_id from lists))
        select award_id, purpose, coalesce(valid_from, recorded_at)::date as since, recorded_at,
               position < length(bits) as decided, substr(bits, position + 1, 1) = '1' as is_set
        from (from at_address union all from in_file)
        where position >= 0 and bits is not null"""
    )
    con.execute(
        """delete from award_statuses;
        insert into award_statuses
        select distinct award_id, purpose,
               case when not is_set then 'valid' when purpose = 'suspension' then 'suspended'
                    else 'revoked' end, since, recorded_at
        from status_found where decided;
        insert into award_statuses
        select distinct award_id, 'revocation', 'revoked', coalesce(valid_from, recorded_at)::date,
               recorded_at
        from (select unnest(string_split(members, chr(10))) as award_id, valid_from, recorded_at
              from status_lists where members <> '')
        semi join award_versions using (award_id);
        drop table status_found"""
    )
