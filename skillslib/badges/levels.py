"""Which proficiency a badge proves: a table of rules that can be read, changed, and shown for each badge.

The rules of the workbench are in `level_rules.csv` beside this file. A company writes its own into a file of
the same columns, loaded with its exports: a rule of a new name comes beside ours, one of the same name in
place of ours. Of all rules the first one that fires counts, by `place`:

    rule         its name, by which it is shown
    place        where it stands among the others, the lowest first
    badge_type   as in Certification; of each cell: blank for any, or several with | between them
    issuer       the issuer's name
    title_words  words, or words in a row, of the badge's name
    scale        a scale that the stated level, or a title with "level", names, as SFIA; the result follows it
    result       the stated level: a word, a number, numbers from-to; * for whatever is stated
    level        1 to 5; none: it proves no proficiency; blank: the rule is off
    decided_on   the day, 2026-10-05: of two rules of one name the later holds

Who was there has not shown what they can do: a badge of participation is linked to its skills, and proves
none of them.
"""

import csv
import re
from pathlib import Path

from skillslib.intake import Column, Shape, Write, content, literal, plain, remark

NONE = "none"
LEVELS = ("1", "2", "3", "4", "5", NONE)
CONDITIONS = ("badge_type", "issuer", "title_words", "scale", "result")
OURS, THEIRS = "the workbench", "the company"
ANY = "*"
AS_A_WORD = r"(^|[^\pL\pN])(WORDS)([^\pL\pN]|$)"
# What is left where a company turned the last rule off.
LAST = dict.fromkeys(CONDITIONS, "") | {"rule": "no rule fires", "level": NONE, "decided_by": OURS}
BETWEEN = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")

TABLE = Path(__file__).with_name("level_rules.csv")
with TABLE.open(encoding="utf-8", newline="") as lines:
    RULES = tuple(csv.DictReader(lines))
# What a stated level may be, whatever the badge.
WORDS = tuple(
    word
    for rule in RULES
    if rule["result"] not in ("", ANY) and not any(rule[name] for name in CONDITIONS[:-1])
    for word in rule["result"].split("|")
)

RULE_TABLE = Shape(
    "level rules",
    (
        Column("rule", needed=True),
        Column("place", "number", needed=True),
        *(Column(name, optional=True) for name in CONDITIONS),
        Column("level", "choice", needed=False, choices=LEVELS),
        Column("decided_on", "day", needed=True),
    ),
    (
        Write(
            "level_rule_versions",
            ("rule",),
            f"""select *, {content("rule", "place", *CONDITIONS, "level")} as row_hash from (
                select rule, place, {", ".join(CONDITIONS)}, level, decided_on::timestamp as recorded_at,
                       source_id, line, ordinal
                from good)""",
            main=True,
        ),
    ),
    tuple(
        (
            f"regexp_matches({name}, '(^|[|])\\s*([|]|$)')",
            name,
            "choice-blank",
            "a bar with nothing beside it: what is between bars is a choice, and a blank one fits everything",
        )
        for name in CONDITIONS
    ),
)
SHAPES = (RULE_TABLE,)

CODES = ("level-unknown", "participation")
# One row of each badge, that of its last version, for what is to be said of it.
SAID = """
    select badge_versions.source_id, file, line, 'level' as column_name, '{code}' as code, {what} as what,
           '{effect}' as effect
    from badges(date '9999-12-30') as badge_versions
    join sources using (source_id)
    semi join award_versions using (badge_id)
    where {where}"""


def known(stated):
    """SQL: whether a stated level is one of WORDS."""
    return f"{plain(stated)} in ({', '.join(map(literal, WORDS))})"


