"""What goes into git: no answer of a notebook, and nothing of a company's own."""

import base64
import json
import os
import shutil
import subprocess

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

SECRET = "E-000001 holds Python"
IGNORED = [
    *("store/current", "store/vault/x.duckdb", "store/audit.jsonl", "store/ledger.jsonl"),
    *("reports/2026-Q3/index.html", "data/ours/people.csv", "data/people.csv", "exports/map.csv", "map.xlsx"),
    *("aliases.csv", "notebooks/aliases.csv", "unmatched.csv", "worklist.csv", "skill_names.csv"),
    *("scenarios/grow.toml", "scenario-2027.toml", "pseudonym.key", "notebooks/pseudonym.key", ".env"),
    *("notebooks/.ipynb_checkpoints/1-skill-map-checkpoint.ipynb", "notebooks/team/ours.ipynb"),
    *("versions.duckdb", "versions.duckdb.wal", "landing/credly/page-1.json"),
    *("company/people.csv", "company/reports/2026-Q3/thanks.html", "ours/store/vault/requests.jsonl"),
    *("ours/store/vault/quarantine/1a2b.html", "ours/vault/x.html", "ours/.landing/page.json"),
    *("ours/.refused/rows.csv", "loads.jsonl", "reports.jsonl", "audit_heads.json", "requests.jsonl"),
    *(
        "consents.csv",
        "consents-2026.csv",
        "answer.html",
        "answer-7.html",
        "protection.html",
        "ours/thanks.html",
    ),
]
TRACKED = [
    *("data/sample/people.csv", "data/sample/new.csv", "notebooks/1-skill-map.ipynb", "reports/README.md"),
    *("skillslib/store/new.py", "skillslib/vault/new.py", "skillslib/publish/templates/thanks.html.j2"),
    *("skillslib/model.sql", "skillslib/people/cities.csv", "tests/golden/1-skill-map.ipynb", "README.md"),
]


def executed():
    shown = new_output("execute_result", {"text/plain": SECRET}, execution_count=3)
    cell = new_code_cell("1 + 1", outputs=[shown], execution_count=3)
    cell.metadata = {"tags": ["parameters"], "execution": {"iopub.status.idle": "2026-10-05"}}
    pasted = new_markdown_cell("# A question?\n![x](attachment:x.png)")
    pasted["attachments"] = {"x.png": {"image/png": base64.b64encode(SECRET.encode()).decode()}}
    widgets = {"application/vnd.jupyter.widget-state+json": {"state": {"a": {"state": {"value": SECRET}}}}}
    return writes(new_notebook(cells=[pasted, cell], metadata={"widgets": widgets}))


@pytest.fixture
def repository(root, tmp_path):
    """A repository with our hook and our list of what is ignored, and what git says in it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(tmp_path)}

    def git(*words, check=True):
        done = subprocess.run(
            ["git", *words], cwd=tmp_path / "copy", env=environment, capture_output=True, text=True
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    (tmp_path / "copy").mkdir()
    git("init", "--quiet")
    git("config", "user.name", "Tester")
    git("config", "user.email", "tester@example.com")
    shutil.copy(root / ".gitignore", tmp_path / "copy")
    shutil.copytree(root / ".githooks", tmp_path / "copy" / ".githooks")
    git("config", "core.hooksPath", ".githooks")
    return tmp_path / "copy", git


def test_the_hook_commits_a_notebook_without_what_it_shows(repository):
    folder, git = repository
    (folder / "deep").mkdir()
    names = ("ours.ipynb", "deep/with blank ü.ipynb", "LOUD.IPYNB")
    for name in names:
        (folder / name).write_text(executed(), encoding="utf-8")
    (folder / "words.txt").write_text(SECRET)
    git("add", "ours.ipynb", "LOUD.IPYNB", "deep", "words.txt")
    git("commit", "--quiet", "-m", "Add them")
    for name in names:
        kept = git("show", f"HEAD:{name}").stdout
        assert SECRET not in kept and "widget" not in kept and "2026-10-05" not in kept
        assert "attachments" not in kept and "# A question?" in kept
        one = json.loads(kept)["cells"][1]
        assert (one["outputs"], one["execution_count"]) == ([], None)
        assert ("".join(one["source"]), one["metadata"]) == ("1 + 1", {"tags": ["parameters"]})
        assert SECRET in (folder / name).read_text(encoding="utf-8")  # the open notebook keeps its answers
    assert git("show", "HEAD:words.txt").stdout == SECRET


def test_the_hook_strips_what_is_staged_wherever_git_is_called_and_again(repository):
    folder, git = repository
    (folder / "deep").mkdir()
    (folder / "deep" / "ours.ipynb").write_text(executed(), encoding="utf-8")
    git("add", "-A")
    git("-C", "deep", "commit", "--quiet", "-m", "Add it")
    changed = json.loads(executed())
    changed["cells"][1]["source"] = "2 + 2"
    (folder / "deep" / "ours.ipynb").write_text(json.dumps(changed), encoding="utf-8")
    git("commit", "--quiet", "-a", "-m", "Change it")
    kept = git("show", "HEAD:deep/ours.ipynb").stdout
    assert "2 + 2" in kept and SECRET not in kept
    assert all(SECRET not in git("show", f"{at}:deep/ours.ipynb").stdout for at in ("HEAD", "HEAD~"))


def test_golden_copies_keep_their_outputs_and_clean_notebooks_their_bytes(repository, root):
    folder, git = repository
    (folder / "tests" / "golden").mkdir(parents=True)
    (folder / "tests" / "golden" / "one.ipynb").write_text(executed(), encoding="utf-8")
    shutil.copy(root / "notebooks" / "1-skill-map.ipynb", folder)
    git("add", "-A")
    git("commit", "--quiet", "-m", "Add them")
    assert SECRET in git("show", "HEAD:tests/golden/one.ipynb").stdout
    assert git("status", "--porcelain").stdout == ""


def test_a_notebook_that_cannot_be_read_is_not_committed(repository):
    folder, git = repository
    (folder / "torn.ipynb").write_text(executed()[:200], encoding="utf-8")
    git("add", "-A")
    done = git("commit", "-m", "Add it", check=False)
    assert done.returncode != 0 and "torn.ipynb is no notebook" in done.stdout + done.stderr
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("own", ["", "ours"])
def test_make_puts_the_hook_in_place_but_keeps_hooks_of_ones_own(repository, root, own):
    folder, git = repository
    shutil.copy(root / "Makefile", folder)
    git("config", "--unset", "core.hooksPath")
    if own:
        git("config", "core.hooksPath", own)
    subprocess.run(["make", "hooks"], cwd=folder, check=True, capture_output=True)
    assert git("config", "core.hooksPath").stdout.strip() == (own or ".githooks")


@pytest.mark.parametrize("name", IGNORED)
def test_a_companys_own_is_ignored(repository, name):
    assert repository[1]("check-ignore", "--no-index", name, check=False).returncode == 0


@pytest.mark.parametrize("name", TRACKED)
def test_the_projects_own_is_not(repository, name):
    assert repository[1]("check-ignore", "--no-index", name, check=False).returncode == 1


def test_nothing_that_is_tracked_is_ignored(root):
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    assert done.stdout == ""
