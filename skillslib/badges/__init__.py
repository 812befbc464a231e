"""Badge sources: one file for each family, all with the same small shape.

credly       the analytics export and the badge catalogue, CSV
open_badges  Open Badges 3.0 and 2.0, JSON: one document, an array, or one on each line
"""
