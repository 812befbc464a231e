"""What published answers tell together, and what protecting them takes: a report, and answers beside it."""

import json
import os
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

import skillslib as sk
from benchmarks import leaving
from benchmarks.attacked import judged, systems_of, told_by_us
from benchmarks.claim import Claim
from benchmarks.measuring import progress
from benchmarks.released import DAYS, release_all
from skillslib.publish import ledger, publications
from skillslib.publish.climbing import share_shown
from skillslib.publish.jointly import protect_together
from skillslib.publish.release import protect_release
from skillslib.publish.views import CLIMBING, ask_all, questions, report_days
from skillslib.store import ask

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
QUARTERS = ("2026-Q3", "2026-Q2")
SEEDS, PEOPLE, AWARDS = 20, 300, 3_000
MOST_HELD = """
select label from holdings join skills using (skill_id) join workforce using (person_id)
group by label order by count(*) desc, label limit 1"""


def a_report_is_protected_and_audited_soon(folder):
    """All that protecting the sample's report and auditing it adds, by the clock, beginning with its answers.

    Each answer protected; all together, against the ledger that is read for it; the numbers put in the ledger
    and written beside the report; the audit. Of another quarter, against the first one, it is told besides.
    """
    first, other = (_timed(folder, quarter) for quarter in QUARTERS)
    said = ", ".join(f"{name} {taken:.1f} s" for name, taken in first.parts.items())
    note = (
        f"{said}; {first.computing:.1f} s of computing; {first.numbers:,} numbers; {QUARTERS[1]} after it: "
        f"{other.seconds:.1f} s, {other.computing:.1f} s of computing"
    )
    return Claim("protection and audit of the sample report", first.seconds, "at most", 10, "s", note)


def no_report_tells(folder):
    """What the audits of the sample's reports of two quarters tell, the second against the first."""
    told = [f"{quarter}: {name}" for quarter in QUARTERS for name in _timed(folder, quarter).told]
    words = "numbers told by the reports of two quarters"
    return Claim(words, len(told), "at most", 0, "numbers", "; ".join(told[:3]))


@dataclass(frozen=True)
class Timed:
    """A quarter's numbers: how many, which are told, the seconds of each step, and of computing."""

    numbers: int
    told: list
    parts: dict
    computing: float

    @property
    def seconds(self):
        return sum(self.parts.values())


@cache
def _timed(folder, quarter):
    """The numbers of a quarter's report from their exact answers to their audit."""
    _, store, _ = _sample(folder)
    report, name = folder / f"audited {quarter}", f"report {quarter}"
    report.mkdir()
    with sk.connect(store) as con:
        days = report_days(con, quarter)
        asked = ask_all(con, days)
        clock, computing = [time.perf_counter()], _computing()
        frames = {view: sk.protect(frame) for view, frame in asked.items()}
        clock.append(time.perf_counter())
        protected, _ = protect_release(con, frames, days.known_at, name, 5)
        clock.append(time.perf_counter())
    ledger.append(store, name, protected.publications)
    publications.write(protected.publications, report)
    clock.append(time.perf_counter())
    counted = dict.fromkeys(("completing others", "completing what was published before"), 0)
    said = {"report": {"known_at": str(days.known_at)}, "policy": {"min_people": 5}, "withheld": counted}
    (report / "provenance.json").write_text(json.dumps(said))
    told = list(sk.audit(report, store).query("not ok")["number"])
    clock.append(time.perf_counter())
    steps = ("each answer", "together and against the ledger", "written", "audited")
    parts = dict(zip(steps, np.diff(clock), strict=True))
    progress(f"{quarter}: {', '.join(f'{step} {taken:.1f} s' for step, taken in parts.items())}")
    return Timed(len(protected.publications), told, parts, _computing() - computing)


def _computing():
    """The seconds of computing of this process and of its copies that have ended."""
    return sum(os.times()[:4])


def a_report_stays_worth_reading(folder):
    """How far the sample report's shown numbers are from the truth, and how many are withheld."""
    asked, store, days = _sample(folder)
    with sk.connect(store) as con:
        frames = {view: sk.protect(frame) for view, frame in asked.items()}
        shown = protect_together(con, frames, days.known_at).frames
    errors, withheld = [], []
    for view, frame in shown.items():
        for column in publications.counts_in(frame):
            true, told = asked[view][column].astype(float), frame[column].astype(float)
            measured = true.notna() & (frame["status"] != "not measured" if "status" in frame else True)
            withheld += list(told.isna()[measured])
            errors += list((told - true).abs().dropna())
    note = f"{np.mean(withheld):.1%} of {len(withheld):,} numbers withheld"
    return Claim(
        "mean absolute error of a number in the report", np.mean(errors), "at most", 2, "people", note
    )


