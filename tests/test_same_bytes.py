"""Two companies that differ only in withheld values publish the same bytes, but for where they came from."""

import csv
import json

import numpy as np
import pytest

import skillslib as sk
from skillslib.publish.views import ask_all, report_days

pytestmark = pytest.mark.slow
# An award more of 2021, in one company for the first, in the other for the second. Both are at work in
# Germany all the time, have other badges of the family, and no other one for the skill.
SKILL, BADGE, DAY = "Account planning", "B-066", "2021-03-01"
EARNERS = {"one": "E-000139", "other": "E-000002"}
UNITS = {"Technology": (2, 1), "Operations": (2, 3)}  # holders here and there
RECIPIENT = ("Issuer Earner ID", "Issued to First Name", "Issued to Last Name", "Country", "Issued to Email")


def write_company(folder, earner):
    """300 people, and an award more for one of them."""
    sk.write_sample(folder, people=300, awards=3000)
    path = folder / "credly_badges.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    like = next(row for row in rows if row["Badge Template ID"] == BADGE and row["Status"] == "accepted")
    who = next(row for row in rows if row["Issuer Earner ID"] == earner)
    days = dict.fromkeys(("Issue Date", "Record Created", "State Updated At"), DAY)
    award = like | {name: who[name] for name in RECIPIENT} | days
    award |= {"Earner Badge ID": "A-900001", "Expired": "", "Expires At": "", "Revoked At": ""}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, award])


@pytest.fixture(scope="module")
def companies(tmp_path_factory, root):
    """For each company the exact answers and the folder of its report."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root))
        for name, earner in EARNERS.items():
            folder = tmp_path_factory.mktemp(name)
            write_company(folder / "exports", earner)
            sk.load([folder / "exports"], store=folder / "store")
            with sk.connect(folder / "store") as con:
                exact = ask_all(con, report_days(con, "2026-Q3"))
            report = sk.render_report("2026-Q3", store=folder / "store", output=folder / "reports")
            found[name] = exact, report.path.parent
    return found


def seen(values):
    """What a count may show: 0, that it is of 1 to 4, or itself rounded to 5."""
    values = values.astype(float)
    return np.where(values.isna(), -1, np.where(values.between(1, 4), 1, 5 * np.round(values / 5)))


def test_the_companies_differ_in_withheld_values_only(companies):
    """One group has 2 holders here and 3 there; no count is another one when it is rounded."""
    (one, _), (other, _) = companies["one"], companies["other"]
    holders = [
        frame.set_index(["business_unit", "skill"])["holders"]
        for frame in (one["map"].query("skill == @SKILL"), other["map"].query("skill == @SKILL"))
    ]
    for unit, counts in UNITS.items():
        assert tuple(frame[unit, SKILL] for frame in holders) == counts
    for view, frame in one.items():
        for column, measure in frame.attrs["question"]["measures"].items():
            if measure["kind"] in ("people", "count"):
                assert (seen(frame[column]) == seen(other[view][column])).all(), (view, column)


def published(report):
    """Every file of a report, without the store's version and the hashes of what was read and written."""
    provenance = json.loads((report / "provenance.json").read_text(encoding="utf-8"))
    version = provenance["store"].pop("version").encode()
    for source in provenance["inputs"]:
        del source["sha256"]
    assert set(provenance.pop("files")) == {
        path.relative_to(report).as_posix() for path in report.rglob("*") if path.is_file()
    } - {"provenance.json"}
    files = {
        path.relative_to(report).as_posix(): path.read_bytes().replace(version, b"VERSION")
        for path in sorted(report.rglob("*"))
        if path.is_file()
    }
    return files | {"provenance.json": json.dumps(provenance, indent=1).encode()}


def test_their_reports_are_the_same_bytes(companies):
    """Data, pages with their pictures, and notebooks: nothing in them follows from what they withhold."""
    one, other = (published(report) for _, report in companies.values())
    assert {".html", ".csv", ".json", ".ipynb"} <= {name[name.rindex(".") :] for name in one}
    assert list(one) == list(other)
    assert [name for name in one if one[name] != other[name]] == []
