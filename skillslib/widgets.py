"""Exploring: the analyst's first stop in any notebook.

`explore(con)` asks a question, draws it, shows the table behind it, and gives the one line of code that
asks the same again. It opens protected; the exact view is a visible switch.
"""

import html
from dataclasses import dataclass, field
from importlib import import_module
from importlib.resources import files

import anywidget
import ipywidgets
import traitlets

from skillslib.charts import theme
from skillslib.charts.unmapped import unmapped_finding
from skillslib.disclosure import protect, unshown
from skillslib.markup import safe_json
from skillslib.metrics import unmapped_names
from skillslib.metrics.question import CHOICES, POPULATIONS, QuestionError, asked, check_level
from skillslib.store import data_date

QUESTIONS = {
    "skill_map": "Where is each skill?",
    "skill_trend": "How is it moving?",
    "skill_gaps": "What is missing?",
    "recognition": "What has been earned?",
}
GROUPINGS = ("company", "business_unit@2", "business_unit", "country", "location", "job_role")
GAP_GROUPINGS = ("business_unit", "business_unit@2", "company")
FILTERS = {
    "business_unit": "Unit",
    "country": "Country",
    "location": "Location",
    "job_role": "Job role",
    "family": "Family",
    "skill": "Skill",
}
# Targets are set for whole units: a gap is asked of every place and role.
NOT_OF_GAPS = ("country", "location", "job_role")
LEVELLED = ("skill_map", "skill_trend")
# Of a large taxonomy the menu offers what a badge can prove.
PROVEN = "select label from skills where skill_id in (select skill_id from badge_skill_versions)"
EVERYTHING, NOTHING_ELSE = "everything", "nothing else"


@dataclass
class View:
    """What is asked: the question and its parameters, as the controls stand."""

    question: str = "skill_map"
    as_of: str = ""
    known_at: str = ""
    by: str | tuple = "business_unit@2"
    level: int = 1
    population: tuple = ("employee",)
    filters: dict = field(default_factory=dict)
    exact: bool = False

    @property
    def arguments(self):
        """The keyword arguments of the question, those that it has and that are not its own default."""
        given = {"by": self.by}
        if self.question in LEVELLED and self.level != 1:
            given["level"] = self.level
        if tuple(self.population) != ("employee",):
            given["population"] = tuple(self.population)
        if self.filters:
            given["filters"] = dict(self.filters)
        return given

    @property
    def code(self):
        """The one line that asks the same again."""
        words = "".join(f", {name}={value!r}" for name, value in self.arguments.items())
        asked = f"sk.{self.question}(con, {self.as_of!r}, {self.known_at!r}{words})"
        return f"frame = {asked}" if self.exact else f"frame = sk.protect({asked})"

    def frame(self, con):
        """The answer: protected, unless the exact one was asked for."""
        metrics = import_module("skillslib.metrics")
        answer = getattr(metrics, self.question)(con, self.as_of, self.known_at, **self.arguments)
        return answer if self.exact else protect(answer)

    def chart(self, frame):
        """The question's own chart of the frame."""
        import skillslib

        return getattr(skillslib, f"{self.question}_chart")(frame)


class LiveChart(anywidget.AnyWidget):
    """A chart in a widget that is drawn again when its specification changes."""

    _esm = (files("skillslib") / "live.js").read_text(encoding="utf-8")
    spec = traitlets.Unicode("null").tag(sync=True)

    def show(self, chart):
        """Draw this Altair chart in place of the one before."""
        spec = chart.to_dict()
        spec.pop("config", None)
        self.spec = safe_json(spec)


def explore(con, **initial):
    """Controls, a chart, its table, and the line of code that reproduces the view.

    `initial` sets where it opens: question, as_of, known_at, by, level, population, filters, exact.
    Every change asks the store again. It opens protected; "Exact numbers" shows them unprotected and
    says so.

    Errors: TypeError for a setting that there is not, QuestionError for one that cannot be asked.
    Example: explore(con, question="skill_gaps", by="business_unit")
    """
    last = data_date(con).isoformat()
    view = View(**{"as_of": last, "known_at": last, **initial})
    if view.question not in QUESTIONS:
        raise QuestionError(f"question={view.question!r}: choose one of {', '.join(QUESTIONS)}.")
    check_level(view.level)
    asked(con, view.question, view.as_of, view.known_at, view.by, view.population, view.filters)
    return Explorer(con, view).box


