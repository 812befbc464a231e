"""What a report's answers tell together, and with everything published before: which numbers must go too.

The numbers of each day are looked at in parts that hang together: each layer with all its groups, each
skill's layers where several tell of the same groups, each family with its skills. What is chosen follows from
the shown numbers alone. See `disclosure.together`.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from skillslib.disclosure.attack import Contradiction, intervals, told
from skillslib.disclosure.groups import Groups
from skillslib.disclosure.numbers import Number, Union, layers_of
from skillslib.disclosure.rules import MIN_PEOPLE, check_min_people
from skillslib.disclosure.together import withhold
from skillslib.disclosure.withholding import withhold_cells
from skillslib.publish.accounts import atoms_of
from skillslib.publish.loose import is_loose
from skillslib.publish.publications import publications_of
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

    def numbers(self, every, withheld, left_out=frozenset()):
        """The part's numbers as shown now, and their places; without those of some days of knowledge."""
        places = [p for p in self.places if not (every[p].fixed and every[p].known_at in left_out)]
        found = [
            Number(
                every[p].name,
                every[p].counted,
                every[p].where,
                None if p in withheld else every[p].value,
                every[p].tol,
                every[p].fixed,
                self.bounds.get(p),
            )
            for p in places
        ]
        return found, places


class Known:
    """What everybody knows of a store without a number: the groups of each day, the skills of each family."""

    def __init__(self, con):
        self.con, self.topics, self.groups = con, Topics(con), {}


class Together:
    """Publications, earlier ones first, and the parts in which they are looked at."""

    def __init__(self, known, publications, known_at, min_people=MIN_PEOPLE):
        self.every, self.min_people = publications, check_min_people(min_people)
        self.left_out = set()  # (day, day of knowledge) of earlier numbers that tell of other facts
        self.parts = []
        days = defaultdict(list)
        for place, one in enumerate(publications):
            days[one.layer["as_of"]].append(place)
        for day, places in sorted(days.items()):
            self.parts += _parts_of_day(known, day, known_at, publications, places)

    def withheld(self, changed=None):
        """The places that must be withheld besides; where only some numbers changed, because of those."""
        touching = defaultdict(set)
        for number, part in enumerate(self.parts):
            for place in part.places:
                touching[place].add(number)
        every = range(len(self.parts))
        waiting = sorted(every if changed is None else {n for place in changed for n in touching[place]})
        added = set()
        while waiting:
            number = waiting.pop(0)
            found, places = self._answer(withhold, self.parts[number], added)
            new = {places[at] for at in found} - added
            added |= new
            waiting += sorted({n for place in new for n in touching[place]} - set(waiting) - {number})
        return added

    def told(self):
        """What can be told too closely: the places of a number, or of two -> (lowest, highest value)."""
        found = {}
        for part in self.parts:
            closely, places = self._answer(told, part)
            for one in closely:
                found[tuple(places[at] for at in one.places)] = (one.low, one.high)
        return found

    def intervals(self):
        """For each withheld number the narrowest (lowest, highest) value that any of its parts leaves it."""
        found = {}
        for part in self.parts:
            if all(self.every[place].value is not None for place in part.places):
                continue
            frame, places = self._answer(_of_withheld, part)
            for place, low, high in zip(places, frame["low"], frame["high"], strict=True):
                if self.every[place].value is None:
                    before = found.get(place, (0, float("inf")))
                    found[place] = (max(before[0], low), min(before[1], high))
        return found

    def _answer(self, ask, part, withheld=frozenset()):
        """What is asked of a part's numbers, without earlier ones of other facts; and their places."""
        day = self.every[part.places[0]].layer["as_of"]
        while True:
            left_out = {known for when, known in self.left_out if when == day}
            numbers, places = part.numbers(self.every, withheld, left_out)
            if ask is not _of_withheld and is_loose(numbers, part.relations):
                return [], places
            try:
                return ask(numbers, part.atoms, part.relations, self.min_people), places
            except Contradiction:
                earlier = sorted({self.every[p].known_at for p in places if self.every[p].fixed})
                if not earlier:
                    raise
                self.left_out.add((day, earlier[0]))


def _of_withheld(numbers, atoms, relations, min_people):
    return intervals(numbers, atoms, relations, min_people, shown=False)


@dataclass
class Protected:
    """Answers protected together: view -> frame; every number; how many were withheld because of which."""

    frames: dict
    publications: list
    completing: int
    completing_earlier: int
    left_out: list  # (day, day of knowledge) whose earlier numbers tell of other facts


def protect_together(con, frames, known_at, earlier=(), min_people=MIN_PEOPLE):
    """Protected answers, protected together as well, and against every earlier publication.

    frames     view -> a frame that went through `protect`
    known_at   the day of knowledge that most of them are of; those of another are told of as earlier ones
    earlier    publications that cannot be taken back
    """
    min_people = check_min_people(min_people)
    publications, store = publications_of(con, frames), Known(con)
    started = sum(one.value is None for one in publications)
    told_before, left_out, found = [], set(), 0
    others = sorted({one.known_at for one in publications} - {str(known_at)})
    for day in (*others, str(known_at)):
        own = [one for one in publications if one.known_at == day]
        frames, first = _settle(store, frames, own, [], day, min_people)[:2]
        found += first
        known = [*earlier, *told_before]
        if known:
            frames, _, more = _settle(store, frames, own, known, day, min_people)
            left_out |= more
        told_before += [replace(one, fixed=True, cells=[]) for one in own]
    withheld = sum(one.value is None for one in publications) - started
    return Protected(frames, publications, found, withheld - found, sorted(left_out))


def _settle(store, frames, own, known, day, min_people):
    """The frames without what these numbers tell with those known; how many went, and what was left out."""
    shown = {(one.key, one.value) for one in known}
    for one in own:
        one.fixed = one.value is not None and (one.key, one.value) in shown
    taken = {(one.key, one.value) for one in own if one.fixed}
    once = {(one.key, one.value): replace(one, fixed=True) for one in known}
    together = Together(
        store, [*own, *(one for key, one in once.items() if key not in taken)], day, min_people
    )
    before = sum(one.value is None for one in own)
    changed = set(range(len(own), len(together.every))) if known else None
    while added := together.withheld(changed):
        was = {place for place, one in enumerate(own) if one.value is None}
        cells = defaultdict(list)
        for place in added:
            for view, row, column in own[place].cells:
                cells[view].append((row, column))
        frames = frames | {view: withhold_cells(frames[view], of_view) for view, of_view in cells.items()}
        silent = _Silent(frames)
        for one in own:
            one.value = None if all(silent.at(*cell) for cell in one.cells) else one.value
        changed = {place for place, one in enumerate(own) if one.value is None} - was
    return frames, sum(one.value is None for one in own) - before, together.left_out


class _Silent:
    """Which cells of frames hold no number."""

    def __init__(self, frames):
        self.frames, self.columns = frames, {}

    def at(self, view, row, column):
        """Whether a cell holds none."""
        if (view, column) not in self.columns:
            frame = self.frames[view]
            self.columns[view, column] = dict(zip(frame.index, frame[column].isna(), strict=True))
        return self.columns[view, column][row]


def _parts_of_day(known, day, known_at, every, places):
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
