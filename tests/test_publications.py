"""A report's numbers: told once each, of the right people; protected together and against the ledger."""

import csv
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import skillslib as sk
from skillslib.cli import app
from skillslib.disclosure.numbers import Balance, Number, Union, Within
from skillslib.governance import log
from skillslib.governance.chain import HEADS
from skillslib.publish import ledger
from skillslib.publish.jointly import Together
from skillslib.publish.loose import is_loose
from skillslib.publish.parts import Known
from skillslib.publish.publications import Publication, publications_of, read_entry, write
from skillslib.store import ask
from skillslib.vault import key_file

JUDGE = Path(__file__).parents[2] / "shared" / "judges" / "audit_lp.py"
DAYS = ("2026-09-30", "2026-10-05")


def judged(tmp_path, people, publications):
    """What the judge says of publications and the people behind them: (failures, wrong values)."""
    micro, published = tmp_path / "micro.csv", tmp_path / "publications.json"
    people.to_csv(micro, index=False, quoting=csv.QUOTE_ALL)
    published.write_text(json.dumps([one.entry() for one in publications]))
    asked = ["--integer", "--min-width", "0", "--min-values", "3", "--json"]
    done = subprocess.run(
        [sys.executable, str(JUDGE), str(micro), "--publications", str(published), *asked],
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr
    said = json.loads(done.stdout)
    return said["failures"], said["violations"]


@pytest.fixture(scope="module")
def told(sample_store):
    """The people at work and the publications of three answers about one skill, protected one by one."""
    with sk.connect(sample_store) as con:
        named = "select min(label) as label from skills join badge_skills using (skill_id)"
        skill = ask(con, named, *DAYS)["label"][0]
        only = {"skill": skill}
        frames = {
            "units": sk.protect(sk.skill_map(con, *DAYS, by="business_unit", filters=only)),
            "company": sk.protect(sk.skill_map(con, *DAYS, by="company", filters=only)),
            "countries": sk.protect(sk.skill_map(con, *DAYS, by="country", filters=only)),
        }
        people = ask(
            con,
            """select person_id, coalesce(business_unit_id, 'Unknown') as business_unit_id, country,
       population, skills.label is not null as holds
from workforce
left join holdings using (person_id)
left join skills on skills.skill_id = holdings.skill_id and label = $skill
qualify row_number() over (partition by person_id order by holds desc) = 1""",
            *DAYS,
            skill=skill,
        )
        return people, publications_of(con, frames)


@pytest.mark.skipif(not JUDGE.is_file(), reason="needs ../shared/judges/audit_lp.py, which is not here")
@pytest.mark.parametrize("measure", ["holders", "people"])
def test_publications_say_whom_they_count_and_how_exactly(told, tmp_path, measure):
    """The judge counts the same people, and finds every shown number within its tolerance."""
    people, publications = told
    kept = people[people["holds"]] if measure == "holders" else people
    own = [one for one in publications if one.layer["measure"] == measure]
    assert len(own) > 20
    assert judged(tmp_path, kept, own)[1] == []


def test_a_number_told_twice_is_one_publication(told):
    """A unit's people stand in its row of the map, and are one number; a whole is not its part."""
    _, publications = told
    keys = [one.key for one in publications]
    assert len(keys) == len(set(keys))
    company = [one for one in publications if one.layer["measure"] == "people" and len(one.where) == 1]
    assert len(company) == 1 and company[0].where == {"population": ["employee"]}


def test_a_publication_is_read_as_it_was_written(told):
    _, publications = told
    for one in publications[:5]:
        again = read_entry(json.loads(json.dumps(one.entry())))
        assert (again.key, again.value, again.tol, again.name) == (one.key, one.value, one.tol, one.name)


def test_a_side_count_is_withheld_before_the_number_that_readers_come_for(sample):
    """1,685 hold a skill, 20 expire, 1,670 last: so 18 or 19 expire. The 20 goes, not the 1,685."""
    everybody = {"as_of": DAYS[0], "level": 1, "of": "all skills"}
    told = [
        Publication(measure, {**everybody, **more, "measure": measure}, {}, value, DAYS[1])
        for measure, more, value in (
            ("holders", {}, 1685.0),
            ("expiring", {"until": "2026-12-31"}, 20.0),
            ("lasting holders", {"on": "2026-12-31"}, 1670.0),
        )
    ]
    assert set(Together(Known(sample), told, [], DAYS[1]).withheld()) == {1}


def of_skill(skill, unit, value, known_at=DAYS[1], fixed=False, tol=0):
    layer = {"measure": "holders", "skill": skill, "level": 1, "as_of": DAYS[0]}
    where = {"business_unit_id": unit, "population": ["employee"]}
    return Publication(f"{skill} in {unit}", layer, where, value, known_at, tol, fixed=fixed)


def test_earlier_numbers_of_other_facts_are_left_out_where_they_contradict_only(sample):
    """What is known of one skill has changed since; of another it has not: 10 - 8 would tell of 2 people."""
    one, other = ["BU-101"], ["BU-101", "BU-102"]
    own = [
        *(of_skill("changed", one, 30.0, tol=2), of_skill("changed", other, 40.0, tol=2)),
        *(of_skill("same", one, 8.0), of_skill("same", ["BU-102"], None)),
    ]
    earlier = [
        of_skill("changed", one, 20.0, "2026-10-01", fixed=True, tol=2),
        of_skill("same", other, 10.0, "2026-10-01", fixed=True),
    ]
    together = Together(Known(sample), own, earlier, DAYS[1])
    assert together.withheld() == {2: {5}}
    assert together.left_out() == {(DAYS[0], "2026-10-01"): 1}


def test_earlier_numbers_of_the_same_day_of_knowledge_go_last(sample):
    """Known later, BU-101 had 30; known on the same day, both units have 10, and 8 would tell of the 2."""
    one, other = ["BU-101"], ["BU-101", "BU-102"]
    own = [of_skill("x", one, 8.0, "2026-10-01"), of_skill("x", ["BU-102"], None, "2026-10-01")]
    earlier = [
        of_skill("x", other, 10.0, "2026-10-01", fixed=True),
        of_skill("x", one, 30.0, "2026-10-05", fixed=True),
    ]
    together = Together(Known(sample), own, earlier, "2026-10-01")
    assert together.withheld() == {0: {2}}
    assert together.left_out() == {(DAYS[0], "2026-10-05"): 1}


def test_own_numbers_stay_where_earlier_ones_of_the_same_day_are_left_out(sample):
    """Own numbers that were published before count as own, whatever else of that day is left out."""
    one, other = ["BU-101"], ["BU-101", "BU-102"]
    own = [
        *(of_skill("x", one, 8.0), of_skill("x", ["BU-102"], None), of_skill("x", other, 10.0)),
        of_skill("x", ["BU-103"], 20.0),
    ]
    own[2].fixed = True
    earlier = [of_skill("x", ["BU-103"], 15.0, DAYS[1], fixed=True)]
    together = Together(Known(sample), own, earlier, DAYS[1])
    assert together.withheld() == {0: {2}}
    assert together.left_out() == {(DAYS[0], DAYS[1]): 1}


# --- the ledger -----------------------------------------------------------------------------------


def number(value, unit="U-1"):
    layer = {"measure": "people", "as_of": "2026-09-30"}
    return Publication(f"people of {unit}", layer, {"business_unit_id": [unit]}, value, "2026-10-05")


def test_the_ledger_keeps_every_number_once_for_a_release(tmp_path):
    ledger.append(tmp_path, "first", [number(10.0), number(None, "U-2")])
    ledger.append(tmp_path, "first", [number(10.0), number(None, "U-2")])
    ledger.append(tmp_path, "second", [number(15.0)])
    found, position = ledger.read(tmp_path)
    assert [(name, one.value) for name, one in found] == [("first", 10), ("first", None), ("second", 15)]
    assert position.lines == 3
    earlier, before = ledger.before(tmp_path, "second")
    assert len(earlier) == 2 and before.lines == 2 and before.hash != position.hash
    assert ledger.before(tmp_path, "third") is None
    assert (tmp_path / ledger.NAME).stat().st_mode & 0o777 == 0o600


def _rehashed(lines):
    """Lines under hashes that anybody can make."""
    last = ""
    for number, line in enumerate(lines, 1):
        told = json.loads(line) | {"number": number}
        del told["hash"]
        last = hashlib.sha256((last + json.dumps(told)).encode()).hexdigest()
        yield json.dumps(told | {"hash": last}) + "\n"


FORGED = [
    ("line 1: it was changed", lambda lines: [lines[0].replace("10.0", "15.0"), *lines[1:]]),
    ("line 1: it has the number 2", lambda lines: lines[1:]),
    ("line 2: it has the number 3", lambda lines: [lines[0], lines[2]]),
    ("line 1: it was changed", lambda lines: list(_rehashed(lines[1:]))),
    ("ends with line 2 and had 3 lines", lambda lines: lines[:2]),
    ("is missing: it had 3 lines", lambda lines: []),
]


@pytest.mark.parametrize(("said", "forge"), FORGED)
def test_a_ledger_that_was_changed_or_cut_is_found_and_nothing_is_published(tmp_path, said, forge):
    ledger.append(tmp_path, "first", [number(10.0), number(20.0, "U-2"), number(None, "U-3")])
    assert ledger.findings(tmp_path) == []
    path = tmp_path / ledger.NAME
    path.write_text("".join(forge(path.read_text().splitlines(keepends=True))))
    assert said in sk.verify(tmp_path)[0]
    for publish in (ledger.read, ledger.reached, lambda store: ledger.append(store, "next", [number(5.0)])):
        with pytest.raises(ledger.LedgerError, match="published next is protected against it"):
            publish(tmp_path)


def test_a_ledger_that_is_gone_is_found_in_a_moved_store_too(tmp_path):
    """No head lies beside the key for the new place: the lines of the audit log say what there was."""
    ledger.append(tmp_path / "store", "first", [number(10.0), number(20.0, "U-2")])
    log.record(tmp_path / "store", "release", ledger=ledger.reached(tmp_path / "store"))
    moved = (tmp_path / "store").rename(tmp_path / "moved")
    assert sk.verify(moved) == [] and ledger.read(moved)[1].lines == 2
    whole = (moved / ledger.NAME).read_bytes()
    for left in (b"", whole.splitlines(keepends=True)[0]):
        (moved / ledger.NAME).write_bytes(left)
        assert ledger.NAME in sk.verify(moved)[0]
        with pytest.raises(ledger.LedgerError, match="put your copy of the ledger back"):
            ledger.read(moved)


@pytest.mark.parametrize("cut", [1, 40, -1])
def test_a_line_that_broke_off_is_left_out_and_written_again(tmp_path, cut):
    """Numbers are in the ledger before anybody sees them, so of a line that broke off nobody saw any."""
    ledger.append(tmp_path, "first", [number(10.0, "U\u20281")])
    path, heads = tmp_path / ledger.NAME, key_file().with_name(HEADS)
    before, known = path.read_bytes(), heads.read_bytes()
    ledger.append(tmp_path, "second", [number(15.0, "Ü-2")])
    path.write_bytes(before + path.read_bytes()[len(before) :][:cut])
    heads.write_bytes(known)
    assert [name for name, _ in ledger.read(tmp_path)[0]] == ["first"]
    ledger.append(tmp_path, "second", [number(15.0, "Ü-2")])
    assert [name for name, _ in ledger.read(tmp_path)[0]] == ["first", "second"]


# --- the audit ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tol", "code"), [(2, 0), (0, 1)])
def test_the_audit_command_fails_where_something_can_be_told(sample_store, tmp_path, capsys, tol, code):
    """Of 10 people in two units 5 are in one: rounded, that tells nothing; exact, it tells the other."""
    with sk.connect(sample_store) as con:
        listed = (
            "select distinct business_unit_id from workforce where business_unit_id is not null order by 1"
        )
        units = list(ask(con, listed, *DAYS)["business_unit_id"][:2])
    layer = {"measure": "holders", "skill": "made up", "level": 1, "as_of": DAYS[0]}
    told = [(units[:1], None), (units[1:], 5.0), (units, 10.0)]
    entries = [
        Publication(
            f"holders of {of}",
            layer,
            {"business_unit_id": of, "population": ["employee"]},
            value,
            DAYS[1],
            tol,
        )
        for of, value in told
    ]
    write(entries, tmp_path)
    withheld = {"completing others": 0, "completing what was published before": 0}
    said = {"report": {"known_at": DAYS[1]}, "policy": {"min_people": 5}, "withheld": withheld}
    (tmp_path / "provenance.json").write_text(json.dumps(said))
    with pytest.raises(SystemExit) as end:
        app(["audit", str(tmp_path), "--store", str(sample_store)], prog_name="skillslib")
    assert end.value.code == code
    assert ("can be told too closely" in capsys.readouterr().err) == bool(code)


# --- what needs no solver -------------------------------------------------------------------------


def of(layer, value, unit=None):
    return Number(f"{layer} {unit}", layer, {"unit": [unit]} if unit else {}, value)


@pytest.mark.parametrize(
    ("numbers", "relations", "loose"),
    [
        ([of("a", 20, "x"), of("a", None, "y")], [], True),
        ([of("a", 20, "x"), of("a", None, "y"), of("a", 40)], [], True),
        ([of("a", 20, "x"), of("a", None, "y"), of("a", 25)], [], False),
        ([of("a", 20), of("b", 20)], [Within("a", "b")], True),
        ([of("a", 25), of("b", 20)], [Within("a", "b")], False),
        ([of("a", None), of("b", 0)], [Within("a", "b")], False),
        ([of("a", 20), of("b", 30), of("c", 10)], [Balance("a", "b", minus=("c",))], True),
        ([of("a", 20), of("b", 35), of("c", 10)], [Balance("a", "b", minus=("c",))], False),
        ([of("a", 40), of("b", 30), of("c", 20)], [Union("a", ("b", "c"))], True),
        ([of("a", 50), of("b", 30), of("c", 20)], [Union("a", ("b", "c"))], False),
    ],
)
def test_a_part_is_loose_only_where_no_number_holds_another(numbers, relations, loose):
    assert is_loose(numbers, relations) is loose


# --- together -------------------------------------------------------------------------------------


@pytest.fixture
def own_store(sample_store, tmp_path):
    """A store with a ledger of its own: nothing in it of what other tests published."""
    shutil.copytree(sample_store, tmp_path / "store", ignore=shutil.ignore_patterns(ledger.NAME, log.NAME))
    return tmp_path / "store"


@pytest.mark.skipif(not JUDGE.is_file(), reason="needs ../shared/judges/audit_lp.py, which is not here")
def test_answers_released_one_after_another_tell_nothing_together(own_store, told, tmp_path):
    """Maps of one skill by unit, by country and of parts of the company: the judge attacks all at once."""
    people, _ = told
    with sk.connect(own_store) as con:
        named = "select min(label) as label from skills join badge_skills using (skill_id)"
        only = {"skill": ask(con, named, *DAYS)["label"][0]}
        country = people["country"].value_counts().index[-1]
        asked = [
            {"by": "business_unit", "filters": only},
            {"by": "company", "filters": only | {"country": country}},
            {"by": "business_unit", "filters": only | {"country": country}},
        ]
        released = [sk.release(con, sk.skill_map(con, *DAYS, **one)) for one in asked]
        again = sk.release(con, sk.skill_map(con, *DAYS, **asked[0]))
    assert again.equals(released[0])
    published = [one for _, one in ledger.read(own_store)[0] if one.layer["measure"] == "holders"]
    assert len(published) > 20
    assert judged(tmp_path, people[people["holds"]], published) == (0, [])


def test_an_answer_without_a_row_is_released_as_it_is(own_store):
    """Nobody of a unit works in a country of another: there is nothing to protect, and nothing to note."""
    with sk.connect(own_store) as con:
        nowhere = {"filters": {"business_unit": "Support Desk", "job_role": "Researcher"}}
        frame = sk.skill_map(con, *DAYS, by="location", **nowhere)
        assert not len(frame) and not len(sk.release(con, frame))
    assert ledger.read(own_store)[0] == []
