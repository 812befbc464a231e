"""O*NET: every table of its database that says something of occupations and what they ask for.

Text (between tabs, never quoted), CSV copies with any spelling of the headers, and workbooks, of any version.
The dotted path of an element is its place in the content model. What has no id of its own is known by its
name: 'technology: Adobe Acrobat', 'tool: Desktop calculator'; ids of tasks are numbers as those of elements
are, so a task is 'task: 8823'. Importance, level and every other scale stay apart.
"""

import re
from datetime import datetime

from skillslib.taxonomy.family import Edition, Family
from skillslib.taxonomy.table import Table, concept, label, names_in, read_table, relation, which

WORDS = re.compile(
    r"onet|abilit|skills|knowledge|work ?(act|con|sty|val)|tasks?\b|titles|interests|riasec|occupation|"
    r"job zone|education|survey|scale|[di]wa|unspsc|tools|content model",
    re.IGNORECASE,
)
HIGHER = r"regexp_replace(elementid, '\.[^.]+$', '')"
# What an element is goes by its branch of the content model; what others lie below is a group.
LEAF = r"""case
    when regexp_matches(elementid, '^1\.A\.') then 'ability'
    when regexp_matches(elementid, '^1\.[CD]\.') then 'attitude'
    when regexp_matches(elementid, '^2\.[AB]\.') then 'skill'
    when regexp_matches(elementid, '^2\.C\.') then 'knowledge'
    when regexp_matches(elementid, '^4\.A\.') then 'activity'
    else 'characteristic' end"""
ELEMENT = rf"""case
    when regexp_matches(elementid, '^([124]|1\.[ACD].*|2\.[ABC].*|4\.A.*)$')
         and elementid in (select {HIGHER} from whole) then 'skill group'
    else {LEAF} end"""
OCCUPATION = concept("onetsoccode", "'occupation'", "title", once=True)
RATED = concept("elementid", LEAF, "elementname", once=True)
TASK = "'task: ' || taskid"
RATING = """select source_id, line, onetsoccode as occupation_id, {0} as concept_id, scaleid as scale_id,
       category, datavalue::double as value, n::double::integer as n,
       case recommendsuppress when 'Y' then true when 'N' then false end as suppress,
       case notrelevant when 'Y' then true when 'N' then false end as not_relevant
    from whole"""
RATING_COLUMNS = ("title", "category", "n", "recommendsuppress", "notrelevant", "date", "dateupdated")
LEVEL = """select source_id, line, {0} as concept_id, scaleid as scale_id, {1}::double as level,
       {2} as description
    from whole"""
EMERGING = "onetsoccode || ': ' || task"


def _asked(concept_id, word, where="true"):
    return (
        "requirements",
        f"""select source_id, line, onetsoccode as occupation_id, {concept_id} as concept_id,
               {word} as requirement
        from whole where {where}""",
    )


def _example(prefix):
    """An example of a commodity: the names that badges have."""
    example = f"'{prefix}: ' || example"
    return (
        *OCCUPATION,
        *concept("commoditycode", "'skill group'", "commoditytitle", once=True, notation="commoditycode"),
        *concept(example, "'tool'", "example", once=True),
        relation(example, "broader", "commoditycode", once=True),
        _asked(example, "case hottechnology when 'Y' then 'hot' else 'listed' end"),
    )


def _commodities():
    """A commodity, its class, family and segment, each below the next."""
    levels = ("commodity", "class", "family", "segment")
    for level, above in zip(levels, (*levels[1:], None), strict=True):
        code = f"{level}code"
        yield from concept(code, "'skill group'", f"{level}title", level != "commodity", notation=code)
        if above:
            yield relation(code, "broader", f"{above}code", level != "commodity")


