"""Open Badges of all versions: what equals what, learner records, signed texts, lists of statuses."""

import base64
import json
from itertools import product

import pytest
from family_documents import (
    DROP,
    LEARNER_RECORD,
    OPEN_BADGE_05,
    OPEN_BADGE_1,
    OPEN_BADGE_2,
    OPEN_BADGE_3,
    STATUS_LIST,
    Team,
    but,
    counts,
    digest,
    encoded_list,
    lines,
    seconds,
)
from pseudonym import named

from skillslib.intake import IntakeError

OLD_MODEL = but(
    OPEN_BADGE_3,
    (
        ["@context"],
        ["https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
    ),
    (["awardedDate"], DROP),
    (["validFrom"], DROP),
    (["validUntil"], DROP),
    (["issuanceDate"], "2024-03-01T10:00:00Z"),
    (["expirationDate"], "2027-03-01T10:00:00Z"),
)
SUBJECT = ["credentialSubject"]
ACHIEVEMENT = [*SUBJECT, "achievement"]


@pytest.fixture
def team(tmp_path):
    return Team(tmp_path)


def token(payload):
    parts = [{"alg": "EdDSA", "typ": "JWT"}, payload]
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*texts, "c2lnbmVk"])


# ---------------------------------------------------------------- Open Badges 3.0


def test_both_data_models_lists_of_one_and_language_maps_say_the_same(team):
    achievement = OPEN_BADGE_3["credentialSubject"]["achievement"]
    told = team.told_apart(
        {
            "2.0": but(OPEN_BADGE_3, (["awardedDate"], DROP)),
            "1.1": OLD_MODEL,
            "a list of one achievement": but(OLD_MODEL, (ACHIEVEMENT, [achievement])),
            "a list of one subject": but(OLD_MODEL, (SUBJECT, [OPEN_BADGE_3["credentialSubject"]])),
            "the older type": but(OLD_MODEL, (["type"], ["VerifiableCredential", "AchievementCredential"])),
            "one type as text": but(OLD_MODEL, (["type"], "OpenBadgeCredential")),
            "a name in languages": but(OLD_MODEL, ([*ACHIEVEMENT, "name"], {"de": "Weben", "en": "Weaving"})),
            "a name with its language": but(
                OLD_MODEL, ([*ACHIEVEMENT, "name"], {"@language": "en", "@value": "Weaving"})
            ),
            "an identifier that is no list": but(
                OLD_MODEL, ([*SUBJECT, "identifier"], OPEN_BADGE_3["credentialSubject"]["identifier"][0])
            ),
        },
        "badge_id, awarded_on::text, expires_on::text, level_reached, evidence_count, person_id",
    )
    said = ("https://guild.example/badges/weaving", "2024-03-01", "2027-03-02", 4, 2, "E-1")
    assert told == dict.fromkeys(told, said)
    assert team.ask("select distinct name from badge_versions") == [("Weaving",)]


def test_more_than_one_achievement_or_subject_is_refused(team):
    achievement, subject = OPEN_BADGE_3["credentialSubject"]["achievement"], OPEN_BADGE_3["credentialSubject"]
    names, _ = team.load_apart(
        {
            "several-achievements": but(OPEN_BADGE_3, (ACHIEVEMENT, [achievement, achievement])),
            "bad-subject": but(OPEN_BADGE_3, (SUBJECT, [subject, subject])),
            "no-achievement": but(OPEN_BADGE_3, (ACHIEVEMENT, [])),
        }
    )
    found = dict(team.ask("select file, reason_code from quarantine"))
    assert found == {name: code for code, name in names.items()}


@pytest.mark.parametrize("newer_first", [False, True])
def test_of_equal_credentials_the_newer_holds_whatever_comes_first(team, newer_first):
    newer = but(
        OPEN_BADGE_3, (["validFrom"], "2024-06-01T00:00:00Z"), (["validUntil"], "2030-01-01T00:00:00Z")
    )
    order = [newer, OPEN_BADGE_3] if newer_first else [OPEN_BADGE_3, newer]
    for place, document in enumerate(order):
        summary = team.load({f"{place}.json": document})
        assert counts(summary, f"{place}.json") == (1, 1, 0, 0)
    ends = "select expires_on::text, person_id from awards(date '{}')"
    assert named(team.ask(ends.format("2024-03-02"))) == [("2027-03-02", "E-1")]
    assert named(team.ask(ends.format("2024-06-01"))) == [("2030-01-01", "E-1")]


