"""Skills Cloud workbench: what can our people do, where, and what are we missing?

    import skillslib as sk
    con = sk.connect()
    frame = sk.skill_map(con, "2026-09-30", "2026-10-05", by="business_unit@2")
    sk.skill_map_chart(sk.protect(frame))

Public names load on first use, so that importing the library stays quick.
"""

import sys
from importlib import import_module

# Some JSON-schema versions compile a grammar that takes over a second in every process, for a check
# we never make; without the module they leave that check out.
sys.modules.setdefault("rfc3987_syntax", None)

_PUBLIC = {
    "store": ["check", "connect", "history", "refresh"],
    "loading": ["load"],
    "erasing.retention": ["retain"],
    "worklist": ["unmatched"],
    "erasing": ["erase"],
    "checking.defects": ["defects"],
    "checking.views": ["readiness"],
    "setup": ["init"],
    "syncing": ["sync"],
    "badges.levels": ["badge_levels"],
    "badges.series": ["badge_series"],
    "linking.review": ["skill_links"],
    "sample": ["write_sample"],
    "metrics": [
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
    ],
    "planning": ["target_template"],
    "disclosure": ["protect"],
    "disclosure.counts": ["protect_counts"],
    "charts.map": ["skill_map_chart", "skill_map_finding"],
    "charts.places": ["skill_places_chart", "skill_places_finding"],
    "charts.trend": ["skill_trend_chart", "skill_trend_finding"],
    "charts.supply": ["expiry_chart", "expiry_finding", "supply_chart", "supply_finding"],
    "charts.gap": [
        "shortages",
        "shortages_chart",
        "shortages_finding",
        "skill_gaps_chart",
        "skill_gaps_finding",
    ],
    "charts.recognition": [
        "milestones_chart",
        "milestones_finding",
        "recognition_chart",
        "recognition_finding",
    ],
    "charts.unmapped": ["unmapped_finding"],
    "charts.unmeasured": ["unmeasured_finding"],
    "charts.programme": ["programme_effect_chart", "programme_effect_finding"],
    "publish.climbing": ["climb", "for_company"],
    "publish.session": ["start"],
    "publish.person": ["person_report"],
    "publish.protection": ["protection_page"],
    "publish.report": ["render_report"],
    "publish.exporting": ["export"],
    "publish.release": ["release"],
    "publish.auditing": ["audit"],
    "publish.verifying": ["verify"],
    "reviewing": ["review"],
    "widgets": ["explore"],
}
_HOME = {name: module for module, names in _PUBLIC.items() for name in names}
__all__ = sorted(_HOME)
__version__ = "0.1.0"


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"skillslib has no {name!r}; it has: {', '.join(__all__)}")
    value = getattr(import_module(f"skillslib.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return __all__
