"""What each unit has of each skill, and how many people could be proposed as its target.

A proposal follows from what the people in a job role need; else from what the units beside it have. It is
no target: somebody has to approve it.
"""

from bisect import bisect_left
from fractions import Fraction
from math import ceil

import pandas as pd

from skillslib.metrics import skill_map
from skillslib.planning import requirements
from skillslib.store import ask

FEWEST_PEERS = 3
COLUMNS = (
    "business_unit_id",
    "business_unit",
    "skill_id",
    "skill",
    "level",
    "people",
    "holders",
    "status",
    "proposed",
    "why",
    "needed",
    "approved",
    "starts_on",
)

UNITS = """select business_unit_id, business_unit, parent_id, tier
from business_units
left join (select business_unit_id, tier from business_unit_paths where height = 0) using (business_unit_id)
"""

SKILLS = """select skill_id, label
from skills
where true{kept}
"""

# Of each unit, skill and level the approved target that holds, else one not approved, or that begins later.
EXISTING = """with known as (
    select * exclude (is_ambiguous)
    from named_targets
    where recorded_at < $known_at::date + interval 1 day
    qualify row_number() over (partition by target_id order by recorded_at desc, row_hash desc) = 1)
select business_unit_id, skill_id, level, needed, approved, starts_on
from known
where {kept}
qualify row_number() over (
    partition by business_unit_id, skill_id, level
    order by approved and starts_on <= $as_of::date desc, approved desc, starts_on <= $as_of::date desc,
             starts_on desc) = 1
"""


def proposals(con, question):
    """(a row for each unit, skill and level with its proposal, what could not be used, in sentences).

    Columns: COLUMNS; holders is missing where status is "not measured", proposed where nothing can be
    proposed, and `why` says from what, or why not; needed, approved and starts_on are an existing target's.
    """
    days = (question.as_of, question.known_at)
    units = ask(con, UNITS, *days).fillna({"parent_id": ""}).set_index("business_unit_id")
    ids = {name: unit for unit, name in units["business_unit"].items()}
    skills = ask(con, SKILLS.format(kept=question.skills_kept), *days, **question.values)
    labels = dict(zip(skills["skill_id"], skills["label"], strict=True))
    existing = ask(con, EXISTING.format(kept=question.in_unit("known")), *days, **question.values)
    needs, unused = requirements.needs(con, question)
    needs["business_unit_id"] = [ids.get(name, name) for name in needs["business_unit"]]
    if question.skills_kept:
        needs, existing = (frame[frame["skill_id"].isin(labels)] for frame in (needs, existing))
    asked_level = question.parameters["level"]
    levels = sorted({asked_level, *map(int, needs["level"]), *map(int, existing["level"])})
    held = pd.concat([_held(con, question, ids, level) for level in levels], ignore_index=True)
    rows = _rows(held, needs, existing, asked_level)
    rows["business_unit"] = [units["business_unit"].get(unit, unit) for unit in rows["business_unit_id"]]
    rows["skill"] = [labels.get(skill, skill) for skill in rows["skill_id"]]
    people = held.drop_duplicates("business_unit_id").set_index("business_unit_id")["people"]
    rows["people"] = [int(people.get(unit, 0)) for unit in rows["business_unit_id"]]
    _propose(rows, needs, _Peers(held, units))
    _say_of_whom(rows)
    rows = rows.sort_values(["business_unit", "business_unit_id", "skill", "skill_id", "level"])
    return rows[list(COLUMNS)].reset_index(drop=True), unused


def _held(con, question, ids, level):
    """Who holds what at a level, by the unit's id; nobody plans for people whose unit nobody knows."""
    frame = skill_map(
        con, question.as_of, question.known_at, by="business_unit", level=level, filters=question.filters
    )
    frame = frame[frame["business_unit"] != "Unknown"]
    unit = [ids.get(name, name) for name in frame["business_unit"]]
    return pd.DataFrame(
        {
            "business_unit_id": unit,
            "skill_id": frame["skill_id"].to_numpy(),
            "level": level,
            "people": frame["people"].to_numpy(),
            "holders": frame["holders"].where(frame["status"] != "not measured", pd.NA).to_numpy(),
            "measured_people": frame["measured_people"].to_numpy(),
            "share": frame["share"].where(frame["status"] != "not measured").to_numpy(),
            "status": frame["status"].to_numpy(),
        }
    )


