"""A file that holds others is opened by its content, safely, offline; a hostile one is refused in a line."""

import base64
import csv
import errno
import gzip
import io
import itertools
import json
import stat
import struct
import subprocess
import sys
import tarfile
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest

from skillslib.intake.containers import holder_of, opened
from skillslib.intake.refusals import sound

BADGES = Path(__file__).parents[2] / "shared" / "data" / "badges"
ASSERTION = {"type": "Assertion", "id": "https://example.org/1", "badge": "https://example.org/b"}
TEXT = json.dumps(ASSERTION)
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
# 2026-01-02 and 2027-01-02, 00:00 UTC
STARTS, ENDS = 1767312000, 1798848000
SVG = (
    '<?xml version="1.0"?>\n<!-- made by hand -->\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg xmlns="http://www.w3.org/2000/svg" '
    'xmlns:ob="http://openbadges.org" xmlns:v3="https://purl.imsglobal.org/ob/v3p0">{}<path d="M0 0"/></svg>'
)
BILLION = (
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">'
        for before, after in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + ']><svg xmlns="http://www.w3.org/2000/svg" xmlns:ob="http://openbadges.org">'
    "<ob:assertion>&j;</ob:assertion></svg>"
)


# --- files made here ----------------------------------------------------------------------------


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*texts, after=(), size=1):
    """A grey square with text chunks before its pixels and, with `after`, behind them."""
    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    body = (chunk(b"IHDR", header), *texts, pixels, *after, chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def international(key, text, packed=False):
    content = zlib.compress(text.encode()) if packed else text.encode()
    return chunk(b"iTXt", key.encode() + b"\0" + bytes([packed]) + b"\0en\0\0" + content)


def plain(key, text):
    return chunk(b"tEXt", key.encode() + b"\0" + text.encode())


def compressed(key, text):
    return chunk(b"zTXt", key.encode() + b"\0\0" + zlib.compress(text.encode()))


def svg(inside=""):
    return SVG.format(inside).encode()


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def token(claims):
    return f"{part({'alg': 'EdDSA'})}.{part(claims)}.c2lnbmF0dXJl"


def archive(*members, method=zipfile.ZIP_DEFLATED):
    """A ZIP of (name or ZipInfo, content)."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", method) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, content in members:
            file.writestr(name, content)
    return kept.getvalue()


def deep(levels):
    inner = archive(("one.json", TEXT))
    for level in range(levels - 1):
        inner = archive((f"{level}.zip", inner))
    return inner


def link(name="one.json"):
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return archive(("first.json", TEXT), (member, "/etc/passwd"))


def locked():
    """A ZIP whose only member is flagged as behind a password, here and in the list of members."""
    data = bytearray(archive(("one.json", TEXT)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def overlapping():
    """A ZIP that names the same 60 MB of zeros fifty times."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr("zeros.json", bytes(60_000_000))
        file.filelist.extend(file.filelist * 49)
    return kept.getvalue()


def lying():
    """A ZIP bomb that says of its only member that it has ten bytes."""
    data = bytearray(archive(("zeros.json", bytes(200_000_000))))
    for place in (22, data.index(b"PK\x01\x02") + 24):
        data[place : place + 4] = struct.pack("<I", 10)
    return bytes(data)


def nested_bombs():
    inner = archive(("zeros.json", bytes(60_000_000)))
    return archive(*((f"{number}.zip", inner) for number in range(10)))


def crowded():
    """A ZIP with 100,001 empty members, its list written by hand."""
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    entry = (
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    )
    entries = entry * 100_001
    return local + entries + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(entries), len(local), 0)


def bzipped():
    return archive(("zeros.json", bytes(50_000_000)), method=zipfile.ZIP_BZIP2)


def tar():
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode="w:gz") as file:
        file.addfile(tarfile.TarInfo("one.json"))
    return kept.getvalue()


def bomb_text():
    return png(chunk(b"iTXt", b"openbadges\0\1\0\0\0" + zlib.compress(bytes(200_000_000), 9)))


