"""Three made-up companies, from folder to check: each planted defect is named, no number changes in silence.

Each company is written twice, clean and faulty. Of the faulty twin `check` names every planted row by file,
line and code; all who are at work and all they hold is what it is in the clean twin, but for the rows named.
"""

import datetime

import duckdb
import pytest
from agreed import agree
from companies import headcount, jobs, spreadsheet

import skillslib as sk
from skillslib.checking import page
from skillslib.store import current_version

FAR = "2027-12-31"  # everything is known by then


@pytest.fixture(scope="module")
def twins(tmp_path_factory):
    """A function: the stores of a company's two twins, clean and faulty, from `init --yes` and `load`."""
    made = {}

    def stores(company):
        if company not in made:
            folder = tmp_path_factory.mktemp(company.__name__.rpartition(".")[2])
            for twin in ("clean", "faulty"):
                company.write(folder / twin, twin == "faulty")
                assert sk.init(folder / twin, yes=True).questions == []
                sk.load([folder / twin], store=folder / f"{twin}-store")
            made[company] = folder / "clean-store", folder / "faulty-store"
        return made[company]

    return stores


def employee_ids(store):
    """{pseudonym: employee id}, as the identity vault alone tells it."""
    vault = store / "vault" / f"{current_version(store)}.duckdb"
    with duckdb.connect(str(vault), read_only=True) as con:
        return dict(con.execute("select person_id, employee_id from pseudonyms").fetchall())


def at_work(store, day):
    """{person: (unit, location, country, job role, full-time equivalent, population)} on a day."""
    with sk.connect(store) as con:
        rows = con.execute(
            f"""select person_id, business_unit_id, location, country_code, job_role, fte, population
            from workforce(date '{day}', date '{FAR}')"""
        ).fetchall()
    ids = employee_ids(store)
    return {ids[person]: told for person, *told in rows}


def held(store, day):
    """Who at work holds which skill on a day: {(person, skill)}."""
    with sk.connect(store) as con:
        rows = con.execute(
            f"""select person_id, label
            from holdings(date '{day}', date '{FAR}')
            join skills using (skill_id)
            semi join workforce(date '{day}', date '{FAR}') using (person_id)"""
        ).fetchall()
    ids = employee_ids(store)
    return {(ids[person], skill) for person, skill in rows}


def told(store):
    """The defects of a store: {(file, line, code)}; the line is None where a whole file is meant.

    A column that is refused by its name is told of too, in clean companies as in faulty ones: see below.
    """
    with sk.connect(store) as con:
        found = sk.defects(con)
    found = found[found["code"] != "forbidden-column"]
    rows = found[["file", "line", "code"]].astype(object).where(found[["file", "line", "code"]].notna(), None)
    return set(rows.itertuples(index=False, name=None))


def check(store, on):
    with sk.connect(store) as con:
        return page.checked(con, on)


@pytest.mark.parametrize("company", [headcount, jobs, spreadsheet])
def test_of_a_clean_company_nothing_is_told(company, twins):
    clean, _ = twins(company)
    assert told(clean) == set()
    with sk.connect(clean) as con:
        assert sk.check(con)["ok"].all()


@pytest.mark.parametrize(
    "company, refused", [(headcount, set()), (jobs, {"eventReason"}), (spreadsheet, set())]
)
def test_a_column_that_is_never_read_is_named(company, refused, twins):
    with sk.connect(twins(company)[0]) as con:
        found = sk.defects(con)
    assert set(found.loc[found["code"] == "forbidden-column", "column"]) == refused


def test_headcounts_with_faults_name_each_of_them(twins):
    _, faulty = twins(headcount)
    line = headcount.FIRST_LINE - 1
    march, april, may, june = (f"hr/workers-{month}.csv" for month in headcount.MONTHS[2:])
    assert told(faulty) == {
        (march, line + headcount.BLANK_FTE, "missing-value"),
        (march, line + headcount.TWICE, "conflicting-rows"),
        (march, line + headcount.PEOPLE + 1, "conflicting-rows"),
        (april, None, "snapshot-not-complete"),
        (may, line + headcount.NO_DAY, "bad-date"),
        (june, line + headcount.INTERN, "bad-value"),
        (june, line + headcount.AHEAD, "future-date"),
        ("badges_poland.csv", 2, "ids-lost-zeros"),
        ("badges_germany.csv", 2 + headcount.UNKNOWN_SKILL, "skill-unlinked"),
        ("notes.csv", None, "not-read"),
    }
    found = check(faulty, headcount.MONTHS[-1])
    assert any(said.startswith("out of date on 2026-06-30: Credly badge export") for said in found.failures)
    ages = found.tables["Exports, and how old they are"].set_index("kind")
    assert ages.loc["people", "state"] == "fresh"


def test_headcounts_count_nobody_otherwise_than_the_clean_twin(twins):
    clean, faulty = twins(headcount)
    away = {  # who is not counted from which headcount on
        "2026-03-31": {headcount.BLANK_FTE, headcount.TWICE},
        "2026-05-31": {headcount.NO_DAY},
        "2026-06-30": {headcount.INTERN},
    }
    for month in headcount.MONTHS:
        expected = at_work(clean, month)
        for place in away.get(month, ()):
            del expected[headcount.employee_id(place)]
        assert at_work(faulty, month) == expected, month
    ahead = headcount.employee_id(headcount.AHEAD)
    assert ahead not in at_work(faulty, "2026-08-31") and ahead in at_work(faulty, "2026-09-01")


