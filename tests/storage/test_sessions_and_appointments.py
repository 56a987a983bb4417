# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing on the disk tells which session made which appointment."""

from __future__ import annotations

from contextlib import closing

from kiosk.domain.outbox import EventVerdict, OutboxLane, Verdict
from kiosk.domain.sessions import SessionOutcome
from tests.support.fakes import FrozenClock
from tests.support.selling_kiosk import a_kiosk

MANY = 100


def live_and_book(kiosk, clock):
    """Live three sessions, the second of which books."""
    for number in range(3):
        session = kiosk.sessions.open("fr")
        if number == 1:
            day = next(offer.day for offer in kiosk.appointments.days("caf") if offer.n_free)
            slot = kiosk.appointments.slots("caf", day)[0]
            kiosk.appointments.confirm(kiosk.appointments.hold("caf", slot))
        clock.pass_time(minutes=5)
        kiosk.sessions.finish(session, SessionOutcome.FINISHED)


def test_the_order_of_the_rows_tells_no_order_of_the_facts(tmp_path):
    clock = FrozenClock()
    with closing(a_kiosk(tmp_path, clock)) as kiosk:
        live_and_book(kiosk, clock)
        live_and_book(kiosk, clock)
        with kiosk.database.connection() as connection:
            kinds = connection.exec_driver_sql("select kind from outbox order by rowid").scalars()

            assert list(kinds) == ["appointment_sold"] * 2 + ["session_closed"] * 6


def test_the_word_of_the_city_is_kept_to_the_hour(tmp_path):
    clock = FrozenClock()
    with closing(a_kiosk(tmp_path, clock)) as kiosk:
        live_and_book(kiosk, clock)
        clock.pass_time(minutes=7, seconds=31)
        for lane in OutboxLane:
            batch = kiosk.outbox.next_batch(lane, MANY)
            kiosk.outbox.record_verdicts(
                [EventVerdict(event.identity, Verdict.ACCEPTED) for event in batch]
            )
        with kiosk.database.connection() as connection:
            told = connection.exec_driver_sql("select distinct settled_utc from outbox").scalars()
            hours = list(told)

    assert hours == ["2026-11-23T08:00:00.000000Z"]
