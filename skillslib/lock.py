"""A lock on a file, held until its process ends: a killed process leaves no lock behind."""

import os


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
