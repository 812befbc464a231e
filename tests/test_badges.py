"""Badges of every shape: whose they are, what they say, and which skill they speak of."""

import hashlib
import json
import shutil
from collections import Counter

import pytest
from pseudonym import named

from skillslib.loading import load
from skillslib.store import build, connect

PEOPLE = (
    "employee_id,email,email_aliases,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,"
    "job_role,manager_id,fte,worker_type,on_leave,last_changed_on\n"
    "E-1,Ann@company.example,did:key:z1; ann@home.example; urn:uuid:bearer,2020-01-01,,2020-01-01,,"
    "BU-1,LOC-1,Engineer,,1,employee,no,2020-01-01\n"
    "E-2,bob@company.example,shared@home.example,2020-01-01,,2020-01-01,,BU-1,LOC-1,Lead,,1,employee,no,2020-01-01\n"
    "E-3,cid@company.example,shared@home.example,2020-01-01,,2020-01-01,,BU-1,LOC-1,Lead,,1,employee,no,2020-01-01\n"
)
TAXONOMY = (
    "skill_id,label,alternative_labels,broader,kind,description\n"
    "https://skills.example/sql,SQL,Structured Query Language,,skill,\n"
    "https://skills.example/go,Go (language),Go; Golang,,skill,\n"
    "https://skills.example/board,Go (game),Go,,skill,\n"
    "https://skills.example/data,Data,,,family,\n"
)
CREDLY = (
    "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Country,Issued to Email,Status,"
    "Expired,Issue Date,Expires At,Revoked At,State Updated At,Record Created\n"
)
VCDM1 = ["https://www.w3.org/2018/credentials/v1"]


def credential(number=1, subject=None, achievement=None, **more):
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": f"https://guild.example/award/{number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://guild.example", "name": "Guild"},
        "validFrom": "2024-03-01T10:00:00Z",
        "credentialSubject": {
            "identifier": {
                "identityHash": "ann@company.example",
                "identityType": "emailAddress",
                "hashed": False,
            },
            "achievement": {
                "id": "https://guild.example/badge/1",
                "name": "Querying",
                "tag": ["sql"],
            }
            | (achievement or {}),
        }
        if subject is None
        else subject | {"achievement": {"id": "https://guild.example/badge/1", "name": "Querying"}},
    } | more


def assertion(**more):
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://old.example/1",
        "recipient": {"type": "email", "hashed": False, "identity": "ann@company.example"},
        "badge": {
            "id": "https://old.example/badge",
            "name": "Old",
            "issuer": {"name": "Old Guild"},
            "tags": ["Golang"],
        },
        "issuedOn": "2016-12-31T23:59:59Z",
        "expires": "2022-11-15T23:59:59Z",
    } | more


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The folder of a store that knows the people and the taxonomy alone, to be copied."""
    folder = tmp_path_factory.mktemp("company")
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "taxonomy.csv").write_text(TAXONOMY)
    load(folder, store=folder / "store")
    return folder / "store"


def delivered(company, folder, files, **options):
    """Loads texts or documents as files into a copy of the company's store in a folder; its summary."""
    if not (folder / "store").exists():
        shutil.copytree(company, folder / "store")
    (folder / "files").mkdir(exist_ok=True)
    for name, told in files.items():
        (folder / "files" / name).write_text(told if isinstance(told, str) else json.dumps(told))
    return load(folder / "files", store=folder / "store", **{"accept_quarantine_rate": 1, **options})


@pytest.fixture
def loaded(company, tmp_path):
    """Loads texts or documents as files beside a company; returns (summary, connection)."""
    opened = []

    def run(files, **options):
        summary = delivered(company, tmp_path, files, **options)
        opened.append(connect(tmp_path / "store"))
        return summary, opened[-1]

    yield run
    for con in opened:
        con.close()


@pytest.fixture(scope="module")
def loaded_once(company, tmp_path_factory):
    """The same for cases that are all in one load: (summary, connection)."""
    opened = []

    def run(files):
        folder = tmp_path_factory.mktemp("once")
        summary = delivered(company, folder, files)
        opened.append(connect(folder / "store"))
        return summary, opened[-1]

    yield run
    for con in opened:
        con.close()


