"""Syncing from a vendor's server: every page once, the token to nobody else, nothing lost in a cut.

A real server on this machine plays the vendors as their documents describe them, with made-up people
and a script of faults. It waits for nobody: what asks for patience asks for none, or writes it down.
"""

import base64
import datetime
import email.utils
import hashlib
import json
import logging
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

import skillslib as sk
from skillslib.lock import hold
from skillslib.store import StoreError, current_version
from skillslib.syncing import SyncError, cursors, sync
from skillslib.syncing.client import checked_address
from skillslib.syncing.fetching import VENDORS, fetch
from skillslib.syncing.landing import Plan, landing

TOKEN = "kept-secret-4711-never-shown"
TOKEN_OF_ANOTHER = "kept-secret-0815-of-another-account"
ORGANIZATION = "7d3c1b52-93a4-4d51-8f0e-6a1f2b9c8d70"
SERVER_TIME = "2026-10-05T06:30:00.123456+00:00"
PER_PAGE = 2


def today():
    return datetime.datetime.now(datetime.UTC).date()


def day(back):
    return (today() - datetime.timedelta(days=back)).isoformat()


# --- a vendor --------------------------------------------------------------------------------------


def badge(number, updated_on="2026-10-01", state="accepted"):
    """An issued badge as Credly's organization API answers it."""
    return {
        "id": f"b0000000-0000-4000-8000-{number:012}",
        "state": state,
        "issued_at": "2026-09-01T08:00:00.000-05:00",
        "issued_at_date": "2026-09-01",
        "expires_at": "2029-09-01T08:00:00.000-05:00",
        "expires_at_date": "2029-09-01",
        "created_at": "2026-09-01T08:05:00.000-05:00",
        "updated_at": f"{updated_on}T09:30:00.000-05:00",
        "state_updated_at": f"{updated_on}T09:30:00.000-05:00",
        "recipient_email": f"person{number}@company.example",
        "issued_to": f"Person {number} Example",
        "issued_to_first_name": f"Person {number}",
        "issued_to_middle_name": None,
        "issued_to_last_name": "Example",
        "issuer_earner_id": f"E-{number}",
        "locale": "en",
        "public": True,
        "replaces_badge_id": None,
        "replacement_badge_id": None,
        "revocation_reason": None,
        "country": "Austria",
        "country_code": "AUT",
        "state_or_province": "Vienna",
        "user": {
            "id": f"u0000000-0000-4000-8000-{number:012}",
            "email": f"person{number}@company.example",
            "first_name": f"Person {number}",
            "middle_name": None,
            "last_name": "Example",
        },
        "issuer": {
            "summary": "issued by Example Company",
            "entities": [
                {
                    "label": "Issued by",
                    "primary": True,
                    "entity": {"type": "Organization", "id": ORGANIZATION, "name": "Example Company"},
                }
            ],
        },
        "badge_template": {
            "id": "70000000-0000-4000-8000-000000000001",
            "name": "Python Foundations",
            "description": "Reads and writes small programs.",
            "level": "Foundational",
            "type_category": "Learning",
            "state": "active",
            "owner": {"type": "Organization", "id": ORGANIZATION, "name": "Example Company"},
            "url": "https://www.credly.example/org/example-company/badge/python-foundations",
            "alignments": [],
            "skills": ["Python (Programming Language)", "Testing"],
            "updated_at": "2026-01-15T10:00:00.000Z",
        },
        "alignments": [],
        "evidence": [],
    }


def employee(number):
    """An employee as Credly's workforce API answers it."""
    return {
        "id": f"e0000000-0000-4000-8000-{number:012}",
        "email": f"person{number}@company.example",
        "employee_state": "active",
        "first_name": f"Person {number}",
        "last_name": "Example",
        "external_id": f"E-{number}",
        "position_title": "Engineer",
        "team": "Platform",
        "manager_external_id": None,
        "location": "Vienna",
        "country": "Austria",
        "state_or_province": None,
        "zip_code": None,
    }


def assertion(number):
    """An assertion as Badgr's v2 answers it."""
    return {
        "entityType": "Assertion",
        "entityId": f"aSsErTiOn{number:04}",
        "openBadgeId": f"https://api.badgr.example/public/assertions/aSsErTiOn{number:04}",
        "createdAt": "2026-10-01T09:30:00.123456Z",
        "createdBy": "uSeR0001",
        "badgeclass": "bAdGeClAsS0001",
        "badgeclassOpenBadgeId": "https://api.badgr.example/public/badges/bAdGeClAsS0001",
        "issuer": "iSsUeR0001",
        "issuerOpenBadgeId": "https://api.badgr.example/public/issuers/iSsUeR0001",
        "image": f"https://media.badgr.example/uploads/badges/assertion-{number}.png",
        "recipient": {
            "identity": f"person{number}@company.example",
            "hashed": False,
            "type": "email",
            "plaintextIdentity": f"person{number}@company.example",
        },
        "issuedOn": "2026-09-30T22:00:00Z",
        "narrative": "",
        "evidence": [],
        "revoked": False,
        "revocationReason": None,
        "acceptance": "Accepted",
        "expires": "2029-09-30T22:00:00Z",
        "extensions": {},
    }


