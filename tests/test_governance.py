"""governance.toml: read strictly, kept in the store, asked for before anything is published."""

import shutil

import pytest
from agreed import agree
from typer.testing import CliRunner

import skillslib as sk
from skillslib.cli import app
from skillslib.governance import agreement, log
from skillslib.governance.agreement import GovernanceError, agreement_of, read_agreement
from skillslib.intake import MappingError
from skillslib.sample import GOVERNANCE

TWELVE = GOVERNANCE.replace("min_people = 5", "min_people = 12")
PEOPLE = """\
employee_id,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,worker_type
E-1,ann@example.com,2020-01-01,,2020-01-01,,BU-1,LOC-1,Welder,1.0,employee
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of one person without an agreement, and what its load said."""
    folder = tmp_path_factory.mktemp("governed")
    (folder / "people.csv").write_text(PEOPLE)
    summary = sk.load([folder / "people.csv"], store=folder / "store", exported_on="2026-10-05")
    return folder / "store", summary


def test_the_agreement_of_the_sample_is_whole_and_plainly_made_up(root):
    agreed = read_agreement(root / "data" / "sample" / "governance.toml")
    assert agreed.open == [] and "made up" in agreed.controller and "made up" in agreed.basis
    assert agreed.forbidden == ("appraisal", "pay", "dismissal") and agreed.min_people == 5
    assert agreed.retention["quarantine"] == 365


