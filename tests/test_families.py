"""Every family of badges by the one door: what each says, its days, its person, that it comes once."""

import hashlib
import io
import json
import zipfile

import pytest
from family_documents import (
    ACCREDIBLE,
    AWARDS,
    BADGR,
    CREDLY,
    DEFINITIONS,
    DROP,
    EMPLOYEE,
    FACTORY,
    MOODLE,
    OPEN_BADGE_1,
    OPEN_BADGE_2,
    OPEN_BADGE_3,
    XAPI,
    Team,
    but,
    counts,
    digest,
    lines,
    seconds,
)
from pseudonym import keyed, named

# A statement with a result is taken for a page of an API, which keeps its records under that name too.
READABLE_XAPI = but(XAPI, (["result"], DROP))
READABLE = AWARDS | {"xAPI": READABLE_XAPI}


@pytest.fixture
def team(tmp_path):
    return Team(tmp_path)


@pytest.fixture(scope="module")
def one_of_each(tmp_path_factory):
    team = Team(tmp_path_factory.mktemp("families"))
    team.summary = team.load({f"{family}.json": document for family, document in READABLE.items()})
    return team


def md5(*parts):
    return hashlib.md5("\x1f".join(parts).encode()).hexdigest()


# ---------------------------------------------------------------- one of each, by hand

# award id, badge, day of award, first day over, expiry, acceptance, country, level, evidence, person, how
SAID = {
    "Open Badges 3.0": (
        md5("https://guild.example", "https://guild.example/credentials/31"),
        "https://guild.example/badges/weaving",
        "2024-02-27",  # awardedDate, not validFrom
        "2027-03-02",  # good on 1 March until ten o'clock
        "dated",
        "unknown",
        None,
        4,  # the rubric level that the result reached
        2,
        "E-1",
        "hash",
    ),
    "Open Badges 2.0": (
        md5("https://old-guild.example/assertions/21"),
        "https://old-guild.example/badges/dyeing",
        "2023-05-04",
        "2025-05-04",  # over as that day begins
        "dated",
        "unknown",
        None,
        None,
        1,
        "E-2",
        "hash",
    ),
    "Moodle": (
        md5("https://moodle.example/badges/assertion.php?obversion=2&b=77"),
        "https://moodle.example/badges/badge_json.php?id=7",
        "2024-06-01",
        None,
        "unknown",  # the school dates no badge
        "unknown",
        None,
        None,
        1,
        "E-4",
        "email",  # said to be hashed, and plain
    ),
    "Open Badges 1.1": (
        md5("https://early.example/assertions/11.json"),
        "https://early.example/badges/knots.json",
        "2013-04-05",
        "2014-04-06",  # noon of the 5th
        "dated",
        "unknown",
        None,
        None,
        0,
        "E-1",
        "hash",
    ),
    "Open Badges 0.5": (
        None,
        "named:" + md5("rope school", "splicing"),
        "2012-02-29",
        "2013-02-28",
        "dated",
        "unknown",
        None,
        None,
        0,
        "E-2",
        "hash",
    ),
    "Credly": (
        "c0000000-0000-4000-8000-000000000001",
        "t-1",
        "2024-04-01",
        "2026-04-01",
        "dated",
        "accepted",
        "AT",  # the source says AUT
        None,
        1,
        "E-1",
        "id",
    ),
    "Badgr": (
        md5("https://badgr.example/public/assertions/aB-1"),
        "https://badgr.example/public/badges/bC-1",
        "2024-05-01",
        "2026-05-01",
        "dated",
        "accepted",
        None,
        None,
        1,
        "E-2",
        "email",
    ),
    "Accredible": (
        "accredible:10000005",
        "accredible:group:77",
        "2024-01-15",
        "2026-01-15",
        "dated",
        "unknown",
        None,
        None,
        2,
        "E-2",
        "email",
    ),
    "xAPI": (
        md5("5a7e0000-0000-4000-8000-000000000001"),
        "https://lrs.example/badges/climbing",
        "2024-08-01",
        None,
        "unknown",
        "unknown",
        None,
        None,
        None,
        "E-1",
        "email",
    ),
}


