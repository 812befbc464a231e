"""What the first page says of itself: what is not measured, how far to trust the rest, who is counted."""

import pandas as pd

from skillslib.charts import theme
from skillslib.publish.views import POPULATION_VIEWS
from skillslib.publish.words import long_day, number_of


def banner(rates):
    """A sentence for each country in which too few awards found their person, before anything is found."""
    least, said = rates.attrs["question"]["parameters"]["least"], []
    for row in rates[rates["status"] == "too few"].sort_values("country").itertuples():
        place = "an unknown country" if row.country == "Unknown" else row.country
        dark = f"{place} is not measured in this report."
        shown = not pd.isna(row.share) and round(row.share, 2) < least
        found = f"{row.share:.0%}".replace("%", " %") + " of awards found their person, " if shown else ""
        rest = f"fewer than {100 * least:g} %" + ("" if shown else " of awards found their person")
        said.append(f"In {place} {'about ' if shown else ''}{found}{rest}: {dark}")
    return said


TRUST = (
    ("matched", "unmatched", "of {of} awards are matched to a person"),
    ("linked", "unlinked", "of {of} matched awards are linked to a skill"),
    ("measured", "", "of {of} cells of skill and country are measured"),
)


def trust(frame):
    """Share and what it is of, for the strip under the finding."""
    strip = []
    for measure, rest, words in TRUST:
        counts = frame.loc[frame["measure"] == measure, "count"]
        of = frame.loc[frame["measure"].isin([measure, rest]), "of"]
        of = of.max() if len(of) else 0
        share = _share(counts, of, (frame["measure"] == rest).any())
        strip.append((share, words.format(of=number_of(of))))
    return strip


def _share(counts, of, rest):
    """A share in whole per cent that says 100% only of all, 0% only of none, and nothing of the withheld."""
    part, about = counts.sum(), "about " if counts.isna().any() else ""
    if pd.isna(of) or not of or (about and not part):
        return "–"
    # Counts are rounded each on its own: their sum may reach the whole, or pass it, where a rest is known of.
    if part / of >= 0.995:
        return "nearly all" if rest or part < of else "100%"
    return "under 1%" if 0 < part / of < 0.005 else f"{about}{part / of:.0%}"


def population(frames, days):
    """Who is counted and who is not, in one sentence."""
    counted, apart = [], []
    for view, population in POPULATION_VIEWS.items():
        people = frames[view]["people"].iloc[0] if len(frames[view]) else 0
        said = f"{number_of(people)} {theme.people_words((population,))}"
        (counted if population in population_of(frames) else apart).append(said)
    rest = f" Not counted: {' and '.join(apart)}." if apart else ""
    return f"Counted: {' and '.join(counted)} at work on {long_day(days.as_of)}.{rest}"


def population_of(frames):
    """Whom the report's answers count."""
    return frames["trend_all"].attrs["question"]["population"]
