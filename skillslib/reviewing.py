"""Reviewing: a person decides what the names of badges' skills are, those of most awards first.

For the team alone: its counts are exact. What is decided goes into a file beside the store's folder, at once;
the next load of that folder uses it.
"""

import html
from importlib.resources import files
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from skillslib.intake import IntakeError
from skillslib.linking.cascade import as_written
from skillslib.linking.deciding import Deciding
from skillslib.linking.surroundings import MOST_FOUND, Search, around, badges_of
from skillslib.store import folder_of

STYLE = """<style>
.sk-review { outline-offset: 4px; }
.sk-review, .sk-review .widget-html-content { color: var(--jp-ui-font-color1, inherit); }
.sk-review small { color: var(--jp-ui-font-color2, inherit); }
.sk-review h3 { margin: 0; font-size: 1.4em; line-height: 1.3; }
.sk-review .widget-html-content { line-height: 1.35; white-space: normal; }
.sk-review button { text-align: left; }
.sk-review progress { width: 100%; height: 10px; accent-color: var(--jp-brand-color1, auto); }
.sk-review .sk-review-error { color: var(--jp-error-color1, #b3261e); font-weight: 600; }
</style>"""
CHOICES = 5
NOTHING_ABOVE = "nothing given"


class Keys(anywidget.AnyWidget):
    """What is pressed on the keyboard while the review has the focus and no text is typed."""

    _esm = (files("skillslib") / "reviewing.js").read_text(encoding="utf-8")
    heard = traitlets.List(traitlets.Unicode()).tag(sync=True)


def review(con, folder=None, most=200, undecided=True, decided_by="", decided_on="", encode=None):
    """A page to decide in what the names of badges' skills are, those of most awards first.

    folder      where the file of the day's decisions is written, skill_names-2026-10-05.csv; left out, the
                folder in which the store lies. Load it, and all later loads use what was decided
    most        how many names are shown
    undecided   False shows the names that are accepted too
    encode      ranks the concepts in place of the letters and stems that names share: a function from a list
                of texts to an array with a row for each, such as the `encode` of a model in your own folder
    decided_by  a team or a role; decided_on the day: both may be written on the page

    Keys: 1 to 5 accepts a proposal, r none of them (other concepts come after the next load), c no concept
    at all (it stays counted as unmapped), n not a skill, o our own concept, s the next, u undoes, / searches.
    Nothing is written before the first decision. Errors: StoreError; IntakeError of an
    encoder; what is wrong later is said on the page.

    Example: review(connect(), decided_by="skills team", decided_on="2026-10-05")
    """
    folder = Path(folder) if folder else folder_of(con)[0].absolute().parent
    deciding = Deciding(con, folder, most, undecided)
    if encode:
        names = [name.name for name in deciding.names.values()]
        deciding.propose(Search(con).nearest(names, encode))
    return Reviewer(con, deciding, decided_by, decided_on).box


