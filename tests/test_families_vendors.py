"""Vendors' own ways: states, pages, masked earners, tables for issuing, and countries with three letters."""

import json

import pytest
from family_documents import (
    ACCREDIBLE,
    BADGR,
    CREDLY,
    DROP,
    FACTORY,
    Team,
    another,
    but,
    counts,
    digest,
    lines,
    seconds,
)
from pseudonym import named

from skillslib.intake.countries import TWO_LETTERS


@pytest.fixture
def team(tmp_path):
    return Team(tmp_path)


def page(*badges):
    return {
        "data": list(badges),
        "metadata": {"count": len(badges), "current_page": 1, "next_page_url": None},
    }


# ---------------------------------------------------------------- Credly


def test_every_state_of_an_issued_badge(team):
    untimed = but(CREDLY, (["created_at"], None), (["updated_at"], None), (["state_updated_at"], None))
    states = {
        "accepted": CREDLY,
        "pending": but(CREDLY, (["state"], "pending")),
        "rejected": but(CREDLY, (["state"], "rejected")),
        "revoked, dated": but(CREDLY, (["state"], "revoked"), (["revoked_at"], "2025-02-03T10:00:00.000Z")),
        "revoked, changed": but(
            CREDLY, (["state"], "revoked"), (["state_updated_at"], "2025-03-04T10:00:00.000Z")
        ),
        "revoked, untimed": but(untimed, (["state"], "revoked")),
        "replaced": but(CREDLY, (["replacement_badge_id"], "c-newer")),
        "replacing": but(CREDLY, (["id"], "c-newer"), (["replaces_badge_id"], CREDLY["id"])),
    }
    documents = {state: another(document, state) for state, document in states.items()}
    summary = team.load({"page.json": page(*documents.values())}, exported_on="2025-06-07")
    assert counts(summary, "page.json") == (8, 8, 0, 0)
    found = {}
    for award_id, *said in team.awards(
        "award_id, state, acceptance, revoked_on::text, replaced_by, version_at::text"
    ):
        found.setdefault(award_id, []).append(tuple(said))
    told = {state: found[document["id"]] for state, document in documents.items()}
    first, changed = "2024-04-02 08:00:00.000001", "2024-04-03 08:00:00.000001"
    assert told == {
        "accepted": [("issued", "accepted", None, None, changed)],
        "pending": [("issued", "pending", None, None, "2024-04-03 08:00:00")],
        "rejected": [("rejected", "unknown", None, None, changed)],
        # What was known before a revocation stays known for the days before it.
        "revoked, dated": [
            ("issued", "accepted", None, None, first),
            ("issued", "accepted", "2025-02-03", None, "2025-02-03 10:00:00"),
        ],
        "revoked, changed": [
            ("issued", "accepted", None, None, first),
            ("issued", "accepted", "2025-03-04", None, "2025-03-04 10:00:00.000001"),
        ],
        "revoked, untimed": [("issued", "accepted", "2025-06-07", None, None)],
        "replaced": [("issued", "accepted", None, "c-newer", changed)],
        "replacing": [("issued", "accepted", None, None, changed)],
    }
    assert any("1 awards were rejected" in warning for warning in summary.warnings)
    assert summary.totals["awards rejected, or failed"] == 1