def derive(con):
    """The rules that hold, and the level that each badge and each award with a level of its own proves."""
    rules = _in_force(con)
    con.execute("delete from level_rules")
    rows = [
        [place, rule["rule"], *(rule[name] for name in CONDITIONS), *_means(rule), rule["decided_by"]]
        for place, rule in enumerate(rules)
    ]
    if rows:  # in one go: row by row they take longer than to judge a company's badges by them
        each = f"({', '.join('?' * len(rows[0]))})"
        con.execute(
            f"insert into level_rules values {', '.join([each] * len(rows))}",
            [value for row in rows for value in row],
        )
    if not con.execute("select exists (from badge_versions)").fetchall()[0][0]:
        return
    _judge(con, rules)
    con.execute(
        """update badge_versions set level = told.level, level_origin = told.origin, level_rule = told.rule
        from told
        where told.badge_type is not distinct from badge_versions.badge_type
          and told.issuer is not distinct from badge_versions.issuer
          and told.name is not distinct from badge_versions.name
          and told.stated is not distinct from badge_versions.level_stated
          and (told.rule, told.level, told.origin) is distinct from
              (badge_versions.level_rule, badge_versions.level, badge_versions.level_origin);
        update award_versions set level_reached = reached.level, level_rule = reached.rule
        from (
            select badge_id, stated,
                   case when origin <> 'unstated' then told.level end as level,
                   case when origin <> 'unstated' then told.rule end as rule
            from told
            join badges(date '9999-12-30') as badges
                on told.badge_type is not distinct from badges.badge_type
                and told.issuer is not distinct from badges.issuer
                and told.name is not distinct from badges.name
            where stated is not null) as reached
        where reached.badge_id = award_versions.badge_id and reached.stated = award_versions.level_stated
          and (reached.rule, reached.level) is distinct from
              (award_versions.level_rule, award_versions.level_reached)"""
    )
    _say(con)


def _in_force(con):
    """The rules that hold, in their order: the company's of a name in place of ours."""
    theirs = con.execute(
        f"""select rule, place, {", ".join(f"coalesce({name}, '') as {name}" for name in CONDITIONS)}, level
        from level_rule_versions
        qualify row_number() over (partition by rule order by recorded_at desc, row_hash desc) = 1"""
    )
    names = [column[0] for column in theirs.description]
    named = {rule["rule"]: rule | {"decided_by": OURS} for rule in RULES}
    named |= {
        row[0]: dict(zip(names, row, strict=True)) | {"decided_by": THEIRS} for row in theirs.fetchall()
    }
    held = [rule for rule in named.values() if rule["level"]]
    held.sort(key=lambda rule: (float(rule["place"]), rule["decided_by"] == OURS, rule["rule"]))
    return [*held, LAST]


def _means(rule):
    """The level that a rule gives, and how it is known: as stated, by the rule, or not at all."""
    level = 0 if rule["level"] == NONE else int(rule["level"])
    said = [name for name in CONDITIONS if rule[name]]
    if not said or (said == ["result"] and rule["result"] == ANY):
        return level, "unstated"
    as_stated = said == ["result"] and rule["result"].split("|")[0] == rule["level"]
    return level, "stated" if as_stated else "rule"


def _judge(con, rules):
    """The temporary table `told`: which rule fires for a badge, and for what it or an award of it states."""
    numbers = " ".join(f"when {_condition(rule)} then {place}" for place, rule in enumerate(rules))
    con.execute(
        f"""create or replace temp table told as
        with stated as (
            select badge_type, issuer, name, level_stated as stated from badge_versions
            union
            select badge_type, issuer, name, given.level_stated
            from badges(date '9999-12-30') as badges
            join (select distinct badge_id, level_stated from award_versions) as given using (badge_id)
            where given.level_stated is not null),
        plainly as (
            select *, {plain("badge_type")} as type_said, {plain("issuer")} as issuer_said,
                   {plain("name")} as title_said, {plain("stated")} as level_said,
                   coalesce(level_said, case when contains(title_said, 'level ') then title_said end)
                       as scale_said,
                   coalesce(nullif(regexp_extract(scale_said, 'level ([0-9a-z.]*[0-9a-z])', 1), ''),
                            regexp_extract(scale_said, '([0-9a-z.]+)$', 1)) as scale_result
            from stated),
        fired as (
            select badge_type, issuer, name, stated, case {numbers} end as number from plainly)
        select fired.* exclude (number), rule, level, origin
        from fired join level_rules using (number)"""
    )


def _condition(rule):
    """SQL: whether a rule fires."""
    said = []
    if rule["badge_type"]:
        said.append(f"type_said in {_alternatives(rule['badge_type'])}")
    if rule["issuer"]:
        said.append(f"issuer_said in {_alternatives(rule['issuer'])}")
    if rule["title_words"]:
        said.append(_names("title_said", rule["title_words"]))
    if rule["scale"]:
        said.append(_names("scale_said", rule["scale"]))
    if rule["result"]:
        said.append(_results("scale_result" if rule["scale"] else "level_said", rule["result"]))
    return " and ".join(said) or "true"


