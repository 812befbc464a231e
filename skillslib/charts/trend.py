"""Trend: small multiples, quarter by quarter, with what lapses ahead."""

import altair as alt
import pandas as pd

from skillslib.charts import theme
from skillslib.disclosure import blank

MOST_PANELS = 12
LAPSE = 0.10
AHEAD = "if nobody renews"
SEEN = "isValid(datum.holders)"


def skill_trend_chart(frame):
    """Holders quarter by quarter, a panel for each family, skill or group, and what lapses ahead.

    The dashed part counts awards already given and still valid then, if nobody renews.
    Errors: ChartError naming a missing column.

    Example: skill_trend_chart(protect(skill_trend(con, "2026-09-30", "2026-10-05")))
    """
    panels = panels_of(frame)
    measure = "People who hold it at each quarter's end."
    if panels["holders"].isna().all():
        said = theme.told(skill_trend_finding(frame), measure, "Nothing is drawn.", frame)
        return theme.title_alone(**said)
    order = _by_size(panels)[:MOST_PANELS]
    data = _lines(panels[panels["panel"].isin(order)])
    heads = headings_of(panels).set_index("panel")
    data["heading"] = data["panel"].map(heads["heading"])
    data["note"] = (
        data["panel"].map(heads["note"]).where(data.groupby("panel").cumcount(ascending=False) == 0, "")
    )
    finding = skill_trend_finding(frame)
    chart = _multiples(data, [heads.loc[one, "heading"] for one in order])
    more = panels["panel"].nunique() - len(order)
    rest = [f"The {len(order)} largest; {more} more are in the table."] if more else []
    dashed = (
        "Dashed: awards already given and still valid then, if nobody "
        "renews. Vertical scales differ between panels."
    )
    return chart.properties(
        **theme.told(
            finding,
            measure,
            f"{len(order)} panels, each with the holders of its quarters.",
            frame,
            notes=[dashed, *rest, *theme.rolled(frame)],
        )
    )


def _multiples(data, headings):
    """The panels, four to a row, with one crosshair for all of them."""
    x = alt.X("quarter_end:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", grid=False))
    y = alt.Y(
        "holders:Q",
        title="Holders",
        axis=alt.Axis(tickCount=3, format=",.0f", title=None, domain=False, ticks=False, labelFlush=8),
    )
    point = alt.selection_point(
        name="quarter", fields=["quarter"], on="pointermove", clear="pointerout", empty=False
    )
    pointed = alt.condition(point, alt.value(1), alt.value(0))
    width = 205 if len(headings) > 2 else 420
    quarters = alt.Chart(data).encode(x=x).transform_filter(SEEN)
    base = alt.Chart(data).encode(x=x, y=y)
    recorded = base.transform_filter(alt.datum.basis == "recorded")
    seen = recorded.transform_filter(SEEN)
    ahead = base.transform_filter(alt.datum.basis == AHEAD)
    told = [
        alt.Tooltip("panel:N", title="Of"),
        alt.Tooltip("quarter:N", title="Quarter"),
        alt.Tooltip("holders:Q", title="Holders", format=","),
        alt.Tooltip("basis:N", title="Basis"),
    ]
    layers = alt.layer(
        seen.mark_area(style="area", invalid="break-paths-show-domains"),
        recorded.mark_line(style="line", invalid="break-paths-show-domains"),
        ahead.mark_line(style="forecast", invalid="break-paths-show-domains"),
        _unseen(recorded, "datum.status !== 'not measured'", theme.HATCH),
        _unseen(recorded, "datum.status === 'not measured'", theme.DOT),
        quarters.mark_rule(style="reference").encode(opacity=pointed),
        quarters.mark_rule(strokeWidth=width / data["quarter"].nunique(), opacity=0)
        .encode(tooltip=told)
        .add_params(point),
        base.transform_filter("datum.note !== ''")
        .mark_text(style="value-short", align="right", baseline="bottom", dy=-4)
        .encode(y=alt.YDatum(0), text=alt.Text("note:N")),
    ).properties(width=width, height=110)
    return layers.facet(
        facet=alt.Facet(
            "heading:N",
            title=None,
            sort=headings,
            header=alt.Header(
                labelAnchor="start", labelExpr=r"split(datum.label, '\n')", labelPadding=8, labelLimit=240
            ),
        ),
        columns=min(4, max(1, len(headings))),
        # With labels flush too, plots and headings stand in line whatever a panel's numbers are.
        bounds="flush",
        spacing={"row": 52, "column": 64},
    ).resolve_scale(y="independent")


def _unseen(recorded, status, shape):
    """The mark of quarters that are not shown, on the base line, with the word for why."""
    return (
        recorded.transform_filter(f"!{SEEN} && {status}")
        .mark_point(style="withheld-glyph", filled=True, shape=shape, size=80)
        .encode(
            y=alt.YDatum(0),
            tooltip=[alt.Tooltip("quarter:N", title="Quarter"), alt.Tooltip("status:N", title="Shown")],
        )
    )