def awards(con, what):
    return named(con.sql(f"select {what} from award_versions order by award_id, recorded_at").fetchall())


# ---------------------------------------------------------------- Credly


def test_a_revocation_is_a_second_version_and_earlier_knowledge_stays(loaded):
    row = (
        "SQL,T-1,Acme,A-1,E-1,Austria,,revoked,,2024-03-01,2027-03-01T12:00:00Z,"
        "2025-01-10,2025-01-12,2024-03-02\n"
    )
    _, con = loaded({"credly.csv": CREDLY + row})
    seen = "select revoked_on::text, expires_on::text from awards('{}')"
    assert con.sql(seen.format("2025-01-11")).fetchall() == [(None, "2027-03-02")]
    assert con.sql(seen.format("2025-01-12")).fetchall() == [("2025-01-10", "2027-03-02")]
    assert con.sql(seen.format("2024-03-01")).fetchall() == []


def test_a_later_export_that_says_accepted_outranks_pending(loaded):
    row = "SQL,T-1,Acme,A-1,E-1,AT,,{},,2024-03-01,,,,2024-03-02\n"
    loaded({"a.csv": CREDLY + row.format("accepted")})
    _, con = loaded({"b.csv": CREDLY + row.format("pending")})
    assert con.sql("select acceptance from awards('2024-03-02')").fetchall() == [("accepted",)]


def test_one_award_of_two_people_or_badges_in_a_file_is_refused_and_a_change_of_state_is_not(loaded):
    rows = (  # line 2 on: another person, as line 3; another badge, as line 5; a change of state and address
        "SQL,T-1,Acme,A-1,E-1,AT,,accepted,,2024-03-01,,,,2024-03-02",
        "SQL,T-1,Acme,A-1,E-2,AT,,accepted,,2024-03-01,,,,2024-03-02",
        "SQL,T-1,Acme,A-2,,AT,ann@x.example,accepted,,2024-03-01,,,,2024-03-02",
        "Go,T-2,Acme,A-2,,AT,ann@x.example,accepted,,2024-03-01,,,,2024-03-03",
        "SQL,T-1,Acme,A-3,E-1,AT,ann@x.example,pending,,2024-03-01,,,,2024-03-02",
        "SQL,T-1,Acme,A-3,e-1,AT,ann@y.example,accepted,,2024-03-01,,,,2024-03-03",
    )
    _, con = loaded({"credly.csv": CREDLY + "\n".join(rows) + "\n"})
    refused = con.sql("select line, column_name, reason_code from quarantine order by line").fetchall()
    assert refused == [(line, "award_id", "conflicting-rows") for line in (2, 3, 4, 5)]
    assert awards(con, "award_id, person_id, acceptance") == [
        ("A-3", "E-1", "pending"),
        ("A-3", "E-1", "accepted"),
    ]


def test_no_date_of_expiry_is_never_only_where_the_issuer_dates_others(loaded):
    row = "SQL,T-1,Acme,A-1,E-1,AT,,accepted,,2024-03-01,,,,2024-03-02\n"
    expiry = "select expiry from award_versions where award_id = 'A-1'"
    _, con = loaded({"a.csv": CREDLY + row})
    assert con.sql(expiry).fetchall() == [("unknown",)]
    other = "Go,T-2,{},A-2,E-1,AT,,accepted,,2024-03-01,2027-03-01,,,2024-03-02\n"
    _, con = loaded({"b.csv": CREDLY + other.format("Other")})
    assert con.sql(expiry).fetchall() == [("unknown",)]
    _, con = loaded({"c.csv": CREDLY + other.format("Acme").replace("A-2", "A-3")})
    assert con.sql(expiry).fetchall() == [("never",)]


