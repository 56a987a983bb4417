# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events of the lane of bookings, applied one by one: few, and each may concern another.

A sale is never refused: what cannot be read of it is shown as incomplete, with a case. A
cancellation that nothing proves cancels nobody: it becomes a case for a person.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.appointment_status import (
    GONE,
    MAX_ROUND,
    AppointmentStatus,
    Attendance,
    Ending,
    Standing,
)
from kiosk.domain.appointments import CentreReason
from kiosk.domain.booking_code import NotACode, read_code
from kiosk.domain.booking_events import MAX_CELLS_OF_A_SALE, Proof, listed_of_sale
from kiosk.domain.displacement import Displaced
from kiosk.domain.lease_cases import TaskKind
from kiosk.domain.outbox import EventKind
from sync.server.absence_events import ABSENCE_KINDS, apply_absence_event
from sync.server.booking_fields import (
    Teller,
    first_life,
    label_of,
    language_said,
    meant,
    needs_said,
    text_of,
    whole_of,
)
from sync.server.booking_requests import REQUEST_KINDS, answered_by_sale, apply_request_event
from sync.server.displacing import review, stand_again
from sync.server.moves import before_its_sale, free, hand_on, take_over, without_who
from sync.server.people_tasks import ask_to_call, ask_where_two_come, is_settled
from sync.server.projections import UNREADABLE, EventRefused, core_facts
from sync.server.rights_events import RIGHTS_KINDS, apply_rights_event
from sync.server.settling import NotASale, Seller, settle_sale_event
from sync.server.storage.bookings import BookedAppointment
from sync.server.storage.cases import CaseKind
from sync.signing import is_signed_raw

if TYPE_CHECKING:
    from sync.columns import UnpackedEvent
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

_MAX_PARTY: Final = 100
_MAX_DURATION_MIN: Final = 24 * 60
_MAX_AHEAD_S: Final = 400 * 24 * 3600  # beyond the longest horizon of a need
_NOBODY_TO_CALL: Final = {CentreReason.MISUSE.value, CentreReason.ASKED_BY_PHONE.value}
_MINUTE_S: Final = 60


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
            case EventKind.APPOINTMENT_KEPT:
                _kept(city, unit, teller, core_facts(event))
            case _ if kind in ABSENCE_KINDS:
                apply_absence_event(city, unit, teller, kind, event)
            case _ if kind in REQUEST_KINDS:
                apply_request_event(city, unit, teller, kind, event)
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
    booking = text_of(facts["booking"])
    known = unit.bookings.get(booking)
    start = whole_of(facts["start"]) * _MINUTE_S
    if known is not None and not known.incomplete and known.device != teller.machine.device:
        raise EventRefused("other_machine")
    if start > city.now() + _MAX_AHEAD_S:
        raise EventRefused(UNREADABLE)
    at_first = known or before_its_sale(teller, booking, "", "")
    unit.bookings.put(
        replace(
            at_first,
            number=text_of(facts["number"], 16),
            device=teller.machine.device,
            centre=teller.machine.centre,
            mediator_id=text_of(facts["mediator"]),
            motif_id=text_of(facts["motif"]),
            start=start,
            duration_min=whole_of(facts["duration_min"], _MAX_DURATION_MIN),
            incomplete=False,
            label=label_of(teller, event) or at_first.label,
            party_size=whole_of(facts.get("party", 1), _MAX_PARTY),
            needs=needs_said(event) or at_first.needs,
            language=language_said(event) or at_first.language,
        )
    )
    _settle(city, unit, teller, event, known)
    _after_sale(city, unit, teller, booking, facts)


def _after_sale(
    city: City, unit: CityUnit, teller: Teller, booking: str, facts: dict[str, Any]
) -> None:
    """Do what follows from a sale that is settled: ends, links, the agenda of today."""
    sold = _again(unit, booking)
    if sold.status in GONE:
        free(unit, booking)
    if "answers" in facts:
        answered_by_sale(unit, teller, sold, facts["answers"])
        sold = _again(unit, booking)
    if "moved_from" in facts:
        take_over(city, unit, teller, sold, facts)
    if sold.moved_to:
        hand_on(unit, sold)
    unit.bookings.put(without_who(_again(unit, booking)))
    if not unit.agenda.centre_of(sold.mediator_id):
        _case(city, unit, CaseKind.INCOMPLETE_SALE, teller, booking)
    review(city, unit, _again(unit, booking))
    ask_where_two_come(city, unit, _again(unit, booking))


def _again(unit: CityUnit, booking: str) -> BookedAppointment:
    found = unit.bookings.get(booking)
    if found is None:
        raise EventRefused(UNREADABLE)
    return found


def _settle(
    city: City,
    unit: CityUnit,
    teller: Teller,
    event: UnpackedEvent,
    known: BookedAppointment | None,
) -> None:
    """Give the sale its cells, where the machine's report did not tell of it."""
    facts = core_facts(event)
    try:
        seller = Seller(teller.machine.device, first_life(teller, event))
        if known is not None and known.status in GONE and not _holds(unit, facts, seller):
            return  # made and ended before the city heard of it: its cells were given back
        settle_sale_event(city, unit, facts, seller, is_known=known is not None)
    except NotASale:
        _case(city, unit, CaseKind.INCOMPLETE_SALE, teller, text_of(facts["booking"]))


