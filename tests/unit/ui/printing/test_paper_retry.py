# SPDX-License-Identifier: AGPL-3.0-or-later
"""A paper that does not come is tried once more, and no more."""

from __future__ import annotations

from ui.printing.paper_retry import Paper
from ui.printing.sheets import PrintState


def failed(n_times):
    paper = Paper()
    for _ in range(n_times):
        paper.begin()
        paper.note(PrintState.FAILED)
    return paper


def test_a_paper_that_failed_once_may_be_retried():
    assert failed(1).may_be_retried
    assert failed(1).begin()


def test_a_paper_that_failed_twice_is_left_alone():
    paper = failed(2)

    assert paper.has_failed
    assert not paper.may_be_retried
    assert not paper.begin()


def test_a_paper_on_its_way_is_not_sent_a_second_time():
    paper = Paper()

    assert paper.begin()
    assert not paper.begin()


def test_a_paper_that_came_may_be_asked_for_again():
    paper = Paper()
    paper.begin()
    paper.note(PrintState.PRINTED)

    assert not paper.may_be_retried
    assert paper.begin()
