"""Supply: what expires next, and what there is beside a year ago."""

import altair as alt
import pandas as pd

from skillslib.charts import theme, trend
from skillslib.disclosure import blank


def _expiring(frame):
    """The last recorded quarter's rows in which something expires, most first."""
    theme.require(frame, "expiring", "expiry_known", "partial")
    panels = trend.panels_of(frame).assign(expiring=blank(frame)["expiring"].astype("Float64"))
    now = trend.now_of(panels)
    shown = now[now["expiring"].notna() & (now["expiring"] > 0)]
    shown = shown.assign(expiring_share=shown["expiring"] / shown["holders"])
    return shown.sort_values(["expiring", "panel"], ascending=[False, True], ignore_index=True), now


def _when(frame):
    """Which quarter's end comes first: in a quarter that is not over, its own."""
    return "this quarter" if frame["partial"].any() else "next quarter"


def expiry_chart(frame, top=15):
    """Whose proof ends by the coming end of a quarter, by skill or family: the most first.

    Errors: ChartError naming a missing column.

    Example: expiry_chart(protect(skill_trend(con, "2026-09-30", "2026-10-05", of="skill")))
    """
    shown, _ = _expiring(frame)
    finding, when = expiry_finding(frame), _when(frame)
    said = theme.told(
        finding,
        f"Holders whose last valid award ends {when}.",
        f"Bars of the {min(len(shown), top)} with most proofs ending {when}.",
        frame,
    )
    if shown.empty:
        return theme.title_alone(**said)
    data = shown.head(top)[["panel", "expiring", "holders", "expiring_share"]].astype(
        {"expiring": float, "holders": float, "expiring_share": float}
    )
    data["label"] = [
        f"{row.expiring:,.0f}"
        + ("" if pd.isna(row.expiring_share) else f" ({row.expiring_share:.0%} of holders)")
        for row in data.itertuples()
    ]
    y = alt.Y("panel:N", title=None, sort=data["panel"].tolist(), axis=alt.Axis(domain=False, ticks=False))
    told = [
        alt.Tooltip("panel:N", title="Skill"),
        alt.Tooltip("expiring:Q", title=f"Ending {when}", format=","),
        alt.Tooltip("holders:Q", title="Holders", format=","),
        alt.Tooltip("expiring_share:Q", title="Share", format=".0%"),
    ]
    base = alt.Chart(data).encode(
        y=y,
        x=alt.X(
            "expiring:Q",
            title=f"Holders whose proof ends {when}",
            axis=alt.Axis(tickCount=6),
        ),
    )
    return alt.layer(
        base.mark_bar(style="short", height=13).encode(tooltip=told),
        base.mark_text(style="value", align="left", dx=6).encode(text=alt.Text("label:N")),
    ).properties(width=620, height=24 * len(data), **said)


def expiry_finding(frame):
    """Where most proofs end by the coming end of a quarter: one sentence.

    Example: print(expiry_finding(protect(skill_trend(con, "2026-09-30", "2026-10-05", of="skill"))))
    """
    shown, now = _expiring(frame)
    if shown.empty:
        if not frame["expiry_known"].any():
            return f"No award says when it expires: whose proof ends {_when(frame)} cannot be told"
        unseen = now["expiring"].isna().any()
        return f"No proof {'that can be shown ' if unseen else ''}ends {_when(frame)}"
    first = shown.iloc[0]
    share = "" if pd.isna(first["expiring_share"]) else f" ({first['expiring_share']:.0%} of its holders)"
    return f"{first['panel']} has most proofs ending {_when(frame)}: {first['expiring']:,.0f}{share}"


def supply_chart(frame):
    """The one supply picture: holders a year ago, now, and in half a year if nobody renews.

    Errors: ChartError naming a missing column.

    Example: supply_chart(protect(skill_trend(con, "2026-09-30", "2026-10-05")))
    """
    data = _supply(frame)
    said = theme.told(
        supply_finding(frame),
        "People with at least one valid proof.",
        "Bars of holders now, with a tick for a year ago.",
        frame,
    )
    if data[["now", "year_ago"]].isna().all(axis=None):
        return theme.title_alone(**said)
    order = data["panel"].tolist()
    y = alt.Y("panel:N", title=None, sort=order, axis=alt.Axis(domain=False, ticks=False))
    base = alt.Chart(data).encode(y=y)
    told = [
        alt.Tooltip("panel:N", title="Of"),
        alt.Tooltip("year_ago:Q", title="A year ago", format=","),
        alt.Tooltip("now:Q", title="Now", format=","),
        alt.Tooltip("left:Q", title="If nobody renews", format=","),
    ]
    people = "Holders (blue: now; tick: a year ago; orange: lapses within half a year if nobody renews)"
    return alt.layer(
        base.mark_bar(style="accent", height=16).encode(x=alt.X("left:Q", title=people), tooltip=told),
        base.mark_bar(style="short", height=16).encode(
            x=alt.X("left:Q", title=people), x2=alt.X2("now:Q"), tooltip=told
        ),
        base.mark_tick(style="target", thickness=3, size=24).encode(x=alt.X("year_ago:Q", title=people)),
        base.mark_text(style="value", align="left", dx=8).encode(
            x=alt.X("furthest:Q", title=people), text=alt.Text("label:N")
        ),
    ).properties(width=720, height=30 * len(order), **said)


def _supply(frame):
    """For each panel: holders a year ago, now and ahead, and the words beside its bar."""
    panels = trend.panels_of(frame)
    heads = trend.headings_of(panels).set_index("panel")
    last = (
        panels[panels["basis"] == trend.AHEAD].sort_values("quarter_end").groupby("panel")["holders"].last()
    )
    data = pd.DataFrame(
        {
            "panel": heads.index.to_numpy(),
            "year_ago": heads["year"].astype("Float64").astype(float),
            "now": heads["now"].astype("Float64").astype(float),
            "left": last.reindex(heads.index).astype(float),
        }
    )
    data["left"] = data["left"].fillna(data["now"]).clip(upper=data["now"])
    data["furthest"] = data[["year_ago", "now"]].max(axis=1).fillna(0)
    data = data.reset_index(drop=True)
    data["label"] = [held.replace(" holders", "") for held in heads["held"]]
    return data.sort_values(["now", "panel"], ascending=[False, True], ignore_index=True)


def supply_finding(frame):
    """How many holders there are beside a year ago, and how many proofs lapse ahead: one sentence.

    Example: print(supply_finding(protect(skill_trend(con, "2026-09-30", "2026-10-05"))))
    """
    return trend.skill_trend_finding(frame)
