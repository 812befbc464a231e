"""What is known to everybody: the numbers of a publication, and what holds between what they count."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Number:
    """One number that was or shall be published.

    name: words for a reader, like "map: holders of Python in Sales".
    layer: what is counted, as canonical text; numbers of one layer differ only in who is counted.
    where: who is counted: dimension -> list of values; a dimension that is not named is not restricted.
    value: the number as shown; None where it is withheld.
    tol: the true number lies between value - tol and value + tol: 2 for rounding to 5, 0 for an exact one.
    fixed: published earlier, so it can no longer be withheld.
    most: how many it can be at most where it is withheld; None where nothing says so.
    least: the smallest group that was shown when it was published; None: the one in force now.
    """

    name: str
    layer: str
    where: dict = field(default_factory=dict)
    value: float | None = None
    tol: float = 2
    fixed: bool = False
    most: float | None = None
    least: int | None = None


@dataclass(frozen=True)
class Within:
    """Whoever is counted in the inner layer is counted in the outer one: holders within everybody."""

    inner: str
    outer: str


@dataclass(frozen=True)
class Union:
    """The parent counts whoever is in any of its children: a family of skills, its skills.

    So each child is at most the parent, and the parent at most all of its children together.
    """

    parent: str
    children: tuple


@dataclass(frozen=True)
class Balance:
    """A stock after a period is the stock before it, with what came and without what went."""

    after: str
    before: str
    plus: tuple = ()
    minus: tuple = ()


def layers_of(relation):
    """The layers that a relation speaks of."""
    if isinstance(relation, Within):
        return (relation.inner, relation.outer)
    if isinstance(relation, Union):
        return (relation.parent, *relation.children)
    return (relation.after, relation.before, *relation.plus, *relation.minus)


def sums_of(relation):
    """The relation as sums that hold for every group: [({layer: factor}, lowest, highest)]."""
    if isinstance(relation, Within):
        return [({relation.inner: 1, relation.outer: -1}, -float("inf"), 0)]
    if isinstance(relation, Union):
        each = [({child: 1, relation.parent: -1}, -float("inf"), 0) for child in relation.children]
        together = {relation.parent: 1} | dict.fromkeys(relation.children, -1)
        return [*each, (together, -float("inf"), 0)]
    factors = {relation.after: 1, relation.before: -1}
    factors |= dict.fromkeys(relation.plus, -1) | dict.fromkeys(relation.minus, 1)
    return [(factors, 0, 0)]


def nested_layers(relation):
    """The pairs (inner layer, outer layer) of a relation of which one is part of the other."""
    if isinstance(relation, Within):
        return [(relation.inner, relation.outer)]
    if isinstance(relation, Union):
        return [(child, relation.parent) for child in relation.children]
    return []
