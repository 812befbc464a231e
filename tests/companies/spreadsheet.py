"""The firm of 300 people with one spreadsheet, and a faulty twin: unknown offices, a shared address."""

from . import firm

NO_COUNTRY, NO_PLACE, SHARED = 9, 24, (40, 41)  # which of the people stands on a faulty row
FIRST_ROW = 4  # of the people in their sheet


def write(folder, faulty=False):
    """Write the workbook into a folder."""
    staff = firm.people()
    if faulty:
        office, country, address = (firm.PEOPLE.index(name) for name in ("Office", "Country", "E-mail"))
        staff[NO_COUNTRY - 1][office], staff[NO_COUNTRY - 1][country] = "Annex", None
        staff[NO_PLACE - 1][office] = "Littleham Green"
        staff[SHARED[1] - 1][address] = staff[SHARED[0] - 1][address]
    firm.write(folder, staff=staff)


def row(place):
    """The row of one of the people in their sheet."""
    return FIRST_ROW + place - 1
