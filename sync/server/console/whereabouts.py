# SPDX-License-Identifier: AGPL-3.0-or-later
"""The centre of what a request names, so that an account of some centres sees no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.lease_seats import is_seat, workshop_of
from kiosk.domain.slots import Cell
from sync.server.account_rights import is_within
from sync.server.console.rules import Named
from sync.server.storage.cases import CaseKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sync.server.console.rules import Rule
    from sync.server.storage.accounts import Account
    from sync.server.storage.cases import CaseFile
    from sync.server.storage.unit import CityUnit

_NOWHERE: Final = ""
_MAX_DIGITS: Final = 9


def may_reach(unit: CityUnit, one: Account, rule: Rule, told: Mapping[str, str]) -> bool:
    """Say whether everything that a request names lies in the centres of an account."""
    if not one.centres:
        return True
    for name, kind in rule.places.items():
        value = told.get(name, "")
        if kind is Named.CENTRE_IF_TOLD and not value:
            continue
        if kind is Named.WORKSHOP_OR_NEW and unit.workshops.get(value) is None:
            continue
        if kind is Named.TICKED:
            if not {field.removeprefix(name) for field in told if field.startswith(name)} <= set(
                one.centres
            ):
                return False
            continue
        if not is_near(unit, one, kind, value):
            return False
    return True


def is_near(unit: CityUnit, one: Account, kind: Named, value: str) -> bool:
    """Say whether something lies in the centres of an account of some."""
    if kind is Named.ACCOUNT:
        found = unit.accounts.get(value)
        return found is not None and is_within(found, one.centres)
    return _READERS[kind](unit, value) in one.centres


def centre_of_case(unit: CityUnit, case: CaseFile) -> str:
    """Return the centre of a case: that of its appointment, else of its machine, else nowhere."""
    if case.kind is CaseKind.DOUBLE_RECORD:
        return case.subject.partition(":")[0]
    booked = unit.bookings.get(str(case.detail.get("booking", "")))
    return booked.centre if booked else _of_machine(unit, case.device)


def centre_of_resource(unit: CityUnit, name: str) -> str:
    """Return the centre of a mediator, or of the workshop that a seat is of."""
    cell = Cell(name, 0)
    if is_seat(cell):
        return _of_workshop(unit, workshop_of(cell))
    return unit.agenda.centre_of(name)


def _itself(_unit: CityUnit, value: str) -> str:
    return value


def _of_booking(unit: CityUnit, name: str) -> str:
    booked = unit.bookings.get(name)
    return booked.centre if booked else _NOWHERE


def _of_mediator(unit: CityUnit, name: str) -> str:
    return unit.agenda.home_of(name)


def _of_workshop(unit: CityUnit, name: str) -> str:
    placed = unit.workshops.get(name)
    return placed.centre if placed else _NOWHERE


def _of_case(unit: CityUnit, value: str) -> str:
    found = unit.cases.get(int(value)) if _is_number(value) else None
    return centre_of_case(unit, found) if found else _NOWHERE


def _of_loss(unit: CityUnit, value: str) -> str:
    found = unit.losses.get(int(value)) if _is_number(value) else None
    return _of_machine(unit, found.device) if found else _NOWHERE


def _of_cells(unit: CityUnit, value: str) -> str:
    return centre_of_resource(unit, value.partition(" ")[0])


def _of_machine(unit: CityUnit, device: str) -> str:
    machine = unit.fleet.machine(device) if device else None
    return machine.centre if machine else _NOWHERE


def _of_message(unit: CityUnit, name: str) -> str:
    message = unit.messages.get(name)
    if message is None:
        return _NOWHERE
    booked = unit.bookings.get(message.booking) if message.booking else None
    if booked is not None:
        return booked.centre
    contact = unit.contacts.get(message.subject) if message.subject else None
    return _of_machine(unit, contact.device) if contact else _NOWHERE


def _of_feed(unit: CityUnit, value: str) -> str:
    if not _is_number(value):
        return _NOWHERE
    found = (one.mediator_id for one in unit.feeds.every() if one.feed_id == int(value))
    return unit.agenda.home_of(next(found, _NOWHERE))


def _of_entered(unit: CityUnit, name: str) -> str:
    whole = unit.agenda.whole(unit.agenda.revision())
    for opening in whole.openings:
        if opening.opening_id == name:
            return opening.centre or unit.agenda.home_of(opening.mediator_id)
    for absence in whole.absences:
        if absence.absence_id == name:
            return unit.agenda.home_of(absence.mediator_id)
    return next((one.centre for one in whole.closures if one.closure_id == name), _NOWHERE)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS


_READERS: Final[dict[Named, Callable[[CityUnit, str], str]]] = {
    Named.CENTRE: _itself,
    Named.CENTRE_IF_TOLD: _itself,
    Named.BOOKING: _of_booking,
    Named.MEDIATOR: _of_mediator,
    Named.WORKSHOP: _of_workshop,
    Named.WORKSHOP_OR_NEW: _of_workshop,
    Named.MACHINE: _of_machine,
    Named.CASE: _of_case,
    Named.LOSS: _of_loss,
    Named.MESSAGE: _of_message,
    Named.CELLS: _of_cells,
    Named.FEED: _of_feed,
    Named.ENTERED: _of_entered,
}