def test_the_same_achievement_under_another_id_is_a_second_award(team):
    again = but(
        OPEN_BADGE_3,
        (["id"], "https://guild.example/credentials/99"),
        (["awardedDate"], "2026-12-01T00:00:00Z"),
        (["validFrom"], "2026-12-01T00:00:00Z"),
        (["validUntil"], "2029-12-01T00:00:00Z"),
    )
    other_issuer = but(OPEN_BADGE_3, (["issuer", "id"], "https://other.example"))
    summary = team.load({"three.jsonl": lines([OPEN_BADGE_3, again, other_issuer])})
    assert counts(summary, "three.jsonl") == (3, 3, 0, 0)
    assert team.ask("select count(*), count(distinct award_id) from awards(date '2027-01-01')") == [(3, 3)]


def test_a_learner_record_is_its_credentials_and_no_endorsement_counts(team):
    summary = team.load({"record.json": LEARNER_RECORD})
    assert counts(summary, "record.json") == (3, 2, 1, 0)
    assert team.ask("select reason_code from quarantine") == [("endorsement",)]
    # One of its credentials alone is the same award.
    alone = team.load({"alone.json": OPEN_BADGE_3})
    assert counts(alone, "alone.json") == (1, 0, 0, 1)
    assert alone.totals["awards"] == 2


def test_a_signed_credential_is_completed_from_the_claims_around_it(team):
    bare = but(OLD_MODEL, (["id"], DROP), (["issuanceDate"], DROP), (["expirationDate"], DROP))
    bare["credentialSubject"].pop("identifier")
    claims = {
        "jti": OPEN_BADGE_3["id"],
        "nbf": seconds("2024-03-01") + 36_000,
        "exp": seconds("2027-03-01") + 36_000,
        "sub": "did:key:z6MkAnn",
        "iss": "https://guild.example",
        "vc": bare,
    }
    signed = token(claims)
    envelope = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{signed}",
    }
    summary = team.load(
        {
            "signed.jwt": signed,
            "plain.json": OLD_MODEL,
            "answer.json": {"credential": [], "compactJwsString": [signed]},
            "presentation.json": {"type": ["VerifiablePresentation"], "verifiableCredential": [signed]},
            "one.json": {"type": ["VerifiablePresentation"], "verifiableCredential": signed},
            "envelope.json": envelope,
            "presented envelope.json": {"type": "VerifiablePresentation", "verifiableCredential": [envelope]},
            "signed presentation.jwt": token(
                {"vp": {"type": ["VerifiablePresentation"], "verifiableCredential": [signed]}}
            ),
        }
    )
    badges = [count for count in summary.files if count.kind == "badges (JSON)"]
    assert sorted((c.read, c.accepted, c.duplicates) for c in badges) == [(1, 0, 1)] * 7 + [(1, 1, 0)]
    assert named(team.awards("awarded_on::text, expires_on::text, person_id")) == [
        ("2024-03-01", "2027-03-02", "E-1")
    ]


def test_a_token_that_nobody_can_read_is_refused_and_its_neighbours_are_not(team):
    encrypted, empty, damaged = token({}) + ".YQ.YQ", token([]), token({}).replace(".", ".!", 1)
    held = [encrypted, token(OPEN_BADGE_3), empty, damaged]
    summary = team.load({"answer.json": {"credential": [], "compactJwsString": held}})
    assert counts(summary, "answer.json") == (4, 1, 3, 0)
    refused = {(why, number) for file, why, number in summary.reasons if file == "answer.json"}
    why = "a signed text that is encrypted for its recipient, damaged or no document: ask for another"
    assert refused == {(f"type: {why}", 3)}


def test_a_token_nested_too_deeply_is_refused_as_any_document_is(team):
    deep = token({"vc": {"text": "x" * 9000, "name": json.loads("[" * 300 + "]" * 300)}})
    with pytest.raises(IntakeError, match=r"answer\.json: it is nested more than 200 deep"):
        team.load({"answer.json": {"credential": [], "compactJwsString": [deep]}})


