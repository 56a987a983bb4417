# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a room hears of the calls: each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from kiosk.domain.calling import Call, HeardCalls
from kiosk.domain.waiting_queue import (
    QueueReason,
    QueueState,
    QueueTicket,
    called,
    transferred,
    unanswered,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def a_ticket(number="A4", **changes):
    ticket = QueueTicket(
        number, 0, True, date(2026, 11, 23), QueueReason.HELP, QueueState.WAITING, NOW
    )
    return replace(ticket, **changes)


def test_a_call_is_heard_once_however_often_the_queue_is_read():
    heard, ticket = HeardCalls(), called(a_ticket(), "Bureau 2")

    assert heard.hear([ticket]) == (Call("A4", "Bureau 2"),)
    assert heard.hear([ticket]) == ()
    assert heard.is_calling


def test_a_second_call_of_the_same_number_is_heard_again():
    heard, once = HeardCalls(), called(a_ticket(), "Bureau 2")
    heard.hear([once])
    waiting = unanswered(once, NOW)

    assert heard.hear([waiting]) == ()
    assert heard.hear([called(waiting, "Bureau 2")]) == (Call("A4", "Bureau 2"),)
    assert heard.calls == (Call("A4", "Bureau 2"),)


def test_a_number_sent_to_another_mediator_is_called_anew():
    heard, once = HeardCalls(), called(a_ticket(), "Bureau 2")
    heard.hear([once])
    heard.hear([transferred(once, "m-2")])

    assert heard.hear([called(transferred(once, "m-2"), "Bureau 2")]) != ()


def test_it_is_heard_anew_at_another_desk_even_if_nothing_was_read_in_between():
    heard, once = HeardCalls(), called(a_ticket(), "Bureau 2")
    heard.hear([once])

    assert heard.hear([replace(once, desk="Bureau 3")]) == (Call("A4", "Bureau 3"),)


def test_the_same_number_of_two_machines_is_two_calls():
    heard = HeardCalls()
    twins = [called(a_ticket("1", device=device), "Bureau 1") for device in ("", "k-9")]

    assert len(heard.hear(twins)) == 2


def test_the_latest_call_and_the_four_before_it_are_kept():
    heard = HeardCalls()
    for n in range(1, 8):
        heard.hear([called(a_ticket(f"A{n}"), "Bureau 1")])

    assert [one.number for one in heard.calls] == ["A7", "A6", "A5", "A4", "A3"]


def test_once_its_person_came_a_call_is_the_last_one_and_no_longer_runs():
    heard, ticket = HeardCalls(), called(a_ticket(), "Bureau 2")
    heard.hear([ticket])
    heard.hear([replace(ticket, state=QueueState.SERVING)])

    assert not heard.is_calling
    assert heard.calls[0].number == "A4"
