"""What is to be said once all is read: files not read, ids and addresses of two people, awards in doubt."""

from skillslib.intake.remarks import remark
from skillslib.matching import ELSEWHERE, SEVERAL

CODES = (
    "not-read",
    "shared-address",
    "ids-lost-zeros",
    "ids-alike",
    "another-country",
    "award-moved",
    "awarded-ahead",
)
MOST_PLACES = 50  # so many rows of a file say where the other row is, each for itself
NOTES = ("a note", "a text with no badge in it")  # they belong to a folder, and lack nothing

# Each person whose address another has too, on the row that says so if it is of a snapshot, else on the one
# that told of the person last.
SHARED = """
    with shared as (
        select value_norm from vault.identities where kind in ('email', 'alias')
        group by value_norm having min(person_id) <> max(person_id)),
    told as (select person_id, source_id, line from vault.address_rows semi join shared using (value_norm)),
    placed as (
        from told
        union all
        select person_id, source_id, line from assignment_versions
        where person_id in (select person_id from vault.identities semi join shared using (value_norm))
          and person_id not in (select person_id from told)
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

# Each person whose id is a longer one of another person but for the zeros before that, on the row told last.
ALIKE = f"""
    with placed as (
        select person_id, source_id, file, line
        from assignment_versions join sources using (source_id)
        where person_id in (select person_id from twins)
        qualify row_number() over (partition by person_id order by recorded_at desc, starts_on desc) = 1),
    pairs as (
        select shorter.person_id, arg_max(longer.person_id, longer.value_norm) as other_id
        from twins as shorter
        join twins as longer
            on longer.bare = shorter.bare and length(longer.value_norm) > length(shorter.value_norm)
        group by shorter.person_id)
    select one.source_id, one.file, one.line, 'employee_id' as column_name, 'ids-alike' as code,
           'another person has this id with more zeros before it'
               || case when row_number() over (partition by one.source_id order by one.line) <= {MOST_PLACES}
                       then coalesce(' (' || other.file || ', line ' || other.line || ')', '') else '' end
               || ': awards that name it alone match nobody. If both are one person, the id lost its zeros'
               as what,
           'doubtful' as effect
    from pairs
    join placed as one using (person_id)
    left join placed as other on other.person_id = other_id"""

# Of each file the first award that could be of either of two such people.
ALIKE_AWARDS = f"""
    with waiting as (
        select source_id, min(line) as line, count(distinct award_id) as awards
        from vault.recipients
        where kind = 'id' and value_norm in (select value_norm from twins)
          and award_id in (select award_id from award_versions where unmatched_because = '{SEVERAL}')
        group by source_id)
    select source_id, file, line, null as column_name, 'ids-alike' as code,
           case awards when 1 then '1 award names' else awards || ' awards name' end
               || ' an id that may be two people''s, as ids lose the zeros before them: export ids as text'
               as what, 'left out' as effect
    from waiting
    join sources using (source_id)"""

ABROAD = f"""
    select distinct source_id, file, line, 'country' as column_name, 'another-country' as code,
           'of ' || country_code || ', where the person whom its id alone finds never worked: the id may be '
               || 'another person''s, having lost its zeros. It is not counted as matched' as what,
           'doubtful' as effect
    from award_versions
    join sources using (source_id)
    left join vault.recipients using (award_id, source_id)
    where matched_by = '{ELSEWHERE}'"""

# Awards that deliveries give to different people: those whom one of them names, and another does not.
MOVED = f"""
    with suspects as (
        select award_id from newest
        union
        select award_id from award_versions where unmatched_because = '{SEVERAL}'),
    told as (
        select award_id, source_id, r.version_at, last_on, min(line) as line,
               list_distinct(list(person_id)) as people
        from (from vault.recipients semi join suspects using (award_id)) as r
        join vault.identities as i on i.kind in ('id', 'email', 'alias') and i.value_norm = r.value_norm
        where r.kind in ('id', 'email')
        group by all),
    moved as (
        select award_id, arg_max(source_id, said) as source_id, arg_max(line, said) as line
        from (select *, (coalesce(version_at, timestamp '0001-01-01'), last_on, source_id) as said from told)
        group by award_id
        having count(distinct source_id) > 1
           and len(list_reduce(list(people), lambda one, other: list_intersect(one, other))) = 0)
    select source_id, file, line, 'award_id' as column_name, 'award-moved' as code,
           'another file gives this award to another person: what was said last holds' as what,
           'counted otherwise' as effect
    from moved
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
    for rows in (SHARED, LOST_ZEROS, ALIKE, ALIKE_AWARDS, ABROAD, MOVED, AHEAD):
        remark(con, rows)
