"""Whose awards a number rests on: many awards may be those of one person, and are protected so."""

import pytest

import skillslib as sk

DAYS = ("2026-09-30", "2026-10-05")
PEOPLE = (
    "employee_id,first_name,last_name,email,email_aliases,hired_on,left_on,starts_on,ends_on,business_unit_id,"
    "location_id,job_role,manager_id,fte,worker_type,on_leave,last_changed_on\n"
)
LOCATIONS = (
    "location_id,name,city,country,country_code,latitude,longitude,last_changed_on\n"
    "L-1,Cologne,Cologne,Germany,DE,50.9,6.9,2020-01-01\nL-2,Poznan,Poznan,Poland,PL,52.4,16.9,2020-01-01\n"
)
BADGES = (
    "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Country,Issued to Email,Status,"
    "Issue Date,Expires At,Record Created\n"
)


def award(number, who, country, status="accepted", email=""):
    return f"Welding,T-1,Example Academy,A-{number},{who},{country},{email},{status},2026-03-01,,2026-03-01\n"


@pytest.fixture(scope="module")
def con(tmp_path_factory):
    """Twenty people in Germany, twelve in Poland: eight awards of one German, and twelve of one stranger."""
    folder = tmp_path_factory.mktemp("company")
    people = "".join(
        f"E-{n},A,B,p{n}@example.com,,2024-01-01,,2024-01-01,,BU-1,{'L-1' if n < 20 else 'L-2'},Smith,,1,"
        "employee,no,2024-01-01\n"
        for n in range(32)
    )
    # In Poland a stranger of twelve awards, named by id and e-mail in turn, and two strangers of one each.
    told = [("E-1", "DE", "pending", "")] * 8
    told += [("Z-9", "PL", "accepted", "z9@example.com"), *[("Z-9", "PL", "accepted", "")] * 6]
    told += [("", "PL", "accepted", "z9@example.com")] * 5 + [("Z-8", "PL", "accepted", "")]
    told += [("", "PL", "accepted", "z7@example.com")]
    rows = "".join(
        award(n, who, country, status, email) for n, (who, country, status, email) in enumerate(told)
    )
    for name, text in (
        ("people.csv", PEOPLE + people),
        ("locations.csv", LOCATIONS),
        ("badges.csv", BADGES + rows),
    ):
        (folder / name).write_text(text)
    sk.load(folder, store=folder.parent / "made" / "store")
    with sk.connect(folder.parent / "made" / "store") as opened:
        yield opened


def test_awards_of_one_person_have_one_recipient_and_are_not_shown(con):
    exact = sk.matching_rates(con, *DAYS)
    rows = exact.set_index("country")[["awards", "matched", "recipients", "earners"]]
    assert rows.loc["Germany"].tolist() == [8, 8, 1, 1]
    assert rows.loc["Poland"].tolist() == [14, 0, 3, 0]
    shown = sk.protect(exact)
    assert shown[["awards", "recipients", "share"]].isna().all(axis=None)


def test_trust_is_protected_by_the_people_behind_the_awards(con):
    exact = sk.data_trust(con, *DAYS, by="country").set_index("measure")
    assert exact.loc["matched", ["count", "of", "recipients", "of_recipients"]].tolist() == [8, 22, 1, 4]
    assert exact.loc["unmatched", ["count", "of", "recipients"]].tolist() == [14, 22, 3]
    assert exact.loc["pending", ["reason", "count", "of", "recipients"]].tolist() == [
        "not yet accepted: counted as held",
        8,
        8,
        1,
    ]
    shown = sk.protect(sk.data_trust(con, *DAYS, by="country")).set_index("measure")
    assert shown.loc[["matched", "unmatched", "pending"], ["count", "of"]].isna().all(axis=None)


def test_awards_dated_after_their_file_are_named_by_file_and_line(tmp_path):
    (tmp_path / "badges.csv").write_text(BADGES + award(1, "E-1", "DE") + award(2, "E-2", "DE", "pending"))
    store = tmp_path / "made" / "store"
    sk.load(tmp_path / "badges.csv", store=store, exported_on="2026-02-28")
    with sk.connect(store) as con:
        found = sk.defects(con)
    assert found[["file", "line", "code", "effect"]].to_numpy().tolist() == [
        ["badges.csv", 2, "awarded-ahead", "doubtful"],
        ["badges.csv", 3, "awarded-ahead", "doubtful"],
    ]
    assert set(found["what"]) == {
        "awarded on 2026-03-01, after the day of the file, 2026-02-28: counted from then on"
    }
