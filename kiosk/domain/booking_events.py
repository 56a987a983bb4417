# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city is told of appointments: the cores of the events, the annexes.

The kiosk writes with these functions and the server reads with them, so that a field has one
name. No core holds a name, a contact or a minute at which somebody stood at a machine.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import proposals_text
from kiosk.domain.appointments import PARTY_MAX, needs_text
from kiosk.domain.lease_seats import is_seat, seat_of, seat_resource
from kiosk.domain.leases import Listed, RightState
from kiosk.domain.openings import SOURCE_LANGUAGE, minutes_utc
from kiosk.domain.outbox import EventKind, OutboxEvent
from kiosk.domain.slots import Cell
from kiosk.domain.workshops import workshop_id_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from kiosk.domain.appointment_requests import (
        AppointmentRequest,
        DeclineReason,
        ProposedTime,
    )
    from kiosk.domain.appointment_status import Attendance
    from kiosk.domain.appointments import AccessNeed, Appointment, CentreReason
    from kiosk.domain.leases import Right
    from kiosk.domain.outbox import JSON, Core

LABEL_FOR_CITY = "label"
LABEL_FOR_DESK = "label_desk"
CONTACT_FOR_CITY = "contact"
NEEDS = "needs"
LANGUAGE = "language"
MAX_CELLS_OF_A_SALE = 288
_INCARNATION_BYTES = 8


