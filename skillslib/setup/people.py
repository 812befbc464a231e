"""What a list of people is: snapshots or dated rows, units by id or by name, working time, words, ends."""

import re
from pathlib import PurePosixPath

from skillslib.loading.claiming import days_in_name
from skillslib.setup import fields, words
from skillslib.setup.content import days_of, decimal_of, fte_of, is_open_end, orders
from skillslib.setup.guessing import ORDERED, TWO_WAYS, Guess, by_content, lacking, reading, settle_dates
from skillslib.setup.names import has_day

NEEDED = (("employee_id",), ("business_unit", "business_unit_id"))
EFFECTIVE = re.compile("effective|valid|gultig|begda|startson|assignment", re.IGNORECASE)
BRACKETS = re.compile(r"\(([^)]+)\)$")
LAST_DAY = re.compile("termination|lastday|lastworking|letzter")  # as Workday means it
DAYS = ("report date", "as of", "as of date", "snapshot date", "Stichtag", "Datenstand", "reporting date")
YES_NO = ("yes", "no")
MEANT = ("employee", "contractor"), ("at work", "on leave", "left")
FEW = 25  # words that a type or a status may have
RARE = 0.05  # of the rows: more unknown ones, and the load would refuse the file
KNOWN = 0.5  # share of a column's values found elsewhere, from which on they are those ids


def guess(group, columns, around, asking):
    """The Guess of a group of people; `around` says what the other files of the folder hold."""
    found = Guess("people", {}, dict(columns))
    by_content(group, found.columns, "employee_id")
    _settle_id(group, found, around, asking)
    _settle_shape(group, found, around, asking)
    found.facts |= reading(group)
    _settle_unit(group, found, around)
    _settle_place(group, found, around)
    _settle_manager(group, found)
    settle_dates(group, found, asking)
    _settle_day_in_name(group, found, asking)
    _settle_fte(group, found, asking)
    _settle_words(group, found, asking)
    _settle_ends(group, found, asking)
    lacking(found, NEEDED + ((("starts_on",),) if found.facts["shape"] == "assignments" else ()))
    return found


def _settle_id(group, found, around, asking):
    """Of several columns like ids, the one that the badges' people are known by."""
    ids = [name for name in group.first.names if fields.matched([name], {"id": fields.EMPLOYEE_ID})]
    ids = [name for name in ids if name not in found.columns.values() or name == found.columns["employee_id"]]
    met = {name: len(around.badge_people.intersection(group.values(name))) for name in ids}
    if not met:
        return
    most = sorted(met, key=met.get, reverse=True)
    if len(most) > 1 and met[most[1]] > KNOWN * met[most[0]]:
        asked = "by which of these ids do the badges know a person?"
        most[0] = asking.settle(group.name, " and ".join(most[:2]), asked, most[:2], most[0])
        if asking.yes:
            found.doubt(f"employee_id: {most[1]!r} could be the id of the badges too")
    found.columns["employee_id"] = most[0]
    ours = set(group.values(most[0]))
    bare = {one.lstrip("0") for one in ours}
    lost = sum(one.lstrip("0") in bare for one in around.badge_people - ours)
    if lost:
        found.doubt(
            f"ids: {lost:,} ids of the badges would match without leading zeros: [matching] ids says so"
        )


def _settle_shape(group, found, around, asking):
    columns, table = found.columns, group.first
    ids = table.rows[columns["employee_id"]] if "employee_id" in columns else None
    again = 0 if ids is None or not len(ids) else 1 - ids.nunique() / len(ids)
    starts = columns.get("starts_on")
    dated = all(has_day(one.place) for one in group.tables)
    effective = starts and EFFECTIVE.search(fields.plain(starts))
    if starts and (again > 0.1 or (not dated and (again > 0.01 or effective))):
        found.facts["shape"] = "assignments"
        return
    found.facts["shape"] = "snapshots"
    columns.pop("sequence", None)
    for ours, instead in (("starts_on", "hired_on"), ("ends_on", "left_on")):
        if ours in columns:
            theirs = columns.pop(ours)
            if instead not in columns:
                columns[instead] = theirs
    day = "name" if dated else _snapshot_on(group, found, around, asking)
    found.facts |= {"snapshot_on": day} if day else {}


