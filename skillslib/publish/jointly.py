"""What a report's answers tell together, and with everything published before: which numbers must go too.

The numbers of each day are looked at in parts that hang together: see `publish.parts`. What is chosen follows
from the shown numbers alone: see `disclosure.together`.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from skillslib.disclosure.attack import Contradiction, examined
from skillslib.disclosure.rules import MIN_PEOPLE, check_min_people
from skillslib.disclosure.together import withhold
from skillslib.disclosure.withholding import withhold_cells
from skillslib.publish.loose import is_loose
from skillslib.publish.parts import Known, parts_of_day
from skillslib.publish.publications import publications_of
from skillslib.publish.side_by_side import each


class Together:
    """Publications that are about to be made or were just made, then earlier ones, and their parts."""

    def __init__(self, known, own, earlier, known_at, min_people=MIN_PEOPLE):
        self.every, self.own, self.known_at = [*own, *earlier], len(own), str(known_at)
        self.min_people = check_min_people(min_people)
        self.parts = []
        days = defaultdict(list)
        for place, one in enumerate(self.every):
            days[one.layer["as_of"]].append(place)
        for day, places in sorted(days.items()):
            if places[0] < self.own:
                found = parts_of_day(known, day, known_at, self.every, places)
                self.parts += [part for part in found if min(part.places) < self.own]

    def withheld(self, changed=None):
        """The places that must be withheld besides, each with those of earlier numbers that would tell.

        Where only some numbers changed, because of those.
        """
        touching = defaultdict(set)
        for number, part in enumerate(self.parts):
            for place in part.places:
                touching[place].add(number)
        if changed is None:
            ahead = dict(enumerate(self._each(self._withheld_in)))
            waiting = list(ahead)
        else:
            ahead, waiting = {}, sorted({number for place in changed for number in touching[place]})
        added = {}
        while waiting:
            number = waiting.pop(0)
            part, found = self.parts[number], ahead.pop(number, None)
            if found is None or not added.keys().isdisjoint(part.places):
                found = self._answer(self._withheld_in, part, added)
            found, places = found
            behind = {places[at]: {places[other] for other in of} for at, of in found.items()}
            new = behind.keys() - added.keys()
            added |= {place: behind[place] for place in new}
            waiting += sorted({n for place in new for n in touching[place]} - set(waiting) - {number})
        return added

    def examined(self):
        """What can be told too closely, and what each withheld number may be, as (lowest, highest).

        The first by the places of a number, or of two; the second by place, the narrowest that any part
        leaves it.
        """
        closely, ends = {}, {}
        for part, answer in zip(self.parts, self._each(self._examined_in), strict=True):
            (told, of_part), places = answer or self._answer(self._examined_in, part)
            for one in told:
                closely[tuple(places[at] for at in one.places)] = (one.low, one.high)
            for at, (low, high) in of_part.items():
                before = ends.get(places[at], (0, float("inf")))
                ends[places[at]] = (max(before[0], low), min(before[1], high))
        return closely, ends

    def left_out(self):
        """How many earlier numbers tell of other facts than some of these: (day, known on) -> numbers."""
        places = defaultdict(set)
        for part in self.parts:
            for place in part.places:
                if self._is_left_out(part, place):
                    places[self.every[place].layer["as_of"], self.every[place].known_at].add(place)
        return {key: len(found) for key, found in sorted(places.items())}

    def _is_left_out(self, part, place):
        return place >= self.own and self.every[place].known_at in part.of_other_facts

    def _withheld_in(self, numbers, part):
        given = all(number.fixed or number.value is None for number in numbers)
        if given or is_loose(numbers, part.relations):
            return {}
        return withhold(numbers, part.atoms, part.relations, self.min_people)

    def _examined_in(self, numbers, part):
        loose = is_loose(numbers, part.relations)
        if loose and all(number.value is not None for number in numbers):
            return [], {}
        return examined(numbers, part.atoms, part.relations, self.min_people, apart=loose)

    def _each(self, ask):
        """What is asked of each part as it stands, and its places; None where its numbers contradict."""

        def answer(number):
            part = self.parts[number]
            try:
                return ask(part.numbers(self.every, part.places), part), part.places
            except Contradiction:
                return None

        return each(answer, len(self.parts))

    def _answer(self, ask, part, withheld=()):
        """What is asked of a part's numbers, without earlier ones of other facts; and their places."""
        while True:
            places = [place for place in part.places if not self._is_left_out(part, place)]
            try:
                return ask(part.numbers(self.every, places, withheld), part), places
            except Contradiction:
                earlier = {self.every[place].known_at for place in places if place >= self.own}
                if not earlier:
                    raise
                # Those of the same day of knowledge tell of the same facts: they go last.
                part.of_other_facts.add(min(earlier, key=lambda day: (day == self.known_at, day)))


@dataclass
class Protected:
    """Answers protected together: view -> frame; every number; how many were withheld because of which."""

    frames: dict
    publications: list
    completing: int
    completing_earlier: int
    left_out: dict  # (day, known on) -> how many earlier numbers of them tell of other facts


def protect_together(con, frames, known_at, earlier=(), min_people=MIN_PEOPLE):
    """Protected answers, protected together as well, and against every earlier publication.

    frames     view -> a frame that went through `protect`
    known_at   the day of knowledge that most of them are of; those of another are told of as earlier ones
    earlier    publications that cannot be taken back
    """
    min_people = check_min_people(min_people)
    publications, store = publications_of(con, frames), Known(con)
    for one in publications:
        one.least = min_people
    published = {(one.key, one.value) for one in earlier}
    told_before, left_out, whys = [], {}, []
    others = sorted({one.known_at for one in publications} - {str(known_at)})
    for day in (*others, str(known_at)):
        own = [one for one in publications if one.known_at == day]
        frames, more, why = _settle(store, frames, own, [*earlier, *told_before], day, published, min_people)
        left_out |= {key: max(many, left_out.get(key, 0)) for key, many in more.items()}
        whys += why
        told_before += [replace(one, fixed=True, cells=[]) for one in own]
    return Protected(frames, publications, whys.count(False), whys.count(True), left_out)


def _settle(store, frames, own, known, day, published, min_people):
    """The frames without what these numbers tell with those known, and what was left out.

    Besides, of each number that went, whether it did because of one that was published before.
    """
    shown = {(one.key, one.value) for one in known}
    for one in own:
        one.fixed = one.value is not None and (one.key, one.value) in shown
    taken = {(one.key, one.value) for one in own if one.fixed}
    once = {(one.key, one.value): replace(one, fixed=True) for one in known}
    others = [one for key, one in once.items() if key not in taken]
    together = Together(store, own, others, day, min_people)
    changed, whys = None, []
    while added := together.withheld(changed):
        rows, cells = set(), defaultdict(list)
        for place, behind in added.items():
            before = any((together.every[at].key, together.every[at].value) in published for at in behind)
            for view, row, column in own[place].cells:
                cells[view].append((row, column))
                rows |= {(view, row)} if before else set()
        frames = frames | {view: withhold_cells(frames[view], of_view) for view, of_view in cells.items()}
        silent, changed = _Silent(frames), set()
        for place, one in enumerate(own):
            if one.value is not None and all(silent.at(*cell) for cell in one.cells):
                one.value = None
                changed.add(place)
                whys.append(any((view, row) in rows for view, row, _ in one.cells))
    return frames, together.left_out(), whys


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