@pytest.mark.parametrize("family", SAID)
def test_an_award_says_what_its_document_says(one_of_each, family):
    award_id, *said = SAID[family]
    found = one_of_each.ask(
        f"""select award_id, badge_id, awarded_on::text, expires_on::text, expiry, acceptance, country_code,
                   level_reached, evidence_count, person_id, matched_by
            from award_versions join sources using (source_id) where file = '{family}.json'"""
    )
    assert named(row[1:] for row in found) == [tuple(said)]
    assert award_id in (None, found[0][0])


def test_an_issuing_event_is_an_award_for_each_of_its_recipients(one_of_each):
    ann, ben = "ann.archer@company.example", "ben.baker@company.example"
    found = one_of_each.ask(
        """select award_id, person_id, awarded_on::text, expires_on::text, revoked_on::text, version_at::text
        from award_versions where badge_id = 'obf:BF-1' order by person_id, version_at"""
    )
    assert named(sorted(found, key=lambda row: (row[2], row[0] != keyed("obf", "EV-1", ann), row[5]))) == [
        (keyed("obf", "EV-1", ann), "E-1", "2024-07-01", "2026-07-02", None, "2025-01-11 00:00:00"),
        (keyed("obf", "EV-1", ben), "E-2", "2024-07-01", "2026-07-02", None, "2024-07-02 00:00:00"),
        (keyed("obf", "EV-1", ben), "E-2", "2024-07-01", "2026-07-02", "2025-01-10", "2025-01-11 00:00:00"),
    ]
    # Read as two, one for each recipient
    assert counts(one_of_each.summary, "Open Badge Factory.json") == (2, 2, 0, 0)


def test_a_badge_says_who_issues_and_who_authorises_it(one_of_each):
    found = one_of_each.ask(
        """select name, issuer, issuer_id, authorised_by, language, known_by, badge_type, level
        from badge_versions where badge_type is distinct from 'address only' order by name"""
    )
    assert found == [
        ("Bookkeeping", "Ledger school", "9", None, "en", "own id", None, 1),
        ("Climbing", "https://lrs.example/issuer", None, None, None, "own id", None, 1),
        ("Dyeing", "Old Guild", "https://old-guild.example", None, None, "own id", None, 1),
        ("First aid", "Moodle school", "https://moodle.example", None, "en", "own id", None, 1),
        (
            "Negotiation",
            "https://badgr.example/public/issuers/iS-1",
            "https://badgr.example/public/issuers/iS-1",
            None,
            None,
            "own id",
            None,
            1,
        ),
        ("Quality control", "Acme Academy", "o-1", "Board of Looms", "en", "own id", "Certification", 4),
        ("Splicing", "Rope school", "https://ropes.example", None, None, "issuer and name", None, 1),
        # The level that its result description requires
        (
            "Weaving",
            "Guild of Weavers",
            "https://guild.example",
            "Board of Looms",
            "en",
            "own id",
            "Certificate",
            2,
        ),
        ("Welding", "CL-1", "CL-1", None, None, "own id", None, 1),
    ]


def test_tags_come_from_everywhere_each_with_its_origin(one_of_each):
    found = one_of_each.ask(
        """select name, list(tag order by tag) from badge_tag_versions join badge_versions using (badge_id)
        where origin {} group by name order by name""".format("<> 'alignment'")
    )
    assert found == [
        ("Bookkeeping", ["Accounting", "Closing the books"]),
        ("Climbing", ["ropes"]),
        ("Dyeing", ["colour"]),
        ("Quality control", ["Inspection", "Sampling"]),
        ("Weaving", ["looms", "textiles"]),
    ]
    aligned = one_of_each.ask(
        "select tag, target_uri from badge_tag_versions where origin = 'alignment' order by tag"
    )
    assert aligned == [
        ("Bandaging", "https://skills.example/bandage"),
        ("ISO 9001", "https://skills.example/iso9001"),
        ("Indigo", "https://skills.example/indigo"),
        ("Satins", "https://skills.example/satin"),  # of a rubric's level
        ("Twills", "https://skills.example/twill"),  # of a result's description
        ("Warps", "https://skills.example/warp"),  # of a result
        ("Wefts", "https://skills.example/weft"),  # of the achievement
    ]


