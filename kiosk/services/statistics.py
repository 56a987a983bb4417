# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of this machine: its rows, its missing days, its counts.

The network's figures are the city server's, made by the same pure functions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.attendance import VisitKind, identity_of
from kiosk.domain.counted_rows import (
    OUTCOME_OF_STATUS,
    AppointmentRow,
    AttendanceRows,
    SessionRow,
    VisitRow,
)
from kiosk.domain.coverage import QUIET, Coverage, CoverageGap, FigureScope, LateMachine
from kiosk.domain.figure_sections import sections
from kiosk.domain.occupation import SHUT_WORDS, door_hours, machine_minutes
from kiosk.domain.outbox import OutboxState, event_id
from kiosk.domain.periods import OpeningDays, Period, missing_days
from kiosk.domain.reconciliation import Reconciliation
from kiosk.domain.statistics import Choice, figures_of, months_before, tally_rows
from kiosk.domain.tally import Measure
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.exports.rows import place_card
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from kiosk.services.device import Role
from kiosk.services.reconciling import account_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from kiosk.domain.appointments import Appointment
    from kiosk.domain.centre import CentreCard
    from kiosk.domain.openings import Agenda
    from kiosk.domain.sections import Section
    from kiosk.domain.sessions import SessionRecord
    from kiosk.domain.statistics import Figures
    from kiosk.exports.rows import PlaceCard
    from kiosk.foundation.clock import Clock
    from kiosk.services.device import DeviceIdentity, DeviceService
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork


ALL_KINDS: frozenset[VisitKind] = frozenset()
"""No kind of help left out."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What this machine has counted in a period.

    Attributes:
        rows: Its rows, of that period only.
        coverage: What they cover and the missing days.
        places: Cards of the centres named in the rows, by code.
        open_minutes: Minutes for which this machine stood open to residents, if known; 0 for the
            post of a mediator.
        door_hours: Whole hours for which the door of its centre was open, if known.
    """

    rows: AttendanceRows
    coverage: Coverage
    places: Mapping[str, PlaceCard]
    open_minutes: int | None = None
    door_hours: int | None = None


class StatisticsService:
    """Reads what this machine counted."""

    def __init__(self, database: Database, clock: Clock, device: DeviceService) -> None:
        """Count the rows of `database`; `device` says whose they are."""
        self._database = database
        self._clock = clock
        self._device = device

    def figures(
        self,
        period: Period,
        scope: FigureScope = FigureScope.KIOSK,
        *,
        centre: str = "",
        kinds: frozenset[VisitKind] = ALL_KINDS,
    ) -> Figures:
        """Return the figures of a period, of one centre and of some kinds of help if asked.

        Raises:
            Refused: ``network_is_on_the_server`` for another scope than this machine's: it holds
                no row of the others.
        """
        if scope is not FigureScope.KIOSK:
            raise Refused("network_is_on_the_server")
        choice = Choice(period, centre, kinds)
        counted = self.counted(period)
        wider = self.counted(Period(period.previous().first, period.last))
        months = months_before(period.last)
        with self._database.unit_of_work() as uow:
            people = uow.visits.people_by_month(months[0], period.last, centre, kinds)
        return figures_of(
            replace(tally_rows(wider.rows, choice), months=people),
            choice,
            coverage=counted.coverage,
            vocabulary=national_vocabulary(),
            open_minutes=counted.open_minutes,
        )

    def sections(self, figures: Figures, titles: Mapping[str, str]) -> tuple[Section, ...]:
        """Return the headings of figures with their lines; `titles` names walkthroughs."""
        card = self._device.identity().centre
        places: dict[str, str] = {}
        if figures.tally.of(Measure.REFERRAL_PLACE):
            with self._database.unit_of_work() as uow:
                places = {place.place_id: place.name for place in uow.places.all()}
        names = {**titles, **places, card.code: card.name}
        return sections(figures, national_vocabulary(), names)

    def reconciliation(self, period: Period) -> Reconciliation:
        """Return what of the records of a period stands here, at the city, and is on its way."""
        identity = self._device.identity()
        with self._database.unit_of_work() as uow:
            account = account_of(uow, period, name=identity.centre.name, has_city=identity.enrolled)
        return Reconciliation(period, (account,), account.n_counted, account.n_exported)

    def counted(self, period: Period) -> Counted:
        """Return the rows of a period, what they cover and where."""
        identity = self._device.identity()
        now_utc = self._clock.now_utc()
        today = paris_day(now_utc)
        with self._database.unit_of_work() as uow:
            rows = _rows(uow, identity, period, now_utc=now_utc)
            opening = _opening_days(uow, identity.centre, period, today=today)
            late = _late(uow, identity, period, now_utc) if identity.enrolled else ()
        card = identity.centre
        is_open = identity.role is Role.BORNE
        minutes = machine_minutes(card.hours, opening, period, today=today) if is_open else 0
        missing = missing_days(period, opening, with_data=rows.days_with_data(), today=today)
        gaps = (CoverageGap(card.name, missing),) if missing else ()
        return Counted(
            rows=rows,
            coverage=Coverage(FigureScope.KIOSK, card.name, gaps, late, opening.in_service_since),
            places={card.code: place_card(card.name, card.address)},
            open_minutes=minutes,
            door_hours=door_hours(card.hours, opening.closed_days, period),
        )


