# SPDX-License-Identifier: AGPL-3.0-or-later
"""News of a request made true: where it then stands, and what is forgotten of its person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import OPEN_REQUESTS, RequestStatus, request_after
from kiosk.domain.appointment_status import GONE, Ending, Standing
from sync.server.given_up import free, without_who

if TYPE_CHECKING:
    from sync.server.storage.bookings import BookedAppointment, BookedRequest
    from sync.server.storage.unit import CityUnit


def store_news(unit: CityUnit, found: BookedRequest, news: RequestStatus) -> None:
    """Store a request after some news of it; one that is over says nothing of its person."""
    status = request_after(found.status, news)
    if status not in OPEN_REQUESTS:
        found = replace(found, label=None, needs="", language="")
    unit.bookings.put_request(replace(found, status=status))


def confirm_by_sale(unit: CityUnit, found: BookedRequest, sold: BookedAppointment) -> None:
    """Note a request as confirmed by a sale, which takes over what was said of those who come."""
    asked = found.label is not None and sold.label is None
    sold = replace(
        sold,
        label=found.label if asked else sold.label,
        label_of=f"{found.device}.{found.number}" if asked else sold.label_of,
        needs=sold.needs or found.needs,
        language=sold.language or found.language,
    )
    unit.bookings.put(sold)
    is_withdrawn = found.status is RequestStatus.WITHDRAWN
    store_news(unit, replace(found, booking=sold.booking), RequestStatus.CONFIRMED)
    if is_withdrawn:
        cancel_given(unit, sold)


def cancel_given(unit: CityUnit, given: BookedAppointment) -> None:
    """End an appointment whose request was withdrawn by the person."""
    ended = given.standing.joined(Standing(ending=Ending.BY_PERSON))
    unit.bookings.put(without_who(replace(given, standing=ended)))
    if ended.status in GONE:
        free(unit, given.booking)
