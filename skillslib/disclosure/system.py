"""Published numbers as a system of sums over unknown whole counts, one for each part that hangs together."""

import numpy as np

from skillslib.disclosure.groups import Groups, shape_of
from skillslib.disclosure.numbers import layers_of, nested_layers
from skillslib.disclosure.rules import BASE, MIN_PEOPLE, DisclosureError, check_min_people

# An unaware reader knows that a number is rounded; an aware one also that 1 to 4 are never shown.
WORLDS = ("aware", "unaware")


class Contradiction(DisclosureError):
    """No counts of people agree with all these numbers."""


class System:
    """Numbers of layers that hang together: their shape, what is shown, and points that agree with it.

    `withheld` says what is not shown at the moment.
    """

    def __init__(self, places, numbers, layers, groups, relations, min_people):
        self.places, self.numbers, self.layers, self.relations = places, numbers, layers, relations
        self.min_people = min_people
        self.shape = shape_of(numbers, layers, groups, relations)
        self.rows, self.between, self.matrix = self.shape.rows, self.shape.between, self.shape.matrix
        self.between_low, self.between_high = self.shape.between_low, self.shape.between_high
        self.size, self.classes, self.class_of = self.shape.size, self.shape.classes, self.shape.class_of
        self.withheld = np.array([number.value is None for number in numbers])
        self.fixed = np.array([number.fixed for number in numbers])
        self.most = np.array([np.inf if number.most is None else number.most for number in numbers])
        self.nobody = self._nobody()
        self.known = {world: self._known(world) for world in WORLDS}
        self.points = {world: np.zeros((0, self.size), dtype=np.int64) for world in WORLDS}
        self.solvers = {}

    def _known(self, world):
        """The lowest and highest true number behind each shown one."""
        pairs = [_behind(number, world == "aware", self.min_people) for number in self.numbers]
        low, high = np.array(pairs, dtype=float).reshape(-1, 2).T
        nobody = (self.shape.sizes == 0) & ~self.withheld & (low > 0)
        if nobody.any():
            names = [self.numbers[place].name for place in np.flatnonzero(nobody)[:3]]
            raise Contradiction(f"{', '.join(names)}: shown as more than 0, but no such group exists.")
        return low, high

    def _nobody(self):
        """The unknowns of which was published before that they are 0, and can never be hidden again."""
        zero = self.fixed & np.array([number.value == 0 for number in self.numbers], dtype=bool)
        nobody = np.asarray(self.rows[zero].sum(axis=0)).ravel() > 0
        at = {layer: place for place, layer in enumerate(self.layers)}
        pairs = [pair for relation in self.relations for pair in nested_layers(relation)]
        for inner, outer in pairs * len(self.layers) if nobody.any() else ():
            both = self.shape.unknown[[at[inner], at[outer]]]
            inside, outside = both[:, (both >= 0).all(axis=0)]
            nobody[inside[nobody[outside]]] = True
        return nobody

    def bounds(self, world):
        """The lowest and highest of each row: of the numbers, then of the relations."""
        low, high = self.known[world]
        low = np.where(self.withheld, -np.inf, low)
        high = np.where(self.withheld, self.most, high)
        return np.concatenate([low, self.between_low]), np.concatenate([high, self.between_high])

    def agree(self, points, world):
        """Which of the points (rows of counts) agree with everything that is shown."""
        low, high = self.bounds(world)
        sums = (self.matrix @ points.T).T
        return ((sums >= low) & (sums <= high)).all(axis=1) & (points >= 0).all(axis=1)

    def keep(self, world, point):
        """Remember a point: it stays one however much more is withheld."""
        self.points[world] = np.vstack([self.points[world], point[None, :]])
        return point

    def show(self, place):
        """Show a number again that was withheld, and drop the points that no longer agree."""
        self.withheld[place] = False
        for world in WORLDS:
            self.points[world] = self.points[world][self.agree(self.points[world], world)]


def systems_of(numbers, atoms, relations=(), min_people=MIN_PEOPLE):
    """The numbers as systems, one for each set of layers that relations join, in the order of the numbers.

    Errors: DisclosureError where a number or relation names a layer or dimension that the atoms do not have,
    and for a minimum group under 5.
    """
    min_people = check_min_people(min_people)
    numbers, relations = list(numbers), list(relations)
    layers = list(dict.fromkeys([n.layer for n in numbers] + [x for r in relations for x in layers_of(r)]))
    groups = _groups(atoms, layers)
    group = {layer: layer for layer in layers}

    def first(layer):
        while group[layer] != layer:
            layer = group[layer]
        return layer

    for relation in relations:
        joined = layers_of(relation)
        for layer in joined[1:]:
            group[first(layer)] = first(joined[0])
    parts = {}
    for layer in layers:
        parts.setdefault(first(layer), []).append(layer)
    places = {part: [] for part in parts}
    for place, number in enumerate(numbers):
        places[first(number.layer)].append(place)
    return [
        System(
            places[part],
            [numbers[place] for place in places[part]],
            joined,
            {layer: groups[layer] for layer in joined},
            [relation for relation in relations if first(layers_of(relation)[0]) == part],
            min_people,
        )
        for part, joined in parts.items()
        if places[part]
    ]


def _groups(atoms, layers):
    """The groups of each layer; layers of the same atoms have the same groups."""
    atoms = atoms if isinstance(atoms, dict) else dict.fromkeys(layers, atoms)
    lacking = [layer for layer in layers if layer not in atoms]
    if lacking:
        raise DisclosureError(f"No atoms say which groups exist in the layer {lacking[0]!r}.")
    made = {id(of): of if isinstance(of, Groups) else Groups(of) for of in atoms.values()}
    return {layer: made[id(atoms[layer])] for layer in layers}


def _behind(number, aware, min_people):
    """The lowest and highest true number that a shown one can stand for."""
    if number.value is None:
        return 0, np.inf if number.most is None else number.most
    low, high = max(0, np.ceil(number.value - number.tol)), np.floor(number.value + number.tol)
    # The rule is that of rounded numbers; what is less than the minimum and above 0 is none, but a bound.
    if aware and 0 < number.tol <= BASE / 2 and (number.value == 0 or number.value >= MIN_PEOPLE):
        if number.value == 0:
            high = 0
        else:
            low = max(low, min(number.least or min_people, high))
    return low, high