def _rows(held, needs, existing, level):
    """Every unit and skill at the level asked, and at others where a role or a target names them."""
    keys = ["business_unit_id", "skill_id", "level"]
    named = pd.concat([needs[keys], existing[keys]])
    skills = pd.DataFrame({"skill_id": [*held["skill_id"], *named["skill_id"]]}).drop_duplicates()
    units = held[["business_unit_id"]].drop_duplicates()
    every = units.merge(skills, how="cross").assign(level=level)
    rows = pd.concat([every, named]).drop_duplicates(keys)
    rows = rows.merge(held[[*keys, "holders", "measured_people", "status"]], on=keys, how="left")
    rows["status"] = rows["status"].fillna("not measured")
    return rows.merge(existing, on=keys, how="left")


def _propose(rows, needs, peers):
    """Fill in `proposed` and `why`."""
    required = {
        key: (list(group["people"]), list(group["share"]), list(group["job_role"]))
        for key, group in needs.groupby(["business_unit_id", "skill_id", "level"])
    }
    found = []
    for row in rows.itertuples():
        key = (row.business_unit_id, row.skill_id, row.level)
        if key in required:
            found.append(_of_roles(*required[key]))
        elif not row.people:
            found.append((None, "no proposal: nobody works directly in this unit"))
        else:
            found.append(peers.proposal(*key, row.people))
    rows["proposed"] = pd.array([proposed for proposed, _ in found], dtype="Int64")
    rows["why"] = [why for _, why in found]


def _say_of_whom(rows):
    """Where only a part of a unit is measured its holders are of that part: the row says so."""
    partly = (rows["status"] != "not measured") & (rows["measured_people"] < rows["people"])
    rows.loc[partly.fillna(False), "why"] = [
        f"holders are of {row.measured_people:,} of the {row.people:,} people: where the others work it is "
        f"not measured; {row.why}"
        for row in rows[partly.fillna(False)].itertuples()
    ]


def _of_roles(people, shares, roles):
    """Rounded up once, after adding; in fractions, so that 0.07 of 100 people are 7."""
    exact = sum(number * Fraction(str(share)) for number, share in zip(people, shares, strict=True))
    said = [f"{n:,} {role} x {s:g}" for n, s, role in zip(people, shares, roles, strict=True)]
    more = f" + {len(said) - 3} more roles" if len(said) > 3 else ""
    return ceil(exact), f"not approved; role requirements: {' + '.join(said[:3])}{more}"


class _Peers:
    """The measured shares of the units of one tier, and of those of them under one parent."""

    def __init__(self, held, units):
        self.places = {unit: (row.tier, row.parent_id) for unit, row in units.iterrows() if row.tier > 0}
        self.own, self.shares = {}, {}
        for row in held[held["status"] != "not measured"].itertuples():
            if row.business_unit_id not in self.places:
                continue
            share = Fraction(row.share).limit_denominator(int(row.people))
            key = (row.skill_id, row.level)
            self.own[row.business_unit_id, *key] = share
            for group in self._groups(row.business_unit_id):
                self.shares.setdefault((group, *key), []).append(share)
        for shares in self.shares.values():
            shares.sort()

    def _groups(self, unit):
        tier, parent = self.places[unit]
        return ("tier and parent", tier, parent), ("tier", tier)

    def proposal(self, unit, skill, level, people):
        """(how many people, from which peers) by the median share of at least three, else (None, why not)."""
        if unit not in self.places:
            return None, "no proposal: no role requirement, and nobody said where the unit belongs"
        own = self.own.get((unit, skill, level))
        for group in self._groups(unit):
            shares = self.shares.get((group, skill, level), [])
            number = len(shares) - (own is not None)
            if number >= FEWEST_PEERS:
                share = _median_without(shares, own)
                said = f"not approved; median of {number:,} measured peer units (same {group[0]})"
                return ceil(share * people), f"{said}: {float(share):.1%} of {people:,} people"
        return None, (
            f"no proposal: no role requirement, and measured peer units are {number:,}, "
            f"fewer than {FEWEST_PEERS}"
        )


def _median_without(ordered, own):
    """The median of sorted shares, one that equals `own` left out."""
    place = len(ordered) if own is None else bisect_left(ordered, own)
    number = len(ordered) - (own is not None)
    middle = [ordered[i + (i >= place)] for i in ((number - 1) // 2, number // 2)]
    return sum(middle) / 2
