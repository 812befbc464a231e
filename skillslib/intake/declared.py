"""What a TOML file declares: read, and its names held against those that there are."""

import difflib
import tomllib

from skillslib.intake.shape import IntakeError


class MappingError(IntakeError):
    """A mapping cannot be used; the message names the file and what to correct."""


def read_toml(path):
    """What a TOML file says. Errors: MappingError where it is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path.name}: it is not TOML: {error}") from None


def check_names(path, said, choices, place):
    """Refuse a name that is none of the choices. Errors: MappingError with the place and the choices."""
    for name in said:
        if name not in choices:
            close = difflib.get_close_matches(str(name), choices, 1, 0.6)
            near = f" Nearest: {close[0]}." if close else ""
            raise MappingError(
                f"{path.name}: {place} names {name!r}. The choices are: {', '.join(choices)}.{near}"
            )


def wanted(columns):
    """Ours by theirs: what each column that is read has to say; of ours, one may be said by several."""
    found = {}
    for ours, said in columns.items():
        for theirs in (said,) if isinstance(said, str) else said:
            found[theirs] = f"{found[theirs]} and {ours}" if theirs in found else ours
    return found
