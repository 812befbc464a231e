"""Which numbers must be withheld besides, so that those withheld cannot be told from those shown.

What is chosen depends on the numbers as shown and on how they lie in each other, never on a true number: a
number of few groups before a margin, the one that protects most before others, then the earlier one.
"""

import numpy as np

from skillslib.disclosure.attack import still_weak, weak
from skillslib.disclosure.rules import MIN_PEOPLE
from skillslib.disclosure.system import systems_of

HELD = 1e-7  # what a number holds of what is told, where it holds any


def withhold(numbers, atoms, relations=(), min_people=MIN_PEOPLE):
    """The places of numbers that must be withheld as well, so that nothing can be told from the rest.

    With each the places of those `fixed` that would tell, without which it might have stayed. A number that
    is `fixed` stays: what can be told from those alone cannot be helped here.
    Errors: Contradiction where no counts agree with all numbers.
    Source: the numbers as shown, the atoms and the relations, as for `attack.intervals`.

    Example: withhold([*earlier, *new], atoms, [Within("holders of Python", "everybody")])
    """
    found = {}
    for system in systems_of(numbers, atoms, relations, min_people):
        for place, behind in withhold_in(system).items():
            found[system.places[place]] = {system.places[at] for at in behind}
    return dict(sorted(found.items()))


def withhold_in(system):
    """Withhold in a system until nothing can be told, then show again what need not be withheld."""
    added, reasons, hopeless = [], {}, set()
    while told := [one for one in weak(system) if one.places not in hopeless]:
        chosen, helpless = _choose(system, told)
        hopeless |= helpless
        for place in chosen:
            system.withheld[place] = True
            added.append(place)
            reasons[place] = [one for one in told if one.places not in helpless]
    kept = _give_back(system, added, reasons, hopeless)
    return {place: _fixed_behind(system, place, reasons[place]) for place in kept}


def _choose(system, told):
    """Numbers that hold what is told in its place: so many that each has lost one. And what none holds."""
    holding, helpless = {}, set()
    for number, one in enumerate(told):
        places = _holders(system, one)
        if not len(places):
            helpless.add(one.places)
        for place in places:
            holding.setdefault(int(place), set()).add(number)
    groups = np.diff(system.rows.indptr)
    chosen, open_ = [], set().union(*holding.values()) if holding else set()
    while open_:
        useful = {place: held & open_ for place, held in holding.items() if held & open_}
        best = min(useful, key=lambda place: (groups[place], -len(useful[place]), place))
        chosen.append(best)
        open_ -= useful[best]
    return chosen, helpless


def _holders(system, one):
    """The numbers that can be withheld and hold this sum up or down."""
    free = ~system.withheld & ~system.fixed
    places = np.flatnonzero(free & (one.holds > HELD))
    if len(places):
        return places
    touched = np.asarray(abs(system.rows) @ np.abs(one.weights)).ravel() > 0
    return np.flatnonzero(free & touched)


def _give_back(system, added, reasons, hopeless):
    """Show again, the last first, what is as safe shown; the places that stay withheld."""
    kept = []
    for place in reversed(added):
        points = dict(system.points)
        system.show(place)
        if still_weak(system, reasons[place]) or any(one.places not in hopeless for one in weak(system)):
            system.withheld[place] = True
            system.points = points
            kept.append(place)
    return kept


def _fixed_behind(system, place, told):
    """The fixed numbers that held what a number held as well."""
    held = [one.holds > HELD for one in told if one.holds[place] > HELD]
    return set(np.flatnonzero(system.fixed & np.any(held, axis=0)).tolist()) if held else set()