def test_an_export_without_expiry_says_unknown(loaded):
    header = CREDLY.replace("Expires At,", "")
    row = "SQL,T-1,Acme,A-1,E-1,AT,,accepted,{},2024-03-01,,,2024-03-02\n"
    rows = row.format("") + row.format("Expired").replace("A-1", "A-2")
    summary, con = loaded({"credly.csv": header + rows}, exported_on="2026-10-05")
    assert awards(con, "award_id, expiry, expires_on::text") == [
        ("A-1", "unknown", None),
        ("A-2", "unknown", "2026-10-05"),
    ]
    assert any("names no expiry" in warning for warning in summary.warnings)


LEVELS = {
    "4": (4, "stated"),
    "Foundational": (1, "rule"),
    "intermediate": (3, "rule"),
    "Advanced": (4, "rule"),
    "Expert": (5, "rule"),
    "": (1, "unstated"),
}


@pytest.fixture(scope="module")
def catalogue(loaded_once):
    """A badge of each level, by that for an id."""
    header = "Badge Template ID,Badge Name,Issued by,Type,Level,Skills,Offered In,Updated At\n"
    row = "T-{0},SQL {0},Acme,Skill,{0},SQL; https://skills.example/go,AT; de,2020-01-01\n"
    return loaded_once({"badge_templates.csv": header + "".join(map(row.format, LEVELS))})[1]


@pytest.mark.parametrize("stated", LEVELS)
def test_levels_follow_the_rule(catalogue, stated):
    def told(what, table):
        asked = f"select {what} from {table} where badge_id = ? order by all"
        return catalogue.execute(asked, [f"T-{stated}"]).fetchall()

    level, origin = LEVELS[stated]
    assert told("level, level_origin", "badge_versions") == [(level, origin)]
    assert told("skill_id, level, method, origin", "badge_skill_versions") == [
        ("https://skills.example/go", level, "uri", "catalogue"),
        ("https://skills.example/sql", level, "exact", "catalogue"),
    ]
    assert told("country_code", "badge_offer_versions") == [("AT",), ("DE",)]


# ---------------------------------------------------------------- Open Badges


def numbered(number):
    """A credential of a badge of its own."""
    return credential(number, achievement={"id": f"https://guild.example/badge/{number}"})


CONTAINERS = {
    "one.json": json.dumps(numbered(1), indent=2),
    "array.json": json.dumps([numbered(2)]),
    "lines.jsonl": json.dumps(numbered(3)) + "\n\n",
    "shown.json": json.dumps({"type": ["VerifiablePresentation"], "verifiableCredential": [numbered(4)]}),
    "bom.json": "\ufeff" + json.dumps(numbered(5)),
}


@pytest.fixture(scope="module")
def contained(loaded_once):
    return loaded_once(CONTAINERS)


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_credential_in_any_container(contained, name):
    _, con = contained
    found = con.execute(
        """select badge_id, person_id, matched_by, skill_id from award_versions
        join sources using (source_id) join badge_skill_versions using (badge_id) where file = ?""",
        [name],
    ).fetchall()
    badge = f"https://guild.example/badge/{list(CONTAINERS).index(name) + 1}"
    assert named(found) == [(badge, "E-1", "email", "https://skills.example/sql")]


def test_credentials_in_all_containers_are_one_skill_held(contained):
    summary, con = contained
    assert summary.matched == {"email": len(CONTAINERS)}
    held = con.sql("select person_id, skill_id from holdings('2024-03-01', '2024-03-01')").fetchall()
    assert named(held) == [("E-1", "https://skills.example/sql")]


def test_both_data_models_and_lists_or_single_values(loaded):
    old = credential(
        2,
        **{
            "@context": VCDM1,
            "type": "OpenBadgeCredential",
            "issuer": "https://guild.example",
            "issuanceDate": "2024-03-01T23:00:00-05:00",
            "expirationDate": "2025-03-01T00:00:00Z",
        },
    )
    del old["validFrom"]
    old["credentialSubject"] = [old["credentialSubject"]]
    _, con = loaded({"old.json": old})
    assert awards(con, "awarded_on::text, expires_on::text, expiry") == [
        ("2024-03-02", "2025-03-01", "dated")
    ]


