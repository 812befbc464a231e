"""A made-up history of deliveries: exports of several formats and days, with corrections among them.

A delivery is what a source sent on one day. Its records can be cut into several files.
"""

import base64
import csv
import gzip
import io
import json
from dataclasses import dataclass

DAYS = ("2026-01-10", "2026-02-10", "2026-03-10")
CREDLY = (
    "Badge Name",
    "Badge Template ID",
    "Issued by",
    "Earner Badge ID",
    "Issuer Earner ID",
    "Country",
    "Issued to Email",
    "Status",
    "Expired",
    "Issue Date",
    "Expires At",
    "Revoked At",
    "State Updated At",
    "Record Created",
)
CATALOGUE = ("Badge Template ID", "Badge Name", "Issued by", "Level", "Skills", "Offered In", "Updated At")
PEOPLE = (
    "employee_id",
    "first_name",
    "last_name",
    "email",
    "email_aliases",
    "hired_on",
    "left_on",
    "starts_on",
    "ends_on",
    "business_unit_id",
    "location_id",
    "job_role",
    "manager_id",
    "fte",
    "worker_type",
    "on_leave",
    "last_changed_on",
)
TAXONOMY = (
    "skill_id,label,alternative_labels,broader,kind,description\n"
    "s:1,Python (programming),Python,,skill,\ns:2,Java,,,skill,\ns:3,Cloud,,,skill,\n"
)
ISSUER = "https://issuer.example/1"
LIST = "https://issuer.example/status/3"
# Sixteen statuses, of which none, the first, or the first two are set.
LISTS = [
    "u" + base64.urlsafe_b64encode(gzip.compress(bits, mtime=0)).rstrip(b"=").decode()
    for bits in (b"\0\0", b"\x80\0", b"\xc0\0")
]


@dataclass
class Delivery:
    """What a source sent on a day: records, and how a file holds some of them."""

    day: str
    name: str
    records: list
    how: str  # csv | lines | page | single
    columns: tuple = ()

    def file(self, records):
        """The text of a file with these of its records."""
        if self.how == "csv":
            kept = io.StringIO()
            writer = csv.DictWriter(kept, self.columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(records)
            return kept.getvalue()
        if self.how == "page":
            return json.dumps({"data": records, "metadata": {"next_page_url": None}})
        return "".join(json.dumps(record) + "\n" for record in records)

    @property
    def suffix(self):
        return {"csv": ".csv", "page": ".json", "lines": ".ndjson", "single": ".json"}[self.how]


def history(turned):
    """Deliveries of three days, of every kind, as `turned` (a random.Random) has it."""
    made = []
    for day in DAYS:
        made += [
            *_credly_exports(turned, day),
            *_credly_pages(turned, day),
            *_credentials(turned, day),
            *_catalogue(turned, day),
            *_people(turned, day),
        ]
        if turned.random() < 0.5:
            made.append(Delivery(day, "status", [_status_list(turned, day)], "single"))
    return made


def _some(turned, things, least=1):
    return turned.sample(things, turned.randint(least, len(things)))


def _credly_exports(turned, day):
    columns = [c for c in CREDLY if c not in ("Expired", "State Updated At", "Record Created", "Revoked At")]
    columns += _some(turned, ["Expired", "State Updated At", "Record Created", "Revoked At"], 0)
    records = []
    for number in _some(turned, range(1, 5)):
        status = turned.choice(("accepted", "accepted", "pending", "revoked", "rejected"))
        dates = [c for c in columns if c in ("State Updated At", "Revoked At")]
        if status == "revoked" and not dates:
            status = "accepted"
        changed = turned.choice((day, "2025-12-01"))
        records.append(
            {
                "Badge Name": turned.choice(("Python", "Python 2")),
                "Badge Template ID": f"T-{number % 2}",
                "Issued by": "Acme Company",
                "Earner Badge ID": f"A-{number}",
                "Issuer Earner ID": turned.choice(("", f"E-{number}")),
                "Country": turned.choice(("AT", "Austria")),
                "Issued to Email": turned.choice(
                    (f"e{number}@company.example", f"p{number}@private.example")
                ),
                "Status": status,
                "Expired": turned.choice(("", "", "Expired")),
                "Issue Date": "2025-06-01",
                "Expires At": turned.choice(("", "2027-06-01", "2025-12-01")),
                "Revoked At": changed if status == "revoked" and turned.random() < 0.9 else "",
                "State Updated At": changed if status == "revoked" else turned.choice(("", changed)),
                "Record Created": turned.choice(("2025-06-02", "2025-06-02", "")),
            }
        )
        if status == "revoked" and not any(records[-1][c] for c in dates):
            records[-1][dates[0]] = changed
    return [Delivery(day, "credly", records, "csv", tuple(columns))]


def _credly_pages(turned, day):
    records = []
    for number in _some(turned, range(3, 7), 0):
        state = turned.choice(("accepted", "pending", "revoked", "rejected"))
        record = {
            "id": f"A-{number}",
            "state": state,
            "issued_at": "2025-06-01T00:00:00.000Z",
            "created_at": turned.choice(("2025-06-02T10:00:00.000Z", None)),
            "updated_at": turned.choice(
                ("2025-06-02T10:00:00.000Z", "2025-12-01T00:00:00.000Z", f"{day}T08:00:00Z")
            ),
            "expires_at": turned.choice((None, False, "2027-06-01T00:00:00.000Z")),
            "recipient_email": f"e{number}@company.example",
            "country_code": turned.choice(("AT", None)),
            "badge_template": {
                "id": f"T-{number % 2}",
                "name": turned.choice(("Python", "Python 3")),
                "level": turned.choice((None, "Advanced")),
                "skills": turned.choice((["Python"], ["python", "Cloud"], [{"name": "Java"}])),
            },
        }
        if state == "revoked" and turned.random() < 0.5:
            record["revoked_at"] = "2025-12-01T00:00:00Z"
        records.append(record)
    return [Delivery(day, "credly-page", records, "page")] if records else []


def _credentials(turned, day):
    records = []
    for number in _some(turned, range(1, 4), 0):
        record = {
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ],
            "id": f"https://issuer.example/credential/{number}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Acme Company"},
            "validFrom": turned.choice(("2025-06-01T00:00:00Z", "2025-12-01T00:00:00Z", f"{day}T00:00:00Z")),
            "credentialSubject": {
                "type": ["AchievementSubject"],
                "id": f"mailto:e{number}@company.example",
                "achievement": {
                    "id": turned.choice(("https://issuer.example/badge/1", "urn:uuid:1")),
                    "type": ["Achievement"],
                    "name": turned.choice(("Cloud", "Cloud 2")),
                    "criteria": {"narrative": "done"},
                    "tag": ["Cloud"],
                },
            },
            "credentialStatus": {
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": str(number - 1),
                "statusListCredential": LIST,
            },
        }
        if turned.random() < 0.5:
            record["validUntil"] = turned.choice(("2027-06-01T00:00:00Z", "2026-01-01T00:00:00Z"))
        records.append(record)
    return [Delivery(day, "credentials", records, "lines")] if records else []


