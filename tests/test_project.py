"""The project agrees with itself: one list of packages, what may import what, what is tracked."""

import ast
import importlib.metadata
import inspect
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import skillslib as sk

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FAULTS = PROJECT["tool"]["skillslib"]["floors"]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MODULES = sorted((ROOT / "skillslib").rglob("*.py"))

# The named ones must be there whatever else is: an analyst was promised them.
PROMISED = ["jupyterlab", "pandas", "altair", "ipywidgets", "duckdb", "papermill", "nbval"]


def wanted():
    """Package name -> requirement, from pyproject.toml: what runs and what tests."""
    project = PROJECT["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["test"]
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def pinned():
    """Package name -> exact version, from constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): Version(version) for name, version in pins}


# --- one list of packages -----------------------------------------------------------------------


def test_environment_names_the_packages_of_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["name"] == PROJECT["project"]["name"]
    conda = [line for line in environment["dependencies"] if isinstance(line, str)]
    assert f"python{PROJECT['project']['requires-python']}" in conda
    (pip,) = (entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert pip[0] == "--constraint constraints.txt"
    assert pip[-1] == "--editable ."
    assert [str(Requirement(line)) for line in pip[1:-1]] == [str(r) for r in wanted().values()]


def test_constraints_pin_every_package_within_its_bounds():
    pins = pinned()
    outside = {
        name: str(pins.get(name))
        for name, requirement in wanted().items()
        if name not in pins or pins[name] not in requirement.specifier
    }
    assert outside == {}


def test_constraints_hold_versions_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if not re.fullmatch(r"#.*|[A-Za-z0-9._-]+==[0-9][\w.]*", line)]
    assert odd == []
    assert canonicalize_name(PROJECT["project"]["name"]) not in pinned()


def test_the_promised_packages_are_there():
    assert set(PROMISED) <= set(wanted())


def test_versions_agree():
    assert sk.__version__ == PROJECT["project"]["version"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {sk.__version__}" in changes


@pytest.mark.parametrize("name, floor", list(FAULTS.items()))
def test_no_version_with_a_known_security_fault(name, floor):
    pin = pinned().get(canonicalize_name(name))
    assert pin is None or pin >= Version(floor)
    try:
        installed = Version(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return
    assert installed >= Version(floor)


@pytest.mark.parametrize("name, floor", [("jupyterlab", "4.6.2"), ("nbconvert", "7.17.1")])
def test_the_packages_we_name_start_above_their_known_faults(name, floor):
    (lowest,) = (s.version for s in wanted()[name].specifier if s.operator == ">=")
    assert Version(lowest) >= Version(floor)


# --- rooms and floors ---------------------------------------------------------------------------

FLOORS = {
    "store": 1,
    "lock": 0,
    "whole": 0,
    "quoting": 0,
    "sheets": 0,
    "markup": 0,
    "vault": 0,
    "governance": 2,
    "intake": 1,
    "metrics": 2,
    "badges": 2,
    "taxonomy": 2,
    "linking": 2,
    "people": 2,
    "matching": 2,
    "sample": 2,
    "disclosure": 2,
    "charts": 3,
    "loading": 3,
    "planning": 3,
    "worklist": 3,
    "erasing": 3,
    "setup": 4,
    "checking": 4,
    "syncing": 4,
    "publish": 4,
    "reviewing": 4,
    "widgets": 4,
    "cli": 5,
    "__main__": 5,
}

# The doors between two rooms of one floor: a derived column is defined once, beside its protection. And one
# upwards: the last that follows once somebody was erased is a line of the audit log.
DOORS = {("metrics", "disclosure"), ("__main__", "cli"), ("store", "governance")}

# Packages that a room must not know: questions draw nothing, charts and pages ask no database.
UNKNOWN_TO = {
    "metrics": {"altair", "duckdb", "ipywidgets", "papermill"},
    "charts": {"duckdb", "ipywidgets", "papermill"},
    "disclosure": {"altair", "duckdb"},
    "publish": {"duckdb"},
    "reviewing": {"duckdb"},
    "widgets": {"duckdb"},
    "store": {"altair"},
}


def room_of(path):
    """The room a module belongs to: skillslib/charts/map.py is in `charts`."""
    inside = path.relative_to(ROOT / "skillslib")
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def imports_of(path):
    """Every module that a file imports, at its top or inside a function, as (full name, line)."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*start, *(node.module or "").split(".")]).strip(".")
            yield base, node.lineno
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def test_every_module_is_in_a_room():
    assert {room_of(path) for path in MODULES} - {"__init__"} <= set(FLOORS)


def test_imports_point_down():
    wrong = []
    for path in MODULES:
        room = room_of(path)
        if room == "__init__":
            continue
        for name, line in imports_of(path):
            parts = name.split(".")
            target = parts[1] if parts[0] == "skillslib" and len(parts) > 1 else None
            if target not in FLOORS or target == room or (room, target) in DOORS:
                continue
            if FLOORS[target] >= FLOORS[room]:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert wrong == []


def test_rooms_know_only_what_they_need():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in MODULES
        for name, line in imports_of(path)
        if name.split(".")[0] in UNKNOWN_TO.get(room_of(path), ())
    ]
    assert sorted(set(wrong)) == []


