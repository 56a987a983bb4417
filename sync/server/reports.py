# SPDX-License-Identifier: AGPL-3.0-or-later
"""The network's rows, figures and exports, by the same pure functions as a kiosk's.

What is counted is what was accepted; refused and damaged events are told beside, never hidden.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kiosk.domain.counted_rows import OUTCOME_OF_STATUS, AppointmentRow, SessionRow
from kiosk.domain.figure_sections import sections
from kiosk.domain.outbox import EventKind, Identity, OutboxLane, event_id
from kiosk.domain.periods import Period
from kiosk.domain.sessions import hour_text
from kiosk.domain.statistics import Choice, add_appointments, figures_of, months_before
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.exports import registry
from kiosk.exports.rows import ExportContext, PlaceCard, Totals, place_card
from kiosk.foundation.clock import paris_day
from sync.server.attendance_cells import count_cells, facts_of, tallies_of
from sync.server.coverage import covered
from sync.translation import instant, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

    from kiosk.domain.attendance import VisitKind
    from kiosk.domain.coverage import Coverage
    from kiosk.domain.sections import Section
    from kiosk.domain.statistics import Figures
    from sync.server.city import City
    from sync.server.storage.reports import SessionEntry
    from sync.server.storage.unit import CityUnit

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class NetworkVisits:
    """The visits of the network in a choice, all of one state of the rows.

    Attributes:
        rows: The packed visits by day, hour of entry and identifier, read as they are taken.
        totals: What they sum to.
        coverage: What they cover, and the missing days a machine.
        places: Cards of the centres, by code.
        directory: Names of the places to which people were sent, by identifier.
    """

    rows: Iterator[str]
    totals: Totals
    coverage: Coverage
    places: Mapping[str, PlaceCard]
    directory: Mapping[str, str]


@contextmanager
def network_visits(
    city: City, period: Period, *, centre: str = "", kinds: frozenset[VisitKind] = frozenset()
) -> Iterator[NetworkVisits]:
    """Give the visits of a choice for as long as the block lasts; machines send meanwhile."""
    with city.database.reading() as unit:
        yield NetworkVisits(
            rows=unit.reports.stream_visits(period, centre=centre, kinds=kinds),
            totals=unit.visit_rows.totals(period, centre=centre, kinds=kinds),
            coverage=covered(city, unit, period, centre).coverage,
            places=_places(unit),
            directory=_directory(unit),
        )


def network_figures(
    city: City, period: Period, *, centre: str = "", kinds: frozenset[VisitKind] = frozenset()
) -> Figures:
    """Return the figures of the network, or of one centre, in a period.

    Cells that were touched are counted first and kept; what is touched meanwhile is counted
    within the reading, so that the figures are those of one state of the rows.

    Args:
        city: The city.
        period: The days to count.
        centre: Code of the only centre; empty for all.
        kinds: The only kinds of help; empty for all.
    """
    choice = Choice(period, centre, kinds)
    months_first = date.fromisoformat(f"{months_before(period.last)[0]}-01")
    count_cells(city, Period(min(months_first, period.previous().first), period.last))
    with city.database.reading() as unit:
        tallies = tallies_of(unit, choice)
        appointments = _appointments(city, unit, period)
        told = covered(city, unit, period, centre)
    add_appointments(tallies.total, (one for one in appointments if centre in ("", one.centre)))
    return figures_of(
        tallies,
        choice,
        coverage=told.coverage,
        vocabulary=national_vocabulary(),
        open_minutes=told.open_minutes,
    )


def network_sections(
    city: City, figures: Figures, titles: Mapping[str, str]
) -> tuple[Section, ...]:
    """Return the headings of the network's figures; `titles` names walkthroughs and places."""
    with city.database.reading() as unit:
        centres = {card.code: card.name for card in unit.fleet.centres()}
        places = _directory(unit)
    return sections(figures, national_vocabulary(), {**titles, **places, **centres})


def export_network_sessions(city: City, period: Period, stream: BinaryIO) -> int:
    """Write the sessions of the network in a period, as CSV.

    Returns:
        How many sessions the file holds.
    """
    begin_utc, end_utc = period.bounds_utc()
    with city.database.reading() as unit:
        found = unit.reports.sessions(hour_text(begin_utc), hour_text(end_utc - _HOUR))
        context = _context(city, period, covered(city, unit, period).coverage, _places(unit))
    return registry.export_sessions(tuple(map(session_row, found)), stream, context)


def unreconciled(city: City) -> dict[str, tuple[int, int]]:
    """Return what -> (told, held) where the two differ; empty when all agree.

    Events accepted against rows made of them, and visits that stand by their versions against
    their rows; the latter reads every version.
    """
    visit_kinds = (EventKind.VISIT_RECORDED, EventKind.VISIT_CORRECTED, EventKind.VISIT_DELETED)
    with city.database.reading() as unit:
        pairs = {
            EventKind.SESSION_CLOSED.value: (
                unit.reports.n_accepted(EventKind.SESSION_CLOSED.value),
                unit.reports.n_sessions() + unit.sessions_aside.n_aside(),
            ),
            "visits told": (
                sum(unit.reports.n_accepted(kind.value) for kind in visit_kinds),
                unit.reports.n_versions(),
            ),
            "visits standing": (
                unit.reports.n_standing(),
                unit.visit_rows.n_rows() + unit.visit_objects.n_aside(),
            ),
        }
    return {kind: pair for kind, pair in pairs.items() if pair[0] != pair[1]}


def _context(
    city: City, period: Period, coverage: Coverage, places: Mapping[str, PlaceCard]
) -> ExportContext:
    return ExportContext(
        period=period,
        coverage=coverage,
        exported_utc=city.clock.now_utc(),
        places=places,
        vocabulary=national_vocabulary(),
        totals=Totals(),
    )


def _directory(unit: CityUnit) -> dict[str, str]:
    """Return the names of the directory's places, by identifier."""
    return {fields["id"]: fields["nom"] for fields in unit.places.fields()}


def _places(unit: CityUnit) -> dict[str, PlaceCard]:
    return {card.code: place_card(card.name, card.address) for card in unit.fleet.centres()}


def session_row(entry: SessionEntry) -> SessionRow:
    """Return a session as counted and exported."""
    identity = Identity(entry.place.incarnation, OutboxLane.LOGS, entry.place.sequence)
    facts = facts_of(entry)
    return SessionRow(
        row_id=event_id(entry.place.device, identity),
        centre=entry.centre,
        started_hour_utc=facts.started_hour_utc,
        duration_min=facts.duration_min,
        language=entry.language,
        outcome=facts.outcome,
        traces=facts.traces,
    )


def _appointments(city: City, unit: CityUnit, period: Period) -> tuple[AppointmentRow, ...]:
    """Return the appointments of a period whose time has come."""
    begin_utc, end_utc = period.bounds_utc()
    last = min(end_utc - timedelta(seconds=1), max(begin_utc, city.clock.now_utc()))
    return tuple(
        AppointmentRow(paris_day(instant(one.start)), OUTCOME_OF_STATUS[one.status], one.centre)
        for one in unit.bookings.between(seconds(begin_utc), seconds(last))
        if not one.incomplete and one.status in OUTCOME_OF_STATUS
    )