@dataclass
class Reply:
    """What the server answers, and where it breaks off."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    cut_after: int | None = None  # bytes of the body, then the connection drops

    @classmethod
    def of(cls, document, **more):
        return cls(json.dumps(document).encode(), **more)


def busy(status, retry_after="0"):
    return Reply(b'{"message": "later"}', status, {"Retry-After": retry_after} if retry_after else {})


class Vendor(ThreadingHTTPServer):
    """A vendor's server; `faults` holds for the number of a page what is answered before the page."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.badges, self.employees, self.assertions = [], [], []
        self.faults, self.asked = {}, []
        self.metadata = lambda metadata: {"metadata": metadata}
        self.in_header = False  # Badgr: the next page in a Link header, or in the envelope
        self.pause = threading.Event()
        self.pause.set()
        self.paused_at = None
        self.reached = threading.Event()
        self.after_page = {}
        self.address = f"http://127.0.0.1:{self.server_port}"

    def answer(self, path, authorization):
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append((parts.path, query, authorization))
        number = int(query.get("page") or query.get("cursor") or 1)
        if len(self.asked) > 50:
            return Reply(b"this client never ends", 410)
        if self.paused_at == number:
            self.reached.set()
            self.pause.wait(20)
        if self.faults.get(number):
            return self.faults[number].pop(0)
        if parts.path == "/v2/assertions/changed":
            return self._badgr(path, query, number, authorization)
        return self._credly(parts.path, query, number, authorization)

    def _credly(self, path, query, number, authorization):
        if authorization != "Basic " + base64.b64encode(f"{TOKEN}:".encode()).decode():
            return Reply.of({"data": {"message": "Not authorized"}}, status=401)
        base = f"/v1/organizations/{ORGANIZATION}"
        if path not in (f"{base}/badges", f"{base}/employees"):
            return Reply.of({"data": {"message": "Not found"}}, status=404)
        records = self.badges if path.endswith("badges") else self.employees
        if "filter" in query:
            since = re.fullmatch(r"updated_at_min::(\d{4}-\d\d-\d\d)", query["filter"])[1]
            records = [record for record in records if record["updated_at"][:10] >= since]
        page = records[(number - 1) * PER_PAGE : number * PER_PAGE]
        more = number * PER_PAGE < len(records)
        kept = f"filter={query['filter']}&" if "filter" in query else ""
        metadata = {
            "count": len(page),
            "current_page": number,
            "total_count": len(records),
            "total_pages": -(-len(records) // PER_PAGE),
            "per": PER_PAGE,
            "previous_page_url": None,
            "next_page_url": f"{self.address}{path}?{kept}page={number + 1}" if more else None,
        }
        self.after_page.pop(number, lambda: None)()
        return Reply.of({"data": page, **self.metadata(metadata)})

    def _badgr(self, path, query, number, authorization):
        if authorization not in (f"Bearer {TOKEN}", f"Bearer {TOKEN_OF_ANOTHER}"):
            return Reply.of({"status": {"success": False, "description": "no"}, "result": []}, status=401)
        page = self.assertions[(number - 1) * PER_PAGE : number * PER_PAGE]
        more = number * PER_PAGE < len(self.assertions)
        follows = f"{self.address}/v2/assertions/changed?cursor={number + 1}"
        envelope = {"status": {"success": True, "description": "ok"}, "result": page}
        link = {}
        if not self.in_header:
            # As badgr-server does: the last page names where later changes will be
            envelope["pagination"] = {"nextResults": follows, "hasNext": more, "previousResults": None}
            envelope["timestamp"] = SERVER_TIME if number == 1 else "2026-10-05T07:00:00+00:00"
        elif more:
            link = {"Link": f'<{self.address}/v2/x>; rel="prev", <{follows}>; rel="next"'}
        return Reply.of(envelope, headers=link)

    def pages_asked(self):
        return [int(q.get("page") or q.get("cursor") or 1) for _, q, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        reply = self.server.answer(self.path, self.headers.get("Authorization"))
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: reply.cut_after])
        self.close_connection = reply.cut_after is not None

    def log_message(self, *words):
        pass

    def handle(self):
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True


def serve():
    server = Vendor()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    return server


@pytest.fixture
def vendor():
    server = serve()
    yield server
    server.pause.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def other():
    """Another server, which must never be asked."""
    server = serve()
    yield server
    server.shutdown()
    server.server_close()
    assert server.asked == []


