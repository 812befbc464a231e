"""Parts that need no solver: where every number can be all that its rounding allows, whatever the others are.

That is so where the groups lie apart, or apart inside one whole of which much is left, and no relation of
layers is near to saying more. A withheld number counts as safe where it can be 0, 1 or 2 all the same.
"""

from collections import defaultdict

from skillslib.disclosure.numbers import Balance, layers_of, sums_of
from skillslib.disclosure.rules import MIN_PEOPLE

REST = ("the rest",)


def is_loose(numbers, relations):
    """Whether nothing can be told from these numbers beyond what each shows by itself; False where unsure."""
    groups = _groups(numbers)
    if groups is None:
        return False
    ends, whole = defaultdict(dict), {}
    for number, group in zip(numbers, groups, strict=True):
        of_group = whole if group == REST else ends[number.layer]
        key = number.layer if group == REST else group
        if key in of_group:
            return False
        of_group[key] = number
    rest = {
        layer: _rest(number, ends[layer].values())
        for layer, number in whole.items()
        if number.value is not None and ends[layer]
    }
    if any(least < MIN_PEOPLE for least, _ in rest.values()):
        return False
    inner = {group for of_layer in ends.values() for group in of_layer}
    return all(
        all(
            _holds(relation, {layer: ends[layer][g] for layer in layers_of(relation) if g in ends[layer]})
            for g in inner
        )
        and _holds(relation, {layer: whole[layer] for layer in layers_of(relation) if layer in whole})
        and (isinstance(relation, Balance) or _rests_hold(relation, rest))
        for relation in relations
    )


def _groups(numbers):
    """For each number its group, REST for those of the whole; None where groups are not apart."""
    shapes = {frozenset(number.where) for number in numbers}
    least = min(shapes, key=len)
    more = {name for shape in shapes for name in shape - least}
    if len(shapes) > 2 or len(more) > 1 or not all(least <= shape for shape in shapes):
        return None
    names = more or {name for name in least if len({str(n.where[name]) for n in numbers}) > 1}
    if len(names) > 1:
        return None
    owners, found = {}, []
    for number in numbers:
        values = tuple(number.where[name] for name in names if name in number.where)
        group = tuple(sorted(values[0])) if values else REST
        found.append(group)
        for value in group:
            if owners.setdefault(value, group) != group:
                return None
    return found


def _ends(number):
    """What a number may be: as shown, and of a withheld one what is enough to hide it."""
    if number.value is None:
        return 0, 2
    return max(0, number.value - number.tol), number.value + number.tol


def _rest(number, parts):
    """What may be left of a whole without its parts."""
    low, high = _ends(number)
    return low - sum(_ends(p)[1] for p in parts), high - sum(_ends(p)[0] for p in parts)


def _holds(relation, numbers):
    """Whether a relation between the numbers of one group says nothing of any of them."""
    if isinstance(relation, Balance):
        return _balances(relation, numbers)
    for factors, _, most in sums_of(relation):
        if not factors.keys() <= numbers.keys():
            continue
        if len(factors) == 2:
            inner, outer = sorted(factors, key=factors.get, reverse=True)
            if not _fits(numbers[inner], numbers[outer]):
                return False
        elif sum(max(f * end for end in _ends(numbers[layer])) for layer, f in factors.items()) > most:
            return False
    return True


def _fits(inner, outer):
    """Whether an inner number and the outer one may each be all that they show: no end beyond the other's."""
    if inner.value is None and outer.value == 0:
        return False
    (low, high), (low_outer, high_outer) = _ends(inner), _ends(outer)
    return low <= low_outer and (high <= high_outer or outer.value is None)


def _balances(relation, numbers):
    """Whether a stock after a period is told as exactly the one before it with what came and went.

    Where one of them is withheld, what the others leave for it may be 0, 1 and 2 at least.
    """
    factors, _, _ = sums_of(relation)[0]
    silent = [layer for layer in factors if layer not in numbers or numbers[layer].value is None]
    told = sum(factor * numbers[layer].value for layer, factor in factors.items() if layer not in silent)
    return len(silent) > 1 or (told == 0 if not silent else -told * factors[silent[0]] >= 0)


def _rests_hold(relation, rest):
    for factors, _, most in sums_of(relation):
        if factors.keys() <= rest.keys():
            ends = [[f * end for end in rest[layer]] for layer, f in factors.items()]
            if sum(map(max, ends)) > most:
                return False
    return True
