"""Which training worked: the effect of each programme with its uncertainty."""

import altair as alt

from skillslib.charts import theme
from skillslib.disclosure import blank, unshown


def programme_effect_chart(frame):
    """Each programme's effect as a dot with its 95 % interval, quiet where that spans nothing.

    Errors: ChartError naming a missing column.

    Example: programme_effect_chart(protect(programme_effect(con, "2026-09-30", "2026-10-05")))
    """
    theme.require(frame, "programme", "people", "controls", "effect", "low", "high", "verdict", "status")
    finding = programme_effect_finding(frame)
    said = theme.told(
        finding,
        "Change of those who took part less that of comparable people who did not, 95 % interval.",
        f"A dot with an interval for each of {len(frame)} programmes.",
        frame,
    )
    if frame["effect"].isna().all():
        return theme.title_alone(**said)
    data = blank(frame)[
        ["programme", "people", "controls", "effect", "low", "high", "verdict", "status"]
    ].copy()
    for column in ("people", "controls", "effect", "low", "high"):
        data[column] = data[column].astype("Float64").astype(float)
    data["label"] = [
        f"{row.people:,.0f} people" if row.effect == row.effect else word
        for row, word in zip(data.itertuples(), unshown(frame, "effect"), strict=True)
    ]
    data = data.drop(columns="status")
    shown = data[data["effect"].notna()].sort_values(["effect", "programme"], ascending=[False, True])
    order = [*shown["programme"], *sorted(set(data["programme"]) - set(shown["programme"]))]
    y = alt.Y("programme:N", title=None, sort=order, axis=alt.Axis(domain=False, ticks=False))
    axis = alt.Axis(format=".1f", tickCount=6)
    x = alt.X("effect:Q", title="Further skills of the family for each person, a year on", axis=axis)
    told = [
        alt.Tooltip("programme:N", title="Programme"),
        alt.Tooltip("effect:Q", title="Effect", format="+.2f"),
        alt.Tooltip("low:Q", title="From", format="+.2f"),
        alt.Tooltip("high:Q", title="To", format="+.2f"),
        alt.Tooltip("people:Q", title="People", format=","),
        alt.Tooltip("controls:Q", title="Compared with", format=","),
    ]
    base = alt.Chart(data).transform_calculate(nothing="0").encode(y=y, x=x)
    return alt.layer(
        alt.Chart(data.head(1)[[]])
        .transform_calculate(nothing="0")
        .mark_rule(style="reference")
        .encode(x=_along(x, "nothing")),
        *_intervals(base, x, told),
        base.transform_filter("isValid(datum.effect)")
        .mark_text(style="label", align="left", dx=10)
        .encode(x=_along(x, "high"), text=alt.Text("label:N")),
        base.transform_filter("!isValid(datum.effect)")
        .mark_text(style="label", align="left", dx=10)
        .encode(x=_along(x, "nothing"), text=alt.Text("label:N")),
    ).properties(width=640, height=44 * len(data), **said)


def _along(x, column):
    """The same axis for another column."""
    along = x.copy()
    along.shorthand = f"{column}:Q"
    return along


def _intervals(base, x, told):
    styles = {"effect": ("interval", "accent"), "no clear effect": ("interval-quiet", "quiet")}
    for verdict, (line, dot) in styles.items():
        here = base.transform_filter(alt.datum.verdict == verdict)
        yield here.mark_rule(style=line).encode(x=_along(x, "low"), x2=alt.X2("high:Q"), tooltip=told)
        yield here.mark_point(style=dot, filled=True, size=90, opacity=1).encode(tooltip=told)


def programme_effect_finding(frame):
    """Which programmes went with more skills than comparable people gained: one sentence.

    Example: print(programme_effect_finding(protect(programme_effect(con, "2026-09-30", "2026-10-05"))))
    """
    if frame.empty:
        return "No programme is loaded"
    seen = frame[frame["effect"].notna() & (frame["status"] != "not measured")]
    if seen.empty:
        return "No programme can be judged: too few people followed for long, or no badges beside its own"
    clear = seen[seen["verdict"] == "effect"]
    if clear.empty:
        return "No programme shows a clear effect beside comparable people"
    first = clear.sort_values(["effect", "programme"], ascending=[False, True]).iloc[0]
    more = "more" if first["effect"] > 0 else "fewer"
    rest = len(seen) - len(clear)
    others = f"; {rest} other{'s show' if rest > 1 else ' shows'} no clear effect" if rest else ""
    return (
        f"People in {first['programme']} gained {abs(first['effect']):.1f} skills {more} than "
        f"comparable people{others}"
    )
