# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments and requests as they travel down, read into the values of the domain."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import (
    AppointmentRequest,
    DeclineReason,
    RequestStatus,
    Wish,
    proposals_of,
)
from kiosk.domain.appointment_status import AppointmentStatus, Standing
from kiosk.domain.appointments import Appointment, ReplyBy, needs_of, reason_of
from kiosk.foundation.clock import paris_day
from sync.translation import NotTranslatable, instant

if TYPE_CHECKING:
    from sync.wire_down import WireBooking, WireWish


def appointment_of(one: WireBooking) -> Appointment:
    """Return the appointment that travelled.

    Raises:
        ValueError: If a word of it means nothing here.
    """
    if one.standing:
        standing = Standing.of_text(one.standing)
    else:
        standing = Standing.of(AppointmentStatus(one.state))
    return Appointment(
        booking=one.booking or f"{one.device}.{one.number}",
        number=one.number,
        mediator_id=one.mediator_id,
        motif_id=one.motif_id,
        start_utc=instant(one.start),
        duration_min=one.duration_min,
        device=one.device,
        label_sealed=sealed_of(one.label),
        label_of=one.label_of,
        party_size=one.party_size,
        needs=needs_of(one.needs),
        language=one.language,
        moved_from=one.moved_from,
        moved_to=one.moved_to,
        sequence=one.sequence,
        calendar_number=one.calendar_number,
        standing=standing,
        reason=reason_of(one.reason),
    )


def request_of(one: WireWish) -> AppointmentRequest:
    """Return the request that travelled.

    Raises:
        ValueError: If a word of it means nothing here.
    """
    chosen = proposals_of(one.chosen)
    return AppointmentRequest(
        number=one.number,
        motif_id=one.motif_id,
        wish=Wish.of(one.wish, one.centre),
        status=RequestStatus(one.state),
        device=one.device,
        label_sealed=sealed_of(one.label),
        reply_by=ReplyBy(one.reply_by),
        party_size=one.party_size,
        needs=needs_of(one.needs),
        language=one.language,
        made_day=paris_day(instant(one.made)) if one.made else None,
        proposals=proposals_of(one.proposals),
        reason=DeclineReason(one.reason) if one.reason else None,
        booking=one.booking,
        chosen=chosen[0] if chosen else None,
        offer_until_utc=instant(one.offer_until) if one.offer_until else None,
    )


def sealed_of(label: str) -> bytes | None:
    """Return the sealed bytes that travelled; nothing when there were none.

    Raises:
        NotTranslatable: If they cannot be read.
    """
    if not label:
        return None
    try:
        return base64.b64decode(label, validate=True)
    except binascii.Error as error:
        raise NotTranslatable("étiquette scellée illisible") from error
