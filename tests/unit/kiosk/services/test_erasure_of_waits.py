# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept of who waits for a seat: until the wait is over, and not a moment more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointments import WhoComes
from kiosk.domain.privacy import Kept
from kiosk.domain.workshops import WorkshopStatus
from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import EventBus
from kiosk.services.erasure import ErasureService
from tests.support.booking_desk import a_machine, an_agenda, at, events
from tests.support.workshop_desk import MOUSE, a_workshop, hear

START = at(14) + timedelta(days=120)


@pytest.fixture
def waiting(tmp_path):
    """Return a machine at which somebody waits for a workshop months ahead, and their number."""
    workshop = a_workshop(start_utc=START)
    machine = a_machine(tmp_path, agenda=an_agenda(workshops=(workshop,)))
    ticket = machine.workshops.wait(MOUSE, WhoComes(label="Fatou", contact="06 12 34 56 78"))
    return machine, ticket.number.replace(" ", "")


def erased(machine, now_utc):
    machine.clock.set_wall(now_utc)
    machine.device.confirm_date(paris_day(now_utc))
    return dict(ErasureService(machine.database, EventBus(), machine.device).run().counts)


def has_annex(machine):
    ((_, _, annex),) = events(machine)
    return annex is not None


def kept_of(machine, number):
    with machine.database.unit_of_work() as uow:
        return uow.requests.by_number(number)


def test_who_waits_for_a_workshop_keeps_name_and_contact_until_it_takes_place(waiting):
    machine, number = waiting

    assert erased(machine, START - timedelta(days=1)) == {}

    assert kept_of(machine, number).label_sealed is not None
    assert has_annex(machine)


def test_a_day_after_the_workshop_nothing_says_who_waited(waiting):
    machine, number = waiting

    counts = erased(machine, START + timedelta(days=1, minutes=1))

    assert counts[Kept.APPOINTMENT_CONTACTS] == 1
    assert kept_of(machine, number) is None
    assert not has_annex(machine)


@pytest.mark.parametrize(
    "workshops", [(), (a_workshop(start_utc=START, status=WorkshopStatus.CANCELLED),)]
)
def test_a_workshop_that_is_gone_keeps_no_name_longer(waiting, workshops):
    machine, number = waiting
    hear(machine, *workshops)

    counts = erased(machine, machine.clock.now_utc() + timedelta(days=16))

    assert counts == {Kept.REQUEST_LABELS: 1, Kept.APPOINTMENT_CONTACTS: 1}
    assert kept_of(machine, number).label_sealed is None


def test_a_wait_that_has_ended_keeps_no_name(waiting):
    machine, number = waiting
    with machine.database.unit_of_work() as uow:
        uow.requests.note(number, "", RequestStatus.EXPIRED)
        uow.commit()

    assert erased(machine, machine.clock.now_utc()) == {Kept.APPOINTMENT_CONTACTS: 1}
