"""What a report says where too little is measured to speak of the company: one sentence, and what to do.

A first load often looks so. Figures, lists and pictures without a number in them are then left out: each
would say once more that nothing can be said.
"""

from dataclasses import replace

from skillslib.metrics.missing import ALL_SKILLS
from skillslib.metrics.question import quarter_name
from skillslib.publish.trust import trust

NO_NUMBER = ("not measured", "withheld", "unknown", "–")
FIND_PEOPLE = (
    "Put the same employee ids or e-mail addresses into both exports, or decide whom the awards name "
    "(skillslib unmatched), load again and report again. Until then nothing here is a lack of skills."
)
OFFER = (
    "Say in a badge catalogue where each badge can be earned, or link more badges to skills, load again and "
    "report again. Until then nothing here is a lack of skills."
)


def little(frames, days):
    """(sentence, what to do) where the company as a whole is not measured; else None."""
    trend = frames["trend_all"]
    now = trend[(trend["quarter"] == quarter_name(days.as_of)) & (trend["basis"] == "recorded")]
    if not len(now) or (now["status"] != "not measured").any():
        return None
    dark = frames["unmeasured"]
    if (dark["skill"] == ALL_SKILLS).any():
        found, least = trust(frames["trust"])[0][0], dark.attrs["question"]["parameters"]["least"]
        of = (
            f": {found} of awards found their person, and each country needs {least:.0%}"
            if found != "–"
            else ""
        )
        return f"Too little is measured to speak of the company{of}", FIND_PEOPLE
    return "Too little is measured to speak of the company: few skills have a badge on offer", OFFER


def without_blanks(content):
    """The first page's content without figures that have no number."""
    return replace(content, tiles=[tile for tile in content.tiles if tile.value not in NO_NUMBER])
