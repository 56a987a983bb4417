# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fields of the events of bookings, read within their bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk.domain.appointments import needs_of, needs_text
from kiosk.domain.booking_events import (
    LABEL_FOR_DESK,
    LANGUAGE,
    NEEDS,
    annex_parts,
    desk_label,
)
from sync.server.projections import UNREADABLE, EventRefused

if TYPE_CHECKING:
    from sync.columns import UnpackedEvent
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells an event."""

    machine: Machine
    incarnation: str


def text_of(value: Any, longest: int = 64) -> str:
    """Return a text of bounded length.

    Raises:
        EventRefused: If it is none.
    """
    if not isinstance(value, str) or len(value) > longest:
        raise EventRefused(UNREADABLE)
    return value


def whole_of(value: Any, highest: int = (1 << 31) - 1) -> int:
    """Return a whole number from 0 on.

    Raises:
        EventRefused: If it is none.
    """
    if type(value) is not int or not 0 <= value <= highest:
        raise EventRefused(UNREADABLE)
    return value


def label_of(teller: Teller, event: UnpackedEvent) -> bytes | None:
    """Return the label as a desk opens it: with the life of the machine that sealed it."""
    if event.annex is None:
        return None
    sealed = annex_parts(event.annex).get(LABEL_FOR_DESK)
    return None if sealed is None else desk_label(first_life(teller, event), sealed)


def needs_said(event: UnpackedEvent) -> str:
    """Return what the centre must prepare; nothing once the annex was erased."""
    parts = annex_parts(event.annex) if event.annex is not None else {}
    return needs_text(needs_of(parts.get(NEEDS, b"").decode("ascii")))


def language_said(event: UnpackedEvent) -> str:
    """Return the language of the person; nothing once the annex was erased."""
    parts = annex_parts(event.annex) if event.annex is not None else {}
    return text_of(parts.get(LANGUAGE, b"").decode("ascii"), 16)


def first_life(teller: Teller, event: UnpackedEvent) -> str:
    """Return the life under which an event was first written."""
    return event.origin.partition("/")[0] or teller.incarnation


def meant(
    unit: CityUnit, booking: str, number: str, device: str, *, centre: str = ""
) -> BookedAppointment | None:
    """Return the one appointment that an event means; nothing if it may be several.

    Args:
        unit: The transaction.
        booking: Name of the sale; empty where only the number is known.
        number: The eight digits.
        device: The machine that sold it; empty where nobody knows.
        centre: Where the number was typed: of several, the one of that centre is meant.
    """
    exact = unit.bookings.get(booking) if booking else None
    if exact is not None:
        return exact
    found = [one for one in unit.bookings.of_number(number) if not device or one.device == device]
    if len(found) > 1 and centre:
        found = [one for one in found if one.centre == centre]
    return found[0] if len(found) == 1 else None
