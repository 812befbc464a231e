"""One document of every family of badges, as its source writes it; the people and companies are made up."""

import base64
import copy
import datetime
import functools
import gzip
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from pseudonym import named

import skillslib as sk

PEOPLE_HEADER = (
    "employee_id,email,email_aliases,hired_on,left_on,starts_on,ends_on,business_unit_id,location_id,"
    "job_role,manager_id,fte,worker_type,on_leave,last_changed_on\n"
)
PEOPLE = PEOPLE_HEADER + "".join(
    f"{number},{address},{aliases},2015-01-01,,2015-01-01,,BU-1,LOC-1,Engineer,,1,employee,no,2015-01-01\n"
    for number, address, aliases in (
        ("E-1", "ann.archer@company.example", "did:key:z6MkAnn; ann@home.example"),
        ("E-2", "ben.baker@company.example", ""),
        ("E-3", "Cleo.Carter@company.example", "urn:uuid:claimed-by-cleo"),
        ("E-4", "dora.dale@company.example", "shared@home.example"),
        ("E-5", "emil.eder@company.example", "shared@home.example"),
    )
)
LOCATIONS = (
    "location_id,name,city,country,country_code,latitude,longitude,last_changed_on\n"
    "LOC-1,Vienna,Vienna,Austria,AT,48.2,16.4,2015-01-01\n"
)


def but(document, *changes):
    """A copy of a document with changes: (path of keys, value); `DROP` takes the place away."""
    changed = copy.deepcopy(document)
    for path, value in changes:
        *way, last = path
        place = changed
        for step in way:
            place = place[step]
        if value is DROP:
            del place[last]
        else:
            place[last] = value
    return changed


DROP = object()


def another(document, number):
    """The same document as another award: the id that its family goes by ends in a number of its own."""
    for path in (["verify", "url"], ["openBadgeId"], ["id"]):
        place = document
        for step in path[:-1]:
            place = place.get(step) or {}
        if place.get(path[-1]):
            document = but(document, (path, f"{place[path[-1]]}-{number}"))
    return document


def digest(text, salt="", method="sha256"):
    return f"{method}${hashlib.new(method, (text + salt).encode()).hexdigest()}"


def seconds(day):
    """Unix seconds of the midnight that begins a day."""
    return int(datetime.datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp())


