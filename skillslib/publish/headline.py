"""What the first page says: tiles, shortages, decisions, all counted from released answers.

Every sum of rounded parts says "about". Nothing here knows a number that is not published.
"""

from dataclasses import dataclass, replace

import pandas as pd

from skillslib.charts import gap, theme
from skillslib.disclosure import BASE
from skillslib.metrics.missing import ALL_SKILLS, FEW
from skillslib.metrics.question import coming_quarter_end, quarter_name
from skillslib.publish.trust import (
    NO_COUNTRY,
    banner,
    counted_otherwise,
    partly,
    place_of,
    population,
    population_of,
    trust,
)
from skillslib.publish.words import long_day, whole

KINDS = {
    "borrow": "other units have more than they need",
    "train": "enough people are one step away",
    "hire": "too few people are near",
}
MOST = 5
NO_FIGURE = "no figure for the quarter before"
NOT_OVER = "the quarter is not over"


@dataclass
class Tile:
    """One figure of the first page beside its figure of the quarter before."""

    label: str
    value: str
    detail: str
    change: str
    tone: str = "even"
    about: str = ""


@dataclass
class Decision:
    """What is asked of whom by when, and why."""

    ask: str
    why: str
    owner: str
    due: str


@dataclass
class Headline:
    """Everything on the first page but its texts and its picture."""

    tiles: list
    shortages: pd.DataFrame
    decisions: list
    trust: list
    population: str
    restated: str
    banner: list
    caveats: list


def headline(frames, days):
    """The first page's content from the released frames."""
    return Headline(
        tiles=[_skilled(frames, days), _earned(frames, days), _needs(frames), _lapsing(frames, days)],
        shortages=shortages(frames["gaps"]),
        decisions=decisions(frames, days),
        trust=trust(frames["trust"]),
        population=population(frames, days),
        restated=restated(frames, days),
        banner=banner(frames["matching"], frames["unmeasured"]),
        caveats=[
            *partly(frames["matching"], frames["unmeasured"]),
            *counted_otherwise(frames["trust"], frames["left_out"]),
        ],
    )


# ------------------------------------------------------------------ tiles
def _skilled(frames, days):
    now, before = (_at(frames["trend_all"], quarter_name(d)) for d in (days.as_of, days.before))
    who = population_of(frames)
    whom = theme.people_words(who)
    label = f"{whom[0].upper()}{whom[1:]} with a proven skill"
    if now is None or pd.isna(now["holders"]):
        return Tile(label, _unshown(now), "", NO_FIGURE)
    of = f"the {whole(now['measured_people'])} measured of {whole(now['people'])}" if _partly(now) else ""
    detail = f"{now['share']:.0%} of {of or whole(now['measured_people'])} {theme.population_words(who)}"
    if before is None or pd.isna(before["holders"]):
        return Tile(label, whole(now["holders"]), detail, NO_FIGURE)
    moved = round(now["share"], 2) - round(before["share"], 2)
    tone = "even" if abs(moved) < 0.005 else "good" if moved > 0 else "bad"
    then = f"{whole(before['holders'])} of {whole(before['measured_people'])} ({before['share']:.0%})"
    change = f"{then} the quarter before"
    return Tile(label, whole(now["holders"]), detail, change, tone)


def _earned(frames, days):
    now, before = _two_quarters(frames["trend_all"], days, "awards")
    label = "Skill badges earned"
    row = _at(frames["trend_all"], quarter_name(days.as_of))
    if row is None or pd.isna(now):
        return Tile(label, _unshown(row), "", NO_FIGURE)
    change = (NOT_OVER, "even") if days.partial else _change(now, before, +1)
    whom = "of the people measured" if _partly(row) else "people"
    return Tile(label, whole(now), f"by {whole(row['earners'])} {whom} this quarter", *change)


def _needs(frames):
    label, now, before = "Places short of target", frames["gaps"], frames["gaps_before"]
    if not len(now):
        return Tile(label, "–", "no approved targets are loaded", "")
    measured = now[now["status"] != "not measured"]
    apart = int(now["needed"].sum() - measured["needed"].sum())
    moved = int(now["needed"].sum() - before["needed"].sum())
    plan = f"; the plan asks for {abs(moved):,} {'more' if moved > 0 else 'fewer'}" if moved else ""
    unseen = f"; {apart:,} more cannot be measured" if apart else ""
    detail = f"of {whole(measured['needed'].sum())} needed, person and skill{unseen}{plan}"
    return _summed(label, detail, now, before, [gap.unit_column(now), "skill_id", "level"], "gap")


