"""Questions: a connection and a day in, a tidy frame of exact numbers out. For inside the team."""

from skillslib.metrics.gap import skill_gaps
from skillslib.metrics.map import skill_map
from skillslib.metrics.matching import matching_rates
from skillslib.metrics.missing import left_out, unmeasured
from skillslib.metrics.programme import programme_effect
from skillslib.metrics.recognition import recognition
from skillslib.metrics.renewal import renewals
from skillslib.metrics.taxonomies import taxonomy_breaks, taxonomy_changes
from skillslib.metrics.trend import skill_trend
from skillslib.metrics.trust import data_trust, unmapped_names

__all__ = [
    "data_trust",
    "left_out",
    "matching_rates",
    "programme_effect",
    "recognition",
    "renewals",
    "skill_gaps",
    "skill_map",
    "skill_trend",
    "taxonomy_breaks",
    "taxonomy_changes",
    "unmapped_names",
    "unmeasured",
]