# --- what every test wants -------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def token_stays_secret(tmp_path, monkeypatch, capfd, caplog):
    """The token is in the environment, and after the test in no file, output or log."""
    monkeypatch.setenv("SKILLS_CREDLY_TOKEN", TOKEN)
    monkeypatch.setenv("SKILLS_BADGR_TOKEN", TOKEN)
    monkeypatch.delenv("SKILLS_STORE", raising=False)
    caplog.set_level(logging.DEBUG)
    yield
    logged = [f"{record.getMessage()} {record.args}" for record in caplog.get_records("call")]
    said = "".join([*capfd.readouterr(), *logged])
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    names = [str(path) for path in tmp_path.rglob("*")]
    for secret in (TOKEN, TOKEN_OF_ANOTHER, base64.b64encode(f"{TOKEN}:".encode()).decode()):
        assert secret not in said
        assert not [text for text in written if secret.encode() in text]
        assert not [name for name in names if secret in name]


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


@pytest.fixture(scope="module")
def made_store(tmp_path_factory):
    """A small company's store."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "locations.csv").write_text(
        "location_id,name,city,country,country_code,latitude,longitude,last_changed_on\n"
        "LOC-1,Office,Vienna,Austria,AT,48.2,16.4,2020-01-01\n"
    )
    sk.load(folder / "locations.csv", store=folder / "store")
    return folder / "store"


@pytest.fixture
def full_store(made_store, store):
    shutil.copytree(made_store, store)
    return store


def fetched(vendor, store, waits=None, source="credly", tell=lambda step, share: None, **more):
    """The pages' files, fetched without a load; waiting is written down instead."""
    organization = ORGANIZATION if source == "credly" else None
    account = VENDORS[source].account(vendor.address, organization, TOKEN)
    plan = Plan(source, vendor.address, more.pop("organization", organization), account=account, **more)
    sleep = (lambda seconds: None) if waits is None else waits.append
    with landing(store, plan, VENDORS[source].first_addresses(plan)) as landed:
        return fetch(landed, TOKEN, tell, sleep)


def synced(vendor, store, source="credly", **more):
    organization = ORGANIZATION if source == "credly" else None
    return sync(source, store, organization, address=vendor.address, sleep=lambda seconds: None, **more)


def records(files, name="data"):
    return [record for file in files for record in json.loads(file.read_bytes())[name]]


def ids(found, name="id"):
    return [int(record[name][-4:]) for record in found]


def state(store, source="credly"):
    return json.loads((store / ".landing" / source / "state.json").read_bytes())


def told(raised):
    """An error's message, which shows neither the token nor a person."""
    message = str(raised.value)
    assert TOKEN not in message and "company.example" not in message
    return message


# --- pages -----------------------------------------------------------------------------------------


def test_pages_are_kept_as_they_came_each_asked_for_once(vendor, store):
    vendor.badges = [badge(number) for number in range(1, 6)]
    files = fetched(vendor, store)
    assert [file.name for file in files] == ["page-000001.json", "page-000002.json", "page-000003.json"]
    assert ids(records(files)) == [1, 2, 3, 4, 5]
    assert vendor.pages_asked() == [1, 2, 3]
    path, query, authorization = vendor.asked[0]
    assert path == f"/v1/organizations/{ORGANIZATION}/badges" and query == {}
    assert base64.b64decode(authorization.removeprefix("Basic ")).decode() == f"{TOKEN}:"
    first = Reply.of(json.loads(files[0].read_bytes()))
    assert files[0].read_bytes() == first.body


@pytest.mark.parametrize("metadata", [{"metadata": {}}, {}, {"metadata": None}])
def test_a_page_that_says_nothing_of_others_is_the_last(vendor, store, metadata):
    vendor.badges = [badge(1), badge(2)]
    vendor.metadata = lambda usual: metadata
    assert ids(records(fetched(vendor, store))) == [1, 2]


def test_employees_are_a_list_of_their_own(vendor, store):
    vendor.badges, vendor.employees = [badge(1)], [employee(number) for number in range(1, 4)]
    files = fetched(vendor, store, employees=True, since="2026-09-30")
    assert [file.name for file in files] == [
        "page-000001.json",
        "employees-000001.json",
        "employees-000002.json",
    ]
    # Only badges can be asked for by the day they changed
    assert [query for _, query, _ in vendor.asked] == [
        {"filter": "updated_at_min::2026-09-30"},
        {},
        {"page": "2"},
    ]


def test_only_the_owner_may_look_at_pages(vendor, store):
    vendor.badges = [badge(1)]
    (file,) = fetched(vendor, store)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (store / ".landing", file.parent)} == {0o700}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_record_that_moves_over_the_seam_comes_twice_and_none_is_lost(vendor, store):
    vendor.badges = [badge(number) for number in range(2, 6)]
    vendor.after_page[1] = lambda: vendor.badges.insert(0, badge(1))
    assert ids(records(fetched(vendor, store))) == [2, 3, 3, 4, 5]


def test_progress_names_the_page_and_grows_to_the_whole(vendor, store):
    vendor.badges = [badge(number) for number in range(1, 5)]
    steps = []
    fetched(vendor, store, tell=lambda *step: steps.append(step))
    assert steps == [("credly, page 1", 0.5), ("credly, page 2", 1.0)]


