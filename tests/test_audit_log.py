"""The audit log: whatever is changed, taken out, cut off or moved is found, and named by its line."""

import json
import multiprocessing
import os
import random
import stat

import pytest
from pseudonym import write_key
from typer.testing import CliRunner

import skillslib as sk
from skillslib.cli import app
from skillslib.governance import chain, log
from skillslib.publish import provenance, verifying
from skillslib.vault import KeyFileError

SEEDS = range(200)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A folder of a store, and a key that is this test's own."""
    monkeypatch.setenv("SKILLS_KEY_FILE", str(tmp_path / "key" / "pseudonym.key"))
    (tmp_path / "store").mkdir()
    return tmp_path / "store"


def filled(store, lines=6):
    """A log of some exports; its lines as bytes."""
    for number in range(lines):
        log.record(store, "report", parameters={"quarter": f"2026-Q{number % 4 + 1}"}, verdict="published")
    return (store / log.NAME).read_bytes().splitlines(keepends=True)


def write(store, lines):
    (store / log.NAME).write_bytes(b"".join(lines))


def test_a_log_as_it_was_written_has_nothing_to_find(store):
    filled(store)
    assert log.findings(store) == []
    assert [line["number"] for line in log.entries(store)] == [1, 2, 3, 4, 5, 6]
    first = log.entries(store)[0]
    assert {"when", "who", "action", "parameters", "verdict"} <= first.keys()


def test_no_log_and_no_head_is_nothing_to_find(store):
    assert log.findings(store) == [] and log.entries(store) == []


