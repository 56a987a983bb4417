# SPDX-License-Identifier: AGPL-3.0-or-later
"""How people on a waiting list hear of it: by message, by a person who calls, or at a machine.

A message goes to whoever left a contact; `sync.server.reminders` says it at the right hour. Who
left none and wants to be called, or comes by, is on the call list of the centre. Everybody else
asks a machine of the centre, by the number on the ticket.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import DeclineReason, RequestStatus, proposals_of
from kiosk.domain.appointments import ReplyBy
from kiosk.domain.lease_cases import TaskKind
from kiosk.domain.workshops import is_workshop, workshop_id_of
from sync.server.contacts import REQUEST_PREFIX, erase_contact, request_subject
from sync.server.erasure import Erased, note_erased
from sync.server.reminders_plan import Window, word_window
from sync.server.storage.cases import CaseKind
from sync.server.storage.words import OPEN_STATES, Message, MessageKind, MessageState
from sync.translation import seconds

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.reminders_plan import QuietHours
    from sync.server.storage.bookings import BookedAppointment, BookedRequest
    from sync.server.storage.unit import CityUnit
    from sync.server.storage.words import SealedContact

_STILL_TO_SAY = (*OPEN_STATES, MessageState.TO_CALL)


def tell_or_call(
    city: City, unit: CityUnit, kind: TaskKind, entry: BookedRequest, start: int
) -> None:
    """See that somebody hears of an offer, or of the end of their wait.

    Args:
        city: The city.
        unit: The transaction.
        kind: Why they would be called.
        entry: Who.
        start: When their workshop begins.
    """
    has_contact = unit.contacts.get(request_subject(entry.device, entry.number)) is not None
    if not has_contact and entry.reply_by != ReplyBy.NUMBER:
        call_about_seat(city, unit, kind, entry, start)


def call_about_seat(
    city: City, unit: CityUnit, kind: TaskKind, entry: BookedRequest, start: int
) -> None:
    """Ask a person of the centre to call somebody about a seat; asked once for each hour."""
    unit.cases.open(
        CaseKind.PERSON_TO_CALL,
        device=entry.device,
        subject=_task_subject(kind, entry, start),
        detail={
            "task": kind.value,
            "booking": "",
            "number": entry.number,
            "mediator": entry.motif_id,
            "start": start,
            "n_cells": 0,
            "keeps": "",
        },
        now=city.now(),
    )


def end_words(city: City, unit: CityUnit, entry: BookedRequest) -> None:
    """Take back what was still to be said about an offer that stands no more."""
    for one in proposals_of(entry.proposals):
        subject = _task_subject(TaskKind.SEAT_OFFERED, entry, seconds(one.start_utc))
        unit.cases.close_about(CaseKind.PERSON_TO_CALL, entry.device, [subject], city.now())
    for message in unit.messages.of_booking(request_subject(entry.device, entry.number)):
        if message.kind is MessageKind.OFFER and message.state in _STILL_TO_SAY:
            gone = replace(message, state=MessageState.DROPPED, reason="gone", tries=0)
            unit.messages.put(replace(gone, changed=city.now()))


def is_about_request(message: Message) -> bool:
    """Say whether a message is about a request rather than about an appointment."""
    return message.booking.startswith(REQUEST_PREFIX)


def request_of_message(unit: CityUnit, message: Message) -> BookedRequest | None:
    """Return the request that a message is about; nothing where it is unknown."""
    device, _, number = message.booking.removeprefix(REQUEST_PREFIX).rpartition(".")
    return unit.bookings.request(device, number)


def spoken_of(unit: CityUnit, message: Message) -> BookedAppointment | BookedRequest | None:
    """Return the appointment, or the request, that a message is about."""
    if is_about_request(message):
        return request_of_message(unit, message)
    return unit.bookings.get(message.booking)


def is_still_true(message: Message, entry: BookedRequest) -> bool:
    """Say whether what a message is to tell still stands."""
    if message.kind is MessageKind.OFFER:
        is_open = entry.status is RequestStatus.PROPOSED and not entry.chosen
        return is_open and message.message_id == _message_id(MessageKind.OFFER, entry, _at(entry))
    return _is_cancelled(entry)


def call_instead(city: City, unit: CityUnit, message: Message) -> None:
    """Ask a person to call about what no message told."""
    entry = request_of_message(unit, message)
    if entry is None or not is_still_true(message, entry):
        return
    is_offer = message.kind is MessageKind.OFFER
    kind = TaskKind.SEAT_OFFERED if is_offer else TaskKind.CANCELLED
    call_about_seat(city, unit, kind, entry, message.start)


def note_called(city: City, unit: CityUnit, message: Message) -> None:
    """Close what was asked at the post about somebody whom the city has called itself."""
    entry = request_of_message(unit, message) if is_about_request(message) else None
    if entry is not None:
        kinds = (TaskKind.SEAT_OFFERED, TaskKind.CANCELLED)
        subjects = [_task_subject(kind, entry, message.start) for kind in kinds]
        unit.cases.close_about(CaseKind.PERSON_TO_CALL, entry.device, subjects, city.now())


def message_wanted(
    city: City, unit: CityUnit, hours: QuietHours, found: SealedContact
) -> Message | None:
    """Return what is to be said by the contact of a request for a seat; nothing for now.

    A contact by which nothing more can be said is erased.
    """
    entry = unit.bookings.request(found.device, found.number)
    if entry is None or not is_workshop(entry.motif_id):
        return None
    if entry.status is RequestStatus.PROPOSED and entry.offer_until:
        window = Window(MessageKind.OFFER, entry.offer_told, entry.offer_until)
        return _message(city, entry, window, _at(entry))
    placed = unit.workshops.get(workshop_id_of(entry.motif_id))
    if _is_cancelled(entry) and placed is not None:
        start = placed.workshop.start
        cancelled = word_window(MessageKind.CANCELLED, start, city.now(), hours)
        if cancelled is not None:
            return _message(city, entry, cancelled, start)
    is_over = entry.status not in {RequestStatus.REQUESTED, RequestStatus.PROPOSED}
    if is_over and not entry.booking and erase_contact(city, unit, found.subject):
        note_erased(city, unit, Erased.CONTACTS_USELESS, 1)
    return None


def _message(city: City, entry: BookedRequest, window: Window, start: int) -> Message:
    subject = request_subject(entry.device, entry.number)
    return Message(
        message_id=_message_id(window.kind, entry, start),
        booking=subject,
        kind=window.kind,
        state=MessageState.WAITING,
        start=start,
        due=window.due,
        last=window.last,
        changed=city.now(),
        subject=subject,
    )


def _is_cancelled(entry: BookedRequest) -> bool:
    is_declined = entry.status is RequestStatus.DECLINED
    return is_declined and entry.reason == DeclineReason.WORKSHOP_CANCELLED


def _at(entry: BookedRequest) -> int:
    """Return when the offered seat is; 0 where none is offered."""
    return next((seconds(one.start_utc) for one in proposals_of(entry.proposals)), 0)


def _message_id(kind: MessageKind, entry: BookedRequest, start: int) -> str:
    return f"{kind.value}:{request_subject(entry.device, entry.number)}:{start}"


def _task_subject(kind: TaskKind, entry: BookedRequest, start: int) -> str:
    return f"{kind.value} {request_subject(entry.device, entry.number)} {start}"