def encoded_list(*positions, multibase="u"):
    """A list of 131,072 statuses, packed as Bitstring Status List 1.0 says, with these positions set."""
    data = bytearray(131_072 // 8)
    for position in positions:
        data[position // 8] |= 128 >> position % 8  # the first status is the leftmost bit
    packed = gzip.compress(bytes(data), mtime=0)
    return multibase + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def lines(documents):
    return "".join(json.dumps(document) + "\n" for document in documents)


OPEN_BADGE_3 = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "https://guild.example/credentials/31",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Weaving, awarded",
    "issuer": {"id": "https://guild.example", "type": ["Profile"], "name": "Guild of Weavers"},
    "validFrom": "2024-03-01T10:00:00Z",
    "validUntil": "2027-03-01T10:00:00Z",
    "awardedDate": "2024-02-27T09:00:00Z",
    "evidence": [
        {"id": "https://guild.example/evidence/1", "type": ["Evidence"]},
        {"id": "https://guild.example/evidence/2", "type": ["Evidence"]},
    ],
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": digest("ann.archer@company.example", "pepper"),
                "identityType": "emailAddress",
                "salt": "pepper",
            }
        ],
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:result-1",
                "achievedLevel": "urn:uuid:level-3",
                "alignment": [
                    {"type": ["Alignment"], "targetName": "Warps", "targetUrl": "https://skills.example/warp"}
                ],
            }
        ],
        "achievement": {
            "id": "https://guild.example/badges/weaving",
            "type": ["Achievement"],
            "name": "Weaving",
            "achievementType": "Certificate",
            "inLanguage": "en",
            "creator": {"id": "https://looms.example", "type": ["Profile"], "name": "Board of Looms"},
            "tag": ["textiles", "looms"],
            "alignment": [
                {"type": ["Alignment"], "targetName": "Wefts", "targetUrl": "https://skills.example/weft"}
            ],
            "resultDescription": [
                {
                    "id": "urn:uuid:result-1",
                    "type": ["ResultDescription"],
                    "name": "Mastery",
                    "resultType": "RubricCriterionLevel",
                    "requiredLevel": "urn:uuid:level-2",
                    "alignment": [
                        {
                            "type": ["Alignment"],
                            "targetName": "Twills",
                            "targetUrl": "https://skills.example/twill",
                        }
                    ],
                    "rubricCriterionLevel": [
                        {"id": "urn:uuid:level-2", "level": "2", "name": "Trained"},
                        {
                            "id": "urn:uuid:level-3",
                            "level": "4",
                            "name": "Mastered",
                            "alignment": [
                                {
                                    "type": ["Alignment"],
                                    "targetName": "Satins",
                                    "targetUrl": "https://skills.example/satin",
                                }
                            ],
                        },
                    ],
                }
            ],
        },
    },
    "credentialStatus": {
        "id": "https://guild.example/status/1#5",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://guild.example/status/1",
    },
    "endorsement": [
        {
            "id": "https://looms.example/endorsements/1",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "issuer": "https://looms.example",
            "validFrom": "2024-03-01T00:00:00Z",
            "credentialSubject": {"id": "https://guild.example", "type": ["EndorsementSubject"]},
        }
    ],
    "proof": [{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofValue": "z1"}],
}

OPEN_BADGE_2 = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://old-guild.example/assertions/21",
    "recipient": {
        "type": "email",
        "hashed": True,
        "salt": "rocksalt",
        "identity": digest("ben.baker@company.example", "rocksalt"),
    },
    "badge": {
        "type": "BadgeClass",
        "id": "https://old-guild.example/badges/dyeing",
        "name": "Dyeing",
        "description": "Has dyed.",
        "image": "https://old-guild.example/dyeing.png",
        "criteria": {"narrative": "Dye."},
        "issuer": {"type": "Issuer", "id": "https://old-guild.example", "name": "Old Guild"},
        "tags": ["colour"],
        "alignment": [{"targetName": "Indigo", "targetUrl": "https://skills.example/indigo"}],
    },
    "verification": {"type": "HostedBadge"},
    "issuedOn": "2023-05-04T08:30:00+00:00",
    "expires": "2025-05-04T00:00:00+00:00",
    "evidence": "https://old-guild.example/evidence/21",
}

MOODLE = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://moodle.example/badges/assertion.php?obversion=2&b=77",
    "recipient": {"identity": "dora.dale@company.example", "type": "email", "hashed": True},
    "badge": {
        "type": "BadgeClass",
        "id": "https://moodle.example/badges/badge_json.php?id=7",
        "name": "First aid",
        "description": "Bandages.",
        "image": "data:image/png;base64,AA==",
        "criteria": {"id": "https://moodle.example/badges/badgeclass.php?id=7", "narrative": "Help."},
        "issuer": {"name": "Moodle school", "url": "https://moodle.example", "type": "Issuer"},
        "@language": "en",
        "alignments": [{"targetName": "Bandaging", "targetUrl": "https://skills.example/bandage"}],
        "version": "1",
    },
    "verify": {"type": "hosted", "url": "https://moodle.example/badges/assertion.php?obversion=2&b=77"},
    "issuedOn": "2024-06-01T12:00:00+02:00",
    "evidence": "https://moodle.example/badges/badge.php?hash=77",
}

OPEN_BADGE_1 = {
    "uid": "u-11",
    "recipient": {
        "type": "email",
        "hashed": True,
        "salt": "seasalt",
        "identity": digest("ann@home.example", "seasalt"),
    },
    "badge": "https://early.example/badges/knots.json",
    "verify": {"type": "hosted", "url": "https://early.example/assertions/11.json"},
    "issuedOn": seconds("2013-04-05") + 3600,
    "expires": seconds("2014-04-05") + 43_200,
}

