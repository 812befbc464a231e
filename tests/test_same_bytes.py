"""Two companies that differ only in withheld values publish the same bytes, but for where they came from."""

import csv
import json

import numpy as np
import pandas as pd
import pytest

import skillslib as sk
from skillslib.disclosure import fingerprint
from skillslib.publish.views import ask_all, report_days

pytestmark = pytest.mark.slow
# An award more of 2021, in one company for the first, in the other for the second. Both are at work in
# Germany all the time, have other badges of the family, and no other one for the skill.
SKILL, BADGE, DAY = "Account planning", "B-066", "2021-03-01"
EARNERS = {"one": "E-000139", "other": "E-000002"}
# Refused rows of people: as many of each kind in the one company as of the other kind in the other.
REFUSED = {"one": ("fte", "fte", "fte", "starts_on", "starts_on")}
REFUSED["other"] = tuple({"fte": "starts_on", "starts_on": "fte"}[column] for column in REFUSED["one"])
UNITS = {"Technology": (2, 1), "Operations": (2, 3)}  # holders here and there
RECIPIENT = ("Issuer Earner ID", "Issued to First Name", "Issued to Last Name", "Country", "Issued to Email")


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_company(folder, name):
    """300 people, an award more for one of them, and a few rows of others that are refused."""
    sk.write_sample(folder, people=300, awards=3000)
    rows, earner = read(folder / "credly_badges.csv"), EARNERS[name]
    like = next(row for row in rows if row["Badge Template ID"] == BADGE and row["Status"] == "accepted")
    who = next(row for row in rows if row["Issuer Earner ID"] == earner)
    days = dict.fromkeys(("Issue Date", "Record Created", "State Updated At"), DAY)
    award = like | {name: who[name] for name in RECIPIENT} | days
    award |= {"Earner Badge ID": "A-900001", "Expired": "", "Expires At": "", "Revoked At": ""}
    write(folder / "credly_badges.csv", [*rows, award])
    people = [row for row in read(folder / "people.csv") if row["fte"]]
    refused = [
        people[0] | {"employee_id": f"E-90000{number}", column: "" if column == "fte" else "2026-02-30"}
        for number, column in enumerate(REFUSED[name])
    ]
    write(folder / "people.csv", [*people, *refused])


@pytest.fixture(scope="module")
def companies(tmp_path_factory, root):
    """For each company the exact answers and the folder of its report."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root))
        for name in EARNERS:
            folder = tmp_path_factory.mktemp(name)
            write_company(folder / "exports", name)
            sk.load([folder / "exports"], store=folder / "store")
            with sk.connect(folder / "store") as con:
                exact = ask_all(con, report_days(con, "2026-Q3"))
            report = sk.render_report("2026-Q3", store=folder / "store", output=folder / "reports")
            found[name] = exact, report.path.parent
    return found


def redrawn(frame, chance):
    """The exact frame with every withheld count another one that is withheld too; and how many changed."""
    measures, new, changed = frame.attrs["question"]["measures"], frame.copy(), 0
    for place, row in frame.iterrows():
        for column, measure in measures.items():
            if measure["kind"] != "people" or measure.get("within") or column == "people":
                continue
            true = numeric(row[column])
            group = numeric(row[measure["of"]]) if "of" in measure else np.inf
            if is_seen_in_part(row, measure) or (true == 0 and 1 <= group < 10):
                new.loc[place, column] = chance.integers(0, min(4, group) + 1)
                new.loc[place, "status"] = "counted" if new.loc[place, column] else row["status"]
            elif 1 <= true <= 4:
                new.loc[place, column] = chance.integers(1, min(4, group) + 1)
            elif 1 <= group - true <= 4:
                new.loc[place, column] = group - chance.integers(1, 5)
            changed += not np.isnan(drawn := numeric(new.loc[place, column])) and drawn != true
    return new, changed


def numeric(value):
    return np.nan if pd.isna(value) else float(value)


def is_seen_in_part(row, measure):
    """Whether a map would show a number of a row that is not measured, had anybody been seen."""
    dark = row["status"] == "not measured" and "level" not in row and measure.get("of") == "measured_people"
    return dark and "share" in row and row["measured_people"] >= row["people"] / 2


@pytest.mark.parametrize("seed", range(2))
def test_many_withheld_values_at_once_change_nothing(companies, seed):
    """In every answer of a report: what is told of few people may be anything that is withheld."""
    chance, changed = np.random.default_rng(seed), 0
    for view, frame in companies["one"][0].items():
        other, cells = redrawn(frame, chance)
        changed += cells
        assert fingerprint(sk.protect(other)) == fingerprint(sk.protect(frame)), view
    assert changed > 300


def test_no_number_of_an_answer_is_exact(companies):
    """Each is rounded, of the plan, a mean, or follows from those: nothing is told besides."""
    kinds = {"people", "count", "fte", "part", "plan", "derived", "statistic"}
    for view, frame in companies["one"][0].items():
        measures = frame.attrs["question"]["measures"]
        numbers = set(frame.select_dtypes("number").columns) - {"level", "climbed"}
        assert numbers <= set(measures), view
        assert {measures[column]["kind"] for column in numbers} <= kinds, view


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
    refused = [frame["left_out"].set_index("column")["rows"].to_dict() for frame in (one, other)]
    assert refused == [{"fte": 3, "starts_on": 2}, {"fte": 2, "starts_on": 3}]
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