@pytest.mark.parametrize("in_header", [True, False])
def test_badgr_names_the_next_page_in_a_header_or_in_the_envelope(vendor, store, in_header):
    vendor.assertions = [assertion(number) for number in range(1, 6)]
    vendor.in_header = in_header
    files = fetched(vendor, store, source="badgr", since="2026-10-01T00:00:00+00:00")
    assert ids(records(files, "result"), "entityId") == [1, 2, 3, 4, 5]
    assert vendor.pages_asked() == [1, 2, 3]
    # What changed while we turned the pages is for the next sync
    assert state(store, "badgr")["timestamp"] == (None if in_header else SERVER_TIME)
    assert vendor.asked[0] == (
        "/v2/assertions/changed",
        {"since": "2026-10-01T00:00:00+00:00"},
        f"Bearer {TOKEN}",
    )


# --- faults ----------------------------------------------------------------------------------------


def in_seconds(seconds):
    then = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
    return email.utils.format_datetime(then, usegmt=True)


@pytest.mark.parametrize(
    "retry_after, least, most",
    [
        ("7", 7, 7),
        (lambda: in_seconds(300), 290, 300),
        ("86400", 600, 600),
        (lambda: in_seconds(-60), 0, 0),
        ("soon", 0.5, 1),
        (None, 0.5, 1),
    ],
)
def test_too_many_requests_waits_as_long_as_the_server_asks(vendor, store, retry_after, least, most):
    vendor.badges = [badge(number) for number in range(1, 4)]
    vendor.faults[2] = [busy(429, retry_after() if callable(retry_after) else retry_after)]
    waits = []
    assert len(records(fetched(vendor, store, waits))) == 3
    assert len(waits) == 1 and least <= waits[0] <= most
    assert vendor.pages_asked() == [1, 2, 2]


def test_waiting_is_shown(vendor, store):
    vendor.badges, vendor.faults[1] = [badge(1)], [busy(429, "45")]
    steps = []
    fetched(vendor, store, tell=lambda step, share: steps.append(step))
    assert steps == ["waiting 45 s", "credly, page 1"]


def test_a_fault_of_the_server_is_waited_out_longer_and_longer(vendor, store):
    vendor.badges, vendor.faults[1] = [badge(1)], [busy(500, None), busy(503, None), busy(502, None)]
    waits = []
    assert len(records(fetched(vendor, store, waits))) == 1
    assert [0.5 <= waits[0] <= 1, 1 <= waits[1] <= 2, 2 <= waits[2] <= 4] == [True] * 3


def test_a_connection_that_drops_inside_a_page_is_tried_again(vendor, store):
    vendor.badges = [badge(number) for number in range(1, 5)]
    whole = Reply.of({"data": vendor.badges[2:], "metadata": {}})
    vendor.faults[2] = [Reply(whole.body, cut_after=300), Reply(whole.body, cut_after=0)]
    assert ids(records(fetched(vendor, store))) == [1, 2, 3, 4]
    assert vendor.pages_asked() == [1, 2, 2, 2]


def test_after_six_tries_it_ends_and_the_pages_before_are_kept(vendor, store):
    vendor.badges = [badge(number) for number in range(1, 5)]
    vendor.faults[2] = [busy(503) for _ in range(6)]
    waits = []
    with pytest.raises(SyncError) as raised:
        fetched(vendor, store, waits)
    assert "credly, page 2" in told(raised) and "asked 6 times" in told(raised) and "503" in told(raised)
    assert vendor.pages_asked() == [1] + [2] * 6 and len(waits) == 5
    vendor.asked.clear()
    assert ids(records(fetched(vendor, store))) == [1, 2, 3, 4]
    assert vendor.pages_asked() == [2]


def test_a_server_that_is_not_there_is_said_so(store):
    server = Vendor()
    server.server_close()
    with pytest.raises(SyncError, match="no connection"):
        fetched(server, store)


BROKEN = {
    "cut short": (b'{"data": [{"id": "b1"}, {"i', "no whole JSON"),
    "a web page": (b"<!DOCTYPE html><html>Back soon, person1@company.example</html>", "a web page"),
    "no list": (b'{"message": "hello person1@company.example"}', "no list 'data'"),
    "list of another kind": (b'{"data": {"id": "b1"}}', "no list 'data'"),
    "an array": (b"[]", "no list 'data'"),
    "no bytes": (b"", "no whole JSON"),
    "endless": (b"[" * 100_000, "no whole JSON"),
}


@pytest.mark.parametrize("body, words", BROKEN.values(), ids=BROKEN)
def test_what_is_no_page_does_not_count_and_is_named(vendor, store, body, words):
    vendor.badges = [badge(number) for number in range(1, 4)]
    vendor.faults[2] = [Reply(body)]
    with pytest.raises(SyncError) as raised:
        fetched(vendor, store)
    assert "credly, page 2" in told(raised) and words in told(raised)
    assert not (store / ".landing" / "credly" / "page-000002.json").exists()
    vendor.asked.clear()
    assert ids(records(fetched(vendor, store))) == [1, 2, 3]
    assert vendor.pages_asked() == [2]


