"""What the cells of a list of people mean: working time, worker types, states, end dates."""

import re

from skillslib.people.declared import CHOICES
from skillslib.setup import fields, words
from skillslib.setup.content import days_of, decimal_of, fte_of, is_open_end, orders

YES_NO = ("yes", "no")
LAST_DAY = re.compile("termination|lastday|lastworking|letzter")  # as Workday means it
CONTINGENTS = re.compile("contingent|iscontractor|isexternal|^contractor$|^external$|^extern$")
CONTINGENT = words.CONTINGENT | words.WORKER_TYPES  # 'Contingent Worker': yes
IS_ACTIVE = ("active", "activestatus", "isactive", "activeemployee")  # yes or no
FEW = 25  # words that a type or a status may have
RARE = 0.05  # of the rows: more unknown ones, and the load would refuse the file


def settle_fte(group, found, asking):
    """In what working time is said, or that nobody says it."""
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


def settle_worker_types(group, found, asking):
    """Who is an employee, who a contractor: of the columns that could say it, the one that tells both."""
    told = {}
    for name in fields.all_matched(group.first.names, "worker_type"):
        if name not in found.columns.values() or name == found.columns.get("worker_type"):
            known = CONTINGENT if CONTINGENTS.search(fields.plain(name)) else words.WORKER_TYPES
            told[name] = words.meanings(group.values(name), known)[0]
    if told:
        best = max(told, key=lambda name: len(set(told[name].values())))  # the first of the best
        found.columns["worker_type"] = best
        for name, said in told.items():
            _contradicted(group, found, best, name, told[best], said)
        known = CONTINGENT if CONTINGENTS.search(fields.plain(best)) else words.WORKER_TYPES
        _settle_words(group, found, asking, "worker_type", known)
    if "worker_type" not in found.columns:
        found.doubt("no column says who is a contractor: everybody is counted as an employee")


def _contradicted(group, found, best, other, ours, theirs):
    """Another column that says of some rows the opposite of the one that is read."""
    rows = group.first.rows
    said, also = rows[best].map(ours), rows[other].map(theirs)
    apart = int((said.notna() & also.notna() & (said != also)).sum())
    if apart and set(theirs.values()) == set(CHOICES["worker_type"]):
        found.doubt(f"worker_type: {best!r} is read; of {apart:,} rows {other!r} says the opposite")


def settle_statuses(group, found, asking):
    """Who is at work, on leave or gone; and the columns that say yes or no."""
    name = found.columns.get("status")
    if name is not None:
        known = words.ACTIVE | words.STATUSES if fields.plain(name) in IS_ACTIVE else words.STATUSES
        _settle_words(group, found, asking, "status", known)
    _settle_events(group, found)
    for ours in ("on_leave", "primary"):
        said, _ = words.meanings(group.values(found.columns.get(ours)), words.YES_NO)
        if not set(map(str.lower, said)) <= {"yes", "no", "true", "false"}:
            found.words[f"words.{ours}"] = said


def _settle_words(group, found, asking, ours, known):
    """What the words of a column mean; a column whose words nobody knows is not read."""
    name, meant = found.columns[ours], CHOICES[ours]
    counts = group.counts(name)
    said, unknown = words.meanings(list(counts.index), known)
    if not said or len(counts) > FEW:  # another thing under a name like it
        del found.columns[ours]
        found.doubt(
            f"{name!r} could say the {ours.replace('_', ' ')}, but in no word that is known: not read"
        )
        return
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


def _settle_events(group, found):
    """What events mean; of those that nobody knows it matters where no column says a status."""
    name = found.columns.get("event")
    if name is None:
        return
    said, unknown = words.meanings(group.values(name), words.EVENTS)
    if not said:
        del found.columns["event"]
        return
    found.words["words.event"] = said
    if unknown and "status" not in found.columns:
        listed = ", ".join(map(repr, unknown))
        found.doubt(f"[files.words.event] {listed} of {name!r} are taken as events that change no state")


def settle_ends(group, found, asking):
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
