"""A company comes in: twelve monthly snapshots of 400,000 people become dated assignments."""

import time
from datetime import date

import duckdb

import skillslib as sk
from benchmarks.claim import Claim
from benchmarks.measuring import best, times
from skillslib.sample import GOVERNANCE
from tests.companies import spreadsheet

PEOPLE = 400_000
DAYS = [date(2025, month, 28) for month in range(1, 13)]
COMPANY = """
[company]
name = "Example Works"

[[files]]
file = "workers-*.csv"
kind = "people"
shape = "snapshots"
snapshot_on = "name"
dates = "iso"
ends = "first day after"

[files.columns]
employee_id = "Employee ID"
first_name = "First Name"
last_name = "Last Name"
email = "Work Email"
hired_on = "Hire Date"
left_on = "Termination Date"
business_unit_id = "Unit"
location_id = "Location"
job_role = "Job Profile"
manager_id = "Manager ID"
fte = "FTE"
worker_type = "Worker Type"
"""

# Of 100 people 8 leave within the year and 8 join, 15 move to another unit, 20 get another manager.
SNAPSHOT = """
copy (
    with people as (
        select person, hash(person, 'chance') % 100 as chance, hash(person, 'month') % 12 as in_month,
               hash(person, 'other') % 100 as other, hash(person, 'other month') % 12 as other_month
        from range($people) as everybody(person))
    select printf('%07d', person) as "Employee ID", 'First ' || hash(person, 'a') % 5000 as "First Name",
           'Family ' || hash(person, 'b') % 20000 as "Last Name",
           'e' || person || '@company.example' as "Work Email",
           case when chance between 8 and 15 then date '2025-01-03' + (in_month * 28)::integer
                else date '2005-01-01' + (hash(person, 'hired') % 7000)::integer end as "Hire Date",
           null as "Termination Date",
           'BU-' || hash(person, chance between 16 and 30 and in_month <= $month) % 400 as "Unit",
           'LOC-' || hash(person, 'place') % 120 as "Location",
           'Role ' || hash(person, 'role') % 300 as "Job Profile",
           printf('%07d', hash(person, other < 20 and other_month <= $month, 'manager') % 20000 + 1000000)
               as "Manager ID",
           case hash(person, 'hours') % 10 when 0 then '0.5' when 1 then '0.8' else '1.0' end as "FTE",
           case when hash(person, 'type') % 10 = 0 then 'contractor' else 'employee' end as "Worker Type"
    from people
    where not (chance < 8 and in_month < $month) and not (chance between 8 and 15 and in_month > $month)
    order by hash(person))
to '{path}' (header)"""

# The engine's own reading of the same files, all as text, into tables.
PLAIN = """
files = sorted(path.glob("*.csv"))
columns = {name: "VARCHAR" for name in files[0].open(encoding="utf-8").readline().strip().split(",")}
start = time.perf_counter()
con = duckdb.connect()
for number, file in enumerate(files):
    con.execute(
        f"create temp table snapshot_{number} as from read_csv(?, columns=?, delim=',', quote='\\"', "
        "escape='\\"', header=true, auto_detect=false)", [str(file), columns])
done(start)
"""

# The whole load, from the bytes to the store's next version.
LOAD = """
from skillslib.loading import load
from skillslib.store import connect
start = time.perf_counter()
load([path], store=folder / "store")
people = connect(folder / "store").execute("select count(distinct person_id) from assignment_versions")
done(start, people=people.fetchall()[0][0])
"""


def write_snapshots(folder, people=PEOPLE):
    """Twelve files of everybody on a day, and the company.toml that says so; returns their folder."""
    exports = folder / "exports"
    exports.mkdir()
    (exports / "company.toml").write_text(COMPANY, encoding="utf-8")
    with duckdb.connect() as con:
        for month, day in enumerate(DAYS):
            path = exports / f"workers-{day}.csv"
            con.execute(SNAPSHOT.format(path=path), {"people": people, "month": month})
    return exports


def snapshots_become_assignments_soon(folder):
    """The whole load of the snapshots, beside the engine's own reading of the same files as text."""
    ours, plain = best(folder, write_snapshots(folder), LOAD, PLAIN)
    if ours["people"] != PEOPLE:
        raise RuntimeError(f"{ours['people']:,} of {PEOPLE:,} people have an assignment")
    words = f"{PEOPLE:,} people, {len(DAYS)} snapshots, into assignments beside their plain read"
    return times(words, ours, plain, 3)


def a_spreadsheet_becomes_a_report(folder):
    """The firm of 300 people with one spreadsheet, from `init` without an answer to its first report."""
    firm = folder / "firm"
    spreadsheet.write(firm)
    start, told = time.perf_counter(), []

    def done(step):
        told.append(f"{step} {time.perf_counter() - start:.0f} s")

    sk.init(firm, yes=True)
    done("init")
    (firm / "governance.toml").write_text(
        GOVERNANCE, encoding="utf-8"
    )  # filled in by hand; init asks nothing
    sk.load([firm], store=firm / "store")
    done("load")
    sk.check(sk.connect(firm / "store"))
    done("check")
    sk.render_report("2026-Q3", store=firm / "store", output=firm / "reports")
    seconds = time.perf_counter() - start
    words = "300 people in one spreadsheet, from init to the first report"
    return Claim(words, seconds, "at most", 3600, "seconds", "; ".join([*told, f"report {seconds:.0f} s"]))


def few_questions_are_asked(folder):
    """How many questions `init` asks of that spreadsheet where somebody is there to answer."""
    firm = folder / "asked"
    spreadsheet.write(firm)
    asked = sk.init(firm, ask=lambda question: question.guess).questions
    return Claim("questions that init asks of it", len(asked), "at most", 3, "questions")


CLAIMS = (snapshots_become_assignments_soon, a_spreadsheet_becomes_a_report, few_questions_are_asked)