def test_the_token_follows_no_next_page_to_another_host(vendor, other, store):
    elsewhere = f"{other.address}/v1/organizations/{ORGANIZATION}/badges?page=2"
    vendor.badges = [badge(1)]
    vendor.metadata = lambda usual: {"metadata": {**usual, "next_page_url": elsewhere}}
    with pytest.raises(SyncError) as raised:
        fetched(vendor, store)
    assert "another host" in told(raised) and str(other.server_port) in told(raised)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_token_follows_no_redirect_to_another_host(vendor, other, store, status):
    vendor.faults[1] = [Reply(b"", status, {"Location": f"{other.address}/v1/x"})]
    with pytest.raises(SyncError, match="another host"):
        fetched(vendor, store)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1:{port}/v1/x?page=2",  # another scheme
        "http://localhost:{port}/v1/x?page=2",  # another name
        "http://user:word@127.0.0.1:{port}/v1/x?page=2",
        "//company.example/v1/x?page=2",
        "file:///etc/hosts",
        "http://[::1",
        17,
    ],
)
def test_a_next_page_is_of_the_same_scheme_host_and_port(vendor, store, address):
    named = address.format(port=vendor.server_port) if isinstance(address, str) else address
    vendor.badges = [badge(1)]
    vendor.metadata = lambda usual: {"metadata": {"next_page_url": named}}
    with pytest.raises(SyncError, match=r"another host|a next address that is none"):
        fetched(vendor, store)
    assert len(vendor.asked) == 1


def test_a_redirect_on_the_same_host_is_followed(vendor, store):
    vendor.badges = [badge(1)]
    vendor.faults[1] = [Reply(b"", 302, {"Location": f"/v1/organizations/{ORGANIZATION}/badges?moved=1"})]
    assert len(records(fetched(vendor, store))) == 1


def test_redirects_without_end_end(vendor, store):
    vendor.faults[1] = [Reply(b"", 302, {"Location": "/v1/round"}) for _ in range(9)]
    with pytest.raises(SyncError, match="from one address to the next"):
        fetched(vendor, store)
    assert len(vendor.asked) == 6


@pytest.mark.parametrize("back_to", [1, 2])
def test_pages_that_go_round_end(vendor, store, back_to):
    vendor.badges = [badge(number) for number in range(1, 5)]
    first = f"{vendor.address}/v1/organizations/{ORGANIZATION}/badges"
    rounded = first if back_to == 1 else f"{first}?page=2"

    def metadata(usual):
        return {"metadata": {**usual, "next_page_url": usual["next_page_url"] or rounded}}

    vendor.metadata = metadata
    with pytest.raises(SyncError, match="the pages go round"):
        fetched(vendor, store)
    assert vendor.pages_asked() == [1, 2]


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("source, variable", [("credly", "CREDLY"), ("badgr", "BADGR")])
def test_a_refused_token_is_told_by_its_variable(vendor, store, status, source, variable):
    vendor.faults[1] = [Reply(b'{"message": "person1@company.example may not"}', status)]
    with pytest.raises(SyncError) as raised:
        fetched(vendor, store, source=source)
    assert f"SKILLS_{variable}_TOKEN" in told(raised) and str(status) in told(raised)
    assert len(vendor.asked) == 1


def test_an_unknown_organization_and_a_refused_filter_are_told(vendor, store):
    with pytest.raises(SyncError, match="--organization"):
        fetched(vendor, store, organization="nobody")
    vendor.faults[1] = [Reply(b"{}", 422)]
    with pytest.raises(SyncError, match="--all"):
        fetched(vendor, store)


def test_badgr_saying_that_it_failed_is_no_page(vendor, store):
    vendor.faults[1] = [Reply.of({"status": {"success": False, "description": "bad"}, "result": []})]
    with pytest.raises(SyncError, match="badgr, page 1"):
        fetched(vendor, store, source="badgr")


# --- a cut -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_a_sync_that_is_ended_goes_on_where_it_was(vendor, store, ending):
    vendor.badges = [badge(number) for number in range(1, 9)]
    vendor.paused_at = 3
    vendor.pause.clear()
    words = ["sync", "credly", "--organization", ORGANIZATION, "--store", store, "--address", vendor.address]
    command = [sys.executable, "-m", "skillslib", *map(str, words)]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert vendor.reached.wait(20)
    started.send_signal(ending)
    said, _ = started.communicate(timeout=20)
    vendor.pause.set()
    assert TOKEN not in said and "Traceback" not in said
    if ending == signal.SIGINT:
        assert started.returncode == 130 and "Stopped" in said
    assert current_version(store) is None and not (store / "cursors.json").exists()
    assert state(store)["lists"]["page"]["pages"] == 2
    vendor.asked.clear()
    assert ids(records(fetched(vendor, store))) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert vendor.pages_asked() == [3, 4]


