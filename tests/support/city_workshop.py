# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop of the city in a test: entered, enrolled in, looked at."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.domain.appointments import WhoComes
from kiosk.domain.lease_seats import is_seat
from kiosk.domain.leases import RightState
from sync.server import agenda_engine as engine
from sync.server.agenda_file import AgendaFile, enter_agenda
from sync.server.workshop_file import WorkshopEntry

MOUSE = "souris"
NAME = "atelier:souris"
FRIDAY = datetime(2026, 11, 27, 13, tzinfo=UTC)
FRIDAY_S = int(FRIDAY.timestamp())


def a_workshop(**changes) -> WorkshopEntry:
    """Return a workshop of five seats led by Samira, on Friday 27 November at 14 h."""
    told = {
        "id": MOUSE,
        "centre": "NORD",
        "titles": {"fr": "La souris", "en": "The mouse"},
        "start": "2026-11-27T14:00",
        "minutes": 90,
        "capacity": 5,
        "mediator": "samira",
        "documents": {"fr": ["Vos lunettes"]},
    }
    return WorkshopEntry(**{**told, **changes})


def enter(city, **changes) -> None:
    """Enter the workshop, or change it, as the agenda file does."""
    enter_agenda(city.city, AgendaFile(workshop=[a_workshop(**changes)]))


def enrol(kiosk, party_size=1, **said):
    """Enrol somebody at a machine; return the ticket."""
    hold = kiosk.workshops.hold(MOUSE, party_size)
    return kiosk.appointments.confirm(hold, who=WhoComes(party_size=party_size, **said))


def sell(city, party_size=1, start=FRIDAY_S, **said):
    """Enrol somebody by the city."""
    order = engine.Order(
        centre="NORD", motif_id=NAME, mediator_id=NAME, start=start, party_size=party_size, **said
    )
    return engine.sell_from_pool(city.city, order)


def seats_held(kiosk):
    """Return the seats that a machine may sell now."""
    with kiosk.database.unit_of_work() as uow:
        rights = uow.leases.rights()
    return {one.cell for one in rights if is_seat(one.cell) and one.state is RightState.HELD}


def enrolments(city):
    """Return every enrolment that the city knows, by number."""
    with city.city.database.transaction() as unit:
        return {one.number: one for one in unit.bookings.of_need(NAME)}


def sold_seats(city):
    """Return every seat that an enrolment holds."""
    with city.city.database.transaction() as unit:
        return [row.cell for row in unit.leases.sold() if is_seat(row.cell)]


def called(city):
    """Return (why, number) of everybody whom the city asks a person to call."""
    with city.city.database.transaction() as unit:
        cases = [case.detail for case in unit.cases.all_open()]
    return sorted((one["task"], one["number"]) for one in cases if one.get("task"))
