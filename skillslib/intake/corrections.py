"""What contradicts what the store was told of the same time, and from when each version then counts."""

from skillslib.intake.cells import content
from skillslib.quoting import literal


def identity(write):
    if write.identity:
        return write.identity
    return (*write.key, "recorded_at", "row_hash") if write.table.endswith("_versions") else write.key


def is_same(write, left, right):
    return " and ".join(f"{left}.{c} is not distinct from {right}.{c}" for c in identity(write))


def is_dated(write):
    """Whether versions are told apart by their time too, which contradictions move."""
    return not write.merge and "recorded_at" in identity(write) and write.table.endswith("_versions")


def _thing(write, row):
    return content(*(f"{row}.{name}" for name in write.key))


def is_told(write, row):
    """SQL: whether the statement `told` is what a row says."""
    return (
        f"told.version_of = {literal(write.table)} and told.thing = {_thing(write, row)} "
        f"and told.row_hash = {row}.row_hash and told.stated_at = {row}.recorded_at and not told.inferred"
    )


def find_corrections(con, write, staged="staged"):
    """The temporary table `corrections`: rows that contradict what the store was told of the same time."""
    con.execute("create or replace temp table corrections (ordinal bigint)")
    if is_dated(write):
        con.execute(
            f"""insert into corrections
            select ordinal from {staged} as said
            semi join statements as known on known.version_of = {literal(write.table)} and not known.inferred
                and known.thing = {_thing(write, "said")} and known.stated_at = said.recorded_at
            anti join statements as told on {is_told(write, "said")}"""
        )
    elif write.merge:
        key = " and ".join(f"said.{c} is not distinct from known.{c}" for c in write.key)
        con.execute(
            f"""insert into corrections
            select ordinal from {staged} as said
            semi join {write.table} as known
                on {key} and said.version_at is not distinct from known.version_at
            anti join {write.table} as same on {is_same(write, "said", "same")}"""
        )


def date_versions(con, write, exported_on, staged="staged"):
    """From when each version is known, of the things that these rows speak of.

    Where versions say different things of one time, the one exported first counts from that time, and
    each later one from its own export. Without the day of an export nobody can tell which came later:
    the load says so. What was inferred holds only where nothing that was told does, and of several
    that of the row which was changed first.
    """
    first_on = f"date {literal(exported_on)}" if exported_on else "null::date"
    if write.inferred:
        first_on = f"min({write.inferred})"
    con.execute(
        f"""create or replace temp table stated as
        select {literal(write.table)} as version_of, {_thing(write, "said")} as thing, row_hash,
               recorded_at as stated_at, {bool(write.inferred)} as inferred, {first_on} as first_on
        from {staged} as said where recorded_at > timestamp '1970-01-01' group by all;
        update statements as known set first_on = least(known.first_on, stated.first_on)
        from stated
        where known.version_of = stated.version_of and known.thing = stated.thing
          and known.row_hash = stated.row_hash and known.stated_at = stated.stated_at
          and known.inferred = stated.inferred
          and least(known.first_on, stated.first_on) is distinct from known.first_on;
        insert into statements
        from stated anti join statements using (version_of, thing, row_hash, stated_at, inferred);
        create or replace temp table contested as
        select thing from statements
        where version_of = {literal(write.table)} and thing in (select thing from stated)
        group by thing having count(*) > count(distinct stated_at) or bool_or(inferred)"""
    )
    if not con.execute("select count(*) from contested").fetchall()[0][0]:
        return
    con.execute(
        f"""create or replace temp table dated as
        with told as (
            select *, case when inferred or first_on is null
                                or first_on = min(first_on) over (partition by thing, stated_at, inferred)
                           then stated_at else greatest(stated_at, first_on::timestamp) end as recorded_at
            from statements where version_of = {literal(write.table)} and thing in (from contested)),
        guesses as (
            select * from told as guess
            where inferred and not exists (
                from told where not told.inferred and told.thing = guess.thing
                            and told.recorded_at <= guess.recorded_at)
            qualify row_number() over (partition by thing order by first_on, row_hash) = 1)
        select distinct thing, row_hash, recorded_at
        from (from told where not inferred union all from guesses);
        create or replace temp table contents as
        select {_thing(write, "known")} as thing, * exclude (recorded_at) from {write.table} as known
        where thing in (from contested)
        qualify row_number() over (partition by thing, row_hash) = 1;
        delete from {write.table} as known
        where recorded_at > timestamp '1970-01-01' and {_thing(write, "known")} in (from contested);
        insert into {write.table} by name
        select contents.* exclude (thing), recorded_at from contents join dated using (thing, row_hash);
        drop table dated; drop table contents"""
    )
