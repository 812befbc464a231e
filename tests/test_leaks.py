"""Nobody of the sample company is in anything a report leaves behind: by our own search, and by a judge's.

Not by name, id or address, and not by a hash of these that whoever has the list could make.
"""

import base64
import csv
import functools
import hashlib
import html
import json
import re
import shutil
import subprocess
import sys
import zipfile
from urllib.parse import unquote

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell

import skillslib as sk
from skillslib.checking import page as check_page
from skillslib.governance import log
from skillslib.publish import ledger, renderer, runner
from skillslib.publish.writing import CHAPTERS
from skillslib.sample import GOVERNANCE
from skillslib.vault import key_file

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


@functools.cache
def hashes_of(texts):
    """What anybody can make of ids and addresses without a key, as such hashes are written."""
    made = [
        hashlib.new(kind, written.encode())
        for text in texts
        for written in {text, text.lower(), text.upper(), f"mailto:{text}"}
        for kind in ("md5", "sha1", "sha256", "sha512")
    ]
    return {one.hexdigest() for one in made} | {one.hexdigest().upper() for one in made}


def named_in(text, roster, aliases):
    """Whom a text names, in any of its layers."""
    ids = frozenset(roster["person_id"]) | frozenset(roster["email"]) | aliases
    wanted, names = ids | hashes_of(ids), set(roster["full_name"])
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
        f"sha256${hashlib.sha256(one.email.encode()).hexdigest()}",
        f'<p title="{hashlib.md5(one.person_id.encode()).hexdigest()}">',
        "data:," + base64.b64encode(f"<svg><text>{one.full_name}</text></svg>".encode()).decode(),
    ):
        assert named_in(text, roster, aliases), text


def test_nobody_is_in_what_a_report_leaves(left, people):
    key = key_file().read_text().strip()
    files = [path for path in left.rglob("*") if path.is_file()]
    kinds = {path.suffix for path in files}
    assert {".html", ".ipynb", ".csv", ".json", ".jsonl", ".log"} <= kinds
    found = {path.name: named_in(path.read_text(encoding="utf-8"), *people) for path in files}
    assert {name: who for name, who in found.items() if who} == {}
    assert not [path for path in files if key in path.read_text(encoding="utf-8")]


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


# --- a company whose files are named after people, and that thanks by name ------------------------


@pytest.fixture(scope="module")
def company(tmp_path_factory, root, people):
    """The sample, its file of badges named after somebody, in which 300 people agreed to be thanked."""
    folder = tmp_path_factory.mktemp("company")
    exports, sample = folder / "exports", root / "data" / "sample"
    exports.mkdir()
    for name in (
        "business_units.csv",
        "locations.csv",
        "taxonomy.csv",
        "taxonomy.toml",
        "badge_templates.csv",
    ):
        shutil.copy(sample / name, exports)
    allowed = GOVERNANCE.replace("min_people = 5", "min_people = 5\nnamed_recognition = true")
    (exports / "governance.toml").write_text(allowed, encoding="utf-8")
    one = people[0].iloc[0]
    shutil.copy(sample / "people.csv", exports)
    shutil.copy(sample / "credly_badges.csv", exports / f"{one.full_name} {one.email}.csv")
    sk.load([exports], store=folder / "store", exported_on="2026-10-05")
    consent(folder, people[0]["person_id"].drop_duplicates()[:300])
    report = sk.render_report("2026-Q3", store=folder / "store", output=folder / "reports").path.parent
    return folder, report, one


def consent(folder, ids, revoked=""):
    path = folder / "consents.csv"
    rows = [f"{one},2026-09-01,form,{revoked}\n" for one in ids]
    path.write_text("employee_id,given_on,source,revoked_on\n" + "".join(rows), encoding="utf-8")
    sk.load([path], store=folder / "store", exported_on="2026-10-05")


def texts_of(folder):
    """The text of each file of a folder by its name, of a workbook that of its parts."""
    for path in (path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield path.name, "".join(book.read(name).decode() for name in book.namelist())
        else:
            yield path.name, path.read_text(encoding="utf-8").replace(renderer._script(), "")


def test_who_takes_the_consent_back_is_in_nothing_of_the_next_report(company, people):
    folder, report, _ = company
    before = {name: named_in(text, *people) for name, text in texts_of(report)}
    thanked = sorted(before.pop("thanks.html"))
    assert len(thanked) > 1 and not any(before.values())
    roster = people[0]
    consent(folder, roster.loc[roster["full_name"] == thanked[0], "person_id"].unique(), revoked="2026-10-05")
    sk.render_report("2026-Q3", store=folder / "store", output=folder / "reports")
    after = {name: named_in(text, *people) for name, text in texts_of(report)}
    assert after.pop("thanks.html") == set(thanked[1:]) and not any(after.values())


def test_nobody_is_in_what_else_leaves_the_team(company, people):
    """Logs, hand-outs, the pages on data protection and on defects, and what a load that fails says."""
    folder, _, one = company
    store, out = folder / "store", folder / "out"
    out.mkdir()
    with sk.connect(store) as con:
        frame = sk.release(con, sk.skill_map(con, "2026-09-30", "2026-10-05", by="company"))
        for name in ("map.xlsx", "map.csv"):
            sk.export(con, frame, out / name)
        check_page.write(con, "2026-10-05", out / "check.html")
    sk.protection_page(out / "protection.html", store=store)
    for name in (log.NAME, ledger.NAME, "reports.jsonl"):
        shutil.copy(store / name, out)
    broken = pd.read_csv(folder / "exports" / "people.csv", dtype=str, keep_default_na=False).assign(
        fte="much"
    )
    broken.to_csv(folder / "broken.csv", index=False)
    words = [sys.executable, "-m", "skillslib", "load", folder / "broken.csv", "--store", store]
    failed = subprocess.run(words, capture_output=True, text=True)
    assert failed.returncode and "fte" in failed.stderr
    (out / "failed.log").write_text(failed.stdout + failed.stderr)
    found = {name: named_in(text, *people) for name, text in texts_of(out)}
    assert {"map.xlsx", "protection.html", "check.html", "reports.jsonl"} <= set(found)
    # The page on defects is the team's: it calls a file by its name.
    assert found.pop("check.html") <= {one.full_name}
    assert {name: who for name, who in found.items() if who} == {}
