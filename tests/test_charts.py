"""Every chart on the sample company: what its specification holds, and that each state is drawn as itself."""

import json
import re

import numpy as np
import pandas as pd
import pytest
import vl_convert

import skillslib as sk
from skillslib.charts import theme
from skillslib.charts.recognition import _limits, funnel

DAYS = ("2026-09-30", "2026-10-05")


@pytest.fixture(scope="module")
def frames(sample_store):
    with sk.connect(sample_store) as con:
        ask = {
            "map": sk.skill_map(con, *DAYS),
            "company": sk.skill_map(con, *DAYS, by="company"),
            "places": sk.skill_map(con, *DAYS, by="location"),
            "pairs": sk.skill_map(con, *DAYS, by=("business_unit@2", "country")),
            "trend": sk.skill_trend(con, *DAYS),
            "skills": sk.skill_trend(con, *DAYS, of="skill", quarters=5),
            "gaps": sk.skill_gaps(con, *DAYS),
            "earned": sk.recognition(con, *DAYS),
            "programmes": sk.programme_effect(con, *DAYS),
        }
    return {name: sk.protect(frame) for name, frame in ask.items()} | {"exact": ask["map"]}


CHARTS = {
    "skill_map": lambda f: sk.skill_map_chart(f["map"], f["company"]),
    "skill_map_pairs": lambda f: sk.skill_map_chart(f["pairs"]),
    "skill_places": lambda f: sk.skill_places_chart(f["places"], f["company"]),
    "skill_trend": lambda f: sk.skill_trend_chart(f["trend"]),
    "skill_trend_skills": lambda f: sk.skill_trend_chart(f["skills"]),
    "supply": lambda f: sk.supply_chart(f["trend"]),
    "expiry": lambda f: sk.expiry_chart(f["skills"]),
    "skill_gaps": lambda f: sk.skill_gaps_chart(f["gaps"]),
    "shortages": lambda f: sk.shortages_chart(f["gaps"]),
    "recognition": lambda f: sk.recognition_chart(f["earned"]),
    "milestones": lambda f: sk.milestones_chart(f["earned"]),
    "programme_effect": lambda f: sk.programme_effect_chart(f["programmes"]),
}


@pytest.fixture(scope="module", params=CHARTS)
def spec(request, frames):
    return CHARTS[request.param](frames).to_dict()