def test_a_country_whose_ids_lost_their_zeros_is_not_measured_and_the_other_is_as_it_was(twins):
    clean, faulty = twins(headcount)
    day = headcount.MONTHS[-1]
    with sk.connect(faulty) as con:
        frame = sk.skill_map(con, day, day, by="country")
    poland, germany = (frame[frame["country"] == name] for name in ("Poland", "Germany"))
    assert set(poland["status"]) == {"not measured"} and poland["holders"].isna().all()
    assert set(germany["status"]) <= {"counted", "zero"}
    abroad = {person for person, one in at_work(clean, day).items() if one[2] == "PL"}
    before = held(clean, headcount.STALE_AFTER)
    kept = held(faulty, headcount.STALE_AFTER)
    away = {headcount.employee_id(place) for place in (headcount.BLANK_FTE, headcount.TWICE)}
    lost = {one for one in before - kept if one[0] not in abroad | away}
    assert kept <= before and len(lost) == 1  # the award whose skill no taxonomy has


def test_a_job_history_with_faults_names_each_of_them(twins):
    _, faulty = twins(jobs)
    first, second = zip(*(jobs.lines(place) for place in range(jobs.PEOPLE + 1)), strict=True)
    assert told(faulty) == {
        ("jobs.csv", first[jobs.OVERLAP], "overlapping-rows"),
        ("jobs.csv", second[jobs.OVERLAP], "overlapping-rows"),
        ("jobs.csv", first[jobs.GAP], "gap-before-next"),
        ("jobs.csv", second[jobs.BACKWARDS], "ends-before-start"),
        ("jobs.csv", second[jobs.NO_UNIT], "unit-undefined"),
        ("jobs.csv", first[jobs.NO_MANAGER], "manager-undefined"),
        ("jobs.csv", second[jobs.NO_MANAGER], "manager-undefined"),
        *(
            ("jobs.csv", line, "not-counted")
            for line in (*jobs.lines(jobs.OVERLAP), first[jobs.GAP], second[jobs.BACKWARDS])
        ),
        ("jobs.csv", first[jobs.OWN_MANAGER], "own-manager"),
        ("jobs.csv", second[jobs.OWN_MANAGER], "own-manager"),
        ("units.csv", 6, "unit-under-itself"),
        ("units.csv", 7, "unit-under-itself"),
        ("units.csv", 8, "parent-undefined"),
        ("unit_changes.csv", 3, "change-undefined"),
        ("unit_changes.csv", 4, "change-undefined"),
    }


@pytest.mark.parametrize("day", ["2025-06-30", "2025-12-20", "2025-12-31", "2026-01-01", "2026-06-30"])
def test_a_job_history_counts_nobody_otherwise_than_the_clean_twin(day, twins):
    clean, faulty = twins(jobs)
    expected = at_work(clean, day)
    early = day < "2026-01-01"
    gone = (jobs.OVERLAP, jobs.GAP if early else jobs.BACKWARDS)
    for place in gone:
        del expected[jobs.user_id(place)]
    if not early:
        expected[jobs.user_id(jobs.NO_UNIT)][0] = "U99"
    assert at_work(faulty, day) == expected
    away = {jobs.user_id(place) for place in gone}
    assert held(faulty, day) == {one for one in held(clean, day) if one[0] not in away}


def test_a_spreadsheet_with_faults_names_each_of_them_by_its_row(twins):
    clean, faulty = twins(spreadsheet)
    sheet = "firm.xlsx, sheet People"
    assert told(faulty) == {
        (sheet, spreadsheet.row(spreadsheet.NO_COUNTRY), "country-missing"),
        (sheet, spreadsheet.row(spreadsheet.NO_PLACE), "place-not-found"),
        *((sheet, spreadsheet.row(place), "shared-address") for place in spreadsheet.SHARED),
    }
    day = datetime.date(2026, 9, 28)
    expected = at_work(clean, day)
    expected[f"{spreadsheet.NO_COUNTRY:05d}"][1:3] = ["Annex", "ZZ"]
    expected[f"{spreadsheet.NO_PLACE:05d}"][1] = "Littleham Green"
    assert at_work(faulty, day) == expected
    assert held(faulty, day) == held(clean, day)


def test_more_than_twenty_kinds_of_defect_are_planted(twins):
    """Their codes, and an export that is out of date."""
    codes = {code for company in (headcount, jobs, spreadsheet) for _, _, code in told(twins(company)[1])}
    assert len(codes - {"not-counted"} | {"stale"}) == 22  # that follows from another


@pytest.mark.parametrize("company", [headcount, jobs, spreadsheet])
def test_check_names_no_person_of_them(company, twins, tmp_path):
    _, faulty = twins(company)
    with sk.connect(faulty) as con:
        written = page.write(con, "2026-09-30", tmp_path / "check.html").read_text(encoding="utf-8")
        people = con.execute("select distinct person_id from employment_versions").fetchall()
    assert "@example.com" not in written
    people = [*employee_ids(faulty).values(), *(person for (person,) in people)]
    assert not [person for person in people if f">{person}<" in written or f" {person} " in written]


@pytest.mark.slow
@pytest.mark.parametrize(
    "company, quarter", [(headcount, "2026-Q2"), (jobs, "2026-Q2"), (spreadsheet, "2026-Q3")]
)
def test_a_faulty_company_has_its_report(company, quarter, twins, tmp_path):
    """Where a country's ids lost their zeros, the first page says so before anything else."""
    agree(tmp_path, twins(company)[1])
    report = sk.render_report(quarter, store=twins(company)[1], output=tmp_path)
    text = (tmp_path / quarter / "index.html").read_text(encoding="utf-8")
    assert str(report) == str(tmp_path / quarter / "index.html")
    assert ("Poland is not measured" in text) == (company is headcount)
