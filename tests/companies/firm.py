"""A made-up firm of 300 people whose whole personnel system is one spreadsheet: people, and their courses."""

import datetime
import random

import openpyxl

PEOPLE = (
    "Staff number",
    "First name",
    "Surname",
    "E-mail",
    "Joined",
    "Left",
    "Department",
    "Office",
    "Country",
)
PEOPLE += ("Job title", "Full-time equivalent", "Type")
COURSES = ("Staff number", "Course", "Provider", "Skill", "Completed", "Valid until")
FIRST = ("Amber", "Basil", "Coral", "Dune", "Ember", "Fern", "Garnet", "Hazel", "Ivy", "Jade")
LAST = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Larch", "Maple", "Oak", "Pine", "Rowan")
OFFICES = (("Munich", "Germany"), ("Lyon", "France"), ("Leeds", "United Kingdom"))
DEPARTMENTS = ("Assembly", "Casting", "Design", "Sales")
SKILLS = ("Welding", "Casting", "First aid", "Pump design", "Negotiation", "Crane driving")
DAY = datetime.date(2026, 9, 28)  # of the last course: nothing in the workbook is younger


def people(number=300, seed=1):
    """The rows of the sheet People: all at work on DAY, one in ten part time, one in twenty external."""
    dice = random.Random(seed)
    rows = []
    for place in range(1, number + 1):
        first, last = FIRST[place % 10], LAST[place // 10 % 10]
        joined = datetime.date(2015, 1, 1) + datetime.timedelta(days=dice.randrange(3650))
        office, country = OFFICES[place % 3]
        rows.append(
            [
                f"{place:05d}",
                first,
                last,
                f"{first}.{last}.{place}@example.com".lower(),
                joined,
                None,
                DEPARTMENTS[place % 4],
                office,
                country,
                "Engineer" if place % 5 else "Team lead",
                0.5 if place % 10 == 0 else 1,
                "External" if place % 20 == 7 else "Employee",
            ]
        )
    return rows


def courses(number=300, seed=2):
    """The rows of the sheet Courses: each of the people has two, of different skills; the last one on DAY."""
    dice = random.Random(seed)
    rows = []
    for place in range(1, number + 1):
        for skill in dice.sample(SKILLS, 2):
            done = DAY - datetime.timedelta(days=dice.randrange(1, 700))
            rows.append([f"{place:05d}", f"{skill} course", "Example Academy", skill, done, None])
    rows[-1][4] = DAY
    return rows


def write(folder, staff=None, taken=None, name="firm.xlsx"):
    """Writes the workbook: a title above each list, as people make them. Returns its path."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, names, rows in (
        ("People", PEOPLE, staff or people()),
        ("Courses", COURSES, taken or courses()),
    ):
        sheet = book.create_sheet(title)
        sheet.append([f"{title} of Example Pumps"])
        sheet.append([])
        sheet.append(names)
        for row in rows:
            sheet.append(row)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    book.save(path)
    return path
