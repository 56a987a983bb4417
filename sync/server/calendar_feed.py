# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments as calendar files, and one calendar a mediator that any program may follow.

A feed says when a mediator is taken, never for what and never who comes. It is behind a token of
256 bits of which only the hash is kept; whoever has the address has the calendar, until it is
ended. Times are in UTC, so that no rule of Paris' clock has to be told.

Source: RFC 5545; RFC 5546 section 3.2.1 for METHOD:PUBLISH; RFC 9110 section 8.8.3 for ETag.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kiosk.domain.appointment_status import GONE
from kiosk.foundation.errors import Refused
from sync.server.ledger import LedgerKind
from sync.translation import instant

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.feeds import Feed
    from sync.server.storage.unit import CityUnit
    from sync.server.storage.workshops import PlacedWorkshop
    from sync.wire_down import WireAbsence, WireCentre

PRODUCT: Final = "-//sixieme-quartier//agenda//FR"
FEED_PATH: Final = "/agenda"
TAKEN: Final = "Rendez-vous ECN"
BUSY: Final = "Occupé"
PAST: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=366)
REFRESH: Final = timedelta(minutes=30)
_TOKEN_BYTES: Final = 32
_LONGEST_TOKEN: Final = 64
_ETAG_HEX: Final = 24


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A feed as it is served.

    Attributes:
        body: The calendar; empty where the asker holds it already.
        etag: Weak tag: the same while nothing that it tells has changed.
    """

    body: bytes
    etag: str


def make_feed(city: City, mediator_id: str) -> str:
    """Make a feed for a mediator and return its token, which is told this once.

    Raises:
        Refused: ``mediator_unknown``.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with city.database.transaction() as unit:
        if not unit.agenda.home_of(mediator_id):
            raise Refused("mediator_unknown")
        unit.state.lock_rights()  # two feeds never get one number
        unit.feeds.add(mediator_id, _hash(token), city.now())
    return token


def end_feed(city: City, feed_id: int) -> bool:
    """End a feed for good, a restored backup's too; say whether it worked until then."""
    with city.database.transaction() as unit:
        token_hash = unit.feeds.hash_of(feed_id)
        if not token_hash:
            return False
        city.ledger.append(LedgerKind.FEED_REVOKED, token_hash=token_hash)
        return unit.feeds.revoke(feed_id, city.now())


def feed_file(city: City, token: str, held: str = "") -> FeedFile | None:
    """Return the calendar of a token; nothing if there is no such feed any more.

    Args:
        city: The city.
        token: As it stands in the address.
        held: Tag of what the asker holds.
    """
    if not 0 < len(token) <= _LONGEST_TOKEN or not token.isascii():
        return None
    now_utc = city.clock.now_utc()
    with city.database.transaction() as unit:
        feed = unit.feeds.of_token(_hash(token))
        if feed is None:
            return None
        told = _told(unit, feed, now_utc)
    etag = _tag(told)
    if etag == held:
        return FeedFile(b"", etag)
    return FeedFile(_calendar_of(feed, told, now_utc), etag)


def appointment_file(city: City, booking: str) -> bytes | None:
    """Return one appointment as a file for its person: number, hour, place; no need, no name."""
    with city.database.transaction() as unit:
        one = unit.bookings.get(booking)
        card = unit.fleet.centre(one.centre) if one else None
    if one is None or one.incomplete or not one.start:
        return None
    calendar = _calendar(TAKEN)
    calendar.add("METHOD", "PUBLISH")
    calendar.add_component(_event_of(one, {one.centre: card} if card else {}, city.clock.now_utc()))
    return bytes(calendar.to_ical())


class _Told(NamedTuple):
    """What a feed tells: appointments, absences, workshops led, cards of the centres."""

    booked: list[BookedAppointment]
    absences: list[WireAbsence]
    led: list[PlacedWorkshop]
    cards: dict[str, WireCentre]


def _told(unit: CityUnit, feed: Feed, now_utc: datetime) -> _Told:
    first, last = _seconds(now_utc - PAST), _seconds(now_utc + AHEAD)
    booked = [
        one
        for one in unit.bookings.between(first, last)
        if one.mediator_id == feed.mediator_id and not one.incomplete
    ]
    absences = [
        one
        for one in unit.agenda.whole(unit.agenda.revision()).absences
        if one.mediator_id == feed.mediator_id and one.end >= first
    ]
    led = [
        one
        for one in unit.workshops.since(first)
        if one.workshop.mediator_id == feed.mediator_id and one.workshop.start <= last
    ]
    cards = {card.code: card for card in unit.fleet.centres()}
    return _Told(_one_a_name(booked), absences, led, cards)