def test_awarded_date_counts_and_time_of_issue_is_when_it_was_recorded(loaded):
    summary, con = loaded({"late.json": credential(awardedDate="2024-01-05T00:00:00Z")})
    assert awards(con, "awarded_on::text, recorded_at::text") == [("2024-01-05", "2024-03-01 00:00:00")]
    assert any("their own time of issue stands for it" in warning for warning in summary.warnings)


def test_the_day_of_the_export_is_when_it_was_recorded(loaded):
    _, con = loaded({"late.json": credential()}, exported_on="2026-10-05")
    assert awards(con, "recorded_at::text") == [("2026-10-05 00:00:00",)]


def hashed(text, salt="", method="sha256", upper=False):
    digest = hashlib.new(method, (text + salt).encode()).hexdigest()
    return {
        "identityHash": f"{method}${digest.upper() if upper else digest}",
        "hashed": True,
        "identityType": "emailAddress",
        **({"salt": salt} if salt else {}),
    }


RECIPIENTS = [
    ({"id": "did:key:z1"}, "E-1", "uri"),
    ({"id": "mailto:ANN@home.example"}, "E-1", "email"),
    ({"identifier": [hashed("ann@company.example", "salt1")]}, "E-1", "hash"),
    ({"identifier": hashed("Ann@company.example", "salt1", upper=True)}, "E-1", "hash"),
    ({"identifier": hashed("bob@company.example")}, "E-2", "hash"),
    ({"identifier": hashed("bob@company.example", method="md5")}, "E-2", "hash"),
    ({"identifier": hashed("bob@company.example") | {"salt": "not-used"}}, "E-2", "hash"),
    (
        {"identifier": {"identityHash": "E-2", "identityType": "employeeId", "hashed": False}},
        "E-2",
        "id",
    ),
    (
        {"identifier": {"identityHash": "E-2", "identityType": "sourcedId", "hashed": False}},
        "E-2",
        "account",
    ),
    (
        {"identifier": hashed("eve@company.example", "salt1")},
        None,
        "identity unknown to the HR extract",
    ),
    (
        {"identifier": {"identityHash": "shared@home.example"}},
        None,
        "identity matches two people",
    ),
    ({}, None, "no identity in the badge"),
]


@pytest.fixture(scope="module")
def received(loaded_once):
    """Every recipient in a credential of its own, each in a file by its number."""
    return loaded_once(
        {
            f"{place}.json": credential(place, subject=subject)
            for place, (subject, _, _) in enumerate(RECIPIENTS)
        }
    )


@pytest.mark.parametrize("place", range(len(RECIPIENTS)))
def test_recipients_find_their_person_or_a_reason(received, place):
    _, person, how = RECIPIENTS[place]
    found = received[1].execute(
        """select person_id, coalesce(matched_by, unmatched_because) from award_versions
        join sources using (source_id) where file = ?""",
        [f"{place}.json"],
    )
    assert named(found.fetchall()) == [(person, how)]


def test_the_summary_counts_how_recipients_found_their_person(received):
    summary, _ = received
    assert summary.matched == Counter(how for _, person, how in RECIPIENTS if person)
    assert summary.unmatched == Counter(how for _, person, how in RECIPIENTS if not person)


def test_a_credential_that_names_nobody_can_be_claimed(loaded):
    _, con = loaded({"one.json": credential(subject={}, id="urn:uuid:bearer")})
    assert awards(con, "person_id, matched_by") == [("E-1", "claim")]


def test_a_person_who_joins_the_extract_later_is_matched_then(loaded, tmp_path):
    loaded({"one.json": credential(subject={"id": "mailto:dan@company.example"})})
    header, row = PEOPLE.splitlines()[:2]
    row = row.replace("E-1", "E-4").replace("Ann@company", "dan@company")
    (tmp_path / "more.csv").write_text(f"{header}\n{row}\n")
    load(tmp_path / "more.csv", store=tmp_path / "store")
    with connect(tmp_path / "store") as con:
        assert awards(con, "person_id, unmatched_because") == [("E-4", None)]