class Proof(StrEnum):
    """How a machine knows that the person may cancel.

    OWN: it sold the appointment. TICKET: the signature on the ticket is right. NUMBER: the
    number is that of an appointment that the city told. TYPED: a number unknown here. UNCHECKED:
    a ticket whose signature could not be checked; the city checks it, or a person does.
    """

    OWN = "own"
    TICKET = "ticket"
    NUMBER = "number"
    TYPED = "typed"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class MovedFrom:
    """The appointment in whose place another one is made, and how the machine knows it.

    Attributes:
        booking: Name of the sale.
        number: The eight digits.
        device: Machine that sold it; empty for the one that tells.
        proof: How the machine knows that the person may.
        code: Text of the square code, when it was known by it.
    """

    booking: str
    number: str
    device: str
    proof: Proof
    code: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The request to which a sale is the answer."""

    number: str
    device: str


def appointment_sold(
    sold: Appointment,
    rights: Collection[Right],
    annex: bytes | None,
    *,
    moved_from: MovedFrom | None = None,
    answers: Answered | None = None,
) -> OutboxEvent:
    """Return the event of a sale; ``cells`` are runs (first step, number of cells, epoch).

    An enrolment has ``seats`` instead: (step, number of the seat, epoch), one a person.

    A move is this one event: the new sale names the old one, so that no order of news can free
    the old time without the new one being sold.
    """
    core: Core = {
        "booking": sold.booking,
        "number": sold.number,
        "mediator": sold.mediator_id,
        "motif": sold.motif_id,
        "start": minutes_utc(sold.start_utc),
        "duration_min": sold.duration_min,
        "cells": _runs([right for right in rights if not is_seat(right.cell)]),
    }
    if seats := _seats(rights):
        core["seats"] = seats
    if sold.party_size > 1:
        core["party"] = sold.party_size
    if moved_from is not None:
        core["moved_from"] = {
            "booking": moved_from.booking,
            "number": moved_from.number,
            "device": moved_from.device,
            "proof": moved_from.proof.value,
            "code": moved_from.code,
        }
        core["sequence"] = sold.sequence
        core["calendar"] = sold.calendar_number
    if answers is not None:
        core["answers"] = {"number": answers.number, "device": answers.device}
    return OutboxEvent(EventKind.APPOINTMENT_SOLD, core, annex)


def appointment_cancelled(
    *, booking: str, number: str, device: str, proof: Proof, code: str = ""
) -> OutboxEvent:
    """Return the event of a cancellation.

    Args:
        booking: Name of the sale; empty when only the number is known.
        number: The eight digits.
        device: Machine that sold it; empty for the one that tells, or when it is not known.
        proof: How the machine knows that the person may.
        code: Text of the square code, for the proofs TICKET and UNCHECKED.
    """
    core: Core = {"booking": booking, "number": number, "device": device, "proof": proof.value}
    if code:
        core["code"] = code
    return OutboxEvent(EventKind.APPOINTMENT_CANCELLED, core)


def appointment_cancelled_by_centre(told: Appointment, reason: CentreReason) -> OutboxEvent:
    """Return the event of a cancellation by the centre."""
    core: Core = {
        "booking": told.booking,
        "number": told.number,
        "device": told.device,
        "proof": Proof.OWN.value if not told.device else Proof.NUMBER.value,
        "reason": reason.value,
    }
    return OutboxEvent(EventKind.APPOINTMENT_CANCELLED, core)


def appointment_kept(told: Appointment, n_displaced: int) -> OutboxEvent:
    """Return the event of a displaced appointment that a mediator keeps at its time."""
    core: Core = {
        "booking": told.booking,
        "number": told.number,
        "device": told.device,
        "displaced": n_displaced,
    }
    return OutboxEvent(EventKind.APPOINTMENT_KEPT, core)


def absence_added(mediator_id: str, start_utc: datetime, end_utc: datetime) -> OutboxEvent:
    """Return the event of a mediator's absence; its reason is nobody's business."""
    core: Core = {
        "mediator": mediator_id,
        "start": minutes_utc(start_utc),
        "end": minutes_utc(end_utc),
    }
    return OutboxEvent(EventKind.ABSENCE_ADDED, core)


def absence_withdrawn(absence_id: str) -> OutboxEvent:
    """Return the event of an absence that a post takes back."""
    return OutboxEvent(EventKind.ABSENCE_WITHDRAWN, {"absence": absence_id})


def appointment_attended(told: Appointment, attendance: Attendance, n_round: int) -> OutboxEvent:
    """Return the event of a word on somebody's coming.

    Args:
        told: The appointment.
        attendance: How far the coming went.
        n_round: How often that was taken back, this time counted.
    """
    core: Core = {
        "booking": told.booking,
        "number": told.number,
        "device": told.device,
        "start": minutes_utc(told.start_utc),
        "attendance": attendance.value,
        "round": n_round,
    }
    return OutboxEvent(EventKind.APPOINTMENT_ATTENDED, core)


def request_made(made: AppointmentRequest, annex: bytes | None) -> OutboxEvent:
    """Return the event of a request."""
    core: Core = {
        "number": made.number,
        "motif": made.motif_id,
        "wish": made.wish.text(),
        "reply_by": made.reply_by.value,
    }
    if made.wish.centre:
        core["centre"] = made.wish.centre
    if made.party_size > 1:
        core["party"] = made.party_size
    return OutboxEvent(EventKind.REQUEST_MADE, core, annex)


def request_answered(
    told: AppointmentRequest, proposals: tuple[ProposedTime, ...], reason: DeclineReason | None
) -> OutboxEvent:
    """Return the event of an answer without a sale: times offered, or a reason to decline."""
    core: Core = {
        "number": told.number,
        "device": told.device,
        "proposals": proposals_text(proposals),
        "reason": reason.value if reason else "",
    }
    return OutboxEvent(EventKind.REQUEST_ANSWERED, core)


def request_chosen(told: AppointmentRequest, chosen: ProposedTime) -> OutboxEvent:
    """Return the event of a person's choice among the times offered."""
    core: Core = {
        "number": told.number,
        "device": told.device,
        "chosen": proposals_text((chosen,)),
    }
    return OutboxEvent(EventKind.REQUEST_CHOSEN, core)


def request_withdrawn(number: str, device: str, *, code: str = "") -> OutboxEvent:
    """Return the event of a request withdrawn by the person."""
    core: Core = {"number": number, "device": device}
    if code:
        core["code"] = code
    return OutboxEvent(EventKind.REQUEST_WITHDRAWN, core)


