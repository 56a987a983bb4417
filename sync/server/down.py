# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes down to a machine: only the parts whose state it does not hold already.

Each part has a cursor, the hash of its own bytes; a machine that sends the same cursor gets the
part left out. Nothing of another centre goes down; labels go to posts only.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any, Final

import msgspec

from kiosk.domain.appointments import reason_of, reason_text
from kiosk.domain.workshops import is_workshop, workshop_resource
from kiosk.foundation.clock import paris_day
from sync.server.centre_agenda import centre_agenda
from sync.server.content import published_content
from sync.server.content_shelf import shelf_of
from sync.server.doubles import visits_down
from sync.server.lease_tasks import tasks_of
from sync.server.places import places_down, places_version
from sync.server.recalls import holdings_of
from sync.server.storage.fleet import ACTIVE
from sync.wire_down import WireBooking, WireDevice, WireTicket, WireWish

if TYPE_CHECKING:
    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit

AGENDA: Final = "agenda"
BOOKINGS: Final = "bookings"
REQUESTS: Final = "requests"
BOARD: Final = "board"
PLACES: Final = "places"
CENTRE: Final = "centre"
CONTENT: Final = "content"
PACK: Final = "pack"
RECALLS: Final = "content_recalls"
DEVICES: Final = "devices"
KEYS: Final = "keys"
TASKS: Final = "tasks"
HOLDINGS: Final = "holdings"
VISITS: Final = "visits"
_CURSOR_HEX: Final = 8
_MAX_SERIAL_DIGITS: Final = 9
_DAY_S: Final = 24 * 3600
_DAYS_DOWN: Final = 15
_DAYS_CORRECTED: Final = 8
_FAR_DAYS: Final = 400
_WISH_DAYS: Final = 30
POST: Final = "poste"


def parts_down(
    city: City, unit: CityUnit, machine: Machine, held: dict[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the parts of a reply that a machine does not hold, and all cursors.

    Args:
        city: The city.
        unit: The transaction.
        machine: For whom.
        held: Cursors that the machine sent.

    Returns:
        Values for fields of `SyncReply`, and part -> cursor.
    """
    whole: dict[str, Any] = {
        CENTRE: unit.fleet.centre(machine.centre),
        AGENDA: centre_agenda(city, unit, machine.centre),
        BOOKINGS: _bookings(city, unit, machine),
        REQUESTS: _requests(city, unit, machine),
        BOARD: _board(unit),
        CONTENT: published_content(),
        PACK: shelf_of(city).pack_down(),
        RECALLS: shelf_of(city).recalls_down(),
        DEVICES: _devices(unit, machine),
        VISITS: visits_down(city, unit, machine),
    }
    if machine.role == POST:
        whole[TASKS] = tasks_of(unit, machine.centre)
        whole[HOLDINGS] = holdings_of(city, unit, machine)
    parts: dict[str, Any] = {"queue": _queue(city, unit, machine)}
    cursors: dict[str, str] = {}
    for name, value in whole.items():
        if value is None:
            continue
        cursors[name] = hashlib.sha256(msgspec.json.encode(value)).hexdigest()[:_CURSOR_HEX]
        if held.get(name) != cursors[name]:
            parts[name] = value
    _add_places(unit, held, parts, cursors)
    statements = unit.state.statements()
    serial = str(statements[-1].serial)
    cursors[KEYS] = serial
    known = held.get(KEYS, "0")
    if known != serial:
        after = int(known) if known.isdecimal() and len(known) <= _MAX_SERIAL_DIGITS else 0
        parts["statements"] = [one for one in statements if one.serial > after]
    return parts, cursors


def _bookings(city: City, unit: CityUnit, machine: Machine) -> list[WireBooking]:
    now = city.now()
    is_post = machine.role == POST
    # a post corrects for a week what was said of somebody's coming
    first = now - (_DAYS_CORRECTED if is_post else 1) * _DAY_S
    last = now + _DAYS_DOWN * _DAY_S
    # the seat of a workshop far ahead may be given to somebody who waits for it
    booked = [
        one
        for one in unit.bookings.of_centre(machine.centre, first, now + _FAR_DAYS * _DAY_S)
        if one.start <= last or is_workshop(one.motif_id)
    ]
    return [
        WireBooking(
            number=one.number,
            mediator_id=one.mediator_id,
            motif_id=one.motif_id,
            start=one.start,
            duration_min=one.duration_min,
            state=one.status.value,
            device=one.device,
            label=_label(one.label) if is_post else "",
            booking=one.booking,
            standing=one.standing.text(),
            label_of=one.label_of if is_post else "",
            party_size=one.party_size,
            needs=one.needs if is_post else "",
            language=one.language if is_post else "",
            moved_from=one.moved_from,
            moved_to=one.moved_to,
            sequence=one.sequence,
            calendar_number=one.calendar_number,
            reason=reason_text(reason_of(one.reason)),
        )
        for one in booked
        if not one.incomplete
    ]


def _requests(city: City, unit: CityUnit, machine: Machine) -> list[WireWish]:
    is_post = machine.role == POST
    now = city.now()
    # how a wait of many weeks ended is told until its workshop is over
    coming = unit.workshops.since(now - 2 * _DAY_S, machine.centre)
    wishes = unit.bookings.requests_of_centre(
        machine.centre,
        now - _WISH_DAYS * _DAY_S,
        needs=[workshop_resource(one.workshop.workshop_id) for one in coming],
    )
    return [
        WireWish(
            number=one.number,
            motif_id=one.motif_id,
            wish=one.wish,
            state=one.status.value,
            device=one.device,
            label=_label(one.label) if is_post else "",
            centre=one.wish_centre,
            reply_by=one.reply_by,
            party_size=one.party_size,
            needs=one.needs if is_post else "",
            language=one.language if is_post else "",
            made=one.made,
            proposals=one.proposals,
            reason=one.reason,
            booking=one.booking,
            chosen=one.chosen,
            offer_until=one.offer_until,
        )
        for one in wishes
    ]


def _label(label: bytes | None) -> str:
    return "" if label is None else base64.b64encode(label).decode("ascii")


def _queue(city: City, unit: CityUnit, machine: Machine) -> list[WireTicket]:
    today = paris_day(city.clock.now_utc()).isoformat()
    return [
        WireTicket(
            one.device,
            one.number,
            one.reason,
            one.state,
            one.taken,
            one.priority,
            one.line,
            one.n_calls,
            one.desk,
            one.mediator_id,
            one.served_min,
        )
        for one in unit.queue.of_day(machine.centre, today)
        if one.reason
    ]


def _board(unit: CityUnit) -> dict[str, Any] | None:
    items = unit.board.items()
    if not items:
        return None
    version = hashlib.sha256(msgspec.json.encode(items)).hexdigest()[:_CURSOR_HEX]
    return {"version": version, "items": items}


def _add_places(
    unit: CityUnit, held: dict[str, str], parts: dict[str, Any], cursors: dict[str, str]
) -> None:
    """Add the directory for who lacks it: its version is asked, five hundred rows are not."""
    version = places_version(unit)
    if not version:
        return
    cursors[PLACES] = version
    if held.get(PLACES) != version:
        parts[PLACES] = places_down(unit, version)


def _devices(unit: CityUnit, machine: Machine) -> list[WireDevice]:
    """Return the machines of the centre, oldest first: the first post among them is its desk."""
    return [
        WireDevice(one.device, one.role, one.public_key, one.desk_key, one.name)
        for one in sorted(
            unit.fleet.machines(machine.centre), key=lambda one: (one.enrolled, one.device)
        )
        if one.status == ACTIVE
    ]
