"""Badge series: the badges of which one renews the other, by a rule that can be seen and a file that decides.

The rule: badges of one issuer at one stated level, whose names differ in no more than a version, a year,
a language, or how they are written. What the rule cannot know (a new name, a successor) a person decides
in `badge_series.csv`, and may decide against the rule there too:

    badge_id    the badge
    series      any word that the badges of one series share
    decision    join: it is of that series; alone: of none; blank: not decided, the rule holds
    decided_on  the day, 2026-10-05: of two decisions the later holds
"""

from skillslib.intake import Column, Shape, Write, content, literal, plain
from skillslib.sheets import as_it_was_sql

# Of the codes of languages only those that are no word or short form of something else, as IT is.
LANGUAGE = (
    "(arabic|chinese|czech|danish|dutch|english|finnish|french|german|greek|hindi|hungarian|italian|japanese|"
    "korean|norwegian|polish|portuguese|romanian|russian|spanish|swedish|thai|turkish|ukrainian|vietnamese|"
    "čeština|dansk|nederlands|suomi|français|deutsch|magyar|italiano|polski|português|română|русский|español|"
    "svenska|türkçe|українська|中文|日本語|한국어|en|de|fr|es|nl|pl|ja|zh|[a-z][a-z][-_][a-z][a-z])"
)
# What may differ between the names of one series, in the order in which it is taken away.
LEFT_OUT = (
    r"\b\d+(st|nd|rd|th) (edition|ed)\b",
    r"\b(version|ver|edition|ed|release|rel|v)[. ]*\d+(\.\d+)*\b",
    r"\b(19|20)\d\d([-/–](19|20)?\d\d)?\b",
    r" \d+(\.\d+)+$",
    rf"[\[(] *{LANGUAGE} *[\])]",
    rf" [-–|] {LANGUAGE}$",
)

SERIES = Shape(
    "badge series",
    (
        Column("badge_id", needed=True),
        Column("series", optional=True),
        Column("decision", "choice", needed=False, choices=("join", "alone")),
        Column("decided_on", "day"),
    ),
    (
        Write(
            "badge_series_versions",
            ("badge_id",),
            f"""select *, {content("badge_id", "series")} as row_hash from (
                select {as_it_was_sql("badge_id")} as badge_id,
                       case decision when 'join' then {as_it_was_sql("series")} end as series,
                       decided_on::timestamp as recorded_at, ordinal
                from good)""",
            main=True,
        ),
    ),
    (
        ("decision is null", "decision", "not-decided", "not decided yet: join or alone"),
        (
            "decision is not null and decided_on is null",
            "decided_on",
            "missing-value",
            "blank, and needed where something is decided: of two decisions the later holds",
        ),
        (
            "decision = 'join' and series is null",
            "series",
            "missing-value",
            "blank, and needed to join a series",
        ),
    ),
    excluded=("not-decided",),
)
SHAPES = (SERIES,)

DECIDED = "decided"
RULE = "the rule: same issuer, level and name, but for version, year or language"
REPLACED = "to decide: its awards were replaced by awards of another"
OTHER_LEVEL = "to decide: same issuer and name, at another level"


def folded(name):
    """SQL: what stays of a badge's name from one version, year and language to the next."""
    text = plain(name)
    for pattern in LEFT_OUT:
        text = f"regexp_replace({text}, {literal(pattern)}, ' ', 'g')"
    return f"trim(regexp_replace({text}, '[^\\pL\\pN+#]+', ' ', 'g'))"


# Every name that a badge ever had tells what it is, so that one renamed meets its older names.
TOLD = f"""named as (
    select distinct badge_id, coalesce(issuer_id, {plain("issuer")}, '') as issuer,
           coalesce(lower(arg_max(level_stated, recorded_at || row_hash) over (partition by badge_id)), '')
               as level,
           {folded("name")} as name
    from badge_versions),
reviewed as (
    select badge_id, series, recorded_at::date as decided_on
    from badge_series_versions
    qualify row_number() over (partition by badge_id order by recorded_at desc, row_hash desc) = 1)"""


def derive(con):
    """The series of the store's badges, from everything that is in it: the table `badge_series`."""
    links = con.execute(
        f"""with {TOLD}
        select distinct first, badge_id
        from (select badge_id, min(badge_id) over (partition by issuer, level, name) as first
              from named anti join reviewed using (badge_id) where name <> '')
        where first <> badge_id order by all"""
    ).fetchall()
    joined = [[badge, series, RULE] for badge, series in _joined(links).items()]
    con.execute("truncate badge_series")
    if joined:
        con.executemany("insert into badge_series values (?, ?, ?)", joined)
    con.execute(
        f"""insert into badge_series
        with {TOLD}
        select badge_id, 'decided: ' || series, {literal(DECIDED)} from reviewed where series is not null"""
    )


def _joined(links):
    """Each thing that is linked to another, with the least of all that hang together with it."""
    above = {}

    def top(thing):
        while above.get(thing, thing) != thing:
            thing = above[thing]
        return thing

    for one, other in links:
        first, last = sorted((top(one), top(other)))
        above[last] = above[first] = first
    return {thing: top(thing) for thing in sorted(above)}


def badge_series(con):
    """Which badges are joined into a series, why, and on which a person should decide; a row for each.

    Columns: badge_id, series, decision (as decided: join, alone, or blank), decided_on, badge, issuer, level
    (as stated), awards (how many name it), because (decided, the rule, or what there is to decide).
    What is still to decide is not joined. Written to a CSV, decided and loaded, the answer changes.

    Example: badge_series(con).to_csv("badge_series.csv", index=False)
    """
    return con.execute(
        f"""with {TOLD},
        counts as (select badge_id, count(distinct award_id) as awards from award_versions group by badge_id),
        badges as (
            select badge_id, name as badge, issuer, level_stated as level from badges(date '9999-12-30')),
        apart as (
            select badge_id, coalesce(series_id, badge_id) as series
            from badges left join badge_series using (badge_id) anti join reviewed using (badge_id)),
        replaced as (
            select distinct unnest([one.badge_id, other.badge_id]) as badge_id,
                   least(one.badge_id, other.badge_id) as series
            from award_versions as given
            join award_versions as later on later.award_id = given.replaced_by
            join apart as one on one.badge_id = given.badge_id
            join apart as other on other.badge_id = later.badge_id
            where one.series <> other.series),
        levels as (
            select badge_id, min(badge_id) over (partition by issuer, name) as series,
                   min(level) over (partition by issuer, name) <> max(level) over (partition by issuer, name)
                       as differ
            from named semi join apart using (badge_id) where name <> ''),
        said as (
            select badge_id, series_id as series, '' as decision, null::date as decided_on, rule as because,
                   2 as place
            from badge_series where rule <> {literal(DECIDED)}
            union all
            select badge_id, coalesce(series, ''), case when series is null then 'alone' else 'join' end,
                   decided_on, {literal(DECIDED)}, 1
            from reviewed
            union all
            select badge_id, series, '', null, {literal(REPLACED)}, 3 from replaced
            union all
            select badge_id, series, '', null, {literal(OTHER_LEVEL)}, 4 from levels where differ)
        select badge_id, series, decision, decided_on, badge, issuer, level,
               coalesce(awards, 0) as awards, because
        from said left join badges using (badge_id) left join counts using (badge_id)
        qualify row_number() over (partition by badge_id order by place, because, series) = 1
        order by because, series, badge_id"""
    ).df()
