"""Recognition: which groups truly differ, and milestones; no ranking, no names."""

import altair as alt
import numpy as np
import pandas as pd

from skillslib.charts import theme
from skillslib.disclosure import blank

BANDS = {"95 %": 1.96, "99.8 %": 3.0902}
MILESTONES = {
    "first_badges": "first badge",
    "fifth_badges": "fifth badge",
    "experts": "first award at level 4 or 5",
}
UNSHOWN = "not shown"


def funnel(frame):
    """The groups that can be shown, and the limits that chance alone keeps them within.

    Returns (groups, limits, company): groups with group, rate, measured_people, earners and verdict
    ("more", "less", "within"); limits with size and the low and high of both bands; the company's rate.
    Formula: p ± z·sqrt(phi·p(1-p)/n), phi the mean of the squared z scores winsorised at a tenth,
    never below 1 (Spiegelhalter 2005, multiplicative over-dispersion).
    """
    theme.require(frame, "earners", "measured_people", "rate", "status")
    frame = blank(frame)
    by = [group.partition("@")[0] for group in frame.attrs["question"]["by"]]
    name = frame[by[0]] if len(by) == 1 else frame[by[0]] + ", " + frame[by[1]]
    seen = frame["rate"].notna() & (frame["measured_people"] > 0).fillna(False) & frame["earners"].notna()
    groups = pd.DataFrame(
        {
            "group": name[seen],
            "measured_people": frame.loc[seen, "measured_people"].astype(float),
            "earners": frame.loc[seen, "earners"].astype(float),
            "rate": frame.loc[seen, "rate"].astype(float),
        }
    ).sort_values("group", ignore_index=True)
    if groups.empty:
        return groups.assign(verdict=[]), pd.DataFrame(columns=["size", *_edges()]), None
    company = groups["earners"].sum() / groups["measured_people"].sum()
    spread = np.sqrt(company * (1 - company) / groups["measured_people"])
    scores = ((groups["rate"] - company) / spread.replace(0, np.nan)).fillna(0)
    phi = max(1.0, float((scores.clip(*scores.quantile([0.1, 0.9])) ** 2).mean()))
    outside = BANDS["99.8 %"] * np.sqrt(phi) * spread
    groups["verdict"] = np.select(
        [groups["rate"] > company + outside, groups["rate"] < company - outside],
        ["more", "less"],
        "within",
    )
    return groups, _limits(groups["measured_people"], company, phi), company


def _edges():
    return ["low95", "high95", "low998", "high998"]


def _limits(people, company, phi):
    sizes = np.linspace(max(1, people.min() * 0.9), people.max() * 1.1, 60).round(5)
    sizes += 0.01 * (sizes % 1 == 0)  # a place on the axis, which nobody takes for a count of people
    spread = np.sqrt(phi * company * (1 - company) / sizes)
    columns = {"size": sizes}
    for z, (low, high) in zip(BANDS.values(), (("low95", "high95"), ("low998", "high998")), strict=True):
        columns[low] = np.clip(company - z * spread, 0, 1)
        columns[high] = np.clip(company + z * spread, 0, 1)
    return pd.DataFrame(columns).round(5)


def recognition_chart(frame):
    """A funnel plot: each group's rate against its size, inside the bands that chance explains.

    A dot inside the bands is no evidence of a stronger or weaker group. The menu shows one group. Of a single
    group its title says all there is.
    Errors: ChartError naming a missing column.

    Example: recognition_chart(protect(recognition(con, "2026-09-30", "2026-10-05")))
    """
    groups, limits, company = funnel(frame)
    finding = recognition_finding(frame)
    bands = "Bands hold 95 % and 99.8 % of groups that differ by chance only. Inside them, do not rank."
    whose = "all" if len(groups) == len(frame) else "all shown"
    said = theme.told(
        finding,
        "Share of each group that earned a badge in the period.",
        f"A funnel plot of {len(groups)} groups.",
        frame,
        notes=[bands] if len(groups) > 1 else (),
    )
    if len(groups) < 2:  # one dot has nothing to differ from
        return theme.title_alone(**said)
    return alt.layer(*_bands(limits, company, whose), *_dots(groups)).properties(
        width=820, height=380, **said
    )


def _bands(limits, company, whose):
    x = alt.X(
        "size:Q",
        title="People in the group",
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(grid=False, values=[5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1000, 2000, 5000]),
    )
    base = alt.Chart(limits).encode(x=x)
    rate = "Share that earned a badge"

    def band(style, low, high):
        return base.mark_area(style=style).encode(
            y=alt.Y(f"{low}:Q", title=rate, scale=alt.Scale(zero=False), axis=alt.Axis(format=".0%")),
            y2=alt.Y2(f"{high}:Q"),
        )

    line = pd.DataFrame(
        {"overall": [company], "words": [f"{whose} {company:.0%}" if company is not None else ""]}
    )
    rule = alt.Chart(line.dropna()).encode(y=alt.Y("overall:Q", title=rate))
    return (
        band("band-wide", "low998", "high998"),
        band("band-narrow", "low95", "high95"),
        rule.mark_rule(style="rule"),
        rule.mark_text(style="value", align="right", baseline="bottom", dy=-4).encode(
            x=alt.XValue("width"), text=alt.Text("words:N")
        ),
    )


