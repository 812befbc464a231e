"""Named recognition: off by default, agreed to by each person, taken back at any time, and never a count."""

import html
import json
import re
import shutil
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from agreed import agree

import skillslib as sk
from skillslib.governance import held, log
from skillslib.intake import MappingError
from skillslib.loading.recognise import LoadError
from skillslib.publish import behind, ledger, thanks, writing
from skillslib.publish.publications import Publication, publications_of
from skillslib.publish.views import Days
from skillslib.sample import GOVERNANCE
from skillslib.store import Clearing, build
from skillslib.store.reports import STALE, note_place

ALLOWED = GOVERNANCE.replace("min_people = 5", "min_people = 5\nnamed_recognition = true")
HEADER = (
    "employee_id,first_name,last_name,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,"
    "job_role,fte,worker_type\n"
)
NAMES = ("Ann", "Bob", "Cid", "Dee", "Eve", "Fay", "Gus", "Hal")
WHERE = {"business_unit_id": ["BU-1"], "population": ["employee"]}
DAYS = Days("2026-Q3", date(2026, 9, 30), date(2026, 10, 5))
CONSENTS = "employee_id,given_on,source,revoked_on\n"


def person(number, name):
    who = f"E-{number},{name},Sampleman,{name}@example.com"
    return f"{who},2020-01-01,,2020-01-01,,BU-1,LOC-1,Welder,1.0,employee\n"


def assertion(name, day):
    issuer = {"type": "Issuer", "id": "https://badges.example.com/issuer", "name": "Example Academy"}
    badge = {
        "type": "BadgeClass",
        "id": "https://badges.example.com/1",
        "name": "Welding <b>",
        "issuer": issuer,
    }
    told = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"https://badges.example.com/of/{name}/{day}",
        "recipient": {"type": "email", "hashed": False, "identity": f"{name}@example.com"},
        "badge": badge,
        "issuedOn": f"{day}T00:00:00Z",
        "verification": {"type": "hosted"},
    }
    return json.dumps(told) + "\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Eight people of one unit with a badge of the quarter each, and one of the quarter before."""
    folder = tmp_path_factory.mktemp("thanks")
    exports = folder / "exports"
    exports.mkdir()
    (exports / "people.csv").write_text(
        HEADER + "".join(person(number, name) for number, name in enumerate(NAMES, 1))
    )
    told = [assertion(name, "2026-08-01") for name in NAMES] + [assertion("Ann", "2026-06-30")]
    (exports / "badges.jsonl").write_text("".join(told))
    agree(exports, text=ALLOWED)
    sk.load([exports], store=folder / "store", exported_on="2026-10-05")
    return folder / "store"


def consent(store, *rows):
    """Load consents; Ann to Hal are E-1 to E-8."""
    path = store.parent / "consents.csv"
    path.write_text(CONSENTS + "".join(f"{row}\n" for row in rows))
    return sk.load([path], store=store, exported_on="2026-10-05")


def forget(store):
    """Take all consents out of a store."""
    with build(store, Clearing()) as con:
        con.execute("delete from vault.consents")


def named(store, publications=(), days=DAYS):
    """The first names on the page of thanks, in its order; None where there is no page."""
    with sk.connect(store) as con:
        rows = thanks.thanked(con, days, publications)
        assert "vault" not in str(con.execute("select database_name from duckdb_databases()").fetchall())
    return None if rows is None else [name.split()[0] for name in rows["name"]]


def numbers(value, **layer):
    told = {"measure": "earners", "as_of": "2026-09-30", "since": "2025-09-30", **layer}
    return [Publication("recognition: BU-1", told, WHERE, value, "2026-10-05")]


def test_nobody_is_named_without_consent_and_who_takes_it_back_is_gone(store):
    assert named(store) == []
    consent(store, "E-2,2026-09-01,form,", "E-1,2026-09-02,portal,", "E-3,2026-10-06,form,")
    assert named(store) == ["Ann", "Bob"]  # Cid's is not known yet on the day of knowledge
    consent(store, "E-2,2026-09-01,form,2026-10-20")
    assert named(store) == ["Ann"]  # also in a report of a day before it was taken back
    consent(store, "E-2,2026-10-03,form,")
    assert named(store) == ["Ann"]  # given before it was taken back
    consent(store, "E-2,2026-10-21,e-mail,")
    assert named(store, days=Days("2026-Q3", DAYS.as_of, date(2026, 10, 21))) == ["Ann", "Bob", "Cid"]