# What is hostile or broken: name -> (its content, the code that it is refused with)
HOSTILE = {
    "bomb.json.gz": (lambda: gzip.compress(bytes(220_000_000)), "too-large"),
    "bomb.zip": (lambda: archive(("good.json", TEXT), ("zeros.json", bytes(200_000_000))), "too-large"),
    "overlapping.zip": (overlapping, "too-large"),
    "nested bombs.zip": (nested_bombs, "too-large"),
    "lying.zip": (lying, "damaged"),
    "bzip.zip": (bzipped, "unknown-packing"),
    "crowded.zip": (crowded, "too-many-files"),
    "streams.gz": (lambda: gzip.compress(b"") * 100_002, "too-many-files"),
    "deep.zip": (lambda: deep(5), "too-deep"),
    "slip.zip": (lambda: archive(("a.json", TEXT), ("../../b.json", TEXT)), "unsafe-path"),
    "absolute.zip": (lambda: archive(("a.json", TEXT), ("/etc/cron.d/b", TEXT)), "unsafe-path"),
    "backslash.zip": (lambda: archive(("a.json", TEXT), ("..\\..\\b.json", TEXT)), "unsafe-path"),
    "drive.zip": (lambda: archive(("a.json", TEXT), ("C:\\b.json", TEXT)), "unsafe-path"),
    "inner slip.zip": (
        lambda: archive(("a.json", TEXT), ("z.zip", archive(("../b.json", TEXT)))),
        "unsafe-path",
    ),
    "link.zip": (link, "link"),
    "locked.zip": (locked, "encrypted"),
    "cut.zip": (lambda: archive(("one.json", TEXT * 50))[:-30], "damaged"),
    "cut.json.gz": (lambda: gzip.compress(TEXT.encode())[:-12], "damaged"),
    "trailing.json.gz": (lambda: gzip.compress(TEXT.encode()) + b"more", "damaged"),
    "cut.png": (lambda: png(international("openbadges", TEXT))[:-20], "damaged"),
    "changed.png": (lambda: png(plain("openbadges", TEXT)).replace(b"Assertion", b"assertion"), "damaged"),
    "bomb.png": (bomb_text, "too-large"),
    "chunks.png": (lambda: png(chunk(b"teSt", b"") * 100_001), "too-large"),
    "web page.png": (lambda: b"<!DOCTYPE html><html><body>Sign in</body></html>", "not-an-image"),
    "photograph.png": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0", "not-an-image"),
    "laughs.svg": (BILLION.encode, "unsafe-xml"),
    "outside.svg": (
        lambda: b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="a">&x;</svg>',
        "unsafe-xml",
    ),
    "huge.svg": (lambda: svg("<g></g>" * 2_300_000), "too-large"),
    "many.svg": (lambda: svg("<g/>" * 2_000_000), "no-badge-inside"),
    "cut.svg": (lambda: svg("<ob:assertion>{}</ob:assertion>")[:-10], "damaged"),
    "endless.jwt": (lambda: token({}).encode() + b"e" * 17_000_000, "too-large"),
    "deep.jwt": (lambda: f"{part({'alg': 'none'})}.{'W1tb' * 1_000_000}.".encode(), "damaged"),
    "lines.jwt": (lambda: f"{token({})}\n".encode() * 100_002, "too-many-files"),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The folder with every hostile file."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (content, _) in HOSTILE.items():
        (folder / name).write_bytes(content())
    return folder


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "opened"
    folder.mkdir()
    return folder


@pytest.fixture
def held(tmp_path, folder):
    """Write a file and open it."""

    def read(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return opened(path, folder)

    return read


def only(held):
    (one,) = held
    return one


def said(one):
    assert one.path is not None, one.reason
    assert one.path.suffix == ".json"
    return json.loads(one.path.read_text(encoding="utf-8"))


def codes(held):
    return [(one.name, one.code) for one in held]


# --- what a file is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content, kind",
    [
        (png(), "png"),
        (gzip.compress(b"a", mtime=0), "gzip"),
        (archive(("a", "b")), "zip"),
        (archive(), "zip"),
        (archive(("xl/workbook.xml", "<a/>"), ("[Content_Types].xml", "<a/>")), None),
        (svg(), "svg"),
        (b"\xef\xbb\xbf <s:svg xmlns:s='http://www.w3.org/2000/svg'/>", "svg"),
        ('<?xml version="1.0" encoding="UTF-16"?><svg/>'.encode("utf-16"), "svg"),
        (b"<!DOCTYPE svg [<!ELEMENT svg ANY>]><svg/>", "svg"),
        (b"<!DOCTYPE html><html><svg/></html>", None),
        (b"<!---->" * 8000 + b"<html/>", None),
        (token({}).encode(), "jwt"),
        (f' "{token({})}"\n'.encode(), "jwt"),
        (token({"text": "x" * 100_000}).encode(), "jwt"),
        (f"{token({})}\n{token({})}\n".encode(), "jwt"),
        (f'["{token({})}"]'.encode(), None),
        (f"{token({})};Ada\n".encode(), None),
        (b"eyJhbGci.of.course", None),
        (b"eyJhbGciOlt7" + b"W1tb" * 9000 + b".e30.", None),
        (f"{token({})}{'A' * 100_000}.YQ.YQ".encode(), "jwt"),
        (b"\xff\xd8\xff\xe0", None),
        (b"id,name\n1,Ada\n", None),
        (TEXT.encode(), None),
        (b"", None),
    ],
    ids=itertools.count(),  # archives hold the time of day: named by it, they differ between processes
)
def test_a_container_is_told_by_its_content(tmp_path, content, kind):
    path = tmp_path / "badge.png"
    path.write_bytes(content)
    assert holder_of(path) == kind


def test_what_holds_nothing_says_so(held, folder):
    assert only(held("people.csv", "id,name\n")).code == "not-a-container"
    assert list(folder.iterdir()) == []


# --- pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["openbadges", "openbadgecredential", "clrcredential", "openbadge"])
@pytest.mark.parametrize(
    "text",
    [international, plain, compressed, lambda key, text: international(key, text, packed=True)],
    ids=["iTXt", "tEXt", "zTXt", "packed iTXt"],
)
def test_a_badge_in_a_png_is_found_under_each_key(held, key, text):
    one = only(held("heart.png", png(text(key, TEXT))))
    assert (one.name, one.holder, said(one)) == ("heart.png", "png", ASSERTION)


def test_a_badge_behind_the_pixels_is_found_and_pixels_are_not_decoded(held):
    content = png(plain("Comment", "x"), after=[international("openbadges", TEXT)], size=60_000)
    assert said(only(held("heart.png", content))) == ASSERTION


def test_all_badges_of_a_picture_are_read(held):
    texts = [international("openbadges", TEXT), plain("openbadgecredential", token({"id": "urn:two"}))]
    first, second = held("heart.png", png(*texts))
    assert (first.name, said(first)) == ("heart.png: openbadges", ASSERTION)
    assert (second.name, said(second)) == ("heart.png: openbadgecredential", {"id": "urn:two"})


def test_letters_beyond_latin_survive_each_kind_of_text(held):
    for text in (international, plain, compressed):
        one = only(held("heart.png", png(text("openbadges", '{"name": "Jürgen 株"}'))))
        assert said(one) == {"name": "Jürgen 株"}


@pytest.mark.parametrize(
    "content, code",
    [
        (png(), "no-badge-inside"),
        (png(plain("Software", "a painter")), "no-badge-inside"),
        (png(plain("openbadges", "")), "no-badge-inside"),
        (png(plain("openbadges", "https://example.org/assertions/1")), "address-only"),
        (png(plain("openbadges", "a nice badge")), "damaged"),
        (png(plain("openbadges", "eyJhbGciOiJub25lIn0.bm90IGpzb24.")), "damaged"),
        (png(plain("openbadges", token({}) + ".YQ.YQ")), "encrypted"),
        (svg(), "no-badge-inside"),
        (svg("<assertion>{}</assertion>"), "no-badge-inside"),
        (svg('<ob:assertion verify="https://example.org/1"/>'), "address-only"),
        (svg("<ob:assertion/>"), "no-badge-inside"),
        (svg("<unbound:assertion/>"), "damaged"),
    ],
)
def test_a_picture_without_a_badge_says_why(held, folder, content, code):
    one = only(held("heart.png", content))
    assert (one.path, one.code) == (None, code)
    assert one.reason
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "inside, wanted",
    [
        (f"<ob:assertion><![CDATA[ {TEXT} ]]></ob:assertion>", ASSERTION),
        (f"<v3:credential>{TEXT}</v3:credential>", ASSERTION),
        (f'<x:credential xmlns:x="https://purl.imsglobal.org/ob/v3p0/">{TEXT}</x:credential>', ASSERTION),
        (f'<assertion xmlns="http://openbadges.org/">{TEXT}</assertion>', ASSERTION),
        (f'<v3:credential verify="{token(ASSERTION)}"/>', ASSERTION),
        (f'<ob:assertion verify="{token({})}"> <![CDATA[{TEXT}]]></ob:assertion>', ASSERTION),
        (f'<ob:assertion verify="{token(ASSERTION)}">see there</ob:assertion>', ASSERTION),
        (f"<ob:assertion>{token(ASSERTION)}</ob:assertion>", ASSERTION),
        ('<ob:assertion verify="http://example.org">{"verify": {}}</ob:assertion>', {"verify": {}}),
    ],
)
def test_a_badge_in_an_svg_is_its_json_or_what_verify_says(held, inside, wanted):
    one = only(held("heart.svg", svg(inside)))
    assert (one.name, one.holder, said(one)) == ("heart.svg", "svg", wanted)


