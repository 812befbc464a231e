"""Rows of a person in one file that contradict each other: days that two of them claim, or that none does.

Of days that two rows claim nobody can tell whose they are: both rows are refused. Of a gap within one
employment the row before it is: the next row contradicts its end. A row that is refused for another reason
claims no days, but the row before it may well end where it starts. After a rehire there is no gap.
"""

OVERLAP = "its days overlap with those of another row of this person: neither is counted"
GAP = "it ends before the next row of the same employment starts: the days between are nobody's"


def contradictions(person, starts_on, ends_on, *, newest, stays="true", same=None, anew="false", hint=""):
    """What shows beside other rows, as `Shape.among` has it.

    person      the column of the person's id
    starts_on   how the file calls the column that an overlap is told of; `ends_on` that of a gap
    newest      which of several rows of a person for one day holds, as an order
    stays       SQL: whether a row places the person
    same        SQL: whether the next row (`next_hired_on`) is of the same employment; None where none tells
    anew        SQL: whether a row says that the person is hired: then it is of another employment
    """
    said = f"""
    with newest as (
        select *, bool_or({anew}) over (partition by {person}, starts_on) as anew
        from neighbours where {person} is not null and starts_on is not null
        qualify row_number() over (partition by {person}, starts_on order by {newest}, ordinal) = 1),
    posts as (
        select {person}, starts_on, hired_on, left_on, faulty, anew, {stays} as stays,
               least(coalesce(ends_on, date '9999-12-31'), left_on) as over_on
        from newest),
    turns as (
        select *, lead(starts_on) over turn as next_on, lead(stays) over turn as next_stays,
               lead(hired_on) over turn as next_hired_on, lead(anew) over turn as next_anew,
               max(over_on) over (turn rows between unbounded preceding and 1 preceding) as before_over_on
        from {{posts}} window turn as (partition by {person} order by starts_on))
    select ordinal from good
    join (select {person}, starts_on from turns where {{wrong}}) using ({person}, starts_on)"""
    overlap = said.format(
        posts="(from posts where stays and not faulty)",
        wrong="over_on > next_on or starts_on < before_over_on",
    )
    found = [(overlap, starts_on, "overlapping-rows", OVERLAP + hint)]
    if same:
        # An employment ends where the person left.
        gap = "stays and next_stays and over_on < next_on and coalesce(left_on > over_on, true)"
        gap = f"{gap} and not next_anew and {same}"
        found.append((said.format(posts="posts", wrong=gap), ends_on, "gap-before-next", GAP))
    return tuple(found)


# The next row is of the same employment where it tells the same hire date, and that is of these very days.
HIRED_ALIKE = "next_hired_on = hired_on and hired_on < over_on"