def _holds(unit: CityUnit, facts: dict[str, Any], seller: Seller) -> bool:
    """Say whether the seller still has the right to a cell of a sale, sold or not."""
    try:
        listed = listed_of_sale(facts)
    except ValueError as error:
        raise NotASale("no cells") from error
    rows = unit.leases.rows_for(seller.device, {row.cell for row in listed[:MAX_CELLS_OF_A_SALE]})
    epochs = {row.cell: row.epoch for row in listed}
    return any(
        row.device == seller.device and row.epoch == epochs.get(row.cell) for row in rows.values()
    )


def _cancelled(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    facts = core_facts(event)
    proof = Proof(facts["proof"])
    number = text_of(facts["number"], 16)
    booking = text_of(facts["booking"])
    reason = text_of(facts.get("reason", ""), 32)
    ending = Ending.BY_CENTRE if reason else Ending.BY_PERSON
    if proof is Proof.UNCHECKED and not _is_code_right(unit, facts):
        _case(city, unit, CaseKind.CANCEL_UNPROVED, teller, number)
        return
    device = text_of(facts["device"], 32) or (teller.machine.device if proof is Proof.OWN else "")
    found = meant(unit, booking, number, device)
    if found is None and booking and "." in booking and proof is not Proof.TYPED:
        # The sale itself is still on its way from another machine: remember the end of it.
        found = before_its_sale(teller, booking, number, device)
    if found is None:
        _case(city, unit, CaseKind.CANCEL_UNPROVED, teller, number)
        return
    end_promise(city, unit, found, ending, CentreReason(reason).value if reason else "")


def end_promise(
    city: City, unit: CityUnit, found: BookedAppointment, ending: Ending, reason: str
) -> None:
    """End a promise before its time; a person who is there, or was, is not concerned."""
    before = found.status
    ended = replace(found, standing=found.standing.joined(Standing(ending=ending)))
    if reason:
        ended = replace(ended, reason=reason)
    unit.bookings.put(without_who(ended))
    if ended.status in GONE:
        free(unit, ended.booking)
        is_settled(city, unit, TaskKind.DISPLACED, ended)
    is_news = before not in GONE and ended.status is AppointmentStatus.CANCELLED_BY_CENTRE
    if is_news and reason not in _NOBODY_TO_CALL:
        ask_to_call(city, unit, TaskKind.CANCELLED, ended)
    new = unit.bookings.get(found.moved_to) if found.moved_to else None
    if new is not None and before is AppointmentStatus.MOVED:
        ask_to_call(city, unit, TaskKind.CANCELLED_AND_MOVED, new, keeps=new.booking)


def _attended(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    facts = core_facts(event)
    number = text_of(facts["number"], 16)
    told = Standing.of(AppointmentStatus(Attendance(facts["attendance"]).value))
    news = replace(told, presence_round=whole_of(facts.get("round", 0), MAX_ROUND))
    device = text_of(facts["device"], 32) or teller.machine.device
    booking = text_of(facts["booking"])
    found = meant(unit, booking, number, device)
    if found is None and "." in booking:
        # The sale itself is still on its way from another machine.
        found = before_its_sale(teller, booking, number, device)
    if found is None:
        _case(city, unit, CaseKind.ATTENDED_UNKNOWN, teller, number)
        return
    told_now = replace(found, standing=found.standing.joined(news))
    unit.bookings.put(without_who(told_now))
    if told_now.status in GONE:
        # an arrival noted by mistake had hidden the end of the promise
        free(unit, told_now.booking)
    elif found.status in GONE:
        ask_where_two_come(city, unit, told_now)


def _kept(city: City, unit: CityUnit, teller: Teller, facts: dict[str, Any]) -> None:
    """Keep a displaced appointment at its time, as a mediator of its centre wants it."""
    number = text_of(facts["number"], 16)
    device = text_of(facts["device"], 32) or teller.machine.device
    found = meant(unit, text_of(facts["booking"]), number, device)
    n_displaced = whole_of(facts["displaced"], MAX_ROUND)
    if found is None or found.centre != teller.machine.centre:
        raise EventRefused("other_centre")
    if n_displaced % 2:
        raise EventRefused(UNREADABLE)
    if found.standing.n_displaced < n_displaced:
        stand_again(city, unit, found, reason=Displaced.KEPT.value)


def _is_code_right(unit: CityUnit, facts: dict[str, Any]) -> bool:
    """Say whether the ticket shown was signed by the machine that it names."""
    try:
        code = read_code(text_of(facts.get("code", ""), 600))
    except NotACode:
        return False
    seller = unit.fleet.machine(code.core.device)
    if seller is None or code.core.number != facts["number"]:
        return False
    return is_signed_raw(bytes.fromhex(seller.public_key), code.message, code.signature)


def _case(city: City, unit: CityUnit, kind: CaseKind, teller: Teller, subject: str) -> None:
    unit.cases.open(
        kind,
        device=teller.machine.device,
        subject=subject[:120],
        detail={"number": subject.rpartition(".")[2]},
        now=city.now(),
    )
