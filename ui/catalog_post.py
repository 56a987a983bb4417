# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the pages behind the mediator's post are made; each imported when it is first made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.catalog_parts import Parts
    from ui.navigation.routes import Place
    from ui.screens.base import Screen


def make_week(parts: Parts, place: Place) -> Screen[Any]:
    """Make the week of the centre."""
    from ui.screens.week.presenter import WeekPresenter
    from ui.screens.week.reading import WeekServices
    from ui.screens.week.screen import WeekScreen

    screen = WeekScreen()
    kiosk = parts.kiosk
    services = WeekServices(
        appointments=kiosk.appointments,
        rights=kiosk.rights,
        agenda=kiosk.post_agenda,
        workshops=kiosk.workshops,
        printing=parts.printing,
    )
    screen.attach(WeekPresenter(screen, parts.stage, place, services))
    return screen


def make_absence(parts: Parts, place: Place) -> Screen[Any]:
    """Make the page of an absence."""
    from ui.screens.absence.presenter import AbsencePresenter
    from ui.screens.absence.screen import AbsenceScreen

    screen = AbsenceScreen()
    presenter = AbsencePresenter(
        screen,
        parts.stage,
        place,
        appointments=parts.kiosk.appointments,
        agenda=parts.kiosk.post_agenda,
        printing=parts.printing,
    )
    screen.attach(presenter)
    return screen


def make_centre_day(parts: Parts, place: Place) -> Screen[Any]:  # noqa: ARG001 - every page has it
    """Make the opening and the closing of the centre."""
    from ui.screens.centre_day.presenter import CentreDayPresenter, CentreDayServices
    from ui.screens.centre_day.screen import CentreDayScreen

    screen = CentreDayScreen()
    kiosk = parts.kiosk
    services = CentreDayServices(
        device=kiosk.device,
        outbox=kiosk.outbox,
        agenda=kiosk.post_agenda,
        queue=kiosk.queue,
        printing=parts.printing,
    )
    screen.attach(CentreDayPresenter(screen, parts.stage, services))
    return screen


def make_workshop_sheet(parts: Parts, place: Place) -> Screen[Any]:
    """Make the sheet of a workshop."""
    from kiosk.services.staff import Staff
    from ui.screens.workshop_sheet.presenter import SheetServices, WorkshopSheetPresenter
    from ui.screens.workshop_sheet.screen import WorkshopSheetScreen

    staff = parts.stage.session.staff
    assert isinstance(staff, Staff)
    screen = WorkshopSheetScreen()
    kiosk = parts.kiosk
    services = SheetServices(
        appointments=kiosk.appointments,
        workshops=kiosk.workshops,
        agenda=kiosk.post_agenda,
        attendance=kiosk.attendance,
        printing=parts.printing,
    )
    presenter = WorkshopSheetPresenter(screen, parts.stage, place, staff=staff, services=services)
    screen.attach(presenter)
    return screen


def make_places(parts: Parts, place: Place) -> Screen[Any]:  # noqa: ARG001 - every page has it
    """Make the directory of places."""
    from kiosk.services.staff import Staff
    from ui.screens.places.presenter import PlacesMeans, PlacesPresenter
    from ui.screens.places.screen import PlacesScreen

    staff = parts.stage.session.staff
    assert isinstance(staff, Staff)
    screen = PlacesScreen()
    kiosk = parts.kiosk
    means = PlacesMeans(kiosk.places, kiosk.attendance, parts.printing)
    screen.attach(PlacesPresenter(screen, parts.stage, staff, means))
    return screen
