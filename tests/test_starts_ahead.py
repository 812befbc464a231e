"""One start in the future does not date a whole store; many starts after the awards do date their file."""

from datetime import date

import pytest

from skillslib.loading import load
from skillslib.store import connect, content_hash, data_date

PEOPLE = (
    "employee_id,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,"
    "worker_type"
)
AWARDS = """\
Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Issued to Email,Status,Issue Date,\
Expires At,Revoked At,State Updated At,Record Created,Skills
Welding,T-1,Example Guild,EB-1,P1,p1@example.com,accepted,{day},,,{day},{day},Welding
"""


def people(starts):
    rows = (
        f"P{number},p{number}@example.com,{day},,{day},,Works,,Welder,1,employee"
        for number, day in enumerate(starts, 1)
    )
    return "\n".join([PEOPLE, *rows, ""])


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def told(store):
    with connect(store) as con:
        days = dict(con.sql("select file, exported_on from sources").fetchall())
        lines = con.sql("select file, line from remarks where code = 'starts-ahead' order by line").fetchall()
        return data_date(con), days["people.csv"], lines


EARLIER = ["2024-02-01"] * 23 + ["2026-08-15"]


@pytest.mark.parametrize(
    ("starts", "newest", "of_file", "lines"),
    [
        ([*EARLIER, "2027-03-01"], date(2026, 9, 1), date(2026, 8, 15), [("people.csv", 26)]),
        ([*EARLIER, "2026-09-20"], date(2026, 9, 20), date(2026, 9, 20), []),  # of the month after
        ([*EARLIER, "2026-11-01", "2026-12-01"], date(2026, 12, 1), date(2026, 12, 1), []),  # a newer file
    ],
)
def test_what_a_start_after_the_awards_says_of_the_file(starts, newest, of_file, lines, tmp_path):
    write(tmp_path, "people.csv", people(starts))
    write(tmp_path, "badges.csv", AWARDS.format(day="2026-09-01"))
    load(tmp_path, store=tmp_path / "store")
    assert told(tmp_path / "store") == (newest, of_file, lines)


def test_any_order_of_the_files_tells_the_same(tmp_path):
    files = [
        write(tmp_path, "people.csv", people([*EARLIER, "2027-03-01"])),
        write(tmp_path, "badges.csv", AWARDS.format(day="2026-09-01")),
        write(tmp_path, "later.csv", AWARDS.format(day="2027-02-20").replace("EB-1", "EB-2")),
    ]
    found = []
    for number, order in enumerate((files, files[::-1])):
        store = tmp_path / f"store {number}"
        for path in order:
            load(path, store=store)
        with connect(store) as con:
            found.append((told(store), content_hash(con)))
    assert found == [found[0]] * 2
    assert found[0][0] == (date(2027, 3, 1), date(2027, 3, 1), [])  # the awards have come close
