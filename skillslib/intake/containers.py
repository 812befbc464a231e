"""A file that holds other files or documents, opened safely and offline; a hostile one is never half read.

It is told by content, never by name: a ZIP or gzip archive, a PNG or SVG picture with a badge baked in, a
text of signed badges (JWT). What it holds comes out as files of their own; what cannot be had comes with the
reason.
"""

import itertools
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from skillslib.intake.archives import (
    CHUNK,
    MOST_FILES,
    archive_in,
    checked,
    inflated,
    is_litter,
    is_office,
    is_tar,
    pieces_of,
    shown,
    too_many,
)
from skillslib.intake.pictures import LARGEST_TEXT, png_texts, svg_texts, too_large
from skillslib.intake.refusals import Hostile, Refused, sound
from skillslib.intake.tokens import begins_token, credential_of, is_encrypted, token_in

HEAD = 1 << 16
DEEPEST = 3
MOST_BYTES = 1 << 32
HARMLESS_BYTES = 64 << 20  # up to here a file may swell as much as it likes
MOST_TIMES = 100
# Atomic groups: a prolog made of nothing but comments must not be tried in every way it can be cut
SVG = re.compile(
    r"\s*+(?>(?><\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)\s*)*+<(?:[\w.-]+:)?svg[\s/>]",
    re.DOTALL,
)
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")
PICTURES = (".png", ".svg")


@dataclass(frozen=True)
class Held:
    """One thing that a container holds: a file of its own on disk, or why it cannot be had."""

    name: str  # as people see it: 'badges.zip: folder/one.json', 'heart.png'
    path: Path | None  # where its content lies, None where it is refused
    holder: str  # 'zip' | 'gzip' | 'png' | 'svg' | 'jwt', outermost first: 'zip/png'
    code: str = ""
    reason: str = ""


def holder_of(path):
    """What kind of container a file is: 'zip', 'gzip', 'png', 'svg', 'jwt', or None where it is none.

    An Excel file is a ZIP by its bytes, but no container: it is one document.
    """
    with Path(path).open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None if is_office(path) else "zip"
    text = head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    if SVG.match(text):
        return "svg"
    return "jwt" if begins_token(text, cut=len(head) == HEAD) else None


def opened(path, folder):
    """What a container holds, as a list of Held; the files are written into `folder`, an existing directory.

    Their names are made up, so that no name in an archive leads anywhere; the suffix is kept. A container in
    a container is opened in turn, three deep. Where a file is hostile (a name that leads outside it, a link,
    more than it may swell to) nothing of it stays, and one Held says why.
    """
    path = Path(path)
    most = min(MOST_BYTES, max(HARMLESS_BYTES, MOST_TIMES * path.stat().st_size))
    opening = _Opening(Path(folder), most)
    try:
        held = _held_in(opening, path, path.name, ())
    except Hostile as refusal:
        for written in opening.written:
            written.unlink(missing_ok=True)
        return [Held(path.name, None, holder_of(path), refusal.code, refusal.reason)]
    if any(one.path == path for one in held):
        return [Held(path.name, None, "", "not-a-container", "it holds no other file: read it as it is")]
    return held


@dataclass
class _Opening:
    """One call of `opened`: what it has written, and how much more it may."""

    folder: Path
    left: int  # bytes, for all that lies in the outermost file together
    files: int = 0
    written: list = field(default_factory=list)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def write(self, pieces, suffix):
        """The new file with these pieces in it; none stays where they are too many or one is damaged."""
        paths = (self.folder / f"{number:06}{suffix}" for number in self.numbers)
        path = next(path for path in paths if not path.exists())
        self.written.append(path)
        try:
            with path.open("xb") as file:
                for piece in pieces:
                    self.afford(len(piece))
                    self.left -= len(piece)
                    file.write(piece)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def afford(self, size):
        if size > self.left:
            raise Hostile("too-large", "it swells far beyond its size: unpack it and give the files")

    def count(self, files):
        self.files += files
        if self.files > MOST_FILES:
            raise too_many()