OPEN_BADGE_05 = {
    "recipient": digest("ben.baker@company.example", "tablesalt"),
    "salt": "tablesalt",
    "issued_on": "2012-02-29",
    "expires": "2013-02-28",
    "badge": {
        "version": "0.5.0",
        "name": "Splicing",
        "image": "/splicing.png",
        "description": "Ropes.",
        "criteria": "/splicing",
        "issuer": {"origin": "https://ropes.example", "name": "Rope school"},
    },
}

CREDLY = {
    "id": "c0000000-0000-4000-8000-000000000001",
    "state": "accepted",
    "issued_at": "2024-04-01T09:00:00.000-05:00",
    "issued_at_date": "2024-04-01",
    "expires_at": "2026-04-01T00:00:00.000-05:00",
    "expires_at_date": "2026-04-01",
    "created_at": "2024-04-02T08:00:00.000Z",
    "updated_at": "2024-04-03T08:00:00.000Z",
    "state_updated_at": "2024-04-03T08:00:00.000Z",
    "recipient_email": "ann@home.example",
    "issuer_earner_id": "E-1",
    "issued_to": "A. Archer",
    "locale": "en",
    "public": True,
    "replaces_badge_id": None,
    "replacement_badge_id": None,
    "revocation_reason": None,
    "country": "Austria",
    "country_code": "AUT",
    "state_or_province": None,
    "evidence": [{"type": "UrlEvidence", "url": "https://company.example/proof"}],
    "user": {"id": "u-1", "email": "ann@home.example", "url": "https://badges.example/users/ann"},
    "issuer": {
        "summary": "issued by Acme Academy and authorized by Board of Looms",
        "entities": [
            {
                "label": "Authorized by",
                "primary": False,
                "entity": {"type": "Organization", "id": "o-2", "name": "Board of Looms"},
            },
            {
                "label": "Issued by",
                "primary": True,
                "entity": {"type": "Organization", "id": "o-1", "name": "Acme Academy"},
            },
        ],
    },
    "badge_template": {
        "id": "t-1",
        "name": "Quality control",
        "level": "Advanced",
        "type_category": "Certification",
        "owner": {"type": "Organization", "id": "o-1", "name": "Acme Academy"},
        "skills": ["Inspection", "Sampling"],
        "alignments": [{"name": "ISO 9001", "url": "https://skills.example/iso9001"}],
    },
    "alignments": [],
}

BADGR = {
    "entityType": "Assertion",
    "entityId": "aB-1",
    "openBadgeId": "https://badgr.example/public/assertions/aB-1",
    "createdAt": "2024-05-02T23:54:18.277836Z",
    "createdBy": "x-1",
    "badgeclass": "bC-1",
    "badgeclassOpenBadgeId": "https://badgr.example/public/badges/bC-1",
    "badgeclassName": "Negotiation",
    "issuer": "iS-1",
    "issuerOpenBadgeId": "https://badgr.example/public/issuers/iS-1",
    "recipient": {
        "identity": digest("ben.baker@company.example", "finesalt"),
        "hashed": True,
        "type": "email",
        "plaintextIdentity": "ben.baker@company.example",
        "salt": "finesalt",
    },
    "issuedOn": "2024-05-01T23:54:17.697741Z",
    "narrative": None,
    "evidence": [{"url": "https://company.example/proof", "narrative": "Bargained."}],
    "revoked": False,
    "revocationReason": None,
    "acceptance": "Accepted",
    "expires": "2026-05-01T00:00:00Z",
    "extensions": {},
}

ACCREDIBLE = {
    "id": 10000005,
    "encoded_id": "5yc1s",
    "name": "Bookkeeping",
    "group_id": 77,
    "group_name": "Bookkeeping",
    "issued_on": "2024-01-15",
    "expired_on": "2026-01-15",
    "created_at": "2024-01-16T10:00:00.000Z",
    "updated_at": "2024-01-17T10:00:00.000Z",
    "recipient": {"id": "E-2", "email": "ben.baker@company.example", "name": "B. Baker"},
    "issuer": {"id": 9, "name": "Ledger school"},
    "evidence_items": [{"id": 1, "type": "url"}, {"id": 2, "type": "url"}],
    "learning_outcomes": ["Closing the books"],
    "skill_category": [{"id": 3, "name": "Accounting"}],
    "language": "en",
}

