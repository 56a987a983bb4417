# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events of the lane of bookings, applied one by one: few, and each may concern another.

A sale is never refused: what cannot be read of it is shown as incomplete, with a case. A
cancellation that nothing proves cancels nobody: it becomes a case for a person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.appointment_requests import ReplyBy, RequestStatus, Wish
from kiosk.domain.appointment_status import (
    GONE,
    AppointmentStatus,
    Attendance,
    Ending,
    Standing,
)
from kiosk.domain.appointments import needs_of, needs_text
from kiosk.domain.booking_code import NotACode, read_code
from kiosk.domain.booking_events import (
    LABEL_FOR_DESK,
    LANGUAGE,
    NEEDS,
    Proof,
    annex_parts,
    desk_label,
)
from kiosk.domain.lease_ledger import cancel_booking
from kiosk.domain.outbox import EventKind
from sync.server.projections import UNREADABLE, EventRefused, core_facts
from sync.server.rights_events import RIGHTS_KINDS, apply_rights_event
from sync.server.settling import NotASale, Seller, settle_sale_event
from sync.server.storage.bookings import BookedAppointment, BookedRequest
from sync.server.storage.cases import CaseKind
from sync.signing import is_signed_raw

if TYPE_CHECKING:
    from sync.columns import UnpackedEvent
    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit

_MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells an event."""

    machine: Machine
    incarnation: str


def apply_booking_event(
    city: City, unit: CityUnit, teller: Teller, kind: EventKind, event: UnpackedEvent
) -> None:
    """Make an event of the lane of bookings true.

    Raises:
        EventRefused: If an event other than a sale cannot be read.
    """
    try:
        match kind:
            case EventKind.APPOINTMENT_SOLD:
                _sold(city, unit, teller, event)
            case EventKind.APPOINTMENT_CANCELLED:
                _cancelled(city, unit, teller, event)
            case EventKind.APPOINTMENT_ATTENDED:
                _attended(city, unit, teller, event)
            case EventKind.REQUEST_MADE:
                _request_made(city, unit, teller, event)
            case EventKind.REQUEST_WITHDRAWN:
                _request_withdrawn(city, unit, teller, event)
            case _ if kind in RIGHTS_KINDS:
                apply_rights_event(city, unit, teller.machine, kind, core_facts(event))
            case _:
                raise EventRefused(UNREADABLE)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        if isinstance(error, EventRefused):
            raise
        raise EventRefused(UNREADABLE) from error
    unit.state.bump()


def keep_incomplete_sale(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    """Show a sale that cannot be read whole, and ask a person."""
    facts = core_facts(event)
    told_first = event.origin or f"{teller.incarnation}/{event.sequence}"
    booking = str(facts.get("booking") or told_first)
    booking = booking.replace("\0", "")[:64]
    if unit.bookings.get(booking) is None:
        unit.bookings.put(
            BookedAppointment(
                booking=booking,
                number=str(facts.get("number", "")).replace("\0", "")[:16],
                device=teller.machine.device,
                centre=teller.machine.centre,
                mediator_id="",
                motif_id="",
                start=0,
                duration_min=0,
                incomplete=True,
            )
        )
    _case(city, unit, CaseKind.INCOMPLETE_SALE, teller, booking)


def _sold(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    facts = core_facts(event)
    booking = _text(facts["booking"])
    known = unit.bookings.get(booking)
    standing = known.standing if known else Standing()
    sold = BookedAppointment(
        booking=booking,
        number=_text(facts["number"], 16),
        device=teller.machine.device,
        centre=teller.machine.centre,
        mediator_id=_text(facts["mediator"]),
        motif_id=_text(facts["motif"]),
        start=_whole(facts["start"]) * _MINUTE_S,
        duration_min=_whole(facts["duration_min"]),
        standing=standing,
        label=_desk_label(teller, event),
        party_size=_whole(facts.get("party", 1)),
        needs=_said_needs(event),
        language=_said_language(event),
    )
    unit.bookings.put(sold)
    _settle(city, unit, teller, event, is_known=known is not None)
    if sold.status in GONE:
        _free(unit, booking)
    if not unit.agenda.centre_of(sold.mediator_id):
        _case(city, unit, CaseKind.INCOMPLETE_SALE, teller, booking)


def _settle(
    city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent, *, is_known: bool
) -> None:
    """Give the sale its cells, where the machine's report did not tell of it."""
    facts = core_facts(event)
    try:
        seller = Seller(teller.machine.device, _first_life(teller, event))
        settle_sale_event(city, unit, facts, seller, is_known=is_known)
    except NotASale:
        _case(city, unit, CaseKind.INCOMPLETE_SALE, teller, _text(facts["booking"]))


