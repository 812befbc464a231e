"""How notebooks and reports are served: to this machine alone, with a token; nothing but rendered reports."""

import re
import shutil
import subprocess
import tomllib

import pytest
from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.serverapp import ServerApp

LAB = re.compile(r"jupyter lab|jupyter-lab|jupyter notebook|jupyter server|voila")
OPENING = re.compile(
    r"token\s*=|password|allow_origin|allow_remote_access|disable_check_xsrf|0\.0\.0\.0|--ip[ =]\*"
)


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_the_documented_start_listens_to_this_machine_alone(root):
    plan = subprocess.run(
        ["make", "--dry-run", "lab"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.replace("\\\n", " ")
    (line,) = [line for line in plan.splitlines() if LAB.search(line)]
    assert "--ServerApp.ip=127.0.0.1" in line and not OPENING.search(line)


def test_jupyter_itself_asks_for_a_token_and_listens_here(tmp_path, monkeypatch):
    """As installed, without any configuration: a floor under the documented start."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    monkeypatch.delenv("JUPYTER_TOKEN", raising=False)
    server = ServerApp()
    assert server.ip in ("localhost", "127.0.0.1") and not server.allow_remote_access
    assert server.allow_origin == "" and not server.disable_check_xsrf
    tokens = {IdentityProvider().token for _ in range(2)}
    assert len(tokens) == 2 and all(len(token) >= 48 for token in tokens)


def test_nothing_of_ours_opens_it_further(root):
    pages = [root / name for name in ("README.md", "CONTRIBUTING.md", "Makefile", "environment.yml")]
    pages += [*root.glob(".ci/*"), *root.glob("binder/*")]
    for page in pages:
        for line in page.read_text(encoding="utf-8").splitlines() if page.is_file() else ():
            assert not (LAB.search(line) and OPENING.search(line)), f"{page.name}: {line}"
    assert not [*root.glob("jupyter_*config*"), *root.glob(".jupyter/*"), *root.glob("notebooks/*config*")]


def test_reports_are_files_and_no_server_of_notebooks_is_needed(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [
        *project["dependencies"],
        *(one for group in project["optional-dependencies"].values() for one in group),
    ]
    assert not [one for one in named if one.startswith("voila")]
    said = " ".join((root / "README.md").read_text(encoding="utf-8").split())
    assert "serve the folder of a rendered report and nothing else" in said
