# SPDX-License-Identifier: AGPL-3.0-or-later
"""A city that reminds: a kiosk that sells with contacts, a real gateway, a real mail server."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kiosk.domain.appointments import WhoComes
from sync.server.chores import Chores

if TYPE_CHECKING:
    from kiosk.wiring import Kiosk
    from tests.support.city import TestCity

MOBILE = "06 12 34 56 78"
MAIL = "fatou@example.org"
THURSDAY = date(2026, 11, 26)


def write_settings(city: TestCity, text: str) -> None:
    """Write `city.toml` and start the server again with it."""
    (city.folder / "city" / "city.toml").write_text(text, encoding="utf-8")
    city.restart()


def with_gateway(city: TestCity, url: str, *, more: str = "", knows_keys: bool = False) -> None:
    """Let a city send text messages by a gateway."""
    write_settings(
        city,
        f"[reminders]\nphone = '03 20 00 00 00'\n{more}\n"
        f"[reminders.gateway]\nurl = '{url}'\nknows_keys = {str(knows_keys).lower()}\n"
        "timeout_s = 5.0\n[reminders.gateway.fields]\nsender = 'ECN'\n",
    )


def booked_on(kiosk: Kiosk, day: date, contact: str = MOBILE, label: str = "") -> str:
    """Sell the first time of a day for a CAF matter; return the number of the ticket."""
    service = kiosk.appointments
    slot = service.slots("caf", day)[0]
    ticket = service.confirm(service.hold("caf", slot), who=WhoComes(label=label, contact=contact))
    return ticket.number.replace(" ", "")


def a_booked_person(city: TestCity, day: date = THURSDAY, contact: str = MOBILE) -> str:
    """Let a person book at a kiosk and the city hear of it; return the number."""
    kiosk = city.machine("borne")
    client = city.client(kiosk)
    client.exchange()
    number = booked_on(kiosk, day, contact)
    client.exchange()
    return number


def chores(city: TestCity):
    """Do one round of what a running server does by itself."""
    return Chores(city.city).turn()


def messages(city: TestCity):
    """Return every message that the city knows, by its kind."""
    with city.city.database.transaction() as unit:
        booked = unit.bookings.between(0, 1 << 40)
        return {
            one.kind.value: one
            for booking in booked
            for one in unit.messages.of_booking(booking.booking)
        }


def contacts(city: TestCity):
    """Return the contacts that are still there."""
    with city.city.database.transaction() as unit:
        return unit.contacts.live()