# --- tokens -------------------------------------------------------------------------------------


def test_a_badge_that_is_signed_as_it_is_stays_as_it_is(held):
    one = only(held("one.jwt", f' "{token(ASSERTION)}"\n'))
    assert (one.name, one.holder, said(one)) == ("one.jwt", "jwt", ASSERTION)


def test_a_credential_in_a_claim_is_completed_from_the_claims(held):
    claims = {"iss": "did:web:issuer", "jti": "urn:1", "nbf": STARTS, "exp": ENDS, "sub": "did:key:ada"}
    credential = {"@context": [V1], "type": ["VerifiableCredential"], "credentialSubject": {"name": "Ada"}}
    assert said(only(held("one.jwt", token({**claims, "vc": credential})))) == {
        **credential,
        "id": "urn:1",
        "issuer": "did:web:issuer",
        "issuanceDate": "2026-01-02T00:00:00Z",
        "expirationDate": "2027-01-02T00:00:00Z",
        "credentialSubject": {"name": "Ada", "id": "did:key:ada"},
    }


@pytest.mark.parametrize(
    "given, wanted",
    [
        ({}, {"validFrom": "2026-01-02T00:00:00Z", "issuer": "did:web:issuer", "id": "urn:1"}),
        ({"id": "urn:mine", "validFrom": "2025-05-05T00:00:00Z"}, {}),
        ({"issuer": {"id": "did:web:other"}, "issuanceDate": "2025-05-05T00:00:00Z"}, {"id": "urn:1"}),
        ({"@context": [V1]}, {"issuanceDate": "2026-01-02T00:00:00Z"}),
    ],
)
def test_a_credential_that_is_the_payload_gets_only_what_it_lacks(held, given, wanted):
    claims = {"iss": "did:web:issuer", "jti": "urn:1", "nbf": STARTS}
    payload = {"@context": [V2], "type": ["VerifiableCredential"], "credentialSubject": {}, **claims, **given}
    document = said(only(held("one.jwt", token(payload))))
    assert {name: document[name] for name in given} == given
    assert {name: document[name] for name in wanted} == wanted
    assert len({"validFrom", "issuanceDate"} & set(document)) == 1