class Explorer:
    """The widgets of `explore`, and what happens when one of them changes."""

    def __init__(self, con, view):
        self.con = con
        self.unmapped = {}  # (as_of, known_at, exact) -> which names of skills are in no number, in words
        self._build(view)
        self._offer_what_can_be_asked(opening=True)
        self._listen()
        self._changed()

    def _build(self, view):
        choice = {"layout": {"width": "290px"}, "style": {"description_width": "90px"}}
        by = (view.by,) if isinstance(view.by, str) else tuple(view.by)
        self.controls = {
            "question": _menu(
                "Question", [(words, name) for name, words in QUESTIONS.items()], view.question
            ),
            "by": _menu("Group by", _named(GROUPINGS), by[0]),
            "and_by": _menu("and by", [(NOTHING_ELSE, ""), *_named(GROUPINGS[1:])], "".join(by[1:])),
            "level": ipywidgets.IntSlider(
                value=view.level, min=1, max=5, description="Level from", continuous_update=False, **choice
            ),
            "as_of": ipywidgets.Text(
                value=str(view.as_of), description="On the day", continuous_update=False, **choice
            ),
            "known_at": ipywidgets.Text(
                value=str(view.known_at), description="As known on", continuous_update=False, **choice
            ),
            **{name: self._filter(name, view.filters.get(name, ())) for name in FILTERS},
            "population": ipywidgets.SelectMultiple(
                options=POPULATIONS, value=tuple(view.population), rows=3, description="People", **choice
            ),
            "exact": ipywidgets.Checkbox(
                value=view.exact,
                description="Exact numbers, not for sharing",
                indent=False,
                layout={"width": "290px", "margin": "2px 2px 2px 96px"},
            ),
        }
        self.stamp = ipywidgets.HTML()
        self.words = ipywidgets.HTML()
        self.live = LiveChart()
        self.code = ipywidgets.Textarea(
            description="Code",
            disabled=False,
            layout={"width": "100%", "height": "56px"},
            style={"description_width": "50px"},
        )
        self.code.add_class("sk-code")
        self.table = ipywidgets.HTML()
        folded = ipywidgets.Accordion([self.table], titles=("The table behind it",))
        grid = ipywidgets.HBox(list(self.controls.values()), layout={"flex_flow": "row wrap"})
        self.box = ipywidgets.VBox([grid, self.stamp, self.words, self.live, self.code, folded])
        self.box.add_class("sk-explore")

    def _filter(self, name, chosen):
        """A menu of what the store has; without a choice, everything."""
        found = PROVEN if name == "skill" else CHOICES[name]
        names = [
            row[0] for row in self.con.execute(f"select distinct * from ({found}) order by 1").fetchall()
        ]
        chosen = chosen if isinstance(chosen, str) else tuple(chosen)
        chosen = chosen[0] if isinstance(chosen, tuple) and len(chosen) == 1 else chosen
        return _menu(FILTERS[name], [(EVERYTHING, ()), *_named(names)], chosen)

    @property
    def view(self):
        """What the controls ask for now; those that the question has no use for say nothing."""
        value = {name: c.value for name, c in self.controls.items() if not c.disabled}
        also = value.pop("and_by", None)
        if also:
            value["by"] = (value["by"], also)
        kept = {name: value.pop(name, None) for name in FILTERS}
        return View(**value, filters={name: chosen for name, chosen in kept.items() if chosen})

    def _changed(self, change=None):
        """Ask again and show it; an error is shown in words, with the last chart left greyed."""
        if change is not None and change["owner"] is self.controls["question"]:
            self._listen(False)
            self._offer_what_can_be_asked()
            self._listen()
        view = self.view
        self.code.value = view.code
        self.stamp.value = (
            '<strong class="sk-unprotected" style="color: var(--sk-short)">'
            "UNPROTECTED: exact numbers, for inside the team only.</strong>"
            if view.exact
            else ""
        )
        try:
            frame = view.frame(self.con)
            self.live.show(view.chart(frame))
        except ValueError as error:
            self.words.value = f"<em>{html.escape(str(error))}</em>"
            self.live.layout.opacity = "0.3"
            return
        self.live.layout.opacity = "1"
        self.words.value = html.escape(f"{_population(frame)} {self._unmapped(view)}")
        self.table.value = _table(frame)

    def _unmapped(self, view):
        """Which names of skills are in no number on the day, asked once."""
        asked = view.as_of, view.known_at, view.exact
        if asked not in self.unmapped:
            found = unmapped_names(self.con, view.as_of, view.known_at)
            self.unmapped[asked] = unmapped_finding(found if view.exact else protect(found))
        return self.unmapped[asked]

    def _offer_what_can_be_asked(self, opening=False):
        """Targets are set for units only, so a gap is asked by unit, of every place and role.

        What it was opened with stays to be asked, and the answer says what is wrong with it.
        """
        menu = self.controls["by"]
        of_targets = self.controls["question"].value == "skill_gaps"
        for name in ("and_by", *NOT_OF_GAPS):
            self.controls[name].disabled = of_targets and not (opening and self.controls[name].value)
        self.controls["level"].disabled = self.controls["question"].value not in LEVELLED
        kept, wanted = menu.value, GAP_GROUPINGS if of_targets else GROUPINGS
        if kept.partition("@")[0] in [name.partition("@")[0] for name in wanted]:
            wanted = dict.fromkeys([*wanted, kept])  # a tier that the menu does not have by itself
        menu.options = _named(wanted)
        menu.value = kept if kept in wanted else GAP_GROUPINGS[0]

    def _listen(self, on=True):
        for control in self.controls.values():
            (control.observe if on else control.unobserve)(self._changed, names="value")


def _named(names):
    return [(name, name) for name in names]


def _menu(label, options, chosen):
    """A menu that has what was chosen among its options; where that is wrong, the answer says so."""
    if chosen not in [value for _, value in options]:
        options = [*options, (chosen if isinstance(chosen, str) else ", ".join(chosen), chosen)]
    return ipywidgets.Dropdown(
        options=options,
        value=chosen,
        description=label,
        layout={"width": "290px"},
        style={"description_width": "90px"},
    )


def _population(frame):
    """Whom the answer counts, and how many of its cells are shown."""
    asked = frame.attrs["question"]
    states = ", ".join(f"{count} {state}" for state, count in frame["status"].value_counts().items())
    whom = theme.population_words(asked["population"])
    return f"{whom[0].upper()}{whom[1:]}, {asked['as_of']}, known {asked['known_at']}. Cells: {states}."


def _table(frame, most=500):
    """The frame as a table of escaped text, an unshown number in the word for why it is not."""
    measures = frame.attrs["question"]["measures"]
    shown = frame.head(most).astype(object)
    for column in measures:
        shown[column] = shown[column].where(shown[column].notna(), unshown(frame, column))
    rest = f"<p>{len(frame) - most} more rows.</p>" if len(frame) > most else ""
    return shown.to_html(index=False, border=0, float_format="{:.3g}".format) + rest
