"""Map: the skill matrix, with each state of a cell as itself."""

import altair as alt
import numpy as np

from skillslib.charts import theme
from skillslib.disclosure import blank

MOST_SKILLS = 60
REACH = 0.2
NOBODY = "M-0.6,-0.04L0.6,-0.04L0.6,0.04L-0.6,0.04Z"
MARKED = {"nobody": NOBODY, "withheld": theme.HATCH, "not measured": theme.DOT}
PLURALS = {
    "business_unit": "units",
    "country": "countries",
    "location": "offices",
    "job_role": "job roles",
    "company": "companies",
    "skill": "skills",
    "family": "families",
}
FAMILY_SHARE = "Share of each group that holds a skill of the family."


def skill_map_chart(frame, company=None):
    """The skill matrix of a `skill_map`: skills or families in rows, groups in columns, colour the share.

    A cell is a class of share, nobody, withheld or not measured, each drawn as itself. Given the
    company's own `skill_map` too, bars at the right show its share. Click a skill, or choose one in
    the menu, to see it alone. Where no cell has a number, its title says so and stands alone.
    Errors: ChartError naming a missing column.

    Example: skill_map_chart(protect(skill_map(con, "2026-09-30", "2026-10-05")))
    """
    theme.require(frame, "family", "holders", "people", "share", "status")
    theme.require_rows(frame)
    cells, noun = _cells(frame), noun_of(frame)
    if _seen(cells).empty:
        return theme.title_alone(**_told(frame, company, "Nothing is drawn.", theme.rolled(frame)))
    skills = _order_of_skills(cells)
    groups = _order_of_groups(cells)
    rows = _rows_with_headings(cells, skills)
    pick = alt.selection_point(
        name="pick_skill",
        fields=["skill"],
        on="click",
        clear="dblclick",
        bind=alt.binding_select(
            options=[None, *sorted(skills)], labels=["All", *sorted(skills)], name=f"{noun.capitalize()} "
        ),
    )
    kept = cells[cells["skill"].isin(skills)]
    matrix = _matrix(kept, rows, groups, pick)
    chart = matrix if company is None else alt.hconcat(matrix, _bars(company, rows, skills), spacing=12)
    left_out = cells["skill"].nunique() - len(skills)
    more = (
        [f"The {len(skills)} {PLURALS[noun]} that reach most people; {left_out} more are in the table."]
        if left_out
        else []
    )
    picture = f"{len(skills)} {PLURALS[noun]} by {len(groups)} groups, coloured by share."
    return chart.properties(**_told(frame, company, picture, [*more, *theme.rolled(frame)]))


def _told(frame, company, picture, notes):
    measure = "Share of each group that holds the skill." if noun_of(frame) == "skill" else FAMILY_SHARE
    frames = [one for one in (frame, company) if one is not None]
    return theme.told(skill_map_finding(frame), measure, picture, *frames, notes=notes)


def noun_of(frame):
    """What a map counts the holders of: "skill" or "family"."""
    return "skill" if "skill" in frame.columns else "family"


def _cells(frame):
    """One row for each cell: group, family, skill, and what is shown there; families stand as skills do."""
    frame = blank(frame)
    if noun_of(frame) == "family":
        frame = frame.assign(skill=frame["family"].fillna("Skills without a family"), family="")
    by = [group.partition("@")[0] for group in frame.attrs["question"]["by"]]
    cells = frame[["family", "skill", "holders", "people", "share", "status"]].copy()
    cells["group"] = frame[by[0]] if len(by) == 1 else frame[by[0]] + ", " + frame[by[1]]
    cells["family"] = cells["family"].fillna("")
    cells["shown"] = [
        theme.share_class(share)
        if status == "counted" and share == share
        else {"zero": "nobody", "counted": "withheld"}.get(status, status)
        for share, status in zip(
            cells["share"].astype("Float64").fillna(np.nan), cells["status"], strict=True
        )
    ]
    return cells