def test_only_what_the_quarter_brought_is_told_escaped_and_in_the_order_of_names(store, tmp_path):
    consent(store, "E-1,2026-09-02,portal,", "E-8,2026-09-02,form,", "E-4,2026-09-02,form,")
    with sk.connect(store) as con:
        rows = thanks.thanked(con, DAYS, ())
    shared = {"days": SimpleNamespace(quarter="2026-Q3"), "chapters": [thanks.PAGE], "source": ""}
    writing._write_thanks(tmp_path, shared, rows)
    text = (tmp_path / "thanks.html").read_text(encoding="utf-8")
    cells = [html.unescape(cell) for cell in re.findall(r"<t[hd](?: [^>]*)?>([^<]*)</t[hd]>", text)][3:]
    assert cells == [
        cell
        for name in ("Ann", "Dee", "Hal")
        for cell in (f"{name} Sampleman", "Welding <b>", "1 August 2026")
    ]
    assert not [name for name in NAMES if name not in ("Ann", "Dee", "Hal") and f"{name} S" in text]
    assert "@example.com" not in text and "E-1" not in text


def test_the_audit_log_counts_consents_by_day_and_source_and_names_nobody(store):
    consent(store, "E-1,2026-09-02,portal,", "E-8,2026-09-02,form,", "E-4,2026-09-02,form,")
    with sk.connect(store) as con:
        thanks.note_thanks(store, DAYS, thanks.thanked(con, DAYS, ()))
    line = log.entries(store)[-1]
    assert line["parameters"]["people"] == 3
    assert {"given_on": "2026-09-02", "how": "form", "people": 2} in line["parameters"]["consents"]
    assert not [name for name in (*NAMES, "Sampleman", "E-1") if name in json.dumps(line)]


@pytest.mark.parametrize(
    "day, value, layer, people, listed",
    [
        (11, None, {}, 2, 2),  # withheld, 1 to 4: of two names 2, 3 and 4 are left
        (12, None, {}, 3, 0),
        (13, 5, {}, 5, 5),  # 5 to 7
        (14, 5, {}, 6, 0),
        (15, None, {"as_of": "2026-06-30"}, 3, 3),  # a day before the quarter
        (16, None, {"skill": "https://example.com/another"}, 3, 3),  # a skill that the badge does not prove
        (17, None, {"measure": "first badges"}, 3, 3),  # of Ann, who had one before, it is no first badge
        (18, None, {"measure": "first badges"}, 4, 1),  # Ann alone
        (19, None, {"measure": "fifth badges"}, 4, 4),
        (20, None, {"measure": "renewed"}, 3, 0),  # any badge may renew another
        (21, None, {"since": "2026-08-15"}, 3, 3),  # an answer of a period after their awards
        (22, None, {"as_of": "2026-08-31"}, 3, 0),  # an answer of a day within the quarter
    ],
)
def test_names_leave_each_number_three_values(store, day, value, layer, people, listed):
    rows = [f"E-{number},2026-09-{day},form," for number in range(1, people + 1)]
    forget(store)
    consent(store, *rows)
    assert len(named(store, numbers(value, **layer))) == listed


def test_the_reports_own_numbers_are_heeded(store):
    """Eight of eight earned: all of a small group, so the number is withheld. Four names are too many."""
    forget(store)
    consent(store, *(f"E-{number},2026-09-03,form," for number in range(1, 5)))
    with sk.connect(store) as con:
        frame = sk.protect(sk.recognition(con, "2026-09-30", "2026-10-05", by="business_unit"))
        own = publications_of(con, {"recognition": frame})
    assert [one for one in own if one.layer["measure"] == "earners" and one.value is None]
    assert named(store, own) == [] and len(named(store)) == 4


def test_what_was_published_before_is_heeded(store, tmp_path):
    forget(store)
    consent(store, *(f"E-{number},2026-09-05,form," for number in range(1, 4)))
    shutil.copytree(store, tmp_path / "store")
    assert len(named(tmp_path / "store")) == 3
    ledger.append(tmp_path / "store", "an answer of another day of knowledge", numbers(None))
    assert named(tmp_path / "store") == []


def test_behind_a_number_of_the_quarter_stand_all_whom_it_counts(sample):
    """Were everybody named, the awards behind each number would be as many as it is; of experts more."""
    when, since = ("2026-09-30", "2026-10-05"), "2026-06-30"
    people = [row[0] for row in sample.execute("select distinct person_id from award_versions").fetchall()]
    every = behind.Named(sample, people, DAYS)
    exact, checked = sk.recognition(sample, *when, since=since), set()
    for one in publications_of(sample, {"recognition": sk.protect(exact)}):
        if (measure := one.layer["measure"]) == "people":
            continue
        stand = every.behind(one)
        number = len(stand) if measure == "awards" else len({row.person_id for row in stand})
        ((_, row, column),) = one.cells
        true = exact.loc[row, column]
        assert number >= true if measure == "new experts" else number == true, one.name
        checked |= {measure} if true else set()
    assert checked == {"awards", "earners", "first badges", "fifth badges", "new experts"}


