"""The parts in which published numbers are looked at: those that hang together, day by day.

Each layer with all its groups; each skill's layers where several tell of the same groups; each family with
its skills. Besides, which groups exist, and how many a number can be of at most.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from skillslib.disclosure.groups import Groups
from skillslib.disclosure.numbers import Number, Union, layers_of
from skillslib.publish.accounts import atoms_of
from skillslib.publish.relations import OF_PEOPLE, TOPIC, Topics, relations_between
from skillslib.publish.whom import CODE, COUNTRY, POPULATION, Whom

# Of two numbers that protect as much the first is withheld: one that stands for itself before one that takes
# its row with it, and what readers come for last.
MAIN = {"lasting holders": 1, "holders": 2, "people": 3}


@dataclass
class Part:
    """Numbers looked at together: their places in the list of all, relations, atoms, and bounds besides."""

    places: list
    relations: list
    atoms: dict
    bounds: dict = field(default_factory=dict)  # place -> the most people it can be of
    of_other_facts: set = field(
        default_factory=set
    )  # days of knowledge whose earlier numbers contradict others

    def numbers(self, every, places, withheld=()):
        """Those of the part's numbers at these places, as shown now."""
        return [
            Number(
                every[place].name,
                every[place].counted,
                every[place].where,
                None if place in withheld else every[place].value,
                every[place].tol,
                every[place].fixed,
                self.bounds.get(place),
                every[place].least,
            )
            for place in places
        ]


class Known:
    """What everybody knows of a store without a number: the groups of each day, the skills of each family."""

    def __init__(self, con):
        self.con, self.topics, self.groups = con, Topics(con), {}


def parts_of_day(known, day, known_at, every, places):
    """The parts of the numbers of one day."""
    layers = defaultdict(list)
    for place in places:
        layers[every[place].counted].append(place)
    atoms = _Atoms(known, day, known_at, every, places)
    relations = relations_between(known.con, [every[place] for place in places], known.topics)
    people = _sizes(every, places)
    parts = [
        Part(of_layer, [], atoms.of(of_layer), _bounds(every, of_layer, people))
        for of_layer in layers.values()
        if len({every[place].whom for place in of_layer}) > 1
    ]
    groups = {place: _group(every[place]) for place in places}
    named = [(relation, frozenset(layers_of(relation))) for relation in relations]
    for joined, whole in _clusters(relations, {text: every[of[0]].layer for text, of in layers.items()}):
        kept = _common(groups, {layer: layers[layer] for layer in joined}, whole)
        kept.sort(key=lambda place: (MAIN.get(every[place].layer["measure"], 0), place))
        told_of = {every[place].counted for place in kept}
        between = [r for r, of in named if of <= joined and len(told_of & of) > 1]
        if between:
            found = atoms.of(kept)
            some = next(iter(found.values()))
            parts.append(
                Part(kept, between, {x: found.get(x, some) for r in between for x in layers_of(r)} | found)
            )
    return parts


def _clusters(relations, layers):
    """The layers looked at together: those of one topic, or a whole (named besides) with its parts."""
    topics = defaultdict(set)
    for text, layer in layers.items():
        topic = [layer.get(name) for name in TOPIC]
        if any(topic):
            topics[json.dumps(topic)].add(text)
    found = [(joined, None) for joined in topics.values() if len(joined) > 1]
    found += [({r.parent, *r.children}, r.parent) for r in relations if isinstance(r, Union)]
    pairs = [set(layers_of(r)) for r in relations if not isinstance(r, Union)]
    return found + [(pair, None) for pair in pairs if not any(pair <= joined for joined, _ in found)]


def _common(groups, layers, whole):
    """The numbers of groups of which several of these layers tell, the whole among them if there is one."""
    tellers = defaultdict(set)
    for layer, places in layers.items():
        for place in places:
            tellers[groups[place]].add(layer)
    wanted = {group for group, of in tellers.items() if len(of) > 1 and whole in (None, *of)}
    return [p for places in layers.values() for p in places if groups[p] in wanted]


def _group(one):
    measured = {n for n in (COUNTRY, CODE) if len(one.where.get(n, ())) > 1}
    return json.dumps({n: v for n, v in one.where.items() if n not in measured}, sort_keys=True)


def _sizes(every, places):
    """The most people there can be in each group whose size is shown."""
    found = {}
    for place in places:
        one = every[place]
        if one.layer["measure"] == "people" and one.value is not None:
            found[one.whom] = min(found.get(one.whom, float("inf")), one.value + one.tol)
    return found


def _bounds(every, places, people):
    """No count of people is more than the people of its group."""
    return {
        place: people[every[place].whom]
        for place in places
        if every[place].layer["measure"] in OF_PEOPLE and every[place].whom in people
    }


class _Atoms:
    """The groups that exist on a day, in the dimensions that a part speaks of."""

    def __init__(self, known, day, known_at, every, places):
        self.known, self.day, self.known_at = known, day, date.fromisoformat(str(known_at))
        self.every, self.places = every, places

    @cached_property
    def people(self):
        dimensions = {
            name
            for place in self.places
            if _is_of_people(self.every[place])
            for name in self.every[place].where
        }
        day = date.fromisoformat(self.day)
        return Whom(self.known.con, self.known_at, [day]).atoms(self.day, sorted(dimensions))

    def of(self, places):
        """For each layer of these numbers the groups that exist."""
        some = [self.every[place] for place in places]
        if _is_of_people(some[0]):
            named = tuple(sorted({name for one in some for name in one.where}))
            key = self.day, self.known_at, named
            if key not in self.known.groups:
                self.known.groups[key] = Groups(self.people[list(named)])
            groups = self.known.groups[key]
        else:
            groups = Groups(atoms_of([one.where for one in some]))
        return dict.fromkeys([one.counted for one in some], groups)


def _is_of_people(one):
    return POPULATION in one.where
