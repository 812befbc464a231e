"""A taxonomy comes in: an ESCO made up in the size of the real one, what lies above, names that find it."""

import zipfile

import duckdb

from benchmarks import judged
from benchmarks.claim import Claim
from benchmarks.measuring import best, run, times
from skillslib.linking.cascade import link

SKILLS, GROUPS, OCCUPATIONS, BROADER, NEEDS = 13_896, 640, 3_007, 20_656, 123_855
ADDRESS = "'http://data.europa.eu/esco/skill/' || uuid_of('skill', {0})"
TABLES = {
    # Cells of several lines, as the real ones have: seven other labels in each.
    "skills_en": f"""
        select 'KnowledgeSkillCompetence' as "conceptType", {ADDRESS.format("n")} as "conceptUri",
               if(n % 4 = 0, 'knowledge', 'skill/competence') as "skillType", 'cross-sector' as "reuseLevel",
               'do task number ' || n || ' with tools' as "preferredLabel",
               (select string_agg('do task ' || n || ' in way ' || way || ' with tools', chr(10) order by way)
                from range(7) as ways(way)) as "altLabels",
               'released' as status, '2022-01-01T00:00:00Z' as "modifiedDate",
               repeat('What somebody does who does task ' || n || '. ', 8) as description
        from range({SKILLS}) as numbers(n)""",
    "skillGroups_en": f"""
        select 'SkillGroup' as "conceptType", {ADDRESS.format("'group' || n")} as "conceptUri",
               'tasks of group ' || n as "preferredLabel", 'released' as status, 'S' || n as code
        from range({GROUPS}) as numbers(n)""",
    "occupations_en": f"""
        select 'Occupation' as "conceptType",
               'http://data.europa.eu/esco/occupation/' || uuid_of('occupation', n) as "conceptUri",
               'worker at task ' || n as "preferredLabel", 'released' as status,
               repeat('Somebody who works at task ' || n || '. ', 20) as description
        from range({OCCUPATIONS}) as numbers(n)""",
    # Every group but the first lies below another, every skill below one or two groups.
    "broaderRelationsSkillPillar": f"""
        select 'SkillGroup' as "conceptType", {ADDRESS.format("'group' || n")} as "conceptUri",
               'SkillGroup' as "broaderType", {ADDRESS.format("'group' || (n // 6)")} as "broaderUri"
        from range(1, {GROUPS}) as numbers(n)
        union all
        select 'KnowledgeSkillCompetence', {ADDRESS.format(f"n % {SKILLS}")}, 'SkillGroup',
               {ADDRESS.format(f"'group' || ((n * 7 + n // {SKILLS} * 13) % {GROUPS})")}
        from range({BROADER - GROUPS + 1}) as numbers(n)""",
    "occupationSkillRelations": f"""
        select 'http://data.europa.eu/esco/occupation/' || uuid_of('occupation', n % {OCCUPATIONS})
                   as "occupationUri",
               if(n % 2 = 0, 'essential', 'optional') as "relationType", 'skill/competence' as "skillType",
               {ADDRESS.format(f"(n * 31) % {SKILLS}")} as "skillUri"
        from range({NEEDS}) as numbers(n)""",
}
UUID = "create macro uuid_of(what, n) as md5(what || n)[:8] || '-' || md5(n::text)"

# The engine's own reading of the same tables, unpacked, into a database on disk, as the store is one.
PLAIN = """
files = sorted(path.glob("*.csv"))
columns = {f: {n: "VARCHAR" for n in f.open(encoding="utf-8").readline().strip().split(",")} for f in files}
start = time.perf_counter()
con = duckdb.connect(str(folder / "plain.duckdb"))
for number, file in enumerate(files):
    con.execute(
        f"create table table_{number} as from read_csv(?, columns=?, delim=',', quote='\\"', escape='\\"', "
        "header=true, auto_detect=false, null_padding=true, parallel=false)", [str(file), columns[file]])
con.close()
done(start)
"""

# The whole load, from the ZIP to the store's next version.
LOAD = """
from skillslib.loading import load
from skillslib.store import connect
start = time.perf_counter()
load(list(path.glob("*.zip")), store=folder / "store")
con = connect(folder / "store")
labels, needs = (con.execute(f"select count(*) from {t}").fetchall()[0][0]
                 for t in ("concept_labels", "requirements"))
done(start, labels=labels, needs=needs)
"""

CLOSURE = """
from skillslib.loading import load
from skillslib.store import connect
load(list(path.glob("*.zip")), store=folder / "store")
con = connect(folder / "store")
start = time.perf_counter()
rows, deepest = con.execute("select count(*), max(depth) from broader_closure").fetchall()[0]
done(start, rows=rows, deepest=deepest)
"""

