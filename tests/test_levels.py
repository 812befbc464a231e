"""Badge to level: which rule fires, a company's own rules, and that who was there proves nothing by it."""

import json

import pandas as pd
import pytest
from pseudonym import by_id

import skillslib as sk
from skillslib.badges import levels
from skillslib.loading import load
from skillslib.store import build, connect

PEOPLE = (
    "employee_id,email,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,job_role,fte,worker_type\n"
    + "".join(
        f"E-{n},e{n}@company.example,2015-01-01,,2015-01-01,,BU-1,,Fitter,1,employee\n" for n in range(1, 6)
    )
)
UNITS = "business_unit_id,starts_on,name,parent_id\nBU-1,2015-01-01,Works,\n"
TAXONOMY = (
    "skill_id,label,alternative_labels,broader,kind,description\n"
    "https://skills.example/weld,Welding,,,skill,\nhttps://skills.example/bend,Bending,,,skill,\n"
)
CATALOGUE = (
    "Badge Template ID,Badge Name,Issued by,Type,Level,Skills,Updated At\n"
    "T-1,Welding practice,Guild,Validation,3,Welding,2020-01-01\n"
    "T-2,Welding day (attendance),Guild,Learning,Advanced,Welding,2020-01-01\n"
    "T-3,Bending,Guild,Membership,4,Bending,2020-01-01\n"
    "T-4,Bending at the press,Guild,Learning,Gold,Bending,2020-01-01\n"
    "T-5,Welding for all,Club,Learning,,Welding,2020-01-01\n"
)
CREDLY = (
    "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Status,Issue Date,Expires At,"
    "Revoked At,Record Created\n"
) + "".join(
    f"A badge,T-{badge},Guild,A-{person}-{badge},E-{person},accepted,2024-01-0{person},,,2024-01-01\n"
    for person, badge in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 5))
)
OURS = "rule,place,badge_type,issuer,title_words,scale,result,level,decided_on\n"


