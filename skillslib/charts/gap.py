"""Gap: the largest shortages, and who is short of a skill or could lend it."""

import altair as alt

from skillslib.charts import theme
from skillslib.disclosure import blank

MOST_SKILLS = 15
MEASURE = "Holders at the target's level, beside approved targets."


def unit_column(frame):
    """The column of a `skill_gaps` that names its units: company where they are shown as one."""
    return frame.attrs["question"]["by"][0].partition("@")[0]


def shortages(frame, top=5):
    """The largest shortages that can be shown, one row for each unit, skill and level.

    Columns: those of `skill_gaps`, and label (unit, skill and level in words), largest gap first.

    Example: shortages(protect(skill_gaps(con, "2026-09-30", "2026-10-05")))
    """
    theme.require(frame, "skill", "level", "needed", "holders", "gap", "kind", "status")
    frame = blank(frame)
    unit = unit_column(frame)
    short = frame[(frame["gap"] > 0).fillna(False)]
    short = short.sort_values(["gap", unit, "skill", "level"], ascending=[False, True, True, True])
    short = short.head(top).reset_index(drop=True)
    short["label"] = [f"{row[unit]}: {row['skill']}, level {row['level']}" for _, row in short.iterrows()]
    return short


def shortages_chart(frame, top=5):
    """The largest shortages of units, each with the way to close it.

    Errors: ChartError naming a missing column.

    Example: shortages_chart(protect(skill_gaps(con, "2026-09-30", "2026-10-05")))
    """
    data = shortages(frame, top)[["label", "needed", "holders", "gap", "kind"]]
    finding = shortages_finding(frame)
    picture = f"Bars of the {len(data)} largest shortages with the way to close each."
    said = theme.told(finding, MEASURE, picture, frame)
    if data.empty:
        return theme.title_alone(**said)
    data["words"] = [f"{row.gap:,} short, {row.kind}" for row in data.itertuples()]
    y = alt.Y(
        "label:N",
        title=None,
        sort=data["label"].tolist(),
        axis=alt.Axis(domain=False, ticks=False, labelLimit=420),
    )
    people = "People (grey: holders; orange: still short; tick: the target)"
    base = alt.Chart(data).encode(y=y)
    told = [
        alt.Tooltip("label:N", title="Where"),
        alt.Tooltip("needed:Q", title="Needed", format=","),
        alt.Tooltip("holders:Q", title="Holders", format=","),
        alt.Tooltip("gap:Q", title="Short", format=","),
        alt.Tooltip("kind:N", title="Way to close it"),
    ]
    return alt.layer(
        base.mark_bar(style="held", height=15).encode(x=alt.X("holders:Q", title=people), tooltip=told),
        base.mark_bar(style="short", height=15).encode(
            x=alt.X("holders:Q", title=people), x2=alt.X2("needed:Q"), tooltip=told
        ),
        base.mark_tick(style="target", thickness=3, size=21).encode(x=alt.X("needed:Q", title=people)),
        base.mark_text(style="value-short", align="left", dx=8).encode(
            x=alt.X("needed:Q", title=people), text=alt.Text("words:N")
        ),
    ).properties(width=480, height=32 * len(data), **said)


def shortages_finding(frame):
    """The largest shortage that can be shown, and the way to close it: one sentence.

    Example: print(shortages_finding(protect(skill_gaps(con, "2026-09-30", "2026-10-05"))))
    """
    if frame.empty:
        return "No approved target is loaded"
    worst = shortages(frame, 1)
    if worst.empty:
        unseen = frame["status"].isin(["withheld", "not measured"]).any()
        return "No shortage can be shown" if unseen else "Every approved target is met"
    unit = unit_column(frame)
    first = worst.iloc[0]
    ties = int((blank(frame)["gap"] == first["gap"]).sum()) - 1
    most = "is among the shortest" if ties else "is shortest"
    close = "" if first["kind"] == "unclear" else f"; {first['kind']} to close it"
    where = "The company" if unit == "company" else first[unit]
    return (
        f"{where} {most} of {first['skill']}: {first['holders']:,} of {first['needed']:,} needed "
        f"at level {first['level']}{close}"
    )