def stop_at(page):
    def tell(step, share):
        if step == f"credly, page {page}":
            raise KeyboardInterrupt

    return tell


def test_a_sync_stopped_between_pages_keeps_them(vendor, full_store):
    vendor.badges = [badge(number) for number in range(1, 7)]
    before = current_version(full_store)
    with pytest.raises(KeyboardInterrupt):
        synced(vendor, full_store, progress=stop_at(2))
    assert current_version(full_store) == before and not (full_store / cursors.NAME).exists()
    vendor.asked.clear()
    with pytest.raises(KeyboardInterrupt):
        synced(vendor, full_store, progress=stop_at(3))
    assert vendor.pages_asked() == [3]


def age(store, days):
    said = state(store)
    said["begun_on"] = day(days)
    (store / ".landing" / "credly" / "state.json").write_text(json.dumps(said))


@pytest.mark.parametrize(
    "change, asked",
    [
        (lambda store: age(store, 7), [2, 3]),
        (lambda store: age(store, 8), [1, 2, 3]),
        (lambda store: age(store, -1), [1, 2, 3]),
        (lambda store: (store / ".landing/credly/page-000001.json").write_bytes(b'{"data": ['), [1, 2, 3]),
        (lambda store: (store / ".landing/credly/page-000001.json").unlink(), [1, 2, 3]),
        (lambda store: (store / ".landing/credly/state.json").write_bytes(b"{"), [1, 2, 3]),
        (lambda store: (store / ".landing/credly/state.json").write_bytes(b"{}"), [1, 2, 3]),
        # Killed after a page was written and before that was noted
        (lambda store: (store / ".landing/credly/page-000002.json").write_bytes(b"{"), [2, 3]),
    ],
)
def test_it_goes_on_for_a_week_where_every_page_is_whole(vendor, store, change, asked):
    vendor.badges = [badge(number) for number in range(1, 7)]
    with pytest.raises(KeyboardInterrupt):
        fetched(vendor, store, tell=stop_at(1))
    change(store)
    vendor.asked.clear()
    assert ids(records(fetched(vendor, store))) == [1, 2, 3, 4, 5, 6]
    assert vendor.pages_asked() == asked


def test_what_asks_for_something_else_starts_anew(vendor, store):
    vendor.badges = [badge(number) for number in range(1, 7)]
    with pytest.raises(KeyboardInterrupt):
        fetched(vendor, store, tell=stop_at(2))
    with pytest.raises(KeyboardInterrupt):
        fetched(vendor, store, tell=stop_at(1), since="2026-09-01")
    with pytest.raises(SyncError, match="no such organization"):
        fetched(vendor, store, organization="someone-else")
    assert vendor.pages_asked() == [1, 2, 1, 1]
    assert [path.name for path in (store / ".landing" / "credly").iterdir()] == ["state.json"]


def test_two_syncs_of_one_source_are_one_too_many(vendor, store):
    vendor.badges = [badge(1)]
    fetched(vendor, store)
    with open(store / ".landing" / "credly.lock", "w") as lock:
        hold(lock)
        with pytest.raises(SyncError, match="Another sync of credly"):
            fetched(vendor, store)


# --- from when -------------------------------------------------------------------------------------


def test_nothing_new_loads_nothing_and_moves_the_cursor(vendor, full_store):
    before = current_version(full_store)
    summary = synced(vendor, full_store)
    assert "nothing was loaded" in str(summary) and summary.version == before
    assert current_version(full_store) == before
    assert json.loads((full_store / "cursors.json").read_text()) == {
        f"credly:{ORGANIZATION}": {"updated_on": day(0)}
    }
    assert not (full_store / ".landing" / "credly").exists()


def test_the_next_sync_asks_from_the_day_before_the_last_one_began(vendor, full_store):
    synced(vendor, full_store)
    synced(vendor, full_store)
    synced(vendor, full_store, since="2026-01-31")
    synced(vendor, full_store, everything=True)
    assert [query for _, query, _ in vendor.asked] == [
        {},
        {"filter": f"updated_at_min::{day(1)}"},
        {"filter": "updated_at_min::2026-01-31"},
        {},
    ]


def test_a_day_after_the_last_sync_leaves_a_gap_that_the_next_one_asks_for(vendor, full_store):
    account = f"credly:{ORGANIZATION}"
    cursors.move(full_store, account, {"updated_on": "2026-01-31"})
    summary = synced(vendor, full_store, since=day(3))
    assert "was not asked for" in str(summary)
    synced(vendor, full_store)
    assert vendor.asked[-1][1] == {"filter": "updated_at_min::2026-01-30"}
    assert cursors.since_of(full_store, account, VENDORS["credly"]) == day(1)