def test_an_award_is_known_from_when_its_source_recorded_it(one_of_each):
    found = dict(
        one_of_each.ask(
            """select file, min(recorded_at)::text from award_versions join sources using (source_id)
            where badge_id <> 'obf:BF-1' group by file"""
        )
    )
    assert found == {
        "Open Badges 3.0.json": "2024-03-01 00:00:00",  # validFrom: it records no other time
        "Open Badges 2.0.json": "2023-05-04 00:00:00",
        "Moodle.json": "2024-06-01 00:00:00",
        "Open Badges 1.1.json": "2013-04-05 00:00:00",
        "Open Badges 0.5.json": "2012-02-29 00:00:00",
        "Credly.json": "2024-04-02 08:00:00.000001",  # a moment after its own pending record
        "Badgr.json": "2024-05-02 23:54:18.277836",
        "Accredible.json": "2024-01-16 10:00:00",
        "xAPI.json": "2024-08-02 10:00:00",
    }


@pytest.fixture(scope="module")
def definitions(tmp_path_factory):
    team = Team(tmp_path_factory.mktemp("definitions"))
    team.summary = team.load({f"{family}.json": document for family, document in DEFINITIONS.items()})
    return team


@pytest.mark.parametrize(
    "family, badge_id, name",
    [
        ("Open Badges 3.0 achievement", "https://guild.example/badges/weaving", "Weaving"),
        ("Open Badges 2.0 badge class", "https://old-guild.example/badges/dyeing", "Dyeing"),
        ("Badgr badge class", "https://badgr.example/public/badges/bC-1", "Negotiation"),
        ("Credly badge template", "t-1", "Quality control"),
        ("Accredible group", "accredible:group:77", "Bookkeeping"),
        ("Open Badge Factory badge", "obf:BF-1", "Welding"),  # in its primary language
    ],
)
def test_a_definition_is_a_badge_and_no_award(definitions, family, badge_id, name):
    assert counts(definitions.summary, f"{family}.json") == (1, 1, 0, 0)
    told = "select badge_id, name from badge_versions join sources using (source_id) where file = '{}.json'"
    assert definitions.ask(told.format(family)) == [(badge_id, name)]
    assert definitions.awards("1") == []


# ---------------------------------------------------------------- days


LATE = "2024-03-31T23:30:00-05:00"


def test_a_time_with_an_offset_counts_on_its_day_in_utc_unless_the_source_names_the_day(team):
    told = team.told_apart(
        {
            "3.0": but(OPEN_BADGE_3, (["awardedDate"], LATE)),
            "2.0": but(OPEN_BADGE_2, (["issuedOn"], LATE)),
            "Badgr": but(BADGR, (["issuedOn"], LATE)),
            "Accredible": but(ACCREDIBLE, (["issued_on"], LATE)),
            "xAPI": but(READABLE_XAPI, (["timestamp"], LATE)),
            "Credly": but(CREDLY, (["issued_at"], LATE), (["issued_at_date"], DROP)),
            "Credly with a day": but(CREDLY, (["issued_at"], LATE), (["issued_at_date"], "2024-03-31")),
        },
        "awarded_on::text",
    )
    assert told.pop("Credly with a day") == ("2024-03-31",)
    assert set(told.values()) == {("2024-04-01",)}


def test_an_award_is_over_on_the_first_day_that_it_is_never_valid(team):
    endings = {
        "2026-05-04": "2026-05-04",  # a day alone: over on it
        "2026-05-04T00:00:00Z": "2026-05-04",
        "2026-05-04T00:00:01Z": "2026-05-05",  # good for a second of that day
        "2026-05-04T23:59:59.999999Z": "2026-05-05",
        "2026-05-04T22:00:00-02:00": "2026-05-05",  # midnight in UTC, which begins the 5th
        "2026-05-04T23:59:59-05:00": "2026-05-06",
    }
    families = ((OPEN_BADGE_3, "validUntil"), (OPEN_BADGE_2, "expires"), (BADGR, "expires"))
    told = team.told_apart(
        {
            (field, place, text): but(document, ([field], text))
            for place, (document, field) in enumerate(families)
            for text in endings
        },
        "expires_on::text",
    )
    assert told == {key: (endings[key[2]],) for key in told}


