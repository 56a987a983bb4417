# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a mediator does with appointments; a part of `AppointmentService` for its size only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.foundation.events import Topic

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from kiosk.domain.absences import AbsenceState, DisplacedPlan, NotedAbsence
    from kiosk.domain.appointment_status import Attendance
    from kiosk.domain.appointment_views import DeskAppointment
    from kiosk.domain.appointments import CancelOutcome, CentreReason, Intent
    from kiosk.foundation.events import EventBus
    from kiosk.services.appointment_desk import AppointmentDesk

_WEEK_DAYS = 7


class DeskVerbs:
    """The verbs of the post; each tells listeners after a change."""

    def __init__(self, desk: AppointmentDesk, bus: EventBus) -> None:
        """Serve one machine."""
        self._desk = desk
        self._bus = bus

    def day_for_desk(self, day: date) -> tuple[DeskAppointment, ...]:
        """Return the appointments of a day in Paris, in order, cancelled ones too."""
        return self._desk.between(day, 1)

    def week_for_desk(self, first_day: date) -> tuple[DeskAppointment, ...]:
        """Return the appointments of seven days in Paris, in order, cancelled ones too."""
        return self._desk.between(first_day, _WEEK_DAYS)

    def displaced(self) -> tuple[DeskAppointment, ...]:
        """Return the appointments from today on that somebody must place again, or keep."""
        return self._desk.displaced()

    def would_displace(
        self, mediator_id: str, start_utc: datetime, end_utc: datetime
    ) -> tuple[DeskAppointment, ...]:
        """Return whom an absence would displace, before anybody saves it."""
        return self._desk.would_displace(mediator_id, start_utc, end_utc)

    def add_absence(self, mediator_id: str, start_utc: datetime, end_utc: datetime) -> int:
        """Tell the city of an absence, and give back what this machine might sell in it.

        Returns:
            How many appointments known here it displaces, once the city has heard of it.

        Raises:
            Refused: ``not_a_post``; ``mediator_unknown``, ``absence_empty``; ``absence_too_long``
                with `n_days`.
        """
        n_hit = self._desk.add_absence(mediator_id, start_utc, end_utc)
        self._tell()
        return n_hit

    def absences(self) -> tuple[NotedAbsence, ...]:
        """Return the absences that are not over, the earliest first; those taken back are gone."""
        return self._desk.absences()

    def withdraw_absence(self, absence_id: str) -> AbsenceState:
        """Take back an absence that a post told: whom it displaced stands again.

        Returns:
            How far it had come: one that waited for the city is gone at once, one that the city
            knew is gone once it has heard.

        Raises:
            Refused: ``not_a_post``; ``absence_unknown`` when it is over or taken back already;
                ``absence_of_city`` when the city entered it.
        """
        state = self._desk.withdraw_absence(absence_id)
        self._tell()
        return state

    def plans(self) -> dict[str, DisplacedPlan]:
        """Return what was planned for people whom an absence displaces, by their number."""
        return self._desk.plans()

    def note_plan(self, number: str, plan: DisplacedPlan) -> None:
        """Keep what is planned for somebody whom an absence displaces, on this machine only.

        Raises:
            Refused: ``number_unknown``.
        """
        self._desk.note_plan(number, plan)

    def mark(self, number: str, news: Attendance) -> None:
        """Store and tell how far somebody's coming went; corrects what was said before.

        Raises:
            Refused: ``not_a_post`` at a kiosk, an arrival excepted; ``number_unknown``;
                ``too_early`` before the day; ``too_late`` when a week has passed;
                ``already_cancelled``.
        """
        self._desk.mark(number, news)
        self._tell()

    def undo_absent(self, number: str) -> None:
        """Take back an absence on the same day: the person is here.

        Raises:
            Refused: ``not_a_post``, ``number_unknown``, ``not_absent``; ``too_late`` on another
                day.
        """
        self._desk.undo_absent(number)
        self._tell()

    def cancel_by_centre(self, number: str, reason: CentreReason) -> CancelOutcome:
        """Cancel for the centre: at once what this machine sold, else once the city knows.

        Raises:
            Refused: ``number_unknown``; ``not_a_post`` at a kiosk for what it did not sell.
        """
        outcome = self._desk.cancel_by_centre(number, reason)
        self._tell()
        return outcome

    def keep(self, number: str) -> None:
        """Keep a displaced appointment at its time: it is confirmed again.

        Raises:
            Refused: ``not_a_post``, ``number_unknown``, ``not_displaced``; ``workshop_over`` for
                an enrolment whose workshop does not take place at that time.
        """
        self._desk.keep(number)
        self._tell()

    def made_here(self, hours: int) -> tuple[DeskAppointment, ...]:
        """Return what this machine sold in the last clock hours and that still stands."""
        return self._desk.made_here(hours)

    def undo(self, numbers: Collection[str]) -> int:
        """Take back in bulk what this machine sold, such as bookings that nobody stands behind.

        Returns:
            How many are cancelled; what another machine sold, or what is over, is left alone.

        Raises:
            Refused: ``number_unknown``, and then nothing is cancelled.
        """
        n_undone = self._desk.undo(numbers)
        self._tell()
        return n_undone

    def intents(self) -> tuple[Intent, ...]:
        """Return what was wanted here and waits for the city, the earliest first."""
        return self._desk.intents()

    def open_label(self, number: str) -> str | None:
        """Return the label of an appointment or a request, once a mediator touches it.

        Nothing when none was given, or when this machine is no desk of the centre.
        """
        return self._desk.open_label(number)

    def _tell(self) -> None:
        self._bus.publish(Topic.AGENDA)
        self._bus.publish(Topic.OUTBOX)