def test_the_day_is_the_one_on_which_the_sync_began(vendor, full_store):
    # Cut three days ago: what changed since then is for the next sync
    second = f"{vendor.address}/v1/organizations/{ORGANIZATION}/badges?page=2"
    vendor.metadata = lambda usual: {"metadata": {"next_page_url": second}} if not vendor.asked[1:] else {}
    with pytest.raises(KeyboardInterrupt):
        synced(vendor, full_store, progress=stop_at(1))
    age(full_store, 3)
    synced(vendor, full_store)
    assert vendor.pages_asked() == [1, 2]
    cursor = json.loads((full_store / "cursors.json").read_text())[f"credly:{ORGANIZATION}"]
    assert cursor == {"updated_on": day(3)}


def test_badgr_asks_from_the_servers_time_of_the_first_page(vendor, full_store):
    synced(vendor, full_store, source="badgr")
    synced(vendor, full_store, source="badgr")
    synced(vendor, full_store, source="badgr", since="2026-01-31")
    assert [query for _, query, _ in vendor.asked] == [
        {},
        {"since": SERVER_TIME},
        {"since": "2026-01-31T00:00:00+00:00"},
    ]
    account = f"badgr:127.0.0.1:{vendor.server_port}:{hashlib.sha256(TOKEN.encode()).hexdigest()[:8]}"
    assert json.loads((full_store / "cursors.json").read_text()) == {account: {"timestamp": SERVER_TIME}}


def test_each_account_of_badgr_is_asked_from_its_own_last_sync(vendor, full_store, monkeypatch):
    for token in (TOKEN, TOKEN_OF_ANOTHER, TOKEN_OF_ANOTHER, TOKEN):
        monkeypatch.setenv("SKILLS_BADGR_TOKEN", token)
        synced(vendor, full_store, source="badgr")
    known = {"since": SERVER_TIME}
    assert [query for _, query, _ in vendor.asked] == [{}, {}, known, known]


def test_badgr_without_a_time_of_its_own_asks_from_the_day_the_sync_began(vendor, full_store):
    vendor.in_header = True
    synced(vendor, full_store, source="badgr")
    synced(vendor, full_store, source="badgr")
    assert vendor.asked[-1][1] == {"since": f"{today()}T00:00:00+00:00"}


def test_a_first_sync_without_records_leaves_a_folder_that_can_become_a_store(vendor, store, made_store):
    synced(vendor, store)
    assert [path.name for path in store.iterdir()] == [".landing"]
    locations = made_store.parent / "locations.csv"
    assert sk.load(locations, store=store).version == current_version(store)


@pytest.mark.parametrize(
    "text", ["{", "[]", json.dumps({f"credly:{ORGANIZATION}": {"updated_on": "lately"}})]
)
def test_a_damaged_cursor_is_named(vendor, full_store, text):
    (full_store / "cursors.json").write_text(text)
    with pytest.raises(SyncError, match=r"cursors\.json.*remove the file"):
        synced(vendor, full_store)
    assert vendor.asked == []


# --- the load --------------------------------------------------------------------------------------


def test_a_refused_load_keeps_pages_and_cursor_and_asks_no_more_that_day(vendor, full_store):
    vendor.badges = [badge(number) for number in range(1, 4)]
    before = current_version(full_store)
    with open(full_store / ".loading.lock", "w") as lock:
        hold(lock)
        for _ in range(2):
            with pytest.raises(StoreError, match="Another load"):
                synced(vendor, full_store)
            assert vendor.pages_asked() == [1, 2]
        # Tomorrow the vendor may have corrected what the load refused
        age(full_store, 1)
        with pytest.raises(StoreError, match="Another load"):
            synced(vendor, full_store)
    assert vendor.pages_asked() == [1, 2, 1, 2]
    assert current_version(full_store) == before and not (full_store / cursors.NAME).exists()


def test_the_cursor_does_not_move_past_what_the_load_does_not_know(vendor, full_store):
    vendor.badges = [{"kind": "nonsense"} for _ in range(3)]
    with pytest.raises(ValueError, match=r"0 of 3 records|3 of 3 rows"):
        synced(vendor, full_store)
    assert not (full_store / cursors.NAME).exists()
    assert state(full_store)["lists"]["page"]["pages"] == 2


def awards(store):
    with sk.connect(store) as con:
        return con.sql("select count(distinct award_id) from award_versions").fetchall()[0][0]


def test_badges_come_from_credly_into_the_store(vendor, store):
    vendor.badges = [badge(number) for number in range(2, 6)]
    vendor.after_page[1] = lambda: vendor.badges.insert(0, badge(1))
    first = synced(vendor, store)
    assert sum(count.quarantined for count in first.files) == 0
    assert awards(store) == 4
    assert not (store / ".landing" / "credly").exists()
    # The next one asks from the day before, and what it knows already is a duplicate
    for record in vendor.badges:
        record["updated_at"] = f"{today()}T00:00:01.000Z"
    second = synced(vendor, store)
    assert awards(store) == 5 and second.version == current_version(store) != first.version
    assert vendor.asked[-1][1]["filter"] == f"updated_at_min::{day(1)}"


