# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of the walk-in queue: called, unanswered, transferred."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.domain.waiting_queue import (
    QueueReason,
    QueueState,
    QueueTicket,
    called,
    is_fresh,
    shown_number,
    transferred,
    unanswered,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TICKET = QueueTicket(
    "4", 0, True, date(2026, 11, 23), QueueReason.HELP, QueueState.WAITING, NOW - timedelta(hours=1)
)


def test_each_call_counts_and_says_where_to_go():
    twice = called(called(TICKET, "Bureau 1"), "Bureau 2")

    assert (twice.state, twice.n_calls, twice.desk) == (QueueState.CALLED, 2, "Bureau 2")


def test_one_call_unanswered_keeps_the_place():
    back = unanswered(called(TICKET, "Bureau 1"), NOW)

    assert back.state is QueueState.WAITING
    assert back.stands_since_utc == TICKET.taken_utc
    assert back.desk == ""


def test_two_calls_unanswered_send_to_the_end_of_the_line():
    once = unanswered(called(TICKET, "Bureau 1"), NOW)

    back = unanswered(called(once, "Bureau 1"), NOW)

    assert back.state is QueueState.WAITING
    assert back.stands_since_utc == NOW


def test_four_calls_unanswered_close_the_number():
    ticket = TICKET
    states = []
    for _ in range(4):
        ticket = unanswered(called(ticket, "Bureau 1"), NOW)
        states.append(ticket.state)

    assert states == [QueueState.WAITING] * 3 + [QueueState.CLOSED]


def test_a_transfer_keeps_the_place_and_begins_the_calls_anew():
    sent = transferred(called(TICKET, "Bureau 1"), "m-2")

    assert (sent.state, sent.n_calls, sent.desk, sent.mediator_id) == (
        QueueState.WAITING,
        0,
        "",
        "m-2",
    )
    assert sent.stands_since_utc == TICKET.taken_utc


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