FACTORY = {
    "id": "EV-1",
    "name": "Welding",
    "badge_id": "BF-1",
    "client_id": "CL-1",
    "issued_on": seconds("2024-07-01") + 36_000,
    "expires": seconds("2026-07-01") + 43_200,
    "recipient": ["ann.archer@company.example", "ben.baker@company.example"],
    "revoked": {"ben.baker@company.example": seconds("2025-01-10")},
    "log_entry": '{"issued_by": "somebody"}',
    "ctime": seconds("2024-07-02"),
    "mtime": seconds("2025-01-11"),
}

XAPI = {
    "id": "5a7e0000-0000-4000-8000-000000000001",
    "actor": {"objectType": "Agent", "mbox": "mailto:ann.archer@company.example"},
    "verb": {"id": "http://specification.openbadges.org/xapi/verbs/earned", "display": {"en-US": "earned"}},
    "object": {
        "id": "https://lrs.example/badges/climbing",
        "objectType": "Activity",
        "definition": {
            "name": {"en-US": "Climbing"},
            "extensions": {
                "http://specification.openbadges.org/xapi/extensions/badgeclass": {
                    "@id": "https://lrs.example/badges/climbing",
                    "name": "Climbing",
                    "issuer": "https://lrs.example/issuer",
                    "tags": ["ropes"],
                }
            },
        },
    },
    "result": {
        "extensions": {
            "http://specification.openbadges.org/xapi/extensions/badgeassertion": {
                "@id": "https://lrs.example/assertions/1"
            }
        }
    },
    "timestamp": "2024-08-01T10:00:00Z",
    "stored": "2024-08-02T10:00:00Z",
}

EMPLOYEE = {
    "id": "emp-1",
    "email": "cleo@private.example",
    "employee_state": "active",
    "first_name": "Cleo",
    "last_name": "Carter",
    "team": "Quality",
    "external_id": "E-3",
    "position_title": "Inspector",
    "manager_external_id": "E-1",
}

AWARDS = {
    "Open Badges 3.0": OPEN_BADGE_3,
    "Open Badges 2.0": OPEN_BADGE_2,
    "Moodle": MOODLE,
    "Open Badges 1.1": OPEN_BADGE_1,
    "Open Badges 0.5": OPEN_BADGE_05,
    "Credly": CREDLY,
    "Badgr": BADGR,
    "Accredible": ACCREDIBLE,
    "Open Badge Factory": FACTORY,
    "xAPI": XAPI,
}

DEFINITIONS = {
    "Open Badges 3.0 achievement": OPEN_BADGE_3["credentialSubject"]["achievement"],
    "Open Badges 2.0 badge class": OPEN_BADGE_2["badge"],
    "Badgr badge class": {
        "entityType": "BadgeClass",
        "entityId": "bC-1",
        "openBadgeId": "https://badgr.example/public/badges/bC-1",
        "issuer": "iS-1",
        "issuerOpenBadgeId": "https://badgr.example/public/issuers/iS-1",
        "name": "Negotiation",
        "criteriaUrl": "https://badgr.example/negotiation",
        "alignments": [{"targetName": "Bargaining", "targetUrl": "https://skills.example/bargain"}],
        "tags": ["talking"],
    },
    "Credly badge template": CREDLY["badge_template"]
    | {"vanity_slug": "quality-control", "badge_template_activities": []},
    "Accredible group": {
        "id": 77,
        "name": "Bookkeeping 2024",
        "course_name": "Bookkeeping",
        "course_link": "https://ledger.example",
        "learning_outcomes": ["Closing the books"],
        "language": "en",
    },
    "Open Badge Factory badge": {
        "id": "BF-1",
        "primary_language": "en",
        "content": [
            {"language": "de", "name": "Schweissen", "tag": ["Metall"], "alignment": []},
            {
                "language": "en",
                "name": "Welding",
                "tag": ["metal"],
                "alignment": [{"name": "Joining", "url": "https://skills.example/join"}],
                "achievement_type": "Certificate",
            },
        ],
        "expires": 24,
        "draft": False,
        "ctime": seconds("2024-01-01"),
        "mtime": seconds("2024-01-02"),
    },
}