def test_assertions_come_from_badgr_into_the_store(vendor, store):
    vendor.assertions = [assertion(number) for number in range(1, 6)]
    summary = synced(vendor, store, source="badgr")
    assert sum(count.quarantined for count in summary.files) == 0
    assert awards(store) == 5
    assert json.loads((store / "cursors.json").read_text()).popitem()[1] == {"timestamp": SERVER_TIME}


def test_records_that_went_missing_between_pages_are_told(vendor, store):
    vendor.badges = [badge(number) for number in range(1, 5)]
    vendor.after_page[1] = lambda: vendor.badges.append(vendor.badges.pop(0))
    vendor.metadata = lambda usual: {"metadata": {**usual, "total_count": 5}}
    assert "4 of 5 records came" in str(synced(vendor, store))


# --- what is asked of whom -------------------------------------------------------------------------


@pytest.mark.parametrize("source, variable", [("credly", "CREDLY"), ("badgr", "BADGR")])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_without_a_token_nothing_is_asked_and_nothing_made(
    vendor, store, monkeypatch, source, variable, value
):
    monkeypatch.delenv(f"SKILLS_{variable}_TOKEN")
    if value is not None:
        monkeypatch.setenv(f"SKILLS_{variable}_TOKEN", value)
    with pytest.raises(SyncError, match=f"SKILLS_{variable}_TOKEN.*export SKILLS_{variable}_TOKEN"):
        synced(vendor, store, source=source)
    assert vendor.asked == [] and not store.exists()


@pytest.mark.parametrize("value", [f"{TOKEN}\n{TOKEN}", f"{TOKEN} x", f"{TOKEN}é", f"{TOKEN}\x07"])
def test_a_token_that_is_none_is_not_shown(vendor, store, monkeypatch, value):
    monkeypatch.setenv("SKILLS_BADGR_TOKEN", value)
    with pytest.raises(SyncError) as raised:
        synced(vendor, store, source="badgr")
    assert "is no token" in told(raised) and vendor.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "http://api.credly.com",
        "http://127.0.0.1.elsewhere.example",
        "http://192.168.0.4",
        "ftp://127.0.0.1",
        "api.credly.com",
        "https://user:word@api.credly.com",
        "https://api.credly.com?x=1",
        "https://",
        "",
    ],
)
def test_a_server_that_could_not_keep_the_token_is_refused(address):
    with pytest.raises(SyncError) as raised:
        checked_address(address)
    assert "word" not in told(raised).replace("password", "")


@pytest.mark.parametrize("address", ["https://api.credly.com/", "http://localhost:8000", "http://[::1]:8000"])
def test_a_server_is_asked_over_https_or_on_this_machine(address):
    assert checked_address(address) == address.rstrip("/")


@pytest.mark.parametrize(
    "words, named",
    [
        ({"source": "linkedin"}, "credly and badgr"),
        ({"source": "credly", "organization": None}, "--organization"),
        ({"source": "credly", "organization": "../users"}, "--organization"),
        ({"source": "credly", "organization": "a/b?c"}, "--organization"),
        ({"source": "badgr", "organization": "x"}, "leave out --organization"),
        ({"source": "badgr", "organization": None, "employees": True}, "leave out --employees"),
        ({"source": "credly", "since": "yesterday"}, "2026-10-05"),
        ({"source": "credly", "since": "2026-10-05", "everything": True}, "Name one"),
        ({"source": "credly", "address": "http://api.credly.com"}, "https"),
    ],
)
def test_what_cannot_be_asked_is_told_before_anything_is(vendor, store, words, named):
    asked = {"organization": ORGANIZATION, "store": store, "address": vendor.address, **words}
    with pytest.raises(SyncError, match=named):
        sync(**asked)
    assert vendor.asked == [] and not store.exists()


def test_a_folder_of_other_things_is_no_place_for_pages(vendor, store):
    store.mkdir()
    (store / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="holds other things"):
        synced(vendor, store)
    assert vendor.asked == [] and [path.name for path in store.iterdir()] == ["thesis.txt"]


# --- the command -----------------------------------------------------------------------------------


def command(*words, **environment):
    line = [sys.executable, "-m", "skillslib", "sync", *map(str, words)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, env={**os.environ, **environment})
    said = done.stdout + done.stderr
    assert TOKEN not in said and "company.example" not in said
    return done.returncode, said


def test_the_command_syncs_and_tells_errors_in_words(vendor, full_store):
    words = ["--organization", ORGANIZATION, "--store", full_store, "--address", vendor.address]
    code, said = command("credly", *words)
    assert code == 0 and "nothing was loaded" in said
    code, said = command("credly", *words, SKILLS_CREDLY_TOKEN="another", SKILLS_TRACEBACK="1")
    assert code == 2 and "SKILLS_CREDLY_TOKEN" in said and "401" in said and "another" not in said
    assert vendor.asked[0][1] == {}


def test_the_token_is_no_option():
    code, said = command("--help")
    assert code == 0 and "--token" not in said and "SKILLS_CREDLY_TOKEN" in said