def test_seconds_end_on_the_day_that_the_same_time_in_iso_ends_on(team):
    for place, document in enumerate((OPEN_BADGE_1, FACTORY)):
        team.load({f"{place}.json": but(document, (["expires"], seconds("2027-04-05")))})
    assert set(team.awards("expires_on::text")) == {("2027-04-05",)}


def test_no_expiry_is_unknown_until_its_issuer_dates_another_award(team):
    open_ended = (
        (OPEN_BADGE_3, "validUntil", DROP),
        (OPEN_BADGE_2, "expires", DROP),
        (BADGR, "expires", None),
        (ACCREDIBLE, "expired_on", None),
        (but(CREDLY, (["expires_at"], None)), "expires_at_date", None),
        (but(CREDLY, (["expires_at"], False), (["id"], "c-2")), "expires_at_date", False),
        (FACTORY, "expires", 0),
    )
    team.load(
        {f"{n}.json": but(document, ([field], none)) for n, (document, field, none) in enumerate(open_ended)}
    )
    told = """select expiry, expires_on is null, count(distinct award_id)
        from award_versions group by all order by 1"""
    assert team.ask(told) == [("unknown", True, 8)]
    dated = (OPEN_BADGE_3, OPEN_BADGE_2, BADGR, ACCREDIBLE, CREDLY, FACTORY)
    team.load_apart(dict(enumerate(dated)))
    assert team.ask(told) == [("dated", False, 7), ("never", True, 8)]


def test_a_source_without_a_place_for_an_expiry_leaves_it_unknown(team):
    told = team.told_apart(
        {
            "Badgr": but(BADGR, (["expires"], DROP)),
            "Accredible": but(ACCREDIBLE, (["expired_on"], DROP)),
            "Credly": but(CREDLY, (["expires_at"], DROP), (["expires_at_date"], DROP)),
            "Open Badge Factory": but(FACTORY, (["expires"], DROP)),
            "xAPI": READABLE_XAPI,
            "Badgr with one": BADGR,
            "Credly with one": CREDLY,
        },
        "expiry_stated, expiry",
    )
    assert told.pop("Badgr with one") == told.pop("Credly with one") == ("dated", "dated")
    assert set(told.values()) == {("absent", "unknown")}


# ---------------------------------------------------------------- coming again


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def test_the_same_documents_in_other_containers_are_duplicates(team):
    documents = list(READABLE.values())
    number = len(documents) + 1  # an issuing event has two recipients
    first = team.load({"first.jsonl": lines(documents)})
    assert counts(first, "first.jsonl") == (number, number, 0, 0)
    held = team.ask("select count(*), count(distinct award_id) from award_versions")
    archive = zipped({f"{place}.json": json.dumps(one, indent=1) for place, one in enumerate(documents)})
    again = team.load({"array.json": json.dumps(documents, indent=2), "archive.zip": archive})
    assert counts(again, "array.json") == (number, 0, 0, number)
    inside = [count for count in again.files if count.file.startswith("archive.zip: ")]
    assert (sum(c.read for c in inside), sum(c.duplicates for c in inside)) == (number, number)
    assert team.ask("select count(*), count(distinct award_id) from award_versions") == held == [(12, 11)]


def test_an_award_that_comes_twice_in_a_file_is_one(team):
    summary = team.load({f"{family}.jsonl": lines([one, one]) for family, one in READABLE.items()})
    for family in READABLE:
        each = 2 if family == "Open Badge Factory" else 1
        assert counts(summary, f"{family}.jsonl") == (2 * each, each, 0, each), family


