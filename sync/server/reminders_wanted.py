# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which messages the present state of appointments asks for; a handful of statements a round.

Worked out from the state rather than from events: whatever way a cancellation or a move took,
the word that it asks for is found, once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import CentreReason
from sync.server.contacts import REQUEST_PREFIX, erase_contact
from sync.server.erasure import Erased, note_erased
from sync.server.reminders_plan import Window, reminder_windows, word_window
from sync.server.storage.words import Message, MessageKind, MessageState
from sync.server.waiting_words import message_wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.server.city import City
    from sync.server.reminders_plan import QuietHours
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.unit import CityUnit
    from sync.server.storage.words import SealedContact

POST: Final = "poste"
SOLD_ONLINE: Final = "ville"
_AHEAD_S: Final = 400 * 24 * 3600
_MAX_CHAIN: Final = 100
_KNOWN_ALREADY: Final = frozenset({CentreReason.ASKED_BY_PHONE.value, CentreReason.MISUSE.value})


@dataclass(frozen=True, slots=True)
class _Scene:
    city: City
    unit: CityUnit
    hours: QuietHours
    known: Mapping[str, BookedAppointment]
    by_centre: frozenset[str]
    may_send: bool
    wanted: dict[str, Message] = field(default_factory=dict)


def plan_messages(city: City, unit: CityUnit, hours: QuietHours, *, may_send: bool) -> None:
    """Enter the messages that are wanted and not known yet; erase contacts that serve no more.

    Args:
        city: The city.
        unit: The transaction.
        hours: Outside the quiet hours.
        may_send: Whether there is any way to send; without one, nothing is recalled.
    """
    now = city.now()
    known = {one.booking: one for one in unit.bookings.between(now, now + _AHEAD_S)}
    posts = {one.device for one in unit.fleet.machines() if one.role == POST}
    scene = _Scene(city, unit, hours, known, frozenset(posts | {SOLD_ONLINE}), may_send)
    for booking, found in _contacts_by_appointment(scene).items():
        _plan(scene, known[booking], found)
    for contact in unit.contacts.live():
        if contact.subject.startswith(REQUEST_PREFIX):
            about_seat = message_wanted(city, unit, hours, contact)
            if about_seat is not None:
                scene.wanted[about_seat.message_id] = about_seat
    for one in known.values():
        if one.moved_from and one.device in scene.by_centre:
            _tell_move(scene, one, None)
    unit.messages.plan(scene.wanted.values())


def _contacts_by_appointment(scene: _Scene) -> dict[str, SealedContact]:
    """Return appointment -> contact; a contact given with a move counts before an older one."""
    live = {one.subject: one for one in scene.unit.contacts.live()}
    if not live:
        return {}
    answered = _answered(scene, live)
    found: dict[str, SealedContact] = {}
    for one in scene.known.values():
        if one.moved_to in scene.known:
            continue  # the promise of today is another one
        at: BookedAppointment | None = one
        for _ in range(_MAX_CHAIN):
            if at is None:
                break
            contact = live.get(at.booking) or answered.get(at.booking)
            if contact is not None:
                found[one.booking] = contact
                break
            at = _before(scene, at)
    return found


def _answered(scene: _Scene, live: Mapping[str, SealedContact]) -> dict[str, SealedContact]:
    """Return appointment -> contact of the request to which it is the answer."""
    found: dict[str, SealedContact] = {}
    for one in live.values():
        if one.subject.startswith(REQUEST_PREFIX):
            asked = scene.unit.bookings.request(one.device, one.number)
            if asked is not None and asked.booking:
                found[asked.booking] = one
    return found


def _before(scene: _Scene, one: BookedAppointment) -> BookedAppointment | None:
    if not one.moved_from:
        return None
    return scene.known.get(one.moved_from) or scene.unit.bookings.get(one.moved_from)


def _plan(scene: _Scene, one: BookedAppointment, found: SealedContact) -> None:
    match one.status:
        case AppointmentStatus.CONFIRMED:
            if one.moved_from and one.device in scene.by_centre:
                _tell_move(scene, one, found)
            # who left a telephone for an answer has not asked to be reminded
            if scene.may_send and not found.subject.startswith(REQUEST_PREFIX):
                _recall(scene, one, found)
        case AppointmentStatus.CANCELLED_BY_CENTRE if one.reason not in _KNOWN_ALREADY:
            window = word_window(MessageKind.CANCELLED, one.start, scene.city.now(), scene.hours)
            if window is not None:
                _enter(scene, one, window, found)
        case AppointmentStatus.DISPLACED | AppointmentStatus.CANCEL_ASKED:
            pass
        case _:
            # the person cancelled, or is here: nothing more is to be said
            if erase_contact(scene.city, scene.unit, found.subject):
                note_erased(scene.city, scene.unit, Erased.CONTACTS_USELESS, 1)


def _recall(scene: _Scene, one: BookedAppointment, found: SealedContact) -> None:
    days = scene.city.settings.reminders.days
    for window in reminder_windows(one.start, found.received, days, scene.hours):
        _enter(scene, one, window, found)


def _tell_move(scene: _Scene, one: BookedAppointment, found: SealedContact | None) -> None:
    """Enter the word on a move by the centre; a person calls where there is no contact."""
    if one.status is not AppointmentStatus.CONFIRMED:
        return
    window = word_window(MessageKind.MOVED, one.start, scene.city.now(), scene.hours)
    if window is not None:
        _enter(scene, one, window, found)


def _enter(
    scene: _Scene, one: BookedAppointment, window: Window, found: SealedContact | None
) -> None:
    message_id = f"{window.kind.value}:{one.booking}:{one.start}"
    if message_id in scene.wanted:
        return
    scene.wanted[message_id] = Message(
        message_id=message_id,
        booking=one.booking,
        kind=window.kind,
        state=MessageState.WAITING if found else MessageState.TO_CALL,
        start=one.start,
        due=window.due,
        last=window.last,
        reason="" if found else "no_contact",
        changed=scene.city.now(),
        subject=found.subject if found else "",
    )
