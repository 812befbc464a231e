"""The command line: help with examples, errors that say what to do, exit codes."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from skillslib.cli import app

COMMANDS = [
    *(
        "init",
        "load",
        "series",
        "levels",
        "skills",
        "sync",
        "check",
        "unmatched",
        "targets",
        "report",
        "sample",
        "verify",
        "retain",
        "person-report",
        "note-request",
        "protection-page",
        "erase",
    ),
]


def skillslib(*words):
    """Run the command, in this process; returns what it printed and its exit code."""
    with (
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()) as err,
        pytest.raises(SystemExit) as end,
    ):
        app([*map(str, words)], prog_name="skillslib")
    return SimpleNamespace(returncode=end.value.code, stdout=out.getvalue(), stderr=err.getvalue())


def in_a_process(*words, folder=None):
    """Run the command as a person would, in a process of its own."""
    command = [sys.executable, "-m", "skillslib", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


def one_message(done):
    """The error as printed, which must be one message and no traceback."""
    assert "Traceback" not in done.stderr and "Traceback" not in done.stdout
    return done.stderr


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A small made-up company's files."""
    folder = tmp_path_factory.mktemp("small") / "company"
    done = skillslib("sample", folder, "--people", 300, "--awards", 2000)
    assert done.returncode == 0, done.stderr
    assert str(folder) in done.stdout
    return folder


def test_help_lists_every_command_with_its_whole_purpose():
    done = skillslib("--help")
    assert done.returncode == 0
    lines = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    for command in COMMANDS:
        assert lines[command].endswith(".") and not lines[command].endswith("...")


def test_a_process_of_its_own_says_the_same_as_this_one(tmp_path):
    for words in (["--help"], ["nonsense"], ["check", "--store", tmp_path / "nowhere"]):
        here, there = skillslib(*words), in_a_process(*words)
        assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, here.stderr)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example(command):
    done = skillslib(command, "--help")
    assert done.returncode == 0
    assert f"Example: skillslib {command}" in done.stdout


def test_help_is_quick_because_nothing_heavy_is_imported():
    code = (
        "import sys, skillslib.cli\n"
        "print([m for m in ('pandas', 'duckdb', 'altair', 'papermill') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["load"],
        ["report"],
        ["report", "--quarter"],
        ["sample", "x", "--people", "many"],
    ],
)
def test_a_wrong_command_line_is_told_how_to_go_on(words):
    done = skillslib(*words)
    assert done.returncode == 2
    assert "Error" in one_message(done) or "Usage" in done.stdout + done.stderr


def test_a_missing_store_is_named_with_the_command_that_makes_one(tmp_path):
    done = skillslib("check", "--store", tmp_path / "nowhere")
    assert done.returncode == 2
    assert "nowhere" in one_message(done) and "skillslib load" in done.stderr


def test_a_missing_file_is_named(tmp_path):
    done = skillslib("load", tmp_path / "absent.csv", "--store", tmp_path / "store")
    assert done.returncode == 2
    assert "absent.csv" in one_message(done)
    assert not (tmp_path / "store").exists()


def test_a_file_of_unknown_shape_is_refused_and_nothing_is_loaded(tmp_path):
    strange = tmp_path / "strange.csv"
    strange.write_text("colour,weight\nred,3\n")
    done = skillslib("load", strange, "--store", tmp_path / "store")
    assert done.returncode == 2
    assert "strange.csv" in one_message(done)
    assert not (tmp_path / "store" / "current").exists()


def test_sample_does_not_write_over_what_is_there(small):
    done = skillslib("sample", small, "--people", 300, "--awards", 2000)
    assert done.returncode == 2
    assert "replace" in one_message(done)
    before = {path.name: path.read_bytes() for path in small.iterdir()}
    again = skillslib("sample", small, "--people", 300, "--awards", 2000, "--replace")
    assert again.returncode == 0, again.stderr
    assert {path.name: path.read_bytes() for path in small.iterdir()} == before


def test_load_counts_every_row_and_check_finds_the_store_sound(small, tmp_path):
    done = skillslib("load", small, "--store", tmp_path / "store")
    assert done.returncode == 0, done.stderr
    for word in ("read", "accepted", "quarantined", "duplicates", "without a person"):
        assert word in done.stdout, word
    checked = skillslib("check", "--store", tmp_path / "store", "--on", "2026-10-05")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "people.csv" in checked.stdout and "rules hold" in checked.stdout
    assert "Formats of badges" in checked.stdout and "Open Badges 3.0, VCDM 2.0" in checked.stdout