def _status_list(turned, day):
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "credentialSubject": {
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": turned.choice(LISTS),
        },
    }
    if turned.random() < 0.7:
        document["validFrom"] = f"{turned.choice((day, '2025-12-15'))}T00:00:00Z"
    return document


def _catalogue(turned, day):
    columns = CATALOGUE if turned.random() < 0.5 else CATALOGUE[:-1]
    records = [
        {
            "Badge Template ID": f"T-{number}",
            "Badge Name": turned.choice(("Python", "Python 2")),
            "Issued by": "Acme Company",
            "Level": turned.choice(("", "Intermediate", "5")),
            "Skills": turned.choice(("python", "python;Java", "Java", "Something else")),
            "Offered In": turned.choice(("", "AT", "AT;DE")),
            "Updated At": turned.choice(("2025-01-01", day, "")),
        }
        for number in _some(turned, range(2), 0)
    ]
    return [Delivery(day, "catalogue", records, "csv", columns)] if records else []


def _people(turned, day):
    columns = PEOPLE if turned.random() < 0.7 else PEOPLE[:-1]
    records = []
    for number in _some(turned, range(1, 6)):
        hired, left = (
            turned.choice(("2020-01-01", "2020-01-01", "2021-01-01")),
            turned.choice(("", "", "2025-11-30")),
        )
        places = [("2020-01-01", "2023-01-01"), ("2023-01-01", left)]
        if hired == "2021-01-01":
            places = places[1:]
        for starts, ends in places:
            records.append(
                {
                    "employee_id": f"E-{number}",
                    "first_name": "Ann",
                    "last_name": f"Example{number}",
                    "email": f"e{number}@company.example",
                    "email_aliases": turned.choice(
                        ("", f"p{number}@private.example", "shared@private.example")
                    ),
                    "hired_on": hired,
                    "left_on": left,
                    "starts_on": starts,
                    "ends_on": ends,
                    "business_unit_id": turned.choice(("BU-1", "BU-2")),
                    "fte": turned.choice(("1.0", "0.5")),
                    "worker_type": "employee",
                    "on_leave": turned.choice(("no", "no", "yes")),
                    "last_changed_on": turned.choice((starts, "2025-12-01", "")),
                }
            )
    return [Delivery(day, "people", records, "csv", columns)]


def plain_plan(made):
    """The loads of a history as it happened: each day one load, each delivery one file."""
    return [(day, [(f"{d.name}{d.suffix}", d.file(d.records)) for d in made if d.day == day]) for day in DAYS]


def random_plan(made, turned, most_loads=3):
    """The same deliveries cut into files, in loads of any order, some of them delivered twice.

    Gives (day of the export, [(file name, text)]) of each load.
    """
    loads = []
    for day in DAYS:
        files = []
        for delivery in (d for d in made if d.day == day):
            records = list(delivery.records)
            turned.shuffle(records)
            cut = turned.randint(0, len(records) - 1)
            for place, part in enumerate(p for p in (records[:cut], records[cut:]) if p):
                files.append((f"{delivery.name}-{place}{delivery.suffix}", delivery.file(part)))
        lots = [[] for _ in range(turned.randint(1, most_loads))]
        for file in files:
            for lot in turned.sample(lots, 2 if len(lots) > 1 and turned.random() < 0.2 else 1):
                lot.append(file)
        loads += [(day, lot) for lot in lots if lot]
    turned.shuffle(loads)
    return loads
