"""Places: the skills that rest on one of them."""

import altair as alt

from skillslib.charts import theme
from skillslib.disclosure import blank

RESTS = 0.8
UNKNOWN = "Unknown"


def resting(frame, company):
    """For each skill, the place with most of its holders, and what share of all holders that is.

    Columns: skill, place, there, all_holders, top_share (0 to 1, most first), dark (whether some place,
    whose holders are in neither count, is not measured for it). Both counts are those shown; a skill
    withheld in the whole company, or shown in no place that is known, has no row.
    """
    theme.require(frame, "location", "skill", "holders", "status")
    theme.require(company, "skill", "holders")
    frame, company = blank(frame), blank(company)
    total = company.set_index("skill")["holders"].dropna().astype(int)
    seen = frame[(frame["holders"] > 0).fillna(False) & frame["skill"].isin(total[total > 0].index)]
    seen = seen[seen["location"] != UNKNOWN]
    best = seen.sort_values(["holders", "location"], ascending=[False, True]).drop_duplicates("skill")
    found = best[["skill", "location", "holders"]].set_axis(["skill", "place", "there"], axis=1)
    found["there"] = found["there"].astype(int)
    found["all_holders"] = found["skill"].map(total).astype(int)
    # Two rounded numbers: a part may come out above its whole.
    found["top_share"] = (found["there"] / found["all_holders"]).clip(upper=1.0)
    found["dark"] = found["skill"].isin(frame.loc[frame["status"] == "not measured", "skill"])
    order = ["top_share", "all_holders", "skill"]
    return found.sort_values(order, ascending=[False, False, True], ignore_index=True)


def skill_places_chart(frame, company, top=15):
    """The skills that depend most on one place: a `skill_map` by location beside the company's.

    Errors: ChartError for a frame that is not by location.

    Example:
        days = "2026-09-30", "2026-10-05"
        company = protect(skill_map(con, *days, by="company"))
        skill_places_chart(protect(skill_map(con, *days, by="location")), company)
    """
    data = resting(frame, company).head(top)
    finding = skill_places_finding(frame, company)
    said = theme.told(
        finding,
        "Of all holders of a skill, those in the place with most of them.",
        f"Bars of the {len(data)} skills that depend most on one place.",
        frame,
        company,
        notes=["Places where a skill is not measured have no part in it."] if data["dark"].any() else (),
    )
    if data.empty:
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
        alt.Tooltip("skill:N", title="Skill"),
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
    places = set(frame["location"])
    if places == {UNKNOWN}:
        return "Nobody's place is known"
    if len(places) < 2:
        return "The whole company is in one place"
    if found.empty:
        return "No skill is seen to have four in five of its holders in one place"
    first = found.iloc[0]
    more = len(found) - 1
    others = f"; {more} more {'skill rests' if more == 1 else 'skills rest'} on one place" if more else ""
    where = " where it is measured" if first["dark"] else ""
    share = f"{first['top_share']:.0%} of its holders{where}"
    return f"{first['skill']} rests on {first['place']}, with {share}{others}"