def panels_of(frame):
    """The frame with one name for each panel: its skill or family, and its group where there are any."""
    theme.require(frame, "family", "quarter", "quarter_end", "basis", "holders", "status")
    theme.require_rows(frame)
    frame = blank(frame)
    by = [group.partition("@")[0] for group in frame.attrs["question"]["by"]]
    topic = frame["skill"] if "skill" in frame.columns else frame["family"]
    topic = topic.fillna("Skills without a family")
    groups = [frame[name] for name in by if name != "company"]
    panel = topic if not groups or topic.nunique() > 1 else groups.pop(0)
    for group in groups:
        panel = panel + ", " + group
    columns = ["quarter", "quarter_end", "basis", "holders", "status"]
    return frame[columns].assign(panel=panel, holders=frame["holders"].astype("Float64"))


def _noun(frame):
    """What the panels are, in the plural."""
    topic = "skill" if "skill" in frame.columns else "family"
    by = [group.partition("@")[0].replace("_", " ") for group in frame.attrs["question"]["by"]]
    groups = [name for name in by if name != "company"]
    if not groups:
        return "skills" if topic == "skill" else "families of skills"
    if frame[topic].nunique() <= 1:
        return "groups"
    return f"pairs of {' and '.join([topic, *groups])}" if len(groups) == 1 else "combinations"


def _by_size(panels):
    """Panels by holders now, the largest first; those withheld now come last, by name."""
    now = now_of(panels)
    return now.sort_values(["holders", "panel"], ascending=[False, True], na_position="last")[
        "panel"
    ].tolist()


def now_of(panels):
    recorded = panels[panels["basis"] == "recorded"]
    return recorded[recorded["quarter_end"] == recorded["quarter_end"].max()]


def _lines(panels):
    """The rows to draw: the dashed line begins where the recorded one ends."""
    bridge = now_of(panels).assign(basis=AHEAD)
    data = pd.concat([panels, bridge]).sort_values(
        ["panel", "quarter_end", "basis"], kind="stable", ignore_index=True
    )
    return data.assign(holders=data["holders"].astype(float))


def headings_of(panels):
    """For each panel: its name with what is held now and since a year ago, and what lapses ahead."""
    recorded = panels[panels["basis"] == "recorded"]
    quarter = recorded["quarter"].max()
    a_year_ago = f"{int(quarter[:4]) - 1}{quarter[4:]}"
    rows = []
    for panel, all_rows in panels.groupby("panel", sort=False):
        known = recorded[recorded["panel"] == panel].set_index("quarter")
        past = known["holders"]
        later = all_rows[all_rows["basis"] == AHEAD].sort_values("quarter_end")
        now = past.get(quarter, pd.NA)
        year = past.get(a_year_ago, pd.NA)
        change = "" if pd.isna(now) or pd.isna(year) or not year else f", {now / year - 1:+.0%} in a year"
        dark = known["status"].get(quarter) == "not measured"
        unseen = "not measured now" if dark else "withheld now"
        held = unseen if pd.isna(now) else f"{now:,.0f} holders{change}"
        left = later["holders"].iloc[-1] if len(later) else pd.NA
        lapse = 0 if pd.isna(now) or pd.isna(left) or not now else 1 - left / now
        month = later["quarter_end"].iloc[-1].strftime("%B") if len(later) else ""
        note = f"{lapse:.0%} lapse by {month}" if lapse >= LAPSE else ""
        rows.append(
            {
                "panel": panel,
                "heading": f"{panel}\n{held}",
                "held": held,
                "note": note,
                "now": now,
                "year": year,
                "lapse": lapse,
            }
        )
    return pd.DataFrame(rows)


def skill_trend_finding(frame):
    """What grew or shrank in a year and what lapses ahead: one sentence.

    Example: print(skill_trend_finding(protect(skill_trend(con, "2026-09-30", "2026-10-05"))))
    """
    heads = headings_of(panels_of(frame))
    known = heads[heads["now"].notna() & heads["year"].notna()]
    if known.empty:
        return "Too little can be shown to say how skills moved in a year"
    grew, shrank = (
        int((known["now"] > known["year"]).sum()),
        int((known["now"] < known["year"]).sum()),
    )
    several = _noun(frame)
    if len(heads) == 1:
        one = known.iloc[0]
        change = one["now"] - one["year"]
        way = (
            "as many holders as"
            if not change
            else f"{abs(change):,.0f} {'more' if change > 0 else 'fewer'} holders than"
        )
        moved = f"{one['panel']}: {way} a year ago"
    elif grew == len(known) == len(heads):
        moved = f"All {grew} {several} grew in the past year"
    else:
        seen = several if len(known) == len(heads) else f"{several} that can be shown"
        moved = f"{grew or 'None'} of {len(known)} {seen} grew in the past year and {shrank or 'none'} shrank"
    worst = heads.sort_values(["lapse", "panel"], ascending=[False, True]).iloc[0]
    if worst["lapse"] < LAPSE:
        return moved
    return f"{moved}; {worst['lapse']:.0%} of {worst['panel']} lapse in half a year unless renewed"
