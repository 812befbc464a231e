"""What holds between the layers of publications, whoever is counted: what everybody knows without a number.

Who holds a skill at level 3 holds it at level 2; who holds a skill holds one of its families; what expires is
held; who has nothing left to expire still holds it afterwards. Awards have at least as many as their people.
"""

from datetime import timedelta
from itertools import pairwise

import pandas as pd

from skillslib.disclosure.numbers import Balance, Union, Within
from skillslib.metrics.question import Asked
from skillslib.publish.accounts import ANY_RECIPIENT, OF_AWARDS
from skillslib.publish.counted import ALL, skills_of
from skillslib.publish.publications import layer_text

# Inner measure -> the outer one of the same words and days.
INSIDE = {
    "expiring": "holders",
    "lasting, then expiring": "lasting holders",
    "earners": "awards",
    "first badges": "earners",
    "fifth badges": "earners",
    "new experts": "earners",
    "had an award end": "awards ended",
    "renewed": "awards renewed",
    "awards renewed": "awards ended",
}
OF_PEOPLE = ("holders", "earners", "lasting holders", "near", "had an award end")
TOPIC = ("skill", "family", "families", "rollup", "of", "kept")


def relations_between(con, publications, topics):
    """The relations between all layers that these publications have, each layer as text."""
    layers = {one.counted: one.layer for one in publications}
    dates = {one.counted: one.known_at for one in publications}
    found = []
    for text, layer in layers.items():
        found += _inside(text, layer, layers)
    found += _levels(layers)
    for text, layer in layers.items():
        if "family" in layer or layer.get("of") == ALL:
            found += _parts(topics, text, layer, layers, dates[text])
    found += _balances(con, layers)
    return found + _within_everybody(layers, found)


def _at(layer, **changes):
    """The text of a layer with other words; those that become None go."""
    return layer_text({name: value for name, value in {**layer, **changes}.items() if value is not None})


def _inside(text, layer, layers):
    """Within the layer that has the same words but another measure."""
    outer = INSIDE.get(layer["measure"])
    dropped = {"until": None} if layer["measure"] in ("expiring", "lasting, then expiring") else {}
    found = _at(layer, measure=outer, **dropped) if outer else None
    if layer["measure"] == "lasting holders":
        found = _at(layer, measure="holders", on=None)
    if layer["measure"] in OF_AWARDS:
        found = _at(layer, measure=OF_AWARDS[layer["measure"]], of=None)
    if layer["measure"] == "recipients" and layer["of"] not in ANY_RECIPIENT:
        found = _at(layer, of=ANY_RECIPIENT[0])
    return [Within(text, found)] if found in layers else []


def _levels(layers):
    """Whoever is counted at a level is counted at each lower one, for what counts a level and above."""
    runs = {}
    for text, layer in layers.items():
        if "level" in layer and layer["measure"] != "near" and "expiring" not in layer["measure"]:
            runs.setdefault(_at(layer, level=None), []).append((layer["level"], text))
    ordered = [sorted(run, reverse=True) for run in runs.values()]
    return [Within(higher[1], lower[1]) for run in ordered for higher, lower in pairwise(run)]


def _parts(topics, text, layer, layers, known_at):
    """A family and its skills, all skills and their families: the parts of which something is told."""
    if "level" not in layer or layer["measure"] == "awards" or "expiring" in layer["measure"]:
        return []
    plain = dict.fromkeys(TOPIC)
    if "family" in layer:
        parts = [
            _at(layer, **{**plain, "skill": skill}) for skill in topics.of(layer, known_at)[layer["family"]]
        ]
    else:
        parts = [_at(layer, **{**plain, "family": family}) for family in topics.of(layer, known_at, "family")]
        if not set(parts) & layers.keys():
            parts = [_at(layer, **{**plain, "skill": skill}) for skill in topics.of(layer, known_at)[ALL]]
    told = tuple(part for part in parts if part in layers)
    if told and len(told) == len(parts):
        return [Union(text, told)]
    return [Within(part, text) for part in told]


class Topics:
    """The skills of each topic of the questions that layers come from, each asked once."""

    def __init__(self, con):
        self.con, self.found = con, {}

    def of(self, layer, known_at, of=None):
        """Topic -> its skills, of the layer's own question or of one that counts by `of`."""
        of = of or layer.get("families", "family" if "family" in layer else "all")
        kept = {name: tuple(values) for name, values in layer.get("kept", {}).items()}
        key = (of, layer.get("rollup", "each"), str(kept), known_at)
        if key not in self.found:
            parameters = {"of": of, "rollup": key[1]}
            question = Asked("", layer["as_of"], known_at, ("company",), (), kept, parameters)
            self.found[key] = skills_of(self.con, question)
        return self.found[key]


def _balances(con, layers):
    """What lasts is what is held without what expires; who is near holds the level below, and no more."""
    found = []
    homes = _homes(con) if any(layer["measure"] == "near" for layer in layers.values()) else {}
    for text, layer in layers.items():
        if layer["measure"] == "lasting holders":
            before = _before(layer, layers)
            if before:
                found.append(Balance(text, before[0], minus=(before[1],)))
        elif layer["measure"] == "near":
            held = _at(layer, measure="holders")
            below = _at(layer, measure="holders", level=layer["level"] - 1)
            home = homes.get(layer["skill"], [])
            if layer["level"] == 1 and len(home) == 1:
                below = _at(layer, measure="holders", skill=None, family=home[0])
            if below in layers and held in layers:
                found.append(Balance(text, below, minus=(held,)))
            elif below in layers:
                found.append(Within(text, below))
    return found


def _before(layer, layers):
    """The stock of which a lasting one is left, and what expires in between."""
    for on, held, expiring in (
        (None, "holders", "expiring"),
        (_quarter_before(layer["on"]), "lasting holders", "lasting, then expiring"),
    ):
        before = _at(layer, measure=held, on=on)
        expires = _at(layer, measure=expiring, on=on, until=layer["on"])
        if before in layers and expires in layers:
            return before, expires
    return None


def _quarter_before(end):
    """The last day of the quarter before the one that a day ends."""
    return str(pd.Timestamp(end).to_period("Q").start_time.date() - timedelta(days=1))


def _homes(con):
    rows = con.execute("select distinct skill_id, family from skill_families order by all").fetchall()
    homes = {}
    for skill, family in rows:
        homes.setdefault(skill, []).append(family)
    return homes


def _within_everybody(layers, found):
    """What counts people and is within nothing else is within everybody at work."""
    inner = {pair for relation in found for pair in _inner(relation)}
    tops = [
        (text, _at({"measure": "people", "as_of": layer["as_of"]}))
        for text, layer in layers.items()
        if layer["measure"] in OF_PEOPLE and text not in inner
    ]
    return [Within(text, people) for text, people in tops if people in layers]


def _inner(relation):
    if isinstance(relation, Within):
        return [relation.inner] if "award" not in relation.outer.partition('"measure": "')[2][:6] else []
    if isinstance(relation, Union):
        return list(relation.children)
    return [relation.after]
