"""Numbers and days in words, as the pages of a report write them."""

import pandas as pd


def whole(number):
    """A whole number with its thousands apart, or the word for one that is not shown."""
    return "withheld" if number is None or pd.isna(number) else f"{int(number):,}"


def number_of(number):
    """A number before a noun: of people, awards, cells."""
    if number is None or pd.isna(number):
        return "a withheld number of"
    return whole(number) if int(number) else "no"


def long_day(when):
    """A day as people write it: 30 September 2026."""
    return f"{when.day} {when:%B} {when.year}"