def test_only_the_account_may_read_it(store):
    filled(store, 1)
    assert stat.S_IMODE((store / log.NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE((store.parent / "key" / chain.HEADS).stat().st_mode) == 0o600
    assert stat.S_IMODE((store.parent / "key" / "pseudonym.key").stat().st_mode) == 0o600


def test_a_fact_that_the_log_has_no_place_for_is_refused(store):
    with pytest.raises(log.AuditError, match=r"no place for 'employee'.*parameters"):
        log.record(store, "erase", employee="someone")
    assert not (store / log.NAME).exists()


def test_any_changed_byte_is_found_at_its_line(store):
    lines = filled(store)
    for seed in SEEDS:
        chance = random.Random(seed)
        place = chance.randrange(len(lines))
        line = bytearray(lines[place])
        at = chance.randrange(len(line))
        line[at] = chance.choice([byte for byte in range(256) if byte != line[at]])
        write(store, [*lines[:place], bytes(line), *lines[place + 1 :]])
        (found,) = log.findings(store)
        assert f"line {place + 1}:" in found


def test_any_deletion_insertion_or_move_is_found(store):
    lines = filled(store)
    for seed in SEEDS:
        chance = random.Random(seed)
        places = sorted(chance.sample(range(len(lines)), chance.randint(1, len(lines) - 1)))
        kept = [line for place, line in enumerate(lines) if place not in places]
        moved = lines[:]
        while moved == lines:
            chance.shuffle(moved)
        twice = [*lines[: places[0]], lines[places[0]], *lines[places[0] :]]
        longer = [*lines, lines[places[0]]]
        for changed in (kept, moved, twice, longer):
            write(store, changed)
            assert log.findings(store), changed


def test_lines_cut_off_at_the_end_are_found(store):
    lines = filled(store)
    for left in range(6):
        write(store, lines[:left])
        (found,) = log.findings(store)
        assert ("missing" in found) if not left else f"ends with line {left}" in found
        assert "6 lines" in found


def test_a_cut_inside_the_last_line_is_found(store):
    lines = filled(store)
    for cut in range(1, len(lines[-1])):
        write(store, [*lines[:-1], lines[-1][:-cut]])
        assert log.findings(store)


def test_a_log_that_is_gone_is_found_also_after_more_was_recorded(store):
    filled(store)
    (store / log.NAME).unlink()
    assert "missing" in log.findings(store)[0]
    assert log.record(store, "report")["number"] == 7
    assert "it has the number 7, and 1 was to come" in log.findings(store)[0]


def test_lines_cut_off_stay_found_after_more_was_recorded(store):
    lines = filled(store)
    write(store, lines[:4])
    log.record(store, "report")
    assert "line 5" in log.findings(store)[0]


def test_a_line_rewritten_with_the_words_of_another_is_found(store):
    """Also where the changed line is well formed and bears the hash it had."""
    lines = filled(store)
    line = json.loads(lines[2])
    line["parameters"]["quarter"] = "2020-Q1"
    write(store, [*lines[:2], json.dumps(line).encode() + b"\n", *lines[3:]])
    assert "line 3: it was changed" in log.findings(store)[0]


def test_another_log_in_its_place_is_found(store, tmp_path):
    filled(store)
    other = tmp_path / "other"
    other.mkdir()
    filled(other)
    write(store, (other / log.NAME).read_bytes().splitlines(keepends=True))
    assert "another log" in log.findings(store)[0]


def test_a_moved_store_goes_on_and_an_older_copy_is_found(store, tmp_path):
    lines = filled(store)
    store.rename(tmp_path / "moved")
    assert log.findings(tmp_path / "moved") == []
    assert log.record(tmp_path / "moved", "report")["number"] == 7
    assert log.findings(tmp_path / "moved") == []
    (tmp_path / "older").mkdir()
    write(tmp_path / "older", lines[:3])
    assert "ends with line 3 and had 7 lines" in log.findings(tmp_path / "older")[0]
    (store.parent / "key" / chain.HEADS).unlink()
    assert "nothing beside the key" in log.findings(tmp_path / "moved")[0]


def test_another_key_cannot_go_on_unseen(store, monkeypatch, tmp_path):
    lines = filled(store)
    (tmp_path / "another").mkdir()
    other = write_key(tmp_path / "another" / "pseudonym.key")
    monkeypatch.setenv("SKILLS_KEY_FILE", str(other))
    assert "another key" in log.findings(store)[0]
    log.record(store, "report")
    monkeypatch.setenv("SKILLS_KEY_FILE", str(tmp_path / "key" / "pseudonym.key"))
    assert f"line {len(lines) + 1}" in log.findings(store)[0]


def test_where_no_key_is_nothing_is_verified_and_none_is_made(store, monkeypatch, tmp_path):
    filled(store)
    monkeypatch.setenv("SKILLS_KEY_FILE", str(tmp_path / "nowhere" / "pseudonym.key"))
    said = CliRunner().invoke(app, ["verify", "--store", str(store)])
    assert said.exit_code == 2 and "There is no key at" in said.output and "line 1" not in said.output
    with pytest.raises(KeyFileError, match="no key at"):
        log.record(store, "report")
    assert not (tmp_path / "nowhere" / "pseudonym.key").exists()


def test_what_a_killed_writer_left_is_cleared_away(store):
    lines = filled(store, 2)
    write(store, [*lines, b'{"log": "half a li'])
    assert log.findings(store)
    assert log.record(store, "report")["number"] == 3
    assert log.findings(store) == []


def test_a_killed_writer_that_had_not_told_the_head_is_no_fault(store):
    filled(store, 2)
    heads = store.parent / "key" / chain.HEADS
    before = heads.read_bytes()
    log.record(store, "report")
    heads.write_bytes(before)
    assert log.findings(store) == []
    assert log.record(store, "report")["number"] == 4
    assert log.findings(store) == []


def _write_some(store, key):
    os.environ["SKILLS_KEY_FILE"] = key
    for _ in range(10):
        log.record(store, "export")


def test_writers_side_by_side_lose_nothing(store):
    context = multiprocessing.get_context("fork")
    writers = [
        context.Process(target=_write_some, args=(store, os.environ["SKILLS_KEY_FILE"])) for _ in range(3)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(log.entries(store)) == 30
    assert log.findings(store) == []


# --- a report ---------------------------------------------------------------------------------


@pytest.fixture
def report(store):
    """A small report of that store, as the audit log tells of it."""
    folder = store.parent / "reports" / "2026-Q3"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("a page")
    described = {
        "report": {"quarter": "2026-Q3", "known_at": "2026-10-05"},
        "store": {"version": "8f3a0c"},
        "inputs": [{"kind": "people", "sha256": "1a2b3c4d5e6f7a8b"}],
        "policy": {"min_people": 5},
        "governance": {"basis": "Works agreement on skills"},
    }
    provenance.write(folder, described)
    verifying.note_report(store, folder)
    return folder


def test_the_line_of_a_report_says_who_what_of_what_and_by_which_policy(store, report):
    (line,) = log.entries(store)
    assert line["parameters"] == {"quarter": "2026-Q3", "known_at": "2026-10-05"}
    assert line["inputs"] == {"store": "8f3a0c", "people 1a2b3c4d5e6f": "1a2b3c4d5e6f7a8b"}
    assert line["outputs"] == {"provenance.json": provenance.sha256(report / "provenance.json")}
    assert line["policy"] == {"min_people": 5, "governance": {"basis": "Works agreement on skills"}}
    assert line["verdict"] == "published" and line["who"]


def test_a_report_as_it_was_written_has_nothing_to_find(store, report):
    assert sk.verify(store, report) == []


def test_a_page_that_was_changed_is_named(store, report):
    (report / "index.html").write_text("another page")
    (found,) = sk.verify(store, report)
    assert "index.html: it was changed" in found


def test_a_report_changed_together_with_its_provenance_is_found(store, report):
    (report / "index.html").write_text("another page")
    told = json.loads((report / "provenance.json").read_text())
    told.pop("files")
    provenance.write(report, told)
    assert provenance.verify(report) == []
    (found,) = sk.verify(store, report)
    assert "the audit log tells of no such report" in found


def test_the_command_names_what_it_finds_and_fails(store, report):
    run = CliRunner()
    said = run.invoke(app, ["verify", str(report), "--store", str(store)])
    assert said.exit_code == 0 and "1 line, each as it was written" in said.output
    (store / log.NAME).unlink()
    said = run.invoke(app, ["verify", "--store", str(store)])
    assert said.exit_code == 1 and "audit.jsonl is missing: it had 1 line" in said.output
    said = run.invoke(app, ["verify", str(store), "--store", str(store)])
    assert said.exit_code == 2 and "name the folder of a report" in said.output