def _cancelled(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    facts = core_facts(event)
    proof = Proof(facts["proof"])
    number = _text(facts["number"], 16)
    booking = _text(facts["booking"])
    if proof is Proof.UNCHECKED and not _is_code_right(unit, facts):
        _case(city, unit, CaseKind.CANCEL_UNPROVED, teller, number)
        return
    device = _text(facts["device"], 32) or (teller.machine.device if proof is Proof.OWN else "")
    found = _meant(unit, booking, number, device)
    if found is None and booking and "." in booking and proof is not Proof.TYPED:
        # The sale itself is still on its way from another machine: remember the end of it.
        unit.bookings.put(_cancelled_before_sale(teller, booking, number, device))
        return
    if found is None:
        _case(city, unit, CaseKind.CANCEL_UNPROVED, teller, number)
        return
    standing = found.standing.joined(Standing(ending=Ending.BY_PERSON))
    unit.bookings.put(replace(found, standing=standing, label=None))
    if standing.status in GONE:
        _free(unit, found.booking)


def _cancelled_before_sale(
    teller: Teller, booking: str, number: str, device: str
) -> BookedAppointment:
    return BookedAppointment(
        booking=booking,
        number=number,
        device=device,
        centre=teller.machine.centre,
        mediator_id="",
        motif_id="",
        start=0,
        duration_min=0,
        standing=Standing(ending=Ending.BY_PERSON),
        incomplete=True,
    )


def _attended(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    facts = core_facts(event)
    number = _text(facts["number"], 16)
    told = Standing.of(AppointmentStatus(Attendance(facts["attendance"]).value))
    news = replace(told, presence_round=_whole(facts.get("round", 0)))
    device = _text(facts["device"], 32) or teller.machine.device
    found = _meant(unit, _text(facts["booking"]), number, device)
    if found is None:
        _case(city, unit, CaseKind.ATTENDED_UNKNOWN, teller, number)
        return
    unit.bookings.put(replace(found, standing=found.standing.joined(news)))


def _request_made(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    facts = core_facts(event)
    number = _text(facts["number"], 16)
    known = unit.bookings.request(teller.machine.device, number)
    unit.bookings.put_request(
        BookedRequest(
            device=teller.machine.device,
            number=number,
            centre=teller.machine.centre,
            motif_id=_text(facts["motif"]),
            wish=Wish.of(_text(facts["wish"], 300)).text(),
            status=known.status if known else RequestStatus.REQUESTED,
            received=city.now(),
            label=_desk_label(teller, event),
            wish_centre=_text(facts.get("centre", ""), 32),
            reply_by=ReplyBy(facts.get("reply_by", ReplyBy.NUMBER)).value,
            party_size=_whole(facts.get("party", 1)),
            made=known.made if known else city.now(),
            needs=_said_needs(event),
            language=_said_language(event),
        )
    )


def _request_withdrawn(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    facts = core_facts(event)
    number = _text(facts["number"], 16)
    device = _text(facts["device"], 32) or teller.machine.device
    found = unit.bookings.request(device, number)
    if found is None:
        _case(city, unit, CaseKind.CANCEL_UNPROVED, teller, number)
        return
    unit.bookings.put_request(replace(found, status=RequestStatus.WITHDRAWN, label=None))


def _meant(unit: CityUnit, booking: str, number: str, device: str) -> BookedAppointment | None:
    """Return the one appointment that an event means; nothing if it may be several."""
    exact = unit.bookings.get(booking) if booking else None
    if exact is not None:
        return exact
    found = [one for one in unit.bookings.of_number(number) if not device or one.device == device]
    return found[0] if len(found) == 1 else None


def _is_code_right(unit: CityUnit, facts: dict[str, Any]) -> bool:
    """Say whether the ticket shown was signed by the machine that it names."""
    try:
        code = read_code(_text(facts.get("code", ""), 600))
    except NotACode:
        return False
    seller = unit.fleet.machine(code.core.device)
    if seller is None or code.core.number != facts["number"]:
        return False
    return is_signed_raw(bytes.fromhex(seller.public_key), code.message, code.signature)


def _free(unit: CityUnit, booking: str) -> None:
    unit.leases.store(cancel_booking(unit.leases.of_booking(booking), booking))


def _desk_label(teller: Teller, event: UnpackedEvent) -> bytes | None:
    """Return the label as a desk opens it: with the life of the machine that sealed it."""
    if event.annex is None:
        return None
    sealed = annex_parts(event.annex).get(LABEL_FOR_DESK)
    return None if sealed is None else desk_label(_first_life(teller, event), sealed)


def _said_needs(event: UnpackedEvent) -> str:
    """Return what the centre must prepare; nothing once the annex was erased."""
    parts = annex_parts(event.annex) if event.annex is not None else {}
    return needs_text(needs_of(parts.get(NEEDS, b"").decode("ascii")))


def _said_language(event: UnpackedEvent) -> str:
    parts = annex_parts(event.annex) if event.annex is not None else {}
    return _text(parts.get(LANGUAGE, b"").decode("ascii"), 16)


def _first_life(teller: Teller, event: UnpackedEvent) -> str:
    """Return the life under which an event was first written."""
    return event.origin.partition("/")[0] or teller.incarnation


def _case(city: City, unit: CityUnit, kind: CaseKind, teller: Teller, subject: str) -> None:
    unit.cases.open(
        kind,
        device=teller.machine.device,
        subject=subject[:120],
        detail={"number": subject.rpartition(".")[2]},
        now=city.now(),
    )


def _text(value: Any, longest: int = 64) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise EventRefused(UNREADABLE)
    return value


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 31:
        raise EventRefused(UNREADABLE)
    return value