def _seen(cells):
    """The cells with a number in them; what is withheld or not measured has no say in any order."""
    return cells[cells["status"].isin(["counted", "zero"]) & cells["share"].notna()]


def _order_of_skills(cells):
    """Skills by family, the family and within it the skill that reach most people first."""
    seen = _seen(cells)
    totals = seen.groupby(["family", "skill"])[["holders", "people"]].sum().astype(float)
    reach = (totals["holders"] / totals["people"].replace(0, np.nan)).rename("reach")
    known = (
        cells[["family", "skill"]].drop_duplicates().join(reach, on=["family", "skill"]).fillna({"reach": -1})
    )
    known["best"] = known.groupby("family")["reach"].transform("max")
    top = known.sort_values(["reach", "skill"], ascending=[False, True]).head(MOST_SKILLS)
    top = top.sort_values(["best", "family", "reach", "skill"], ascending=[False, True, False, True])
    return top["skill"].tolist()


def _order_of_groups(cells):
    """Groups along the first principal component of their shares, so that neighbours are alike."""
    table = _seen(cells).pivot_table(index="group", columns="skill", values="share", aggfunc="first")
    every = sorted(cells["group"].unique())
    table = table.reindex(every).astype(float)
    centred = (table - table.mean()).fillna(0).to_numpy()
    if min(centred.shape) < 2:
        return every
    component = np.linalg.svd(centred, full_matrices=False)[0][:, 0].round(9)
    sign = -1 if component[np.abs(component).argmax()] < 0 else 1
    return [every[place] for place in np.argsort(-sign * component, kind="stable")]


def _rows_with_headings(cells, skills):
    """The rows of the matrix: each family's name above its skills."""
    family = cells.drop_duplicates("skill").set_index("skill")["family"]
    rows, current = [], None
    for skill in skills:
        if family[skill] and family[skill] != current:
            rows.append(f"\u200b{family[skill]}")
        current = family[skill]
        rows.append(skill)
    return rows