def _held_in(opening, path, name, above):
    """What a file holds, itself where it is no container; `above` are the kinds of those around it."""
    kind = holder_of(path)
    holders = (*above, kind) if kind else above
    try:
        if kind is None and name.lower().endswith(PICTURES):
            raise Refused("not-an-image", "it is named a picture but is something else: download it again")
        if kind is None:
            return [Held(name, path, "/".join(holders))]
        if len(above) == DEEPEST:
            raise Refused("too-deep", f"it lies more than {DEEPEST} containers deep: unpack the outer ones")
        with sound():
            return list(READERS[kind](opening, path, name, holders))
    except Refused as refusal:
        return [Held(name, None, "/".join(holders), refusal.code, refusal.reason)]


def _held_inside(opening, path, name, above):
    """What a file that came out of a container holds; only what is given on stays on disk."""
    held = _held_in(opening, path, name, above)
    if all(one.path != path for one in held):
        path.unlink()
    return held


def _from_zip(opening, path, name, holders):
    with archive_in(path) as archive:
        members = [checked(member) for member in archive.infolist()]
        opening.count(len(members))
        opening.afford(sum(member.file_size for member in members))
        members = [member for member in members if not is_litter(member)]
        if not members:
            raise Refused("empty", "it holds no file: export it again")
        for member in sorted(members, key=lambda member: (member.filename, member.header_offset)):
            inner_name = f"{name}: {shown(member.filename)}"
            try:
                with sound():
                    inner = opening.write(pieces_of(archive, member), _suffix(member.filename))
            except Refused as refusal:
                yield Held(inner_name, None, "/".join(holders), refusal.code, refusal.reason)
            else:
                yield from _held_inside(opening, inner, inner_name, holders)


def _from_gzip(opening, path, name, holders):
    inner_name = name[:-3] if name.lower().endswith(".gz") else name
    inner = opening.write(inflated(path), _suffix(inner_name))
    if is_tar(inner):
        inner.unlink()
        raise Refused("tar-archive", "it is a tar archive: unpack it first and give the files")
    return _held_inside(opening, inner, inner_name, holders)


def _suffix(name):
    suffix = Path(name).suffix
    return suffix.lower() if SUFFIX.fullmatch(suffix) else ""


def _from_text(texts_in):
    """A reader of what carries badges as texts: `texts_in(path)` gives them as (which of several, text)."""

    def read(opening, path, name, holders):
        texts = iter(texts_in(path))
        first = list(itertools.islice(texts, 2))
        if not first:
            raise Refused("no-badge-inside", "it is a picture without a badge: download it from its issuer")
        for which, text in itertools.chain(first, texts):
            several = len(first) > 1
            text_name = f"{name}: {which}" if several else name
            opening.count(several)
            try:
                yield Held(text_name, opening.write([_document(text)], ".json"), "/".join(holders))
            except Refused as refusal:
                yield Held(text_name, None, "/".join(holders), refusal.code, refusal.reason)

    return read


def _lines(path):
    with path.open("rb") as file:
        if sum(piece.count(b"\n") for piece in iter(lambda: file.read(CHUNK), b"")) > MOST_FILES:
            raise too_many()
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number in itertools.count(1):
            line = file.readline(LARGEST_TEXT + 1)
            if not line:
                return
            if len(line) > LARGEST_TEXT:
                raise too_large()
            if line.strip():
                yield f"line {number}", line


def _document(text):
    """The JSON that a badge's text is or carries, as bytes; whether it is whole its reader will judge."""
    text = text.strip(" \t\r\n\ufeff")
    token = token_in(text)
    if text.startswith(("{", "[")):
        return text.encode()
    if token and is_encrypted(token):
        raise Refused("encrypted", "it is encrypted for its recipient: ask them for a readable one")
    if token:
        try:
            return json.dumps(credential_of(token), allow_nan=False).encode()
        except (ValueError, RecursionError):
            raise Refused("damaged", "its signed text cannot be decoded: download it again") from None
    if ADDRESS.fullmatch(text):
        raise Refused(
            "address-only", "it only points at a badge that its issuer hosts: download that as JSON"
        )
    if not text:
        raise Refused("no-badge-inside", "the place for a badge in it is empty: download it from its issuer")
    raise Refused("damaged", "what it says of a badge is no JSON, token or address: download it again")


READERS = {
    "zip": _from_zip,
    "gzip": _from_gzip,
    "png": _from_text(png_texts),
    "svg": _from_text(svg_texts),
    "jwt": _from_text(_lines),
}