def test_dates_that_are_none_are_left_out(held):
    for odd in (True, "soon", 1e300, None):
        payload = {"@context": [V2], "type": "VerifiableCredential", "nbf": odd}
        assert "validFrom" not in said(only(held("one.jwt", token(payload))))


def test_tokens_inside_a_record_and_a_presentation_are_decoded(held):
    badge = {"@context": [V2], "type": ["VerifiableCredential", "OpenBadgeCredential"], "id": "urn:b"}
    envelope = {
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token(badge)}",
    }
    inside = [token({"vc": badge}), envelope, badge, "eyJicm9rZW4iOjF9.bm8.", 7]
    record = {"type": ["ClrCredential"], "credentialSubject": {"verifiableCredential": inside}}
    presentation = {"type": ["VerifiablePresentation"], "verifiableCredential": token({"vc": record})}
    document = said(only(held("one.jwt", token({"vp": presentation, "iss": "did:key:ada"}))))
    assert document["holder"] == "did:key:ada"
    (decoded,) = document["verifiableCredential"]
    assert decoded["credentialSubject"]["verifiableCredential"] == [badge, badge, badge, *inside[3:]]


def test_an_envelope_that_is_signed_gives_what_it_envelops(held):
    envelope = {"type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{token(ASSERTION)}"}
    assert said(only(held("one.jwt", token(envelope)))) == ASSERTION