def credential(number, reached):
    """An award of a badge with a rubric, of which the recipient reached a level."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": f"https://guild.example/award/{number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://guild.example", "name": "Guild"},
        "validFrom": "2024-03-01T10:00:00Z",
        "credentialSubject": {
            "identifier": {"identityHash": f"e{number}@company.example", "identityType": "emailAddress"},
            "result": [{"achievedLevel": f"urn:uuid:{reached}"}],
            "achievement": {
                "id": "https://guild.example/badge/rubric",
                "name": "Bending by rubric",
                "tag": ["Bending"],
                "resultDescription": [
                    {
                        "id": "urn:uuid:r",
                        "rubricCriterionLevel": [
                            {"id": "urn:uuid:top", "name": "Expert"},
                            {"id": "urn:uuid:there", "name": "Attended"},
                        ],
                    }
                ],
            },
        },
    }


def loaded(folder, rules=""):
    files = {
        "people.csv": PEOPLE,
        "units.csv": UNITS,
        "taxonomy.csv": TAXONOMY,
        "catalogue.csv": CATALOGUE,
        "credly.csv": CREDLY,
        "a.json": json.dumps(credential(1, "top")),
        "b.json": json.dumps(credential(2, "there")),
    }
    if rules:
        files["level_rules.csv"] = OURS + rules
    inputs = folder / "in"
    inputs.mkdir(exist_ok=True)
    for name, text in files.items():
        (inputs / name).write_text(text)
    return load(inputs, store=folder / "store")


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("levels")
    summary = loaded(folder)
    with connect(folder / "store") as con:
        yield summary, con


def told(con):
    frame = sk.badge_levels(con).astype(object)
    frame = frame.where(frame.notna(), None)
    return {
        (row.badge, row.stated): (row.level, row.rule, row.origin, row.decided_by, row.awards)
        for row in frame.itertuples()
    }


def test_each_badge_shows_its_level_and_the_rule_that_fired(company):
    assert told(company[1]) == {
        ("Welding practice", "3"): (3, "level 3 as stated", "stated", "the workbench", 1),
        ("Welding day (attendance)", "Advanced"): (
            None,
            "participation: words of the title",
            "rule",
            "the workbench",
            1,
        ),
        ("Bending", "4"): (None, "participation: the badge's type", "rule", "the workbench", 1),
        ("Bending at the press", "Gold"): (
            1,
            "a level in words that no rule knows",
            "unstated",
            "the workbench",
            1,
        ),
        ("Welding for all", None): (1, "no level is stated", "unstated", "the workbench", 1),
        ("Bending by rubric", None): (1, "no level is stated", "unstated", "the workbench", 0),
        ("Bending by rubric", "Expert"): (5, "an expert's level", "rule", "the workbench", 1),
        ("Bending by rubric", "Attended"): (None, "participation: the result", "rule", "the workbench", 1),
    }


def test_who_took_part_holds_nothing_by_it_and_the_reader_is_told(company):
    summary, con = company
    # E-2 was at a welding day and at a bending course, E-3 is a member: neither holds a skill.
    assert by_id(con.sql("from holdings('2024-06-30', '2024-06-30')").fetchall()) == [
        ("E-1", "https://skills.example/bend", 5),
        ("E-1", "https://skills.example/weld", 3),
        ("E-4", "https://skills.example/bend", 1),
        ("E-5", "https://skills.example/weld", 1),
    ]
    trust = sk.data_trust(con, "2024-06-30", "2024-06-30")
    rows = {
        (measure, reason): number
        for measure, reason, number in zip(trust["measure"], trust["reason"], trust["count"], strict=True)
    }
    assert rows["unlinked", "participation: it proves no proficiency"] == 3
    assert rows["linked", ""] == 4
    assert "2  badges of participation, which prove no skill" in str(summary)
    said = sk.defects(con)
    at = {(row.code, row.line): (row.what, row.effect) for row in said.itertuples()}
    assert at["participation", 3][1] == at["participation", 4][1] == "left out"
    assert "words of the title" in at["participation", 3][0]
    assert at["level-unknown", 5][1] == "counted otherwise"


def test_the_trend_counts_the_awards_that_reach_the_level(company):
    # At level 5 one award of the quarter: the badge states none, and who attended reached nothing.
    trend = sk.skill_trend(company[1], "2024-03-31", "2024-06-30", of="skill", level=5, quarters=1)
    now = trend[trend["basis"] == "recorded"].set_index("skill")
    assert (now.loc["Bending", "awards"], now.loc["Bending", "earners"]) == (1, 1)
    assert (now.loc["Welding", "awards"], now.loc["Welding", "earners"]) == (0, 0)


def test_a_companys_rules_come_beside_ours_or_in_their_place(tmp_path):
    loaded(
        tmp_path,
        "gold,305,,,,,gold|silver,4,2024-01-01\n"
        "participation: words of the title,110,,,,,,,2024-01-01\n"
        "the club,50,learning,CLUB,welding for all,,,2,2024-01-01\n"
        "an expert's level,404,,,,,expert,4,2024-01-01\n",
    )
    with connect(tmp_path / "store") as con:
        said = told(con)
    assert said["Bending at the press", "Gold"] == (4, "gold", "rule", "the company", 1)
    # Ours is off: the level that the badge states counts.
    assert said["Welding day (attendance)", "Advanced"][:2] == (4, "an advanced level")
    assert said["Welding for all", None] == (2, "the club", "rule", "the company", 1)
    assert said["Bending by rubric", "Expert"] == (4, "an expert's level", "rule", "the company", 1)
    assert said["Bending", "4"][0] is None
    # Of two rules of one name the later decision holds, and the same file again changes nothing.
    (tmp_path / "in" / "level_rules.csv").write_text(OURS + "gold,305,,,,,gold,5,2024-02-01\n")
    load(tmp_path / "in", store=tmp_path / "store")
    with connect(tmp_path / "store") as con:
        assert told(con)["Bending at the press", "Gold"][:2] == (5, "gold")
        assert told(con)["Welding for all", None][0] == 2


def test_the_rules_that_are_written_out_are_the_rules_that_hold(tmp_path, company):
    written = tmp_path / "level_rules.csv"
    levels.write_rules(written)
    with pytest.raises(FileExistsError, match="Name another file"):
        levels.write_rules(written)
    loaded(tmp_path, written.read_text(encoding="utf-8").partition("\n")[2])
    with connect(tmp_path / "store") as con:
        assert {at: row[:3] for at, row in told(con).items()} == {
            at: row[:3] for at, row in told(company[1]).items()
        }
        assert {row[3] for row in told(con).values()} == {"the company"}


def test_a_level_that_no_rule_knows_is_said_by_the_load(company):
    # Gold is unknown; Advanced is one of our words, Attended says that it is none.
    (note,) = (said for said in company[0].warnings if "no rule knows" in said)
    assert note.startswith("1 badge states a level that no rule knows: it counts as none stated")


def test_a_choice_that_is_blank_is_refused_as_it_would_fit_everything(tmp_path):
    rules = ("welder|", "|welder", "a||b", "welder|bender")
    (tmp_path / "level_rules.csv").write_text(
        OURS + "".join(f"r{n},10,,,{cell},,,5,2024-01-01\n" for n, cell in enumerate(rules))
    )
    load(tmp_path, store=tmp_path / "store", accept_quarantine_rate=1)
    with connect(tmp_path / "store") as con:
        refused = con.sql("select line, column_name, reason_code from quarantine order by line").fetchall()
    assert refused == [(line, "title_words", "choice-blank") for line in (2, 3, 4)]


def test_a_rule_that_lacks_its_name_or_has_no_level_is_refused_by_its_line(tmp_path):
    (tmp_path / "level_rules.csv").write_text(
        OURS + "gold,305,,,,,gold,6,2024-01-01\n,306,,,,,silver,2,2024-01-01\nbronze,307,,,,,bronze,1,\n"
    )
    load(tmp_path, store=tmp_path / "store", accept_quarantine_rate=1)
    with connect(tmp_path / "store") as con:
        refused = con.sql("select line, column_name from quarantine order by line").fetchall()
    assert refused == [(2, "level"), (3, "rule"), (4, "decided_on")]


@pytest.mark.parametrize(
    "name, stated, level",
    [
        ("Programming", "SFIA 4", 4),
        ("Programming", "SFIA level 6", 5),
        ("SFIA 8: Programming (PROG) level 2", None, 2),
        ("SFIA 8 foundation", None, 1),  # no level is named: the title tells none
        ("Judgement", "O*NET LV 4.12", 3),
        ("Judgement", "O*NET level 1.4", 1),
        ("Judgement", "O*NET level 6", 5),
        ("Judgement", "6", 1),  # on no scale that we know
        ("Teilnahmebestätigung Schweißen", "5", 0),
        ("Attestation de présence", None, 0),
        ("Remembership of things", "2", 2),  # a word is a word
        ("Attendance Management Specialist", "Advanced", 4),  # what is stated goes before a word of the title
        ("Facilitating youth participation", "expert", 5),
        ("Welding day - attendance", "Advanced", 0),
        ("Certificate of participation: welding", "Advanced", 0),
        ("Safety participation", None, 0),
        ("Judgement", "Level 4", 4),
        ("Judgement", "Stufe 2", 2),
        ("Judgement", "B2", 1),  # unknown, and said so
        ("Judgement", " Expert ", 5),
        ("Judgement", "EXPERT", 5),
    ],
)
def test_scales_and_words(bare, name, stated, level):
    bare.execute("delete from badge_versions")
    bare.execute(
        """insert into badge_versions (badge_id, name, level_stated, recorded_at, row_hash)
        values ('b', $name, $stated, '2020-01-01', 'a')""",
        {"name": name, "stated": stated},
    )
    levels.derive(bare)
    assert bare.execute("select level from badge_versions").fetchall() == [(level,)]


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    with build(tmp_path_factory.mktemp("bare") / "store") as con:
        yield con


def test_a_company_may_turn_every_rule_off_and_then_nothing_is_proven(bare):
    bare.execute("delete from badge_versions")
    bare.execute(
        """insert into badge_versions (badge_id, name, level_stated, recorded_at, row_hash)
        values ('b', 'Bending', '3', '2020-01-01', 'a')"""
    )
    off = pd.DataFrame(levels.RULES)[["rule", "place"]]
    bare.register("off", off)
    bare.execute(
        """insert into level_rule_versions (rule, place, recorded_at, row_hash)
        select rule, place::double, '2024-01-01', 'a' from off"""
    )
    levels.derive(bare)
    assert bare.execute("select level, level_rule from badge_versions").fetchall() == [(0, "no rule fires")]
    bare.execute("delete from level_rule_versions")
