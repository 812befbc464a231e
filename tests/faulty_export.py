"""An export of badges as Credly writes it, with faults planted at known places: for tests and the benchmark.

One record in a hundred is faulty, in ten ways in turn. The others are as exports are: cells in quotes
that hold commas, quotes and line ends (so that no line is the number of its row), letters of two bytes, blank
lines, and in free text what would be a fault elsewhere.
"""

import random

HEADER = (
    "Badge Name",
    "Badge Template ID",
    "Issued by",
    "Earner Badge ID",
    "Issuer Earner ID",
    "Group Tag",
    "Country",
    "Issued to Email",
    "Status",
    "Issue Date",
    "Expires At",
    "Revoked At",
    "State Updated At",
    "Record Created",
)
PLACE = {name: place for place, name in enumerate(HEADER)}


def _with(name, text):
    def spoiled(cells):
        cells[PLACE[name]] = text
        return cells

    return spoiled


def _revoked_without_a_day(cells):
    cells[PLACE["Status"]] = "revoked"
    cells[PLACE["Revoked At"]] = cells[PLACE["State Updated At"]] = ""
    return cells


# (column, reason code, what it makes of a row's cells); a surrogate is written as the byte it stands for
FAULTS = (
    ("Revoked At", "missing-columns", lambda cells: cells[:11]),
    (None, "too-many-columns", lambda cells: [*cells, "x"]),
    ("Badge Name", "bad-encoding", _with("Badge Name", "Caf\udce9")),
    ("Issued by", "open-quote", _with("Issued by", '"Ac"me')),
    ("Badge Template ID", "missing-value", _with("Badge Template ID", " ")),
    ("Status", "bad-value", _with("Status", "archived")),
    ("Issue Date", "bad-date", _with("Issue Date", "2026-02-30")),
    ("Expires At", "ambiguous-date", _with("Expires At", "03/04/2027")),
    ("Expires At", "ends-before-start", _with("Expires At", "2001-01-01")),
    ("Revoked At", "missing-value", _revoked_without_a_day),
)
TAGS = (
    "",
    "",
    "",
    "plain",
    "03/04/2026",
    "archived",
    '"one, two"',
    '"the ""best"""',
    '"two\nlines"',
    '"three\n\nlines"',
    '"a\nquote "" and, more"',
    "5 inch",
)
NAMES = ("Python", "Café Barista", '"Cloud, advanced"', "2026-02-30", '"""Quoted"""')
STATES = (",accepted,", ",accepted,", ",accepted,", ",pending,", ",revoked,", ",rejected,")


def write(path, rows, seed=0):
    """The faults planted in a new CSV of so many records: (line, column, code), in the file's order."""
    turned = random.Random(seed)
    days = [f"{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    faulty = {
        row: kind % len(FAULTS) for kind, row in enumerate(sorted(turned.sample(range(rows), rows // 100)))
    }
    line, planted = 2, []
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        file.write(",".join(HEADER) + "\n")
        for row in range(rows):
            chance = int(turned.random() * 4_294_967_296)
            name = NAMES[chance % 5]
            tag = TAGS[chance // 5 % 12]
            state = STATES[chance // 60 % 6]
            day = days[chance // 360 % 336]
            year = 2015 + chance // 120_960 % 8
            ended = f"{year + 1}-{day}T10:30:00Z" if "r" in state else ""
            expires = f"{year + 3}-{day}" if chance & 1024 else ""
            record = (
                f"{name},T-{chance % 5},Acme Company,A-{row},{row % 30_000:05},{tag},AT,e{row % 30_000}"
                f"@company.example{state}{year}-{day},{expires},,{ended},{year}-{day}T09:00:00Z"
            )
            if row in faulty:
                column, code, spoil = FAULTS[faulty[row]]
                cells = [name, f"T-{chance % 5}", "Acme Company", f"A-{row}", f"{row % 30_000:05}", tag, "AT"]
                cells += [
                    f"e{row % 30_000}@company.example",
                    state.strip(","),
                    f"{year}-{day}",
                    expires,
                    "",
                    ended,
                ]
                record = ",".join(spoil([*cells, f"{year}-{day}T09:00:00Z"]))
                planted.append((line, column, code))
            elif chance % 1_009 == 0:
                record += "\n"  # a blank line after it
            file.write(record + "\n")
            line += record.count("\n") + 1
    return planted
