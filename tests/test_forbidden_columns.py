"""Columns of birth, pay and the like: refused by name in init, load, check and company.toml; never kept.

Of the columns that no question needs nothing is kept either, whatever their names.
"""

import duckdb
import pytest

import skillslib as sk
from skillslib.intake import MappingError
from skillslib.loading.company import read_company
from skillslib.store import current_version

HEADER = (
    "employee_id,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,worker_type,"
    "email,Gender,Base Salary,Shift\n"
)
ROWS = [
    f"E-{n},2020-01-01,,2020-01-01,,BU-1,LOC-1,Welder,1.0,employee,p{n}@example.com,woman-{n},987{n},early\n"
    for n in range(1, 41)
]
BLOCK = """
[[files]]
file = "staff.csv"
kind = "people"
shape = "snapshots"
snapshot_on = "2026-06-30"
fte = "full time"

[files.columns]
employee_id = "Employee ID"
business_unit = "Unit"
job_role = "Religious Affiliation"
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A list of people with two forbidden columns, and one that nothing reads; two rows are refused.

    One has a faulty date, one too many cells.
    """
    folder = tmp_path_factory.mktemp("forbidden")
    rows = [*ROWS]
    rows[3] = rows[3].replace("2020-01-01", "2020-02-31")
    rows[7] = rows[7].replace("early\n", "early,one more\n")
    (folder / "people.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    summary = sk.load([folder / "people.csv"], store=folder / "store", exported_on="2026-10-05")
    return folder, summary


def test_the_load_names_them_with_the_reason(loaded):
    _, summary = loaded
    (said,) = [said for said in summary.warnings if "refused columns" in said]
    assert said.startswith("people.csv: refused columns, never read: 'Gender' (gender: gender is no skill")
    assert "'Base Salary' (pay: skills are not for decisions on pay)" in said and "Shift" not in said


def test_check_names_them_too(loaded):
    folder, _ = loaded
    with sk.connect(folder / "store") as con:
        found = sk.defects(con)
    named = found[found["code"] == "forbidden-column"]
    assert list(named["column"]) == ["Base Salary", "Gender"] and set(named["effect"]) == {"left out"}


def test_nothing_of_them_or_of_what_is_not_read_lies_anywhere_in_the_store(loaded):
    """Also not in the raw text of refused rows, which is kept for those who correct them."""
    folder, summary = loaded
    version = current_version(folder / "store")
    with duckdb.connect(str(folder / "store" / "vault" / f"{version}.duckdb"), read_only=True) as vault:
        raw = [row for (row,) in vault.execute("select raw from quarantine_raw order by raw").fetchall()]
    assert len(raw) == 2 and raw[0].startswith("E-4,2020-02-31,")
    assert raw[0].endswith(",p4@example.com,,,") and raw[1] is None  # its cells cannot be told apart
    for path in (folder / "store").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"woman-" not in content and b"9874" not in content and b"early" not in content, path
    assert summary.refusals.exists()


def test_a_company_toml_that_maps_one_is_refused(tmp_path):
    (tmp_path / "company.toml").write_text(BLOCK)
    with pytest.raises(
        MappingError, match=r"job_role is 'Religious Affiliation', which is refused \(religion"
    ):
        read_company(tmp_path / "company.toml")
