"""The truth (`holdings`, `holding_spans`, `workforce`) against a brute-force oracle in plain Python."""

import random
from datetime import date, timedelta

import pandas as pd
import pytest

import skillslib as sk
from skillslib import store

HISTORIES = 1000
START = date(2020, 1, 1)
SPAN = 1500


def some_day(rng):
    return START + timedelta(days=rng.randrange(SPAN))


def history(rng, person):
    """One person's random life: hiring, leaving, moves, awards, corrections, late records."""
    hired = some_day(rng)
    left = hired + timedelta(days=rng.randrange(1, SPAN)) if rng.random() < 0.5 else None
    employment = [(person, hired, None, hired)]
    if left:
        employment.append((person, hired, left, left + timedelta(days=rng.randrange(60))))
    cuts = sorted({hired + timedelta(days=rng.randrange(1, 900)) for _ in range(rng.randrange(3))})
    starts = [hired, *cuts]
    assignments = [
        (
            f"{person}-{n}",
            person,
            starts[n],
            starts[n + 1] if n + 1 < len(starts) else None,
            rng.choice("UV"),
            starts[n] + timedelta(days=rng.randrange(-20, 40)),
        )
        for n in range(len(starts))
    ]
    awards = []
    for n in range(rng.randrange(1, 6)):
        awarded = some_day(rng)
        expires = awarded + timedelta(days=rng.randrange(0, 700)) if rng.random() < 0.6 else None
        recorded = awarded + timedelta(days=rng.choice([0, 0, 1, 30, 200]))
        base = (f"{person}-{n}", person, rng.choice("ABC"), awarded, expires)
        awards.append((*base, None, "issued", recorded))
        if rng.random() < 0.3:
            revoked = awarded + timedelta(days=rng.randrange(0, 600))
            awards.append(
                (
                    *base,
                    revoked,
                    "issued",
                    max(recorded, revoked) + timedelta(days=rng.choice([0, 45])),
                )
            )
        elif rng.random() < 0.1:
            awards.append((*base, None, "withdrawn", recorded + timedelta(days=90)))
    return employment, assignments, awards


SKILLS = {"A": [("s", 1)], "B": [("s", 3), ("t", 2)], "C": [("t", 2)]}


def known(versions, key, known_at):
    """Of each thing's versions recorded by a day, the last; ties cannot happen here but by row order."""
    latest = {}
    for version in versions:
        if version[-1] <= known_at and (
            key(version) not in latest
            or (version[-1], row_hash(version)) > (latest[key(version)][-1], row_hash(latest[key(version)]))
        ):
            latest[key(version)] = version
    return list(latest.values())


def row_hash(version):
    return "|".join(str(value) for value in version)


def oracle_holdings(awards, as_of, known_at):
    held = {}
    for _, person, badge, awarded, expires, revoked, state, _ in known(awards, lambda a: a[0], known_at):
        if (
            state == "issued"
            and awarded <= as_of
            and (not expires or as_of < expires)
            and (not revoked or as_of < revoked)
        ):
            for skill, level in SKILLS[badge]:
                held[person, skill] = max(level, held.get((person, skill), 0))
    return held


def oracle_workforce(employments, assignments, as_of, known_at):
    employed = {
        person
        for person, hired, left, _ in known(employments, lambda e: e[:2], known_at)
        if hired <= as_of and (not left or as_of < left)
    }
    return {
        (person, unit)
        for _, person, starts, ends, unit, _ in known(assignments, lambda a: a[0], known_at)
        if person in employed and starts <= as_of and (not ends or as_of < ends)
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    rng = random.Random(20260930)
    employments, assignments, awards = [], [], []
    for n in range(HISTORIES):
        for facts, more in zip((employments, assignments, awards), history(rng, f"p{n}"), strict=True):
            facts.extend(more)
    folder = tmp_path_factory.mktemp("truth") / "store"
    tables = {
        "employment_versions": (employments, "person_id, hired_on, left_on, recorded_at"),
        "assignment_versions": (
            assignments,
            "assignment_id, person_id, starts_on, ends_on, business_unit_id, recorded_at",
        ),
        "award_versions": (
            awards,
            "award_id, person_id, badge_id, awarded_on, expires_on, revoked_on, state, recorded_at",
        ),
    }
    with store.build(folder) as con:
        for table, (rows, columns) in tables.items():
            frame = pd.DataFrame(rows, columns=columns.split(", ")).assign(
                row_hash=[row_hash(row) for row in rows]
            )
            con.register("facts", frame)
            con.execute(f"insert into {table} by name from facts")
            con.unregister("facts")
        con.execute("update assignment_versions set fte = 1, population = 'employee', state = 'active'")
        con.executemany(
            "insert into badge_skill_versions values ($1, $2, $3, 'tag', 'exact', '2019-01-01', '')",
            [(badge, skill, level) for badge, skills in SKILLS.items() for skill, level in skills],
        )
    with sk.connect(folder) as con:
        yield con, employments, assignments, awards


def days(count):
    """Pairs of (as_of, known_at): known on the day, before it, after it, and at the end."""
    rng = random.Random(7)
    for _ in range(count):
        as_of = some_day(rng)
        yield as_of, as_of + timedelta(days=rng.choice([-30, 0, 0, 45, 2000]))


@pytest.mark.parametrize(("as_of", "known_at"), list(days(25)))
def test_holdings_and_workforce_equal_the_oracle(world, as_of, known_at):
    con, employments, assignments, awards = world
    held = con.execute(
        "select person_id, skill_id, level from holdings($1, $2)", [as_of, known_at]
    ).fetchall()
    assert len(held) == len({row[:2] for row in held})
    assert {row[:2]: row[2] for row in held} == oracle_holdings(awards, as_of, known_at)
    at_work = con.execute(
        "select person_id, business_unit_id from workforce($1, $2)", [as_of, known_at]
    ).fetchall()
    assert len(at_work) == len(set(at_work))
    assert set(at_work) == oracle_workforce(employments, assignments, as_of, known_at)


@pytest.mark.parametrize("known_at", [date(2021, 6, 30), date(2030, 1, 1)])
def test_spans_are_holdings_day_by_day_and_never_touch_at_one_level(world, known_at):
    con, _, _, awards = world
    spans = con.execute(
        "select person_id, skill_id, level, starts_on, ends_on from holding_spans($1)", [known_at]
    ).fetchall()
    for as_of, _ in days(15):
        sliced = {(p, s): level for p, s, level, starts, ends in spans if starts <= as_of < ends}
        assert sliced == oracle_holdings(awards, as_of, known_at), as_of
    by_holder = {}
    for person, skill, level, starts, ends in sorted(spans, key=lambda span: (span[:2], span[3])):
        before = by_holder.get((person, skill))
        assert before is None or before[1] < starts or (before[1] == starts and before[0] != level)
        by_holder[person, skill] = (level, ends)


def test_the_map_of_a_random_company_equals_counting(world):
    con, employments, assignments, awards = world
    as_of, known_at = date(2022, 6, 30), date(2022, 9, 30)
    held = oracle_holdings(awards, as_of, known_at)
    at_work = oracle_workforce(employments, assignments, as_of, known_at)
    unit_of = {unit: {person for person, u in at_work if u == unit} for unit in "UV"}
    con_frame = con.execute(
        """select business_unit_id, skill_id, count(*) from holdings($1, $2)
           join workforce($1, $2) using (person_id) group by all""",
        [as_of, known_at],
    ).fetchall()
    assert {(u, s): n for u, s, n in con_frame} == {
        (unit, skill): sum((person, skill) in held for person in people)
        for unit, people in unit_of.items()
        for skill in "st"
    }