def _late(
    uow: UnitOfWork, identity: DeviceIdentity, period: Period, now_utc: datetime
) -> tuple[LateMachine, ...]:
    """Return this machine when records of the period may not have reached the city yet."""
    n_waiting = uow.outbox.count(OutboxState.PENDING)
    sent_utc = uow.exchange.answered_utc()
    end_utc = min(period.bounds_utc()[1], now_utc - QUIET)
    if not n_waiting or (sent_utc is not None and sent_utc >= end_utc):
        return ()
    return (
        LateMachine(identity.centre.name, paris_day(sent_utc) if sent_utc else None, n_waiting),
    )


def _rows(
    uow: UnitOfWork, identity: DeviceIdentity, period: Period, *, now_utc: datetime
) -> AttendanceRows:
    device = identity.device_id or ""
    begin_utc, end_utc = period.bounds_utc()
    return AttendanceRows(
        visits=tuple(
            VisitRow(event_id(device, identity_of(visit.visit_id)), visit)
            for visit in uow.visits.between(period)
        ),
        sessions=tuple(
            _session_row(record, device, identity.centre.code)
            for record in uow.sessions.between(begin_utc, end_utc)
        ),
        appointments=tuple(
            _appointment_row(one, identity.centre.code)
            for one in uow.appointments.between(begin_utc, min(end_utc, max(begin_utc, now_utc)))
            if one.status in OUTCOME_OF_STATUS
        ),
    )


def _session_row(record: SessionRecord, device: str, centre: str) -> SessionRow:
    return SessionRow(
        row_id=event_id(device, record.identity) if record.identity else "",
        centre=centre,
        started_hour_utc=record.started_hour_utc,
        duration_min=record.duration_min,
        language=record.language,
        outcome=record.outcome,
        traces=record.traces,
    )


def _appointment_row(one: Appointment, centre: str) -> AppointmentRow:
    return AppointmentRow(paris_day(one.start_utc), OUTCOME_OF_STATUS[one.status], centre)


def _opening_days(
    uow: UnitOfWork, centre: CentreCard, period: Period, *, today: date
) -> OpeningDays:
    """Return the opening days of a period, from the hours on the door and the closures.

    A machine is in service from its first row on: before, no day can be missing.
    """
    first_utc = uow.visits.first_counted_utc()
    weekdays = {day for day, hours in centre.hours if hours.strip().casefold() not in SHUT_WORDS}
    return OpeningDays(
        weekdays=frozenset(weekdays),
        closed_days=_closed_days(uow.agenda.load(), period),
        in_service_since=paris_day(first_utc) if first_utc else today,
    )


def _closed_days(agenda: Agenda, period: Period) -> frozenset[date]:
    return frozenset(day for day in period.days() if agenda.is_closed(day))
