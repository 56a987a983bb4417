# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the network's figures cover: missing days, machines that did not send, hours of opening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance_events import hour_of
from kiosk.domain.coverage import QUIET, Coverage, CoverageGap, FigureScope, LateMachine
from kiosk.domain.occupation import SHUT_WORDS, machine_minutes
from kiosk.domain.periods import OpeningDays, missing_days
from kiosk.domain.privacy import Kept, retention_of
from kiosk.foundation.clock import paris_day
from sync.server.attendance_cells import machines_by_day
from sync.server.centre_agenda import agenda_for_search
from sync.server.storage.fleet import ACTIVE
from sync.translation import instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from kiosk.domain.openings import Agenda
    from kiosk.domain.periods import Period
    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit
    from sync.wire_down import WireCentre

NETWORK_NAME: Final = "réseau des espaces citoyens numériques"
_KIOSK: Final = "borne"


@dataclass(frozen=True, slots=True)
class Covered:
    """What figures of a period cover.

    Attributes:
        coverage: Scope, missing days, machines that did not send.
        open_minutes: Minutes for which kiosks stood open, all together; nothing if unknown.
    """

    coverage: Coverage
    open_minutes: int | None


def covered(city: City, unit: CityUnit, period: Period, centre: str = "") -> Covered:
    """Return what figures of the network, or of one centre, cover in a period."""
    now_utc = city.clock.now_utc()
    today = paris_day(now_utc)
    with_data: dict[str, set[date]] = {}
    for day, machines in machines_by_day(unit, period):
        for device in machines:
            with_data.setdefault(device, set()).add(day)
    cards = {card.code: card for card in unit.fleet.centres()}
    machines_there = tuple(
        machine
        for machine in unit.fleet.machines()
        if centre in ("", machine.centre) and _counted_in(machine, period)
    )
    shut = {
        code: _shut_days(agenda_for_search(city, unit, code), period)
        for code in {machine.centre for machine in machines_there}
    }
    gaps: list[CoverageGap] = []
    minutes: list[int | None] = []
    for machine in machines_there:
        card = cards[machine.centre]
        since = _in_service_since(unit, machine)
        opening = _opening_days(card, shut[machine.centre], since)
        present = with_data.get(machine.device, ())
        until = today
        if machine.revoked is not None:
            until = min(today, paris_day(instant(machine.revoked)))
        days = missing_days(period, opening, with_data=present, today=until)
        if days:
            gaps.append(CoverageGap(shown_name(machine, cards), days))
        if machine.role == _KIOSK:
            hours = tuple((int(day), text) for day, text in card.hours.items())
            minutes.append(machine_minutes(hours, opening, period, today=until))
    known = [one for one in minutes if one is not None]
    return Covered(
        coverage=Coverage(
            FigureScope.CENTRE if centre else FigureScope.NETWORK,
            cards[centre].name if centre in cards else centre or NETWORK_NAME,
            tuple(gaps),
            tuple(late_machines(machines_there, cards, period, now_utc)),
            first_service(unit, centre),
        ),
        open_minutes=sum(known) if len(known) == len(minutes) else None,
    )


def late_machines(
    machines: tuple[Machine, ...],
    cards: Mapping[str, WireCentre],
    period: Period,
    now_utc: datetime,
) -> list[LateMachine]:
    """Return the machines of which records of a period may still be on their way.

    Those that last spoke before the period's end, or before the day that is past in one that
    still lasts, and those that said at their last word how many records they still held. For one
    that was revoked, what still lasted ended then: what it held does not come any more.
    """
    late: list[LateMachine] = []
    for machine in machines:
        until_utc = now_utc if machine.revoked is None else instant(machine.revoked)
        end_utc = min(period.bounds_utc()[1], until_utc - QUIET)
        if instant(machine.enrolled) >= end_utc:
            continue
        spoke = None if machine.last_exchange is None else instant(machine.last_exchange)
        told = machine.health.get("n_pending")
        n_waiting = told if isinstance(told, int) else None
        if spoke is None or spoke < end_utc or n_waiting:
            late.append(
                LateMachine(
                    shown_name(machine, cards), paris_day(spoke) if spoke else None, n_waiting
                )
            )
    return late


def shown_name(machine: Machine, cards: Mapping[str, WireCentre]) -> str:
    """Return the public name of a machine: its centre and its own."""
    card = cards.get(machine.centre)
    return f"{card.name if card else machine.centre} · {machine.name}"


def _counted_in(machine: Machine, period: Period) -> bool:
    """Say whether a machine was to count in a period; one revoked before it was not."""
    return machine.status == ACTIVE or (
        machine.revoked is not None and paris_day(instant(machine.revoked)) > period.first
    )


def _shut_days(agenda: Agenda, period: Period) -> frozenset[date]:
    return frozenset(day for day in period.days() if agenda.is_closed(day))


def _in_service_since(unit: CityUnit, machine: Machine) -> date:
    """Return the day of a machine's enrolment, or of its first entry if that was earlier.

    A machine tells no more than it keeps: a clock that was years behind does not age it.
    """
    enrolled = paris_day(instant(machine.enrolled))
    first = unit.reports.first_hour(machine.device)
    if not first:
        return enrolled
    oldest = enrolled - timedelta(days=retention_of(Kept.VISITS).days)
    return max(min(paris_day(hour_of(first)), enrolled), oldest)


def first_service(unit: CityUnit, centre: str = "") -> date | None:
    """Return the first day on which a machine of a centre, or of the network, was in service."""
    machines = (one for one in unit.fleet.machines() if centre in ("", one.centre))
    return min((_in_service_since(unit, one) for one in machines), default=None)


def _opening_days(card: WireCentre, shut: frozenset[date], since: date) -> OpeningDays:
    """Return when a machine was to count."""
    return OpeningDays(
        weekdays=frozenset(
            int(day) for day, text in card.hours.items() if text.strip().lower() not in SHUT_WORDS
        ),
        closed_days=shut,
        in_service_since=since,
    )
