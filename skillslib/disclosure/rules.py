"""The rules that nothing may weaken: the smallest group, the base that counts are rounded to."""

import numpy as np

MIN_PEOPLE = 5
BASE = 5


class DisclosureError(ValueError):
    """A frame may not be published as it is; the message says why and what to do."""


def check_min_people(min_people):
    """The minimum group as an integer of 5 or more; anything else is refused."""
    whole = isinstance(min_people, (int, np.integer)) and not isinstance(min_people, bool)
    if not whole or min_people < MIN_PEOPLE:
        raise DisclosureError(
            f"min_people is {min_people!r}; it must be a whole number of {MIN_PEOPLE} or more. "
            "It can be raised, never lowered."
        )
    return int(min_people)


def rounded(numbers):
    """A column of counts rounded to the base, in its own type; halves go up."""
    return (BASE * np.floor(numbers.astype("Float64") / BASE + 0.5)).astype(numbers.dtype)
