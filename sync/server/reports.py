# SPDX-License-Identifier: AGPL-3.0-or-later
"""The network's rows, figures and exports, by the same pure functions as a kiosk's.

What is counted is what was accepted; refused and damaged events are told beside, never hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.attendance import identity_of
from kiosk.domain.attendance_events import hour_of, visit_of
from kiosk.domain.counted_rows import (
    OUTCOME_OF_STATUS,
    AppointmentRow,
    AttendanceRows,
    SessionRow,
    VisitRow,
)
from kiosk.domain.coverage import Coverage, CoverageGap, FigureScope
from kiosk.domain.outbox import EventKind, Identity, OutboxLane, event_id
from kiosk.domain.periods import OpeningDays, Period, missing_days
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace, hour_text
from kiosk.domain.statistics import Choice, Figures, figures
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.exports import registry
from kiosk.exports.rows import ExportContext, PlaceCard, place_card
from kiosk.foundation.clock import paris_day
from sync.server.centre_agenda import agenda_for_search
from sync.server.storage.fleet import ACTIVE
from sync.translation import instant, seconds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from kiosk.domain.attendance import VisitKind
    from kiosk.domain.openings import Agenda
    from kiosk.exports.registry import ExportFormat
    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.reports import SessionEntry, VisitEntry
    from sync.server.storage.unit import CityUnit
    from sync.wire_down import WireCentre

NETWORK_NAME = "réseau des espaces citoyens numériques"
_SHUT_WORDS = {"", "-", "fermé", "fermée", "ferme"}
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class NetworkRows:
    """What the network counted in a period.

    Attributes:
        rows: Its rows, of that period only.
        coverage: What they cover, and the missing days a machine.
        places: Cards of the centres, by code.
    """

    rows: AttendanceRows
    coverage: Coverage
    places: Mapping[str, PlaceCard]


def network_rows(city: City, period: Period) -> NetworkRows:
    """Return the rows of the network in a period."""
    now_utc = city.clock.now_utc()
    begin_utc, end_utc = period.bounds_utc()
    with city.database.transaction() as unit:
        sessions = unit.reports.sessions(hour_text(begin_utc), hour_text(end_utc - _HOUR))
        visits = tuple(entry for entry in unit.reports.newest_visits() if _holds(period, entry.day))
        last = min(end_utc - timedelta(seconds=1), max(begin_utc, now_utc))
        booked = unit.bookings.between(seconds(begin_utc), seconds(last))
        centres = unit.fleet.centres()
        gaps = _gaps(city, unit, period, (sessions, visits), today=paris_day(now_utc))
    return NetworkRows(
        rows=AttendanceRows(
            visits=tuple(_visit_row(entry) for entry in visits),
            sessions=tuple(_session_row(entry) for entry in sessions),
            appointments=tuple(
                AppointmentRow(
                    paris_day(instant(one.start)), OUTCOME_OF_STATUS[one.status], one.centre
                )
                for one in booked
                if not one.incomplete and one.status in OUTCOME_OF_STATUS
            ),
        ),
        coverage=Coverage(FigureScope.NETWORK, NETWORK_NAME, gaps),
        places={card.code: place_card(card.name, card.address) for card in centres},
    )


def network_figures(
    city: City, period: Period, *, centre: str = "", kinds: frozenset[VisitKind] = frozenset()
) -> Figures:
    """Return the figures of the network, or of one centre, in a period.

    Args:
        city: The city.
        period: The days to count.
        centre: Code of the only centre; empty for all.
        kinds: The only kinds of help; empty for all.
    """
    counted = network_rows(city, period)
    wider = network_rows(city, Period(period.previous().first, period.last))
    choice = Choice(period, centre, kinds)
    return figures(wider.rows, choice, coverage=counted.coverage, vocabulary=national_vocabulary())


def export_network(city: City, period: Period, form: ExportFormat, stream: BinaryIO) -> int:
    """Write the visits of the network in a period.

    Returns:
        How many visits the file holds.
    """
    counted = network_rows(city, period)
    return registry.export(counted.rows.visits, form, stream, _context(city, period, counted))


def export_network_sessions(city: City, period: Period, stream: BinaryIO) -> int:
    """Write the sessions of the network in a period, as CSV.

    Returns:
        How many sessions the file holds.
    """
    counted = network_rows(city, period)
    return registry.export_sessions(counted.rows.sessions, stream, _context(city, period, counted))


def unreconciled(city: City) -> dict[str, tuple[int, int]]:
    """Return kind -> (events accepted, rows made) where the two differ; empty when all agree."""
    with city.database.transaction() as unit:
        pairs = {
            EventKind.SESSION_CLOSED.value: (
                unit.reports.n_accepted(EventKind.SESSION_CLOSED.value),
                unit.reports.n_sessions(),
            )
        }
    return {kind: pair for kind, pair in pairs.items() if pair[0] != pair[1]}


def _context(city: City, period: Period, counted: NetworkRows) -> ExportContext:
    return ExportContext(
        period=period,
        coverage=counted.coverage,
        exported_utc=city.clock.now_utc(),
        places=counted.places,
        vocabulary=national_vocabulary(),
    )


def _visit_row(entry: VisitEntry) -> VisitRow:
    identity = Identity(entry.place.incarnation, OutboxLane.LOGS, entry.place.sequence)
    visit = visit_of(identity, entry.core)
    return VisitRow(event_id(entry.place.device, identity_of(visit.visit_id)), visit)


def _session_row(entry: SessionEntry) -> SessionRow:
    identity = Identity(entry.place.incarnation, OutboxLane.LOGS, entry.place.sequence)
    return SessionRow(
        row_id=event_id(entry.place.device, identity),
        centre=entry.centre,
        started_hour_utc=hour_of(entry.hour),
        duration_min=entry.minutes,
        language=entry.language,
        outcome=SessionOutcome(entry.outcome),
        traces=tuple(
            WalkthroughTrace(trace["id"], trace["last_step"], trace["finished"])
            for trace in entry.walkthroughs
        ),
    )


def _gaps(
    city: City,
    unit: CityUnit,
    period: Period,
    counted: tuple[tuple[SessionEntry, ...], tuple[VisitEntry, ...]],
    *,
    today: date,
) -> tuple[CoverageGap, ...]:
    """Return, by machine, the days on which its centre was open and it told nothing."""
    with_data: dict[str, set[date]] = {}
    sessions, visits = counted
    for session in sessions:
        day = paris_day(hour_of(session.hour))
        with_data.setdefault(session.place.device, set()).add(day)
    for visit in visits:
        with_data.setdefault(visit.place.device, set()).add(_day(visit.day))
    cards = {card.code: card for card in unit.fleet.centres()}
    shut = {code: _shut_days(agenda_for_search(city, unit, code), period) for code in cards}
    gaps: list[CoverageGap] = []
    for machine in unit.fleet.machines():
        if machine.status != ACTIVE:
            continue
        card = cards[machine.centre]
        opening = _opening_days(card, shut[machine.centre], machine, with_data)
        days = missing_days(
            period, opening, with_data=with_data.get(machine.device, ()), today=today
        )
        if days:
            gaps.append(CoverageGap(f"{card.name} · {machine.name}", days))
    return tuple(gaps)


def _shut_days(agenda: Agenda, period: Period) -> frozenset[date]:
    return frozenset(day for day in period.days() if agenda.is_closed(day))


def _opening_days(
    card: WireCentre, shut: frozenset[date], machine: Machine, with_data: dict[str, set[date]]
) -> OpeningDays:
    """Return when a machine was to count: from its enrolment, or its first row if earlier."""
    first = min(with_data.get(machine.device, set()), default=None)
    enrolled = paris_day(instant(machine.enrolled))
    return OpeningDays(
        weekdays=frozenset(
            int(day) for day, text in card.hours.items() if text.strip().lower() not in _SHUT_WORDS
        ),
        closed_days=shut,
        in_service_since=min(first, enrolled) if first else enrolled,
    )


def _holds(period: Period, day: str) -> bool:
    return period.holds(_day(day))


def _day(text: str) -> date:
    return date.fromisoformat(text)
