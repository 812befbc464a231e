"""Two hundred made-up companies in dated rows, and an oracle that reads them day by day in plain Python."""

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from pseudonym import by_id

from tests.test_employments import loaded

COMPANIES, DAY = 200, timedelta(days=1)
OPEN = date(9999, 12, 31)
DAYS = [date(2019, 12, 1) + 31 * place * DAY for place in range(90)]
STATUS = {"at work": "A", "on leave": "U", "left": "T"}
CHANGES = {"HIR": "at work", "REH": "at work", "RLOA": "at work", "LOA": "on leave", "TER": "left"}
NEXT = {
    "at work": ("PAYR", "PAYR", "LOA", "TER"),
    "on leave": ("PAYR", "RLOA", "TER"),
    "left": ("REH", "REH", "PAYR"),
}


def history(draw, person):
    """A person's rows as they would be right, each with its state; then some of them made wrong."""
    rows, state, day = [], "at work", date(2020, 1, 1) + draw.randrange(400) * DAY
    kind = draw.choice(("No", "No", "No", "Yes"))
    for place in range(draw.randrange(1, 7)):
        event = draw.choice(NEXT[state]) if place else draw.choice(("HIR", "HIR", "PAYR"))
        state = CHANGES.get(event, state)
        rows.append(
            {
                "userId": person,
                "startDate": day,
                "endDate": OPEN,
                "seqNumber": 1,
                "event": event,
                "emplStatus": STATUS[state],
                "department": draw.choice(("Red", "Blue", "Green")),
                "fte": draw.choice(("1", "0.8", "0.5")),
                "isContingentWorker": kind,
            }
        )
        day += draw.randrange(1, 500) * DAY
    for row, after in pairwise(rows):
        row["endDate"] = after["startDate"] - DAY
    return [twin for row in rows for twin in spoilt(draw, row)]


def spoilt(draw, row):
    """The row; or without working time, with an end too early or too late, or with another of its day."""
    fault = draw.choice((*(["none"] * 14), "fte", "early", "late", "twice", "twice refused", "contractor"))
    if fault == "fte":
        return [row | {"fte": draw.choice(("", "2", "half"))}]
    if fault == "early" and row["endDate"] != OPEN:
        return [row | {"endDate": row["endDate"] - draw.randrange(1, 40) * DAY}]
    if fault == "late" and row["endDate"] != OPEN:
        return [row | {"endDate": row["endDate"] + draw.randrange(1, 40) * DAY}]
    if fault.startswith("twice"):
        fte = "" if fault == "twice refused" else "0.6"
        return [row, row | {"seqNumber": 2, "event": "PAYR", "department": "Navy", "fte": fte}]
    return [row | {"isContingentWorker": "Yes"}] if fault == "contractor" else [row]


class Oracle:
    """What is right of one person's rows: which are refused, and in which post the person is on a day."""

    def __init__(self, rows, named):
        self.ends, self.status = "ends_on" in named, "status" in named
        self.rows = [row | {"state": self.state_of(row, rows)} for row in rows]
        self.refused = {id(row) for row in self.rows if self.is_wrong(row)}
        if self.ends:
            self.refuse_among(list(self.by_day().values()))

    def state_of(self, row, rows):
        if self.status:
            return {"A": "at work", "U": "on leave", "T": "left"}[row["emplStatus"]]
        told = [
            (one["startDate"], one["seqNumber"], CHANGES[one["event"]])
            for one in rows
            if one["event"] in CHANGES
            and (one["startDate"], one["seqNumber"]) <= (row["startDate"], row["seqNumber"])
        ]
        return max(told)[2] if told else "at work"

    def is_wrong(self, row):
        left = row["emplStatus"] == "T" if self.status else row["event"] == "TER"
        if row["fte"] == "" and left:
            return self.ends and row["endDate"] < row["startDate"]
        return row["fte"] in ("", "2", "half") or (self.ends and row["endDate"] < row["startDate"])

    def by_day(self):
        days = {}
        for row in sorted(self.rows, key=lambda row: (row["startDate"], row["seqNumber"])):
            days.setdefault(row["startDate"], []).append(row)
        return days

    def refuse_among(self, days):
        """Overlaps refuse both; before a gap that no rehire explains, the row before it is refused."""
        held = [rows[-1] for rows in days]
        fine = [row for row in held if id(row) not in self.refused and row["state"] != "left"]
        wrong = [
            row
            for row in fine
            for other in fine
            if row is not other
            and row["startDate"] <= other["endDate"]
            and other["startDate"] <= row["endDate"]
        ]
        for rows, after in pairwise(days):
            row, follows = rows[-1], after[-1]
            anew = any(one["event"] in ("HIR", "REH") for one in after)
            stay = row["state"] != "left" and follows["state"] != "left"
            if stay and not anew and row["endDate"] + DAY < follows["startDate"]:
                wrong.append(row)
        for wrong_row in wrong:
            days_rows = next(rows for rows in days if rows[-1] is wrong_row)
            self.refused |= {id(row) for row in days_rows}

    def post(self, day):
        """Unit, working time and population, or None: the last row that has started says it.

        Where rows have ends, a refused one claims no days: another that covers the day says it.
        """
        begun = [rows[-1] for start, rows in self.by_day().items() if start <= day]
        if self.ends:
            begun = [row for row in begun if day <= row["endDate"] and id(row) not in self.refused]
        if not begun or id(begun[-1]) in self.refused or begun[-1]["state"] == "left":
            return None
        row = begun[-1]
        kind = "contractor" if row["isContingentWorker"] == "Yes" else "employee"
        return row["department"], float(row["fte"]), "on leave" if row["state"] == "on leave" else kind


@pytest.mark.parametrize(
    "named",
    [
        ("sequence", "status"),
        ("sequence", "event"),
        ("sequence", "event", "ends_on"),
        ("sequence", "status", "event", "ends_on"),
    ],
    ids=" ".join,
)
def test_the_workforce_of_every_day_is_what_the_oracle_says_and_what_is_refused_is_named(named, tmp_path):
    draw = random.Random(len(named))
    people = {
        f"{company}-{person}": history(draw, f"{company}-{person}")
        for company in range(COMPANIES)
        for person in range(draw.randrange(1, 9))
    }
    oracles = {person: Oracle(rows, named) for person, rows in people.items()}
    rows = [row for oracle in oracles.values() for row in oracle.rows]
    with loaded(tmp_path, rows, *named) as con:
        refused = con.sql("select line from quarantine order by line").fetchall()
        wrong = [id(row) in oracles[row["userId"]].refused for row in rows]
        assert [line for (line,) in refused] == [line for line, one in enumerate(wrong, 2) if one]
        said = con.sql("select line from remarks where code = 'not-counted' order by line").fetchall()
        assert said == refused
        found = con.execute(
            """select day, person_id, business_unit_id, fte, population
            from workforce_on($days, '2026-12-31')""",
            {"days": DAYS},
        ).fetchall()
        assert {(day, person): tuple(post) for day, person, *post in by_id(found, *people)} == {
            (day, person): post
            for person, oracle in oracles.items()
            for day in DAYS
            if (post := oracle.post(day)) is not None
        }
        assert con.sql("select rule from problems where place in (5, 6) and problems > 0").fetchall() == []
