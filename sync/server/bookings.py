# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events of the lane of bookings, applied one by one: few, and each may concern another.

A sale is never refused: what cannot be read of it is shown as incomplete, with a case. A
cancellation that nothing proves cancels nobody: it becomes a case for a person.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.appointment_status import (
    GONE,
    MAX_ROUND,
    AppointmentStatus,
    Attendance,
    Ending,
    Standing,
)
from kiosk.domain.appointments import CHECK_IN_BEFORE, CentreReason
from kiosk.domain.booking_events import MAX_CELLS_OF_A_SALE, Proof, listed_of_sale
from kiosk.domain.displacement import Displaced
from kiosk.domain.outbox import EventKind
from kiosk.domain.who_may_say import POST, Deed, why_refused
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
from sync.server.endings import end_promise
from sync.server.given_up import free, without_who
from sync.server.moves import before_its_sale, hand_on, take_over
from sync.server.people_tasks import ask_where_two_come
from sync.server.projections import UNREADABLE, EventRefused, core_facts
from sync.server.reported import is_elsewhere
from sync.server.rights_events import RIGHTS_KINDS, apply_rights_event
from sync.server.settling import NotASale, Seller, settle_sale_event
from sync.server.storage.bookings import BookedAppointment
from sync.server.storage.cases import CaseKind
from sync.server.telling import (
    is_believed,
    may_end,
    open_not_allowed,
    open_unproved,
    relation_to,
)

if TYPE_CHECKING:
    from sync.columns import UnpackedEvent
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

_MAX_PARTY: Final = 100
_MAX_DURATION_MIN: Final = 24 * 60
_MAX_AHEAD_S: Final = 400 * 24 * 3600  # beyond the longest horizon of a need
_MINUTE_S: Final = 60
_CLOCK_ERROR: Final = timedelta(hours=1)


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
    is_mine = known is None or known.device == teller.machine.device
    if known is not None and not is_mine and (known.mediator_id or not known.incomplete):
        raise EventRefused("other_machine")
    if start > city.now() + _MAX_AHEAD_S:
        raise EventRefused(UNREADABLE)
    if not is_mine:
        known = None  # what was said of it under the name of another machine is void
    at_first = known or before_its_sale(teller, booking, "", "")
    is_away = _is_away(unit, teller, event)
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
            incomplete=is_away,
            label=label_of(teller, event) or at_first.label,
            party_size=_party_of(facts),
            needs=needs_said(event) or at_first.needs,
            language=language_said(event) or at_first.language,
        )
    )
    if is_away:
        _case(city, unit, CaseKind.INCOMPLETE_SALE, teller, booking)
        return
    _settle(city, unit, teller, event, known)
    _after_sale(city, unit, teller, booking, facts)


def _party_of(facts: dict[str, Any]) -> int:
    """Return how many come together; to a workshop, no more than have a seat."""
    said, seats = whole_of(facts.get("party", 1), _MAX_PARTY), facts.get("seats")
    return min(said, len(seats)) if isinstance(seats, list) and seats else said


def _after_sale(
    city: City, unit: CityUnit, teller: Teller, booking: str, facts: dict[str, Any]
) -> None:
    """Do what follows from a sale that is settled: ends, links, the agenda of today."""
    sold = _again(unit, booking)
    if sold.status in GONE:
        free(unit, booking)
    if "answers" in facts:
        answered_by_sale(city, unit, teller, sold, facts["answers"])
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


def _is_away(unit: CityUnit, teller: Teller, event: UnpackedEvent) -> bool:
    """Say whether a sale is of another centre's time, to which its machine never had a right."""
    facts = core_facts(event)
    if not is_elsewhere(unit, teller.machine, text_of(facts["mediator"])):
        return False
    try:
        return not _holds(unit, facts, Seller(teller.machine.device, first_life(teller, event)))
    except NotASale:
        return True


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
    device = text_of(facts["device"], 32) or (teller.machine.device if proof is Proof.OWN else "")
    found = meant(unit, booking, number, device, centre=teller.machine.centre)
    if found is None and booking and "." in booking and proof is not Proof.TYPED:
        # The sale itself is still on its way from another machine: remember the end of it.
        found = before_its_sale(teller, booking, number, device)
    if found is None:
        open_unproved(city, unit, teller, number, "unknown")
        return
    if reason:
        is_believed(city, unit, teller, Deed.END_FOR_CENTRE, relation_to(unit, teller, found))
    elif not may_end(city, unit, teller, found, facts):
        open_unproved(city, unit, teller, number, "not_proved")
        return
    end_promise(city, unit, found, ending, CentreReason(reason).value if reason else "")


def _attended(city: City, unit: CityUnit, teller: Teller, event: UnpackedEvent) -> None:
    facts = core_facts(event)
    number = text_of(facts["number"], 16)
    attendance = Attendance(facts["attendance"])
    told = Standing.of(AppointmentStatus(attendance.value))
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
    deed = Deed.CHECK_IN if attendance is Attendance.ARRIVED else Deed.MARK
    is_right = is_believed(city, unit, teller, deed, relation_to(unit, teller, found))
    start = found.start or whole_of(facts.get("start", 0)) * _MINUTE_S
    if not is_right or _is_too_early(city, teller, start):
        open_not_allowed(city, unit, teller, deed, number)
        return
    if teller.machine.role != POST:
        # a kiosk corrects nothing: it says what it was told of corrections
        n_round = min(news.presence_round, found.standing.presence_round)
        news = replace(news, presence_round=n_round)
    told_now = replace(found, standing=found.standing.joined(news))
    unit.bookings.put(without_who(told_now))
    if told_now.status in GONE:
        # an arrival noted by mistake had hidden the end of the promise
        free(unit, told_now.booking)
    elif found.status in GONE:
        ask_where_two_come(city, unit, told_now)


def _is_too_early(city: City, teller: Teller, start: int) -> bool:
    """Say whether a kiosk checks somebody in before the window, its clock's error allowed."""
    opens = start - int((CHECK_IN_BEFORE + _CLOCK_ERROR).total_seconds())
    return teller.machine.role != POST and city.now() < opens


def _kept(city: City, unit: CityUnit, teller: Teller, facts: dict[str, Any]) -> None:
    """Keep a displaced appointment at its time, as a mediator of its centre wants it."""
    number = text_of(facts["number"], 16)
    device = text_of(facts["device"], 32) or teller.machine.device
    found = meant(unit, text_of(facts["booking"]), number, device)
    n_displaced = whole_of(facts["displaced"], MAX_ROUND)
    if found is None:
        raise EventRefused(why_refused(Deed.KEEP, teller.machine.role))
    is_believed(city, unit, teller, Deed.KEEP, relation_to(unit, teller, found))
    if n_displaced % 2:
        raise EventRefused(UNREADABLE)
    if found.standing.n_displaced < n_displaced:
        stand_again(city, unit, found, reason=Displaced.KEPT.value)


def _case(city: City, unit: CityUnit, kind: CaseKind, teller: Teller, subject: str) -> None:
    unit.cases.open(
        kind,
        device=teller.machine.device,
        subject=subject[:120],
        detail={"number": subject.rpartition(".")[2]},
        now=city.now(),
    )
