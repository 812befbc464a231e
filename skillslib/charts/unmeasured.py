"""Where skills are not measured: in words, beside the maps that have no share there."""

ALL_SKILLS = "all skills"
NOBODY = ("nobody at work", "of no country")


def unmeasured_finding(dark, rates, skills):
    """In which countries none of the skills is measured, and in which some are not: two sentences at most.

    `dark` is the answer of `unmeasured`, `rates` that of `matching_rates` by country, protected or not;
    `skills` is how many skills there are. That all is measured elsewhere is said only where there is an
    elsewhere.

    Example:
        days = "2026-09-30", "2026-10-05"
        print(unmeasured_finding(unmeasured(con, *days), matching_rates(con, *days), 60))
    """
    named = dark.groupby("country")["skill"].agg(list)
    if named.empty:
        return "Every skill is measured everywhere."
    missing = {country: skills if ALL_SKILLS in rows else len(rows) for country, rows in named.items()}
    none = [country for country, count in missing.items() if count == skills]
    some = sorted((-count, country) for country, count in missing.items() if count != skills)
    said = [f"No skill is measured in {', '.join(none)}."] if none else []
    if some:
        said.append(
            f"Of {skills} skills, not measured: {', '.join(f'{-n} in {place}' for n, place in some)}."
        )
    elsewhere = set(rates.loc[~rates["status"].isin(NOBODY), "country"]) - set(missing)
    if elsewhere:
        said.append("Every skill is measured in all other countries.")
    return " ".join(said)
