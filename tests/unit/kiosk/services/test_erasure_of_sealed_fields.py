# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is sealed goes on time on a machine that has never met its city again."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import RequestStatus, Wish
from kiosk.domain.appointment_status import Attendance
from kiosk.domain.appointments import WhoComes
from kiosk.domain.outbox import OutboxLane
from kiosk.domain.periods import Period
from kiosk.domain.privacy import Kept
from kiosk.foundation.clock import paris_day
from kiosk.storage.exchange import OpenRequest
from tests.support.fakes import FrozenClock
from tests.support.selling_kiosk import a_kiosk


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
def kiosk(tmp_path, clock):
    (tmp_path / "kiosk.toml").write_text('[machine]\nrole = "poste"\n')
    with closing(a_kiosk(tmp_path, clock)) as opened:
        yield opened


def sell(kiosk):
    """Sell the first slot to somebody who gives a name and a number; return when it starts."""
    day = next(offer.day for offer in kiosk.appointments.days("caf") if offer.n_free)
    slot = kiosk.appointments.slots("caf", day)[0]
    hold = kiosk.appointments.hold("caf", slot)
    kiosk.appointments.confirm(hold, who=WhoComes(label="Zoé", contact="0612345678"))
    return slot.start_utc


def annexes(kiosk):
    return [event.annex for event in kiosk.outbox.next_batch(OutboxLane.BOOKINGS, 10)]


def labels(kiosk):
    with kiosk.database.connection() as connection:
        return connection.exec_driver_sql(
            "select label_sealed from appointment union all "
            "select label_sealed from appointment_request"
        ).all()


def go_to(clock, instant_utc):
    clock.pass_time(seconds=(instant_utc - clock.now_utc()).total_seconds())


def test_an_appointment_that_was_never_sent_keeps_its_sealed_fields_for_a_day(kiosk, clock):
    start_utc = sell(kiosk)
    (before,) = kiosk.outbox.next_batch(OutboxLane.BOOKINGS, 10)
    go_to(clock, start_utc + timedelta(hours=24))
    kiosk.erasure.run()
    assert annexes(kiosk) == [before.annex]

    clock.pass_time(minutes=1)
    counts = dict(kiosk.erasure.run().counts)

    assert counts == {Kept.APPOINTMENT_LABELS: 1, Kept.APPOINTMENT_CONTACTS: 1}
    (after,) = kiosk.outbox.next_batch(OutboxLane.BOOKINGS, 10)
    assert (after.annex, after.annex_hash, after.hash) == (None, before.annex_hash, before.hash)
    assert not after.is_tombstone
    assert labels(kiosk) == [(None,)]


def test_the_request_that_would_have_carried_them_is_given_up(kiosk, clock):
    start_utc = sell(kiosk)
    with kiosk.database.unit_of_work() as uow:
        incarnation = uow.device.get().incarnation
        uow.exchange.write(OpenRequest(incarnation, 1, b"sealed", "digest"), clock.now_utc())
        uow.commit()
    go_to(clock, start_utc + timedelta(hours=25))

    kiosk.erasure.run()

    with kiosk.database.unit_of_work() as uow:
        assert uow.exchange.open_request(incarnation) is None
        assert uow.exchange.next_number(incarnation) == 2
    with kiosk.database.connection() as connection:
        assert connection.exec_driver_sql("select body from exchange").all() == [(None,)]


def test_a_request_keeps_its_sealed_fields_until_its_last_day_has_passed(kiosk, clock):
    kiosk.appointments.request("caf", Wish(), who=WhoComes(label="Zoé", contact="0612345678"))
    clock.pass_time(days=15)
    kiosk.erasure.run()
    assert annexes(kiosk) != [None]

    clock.pass_time(hours=1)
    kiosk.erasure.run()

    assert annexes(kiosk) == [None]
    assert labels(kiosk) == [(None,)]


@pytest.mark.parametrize("status", [RequestStatus.WITHDRAWN, RequestStatus.DECLINED])
def test_a_request_that_is_over_needs_no_name_any_more(kiosk, status):
    ticket = kiosk.appointments.request(
        "caf", Wish(), who=WhoComes(label="Zoé", contact="0612345678")
    )
    with kiosk.database.unit_of_work() as uow:
        uow.requests.note(ticket.number.replace(" ", ""), "", status)
        uow.commit()
    assert labels(kiosk) == [(None,)]

    kiosk.erasure.run()

    assert annexes(kiosk) == [None]


def test_erasing_who_came_changes_no_figure(kiosk, clock):
    """Cas 43 : effacer les noms ne change aucun chiffre."""
    start_utc = sell(kiosk)
    go_to(clock, start_utc)
    (line,) = kiosk.appointments.day_for_desk(paris_day(start_utc))
    kiosk.appointments.mark(line.number, Attendance.ATTENDED)
    clock.pass_time(days=2)
    day = Period(paris_day(start_utc), paris_day(start_utc))
    before = kiosk.statistics.figures(day)
    assert before.n_honoured == 1

    report = kiosk.erasure.run()

    assert dict(report.counts)[Kept.APPOINTMENT_LABELS] == 1
    assert kiosk.statistics.figures(day) == before
