"""What a list of names can tell of a number: which of the named awards can stand behind it.

A reader of the list knows who has which badge since when, and not what else they have. So an award stands
behind each number in which its person can be counted because of it.
"""

from skillslib.publish.counted import ALL, RENEWED
from skillslib.publish.relations import Topics
from skillslib.store import ask

DIMENSIONS = ("business_unit_id", "location", "country", "country_code", "job_role", "population")
ANY = float("inf")
EXPERT = 4  # the level of which a first award makes an expert
MILESTONES = {"first badges": 1, "fifth badges": 5}  # which award of a person's it is
EXPIRING = ("expiring", "lasting, then expiring")
HELD = ("holders", "lasting holders", "near", *EXPIRING)
EARNED = ("awards", "earners", "new experts", *MILESTONES, *RENEWED.values())

AWARDS = f"""with numbered as (
    select *, row_number() over (partition by person_id order by awarded_on, award_id) as place
    from awards
    where person_id in (select unnest($people)) and awarded_on <= $as_of
      and (revoked_on is null or $as_of < revoked_on))
select person_id, award_id, badges.name as badge, awarded_on::date as day, place,
       least(coalesce(expires_on, date '9999-12-31'), coalesce(revoked_on, date '9999-12-31'))::text as ends,
       coalesce(level_reached, badges.level) as level,
       {", ".join(f"coalesce(workforce.{name}, 'Unknown') as {name}" for name in DIMENSIONS)}
from numbered
join workforce using (person_id)
join badges using (badge_id)
where awarded_on > $since
order by award_id
"""
PROVEN = """select award_id, skill_id, coalesce(level_reached, badge_skills.level) as level
from awards
join badge_skills using (badge_id)
where award_id in (select unnest($awards))
"""
SIBLINGS = """select home.skill_id, list(distinct sibling.skill_id)
from skill_families as home
join skill_families as sibling using (family_id)
group by home.skill_id"""


class Named:
    """The awards of a quarter that people who may be named have, and what each can be counted in."""

    def __init__(self, con, people, days):
        self.known_at, self.topics, self.of_group = days.known_at, Topics(con), {}
        when = days.as_of, days.known_at
        self.earned = ask(con, AWARDS, *when, people=people, since=days.before)
        self.rows, self.proven = list(self.earned.itertuples()), {}
        for row in ask(con, PROVEN, *when, awards=list(self.earned["award_id"])).itertuples():
            self.proven.setdefault(row.award_id, []).append((row.skill_id, row.level))
        self.siblings = dict(con.execute(SIBLINGS).fetchall())

    @property
    def most(self):
        """More than these can stand behind no number."""
        return len(self.rows)

    def behind(self, one):
        """The awards that can stand behind a publication."""
        if one.layer["measure"] not in (*HELD, *EARNED):
            return []
        if one.whom not in self.of_group:
            self.of_group[one.whom] = [row for row in self.rows if _is_in(row, one.where)]
        rows = [row for row in self.of_group[one.whom] if _is_then(row, one.layer)]
        return self._of_topic(rows, one.layer) if rows else rows

    def _of_topic(self, rows, layer):
        """The awards that prove what is counted, at its level; all where whatever is earned is counted."""
        skills, least, below = self._topic(layer)
        if skills is None:
            return rows
        return [
            row
            for row in rows
            if any(
                skill in skills and least <= level < below
                for skill, level in self.proven.get(row.award_id, ())
            )
        ]

    def _topic(self, layer):
        """The skills that a number is of, and the levels at which: from one, up to below another."""
        level, skill = layer.get("level", 1), layer.get("skill")
        if layer["measure"] == "near" and level == 1:
            return set(self.siblings.get(skill, ())) - {skill}, 1, ANY
        if layer["measure"] == "near":
            return {skill}, 1, level
        if skill:
            return {skill}, level, ANY
        if "family" in layer or layer.get("of") == ALL:
            skills = self.topics.of(layer, self.known_at).get(layer.get("family", ALL), ())
            return set(skills), level, ANY
        return None, level, ANY


def _is_in(row, where):
    """Whether a person is among those whom a number counts; a dimension of another day may hold anybody."""
    return all(getattr(row, name) in values for name, values in where.items() if name in DIMENSIONS)


def _is_then(row, layer):
    """Whether an award is of the days that a number counts, and of its place among the person's awards."""
    measure, day = layer["measure"], str(row.day.date())
    if day > layer["as_of"]:
        return False
    if measure in HELD:
        return row.ends > layer.get("on", layer["as_of"]) and (
            measure not in EXPIRING or row.ends <= layer["until"]
        )
    if measure in RENEWED.values():
        return True  # any badge may be one that was renewed, or that renews one
    if day <= layer["since"] or (measure == "new experts" and not row.level >= EXPERT):
        return False
    return measure not in MILESTONES or "kept" in layer or row.place == MILESTONES[measure]
