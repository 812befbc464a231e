"""Reviewing the names of skills: what a person decides is kept in a file that the next load uses."""

import csv
import shutil

import numpy as np
import pytest

import skillslib as sk
from skillslib.intake import IntakeError
from skillslib.linking.decided import COLUMNS
from skillslib.linking.deciding import Choice, Deciding
from skillslib.linking.embedding import nearest
from skillslib.linking.surroundings import Search, around, badges_of
from skillslib.reviewing import Reviewer

CATALOGUE = """Badge Template ID,Badge Name,Issued by,Skills
b1,Team badge,Example Guild,Teamwork; Zymurgy
b2,Brewing badge,Example Guild,Zymurgy; Beer <b>tasting</b>
b3,Time badge,Example Guild,time management; Plan big budgets
"""
AWARDS = (
    "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issued to First Name,Issued to Last Name,"
    "Issued to Email,Status,Issue Date,Expires At,Record Created\n"
    + "".join(
        f"A badge,{badge},Example Guild,a{place},Ann,Ash,ann@example.com,accepted,"
        f"2026-01-0{place},,2026-01-09\n"
        for place, badge in enumerate(["b1", "b2", "b2", "b2", "b3"], 1)
    )
)
SKILLS = """skill_id,label,alternative_labels,broader,kind,description
s:w,work in teams,,s:g,,To do things together.
s:t,manage time,,s:g,,
s:b,plan budgets,,s:g,,
s:g,manage things,,,,
"""
DAY = "2026-10-05"


