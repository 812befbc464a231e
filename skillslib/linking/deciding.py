"""Deciding on the names of skills, those of most awards first: step by step, each undone, all kept.

Nothing is written to the store: decisions are rows of a `skill_names.csv` (decisions.py), which a load reads.
"""

import datetime
from dataclasses import dataclass, replace

from skillslib.intake import IntakeError
from skillslib.linking.cascade import ACCEPTED, NO_CONCEPT, NO_SKILL, OWN_CONCEPT, REJECTED, as_written
from skillslib.linking.decided import COLUMNS, file_of, read, write
from skillslib.linking.decisions import OWN_TAXONOMY
from skillslib.linking.review import skill_links


@dataclass(frozen=True)
class Choice:
    """A concept that a name may be: whose, and how like it is (0 to 1; None where a person found it)."""

    taxonomy: str
    version: str
    concept_id: str
    label: str
    score: float | None = None


@dataclass(frozen=True)
class Name:
    """A name to be decided on, what hangs on it, and the concepts to choose from, the likeliest first."""

    name: str
    awards: int
    badges: int
    status: str
    choices: tuple


class Deciding:
    """The names of a review, what was decided of them so far, and the files that it is written to."""

    def __init__(self, con, folder, most=200, undecided=True):
        self.folder = folder
        self.names = {as_written(name.name): name for name in _names(con, most, undecided)}
        self.decided = {}  # name as written -> its rows
        self.written = {}  # day -> the rows of its file, as they were read or written last
        self.others = {}  # day -> those on names that are not of this review
        self.steps = []  # (name as written -> its rows before), the last step last
        self.by, self.on = "", ""

    def propose(self, choices):
        """Choose from other concepts than those of the store: name -> its choices."""
        self.names = {
            written: replace(name, choices=choices.get(name.name, ())) for written, name in self.names.items()
        }

    def begin(self, by, on):
        """Say who decides and on which day; what the file of that day has already is taken over.

        Errors: IntakeError where one of them is missing, or the file is none of decisions.
        """
        by, on = by.strip(), on.strip()
        if not by:
            raise IntakeError("Say first who decides: a team or a role, as in skills team.")
        try:
            on = datetime.date.fromisoformat(on).isoformat()
        except ValueError:
            raise IntakeError(f"Decided on {on!r}: write the day as 2026-10-05.") from None
        self.by, self.on = by, on
        if on in self.others:
            return
        rows = self.written[on] = read(file_of(self.folder, on))
        taken_over = {}
        for row in rows:
            name = as_written(row["skill_name"])
            if name in self.names:
                taken_over.setdefault(name, []).append(row)
        self.decided = taken_over | self.decided
        self.others[on] = [row for row in rows if as_written(row["skill_name"]) not in self.names]

    @property
    def file(self):
        """The file of the day that is decided on."""
        return file_of(self.folder, self.on)

    def accept(self, choices):
        """Names are these concepts: name -> Choice, all in one step."""
        self._step(
            {name: [self._row(name, ACCEPTED, **_concept(choice))] for name, choice in choices.items()}
        )

    def reject(self, name):
        """A name is none of the concepts that are like it: it comes back with others."""
        choices = self.names[as_written(name)].choices
        self._step({name: [self._row(name, REJECTED, **_concept(choice)) for choice in choices]})

    def no_concept(self, name):
        """No taxonomy has a concept for a name: it stays counted as unmapped and never comes back."""
        self._step({name: [self._row(name, NO_CONCEPT)]})

    def not_a_skill(self, name):
        """A name is no skill's."""
        self._step({name: [self._row(name, NO_SKILL)]})

    def own_concept(self, name, broader=None):
        """A name becomes a concept of the company's own, part of another concept where one is given."""
        above = broader.concept_id if broader else ""
        self._step({name: [self._row(name, OWN_CONCEPT, broader_id=above)]})

    @property
    def own_concepts(self):
        """The concepts that this review makes: other names may be one of them too."""
        made = [name for name, rows in self.decided.items() if rows[0]["decision"] == OWN_CONCEPT]
        return [Choice(OWN_TAXONOMY, "1", f"{OWN_TAXONOMY}: {name}", self.names[name].name) for name in made]

    def undo(self):
        """Take back the last step; the names that it decided, none where there is no step."""
        self._check_files()
        before = self.steps.pop() if self.steps else {}
        for name, rows in before.items():
            self.decided[name] = rows
            if not rows:
                del self.decided[name]
        self._write()
        return list(before)

    def alike(self, least):
        """The undecided names whose likeliest concept has at least this score: [(name, choice)]."""
        return [
            (name.name, name.choices[0])
            for written, name in self.names.items()
            if written not in self.decided and name.choices and (name.choices[0].score or 0) >= least
        ]

    def next_after(self, name):
        """The first undecided name after this one, else from the beginning; None where all are decided."""
        every = list(self.names)
        at = every.index(as_written(name)) + 1 if name else 0
        return next(
            (self.names[one].name for one in every[at:] + every[:at] if one not in self.decided), None
        )

    @property
    def progress(self):
        """How many names are decided, of how many, and which share of the awards they carry.

        An award that carries several names counts with each of them.
        """
        every = sum(name.awards for name in self.names.values())
        carried = sum(self.names[name].awards for name in self.decided)
        return len(self.decided), len(self.names), carried / every if every else 0.0

    def _step(self, rows):
        self.begin(self.by, self.on)
        self._check_files()
        rows = {as_written(name): found for name, found in rows.items()}
        if not all(rows.values()):
            raise IntakeError(
                "No concept is like this name: there is none to reject. Is there no concept for it?"
            )
        self.steps.append({name: self.decided.get(name, []) for name in rows})
        self.decided |= rows
        self._write()

    def _row(self, name, decision, **also):
        return dict.fromkeys(COLUMNS, "") | {
            "skill_name": self.names[as_written(name)].name,
            "decision": decision,
            **also,
            "decided_by": self.by,
            "decided_on": self.on,
        }

    def _check_files(self):
        """Nobody else wrote to the files meanwhile: what they decided would be lost."""
        for day, rows in self.written.items():
            file = file_of(self.folder, day)
            if read(file) != rows:
                raise IntakeError(
                    f"{file.name} was changed by somebody else. Run the cell of the review again."
                )

    def _write(self):
        """Each day's decisions into its own file, in the order of the names."""
        rows = [row for name in self.names for row in self.decided.get(name, ())]
        for day, others in self.others.items():
            of_day = [row for row in rows if row["decided_on"] == day]
            self.written[day] = others + of_day
            write(file_of(self.folder, day), self.written[day])


def _concept(choice):
    return {
        "taxonomy": choice.taxonomy,
        "version": choice.version,
        "concept_id": choice.concept_id,
        "label": choice.label,
    }


def _names(con, most, undecided):
    """The names of most awards with their choices, from all taxonomies, the likeliest first."""
    frame = skill_links(con, undecided)
    frame = frame[frame.skill_name.isin(frame.skill_name.drop_duplicates().head(most))]
    found = []
    for name, rows in frame.groupby("skill_name", sort=False):
        likest = rows.sort_values("score", ascending=False, kind="stable", na_position="last")
        choices = [
            Choice(row.taxonomy, row.version, row.concept_id, row.label, row.score)
            for row in likest[likest.concept_id.notna()].itertuples(index=False)
        ]
        first = rows.iloc[0]
        found.append(Name(name, int(first.awards), int(first.badges), first.status, tuple(choices[:5])))
    return sorted(found, key=lambda name: (-name.awards, name.name))