def _lapsing(frames, days):
    label, skills = "Proofs that lapse next", frames["expiry"]
    if not skills["expiry_known"].any():
        return Tile(label, "unknown", "no award says when it expires", "")
    now, before = (skills[skills["quarter"] == quarter_name(day)] for day in (days.as_of, days.before))
    detail = f"by {long_day(coming_quarter_end(days.as_of))}, if nobody renews"
    tile = _summed(label, detail, now, before, ["skill_id"], "expiring")
    return replace(tile, change=NOT_OVER, tone="even") if days.partial else tile


def _summed(label, detail, now, before, keys, column):
    """A tile of a sum of rounded parts; its change is that of the parts which both quarters show.

    The parts are rounded each on its own: a change that this alone may make is no change.
    """
    withheld = bool((now[column].isna() & (now["status"] != "not measured")).any())
    if not now[column].notna().any() or (withheld and not now[column].sum()):
        return Tile(label, "withheld" if withheld else "not measured", "", NO_FIGURE)
    value, about = (whole(now[column].sum()), "about") if now[column].sum() else ("none", "")
    detail += "; what is withheld is not in it" if withheld else ""
    both = now.merge(before, on=keys, suffixes=("", "_before")).dropna(subset=[column, f"{column}_before"])
    if not len(both):
        return Tile(label, value, detail, NO_FIGURE, "even", about)
    moved = int(both[column].sum() - both[f"{column}_before"].sum())
    # Twice the standard deviation of a sum of differences of two numbers rounded to 5.
    if abs(moved) <= 2 * BASE * (len(both) / 6) ** 0.5:
        return Tile(label, value, detail, "about as in the quarter before", "even", about)
    words, tone = _moved(both[column].sum(), both[f"{column}_before"].sum(), -1)
    shown = "" if len(both) == len(now) == len(before) else ", where both are shown"
    return Tile(label, value, detail, f"{words}{shown}", tone, about)


def _partly(row):
    """Whether a figure is of some of the people only: the others are not measured."""
    return bool(pd.notna(row["people"]) and row["measured_people"] < row["people"])


def _unshown(row):
    """The word for a figure that is not shown: why it is not."""
    return "not measured" if row is not None and row["status"] == "not measured" else "withheld"


def _two_quarters(frame, days, column):
    rows = [_at(frame, quarter_name(d)) for d in (days.as_of, days.before)]
    return [None if row is None else row[column] for row in rows]


def _at(frame, quarter):
    rows = frame[(frame["quarter"] == quarter) & (frame["basis"] == "recorded")]
    return rows.iloc[0] if len(rows) else None


def _change(now, before, good):
    """In words against the figure of the quarter before, and whether that is good news."""
    if now is None or before is None or pd.isna(now) or pd.isna(before):
        return NO_FIGURE, "even"
    words, tone = _moved(now, before, good)
    return (words if tone == "even" else f"{words} from {int(before):,}"), tone


def _moved(now, before, good):
    moved = int(now) - int(before)
    if not moved:
        return "as in the quarter before", "even"
    return f"{'up' if moved > 0 else 'down'} {abs(moved):,}", "good" if moved * good > 0 else "bad"


# ------------------------------------------------------------------ shortages and decisions
def shortages(gaps, most=MOST):
    """The largest shortages, largest first, each with what kind it is and who could lend."""
    top = gap.shortages(gaps, most)
    unit = gap.unit_column(gaps)
    top["unit"] = "the company" if unit == "company" else top[unit]
    top["lenders"] = [_lenders(gaps, row) for _, row in top.iterrows()]
    return top


def _lenders(gaps, row):
    """Units with more holders than they need, the largest surplus first, as many as cover the gap."""
    same = (gaps["skill_id"] == row["skill_id"]) & (gaps["level"] == row["level"])
    unit = gap.unit_column(gaps)
    spare = gaps[same & (gaps["surplus"].fillna(0) > 0)].sort_values(
        ["surplus", unit], ascending=[False, True], kind="stable"
    )
    before = spare["surplus"].cumsum() - spare["surplus"]
    return list(spare.loc[before < (row["gap"] or 0), unit])


def named(units):
    """Units in words: two by name, of more how many."""
    more = len(units) - 2
    if more > 0:
        return f"{units[0]}, {units[1]} and {more} more {'unit' if more == 1 else 'units'}"
    return " and ".join(units)


def decisions(frames, days):
    """What to decide, from the largest shortages, the largest lapse and the least measured country."""
    due = long_day(coming_quarter_end(days.as_of))
    top = shortages(frames["gaps"], 3)
    asks = [_remedy(row, due) for _, row in top.iterrows()]
    return [ask for ask in (*asks, _renewal(frames, days, due), _measuring(frames, due)) if ask]


