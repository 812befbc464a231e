"""Places: the skills, or families of skills, that rest on one of them."""

import altair as alt

from skillslib.charts import theme
from skillslib.charts.map import PLURALS, noun_of
from skillslib.disclosure import blank

RESTS = 0.8
UNKNOWN = "Unknown"


def resting(frame, company):
    """For each skill, the place with most of its holders, and what share of all holders that is.

    Columns: skill, place, there, all_holders, top_share (0 to 1, most first), dark (whether some place,
    whose holders are in neither count, is not measured for it). Both counts are those shown; a skill
    withheld in the whole company, or shown in no place that is known, has no row. Places are locations, or
    countries; of families both frames are of families, which then stand as skills do.
    """
    theme.require(frame, _place(frame), noun_of(frame), "holders", "status")
    theme.require(company, noun_of(frame), "holders")
    frame, company = (_named(blank(one), frame) for one in (frame, company))
    total = company.set_index("skill")["holders"].dropna().astype(int)
    seen = frame[(frame["holders"] > 0).fillna(False) & frame["skill"].isin(total[total > 0].index)]
    seen = seen[seen["place"] != UNKNOWN]
    best = seen.sort_values(["holders", "place"], ascending=[False, True]).drop_duplicates("skill")
    found = best[["skill", "place", "holders"]].set_axis(["skill", "place", "there"], axis=1)
    found["there"] = found["there"].astype(int)
    found["all_holders"] = found["skill"].map(total).astype(int)
    # Two rounded numbers: a part may come out above its whole.
    found["top_share"] = (found["there"] / found["all_holders"]).clip(upper=1.0)
    found["dark"] = found["skill"].isin(frame.loc[frame["status"] == "not measured", "skill"])
    order = ["top_share", "all_holders", "skill"]
    return found.sort_values(order, ascending=[False, False, True], ignore_index=True)


def _place(frame):
    """The column of places: locations, countries, or the company where no place can be shown on its own."""
    by = frame.attrs["question"]["by"]
    return by[0] if by in (["country"], ["company"]) else "location"


def _named(frame, places):
    """The frame with the columns skill and place, whatever they are of."""
    if noun_of(places) == "family":
        frame = frame.assign(skill=frame["family"].fillna("Skills without a family"))
    return frame.rename(columns={_place(places): "place"})


def skill_places_chart(frame, company, top=15):
    """The skills that depend most on one place: a `skill_map` by location or country beside the company's.

    Errors: ChartError for a frame that is not by places.

    Example:
        days = "2026-09-30", "2026-10-05"
        company = protect(skill_map(con, *days, by="company"))
        skill_places_chart(protect(skill_map(con, *days, by="location")), company)
    """
    data, noun = resting(frame, company).head(top), noun_of(frame)
    finding = skill_places_finding(frame, company)
    said = theme.told(
        finding,
        f"Of all holders of a {noun}, those in the place with most of them.",
        f"Bars of the {len(data)} {PLURALS[noun]} that depend most on one place.",
        frame,
        company,
        notes=["Places where a skill is not measured have no part in it."] if data["dark"].any() else (),
    )
    if data.empty or _place(frame) == "company":
        return theme.title_alone(**said)
    data["label"] = [f"{row.place}: {row.there:,} of {row.all_holders:,}" for row in data.itertuples()]
    y = alt.Y("skill:N", title=None, sort=data["skill"].tolist(), axis=alt.Axis(domain=False, ticks=False))
    x = alt.X(
        "top_share:Q",
        title="Share of the company's holders who are in one place",
        axis=alt.Axis(format=".0%"),
        scale=alt.Scale(domain=[0, 1]),
    )
    told = [
        alt.Tooltip("skill:N", title=noun.capitalize()),
        alt.Tooltip("label:N", title="Holders"),
        alt.Tooltip("top_share:Q", title="Share", format=".0%"),
    ]
    base = alt.Chart(data.drop(columns=["place", "there", "all_holders", "dark"])).encode(x=x, y=y)
    one_place = base.transform_filter(alt.datum.top_share >= RESTS)
    others = base.transform_filter(alt.datum.top_share < RESTS)
    line = alt.Chart(data.head(1)[[]]).mark_rule(style="reference").encode(x=alt.XDatum(RESTS))
    return alt.layer(
        others.mark_bar(style="held", height=13).encode(tooltip=told),
        one_place.mark_bar(style="short", height=13).encode(tooltip=told),
        line,
        base.mark_text(style="value", align="left", dx=6).encode(text=alt.Text("label:N")),
    ).properties(width=560, height=24 * len(data), **said)


def skill_places_finding(frame, company):
    """Which skills have four in five of their holders in one place: one sentence.

    Example:
        days = "2026-09-30", "2026-10-05"
        places, company = (protect(skill_map(con, *days, by=by)) for by in ("location", "company"))
        print(skill_places_finding(places, company))
    """
    found = resting(frame, company)
    found = found[found["top_share"] >= RESTS]
    if _place(frame) == "company":
        return "Too few people are in each place to say what rests on it"
    places, noun = set(frame[_place(frame)]), noun_of(frame)
    if places == {UNKNOWN}:
        return "Nobody's place is known"
    if len(places) < 2:
        return "The whole company is in one place"
    if found.empty:
        return f"No {noun} is seen to have four in five of its holders in one place"
    first = found.iloc[0]
    more = len(found) - 1
    others = (
        f"; {more} more {f'{noun} rests' if more == 1 else f'{PLURALS[noun]} rest'} on one place"
        if more
        else ""
    )
    where = " where it is measured" if first["dark"] else ""
    share = f"{first['top_share']:.0%} of its holders{where}"
    return f"{first['skill']} rests on {first['place']}, with {share}{others}"