def test_many_tokens_are_one_on_each_line(held):
    lines = [token({"id": "urn:1"}), "", token({"id": "urn:2"}), "nonsense", token({}) + ".YQ.YQ"]
    found = held("all.jwt", "\n".join(lines))
    assert codes(found) == [
        ("all.jwt: line 1", ""),
        ("all.jwt: line 3", ""),
        ("all.jwt: line 4", "damaged"),
        ("all.jwt: line 5", "encrypted"),
    ]
    assert [said(one)["id"] for one in found[:2]] == ["urn:1", "urn:2"]


# --- archives -----------------------------------------------------------------------------------


def test_an_archive_gives_its_files_in_order_and_opens_what_they_hold(held, folder):
    content = archive(
        ("people.CSV", "id\n"),
        ("badges/", ""),
        ("badges/two.svg", svg(f"<ob:assertion>{TEXT}</ob:assertion>")),
        ("badges/one.png", png(plain("openbadges", TEXT))),
        ("badges/bare.png", png()),
        ("badges/page.png", "<html></html>"),
        ("__MACOSX/badges/._one.png", "x"),
        ("badges/.DS_Store", "x"),
        ("more.zip", archive(("three.jwt", token(ASSERTION)), ("noext", TEXT))),
        ("sheet.xlsx", archive(("[Content_Types].xml", "<a/>"))),
    )
    found = held("all.zip", content)
    assert [(one.name, one.holder, one.code) for one in found] == [
        ("all.zip: badges/bare.png", "zip/png", "no-badge-inside"),
        ("all.zip: badges/one.png", "zip/png", ""),
        ("all.zip: badges/page.png", "zip", "not-an-image"),
        ("all.zip: badges/two.svg", "zip/svg", ""),
        ("all.zip: more.zip: noext", "zip/zip", ""),
        ("all.zip: more.zip: three.jwt", "zip/zip/jwt", ""),
        ("all.zip: people.CSV", "zip", ""),
        ("all.zip: sheet.xlsx", "zip", ""),
    ]
    suffixes = [one.path.suffix for one in found if one.path]
    assert suffixes == [".json", ".json", "", ".json", ".csv", ".xlsx"]
    assert {one.path for one in found if one.path} == set(folder.iterdir())


def test_two_members_of_one_name_are_both_read(held):
    found = held("all.zip", archive(("a.json", "[1]"), ("a.json", "[2]")))
    assert [one.path.read_text() for one in found] == ["[1]", "[2]"]


def test_backslashes_that_stay_inside_are_folders(held):
    assert codes(held("all.zip", archive(("badges\\one.json", TEXT)))) == [("all.zip: badges\\one.json", "")]


def test_a_locked_or_damaged_member_leaves_the_others(held):
    content = bytearray(archive(("a.json", TEXT), ("b.json", "[2]"), method=zipfile.ZIP_STORED))
    content[content.index(TEXT.encode()) + 3] ^= 1
    assert codes(held("all.zip", bytes(content))) == [("all.zip: a.json", "damaged"), ("all.zip: b.json", "")]