def test_a_badge_without_a_lasting_id_is_known_by_issuer_and_name(loaded):
    documents = [
        credential(n, achievement={"id": f"urn:uuid:{n}", "name": name})
        for n, name in ((1, "Querying"), (2, " querying "), (3, "Other"))
    ]
    _, con = loaded({"three.json": documents})
    assert con.sql("select count(distinct badge_id), count(*) from award_versions").fetchall() == [(2, 3)]


def test_alignments_link_by_address_wherever_they_stand(loaded):
    alignment = {"targetName": "Any words", "targetUrl": "https://skills.example/go"}
    result = [
        {
            "id": "r:1",
            "requiredLevel": "l:4",
            "rubricCriterionLevel": [
                {"id": "l:3", "level": "3"},
                {"id": "l:4", "level": "4", "alignment": alignment},
            ],
        }
    ]
    _, con = loaded({"one.json": credential(achievement={"tag": "go", "resultDescription": result})})
    assert con.sql("select skill_id, level, origin, method from badge_skill_versions").fetchall() == [
        ("https://skills.example/go", 4, "alignment", "uri")
    ]


def test_a_tag_that_means_two_skills_or_none_is_counted_with_its_reason(loaded):
    summary, _ = loaded({"one.json": credential(achievement={"tag": ["Go", "Knitting", "golang", "Data"]})})
    assert summary.linked == {"alias": 1}
    assert summary.unlinked == {
        "the taxonomy has no such skill": 2,  # Data is a family, not a skill
        "its label names several skills": 1,
    }


def test_open_badges_2_with_the_badge_inside_or_elsewhere(loaded):
    pointing = assertion(id="https://old.example/2", badge="https://old.example/other")
    definition = {
        "type": "BadgeClass",
        "id": "https://old.example/other",
        "name": "Other",
        "issuer": "https://old.example",
    }
    _, con = loaded({"one.json": assertion(), "two.json": pointing})
    names = "select name, badge_type from badge_versions order by 1"
    assert con.sql(names).fetchall() == [
        ("Old", None),
        ("https://old.example/other", "address only"),
    ]
    assert con.sql("select expires_on::text from awards('2024-01-01') limit 1").fetchall() == [
        ("2022-11-16",)
    ]
    con.close()
    _, con = loaded({"badge.json": definition})
    assert con.sql(names).fetchall() == [("Old", None), ("Other", None)]


NO_AWARDS = [
    (credential(type=["VerifiableCredential", "EndorsementCredential"]), "endorsement"),
    (credential(type=["VerifiableCredential", "ClrCredential"]), "learner-record"),
    ({"id": "did:web:x", "verificationMethod": []}, "did-document"),
    ({"@context": {"name": "https://schema.org/name"}}, "context-or-schema"),
    ({"$schema": "https://json-schema.org/draft/2019-09/schema"}, "context-or-schema"),
    ({"type": "Issuer", "id": "https://x.example", "name": "X"}, "issuer-profile"),
    ({"recipient": "ann@company.example", "badge": {}, "uid": "1"}, "no-badge"),
    ({"colour": "red"}, "other-document"),
    (credential(subject={}) | {"credentialSubject": {"id": "did:key:z1"}}, "no-achievement"),
    (credential(validFrom="{{ awardedDate }}"), "bad-date"),
    (credential(validUntil="2015-04-31"), "bad-date"),
    (assertion(badge=None), "no-badge"),
    (assertion(expires="2016-12-30"), "ends-before-start"),
    (credential(validUntil="2024-02-28"), "ends-before-start"),
]


@pytest.fixture(scope="module")
def refused(loaded_once):
    """Each of them in a file by its number."""
    return loaded_once({f"{place}.json": document for place, (document, _) in enumerate(NO_AWARDS)})


