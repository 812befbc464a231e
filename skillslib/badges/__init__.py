"""Badge sources: one file for each, all with the same small shape, and what follows from all of them.

award, family, badge      the staging row that every source's rows become; the shape of a source; ids, levels
countries, times          codes of countries; times that may be wrong
documents, monsters       documents in whatever holds them; those that are too large or too deep
reading                   each document read by the family that tells it as its own

open_badges_3, open_badges_2, credly, badgr, accredible, open_badge_factory, xapi
                          the sources: Open Badges from 0.5 to 3.0 and learner records; vendors; statements
catalogue, employees      badge templates; addresses of employees
mapping, mapped           any table whose columns a TOML file declares
statuses                  lists of statuses: what is revoked or suspended
others                    what is no award, by name

history, series           what follows from all deliveries; which badges renew each other
"""
