"""Hostile files through the front door: one clear line, little time and memory, the store untouched."""

import gzip
import hashlib
import io
import json
import os
import re
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

import skillslib as sk

SECONDS = 10
MEMORY = 1 << 20  # kB
DEPTH = 100_000
LONG = 20_000_000
CREDLY = (
    "Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issued to Email,Status,Issue Date,Record Created"
    "\n"
)
ROW = "Python,T-1,Acme Company,A-{},e{}@company.example,accepted,2026-01-02,2026-01-03\n"
CREDENTIAL = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "https://issuer.example/credential/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "https://issuer.example/1", "name": "Acme Company"},
    "validFrom": "2026-01-02T00:00:00Z",
    "credentialSubject": {
        "id": "mailto:e1@company.example",
        "achievement": {"id": "https://issuer.example/badge/1", "name": "Python"},
    },
}
GOOD = json.dumps(CREDENTIAL)


def with_name(text):
    """A credential whose badge has this JSON for a name."""
    return GOOD.replace('"Python"', text)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(text):
    """A grey pixel with a badge baked in, its text packed."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    badge = chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(text, 9))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + badge + pixels + chunk(b"IEND", b"")


def archive(*members):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return kept.getvalue()


def link():
    member = zipfile.ZipInfo("credential.json")
    member.create_system, member.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return archive((member, "/etc/passwd"))


def crowded():
    """A ZIP whose list names a million files of no content."""
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    entry = (
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    )
    entries = entry * 1_000_000
    return local + entries + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(entries), len(local), 0)


def nested(levels):
    inner = archive(("credential.json", GOOD))
    for level in range(levels):
        inner = archive((f"{level}.zip", inner))
    return inner


ARRAYS = "[" * DEPTH + "]" * DEPTH
OBJECTS = '{"a":' * DEPTH + "1" + "}" * DEPTH
LONG_CELL = ROW.format(1, 1).replace("Python", f'"{"x" * LONG}"')

# name of the file -> (its content, what is said of it)
HOSTILE = {
    "bomb.json.gz": (lambda: gzip.compress(bytes(300_000_000)), "swells far beyond its size"),
    "bomb.csv.gz": (lambda: gzip.compress(CREDLY.encode() + ROW.encode() * 4_000_000), "swells far beyond"),
    "bomb.zip": (
        lambda: archive(("a.json", GOOD), ("b.json", bytes(300_000_000))),
        "swells far beyond its size",
    ),
    "bomb.png": (lambda: png(bytes(300_000_000)), "larger than 16 MB"),
    "cut.json.gz": (lambda: gzip.compress(os.urandom(5_000))[:-2_000], "damaged or cut off"),
    "slip.zip": (lambda: archive(("../../credential.json", GOOD)), "leads outside"),
    "link.zip": (link, "is a link, not a file"),
    "nested.zip": (lambda: nested(5), "more than 3 containers deep"),
    "crowded.zip": (crowded, "more than 100,000 files"),
    "web page.png": (lambda: b"<!DOCTYPE html><html><body>Sign in</body></html>", "HTML saved as .png"),
    "deep.json": (ARRAYS.encode, "deep.json: it is nested more than 200 deep"),
    "deep object.json": (OBJECTS.encode, "deep object.json: it is nested more than"),
    "deep inside.json": (with_name(ARRAYS).encode, "deep inside.json: it is nested more than"),
    "deep.ndjson": (f"{with_name(ARRAYS)}\n".encode, "deep.ndjson: it is nested more than"),
    "deep.png": (lambda: png(with_name(ARRAYS).encode()), "deep.png: it is nested more than"),
    "deep.zip": (
        lambda: archive(("credential.json", with_name(OBJECTS))),
        "deep.zip: credential.json: it is nested",
    ),
    "long.json": (
        with_name(json.dumps("x" * LONG)).encode,
        "long.json: one document in it is larger than 16 MB",
    ),
    "long.ndjson": (
        f"{with_name(json.dumps('x' * LONG))}\n".encode,
        "long.ndjson: one document is larger than 16 MB",
    ),
    "long array.json": (
        lambda: f"[{with_name(json.dumps('x' * LONG))}]".encode(),
        "long array.json: one document in it is larger",
    ),
    "long.csv": (lambda: (CREDLY + LONG_CELL).encode(), "line 2: the line is longer than 8 million bytes"),
    "long header.csv": (
        lambda: ("x" * LONG + "," + CREDLY + ROW).encode(),
        "long header.csv: a table we do not know",
    ),
    "wide.csv": (
        lambda: (CREDLY[:-1] + ",x" * 1_000_000 + "\n").encode(),
        "wide.csv: it has more than 5,000 columns",
    ),
    "two\nlines\x1b[31m.json": (lambda: b"{", "two?lines?[31m.json"),
}
QUICK = ("bomb.json.gz", "slip.zip", "web page.png", "deep.ndjson", "long.json")

# The command itself; a process begins with the peak of the one that started it, so it tells its own
FRONT_DOOR = """
import atexit, os, runpy, sys
from pathlib import Path
def tell():
    status = Path("/proc/self/status").read_text()
    Path(os.environ["PEAK"]).write_text(status.partition("VmHWM:")[2].split()[0])
