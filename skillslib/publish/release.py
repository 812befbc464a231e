"""The release: a report's questions asked together, protected together, and filed for its notebooks.

Notebooks run side by side and cannot protect jointly. So the parent process answers everything
first; inside a notebook a question is only looked up here, and an unknown one is refused. No exact
number ever exists in a report's kernel.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from skillslib import disclosure
from skillslib.publish.views import ask_all


@dataclass
class Release:
    """The protected answers of one report: name -> frame, and where they are filed."""

    folder: Path
    frames: dict

    def view_of(self, fingerprint):
        """The name of the view that a fingerprint belongs to, or None."""
        return self._names.get(fingerprint)

    def __post_init__(self):
        self._names = {f.attrs["protected"]["sha256"]: name for name, f in self.frames.items()}


def make_release(con, days, folder, min_people=disclosure.MIN_PEOPLE):
    """Ask every question of the report, protect the answers, and file them in a folder.

    The folder gets one CSV for each view and `release.json`, which names them by their question.
    """
    folder = Path(folder)
    folder.mkdir(parents=True)
    frames = {name: disclosure.protect(frame, min_people) for name, frame in ask_all(con, days).items()}
    index = {
        disclosure.question_key(frame.attrs["question"]): disclosure.write_released(frame, folder, name)
        for name, frame in frames.items()
    }
    text = json.dumps({"views": index}, indent=1, sort_keys=True, default=str)
    (folder / "release.json").write_text(text, encoding="utf-8")
    return Release(folder, frames)
