"""Every number that answers publish or withhold, each once: what it counts, of whom, how exactly it is told.

`publications.json` in a report holds them, a list of {name, measure, ..., where, value, tol}: value null is
withheld, and the true number is at most `tol` from a value. A number is often in several answers (a unit's
people stand in the row of every skill); it is withheld where none of them shows it.
"""

import json
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from skillslib.disclosure.rules import MIN_PEOPLE
from skillslib.publish.accounts import accounts_of
from skillslib.publish.counted import kept_skills, knows, layers_of, skills_of, topic_of
from skillslib.publish.whom import Whom, asked_of, narrowed

NAME = "publications.json"
TOL = 2  # rounded to 5, a whole number is at most 2 from what is shown
COUNTS = ("people", "count")
LABELS = (
    "skill",
    "family",
    "level",
    "quarter",
    "country",
    "issuer",
    "method",
    "measure",
    "reason",
    "programme",
)


@dataclass
class Publication:
    """One number: its name, its layer, whom it counts, what is shown of it, and in which cells it stands."""

    name: str
    layer: dict
    where: dict
    value: float | None
    known_at: str
    tol: float = TOL
    cells: list = field(default_factory=list)  # (view, row, column)
    least: int = MIN_PEOPLE  # the smallest group that was shown with it
    fixed: bool = False  # published earlier

    @cached_property
    def counted(self):
        """What is counted, as one line of text."""
        return layer_text(self.layer)

    @cached_property
    def whom(self):
        """Whom it counts, as one line of text."""
        return json.dumps(self.where, sort_keys=True, ensure_ascii=False)

    @cached_property
    def key(self):
        """What is counted of whom, as one line of text."""
        return f"{self.counted} {self.whom}"

    def entry(self):
        """The number as it is written."""
        return {
            "name": self.name,
            **self.layer,
            "where": self.where,
            "value": self.value,
            "tol": self.tol,
            "known_at": self.known_at,
            "least": self.least,
        }


def read_entry(entry):
    """A publication from what is written of it."""
    told = {name: entry[name] for name in ("name", "value", "known_at", "tol", "least")}
    layer = {name: value for name, value in entry.items() if name not in told and name != "where"}
    return Publication(layer=layer, where={name: list(of) for name, of in entry["where"].items()}, **told)


def layer_text(layer):
    """A layer as one canonical line of text."""
    return json.dumps(layer, sort_keys=True, ensure_ascii=False)


def publications_of(con, frames):
    """Every count of these protected frames (view -> frame) as a publication, each once, in their order."""
    asked = {view: asked_of(frame) for view, frame in frames.items()}
    whom = {}
    for known_at in sorted({question.known_at for question in asked.values()}):
        told = [view for view, question in asked.items() if question.known_at == known_at]
        days = sorted({day for view in told for day in days_of(asked[view], frames[view])})
        whom[known_at] = Whom(con, known_at, days)
    found = {}
    for view, frame in frames.items():
        question = asked[view]
        if knows(question):
            told = _Teller(con, view, frame, question, whom[question.known_at]).publications()
        else:
            told = _accounts(view, frame, question)
        for one in told:
            before = found.setdefault((str(question.known_at), one.key), one)
            if before is not one:
                _merge(before, one)
    return list(found.values())


def _accounts(view, frame, question):
    counts = counts_in(frame)
    for place, column, layer, where in accounts_of(frame, question):
        if column in counts:
            row = frame.loc[place]
            value = None if pd.isna(row[column]) else float(row[column])
            name = f"{row_name(view, row, ())}: {column.replace('_', ' ')}"
            yield Publication(name, layer, where, value, str(question.known_at), TOL, [(view, place, column)])


def _merge(one, other):
    """One number told twice: shown where either is, as exactly as either."""
    one.cells += other.cells
    if other.value is not None and (one.value is None or other.tol < one.tol):
        one.value, one.tol = other.value, other.tol


def days_of(question, frame):
    """The days on which a frame counts who was where."""
    days = {question.as_of}
    if "quarter_end" in frame:
        days |= {when.date() for when in pd.to_datetime(frame["quarter_end"]) if when.date() < question.as_of}
    return days


def counts_in(frame):
    """The columns of a frame that are counts, with what they are."""
    measures = frame.attrs["question"]["measures"]
    return {column: measure for column, measure in measures.items() if measure["kind"] in COUNTS}


def row_name(view, row, columns):
    """Words for a row: the view, its groups, and what it is of."""
    names = [str(row[column]) for column in columns if column != "company"]
    names += [str(row[label]) for label in LABELS if label in row and not pd.isna(row[label])]
    return f"{view}: {', '.join(names) or 'the company'}"


class _Teller:
    """Tells the publications of one frame."""

    def __init__(self, con, view, frame, question, whom):
        self.con, self.view, self.frame, self.question, self.whom = con, view, frame, question, whom
        self.counts = counts_in(frame)
        self.days = sorted(days_of(question, frame))
        self.skills = skills_of(con, question)
        self.places, self.people = {}, {}

    def publications(self):
        """One publication for each count of each row that is measured, or that shows it all the same."""
        rows, columns = self.frame.to_dict("records"), self.question.columns
        known_at = str(self.question.known_at)
        for place, row in zip(self.frame.index, rows, strict=True):
            called, groups = row_name(self.view, row, columns), tuple(row[name] for name in columns)
            for column, layer in layers_of(self.question, row, self.counts).items():
                value = row[column]
                silent = pd.isna(value)
                if silent and (row["status"] == "not measured" or not self._is_told(column, row)):
                    continue
                name = f"{called}: {column.replace('_', ' ')}"
                value = None if silent else float(value)
                value, tol, where = self._seen(column, layer, row, groups, value)
                yield Publication(name, layer, where, value, known_at, tol, [(self.view, place, column)])

    def _is_told(self, column, row):
        return all(row[name] == value for name, value in self.counts[column].get("only", {}).items())

    def _seen(self, column, layer, row, groups, value):
        """Whom a cell counts, and how exactly it tells of them.

        Where all but a few of a group are measured, all are shown as if they were: then a whole group stands
        for its measured people, who may be up to 4 fewer.
        """
        day = layer["as_of"]
        if (day, groups) not in self.people:
            self.people[day, groups] = self.whom.of_row(self.question, day, self.days, groups)
        where = self.people[day, groups]
        if column == "people":
            return value, TOL, where
        lit = self._measured(day, row)
        if column == "measured_people" and lit and value is not None and value == row["people"]:
            return value - TOL, 2 * TOL, narrowed(where, lit)
        return value, TOL, narrowed(where, lit)

    def _measured(self, day, row):
        """The places that are measured for what a row counts."""
        of_awards = self.question.name in ("recognition", "renewals")
        topic = "awards" if of_awards else _topic(row, self.question)
        if (topic, day) not in self.places:
            if of_awards:
                self.places[topic, day] = self.whom.matched(day, kept_skills(self.con, self.question))
            else:
                self.places[topic, day] = self.whom.measured(day, self.skills.get(topic, [topic]))
        return self.places[topic, day]


def _topic(row, question):
    """What a row counts, under the name that its skills are filed under."""
    topic = topic_of(question, row)
    return topic.get("skill") or topic.get("of") or topic["family"]


def write(publications, folder):
    """Write a report's publications.json."""
    lines = ",\n".join(json.dumps(one.entry(), ensure_ascii=False) for one in publications)
    (folder / NAME).write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")


def read(folder):
    """The publications of a report's folder."""
    return [read_entry(entry) for entry in json.loads((folder / NAME).read_text(encoding="utf-8"))]
