"""The kinds of CSV that are known by their own headers."""

from skillslib import people
from skillslib.badges import catalogue, credly, levels, series
from skillslib.linking import decisions

CSV_SHAPES = (
    *people.SHAPES,
    *credly.SHAPES,
    *catalogue.SHAPES,
    *series.SHAPES,
    *levels.SHAPES,
    *decisions.SHAPES,
)
