"""How well names of skills find their concepts of the real ESCO 1.1.1: judged names, and what became of them.

Two sets. The fifty of ../shared were at hand while the words of skillslib/linking were chosen: they flatter.
The hundred of judged_names.csv were written and judged by us when those words stood; only the threshold and
the share that unsaid words take were set with both. A concept is right where somebody who awards a badge of
that name would take it; a name without concepts has none that fits.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
SEEN = SHARED / "linking-judged.tsv"
HELD_OUT = Path(__file__).with_name("judged_names.csv")
ESCO = SHARED / "taxonomies" / "esco" / "official" / "v1.1.1" / "classification" / "skills_en.csv"
LABELS = (("preferred", "preferredLabel"), ("alternative", "altLabels"), ("hidden", "hiddenLabels"))
ADDRESS = "http://data.europa.eu/esco/skill/"


def at_hand():
    """Whether the real ESCO and the fifty names lie beside the project."""
    return SEEN.is_file() and ESCO.is_file()


def esco():
    """The labels of ESCO's skills as `link` takes them, and preferred label -> concept."""
    with ESCO.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = [
        (row["conceptUri"], " ".join(label.split()), kind)
        for row in rows
        for kind, cell in LABELS
        for label in row[cell].split("\n")
        if label.strip()
    ]
    labels = pd.DataFrame(told, columns=["concept_id", "label", "label_type"])
    return labels, {row["preferredLabel"].strip(): row["conceptUri"] for row in rows}


def seen(preferred):
    """Name -> the concepts that the judge of ../shared accepts."""
    with SEEN.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {
        row["badge_skill"]: {
            preferred[label.strip()]
            for cell in (row["esco_equivalent"], row["esco_acceptable"])
            for label in (cell or "").split("|")
            if label.strip()
        }
        for row in rows
    }


def held_out():
    """Name -> the concepts that we accept."""
    with HELD_OUT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["name"]: {ADDRESS + concept for concept in row["concept_ids"].split("|") if concept}
        for row in rows
    }


@dataclass(frozen=True)
class Figures:
    """What became of judged names; `some` of them have a concept, the rest have none."""

    names: int
    some: int
    accepted: int
    accepted_right: int
    proposed: int
    proposed_right: int
    first: int  # of those with a concept, where the first of the ranked list is right
    five: int  # and where one of the first five is
    none_unmapped: int  # of those without one

    @property
    def precision(self):
        """Of what is proposed alone."""
        return self.proposed_right / self.proposed

    @property
    def together(self):
        """Of what is accepted and what is proposed."""
        return (self.accepted_right + self.proposed_right) / (self.accepted + self.proposed)

    @property
    def covered(self):
        """Of the names that have a concept."""
        return (self.accepted_right + self.proposed_right) / self.some

    def __str__(self):
        return (
            f"{self.names} names: {self.accepted_right} of {self.accepted} accepted and "
            f"{self.proposed_right} of {self.proposed} proposed are right ({self.together:.2f} together), "
            f"{self.covered:.2f} covered; first {self.first} and five {self.five} of {self.some}; "
            f"{self.none_unmapped} of "
            f"{self.names - self.some} without a concept unmapped"
        )


def figures(links, choices, right):
    """Figures of what `link` told, for the names of `right`: name -> acceptable concepts."""
    links = links[links.name.isin(right)]
    is_right = pd.Series(
        [told in right[name] for name, told in zip(links.name, links.concept_id, strict=True)], links.index
    )
    accepted, proposed = links.status == "accepted", links.status == "proposed"
    ranked = {name: list(found.concept_id) for name, found in choices.groupby("name")}
    ranked |= {row.name: [row.concept_id] for row in links[accepted].itertuples(index=False)}
    some = [name for name, concepts in right.items() if concepts]
    told = set(links.name[accepted | proposed])
    return Figures(
        len(right),
        len(some),
        accepted.sum(),
        (accepted & is_right).sum(),
        proposed.sum(),
        (proposed & is_right).sum(),
        sum(bool(set(ranked.get(name, [])[:1]) & right[name]) for name in some),
        sum(bool(set(ranked.get(name, [])[:5]) & right[name]) for name in some),
        len(set(right) - set(some) - told),
    )