STATUS_LIST = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "https://guild.example/status/1",
    "type": ["VerifiableCredential", "BitstringStatusListCredential"],
    "issuer": "https://guild.example",
    "validFrom": "2024-09-01T00:00:00Z",
    "credentialSubject": {
        "id": "https://guild.example/status/1#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": encoded_list(7),
    },
}

LEARNER_RECORD = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/clr/v2p0/context.json",
    ],
    "id": "https://guild.example/records/1",
    "type": ["VerifiableCredential", "ClrCredential"],
    "issuer": {"id": "https://guild.example", "type": ["Profile"], "name": "Guild of Weavers"},
    "validFrom": "2024-10-01T00:00:00Z",
    "credentialSubject": {
        "type": ["ClrSubject"],
        "verifiableCredential": [
            OPEN_BADGE_3,
            but(OPEN_BADGE_3, (["id"], "https://guild.example/credentials/32")),
            OPEN_BADGE_3["endorsement"][0],
        ],
    },
}


@functools.cache
def company_alone():
    """A folder with the store of the company's people and places, loaded once for all teams of a process."""
    folder = tempfile.TemporaryDirectory(prefix="skills-team-")
    for name, text in {"people.csv": PEOPLE, "locations.csv": LOCATIONS}.items():
        (Path(folder.name) / name).write_text(text)
    sk.load(folder.name, store=Path(folder.name) / "store")
    return folder


class Team:
    """A made-up company with a store in a folder, to which files come in deliveries."""

    def __init__(self, folder):
        self.folder, self.store, self.deliveries, self.con = folder, folder / "store", 0, None

    def load(self, files, **options):
        """Load files, by name: texts and bytes as they are, documents as JSON. Returns the summary."""
        delivery = self.folder / f"delivery-{self.deliveries}"
        delivery.mkdir()
        if not self.deliveries:
            shutil.copytree(Path(company_alone().name) / "store", self.store)
        self.deliveries += 1
        for name, told in files.items():
            if isinstance(told, bytes):
                (delivery / name).write_bytes(told)
            else:
                (delivery / name).write_text(told if isinstance(told, str) else json.dumps(told))
        self.close()
        summary = sk.load(delivery, store=self.store, **{"accept_quarantine_rate": 1, **options})
        for count in summary.files:
            assert count.read == count.accepted + count.quarantined + count.duplicates, count
        return summary

    def close(self):
        if self.con:
            self.con.close()
        self.con = None

    def load_apart(self, documents):
        """Load each document in a file of its own and as an award of its own; returns (names, summary).

        `documents` are by any key; `names` tells the file of each.
        """
        names = {key: f"{place}.json" for place, key in enumerate(documents)}
        numbered = {names[key]: another(document, names[key][:-5]) for key, document in documents.items()}
        return names, self.load(numbered)

    def told_apart(self, documents, what):
        """What is asked of the award of each document: {key: row}, of one that has none None."""
        names, _ = self.load_apart(documents)
        rows = self.ask(f"select file, {what} from award_versions join sources using (source_id)")
        found = {file: row for file, *row in named(rows)}
        return {key: tuple(found[name]) if name in found else None for key, name in names.items()}

    def ask(self, sql):
        self.con = self.con or sk.connect(self.store)
        return self.con.execute(sql).fetchall()

    def awards(self, what):
        """Of all versions of awards, what is asked, days as text."""
        return self.ask(
            f"select {what} from award_versions order by award_id, version_at nulls first, row_hash"
        )

    def refused(self):
        return self.ask("select column_name, reason_code from quarantine order by file, line, reason_code")


def counts(summary, *names):
    """Of files by name, how many documents were read, accepted, quarantined and duplicates."""
    found = {count.file: count for count in summary.files}
    told = [(c.read, c.accepted, c.quarantined, c.duplicates) for c in (found[name] for name in names)]
    return told[0] if len(told) == 1 else told
