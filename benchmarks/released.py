"""Random questions of all that can be asked, and their answers released one after another into one ledger."""

from collections import Counter
from random import Random

import skillslib as sk
from benchmarks.measuring import progress
from skillslib.metrics.question import QuestionError
from skillslib.metrics.rollup import ROLLUPS
from skillslib.store import ask

GROUPS = (
    *("company", "business_unit", "country", "location", "job_role"),
    *(("business_unit", "country"), ("country", "job_role"), ("business_unit", "job_role")),
)
# Few days and skills and mostly the same people, so that many answers tell of the same.
DAYS = (
    *(("2026-09-30", "2026-10-05"), ("2026-09-30", "2026-10-05"), ("2026-09-30", "2026-10-02")),
    *(("2026-06-30", "2026-10-05"), ("2026-06-30", "2026-07-05"), ("2026-03-31", "2026-07-05")),
)
SINCE = (None, "2026-03-31", "2026-06-30")  # at the latest that of the day itself, which is none
POPULATIONS = ("employee", "employee", "employee", "contractor", ("employee", "contractor", "on leave"))
LEVELS = (1, 1, 1, 2, 3)
TIMES = {"skill_map": 5, "skill_trend": 4, "skill_gaps": 3, "recognition": 4, "renewals": 3, "unmeasured": 1}
SKILLS, FAMILIES, FILTERED = 3, 2, 0.2
MINIMUMS = (5, 5, 5, 10)
SEED = 6
CHOICES = {
    "business_unit": "select distinct business_unit as named from workforce"
    " join business_units($known_at, $as_of) using (business_unit_id)",
    "country": "select distinct country as named from workforce",
    "job_role": "select distinct job_role as named from workforce",
    "skill": "select distinct label as named from skills semi join targets using (skill_id)",
    "family": "select distinct family as named from skill_families",
}


class Questions:
    """Random questions, each another; the same ones every time."""

    def __init__(self, con):
        self.random = Random(SEED)
        self.values = {
            name: sorted(ask(con, sql, *DAYS[0])["named"].dropna()) for name, sql in CHOICES.items()
        }
        for name, many in (("skill", SKILLS), ("family", FAMILIES)):
            self.values[name] = self.random.sample(self.values[name], many)

    def one(self):
        """(name, day, day of knowledge, arguments, minimum) of a question."""
        name = self.random.choices(list(TIMES), list(TIMES.values()))[0]
        arguments = getattr(self, f"_{name}")()
        return name, *self.random.choice(DAYS), arguments, self.random.choice(MINIMUMS)

    def _any(self, *values):
        return self.random.choice(values)

    def _filters(self, topic, *others):
        kept = {topic: self._any(*self.values[topic])} if topic else {}
        for name in others:
            if self.random.random() < FILTERED:
                kept[name] = self.random.sample(self.values[name], self._any(1, 2))
        return kept

    def _people(self, topic, *groups):
        filters = self._filters(topic, "business_unit", "country", "job_role")
        return {"by": self._any(*groups), "population": self._any(*POPULATIONS), "filters": filters}

    def _topic(self):
        """What is counted, and the kind of filter that keeps it to few skills."""
        of = self._any("skill", "skill", "family")
        return of, {"of": of} | ({} if of == "skill" else {"rollup": self._any(*ROLLUPS)})

    def _skill_map(self):
        topic, of = self._topic()
        return self._people(topic, *GROUPS) | of | {"level": self._any(*LEVELS)}

    def _skill_trend(self):
        topic, of = self._any(self._topic(), ("family", {"of": "all"}))
        asked = self._people(topic, "company", "business_unit", "country", "job_role")
        return asked | of | {"level": self._any(*LEVELS), "quarters": self._any(1, 2, 3)}

    def _skill_gaps(self):
        filters = self._filters(self._any("skill", "family"), "business_unit")
        by = self._any("business_unit", "business_unit@2", "company")
        return {"by": by, "population": self._any(*POPULATIONS), "filters": filters}

    def _recognition(self):
        return self._people(self._any(None, "skill", "family"), *GROUPS) | {"since": self._any(*SINCE)}

    _renewals = _recognition

    def _unmeasured(self):
        return {"population": self._any(*POPULATIONS)}


def release_all(con, number):
    """Release so many random questions one after another; how many of each question were."""
    questions, done = Questions(con), []
    while len(done) < number:
        name, as_of, known_at, arguments, minimum = one = questions.one()
        if one in done:
            continue
        try:
            frame = getattr(sk, name)(con, as_of, known_at, **arguments)
        except QuestionError:  # a period that begins after its end
            continue
        if not len(frame):
            continue
        sk.release(con, frame, min_people=minimum)
        done.append(one)
        if len(done) % 10 == 0:
            progress(f"released {len(done)} of {number}")
    return Counter(one[0] for one in done)
