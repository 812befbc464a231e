"""What is to be said once all is read: files not read, shared addresses, ids that lost zeros, days ahead."""

from skillslib.intake.remarks import remark

CODES = ("not-read", "shared-address", "ids-lost-zeros", "awarded-ahead")
NOTES = ("a note", "a text with no badge in it")  # they belong to a folder, and lack nothing

# Each person whose address another has too, on the row that told of the person last.
SHARED = """
    with shared as (
        select value_norm from vault.identities where kind in ('email', 'alias')
        group by value_norm having min(person_id) <> max(person_id)),
    placed as (
        select person_id, source_id, line from assignment_versions
        where person_id in (select person_id from vault.identities semi join shared using (value_norm))
        qualify row_number() over (partition by person_id order by recorded_at desc, starts_on desc) = 1)
    select distinct source_id, file, line, 'email' as column_name, 'shared-address' as code,
           'another person has this e-mail address too: awards that name it alone match nobody' as what,
           'left out' as effect
    from vault.identities
    semi join shared using (value_norm)
    join placed using (person_id)
    join sources using (source_id)
    where identities.kind in ('email', 'alias')"""

# Of each file the first award whose person would be found if the zeros in front of ids did not count.
LOST_ZEROS = """
    with waiting as (
        select source_id, line, award_id, ltrim(value_norm, '0') as bare
        from vault.recipients
        where kind = 'id' and award_id in (select award_id from award_versions where person_id is null)
          and value_norm not in (select value_norm from vault.identities where kind = 'id')),
    known as (
        select ltrim(value_norm, '0') as bare
        from vault.identities where kind = 'id' and bare in (select bare from waiting)
        group by bare having min(person_id) = max(person_id)),
    lost as (
        select source_id, min(line) as line, count(distinct award_id) as awards
        from waiting semi join known using (bare) group by source_id)
    select source_id, file, line, null as column_name, 'ids-lost-zeros' as code,
           case awards when 1 then '1 award names' else awards || ' awards name' end
               || ' an id that would find its person but for the zeros in front of it: export ids as text'
               as what, 'left out' as effect
    from lost
    join sources using (source_id)"""

# Awards of a day after that of the file which tells of them.
AHEAD = """
    select distinct source_id, file, line, 'awarded_on' as column_name, 'awarded-ahead' as code,
           'awarded on ' || awarded_on || ', after the day of the file, ' || exported_on
               || ': counted from then on' as what, 'doubtful' as effect
    from award_versions
    join sources using (source_id)
    left join vault.recipients using (award_id, source_id)
    where awarded_on > exported_on"""


def derive(con, not_read):
    """Say it, in place of what the load before said; `not_read` are (file, what it looks like)."""
    con.execute("delete from remarks where code in (select unnest(?))", [list(CODES)])
    for file, what in not_read:
        if what not in NOTES:
            con.execute(
                "insert into remarks (file, code, what, effect) values (?, 'not-read', ?, 'left out')",
                [file, f"not read: {what}"],
            )
    remark(con, SHARED)
    remark(con, LOST_ZEROS)
    remark(con, AHEAD)