@pytest.mark.parametrize(
    "layer, ends, stands",
    [
        ({"measure": "holders"}, "2026-12-31", True),
        ({"measure": "holders"}, "2026-09-30", False),  # no longer held on the day
        ({"measure": "lasting holders", "on": "2026-12-31"}, "2026-12-31", False),
        ({"measure": "expiring", "until": "2026-12-31"}, "2026-12-31", True),
        ({"measure": "expiring", "until": "2026-12-31"}, "2027-01-01", False),
        ({"measure": "new experts", "since": "2025-09-30"}, "2027-01-01", False),  # at level 3
        ({"measure": "people"}, "2027-01-01", False),
        ({"measure": "near", "skill": "a", "level": 4}, "2027-01-01", True),  # at level 3 of it
        ({"measure": "near", "skill": "a", "level": 3}, "2027-01-01", False),
        ({"measure": "near", "skill": "b", "level": 1}, "2027-01-01", True),  # another of its family
        ({"measure": "near", "skill": "a", "level": 1}, "2027-01-01", False),
    ],
)
def test_an_award_stands_behind_what_counts_it(sample, layer, ends, stands):
    every = behind.Named(sample, [], DAYS)
    award = {"award_id": "A-1", "day": pd.Timestamp("2026-08-01"), "ends": ends, "level": 3, "place": 1}
    every.rows, every.proven = [SimpleNamespace(**award)], {"A-1": [("a", 3)]}
    every.siblings = {"a": ["a", "b"], "b": ["a", "b"]}
    one = Publication("of the company", {"as_of": "2026-09-30", **layer}, {}, None, "2026-10-05")
    assert bool(every.behind(one)) == stands


def test_who_objects_or_is_erased_is_gone(store):
    consent(store, "E-6,2026-09-03,form,", "E-7,2026-09-03,form,")
    assert {"Fay", "Gus"} <= set(named(store))
    with sk.connect(store) as con:
        held.note_request(store, held.person_of(con, "E-6"), "objection", "no use of my name")
    sk.erase("E-7", store=store)
    assert {"Fay", "Gus"}.isdisjoint(named(store))
    consent(store, "E-7,2026-09-03,form,")
    assert "Gus" not in named(store)


def test_reports_that_thank_by_name_are_stale_once_somebody_takes_that_back(store):
    forget(store)
    consent(store, "E-1,2026-09-04,form,", "E-2,2026-09-04,form,", "E-5,2026-09-04,form,2026-09-05")
    named_there, without = store.parent / "named", store.parent / "without"
    for place in (named_there, without):
        place.mkdir()
        note_place(store, place)
    (named_there / "thanks.html").touch()

    def stale():
        found = (named_there / STALE).exists()
        (named_there / STALE).unlink(missing_ok=True)
        assert not (without / STALE).exists()
        return found

    consent(store, "E-1,2026-09-04,form,", "E-3,2026-09-04,form,")
    assert not stale()
    consent(store, "E-1,2026-09-04,form,2026-10-06")
    assert stale()
    with sk.connect(store) as con:
        for who, kind, marked in (
            ("E-2", "correction", False),
            ("E-4", "objection", False),
            ("E-2", "objection", True),
        ):
            held.note_request(store, held.person_of(con, who), kind, "as I said")
            assert stale() == marked


def test_it_is_off_by_default_and_strictly_read(store, tmp_path):
    agree(tmp_path, store)
    assert named(store) is None
    agree(tmp_path, store, ALLOWED)
    assert named(store) is not None
    with pytest.raises(MappingError, match=r"named_recognition is 'yes': write true or false"):
        agree(tmp_path, store, ALLOWED.replace("= true", '= "yes"'))


def test_a_consent_of_nobody_known_or_in_no_known_way_is_told_of(store):
    summary = consent(store, "E-99,2026-09-03,form,")
    with sk.connect(store) as con:
        said = con.execute("select line, what from remarks where code = 'consent-undefined'").fetchall()
    assert said == [(2, "no HR extract tells of this employee: the consent is of nobody")], summary
    with pytest.raises(LoadError):
        consent(store, "E-1,2026-09-03,by word of mouth,")