@pytest.mark.parametrize("place", range(len(NO_AWARDS)), ids=[code for _, code in NO_AWARDS])
def test_what_is_no_award_is_refused_with_what_it_is(refused, place):
    summary, con = refused
    found = con.execute("select line, reason_code from quarantine where file = ?", [f"{place}.json"])
    assert found.fetchall() == [(1, NO_AWARDS[place][1])]
    (count,) = (count for count in summary.files if count.file == f"{place}.json")
    assert (count.read, count.accepted, count.quarantined, count.duplicates) == (1, 0, 1, 0)


def test_a_bad_line_among_good_ones_has_its_line(loaded, tmp_path):
    lines = [
        json.dumps(credential(1)),
        "",
        '{"id": "ann@company.example",',
        json.dumps(credential(2)),
        json.dumps(credential(1)),
    ]
    summary, con = loaded({"many.jsonl": "\n".join(lines) + "\n"})
    (count,) = (count for count in summary.files if count.file == "many.jsonl")
    assert (count.read, count.accepted, count.quarantined, count.duplicates) == (4, 2, 1, 1)
    assert con.sql("select line, reason_code from quarantine").fetchall() == [(3, "not-json")]
    assert "ann@" not in str(con.sql("from quarantine").fetchall())
    with build(tmp_path / "store") as writer:
        assert writer.sql("select count(*) from vault.raw_documents").fetchall() == [(2,)]


@pytest.mark.parametrize("day, then, now", [("2026-10-04", "2027-01-02", "2031-01-02"), (None, None, None)])
def test_a_correction_counts_from_the_day_of_its_export(loaded, day, then, now):
    row = "SQL,T-1,Acme,A-{0},E-1,AT,,accepted,,2024-03-01,{1}T12:00:00Z,,2024-03-05,2024-03-02\n"
    first = CREDLY + "".join(row.format(n, "2027-01-01") for n in range(9))
    second = CREDLY + "".join(row.format(n, "2031-01-01") for n in range(8)) + row.format(8, "2027-01-01")
    loaded({"a.csv": first}, exported_on="2026-09-01")
    summary, con = loaded({"b.csv": second}, exported_on=day)
    (said,) = [warning for warning in summary.warnings if "contradict" in warning]
    assert said.startswith("b.csv: 8 rows contradict")
    if day is None:
        assert "--exported-on" in said
        return
    seen = "select distinct expires_on::text from awards('{}') where award_id <> 'A-8'"
    assert con.sql(seen.format("2026-10-03")).fetchall() == [(then,)]
    assert con.sql(seen.format("2026-10-04")).fetchall() == [(now,)]
    # The same said again, a week later, is no news.
    again, con = loaded({"c.csv": second + "\n"}, exported_on="2026-10-11")
    assert [file.accepted for file in again.files if file.file == "c.csv"] == [0]
    assert con.sql(seen.format("2026-10-12")).fetchall() == [(now,)]


@pytest.fixture(scope="module")
def levelled(loaded_once):
    """Six badges, each told of by two undated credentials of which one states a level."""
    files = {}
    for template in range(6):
        silent = credential(subject={}, id=f"urn:uuid:one-{template}")
        silent["credentialSubject"]["achievement"]["id"] = f"https://issuer.example/badges/{template}"
        stating = json.loads(json.dumps(silent)) | {"id": f"urn:uuid:two-{template}"}
        stating["credentialSubject"]["achievement"]["resultDescription"] = [
            {
                "id": "urn:uuid:r",
                "type": ["ResultDescription"],
                "requiredLevel": "urn:uuid:l",
                "rubricCriterionLevel": [{"id": "urn:uuid:l", "level": "4"}],
            }
        ]
        files |= {f"one-{template}.json": silent, f"two-{template}.json": stating}
    return loaded_once(files)[1]


@pytest.mark.parametrize("template", range(6))
def test_of_two_undated_sources_the_one_that_states_a_level_holds(levelled, template):
    """Whatever the hash of their rows: of six badges each would be right by chance in half of the cases."""
    found = levelled.execute(
        "select level, level_origin from badges(date '2026-12-31') where badge_id = ?",
        [f"https://issuer.example/badges/{template}"],
    )
    assert found.fetchall() == [(4, "stated")]