def because(row):
    """Why a shortage is best closed in its way, or why nobody can say how."""
    if row.kind != "unclear":
        return KINDS[row.kind]
    if not row.can_be_near:
        return "nobody can tell who is near: no badge proves another skill of its family"
    if pd.isna(row.near):
        return "how many people are near is withheld"
    return "too few people there are near, and some who might be lent are not measured"


def beyond(row):
    """In words, that a target asks for more people than its unit has; else nothing."""
    if pd.isna(row.people) or row.needed <= row.people + BASE // 2:  # a rounded count may be two too low
        return ""
    return f"; the target is for more people than the about {whole(row.people)} there are"


def _remedy(row, due):
    unit, skill = row["unit"], row["skill"]
    short = f"{whole(row['gap'])} of {whole(row['needed'])} people are missing at level {row['level']}"
    short += beyond(row)
    if row["kind"] == "borrow":
        lenders = named(row["lenders"])
        owner = f"Heads of {unit}, {lenders}"
        why = f"{short}; {lenders} can spare as many."
        return Decision(f"Lend people with {skill} to {unit}", why, owner, due)
    if row["kind"] == "train":
        why = f"{short}; {whole(row['near'])} people there are one step away."
        return Decision(f"Fund {skill} training in {unit}", why, f"Head of {unit} with learning", due)
    if row["kind"] == "unclear":
        why = f"{short}; {because(row)}."
        return Decision(
            f"Find out how to close {skill} in {unit}", why, f"Head of {unit} with this team", due
        )
    why = f"{short}; too few people there or elsewhere are near."
    return Decision(f"Open positions for {skill} in {unit}", why, f"Head of {unit} with recruiting", due)


def _renewal(frames, days, due):
    frame = frames["expiry"]
    rows = frame[(frame["quarter"] == quarter_name(days.as_of)) & (frame["expiring"].fillna(0) > 0)]
    if not len(rows):
        return None
    row = rows.sort_values(["expiring", "skill"], ascending=[False, True], kind="stable").iloc[0]
    why = f"{whole(row['expiring'])} of its {whole(row['holders'])} holders lapse by {due} otherwise."
    return Decision(f"Have {row['skill']} renewed", why, "Managers of the holders", due)


def _measuring(frames, due):
    dark, rates = frames["unmeasured"], frames["matching"].groupby("country")["share"].min()
    few = rates.reindex(sorted(dark.loc[dark["reason"] == FEW, "country"]))
    if len(few):
        place = place_of(few.sort_values(na_position="first", kind="stable").index[0])
        why = "Too few awards there find their person: an empty cell is not a missing skill."
        owner = "This team" if place == NO_COUNTRY else f"This team with {place}"
        return Decision(f"Match the awards of {place} to their people", why, owner, due)
    skills = frames["map_company"]["skill_id"].nunique()
    whole_places = set(dark.loc[dark["skill"] == ALL_SKILLS, "country"])
    dark = dark.groupby("country").size() / max(1, skills)
    dark[sorted(whole_places)] = 1.0
    dark = dark[dark >= 0.5].sort_index().sort_values(ascending=False, kind="stable")
    if not len(dark):
        return None
    place = place_of(dark.index[0])
    if place == NO_COUNTRY:
        why = f"{dark.iloc[0]:.0%} of the skills cannot be measured where no country is known."
        return Decision("Say in which country people work", why, "This team with HR", due)
    why = f"{dark.iloc[0]:.0%} of the skills cannot be measured there: an empty cell is not a missing skill."
    return Decision(f"Make badges count in {place}", why, f"Learning in {place} with this team", due)


# ------------------------------------------------------------------ what was known before
def restated(frames, days):
    """Whether late records changed the quarter before, since it was as old as this one is now."""
    quarter = quarter_name(days.before)
    then, now = (_at(frames[name], quarter) for name in ("restated", "trend_all"))
    whom = theme.people_words(population_of(frames))
    said = {"holders": f"{whom} with a proven skill", "awards": "skill badges earned"}
    shown = [c for c in said if not (then is None or now is None or pd.isna(then[c]) or pd.isna(now[c]))]
    if not shown:
        return f"{quarter} cannot be compared with what was known of it then."
    moved = [column for column in shown if int(then[column]) != int(now[column])]
    known = long_day(days.before_as_known)
    if not moved:
        only = "" if len(shown) == len(said) else f", in what is shown of it: {said[shown[0]]}"
        return f"{quarter} stands as it was known on {known}{only}."
    changes = (f"{whole(now[c])} {said[c]}, where {whole(then[c])} were known on {known}" for c in moved)
    return (
        f"{quarter} is restated: {'; '.join(changes)}. Records of badges and "
        "people that came or changed since then make the difference."
    )