def walk(node):
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def rows_of(chart):
    """Every row of a chart's data."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def without_data(spec):
    return {key: value for key, value in spec.items() if key != "datasets"}


def test_no_colour_is_written_into_a_specification(spec):
    text = json.dumps({k: v for k, v in without_data(spec).items() if k != "config"})
    assert not re.search(r'"#[0-9a-fA-F]{3,8}"|rgb\(|hsl\(|var\(', text)
    assert not re.search(r'"(?:fill|stroke|color)": "(?!transparent|independent)[a-z]+"', text)


def test_every_encoding_says_its_type_and_every_shown_one_its_title(spec):
    for node in walk(without_data(spec)):
        for channel, encodings in node.get("encoding", {}).items():
            for encoding in encodings if isinstance(encodings, list) else [encodings]:
                if "field" not in encoding or channel in ("x2", "y2"):
                    continue
                assert "type" in encoding, (channel, encoding)
                if channel == "tooltip":
                    assert encoding.get("title"), encoding


def test_words_for_those_who_do_not_see_it_and_a_finding_for_those_who_do(spec):
    assert len(spec["description"]) > 30
    finding = " ".join(spec["title"]["text"])
    assert finding and spec["description"].startswith(finding)
    assert any("as known on" in line for line in spec["title"]["subtitle"])
    assert spec["usermeta"]["skills"]["frame"]


def test_every_parameter_has_a_name_of_its_own(spec):
    names = [param["name"] for node in walk(without_data(spec)) for param in node.get("params", [])]
    assert not [name for name in names if re.match(r"param_\d+|.*[0-9a-f]{16}", name)]


def test_the_data_hold_only_what_is_drawn(spec):
    drawn = json.dumps(without_data(spec))
    for rows in spec.get("datasets", {}).values():
        for column in {name for row in rows for name in row}:
            assert re.search(rf"(?<![\w]){re.escape(column)}(?![\w])", drawn), column
            assert not column.endswith("_id")


@pytest.mark.slow
def test_the_same_frame_gives_the_same_specification(frames):
    for draw in CHARTS.values():
        assert json.dumps(draw(frames).to_dict()) == json.dumps(draw(frames).to_dict())


@pytest.mark.parametrize("medium", ["light", "dark"])
def test_it_can_be_drawn(spec, medium):
    svg = vl_convert.vegalite_to_svg({**spec, "config": theme.config(medium)}, vl_version="6.4")
    width = float(re.search(r'width="([\d.]+)"', svg)[1])
    assert 300 < width <= 1120
    assert theme.PALETTES[medium]["ink"] in svg


def fills(spec, medium="light"):
    """The fill of every rectangle and symbol drawn, by the words of its mark."""
    svg = vl_convert.vegalite_to_svg({**spec, "config": theme.config(medium)}, vl_version="6.4")
    return [
        (re.search(r'aria-label="([^"]*)"', mark)[1], re.search(r' fill="([^"]*)"', mark)[1])
        for mark in re.findall(r"<path [^>]*aria-label=[^>]*>", svg)
        if " fill=" in mark
    ]


@pytest.mark.parametrize("medium", ["light", "dark"])
def test_each_state_of_a_cell_is_drawn_as_itself(frames, medium):
    frame = frames["map"].copy()
    frame.attrs = dict(frames["map"].attrs)
    hidden = frame.index[frame["status"] == "counted"][:3]
    frame.loc[hidden, "status"] = "not measured"
    frame.loc[hidden, ["holders", "share", "fte"]] = pd.NA
    drawn = fills(sk.skill_map_chart(frame).to_dict(), medium)
    palette = theme.PALETTES[medium]
    classes = dict(zip(theme.SHARES, (palette[f"heat{n}"] for n in range(1, 7)), strict=True))
    seen = set()
    for words, fill in drawn:
        state = next((s for s in (*classes, "withheld", "not measured", "nobody") if s in words), None)
        if state:
            seen.add(state)
            wanted = {classes[state]} if state in classes else {palette["withheld"], palette["hatch"]}
            assert fill in wanted, (words, fill)
    assert {"withheld", "not measured", "nobody", "over 40%"} <= seen


def test_an_unprotected_chart_says_so(frames):
    spec = sk.skill_map_chart(frames["exact"]).to_dict()
    assert any("UNPROTECTED" in line for line in spec["title"]["subtitle"])
    assert spec["usermeta"]["skills"]["frame"] == [None]


def test_a_chart_of_a_frame_changed_after_protection_names_no_proof(frames):
    spec = sk.skill_map_chart(frames["map"]).to_dict()
    assert spec["usermeta"]["skills"]["frame"] == [frames["map"].attrs["protected"]["sha256"]]
    changed = frames["map"].assign(holders=frames["map"]["holders"] + 5)
    assert sk.skill_map_chart(changed).to_dict()["usermeta"]["skills"]["frame"] == [None]


def test_withheld_cells_have_no_say_in_the_order(frames):
    frame = frames["map"]
    order = next(
        v["scale"]["domain"]
        for v in walk(sk.skill_map_chart(frame).to_dict())
        if v.get("field") == "group" and "scale" in v
    )
    changed = frame.sample(frac=1, random_state=5)
    changed.attrs = frame.attrs
    again = next(
        v["scale"]["domain"]
        for v in walk(sk.skill_map_chart(changed).to_dict())
        if v.get("field") == "group" and "scale" in v
    )
    assert order == again
    table = frame[frame["share"].notna()].pivot(index="business_unit", columns="skill", values="share")
    centred = (table - table.mean()).astype(float).fillna(0)
    scores = np.linalg.svd(centred.to_numpy(), full_matrices=False)[0][:, 0]
    place = pd.Series(scores, index=centred.index)[order]
    assert place.is_monotonic_increasing or place.is_monotonic_decreasing


@pytest.mark.parametrize("people", [[20, 50], [30, 100], [40, 40]])
def test_no_place_of_the_funnels_limits_looks_like_a_count_of_people(people):
    """A report refuses whole numbers that no released answer holds: 0.9 of a group of 20 was one, 18."""
    limits = _limits(pd.Series(people), 0.3, 1.0)
    assert len(limits) == 60 and not (limits["size"] % 1 == 0).any()


def test_the_funnels_limits_follow_the_formula(frames):
    groups, limits, company = funnel(frames["earned"])
    earned = frames["earned"].dropna(subset=["rate"])
    assert company == pytest.approx(earned["earners"].sum() / earned["people"].sum())
    z = (groups["rate"] - company) / np.sqrt(company * (1 - company) / groups["measured_people"])
    low, high = np.quantile(z, [0.1, 0.9])
    phi = max(1, np.mean(np.clip(z, low, high) ** 2))
    row = limits.iloc[30]
    half = 3.0902 * np.sqrt(phi * company * (1 - company) / row["size"])
    assert row["high998"] == pytest.approx(min(1, company + half), abs=1e-4)
    outside = abs(z) > 3.0902 * np.sqrt(phi)
    assert (groups["verdict"] != "within").tolist() == outside.tolist()


# ------------------------------------------------------------------ findings, worked out another way
def test_the_maps_finding_counts_wide_skills(frames):
    frame = frames["map"]
    wide = sum(
        sum(1 for share in rows["share"] if pd.notna(share) and share >= 0.2) >= 10
        for _, rows in frame.groupby("skill")
    )
    assert sk.skill_map_finding(frame) == (
        f"{wide} of 60 skills are seen to reach one in five people in at least half of the 20 units"
    )


def test_the_shortest_unit_is_named_with_its_numbers(frames):
    frame = frames["gaps"]
    worst = max(
        (row for row in frame.to_dict("records") if pd.notna(row["gap"])),
        key=lambda row: (row["gap"], [-ord(letter) for letter in row["business_unit"]]),
    )
    said = sk.shortages_finding(frame)
    assert said.startswith(worst["business_unit"]) and worst["skill"] in said
    assert f"{worst['holders']} of {worst['needed']} needed" in said
    assert worst["kind"] in said


def test_the_shortfall_adds_up(frames):
    shown = frames["gaps"].dropna(subset=["holders"])
    short = sum(max(0, n - h) for n, h in zip(shown["needed"], shown["holders"], strict=True))
    said = sk.skill_gaps_finding(frames["gaps"])
    measured = frames["gaps"][frames["gaps"]["status"] != "not measured"]
    assert said.startswith(f"About {short:,} of {measured['needed'].sum():,} places")


def test_the_trends_finding_counts_what_grew(frames):
    frame = frames["trend"]
    now = frame[frame["quarter"] == "2026-Q3"].set_index("family")["holders"]
    before = frame[frame["quarter"] == "2025-Q3"].set_index("family")["holders"]
    left = frame[frame["quarter"] == "2027-Q1"].set_index("family")["holders"]
    lapse = (1 - left / now).astype(float)
    said = sk.skill_trend_finding(frame)
    assert (now > before).all() and said.startswith(f"All {len(now)} families of skills grew")
    assert f"{lapse.max():.0%} of {lapse.idxmax()} lapse" in said


def test_a_trend_of_families_by_group_says_what_it_counts(sample):
    asked = sk.skill_trend(sample, "2026-09-30", "2026-10-05", by="business_unit@2", quarters=5)
    pairs = len(asked[["family", "business_unit"]].drop_duplicates())
    assert f"of {pairs} pairs of family and business unit grew" in sk.skill_trend_finding(sk.protect(asked))


def test_a_year_ago_is_the_same_quarter_even_where_others_are_missing(frames):
    frame = frames["trend"]
    some = frame[~frame["quarter"].isin(["2026-Q1", "2025-Q4"])]
    some.attrs = frame.attrs
    assert sk.skill_trend_finding(some) == sk.skill_trend_finding(frame)


def test_a_trend_without_growth_or_lapses_falls_back(frames):
    frame = frames["trend"].copy()
    frame.attrs = frames["trend"].attrs
    frame["holders"] = 100
    assert (
        sk.skill_trend_finding(frame) == "None of 8 families of skills grew in the past year and none shrank"
    )
    frame["holders"] = pd.NA
    assert sk.skill_trend_finding(frame) == "Too little can be shown to say how skills moved in a year"


def test_a_family_that_cannot_be_shown_now_is_counted_neither_way(frames):
    frame = frames["trend"].copy()
    frame.attrs = frames["trend"].attrs
    hidden = frame["family"].eq(frame["family"].iloc[0]) & frame["quarter"].eq("2026-Q3")
    frame["holders"] = frame["holders"].mask(hidden)
    said = sk.skill_trend_finding(frame)
    assert said.startswith(
        "7 of 7 families of skills that can be shown grew in the past year and none shrank"
    )


def test_a_name_is_drawn_whole_whatever_is_in_it(frames):
    frame = frames["trend"].copy()
    frame.attrs = frames["trend"].attrs
    first = frame["family"].iloc[0]
    frame["family"] = frame["family"].replace(first, 'Pipes | "valves" <b>')
    heads = {row["heading"] for row in rows_of(sk.skill_trend_chart(frame))}
    assert [head.split("\n")[0] for head in heads if "valves" in head] == ['Pipes | "valves" <b>']
    words = {row["panel"]: row["label"] for row in rows_of(sk.supply_chart(frame))}
    assert re.match(r"[\d,]+, \+", words['Pipes | "valves" <b>'])


def test_where_nothing_can_be_drawn_the_title_stands_alone(frames):
    hidden = {name: frames[name].copy() for name in ("gaps", "skills", "places", "programmes")}
    for name, frame in hidden.items():
        frame.attrs = frames[name].attrs
    hidden["gaps"]["gap"] = hidden["skills"]["expiring"] = hidden["places"]["holders"] = pd.NA
    hidden["programmes"] = hidden["programmes"].head(0)
    hidden["programmes"].attrs = frames["programmes"].attrs
    charts = {
        "No shortage can be shown": sk.shortages_chart(hidden["gaps"]),
        "No proof that can be shown ends next quarter": sk.expiry_chart(hidden["skills"]),
        "No skill is seen to have four in five of its holders in one place": sk.skill_places_chart(
            hidden["places"], frames["company"]
        ),
        "No programme is loaded": sk.programme_effect_chart(hidden["programmes"]),
    }
    unseen = {name: frames[name].copy() for name in ("map", "trend", "earned", "programmes", "gaps")}
    for name, frame in unseen.items():
        frame.attrs = frames[name].attrs
        frame[list(frame.attrs["question"]["measures"])] = pd.NA
        frame["status"] = "not measured"
    unseen["gaps"][["needed", "needed_elsewhere"]] = 5, 0
    charts |= {
        "No group is large enough, or measured well enough, to show its skills": sk.skill_map_chart(
            unseen["map"]
        ),
        "Too little can be shown to say how skills moved in a year": sk.skill_trend_chart(unseen["trend"]),
        "Too little can be shown to say how skills moved in a year ": sk.supply_chart(unseen["trend"]),
        "No first badge can be shown for the period": sk.milestones_chart(unseen["earned"]),
        "No programme can be judged: too few people followed for long, or no badges beside its own": (
            sk.programme_effect_chart(unseen["programmes"])
        ),
        "No shortfall can be shown": sk.skill_gaps_chart(unseen["gaps"]),
    }
    for finding, chart in ((finding.strip(), chart) for finding, chart in charts.items()):
        spec = chart.to_dict()
        assert theme.stands_alone(spec)
        assert " ".join(spec["title"]["text"]) == finding and spec["description"].startswith(finding)
        assert not {"x", "y"} & set(spec["encoding"])
    assert not theme.stands_alone(sk.skill_map_chart(frames["map"]).to_dict())


def test_what_expires_next_is_named(frames):
    frame = frames["skills"]
    now = frame[frame["quarter"] == "2026-Q3"].dropna(subset=["expiring"]).set_index("skill")["expiring"]
    assert sk.expiry_finding(frame).startswith(
        f"{now.astype(int).idxmax()} has most proofs ending next quarter: {now.max():,}"
    )


def test_the_skill_of_one_place_is_found_and_only_it(frames):
    company = frames["company"].set_index("skill")["holders"]
    shares = {
        (skill, place): holders / company[skill]
        for skill, place, holders in frames["places"][["skill", "location", "holders"]].itertuples(
            index=False
        )
        if pd.notna(holders) and pd.notna(company[skill]) and company[skill] > 0
    }
    resting = {key for key, share in shares.items() if share >= 0.8}
    assert len(resting) == 1
    (skill, place) = resting.pop()
    assert sk.skill_places_finding(frames["places"], frames["company"]).startswith(
        f"{skill} rests on {place}"
    )


def test_no_group_is_called_different_where_none_is(frames):
    frame = frames["earned"].copy()
    frame.attrs = frames["earned"].attrs
    frame["rate"], frame["earners"] = 0.5, frame["people"] // 2
    assert "no group differs by more than chance" in sk.recognition_finding(frame)
    frame["rate"] = pd.NA
    assert sk.recognition_finding(frame) == (
        "What was earned can be shown of no group: in each too few earned a badge, or nearly all"
    )


def test_programmes_are_told_apart(frames):
    frame = frames["programmes"]
    clear = frame[(frame["low"] > 0) | (frame["high"] < 0)]
    assert len(clear) == 1 and len(frame) == 2
    said = sk.programme_effect_finding(frame)
    assert clear["programme"].iloc[0] in said and "1 other shows no clear effect" in said
    quiet = frame[~frame.index.isin(clear.index)].copy()
    quiet.attrs = frame.attrs
    assert sk.programme_effect_finding(quiet) == "No programme shows a clear effect beside comparable people"


def test_nothing_rests_on_an_unknown_place(frames):
    frame = frames["places"].copy()
    frame.attrs = frames["places"].attrs
    frame["location"] = frame["location"].replace("Zaragoza Works", "Unknown")
    assert "rests on" in sk.skill_places_finding(frames["places"], frames["company"])
    assert "rests on" not in sk.skill_places_finding(frame, frames["company"])
    frame["location"] = "Unknown"
    assert sk.skill_places_finding(frame, frames["company"]) == "Nobody's place is known"


def test_a_milestone_says_how_many_groups_it_leaves_out(frames):
    frame = frames["earned"]
    first, hidden = int(frame["first_badges"].sum()), int(frame["first_badges"].isna().sum())
    assert hidden > 1
    assert sk.milestones_finding(frame) == (
        f"About {first} people earned their first badge in the period; {hidden} groups not shown"
    )
    words = {row["milestone"]: row["words"] for row in rows_of(sk.milestones_chart(frame))}
    fifth, apart = int(frame["fifth_badges"].sum()), int(frame["fifth_badges"].isna().sum())
    assert words["fifth badge"] == f"about {fifth} people; {apart} groups not shown"


def test_nothing_is_said_of_what_cannot_be_seen(frames):
    frame = frames["map"].copy()
    frame.attrs = frames["map"].attrs
    frame["status"] = "not measured"
    frame[["holders", "share"]] = pd.NA
    assert (
        sk.skill_map_finding(frame) == "No group is large enough, or measured well enough, to show its skills"
    )
    gaps = frames["gaps"].copy()
    gaps.attrs = frames["gaps"].attrs
    gaps["status"], gaps["gap"], gaps["holders"] = "withheld", pd.NA, pd.NA
    assert sk.shortages_finding(gaps) == "No shortage can be shown"
    assert sk.skill_gaps_finding(gaps) == "No shortfall can be shown"
    spec = {**sk.skill_gaps_chart(gaps).to_dict(), "config": theme.config("light")}
    svg = vl_convert.vegalite_to_svg(spec, vl_version="6.4")
    words = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert words.count("No shortfall can be shown") == 2 and words.count("not shown") == 15
    # What cannot be shown is drawn as held by nobody: no grey bar is wider than nothing.
    bars = [path for path in re.findall(r'aria-label="Places[^>]*>', svg) if theme.LIGHT["held"] in path]
    assert bars and all(re.search(r'd="M([\d.]+),[\d.]+h0', bar) for bar in bars), bars[:2]


def test_a_frame_without_its_columns_is_refused_by_name(frames):
    with pytest.raises(theme.ChartError, match="no column"):
        sk.skill_gaps_chart(frames["earned"])
