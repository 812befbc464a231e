"""Pictures with a badge baked in: the texts that a PNG or an SVG carries beside what it shows.

No pixel is decoded, no address followed, no entity expanded.
"""

import zlib

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from PIL.PngImagePlugin import ChunkStream

from skillslib.intake.refusals import Refused

LARGEST_TEXT = 16_000_000  # bytes of one badge
MOST_CHUNKS = 100_000
PIECE = 1 << 20
KEYS = ("openbadges", "openbadgecredential", "clrcredential", "openbadge")  # the last is Moodle's
SPACES = ("openbadges.org", "purl.imsglobal.org/ob/v3p0")
ELEMENTS = ("assertion", "credential")


def too_large():
    """The refusal of a badge that is larger than any badge."""
    return Refused(
        "too-large", f"its badge is larger than {LARGEST_TEXT / 1e6:.0f} MB: ask its issuer for one"
    )


# --- PNG ----------------------------------------------------------------------------------------


def png_texts(path):
    """The texts under a badge's keys in a PNG, before its pixels or after them, as (key, text).

    A file whose chunks do not add up raises what the reading of them raises. Pillow walks the chunks; its
    own reader of texts stops at 1 MB, passes over faulty ones and decodes pixels to reach those at the end.
    """
    texts, size = [], 0
    with path.open("rb") as file, ChunkStream(file) as chunks:
        file.seek(8)
        for _ in range(MOST_CHUNKS):
            kind, start, length = chunks.read()
            if kind == b"IEND":
                return texts
            key = _key(file.read(80)) if kind in (b"iTXt", b"zTXt", b"tEXt") else ""
            if key not in KEYS:
                file.seek(start + length + 4)
                continue
            if length > LARGEST_TEXT:
                raise too_large()
            file.seek(start)
            body = file.read(length)
            chunks.crc(kind, body)
            text = _png_text(kind, body.partition(b"\0")[2])
            size += len(text)
            if size > LARGEST_TEXT:
                raise too_large()
            texts.append((key, text))
    raise Refused("too-large", f"it is cut into more than {MOST_CHUNKS:,} chunks: save the picture anew")


def _key(start):
    return start.partition(b"\0")[0].decode("latin-1").strip().lower()


def _png_text(kind, rest):
    packed = kind == b"zTXt"
    if packed:
        rest = rest[1:]
    if kind == b"iTXt":
        packed = rest[:1] == b"\1"
        _language, _translated, rest = rest[2:].split(b"\0", 2)
    if packed:
        stream = zlib.decompressobj()
        rest = stream.decompress(rest, LARGEST_TEXT + 1)
        if len(rest) > LARGEST_TEXT:
            raise too_large()
        if not stream.eof:
            raise EOFError
    try:
        return rest.decode()
    except UnicodeDecodeError:
        if kind == b"iTXt":
            raise
        return rest.decode("latin-1")


# --- SVG ----------------------------------------------------------------------------------------


def svg_texts(path):
    """What the badge elements of an SVG say, as (which, text): their JSON, else what `verify` says."""
    if path.stat().st_size > LARGEST_TEXT:
        raise too_large()
    elements = _Elements()
    parser = DefusedXMLParser(target=elements, forbid_dtd=False)
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                parser.feed(piece)
        parser.close()
    except DefusedXmlException:
        reason = "it declares entities, which can hide anything: save the picture without them"
        raise Refused("unsafe-xml", reason) from None
    texts = ((("".join(pieces)).strip(), verify) for verify, pieces in elements.found)
    return [
        (f"badge {number}", text if text.startswith(("{", "[")) else verify or text)
        for number, (text, verify) in enumerate(texts, 1)
    ]


class _Elements:
    """The badge elements that an XML parser comes by; the drawing itself is not kept."""

    def __init__(self):
        self.found = []
        self.within = 0

    def start(self, tag, attributes):
        self.within += bool(self.within)
        space, _, name = tag[1:].rpartition("}")
        if name in ELEMENTS and space.rstrip("/").lower().endswith(SPACES):
            self.found.append((attributes.get("verify", "").strip(), []))
            self.within = self.within or 1

    def end(self, _tag):
        self.within -= bool(self.within)

    def data(self, text):
        if self.within:
            self.found[-1][1].append(text)

    def close(self):
        return self.found