def test_keys_in_another_order_and_more_that_we_do_not_read_change_nothing(team):
    team.load({"first.jsonl": lines(READABLE.values())})
    turned = [dict(reversed(list(one.items()))) | {"colour": "red"} for one in READABLE.values()]
    summary = team.load({"second.jsonl": lines(turned)})
    read, accepted, quarantined, duplicates = counts(summary, "second.jsonl")
    assert (accepted, quarantined, duplicates) == (0, 0, read)


# ---------------------------------------------------------------- whose it is


def hash_of(text, salt="", method="sha256", upper=False):
    told = digest(text, salt, method)
    return told.upper().replace(method.upper(), method) if upper else told


@pytest.mark.parametrize("method", ["sha256", "md5", "sha1"])
@pytest.mark.parametrize("upper", [False, True])
@pytest.mark.parametrize("salt", ["", "rock", "not-used"])
@pytest.mark.parametrize(
    "address", ["ben.baker@company.example", "Cleo.Carter@company.example", "cleo.carter@company.example"]
)
def test_a_hashed_address_finds_its_person(one_load_of_hashes, method, upper, salt, address):
    person, how = one_load_of_hashes[method, upper, salt, address]
    assert (person, how) == ("E-2" if address.startswith("ben") else "E-3", "hash")


@pytest.fixture(scope="module")
def one_load_of_hashes(tmp_path_factory):
    """Awards with every way of hashing, in Open Badges 2.0 and 3.0 by turns: {way: (person, how)}."""
    team, ways, documents = Team(tmp_path_factory.mktemp("hashes")), {}, []
    for method in ("sha256", "md5", "sha1"):
        for upper in (False, True):
            for salt in ("", "rock", "not-used"):
                for address in (
                    "ben.baker@company.example",
                    "Cleo.Carter@company.example",
                    "cleo.carter@company.example",
                ):
                    hashed = hash_of(address, "" if salt == "not-used" else salt, method, upper)
                    own = f"https://hashes.example/{len(documents)}"
                    if len(documents) % 2:
                        identity = {"identityHash": hashed, "hashed": True, "salt": salt}
                        subject = OPEN_BADGE_3["credentialSubject"] | {"identifier": identity}
                        documents.append(OPEN_BADGE_3 | {"id": own, "credentialSubject": subject})
                        award = md5("https://guild.example", own)
                    else:
                        recipient = {"type": "email", "hashed": True, "identity": hashed, "salt": salt}
                        documents.append(OPEN_BADGE_2 | {"id": own, "recipient": recipient})
                        award = md5(own)
                    ways[award] = (method, upper, salt, address)
    team.load({"hashes.jsonl": lines(documents)})
    return {
        ways[award]: (person, how)
        for award, person, how in named(team.awards("award_id, person_id, matched_by"))
    }


def test_an_award_without_a_person_says_why_and_is_counted(team):
    nobody, stranger = "no identity in the badge", "identity unknown to the HR extract"
    several = "identity matches two people"
    told = team.told_apart(
        {
            (1, nobody): but(OPEN_BADGE_3, (["credentialSubject", "identifier"], DROP)),
            (2, stranger): but(
                CREDLY, (["issuer_earner_id"], "E-999"), (["recipient_email"], None), (["user"], None)
            ),
            (3, nobody): but(
                CREDLY,
                (["issuer_earner_id"], "*****"),
                (["recipient_email"], "a***@company.example"),
                (["user"], {"email": "*****"}),
            ),
            (4, nobody): but(ACCREDIBLE, (["recipient"], {"email": "b***@company.example"})),
            (5, several): but(MOODLE, (["recipient", "identity"], "shared@home.example")),
            (6, nobody): but(READABLE_XAPI, (["actor"], DROP)),
            (7, stranger): but(BADGR, (["recipient"], {"identity": "someone@else.example", "type": "email"})),
        },
        "person_id, unmatched_because",
    )
    assert told == {key: (None, key[1]) for key in told}
    again = team.load({"known.json": OPEN_BADGE_3})
    assert (again.matched, again.unmatched) == ({"hash": 1}, {nobody: 4, stranger: 2, several: 1})