def test_a_status_list_decides_whether_it_comes_before_or_after(tmp_path):
    entry = OPEN_BADGE_3["credentialStatus"]
    suspension = entry | {
        "statusPurpose": "suspension",
        "statusListCredential": "https://guild.example/status/2",
        "statusListIndex": 2,
    }

    def credential(number, *entries):
        own = f"https://guild.example/credentials/s{number}"
        return but(OPEN_BADGE_3, (["id"], own), (["credentialStatus"], list(entries)))

    def at(index):
        return entry | {"statusListIndex": str(index)}

    listed = "https://guild.example/credentials/s5"
    by_id = {"id": "https://guild.example/revocations", "type": "1EdTechRevocationList"}
    awards = [
        credential(1, at(7), suspension | {"statusListIndex": 9}),  # revoked
        credential(2, at(8), suspension | {"statusListIndex": 9}),  # valid
        credential(3, at(8), suspension),  # suspended
        credential(4, at(131_072)),  # beyond the list's end: undecided
        credential(5, by_id),  # revoked, by its id
        credential(6, at(7) | {"statusPurpose": "message"}),  # a message is no revocation
    ]
    lists = [
        STATUS_LIST,
        but(
            STATUS_LIST,
            (["id"], "https://guild.example/status/2"),
            (["type"], ["VerifiableCredential", "StatusList2021Credential"]),
            ([*SUBJECT, "type"], "StatusList2021"),
            ([*SUBJECT, "statusPurpose"], "suspension"),
            ([*SUBJECT, "encodedList"], encoded_list(2, multibase="")),
        ),
        by_id | {"issuer": "https://guild.example", "revokedCredential": [{"id": listed, "revoked": True}]},
    ]
    answers = []
    for place, order in enumerate(([lists, awards], [awards, lists], [awards + lists])):
        team = Team(tmp_path / str(place))
        team.folder.mkdir()
        for number, documents in enumerate(order):
            summary = team.load({f"{number}.jsonl": lines(documents)}, exported_on="2024-10-01")
            assert counts(summary, f"{number}.jsonl") == (len(documents), len(documents), 0, 0)
        answers.append(
            team.ask(
                """select awarded_on::text, revoked_on::text, count(*) from awards(date '2024-10-02')
                group by all order by 2 nulls first"""
            )
        )
        statuses = team.ask("select status, count(*) from award_statuses group by 1 order by 1")
        assert statuses == [("revoked", 2), ("suspended", 1), ("valid", 4)]
    # Two are over since their lists' own day, one revoked and one suspended; one since the export's day.
    assert answers[0] == [
        ("2024-02-27", None, 3),
        ("2024-02-27", "2024-09-01", 2),
        ("2024-02-27", "2024-10-01", 1),
    ]
    assert answers == [answers[0]] * 3


def test_a_list_for_two_purposes_serves_both(team):
    both = but(STATUS_LIST, ([*SUBJECT, "statusPurpose"], ["revocation", "suspension"]))
    entry = OPEN_BADGE_3["credentialStatus"] | {"statusPurpose": "suspension", "statusListIndex": 7}
    team.load({"list.json": both, "badge.json": but(OPEN_BADGE_3, (["credentialStatus"], entry))})
    assert team.ask("select status from award_statuses") == [("suspended",)]


def test_what_is_revoked_stays_so_when_a_later_list_says_that_it_is_not_suspended(team):
    entry = OPEN_BADGE_3["credentialStatus"] | {"statusListIndex": 7}
    suspension = entry | {
        "statusPurpose": "suspension",
        "statusListCredential": "https://guild.example/status/2",
    }
    team.load({"badge.json": but(OPEN_BADGE_3, (["credentialStatus"], [entry, suspension]))})
    team.load({"revoked.json": STATUS_LIST}, exported_on="2024-10-01")
    assert team.ask("select revoked_on::text from awards(date '2024-10-02')") == [("2024-09-01",)]
    not_suspended = but(
        STATUS_LIST,
        (["id"], "https://guild.example/status/2"),
        ([*SUBJECT, "statusPurpose"], "suspension"),
        ([*SUBJECT, "encodedList"], encoded_list(1)),
    )
    team.load({"suspended.json": not_suspended}, exported_on="2024-11-01")
    assert team.ask("select revoked_on::text from awards(date '2024-11-02')") == [("2024-09-01",)]


