"""Documents of publishers as text and JSON, whatever stands where in them: only what is of use is taken."""

import json

import pandas as pd

from skillslib.intake import IntakeError


def read_text(found):
    """The text in a file. Errors: IntakeError where it is not in UTF-8."""
    try:
        return found.path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise IntakeError(
            f"{found.name}: it is not in UTF-8, as such files are. Download it again."
        ) from None


def read_json(found):
    """The document in a file. Errors: IntakeError with the line at which it is none."""
    return parsed(read_text(found), found.name)


def read_json_or_lines(found):
    """The same; of a file with a document on each line the list of them."""
    lines = [line for line in read_text(found).splitlines() if line.strip()]
    if len(lines) > 1 and all(line.startswith("{") and line.rstrip().endswith("}") for line in lines):
        return [parsed(line, f"{found.name}, document {place}") for place, line in enumerate(lines, 1)]
    return read_json(found)


def parsed(text, name):
    """The document that a text of JSON is. Errors: IntakeError with the line at which it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise IntakeError(f"{name}{line}: it is no JSON that can be read. Download it again.") from None


def read_yaml(text):
    """What a text of YAML says. An alias is refused: a few of them unfold into more than fits in memory.

    Errors: those of the safe loader (YAMLError with its mark, ValueError, RecursionError).
    """
    import yaml

    class Plain(yaml.SafeLoader):
        def compose_node(self, parent, index):
            if self.check_event(yaml.AliasEvent):
                mark = self.peek_event().start_mark
                raise yaml.composer.ComposerError(None, None, "an alias is not safe to read", mark)
            return super().compose_node(parent, index)

    return yaml.load(text, Plain)


def named(value):
    """A value that should have names and values; an empty one where it has none."""
    return value if isinstance(value, dict) else {}


def listed(value):
    """Those of a list that have names and values."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text_of(value):
    """A value as text without blanks around it; of several the first; None where it is no text."""
    value = value[0] if isinstance(value, list) and value else value
    return str(value).strip() or None if isinstance(value, (str, int, float)) else None


def texts(columns):
    """Columns as text, even where all of one are blank: {name: list of any values}."""
    return {
        name: pd.Series([text_of(one) for one in values], dtype="str") for name, values in columns.items()
    }
