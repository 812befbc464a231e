"""Who is behind the published numbers: for each layer, how often each person counts in it; by SQL of our own.

It is written apart from the questions that it checks: the judge finds where a published number is not of
these people. Which countries are measured is taken from the numbers themselves, but for each skill.
"""

import re

import duckdb

from skillslib.publish.counted import ALL
from skillslib.store import ask

TABLES = (
    *("workforce", "award_spans", "awards", "series_awards", "holdings"),
    *("badges", "badge_skills", "skill_families", "skill_places"),
)
PEOPLE = """
select person_id, coalesce(business_unit_id, 'Unknown') as business_unit_id, location, country, country_code,
       job_role, population
from workforce
order by person_id"""
LIT = "(select skill_id, country_code from skill_places where measured) as lit using (skill_id, country_code)"
ASKED = "skill_id in (select unnest($skills::text[]))"
PROVING = f"($skills::text[] is null or badge_id in (select badge_id from badge_skills where {ASKED}))"
VALID = "awarded_on <= $as_of::date and (revoked_on is null or revoked_on > $as_of::date)"
HELD = f"""
select person_id, 1 as times
from workforce
join award_spans using (person_id)
semi join {LIT}
where {ASKED} and level >= $level and starts_on <= $as_of::date and ends_on > $as_of::date
group by person_id
having """
SPANS = {
    "holders": "true",
    "expiring": "max(ends_on) <= $until::date",
    "lasting holders": "max(ends_on) > $on::date",
    "lasting, then expiring": "max(ends_on) > $on::date and max(ends_on) <= $until::date",
}
GIVEN = f"""
select person_id, count(distinct award_id) as times
from workforce
join (select * exclude (country_code) from awards) as awards using (person_id)
join badge_skills using (badge_id)
semi join {LIT}
where {ASKED} and coalesce(level_reached, level) >= $level and awarded_on > $since::date and {VALID}
group by person_id"""
NEAR = f"""
with held as (
    select person_id, skill_id, level
    from workforce
    join holdings using (person_id)
    semi join {LIT}),
beside as (
    select other.skill_id
    from skill_families as own
    join skill_families as other using (family_id)
    where own.skill_id = $skill and other.skill_id <> $skill)
select distinct person_id, 1 as times
from held
where case when $level = 1 then skill_id in (from beside) else skill_id = $skill and level = $level - 1 end
  and person_id not in (select person_id from held where skill_id = $skill and level >= $level)"""
EARNED = f"""
with given as (
    select person_id, awarded_on, coalesce(level_reached, level) >= 4 as is_high,
           row_number() over (partition by person_id order by awarded_on, award_id) as place
    from awards
    left join (select badge_id, level from badges) as badges using (badge_id)
    where person_id is not null and {VALID} and {PROVING})
select person_id, {{times}} as times
from given
group by person_id"""
MILESTONES = {
    "awards": "count_if(awarded_on > $since::date)",
    "earners": "max((awarded_on > $since::date)::integer)",
    "first badges": "count_if(place = 1 and awarded_on > $since::date)",
    "fifth badges": "count_if(place = 5 and awarded_on > $since::date)",
    "new experts": "coalesce(min(awarded_on) filter (is_high) > $since::date, false)::integer",
}
RENEWED = f"""
with given as (
    select * from series_awards where person_id is not null and awarded_on <= $as_of::date),
ended as (
    select *
    from given
    where expires_on > $since::date and expires_on + to_days($after::integer) <= $as_of::date
      and (revoked_on is null or revoked_on >= expires_on) and {PROVING}),
told as (
    select person_id, exists (
        from given as later
        where later.person_id = ended.person_id and later.award_id <> ended.award_id
          and (later.series_id = ended.series_id or later.award_id = ended.replaced_by)
          and later.awarded_on > ended.awarded_on
          and later.awarded_on >= ended.expires_on - to_days($before::integer)
          and later.awarded_on <= ended.expires_on + to_days($after::integer)
          and (later.revoked_on is null
               or later.revoked_on > ended.expires_on + to_days($after::integer))) as again
    from ended)
select person_id, {{times}} as times
from told
group by person_id"""
RENEWALS = {
    "awards ended": "count(*)",
    "had an award end": "1",
    "awards renewed": "count_if(again)",
    "renewed": "max(again::integer)",
}


class Facts:
    """What was known on one day of who was where and held what on another."""

    def __init__(self, con, day, known_at, topics):
        self.known_at, self.topics, self.con = known_at, topics, duckdb.connect()
        for name in TABLES:
            rows = ask(con, f"select * from {name}", day, known_at)  # noqa: F841
            self.con.execute(f"create table {name} as from rows")

    def people(self):
        """Everybody at work, in the dimensions that numbers speak of."""
        return self.con.execute(PEOPLE).df()

    def times(self, layer):
        """How often each person counts in a layer: person -> times."""
        values = {**layer, "skills": self._skills(layer)}
        sql = _sql(layer)
        used = {name: of for name, of in values.items() if re.search(rf"\${name}\b", sql)}
        return dict(self.con.execute(sql, used).fetchall())

    def _skills(self, layer):
        if "skill" in layer:
            return [layer["skill"]]
        if "level" in layer or "kept" in layer:
            return self.topics.of(layer, self.known_at)[layer.get("family", ALL)]
        return None


def _sql(layer):
    measure = layer["measure"]
    if measure == "near":
        return NEAR
    if "level" in layer:
        return HELD + SPANS[measure] if measure in SPANS else GIVEN
    if measure in RENEWALS:
        return RENEWED.format(times=RENEWALS[measure])
    return EARNED.format(times=MILESTONES[measure])