def test_a_badge_of_credly_in_a_wallet_is_the_one_of_its_export_and_a_rejected_one_is_of_unknown_acceptance(
    team,
):
    own, template = "c0000000-0000-4000-8000-000000000077", "7e000000-0000-4000-8000-000000000001"
    export = (
        "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issued to Email,Status,Issue Date,"
        "Record Created\n"
        f"Quality,{template},Acme,{own},ann@home.example,accepted,2024-04-01,2024-04-01T10:00:00Z\n"
        f"Quality,{template},Acme,c-2,ann@home.example,rejected,2024-04-01,2024-04-01T10:00:00Z\n"
    )

    def wallet(host, number, path="/v1/obi/v2/"):
        return {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": f"https://{host}{path}badge_assertions/{number}",
            "recipient": {"type": "email", "hashed": False, "identity": "ann@home.example"},
            "badge": f"https://{host}{path}issuers/o-1/badge_classes/{template}",
            "issuedOn": "2024-04-01T00:00:00Z",
            "verification": {"type": "hosted"},
        }

    documents = [
        wallet("api.credly.com", own),
        wallet("www.credly.com", own.upper(), "/"),
        wallet("api.youracclaim.com", own),
        wallet("api.credly.com.elsewhere.example", own),  # not Credly's
    ]
    team.load({"export.csv": export, "wallet.jsonl": lines(documents)}, exported_on="2024-05-01")
    found = team.ask(
        """select award_id, badge_id, acceptance from award_versions
        group by all order by award_id, acceptance"""
    )
    assert [row for row in found if row[0].startswith("c")] == [
        ("c-2", template, "unknown"),
        (own, template, "accepted"),
        (own, template, "unknown"),
    ]
    assert [row[1] for row in found if not row[0].startswith("c")] == [documents[3]["badge"]]
    assert team.ask("select count(*) from awards(date '2024-12-31')") == [(2,)]


def test_a_public_earner_s_page_names_skills_as_objects_and_no_earner(team):
    public = {
        "id": "c-public",
        "issued_at_date": "2024-04-01",
        "expires_at_date": None,
        "issuer": {"summary": "issued by Acme Academy", "entities": CREDLY["issuer"]["entities"][1:]},
        "badge_template": {
            "id": "t-9",
            "name": "Soldering",
            "skills": [{"id": "s-1", "name": "Tin", "vanity_slug": "tin"}, {"id": "s-2", "name": "Flux"}],
        },
    }
    summary = team.load({"earner.json": page(public)})
    assert counts(summary, "earner.json") == (1, 1, 0, 0)
    assert team.awards("award_id, awarded_on::text, unmatched_because, acceptance") == [
        ("c-public", "2024-04-01", "no identity in the badge", "unknown")
    ]
    assert team.ask("select issuer, authorised_by from badge_versions") == [("Acme Academy", None)]
    assert team.ask("select tag, origin from badge_tag_versions order by tag") == [
        ("Flux", "skill"),
        ("Tin", "skill"),
    ]


def test_a_country_of_three_letters_is_the_same_country_as_of_two(team):
    told = team.told_apart(
        {
            "AT": but(CREDLY, (["country"], None), (["country_code"], "AUT")),
            "US": but(CREDLY, (["country"], "United States"), (["country_code"], "usa")),
            "DE": but(CREDLY, (["country"], None), (["country_code"], "de")),
            "AT by name": but(CREDLY, (["country"], "Austria"), (["country_code"], None)),
            "NARNIA": but(CREDLY, (["country"], "Narnia"), (["country_code"], "NRN")),
            None: but(CREDLY, (["country"], None), (["country_code"], None)),
        },
        "country_code",
    )
    assert told.pop("AT by name") == ("AT",)  # as the company's own locations spell it
    assert told == {country: (country,) for country in told}


def test_the_countries_are_those_of_another_list():
    others = pytest.importorskip("babel.core").get_global("territory_aliases")
    assert len(TWO_LETTERS) == len(set(TWO_LETTERS.values())) == 249
    assert {three: others[three][0] for three in TWO_LETTERS} == TWO_LETTERS


EXPORT = (
    "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Group Tag,Badge URL,"
    "Issued to First Name,Country,State,Account status,Issued to Email,Status,Expired,Issue Date,"
    "Expires At,State Updated At,Record Created\n"
)


