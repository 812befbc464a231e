"""O*NET comes in, in full: one made up in the size of the real one, as text in its ZIP."""

import zipfile

import duckdb

from benchmarks.claim import Claim
from benchmarks.measuring import run

OCCUPATIONS, TASKS = 1_016, 18_796
CODE = "format('{{:02d}}-{{:04d}}.00', 11 + ({0} // 100)::integer, 1000 + ({0} % 100)::integer)"
# What is rated: (branch of the content model, elements, rows for each of them and each occupation).
RATED = {
    "Skills": ("2.A.1", 35, 2),
    "Knowledge": ("2.C.1", 33, 2),
    "Abilities": ("1.A.1", 52, 2),
    "Work Activities": ("4.A.1", 41, 2),
    "Work Context": ("4.C.1", 57, 6),
    "Work Styles": ("1.C.1", 16, 1),
}
RATINGS = sum(OCCUPATIONS * elements * rows for _, elements, rows in RATED.values())


def _rated(branch, elements, rows):
    return f"""
        select {CODE.format("o")} as "O*NET-SOC Code", '{branch}.' || e as "Element ID",
               'element {branch} ' || e as "Element Name",
               ['IM', 'LV', 'CX', 'CXP', 'CT', 'CTP'][s + 1] as "Scale ID",
               (o * 7 + e * 3 + s) % 500 / 100 as "Data Value", 8 as "N",
               if(o % 50 = 0, 'Y', 'N') as "Recommend Suppress",
               if(s = 0, 'n/a', if(e % 9 = 0, 'Y', 'N')) as "Not Relevant", '08/2023' as "Date"
        from range({OCCUPATIONS}) as occupations(o), range({elements}) as elements(e),
             range({rows}) as scales(s)"""


def _examples(rows, names):
    return f"""
        select {CODE.format(f"n % {OCCUPATIONS}")} as "O*NET-SOC Code",
               'product ' || (n * 31 % {names}) || ' of maker ' || (n * 31 % {names} % 97) as "Example",
               43000000 + n * 31 % {names} % 135 as "Commodity Code",
               'commodity ' || (n * 31 % {names} % 135) as "Commodity Title" """


TABLES = {
    "Occupation Data": f"""
        select {CODE.format("o")} as "O*NET-SOC Code", 'worker at task ' || o as "Title",
               repeat('Does what workers at task ' || o || ' do. ', 6) as "Description"
        from range({OCCUPATIONS}) as occupations(o)""",
    "Content Model Reference": " union all ".join(
        f"""select '{branch}.' || e as "Element ID", 'element {branch} ' || e as "Element Name",
                   'What it is' as "Description"
            from range({elements}) as elements(e)"""
        for branch, elements, _ in RATED.values()
    ),
    "Task Statements": f"""
        select {CODE.format(f"n % {OCCUPATIONS}")} as "O*NET-SOC Code", n as "Task ID",
               'Do piece ' || n || ' of the work, with care and by the rules.' as "Task",
               if(n % 4 = 0, 'Supplemental', 'Core') as "Task Type"
        from range({TASKS}) as tasks(n)""",
    "Task Ratings": f"""
        select {CODE.format(f"n % {OCCUPATIONS}")} as "O*NET-SOC Code", n as "Task ID", 'FT' as "Scale ID",
               c as "Category", (n + c) % 100 as "Data Value", 30 as "N", 'N' as "Recommend Suppress"
        from range({TASKS}) as tasks(n), range(1, 9) as categories(c)""",
    "Alternate Titles": f"""
        select {CODE.format(f"n % {OCCUPATIONS}")} as "O*NET-SOC Code",
               'title number ' || n as "Alternate Title", 'n/a' as "Short Title"
        from range(56560) as titles(n)""",
    "Technology Skills": _examples(32_627, 8_768)
    + """, if(n % 3 = 0, 'Y', 'N') as "Hot Technology" from range(32627) as examples(n)""",
    "Tools Used": _examples(41_662, 18_105) + "from range(41662) as examples(n)",
} | {name: _rated(*rated) for name, rated in RATED.items()}

LOAD = """
from skillslib.loading import load
from skillslib.store import connect
start = time.perf_counter()
load([path], store=folder / "store")
con = connect(folder / "store")
ratings, labels = (con.execute(f"select count(*) from {t}").fetchall()[0][0]
                   for t in ("ratings", "concept_labels"))
size = sum(file.stat().st_size for file in (folder / "store").rglob("*.duckdb"))
done(start, ratings=ratings, labels=labels, size=size)
"""


def write_onet(folder):
    """The ZIP of a made-up O*NET."""
    path = folder / "db_29_2_text.zip"
    with duckdb.connect() as con, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in TABLES.items():
            text = folder / f"{name}.txt"
            con.execute(f"copy ({rows}) to '{text}' (header, delimiter '\t', quote '')")
            archive.write(text, f"db_29_2_text/{text.name}")
            text.unlink()
    return path


def onet_comes_in_soon(folder):
    """The whole load from the ZIP: occupations, tasks, what is rated of each, technology and tools."""
    found = run(folder, LOAD, write_onet(folder))
    if found["ratings"] != RATINGS + 8 * TASKS:
        raise RuntimeError(f"{found['ratings']:,} ratings came in")
    words = (
        f"O*NET in full from its ZIP into a store, {found['ratings']:,} ratings, {found['labels']:,} labels"
    )
    note = f"{found['megabytes']:,.0f} MB of memory, {found['size'] / 1e6:,.0f} MB on disk"
    return Claim(words, found["seconds"], "at most", 60, "s", note)


CLAIMS = (onet_comes_in_soon,)
