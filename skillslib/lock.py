"""A lock on a file, held until its process ends: a killed process leaves no lock behind."""

import os
import time
from contextlib import contextmanager

PAUSE = 0.02  # seconds between two tries


def hold(file):
    """Hold an open file, so that others see it is in use. Errors: OSError where another holds it."""
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_held(path):
    """Whether anyone holds the file of this path."""
    try:
        with open(path, "r+") as file:
            hold(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


@contextmanager
def alone(path, patience, error):
    """Hold the file of this path once others let go of it; after `patience` seconds `error` is raised."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    until = time.monotonic() + patience
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        while True:
            try:
                hold(file)
                break
            except OSError:
                if time.monotonic() > until:
                    raise error from None
                time.sleep(PAUSE)
        yield
