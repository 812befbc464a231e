"""Nobody of the sample company is in anything a report leaves behind: by our own search, and by a judge's."""

import base64
import csv
import html
import json
import re
import subprocess
import sys
from urllib.parse import unquote

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell

import skillslib as sk
from skillslib.governance import log
from skillslib.publish import ledger, renderer, runner
from skillslib.publish.writing import CHAPTERS

pytestmark = pytest.mark.slow
# What names a person of the sample: a cell that fails with this in its hands, in its text and in its output.
FAILING = """\
import csv
rows = list(csv.DictReader(open(PEOPLE, encoding="utf-8")))
print(rows[0])
raise KeyError(rows[0]["employee_id"], rows[0]["email"], "{first_name} {last_name}".format(**rows[0]))"""
FAIL = """
import sys
import skillslib as sk
sk.render_report("2026-Q3", store=sys.argv[1], output=sys.argv[2], notebooks=sys.argv[3])
"""


@pytest.fixture(scope="module")
def people(root):
    """The roster: ids, addresses and full names of everybody of the sample."""
    rows = pd.read_csv(root / "data" / "sample" / "people.csv", dtype=str, keep_default_na=False)
    aliases = {alias for several in rows["email_aliases"] for alias in re.split("[;, ]+", several) if alias}
    return pd.DataFrame(
        {
            "person_id": rows["employee_id"],
            "email": rows["email"],
            "full_name": rows["first_name"] + " " + rows["last_name"],
        }
    ).drop_duplicates(), aliases


@pytest.fixture(scope="module")
def left(tmp_path_factory, sample_store, root):
    """All that a report leaves: its folder, logs, and what a failing one says, in one folder.

    Of each page the script that draws is left out once it is known to be the package's own.
    """
    folder = tmp_path_factory.mktemp("left")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root))
        report = sk.render_report("2026-Q3", store=sample_store, output=folder / "reports").path.parent
        failed = fail(folder, sample_store, root)
    for page in report.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert page.stem == "method" or renderer._script() in text
        page.write_text(text.replace(renderer._script(), ""), encoding="utf-8")
    for name in (log.NAME, ledger.NAME):
        (folder / name).write_bytes((sample_store / name).read_bytes())
    (folder / "failed.log").write_text(failed, encoding="utf-8")
    return folder


def fail(folder, store, root):
    """The output and the traceback of a report whose notebook fails with a person in its hands."""
    notebooks = folder / "failing"
    notebooks.mkdir()
    for _, _, name in CHAPTERS:
        whole = nbformat.read(runner.find_notebooks() / f"{name}.ipynb", as_version=4)
        whole.cells = whole.cells[:3]
        if name.startswith("3"):
            path = root / "data" / "sample" / "people.csv"
            whole.cells.append(new_code_cell(FAILING.replace("PEOPLE", repr(str(path)))))
        nbformat.write(whole, notebooks / f"{name}.ipynb")
    words = [str(store), str(folder / "failed"), str(notebooks)]
    done = subprocess.run([sys.executable, "-c", FAIL, *words], capture_output=True, text=True, cwd=root)
    assert done.returncode and "KeyError" in done.stderr and "3-skill-gaps" in done.stderr
    assert not (folder / "failed").exists()
    return done.stdout + done.stderr


def layers(text, deep=0):
    """A text, and what is written in it in another way: entities, escapes, base 64 and what that holds."""
    yield text
    for other in (
        html.unescape(text),
        unquote(text),
        re.sub(r"\\+u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text),
    ):
        if other != text:
            yield other
    for found in re.findall(r"[A-Za-z0-9+/]{24,}={0,2}", text) if deep < 3 else ():
        if len(found.rstrip("=")) % 4 == 1:
            continue  # no whole number of bytes is written like this
        inside = base64.b64decode(found + "=" * (-len(found) % 4), validate=False)
        if inside.isascii() or b"<svg" in inside[:200]:
            yield from layers(inside.decode("utf-8", "replace"), deep + 1)


def named_in(text, roster, aliases):
    """Whom a text names, in any of its layers."""
    wanted = set(roster["person_id"]) | set(roster["email"]) | aliases
    names = set(roster["full_name"])
    found = set()
    for layer in layers(text):
        words = set(re.findall(r"[\w@.+-]+", layer))
        found |= (words | {word.strip(".+-") for word in words}) & wanted
        found |= set(re.findall(r"(?=\b(\w+ \w+)\b)", layer)) & names
    return found


def test_our_search_finds_who_is_there(people):
    roster, aliases = people
    one = roster.iloc[7]
    for text in (
        f"<p>{one.email}</p>",
        f"<p>{one.email.replace('@', '&#64;')}</p>",
        json.dumps({"a": one.full_name}),
        one.person_id.replace("E", "\\u0045"),
        one.email.replace("@", "%40"),
        "data:," + base64.b64encode(f"<svg><text>{one.full_name}</text></svg>".encode()).decode(),
    ):
        assert named_in(text, roster, aliases), text


def test_nobody_is_in_what_a_report_leaves(left, people):
    files = [path for path in left.rglob("*") if path.is_file()]
    kinds = {path.suffix for path in files}
    assert {".html", ".ipynb", ".csv", ".json", ".jsonl", ".log"} <= kinds
    found = {path.name: named_in(path.read_text(encoding="utf-8"), *people) for path in files}
    assert {name: who for name, who in found.items() if who} == {}


def test_a_judge_finds_nobody_either(left, people, root, record_property, tmp_path):
    judge = root.parent / "shared" / "judges" / "leak_scan.py"
    if not judge.is_file():
        pytest.skip("needs ../shared/judges/leak_scan.py")
    people[0].to_csv(tmp_path / "roster.csv", index=False, quoting=csv.QUOTE_ALL)
    said = subprocess.run(
        [
            sys.executable,
            judge,
            tmp_path / "roster.csv",
            left,
            "--k",
            "5",
            "--cols",
            "person_id,email,full_name",
        ],
        capture_output=True,
        text=True,
    )
    leaks = [line for line in said.stdout.splitlines() if line.startswith("LEAK")]
    assert (said.returncode, leaks) == (0, []), said.stdout[-2000:] + said.stderr[-2000:]
    record_property("shown", f"leak scan: {said.stdout.splitlines()[-1]}")