def test_every_import_is_a_package_we_name():
    """What we import we say; a package that comes with another one may leave with it."""
    named = {name.replace("-", "_") for name in wanted()} | {"skillslib", "vl_convert", "PIL", "yaml"}
    # Parts of those that they cannot be without
    named |= {
        "numpy",
        "IPython",
        "nbformat",
        "nbclient",
        "traitlets",
        "ipykernel",
        "jupyter_client",
    }
    strange = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        for name, _ in imports_of(path)
        if name.split(".")[0] not in named | set(sys.stdlib_module_names)
    }
    assert strange == set()


def test_importing_the_library_is_lean():
    """`import skillslib` and `--help` bring neither charts nor notebooks into a process."""
    code = (
        "import sys, skillslib, skillslib.store\n"
        "print([m for m in ('altair', 'papermill', 'nbconvert', 'IPython') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


# --- manner -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sk.__all__)
def test_public_names_say_what_they_answer_and_show_it(name):
    words = inspect.getdoc(getattr(sk, name)) or ""
    assert words, f"{name} has no docstring"
    assert len(words.splitlines()[0]) <= 100
    assert "xample" in words or ">>>" in words, f"the docstring of {name} shows no example"


def test_there_is_no_room_without_a_subject():
    assert not [path for path in MODULES if path.stem in ("utils", "helpers", "common", "misc")]


# --- what is tracked ----------------------------------------------------------------------------


def tracked():
    """Every file git tracks, or every file but the made ones where there is no git."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


# Written in two halves, so that this file does not find itself.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "conda." + "anaconda.org",
    "registry." + "npmjs",
    "extra-" + "index",
]
MACHINE_PATH = re.compile(
    r"(?<![\w.$}~-])/(?:"
    + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers", "op" + "t"))
    + r")/\w"
)


def test_no_registry_address_and_no_path_of_a_machine():
    wrong = []
    for path in tracked():
        if path.suffix in (".png", ".csv", ".jsonl"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if any(host in line for host in REGISTRIES) or MACHINE_PATH.search(line):
                wrong.append(f"{path.relative_to(ROOT)}:{number}")
    assert wrong == []


def test_nothing_made_is_tracked():
    made = ("store/", ".venv/", "__pycache__/", ".ipynb_checkpoints/")
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    assert [name for name in names if name.startswith(made) or "/__pycache__/" in name] == []
    reports = [name for name in names if name.startswith("reports/")]
    assert [n for n in reports if not n.startswith("reports/screenshots/") and n != "reports/README.md"] == []


def test_tracked_files_are_small():
    large = {p.name: p.stat().st_size for p in tracked() if p.stat().st_size > 5_000_000}
    assert large == {}


# --- notebooks ----------------------------------------------------------------------------------


def test_there_are_notebooks():
    assert [path.stem for path in NOTEBOOKS][:5] == [
        "0-tour",
        "1-skill-map",
        "2-skill-trend",
        "3-skill-gaps",
        "4-recognition",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_kept_clean(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
    tagged = [c for c in cells if "parameters" in c["metadata"].get("tags", [])]
    assert len(tagged) == 1
    for line in "".join(tagged[0]["source"]).splitlines():
        assert re.fullmatch(r"\w+: (str|int|float|bool) = .+  # .+", line), line
    assert cells[0]["cell_type"] == "markdown" and "".join(cells[0]["source"]).startswith("# ")
    assert len({cell["id"] for cell in cells}) == len(cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_tell_a_story_and_define_nothing(path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        made = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
        assert not [node for node in ast.walk(tree) if isinstance(node, made)]
        imported = [alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names]
        assert "duckdb" not in imported