def random_answers_tell_nothing_together(folder, number=200):
    """Random questions of every kind released one after another; all their numbers attacked at once."""
    place = folder / "released"
    sk.load([SAMPLE], store=place / "store")
    start = time.perf_counter()
    with sk.connect(place / "store") as con:
        asked = release_all(con, number)
        seconds = time.perf_counter() - start
        numbers = [one for _, one in ledger.read(place / "store")[0]]
        hidden, found = judged(systems_of(con, numbers, place / "judged"))
        ours = told_by_us(con, numbers)
    if hidden < number:
        raise RuntimeError(f"the judge had only {hidden} small numbers and differences to attack")
    kinds = ", ".join(f"{many} {name}" for name, many in asked.items())
    note = (
        f"{kinds}; {len(numbers):,} numbers, {hidden:,} small ones and differences attacked; the judge tells "
        f"{len(found['any'])}, by the rule {len(found['aware'])}, our own audit {len(ours)}; "
        f"{seconds / number:.1f} s a release"
    )
    told = found["any"] + found["aware"] + ours
    words = f"groups under the minimum told from {number} random answers together"
    return Claim(words, len(told), "at most", 0, "groups", "; ".join([note, *told[:3]]))


def stocks_and_flows_of_a_ledger_tell_nothing(folder):
    """P5: who held a skill, earned it, will lose it and holds it then, released by companies of 20 seeds.

    By unit, then by country, of two quarters; the judge sets all of these numbers against each other.
    """
    systems, numbers, ours = [], 0, 0
    for seed in range(1, SEEDS + 1):
        place = folder / f"company {seed}"
        sk.write_sample(place / "exports", people=PEOPLE, awards=AWARDS, seed=seed)
        sk.load([place / "exports"], store=place / "store")
        with sk.connect(place / "store") as con:
            only = {"skill": ask(con, MOST_HELD, *DAYS[0])["label"][0]}
            for by in ("business_unit", "country"):
                told = sk.skill_trend(con, *DAYS[0], by=by, of="skill", quarters=2, filters=only)
                sk.release(con, told)
            told = [one for _, one in ledger.read(place / "store")[0]]
            systems += systems_of(con, told, place / "judged", across=True)
            numbers, ours = numbers + len(told), ours + len(told_by_us(con, told))
        progress(f"companies: {seed} of {SEEDS}")
    hidden, found = judged(systems)
    told = found["any"] + found["aware"]
    note = (
        f"{numbers:,} numbers, {hidden:,} small ones and differences attacked; the judge tells "
        f"{len(found['any'])}, by the rule {len(found['aware'])}, our own audit {ours}"
    )
    words = f"numbers of stocks and flows told from the ledgers of {SEEDS} companies"
    return Claim(words, len(told) + ours, "at most", 0, "numbers", "; ".join([note, *told[:3]]))


def the_smallest_company_is_shown(folder):
    """300 people: the share of measured cells withheld of each view, by its own groups and as published."""
    sk.write_sample(folder / "small", people=300, awards=3000)
    sk.load([folder / "small"], store=folder / "small" / "store")
    with sk.connect(folder / "small" / "store") as con:
        days = report_days(con, "2026-Q3")
        asked, frames = questions(days), ask_all(con, days)
        alone = {name: sk.protect(frame) for name, frame in frames.items()}
        shown = protect_together(con, alone, days.known_at).frames
        views = [name for name in CLIMBING if name != "map_division"]
        said, withheld = [], []
        for name in views:
            metric, when, arguments = asked[name]
            own = 1 - share_shown(sk.protect(metric(con, *when, **arguments)))
            withheld.append(1 - share_shown(shown[name]))
            said.append(f"{name} {own:.0%} -> {withheld[-1]:.0%}")
    words = "300 people: cells withheld of the view with most, of those measured"
    return Claim(words, 100 * max(withheld), "at most", 50, "%", ", ".join(said))


def _sample(folder):
    """The exact answers of the sample report, its store and its days; the store is loaded once."""
    store = folder / "protected" / "store"
    if not store.exists():
        sk.load([SAMPLE], store=store)
    with sk.connect(store) as con:
        days = report_days(con, "2026-Q3")
        return ask_all(con, days), store, days


CLAIMS = (
    a_report_is_protected_and_audited_soon,
    no_report_tells,
    a_report_stays_worth_reading,
    random_answers_tell_nothing_together,
    stocks_and_flows_of_a_ledger_tell_nothing,
    the_smallest_company_is_shown,
    *leaving.CLAIMS,
)
