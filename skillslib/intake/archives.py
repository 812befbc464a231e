"""ZIP and gzip archives, read in pieces: never the whole in memory, and no name in them is ever followed."""

import io
import stat
import zipfile
import zlib
from contextlib import contextmanager

from skillslib.intake.refusals import Hostile, Refused, sound

CHUNK = 1 << 20
SIP = 1 << 16
MOST_FILES = 100_000
LARGEST_LIST = 32 << 20  # bytes of a ZIP's list of members
LOCKED = 0x41  # flags of a member behind a password
ENTRY = b"PK\x01\x02"


def too_many():
    """The refusal of an archive with more files than anyone reads."""
    return Hostile("too-many-files", f"it holds more than {MOST_FILES:,} files: split it")


class _Sips(io.FileIO):
    """A file that is never read whole: a ZIP's list of members is one piece, and can be made huge."""

    def read(self, size=-1):
        if size > LARGEST_LIST:
            raise too_many()
        piece = super().read(size)
        if piece.count(ENTRY) > MOST_FILES:
            raise too_many()
        return piece


@contextmanager
def archive_in(path):
    """A ZIP's members, by `zipfile`."""
    with _Sips(path) as file, zipfile.ZipFile(file) as archive:
        yield archive


def is_office(path):
    """Whether a ZIP is a document of an office program (.xlsx): one document, not a container."""
    try:
        with sound(), archive_in(path) as archive:
            return "[Content_Types].xml" in archive.NameToInfo
    except (Refused, Hostile):
        return False


def checked(member):
    """A member of a ZIP; Hostile where no honest packer writes one like it."""
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or parts[0][1:2] == ":" or "\0" in name:
        raise Hostile("unsafe-path", f"the name {shown(name)!r} in it leads outside: ask for a new one")
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Hostile("link", f"{shown(name)!r} in it is a link, not a file: pack the file itself")
    return member


def is_litter(member):
    """Whether a member is a directory or what a Mac adds to every archive."""
    parts = member.filename.split("/")
    return member.is_dir() or "__MACOSX" in parts or parts[-1] == ".DS_Store"


def pieces_of(archive, member):
    """The content of a ZIP's member, piece by piece."""
    if member.flag_bits & LOCKED:
        raise Refused("encrypted", "it is locked with a password: unpack it and give the files")
    # The other methods inflate a piece as far as it goes, and 45 bytes go to 46 MB
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("unknown-packing", "it is packed in an unusual way: pack it as an ordinary ZIP")
    with archive.open(member) as file:
        while piece := file.read(CHUNK):
            yield piece


def inflated(path):
    """The content of a gzip file, piece by piece; of all its streams, where it is several put together."""
    stream, streams = zlib.decompressobj(wbits=31), 1
    with path.open("rb") as file:
        while piece := file.read(SIP):
            while piece:
                yield stream.decompress(piece, CHUNK)
                piece = stream.unconsumed_tail
                if not stream.eof:
                    continue
                piece = stream.unused_data.lstrip(b"\0")
                if piece:
                    stream, streams = zlib.decompressobj(wbits=31), streams + 1
                if streams > MOST_FILES:
                    raise too_many()
    if not stream.eof:
        raise EOFError


def is_tar(path):
    """Whether a file is a tar archive."""
    with path.open("rb") as file:
        return file.read(262)[257:] == b"ustar"


def shown(name):
    """A member's name as it can be shown: no control characters, and not endless."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in name[:200])
    return clean + "…" * (len(name) > 200)
