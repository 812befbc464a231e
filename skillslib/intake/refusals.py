"""Why something that a file holds cannot be had: a code for the table, a line for the reader."""

import errno
import struct
import zipfile
import zlib
from contextlib import contextmanager

# What readers raise on bytes that are not what they claim to be
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    ValueError,
)


class Refused(Exception):
    """One thing cannot be had; what lies beside it can."""

    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Hostile(Exception):
    """The whole file is refused: no honest sender makes one like it."""

    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code
        self.reason = reason


@contextmanager
def sound():
    """Whatever bytes that are cut off or made up raise becomes one refusal; the disk's own faults do not."""
    try:
        yield
    except FAULTS as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        raise Refused("damaged", "it is damaged or cut off: download or export it again") from None
