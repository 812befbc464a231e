"""Random skill maps released one after another, and a judge that attacks all of them at once.

The judge is no part of the project: it knows the published numbers, the rounding, and which groups exist. Of
each day and skill it gets one row for each person at work, with the highest level of the skill that the
person holds, so that it also sets the levels against each other.
"""

import csv
import io
import json
from collections import defaultdict
from contextlib import redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from random import Random

import skillslib as sk
from skillslib.store import ask

JUDGE = Path(__file__).parents[1].parent / "shared" / "judges" / "audit_lp.py"
ATTACK = ("--integer", "--min-width", "0", "--min-values", "3", "--json")
KNOWN_AT = "2026-10-05"
QUARTERS = ("2026-03-31", "2026-06-30", "2026-09-30")
GROUPS = (
    *("company", "business_unit", "country", "location", "job_role"),
    *(("business_unit", "country"), ("country", "job_role"), ("business_unit", "job_role")),
)
# Few skills and mostly the same people, so that many answers tell of the same.
POPULATIONS = ("employee", "employee", "employee", "contractor", ("employee", "contractor", "on leave"))
LEVELS = (1, 1, 1, 2, 3)
SKILLS, FILTERED = 2, 0.2
SEED = 6

STAFF = """
select person_id, coalesce(business_unit_id, 'Unknown') as business_unit_id, location, country, country_code,
       job_role, population
from workforce"""
CHOICES = {
    "business_unit": "select distinct business_unit as named from workforce"
    " join business_units($known_at, $as_of) using (business_unit_id)",
    "country": "select distinct country as named from workforce",
    "job_role": "select distinct job_role as named from workforce",
    "skill": "select distinct label as named from skills semi join holdings using (skill_id)",
}


def random_questions(con, number):
    """The arguments of a number of skill maps, each another; the same every time."""
    random, found = Random(SEED), []
    choices = {
        name: sorted(ask(con, sql, QUARTERS[-1], KNOWN_AT)["named"].dropna()) for name, sql in CHOICES.items()
    }
    skills = random.sample(choices.pop("skill"), SKILLS)
    while len(found) < number:
        filters = {"skill": random.choice(skills)}
        for name, values in choices.items():
            if random.random() < FILTERED:
                filters[name] = random.sample(values, random.randint(1, 2))
        one = {
            "as_of": random.choice(QUARTERS),
            "by": random.choice(GROUPS),
            "level": random.choice(LEVELS),
            "population": random.choice(POPULATIONS),
            "filters": filters,
        }
        if one not in found:
            found.append(one)
    return found


def release_all(con, asked):
    """Release one skill map after another."""
    for one in asked:
        sk.release(con, sk.skill_map(con, known_at=KNOWN_AT, **one))


def judged(con, publications, folder):
    """What the judge tells of all publications together: how many hidden it looked at, and what it found."""
    hidden, found = 0, []
    judge, systems = _judge(), defaultdict(list)
    for one in publications:
        systems[one.layer["as_of"], one.layer.get("skill")].append(one)
    for (day, skill), of_one in sorted(systems.items(), key=str):
        people = ask(con, STAFF, day, KNOWN_AT)
        levels = _levels(con, day, skill)
        people["held"] = [levels.get(person, 0) for person in people["person_id"]]
        people.to_csv(folder / "people.csv", index=False, quoting=csv.QUOTE_ALL)
        (folder / "publications.json").write_text(json.dumps([_told(one) for one in of_one]))
        said = _said(judge, folder)
        hidden += said["hidden"]
        found += said["violations"] + [cell["cell"] for cell in said["cells"] if cell["fail"]]
    return hidden, found


def _told(one):
    """A publication as the judge reads it: holders of a level are who holds it or a higher one."""
    held = {"held": list(range(one.layer["level"], 10))} if "level" in one.layer else {}
    return one.entry() | {"where": one.where | held, "name": f"{one.name}, {one.counted} {one.whom}"}


def _levels(con, day, skill):
    sql = "select person_id, max(level) as level from holdings where skill_id = $skill group by person_id"
    rows = ask(con, sql, day, KNOWN_AT, skill=skill)
    return dict(zip(rows["person_id"], rows["level"], strict=True))


def _judge():
    spec = spec_from_file_location("audit_lp", JUDGE)
    judge = module_from_spec(spec)
    spec.loader.exec_module(judge)
    return judge


def _said(judge, folder):
    out = io.StringIO()
    with redirect_stdout(out):
        code = judge.main(
            [str(folder / "people.csv"), "--publications", str(folder / "publications.json"), *ATTACK]
        )
    if code not in (0, 1):
        raise RuntimeError("the judge cannot read these publications, or they contradict each other")
    return json.loads(out.getvalue())