def skill_gaps_chart(frame):
    """The skills with the largest shortfall, and for one of them who is short and who could lend.

    Click a skill, or choose one in the menu. The slider scales every target; all is worked out again
    in the page.
    Errors: ChartError naming a missing column.

    Example: skill_gaps_chart(protect(skill_gaps(con, "2026-09-30", "2026-10-05")))
    """
    data = _cells(frame)
    said = theme.told(
        skill_gaps_finding(frame),
        MEASURE,
        "Bars of the largest shortfalls by skill, and by unit for the chosen one.",
        frame,
        notes=_elsewhere(frame),
    )
    if not data["measured"].any():
        return theme.title_alone(**said)
    worst = _by_skill(data)
    first = worst["what"].iloc[0]
    target = alt.param(
        name="target",
        value=100,
        bind=alt.binding_range(min=50, max=150, step=10, name="Targets, % of plan "),
    )
    options = sorted(data["what"].unique())
    pick = alt.selection_point(
        name="pick_skill",
        fields=["what"],
        on="click",
        clear=False,
        value=[{"what": first}],
        bind=alt.binding_select(options=options, name="Skill "),
    )
    # A transform of its own for each panel, not for each of its layers; every call on a finished
    # panel would copy all of it.
    planned = alt.Chart().transform_calculate(
        planned="round(datum.needed * target / 100)",
        planned_and_measured="datum.measured * datum.planned",
        shown="isValid(datum.holders) ? datum.planned : 0",
        missing="isValid(datum.holders) ? max(0, datum.planned - datum.holders) : 0",
        spare="isValid(datum.holders) ? max(0, datum.holders - datum.planned) : 0",
    )
    return alt.vconcat(
        _sentence("About " if "protected" in frame.attrs else ""),
        alt.hconcat(_largest(pick, len(worst)), _units(pick), spacing=40),
        data=data,
        transform=planned.transform,
        spacing=4,
        **said,
    ).add_params(target)


def _elsewhere(frame):
    """A line on what units that are not measured need besides, where the frame sums several units."""
    places = int(frame["needed_elsewhere"].sum())
    return [f"{places:,} more places are planned in units that are not measured."] if places else []


def _cells(frame):
    theme.require(frame, "skill", "level", "needed", "holders", "status")
    frame = blank(frame)
    unit = unit_column(frame)
    cells = frame[["needed", "holders", "status"]].copy()
    cells["holders"] = cells["holders"].astype("Float64").astype(float)
    cells["needed"] = cells["needed"].astype(int)
    cells["unit"] = frame[unit]
    cells["what"] = frame["skill"] + ", level " + frame["level"].astype(str)
    cells["unseen"] = cells["holders"].isna().astype(int)
    cells["measured"] = (cells["status"] != "not measured").astype(int)
    return cells


def _by_skill(cells):
    """Each skill's shortfall over its units, those that cannot be shown left out and counted."""
    short = (cells["needed"] - cells["holders"]).clip(lower=0)
    rows = cells.assign(short=short).groupby("what", as_index=False)[["short", "needed", "unseen"]].sum()
    return rows.sort_values(["short", "what"], ascending=[False, True], ignore_index=True)


def _sentence(about):
    """The shortfall in one line, worked out again when the slider moves."""
    words = (
        "datum.hidden > 0 && datum.missing_in_all === 0 ? 'No shortfall can be shown' : "
        f"'{about}' + format(datum.missing_in_all, ',') + ' of ' + "
        "format(datum.planned_in_all, ',') + ' places short (' + "
        "format(datum.missing_in_all / max(1, datum.planned_in_all), '.0%') + ')'"
    )
    return (
        alt.Chart()
        .transform_aggregate(
            missing_in_all="sum(missing)",
            planned_in_all="sum(planned_and_measured)",
            hidden="sum(unseen)",
        )
        .transform_calculate(words=words)
        .mark_text(style="sentence", baseline="middle")
        .encode(x=alt.XValue(0), text=alt.Text("words:N"))
        .properties(width=470, height=22)
    )