class Reviewer:
    """The widgets of `review`, and what happens when one of them is pressed."""

    def __init__(self, con, deciding, decided_by="", decided_on=""):
        self.con, self.deciding = con, deciding
        self.search, self.shown, self.found = None, [], []
        self.actions = {
            **{
                str(place + 1): lambda place=place: self._accept_at(self.shown, place)
                for place in range(CHOICES)
            },
            "r": lambda: self._decide(self.deciding.reject),
            "c": lambda: self._decide(self.deciding.no_concept),
            "n": lambda: self._decide(self.deciding.not_a_skill),
            "o": lambda: self._decide(self.deciding.own_concept, self.above.value),
            "s": lambda: self._show(self.deciding.next_after(self.list.value)),
            "u": self._undo,
        }
        self._build(decided_by, decided_on)
        self._listen()
        self._try(self._open)

    def _build(self, decided_by, decided_on):
        who = {
            "style": {"description_width": "80px"},
            "layout": {"width": "270px"},
            "continuous_update": False,
        }
        self.by = ipywidgets.Text(decided_by, description="Decided by", placeholder="a team or a role", **who)
        self.on = ipywidgets.Text(decided_on, description="on the day", placeholder="2026-10-05", **who)
        self.progress, self.heading, self.said = (ipywidgets.HTML() for _ in range(3))
        self.list = ipywidgets.Select(rows=24, layout={"width": "320px"})
        several = len({c.taxonomy for name in self.deciding.names.values() for c in name.choices}) > 1
        self.proposals = [_Row(f"{place + 1}", several) for place in range(CHOICES)]
        self.results = [_Row("", several) for _ in range(MOST_FOUND)]
        self.buttons = {
            key: ipywidgets.Button(description=f"{words} ({key})", layout={"width": "auto"})
            for key, words in {
                "r": "None of these",
                "c": "No concept",
                "n": "Not a skill",
                "o": "Our own concept",
                "s": "Next",
                "u": "Undo",
            }.items()
        }
        self.above = ipywidgets.Dropdown(description="part of", layout={"width": "340px"})
        self.words = ipywidgets.Text(
            placeholder="another concept: search all labels",
            continuous_update=False,
            layout={"width": "360px"},
        )
        self.words.add_class("sk-review-search")
        self.least = ipywidgets.BoundedFloatText(
            0.95, min=0.5, max=1, step=0.01, description="at least", layout={"width": "170px"}
        )
        self.all = ipywidgets.Button(layout={"width": "auto"})
        self.all.add_class("sk-review-choice")
        self.list_of_all = ipywidgets.HTML()
        self.box = self._laid_out()

    def _laid_out(self):
        keys = self.buttons
        right = ipywidgets.VBox(
            [
                self.heading,
                *(row.box for row in self.proposals),
                ipywidgets.HBox([keys[key] for key in "rcnsu"]),
                ipywidgets.HBox([keys["o"], self.above]),
                self.words,
                *(row.box for row in self.results),
            ],
            layout={"flex": "1 1 480px", "min_width": "0"},
        )
        at_once = ipywidgets.VBox([ipywidgets.HBox([self.least, self.all]), self.list_of_all])
        self.keys = Keys(heard=list(self.actions))
        box = ipywidgets.VBox(
            [
                ipywidgets.HTML(STYLE),
                self.progress,
                ipywidgets.HBox([self.by, self.on]),
                self.said,
                ipywidgets.HBox([self.list, right], layout={"flex_flow": "row wrap"}),
                ipywidgets.Accordion([at_once], titles=("Accept all first proposals of a high score",)),
                self.keys,
            ]
        )
        box.add_class("sk-review")
        return box

    def _listen(self):
        self.keys.on_msg(lambda widget, said, buffers: self._try(self.actions[said["key"]]))
        for key, button in self.buttons.items():
            button.on_click(lambda _, key=key: self._try(self.actions[key]))
        for place, row in enumerate(self.proposals):
            row.button.on_click(lambda _, key=str(place + 1): self._try(self.actions[key]))
        for place, row in enumerate(self.results):
            row.button.on_click(lambda _, place=place: self._try(lambda: self._accept_at(self.found, place)))
        self.all.on_click(lambda _: self._try(self._accept_alike))
        self.list.observe(lambda _: self._show_name(), names="value")
        self.words.observe(lambda _: self._show_found(), names="value")
        self.least.observe(lambda _: self._show_alike(), names="value")
        for field in (self.by, self.on):
            field.observe(lambda _: self._try(self._open), names="value")

    def _try(self, action):
        """Do it, and say what is wrong where it cannot be done."""
        try:
            action()
        except IntakeError as error:
            self.said.value = f'<span class="sk-review-error">{html.escape(str(error))}</span>'

    def _open(self):
        """Take over what the file of the day holds, once it is said who decides and when."""
        if self.by.value.strip() and self.on.value.strip():
            self.deciding.begin(self.by.value, self.on.value)
        self._show(self.deciding.next_after(None))

    def _begin(self):
        self.deciding.begin(self.by.value, self.on.value)

    def _decide(self, decision, *more):
        self._begin()
        name = self.list.value
        decision(name, *more)
        self._show(self.deciding.next_after(name) or name)

    def _accept_at(self, choices, place):
        if place < len(choices):  # a key may name more than are shown
            self._decide(lambda name: self.deciding.accept({name: choices[place]}))

    def _accept_alike(self):
        self._begin()
        self.deciding.accept(dict(self.deciding.alike(self.least.value)))
        self._show(self.deciding.next_after(self.list.value) or self.list.value)

    def _undo(self):
        names = self.deciding.undo()
        self._show(self.deciding.names[names[0]].name if names else self.list.value)

    def _show(self, name):
        """Everything as it is now, opened at a name."""
        self.said.value = self._written()
        decided, names, share = self.deciding.progress
        share = f"{share:.0%}".replace("%", " %")
        self.progress.value = (
            f"<strong>{decided:,} of {names:,} names decided, they carry {share} of the awards.</strong> "
            f"<small>Exact numbers, for inside the team only.</small>"
            f'<progress value="{decided}" max="{max(names, 1)}"></progress>'
        )
        options = [(self._line(one), one.name) for one in self.deciding.names.values()]
        if options and name is None:
            name = options[0][1]
        self.list.options = options
        self.list.value = name
        self.words.value = ""
        self._show_name()
        self._show_alike()

    def _written(self):
        if not self.deciding.decided:
            return f"<small>{'' if self.deciding.names else 'Every name is decided or linked. '}</small>"
        path = html.escape(str(self.deciding.file))
        return f"<small>Written to {path}. When you are done: skillslib load {path}</small>"

    def _line(self, name):
        """A name in the list: the awards, the name, and what was decided."""
        rows = self.deciding.decided.get(as_written(name.name))
        return f"{name.awards:,} · {name.name}{f'  ✓ {_told(rows[0])}' if rows else ''}"

    def _show_name(self):
        """The name that is chosen in the list, its proposals and what stands around them."""
        name = self.deciding.names.get(as_written(self.list.value or ""))
        self.shown = list(name.choices) if name else []
        near = around(self.con, self.shown)
        for place, row in enumerate(self.proposals):
            choice = self.shown[place] if place < len(self.shown) else None
            row.show(choice, near.get(choice))
        self._offer_above()
        if not name:
            self.heading.value = ""
            return
        rows = self.deciding.decided.get(as_written(name.name))
        of = ", ".join(f"“{html.escape(one)}”" for one in badges_of(self.con, name.name))
        more = f" and {name.badges - 3:,} more" if name.badges > 3 else ""
        self.heading.value = (
            f"<h3>{html.escape(name.name)}</h3>"
            f"<small>{_counted(name.awards, 'award')} of {_counted(name.badges, 'badge')}: {of}{more}. "
            f"{html.escape(f'Decided: {_told(rows[0])}' if rows else name.status.capitalize())}.</small>"
        )

    def _show_found(self):
        """What the search found; the labels are read when somebody searches first."""
        self.search = self.search or Search(self.con)
        self.found = self.search.find(self.words.value, self.deciding.own_concepts)
        near = around(self.con, self.found)
        for place, row in enumerate(self.results):
            choice = self.found[place] if place < len(self.found) else None
            row.show(choice, near.get(choice))
        self._offer_above()

    def _offer_above(self):
        """What an own concept may be part of: what is proposed, and what was searched for."""
        self.above.options = [(NOTHING_ABOVE, "")] + [
            (choice.label, choice) for choice in dict.fromkeys([*self.shown, *self.found])
        ]
        self.above.value = ""

    def _show_alike(self):
        alike = self.deciding.alike(self.least.value)
        self.all.description = f"Accept these {len(alike):,}"
        self.all.disabled = not alike
        self.list_of_all.value = "<br>".join(
            html.escape(f"{name} → {choice.label} ({choice.score:.2f})") for name, choice in alike
        )


