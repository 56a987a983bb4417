# SPDX-License-Identifier: AGPL-3.0-or-later
"""Order of the walk-in queue."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.domain.waiting_queue import (
    QueueReason,
    QueueState,
    QueueTicket,
    in_order,
    is_fresh,
    shown_number,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def a_ticket(number, minutes=0, reason=QueueReason.HELP, state=QueueState.WAITING):
    return QueueTicket(
        number, 0, True, date(2026, 11, 23), reason, state, NOW + timedelta(minutes=minutes)
    )


def test_people_wait_in_the_order_in_which_they_came():
    waiting = in_order([a_ticket("2", 5), a_ticket("1")], is_exact=True)

    assert [(one.number, one.n_ahead) for one in waiting] == [("1", 0), ("2", 1)]


def test_numbers_of_one_minute_keep_the_order_in_which_they_were_given():
    given = [a_ticket(str(n)) for n in range(1, 13)]

    assert [one.number for one in in_order(given, is_exact=True)] == [str(n) for n in range(1, 13)]


@pytest.mark.parametrize("state", [QueueState.SERVING, QueueState.CLOSED])
def test_who_is_received_or_gone_is_before_nobody(state):
    waiting = in_order([a_ticket("1", state=state), a_ticket("2", 1)], is_exact=False)

    assert [(one.number, one.n_ahead, one.is_exact) for one in waiting] == [("2", 0, False)]


def test_who_was_called_is_still_before_the_others():
    waiting = in_order([a_ticket("1", state=QueueState.CALLED), a_ticket("2", 1)], is_exact=True)

    assert waiting[1].n_ahead == 1


@pytest.mark.parametrize(
    ("heard", "fresh"),
    [
        (None, False),
        (NOW, True),
        (NOW - timedelta(minutes=15), True),
        (NOW - timedelta(minutes=16), False),
        (NOW + timedelta(minutes=1), False),
    ],
)
def test_news_is_fresh_for_a_quarter_of_an_hour(heard, fresh):
    assert is_fresh(heard, NOW) is fresh


def test_a_number_is_shown_with_the_letter_of_its_machine():
    assert (shown_number("", 12), shown_number("B", 12)) == ("12", "B12")
