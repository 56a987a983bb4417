# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of the walk-in queue, from the events of several machines in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from kiosk.domain.outbox import EventKind
from kiosk.domain.queue_events import (
    queue_priority_claimed,
    queue_ticket_closed,
    queue_ticket_issued,
    queue_ticket_moved,
)
from kiosk.domain.waiting_queue import (
    QueueOutcome,
    QueuePriority,
    QueueReason,
    QueueState,
    QueueTicket,
    called,
)
from sync.server.queue_news import after_news, queue_news
from sync.wire_down import WireTicket
from sync.wire_form import decode

TAKEN = datetime(2026, 11, 23, 9, tzinfo=UTC)
TICKET = QueueTicket(
    "A4",
    0,
    True,
    date(2026, 11, 23),
    QueueReason.HELP,
    QueueState.WAITING,
    TAKEN,
    priority=QueuePriority.CARD,
)


def news_of(event, device="k-1"):
    return queue_news(event.kind, event.core, device, "NORD")


def of_another(ticket):
    """Return a ticket as a post tells it, which did not give it."""
    return QueueTicket(
        **{name: getattr(ticket, name) for name in ticket.__slots__} | {"device": "k-1"}
    )


def told(*news):
    entry = None
    for one in news:
        entry = after_news(entry, one)
    return entry


GIVEN = news_of(queue_ticket_issued(TICKET, 4))
CALLED = news_of(queue_ticket_moved(of_another(called(TICKET, "Bureau 2"))), "p-1")
CLOSED = news_of(queue_ticket_closed(of_another(TICKET), QueueOutcome.SERVED, 12), "p-1")


@pytest.mark.parametrize("order", list(permutations([GIVEN, CALLED, CLOSED])))
def test_a_number_that_ended_has_ended_in_whatever_order_it_is_heard(order):
    entry = told(*order)

    assert (entry.device, entry.number, entry.state) == ("k-1", "A4", "closed")
    assert (entry.reason, entry.priority, entry.served_min) == ("help", "card", 12)
    assert entry.taken == int(TAKEN.timestamp())


@pytest.mark.parametrize("order", [(GIVEN, CALLED), (CALLED, GIVEN)])
def test_a_call_by_a_post_is_kept_in_whatever_order_it_is_heard(order):
    entry = told(*order)

    assert (entry.state, entry.desk, entry.n_calls) == ("called", "Bureau 2", 1)
    assert entry.reason == "help"


def test_a_number_sent_to_the_end_says_since_when_it_stands_there():
    later = TAKEN + timedelta(minutes=30)
    sent = QueueTicket(
        **{name: getattr(TICKET, name) for name in TICKET.__slots__} | {"line_utc": later}
    )

    assert told(GIVEN, news_of(queue_ticket_moved(sent))).line == int(later.timestamp())


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (EventKind.QUEUE_TICKET_MOVED, {"state": "closed"}),
        (EventKind.QUEUE_TICKET_MOVED, {"state": "lost"}),
        (EventKind.QUEUE_TICKET_MOVED, {"calls": -1}),
        (EventKind.QUEUE_TICKET_MOVED, {"calls": True}),
        (EventKind.QUEUE_TICKET_MOVED, {"desk": "x" * 25}),
        (EventKind.QUEUE_TICKET_MOVED, {"line": 1 << 40}),
        (EventKind.QUEUE_TICKET_MOVED, {"day": "demain"}),
        (EventKind.QUEUE_TICKET_ISSUED, {"priority": "moi"}),
        (EventKind.QUEUE_TICKET_ISSUED, {"taken": 1 << 60}),
        (EventKind.QUEUE_TICKET_ISSUED, {"number": "x" * 17}),
        (EventKind.QUEUE_TICKET_CLOSED, {"served": 1441}),
        (EventKind.QUEUE_TICKET_CLOSED, {"served": "12"}),
    ],
)
def test_an_event_out_of_its_bounds_is_refused(kind, change):
    events = {
        EventKind.QUEUE_TICKET_ISSUED: queue_ticket_issued(TICKET, 4),
        EventKind.QUEUE_TICKET_MOVED: queue_ticket_moved(TICKET),
        EventKind.QUEUE_TICKET_CLOSED: queue_ticket_closed(TICKET, QueueOutcome.SERVED, 12),
    }

    with pytest.raises(ValueError, match=r"."):
        queue_news(kind, events[kind].core | change, "k-1", "NORD")


USUAL = replace(TICKET, priority=QueuePriority.ORDINARY)
CLAIM = news_of(queue_priority_claimed(replace(TICKET, device="k-1")), "p-1")


@pytest.mark.parametrize(
    "order", list(permutations([news_of(queue_ticket_issued(USUAL, 4)), CLAIM, CALLED, CLOSED]))
)
def test_a_priority_claimed_stays_in_whatever_order_it_is_heard(order):
    entry = told(*order)

    assert (entry.priority, entry.state, entry.served_min) == ("card", "closed", 12)
    assert (entry.reason, entry.taken) == ("help", int(TAKEN.timestamp()))


def test_a_claim_says_no_more_than_a_number_and_its_priority():
    assert set(queue_priority_claimed(TICKET).core) == {"day", "device", "number", "priority"}


def test_a_number_told_by_an_older_server_is_read_without_what_came_later():
    old = decode(b'["0123456789ab","A1","help","waiting",1]', WireTicket)

    assert (old.number, old.priority, old.n_calls, old.served_min) == ("A1", "", 0, None)
