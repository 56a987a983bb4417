# SPDX-License-Identifier: AGPL-3.0-or-later
"""`kiosk.domain.who_may_say` applied to an event: who tells, about what, with which ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.appointment_status import GONE
from kiosk.domain.appointments import TicketState, booking_of
from kiosk.domain.booking_code import NotACode, ReadCode, read_code
from kiosk.domain.booking_events import Proof
from kiosk.domain.who_may_say import (
    Deed,
    Relation,
    Word,
    counted,
    relation_of,
    why_refused,
    word_on,
)
from sync.server.booking_fields import text_of
from sync.server.projections import EventRefused
from sync.server.storage.cases import CaseKind
from sync.signing import is_signed_raw
from sync.translation import seconds

if TYPE_CHECKING:
    from sync.server.booking_fields import Teller
    from sync.server.city import City
    from sync.server.storage.bookings import BookedAppointment, BookedRequest
    from sync.server.storage.unit import CityUnit

_COUNT: Final = "ended_by_number"
_LONGEST_CODE: Final = 600


def is_believed(city: City, unit: CityUnit, teller: Teller, deed: Deed, relation: Relation) -> bool:
    """Say whether an event is believed; one that is counted is counted.

    Raises:
        EventRefused: If it is not for this machine to say.
    """
    match word_on(deed, teller.machine.role, relation):
        case Word.ALLOWED:
            return True
        case Word.COUNTED:
            # a retry never comes here: an event known already is a duplicate
            name = f"{_COUNT} {teller.machine.device}"
            count, is_within = counted(unit.state.get(name), city.now())
            unit.state.put(name, count)
            return is_within
        case Word.CASE:
            return False
        case _:
            raise EventRefused(why_refused(deed, teller.machine.role))


def may_end(
    city: City, unit: CityUnit, teller: Teller, one: BookedAppointment, said: dict[str, Any]
) -> bool:
    """Say whether a machine may end, or move, a promise for the person.

    Args:
        city: The city.
        unit: The transaction.
        teller: Who tells.
        one: The promise.
        said: What the event says of the proof, and the square code that was shown.
    """
    is_shown = bool(said.get("code")) and shows_ticket(unit, said["code"], one)
    if Proof(said["proof"]) is Proof.UNCHECKED and not is_shown:
        return False
    deed = Deed.END_SHOWN if is_shown else Deed.END
    relation = relation_to(unit, teller, one)
    if one.status in GONE and relation is not Relation.ELSEWHERE:
        return True  # nothing ends: nothing to count
    return is_believed(city, unit, teller, deed, relation)


def may_withdraw(city: City, unit: CityUnit, teller: Teller, one: BookedRequest, code: Any) -> bool:
    """Say whether a machine may take a request back for the person."""
    is_shown = bool(code) and shows_request(unit, code, one)
    relation = relation_to_request(unit, teller, one)
    if code and not is_shown and relation is not Relation.OWN:
        return False
    deed = Deed.END_SHOWN if is_shown else Deed.END
    return is_believed(city, unit, teller, deed, relation)


def relation_to(unit: CityUnit, teller: Teller, one: BookedAppointment) -> Relation:
    """Return what a machine has to do with an appointment.

    Of one whose sale is still on its way, all that is known is the machine that made it.
    """
    machine = teller.machine
    if one.mediator_id:
        centres = {one.centre, unit.agenda.centre_of(one.mediator_id)}
    else:
        centres = _centre_of_machine(unit, one.device)
    return relation_of(machine.device, machine.centre, one.device, centres)


def relation_to_request(unit: CityUnit, teller: Teller, one: BookedRequest) -> Relation:
    """Return what a machine has to do with a request.

    One that is still on its way may be for any centre; `sync.server.booking_requests` looks
    again once it is there.
    """
    machine = teller.machine
    if one.motif_id:
        centres = {one.centre, one.wish_centre}
    else:
        centres = {machine.centre} if unit.fleet.machine(one.device) else set()
    return relation_of(machine.device, machine.centre, one.device, centres)


def relation_to_machine(unit: CityUnit, teller: Teller, device: str) -> Relation:
    """Return what a machine has to do with what another one gave."""
    machine = teller.machine
    centres = set() if device == machine.device else _centre_of_machine(unit, device)
    return relation_of(machine.device, machine.centre, device, centres)


def shows_ticket(unit: CityUnit, code: Any, one: BookedAppointment) -> bool:
    """Say whether a ticket is that of an appointment, signed by the machine that sold it."""
    read = _signed_code(unit, code, one.device)
    if read is None or read.core.number != one.number:
        return False
    if booking_of(read.core.incarnation, read.core.number) == one.booking:
        return True
    # printed again under a later life of the machine
    start_utc = read.core.start_utc
    return bool(one.mediator_id) and start_utc is not None and seconds(start_utc) == one.start


def shows_request(unit: CityUnit, code: Any, one: BookedRequest) -> bool:
    """Say whether a ticket is that of a request, signed by the machine that took it."""
    read = _signed_code(unit, code, one.device)
    is_it = read is not None and read.core.number == one.number
    return is_it and read is not None and read.core.state is TicketState.REQUESTED


def open_unproved(city: City, unit: CityUnit, teller: Teller, number: str, why: str) -> None:
    """Ask a person about a wish to cancel or to move that changed nothing."""
    unit.cases.open(
        CaseKind.CANCEL_UNPROVED,
        device=teller.machine.device,
        subject=number,
        detail={"number": number.rpartition(".")[2], "why": why},
        now=city.now(),
    )


def open_not_allowed(city: City, unit: CityUnit, teller: Teller, deed: Deed, number: str) -> None:
    """Ask a person about something that was not for a machine to say, and that changed nothing."""
    unit.cases.open(
        CaseKind.NOT_ALLOWED,
        device=teller.machine.device,
        subject=f"{deed.value} {number}",
        detail={"number": number},
        now=city.now(),
    )


def _signed_code(unit: CityUnit, code: Any, device: str) -> ReadCode | None:
    """Return a square code that the machine `device` signed; nothing if it did not."""
    try:
        read = read_code(text_of(code, _LONGEST_CODE))
    except NotACode:
        return None
    seller = unit.fleet.machine(read.core.device)
    if seller is None or seller.device != device:
        return None
    is_right = is_signed_raw(bytes.fromhex(seller.public_key), read.message, read.signature)
    return read if is_right else None


def _centre_of_machine(unit: CityUnit, device: str) -> set[str]:
    maker = unit.fleet.machine(device) if device else None
    return {maker.centre} if maker else set()