def test_an_account_elsewhere_names_nobody_whom_an_address_does_not(team):
    """Ids of platforms and institutions are no employee ids, though they may look like one."""

    def identified(*identities):
        listed = [
            {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}
            for kind, value in identities
        ]
        return but(OPEN_BADGE_3, (["credentialSubject", "identifier"], listed))

    ben, stranger = ("emailAddress", "ben.baker@company.example"), ("emailAddress", "who@else.example")
    kinds = ("accountId", "userName", "systemId", "sourcedId", "lisSourcedId")
    told = team.told_apart(
        {
            **{kind: identified(ben, (kind, "E-1")) for kind in kinds},
            "of a stranger": identified(stranger, ("accountId", "E-1")),
            "alone": identified(("accountId", "E-1")),
            "in an alias": identified(("accountId", "did:key:z6MkAnn")),
            "an employee id": identified(("employeeId", "E-2"), ben),
            "an employee id of another": identified(("employeeId", "E-1"), ben),
            "an employee id, an address of two": identified(
                ("employeeId", "E-4"), ("emailAddress", "shared@home.example")
            ),
            "Accredible": but(ACCREDIBLE, (["recipient", "id"], "E-1")),
            "xAPI": but(XAPI, (["actor", "account"], {"name": "E-2", "homePage": "https://forum.example"})),
        },
        "person_id, coalesce(matched_by, unmatched_because)",
    )
    assert told == {
        **dict.fromkeys(kinds, ("E-2", "email")),
        "of a stranger": (None, "identity unknown to the HR extract"),
        "alone": ("E-1", "account"),
        "in an alias": ("E-1", "account"),
        "an employee id": ("E-2", "id"),
        "an employee id of another": (None, "identity matches two people"),
        "an employee id, an address of two": ("E-4", "id"),
        "Accredible": ("E-2", "email"),
        "xAPI": ("E-1", "email"),
    }


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_a_corrected_recipient_is_the_newest_version_s(team, order):
    def version(address, since):
        listed = {"type": "IdentityObject", "hashed": False, "identityHash": address}
        return but(OPEN_BADGE_3, (["credentialSubject", "identifier"], listed), (["validFrom"], since))

    deliveries = [
        ("ann.archer@company.example", "2024-03-01T10:00:00Z", "2024-03-02"),
        ("ben.baker@company.example", "2024-04-01T10:00:00Z", "2024-04-02"),
        # Corrected again without a new time: of two that are equally new, the last said holds.
        ("cleo.carter@company.example", "2024-04-01T10:00:00Z", "2024-05-02"),
    ]
    people = ["E-1", "E-2", "E-3"]
    for place, number in enumerate(order):
        address, since, day = deliveries[number]
        team.load({"one.json": version(address, since)}, exported_on=day)
        assert set(named(team.awards("person_id"))) == {(people[max(order[: place + 1])],)}


def test_an_employee_list_lends_addresses_to_employee_ids(team):
    earner = but(
        CREDLY, (["issuer_earner_id"], None), (["recipient_email"], "CLEO@private.example"), (["user"], None)
    )
    team.load({"badge.json": {"data": [earner], "metadata": {}}})
    assert team.awards("person_id") == [(None,)]
    summary = team.load({"employees.json": {"data": [EMPLOYEE], "metadata": {}}})
    assert counts(summary, "employees.json") == (1, 1, 0, 0)
    assert named(team.awards("person_id, matched_by")) == [("E-3", "email")]


@pytest.mark.parametrize(
    "change, column",
    [((["email"], None), "email"), ((["external_id"], " "), "external_id"), ((["email"], DROP), "email")],
)
def test_an_employee_without_an_address_or_id_is_refused(team, change, column):
    summary = team.load({"employees.json": {"data": [but(EMPLOYEE, change), EMPLOYEE]}})
    assert counts(summary, "employees.json") == (2, 1, 1, 0)
    assert team.refused() == [(column, "missing-value")]


# ---------------------------------------------------------------- what is wrong with it

