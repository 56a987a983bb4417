# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appointments as the mediator's post sees them: the day, the requests, who came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.appointment_views import DeskAppointment, DeskRequest
from kiosk.domain.booking_events import appointment_attended, split_desk_label
from kiosk.domain.numbers import grouped, number_of
from kiosk.foundation.errors import Refused
from kiosk.foundation.sealing import seal_info
from kiosk.services.booking_rules import day_bounds

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.appointment_requests import AppointmentRequest
    from kiosk.domain.appointment_status import Attendance
    from kiosk.domain.appointments import Appointment
    from kiosk.services.machine_keys import MachineKeys
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork


class AppointmentDesk:
    """What the post shows and what a mediator says of it."""

    def __init__(self, database: Database, keys: MachineKeys) -> None:
        """Look in the database of one machine."""
        self._database = database
        self._keys = keys

    def day(self, day: date) -> tuple[DeskAppointment, ...]:
        """Return the appointments of a day in Paris, in order."""
        with self._database.unit_of_work() as uow:
            agenda = uow.agenda.load()
            found = uow.appointments.between(*day_bounds(day))
        labels = {motif.motif_id: motif.label() for motif in agenda.motifs}
        return tuple(
            DeskAppointment(
                number=grouped(one.number),
                start_utc=one.start_utc,
                duration_min=one.duration_min,
                motif_id=one.motif_id,
                motif_label=labels.get(one.motif_id, ""),
                mediator_id=one.mediator_id,
                status=one.status,
                label_sealed=one.label_sealed,
            )
            for one in found
        )

    def requests(self) -> tuple[DeskRequest, ...]:
        """Return the requests that nobody has answered, oldest first."""
        with self._database.unit_of_work() as uow:
            agenda = uow.agenda.load()
            waiting = uow.requests.waiting()
        labels = {motif.motif_id: motif.label() for motif in agenda.motifs}
        return tuple(
            DeskRequest(
                number=grouped(one.number),
                motif_id=one.motif_id,
                motif_label=labels.get(one.motif_id, ""),
                wish=one.wish,
                label_sealed=one.label_sealed,
            )
            for one in waiting
        )

    def open_label(self, number: str) -> str | None:
        """Return the label of an appointment or a request; nothing when it cannot be read here."""
        digits = number_of(number) or ""
        with self._database.unit_of_work() as uow:
            one = self._ticket(uow, digits)
            row = uow.device.get()
        if one is None or one.label_sealed is None:
            return None
        incarnation, sealed = split_desk_label(one.label_sealed)
        info = seal_info(
            tenant=row.tenant or "",
            device=one.device or row.device_id or "",
            incarnation=incarnation,
            record=one.number,
            field="label",
        )
        return self._keys.open_label(sealed, info)

    def mark(self, number: str, news: Attendance) -> None:
        """Store and tell how far somebody's coming went; corrects what was said before.

        Raises:
            Refused: ``number_unknown``.
        """
        with self._database.unit_of_work() as uow:
            known = uow.appointments.by_number(number_of(number) or "")
            if not known:
                raise Refused("number_unknown")
            one, _ = known[0]
            marked = one.standing.marked(news)
            uow.appointments.note(one.booking, marked)
            uow.outbox.append(appointment_attended(one, news, marked.presence_round))
            uow.commit()

    @staticmethod
    def _ticket(uow: UnitOfWork, digits: str) -> Appointment | AppointmentRequest | None:
        appointments = uow.appointments.by_number(digits)
        return appointments[0][0] if appointments else uow.requests.by_number(digits)
