"""The theme: contrast, colours told apart by everybody, one spec in three media."""

import itertools
import json
import re

import numpy as np
import pytest

from skillslib.charts import theme

# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
VISION = {
    "usual": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def linear(colour):
    value = np.array([int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)])
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return linear(colour) @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    xyz = (
        np.array(
            [
                [0.4124564, 0.3575761, 0.1804375],
                [0.2126729, 0.7151522, 0.0721750],
                [0.0193339, 0.1191920, 0.9503041],
            ]
        )
        @ np.clip(rgb, 0, 1)
        / [0.95047, 1.0, 1.08883]
    )
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other, vision):
    seen = [lab(VISION[vision] @ linear(colour)) for colour in (one, other)]
    return np.linalg.norm(seen[0] - seen[1])


@pytest.mark.parametrize("medium", theme.PALETTES)
def test_text_and_marks_stand_out_from_the_paper(medium):
    palette = theme.PALETTES[medium]
    for name in ("ink", "ink2", "short", "surplus", "accent"):
        assert contrast(palette[name], palette["paper"]) >= 4.5, name
    for name in ("quiet", "hatch"):
        assert contrast(palette[name], palette["paper"]) >= 3, name
    assert contrast(palette["hatch"], palette["withheld"]) >= 2.5


@pytest.mark.parametrize("medium", theme.PALETTES)
@pytest.mark.parametrize("vision", VISION)
def test_short_surplus_and_the_categories_are_told_apart_by_everybody(medium, vision):
    palette = theme.PALETTES[medium]
    assert distance(palette["short"], palette["surplus"], vision) >= 30
    for one, other in itertools.combinations(("accent", "short", "hue3", "hue4", "hue5"), 2):
        assert distance(palette[one], palette[other], vision) >= 14, (one, other)


@pytest.mark.parametrize("medium", theme.PALETTES)
def test_the_classes_of_a_share_go_one_way_in_steps_that_show(medium):
    palette = theme.PALETTES[medium]
    light = [lab(linear(palette[f"heat{n}"]))[0] for n in range(1, 7)]
    steps = np.diff(light) * (1 if medium == "dark" else -1)
    assert (steps >= 6).all()
    assert distance(palette["withheld"], palette["heat1"], "usual") >= 4


def test_every_colour_of_a_page_is_a_variable_that_the_page_defines():
    text = json.dumps(theme.config("css"))
    assert not re.search(r"#[0-9a-fA-F]{3,8}", text)
    named = set(re.findall(r"var\((--sk-[a-z0-9]+)\)", text))
    for selector in (
        ":root{",
        "prefers-color-scheme: dark",
        "data-theme=dark",
        "jp-theme-light",
        "print",
    ):
        assert selector in theme.css()
    assert named <= set(re.findall(r"(--sk-[a-z0-9]+):", theme.css()))


def test_a_share_falls_in_the_class_that_names_it():
    found = {share: theme.share_class(share) for share in (0, 0.0299, 0.03, 0.05, 0.1, 0.2, 0.4, 1)}
    assert list(found.values()) == [
        "under 3%",
        "under 3%",
        "3–5%",
        "5–10%",
        "10–20%",
        "20–40%",
        "over 40%",
        "over 40%",
    ]
