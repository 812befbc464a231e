"""The gate before a notebook: its own parameters cell says which names and types it takes.

A notebook's parameters are put into it as code, names included. So a name comes from the notebook's
own cell tagged `parameters` and from nowhere else, and a value is of the type declared there.
"""

import ast
import re
from dataclasses import dataclass

TYPES = {"str": str, "int": int, "float": float, "bool": bool}
MAX_LENGTH = 200


class ParameterError(ValueError):
    """A parameter is not one the notebook takes; the message names those it does."""


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell: `name: type = default  # help`."""

    name: str
    type: str
    default: object
    help: str


def declared(notebook, name="the notebook"):
    """A notebook's parameters, by name, from its one cell tagged `parameters`."""
    tagged = [c for c in notebook["cells"] if "parameters" in c["metadata"].get("tags", [])]
    if len(tagged) != 1:
        raise ParameterError(
            f"{name} has {len(tagged)} cells tagged `parameters`; it needs exactly one, of lines "
            'like `quarter: str = "2026-Q3"  # the quarter reported`.'
        )
    source = tagged[0]["source"]
    source = source if isinstance(source, str) else "".join(source)
    lines = source.splitlines()
    try:
        found = [_parameter(node, lines) for node in ast.parse(source).body]
    except (SyntaxError, KeyError, AttributeError, ValueError) as error:
        raise ParameterError(
            f"{name}: its parameters cell may hold nothing but lines like "
            f'`quarter: str = "2026-Q3"  # the quarter reported` ({type(error).__name__}).'
        ) from None
    return {parameter.name: parameter for parameter in found}


def _parameter(node, lines):
    if not isinstance(node, ast.AnnAssign):
        raise ValueError("not a declaration")
    kind = node.annotation.id
    default = ast.literal_eval(node.value)
    if type(default) is not TYPES[kind]:
        raise ValueError("the default is of another type")
    help_text = lines[node.end_lineno - 1][node.end_col_offset :].lstrip(" #")
    return Parameter(node.target.id, kind, default, help_text)


def checked(notebook, given, name="the notebook"):
    """The given parameters, if the notebook takes each of them; otherwise an error, before it runs.

    Text may not climb out of a folder or lead elsewhere: no `..`, no absolute path, no address, no
    braces, no control characters, at most 200 characters.
    """
    known = declared(notebook, name)
    for key, value in given.items():
        _check_name(key, known, name)
        parameter = known[key]
        wanted = (int, float) if parameter.type == "float" else (TYPES[parameter.type],)
        if type(value) not in wanted:
            raise ParameterError(
                f"{name}: {key}={value!r:.80} is {type(value).__name__}; it must be "
                f"{parameter.type}: {parameter.help}."
            )
        if isinstance(value, str):
            _check_text(key, value, name)
    return dict(given)


def with_folders(notebook, given, name, **folders):
    """Checked parameters, and the runner's own folders, whose names the notebook must know too."""
    known = declared(notebook, name)
    for key in folders:
        _check_name(key, known, name)
        if known[key].type != "str":
            raise ParameterError(f"{name}: {key} must be declared `str`.")
    return {**checked(notebook, given, name), **{key: str(path) for key, path in folders.items()}}


def _check_name(key, known, name):
    if not isinstance(key, str) or key not in known:
        choices = ", ".join(f"{p.name} ({p.type}: {p.help})" for p in known.values())
        raise ParameterError(f"{name} has no parameter {str(key)!r:.80}. It takes: {choices or 'none'}.")


def _check_text(key, value, name):
    rules = {
        "longer than 200 characters": len(value) > MAX_LENGTH,
        "with a control character in it": re.search(r"[\x00-\x1f\x7f\u2028\u2029]", value),
        "a way out of the folder (..)": ".." in re.split(r"[\\/]", value),
        "an absolute path": re.match(r"[\\/~]|[A-Za-z]:", value),
        "an address": "://" in value,
        "a template with braces": re.search(r"[{}]", value),
    }
    broken = [rule for rule, found in rules.items() if found]
    if broken:
        raise ParameterError(f"{name}: {key}={value!r:.80} is {broken[0]}; that is refused.")