def test_an_analytics_export_tells_status_from_state(team):
    row = "Quality,t-1,Acme,{},{},,,A.,Austria,Vienna,Confirmed,{},{},{},2024-04-01,{},{},2024-04-02\n"
    rows = (
        row.format("c-1", "E-1", "", "accepted", "", "2026-04-01", ""),
        row.format("c-2", "", "  BEN.BAKER@company.example", "pending", "", "", ""),
        row.format("c-3", "", "nobody@else.example", "revoked", "", "", "2025-01-02"),
        row.format("c-4", "", "", "rejected", "", "", "2024-04-05"),
        row.format("c-5", "E-2", "", "accepted", "Expired", "", "2025-05-06"),
        row.format("c-6", "E-2", "", "lost", "", "", ""),
        row.format("c-7", "E-2", "", "accepted", "", "2024-03-31", ""),
        row.format("c-8", "E-2", "", "revoked", "", "", ""),
    )
    summary = team.load({"export.csv": EXPORT + "".join(rows) + rows[0]})
    assert counts(summary, "export.csv") == (9, 5, 3, 1)
    said = "award_id, state, acceptance, person_id, expires_on::text, revoked_on::text, country_code"
    assert set(named(team.awards(said))) == {
        ("c-1", "issued", "accepted", "E-1", "2026-04-01", None, "AT"),
        ("c-2", "issued", "pending", "E-2", None, None, "AT"),
        ("c-3", "issued", "accepted", None, None, None, "AT"),  # known before it was revoked
        ("c-3", "issued", "accepted", None, None, "2025-01-02", "AT"),
        ("c-4", "rejected", "unknown", None, None, None, "AT"),
        ("c-5", "issued", "accepted", "E-2", "2025-05-06", None, "AT"),
    }
    assert team.ask("select line, column_name, reason_code from quarantine order by line") == [
        (7, "Status", "bad-value"),
        (8, "Expires At", "ends-before-start"),
        (9, "Revoked At", "missing-value"),
    ]


def test_an_export_may_name_the_skills_of_a_badge(team):
    """With semicolons between them a comma is part of a name; a blank cell names none."""
    header = EXPORT.replace("\n", ",Skills\n")
    row = "Quality,{0},Acme,c-{0},E-1,,,A.,Austria,Vienna,Confirmed,,accepted,,2024-04-01,,,2024-04-02,{1}\n"
    rows = (
        row.format("t-1", '"Welding, Crane"'),
        row.format("t-2", '"Saws, manual; Crane;"'),
        row.format("t-3", ""),
    )
    summary = team.load({"export.csv": header + "".join(rows)})
    assert counts(summary, "export.csv") == (3, 3, 0, 0)
    assert sorted(team.ask("select badge_id, tag from badge_tag_versions")) == [
        ("t-1", "Crane"),
        ("t-1", "Welding"),
        ("t-2", "Crane"),
        ("t-2", "Saws, manual"),
    ]


def test_a_file_for_issuing_writes_its_dates_month_first(team):
    bulk = (
        "Badge Template ID,Recipient Email,Issued To First Name,Issued at,Expires at,Issuer Earner ID,"
        "Country,Evidence Name,Evidence URL\n"
        "t-1,ann@home.example,A.,01/02/2026,03/04/27,,,,\n"
        "t-1,ben.baker@company.example,B.,2026-02-03,,E-2,AT,Test,https://company.example/t\n"
        "t-1,ben.baker@company.example,B.,13/02/2026,,,,,\n"
    )
    summary = team.load({"bulk.csv": bulk})
    assert counts(summary, "bulk.csv") == (3, 2, 1, 0)
    told = "awarded_on::text, expires_on::text, person_id, evidence_count, acceptance"
    assert sorted(named(team.ask(f"select {told} from award_versions"))) == [
        ("2026-01-02", "2027-03-04", "E-1", 0, "unknown"),
        ("2026-02-03", None, "E-2", 1, "unknown"),
    ]
    assert team.refused() == [("Issued at", "bad-date")]
    assert any("it says what was to be issued" in warning for warning in summary.warnings)


# ---------------------------------------------------------------- Badgr


def test_an_assertion_of_the_api_by_its_state(team):
    revoked = (["revoked"], True), (["revocationReason"], "an error")
    told = team.told_apart(
        {
            "accepted": BADGR,
            "waiting": but(BADGR, (["acceptance"], "Unaccepted")),
            "refused": but(BADGR, (["acceptance"], "Rejected")),
            "silent": but(BADGR, (["acceptance"], DROP)),
        },
        "state, acceptance, revoked_on",
    )
    assert told == {
        "accepted": ("issued", "accepted", None),
        "waiting": ("issued", "pending", None),
        "refused": ("rejected", "unknown", None),
        "silent": ("issued", "unknown", None),
    }
    withdrawn = but(BADGR, *revoked, (["revokedAt"], "2025-05-06T07:00:00Z"))
    answer = {"status": {"success": True, "description": "ok"}, "result": [withdrawn]}
    team.load({"answer.json": answer})
    over = team.ask("select revoked_on::text from awards(date '2025-05-07') where revoked_on is not null")
    assert over == [("2025-05-06",)]