# Lists of March, June and September, with the bit set or not: (month, day of the export, set).
RUNS = {
    "revoked since the first list that says so": (
        [(3, "2024-03-02", False), (6, "2024-06-02", True), (9, "2024-09-02", True)],
        {"2024-03-05": None, "2024-06-05": "2024-06-01", "2024-12-31": "2024-06-01"},
    ),
    "lifted by a later list": (
        [(3, "2024-03-02", True), (6, "2024-06-02", False)],
        {"2024-03-05": "2024-03-01", "2024-06-01": "2024-03-01", "2024-06-05": None},
    ),
    "revoked again": (
        [(3, "2024-03-02", True), (6, "2024-06-02", False), (9, "2024-09-02", True)],
        {"2024-08-01": None, "2024-12-31": "2024-09-01"},
    ),
    "an older list that is told of later": (
        [(9, "2024-09-02", True), (6, "2024-10-02", True), (3, "2024-11-02", False)],
        {"2024-09-05": "2024-09-01", "2024-10-05": "2024-06-01", "2024-12-31": "2024-06-01"},
    ),
}


PURPOSES = ("revocation", "suspension")


@pytest.fixture(scope="module")
def told_by_lists(tmp_path_factory):
    """A badge and its lists for each run and purpose; the lists of the latest export come first."""
    team, badges, exports = Team(tmp_path_factory.mktemp("lists")), {}, {}
    for place, (case, purpose) in enumerate(product(RUNS, PURPOSES)):
        own = f"https://guild.example/status/run-{place}"
        entry = OPEN_BADGE_3["credentialStatus"] | {
            "statusPurpose": purpose,
            "statusListCredential": own,
            "statusListIndex": 7,
        }
        badges[f"{case}, {purpose}.json"] = but(
            OPEN_BADGE_3,
            (["id"], f"https://guild.example/credentials/run-{place}"),
            (["credentialStatus"], entry),
            (["validFrom"], "2024-01-01T00:00:00Z"),
            (["awardedDate"], "2024-01-01T00:00:00Z"),
        )
        for month, day, is_set in RUNS[case][0]:
            exports.setdefault(day, {})[f"list-{place}.json"] = but(
                STATUS_LIST,
                (["id"], own),
                (["validFrom"], f"2024-{month:02}-01T06:00:00Z"),
                ([*SUBJECT, "statusPurpose"], purpose),
                ([*SUBJECT, "encodedList"], encoded_list(*[7] * is_set)),
            )
    team.load(badges, exported_on="2024-02-28")
    for day in sorted(exports, reverse=True):
        team.load(exports[day], exported_on=day)
    return team


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("case", RUNS)
def test_an_award_is_over_from_the_first_of_the_lists_that_say_so_on(told_by_lists, case, purpose):
    for day, since in RUNS[case][1].items():
        found = told_by_lists.ask(
            f"""select revoked_on::text from awards(date '{day}') join sources using (source_id)
            where file = '{case}, {purpose}.json'"""
        )
        assert found == [(since,)], day


def test_a_suspension_restates_no_quarter_before_it(team):
    entry = OPEN_BADGE_3["credentialStatus"] | {"statusPurpose": "suspension", "statusListIndex": 7}
    team.load({"badge.json": but(OPEN_BADGE_3, (["credentialStatus"], entry))}, exported_on="2024-09-30")
    listed = but(STATUS_LIST, (["validFrom"], "2024-08-01"), ([*SUBJECT, "statusPurpose"], "suspension"))
    summary = team.load({"list.json": listed}, exported_on="2024-09-30")
    assert summary.restated == {"2024-Q3": 1}


REVOCATIONS = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "RevocationList",
    "id": "https://old-guild.example/revoked",
    "issuer": "https://old-guild.example",
    "revokedAssertions": [OPEN_BADGE_2["id"]],
}


def test_a_list_that_names_no_day_needs_the_day_of_its_export(team):
    team.load({"badge.json": OPEN_BADGE_2, "list.json": REVOCATIONS})
    assert team.refused() == [("validFrom", "no-date")]
    assert team.ask("select revoked_on from awards(date '2024-12-31')") == [(None,)]
    team.load({"list.json": REVOCATIONS}, exported_on="2024-05-06")
    revoked = "select revoked_on::text from awards(date '{}')"
    assert team.ask(revoked.format("2024-05-05")) == [(None,)]
    assert team.ask(revoked.format("2024-05-06")) == [("2024-05-06",)]


