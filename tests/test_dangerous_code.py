"""What our own code never does: run text, load what runs, start a shell, or put a value into SQL by hand."""

import ast
import importlib.metadata
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from skillslib.taxonomy import documents

ROOT = Path(__file__).parents[1]
PACKAGE = sorted((ROOT / "skillslib").rglob("*.py"))
SOURCES = [*PACKAGE, *sorted((ROOT / "benchmarks").glob("*.py"))]
QUOTING = ROOT / "skillslib" / "quoting.py"
# Modules that run what they read, and calls that run a text.
RUNNING_MODULES = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "joblib",
    "marshal",
    "shelve",
    "pty",
}
RUNNING_CALLS = {"eval", "exec", "compile", "__import__"}
RUNNING_ATTRIBUTES = {"read_pickle", "to_pickle", "system", "popen", "getoutput", "unsafe_load", "full_load"}
ENGINE = {"execute", "executemany", "sql", "query", "ask"}
# Versions without a fault that is known: GUARANTEES 2.2
FLOORS = {
    "jupyter-server": "2.20.0",
    "jupyterlab": "4.6.2",
    "nbconvert": "7.17.1",
    "mistune": "3.3.3",
    "tornado": "6.5.8",
    "pyarrow": "23.0.1",
    "bleach": "6.4.0",
    "pillow": "12.3.0",
    "soupsieve": "2.8.4",
    "urllib3": "2.7.0",
}


def dangers(tree):
    """What is dangerous in a module, in words, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
            yield from ((node.lineno, name) for name in names if name.split(".")[0] in RUNNING_MODULES)
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in RUNNING_CALLS:
            yield node.lineno, node.func.id
        if isinstance(node.func, ast.Attribute) and node.func.attr in RUNNING_ATTRIBUTES:
            yield node.lineno, node.func.attr
        for given in node.keywords:
            if given.arg in ("shell", "allow_pickle") and ast.unparse(given.value) != "False":
                yield node.lineno, given.arg
        if ast.unparse(node.func) == "yaml.load" and ast.unparse(node.args[-1]) != "Plain":
            yield node.lineno, "yaml.load"


def by_hand(tree):
    """Places where something else than a constant stands between quotes in what the engine is given."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in ENGINE]
    for text in [part for call in calls for given in call.args for part in ast.walk(given)]:
        if isinstance(text, ast.BinOp) and isinstance(text.op, ast.Mod) and is_text(text.left):
            yield text.lineno, ast.unparse(text)
        if not isinstance(text, ast.JoinedStr):
            continue
        for before, part in zip(text.values, text.values[1:], strict=False):
            if not isinstance(part, ast.FormattedValue) or not isinstance(before, ast.Constant):
                continue
            name = ast.unparse(part.value)
            if before.value.endswith(("'", '"')) and not name.rpartition(".")[2].isupper():
                yield part.lineno, name


def called(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def is_text(node):
    return isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", None), str)


def found(look, *paths):
    return [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in paths
        for line, what in look(ast.parse(path.read_text(encoding="utf-8")))
    ]


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from pickle import loads",
        "pd.read_pickle('x')",
        "np.load('x', allow_pickle=True)",
        "yaml.load(text, yaml.Loader)",
        "yaml.load(text, Loader=yaml.Loader) if 0 else yaml.unsafe_load(text)",
        "subprocess.run('ls', shell=True)",
        "os.system('ls')",
        "eval('1')",
        "exec('1')",
    ],
)
def test_the_search_finds_what_is_dangerous(code):
    assert list(dangers(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "con.execute(f\"select '{name}'\")",
        "con.sql(f'from \"{table}\"')",
        "con.execute('select %s' % name)",
        "ask(con, f\"where x = '{x}'\", day, day)",
    ],
)
def test_the_search_finds_what_is_quoted_by_hand(code):
    assert list(by_hand(ast.parse(code)))
    assert not list(by_hand(ast.parse("con.execute(f\"select {literal(x)}, '{ERASED}'\")")))


def test_nothing_runs_a_text_or_loads_what_runs():
    assert found(dangers, *SOURCES) == []


def test_yaml_is_read_by_the_safe_loader():
    for text in ("!!python/object/apply:os.getcwd []", "a: &a [1]\nb: [*a, *a]"):
        with pytest.raises(yaml.YAMLError):
            documents.read_yaml(text)
    assert documents.read_yaml("a: [1]") == {"a": [1]}


def test_values_and_names_go_into_sql_through_one_door():
    assert found(by_hand, *PACKAGE) == []


def test_quotes_are_doubled_in_one_place():
    doubling = ('replace("\'", "\'\'")', "replace('\"', '\"\"')")
    places = [path for path in SOURCES if any(text in path.read_text(encoding="utf-8") for text in doubling)]
    assert places == [QUOTING]


@pytest.mark.parametrize("name", FLOORS)
def test_no_package_is_older_than_its_first_sound_version(name):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    lines = [*project["project"]["dependencies"], *(line for extra in extras for line in extra)]
    named = {one.name: one for one in map(Requirement, lines)}
    kept = dict(project["tool"]["skillslib"]["floors"])
    kept |= {n: s.version for n, one in named.items() for s in one.specifier if s.operator == ">="}
    assert Version(kept[name]) >= Version(FLOORS[name])
    pins = dict(
        line.lower().split("==")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    )
    if name in pins:
        assert Version(pins[name]) >= Version(FLOORS[name])
    try:
        installed = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{name} is not installed")
    assert Version(installed) >= Version(FLOORS[name])
