"""Thanks by name: who agreed to it, and what they earned in the quarter, where governance.toml allows it.

Names come out of the identity vault while the report is written, and no notebook sees them. What a list of
names tells is that so many people of a group have a badge; colleagues know who sits where. Where that would
leave a number of the report fewer than three values, the names that stand behind it are left out. Each number
is looked at by itself: what the list tells together with several of them is not worked out.
"""

from collections import Counter

from skillslib.governance import log
from skillslib.governance.agreement import agreement_of
from skillslib.governance.consent import consents
from skillslib.publish.counted import ALL
from skillslib.publish.relations import Topics
from skillslib.store import ask, folder_of, with_vault

PAGE = {
    "name": "thanks",
    "label": "Thanks",
    "finding": "Who agreed to be thanked by name, and what they earned in the quarter.",
}
VALUES = 3  # so many whole values are left for a number
TOLD_OF = ("awards", "earners", "holders")  # the measures of which names are a part
DIMENSIONS = ("business_unit_id", "location", "country", "country_code", "job_role", "population")

EARNED = f"""
select person_id, award_id, badges.name as badge, awarded_on::date as day, badge_id, level_reached,
       {", ".join(f"coalesce(workforce.{name}, 'Unknown') as {name}" for name in DIMENSIONS)}
from awards
join workforce using (person_id)
join badges using (badge_id)
where person_id in (select unnest($people)) and awarded_on > $since and awarded_on <= $as_of
  and (revoked_on is null or $as_of < revoked_on)
order by award_id
"""


def thanked(con, days, publications, min_people):
    """Who is thanked for what: one row for each award, by name; None where named recognition is not allowed.

    Columns: person_id, name, badge, day (of the award), given_on and how (of the consent).
    publications   the report's numbers: the names leave each of them three values at least
    """
    if not agreement_of(con).named_recognition:
        return None
    with with_vault(con) as own:
        agreed = consents(own, folder_of(con)[0], days.known_at)
        names = own.execute(
            """select person_id, arg_max(value, rowid) as name from vault.identities
            where kind = 'name' and person_id in (select unnest($1)) group by person_id""",
            [list(agreed["person_id"])],
        ).df()
    people = {"people": list(agreed["person_id"]), "since": days.before}
    earned = ask(con, EARNED, days.as_of, days.known_at, **people)
    hidden = _telling(con, earned, days, publications, min_people)
    rows = earned[~earned["award_id"].isin(hidden)].merge(agreed, on="person_id").merge(names, on="person_id")
    rows = rows.sort_values(["name", "day", "badge"], key=_as_read, kind="stable")
    return rows[["person_id", "name", "badge", "day", "given_on", "how"]].reset_index(drop=True)


def note_thanks(folder, days, rows):
    """Tell the audit log how many people a report thanks by name, and of when and how their consents are."""
    people = rows.drop_duplicates("person_id")
    given = Counter(zip(people["given_on"].astype(str), people["how"], strict=True))
    log.record(
        folder,
        "named recognition",
        parameters={
            "quarter": days.quarter,
            "people": len(people),
            "consents": [
                {"given_on": on, "how": how, "people": count} for (on, how), count in sorted(given.items())
            ],
        },
        verdict="published",
    )


def _as_read(column):
    return column.str.casefold() if column.name != "day" else column


# ------------------------------------------------------------------ what names tell of numbers
def _telling(con, earned, days, publications, min_people):
    """The awards that must not be named: too many of them stand behind one number."""
    if not len(earned):
        return set()
    proven, rows = _proven(con, earned, days), list(earned.itertuples())
    topics, found = Topics(con), set()
    for one in publications:
        layer = one.layer
        if layer["measure"] not in TOLD_OF or layer["as_of"] != str(days.as_of):
            continue
        behind = [row for row in rows if _is_in(row, one.where)]
        if behind:
            behind = _of_topic(behind, layer, proven, topics, days.known_at)
        told = len(behind if layer["measure"] == "awards" else {row.person_id for row in behind})
        most = min_people - VALUES if one.value is None else one.value + one.tol + 1 - VALUES
        if told > most:
            found |= {row.award_id for row in behind}
    return found


def _is_in(row, where):
    """Whether a person is among those whom a number counts; a dimension of another day may hold anybody."""
    return all(getattr(row, name) in values for name, values in where.items() if name in DIMENSIONS)


def _of_topic(rows, layer, proven, topics, known_at):
    """The awards that prove what a number counts, at its level; all where it counts whatever is earned."""
    if "skill" in layer:
        skills = {layer["skill"]}
    elif "family" in layer or layer.get("of") == ALL:
        skills = set(topics.of(layer, known_at).get(layer.get("family", ALL), ()))
    else:
        return rows
    least = layer.get("level", 1)
    return [
        row
        for row in rows
        if any(skill in skills and level >= least for skill, level in proven.get(row.award_id, ()))
    ]


def _proven(con, earned, days):
    """Award -> the skills that it proves, each with its level."""
    rows = ask(
        con,
        """select award_id, skill_id, coalesce(level_reached, badge_skills.level) as level
from awards
join badge_skills using (badge_id)
where award_id in (select unnest($awards))
""",
        days.as_of,
        days.known_at,
        awards=list(earned["award_id"]),
    )
    found = {}
    for row in rows.itertuples():
        found.setdefault(row.award_id, []).append((row.skill_id, row.level))
    return found