def test_load_finds_a_store_by_the_environment(small, tmp_path, monkeypatch):
    monkeypatch.setenv("SKILLS_STORE", str(tmp_path / "elsewhere"))
    assert in_a_process("load", small, folder=tmp_path).returncode == 0
    assert (tmp_path / "elsewhere" / "current").is_file()


@pytest.mark.parametrize(
    "words, said",
    [
        (["--quarter", "2026-Q5"], "2026-Q5"),
        (["--quarter", "last"], "last"),
        (["--quarter", "2026-Q3", "--min-people", "4"], "5"),
        (["--quarter", "2026-Q3", "--min-people", "0"], "5"),
        (["--quarter", "2026-Q3", "--known-at", "5 October"], "5 October"),
    ],
)
def test_report_refuses_what_it_cannot_mean_before_it_starts(words, said, sample_store, tmp_path):
    start = time.monotonic()
    done = skillslib("report", *words, "--store", sample_store, "--output", tmp_path / "reports")
    assert done.returncode == 2
    assert said in one_message(done)
    assert not (tmp_path / "reports").exists() or not list((tmp_path / "reports").iterdir())
    assert time.monotonic() - start < 20


def test_ctrl_c_stops_with_130_and_leaves_nothing(monkeypatch, capsys, tmp_path):
    import skillslib as sk

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(sk, "load", stopped, raising=False)
    with pytest.raises(SystemExit) as end:
        app(["load", str(tmp_path), "--store", str(tmp_path / "store")], prog_name="skillslib")
    assert end.value.code == 130
    assert "Stopped" in capsys.readouterr().err


def test_a_fault_of_ours_shows_no_data(monkeypatch, capsys, tmp_path):
    import skillslib as sk

    def broken(*_, **__):
        raise KeyError("jane.doe@example.com")

    monkeypatch.setattr(sk, "load", broken, raising=False)
    with pytest.raises(SystemExit) as end:
        app(["load", str(tmp_path), "--store", str(tmp_path / "store")], prog_name="skillslib")
    assert end.value.code == 1
    assert "jane.doe" not in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="sends a signal the POSIX way")
@pytest.mark.parametrize("wait", [0.0, 0.4, 0.8])
def test_ctrl_c_inside_a_load_is_no_fault_of_ours(root, tmp_path, wait):
    store = tmp_path / "store"
    words = ["load", str(root / "data" / "sample"), "--store", str(store)]
    run = subprocess.Popen(
        [sys.executable, "-m", "skillslib", *words], cwd=root, stderr=subprocess.PIPE, text=True
    )
    while not list(store.glob(".building-*")):
        assert run.poll() is None, run.communicate()[1]
        time.sleep(0.01)
    time.sleep(wait)
    run.send_signal(signal.SIGINT)
    said = run.communicate(timeout=60)[1]
    assert (run.returncode, "Stopped" in said) == (130, True), said
    assert not store.exists()


def test_check_shows_names_with_brackets_and_people_before_awards(tmp_path, root):
    (tmp_path / "people[final].csv").write_bytes((root / "data" / "sample" / "people.csv").read_bytes())
    assert skillslib("load", tmp_path, "--store", tmp_path / "made" / "store").returncode == 0
    done = skillslib("check", "--store", tmp_path / "made" / "store")
    assert "people[final].csv" in done.stdout
    assert "assignments to a unit nobody defined" in done.stdout
    assert done.returncode == 1 and "2 of 14 rules are broken" in one_message(done)
    assert "fault" not in done.stderr


def test_load_reads_another_encoding_when_told(tmp_path):
    rows = "location_id,name,city,country,country_code,latitude,longitude\nL-1,Büro,Köln,Germany,DE,50.9,7\n"
    (tmp_path / "locations.csv").write_bytes(rows.encode("cp1252"))
    store = tmp_path / "made" / "store"
    refused = skillslib("load", tmp_path / "locations.csv", "--store", store)
    assert refused.returncode == 2 and "--encoding cp1252" in one_message(refused)
    words = ["load", tmp_path / "locations.csv", "--store", store, "--encoding"]
    assert skillslib(*words, "cp1252").returncode == 0
    assert "cp99" in one_message(skillslib(*words, "cp99"))


def test_what_stands_in_brackets_is_printed_as_it_is(tmp_path):
    (tmp_path / "export [red].csv").write_text("Name [/b],Day\nPython,2026-01-01\n")
    refused = skillslib("load", tmp_path, "--store", tmp_path / "made" / "store")
    assert refused.returncode == 2
    assert "export [red].csv" in refused.stderr and "Name [/b]" in refused.stderr
    assert "Traceback" not in refused.stderr