class _Row:
    """A button that accepts a concept, and what stands around it."""

    def __init__(self, key, names_taxonomy):
        self.key, self.names_taxonomy = key, names_taxonomy
        self.button = ipywidgets.Button(layout={"width": "260px", "flex": "0 0 auto"})
        self.button.add_class("sk-review-choice")
        self.words = ipywidgets.HTML(layout={"flex": "1 1 auto", "min_width": "0"})
        self.box = ipywidgets.HBox([self.button, self.words], layout={"align_items": "center"})
        self.show(None, None)

    def show(self, choice, near):
        self.box.layout.display = "none" if choice is None else None
        if choice is None:
            return
        self.button.description = f"{self.key}  {choice.label}".strip()
        self.button.tooltip = f"{choice.label}: {choice.taxonomy} {choice.version}, {choice.concept_id}"
        near = near or {}
        said = [f"{choice.score:.2f} alike" if choice.score is not None else "", _under(near), _over(near)]
        said += [f"{choice.taxonomy} {choice.version}" if self.names_taxonomy else ""]
        meaning = near.get("meaning", (0, [""]))[1][0]
        self.words.value = (
            f"<small>{html.escape('; '.join(filter(None, said)))}</small>"
            f'<div title="{html.escape(meaning)}"><small>{html.escape(meaning[:110])}'
            f"{'…' if len(meaning) > 110 else ''}</small></div>"
        )


def _under(near):
    count, labels = near.get("above", (0, []))
    return f"part of {', '.join(labels[:2])}" if count else ""


def _over(near):
    count, labels = near.get("below", (0, []))
    return f"has {count:,} part{'s' if count > 1 else ''}, as {labels[0]}" if count else ""


def _told(row):
    """What a row decides, in words."""
    if row["decision"] == "accepted":
        return row["label"]
    return {"rejected": "none of these"}.get(row["decision"], row["decision"])


def _counted(number, noun):
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