FAULTS = (
    ("Open Badges 3.0", (["credentialSubject", "achievement"], DROP), "achievement", "no-achievement"),
    ("Open Badges 2.0", (["badge"], {}), "badge", "no-badge"),
    ("Credly", (["badge_template"], {"name": "Without an id"}), "badge_template", "no-badge"),
    ("Credly", (["id"], None), "id", "missing-value"),
    ("Accredible", (["id"], DROP), "id", "missing-value"),
    ("xAPI", (["object"], {"definition": {}}), "object", "no-badge"),
    ("xAPI", (["id"], DROP), "id", "missing-value"),
    ("Open Badges 3.0", (["awardedDate"], "2024-02-30"), "validFrom", "bad-date"),
    ("Open Badges 3.0", (["validFrom"], "soon"), "validFrom", "bad-date"),
    ("Open Badges 3.0", (["validUntil"], "03/04/2027"), "validUntil", "bad-date"),
    ("Open Badges 3.0", (["validUntil"], "2024-02-26"), "validUntil", "ends-before-start"),
    ("Open Badges 2.0", (["issuedOn"], DROP), "issuedOn", "missing-value"),
    ("Open Badges 2.0", (["issuedOn"], "20130221T1518-0500"), "issuedOn", "bad-date"),
    ("Open Badges 1.1", (["expires"], "never"), "expires", "bad-date"),
    ("Open Badges 0.5", (["issued_on"], "08/13/19"), "issuedOn", "bad-date"),
    ("Moodle", (["issuedOn"], {"at": "noon"}), "issuedOn", "bad-date"),
    ("Credly", (["issued_at_date"], "2024-04-31"), "issued_at", "bad-date"),
    ("Credly", (["expires_at_date"], "2024-03-31"), "expires_at", "ends-before-start"),
    ("Credly", (["created_at"], "yesterday"), "created_at", "bad-date"),
    ("Credly", (["state"], "lost"), "state", "bad-value"),
    ("Badgr", (["issuedOn"], None), "issuedOn", "missing-value"),
    ("Badgr", (["expires"], "2024-04-30"), "expires", "ends-before-start"),
    ("Badgr", (["createdAt"], 7), "createdAt", "bad-date"),
    ("Accredible", (["issued_on"], "15.01.2024"), "issued_on", "bad-date"),
    ("Accredible", (["expired_on"], "2024-01-14"), "expired_on", "ends-before-start"),
    ("Accredible", (["updated_at"], "2024-13-01"), "updated_at", "bad-date"),
    ("xAPI", (["timestamp"], DROP), "timestamp", "missing-value"),
    ("xAPI", (["stored"], "2024-08-32T00:00:00Z"), "stored", "bad-date"),
)


def test_a_fault_is_named_with_its_column_and_code(team):
    faulty = {place: but(READABLE[family], change) for place, (family, change, *_) in enumerate(FAULTS)}
    faulty[4].pop("encoded_id")  # stands for an id that is missing
    names, summary = team.load_apart(faulty)
    found = dict(team.ask("select file, (column_name, reason_code) from quarantine"))
    assert {place: found.get(name) for place, name in names.items()} == {
        place: (column, code) for place, (_, _, column, code) in enumerate(FAULTS)
    }
    assert team.awards("1") == []
    assert sum(count.quarantined for count in summary.files) == len(FAULTS)


def test_the_good_neighbours_of_a_bad_line_are_kept(team):
    faulty = but(BADGR, (["issuedOn"], "soon"))
    summary = team.load({"three.jsonl": lines([CREDLY, faulty, ACCREDIBLE])})
    assert counts(summary, "three.jsonl") == (3, 2, 1, 0)
    assert team.ask("select line, reason_code from quarantine") == [(2, "bad-date")]


def test_a_wrong_time_of_an_event_refuses_it_for_each_recipient(team):
    fields = ("issued_on", "expires", "ctime", "mtime")
    names, summary = team.load_apart({field: but(FACTORY, ([field], "soon")) for field in fields})
    assert counts(summary, *names.values()) == [(2, 0, 2, 0)] * 4
    found = team.ask("select distinct file, column_name, reason_code from quarantine")
    assert set(found) == {(name, field, "bad-date") for field, name in names.items()}