@pytest.mark.parametrize(
    "line, instead, said",
    [
        (
            "controller =",
            "controler =",
            r"governance\.toml: line 2: it names 'controler'.*Nearest: controller",
        ),
        ('purpose = "', 'purpose = 7 # "', r"governance\.toml, line 4: purpose is 7: write a text"),
        ('["appraisal", "pay", "dismissal"]', '"pay"', r"line 6: forbidden is 'pay': write a list"),
        ("min_people = 5", "min_people = 4", r"line 8: min_people is 4.*never lowered"),
        ("min_people = 5", "min_people = true", "line 8: min_people is True"),
        ("leavers = 1095", "leavers = 0", "line 11: leavers is 0: write a whole number of days"),
        ("landing = 90", "backups = 90", r"line 15: \[retention\] names 'backups'.*leavers"),
        ("[retention]", "[retention", "not TOML"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_line(tmp_path, line, instead, said):
    assert line in GOVERNANCE
    path = agree(tmp_path, text=GOVERNANCE.replace(line, instead, 1))
    with pytest.raises(MappingError, match=said):
        read_agreement(path)


def test_a_skeleton_can_be_read_and_says_what_is_open(tmp_path):
    agreed = read_agreement(agree(tmp_path, text=agreement.skeleton()))
    assert agreed.forbidden and agreed.min_people == 5
    assert agreed.open == [
        "controller",
        "contact",
        "purpose",
        "basis",
        *(f"retention.{name}" for name in agreement.RETENTION),
    ]


def test_a_load_without_an_agreement_works_and_says_what_is_refused(store, tmp_path):
    folder, summary = store
    assert [said for said in summary.warnings if "No governance.toml was loaded" in said]
    with sk.connect(folder) as con:
        assert agreement_of(con) is None
        with pytest.raises(GovernanceError, match=r"Not without an agreement: a list\. No governance\.toml"):
            agreement.require(con, "a list")


def test_an_agreement_is_loaded_alone_kept_and_replaced(store, tmp_path):
    folder, _ = store
    before = sk.connect(folder).execute("select count(*) from employment_versions").fetchall()
    agree(tmp_path, folder, TWELVE)
    with sk.connect(folder) as con:
        assert agreement.require(con, "a list").min_people == 12
        assert con.execute("select count(*) from employment_versions").fetchall() == before
    agree(tmp_path, folder, TWELVE.replace("purpose = ", 'purpose = ""  # '))
    with sk.connect(folder) as con, pytest.raises(GovernanceError, match="does not say yet: purpose"):
        agreement.require(con, "a list")


def test_a_smaller_group_than_the_one_in_force_is_loaded_on_purpose_alone(store, tmp_path):
    folder, _ = store
    agree(tmp_path, folder, TWELVE)
    path = agree(tmp_path)
    for text in (GOVERNANCE, GOVERNANCE.replace("min_people = 5", "")):
        path.write_text(text)
        with pytest.raises(GovernanceError, match=r"min_people is 5, and 12 is in force.*--lower-min-people"):
            sk.load([path], store=folder)
    lines = len(log.entries(folder))
    done = CliRunner().invoke(app, ["load", str(path), "--store", str(folder), "--lower-min-people"])
    assert done.exit_code == 0 and len(log.entries(folder)) == lines + 1
    line = log.entries(folder)[-1]
    assert (line["action"], line["verdict"]) == ("agreement", "minimum lowered")
    assert line["parameters"] == {"now": {"min_people": 5}, "before": {"min_people": 12}}


def test_each_change_of_the_agreement_is_in_the_log_with_old_and_new(store, tmp_path):
    folder, _ = store
    agree(tmp_path, folder, TWELVE)
    lines = len(log.entries(folder))
    agree(tmp_path, folder, TWELVE)
    assert len(log.entries(folder)) == lines
    agree(tmp_path, folder, TWELVE.replace('named_views = ["team"]', 'named_views = ["team", "new.name"]'))
    line = log.entries(folder)[-1]
    assert line["parameters"] == {
        "now": {"named_views": ["team", "new.name"]},
        "before": {"named_views": ["team"]},
    }
    assert sk.verify(folder) == []


def test_a_log_that_is_gone_is_found_where_the_store_was_moved(store, tmp_path):
    """No head lies beside the key for the new place: what is in force came with a line."""
    agree(tmp_path, store[0], TWELVE)
    moved = tmp_path / "moved"
    shutil.copytree(store[0], moved)
    assert sk.verify(moved) == []
    (moved / log.NAME).unlink()
    assert "audit.jsonl is missing" in sk.verify(moved)[0]
    log.record(moved, "report")
    assert "no line tells of the agreement in force" in sk.verify(moved)[0]
    agree(tmp_path, moved, TWELVE.replace("made up", "made up by us"))
    assert "The log was begun anew" in sk.verify(moved)[0]


def test_a_company_toml_of_a_later_load_leaves_the_agreement_alone(store, tmp_path):
    folder, _ = store
    agree(tmp_path, folder, TWELVE)
    (tmp_path / "company.toml").write_text('[company]\nname = "Example Works"\n')
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "governance.toml").unlink()
    sk.load([tmp_path], store=folder, exported_on="2026-10-05")
    with sk.connect(folder) as con:
        assert agreement_of(con).open == []
        assert con.execute("select value from settings where name = 'company'").fetchall() == [
            ("Example Works",)
        ]


def test_init_writes_an_agreement_to_fill_in_once_and_says_so(tmp_path):
    (tmp_path / "people.csv").write_text(PEOPLE)
    begun = sk.init(tmp_path, yes=True)
    path = tmp_path / "governance.toml"
    assert path.read_text(encoding="utf-8") == agreement.skeleton()
    assert "governance.toml does not say yet: controller" in str(begun)
    assert "Until then nothing can be published" in str(begun)
    assert "## To agree on" in (tmp_path / "folder_plan.md").read_text(encoding="utf-8")
    path.write_text(GOVERNANCE, encoding="utf-8")
    begun = sk.init(tmp_path, yes=True)
    assert path.read_text(encoding="utf-8") == GOVERNANCE
    assert "does not say yet" not in str(begun) and begun.questions == []


def test_a_report_without_an_agreement_is_refused(root, tmp_path):
    """Also where everything else that it needs is there."""
    for name in ("people.csv", "business_units.csv", "taxonomy.csv", "taxonomy.toml", "badge_templates.csv"):
        shutil.copy(root / "data" / "sample" / name, tmp_path / name)
    shutil.copy(root / "data" / "sample" / "credly_badges.csv", tmp_path / "credly_badges.csv")
    sk.load([tmp_path], store=tmp_path / "store", exported_on="2026-10-05")
    with pytest.raises(GovernanceError, match="a report"):
        sk.render_report("2026-Q3", store=tmp_path / "store", output=tmp_path / "reports")
    assert not (tmp_path / "reports").exists()
    assert log.entries(tmp_path / "store") == []