def _dots(groups):
    names = sorted(groups["group"])
    pick = alt.selection_point(
        name="pick_group",
        fields=["group"],
        on="click",
        clear="dblclick",
        bind=alt.binding_select(options=[None, *names], labels=["All", *names], name="Group "),
    )
    told = [
        alt.Tooltip("group:N", title="Group"),
        alt.Tooltip("rate:Q", title="Rate", format=".0%"),
        alt.Tooltip("earners:Q", title="People recognised", format=","),
        alt.Tooltip("measured_people:Q", title="People", format=","),
        alt.Tooltip("verdict:N", title="Beside chance"),
    ]
    base = alt.Chart(groups).encode(
        x=alt.X("measured_people:Q", title="People in the group"), y=alt.Y("rate:Q")
    )
    styles = {"within": "quiet", "more": "accent", "less": "short"}
    dots = [
        base.transform_filter(alt.datum.verdict == verdict)
        .mark_point(style=style, filled=True, size=70, cursor="pointer")
        .encode(opacity=alt.condition(pick, alt.value(1), alt.value(0.15)), tooltip=told)
        for verdict, style in styles.items()
    ]
    labels = base.mark_text(style="value", align="left", dx=9).encode(text=alt.Text("group:N"))
    outside = labels.transform_filter(alt.datum.verdict != "within")
    chosen = labels.transform_filter(alt.datum.verdict == "within").transform_filter(
        {"param": "pick_group", "empty": False}
    )
    return [dots[0].add_params(pick), *dots[1:], outside, chosen]


def recognition_finding(frame):
    """How many groups earn more or less than chance explains: one sentence.

    Example: print(recognition_finding(protect(recognition(con, "2026-09-30", "2026-10-05"))))
    """
    groups, _, company = funnel(frame)
    if groups.empty:
        return _nothing(frame)
    differ = {way: groups.loc[groups["verdict"] == way, "group"].tolist() for way in ("more", "less")}
    if not differ["more"] and not differ["less"]:
        return _alike(frame, groups, company)
    said = [f"{_some(names)} earned badges {way} often" for way, names in differ.items() if names]
    return " and ".join(said) + " than chance explains"


def _nothing(frame):
    """Why no group can be shown."""
    dark = frame["status"] == "not measured"
    if dark.all():
        return "What was earned is measured in no group: too few awards found their person"
    besides = ", or it is not measured" if dark.any() else ""
    return f"What was earned can be shown of no group: in each too few earned a badge, or nearly all{besides}"


def _alike(frame, groups, company):
    """What share earned a badge, of whom, where no group differs."""
    unseen, share = len(frame) - len(groups), f"{company:.0%}"
    if len(groups) > 1:
        whom = f" of the people in {len(groups)} of {len(frame)} groups" if unseen else ""
        which = "group that can be shown" if unseen else "group"
        return f"{share}{whom} earned a badge in the period; no {which} differs by more than chance"
    whom = "" if frame.attrs["question"]["by"] == ["company"] else f" of {groups['group'].iloc[0]}"
    others = f"{unseen} other {'group' if unseen == 1 else 'groups'} cannot be shown"
    return f"{share}{whom} earned a badge in the period{f'; {others}' if unseen else ''}"


def _some(names):
    return names[0] if len(names) == 1 else f"{len(names)} groups"


def _milestones(frame):
    theme.require(frame, *MILESTONES)
    frame = blank(frame)
    rows = []
    for column, words in MILESTONES.items():
        counts = frame[column]
        unseen = int(counts.isna().sum())
        total = int(counts.sum())
        about = "about " if "protected" in frame.attrs else ""
        apart = f"; {unseen} {'group' if unseen == 1 else 'groups'} not shown" if unseen else ""
        rows.append(
            {
                "milestone": words,
                "reached": total,
                "words": UNSHOWN if unseen and not total else f"{about}{total:,} people{apart}",
                "people": f"{about}{total:,} people",
                "apart": apart,
                "unseen": unseen,
            }
        )
    return pd.DataFrame(rows)


def milestones_chart(frame):
    """How many people reached a milestone in the period, over all groups that can be shown.

    Errors: ChartError naming a missing column.

    Example: milestones_chart(protect(recognition(con, "2026-09-30", "2026-10-05")))
    """
    said = theme.told(
        milestones_finding(frame),
        "People who reached a milestone in the period.",
        "Three bars of people who reached a milestone.",
        frame,
    )
    data = _milestones(frame)
    if (data["words"] == UNSHOWN).all():
        return theme.title_alone(**said)
    data = data[["milestone", "reached", "words"]]
    y = alt.Y(
        "milestone:N",
        title=None,
        sort=list(MILESTONES.values()),
        axis=alt.Axis(domain=False, ticks=False),
    )
    base = alt.Chart(data).encode(y=y, x=alt.X("reached:Q", title="People", axis=alt.Axis(tickCount=6)))
    told = [
        alt.Tooltip("milestone:N", title="Milestone"),
        alt.Tooltip("words:N", title="Reached by"),
    ]
    return alt.layer(
        base.mark_bar(style="accent", height=16).encode(tooltip=told),
        base.mark_text(style="value", align="left", dx=8).encode(text=alt.Text("words:N")),
    ).properties(width=560, height=90, **said)


def milestones_finding(frame):
    """How many people earned their first badge in the period: one sentence.

    Example: print(milestones_finding(protect(recognition(con, "2026-09-30", "2026-10-05"))))
    """
    first = _milestones(frame).iloc[0]
    if not first["reached"]:
        return (
            "No first badge can be shown for the period"
            if first["unseen"]
            else "No first badge in the period"
        )
    people = f"{first['people'][0].upper()}{first['people'][1:]}"
    return f"{people} earned their first badge in the period{first['apart']}"
