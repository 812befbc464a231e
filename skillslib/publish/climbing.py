"""Small companies: a question is asked of larger groups until at least half of what it counts can be shown.

The steps go up a hierarchy: units to the tiers above them, locations to countries, then skills to their
families, then the company. Which step is taken follows from which cells `protect` withholds of the answer
by itself, never from the numbers in them. What goes because of other answers comes besides, and is no reason
to climb: half of a published answer is not promised. In a report the step is what the report decided, so that
its notebooks agree with it.
"""

import re
from dataclasses import dataclass

import pandas as pd

from skillslib import metrics
from skillslib.disclosure import MIN_PEOPLE, DisclosureError, protect, released
from skillslib.metrics.question import day
from skillslib.store import ask

LEAST_SHOWN = 0.5
WHOLE = 0.9
NAME = "steps"
UNIT, FAMILY = "business_unit", "family"
GROUPS = {UNIT: "Units", "location": "Offices", "country": "Countries", "job_role": "Job roles"}


@dataclass(frozen=True)
class Step:
    """By which groups a question is asked, and of what: of families, or (empty) as it is."""

    by: str
    of: str = ""

    @property
    def arguments(self):
        """The step as arguments of the question."""
        return {"by": self.by, **({"of": self.of} if self.of else {})}


def climb(metric, con, as_of, known_at, *, by, above=None, min_people=MIN_PEOPLE):
    """A question's answer by the smallest groups of which, by itself, at least half can be shown.

    Columns: as in the question's own frame, by the groups of the step that was taken. Units are shown
    by the tiers above them, locations by country, then skills in families, at last the company as a whole;
    the line under a chart says so. `above` is another answer, to begin one step above what it shows.
    Formula: cells that `protect` does not withhold / cells that are measured >= 1/2. What is withheld because
    other answers would tell of it is not looked at.
    Standard name: roll-up for disclosure control. Errors: QuestionError; DisclosureError in a report that
    did not ask this question.

    Example: climb(skill_map, con, "2026-09-30", "2026-10-05", by="business_unit")
    """
    days = day(as_of, "as_of"), day(known_at, "known_at")
    decided = released(_question(*days))
    if decided is None:
        first, step, frame = Step(by), *_taken(metric, con, days, by, above, min_people)
        words = _words(con, days, first, step) if step != first and step != step_of(above) else ""
    else:
        step, words = _decided(decided, metric, by, above)
        frame = metric(con, *days, **step.arguments)
    if words:
        frame.attrs["climbed"] = words
    return frame


def for_company(con, frame):
    """The same question as an answer's, asked of the company as a whole.

    Columns, units and errors: as in the question's own frame.

    Example: for_company(con, skill_map(con, "2026-09-30", "2026-10-05", by="country", of="family"))
    """
    asked = frame.attrs["question"]
    return getattr(metrics, asked["name"])(
        con,
        asked["as_of"],
        asked["known_at"],
        by="company",
        population=tuple(asked["population"]),
        filters=asked["filters"],
        structure=asked.get("structure"),
        **asked["parameters"],
    )


def step_of(frame):
    """The step that an answer is of; None for no answer."""
    if frame is None:
        return None
    asked = frame.attrs["question"]
    return Step(asked["by"][0], FAMILY if asked["parameters"].get("of") == FAMILY else "")


def steps_frame(days, division, taken):
    """What the report decided, as an answer that a release holds: its divisions, the step of each question.

    `taken` has (the group it was asked by, the answer that it was to be above or None, its answer) for each.
    """
    rows = [_row(division_of.__name__, "", None, Step(division))]
    for by, above, frame in taken:
        name, words = frame.attrs["question"]["name"], frame.attrs.get("climbed", "")
        rows.append(_row(name, by, above, step_of(frame), words))
    found = pd.DataFrame(rows)
    found.attrs["question"] = _question(days.as_of, days.known_at)
    return found