def _snapshot_on(group, found, around, asking):
    """The day of a snapshot whose name has none: a column that says it, else what is answered."""
    for name in fields.matched(group.first.names, {"day": DAYS}).values():
        if len(group.values(name)) == len(group.tables):
            return name
    guess = around.newest
    day = asking.settle(group.name, "its day", "on which day was this list made? (2026-09-30)", (), guess)
    if not day:
        found.doubt('snapshot_on = "2026-09-30": say the day of this list', left_out=True)
    elif asking.yes:
        found.doubt(f"snapshot_on: no day is said. {day} is the newest day of the awards; correct it")
    return day


def _settle_day_in_name(group, found, asking):
    """A name like staff-03-04-2026 tells its day only once somebody says which number comes first."""
    if found.facts.get("snapshot_on") != "name" or found.facts.get("dates") in ORDERED:
        return
    if all(days_in_name(PurePosixPath(one.place).name, "iso") for one in group.tables):
        return
    answer = asking.settle(group.name, "the day in its name", TWO_WAYS, ORDERED)
    if answer and found.facts.get("dates", "iso") == "iso":
        found.facts["dates"] = answer
    else:
        found.doubt("snapshot_on: the day in its name can be read in two ways: say a day", left_out=True)


def _settle_unit(group, found, around):
    """Units by id where a file of units has the ids, else by their names, joined to a path."""
    columns, path = found.columns, fields.unit_path(group.first.names)
    candidates = [columns[ours] for ours in ("business_unit_id",) if ours in columns] + path[::-1]
    for name in candidates:
        if _share(group.values(name), around.unit_ids) >= KNOWN:
            columns["business_unit_id"] = name
            return
    path = [name for name in path if len(group.values(name)) > 1 or name == path[-1]]
    named = [name for name in path if _names_people(group, found, name)]
    path = [name for name in path if name not in named] or path
    if path:
        if named and path == named:
            found.doubt(f"{named[0]!r} names people in its brackets, and units are published: leave them out")
        columns["business_unit"] = path if len(path) > 1 else path[0]
        _keep_own_id(group, columns, "business_unit_id", path)


def _names_people(group, found, name):
    """Whether the names of units have those of people in brackets, as in 'Red (Ann One)'."""
    inside = {one[1] for value in group.values(name) if (one := BRACKETS.search(value))}
    people = set(group.values(found.columns.get("name")))
    if {"first_name", "last_name"} <= set(found.columns):
        rows = group.first.rows
        people |= set(rows[found.columns["first_name"]] + " " + rows[found.columns["last_name"]])
    return not inside.isdisjoint(people)


def _keep_own_id(group, columns, ours, names):
    """Drops an id that stands beside names and is the id of something else: each has to have one name."""
    if ours in columns:
        pairs = group.first.rows[[columns[ours], *names]].drop_duplicates()
        if len(pairs) != pairs[columns[ours]].nunique():
            del columns[ours]


def _share(values, known):
    return len(known.intersection(values)) / len(values) if values else 0


def _settle_place(group, found, around):
    columns = found.columns
    for ours in ("location_id", "location"):
        if ours in columns and _share(group.values(columns[ours]), around.location_ids) >= KNOWN:
            columns["location_id"] = columns.pop(ours)
            for other in ("location", "city", "country", "country_code"):
                columns.pop(other, None)
            return
    if "location" in columns:
        _keep_own_id(group, columns, "location_id", [columns["location"]])
    if {"location", "city"} & set(columns) and not {"country", "country_code"} & set(columns):
        found.doubt("no column says the country of a place: people are counted as Unknown, not on the map")


def _settle_manager(group, found):
    """A column of managers counts where it holds ids: names are nobody's id."""
    name = found.columns.get("manager_id")
    if name is None or "employee_id" not in found.columns:
        return
    nobody, managers = words.meanings(group.values(name), words.NO_MANAGER)
    if _share(managers, set(group.values(found.columns["employee_id"]))) < KNOWN:
        del found.columns["manager_id"]
    elif nobody:
        found.words["words.manager_id"] = nobody


