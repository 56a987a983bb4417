# SPDX-License-Identifier: AGPL-3.0-or-later
"""The city's own hand on agendas: free times, sales from the pool, cancellations, absences.

Slots come from the one search; a sale takes its cells in the ledger of rights under the same
lock as every decision about rights, so that a cell that a machine holds is never sold here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_status import AppointmentStatus, Ending
from kiosk.domain.appointments import PARTY_MAX, CentreReason
from kiosk.domain.booking_events import desk_label
from kiosk.domain.displacement import why_displaced, why_not_held
from kiosk.domain.lease_ledger import CellState
from kiosk.domain.openings import Absence
from kiosk.domain.slots import Slot, Taken, buffer_cells, slot_cells
from kiosk.domain.typed_text import checked_text
from kiosk.domain.workshops import MAX_LENGTH_MIN, WorkshopStatus, workshop_resource
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.foundation.sealing import seal, seal_info
from sync.server.centre_agenda import agenda_for_search, free_in_centre
from sync.server.city_promises import fact_of_end, fact_of_sale
from sync.server.city_sales import Promise, seats_to_give, take
from sync.server.displacing import review_after_change
from sync.server.endings import end_promise
from sync.server.freeze import is_frozen
from sync.server.ledger import LedgerKind
from sync.server.reminders_text import way_to
from sync.server.reminders_wanted import POST
from sync.server.storage.waiting import WaitingCount
from sync.server.storage.words import SealedContact
from sync.server.waiting_list import allot
from sync.translation import instant, seconds
from sync.wire_down import WireAbsence
from sync.wire_form import CELL_S

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.openings import Motif
    from kiosk.domain.workshops import Workshop
    from sync.server.city import City
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.unit import CityUnit

_MINUTE_S: Final = 60
_ID_BYTES: Final = 8
_AROUND: Final = timedelta(hours=8)
MAX_ABSENCE: Final = timedelta(days=366)
MAX_SEARCH_DAYS: Final = 62
MAX_AWAY_DAYS: Final = 3660


@dataclass(frozen=True, slots=True)
class Order:
    """A time that somebody wants, as a person at the city enters it.

    Attributes:
        centre: Where.
        motif_id: For what.
        mediator_id: With whom.
        start: When, seconds since 1970.
        party_size: How many come together.
        label: What the person wants to be called, sealed to the desk; may be empty.
        contact: Telephone or mail for a reminder; may be empty.
    """

    centre: str
    motif_id: str
    mediator_id: str
    start: int
    party_size: int = 1
    label: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """A time away that somebody thinks of entering."""

    mediator_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What an absence would change.

    Attributes:
        displaced: Appointments whose time would be gone; somebody must place them again.
        n_leased: Cells that machines hold there: asked back, and sold until they hear of it.
    """

    displaced: tuple[BookedAppointment, ...]
    n_leased: int


def find_free(city: City, centre: str, motif_id: str, days: tuple[date, date]) -> tuple[Slot, ...]:
    """Return what the city may give away, by the one search.

    Raises:
        Refused: ``centre_unknown``, ``motif_unknown``, ``period_reversed``, ``period_too_long``.
    """
    if days[1] < days[0]:
        raise Refused("period_reversed")
    if (days[1] - days[0]).days > MAX_SEARCH_DAYS:
        raise Refused("period_too_long")
    today = paris_day(city.clock.now_utc())
    if max(abs((day - today).days) for day in days) > MAX_AWAY_DAYS:
        return ()  # nothing is booked there, and the calendar itself ends somewhere
    with city.database.transaction() as unit:
        _known_motif(city, unit, centre, motif_id)
        return free_in_centre(city, unit, centre, motif_id, days)


def sell_from_pool(city: City, order: Order) -> BookedAppointment:
    """Sell a time, or seats of a workshop, that no machine holds.

    Raises:
        Refused: ``centre_unknown``, ``motif_unknown``, ``party_too_big``, ``party_needs_longer``,
            ``contact_unusable``, ``label_too_long``, ``contact_too_long``, ``no_desk``,
            ``selling_stopped`` while rights are being told again, ``slot_gone``; for a workshop
            ``workshop_over``, ``people_waiting``, ``seats_missing``.
    """
    label = checked_text(order.label, field="label")
    contact = checked_text(order.contact, field="contact")
    if contact and way_to(contact) is None:
        raise Refused("contact_unusable")
    if not 1 <= order.party_size <= PARTY_MAX:
        raise Refused("party_too_big", n_max=PARTY_MAX)
    with city.database.transaction() as unit:
        unit.state.lock_rights()
        if is_frozen(unit):
            raise Refused("selling_stopped")
        sold = _sold(city, unit, order)
        rows = unit.leases.of_booking(sold.booking)
        city.ledger.append(LedgerKind.CITY_SOLD, **fact_of_sale(sold, rows))
        sold = replace(sold, label=_sealed_label(city, unit, sold, label))
        unit.bookings.put(sold)
        _keep_contact(city, unit, sold, contact)
        unit.state.bump()
    return sold