def division_of(con, as_of, known_at):
    """The tier of units that are divisions: the first, but the second where one unit is the whole company.

    It is the whole company where at least nine in ten people are under it.

    Example: skill_map(con, as_of, known_at, by=division_of(con, as_of, known_at))
    """
    decided = released(_question(day(as_of, "as_of"), day(known_at, "known_at")))
    if decided is not None:
        return _decided(decided, division_of, "", None)[0].by
    largest = ask(
        con,
        """with roots as (
    select ancestor_id, count(*) as people
    from workforce
    join business_unit_paths using (business_unit_id)
    where tier = 1
    group by ancestor_id)
select coalesce(max(people) / sum(people), 1) as share from roots
""",
        as_of,
        known_at,
    )["share"].iloc[0]
    return f"{UNIT}@2" if largest >= WHOLE else f"{UNIT}@1"


def _question(as_of, known_at):
    return {
        "name": NAME,
        "as_of": str(as_of),
        "known_at": str(known_at),
        "by": [],
        "population": [],
        "filters": {},
        "parameters": {},
        "measures": {},
    }


def _row(name, by, above, step, words=""):
    return {
        "question": name,
        "asked_by": by,
        "above": _text(step_of(above)),
        "by": step.by,
        "of": step.of,
        "words": words,
        "status": "counted",
    }


def _text(step):
    return "" if step is None else f"{step.by} {step.of}".strip()


def _decided(decided, metric, by, above):
    """The step that the report took, and the words for it."""
    rows = decided.fillna("")
    rows = rows[
        (rows["question"] == metric.__name__)
        & (rows["asked_by"] == by)
        & (rows["above"] == _text(step_of(above)))
    ]
    if rows.empty:
        raise DisclosureError(
            f"This report did not ask {metric.__name__} by {by} step by step. "
            "Add the question to the report's views, or ask one it holds."
        )
    return Step(rows["by"].iloc[0], rows["of"].iloc[0]), rows["words"].iloc[0]


def _taken(metric, con, days, by, above, min_people):
    """The first step whose answer can be shown well enough, else the last one; and that answer."""
    passed = step_of(above)
    for step, frame in _answers(metric, con, days, by):
        if step != passed:
            taken = step, frame
            if share_shown(protect(frame, min_people)) >= LEAST_SHOWN:
                break
    return taken


def share_shown(frame):
    """The share of a protected answer's cells that are shown, of those that are measured; 1 where none is."""
    measured = frame["status"] != "not measured"
    return 1 - float((frame["status"] == "withheld").sum()) / max(1, int(measured.sum()))


def _answers(metric, con, days, by):
    """Each step with its answer, from the smallest groups up; a tier of a single unit is no step."""
    several = None
    for group in (by, *_above(con, days, by)):
        frame = metric(con, *days, by=group)
        column = group.partition("@")[0]
        if several and frame[column].nunique() < 2:
            break
        yield Step(group), frame
        several = group
    families = metric is metrics.skill_map
    for step in (Step(several, FAMILY), Step("company"), Step("company", FAMILY)):
        if families or not step.of:
            yield step, metric(con, *days, **step.arguments)


def _above(con, days, by):
    """The groups above those of `by`, without the company."""
    if by == "location":
        return ["country"]
    found = re.fullmatch(rf"{UNIT}(?:@(\d+))?", by)
    if not found:
        return []
    deepest = int(found[1] or 0) or _deepest(con, days)
    return [f"{UNIT}@{tier}" for tier in range(deepest - 1, 0, -1)]


def _deepest(con, days):
    """How many tiers of units there are."""
    sql = "select coalesce(max(tier), 1) as tiers from business_unit_paths"
    return int(ask(con, sql, *days)["tiers"].iloc[0])


def _words(con, days, first, step):
    """In a sentence, how small groups are shown."""
    called = GROUPS[first.by.partition("@")[0]]
    if step.by == "company":
        families = ", in families of skills" if step.of else ""
        return f"{called} have too few people to be shown: the company as a whole{families}."
    if step.by == first.by:
        return "Skills that few people hold are shown together: by family."
    if step.by == "country":
        how, place = "by country", "with the others of their country"
    else:
        tier = step.by.partition("@")[2]
        how = "by division" if step.by == division_of(con, *days) else f"by unit of tier {tier}"
        place = "with the unit above"
    families = " and family of skills" if step.of else ""
    return f"{called} with few people are shown {place}: {how}{families}."
