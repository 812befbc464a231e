"""What is kept from others: how soon a person is erased from a store of a million rows."""

import time

import duckdb

import skillslib as sk
from benchmarks.claim import Claim

PEOPLE, AWARDS = 100_000, 900_000

STAFF = """
copy (
    select 'E-' || printf('%06d', n) as employee_id, 'First' || n as first_name, 'Family' || n as last_name,
           'e' || n || '@company.example' as email, date '2020-01-01' as hired_on, null as left_on,
           date '2020-01-01' as starts_on, null as ends_on, 'BU-' || n % 400 as business_unit_id,
           'LOC-' || n % 120 as location_id, 'Role ' || n % 300 as job_role,
           'E-' || printf('%06d', n % 5000) as manager_id, 1 as fte, 'employee' as worker_type,
           date '2020-01-01' as last_changed_on
    from range($people) as everybody(n))
to '{path}' (header)"""
BADGES = """
copy (
    select 'Badge ' || n % 300 as "Badge Name", 'T-' || n % 300 as "Badge Template ID", 'Acme' as "Issued by",
           'A-' || n as "Earner Badge ID", 'E-' || printf('%06d', n % $people) as "Issuer Earner ID",
           'e' || n % $people || '@company.example' as "Issued to Email", 'AT' as "Country",
           'accepted' as "Status", date '2025-01-01' + (n % 500)::integer as "Issue Date",
           date '2025-01-02' + (n % 500)::integer as "Record Created"
    from range($awards) as given(n))
to '{path}' (header)"""


def a_person_is_erased_soon(folder):
    """From the command to the store without the person, written anew, and what lies around it searched."""
    exports = folder / "erasing"
    exports.mkdir()
    with duckdb.connect() as con:
        con.execute(STAFF.format(path=exports / "people.csv"), {"people": PEOPLE})
        con.execute(BADGES.format(path=exports / "credly.csv"), {"people": PEOPLE, "awards": AWARDS})
    sk.load(exports, store=exports / "store")
    start = time.perf_counter()
    done = sk.erase("E-004242", store=exports / "store")
    seconds = time.perf_counter() - start
    words = f"a person erased from {PEOPLE + AWARDS:,} rows"
    return Claim(
        words, seconds, "at most", 60, "seconds", f"{done.awards} awards, {len(done.left)} exports named"
    )


CLAIMS = (a_person_is_erased_soon,)
