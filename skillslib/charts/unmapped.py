"""Names of skills without a concept: in words, for every view that they are missing from."""

import pandas as pd


def unmapped_finding(trust):
    """How many awards carry a name of a skill without a concept, and why; empty where none does.

    `trust` is the answer of `data_trust` or `unmapped_names`, protected or not. An award of
    several names is in several parts.

    Example: unmapped_finding(protect(unmapped_names(con, "2026-09-30", "2026-10-05")))
    """
    rows = trust[trust["measure"] == "unmapped"]
    parts = [
        f"{'a few' if pd.isna(count) else f'{int(count):,}'} awards ({reason})"
        for reason, count in zip(rows["reason"], rows["count"], strict=True)
    ]
    if not parts:
        return ""
    return f"Names of skills without a concept are in no number of skills. They hang on {', '.join(parts)}."
