"""What becomes of a person of whom a row is refused: counted nowhere then, and not taken as left."""

from skillslib.intake import literal

UNREAD = "refused, and its day cannot be read: the other rows of this person stand as if it were not there"
ALONE = "refused, and no other row tells of this person: counted nowhere"
COVERED = "refused: this person is counted as the row before says"
SECOND = (
    "a second job, as declared, and no other row of this file tells of this person: counted nowhere by it"
)
NOWHERE = "refused: this person is counted nowhere from "


def uncounted(rows, column, *, ends_on="ends_on", stays="true"):
    """SQL: a remark on each refused row: from when to when its person is counted nowhere.

    rows      SQL: all rows of a file: source_id, line, person_id, starts_on, ends_on, refused
    column    how the file calls the day on which a row starts
    ends_on   SQL: the end of a row; blank where it ends with the start of the next one
    stays     SQL: whether a row places the person
    """
    over = f"coalesce({ends_on}, date '9999-12-31')" if ends_on else "starts_on"
    return f"""
        with turns as (
            select *, lead(starts_on) over turn as next_on,
                   max(case when not refused and {stays} then {over} end)
                       over (turn rows between unbounded preceding and 1 preceding) as before_over_on,
                   bool_or(not refused) over (partition by person_id) as tells_more
            from ({rows}) where person_id is not null
            window turn as (partition by person_id order by starts_on nulls last))
        select source_id, line, {literal(column)} as column_name, 'not-counted' as code,
               case when not tells_more then {literal(ALONE)} when starts_on is null then {literal(UNREAD)}
                    when before_over_on > starts_on then {literal(COVERED)}
                    else {literal(NOWHERE)} || starts_on || coalesce(' to ' || next_on, ' on')
                         || ', and not taken as one who left' end as what,
               'left out' as effect
        from turns where refused"""


def only_second_jobs(column, staging, of_snapshot):
    """SQL: a remark on each row left out as a second job, of a person of whom a file has no other row.

    column         how the file calls what says that a job is the first one
    staging        SQL: a row in our words
    of_snapshot    whether rows that were judged in a file before are not judged again
    """
    others = "select person_id from rows where code is distinct from 'second-job'"
    if of_snapshot:
        others += """ union all
            select person_id from judged_before semi join told_now using (said)
            where person_id in (select person_id from rows where code = 'second-job')"""
    return f"""
        with rows as (select source_id, line, faults[1].code as code, {staging} from temp.main.judged),
        others as ({others})
        select source_id, line, {literal(column)} as column_name, 'not-counted' as code,
               {literal(SECOND)} as what, 'left out' as effect
        from rows anti join others using (person_id)
        where rows.code = 'second-job'"""
