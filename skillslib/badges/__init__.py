"""Badge sources: one file for each family, all with the same small shape.

credly       the analytics export of issued badges, CSV
catalogue    the badge templates: level, skills, where each is offered, CSV
open_badges  Open Badges 3.0 and 2.0, JSON
documents    JSON documents as files hold them: one, an array, or one on each line
badge        what they share: a badge's id, its level, what makes a version of it new
"""