def _settle_fte(group, found, asking):
    name = found.columns.get("fte")
    if name is None:
        full_time = asking.settle(
            group.name, "working time", "no column says it. Is everybody full time?", YES_NO
        )
        if full_time == "yes":
            found.facts["fte"] = "full time"
        else:
            found.doubt('fte = "full time", if all are; else name the column of working time', left_out=True)
        return
    counts = group.counts(name)
    unit = fte_of(name, counts) or asking.settle(
        group.name, name, "in what is working time said?", ("share", "percent", "hours of 40")
    )
    if not unit:
        choices = '"share", "percent" or "hours of 40"'
        found.doubt(f"fte = {choices}: the cells of {name!r} do not tell", left_out=True)
    if unit not in ("", "share"):
        found.facts["fte"] = unit
    if decimal_of(counts.index) == ",":
        found.facts["decimal"] = ","


def _settle_words(group, found, asking):
    for ours, known, meant in (
        ("worker_type", words.WORKER_TYPES, MEANT[0]),
        ("status", words.STATUSES, MEANT[1]),
    ):
        name = found.columns.get(ours)
        if name is None:
            continue
        counts = group.counts(name)
        if "contingent" in fields.plain(name):
            known = words.CONTINGENT | known
        if fields.plain(name) == "active":
            known = words.ACTIVE | known
        said, unknown = words.meanings(list(counts.index), known)
        if not said or len(counts) > FEW:  # another thing under a name like it
            del found.columns[ours]
            found.doubt(
                f"{name!r} could say the {ours.replace('_', ' ')}, but in no word that is known: not read"
            )
            continue
        rare = counts[unknown].sum() <= RARE * counts.sum() if unknown else True
        for word in list(unknown):
            answer = asking.settle(group.name, name, f"what does {word!r} mean?", meant)
            if answer:
                said[word] = answer
                unknown.remove(word)
        part = f"words.{ours}"
        found.words[part] = said
        if unknown:
            found.unknown[part] = unknown
            listed = ", ".join(map(repr, unknown))
            found.doubt(f"[files.{part}] what {listed} of {name!r} means is not said", left_out=not rare)
    for ours in ("on_leave", "primary"):
        said, _ = words.meanings(group.values(found.columns.get(ours)), words.YES_NO)
        if not set(map(str.lower, said)) <= {"yes", "no", "true", "false"}:
            found.words[f"words.{ours}"] = said
    if "worker_type" not in found.columns:
        found.doubt("no column says who is a contractor: everybody is counted as an employee")


def _settle_ends(group, found, asking):
    """Whether an end date is the last day there, or the first day after."""
    ours = next((ours for ours in ("ends_on", "left_on") if ours in found.columns), None)
    if ours is None:
        return
    name = found.columns[ours]
    told = _told_by_rows(group, found) if ours == "ends_on" else ""
    if not told and any(is_open_end(value) for value in group.values(name)):
        told = "last day"  # as SuccessFactors and Oracle write it
    if not told and LAST_DAY.search(fields.plain(name)):
        told = "last day"
    if not told:
        asked = "is it the last day there, or the first day after?"
        told = asking.settle(group.name, name, asked, ("last day", "first day after"), "last day")
        if asking.yes:
            found.doubt(f'ends: {name!r} is taken as the last day there; else say "first day after"')
    found.facts["ends"] = told


def _told_by_rows(group, found):
    """What the row after an end says: it starts on the same day, or on the next."""
    import pandas as pd

    columns, rows = found.columns, group.first.rows
    ways = orders(group.values(columns["starts_on"])) if "starts_on" in columns else []
    if len(ways) != 1 or "employee_id" not in columns:
        return ""
    read = {
        ours: pd.to_datetime(pd.Series(days_of(rows[columns[ours]], ways[0]), rows.index), errors="coerce")
        for ours in ("starts_on", "ends_on")
    }
    spans = pd.DataFrame({"person": rows[columns["employee_id"]], **read}).dropna(subset=["starts_on"])
    spans = spans.sort_values(["person", "starts_on"], kind="stable")
    days = (spans.groupby("person")["starts_on"].shift(-1) - spans["ends_on"]).dt.days.dropna()
    same, next_day = int((days == 0).sum()), int((days == 1).sum())
    if not same and not next_day:
        return ""
    return "first day after" if same > next_day else "last day"
