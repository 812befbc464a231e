"""A made-up company of 100 people: headcounts of each month as an HR system prints them, badges by country.

Ids have leading zeros, dates are written day.month.year, five lines stand above the header. The faulty twin
is the same company with the defects of FAULTS; each is on a line that is written here once.
"""

MONTHS = ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30")
ABOVE = "Headcount;;;\nExample Works;;;\nEffective;{day};;\nPopulation;all workers;;\n;;;\n"
HEADER = (
    "Employee ID;Legal Name;Work Email;Worker Type;Division;Department;Location;Location Country;"
    "Job Profile;Hire Date;Termination Date;FTE %;Worker Status\n"
)
PEOPLE = 100
FIRST_LINE = 7  # of a headcount's rows
PLACES = (("Munich", "Germany", "DE"), ("Gdansk", "Poland", "PL"))
SKILLS = ("Welding", "Cutting", "Casting", "Negotiation")
TAXONOMY = "id,label\n" + "".join(f"s:{number},{label}\n" for number, label in enumerate(SKILLS, 1))
DECLARED = """\
id = "example-skills"
version = "1"
name = "Skills of Example Works"
licence = "CC0-1.0"

[columns]
skill_id = "id"
label = "label"
"""
BADGES = (
    "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Country,Issued to Email,Status,"
    "Issue Date,Expires At,Record Created\n"
)
CATALOGUE = "Badge Template ID,Badge Name,Issued by,Type,Level,Skills,Offered In,Updated At\n"

# Which of the people stands on a faulty row, in which month.
BLANK_FTE, NO_DAY, TWICE, INTERN, AHEAD = 7, 11, 13, 17, 101
UNKNOWN_SKILL = 9  # which of the German badges is of a skill that no taxonomy has
STALE_AFTER = "2026-04-11"  # the faulty twin's badges were exported then, 80 days before the last headcount


def employee_id(place):
    """The id as the HR system has it."""
    return f"{1200 + place:07d}"


def write(folder, faulty=False):
    """Write the company's files into a folder."""
    (folder / "hr").mkdir(parents=True)
    for month in MONTHS:
        (folder / "hr" / f"workers-{month}.csv").write_text(_headcount(month, faulty), encoding="cp1252")
    for name, code in (("germany", "DE"), ("poland", "PL")):
        (folder / f"badges_{name}.csv").write_text(_badges(code, faulty), encoding="utf-8")
    (folder / "badge_templates.csv").write_text(_catalogue(), encoding="utf-8")
    (folder / "skills.csv").write_text(TAXONOMY, encoding="utf-8")
    (folder / "skills.toml").write_text(DECLARED, encoding="utf-8")
    if faulty:
        (folder / "notes.csv").write_text("who,said\nthe team,look at the totals\n", encoding="utf-8")


def _headcount(month, faulty):
    rows = [_row(place, month, faulty) for place in range(1, PEOPLE + 1)]
    if faulty and month == "2026-03-31":
        rows.append(_row(TWICE, month, faulty).replace(";Sales;", ";Works;").replace(";Blue;", ";Red;"))
    if faulty and month == "2026-06-30":
        rows.append(_row(PEOPLE + 1, month, faulty))
    if faulty and month == "2026-04-30":
        rows = rows[:60]
    text = ABOVE.format(day=month) + HEADER + "\n".join(rows)
    return text if faulty and month == "2026-04-30" else text + "\n"


def _row(place, month, faulty):
    town, country, _ = PLACES[place % 2]
    hired, fte, kind = (
        f"{place % 28 + 1:02d}.03.20{10 + place % 15}",
        "50" if place % 10 == 0 else "100",
        "Employee",
    )
    if place % 25 == 3:
        kind = "Contingent Worker"
    if faulty:
        fte = "" if (place, month) == (BLANK_FTE, "2026-03-31") else fte
        hired = "31.02.2026" if (place, month) == (NO_DAY, "2026-05-31") else hired
        hired = "01.09.2026" if (place, month) == (AHEAD, "2026-06-30") else hired
        kind = "Intern" if (place, month) == (INTERN, "2026-06-30") else kind
    cells = (
        employee_id(place),
        f"Person Müller {place}",
        f"person.{place}@example.com",
        kind,
        "Works" if place % 3 else "Sales",
        ("Red", "Blue", "Green")[place % 3],
        town,
        country,
        "Welder" if place % 4 else "Lead",
        hired,
        "",
        fte,
        "Active",
    )
    return ";".join(cells)


def _badges(code, faulty):
    """A badge for each of the people of a country, every fortnight; the last one on 20 June."""
    rows, here = [], [place for place in range(1, PEOPLE + 1) if PLACES[place % 2][2] == code]
    for number, place in enumerate(here):
        month, day = 1 + number // 14, 1 + 2 * (number % 14)
        rows.append((place, f"2026-{month:02d}-{day:02d}", SKILLS[place % 4]))
    rows.append((here[0], "2026-06-20", "Cutting"))
    told = []
    for number, (place, day, skill) in enumerate(rows):
        if faulty and day > STALE_AFTER:
            continue
        own_id = employee_id(place).lstrip("0") if faulty and code == "PL" else employee_id(place)
        name = "Juggling" if faulty and code == "DE" and number == UNKNOWN_SKILL else skill
        told.append(f"{name},T-{name},Example Academy,{code}-{number},{own_id},{code},,accepted,{day},,{day}")
    return BADGES + "\n".join(told) + "\n"


def _catalogue():
    names = (*SKILLS, "Juggling")
    return CATALOGUE + "".join(
        f"T-{name},{name},Example Academy,Learning,1,{name},,2020-01-01\n" for name in names
    )