atexit.register(tell)
runpy.run_module("skillslib", run_name="__main__", alter_sys=True)
"""

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "badges.csv").write_text(CREDLY + ROW.format(1, 1))
    sk.load(folder / "badges.csv", store=folder / "store")
    return folder / "store"


def contents(folder):
    """Every file of a folder by the hash of its bytes, but for the refused rows put aside to be read."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".refused" not in path.parts
    }


def computed():
    """Seconds that the processes started here have computed: others may keep the machine busy meanwhile."""
    times = os.times()
    return times.children_user + times.children_system


def front_door(tmp_path, store, *paths):
    """What `skillslib load` did: (exit code, its answer, its words, seconds of computing, peak in kB)."""
    peak = tmp_path / "peak"
    environment = {**os.environ, "PEAK": str(peak), "TMPDIR": str(tmp_path)}
    start = computed()
    done = subprocess.run(
        [sys.executable, "-c", FRONT_DOOR, "load", *map(str, paths), "--store", str(store)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )
    seconds = computed() - start
    return done.returncode, done.stdout, done.stderr, seconds, int(peak.read_text())


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in HOSTILE]
)
def test_a_hostile_file_is_one_clear_line_and_changes_nothing(tmp_path, store, name):
    content, said = HOSTILE[name]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(content())
    before = contents(store)
    code, answer, words, seconds, peak = front_door(tmp_path, store, tmp_path / "in" / name)
    assert (code, answer) == (2, "")
    (line,) = words.strip().splitlines()
    assert line.startswith("Error: ") and said in line
    assert len(line) < 2_000 and line.isprintable()
    assert contents(store) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "peak"]  # nothing is left in temp
    assert seconds <= SECONDS
    assert peak < MEMORY


@pytest.mark.slow
def test_what_lies_beside_hostile_files_is_read_and_each_of_them_is_named(tmp_path, store):
    """Those that cannot be opened are told of by name; one that breaks a format refuses the load."""
    opened = [name for name in HOSTILE if Path(name).suffix in (".gz", ".zip", ".png") and "deep" not in name]
    (tmp_path / "in").mkdir()
    for name in opened:
        (tmp_path / "in" / name).write_bytes(HOSTILE[name][0]())
    (tmp_path / "in" / "badges.csv").write_text(CREDLY + ROW.format(1, 1) + ROW.format(2, 2))
    code, answer, words, _, peak = front_door(tmp_path, tmp_path / "other", tmp_path / "in")
    assert (code, words.strip()) == (0, "")
    told = answer[answer.index("Not read:") :]
    # Files of one reason are told of together: the reason, then their names further in.
    parts = re.split(r"\n  (?=\S)", told)
    for name in opened:
        (part,) = [part for part in parts if re.search(rf"(^|[ ,]){re.escape(name)}([:,\n]|$)", part)]
        assert HOSTILE[name][1] in part
    with sk.connect(tmp_path / "other") as con:
        assert con.sql("select count(*) from award_versions").fetchall() == [(2,)]
    assert peak < MEMORY


def test_what_gzip_holds_is_read_as_it_is(tmp_path):
    (tmp_path / "badges.csv.gz").write_bytes(gzip.compress((CREDLY + ROW.format(1, 1)).encode()))
    (tmp_path / "badges.json.gz").write_bytes(gzip.compress(GOOD.encode()))
    summary = sk.load([tmp_path / "badges.csv.gz", tmp_path / "badges.json.gz"], store=tmp_path / "store")
    assert {c.file: c.accepted for c in summary.files} == {"badges.csv": 1, "badges.json": 1}
