# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every page of the terminal: how it is made, and what it needs.

Each page is imported when it is first made, so that the first paint imports one page only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.catalog_coordinator import (
    make_coordinator,
    make_exports,
    make_recordings,
    make_statistics,
    make_stops,
)
from ui.catalog_parts import Parts, ScreenEntry
from ui.catalog_post import (
    make_absence,
    make_centre_day,
    make_places,
    make_week,
    make_workshop_sheet,
)
from ui.catalog_queue import make_calling, make_help
from ui.navigation.routes import Place, Route

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.screens.base import Screen


def _home(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.home.presenter import HomePresenter
    from ui.screens.home.screen import HomeScreen

    del place
    screen = HomeScreen()
    # The window's actions come after the first paint; a touch comes later still.
    speak = lambda code: parts.actions.speak_language(code)  # noqa: E731, PLW0108 - bound late
    screen.attach(HomePresenter(screen, parts.stage, speak_language=speak))
    return screen


def _walkthrough_list(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.walkthrough_list.presenter import WalkthroughListPresenter
    from ui.screens.walkthrough_list.screen import WalkthroughListScreen

    screen = WalkthroughListScreen()
    kiosk = parts.kiosk
    presenter = WalkthroughListPresenter(
        screen,
        parts.stage,
        place,
        kiosk.walkthroughs,
        kiosk.letters,
        exercises=kiosk.practice,
    )
    screen.attach(presenter)
    return screen


def _walkthrough(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.walkthrough.presenter import WalkthroughPresenter
    from ui.screens.walkthrough.screen import WalkthroughScreen

    screen = WalkthroughScreen(parts.ready_sites)
    presenter = WalkthroughPresenter(
        screen,
        parts.stage,
        place,
        walkthroughs=parts.kiosk.walkthroughs,
        printing=parts.printing,
        end_session=parts.actions.end_session,
    )
    presenter.use_sites(parts.ready_sites)
    screen.attach(presenter)
    return screen


def _letter(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.letter.presenter import LetterPresenter
    from ui.screens.letter.screen import LetterScreen

    screen = LetterScreen()
    letters, end_session = parts.kiosk.letters, parts.actions.end_session
    screen.attach(
        LetterPresenter(screen, parts.stage, place, letters=letters, end_session=end_session)
    )
    return screen


def _practice(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.practice.presenter import PracticePresenter
    from ui.screens.practice.screen import PracticeScreen

    screen = PracticeScreen()
    exercises, end_session = parts.kiosk.practice, parts.actions.end_session
    screen.attach(
        PracticePresenter(screen, parts.stage, place, exercises=exercises, end_session=end_session)
    )
    return screen


def _notice(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.notices.presenter import NoticePresenter
    from ui.screens.notices.screen import NoticeScreen

    screen = NoticeScreen()
    screen.attach(NoticePresenter(screen, parts.stage, place))
    return screen


def _session_end(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.session_end.presenter import SessionEndPresenter
    from ui.screens.session_end.screen import SessionEndScreen

    del place
    screen = SessionEndScreen(parts.kiosk.settings.idle.end_s)
    next_person = parts.actions.next_person
    screen.attach(SessionEndPresenter(screen, parts.stage, next_person=next_person))
    return screen


def _idle(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.idle.presenter import IdlePresenter
    from ui.screens.idle.screen import IdleScreen

    del place
    screen = IdleScreen()
    presenter = IdlePresenter(
        screen,
        parts.stage,
        whole_s=parts.kiosk.settings.idle.erase_after_s,
        end_session=parts.actions.end_session,
    )
    screen.attach(presenter)
    return screen


def _pin(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.pin.presenter import PinPresenter
    from ui.screens.pin.screen import PinScreen

    del place
    screen = PinScreen()
    presenter = PinPresenter(
        screen, parts.stage, parts.kiosk.staff, begin_help=parts.actions.begin_help
    )
    screen.attach(presenter)
    return screen


def _technician(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.technician.presenter import TechnicianMeans, TechnicianPresenter
    from ui.screens.technician.screen import TechnicianScreen

    del place
    screen = TechnicianScreen()
    screen.home_asked.connect(parts.actions.lock_staff)
    leave = parts.actions.leave_program
    means = TechnicianMeans(parts.kiosk, parts.printing, leave)
    screen.attach(TechnicianPresenter(screen, parts.stage, means))
    return screen


def _out_of_order(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.out_of_order.presenter import OutOfOrderPresenter
    from ui.screens.out_of_order.screen import OutOfOrderScreen

    screen = OutOfOrderScreen()
    screen.attach(OutOfOrderPresenter(screen, parts.stage, place))
    return screen


def _booking(parts: Parts, place: Place) -> Screen[Any]:
    from kiosk.domain.appointment_views import FoundAppointment
    from ui.screens.booking.course import BookingMeans
    from ui.screens.booking.presenter import BookingPresenter
    from ui.screens.booking.screen import BookingScreen

    moving = place.params.get("moving")
    screen = BookingScreen()
    kiosk = parts.kiosk
    presenter = BookingPresenter(
        screen,
        parts.stage,
        means=BookingMeans(kiosk.appointments, kiosk.workshops, kiosk.queue),
        moving=moving if isinstance(moving, FoundAppointment) else None,
    )
    screen.attach(presenter)
    return screen


def _ticket(parts: Parts, place: Place) -> Screen[Any]:
    from kiosk.domain.sessions import SessionOutcome
    from ui.screens.ticket.presenter import TicketMeans, TicketPresenter
    from ui.screens.ticket.screen import TicketScreen

    screen = TicketScreen()
    presenter = TicketPresenter(
        screen,
        parts.stage,
        place,
        means=TicketMeans(parts.kiosk.appointments, parts.kiosk.workshops, parts.printing),
        end_session=lambda: parts.actions.end_session(SessionOutcome.FINISHED),
    )
    screen.attach(presenter)
    return screen


def _resume(parts: Parts, place: Place) -> Screen[Any]:
    from kiosk.foundation.platform import has_camera, has_camera_packages
    from kiosk.services.walkthrough_progress import ProgressService
    from ui.screens.resume.page import ResumeMeans
    from ui.screens.resume.presenter import ResumePresenter
    from ui.screens.resume.screen import ResumeScreen
    from ui.square_reading import read_square

    del place
    screen = ResumeScreen()
    means = ResumeMeans(
        appointments=parts.kiosk.appointments,
        workshops=parts.kiosk.workshops,
        progress=ProgressService(parts.kiosk.walkthroughs),
        speak_language=parts.actions.speak_language,
        can_use_camera=has_camera_packages() and has_camera(),
        read_square=read_square,
    )
    screen.attach(ResumePresenter(screen, parts.stage, means=means))
    return screen


def _quarter(parts: Parts, place: Place) -> Screen[Any]:
    from ui.screens.quarter.presenter import QuarterPresenter
    from ui.screens.quarter.screen import QuarterScreen

    screen = QuarterScreen()
    screen.attach(QuarterPresenter(screen, parts.stage, place, board=parts.kiosk.board))
    return screen


def _assisted(parts: Parts, place: Place) -> Screen[Any]:
    from kiosk.domain.sessions import SessionOutcome
    from kiosk.services.staff import Staff
    from ui.screens.assisted.presenter import AssistedMeans, AssistedPresenter
    from ui.screens.assisted.screen import AssistedScreen
    from ui.screens.desk.deeds import close_source
    from ui.screens.form_presenter import FormMeans

    helper = parts.stage.session.helper
    assert isinstance(helper, Staff)
    screen = AssistedScreen()
    kiosk = parts.kiosk
    means = AssistedMeans(
        form=FormMeans(kiosk.attendance, kiosk.places, parts.printing),
        walkthroughs=parts.kiosk.walkthroughs,
        close_source=lambda served: close_source(kiosk.appointments, kiosk.queue, served),
        hide_strip=lambda: parts.actions.show_strip(None),
        end_session=lambda: parts.actions.end_session(SessionOutcome.HELPED),
    )
    screen.attach(AssistedPresenter(screen, parts.stage, place, staff=helper, means=means))
    return screen


def _desk(parts: Parts, place: Place) -> Screen[Any]:
    from kiosk.services.staff import Staff
    from ui.screens.desk.deeds import DeskServices
    from ui.screens.desk.presenter import DeskPresenter
    from ui.screens.desk.screen import DeskScreen

    staff = parts.stage.session.staff
    assert isinstance(staff, Staff)
    # Once only: who comes back to this page finds the form as it was left.
    workshop_id = str(place.params.pop("workshop_id", ""))
    screen = DeskScreen()
    kiosk = parts.kiosk
    services = DeskServices(
        appointments=kiosk.appointments,
        queue=kiosk.queue,
        attendance=kiosk.attendance,
        walkthroughs=kiosk.walkthroughs,
        rights=kiosk.rights,
        agenda=kiosk.post_agenda,
        workshops=kiosk.workshops,
        places=kiosk.places,
        printing=parts.printing,
    )
    presenter = DeskPresenter(
        screen,
        parts.stage,
        staff,
        services,
        begin_help=parts.actions.begin_help,
        workshop_id=workshop_id,
    )
    screen.attach(presenter)
    return screen


SCREENS: tuple[ScreenEntry, ...] = (
    ScreenEntry(Route.HOME, _home, needs_kiosk=False),
    ScreenEntry(Route.WALKTHROUGH_LIST, _walkthrough_list),
    ScreenEntry(Route.WALKTHROUGH, _walkthrough),
    ScreenEntry(Route.LETTER, _letter),
    ScreenEntry(Route.PRACTICE, _practice),
    ScreenEntry(Route.BOOKING, _booking),
    ScreenEntry(Route.TICKET, _ticket),
    ScreenEntry(Route.RESUME, _resume),
    ScreenEntry(Route.HELP, make_help, covers=True),
    ScreenEntry(Route.CALLING, make_calling),
    ScreenEntry(Route.QUARTER, _quarter),
    ScreenEntry(Route.ASSISTED, _assisted, covers=True),
    ScreenEntry(Route.DESK, _desk, staff=True),
    ScreenEntry(Route.WEEK, make_week, staff=True),
    ScreenEntry(Route.ABSENCE, make_absence, staff=True),
    ScreenEntry(Route.CENTRE_DAY, make_centre_day, staff=True),
    ScreenEntry(Route.WORKSHOP_SHEET, make_workshop_sheet, staff=True),
    ScreenEntry(Route.PLACES, make_places, staff=True),
    ScreenEntry(Route.COORDINATOR, make_coordinator, staff=True),
    ScreenEntry(Route.STATISTICS, make_statistics, staff=True),
    ScreenEntry(Route.EXPORTS, make_exports, staff=True),
    ScreenEntry(Route.STOPS, make_stops, staff=True),
    ScreenEntry(Route.RECORDINGS, make_recordings, staff=True),
    ScreenEntry(Route.NOTICE, _notice, needs_kiosk=False),
    ScreenEntry(Route.SESSION_END, _session_end),
    ScreenEntry(Route.IDLE, _idle, covers=True),
    ScreenEntry(Route.PIN, _pin, covers=True),
    ScreenEntry(Route.TECHNICIAN, _technician, staff=True),
    ScreenEntry(Route.OUT_OF_ORDER, _out_of_order, needs_kiosk=False),
)


def entry_of(route: Route) -> ScreenEntry | None:
    """Return the entry of a route; None if no page has it."""
    return next((entry for entry in SCREENS if entry.route is route), None)


def make_strip(parts: Parts) -> QWidget:
    """Make the strip of the person who helps."""
    from ui.screens.assisted.strip import AssistedStrip
    from ui.screens.assisted.strip_presenter import StripPresenter

    strip = AssistedStrip()
    presenter = StripPresenter(
        strip,
        parts.stage,
        printing=parts.printing,
        walkthroughs=parts.kiosk.walkthroughs,
        hide_strip=lambda: parts.actions.show_strip(None),
    )
    strip.attach(presenter)
    return strip