def cancel_by_city(city: City, booking: str, reason: str) -> BookedAppointment:
    """End a promise: by the centre for a reason of `CentreReason`, by the person without one.

    Raises:
        Refused: ``booking_unknown``, ``reason_unknown``, ``too_late``.
    """
    if reason and reason not in set(CentreReason):
        raise Refused("reason_unknown")
    with city.database.transaction() as unit:
        unit.state.lock_rights()
        found = unit.bookings.get(booking)
        if found is None:
            raise Refused("booking_unknown")
        can_end = (AppointmentStatus.CONFIRMED, AppointmentStatus.DISPLACED)
        if found.status not in (*can_end, AppointmentStatus.CANCEL_ASKED):
            raise Refused("too_late")
        ending = Ending.BY_CENTRE if reason else Ending.BY_PERSON
        end_promise(city, unit, found, ending, reason)
        city.ledger.append(LedgerKind.CITY_ENDED, **fact_of_end(booking, ending, reason))
        allot(city, unit)
        unit.state.bump()
        return unit.bookings.get(booking) or found


def preview_absence(city: City, away: Away) -> Preview:
    """Return whom an absence would displace, before anything is changed.

    Raises:
        Refused: ``mediator_unknown``, ``period_reversed``, ``period_too_long``.
    """
    with city.database.transaction() as unit:
        return _preview(city, unit, away)


def add_absence(city: City, away: Away) -> Preview:
    """Enter an absence; those whom it displaces are to be called, what is leased is asked back.

    Raises:
        Refused: See `preview_absence`.
    """
    with city.database.transaction() as unit:
        unit.state.lock_rights()
        seen = _preview(city, unit, away)
        unit.agenda.put_absence(
            WireAbsence(
                absence_id=f"v-{secrets.token_hex(_ID_BYTES)}",
                mediator_id=away.mediator_id,
                start=away.start,
                end=away.end,
            )
        )
        review_after_change(city, unit)
        unit.state.bump()
    return seen