def listed_of_sale(core: Core) -> tuple[Listed, ...]:
    """Return the rows of the report that a sale's event stands for.

    The event of a sale is enough to settle it where the report is lost (a database damaged and
    salvaged, a key brought by hand).

    Raises:
        ValueError: If the core is not that of a sale.
    """
    mediator_id, booking, runs = core.get("mediator"), core.get("booking"), core.get("cells")
    if not (isinstance(mediator_id, str) and isinstance(booking, str) and isinstance(runs, list)):
        raise ValueError("not the core of a sale")  # noqa: TRY004 - one error for bad bytes
    rows: list[Listed] = []
    for run in runs:
        match run:
            case [int(first), int(n_cells), int(epoch)] if 0 < n_cells <= MAX_CELLS_OF_A_SALE:
                rows += (
                    Listed(Cell(mediator_id, step), epoch, RightState.SOLD, booking)
                    for step in range(first, first + n_cells)
                )
            case _:
                raise ValueError("not the core of a sale")
    return (*rows, *_listed_seats(core, mediator_id, booking))


def _listed_seats(core: Core, resource: str, booking: str) -> tuple[Listed, ...]:
    """Return the rows of the seats of a sale, or raise `ValueError`."""
    seats, workshop_id = core.get("seats", []), workshop_id_of(resource)
    if not isinstance(seats, list) or len(seats) > PARTY_MAX or (seats and not workshop_id):
        raise ValueError("not the core of a sale")
    rows: list[Listed] = []
    for one in seats:
        match one:
            case [int(step), int(seat), int(epoch)]:
                cell = Cell(seat_resource(workshop_id, seat), step)
                rows.append(Listed(cell, epoch, RightState.SOLD, booking))
            case _:
                raise ValueError("not the core of a sale")
    if len({row.cell for row in rows}) != len(rows):
        raise ValueError("a seat sold twice in one sale")
    return tuple(rows)


def said_parts(needs: frozenset[AccessNeed], language: str) -> dict[str, bytes]:
    """Return what the centre must prepare as parts of an annex: not sealed, but erasable.

    French is not written: it is what an annex without a language means.
    """
    parts: dict[str, bytes] = {}
    if needs:
        parts[NEEDS] = needs_text(needs).encode("ascii")
    if language and language != SOURCE_LANGUAGE:
        parts[LANGUAGE] = language.encode("ascii")
    return parts


def annex_bytes(parts: dict[str, bytes]) -> bytes | None:
    """Return sealed parts as one annex; nothing when there are none."""
    if not parts:
        return None
    packed = {name: base64.b64encode(sealed).decode("ascii") for name, sealed in parts.items()}
    return json.dumps(packed, sort_keys=True, separators=(",", ":")).encode("ascii")


def annex_parts(annex: bytes) -> dict[str, bytes]:
    """Return the sealed parts of an annex, by name.

    Raises:
        ValueError: If the bytes are no annex of an appointment or a request.
    """
    packed = json.loads(annex)
    if not isinstance(packed, dict):
        raise ValueError("no annex of an appointment")  # noqa: TRY004 - one error for bad bytes
    return {str(name): base64.b64decode(part, validate=True) for name, part in packed.items()}


def desk_label(incarnation: str, sealed: bytes) -> bytes:
    """Return a label sealed for the desk together with the life of the machine that sealed it.

    The life is part of what the sealing is bound to, and a desk hears of it nowhere else.
    """
    return bytes.fromhex(incarnation) + sealed


def split_desk_label(label: bytes) -> tuple[str, bytes]:
    """Return the life of the machine that sealed a label, and the sealed bytes."""
    return label[:_INCARNATION_BYTES].hex(), label[_INCARNATION_BYTES:]


def made_hour(now_utc: datetime) -> datetime:
    """Return the hour of an instant: nothing finer is kept of when somebody booked."""
    return now_utc.replace(minute=0, second=0, microsecond=0)


def _seats(rights: Collection[Right]) -> list[JSON]:
    found = [right for right in rights if is_seat(right.cell)]
    found.sort(key=lambda one: seat_of(one.cell))
    return [[one.cell.step, seat_of(one.cell), one.epoch] for one in found]


def _runs(rights: Collection[Right]) -> list[JSON]:
    runs: list[list[int]] = []
    for right in sorted(rights, key=lambda one: one.cell):
        last = runs[-1] if runs else None
        if last and last[0] + last[1] == right.cell.step and last[2] == right.epoch:
            last[1] += 1
        else:
            runs.append([right.cell.step, 1, right.epoch])
    return [list(run) for run in runs]