def test_a_list_of_ids_revokes_what_its_own_issuer_issued_and_nothing_else(team):
    bare = but(OPEN_BADGE_1, (["verify"], DROP))
    awards = {
        "own": OPEN_BADGE_2,
        "another issuer's": but(
            OPEN_BADGE_2,
            (["id"], "https://old-guild.example/assertions/of-another"),
            (["badge", "id"], "https://another.example/badge"),
            (["badge", "issuer", "id"], "https://another.example"),
        ),
        "kept elsewhere": but(OPEN_BADGE_2, (["id"], "https://badges.example/assertions/9")),
        "a badge nobody described": but(
            OPEN_BADGE_2, (["id"], "https://old-guild.example/assertions/8"), (["badge"], "urn:uuid:b-8")
        ),
        "the same, elsewhere": but(
            OPEN_BADGE_2, (["id"], "https://another.example/8"), (["badge"], "urn:uuid:b-8")
        ),
        "by uid": but(bare, (["badge"], "https://old-guild.example/b.json")),
        "another's uid": but(bare, (["badge"], "https://another.example/b.json")),
    }
    named = [document.get("id") or {"uid": document["uid"]} for document in awards.values()]
    team.load({f"{place}.json": document for place, document in enumerate(awards.values())})
    team.load({"list.json": REVOCATIONS | {"revokedAssertions": named}}, exported_on="2024-05-06")
    found = dict(
        team.ask(
            """select file, revoked_on is not null from awards(date '2024-12-31')
            join sources using (source_id)"""
        )
    )
    assert {kind: found[f"{place}.json"] for place, kind in enumerate(awards)} == {
        "own": True,
        "another issuer's": False,
        "kept elsewhere": True,
        "a badge nobody described": True,
        "the same, elsewhere": False,
        "by uid": True,
        "another's uid": False,
    }


@pytest.mark.parametrize(
    "order", [("badge", "list", "copy"), ("badge", "copy", "list"), ("copy", "list", "badge")]
)
def test_a_list_is_found_by_the_name_of_its_file_whichever_copy_comes_first(team, order):
    deliveries = {"badge": {}, "list": {}, "copy": {}}
    for name, blank in (("list-7", ""), ("list-8", " ")):  # a copy of the same bytes, and of others
        entry = OPEN_BADGE_3["credentialStatus"] | {
            "statusListCredential": f"https://guild.example/status/{name}",
            "statusListIndex": 7,
        }
        own = f"https://guild.example/credentials/{name}"
        text = json.dumps(but(STATUS_LIST, (["id"], f"urn:uuid:moved-{name}")))
        deliveries["badge"][f"{name}.json"] = but(OPEN_BADGE_3, (["id"], own), (["credentialStatus"], entry))
        deliveries["list"][name] = text
        deliveries["copy"][f"copy of {name}.json"] = text + blank
    for kind in order:
        team.load(deliveries[kind], exported_on="2024-09-30")
    assert team.ask("select revoked_on::text from awards(date '2024-12-31')") == [("2024-09-01",)] * 2


@pytest.mark.parametrize(
    "change, column",
    [
        (([*SUBJECT, "encodedList"], "u!!!"), "encodedList"),
        (([*SUBJECT, "encodedList"], encoded_list(7)[:-20]), "encodedList"),
        (([*SUBJECT, "encodedList"], [encoded_list(7)]), "encodedList"),
        (([*SUBJECT, "encodedList"], DROP), "encodedList"),
        (([*SUBJECT, "statusPurpose"], {"purpose": "revocation"}), "encodedList"),
        ((["validFrom"], "2024-09-31"), "validFrom"),
    ],
)
def test_a_damaged_status_list_is_refused_and_decides_nothing(team, change, column):
    team.load({"list.json": but(STATUS_LIST, change), "badge.json": OPEN_BADGE_3})
    code = "bad-date" if column == "validFrom" else "bad-status-list"
    assert team.refused() == [(column, code)]
    assert team.ask("select count(*) from award_statuses") == [(0,)]
    assert team.ask("select count(*) from awards(date '2025-01-01')") == [(1,)]


# ---------------------------------------------------------------- Open Badges 2.0 and before