def exports(folder):
    """The folder with the exports in it."""
    for name, text in {"catalogue": CATALOGUE, "awards": AWARDS, "skills": SKILLS}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of exports with its store: Zymurgy hangs on four awards, tasting on three, the rest on one."""
    folder = exports(tmp_path_factory.mktemp("review"))
    sk.load(folder, folder / "store", exported_on="2026-10-01")
    return folder


@pytest.fixture(scope="module")
def con(folder):
    with sk.connect(folder / "store") as con:
        yield con


@pytest.fixture
def deciding(con, tmp_path):
    found = Deciding(con, tmp_path)
    found.begin("skills team", DAY)
    return found


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["skill_name"], row["decision"], row["concept_id"]) for row in csv.DictReader(file)]


def test_names_of_most_awards_come_first_with_their_proposals(deciding):
    names = [(name.name, name.awards, name.badges, name.status) for name in deciding.names.values()]
    assert names == [
        ("Zymurgy", 4, 2, "unmapped"),
        ("Beer <b>tasting</b>", 3, 1, "unmapped"),
        ("Plan big budgets", 1, 1, "unmapped"),
        ("Teamwork", 1, 1, "proposed"),
    ]
    assert deciding.names["teamwork"].choices[0].concept_id == "s:w"


def test_each_decision_counts_is_kept_at_once_and_can_be_undone(deciding):
    assert deciding.progress == (0, 4, 0.0)
    teamwork = deciding.names["teamwork"].choices[0]
    deciding.own_concept("Zymurgy", teamwork)
    deciding.accept({"Teamwork": teamwork})
    deciding.not_a_skill("Beer <b>tasting</b>")
    assert deciding.progress == (3, 4, 8 / 9)
    deciding.no_concept("Plan big budgets")
    assert rows_of(deciding.file)[2] == ("Plan big budgets", "no concept", "")
    assert deciding.undo() == ["plan big budgets"]
    assert deciding.next_after("Teamwork") == "Plan big budgets"
    assert rows_of(deciding.file) == [
        ("Zymurgy", "own concept", ""),
        ("Beer <b>tasting</b>", "not a skill", ""),
        ("Teamwork", "accepted", "s:w"),
    ]
    assert deciding.undo() == ["beer <b>tasting</b>"]
    deciding.reject("Teamwork")
    assert deciding.progress == (2, 4, 5 / 9)
    assert {decision for name, decision, _ in rows_of(deciding.file) if name == "Teamwork"} == {"rejected"}
    assert [deciding.undo() for _ in range(4)] == [["teamwork"], ["teamwork"], ["zymurgy"], []]
    assert deciding.progress == (0, 4, 0.0) and not deciding.file.exists()


def test_what_is_alike_is_accepted_in_one_step(deciding):
    scores = {name.name: name.choices[0].score for name in deciding.names.values() if name.choices}
    alike = deciding.alike(scores["Teamwork"])
    assert {name for name, _ in alike} == {n for n, score in scores.items() if score >= scores["Teamwork"]}
    deciding.accept(dict(alike))
    assert deciding.progress[0] == len(alike) and deciding.alike(scores["Teamwork"]) == []
    assert len(deciding.undo()) == len(alike) and deciding.progress[0] == 0


def test_a_review_goes_on_where_it_ended_and_keeps_what_others_decided(deciding, con, tmp_path):
    deciding.not_a_skill("Zymurgy")
    with deciding.file.open("a", encoding="utf-8") as file:
        file.write("Glazing,not a skill,,,,,,another team,2026-10-05\n")
    with pytest.raises(IntakeError, match="changed by somebody else"):
        deciding.not_a_skill("Teamwork")
    again = Deciding(con, tmp_path)
    again.begin("skills team", DAY)
    assert again.progress[0] == 1
    again.not_a_skill("Teamwork")
    assert [name for name, *_ in rows_of(again.file)] == ["Glazing", "Zymurgy", "Teamwork"]
    again.begin("skills team", "2026-10-06")
    again.not_a_skill("Plan big budgets")
    assert [name for name, *_ in rows_of(again.file)] == ["Plan big budgets"]
    assert len(rows_of(tmp_path / "skill_names-2026-10-05.csv")) == 3


@pytest.mark.parametrize(
    "by, on, words",
    [("", DAY, "Say first who"), ("team", "", "write the day"), ("team", "5.10.", "write the")],
)
def test_nobody_decides_without_a_name_and_a_day(con, tmp_path, by, on, words):
    shown = Reviewer(con, Deciding(con, tmp_path), by, on)
    shown.actions["n"]() if by and on == DAY else shown._try(shown.actions["n"])
    assert words in shown.said.value and list(tmp_path.iterdir()) == []


def test_a_file_of_something_else_is_never_written_over(con, tmp_path):
    file = tmp_path / f"skill_names-{DAY}.csv"
    file.write_text("skill_name,status\nZymurgy,x\n", encoding="utf-8")
    with pytest.raises(IntakeError, match="has other columns"):
        Deciding(con, tmp_path).begin("skills team", DAY)
    assert file.read_text(encoding="utf-8").endswith("Zymurgy,x\n")


def test_concepts_are_found_by_any_label_and_shown_with_what_is_around_them(con, deciding):
    deciding.own_concept("Zymurgy")
    search = Search(con)
    assert [found.label for found in search.find("MANAGE")][:2] == ["manage time", "manage things"]
    assert [found.concept_id for found in search.find("zym", deciding.own_concepts)] == [
        "own concepts: zymurgy"
    ]
    assert search.find(" ") == []
    teams, things = (Choice("skills", "1", concept, "") for concept in ("s:w", "s:g"))
    near = around(con, [teams, things])
    assert near[teams] == {"above": (1, ["manage things"]), "meaning": (1, ["To do things together."])}
    assert near[things]["below"] == (3, ["manage time", "plan budgets", "work in teams"])
    assert badges_of(con, "ZYMURGY") == ["Brewing badge", "Team badge"]


def test_the_page_says_what_is_decided_and_escapes_what_badges_say(con, tmp_path):
    shown = Reviewer(con, Deciding(con, tmp_path), "skills team", DAY)
    assert "<h3>Zymurgy</h3>" in shown.heading.value and "0 of 4 names decided" in shown.progress.value
    shown.actions["5"]()  # there is no fifth proposal
    shown.actions["n"]()
    assert "Beer &lt;b&gt;tasting&lt;/b&gt;" in shown.heading.value
    assert "1 of 4 names decided, they carry 44 % of the awards." in shown.progress.value
    shown.words.value = "budgets"
    shown.results[0].button.click()
    assert "Plan big budgets" in shown.heading.value and "2 of 4" in shown.progress.value
    shown.least.value = 0.5
    assert shown.all.description == "Accept these 2" and "Teamwork → work in teams" in shown.list_of_all.value
    shown.all.click()
    assert "4 of 4 names decided, they carry 100 % of the awards." in shown.progress.value
    shown.buttons["u"].click()
    assert "2 of 4" in shown.progress.value
    shown.list.value = "Teamwork"
    assert "c" in shown.keys.heard
    shown.keys._handle_custom_msg({"key": "c"}, [])
    assert "3 of 4" in shown.progress.value and "Teamwork  ✓ no concept" in str(shown.list.options)


def test_what_was_reviewed_is_used_by_the_next_load(folder, con, tmp_path):
    shutil.copytree(folder, tmp_path / "company")
    with sk.connect(tmp_path / "company" / "store") as own:
        shown = sk.review(own, decided_by="skills team", decided_on=DAY)
        reviewer = Reviewer(own, Deciding(own, tmp_path / "company"), "skills team", DAY)
        reviewer.above.value = reviewer.above.options[1][1] if len(reviewer.above.options) > 1 else ""
        reviewer.actions["o"]()
        reviewer.deciding.accept({"Teamwork": reviewer.deciding.names["teamwork"].choices[0]})
    assert shown.children
    with (tmp_path / "company" / f"skill_names-{DAY}.csv").open(encoding="utf-8") as file:
        assert tuple(next(csv.reader(file))) == COLUMNS
    summary = sk.load(tmp_path / "company" / f"skill_names-{DAY}.csv", tmp_path / "company" / "store")
    assert summary.linked["decided"] == 3  # Zymurgy of two badges, and Teamwork
    with sk.connect(tmp_path / "company" / "store") as after:
        left = sk.skill_links(after, undecided=True).skill_name.unique()
    assert sorted(left) == ["Beer <b>tasting</b>", "Plan big budgets"]


MEANINGS = ("zymurgy beer brew", "team teams work teamwork", "time", "budget budgets money", "manage things")


def encode(texts):
    """A tiny encoder of meanings: which of five subjects the words of a text are of."""
    words = [set(text.lower().split()) for text in texts]
    return np.array([[len(told & set(subject.split())) for subject in MEANINGS] for told in words], float)


def test_an_encoder_that_is_brought_along_ranks_the_concepts(con, deciding):
    """It knows that money is a matter of budgets, which no letter tells; nothing else changes."""
    search = Search(con)
    found = search.nearest(["Money matters", "Teamwork"], encode)
    assert found["Money matters"][0].label == "plan budgets" and found["Money matters"][0].score == 1
    assert found["Teamwork"][0].label == "work in teams"
    assert len({choice.concept_id for choice in found["Teamwork"]}) == len(found["Teamwork"]) == 4
    deciding.propose(search.nearest(["Zymurgy", "Teamwork"], encode))
    assert deciding.names["teamwork"].choices == found["Teamwork"]
    assert deciding.names["plan big budgets"].choices == ()
    page = sk.review(con, deciding.folder, decided_by="skills team", decided_on=DAY, encode=encode)
    assert "sk-review" in page._dom_classes


@pytest.mark.parametrize(
    "wrong",
    [lambda texts: np.ones((1, 3)), lambda texts: np.ones(len(texts)), lambda texts: [[np.nan]] * len(texts)],
)
def test_an_encoder_of_something_else_is_refused(con, wrong):
    labels = Search(con).labels.rename(columns={"label_norm": "label"})
    assert nearest([], labels, wrong).empty
    with pytest.raises(IntakeError, match="a row of numbers for each text"):
        nearest(["Teamwork", "Time"], labels, wrong)
