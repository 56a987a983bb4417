# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contacts as they come, sealed: kept apart from the records, opened at the moment of sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.booking_events import CONTACT_FOR_CITY, annex_bytes, annex_parts
from kiosk.domain.outbox import EventKind
from kiosk.foundation.sealing import Unreadable, open_sealed, seal_info
from sync.server.booking_fields import first_life
from sync.server.ledger import LedgerKind
from sync.server.projections import UNREADABLE, EventRefused, core_facts
from sync.server.storage.words import SealedContact

if TYPE_CHECKING:
    from sync.columns import UnpackedEvent
    from sync.server.booking_fields import Teller
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

FIELD: Final = "contact"
REQUEST_PREFIX: Final = "request:"
_WITH_CONTACT: Final = frozenset({EventKind.APPOINTMENT_SOLD, EventKind.REQUEST_MADE})
_MAX_SUBJECT: Final = 80


def request_subject(device: str, number: str) -> str:
    """Return the name under which the contact of a request is kept."""
    return f"{REQUEST_PREFIX}{device}.{number}"


def keep_contact(
    city: City, unit: CityUnit, teller: Teller, kind: EventKind, event: UnpackedEvent
) -> None:
    """Keep the sealed contact of a sale or of a request, if the person gave one.

    Raises:
        EventRefused: If the event does not say whose it is.
    """
    if kind not in _WITH_CONTACT or event.annex is None:
        return
    sealed = _parts(event.annex).get(CONTACT_FOR_CITY)
    if sealed is None:
        return
    facts = core_facts(event)
    is_sale = kind is EventKind.APPOINTMENT_SOLD
    if "number" not in facts or (is_sale and "booking" not in facts):
        raise EventRefused(UNREADABLE)
    number, device = str(facts["number"])[:16], teller.machine.device
    subject = str(facts["booking"]) if is_sale else request_subject(device, number)
    unit.contacts.keep(
        SealedContact(
            subject=subject[:_MAX_SUBJECT],
            device=device,
            incarnation=first_life(teller, event),
            number=number,
            sealed=sealed,
            received=city.now(),
        )
    )


def without_contact(annex: bytes | None) -> bytes | None:
    """Return the annex of a booking without its contact, which has a place of its own.

    Bytes that are no annex of ours stay as they are, until their date erases them.
    """
    parts = _parts(annex) if annex is not None else {}
    if CONTACT_FOR_CITY not in parts:
        return annex
    del parts[CONTACT_FOR_CITY]
    return annex_bytes(parts)


def opened(city: City, one: SealedContact) -> str | None:
    """Return a contact in clear, for the moment in which it serves; nothing if it does not open."""
    if one.sealed is None:
        return None
    info = seal_info(
        tenant=city.settings.city,
        device=one.device,
        incarnation=one.incarnation,
        record=one.number,
        field=FIELD,
    )
    try:
        return open_sealed(city.keyring.sealing.private, one.sealed, info).decode("utf-8")
    except (Unreadable, UnicodeDecodeError):
        return None


def erase_contact(city: City, unit: CityUnit, subject: str) -> bool:
    """Erase a contact for good: a restored backup erases it again. Say whether there was one."""
    if unit.contacts.get(subject) is None:
        return False
    city.ledger.append(LedgerKind.CONTACT_ERASED, subject=subject)
    return unit.contacts.erase(subject)


def _parts(annex: bytes) -> dict[str, bytes]:
    try:
        return annex_parts(annex)
    except (ValueError, TypeError):
        return {}