def test_names_are_shown_without_what_a_terminal_obeys(held):
    one = only(held("all.zip", archive(("\x1b[2Jone" + "x" * 300 + ".json", TEXT))))
    assert one.name.startswith("all.zip: ?[2Jone")
    assert len(one.name) < 220


def test_an_empty_archive_says_so(held):
    assert only(held("all.zip", archive(("__MACOSX/x", "x")))).code == "empty"


def test_gzip_gives_its_file_under_its_own_name(held):
    one = only(held("people.csv.gz", gzip.compress(b"id\n") + gzip.compress(b"1\n") + bytes(40)))
    assert (one.name, one.holder, one.path.suffix) == ("people.csv", "gzip", ".csv")
    assert one.path.read_bytes() == b"id\n1\n"
    assert only(held("all.tgz", tar())).code == "tar-archive"
    inner = only(held("all.zip.gz", gzip.compress(archive(("heart.png", png(plain("openbadges", TEXT)))))))
    assert (inner.name, inner.holder) == ("all.zip: heart.png", "gzip/zip/png")


def test_three_deep_is_opened_and_four_is_not(held):
    assert codes(held("all.zip", deep(3))) == [("all.zip: 1.zip: 0.zip: one.json", "")]
    assert codes(held("all.zip", deep(4))) == [("all.zip: 2.zip: 1.zip: 0.zip", "too-deep")]


def test_a_file_may_swell_where_it_stays_small(held):
    assert only(held("zeros.json.gz", gzip.compress(bytes(60_000_000)))).path.stat().st_size == 60_000_000


def test_a_folder_takes_what_several_files_hold(held, folder):
    held("one.zip", archive(("a.json", "[1]")))
    held("two.zip", archive(("a.json", "[2]")))
    assert sorted(path.read_text() for path in folder.iterdir()) == ["[1]", "[2]"]


# --- what is hostile ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line_and_leaves_nothing(hostile, folder, name):
    one = only(opened(hostile / name, folder))
    assert (one.path, one.code) == (None, HOSTILE[name][1])
    assert one.reason
    assert "\n" not in one.name + one.reason
    assert list(folder.iterdir()) == []


OPEN_ALL = """
import json, os, sys, tempfile
from pathlib import Path
from skillslib.intake.containers import opened
for path in sorted(Path(sys.argv[1]).iterdir()):
    with tempfile.TemporaryDirectory() as folder:
        start = sum(os.times()[:4])  # computing alone: others may keep the machine busy
        opened(path, Path(folder))
        print(json.dumps([path.name, sum(os.times()[:4]) - start]))
# Not ru_maxrss: a process begins with the peak of the one that started it
status = Path("/proc/self/status").read_text()
print(json.dumps(["peak in kB", int(status.partition("VmHWM:")[2].split()[0])]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_hostile_files_take_little_time_and_memory(hostile):
    command = [sys.executable, "-c", OPEN_ALL, str(hostile)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    *times, peak = map(json.loads, done.stdout.splitlines())
    assert len(times) == len(HOSTILE)
    assert {name: seconds for name, seconds in times if seconds > 10} == {}
    assert peak[1] < 1 << 20


def test_a_full_disk_is_not_taken_for_a_damaged_file():
    with pytest.raises(OSError, match="full"), sound():
        raise OSError(errno.ENOSPC, "full")


# --- real badges --------------------------------------------------------------------------------


@pytest.mark.skipif(not BADGES.is_dir(), reason="../shared with the real badges is not here")
def test_real_badges_come_out_of_what_holds_them(tmp_path):
    with (BADGES / "EXPECTED.tsv").open(encoding="utf-8") as file:
        expected = {row["file"]: row["family"] for row in csv.DictReader(file, delimiter="\t")}
    named = [name for name in expected if Path(name).suffix in (".png", ".svg", ".jwt", "")]
    assert len(named) > 10
    for name in named:
        path = BADGES / name
        if holder_of(path) is None:
            assert isinstance(json.loads(path.read_text(encoding="utf-8")), dict), name
            continue
        one = only(opened(path, tmp_path))
        if expected[name] == "no-badge-inside":
            assert one.code == "no-badge-inside", name
        else:
            assert "@context" in said(one) or "badge" in said(one), name