# The first that fits tells what a file is.
TABLES = {
    "scales": Table(
        ("scaleid", "scalename", "minimum", "maximum"),
        (
            (
                "scales",
                """select source_id, line, scaleid as scale_id, scalename as name, minimum::double as least,
                       maximum::double as greatest
                from whole""",
            ),
        ),
        numbers=("minimum", "maximum"),
    ),
    "ratings": Table(
        ("onetsoccode", "elementid", "scaleid", "datavalue"),
        (*OCCUPATION, *RATED, ("ratings", RATING.format("elementid"))),
        others=("elementname", *RATING_COLUMNS),
        numbers=("datavalue", "n"),
    ),
    "ratings of tasks": Table(
        ("onetsoccode", "taskid", "scaleid", "datavalue"),
        (*OCCUPATION, ("ratings", RATING.format(TASK))),
        others=RATING_COLUMNS,
        numbers=("datavalue", "n"),
    ),
    "anchors": Table(
        ("elementid", "scaleid", "anchorvalue", "anchordescription"),
        (*RATED, ("levels", LEVEL.format("elementid", "anchorvalue", "anchordescription"))),
        others=("elementname",),
        numbers=("anchorvalue",),
    ),
    "categories": Table(
        ("elementid", "scaleid", "category", "categorydescription"),
        (*RATED, ("levels", LEVEL.format("elementid", "category", "categorydescription"))),
        others=("elementname",),
        numbers=("category",),
    ),
    "categories of tasks": Table(
        ("scaleid", "category", "categorydescription"),
        (
            *concept("scaleid", "'level'", "coalesce(scalename, scaleid)", once=True),
            ("levels", LEVEL.format("scaleid", "category", "categorydescription")),
        ),
        others=("scalename",),
        numbers=("category",),
    ),
    "tasks of activities": Table(
        ("taskid", "dwaid"),
        (*concept("dwaid", "'activity'", "dwatitle", once=True), relation(TASK, "broader", "dwaid")),
        others=("dwatitle", "date", "dateupdated"),
    ),
    "detailed activities": Table(
        ("dwaid", "dwatitle", "iwaid"),
        (
            *concept("dwaid", "'activity'", "dwatitle"),
            *concept("iwaid", "'activity'", "iwatitle", once=True),
            relation("dwaid", "broader", "iwaid"),
            relation("iwaid", "broader", "elementid", once=True),
        ),
        others=("iwatitle", "elementid"),
    ),
    "intermediate activities": Table(
        ("elementid", "iwaid", "iwatitle"),
        (*concept("iwaid", "'activity'", "iwatitle"), relation("iwaid", "broader", "elementid")),
    ),
    "emerging tasks": Table(
        ("onetsoccode", "task"),
        (
            *OCCUPATION,
            *concept(EMERGING, "'task'", "task", status="'emerging'"),
            relation(EMERGING, "related", "'task: ' || originaltaskid"),
            _asked(EMERGING, "'listed'"),
        ),
        ("originaltaskid",),
        ("title", "date", "dateupdated"),
    ),
    "tasks": Table(
        ("onetsoccode", "taskid", "task"),
        (
            *OCCUPATION,
            *concept(TASK, "'task'", "task", notation="taskid"),
            _asked(
                TASK,
                "case tasktype when 'Core' then 'essential' when 'Supplemental' then 'optional' "
                "else 'listed' end",
            ),
        ),
        others=("title", "tasktype", "date", "dateupdated"),
    ),
    "technology skills": Table(
        ("onetsoccode", "example"),
        (
            *_example("technology"),
            _asked("'technology: ' || example", "'in demand'", "indemand = 'Y'"),
        ),
        ("hottechnology",),
        ("title", "commoditycode", "commoditytitle", "indemand"),
    ),
    "tools": Table(
        ("onetsoccode", "example"),
        _example("tool"),
        ("commoditycode",),
        ("title", "commoditytitle", "hottechnology"),
    ),
    "commodities": Table(
        ("commoditycode", "commoditytitle", "classcode", "familycode", "segmentcode"),
        tuple(_commodities()),
        others=("classtitle", "familytitle", "segmenttitle"),
    ),
    "alternate titles": Table(
        ("onetsoccode", "alternatetitle"),
        (*OCCUPATION, label("onetsoccode", "alternatetitle"), label("onetsoccode", "shorttitle")),
        others=("title", "shorttitle"),
    ),
    "reported titles": Table(
        ("onetsoccode", "reportedjobtitle"),
        (*OCCUPATION, label("onetsoccode", "reportedjobtitle")),
        others=("title",),
    ),
    "related occupations": Table(
        ("onetsoccode", "relatedonetsoccode"),
        (*OCCUPATION, relation("onetsoccode", "related", "relatedonetsoccode")),
        others=("title",),
    ),
    "job zones": Table(
        ("onetsoccode", "jobzone"),
        (*OCCUPATION, relation("onetsoccode", "member of", "'Job Zone ' || jobzone")),
        others=("title", "date", "dateupdated"),
    ),
    "job zone reference": Table(
        ("jobzone", "name"),
        concept("'Job Zone ' || jobzone", "'level'", "name", notation="jobzone", definition="experience"),
        ("svprange",),
        ("experience",),
    ),
    "occupations of interests": Table(
        ("onetsoccode", "elementid"),
        (*OCCUPATION, relation("onetsoccode", "related", "elementid")),
        ("interesttype",),
        ("title",),
    ),
    "activities of interests": Table(
        ("elementid", "activity"), (label("elementid", "activity", "hidden"),), ("interesttype",)
    ),
    "keywords of interests": Table(
        ("elementid", "keyword"), (label("elementid", "keyword", "hidden"),), ("keywordtype",)
    ),
    "occupations": Table(
        ("onetsoccode", "title"),
        concept("onetsoccode", "'occupation'", "title", notation="onetsoccode", definition="description"),
        ("description",),
    ),
    "content model": Table(
        ("elementid", "elementname"),
        (
            *concept("elementid", ELEMENT, "elementname", definition="description"),
            relation("elementid", "broader", f"nullif({HIGHER}, elementid)"),
        ),
        ("description",),
    ),
} | {
    f"{ours} and {theirs}": Table(
        (f"{ours}elementid", f"{theirs}elementid"),
        (relation(f"{ours}elementid", "related", f"{theirs}elementid"),),
    )
    for ours, theirs in (
        ("abilities", "workactivities"),
        ("abilities", "workcontext"),
        ("skills", "workactivities"),
        ("skills", "workcontext"),
        ("basicinterests", "riasec"),
    )
}
NEWEST = r"""select max(case when regexp_full_match(said, '\d\d/\d{4}')
                    then said[4:] || '-' || said[:2] || '-01' else said[:10] end)
    from (select coalesce(date, dateupdated) as said from whole)"""
