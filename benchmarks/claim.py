"""One claim: its words, the figure measured, the bar, and whether it holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """A measured statement about the workbench.

    Example: Claim("rows that a load lost", 0, "at most", 0, "rows")
    """

    words: str
    figure: float
    direction: str  # "at most" or "at least"
    bar: float
    unit: str
    note: str = ""

    @property
    def holds(self):
        """Whether the figure is on the right side of the bar."""
        return self.figure <= self.bar if self.direction == "at most" else self.figure >= self.bar

    def line(self):
        """The claim as one line for a terminal or a log."""
        verdict = "holds" if self.holds else "FALLS SHORT"
        note = f"  ({self.note})" if self.note else ""
        return (
            f"{self.words}: {self.figure:,.5g} {self.unit}, {self.direction} {self.bar:,.5g}: {verdict}{note}"
        )
