"""A made-up company of 120 people: dated rows of a job history, with keys above labels, inclusive end dates.

Units, offices and the changes of units have files of their own. The faulty twin is the same company with some
rows changed or added; each is on a line that is written here once.
"""

PEOPLE = 120
JOBS = (
    "userId;startDate;endDate;seqNumber;eventReason;emplStatus;businessUnit;location;managerId;jobTitle;fte;"
    "isContingentWorker\n"
    "User ID;Start;End;Number;Reason;Status;Unit;Location;Manager;Title;FTE;Contingent\n"
)
UNITS = "Unit ID;Unit Name;Parent ID;Valid from\n"
CHANGES = "change,starts_on,from_id,to_id,name,last_changed_on\n"
OFFICES = "Location Code;Office;City;Country\nL1;Munich Works;Munich;Germany\nL2;Lyon Works;Lyon;France\n"
COURSES = "User ID;Course;Issued by;Completion Date;Status;Skill\n"
COURSE_SKILLS = ("Welding", "Cutting", "Casting")
OPEN = "9999-12-31"

# Which of the people stands on a faulty row.
OVERLAP, GAP, BACKWARDS, NO_UNIT, NO_MANAGER, OWN_MANAGER = 5, 9, 13, 21, 25, 29
CIRCLE, ORPHAN = ("U7", "U8"), "U9"  # units of nobody


def user_id(place):
    """The id as the HR system has it."""
    return str(7000 + place)


def write(folder, faulty=False):
    """Write the company's files into a folder."""
    folder.mkdir(parents=True)
    rows = [row for place in range(1, PEOPLE + 1) for row in _jobs(place, faulty)]
    for name, text in {
        "jobs.csv": JOBS + "\n".join(rows) + "\n",
        "units.csv": UNITS + "\n".join(_units(faulty)) + "\n",
        "unit_changes.csv": CHANGES + "\n".join(_changes(faulty)) + "\n",
        "offices.csv": OFFICES,
        "courses.csv": COURSES + "\n".join(_courses()) + "\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")


def lines(place):
    """The two lines of one of the people in jobs.csv."""
    return 1 + 2 * place, 2 + 2 * place


def _jobs(place, faulty):
    """Two posts one after the other: until the end of 2025, and from 2026 on."""
    first = ["2024-01-01", "2025-12-31", f"U{1 + place % 3}"]
    second = ["2026-01-01", OPEN, f"U{1 + (place + 1) % 3}"]
    manager = "NO_MANAGER" if place == 1 else user_id(1)
    if faulty:
        if place == OVERLAP:
            first[1] = "2026-01-14"
        if place == GAP:
            first[1] = "2025-12-11"
        if place == BACKWARDS:
            second[1] = "2025-06-30"
        if place == NO_UNIT:
            second[2] = "U99"
        manager = {NO_MANAGER: "9999", OWN_MANAGER: user_id(place)}.get(place, manager)
    for starts_on, ends_on, unit in (first, second):
        fte = "0,5" if place % 10 == 0 else "1,0"
        cells = (starts_on, ends_on, "1", "HIRED", "A", unit, f"L{1 + place % 2}", manager, "Welder", fte)
        yield ";".join((user_id(place), *cells, "Yes" if place % 20 == 7 else "No"))


def _units(faulty):
    parents = {"U0": "", "U1": "U0", "U2": "U0", "U3": "U0"}
    parents |= {
        CIRCLE[0]: CIRCLE[1] if faulty else "U0",
        CIRCLE[1]: CIRCLE[0],
        ORPHAN: "U77" if faulty else "U0",
    }
    return [f"{unit};Unit {unit};{parent};2019-01-01" for unit, parent in parents.items()]


def _changes(faulty):
    """In 2026 the third unit is renamed. Of the faulty rows one speaks of no unit, one is half a split."""
    yield "rename,2026-03-01,U3,U3,Unit of three,2026-03-01"
    if faulty:
        yield "rename,2026-04-01,U55,U55,Nobody's unit,2026-04-01"
        yield f"split,2026-04-01,{ORPHAN},{CIRCLE[0]},,2026-04-01"


def _courses():
    for place in range(1, PEOPLE + 1):
        skill = COURSE_SKILLS[place % 3]
        day = f"{1 + place % 28:02d}.{1 + place % 6:02d}.2026"
        yield f"{user_id(place)};{skill} basics;Example Academy;{day};Completed;{skill}"