READ_ME = re.compile(r"O\*NET (\d+\.\d+) Database\s+(\w+ \d{4}) Release")


def recognise(found):
    """Which of O*NET's tables a Look is, or "" for none."""
    names = names_in(found, WORDS)
    what = which(names, TABLES)
    # A table of somebody's own may say of each row which occupation it is like: it does not begin with it.
    return what if what and {"onetsoccode", "elementid", *TABLES[what].needed} & set(names[:2]) else ""


def aside(found):
    """What O*NET delivers beside its tables, and what of them is of the survey alone; "" for any other."""
    if READ_ME.search(found.head):
        return "the note of an O*NET release, by which the version of the files beside it is known"
    names = set(names_in(found, WORDS))
    surveyed = {"onetsoccode", "item", "response"} <= names or {"elementid", "surveyitemnumber"} <= names
    return "of O*NET, on how people were asked: nothing of the taxonomy is in it" if surveyed else ""


def read(con, part):
    """The file's rows into the staging tables; the version that the Read Me beside it tells."""
    table = TABLES[part.what]
    read_table(con, part, table, nothing="n/a")
    if edition := _read_me(part.found.origin.parent / "Read Me.txt"):
        return edition
    if part.named or "dateupdated" not in table.others:
        return None
    return Edition(released_on=con.execute(NEWEST).fetchall()[0][0] or "")


def _read_me(path):
    """What the note says that comes with every release; None where there is none."""
    said = READ_ME.search(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None
    if not said:
        return None
    return Edition(taxonomy_version=said[1], released_on=f"{datetime.strptime(said[2], '%B %Y'):%Y-%m-%d}")


FAMILY = Family(
    "O*NET",
    Edition(
        "onet",
        name="O*NET, Occupational Information Network",
        publisher="U.S. Department of Labor, Employment and Training Administration",
        homepage="https://www.onetcenter.org/database.html",
        licence="CC BY 4.0",
        attribution="This report includes information from the O*NET Database by the U.S. Department of "
        "Labor, Employment and Training Administration (USDOL/ETA), used under the CC BY 4.0 license. "
        "O*NET is a trademark of USDOL/ETA.",
        language="en",
    ),
    recognise,
    read,
    ("occupations", "content model", "tasks", "detailed activities", "commodities"),
    r"(?<![\d.])(\d\d[._]\d)(?![\d.]*\d)",
    aside,
)