@pytest.mark.parametrize("family", READABLE)
@pytest.mark.parametrize("value", [[], {}, 5, "x", None, [[None]]], ids=repr)
def test_a_value_of_the_wrong_type_where_a_badge_should_be_stops_no_load(one_odd_load, family, value):
    read, accepted, quarantined, duplicates = one_odd_load[family, repr(value)]
    assert read == accepted + quarantined + duplicates > 0


@pytest.fixture(scope="module")
def one_odd_load(tmp_path_factory):
    """Every family with every odd value in place of its badge, a file each: {(family, value): counts}."""
    places = {
        "Open Badges 3.0": ["credentialSubject", "achievement"],
        "Credly": ["badge_template"],
        "Badgr": ["badgeclassOpenBadgeId"],
        "Accredible": ["group_id"],
        "Open Badge Factory": ["badge_id"],
        "xAPI": ["object", "definition"],
    }
    odd = {
        (family, repr(value)): but(document, (places.get(family, ["badge"]), value))
        for family, document in READABLE.items()
        for value in ([], {}, 5, "x", None, [[None]])
    }
    names = {way: f"{number}.json" for number, way in enumerate(odd)}
    team = Team(tmp_path_factory.mktemp("odd"))
    summary = team.load({names[way]: document for way, document in odd.items()})
    return {way: counts(summary, name) for way, name in names.items()}


def test_a_statement_with_a_result_is_read(team):
    team.load({"one.json": XAPI})
    assert named(team.awards("award_id, person_id")) == [(md5("https://lrs.example/assertions/1"), "E-1")]


def test_a_definition_and_its_awards_meet_in_any_order(tmp_path):
    """Moodle, Open Badges 1 and all that hosts a badge apart from its awards point at its address."""
    pointing = but(OPEN_BADGE_2, (["badge"], "https://old-guild.example/badges/dyeing"))
    definition = DEFINITIONS["Open Badges 2.0 badge class"]
    answers = []
    for place, order in enumerate(((pointing, definition), (definition, pointing))):
        team = Team(tmp_path / str(place))
        team.folder.mkdir()
        for number, document in enumerate(order):
            team.load({f"{number}.json": document})
        answers.append(team.ask("select badge_id, name, issuer, badge_type, level from badge_versions"))
    named = ("https://old-guild.example/badges/dyeing", "Dyeing", "Old Guild", None, 1)
    assert answers == [[named], [named]]


def test_every_award_has_a_document_in_the_vault_and_no_name_outside_it(one_of_each):
    for table in ("award_versions", "badge_versions", "badge_tag_versions", "sources", "quarantine"):
        told = str(one_of_each.ask(f"from {table}"))
        assert "ann.archer" not in told and "Archer" not in told and "baker" not in told.lower()


def test_a_family_with_every_document_loads_in_a_stable_way(tmp_path):
    """Whatever the order of deliveries, the same awards are in the store."""
    contents = []
    documents = list(READABLE.values())
    for place, order in enumerate((documents, documents[::-1])):
        team = Team(tmp_path / str(place))
        team.folder.mkdir()
        team.load({"a.jsonl": lines(order[:5])})
        team.load({"b.jsonl": lines(order[5:])})
        contents.append(team.awards("award_id, row_hash, person_id, expiry, recorded_at::text"))
    assert contents[0] == contents[1]
    assert len(contents[0]) == 12


def test_every_recipient_of_a_faulty_event_is_refused_with_the_event_s_line(team):
    team.load({"events.jsonl": lines([CREDLY, but(FACTORY, (["ctime"], "soon"))])})
    assert team.ask("select line from quarantine") == [(2,), (2,)]


def test_definitions_that_contradict_each_other_are_refused_with_their_lines(team):
    group = DEFINITIONS["Accredible group"]
    summary = team.load({"groups.jsonl": lines([group, but(group, (["course_name"], "Book-keeping"))])})
    assert counts(summary, "groups.jsonl") == (2, 0, 2, 0)
    assert team.ask("select line, reason_code from quarantine order by line") == [
        (1, "conflicting-rows"),
        (2, "conflicting-rows"),
    ]