def _preview(city: City, unit: CityUnit, away: Away) -> Preview:
    centre = unit.agenda.home_of(away.mediator_id)
    if not centre:
        raise Refused("mediator_unknown")
    if away.end <= away.start:
        raise Refused("period_reversed")
    if away.end - away.start > MAX_ABSENCE.total_seconds():
        raise Refused("period_too_long")
    agenda = agenda_for_search(city, unit, centre)
    absence = Absence("", away.mediator_id, instant(away.start), instant(away.end))
    after = replace(agenda, absences=(*agenda.absences, absence))
    mine = [
        one
        for one in unit.bookings.coming(city.now())
        if one.mediator_id == away.mediator_id and one.status is AppointmentStatus.CONFIRMED
    ]
    rows = unit.leases.between({away.mediator_id}, away.start // CELL_S, (away.end - 1) // CELL_S)
    return Preview(
        displaced=(
            *(one for one in mine if why_displaced(after, _taken(one)) is not None),
            *_led_meanwhile(city, unit, away),
        ),
        n_leased=sum(row.state is CellState.LEASED for row in rows.values()),
    )


def _led_meanwhile(city: City, unit: CityUnit, away: Away) -> list[BookedAppointment]:
    """Return who is enrolled in the workshops that somebody leads meanwhile, in any centre."""
    longest_s = MAX_LENGTH_MIN * _MINUTE_S
    led = {
        workshop_resource(one.workshop_id)
        for _, one in unit.workshops.since(away.start - longest_s)
        if one.mediator_id == away.mediator_id
        and one.status == WorkshopStatus.PLANNED.value
        and one.start < away.end
        and away.start < one.start + one.duration_min * _MINUTE_S
    }
    return [
        one
        for one in unit.bookings.coming(city.now())
        if one.motif_id in led and one.status is AppointmentStatus.CONFIRMED
    ]


def _sold(city: City, unit: CityUnit, order: Order) -> BookedAppointment:
    """Take the cells of an order in the ledger and return the appointment, not yet stored."""
    motif = _known_motif(city, unit, order.centre, order.motif_id)
    workshop = agenda_for_search(city, unit, order.centre).workshop(order.motif_id)
    if workshop is not None:
        return _enrolled(city, unit, order, workshop)
    if motif.for_party(order.party_size).duration_min > motif.duration_min:
        raise Refused("party_needs_longer")
    slot = Slot(instant(order.start), order.mediator_id, motif.duration_min)
    day = paris_day(slot.start_utc)
    if slot not in free_in_centre(city, unit, order.centre, order.motif_id, (day, day)):
        raise Refused("slot_gone")
    taken, _ = unit.agenda.busy(
        seconds(slot.start_utc - _AROUND), seconds(slot.start_utc + _AROUND)
    )
    agenda = agenda_for_search(city, unit, order.centre)
    cells = slot_cells(slot, motif, buffer_cells(agenda, taken))
    rows = unit.leases.of_cells(cells)
    is_free = all(row.state is CellState.FREE for row in rows.values())
    if not is_free or unit.recalls.open_of(cells):
        raise Refused("slot_gone")
    promise = Promise(
        centre=order.centre,
        motif_id=order.motif_id,
        mediator_id=order.mediator_id,
        start=order.start,
        duration_min=motif.duration_min,
        party_size=order.party_size,
    )
    return take(city, unit, promise, rows.values())


def _enrolled(city: City, unit: CityUnit, order: Order, workshop: Workshop) -> BookedAppointment:
    """Take seats of a workshop, all that a party needs; who waits for one comes first."""
    agenda = agenda_for_search(city, unit, order.centre)
    takes_place = why_not_held(agenda, workshop) is None
    if not (takes_place and workshop.takes_enrolments(city.clock.now_utc())):
        raise Refused("workshop_over")
    if (order.mediator_id, order.start) != (workshop.resource, seconds(workshop.start_utc)):
        raise Refused("slot_gone")
    if unit.waiting.counts().get(workshop.resource, WaitingCount()).n_waiting:
        raise Refused("people_waiting")
    rows = seats_to_give(unit, workshop)
    if len(rows) < order.party_size:
        raise Refused("seats_missing")
    promise = Promise(
        centre=order.centre,
        motif_id=workshop.resource,
        mediator_id=workshop.resource,
        start=order.start,
        duration_min=workshop.duration_min,
        party_size=order.party_size,
    )
    return take(city, unit, promise, rows[: order.party_size])


def _known_motif(city: City, unit: CityUnit, centre: str, motif_id: str) -> Motif:
    if unit.fleet.centre(centre) is None:
        raise Refused("centre_unknown")
    motif = agenda_for_search(city, unit, centre).motif(motif_id)
    if motif is None:
        raise Refused("motif_unknown")
    return motif


def _sealed_label(city: City, unit: CityUnit, sold: BookedAppointment, label: str) -> bytes | None:
    """Return a label sealed for the centre's desk, as a machine would have sealed it."""
    if not label:
        return None
    posts = [one for one in unit.fleet.machines(sold.centre) if one.role == POST and one.desk_key]
    if not posts:
        raise Refused("no_desk")
    desk = min(posts, key=lambda one: (one.enrolled, one.device))
    info = _place(city, sold, "label")
    sealed = seal(bytes.fromhex(desk.desk_key), label.encode("utf-8"), info)
    return desk_label(sold.booking.partition(".")[0], sealed)


def _keep_contact(city: City, unit: CityUnit, sold: BookedAppointment, contact: str) -> None:
    if not contact:
        return
    sealed = seal(
        city.keyring.sealing.public, contact.encode("utf-8"), _place(city, sold, "contact")
    )
    life = sold.booking.partition(".")[0]
    unit.contacts.keep(
        SealedContact(sold.booking, sold.device, life, sold.number, sealed, city.now())
    )


def _place(city: City, sold: BookedAppointment, field: str) -> bytes:
    return seal_info(
        tenant=city.settings.city,
        device=sold.device,
        incarnation=sold.booking.partition(".")[0],
        record=sold.number,
        field=field,
    )


def _taken(one: BookedAppointment) -> Taken:
    start = one.start // _MINUTE_S
    return Taken(one.mediator_id, one.motif_id, start, start + one.duration_min)
