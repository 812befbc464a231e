"""Exploring: the analyst's first stop in any notebook.

`explore(con)` asks a question, draws it, shows the table behind it, and gives the one line of code that
asks the same again. It opens protected; the exact view is a visible switch.
"""

import html
import json
from dataclasses import dataclass, field
from importlib import import_module
from importlib.resources import files

import anywidget
import ipywidgets
import traitlets

from skillslib.disclosure import protect
from skillslib.metrics.question import CHOICES, POPULATIONS
from skillslib.store import data_date

QUESTIONS = {
    "skill_map": "Where is each skill?",
    "skill_trend": "How is it moving?",
    "skill_gaps": "What is missing?",
    "recognition": "What has been earned?",
}
GROUPINGS = ("company", "business_unit@2", "business_unit", "country", "location", "job_role")
GAP_GROUPINGS = ("business_unit", "business_unit@2")
LEVELLED = ("skill_map", "skill_trend")
EVERYTHING = "everything"


@dataclass
class View:
    """What is asked: the question and its parameters, as the controls stand."""

    question: str = "skill_map"
    as_of: str = ""
    known_at: str = ""
    by: str = "business_unit@2"
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
        self.spec = json.dumps(spec, sort_keys=True)


def explore(con, **initial):
    """Controls, a chart, its table, and the line of code that reproduces the view.

    `initial` sets where it opens: question, as_of, known_at, by, level, population, filters, exact.
    Every change asks the store again. It opens protected; "Exact numbers" shows them unprotected and
    says so.

    Errors: TypeError for a setting that there is not.
    Example: explore(con, question="skill_gaps", by="business_unit")
    """
    last = data_date(con).isoformat()
    return Explorer(con, View(**{"as_of": last, "known_at": last, **initial})).box


class Explorer:
    """The widgets of `explore`, and what happens when one of them changes."""

    def __init__(self, con, view):
        self.con = con
        self._build(view)
        for control in self.controls.values():
            control.observe(self._changed, names="value")
        self._changed()

    def _build(self, view):
        choice = {"layout": {"width": "290px"}, "style": {"description_width": "90px"}}
        filters = dict(view.filters)
        self.controls = {
            "question": ipywidgets.Dropdown(
                options=[(words, name) for name, words in QUESTIONS.items()],
                value=view.question,
                description="Question",
                **choice,
            ),
            "by": ipywidgets.Dropdown(options=GROUPINGS, value=view.by, description="Group by", **choice),
            "level": ipywidgets.IntSlider(
                value=view.level, min=1, max=5, description="Level from", continuous_update=False, **choice
            ),
            "as_of": ipywidgets.Text(
                value=str(view.as_of), description="On the day", continuous_update=False, **choice
            ),
            "known_at": ipywidgets.Text(
                value=str(view.known_at), description="As known on", continuous_update=False, **choice
            ),
            "population": ipywidgets.SelectMultiple(
                options=POPULATIONS, value=tuple(view.population), rows=3, description="People", **choice
            ),
            "country": self._filter("Country", "country", filters, choice),
            "family": self._filter("Family", "family", filters, choice),
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

    def _filter(self, label, name, filters, choice):
        """A menu of what the store has; without a choice, everything."""
        sql = f"select distinct * from ({CHOICES[name]}) order by 1"
        found = [row[0] for row in self.con.execute(sql).fetchall()]
        return ipywidgets.Dropdown(
            options=[EVERYTHING, *found],
            value=filters.get(name, EVERYTHING),
            description=label,
            **choice,
        )

    @property
    def view(self):
        """What the controls ask for now."""
        value = {name: control.value for name, control in self.controls.items()}
        kept = {name: value.pop(name) for name in ("country", "family")}
        value["filters"] = {name: one for name, one in kept.items() if one != EVERYTHING}
        return View(**value)

    def _changed(self, change=None):
        """Ask again and show it; an error is shown in words, with the last chart left greyed."""
        if change is not None and change["owner"] is self.controls["question"]:
            self._offer_groupings()
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
        self.words.value = html.escape(_population(frame))
        self.table.value = _table(frame)

    def _offer_groupings(self):
        """Targets are set for units only, so a gap is asked by unit and of every country."""
        menu, country = self.controls["by"], self.controls["country"]
        of_targets = self.controls["question"].value == "skill_gaps"
        wanted = GAP_GROUPINGS if of_targets else GROUPINGS
        country.disabled = of_targets
        if of_targets:
            country.value = EVERYTHING
        if tuple(menu.options) != wanted:
            kept = menu.value if menu.value in wanted else wanted[0]
            with menu.hold_trait_notifications():
                menu.options = wanted
                menu.value = kept


def _population(frame):
    """Whom the answer counts, and how many of its cells are shown."""
    asked = frame.attrs["question"]
    states = ", ".join(f"{count} {state}" for state, count in frame["status"].value_counts().items())
    whom = " and ".join(asked["population"])
    return f"{whom}, {asked['as_of']}, known {asked['known_at']}. Cells: {states}."


def _table(frame, most=500):
    """The frame as a table of escaped text, an unshown number in the word for why it is not."""
    measures = frame.attrs["question"]["measures"]
    shown = frame.head(most).astype(object)
    for column in measures:
        blank = shown[column].isna()
        shown.loc[blank, column] = shown.loc[blank, "status"].where(
            shown.loc[blank, "status"].isin(["withheld", "not measured"]), "withheld"
        )
    rest = f"<p>{len(frame) - most} more rows.</p>" if len(frame) > most else ""
    return shown.to_html(index=False, border=0, float_format="{:.3g}".format) + rest