def _alternatives(cell):
    return f"({', '.join(plain(literal(part)) for part in cell.split('|'))})"


def _names(text, cell):
    """SQL: whether a text has one of the words of a cell in it, as a word."""
    words = "|".join(re.escape(" ".join(part.lower().split())) for part in cell.split("|"))
    pattern = literal(AS_A_WORD.replace("WORDS", words))
    return f"regexp_matches({text}, {pattern})"


def _results(text, cell):
    if cell == ANY:
        return f"{text} is not null"
    said = []
    for part in cell.split("|"):
        between = BETWEEN.fullmatch(part.strip())
        said.append(
            f"try_cast({text} as double) between {between[1]} and {between[2]}"
            if between
            else f"{text} = {plain(literal(part))}"
        )
    return f"({' or '.join(said)})"


def _say(con):
    """Say which badges prove nothing as they are of participation, and whose level no rule knows."""
    con.execute("delete from remarks where code in (select unnest(?))", [list(CODES)])
    remark(
        con,
        SAID.format(
            code="participation",
            effect="left out",
            what="""'by the rule "' || level_rule || '": its awards prove no skill'""",
            where="level = 0",
        ),
    )
    remark(
        con,
        SAID.format(
            code="level-unknown",
            effect="counted otherwise",
            what="'a level that no rule knows: by the rule \"' || level_rule || '\" it counts as ' || level",
            where="level_origin = 'unstated' and level_stated is not null",
        ),
    )


def said(con):
    """A sentence on the levels that badges or awards state and no rule knows, so that none counts unseen."""
    (badges,) = con.execute(
        """select count(distinct badge_id) from (
            select badge_id from badges(date '9999-12-30')
            where level_origin = 'unstated' and level_stated is not null
            union all
            select badge_id from awards(date '9999-12-30')
            where level_rule is null and level_stated is not null)
        semi join award_versions using (badge_id)"""
    ).fetchall()[0]
    if not badges:
        return []
    return [
        f"{badges:,} badge{'s state' if badges > 1 else ' states'} a level that no rule knows: it counts as "
        "none stated. `skillslib levels` shows which, and as what; say in level_rules.csv what it means."
    ]


def write_rules(path):
    """Write the rules of the workbench into a CSV to change. Errors: FileExistsError where there is one."""
    if Path(path).exists():
        raise FileExistsError(f"{path} is there already, with rules perhaps. Name another file.")
    Path(path).write_bytes(TABLE.read_bytes())


def badge_levels(con):
    """Which level each badge proves, and the rule that says so; a row for each badge, and for each result.

    Columns: badge_id, badge, issuer, badge_type, stated (the level as the badge states it, or in a row of
    its own as awards do), level (1 to 5; blank where it proves no proficiency, as of participation), rule
    (that fired), origin ("stated", "rule", "unstated": counted as the rule says), decided_by (the workbench,
    the company), awards (how many count at that level).
    Formula: of the rules in force the first one whose conditions all hold. Source: `level_rules.csv`.

    Example: badge_levels(con).to_csv("badge_levels.csv", index=False)
    """
    return con.execute(
        """with given as (
            select badge_id, level_rule as rule,
                   case when level_rule is not null then level_stated end as result, count(*) as awards
            from awards(date '9999-12-30')
            group by all),
        badges as (from badges(date '9999-12-30'))
        select badges.badge_id, name as badge, badges.issuer, badges.badge_type,
               coalesce(given.result, level_stated) as stated, nullif(level_rules.level, 0) as level,
               level_rules.rule, level_rules.origin, decided_by, coalesce(awards, 0) as awards
        from (
            select badge_id, null as rule, null as result from badges
            union
            select badge_id, rule, result from given) as told
        join badges using (badge_id)
        left join given on given.badge_id = told.badge_id and given.rule is not distinct from told.rule
            and given.result is not distinct from told.result
        join level_rules on level_rules.rule = coalesce(told.rule, badges.level_rule)
        order by level, number, badge, badges.issuer, badges.badge_id, stated"""
    ).df()
