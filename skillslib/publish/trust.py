"""What the first page says of itself: what is not measured, how far to trust the rest, who is counted."""

import pandas as pd

from skillslib.charts import theme
from skillslib.charts.unmapped import unmapped_finding
from skillslib.metrics.missing import ALL_SKILLS, FEW_OF_SKILL, NO_OFFER, QUIET, UNPLACED
from skillslib.publish.views import POPULATION_VIEWS
from skillslib.publish.words import long_day, number_of, whole

MOST_NAMED = 4
NO_COUNTRY = "places whose country nobody told"


def banner(rates, dark):
    """Which countries are not measured, before anything is found: a sentence for each reason."""
    least = f"fewer than {100 * rates.attrs['question']['parameters']['least']:g} %"
    whole_places = dark[dark["skill"] == ALL_SKILLS].sort_values("country")
    quiet = list(whole_places.loc[whole_places["reason"] == QUIET, "country"])
    few = [country for country in whole_places["country"] if country not in quiet]
    said = []
    if few:
        shown = [_found(rates, country) for country in few]
        said.append(_one(few[0], shown[0], least) if len(few) == 1 else _several(few, shown, least))
    if quiet:
        said.append(
            f"No award names {_and(quiet)}, and of all awards {least} found their person: {_are(quiet)}"
        )
    return said


def _found(rates, country):
    """What share of a country's awards found their person, in words; nothing where it tells too little."""
    share, least = (
        rates.loc[rates["country"] == country, "share"].min(),
        rates.attrs["question"]["parameters"],
    )
    if pd.isna(share) or round(share, 2) >= least["least"]:
        return ""
    return f"about {share:.0%}".replace("%", " %") if share >= 0.005 else "almost none"


def _one(country, shown, least):
    found = (
        f"{shown} of awards found their person, {least}" if shown else f"{least} of awards found their person"
    )
    return f"In {place_of(country)} {found}: {_are([country])}"


def _several(countries, shown, least):
    named = [
        f"{place_of(c)} ({words})" if words else place_of(c)
        for c, words in zip(countries, shown, strict=True)
    ]
    return f"Not measured in this report, as {least} of awards found their person: {', '.join(named)}."


def _are(countries):
    several = len(countries) > 1 or place_of(countries[0]) == NO_COUNTRY
    return f"{_and(countries)} {'are' if several else 'is'} not measured in this report."


def _and(countries):
    *first, last = map(place_of, countries)
    return f"{', '.join(first)} and {last}" if first else last


def partly(rates, dark):
    """In sentences, which skills are not measured in countries that are, and why."""
    least = rates.attrs["question"]["parameters"]["least"]
    few = dark[dark["reason"] == FEW_OF_SKILL]
    no_offer = dark[dark["reason"] == NO_OFFER].groupby("country").size()
    said = []
    if len(few):
        places = [
            f"{_some(list(rows['skill']))} in {place_of(country)}" for country, rows in few.groupby("country")
        ]
        because = f"fewer than {100 * least:g} % of these awards found their person"
        said.append(f"Not measured: {_some(places, '; ')}, as {because}.")
    if len(no_offer):
        ordered = no_offer.sort_index().sort_values(ascending=False, kind="stable").items()
        places = [f"{count:,} in {place_of(country)}" for country, count in ordered]
        said.append(f"Skills not measured, as no badge for them is on offer: {_some(places)}.")
    unplaced = int((dark["reason"] == UNPLACED).sum())
    if unplaced:
        those = "1 skill is" if unplaced == 1 else f"{unplaced:,} skills are"
        said.append(f"{those} not measured for people whose country nobody told.")
    return said


def place_of(country):
    """A country in a sentence."""
    return NO_COUNTRY if country == "Unknown" else country


def _some(named, between=", "):
    """The first of many, and how many more."""
    more = len(named) - MOST_NAMED
    return between.join(named[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def counted_otherwise(trust, refused):
    """In sentences: refused rows of people, names of skills without a concept, awards not yet accepted."""
    said = []
    if len(refused):
        named = [
            f"{'a few' if pd.isna(row.rows) else whole(row.rows)} ({f'{row.column} {row.reason}'.strip()})"
            for row in refused.itertuples()
        ]
        said.append(f"Rows of people that were refused, and so are in no number: {_some(named)}.")
    said += filter(None, [unmapped_finding(trust)])
    pending = trust[trust["measure"] == "pending"]
    if len(pending):
        count = number_of(pending["count"].iloc[0])
        said.append(f"Awards that their recipients have not accepted yet count as held: {count} awards.")
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
        if pd.isna(people) and population_of(frames) == [population]:
            people = frames["map_company"]["people"].max()
        said = f"{number_of(people)} {theme.people_words((population,))}"
        (counted if population in population_of(frames) else apart).append(said)
    rest = f" Not counted: {' and '.join(apart)}." if apart else ""
    return f"Counted: {' and '.join(counted)} at work on {long_day(days.as_of)}.{rest}"


def population_of(frames):
    """Whom the report's answers count."""
    return frames["trend_all"].attrs["question"]["population"]
