"""Targets where there are none yet: what roles need, a workbook to fill in, and reading it back."""

from pathlib import Path

import pytest

import skillslib as sk
from skillslib import store

FACTS = Path(__file__).with_name("four_people.sql").read_text()
LABELS = """insert into skill_labels values
    ('hand', '1', 'weld', 'Welding', 'welding', 'preferred'),
    ('hand', '1', 'cut', 'Cutting', 'cutting', 'preferred'),
    ('hand', '1', 'cut', 'Parting', 'parting', 'alternative'),
    ('hand', '1', 'weld', 'Parting', 'parting', 'alternative')"""


def made(folder, *facts):
    """A store that holds these facts."""
    with store.build(folder) as building:
        for fact in facts:
            building.execute(fact)
    return folder


# --- what the people in a role need ------------------------------------------------------------


def test_role_requirements_are_recognised_and_judged_by_line(tmp_path):
    made(tmp_path / "store", FACTS, LABELS)
    (tmp_path / "role_requirements.csv").write_text(
        "job_role,skill_id,skill,level,share,starts_on,last_changed_on\n"
        "welder,weld,,2,0.5,2023-01-01,2022-12-01\n"
        "lead,,Cutting,1,0.25,2023-01-01,\n"
        "welder,,Dancing,1,0.5,2023-01-01,\n"
        "welder,,,1,0.5,2023-01-01,\n"
        "welder,,Parting,1,0.5,2023-01-01,\n"
        "welder,weld,,6,0.5,2023-01-01,\n"
        "welder,weld,,1,80,2023-01-01,\n"
        "welder,weld,,1,many,2023-01-01,\n"
    )
    sk.load([tmp_path / "role_requirements.csv"], store=tmp_path / "store", accept_quarantine_rate=1)
    with sk.connect(tmp_path / "store") as con:
        kept = (
            "select job_role, skill_id, level, share, recorded_at::date::text from role_requirement_versions"
        )
        assert sorted(con.sql(kept).fetchall()) == [
            ("lead", "Cutting", 1, 0.25, "2023-01-01"),
            ("welder", "weld", 2, 0.5, "2022-12-01"),
        ]
        refused = "select line, column_name, reason_code from quarantine order by line"
        assert con.sql(refused).fetchall() == [
            (4, "skill_id", "unknown-skill"),
            (5, "skill_id", "missing-value"),
            (6, "skill_id", "ambiguous-skill"),
            (7, "level", "out-of-range"),
            (8, "share", "out-of-range"),
            (9, "share", "bad-value"),
        ]


@pytest.mark.parametrize("skill_known", [True, False])
def test_role_requirements_without_a_taxonomy_wait_for_one(tmp_path, skill_known):
    made(tmp_path / "store", *((FACTS, LABELS) if skill_known else ()))
    (tmp_path / "roles.csv").write_text(
        "job_role,skill,level,share,starts_on\nwelder,Dancing,1,0.5,2023-01-01\n"
    )
    loaded = sk.load([tmp_path / "roles.csv"], store=tmp_path / "store", accept_quarantine_rate=1)
    assert [count.accepted for count in loaded.files] == [0 if skill_known else 1]
