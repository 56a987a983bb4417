# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the week works with, and what it reads in one job. Without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.workshops import is_workshop, workshop_id_of
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from ui.screens.week.state import WeekFacts

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.appointment_views import DeskAppointment, WorkshopSheet
    from kiosk.services.appointments import AppointmentService
    from kiosk.services.lease_desk import LeaseDesk
    from kiosk.services.post_agenda import PostAgenda
    from kiosk.services.workshops import WorkshopVerbs
    from ui.printing.sheets import Printing

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekServices:
    """What the week works with."""

    appointments: AppointmentService
    rights: LeaseDesk
    agenda: PostAgenda
    workshops: WorkshopVerbs
    printing: Printing


def read_week(services: WeekServices, first_day: date) -> WeekFacts:
    """Read seven days; those enrolled for a workshop stand on its sheet, not in the week."""
    days = [first_day + timedelta(days=at) for at in range(WEEK.days)]
    appointments = services.appointments.week_for_desk(first_day)
    return WeekFacts(
        days=services.agenda.days(first_day),
        appointments=tuple(one for one in appointments if not is_workshop(one.motif_id)),
        kept=tuple(
            one
            for day in days
            for one in services.rights.kept_elsewhere(day)
            if not is_workshop(one.mediator_id)
        ),
        requests=tuple(
            one
            for one in services.appointments.requests_for_desk()
            if not is_workshop(one.motif_id)
        ),
        intents=services.appointments.intents(),
        workshops=workshops_of(services, (days[0], days[-1]), appointments),
    )


def workshops_of(
    services: WeekServices, days: tuple[date, date], appointments: tuple[DeskAppointment, ...]
) -> tuple[WorkshopSheet, ...]:
    """Return the workshops of some days: those to come, and past ones that somebody came to."""
    verbs = services.workshops
    names = [one.workshop_id for one in verbs.coming()]
    names += [workshop_id_of(one.motif_id) for one in appointments if is_workshop(one.motif_id)]
    found = []
    for name in dict.fromkeys(names):
        try:
            sheet = verbs.sheet(name)
        except Refused:  # past, and gone from the agenda
            continue
        if days[0] <= paris_day(sheet.workshop.start_utc) <= days[1]:
            found.append(sheet)
    return tuple(found)