def test_a_hosted_assertion_in_a_backpack_is_the_award_of_the_api(team):
    backpack = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": BADGR["openBadgeId"],
        "badge": BADGR["badgeclassOpenBadgeId"],
        "recipient": {
            "type": "email",
            "hashed": True,
            "salt": "s",
            "identity": digest("ann@home.example", "s"),
        },
        "issuedOn": BADGR["issuedOn"],
        "expires": BADGR["expires"],
    }
    team.load({"api.json": {"status": {"success": True}, "result": [BADGR]}, "backpack.json": backpack})
    assert team.ask("select count(distinct award_id), count(distinct badge_id) from award_versions") == [
        (1, 1)
    ]


# ---------------------------------------------------------------- Accredible


@pytest.mark.parametrize(
    "container",
    [
        {"credentials": [ACCREDIBLE], "meta": {"current_page": 1, "next_page": None, "total_pages": 1}},
        {"credentials": [ACCREDIBLE], "meta": {"count": 1, "from": 0, "size": 50, "cursor": None}},
        {"credential": ACCREDIBLE},
        [ACCREDIBLE],
    ],
    ids=["pages", "cursor", "one", "array"],
)
def test_every_paging_of_accredible_gives_the_credential(team, container):
    summary = team.load({"answer.json": container})
    assert counts(summary, "answer.json") == (1, 1, 0, 0)
    assert team.awards("award_id") == [("accredible:10000005",)]


def test_an_id_as_a_number_and_as_text_is_one_award(team):
    summary = team.load({"two.jsonl": lines([ACCREDIBLE, but(ACCREDIBLE, (["id"], "10000005"))])})
    assert counts(summary, "two.jsonl") == (2, 1, 0, 1)


# ---------------------------------------------------------------- Open Badge Factory


def test_lines_in_a_json_file_and_a_page_are_the_same_events(team):
    second = but(FACTORY, (["id"], "EV-2"), (["recipient"], [{"email": "ben.baker@company.example"}]))
    first = team.load({"v1.json": lines([FACTORY, second])})
    assert counts(first, "v1.json") == (3, 3, 0, 0)
    again = team.load({"v2.json": json.dumps({"result": [FACTORY, second], "total": 2})})
    assert counts(again, "v2.json") == (3, 0, 0, 3)


def test_an_event_that_only_counts_its_recipients_is_named_and_no_fault(team):
    counted = but(FACTORY, (["recipient"], DROP), (["log_entry"], DROP)) | {"recipient_count": 2}
    summary = team.load({"events.json": {"result": [counted], "total": 1}}, accept_quarantine_rate=0)
    assert counts(summary, "events.json") == (1, 0, 1, 0)
    assert team.refused() == [("recipient", "recipients-not-listed")]


@pytest.mark.parametrize(
    "revoked, ends",
    [
        ({}, {"E-1": None, "E-2": None}),
        (False, {"E-1": None, "E-2": None}),
        ({"BEN.BAKER@company.example": seconds("2025-01-10")}, {"E-1": None, "E-2": "2025-01-10"}),
        ({'odd"name': 1, "$": 2, "": 3}, {"E-1": None, "E-2": None}),
        (True, {"E-1": "2025-01-11", "E-2": "2025-01-11"}),  # since the event last changed
    ],
)
def test_who_is_revoked_is_named_in_the_event(team, revoked, ends):
    team.load({"events.jsonl": lines([but(FACTORY, (["revoked"], revoked))])})
    assert dict(named(team.ask("select person_id, revoked_on::text from awards(date '2025-02-01')"))) == ends