def test_a_badge_inside_or_elsewhere_hosted_or_signed_is_the_same_award(team):
    pointing = but(OPEN_BADGE_2, (["badge"], OPEN_BADGE_2["badge"]["id"]))
    signed = token(OPEN_BADGE_2)
    summary = team.load({"inside.json": OPEN_BADGE_2, "pointing.json": pointing, "signed.jws": signed})
    badges = [count for count in summary.files if count.kind == "badges (JSON)"]
    assert sorted((c.read, c.accepted, c.duplicates) for c in badges) == [(1, 0, 1), (1, 0, 1), (1, 1, 0)]
    assert team.ask("select name from badge_versions") == [("Dyeing",)]


def test_an_assertion_says_itself_that_it_is_revoked(team):
    team.load({"one.json": but(OPEN_BADGE_2, (["revoked"], True))}, exported_on="2024-01-05")
    assert team.awards("awarded_on::text, revoked_on::text, undated") == [
        ("2023-05-04", "2024-01-05", "revoked")
    ]


def test_a_revocation_list_names_assertions_as_objects_and_as_texts(team):
    second = but(OPEN_BADGE_2, (["id"], "https://old-guild.example/assertions/22"))
    third = but(OPEN_BADGE_2, (["id"], "https://old-guild.example/assertions/23"))
    revocations = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "RevocationList",
        "id": "https://old-guild.example/revoked",
        "issuer": "https://old-guild.example",
        "revokedAssertions": [
            {"id": OPEN_BADGE_2["id"], "revocationReason": "an error"},
            second["id"],
            None,
            7,
        ],
    }
    team.load({"four.jsonl": lines([OPEN_BADGE_2, second, third, revocations])}, exported_on="2024-01-05")
    assert team.ask(
        "select revoked_on::text, count(*) from awards(date '2024-01-06') group by 1 order by 1"
    ) == [
        ("2024-01-05", 2),
        (None, 1),
    ]


def test_old_assertions_match_however_they_name_their_recipient(team):
    told = team.told_apart(
        {
            "salted": OPEN_BADGE_1,
            "no salt": but(
                OPEN_BADGE_1,
                (["recipient"], {"type": "email", "hashed": True, "identity": digest("ann@home.example")}),
            ),
            "plain": but(
                OPEN_BADGE_1,
                (["recipient"], {"type": "email", "hashed": False, "identity": "ann@home.example"}),
            ),
            "oldest": OPEN_BADGE_05,
            "oldest, plain": but(OPEN_BADGE_05, (["recipient"], "ann@home.example")),
        },
        "person_id, matched_by, awarded_on::text",
    )
    assert told == {
        "salted": ("E-1", "hash", "2013-04-05"),
        "no salt": ("E-1", "hash", "2013-04-05"),
        "plain": ("E-1", "email", "2013-04-05"),
        "oldest": ("E-2", "hash", "2012-02-29"),
        "oldest, plain": ("E-1", "email", "2012-02-29"),
    }


def test_a_uid_is_its_issuer_s_own(team):
    """Two issuers may both count their assertions from 1; without an address the badge tells them apart."""
    bare = but(OPEN_BADGE_1, (["verify"], DROP))
    other = but(bare, (["badge"], "https://another.example/badges/knots.json"))
    summary = team.load({"three.jsonl": lines([bare, other, bare])})
    assert counts(summary, "three.jsonl") == (3, 2, 0, 1)


def test_signed_assertions_of_one_issuer_are_told_apart_by_their_uid_and_not_by_the_issuer_s_key(team):
    key = {"type": "signed", "url": "https://early.example/public-key.pem"}
    signed = [but(OPEN_BADGE_1, (["verify"], key), (["uid"], f"u-{number}")) for number in range(3)]
    summary = team.load({"signed.jsonl": lines(signed)})
    assert counts(summary, "signed.jsonl") == (3, 3, 0, 0)
    # A key that does not say what it is for is the address of a hosted one, as in the oldest assertions.
    silent = but(OPEN_BADGE_1, (["verify", "type"], DROP))
    summary = team.load({"hosted.json": OPEN_BADGE_1, "silent.json": silent})
    assert sorted(counts(summary, "hosted.json", "silent.json")) == [(1, 0, 0, 1), (1, 1, 0, 0)]