def _one_a_name(booked: list[BookedAppointment]) -> list[BookedAppointment]:
    """Return one appointment a name: of one that was moved, where it stands today."""
    found: dict[str, BookedAppointment] = {}
    for one in booked:
        other = found.get(_uid(one))
        if other is None or _rank(one) > _rank(other):
            found[_uid(one)] = one
    return list(found.values())


def _rank(one: BookedAppointment) -> tuple[int, bool]:
    return one.sequence, one.status not in GONE


def _uid(one: BookedAppointment) -> str:
    """Return the name that the square on the ticket has too: a change finds its event."""
    return f"{one.calendar_number or one.number}@6-{one.centre.lower()}"


def _calendar_of(feed: Feed, told: _Told, now_utc: datetime) -> bytes:
    calendar = _calendar(f"{TAKEN} · {feed.mediator_id}")
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    for one in told.booked:
        calendar.add_component(_event_of(one, told.cards, now_utc))
    for away in told.absences:
        calendar.add_component(_busy(away, now_utc))
    for led in told.led:
        calendar.add_component(_workshop(led, told.cards, now_utc))
    return bytes(calendar.to_ical())


def _calendar(name: str) -> Any:
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("X-WR-CALNAME", name)
    return calendar


def _event_of(one: BookedAppointment, cards: dict[str, WireCentre], now_utc: datetime) -> Any:
    import icalendar

    event = icalendar.Event()
    event.add("UID", _uid(one))
    event.add("DTSTAMP", now_utc.replace(microsecond=0))
    event.add("DTSTART", instant(one.start))
    event.add("DTEND", instant(one.start + one.duration_min * 60))
    is_cancelled = one.status in GONE
    event.add("SEQUENCE", sequence_of(one))
    event.add("STATUS", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if is_cancelled else "OPAQUE")
    event.add("SUMMARY", TAKEN)
    _add_place(event, cards.get(one.centre))
    return event


def _workshop(led: PlacedWorkshop, cards: dict[str, WireCentre], now_utc: datetime) -> Any:
    """Return a workshop once, however many are enrolled: hour and place, never for what."""
    import icalendar

    event, one = icalendar.Event(), led.workshop
    name = hashlib.sha256(one.workshop_id.encode("utf-8")).hexdigest()[:16]
    event.add("UID", f"{name}@6-atelier")
    event.add("DTSTAMP", now_utc.replace(microsecond=0))
    event.add("DTSTART", instant(one.start))
    event.add("DTEND", instant(one.start + one.duration_min * 60))
    event.add("STATUS", "CONFIRMED" if led.is_planned else "CANCELLED")
    event.add("TRANSP", "OPAQUE" if led.is_planned else "TRANSPARENT")
    event.add("SUMMARY", TAKEN)
    _add_place(event, cards.get(led.centre))
    return event


def _add_place(event: Any, card: WireCentre | None) -> None:
    if card is not None:
        event.add("LOCATION", ", ".join(filter(None, (card.name, card.address))))


def sequence_of(one: BookedAppointment) -> int:
    """Return how often a promise has changed, as calendars count: raised by its end too."""
    return one.sequence + (1 if one.status in GONE else 0)


def _busy(away: WireAbsence, now_utc: datetime) -> Any:
    import icalendar

    event = icalendar.Event()
    name = hashlib.sha256(away.absence_id.encode("utf-8")).hexdigest()[:16]
    event.add("UID", f"{name}@6-absence")
    event.add("DTSTAMP", now_utc.replace(microsecond=0))
    event.add("DTSTART", instant(away.start))
    event.add("DTEND", instant(away.end))
    event.add("SUMMARY", BUSY)
    event.add("TRANSP", "OPAQUE")
    return event


def _tag(told: _Told) -> str:
    booked = [
        (one.booking, one.start, one.duration_min, one.status.value, one.sequence, one.centre)
        for one in told.booked
    ]
    away = [(one.absence_id, one.start, one.end) for one in told.absences]
    led = [
        (one.workshop_id, centre, one.start, one.duration_min, one.status)
        for centre, one in told.led
    ]
    places = [(card.code, card.name, card.address) for card in told.cards.values()]
    whole = hashlib.sha256(repr((booked, away, led, places)).encode("utf-8")).hexdigest()
    return f'W/"{whole[:_ETAG_HEX]}"'


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
