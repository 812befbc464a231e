"""Answers worked out in copies of the process are those that one process works out."""

import os
import signal

import pytest

from skillslib.publish.side_by_side import WORTH, each

HERE = os.getpid()
COUNT = 2 * WORTH + 1


def test_answers_come_in_their_order():
    assert each(lambda place: place**2, COUNT) == [place**2 for place in range(COUNT)]


@pytest.mark.parametrize("ending", [lambda: 1 / 0, lambda: os.kill(os.getpid(), signal.SIGKILL)])
def test_what_a_copy_does_not_answer_is_worked_out_here(ending):
    def work(place):
        if os.getpid() != HERE and place > WORTH:
            ending()
        return place

    assert each(work, COUNT) == list(range(COUNT))


def test_what_goes_wrong_is_raised_here():
    def work(place):
        if place == COUNT - 1:
            raise ValueError(f"number {place}")
        return place

    with pytest.raises(ValueError, match=f"number {COUNT - 1}"):
        each(work, COUNT)
