"""What everything published from one ledger tells together: to a judge, and by our own audit.

The judge, which is no part of the project, knows the published numbers, how they were rounded, and which
groups exist. Of each day and topic (a skill, a family, a period of awards) it gets a row for each person at
work, which says in what the person counts: people, levels, flows and what lasts are set against each other.
"""

import csv
import json
from collections import defaultdict
from dataclasses import replace

import pandas as pd

from benchmarks.judge import said, side_by_side, told
from benchmarks.measuring import progress
from benchmarks.truth import Facts
from skillslib.publish.jointly import Together
from skillslib.publish.parts import Known
from skillslib.publish.relations import TOPIC, Topics

HERE = "people here"
# What the judge is asked besides: once for any reader, once for one who knows that 1 to 4 are never shown.
READERS = {"any": (), "aware": ("--rule-aware",)}


def told_by_us(con, publications):
    """How many numbers, or differences of two, our own audit can tell too closely from all of these."""
    closely, before = [], []
    for day in sorted({one.known_at for one in publications}):
        own = [replace(one, fixed=True) for one in publications if one.known_at == day]
        progress(f"our own audit: {len(own):,} numbers as known on {day}")
        together = Together(Known(con), own, before, day)
        closely += [" without ".join(together.every[at].name for at in of) for of in together.examined()[0]]
        before += own
    return closely


def judged(systems):
    """What the judge tells of systems: how many small numbers it attacked, and {reader: what was told}."""
    answers = side_by_side("systems judged", _attack, systems)
    found = {reader: [name for _, told in answers for name in told[reader]] for reader in READERS}
    return sum(many for many, _ in answers), found


def _attack(path, weight):
    """What the judge tells of one system to each reader, and of how many small numbers."""
    found, hidden = {}, 0
    for reader, more in READERS.items():
        words = ["--publications", path.with_suffix(f".{reader}.json"), *more]
        answer = said(path, *words, "--weight", weight)
        found[reader], hidden = told(answer), answer["hidden"]
    return hidden, found


def systems_of(con, publications, folder, across=False):
    """A file of people and files of numbers for each topic of each day, or across all days: (path, weight).

    Errors: RuntimeError where a number is in none of them.
    """
    folder.mkdir(parents=True)
    topics, facts, systems, given = Topics(con), {}, [], set()
    groups, sizes = defaultdict(list), []
    for one in {(one.key, one.value, one.known_at): one for one in publications}.values():
        sizes += [one] if one.layer["measure"] == "people" else []
        groups["" if across else one.layer["as_of"], _topic(one.layer)].append(one)
    for number, ones in enumerate(ones for _, ones in sorted(groups.items())):
        days = sorted({one.layer["as_of"] for one in ones})
        for known in sorted({one.known_at for one in ones}):
            for day in days:
                if (day, known) not in facts:
                    facts[day, known] = Facts(con, day, known, topics)
                    progress(f"{len(facts)} days looked up")
        for alike, table in _tables(facts, days, ones, across):
            own = [one for one in ones if one.known_at in alike]
            beside, there = {_group(one) for one in own}, {id(one) for one in own}
            sized = [one for one in sizes if one.known_at in alike and id(one) not in there]
            own += [one for one in sized if _group(one) in beside]
            given |= {id(one) for one in own}
            for part, (weight, of) in enumerate(_weighed(table, own)):
                path = folder / f"{number} {alike[0]} {part}.csv"
                _write(path, table, weight, of)
                systems.append((path, weight))
    lacking = [one for ones in groups.values() for one in ones if id(one) not in given]
    if lacking:
        raise RuntimeError(f"{len(lacking):,} numbers are in no system, for example {lacking[0].name}")
    return systems


def _write(path, table, weight, ones):
    """The people and the numbers of a system, as each reader reads them."""
    rows = table if weight == HERE else table[table[HERE] == 1]
    rows.to_csv(path, index=False, quoting=csv.QUOTE_ALL)
    for reader in READERS:
        entries = [_entry(one, weight, reader == "aware") for one in ones]
        path.with_suffix(f".{reader}.json").write_text(json.dumps(entries))


def _topic(layer):
    told = {name: layer.get(name) for name in TOPIC}
    if "level" not in layer:
        told |= {name: layer.get(name) for name in ("since", "before", "after")}
    return json.dumps(told)


def _group(one):
    """Whom a number counts, whatever places are measured."""
    kept = {name: of for name, of in one.where.items() if name[:7] != "country" or len(of) < 2}
    return json.dumps([one.layer["as_of"], kept], sort_keys=True)


def _tables(facts, days, ones, across):
    """The days of knowledge on which the same was known of everybody, each with a table of that.

    Of one day the judge knows even which groups have nobody who counts. Across days that would tell it who
    came and left: there it knows which groups there are, and that anybody may count in what somebody does.
    """
    layers, found = {one.counted: one.layer for one in ones if one.layer["measure"] != "people"}, {}
    for known_at in sorted({one.known_at for one in ones}):
        told = [_on(day, facts[day, known_at].people()) for day in days]
        table = pd.concat(told, axis="columns").sort_index()
        for text, layer in sorted(layers.items()):
            times = facts[layer["as_of"], known_at].times(layer)
            table[text] = [times.get(person, 0) for person in table.index]
        table[HERE] = 1
        if across:
            table = pd.concat([table, _nobody(table, list(layers))])
        found.setdefault(table.to_csv(), (table, []))[1].append(known_at)
    return [(alike, table) for table, alike in found.values()]


def _nobody(table, counted):
    """A row of nobody for each group and whatever anybody counts in."""
    groups = table.drop(columns=[*counted, HERE]).drop_duplicates()
    return groups.merge(table[counted].drop_duplicates(), how="cross").assign(**{HERE: 0})


def _on(day, people):
    """People by their id, each column with the day that it tells of."""
    return people.set_index("person_id").add_suffix(f" {day}")


def _weighed(table, ones):
    """The numbers of people together; those of awards each with its column, which says how many are whose."""
    often = {one.counted for one in ones if one.counted in table and table[one.counted].max() > 1}
    yield HERE, [one for one in ones if one.counted not in often]
    for column in sorted(often):
        yield column, [one for one in ones if one.counted == column]


def _entry(one, weight, aware):
    """A number as the judge reads it: where it is rounded, one who knows the rule knows its lowest end."""
    value, tol = one.value, one.tol
    if aware and value is not None and 0 < tol <= 2:
        low, high = (max(value - tol, min(one.least, value + tol)), value + tol) if value else (0, 0)
        value, tol = (low + high) / 2, (high - low) / 2
    counted = {one.counted: ["1"]} if weight == HERE and one.layer["measure"] != "people" else {}
    where = {f"{name} {one.layer['as_of']}": of for name, of in one.where.items()} | counted
    return {"name": one.key, "where": where, "value": value, "tol": tol}
