"""Answers worked out side by side, in copies of this process, one for each core."""

import os
import sys
from multiprocessing import get_context

MOST = 4  # processes
WORTH = 100  # answers; fewer are not worth a copy
PATIENCE = 120  # seconds that a copy may take longer than this process


def each(work, count):
    """work(0), work(1) ... work(count - 1), in their order.

    A copy ends when its share is done, and touches nothing but memory. What a copy did not answer is worked
    out here, and so is everything where processes cannot be copied safely, which is all but Linux.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" and count >= WORTH else 1
    shares = min(cores, MOST)
    copies = [_copy(work, range(share, count, shares)) for share in range(1, shares)]
    try:
        found = {place: work(place) for place in range(0, count, shares)}
        for _, answers in copies:
            found |= _received(answers)
    finally:
        for copy, _ in copies:
            copy.kill()
            copy.join()
    return [found[place] if place in found else work(place) for place in range(count)]


def _copy(work, places):
    """A copy of this process that works on some of the answers, and where it will send them."""
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    copy = context.Process(target=_work_off, args=(work, places, there), daemon=True)
    copy.start()
    there.close()
    return copy, here


def _work_off(work, places, sender):
    try:
        sender.send({place: work(place) for place in places})
    except BaseException:  # the process that asked works it out again, and says what is wrong
        sender.close()


def _received(answers):
    """What a copy sends; nothing where it ended without, or takes too long."""
    try:
        return answers.recv() if answers.poll(PATIENCE) else {}
    except EOFError:
        return {}
