# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mediator's post with a workshop: people enrolled, people who wait, seats offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import ProposedTime, RequestStatus
from kiosk.domain.appointments import AccessNeed, ReplyBy, WhoComes
from kiosk.domain.leases import Grant, Granted
from kiosk.domain.workshops import Workshop
from tests.support.booking_desk import at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.appointment_views import Ticket
    from kiosk.wiring import Kiosk

MAIL = "e-mail"
WORKSHOP = Workshop(
    workshop_id=MAIL,
    titles=(("fr", "Atelier e-mail"),),
    start_utc=at(10),
    duration_min=120,
    capacity=10,
    mediator_id="m-nadia",
    waiting_capacity=6,
)


def hear_of(kiosk: Kiosk, *workshops: Workshop, request: int = 2) -> None:
    """Let a machine hear of workshops from the city, and take the right to their seats."""
    with kiosk.database.unit_of_work() as uow:
        uow.agenda.replace(replace(uow.agenda.load(), workshops=workshops))
        uow.commit()
    seats = [cell for one in workshops for cell in one.seats()]
    with kiosk.database.unit_of_work() as uow:
        incarnation = uow.device.get().incarnation
        granted = tuple(Granted(cell, 1) for cell in sorted(seats))
        until_utc = kiosk.clock.now_utc() + timedelta(days=7)
        grant = Grant(incarnation, request, until_utc, granted)
        uow.leases.accept(grant, incarnation=incarnation, request=request, is_signed=lambda _: True)
        uow.commit()


def enrol(kiosk: Kiosk, label: str = "", size: int = 1, needs: Iterable[AccessNeed] = ()) -> Ticket:
    """Enrol somebody, and who comes along, for the workshop."""
    who = WhoComes(label=label, party_size=size, needs=frozenset(needs), language="fr")
    return kiosk.appointments.confirm(kiosk.workshops.hold(MAIL, size), who=who)


def wait(
    kiosk: Kiosk, label: str = "", size: int = 1, reply_by: ReplyBy = ReplyBy.NUMBER
) -> Ticket:
    """Put somebody on the waiting list of the workshop."""
    contact = "06 12 34 56 78" if reply_by is ReplyBy.PHONE else ""
    who = WhoComes(label=label, party_size=size, reply_by=reply_by, contact=contact)
    return kiosk.workshops.wait(MAIL, who)


def offer(kiosk: Kiosk, ticket: Ticket, hours: int = 24) -> None:
    """Let the city offer a seat to somebody who waits."""
    with kiosk.database.unit_of_work() as uow:
        known = uow.requests.by_number(ticket.number.replace(" ", ""))
        assert known is not None
        workshop = uow.agenda.load().workshop(known.motif_id)
        assert workshop is not None
        seat = ProposedTime(workshop.start_utc, workshop.resource, workshop.duration_min)
        until_utc = kiosk.clock.now_utc() + timedelta(hours=hours)
        news = replace(
            known,
            status=RequestStatus.PROPOSED,
            device="k-1",
            proposals=(seat,),
            offer_until_utc=until_utc,
        )
        uow.requests.replace_synced([news], kiosk.clock.now_utc())
        uow.commit()


def fill(kiosk: Kiosk, workshop: Workshop = WORKSHOP) -> dict[str, Ticket]:
    """Enrol seven people in five parties, let three wait; return their tickets by first name."""
    hear_of(kiosk, workshop)
    tickets = {
        "Amina": enrol(kiosk, "Amina"),
        "Fatou": enrol(kiosk, "Fatou", 2, (AccessNeed.INTERPRETER,)),
        "Georges": enrol(kiosk, "Georges", 1, (AccessNeed.WHEELCHAIR,)),
        "Ilyas": enrol(kiosk, "Ilyas", 2),
        "": enrol(kiosk),
        "Yasmina": wait(kiosk, "Yasmina", 1, ReplyBy.PHONE),
        "Paul": wait(kiosk, "Paul", 2),
    }
    offer(kiosk, tickets["Yasmina"], hours=72)
    return tickets