def _matrix(cells, rows, groups, pick):
    heading = "indexof(datum.value, '\u200b') === 0"
    y = alt.Y(
        "skill:N",
        title=None,
        scale=alt.Scale(domain=rows, paddingInner=0.04),
        axis=alt.Axis(
            domain=False,
            ticks=False,
            labelLimit=230,
            labelPadding=6,
            labelFontWeight=alt.condition(heading, alt.value(700), alt.value(400)),
        ),
    )
    x = alt.X(
        "group:N",
        title=None,
        sort=None,
        scale=alt.Scale(domain=groups, paddingInner=0.04),
        axis=alt.Axis(
            orient="top",
            labelAngle=-50,
            domain=False,
            ticks=False,
            labelLimit=170,
            labelAlign="left",
        ),
    )
    told = [
        alt.Tooltip("skill:N", title="Skill"),
        alt.Tooltip("group:N", title="Group"),
        alt.Tooltip("shown:N", title="Shown"),
        alt.Tooltip("share:Q", title="Share", format=".0%"),
        alt.Tooltip("holders:Q", title="Holders", format=","),
        alt.Tooltip("people:Q", title="People", format=","),
    ]
    dim = alt.condition(pick, alt.value(1), alt.value(0.25))
    data = cells[["skill", "group", "shown", "share", "holders", "people"]]
    base = alt.Chart(data).encode(x=x, y=y, opacity=dim)
    classes = (
        base.transform_filter(alt.FieldOneOfPredicate("shown", theme.SHARES))
        .mark_rect(cursor="pointer")
        .encode(
            color=alt.Color(
                "shown:O",
                title="Share of the group",
                scale=alt.Scale(domain=theme.SHARES, range="heatmap"),
                legend=alt.Legend(orient="top", direction="horizontal", symbolType="square"),
            ),
            tooltip=told,
        )
    )
    empty = (
        base.transform_filter(alt.FieldOneOfPredicate("shown", ["withheld", "not measured"]))
        .mark_rect(style="withheld", cursor="pointer")
        .encode(tooltip=told[:3])
    )
    glyphs = (
        base.transform_filter(alt.FieldOneOfPredicate("shown", list(MARKED)))
        .mark_point(style="withheld-glyph", filled=True, size=90, cursor="pointer")
        .encode(
            shape=alt.Shape(
                "shown:N",
                title="No share",
                scale=alt.Scale(domain=list(MARKED), range=list(MARKED.values())),
                legend=alt.Legend(orient="top", direction="horizontal"),
            ),
            tooltip=told[:3],
        )
    )
    step = 17 if len(rows) > 30 else 22
    wide = max(14, min(64, 640 // len(groups)))
    return (
        alt.layer(classes, empty, glyphs)
        .add_params(pick)
        .properties(width=wide * len(groups), height=step * len(rows))
        .resolve_scale(color="independent", shape="independent")
    )


def _bars(company, rows, skills):
    """The company's own share of each skill; withheld ones carry the mark."""
    cells = _cells(company)
    data = cells[cells["skill"].isin(skills)][["skill", "shown", "share"]]
    y = alt.Y("skill:N", title=None, scale=alt.Scale(domain=rows, paddingInner=0.25), axis=None)
    base = alt.Chart(data).encode(y=y)
    counted = base.transform_filter(alt.FieldOneOfPredicate("shown", [*theme.SHARES, "nobody"]))
    bars = counted.mark_bar(style="accent").encode(
        x=alt.X("share:Q", title="Company", axis=alt.Axis(orient="top", format=".0%", tickCount=3)),
        tooltip=[
            alt.Tooltip("skill:N", title="Skill"),
            alt.Tooltip("share:Q", title="Company share", format=".0%"),
        ],
    )
    labels = counted.mark_text(style="label", align="left", dx=4).encode(
        x=alt.X("share:Q", title="Company"), text=alt.Text("share:Q", format=".0%")
    )
    words = (
        base.transform_filter(alt.FieldOneOfPredicate("shown", ["withheld", "not measured"]))
        .mark_text(style="label", align="left", dx=4)
        .encode(x=alt.XDatum(0), text=alt.Text("shown:N"))
    )
    step = 17 if len(rows) > 30 else 22
    return alt.layer(bars, labels, words).properties(width=130, height=step * len(rows))


def skill_map_finding(frame):
    """How many skills reach one in five people in at least half of the groups: one sentence.

    Example: print(skill_map_finding(protect(skill_map(con, "2026-09-30", "2026-10-05"))))
    """
    cells = _cells(frame)
    told = cells[cells["status"] != "not measured"]
    groups, skills, noun = told["group"].nunique(), cells["skill"].nunique(), noun_of(frame)
    if not skills or _seen(cells).empty:
        return f"No group is large enough, or measured well enough, to show its {PLURALS[noun]}"
    by = frame.attrs["question"]["by"]
    where = PLURALS[by[0].partition("@")[0]] if len(by) == 1 else "groups"
    many = _seen(cells).assign(far=lambda c: c["share"] >= REACH).groupby("skill")["far"].sum()
    half = told.groupby("skill")["group"].nunique().reindex(many.index) / 2
    wide = int((many >= half).sum())
    unseen = len(_seen(cells)) < len(cells)
    apart = " that are measured" if groups < cells["group"].nunique() else ""
    reach = f"{_count(wide, skills, unseen, noun)} one in five people"
    return reach if groups == 1 else f"{reach} in at least half of the {groups} {where}{apart}"


def _count(found, skills, unseen, noun):
    if not found:
        return f"No {noun} is seen to reach" if unseen else f"No {noun} reaches"
    several = PLURALS[noun]
    if unseen:
        return f"{found} of {skills} {several} {'is' if found == 1 else 'are'} seen to reach"
    return f"{found} of {skills} {several} {'reaches' if found == 1 else 'reach'}"