# Labels as many and as long as ESCO's, seven to a concept, and names of skills of one to five words, all of
# words that the library knows of five languages.
NAMES = 130_000
LINK = f"""
import random
import pandas as pd
from skillslib.linking.cascade import link
from skillslib.linking.sayings import _rows
draw = random.Random(1)
told = sorted({{w for row in _rows("synonyms.csv") for w in row["means"].replace("|", " ").split()}})
told += [f"{{one}}{{other}}" for one in told[:120] for other in told[200:280]]
odd = sorted({{w for row in _rows("languages.csv") for cell in row.values() for w in cell.split("|") if w}})
heads = "Management Planning Skills Fundamentals Design Analysis Leadership Reporting".split()
labels = pd.DataFrame(
    [(concept, " ".join(draw.choices(told, k=draw.choice((2, 3, 3, 4)))), "alternative" if n else "preferred")
     for concept in range({SKILLS}) for n in range(7)], columns=["concept_id", "label", "label_type"])
names = set()
while len(names) < {NAMES}:
    words = draw.choices(told, k=draw.choice((1, 2, 2, 3))) + draw.choices(odd, k=draw.random() < 0.1)
    names.add(" ".join([*words, *draw.choices(heads, k=draw.random() < 0.5)]).title())
names = sorted(names)
start, cpu = time.perf_counter(), time.process_time()
links, choices = link(names, labels)
done(start, cpu=time.process_time() - cpu, links=len(links), labels=len(labels))
"""


def write_esco(folder):
    """The tables of a made-up ESCO, and the ZIP that holds them; returns their folder."""
    exports = folder / "exports"
    if exports.is_dir():  # of the claim before
        return exports
    exports.mkdir()
    with (
        duckdb.connect() as con,
        zipfile.ZipFile(exports / "ESCO v1.1.1 - en - csv.zip", "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        con.execute(UUID)
        for name, rows in TABLES.items():
            path = exports / f"{name}.csv"
            con.execute(f"copy ({rows}) to '{path}' (header)")
            archive.write(path, path.name)
    return exports


def esco_comes_in_soon(folder):
    """The whole load from the ZIP, beside the engine's own reading of the unpacked tables."""
    ours, plain = best(folder, write_esco(folder), LOAD, PLAIN)
    if (ours["labels"], ours["needs"]) != (8 * SKILLS + GROUPS + OCCUPATIONS, NEEDS):
        raise RuntimeError(f"{ours['labels']:,} labels and {ours['needs']:,} requirements came in")
    return times("ESCO from its ZIP into a store, beside a plain read of its CSVs to disk", ours, plain, 3)


def what_lies_above_is_told_soon(folder):
    """All that lies above each concept, at any distance."""
    found = run(folder, CLOSURE, write_esco(folder))
    words = (
        f"all that lies above {SKILLS + GROUPS:,} concepts, {found['rows']:,} rows, {found['deepest']} deep"
    )
    return Claim(words, found["seconds"], "at most", 2, "s", f"{found['megabytes']:,.0f} MB with the load")


def names_find_their_concepts_soon(folder):
    """Every distinct name of a large company's badges against all labels of a taxonomy as large as ESCO."""
    found = run(folder, LINK, folder)
    if found["links"] != NAMES:
        raise RuntimeError(f"{found['links']:,} names came back")
    words = f"{NAMES:,} names of skills against {found['labels']:,} labels, within 2,000 MB"
    note = (
        f"{NAMES / found['seconds']:,.0f} names a second, {found['cpu']:,.0f} s of processor, "
        f"{found['megabytes']:,.0f} MB"
    )
    seconds = found["seconds"] if found["megabytes"] <= 2_000 else float("inf")
    return Claim(words, seconds, "at most", 300, "s", note)


def proposals_are_right(folder):
    """Of what is proposed for judged names, without what is accepted, the share that is right."""
    labels, preferred = judged.esco()
    seen, held_out = judged.seen(preferred), judged.held_out()
    links, choices = link(list(seen | held_out), labels)
    of = {"those at hand": seen, "held out": held_out, "both": seen | held_out}
    found = {name: judged.figures(links, choices, right) for name, right in of.items()}
    both = found["both"]
    note = "; ".join(f"{name}: {figures}" for name, figures in found.items())
    precision = both.precision if both.covered >= 0.5 else 0
    return Claim(
        "proposals of judged names that are right, half covered", precision, "at least", 0.85, "", note
    )


CLAIMS = (
    esco_comes_in_soon,
    what_lies_above_is_told_soon,
    names_find_their_concepts_soon,
    *([proposals_are_right] if judged.at_hand() else []),
)
