"""The command line: skillslib load | series | skills | sync | check | unmatched | targets | report |
verify | audit | retain | erase | person-report | note-request | sample.

Each command is a library function (load, badge_series, skill_links, sync, check, unmatched, target_template,
render_report, verify, audit, retain, erase, person_report, write_sample) with progress, and errors in words.
The library is imported inside the commands, so that `--help` answers at once.
"""

import sys

from skillslib.cli import (  # noqa: F401  (each adds its commands)
    auditing,
    badges,
    checking,
    erasing,
    governing,
    people,
    planning,
    reporting,
    setup,
)
from skillslib.cli.application import app


def main():
    """The `skillslib` command."""
    sys.exit(app(prog_name="skillslib"))