def _largest(pick, skills):
    order = alt.EncodingSortField(field="place", op="min", order="ascending")
    y = alt.Y("what:N", title=None, sort=order, axis=alt.Axis(domain=False, ticks=False))
    people = "Places in the plan (grey: held; orange: short; pale: cannot be shown)"
    told = [
        alt.Tooltip("what:N", title="Skill"),
        alt.Tooltip("planned_in_all:Q", title="Planned", format=","),
        alt.Tooltip("words:N", title="Short"),
        alt.Tooltip("hidden:Q", title="Units that cannot be shown"),
    ]
    in_all = (
        alt.Chart()
        .transform_aggregate(
            planned_in_all="sum(planned)",
            shown_in_all="sum(shown)",
            missing_in_all="sum(missing)",
            hidden="sum(unseen)",
            groupby=["what"],
        )
        .transform_window(
            place="row_number()",
            sort=[alt.SortField("missing_in_all", order="descending"), alt.SortField("what")],
        )
        .transform_filter(f"datum.place <= {MOST_SKILLS}")
        .transform_calculate(
            none="0",
            covered="datum.shown_in_all - datum.missing_in_all",
            words="datum.hidden > 0 && datum.missing_in_all === 0 ? 'not shown' : "
            "format(datum.missing_in_all, ',')",
        )
    )
    here = alt.Chart().encode(y=y)
    return alt.layer(
        here.mark_bar(style="held", height=14, cursor="pointer").encode(
            x=alt.X("covered:Q", title=people), tooltip=told
        ),
        here.mark_bar(style="short", height=14, cursor="pointer").encode(
            x=alt.X("covered:Q", title=people), x2=alt.X2("shown_in_all:Q"), tooltip=told
        ),
        here.mark_bar(style="withheld", height=14, cursor="pointer").encode(
            x=alt.X("shown_in_all:Q", title=people), x2=alt.X2("planned_in_all:Q"), tooltip=told
        ),
        here.mark_tick(style="target", thickness=3, size=18).encode(
            x=alt.X("planned_in_all:Q", title=people)
        ),
        here.transform_filter(pick)
        .mark_bar(style="selected", height=22)
        .encode(x=alt.X("none:Q", title=people), x2=alt.X2("planned_in_all:Q")),
        here.mark_text(style="value-short", align="left", dx=8).encode(
            x=alt.X("planned_in_all:Q", title=people), text=alt.Text("words:N")
        ),
        transform=in_all.transform,
        width=330,
        height=26 * min(skills, MOST_SKILLS),
        title=alt.TitleParams(
            "Largest shortfalls", fontSize=13, subtitle="Places short, of the units that can be shown"
        ),
    ).add_params(pick)


def _units(pick):
    order = alt.EncodingSortField(field="missing", op="max", order="descending")
    y = alt.Y("unit:N", title=None, sort=order, axis=alt.Axis(domain=False, ticks=False))
    told = [
        alt.Tooltip("unit:N", title="Unit"),
        alt.Tooltip("planned:Q", title="Planned", format=","),
        alt.Tooltip("holders:Q", title="Holders", format=","),
        alt.Tooltip("status:N", title="Shown"),
    ]
    title = "Holders minus target, people"
    here = alt.Chart().encode(y=y)
    short, more, met, unseen = (
        here.transform_filter(where)
        for where in (
            "datum.difference < 0",
            "datum.difference > 0",
            "datum.difference === 0",
            "!isValid(datum.holders)",
        )
    )
    x_short = alt.X("minus:Q", title=title, scale=alt.Scale(padding=34))
    x_more = alt.X("spare:Q", title=title)
    difference = alt.Text("difference:Q", format="+,")
    chosen = (
        alt.Chart()
        .transform_filter(pick)
        .transform_calculate(
            difference="isValid(datum.holders) ? datum.holders - datum.planned : null",
            minus="-datum.missing",
        )
    )
    return alt.layer(
        short.mark_bar(style="short", height=13).encode(x=x_short, tooltip=told),
        more.mark_bar(style="surplus", height=13).encode(x=x_more, tooltip=told),
        short.mark_text(style="label", align="right", dx=-5).encode(x=x_short, text=difference),
        more.mark_text(style="label", align="left", dx=5).encode(x=x_more, text=difference),
        met.mark_text(style="label", align="left", dx=5).encode(x=alt.XDatum(0), text=alt.TextValue("met")),
        unseen.mark_text(style="label", align="left", dx=5).encode(
            x=alt.XDatum(0), text=alt.Text("status:N"), tooltip=[told[0], told[3]]
        ),
        transform=chosen.transform,
        width=240,
        height=alt.Step(26),
        title=alt.TitleParams(
            "The chosen skill by unit", fontSize=13, subtitle="Left short, right more than the target"
        ),
    )


def skill_gaps_finding(frame):
    """Which skills make up most of the shortfall over all units: one sentence.

    Example: print(skill_gaps_finding(protect(skill_gaps(con, "2026-09-30", "2026-10-05"))))
    """
    if frame.empty:
        return "No approved target is loaded"
    cells = _cells(frame)
    rows = _by_skill(cells)
    total, needed = rows["short"].sum(), cells["needed"][cells["measured"] == 1].sum()
    unseen = bool(rows["unseen"].sum())
    if not total:
        return "No shortfall can be shown" if unseen else "Every approved target is met"
    about = "About " if "protected" in frame.attrs else ""
    first = rows[rows["short"] > 0].head(3)
    part = first["short"].sum() / total
    names = ", ".join(first["what"].str.rpartition(", level ")[0].drop_duplicates())
    where = f"; {part:.0%} of them in {names}" if len(rows[rows["short"] > 0]) > 3 else f": {names}"
    return f"{about}{total:,.0f} of {needed:,.0f} places in the plan are short{where}"
