"""Ids equal but for zeros, awards of another country or of two people, rows told twice, a file cut short."""

import pytest
from pseudonym import named

import skillslib as sk

PEOPLE = """\
employee_id,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,worker_type,last_changed_on
000001,ann@company.example,2020-01-01,,2020-01-01,,BU-1,PL-1,Smith,1,employee,2020-01-01
1,bob@company.example,2020-01-01,,2020-01-01,,BU-1,US-1,Smith,1,employee,2020-01-01
000002,cid@company.example,2020-01-01,,2020-01-01,,BU-1,PL-1,Smith,1,employee,2020-01-01
7,dee@company.example,2020-01-01,,2020-01-01,,BU-1,US-1,Smith,1,employee,2020-01-01
"""
LOCATIONS = """\
location_id,name,city,country,country_code,latitude,longitude,last_changed_on
PL-1,Warsaw Works,Warsaw,Poland,PL,52.2,21.0,2020-01-01
US-1,Austin Works,Austin,United States,US,30.3,-97.7,2020-01-01
"""
HEADER = (
    "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Issued to Email,Country,Status,"
    "Issue Date,Record Created\n"
)
AWARDS = (  # id, employee id, address, country, recorded
    ("A-1", "1", "", "PL", "2026-01-02"),
    ("A-2", "1", "ann@company.example", "PL", "2026-01-02"),
    ("A-3", "000001", "", "PL", "2026-01-02"),
    ("A-4", "7", "", "PL", "2026-01-02"),
    ("A-5", "7", "dee@company.example", "PL", "2026-01-02"),
    ("A-6", "000002", "", "PL", "2026-01-02"),
    ("A-7", "2", "", "PL", "2026-01-02"),
    ("A-8", "7", "", "US", "2026-01-02"),
    ("A-8", "7", "", "US", "2026-01-02"),  # the same row again
)
LATER = (("A-6", "000001", "", "PL", "2026-02-02"), ("A-3", "000001", "", "PL", "2026-02-02"))


def export(awards):
    rows = (
        f"SQL,T-1,Acme,{a},{who},{mail},{country},accepted,2026-01-01,{day}"
        for a, who, mail, country, day in awards
    )
    return HEADER + "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alike")
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "locations.csv").write_text(LOCATIONS)
    (folder / "credly.csv").write_text(export(AWARDS))
    (folder / "later.csv").write_text(export(LATER).removesuffix("\n"))
    sk.load(folder, store=folder / "store")
    with sk.connect(folder / "store") as con:
        yield con


def test_an_id_that_may_have_lost_its_zeros_finds_nobody_unless_an_address_settles_it(con):
    owners = con.execute(
        """select distinct award_id, person_id, coalesce(matched_by, unmatched_because)
        from awards('2026-03-01') order by award_id"""
    ).fetchall()
    assert named(owners) == [
        ("A-1", None, "identity matches two people"),
        ("A-2", "000001", "id"),
        ("A-3", "000001", "id"),
        ("A-4", "7", "id, of another country"),
        ("A-5", "7", "id"),
        ("A-6", "000001", "id"),
        ("A-7", None, "identity unknown to the HR extract"),
        ("A-8", "7", "id"),
    ]


def test_awards_of_another_country_than_their_person_worked_in_do_not_count_as_matched(con):
    rates = sk.matching_rates(con, "2026-03-01", "2026-03-01").set_index("country")
    assert rates.loc["Poland", ["awards", "matched", "status"]].tolist() == [7, 4, "too few"]
    assert rates.loc["United States", ["awards", "matched", "status"]].tolist() == [1, 1, "enough"]
    matching = "select country_code, matched from matching('2026-03-01', '2026-03-01') order by country_code"
    assert con.execute(matching).fetchall() == [("PL", 4), ("US", 1)]


def test_each_doubt_is_named_by_file_and_line(con):
    found = sk.defects(con)
    places = {(row.file, row.line, row.code): row.what for row in found.itertuples()}
    assert "(people.csv, line 2)" in places["people.csv", 3, "ids-alike"]
    assert ("people.csv", 2, "ids-alike") not in places
    assert places["credly.csv", 2, "ids-alike"].startswith("1 award names an id that may be two people's")
    assert places["credly.csv", 8, "ids-lost-zeros"].startswith("1 award names an id")
    assert "of PL" in places["credly.csv", 5, "another-country"]
    assert "to another person" in places["later.csv", 2, "award-moved"]
    codes = found["code"].tolist()
    assert places["credly.csv", 10, "repeated-rows"].startswith("it says again what a row before it says")
    assert found.loc[found["code"] == "cut-short", "file"].tolist() == ["later.csv"]
    assert codes.count("another-country") == codes.count("award-moved") == 1
